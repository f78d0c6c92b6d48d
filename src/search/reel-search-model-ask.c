/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "library/reel-catalogue-links.h"
#include "search/reel-hit-merge.h"
#include "search/reel-search-cache.h"
#include "search/reel-search-hits.h"
#include "search/reel-search-model-private.h"
#include "search/reel-search-scope.h"

/* How a search model asks, and makes hits of what comes: from the service, and of what the catalogue has kept of the last time. */

/* Between the first answer and all that can be asked for. */
#define MORE_HITS 300

/* (transfer none) (nullable): the saved search that this is */
static ReelSavedSearch *
find_saved (ReelSearchModel *self)
{
  const ReelSearchQuestion *question = self->question;

  if (self->saved == NULL || question == NULL || question->example != NULL)
    return NULL;
  return reel_saved_searches_find (self->saved, question->text, question->collection_id);
}

/* What is new is new for as long as somebody looks at it, though by then it was seen. */
static void
mark_new (ReelSearchModel *self,
          GPtrArray       *hits)
{
  ReelSavedSearch *search = find_saved (self);
  guint n_new = 0;

  if (self->seen == NULL && search != NULL)
    self->seen = reel_seen_hits_new (reel_saved_search_get_seen (search), reel_saved_search_get_known (search),
                                     self->catalogue, self->profile);
  for (guint i = 0; i < hits->len; i++)
    {
      gboolean is_new = search != NULL && reel_seen_hits_is_new (self->seen, hits->pdata[i]);

      reel_hit_set_is_new (hits->pdata[i], is_new);
      n_new += is_new ? 1 : 0;
    }
  self->n_new = n_new;
}

/* Somebody looks at the hits now. What is not all of the answer, or not of now, tells nothing about what is missing. */
static void
note_looked (ReelSearchModel *self)
{
  ReelSavedSearch *search = find_saved (self);

  if (search != NULL && self->state == REEL_SEARCH_STATE_DONE && self->answered == 0 && self->error == NULL)
    reel_saved_searches_look (self->saved, search, self->hits, self->complete);
}

/* Those whose video was added elsewhere, and which somebody has said the file of. */
static void
link_hits (ReelSearchModel *self,
           GPtrArray       *hits)
{
  if (self->catalogue == NULL || self->profile == NULL)
    return;
  for (guint i = 0; i < hits->len; i++)
    if (reel_hit_get_video (hits->pdata[i]) == NULL && reel_hit_get_video_id (hits->pdata[i]) != NULL)
      reel_hit_set_link (hits->pdata[i],
                         reel_catalogue_get_link (self->catalogue, self->profile, reel_hit_get_video_id (hits->pdata[i])));
}

/* @answered: when it was the answer, in Unix seconds; 0 for now */
static void
show (ReelSearchModel  *self,
      ReelSearchAnswer *answer,
      gint64            answered)
{
  guint n_hidden = 0;
  const guint n_new = self->n_new;
  g_autoptr (GPtrArray) hits = reel_search_hits_new (self->catalogue, self->profile, answer, &n_hidden);

  self->complete = !answer->may_have_more;
  mark_new (self, hits);
  link_hits (self, hits);
  _reel_search_model_set_hits (self, hits);
  if (self->n_new != n_new)
    _reel_search_model_notify (self, PROP_N_NEW);
  _reel_search_model_set_n_hidden (self, n_hidden);
  _reel_search_model_set_may_have_more (self, answer->may_have_more && self->question->top_k < REEL_SEARCH_MOST);
  _reel_search_model_set_reading (self, answer);
  _reel_search_model_remember_shown (self, self->question);
  _reel_search_model_set_answered (self, answered);
}

/* What was answered the last time is better than nothing, and its date is said. */
void
_reel_search_model_fail_or_keep (ReelSearchModel *self,
                                 const char      *message)
{
  if (self->answered == 0)
    {
      _reel_search_model_fail (self, message);
      return;
    }
  _reel_search_model_set_string (self, &self->error, message, PROP_ERROR);
  _reel_search_model_set_state (self, REEL_SEARCH_STATE_DONE);
}

/* Whether the catalogue keeps the question and its answer. */
static gboolean
is_kept (ReelSearchModel *self)
{
  return self->catalogue != NULL && self->profile != NULL && self->question->example == NULL;
}

/* A query that a newer one has replaced was cancelled, and so ends here without a word. */
static void
searched (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelSearchModel) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelSearchAnswer) answer = reel_search_query_run_finish (REEL_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL && self->looking)
    {
      self->failure = g_strdup (error->message);
      return;
    }
  _reel_search_model_stop (self); /* what is still looked up is old */
  if (answer == NULL)
    {
      _reel_search_model_fail_or_keep (self, error->message);
      return;
    }
  self->unanswered = FALSE;
  show (self, answer, 0);
  _reel_search_model_set_string (self, &self->error, answer->missing, PROP_ERROR);
  _reel_search_model_set_state (self, REEL_SEARCH_STATE_DONE);
  note_looked (self);
  if (is_kept (self))
    reel_search_cache_store (self->catalogue, self->profile, self->question->collection_id, self->question->text,
                             g_steal_pointer (&answer));
}

