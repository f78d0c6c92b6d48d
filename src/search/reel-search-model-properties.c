/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-search-model-private.h"

/* What a search model can be asked and told; how it searches is in reel-search-model.c. */

/**
 * reel_search_model_set_client:
 * @self: the model
 * @client: (nullable): the service to ask
 *
 * The same service, after it was started again. The hits stay; a question that it has not answered waits for a client, and
 * is asked again.
 */
void
reel_search_model_set_client (ReelSearchModel *self,
                              ReelClient      *client)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  g_return_if_fail (client == NULL || REEL_IS_CLIENT (client));
  if (self->client == client)
    return;
  _reel_search_model_stop (self);
  reel_search_model_set_finds_similar (self, FALSE);
  g_set_object (&self->client, client);
  _reel_search_model_notify (self, PROP_CLIENT);
  if (client != NULL && self->unanswered)
    _reel_search_model_ask_again (self);
}

/**
 * reel_search_model_get_client:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): the service
 */
ReelClient *
reel_search_model_get_client (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return self->client;
}

/**
 * reel_search_model_set_catalogue:
 * @self: the model
 * @catalogue: (nullable): where videos, collections and past searches are known
 */
void
reel_search_model_set_catalogue (ReelSearchModel *self,
                                 ReelCatalogue   *catalogue)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  g_return_if_fail (catalogue == NULL || REEL_IS_CATALOGUE (catalogue));
  if (g_set_object (&self->catalogue, catalogue))
    _reel_search_model_notify (self, PROP_CATALOGUE);
}

/**
 * reel_search_model_get_catalogue:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): the catalogue
 */
ReelCatalogue *
reel_search_model_get_catalogue (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return self->catalogue;
}

/**
 * reel_search_model_set_profile:
 * @self: the model
 * @profile: (nullable): whose videos and searches the catalogue looks up
 */
void
reel_search_model_set_profile (ReelSearchModel *self,
                               const char      *profile)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  if (g_strcmp0 (self->profile, profile) == 0)
    return;
  _reel_search_model_reset (self);
  _reel_search_model_set_string (self, &self->profile, profile, PROP_PROFILE);
}

/**
 * reel_search_model_get_profile:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): the profile
 */
const char *
reel_search_model_get_profile (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return self->profile;
}

/**
 * reel_search_model_set_collection_id:
 * @self: the model
 * @collection_id: (nullable): where the next search looks, or %NULL for all collections
 */
void
reel_search_model_set_collection_id (ReelSearchModel *self,
                                     const char      *collection_id)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  _reel_search_model_set_string (self, &self->collection_id, collection_id, PROP_COLLECTION_ID);
}

/**
 * reel_search_model_get_collection_id:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): where the next search looks
 */
const char *
reel_search_model_get_collection_id (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return self->collection_id;
}

/**
 * reel_search_model_get_question:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): what was asked last
 */
ReelSearchQuestion *
reel_search_model_get_question (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return self->question;
}

/**
 * reel_search_model_get_text:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): the words that were asked last; of an example its question
 */
const char *
reel_search_model_get_text (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return self->question != NULL ? self->question->text : NULL;
}

/**
 * reel_search_model_get_example:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): what the hits are to look like, where that was asked last
 */
ReelExample *
reel_search_model_get_example (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return self->question != NULL ? self->question->example : NULL;
}

/**
 * reel_search_model_set_finds_similar:
 * @self: the model
 * @finds_similar: whether the service has the call of reel_client_find_similar_async()
 */
void
reel_search_model_set_finds_similar (ReelSearchModel *self,
                                     gboolean         finds_similar)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  finds_similar = !!finds_similar;
  if (self->finds_similar == finds_similar)
    return;
  self->finds_similar = finds_similar;
  _reel_search_model_notify (self, PROP_FINDS_SIMILAR);
}

/**
 * reel_search_model_get_finds_similar:
 * @self: the model
 *
 * Returns: whether reel_search_model_search_similar() is of any use
 */
gboolean
reel_search_model_get_finds_similar (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), FALSE);
  return self->finds_similar;
}

/**
 * reel_search_model_get_scope:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): the name of the collection that was asked last; %NULL where all were
 */
const char *
reel_search_model_get_scope (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return self->question != NULL ? self->question->scope : NULL;
}

/**
 * reel_search_model_get_state:
 * @self: the model
 *
 * Returns: where the search is
 */
ReelSearchState
reel_search_model_get_state (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), REEL_SEARCH_STATE_IDLE);
  return self->state;
}

/**
 * reel_search_model_get_error:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): why it failed, or what is missing in the hits
 */
const char *
reel_search_model_get_error (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return self->error;
}

/**
 * reel_search_model_get_unknown_words:
 * @self: the model
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): words of the text that the service does not understand
 */
const char * const *
reel_search_model_get_unknown_words (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return (const char * const *) self->unknown_words;
}

/**
 * reel_search_model_get_loose_words:
 * @self: the model
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): words of the text that the service took for something near
 */
const char * const *
reel_search_model_get_loose_words (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return (const char * const *) self->loose_words;
}

/**
 * reel_search_model_get_is_understood:
 * @self: the model
 *
 * Returns: %FALSE where the service said that it understood no word of the text
 */
gboolean
reel_search_model_get_is_understood (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), TRUE);
  return self->is_understood;
}

/**
 * reel_search_model_get_only_negative:
 * @self: the model
 *
 * Returns: whether the text says only what is not wanted, so that nothing can be found
 */
gboolean
reel_search_model_get_only_negative (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), FALSE);
  return self->only_negative;
}

/**
 * reel_search_model_get_n_videos:
 * @self: the model
 *
 * Returns: how many videos the hits are of
 */
guint
reel_search_model_get_n_videos (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), 0);
  return self->n_videos;
}

/**
 * reel_search_model_get_n_hidden:
 * @self: the model
 *
 * Returns: how many hits are left out, as people have hidden their videos on this computer
 */
guint
reel_search_model_get_n_hidden (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), 0);
  return self->n_hidden;
}

/**
 * reel_search_model_get_may_have_more:
 * @self: the model
 *
 * Returns: whether there may be more hits than were asked for, and more can be asked for
 */
gboolean
reel_search_model_get_may_have_more (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), FALSE);
  return self->may_have_more;
}

/**
 * reel_search_model_get_answered:
 * @self: the model
 *
 * Returns: when the hits were the answer, in Unix seconds, where they are from the catalogue; 0 where they are of now
 */
gint64
reel_search_model_get_answered (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), 0);
  return self->answered;
}

/**
 * reel_search_model_set_saved:
 * @self: the model
 * @saved: (nullable): the saved searches of its profile
 */
void
reel_search_model_set_saved (ReelSearchModel   *self,
                             ReelSavedSearches *saved)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  g_return_if_fail (saved == NULL || REEL_IS_SAVED_SEARCHES (saved));
  if (g_set_object (&self->saved, saved))
    _reel_search_model_notify (self, PROP_SAVED);
}

/**
 * reel_search_model_get_saved:
 * @self: the model
 *
 * Returns: (transfer none) (nullable): the saved searches of its profile
 */
ReelSavedSearches *
reel_search_model_get_saved (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), NULL);
  return self->saved;
}

/**
 * reel_search_model_get_n_new:
 * @self: the model
 *
 * Returns: how many of the hits were not there when somebody last looked at this search, where it is a saved one
 */
guint
reel_search_model_get_n_new (ReelSearchModel *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_MODEL (self), 0);
  return self->n_new;
}
