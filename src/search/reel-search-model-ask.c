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
  return self->saved != NULL && self->example == NULL ? reel_saved_searches_find (self->saved, self->text, self->asked_id) : NULL;
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
  _reel_search_model_set_may_have_more (self, answer->may_have_more && self->asked_top_k < REEL_SEARCH_MOST);
  _reel_search_model_set_reading (self, answer);
  _reel_search_model_remember_shown (self, self->text, self->scope);
  _reel_search_model_set_answered (self, answered);
}

/* What was answered the last time is better than nothing, and its date is said. */
static void
fail_or_keep (ReelSearchModel *self,
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
      fail_or_keep (self, error->message);
      return;
    }
  show (self, answer, 0);
  _reel_search_model_set_string (self, &self->error, answer->missing, PROP_ERROR);
  _reel_search_model_set_state (self, REEL_SEARCH_STATE_DONE);
  note_looked (self);
  if (self->catalogue != NULL && self->profile != NULL && self->example == NULL)
    reel_search_cache_store (self->catalogue, self->profile, self->asked_id, self->text, g_steal_pointer (&answer));
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
  fail_or_keep (self, failure);
}

/* (transfer full) (element-type ReelCollectionRecord): what to ask, and in @scope its name, NULL for all */
static GPtrArray *
dup_collections (ReelSearchModel *self,
                 char           **scope)
{
  GPtrArray *asked = reel_search_scope_dup_collections (self->catalogue, self->profile, self->collection_id);

  *scope = NULL;
  /* A collection that the catalogue has not yet written down is asked all the same. */
  if (self->collection_id != NULL && asked->len == 0)
    g_ptr_array_add (asked, reel_collection_record_new (self->collection_id, self->collection_id, NULL));
  if (self->collection_id != NULL)
    *scope = g_strdup (((const ReelCollectionRecord *) g_ptr_array_index (asked, 0))->name);
  return asked;
}

static void
look_up (ReelSearchModel *self)
{
  self->cancellable = g_cancellable_new ();
  if (self->catalogue == NULL || self->profile == NULL || self->example != NULL)
    return;
  self->looking = TRUE;
  reel_search_cache_find_async (self->catalogue, self->profile, self->asked_id, self->text, self->cancellable, looked_up,
                                g_object_ref (self));
}

/* @example: (nullable): with it, @text is its question */
static void
ask (ReelSearchModel *self,
     const char      *text,
     ReelExample     *example)
{
  g_autofree char *stripped = NULL;
  g_autofree char *scope = NULL;
  g_autoptr (GPtrArray) collections = NULL;

  stripped = text != NULL ? g_strstrip (g_utf8_make_valid (text, -1)) : g_strdup ("");
  if (*stripped == '\0')
    {
      _reel_search_model_reset (self);
      return;
    }

  _reel_search_model_stop (self);
  _reel_search_model_set_answered (self, 0);
  g_free (self->asked_id);
  self->asked_id = g_strdup (self->collection_id);
  collections = dup_collections (self, &scope);
  _reel_search_model_set_example (self, example);
  _reel_search_model_set_string (self, &self->text, stripped, PROP_TEXT);
  _reel_search_model_set_string (self, &self->scope, scope, PROP_SCOPE);
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

  if (self->catalogue != NULL && self->profile != NULL && example == NULL)
    reel_catalogue_add_search (self->catalogue, self->profile, self->collection_id, stripped);
  _reel_search_model_set_state (self, REEL_SEARCH_STATE_SEARCHING);
  look_up (self);
  self->asked_top_k = self->top_k;
  if (example != NULL)
    reel_search_query_run_similar_async (self->client, collections, example, self->top_k, self->cancellable, searched,
                                         g_object_ref (self));
  else
    reel_search_query_run_async (self->client, collections, stripped, self->top_k, self->cancellable, searched,
                                 g_object_ref (self));
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
  ask (self, text, NULL);
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
  ask (self, kept->question, kept);
}

/**
 * reel_search_model_search_again:
 * @self: the model
 *
 * Asks once more what was asked last, if anything was.
 */
void
reel_search_model_search_again (ReelSearchModel *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));

  text = g_strdup (self->text);
  if (self->example != NULL)
    reel_search_model_search_similar (self, self->example);
  else
    reel_search_model_search (self, text);
}

/**
 * reel_search_model_ask_for_more:
 * @self: the model
 *
 * Searches for the same text again and asks each collection for more hits, %REEL_SEARCH_MOST at most.
 */
void
reel_search_model_ask_for_more (ReelSearchModel *self)
{
  g_autoptr (ReelExample) example = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  if (self->text == NULL)
    return;
  reel_search_model_set_top_k (self, self->top_k < MORE_HITS ? MORE_HITS : REEL_SEARCH_MOST);
  text = g_strdup (self->text);
  example = self->example != NULL ? reel_example_ref (self->example) : NULL;
  ask (self, text, example); /* what was new stays so */
}

/**
 * reel_search_model_cancel:
 * @self: the model
 *
 * Gives up the query under way, if there is one; the hits of the one before stay.
 */
void
reel_search_model_cancel (ReelSearchModel *self)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  if (self->cancellable == NULL)
    return;
  _reel_search_model_stop (self);
  _reel_search_model_set_example (self, self->shown_example);
  _reel_search_model_set_string (self, &self->text, self->shown_text, PROP_TEXT);
  _reel_search_model_set_string (self, &self->scope, self->shown_scope, PROP_SCOPE);
  _reel_search_model_set_state (self, self->text != NULL ? REEL_SEARCH_STATE_DONE : REEL_SEARCH_STATE_IDLE);
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
  if (self->saved == NULL || self->text == NULL || self->example != NULL)
    return NULL;
  search = reel_saved_searches_add (self->saved, self->text, self->asked_id);
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
