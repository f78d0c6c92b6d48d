/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-private.h"
#include "library/reel-installation.h"

guint reel_catalogue_signals[REEL_CATALOGUE_N_SIGNALS];

static void
reel_catalogue_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelCatalogue,
                               reel_catalogue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, reel_catalogue_list_model_init))

/* What is to be opened. */
typedef struct
{
  char *path;    /* (owned) */
  char *profile; /* (owned) (nullable): of the service on this computer */
  char *folder;  /* (owned) (nullable): where that keeps what it knows */
} Wanted;

static void
wanted_free (Wanted *self)
{
  g_free (self->path);
  g_free (self->profile);
  g_free (self->folder);
  g_free (self);
}

/* What was there before anybody asked whose it is, this computer's service has. */
static gpointer
claim (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const ReelCatalogue *self = data;
  g_autoptr (sqlite3_stmt) stmt =
    reel_database_prepare (db, "UPDATE videos SET service = ? WHERE profile = ? AND service IS NULL AND video_id IS NOT NULL",
                           error);

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, self->own_service);
  reel_database_bind_text (stmt, 2, self->own_profile);
  reel_database_step (stmt, NULL, error);
  return NULL;
}

/* Which videos this computer's service does not have. Without an id, as on a disk that can't be written, nobody knows. */
static void
find_elsewhere (ReelCatalogue *self, const Wanted *wanted)
{
  g_autoptr (GError) error = NULL;

  if (wanted->folder == NULL)
    return;
  self->own_profile = g_strdup (wanted->profile);
  self->own_service = reel_installation_read (wanted->folder, &error);
  if (self->own_service != NULL)
    reel_database_run_sync (self->db, claim, self, NULL, NULL, &error);
  if (error != NULL)
    g_debug ("catalogue: %s", error->message);
  for (guint i = 0; i < self->videos->len; i++)
    reel_catalogue_judge (self, self->videos->pdata[i], FALSE);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Wanted *wanted = task_data;
  g_autoptr (ReelCatalogue) self = NULL;
  g_autoptr (ReelCatalogueOpening) opening = reel_catalogue_opening_new ();
  g_autoptr (ReelCatalogueContents) contents = NULL;
  g_autoptr (ReelDatabase) db = NULL;
  GError *error = NULL;

  db = reel_catalogue_store_open (wanted->path, opening, &contents, cancellable, &error);
  if (db == NULL)
    {
      reel_catalogue_store_explain (error);
      g_task_return_error (task, error);
      return;
    }
  self = g_object_new (REEL_TYPE_CATALOGUE, NULL);
  self->db = g_steal_pointer (&db);
  reel_catalogue_opening_explain (opening);
  self->opening = g_steal_pointer (&opening);
  self->videos = g_steal_pointer (&contents->videos);
  self->index = reel_video_index_new ();
  for (guint i = 0; i < self->videos->len; i++)
    reel_video_index_add (self->index, self->videos->pdata[i]);
  self->collections = g_steal_pointer (&contents->collections);
  self->searches = g_steal_pointer (&contents->searches);
  self->notes = g_steal_pointer (&contents->notes);
  self->names = g_steal_pointer (&contents->names);
  self->links = g_steal_pointer (&contents->links);
  find_elsewhere (self, wanted);
  g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

/**
 * reel_catalogue_open_async:
 * @path: the file; it and its folder are made where missing
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Opens the file on a worker thread, brings its schema up to date and loads all of it.
 */
void
reel_catalogue_open_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  reel_catalogue_open_with_service_async (path, NULL, NULL, cancellable, callback, user_data);
}

/**
 * reel_catalogue_open_with_service_async:
 * @path: the file; it and its folder are made where missing
 * @profile: (nullable): the profile of the service on this computer
 * @folder: (nullable): where that keeps what it knows, see reel_installation_read()
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * reel_catalogue_open_async() that also tells which videos of @profile another computer's service has indexed. It has the
 * same finish.
 */
