/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"
#include "search/reel-search-query.h"

G_BEGIN_DECLS

/* Whose clips an answer has: what the catalogue knows of its ids, looked up in one go. For one answer, on the main thread. */
typedef struct _ReelSearchVideos ReelSearchVideos;

ReelSearchVideos *reel_search_videos_new  (ReelCatalogue        *catalogue,
                                           const char           *profile,
                                           GPtrArray            *finds);
void              reel_search_videos_free (ReelSearchVideos     *self);
ReelVideo        *reel_search_videos_find (ReelSearchVideos     *self,
                                           const ReelSearchFind *find);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSearchVideos, reel_search_videos_free)

G_END_DECLS