/* The answer of the last time is there first, as a rule; that of the service takes its place. */
static void
looked_up (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelSearchModel) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  gint64 asked = 0;
  g_autoptr (ReelSearchAnswer) answer = reel_search_cache_find_finish (REEL_CATALOGUE (source), result, &asked, &error);
  g_autofree char *failure = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->looking = FALSE;
  failure = g_steal_pointer (&self->failure);
  if (answer != NULL)
    {
      if (self->state == REEL_SEARCH_STATE_SEARCHING) /* of the time before */
        _reel_search_model_set_string (self, &self->error, NULL, PROP_ERROR);
      show (self, answer, asked);
    }
  if (failure == NULL && self->state == REEL_SEARCH_STATE_FAILED && answer != NULL)
    failure = g_strdup (self->error);
  if (failure == NULL)
    return;
  _reel_search_model_stop (self);
  _reel_search_model_fail_or_keep (self, failure);
}

/* (transfer full) (element-type ReelCollectionRecord): what to ask. A collection that the catalogue has not yet written down
 * is asked all the same. */
static GPtrArray *
dup_collections (ReelSearchModel *self,
                 const char      *collection_id)
{
  GPtrArray *asked = reel_search_scope_dup_collections (self->catalogue, self->profile, collection_id);

  if (collection_id != NULL && asked->len == 0)
    g_ptr_array_add (asked, reel_collection_record_new (collection_id, collection_id, NULL));
  return asked;
}

static void
look_up (ReelSearchModel *self)
{
  self->cancellable = g_cancellable_new ();
  if (!is_kept (self))
    return;
  self->looking = TRUE;
  reel_search_cache_find_async (self->catalogue, self->profile, self->question->collection_id, self->question->text,
                                self->cancellable, looked_up, g_object_ref (self));
}

static void
run (ReelSearchModel *self,
     GPtrArray       *collections)
{
  const ReelSearchQuestion *question = self->question;

  if (question->example != NULL)
    reel_search_query_run_similar_async (self->client, collections, question->example, question->top_k, self->cancellable,
                                         searched, g_object_ref (self));
  else
    reel_search_query_run_async (self->client, collections, question->text, question->top_k, self->cancellable, searched,
                                 g_object_ref (self));
}

/* @example: (nullable): with it, @text is its question; @collection_id may be the present question's */
static void
ask (ReelSearchModel *self,
     const char      *text,
     ReelExample     *example,
     const char      *collection_id,
     guint            top_k)
{
  g_autofree char *stripped = text != NULL ? g_strstrip (g_utf8_make_valid (text, -1)) : g_strdup ("");
  g_autoptr (ReelSearchQuestion) question = NULL;
  g_autoptr (GPtrArray) collections = NULL;
  const char *scope = NULL;

  if (*stripped == '\0')
    {
      _reel_search_model_reset (self);
      return;
    }

  _reel_search_model_stop (self);
  if (self->state != REEL_SEARCH_STATE_SEARCHING || self->answered != 0) /* else it is that of the question before */
    self->shown_answered = self->answered;
  _reel_search_model_set_answered (self, 0);
  collections = dup_collections (self, collection_id);
  if (collection_id != NULL)
    scope = ((const ReelCollectionRecord *) g_ptr_array_index (collections, 0))->name;
  question = reel_search_question_new (stripped, example, collection_id, scope, top_k);
  _reel_search_model_set_question (self, question);
  self->unanswered = TRUE;
  if (self->client == NULL)
    {
      _reel_search_model_fail (self, _ ("There is no connection to a service yet. Wait until it is there, or choose another one."));
      look_up (self);
      return;
    }
  if (collections->len == 0)
    {
      _reel_search_model_fail (self, _ ("There is no collection to search yet. Make one, and drop videos into it."));
      return;
    }

  if (is_kept (self))
    reel_catalogue_add_search (self->catalogue, self->profile, question->collection_id, question->text);
  _reel_search_model_set_state (self, REEL_SEARCH_STATE_SEARCHING);
  look_up (self);
  run (self, collections);
}

/* As @question, but not necessarily there, nor for as many. */
static void
ask_as (ReelSearchModel    *self,
        ReelSearchQuestion *question,
        const char         *collection_id,
        guint               top_k)
{
  g_autoptr (ReelSearchQuestion) kept = reel_search_question_ref (question); /* it may be the model's own */

  ask (self, kept->text, kept->example, collection_id, top_k);
}

void
_reel_search_model_ask_again (ReelSearchModel *self)
{
  if (self->question != NULL)
    ask_as (self, self->question, self->question->collection_id, self->question->top_k);
}

