/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"
#include "api/reel-example.h"
#include "library/reel-catalogue.h"
#include "search/reel-saved-searches.h"
#include "search/reel-search-question.h"

G_BEGIN_DECLS

/* How many hits each collection is asked for at first, and at most. */
#define REEL_SEARCH_TOP_K 100
#define REEL_SEARCH_MOST 1000

/**
 * ReelSearchState:
 * @REEL_SEARCH_STATE_IDLE: nothing was asked
 * @REEL_SEARCH_STATE_SEARCHING: waiting for the service; the hits are those of the query before, or what was answered to this
 *   one the last time
 * @REEL_SEARCH_STATE_DONE: the hits are those of the text
 * @REEL_SEARCH_STATE_FAILED: no answer; there are no hits, and the error says why
 */
typedef enum
{
  REEL_SEARCH_STATE_IDLE,
  REEL_SEARCH_STATE_SEARCHING,
  REEL_SEARCH_STATE_DONE,
  REEL_SEARCH_STATE_FAILED,
} ReelSearchState;

#define REEL_TYPE_SEARCH_STATE (reel_search_state_get_type ())
GType reel_search_state_get_type (void);

/*
 * The hits of the present search: a GListModel of ReelHit, best first. Used on the main thread only. Properties, all
 * with notify:
 *   client (ReelClient, nullable, rw), catalogue (ReelCatalogue, nullable, rw), profile (string, nullable, rw: whose
 *   videos the catalogue looks up), collection-id (string, nullable, rw: where the next question is asked; NULL asks every
 *   collection that the catalogue knows and that is not hidden), question (ReelSearchQuestion, nullable, ro: what was asked
 *   last), text and scope (string, nullable, ro: of the question), state (ReelSearchState, ro), error (string, nullable, ro: for people; where the state is DONE,
 *   what is missing in the hits), unknown-words and loose-words (strv, nullable, ro),
 *   is-understood (boolean, ro: the service understood some of the text), only-negative (boolean, ro: the text says only what
 *   is not wanted), n-videos (uint, ro: how many videos the hits are of),
 *   n-hidden (uint, ro: how many more hits there are, of videos that people have hidden on this computer),
 *   may-have-more (boolean, ro: a larger
 *   top-k may bring more hits), answered (int64, ro: when the hits were the answer, in Unix seconds, where they are from the
 *   catalogue and not, or not yet, from the service; otherwise 0), saved (ReelSavedSearches, nullable, rw: of the profile; one
 *   that is asked is looked at), n-new (uint, ro: hits that were not there when it was last looked at).
 *   finds-similar (boolean, rw: whether the client's service finds what looks like an example; another client resets it).
 * Signal: "cancelled" (ReelSearchQuestion): it is given up, before that of the hits takes its place.
 * Another profile empties it. Another client is the same service after a restart: the hits stay, and a question that was
 * not answered is asked again. Another collection leaves the hits until the next search.
 */
#define REEL_TYPE_SEARCH_MODEL (reel_search_model_get_type ())
G_DECLARE_FINAL_TYPE (ReelSearchModel, reel_search_model, REEL, SEARCH_MODEL, GObject)

ReelSearchModel    *reel_search_model_new               (ReelCatalogue   *catalogue);
void                reel_search_model_search            (ReelSearchModel *self,
                                                         const char      *text);
/* What looks like a clip, a video or a picture; such a search can't be saved, and is not remembered. */
void                reel_search_model_search_similar    (ReelSearchModel *self,
                                                         ReelExample     *example);
/* The same question once more. */
void                reel_search_model_search_again      (ReelSearchModel *self);
/* The same question, where the next one is asked. */
void                reel_search_model_search_there      (ReelSearchModel *self);
void                reel_search_model_cancel            (ReelSearchModel *self);
/* There will be no client for a question that waits for one. */
void                reel_search_model_give_up           (ReelSearchModel *self,
                                                         const char      *message);
void                reel_search_model_set_client        (ReelSearchModel *self,
                                                         ReelClient      *client);
ReelClient         *reel_search_model_get_client        (ReelSearchModel *self);
void                reel_search_model_set_catalogue     (ReelSearchModel *self,
                                                         ReelCatalogue   *catalogue);
ReelCatalogue      *reel_search_model_get_catalogue     (ReelSearchModel *self);
void                reel_search_model_set_profile       (ReelSearchModel *self,
                                                         const char      *profile);
const char         *reel_search_model_get_profile       (ReelSearchModel *self);
void                reel_search_model_set_collection_id (ReelSearchModel *self,
                                                         const char      *collection_id);
const char         *reel_search_model_get_collection_id (ReelSearchModel *self);
ReelSearchQuestion *reel_search_model_get_question      (ReelSearchModel *self);
const char         *reel_search_model_get_text          (ReelSearchModel *self);
ReelExample        *reel_search_model_get_example       (ReelSearchModel *self);
void                reel_search_model_set_finds_similar (ReelSearchModel *self,
                                                         gboolean         finds_similar);
gboolean            reel_search_model_get_finds_similar (ReelSearchModel *self);
const char         *reel_search_model_get_scope         (ReelSearchModel *self);
ReelSearchState     reel_search_model_get_state         (ReelSearchModel *self);
const char         *reel_search_model_get_error         (ReelSearchModel *self);
const char * const *reel_search_model_get_unknown_words (ReelSearchModel *self);
const char * const *reel_search_model_get_loose_words   (ReelSearchModel *self);
gboolean            reel_search_model_get_is_understood (ReelSearchModel *self);
gboolean            reel_search_model_get_only_negative (ReelSearchModel *self);
guint               reel_search_model_get_n_videos      (ReelSearchModel *self);
guint               reel_search_model_get_n_hidden      (ReelSearchModel *self);
gboolean            reel_search_model_get_may_have_more (ReelSearchModel *self);
gint64              reel_search_model_get_answered      (ReelSearchModel *self);
void                reel_search_model_set_saved         (ReelSearchModel   *self,
                                                         ReelSavedSearches *saved);
ReelSavedSearches  *reel_search_model_get_saved         (ReelSearchModel *self);
guint               reel_search_model_get_n_new         (ReelSearchModel *self);
ReelSavedSearch    *reel_search_model_save              (ReelSearchModel *self);
ReelSavedSearch    *reel_search_model_find_saved        (ReelSearchModel *self);
/* Asks the same again, for more hits. */
void                reel_search_model_ask_for_more      (ReelSearchModel *self);

G_END_DECLS
