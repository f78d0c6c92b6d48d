/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/reel-frame-grabber.h"

G_BEGIN_DECLS

/*
 * The picture of a video at a time, in its own shape on a dark card. It asks the grabber while it is on the screen only.
 * Properties: grabber (ReelFrameGrabber, nullable, rw), uri (string, nullable, rw), time (double, seconds, rw),
 * exact (boolean, rw), max-edge (uint, pixels, rw, default 320), loaded (boolean, ro: what it shows is what was asked for).
 */
#define REEL_TYPE_THUMBNAIL (reel_thumbnail_get_type ())
G_DECLARE_FINAL_TYPE (ReelThumbnail, reel_thumbnail, REEL, THUMBNAIL, GtkWidget)

GtkWidget  *reel_thumbnail_new          (ReelFrameGrabber *grabber);
void        reel_thumbnail_set_grabber  (ReelThumbnail    *self,
                                         ReelFrameGrabber *grabber);
void        reel_thumbnail_set_uri      (ReelThumbnail    *self,
                                         const char       *uri);
const char *reel_thumbnail_get_uri      (ReelThumbnail    *self);
void        reel_thumbnail_set_time     (ReelThumbnail    *self,
                                         double            seconds);
void        reel_thumbnail_set_within   (ReelThumbnail    *self,
                                         double            seconds);
double      reel_thumbnail_get_time     (ReelThumbnail    *self);
void        reel_thumbnail_set_exact    (ReelThumbnail    *self,
                                         gboolean          exact);
void        reel_thumbnail_set_max_edge (ReelThumbnail    *self,
                                         guint             max_edge);
void        reel_thumbnail_show         (ReelThumbnail    *self,
                                         const char       *uri,
                                         double            seconds,
                                         gboolean          exact);
gboolean    reel_thumbnail_get_loaded   (ReelThumbnail    *self);

G_END_DECLS
