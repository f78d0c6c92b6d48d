/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-saved-searches.h"
#include "search/reel-search-scope.h"
#include "search/reel-seen-hits.h"

struct _ReelSavedSearches
{
  GObject parent_instance;

  /* owned */
  ReelCatalogue *catalogue;
  char *profile;
  GPtrArray *searches; /* (element-type ReelSavedSearch) */
  GCancellable *cancellable;
};

static GType
get_item_type (GListModel *model)
{
  return REEL_TYPE_SAVED_SEARCH;
}

static guint
get_n_items (GListModel *model)
{
  return REEL_SAVED_SEARCHES (model)->searches->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ReelSavedSearches *self = REEL_SAVED_SEARCHES (model);

  return position < self->searches->len ? g_object_ref (self->searches->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelSavedSearches, reel_saved_searches, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
insert (ReelSavedSearches *self,
        ReelSavedSearch   *search)
{
  guint at = self->searches->len;

  while (at > 0 && reel_saved_search_get_saved (self->searches->pdata[at - 1]) > reel_saved_search_get_saved (search))
    at--;
  g_ptr_array_insert (self->searches, (int) at, g_object_ref (search));
  g_list_model_items_changed (G_LIST_MODEL (self), at, 0, 1);
}

static void
listed (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (ReelSavedSearches) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = reel_catalogue_list_saved_finish (REEL_CATALOGUE (source), result, &error);

  if (list == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("saved searches: %s", error->message);
      return;
    }
  for (guint i = 0; i < list->len; i++)
    {
      ReelSavedSearch *search = list->pdata[i];
      ReelSavedSearch *here = reel_saved_searches_find (self, reel_saved_search_get_text (search),
                                                        reel_saved_search_get_collection_id (search));

      if (here == NULL)
        insert (self, search);
      else if (reel_saved_search_get_name (here) == NULL) /* an import may have brought one */
        reel_saved_search_set_name (here, reel_saved_search_get_name (search));
    }
}

static void
list (ReelSavedSearches *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  reel_catalogue_list_saved_async (self->catalogue, self->profile, self->cancellable, listed, g_object_ref (self));
}

static void
reel_saved_searches_finalize (GObject *object)
{
  ReelSavedSearches *self = REEL_SAVED_SEARCHES (object);

  g_ptr_array_unref (self->searches);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->catalogue);
  g_free (self->profile);
  G_OBJECT_CLASS (reel_saved_searches_parent_class)->finalize (object);
}

static void
reel_saved_searches_class_init (ReelSavedSearchesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_saved_searches_finalize;
}

static void
reel_saved_searches_init (ReelSavedSearches *self)
{
  self->searches = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * reel_saved_searches_new:
 * @catalogue: where they are kept
 * @profile: whose
 *
 * Returns: (transfer full): the searches; they are there a moment later
 */
ReelSavedSearches *
reel_saved_searches_new (ReelCatalogue *catalogue,
                         const char    *profile)
{
  ReelSavedSearches *self;

  g_return_val_if_fail (REEL_IS_CATALOGUE (catalogue), NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  self = g_object_new (REEL_TYPE_SAVED_SEARCHES, NULL);
  self->catalogue = g_object_ref (catalogue);
  self->profile = g_strdup (profile);
  g_signal_connect_object (catalogue, "saved-imported", G_CALLBACK (list), self, G_CONNECT_SWAPPED);
  list (self);
  return self;
}

/**
 * reel_saved_searches_get_catalogue:
 * @self: the searches
 *
 * Returns: (transfer none): where they are kept
 */
ReelCatalogue *
reel_saved_searches_get_catalogue (ReelSavedSearches *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCHES (self), NULL);
  return self->catalogue;
}

/**
 * reel_saved_searches_get_profile:
 * @self: the searches
 *
 * Returns: (transfer none): whose they are
 */
const char *
reel_saved_searches_get_profile (ReelSavedSearches *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCHES (self), NULL);
  return self->profile;
}

/**
 * reel_saved_searches_find:
 * @self: the searches
 * @text: (nullable): what is asked
 * @collection_id: (nullable): where; %NULL for all collections
 *
 * Returns: (transfer none) (nullable): the search, where it is saved
 */
ReelSavedSearch *
reel_saved_searches_find (ReelSavedSearches *self,
                          const char        *text,
                          const char        *collection_id)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCHES (self), NULL);

  for (guint i = 0; text != NULL && i < self->searches->len; i++)
    {
      ReelSavedSearch *search = self->searches->pdata[i];

      if (g_str_equal (reel_saved_search_get_text (search), text)
          && g_strcmp0 (reel_saved_search_get_collection_id (search), collection_id) == 0)
        return search;
    }
  return NULL;
}

/**
 * reel_saved_searches_contains:
 * @self: the searches
 * @search: a search
 *
 * Returns: whether it is one of them
 */
gboolean
reel_saved_searches_contains (ReelSavedSearches *self,
                              ReelSavedSearch   *search)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCHES (self), FALSE);
  return g_ptr_array_find (self->searches, search, NULL);
}

