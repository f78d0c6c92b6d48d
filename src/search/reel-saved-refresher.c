/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-saved-refresher.h"
#include "search/reel-search-cache.h"
#include "search/reel-search-hits.h"
#include "search/reel-search-model.h"
#include "search/reel-search-scope.h"

/*
 * A saved search is asked where, since the service last answered it, a video became Ready in its collections: otherwise the
 * answer would be the same, and no request goes out. What others have added from elsewhere is seen when somebody asks. One
 * is asked at a time, with a pause before each, behind all that people wait for; not on a network that costs or that one has
 * to sign in to, and not without a service. One that was never looked at has nothing new. A failure is for the next occasion.
 */

struct _ReelSavedRefresher
{
  GObject parent_instance;

  /* owned */
  ReelSavedSearches *searches;
  ReelNetworkState *network; /* (nullable) */
  ReelClient *client;        /* (nullable): nobody is asked */
  GHashTable *failed;        /* set of ReelSavedSearch (owned): not again before something happens */
  ReelSavedSearch *search;   /* (nullable): the one that is asked now */
  GBytes *asked_of;          /* (nullable): the videos that it is asked of */
  GCancellable *cancellable; /* (nullable): of that */
  guint source;

  guint pause; /* ms */
};

G_DEFINE_FINAL_TYPE (ReelSavedRefresher, reel_saved_refresher, G_TYPE_OBJECT)

static void
ask_next (ReelSavedRefresher *self);

static gboolean
on_pause_over (gpointer data)
{
  ReelSavedRefresher *self = data;

  self->source = 0;
  ask_next (self);
  return G_SOURCE_REMOVE;
}

static void
wait (ReelSavedRefresher *self)
{
  if (self->client != NULL && self->search == NULL && self->source == 0)
    self->source = g_timeout_add (self->pause, on_pause_over, self);
}

static void
stop (ReelSavedRefresher *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->search);
  g_clear_pointer (&self->asked_of, g_bytes_unref);
}

static void
take_answer (ReelSavedRefresher *self,
             ReelSearchAnswer   *answer)
{
  ReelCatalogue *catalogue = reel_saved_searches_get_catalogue (self->searches);
  const char *profile = reel_saved_searches_get_profile (self->searches);
  guint n_hidden;
  g_autoptr (GPtrArray) hits = reel_search_hits_new (catalogue, profile, answer, &n_hidden);

  reel_saved_searches_note (self->searches, self->search, hits, self->asked_of);
  reel_search_cache_store (catalogue, profile, reel_saved_search_get_collection_id (self->search),
                           reel_saved_search_get_text (self->search), answer);
}

static void
answered (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelSavedRefresher) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelSearchAnswer) answer = reel_search_query_run_finish (REEL_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL || answer->missing != NULL)
    {
      g_debug ("saved search: %s", answer == NULL ? error->message : answer->missing);
      g_hash_table_add (self->failed, g_object_ref (self->search));
    }
  else if (reel_saved_searches_contains (self->searches, self->search))
    take_answer (self, g_steal_pointer (&answer));
  stop (self);
  wait (self);
}

static gboolean
ask (ReelSavedRefresher *self,
     ReelSavedSearch    *search)
{
  ReelCatalogue *catalogue = reel_saved_searches_get_catalogue (self->searches);
  const char *profile = reel_saved_searches_get_profile (self->searches);
  const char *collection_id = reel_saved_search_get_collection_id (search);
  g_autoptr (GPtrArray) collections = NULL;
  g_autoptr (GBytes) videos = NULL;

  if (reel_saved_search_get_seen (search) == NULL || g_hash_table_contains (self->failed, search))
    return FALSE;
  videos = reel_search_scope_dup_videos (catalogue, profile, collection_id);
  if (!reel_search_scope_has_more (videos, reel_saved_search_get_asked_of (search)))
    return FALSE;
  collections = reel_search_scope_dup_collections (catalogue, profile, collection_id);
  self->search = g_object_ref (search);
  self->asked_of = g_steal_pointer (&videos);
  self->cancellable = g_cancellable_new ();
  reel_search_query_run_quietly_async (self->client, collections, reel_saved_search_get_text (search), REEL_SEARCH_TOP_K,
                                       self->cancellable, answered, g_object_ref (self));
  return TRUE;
}

