/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-local-plan.h"
#include "local/reel-local-store.h"
#include "local/reel-written-query.h"

G_BEGIN_DECLS

/*
 * What a search finds by letters, beside what it finds by vectors: clips in which the query's words are read, and videos whose
 * files have them in their names. How similar they are by that is told by reel_written_query_read() and
 * reel_written_query_read_name(). The rule by which the two meet:
 *
 * - A clip is as similar as the larger of the two says. They are not added up: words that are read are a part of the vector,
 *   too, and would count twice.
 * - A clip is sure where the engine is sure of it, or where all of the query's words are read in it.
 * - A name stands for the clip of its video that is most similar by its vector, or else for the first one. It makes a clip
 *   .50 similar at most, which is possible and never sure.
 * - A video is found in the space that answers for it, as by its vectors.
 */
typedef struct
{
  ReelWrittenQuery *query; /* (owned) */
  GHashTable *reasons;     /* (owned): clip → why it was found, for people */
  GHashTable *words;       /* (owned): folded words that were read, or are in a name */
} ReelLocalSearchWritten;

void     reel_local_search_written_init    (ReelLocalSearchWritten  *self,
                                            const char              *text);
void     reel_local_search_written_clear   (ReelLocalSearchWritten  *self);
gboolean reel_local_search_written_add     (ReelLocalSearchWritten  *self,
                                            ReelLocalStore          *store,
                                            const char              *collection_id,
                                            ReelLocalPlan           *plan,
                                            guint                    n_most,
                                            GArray                  *candidates,
                                            GError                 **error);
GStrv    reel_local_search_written_explain (ReelLocalSearchWritten  *self,
                                            gint64                   clip,
                                            GStrv                    reasons);
gboolean reel_local_search_written_knows   (ReelLocalSearchWritten  *self,
                                            const char              *word);

G_END_DECLS
