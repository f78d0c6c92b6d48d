/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-call.h"
#include "library/reel-catalogue-links.h"

/* Files that were linked to videos by hand. */

/* (transfer full): what a link is found by; no id of a profile has a line break in it */
static char *
make_key (const char *profile, const char *video_id)
{
  return g_strconcat (profile, "\n", video_id, NULL);
}

/* (transfer full) (nullable): key → URI; on a worker */
GHashTable *
reel_catalogue_store_load_links (sqlite3 *db, GError **error)
{
  g_autoptr (GHashTable) links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "SELECT profile, video_id, uri FROM links", error);

  if (stmt == NULL)
    return NULL;
  for (;;)
    {
      gboolean has_row;

      if (!reel_database_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&links);
      g_hash_table_insert (links,
                           make_key ((const char *) sqlite3_column_text (stmt, 0), (const char *) sqlite3_column_text (stmt, 1)),
                           reel_database_dup_text (stmt, 2));
    }
}

static gpointer
store_link (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  const gboolean linked = change->uris != NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (g_cancellable_set_error_if_cancelled (change->cancellable, error))
    return NULL;
  stmt = reel_database_prepare (db,
                                linked ? "INSERT OR REPLACE INTO links (profile, video_id, uri) VALUES (?, ?, ?)"
                                       : "DELETE FROM links WHERE profile = ? AND video_id = ?",
                                error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, change->profile);
  reel_database_bind_text (stmt, 2, change->text);
  if (linked)
    reel_database_bind_text (stmt, 3, change->uris[0]);
  reel_database_step (stmt, NULL, error);
  return NULL;
}

/* `collection_id` of the call has the video's id, and `local_name` the address. */
static gpointer
apply_link (ReelCatalogue *self, ReelCatalogueCall *call, gpointer value)
{
  g_autofree char *key = make_key (call->profile, call->collection_id);

  if (call->local_name != NULL)
    g_hash_table_insert (self->links, g_steal_pointer (&key), g_strdup (call->local_name));
  else
    g_hash_table_remove (self->links, key);
  return NULL;
}

/**
 * reel_catalogue_get_link:
 * @self: a #ReelCatalogue
 * @profile: whose video it is
 * @video_id: the service's name for it
 *
 * Returns: (transfer none) (nullable): the address of the file that somebody said is its
 */
const char *
reel_catalogue_get_link (ReelCatalogue *self, const char *profile, const char *video_id)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (REEL_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (profile != NULL && video_id != NULL, NULL);

  if (g_hash_table_size (self->links) == 0)
    return NULL;
  key = make_key (profile, video_id);
  return g_hash_table_lookup (self->links, key);
}

/**
 * reel_catalogue_set_link_async:
 * @self: a #ReelCatalogue
 * @profile: whose video it is
 * @video_id: the service's name for it
 * @uri: (nullable): the address of its file; %NULL for not linked any more
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Writes it, and from then on reel_catalogue_get_link() says so.
 */
void
reel_catalogue_set_link_async (ReelCatalogue *self,
                               const char *profile,
                               const char *video_id,
                               const char *uri,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  ReelCatalogueChange *change;
  ReelCatalogueCall *call;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && video_id != NULL);

  change = reel_catalogue_change_new (cancellable);
  change->profile = g_strdup (profile);
  change->text = g_strdup (video_id);
  change->uris = uri != NULL ? g_strdupv ((char *[]){ (char *) uri, NULL }) : NULL;
  call = reel_catalogue_call_new (apply_link);
  call->profile = g_strdup (profile);
  call->collection_id = g_strdup (video_id);
  call->local_name = g_strdup (uri);
  reel_catalogue_run (self, store_link, change, NULL, reel_catalogue_call_cb,
                      reel_catalogue_call_begin (self, call, reel_catalogue_set_link_async, cancellable, callback, user_data));
}

/**
 * reel_catalogue_set_link_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether it is on disk
 */
gboolean
reel_catalogue_set_link_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_set_link_async, error);
}
