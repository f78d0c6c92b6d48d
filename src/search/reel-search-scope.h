/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"

G_BEGIN_DECLS

/* Where a search looks, as the catalogue knows it: the collections, and which videos can be found there. */

GPtrArray *reel_search_scope_dup_collections (ReelCatalogue *catalogue,
                                              const char    *profile,
                                              const char    *collection_id);
GBytes    *reel_search_scope_dup_videos      (ReelCatalogue *catalogue,
                                              const char    *profile,
                                              const char    *collection_id);
/* Of what the function before gave. */
gboolean   reel_search_scope_has_video       (GBytes        *videos,
                                              const char    *video_id);
gboolean   reel_search_scope_has_more        (GBytes        *videos,
                                              GBytes        *before);

G_END_DECLS