/**
 * reel_search_model_search:
 * @self: the model
 * @text: (nullable): what to search for; nothing, or only blanks, empties the model
 *
 * Asks the service, and remembers the text in the catalogue. A query still under way is cancelled. The hits of the one
 * before stay until this one ends, or until the catalogue has what was answered to the same question the last time.
 */
void
reel_search_model_search (ReelSearchModel *self,
                          const char      *text)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));

  g_clear_pointer (&self->seen, reel_seen_hits_free);
  ask (self, text, NULL, self->collection_id, REEL_SEARCH_TOP_K);
}

/**
 * reel_search_model_search_similar:
 * @self: the model
 * @example: what the hits are to look like
 *
 * As reel_search_model_search(), but the catalogue keeps neither the question nor the answer.
 */
void
reel_search_model_search_similar (ReelSearchModel *self,
                                  ReelExample     *example)
{
  g_autoptr (ReelExample) kept = NULL;

  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  g_return_if_fail (example != NULL);

  kept = reel_example_ref (example); /* it may be the model's own */
  g_clear_pointer (&self->seen, reel_seen_hits_free);
  ask (self, kept->question, kept, self->collection_id, REEL_SEARCH_TOP_K);
}

/**
 * reel_search_model_search_again:
 * @self: the model
 *
 * Asks the last question once more, if there was one: where it was asked, and for as many hits.
 */
void
reel_search_model_search_again (ReelSearchModel *self)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));

  g_clear_pointer (&self->seen, reel_seen_hits_free);
  _reel_search_model_ask_again (self);
}

/**
 * reel_search_model_search_there:
 * @self: the model
 *
 * Asks the last question where the next one would be asked, if there was one.
 */
void
reel_search_model_search_there (ReelSearchModel *self)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));

  g_clear_pointer (&self->seen, reel_seen_hits_free);
  if (self->question != NULL)
    ask_as (self, self->question, self->collection_id, REEL_SEARCH_TOP_K);
}

/**
 * reel_search_model_ask_for_more:
 * @self: the model
 *
 * Asks the last question again, where it was asked, for more hits: %REEL_SEARCH_MOST at most. The next search begins
 * with as few as any.
 */
void
reel_search_model_ask_for_more (ReelSearchModel *self)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));

  if (self->question != NULL) /* what was new stays so */
    ask_as (self, self->question, self->question->collection_id,
            self->question->top_k < MORE_HITS ? MORE_HITS : REEL_SEARCH_MOST);
}

/**
 * reel_search_model_cancel:
 * @self: the model
 *
 * Gives up the question that the service has not answered yet, if there is one; the hits of the one before stay.
 */
void
reel_search_model_cancel (ReelSearchModel *self)
{
  g_autoptr (ReelSearchQuestion) given_up = NULL;
  const gboolean kept = self->answered != 0; /* the old answer to this question is there already */

  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  if (self->state != REEL_SEARCH_STATE_SEARCHING)
    return;
  _reel_search_model_stop (self);
  self->unanswered = FALSE;
  given_up = reel_search_question_ref (self->question);
  g_signal_emit_by_name (self, "cancelled", given_up);
  if (self->shown == NULL)
    _reel_search_model_set_string (self, &self->error, NULL, PROP_ERROR); /* of one that failed before */
  else if (!kept)
    _reel_search_model_set_answered (self, self->shown_answered);
  _reel_search_model_set_question (self, self->shown);
  _reel_search_model_set_state (self, self->shown != NULL ? REEL_SEARCH_STATE_DONE : REEL_SEARCH_STATE_IDLE);
}

/**
 * reel_search_model_give_up:
 * @self: the model
 * @message: why there will be no client
 *
 * Ends the wait of a question for a client. It is asked all the same, should one come.
 */
void
reel_search_model_give_up (ReelSearchModel *self,
                           const char      *message)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  g_return_if_fail (message != NULL);

  if (self->state == REEL_SEARCH_STATE_SEARCHING && self->client == NULL)
    _reel_search_model_fail_or_keep (self, message);
}

/**
 * reel_search_model_save:
 * @self: the model
 *
 * Saves the search that was asked last, where it was asked; its hits are seen. There must be one, of words, and reel_search_model_set_saved().
 *
 * Returns: (transfer none) (nullable): the saved search
 */
ReelSavedSearch *
reel_search_model_save (ReelSearchModel *self)
{
  ReelSavedSearch *search;

  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  if (self->saved == NULL || self->question == NULL || self->question->example != NULL)
    return NULL;
  search = reel_saved_searches_add (self->saved, self->question->text, self->question->collection_id);
  note_looked (self);
  return search;
}

/**
 * reel_search_model_find_saved:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): the saved search that was asked last, where it is one
 */
ReelSavedSearch *
reel_search_model_find_saved (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return find_saved (self);
}