void
reel_catalogue_open_with_service_async (const char *path,
                                        const char *profile,
                                        const char *folder,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Wanted *wanted;

  g_return_if_fail (path != NULL);
  g_return_if_fail ((profile == NULL) == (folder == NULL));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_catalogue_open_async);
  wanted = g_new0 (Wanted, 1);
  wanted->path = g_strdup (path);
  wanted->profile = g_strdup (profile);
  wanted->folder = g_strdup (folder);
  g_task_set_task_data (task, wanted, (GDestroyNotify) wanted_free);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * reel_catalogue_open_finish:
 * @result: what the callback got
 * @set_aside: (out) (optional) (nullable) (transfer full): where a damaged file was put; a new one was begun then
 * @error: return location for a #ReelDatabaseError
 *
 * Begins also to look for the videos' files, see reel_catalogue_check_files_async().
 *
 * Returns: (transfer full) (nullable): the catalogue
 */
ReelCatalogue *
reel_catalogue_open_finish (GAsyncResult *result, char **set_aside, GError **error)
{
  g_autoptr (ReelCatalogue) self = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_catalogue_open_async), NULL);

  self = g_task_propagate_pointer (G_TASK (result), error);
  if (self == NULL)
    return NULL;
  if (set_aside != NULL)
    *set_aside = g_strdup (self->opening->set_aside);
  reel_catalogue_check_files_async (self, NULL, NULL, NULL);
  return g_steal_pointer (&self);
}

/**
 * reel_catalogue_get_opening:
 * @self: a #ReelCatalogue
 *
 * Returns: (transfer none): what happened when it was opened that somebody is to be told of
 */
const ReelCatalogueOpening *
reel_catalogue_get_opening (ReelCatalogue *self)
{
  g_return_val_if_fail (REEL_IS_CATALOGUE (self), NULL);

  return self->opening;
}

void
reel_catalogue_run (ReelCatalogue *self,
                    ReelDatabaseFunc func,
                    ReelCatalogueChange *change,
                    GDestroyNotify result_free,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  reel_database_run_async (self->db, func, change, (GDestroyNotify) reel_catalogue_change_free, result_free, NULL, callback,
                           user_data);
}

/* What needs no transaction of its own: see reel_database_write_async(). */
void
reel_catalogue_write (ReelCatalogue *self,
                      ReelDatabaseFunc func,
                      ReelCatalogueChange *change,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  reel_database_write_async (self->db, func, change, (GDestroyNotify) reel_catalogue_change_free, NULL, NULL, callback,
                             user_data);
}

gpointer
reel_catalogue_run_finish (GObject *database, GAsyncResult *result, GError **error)
{
  GError *failure = NULL;
  gpointer value = reel_database_run_finish (REEL_DATABASE (database), result, &failure);

  if (failure != NULL)
    {
      reel_catalogue_store_explain (failure);
      g_propagate_error (error, failure);
    }
  return value;
}

/**
 * reel_catalogue_find_video:
 * @self: a #ReelCatalogue
 * @profile: whose video it is
 * @video_id: the service's name for it
 *
 * Returns: (transfer none) (nullable): the newest row with that id, as its own or as a copy's
 */
ReelVideo *
reel_catalogue_find_video (ReelCatalogue *self, const char *profile, const char *video_id)
{
  ReelVideo *newest = NULL;
  GPtrArray *same;

  g_return_val_if_fail (REEL_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (profile != NULL && video_id != NULL, NULL);

  same = reel_video_index_by_id (self->index, video_id);
  for (guint i = 0; same != NULL && i < same->len; i++)
    {
      ReelVideo *video = same->pdata[i];

      if (g_strcmp0 (reel_video_get_profile (video), profile) == 0 &&
          (newest == NULL || reel_video_get_row_id (video) > reel_video_get_row_id (newest)))
        newest = video;
    }
  return newest;
}

/* (transfer full) */
static GPtrArray *
list_in_order (GPtrArray *same)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; same != NULL && i < same->len; i++)
    g_ptr_array_add (list, g_object_ref (same->pdata[i]));
  g_ptr_array_sort (list, reel_catalogue_compare_rows);
  return list;
}

/**
 * reel_catalogue_list_same:
 * @self: a #ReelCatalogue
 * @fingerprint: see reel_fingerprint_compute()
 *
 * Returns: (transfer full) (element-type ReelVideo): the videos with @fingerprint, of all profiles and collections, in the
 *   order of adding
 */