/**
 * reel_saved_searches_add:
 * @self: the searches
 * @text: what is asked
 * @collection_id: (nullable): where; %NULL for all collections
 *
 * Returns: (transfer none): the search, which may have been there
 */
ReelSavedSearch *
reel_saved_searches_add (ReelSavedSearches *self,
                         const char        *text,
                         const char        *collection_id)
{
  g_autoptr (ReelSavedSearch) search = NULL;

  g_return_val_if_fail (REEL_IS_SAVED_SEARCHES (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  g_set_object (&search, reel_saved_searches_find (self, text, collection_id));
  if (search != NULL)
    return search;
  search = reel_saved_search_new (text, collection_id, g_get_real_time () / G_USEC_PER_SEC);
  reel_saved_searches_restore (self, search);
  return search;
}

/**
 * reel_saved_searches_remove:
 * @self: the searches
 * @search: one of them
 */
void
reel_saved_searches_remove (ReelSavedSearches *self,
                            ReelSavedSearch   *search)
{
  g_autoptr (ReelSavedSearch) removed = NULL;
  guint at;

  g_return_if_fail (REEL_IS_SAVED_SEARCHES (self));

  if (!g_ptr_array_find (self->searches, search, &at))
    return;
  removed = g_object_ref (search);
  g_ptr_array_remove_index (self->searches, at);
  reel_catalogue_remove_saved (self->catalogue, self->profile, search);
  g_list_model_items_changed (G_LIST_MODEL (self), at, 1, 0);
}

/**
 * reel_saved_searches_restore:
 * @self: the searches
 * @search: one that was removed; where it is there again meanwhile, that stays
 */
void
reel_saved_searches_restore (ReelSavedSearches *self,
                             ReelSavedSearch   *search)
{
  g_return_if_fail (REEL_IS_SAVED_SEARCHES (self));
  g_return_if_fail (REEL_IS_SAVED_SEARCH (search));

  if (reel_saved_searches_find (self, reel_saved_search_get_text (search), reel_saved_search_get_collection_id (search)) != NULL)
    return;
  insert (self, search);
  reel_catalogue_save_saved (self->catalogue, self->profile, search);
}

static void
save (ReelSavedSearches *self,
      ReelSavedSearch   *search)
{
  if (g_ptr_array_find (self->searches, search, NULL))
    reel_catalogue_save_saved (self->catalogue, self->profile, search);
}

/**
 * reel_saved_searches_rename:
 * @self: the searches
 * @search: one of them
 * @name: (nullable): what to call it; nothing for its text
 */
void
reel_saved_searches_rename (ReelSavedSearches *self,
                            ReelSavedSearch   *search,
                            const char        *name)
{
  g_return_if_fail (REEL_IS_SAVED_SEARCHES (self));
  g_return_if_fail (REEL_IS_SAVED_SEARCH (search));

  reel_saved_search_set_name (search, name);
  save (self, search);
}

/**
 * reel_saved_searches_look:
 * @self: the searches
 * @search: one of them
 * @hits: (element-type ReelHit): its hits, which somebody looks at now
 * @complete: whether the service had no more
 *
 * From now on only what is not among @hits is new.
 */
void
reel_saved_searches_look (ReelSavedSearches *self,
                          ReelSavedSearch   *search,
                          GPtrArray         *hits,
                          gboolean           complete)
{
  g_autoptr (GBytes) seen = NULL;
  g_autoptr (GBytes) known = NULL;

  g_return_if_fail (REEL_IS_SAVED_SEARCHES (self));
  g_return_if_fail (REEL_IS_SAVED_SEARCH (search));
  g_return_if_fail (hits != NULL);

  seen = reel_seen_hits_pack (hits, complete);
  known = reel_search_scope_dup_videos (self->catalogue, self->profile, reel_saved_search_get_collection_id (search));
  reel_saved_search_set_looked (search, g_get_real_time () / G_USEC_PER_SEC, seen, known);
  save (self, search);
}

/**
 * reel_saved_searches_note:
 * @self: the searches
 * @search: one of them
 * @hits: (element-type ReelHit): its hits, which nobody looks at
 * @asked_of: the videos that could be found when it was asked
 *
 * Counts what is new.
 */
void
reel_saved_searches_note (ReelSavedSearches *self,
                          ReelSavedSearch   *search,
                          GPtrArray         *hits,
                          GBytes            *asked_of)
{
  g_autoptr (ReelSeenHits) seen = NULL;
  guint n_new = 0;

  g_return_if_fail (REEL_IS_SAVED_SEARCHES (self));
  g_return_if_fail (REEL_IS_SAVED_SEARCH (search));
  g_return_if_fail (hits != NULL);

  seen = reel_seen_hits_new (reel_saved_search_get_seen (search), reel_saved_search_get_known (search), self->catalogue,
                             self->profile);
  for (guint i = 0; i < hits->len; i++)
    n_new += reel_seen_hits_is_new (seen, hits->pdata[i]) ? 1 : 0;
  reel_saved_search_set_asked (search, g_get_real_time () / G_USEC_PER_SEC, n_new, asked_of);
  save (self, search);
}
