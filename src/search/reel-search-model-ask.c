/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "library/reel-catalogue-links.h"
#include "search/reel-hit-merge.h"
#include "search/reel-search-cache.h"
#include "search/reel-search-copies.h"
#include "search/reel-search-model-private.h"
#include "search/reel-search-videos.h"

/* How a search model asks, and makes hits of what comes: from the service, and of what the catalogue has kept of the last time. */

/* Between the first answer and all that can be asked for. */
#define MORE_HITS 300

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
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (ReelHitSource));
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (ReelSearchCopies) copies = reel_search_copies_new ();
  g_autoptr (ReelSearchVideos) videos = reel_search_videos_new (self->catalogue, self->profile, answer->finds);
  guint n_hidden = 0;

  for (guint i = 0; i < answer->finds->len; i++)
    {
      const ReelSearchFind *find = g_ptr_array_index (answer->finds, i);
      ReelHitSource source = { reel_search_videos_find (videos, find), find->collection_id, find->result };

      if (source.video != NULL && reel_video_get_hidden (source.video))
        n_hidden++;
      else if (!reel_search_copies_contains (copies, find->collection_id, source.video, find->result))
        g_array_append_val (sources, source);
    }
  hits = reel_hit_merge (&g_array_index (sources, ReelHitSource, 0), sources->len);
  link_hits (self, hits);
  _reel_search_model_set_hits (self, hits);
  _reel_search_model_set_n_hidden (self, n_hidden);
  _reel_search_model_set_may_have_more (self, answer->may_have_more && self->asked_top_k < REEL_SEARCH_MOST);
  _reel_search_model_set_unknown_words (self, answer->unknown_words);
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
  if (self->catalogue != NULL && self->profile != NULL)
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
  g_autoptr (GPtrArray) known = NULL;
  GPtrArray *asked = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);

  *scope = NULL;
  if (self->catalogue != NULL && self->profile != NULL)
    known = reel_catalogue_get_collections (self->catalogue, self->profile);
  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      const ReelCollectionRecord *record = g_ptr_array_index (known, i);

      if (self->collection_id != NULL ? strcmp (self->collection_id, record->id) == 0 : !record->hidden)
        g_ptr_array_add (asked, reel_collection_record_new (record->id, reel_collection_record_get_shown_name (record),
                                                            record->description));
    }
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
  if (self->catalogue == NULL || self->profile == NULL)
    return;
  self->looking = TRUE;
  reel_search_cache_find_async (self->catalogue, self->profile, self->asked_id, self->text, self->cancellable, looked_up,
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
  g_autofree char *stripped = NULL;
  g_autofree char *scope = NULL;
  g_autoptr (GPtrArray) collections = NULL;

  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));

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

  if (self->catalogue != NULL && self->profile != NULL)
    reel_catalogue_add_search (self->catalogue, self->profile, self->collection_id, stripped);
  _reel_search_model_set_state (self, REEL_SEARCH_STATE_SEARCHING);
  look_up (self);
  self->asked_top_k = self->top_k;
  reel_search_query_run_async (self->client, collections, stripped, self->top_k, self->cancellable, searched,
                               g_object_ref (self));
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
  g_autofree char *text = NULL;

  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  if (self->text == NULL)
    return;
  reel_search_model_set_top_k (self, self->top_k < MORE_HITS ? MORE_HITS : REEL_SEARCH_MOST);
  text = g_strdup (self->text);
  reel_search_model_search (self, text);
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
  _reel_search_model_set_string (self, &self->text, self->shown_text, PROP_TEXT);
  _reel_search_model_set_string (self, &self->scope, self->shown_scope, PROP_SCOPE);
  _reel_search_model_set_state (self, self->text != NULL ? REEL_SEARCH_STATE_DONE : REEL_SEARCH_STATE_IDLE);
}