static void
ask_next (ReelSavedRefresher *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->searches));

  if (self->client == NULL ||
      (self->network != NULL && reel_network_state_get_wait (self->network) != REEL_NETWORK_WAIT_NONE))
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelSavedSearch) search = g_list_model_get_item (G_LIST_MODEL (self->searches), i);

      if (ask (self, search))
        return;
    }
}

/**
 * reel_saved_refresher_look:
 * @self: a refresher
 *
 * Something may have changed: a video is Ready, or the network is there. Looks, after a pause, whether a search is to be
 * asked.
 */
void
reel_saved_refresher_look (ReelSavedRefresher *self)
{
  g_return_if_fail (REEL_IS_SAVED_REFRESHER (self));

  g_hash_table_remove_all (self->failed);
  wait (self);
}

/**
 * reel_saved_refresher_set_client:
 * @self: a refresher
 * @client: (nullable): whom to ask; %NULL while nobody answers
 */
void
reel_saved_refresher_set_client (ReelSavedRefresher *self,
                                 ReelClient         *client)
{
  g_return_if_fail (REEL_IS_SAVED_REFRESHER (self));
  g_return_if_fail (client == NULL || REEL_IS_CLIENT (client));

  if (self->client == client)
    return;
  stop (self);
  g_set_object (&self->client, client);
  reel_saved_refresher_look (self);
}

static void
reel_saved_refresher_dispose (GObject *object)
{
  ReelSavedRefresher *self = REEL_SAVED_REFRESHER (object);

  stop (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (reel_saved_refresher_parent_class)->dispose (object);
}

static void
reel_saved_refresher_finalize (GObject *object)
{
  ReelSavedRefresher *self = REEL_SAVED_REFRESHER (object);

  g_hash_table_unref (self->failed);
  g_clear_object (&self->searches);
  g_clear_object (&self->network);
  G_OBJECT_CLASS (reel_saved_refresher_parent_class)->finalize (object);
}

static void
reel_saved_refresher_class_init (ReelSavedRefresherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_saved_refresher_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_saved_refresher_finalize;
}

static void
reel_saved_refresher_init (ReelSavedRefresher *self)
{
  self->failed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * reel_saved_refresher_new:
 * @searches: what is asked
 * @network: (nullable): what is between us and the service
 * @pause: before each question, in ms
 *
 * Returns: (transfer full): a refresher without a client
 */
ReelSavedRefresher *
reel_saved_refresher_new (ReelSavedSearches *searches,
                          ReelNetworkState  *network,
                          guint              pause)
{
  ReelSavedRefresher *self;

  g_return_val_if_fail (REEL_IS_SAVED_SEARCHES (searches), NULL);
  g_return_val_if_fail (network == NULL || REEL_IS_NETWORK_STATE (network), NULL);

  self = g_object_new (REEL_TYPE_SAVED_REFRESHER, NULL);
  self->searches = g_object_ref (searches);
  self->pause = pause;
  g_set_object (&self->network, network);
  if (network != NULL)
    {
      g_signal_connect_object (network, "notify::wait", G_CALLBACK (reel_saved_refresher_look), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (network, "restored", G_CALLBACK (reel_saved_refresher_look), self, G_CONNECT_SWAPPED);
    }
  /* They come from the catalogue a moment later; an import brings searches, or videos that are Ready. */
  g_signal_connect_object (searches, "items-changed", G_CALLBACK (reel_saved_refresher_look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (reel_saved_searches_get_catalogue (searches), "items-changed",
                           G_CALLBACK (reel_saved_refresher_look), self, G_CONNECT_SWAPPED);
  return self;
}
