/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client-similar.h"
#include "library/reel-collection-record.h"

G_BEGIN_DECLS

/**
 * ReelSearchFind:
 * @collection_id: where it was found
 * @result: what the service said
 */
typedef struct
{
  char *collection_id;
  ReelSearchResult *result;
} ReelSearchFind;

/**
 * ReelSearchAnswer:
 * @finds: (element-type ReelSearchFind): best first
 * @unknown_words: (nullable) (array zero-terminated=1): words that the service does not understand, each once
 * @loose_words: (nullable) (array zero-terminated=1): words that it took for something near, each once
 * @is_understood: %FALSE where a service said that it understood none of the words
 * @only_negative: the text says only what is not wanted
 * @missing: (nullable): for people: which collections did not answer, and why
 * @may_have_more: a collection gave as many finds as were asked for, so that asking for more may bring more
 */
typedef struct
{
  GPtrArray *finds;
  char **unknown_words;
  char **loose_words;
  gboolean is_understood;
  gboolean only_negative;
  char *missing;
  gboolean may_have_more;
} ReelSearchAnswer;

void              reel_search_find_free        (ReelSearchFind      *self);
void              reel_search_answer_free      (ReelSearchAnswer    *self);

/* Asks the collections side by side and merges what they say. */
void              reel_search_query_run_async  (ReelClient          *client,
                                                GPtrArray           *collections,
                                                const char          *text,
                                                guint                top_k,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
/* The same when nobody waits: it goes after everything that somebody waits for. */
void              reel_search_query_run_quietly_async (ReelClient          *client,
                                                GPtrArray           *collections,
                                                const char          *text,
                                                guint                top_k,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
/* What looks like an example; ends in the same function. */
void              reel_search_query_run_similar_async (ReelClient       *client,
                                                GPtrArray           *collections,
                                                ReelExample         *example,
                                                guint                top_k,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
ReelSearchAnswer *reel_search_query_run_finish (ReelClient          *client,
                                                GAsyncResult        *result,
                                                GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSearchAnswer, reel_search_answer_free)

G_END_DECLS
