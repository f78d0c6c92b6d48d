/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "collections/reel-collection.h"
#include "library/reel-catalogue.h"
#include "media/reel-frame-grabber.h"

G_BEGIN_DECLS

/*
 * The videos of a collection as a grid; an empty one is a large drop area. Files can be dropped anywhere on it.
 * Signals: "files-dropped" (GListModel of GFile), "add-requested", "new-collection-requested", "video-selected" (ReelVideo),
 * "video-activated" (ReelVideo), "analyse-requested" (ReelVideo: its file is there), "rename-requested" (ReelVideo),
 * "similar-requested" (ReelVideo: only where the service finds what looks alike), "hide-requested" (ReelVideo, gboolean: or shown again), "forget-requested" (ReelVideo), "message" (char *: what went
 * wrong with a thing that was asked for, for a toast).
 */
#define REEL_TYPE_VIDEOS_PAGE (reel_videos_page_get_type ())
G_DECLARE_FINAL_TYPE (ReelVideosPage, reel_videos_page, REEL, VIDEOS_PAGE, AdwBin)

void reel_videos_page_set_source      (ReelVideosPage   *self,
                                       ReelCatalogue    *catalogue,
                                       ReelFrameGrabber *grabber,
                                       const char       *profile);
void reel_videos_page_set_collection  (ReelVideosPage   *self,
                                       ReelCollection   *collection,
                                       gboolean          any_collections);
void reel_videos_page_set_show_hidden (ReelVideosPage   *self,
                                       gboolean          show_hidden);
void reel_videos_page_set_finds_similar (ReelVideosPage *self,
                                       gboolean          finds_similar);

G_END_DECLS