GPtrArray *
reel_catalogue_list_same (ReelCatalogue *self, const char *fingerprint)
{
  g_return_val_if_fail (REEL_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (fingerprint != NULL, NULL);

  return list_in_order (reel_video_index_by_fingerprint (self->index, fingerprint));
}

/**
 * reel_catalogue_list_at:
 * @self: a #ReelCatalogue
 * @uri: where a file is
 *
 * Returns: (transfer full) (element-type ReelVideo): the videos that were made of it, of all profiles and collections, in the
 *   order of adding
 */
GPtrArray *
reel_catalogue_list_at (ReelCatalogue *self, const char *uri)
{
  g_return_val_if_fail (REEL_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  return list_in_order (reel_video_index_by_uri (self->index, uri));
}

static GType
reel_catalogue_get_item_type (GListModel *model)
{
  return REEL_TYPE_VIDEO;
}

static guint
reel_catalogue_get_n_items (GListModel *model)
{
  return REEL_CATALOGUE (model)->videos->len;
}

static gpointer
reel_catalogue_get_item (GListModel *model, guint position)
{
  ReelCatalogue *self = REEL_CATALOGUE (model);

  return position < self->videos->len ? g_object_ref (self->videos->pdata[position]) : NULL;
}

static void
reel_catalogue_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = reel_catalogue_get_item_type;
  iface->get_n_items = reel_catalogue_get_n_items;
  iface->get_item = reel_catalogue_get_item;
}

static void
reel_catalogue_finalize (GObject *object)
{
  ReelCatalogue *self = REEL_CATALOGUE (object);

  g_clear_pointer (&self->index, reel_video_index_free);
  g_clear_pointer (&self->videos, g_ptr_array_unref);
  g_clear_pointer (&self->collections, g_hash_table_unref);
  g_clear_pointer (&self->searches, g_hash_table_unref);
  g_clear_pointer (&self->notes, g_hash_table_unref);
  g_clear_pointer (&self->links, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_free (self->own_profile);
  g_free (self->own_service);
  g_clear_pointer (&self->asked, g_ptr_array_unref);
  g_clear_pointer (&self->checking, g_hash_table_unref);
  g_clear_pointer (&self->opening, reel_catalogue_opening_free);
  g_clear_object (&self->db);

  G_OBJECT_CLASS (reel_catalogue_parent_class)->finalize (object);
}

static guint
new_videos_signal (const char *name)
{
  return g_signal_new (name, REEL_TYPE_CATALOGUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
}

static void
reel_catalogue_class_init (ReelCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_catalogue_finalize;

  reel_catalogue_signals[REEL_CATALOGUE_VIDEOS_ADDED] = new_videos_signal ("videos-added");
  reel_catalogue_signals[REEL_CATALOGUE_VIDEOS_RETURNED] = new_videos_signal ("videos-returned");
  reel_catalogue_signals[REEL_CATALOGUE_VIDEOS_COMPLETED] = new_videos_signal ("videos-completed");
  reel_catalogue_signals[REEL_CATALOGUE_VIDEOS_REMOVED] = new_videos_signal ("videos-removed");
  reel_catalogue_signals[REEL_CATALOGUE_SAVE_FAILED] =
    g_signal_new ("save-failed", REEL_TYPE_CATALOGUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  reel_catalogue_signals[REEL_CATALOGUE_COLLECTION_NOTED] =
    g_signal_new ("collection-noted", REEL_TYPE_CATALOGUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                  G_TYPE_STRING, G_TYPE_STRING);
  reel_catalogue_signals[REEL_CATALOGUE_COLLECTIONS_SAVED] = g_signal_new (
    "collections-saved", REEL_TYPE_CATALOGUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  reel_catalogue_signals[REEL_CATALOGUE_SAVED_IMPORTED] = g_signal_new (
    "saved-imported", REEL_TYPE_CATALOGUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
reel_catalogue_init (ReelCatalogue *self)
{
  self->checking = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->look = reel_file_round_exists;
}
