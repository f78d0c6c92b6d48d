/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"
#include "search/reel-search-query.h"

G_BEGIN_DECLS

/* Answers in the catalogue, written and read off the main thread. */

void              reel_search_cache_store       (ReelCatalogue       *catalogue,
                                                 const char          *profile,
                                                 const char          *collection_id,
                                                 const char          *text,
                                                 ReelSearchAnswer    *answer);
void              reel_search_cache_find_async  (ReelCatalogue       *catalogue,
                                                 const char          *profile,
                                                 const char          *collection_id,
                                                 const char          *text,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
ReelSearchAnswer *reel_search_cache_find_finish (ReelCatalogue       *catalogue,
                                                 GAsyncResult        *result,
                                                 gint64              *asked,
                                                 GError             **error);

/* What is kept of an answer, and back: %NULL for bytes that are none. */
GBytes           *reel_search_answer_pack       (ReelSearchAnswer    *self);
ReelSearchAnswer *reel_search_answer_unpack     (GBytes              *bytes);

G_END_DECLS
