/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "library/reel-catalogue-watched.h"
#include "uploads/reel-folder-watches.h"

struct _ReelFolderWatches
{
  GObject parent_instance;

  /* owned */
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  char *profile;
  GPtrArray *watches;        /* of ReelFolderWatch, in the order of adding */
  GPtrArray *adding;         /* of ReelWatchedFolder without a row: on their way into the catalogue */
  GHashTable *known;         /* (nullable): ids of the collections that the service has; %NULL until it has said so */
  GCancellable *cancellable; /* of reading the list */

  /* plain */
  ReelFolderPace pace;
  gboolean loaded;
  gboolean closed;
};

static guint failed_signal;

static void
reel_folder_watches_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelFolderWatches,
                               reel_folder_watches,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, reel_folder_watches_list_model_init))

static gboolean
is_quiet (ReelVideo *video,
          gpointer   data)
{
  return reel_folder_watches_cover (data, reel_video_get_collection_id (video), reel_video_get_uri (video));
}

static gboolean
is_known (ReelFolderWatches *self,
          ReelFolderWatch   *watch)
{
  return self->known == NULL || g_hash_table_contains (self->known, reel_folder_watch_get_record (watch)->collection_id);
}

/* (transfer none): makes a watch and sets it to work; the list is still to be told. */
static ReelFolderWatch *
take_in (ReelFolderWatches       *self,
         const ReelWatchedFolder *record)
{
  ReelFolderWatch *watch = reel_folder_watch_new (self->catalogue, self->queue, record, &self->pace);

  g_ptr_array_add (self->watches, watch);
  reel_folder_watch_set_known (watch, is_known (self, watch));
  if (!self->closed)
    reel_folder_watch_start (watch);
  return watch;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelFolderWatches) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = reel_catalogue_list_watched_finish (REEL_CATALOGUE (source), result, &error);

  if (self->closed)
    return;
  if (records == NULL)
    {
      g_signal_emit (self, failed_signal, 0, error->message);
      return;
    }
  self->loaded = TRUE;
  for (guint i = 0; i < records->len; i++)
    take_in (self, records->pdata[i]);
  if (records->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, records->len);
}

static GType
reel_folder_watches_get_item_type (GListModel *model)
{
  return REEL_TYPE_FOLDER_WATCH;
}

static guint
reel_folder_watches_get_n_items (GListModel *model)
{
  return REEL_FOLDER_WATCHES (model)->watches->len;
}

static gpointer
reel_folder_watches_get_item (GListModel *model,
                              guint       position)
{
  ReelFolderWatches *self = REEL_FOLDER_WATCHES (model);

  return position < self->watches->len ? g_object_ref (self->watches->pdata[position]) : NULL;
}

static void
reel_folder_watches_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = reel_folder_watches_get_item_type;
  iface->get_n_items = reel_folder_watches_get_n_items;
  iface->get_item = reel_folder_watches_get_item;
}

static void
reel_folder_watches_dispose (GObject *object)
{
  reel_folder_watches_close (REEL_FOLDER_WATCHES (object));

  G_OBJECT_CLASS (reel_folder_watches_parent_class)->dispose (object);
}

static void
reel_folder_watches_finalize (GObject *object)
{
  ReelFolderWatches *self = REEL_FOLDER_WATCHES (object);

  g_clear_object (&self->catalogue);
  g_clear_object (&self->queue);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_ptr_array_unref (self->watches);
  g_ptr_array_unref (self->adding);
  g_free (self->profile);

  G_OBJECT_CLASS (reel_folder_watches_parent_class)->finalize (object);
}

static void
reel_folder_watches_class_init (ReelFolderWatchesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = reel_folder_watches_dispose;
  object_class->finalize = reel_folder_watches_finalize;

  failed_signal = g_signal_new ("failed", REEL_TYPE_FOLDER_WATCHES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING);
}

static void
reel_folder_watches_init (ReelFolderWatches *self)
{
  self->watches = g_ptr_array_new_with_free_func (g_object_unref);
  self->adding = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_watched_folder_free);
  self->cancellable = g_cancellable_new ();
}

/**
 * reel_folder_watches_new:
 * @catalogue: where the folders are noted
 * @queue: where their videos go; it is told not to speak of what comes from them
 * @profile: whose folders
 * @pace: how often to look
 *
 * Begins to read them from @catalogue, and then to look.
 *
 * Returns: (transfer full): the list, still empty
 */
ReelFolderWatches *
reel_folder_watches_new (ReelCatalogue        *catalogue,
                         ReelUploadQueue      *queue,
                         const char           *profile,
                         const ReelFolderPace *pace)
{
  ReelFolderWatches *self;

  g_return_val_if_fail (REEL_IS_CATALOGUE (catalogue), NULL);
  g_return_val_if_fail (REEL_IS_UPLOAD_QUEUE (queue), NULL);
  g_return_val_if_fail (profile != NULL && pace != NULL, NULL);

  self = g_object_new (REEL_TYPE_FOLDER_WATCHES, NULL);
  self->catalogue = g_object_ref (catalogue);
  self->queue = g_object_ref (queue);
  self->profile = g_strdup (profile);
  self->pace = *pace;
  reel_upload_queue_set_quiet_func (queue, is_quiet, self);
  reel_catalogue_list_watched_async (catalogue, profile, self->cancellable, listed_cb, g_object_ref (self));
  return self;
}

/**
 * reel_folder_watches_close:
 * @self: a #ReelFolderWatches
 */
void
reel_folder_watches_close (ReelFolderWatches *self)
{
  g_return_if_fail (REEL_IS_FOLDER_WATCHES (self));

  if (self->closed)
    return;
  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->queue != NULL)
    reel_upload_queue_set_quiet_func (self->queue, NULL, NULL);
  for (guint i = 0; i < self->watches->len; i++)
    reel_folder_watch_stop (self->watches->pdata[i]);
}

/* (transfer full) (nullable): why @folder can't be beside @other, in the same collection */
static char *
dup_clash (GFile *folder,
           GFile *other)
{
  g_autofree char *name = g_file_get_parse_name (other);

  if (g_file_equal (folder, other))
    return g_strdup (_ ("This folder is already watched for this collection."));
  if (g_file_has_prefix (folder, other))
    return g_strdup_printf (_ ("This folder lies in “%s”, which is already watched for this collection."), name);
  if (g_file_has_prefix (other, folder))
    return g_strdup_printf (_ ("“%s”, which lies in this folder, is already watched for this collection. Remove it first."),
                            name);
  return NULL;
}

/**
 * reel_folder_watches_dup_refusal:
 * @self: a #ReelFolderWatches
 * @collection_id: a collection
 * @folder: a folder
 *
 * A video would come twice from two folders of which one lies in the other; for different collections that is wanted.
 *
 * Returns: (transfer full) (nullable): why @folder can't feed the collection, for people; %NULL where it can
 */
char *
reel_folder_watches_dup_refusal (ReelFolderWatches *self,
                                 const char        *collection_id,
                                 GFile             *folder)
{
  char *clash = NULL;

  g_return_val_if_fail (REEL_IS_FOLDER_WATCHES (self), NULL);
  g_return_val_if_fail (collection_id != NULL && G_IS_FILE (folder), NULL);

  if (!self->loaded)
    return g_strdup (_ ("The watched folders could not be read yet. Try again."));
  for (guint i = 0; clash == NULL && i < self->watches->len; i++)
    {
      ReelFolderWatch *watch = self->watches->pdata[i];

      if (g_str_equal (reel_folder_watch_get_record (watch)->collection_id, collection_id))
        clash = dup_clash (folder, reel_folder_watch_get_folder (watch));
    }
  for (guint i = 0; clash == NULL && i < self->adding->len; i++)
    {
      const ReelWatchedFolder *record = self->adding->pdata[i];
      g_autoptr (GFile) other = g_file_new_for_uri (record->uri);

      if (g_str_equal (record->collection_id, collection_id))
        clash = dup_clash (folder, other);
    }
  return clash;
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  ReelFolderWatches *self = g_task_get_source_object (task);
  g_autoptr (ReelWatchedFolder) record = NULL;
  ReelFolderWatch *watch;
  GError *error = NULL;

  record = reel_catalogue_add_watched_finish (REEL_CATALOGUE (source), result, &error);
  g_ptr_array_remove (self->adding, g_task_get_task_data (task));
  if (record == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  watch = take_in (self, record);
  g_list_model_items_changed (G_LIST_MODEL (self), self->watches->len - 1, 0, 1);
  g_task_return_pointer (task, g_object_ref (watch), g_object_unref);
}

/**
 * reel_folder_watches_add_async:
 * @self: a #ReelFolderWatches
 * @collection_id: what it feeds
 * @folder: a folder
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * What is in @folder now is taken, too.
 */
void
reel_folder_watches_add_async (ReelFolderWatches  *self,
                               const char         *collection_id,
                               GFile              *folder,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *refusal = NULL;
  g_autofree char *uri = NULL;
  ReelWatchedFolder *record;

  g_return_if_fail (REEL_IS_FOLDER_WATCHES (self));
  g_return_if_fail (collection_id != NULL && G_IS_FILE (folder));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_folder_watches_add_async);
  g_task_set_check_cancellable (task, FALSE); /* what is in the catalogue is there, whatever comes after */
  refusal = reel_folder_watches_dup_refusal (self, collection_id, folder);
  if (refusal != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS, "%s", refusal);
      return;
    }
  uri = g_file_get_uri (folder);
  record = reel_watched_folder_new (0, self->profile, collection_id, uri, 0, FALSE);
  g_ptr_array_add (self->adding, record);
  g_task_set_task_data (task, record, NULL); /* borrowed */
  reel_catalogue_add_watched_async (self->catalogue, self->profile, collection_id, uri, cancellable, added_cb,
                                    g_steal_pointer (&task));
}

/**
 * reel_folder_watches_add_finish:
 * @self: a #ReelFolderWatches
 * @result: what the callback got
 * @error: return location; %G_IO_ERROR_EXISTS for one that can't be, with a sentence for people; of #ReelDatabaseError
 *
 * Returns: (transfer full) (nullable): the watch, at work
 */
ReelFolderWatch *
reel_folder_watches_add_finish (ReelFolderWatches *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_folder_watches_add_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
noted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelFolderWatches) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;

  if (!reel_catalogue_note_watched_finish (REEL_CATALOGUE (source), result, &error))
    g_signal_emit (self, failed_signal, 0, error->message);
}

static void
note (ReelFolderWatches *self,
      ReelFolderWatch   *watch,
      gboolean           removed)
{
  const ReelWatchedFolder *record = reel_folder_watch_get_record (watch);

  reel_catalogue_note_watched_async (self->catalogue, record->row_id, record->paused, removed, NULL, noted_cb,
                                     g_object_ref (self));
}

/**
 * reel_folder_watches_remove:
 * @self: a #ReelFolderWatches
 * @watch: one of the list
 */
void
reel_folder_watches_remove (ReelFolderWatches *self,
                            ReelFolderWatch   *watch)
{
  guint position;

  g_return_if_fail (REEL_IS_FOLDER_WATCHES (self));
  g_return_if_fail (REEL_IS_FOLDER_WATCH (watch));

  if (!g_ptr_array_find (self->watches, watch, &position))
    return;
  reel_folder_watch_stop (watch);
  note (self, watch, TRUE);
  g_ptr_array_remove_index (self->watches, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/**
 * reel_folder_watches_restore:
 * @self: a #ReelFolderWatches
 * @watch: one that was removed from it
 *
 * Has it back with all that was known of it, unless something stands in its place now, which "failed" tells of.
 */
void
reel_folder_watches_restore (ReelFolderWatches *self,
                             ReelFolderWatch   *watch)
{
  const ReelWatchedFolder *record;
  g_autofree char *refusal = NULL;
  guint position = 0;

  g_return_if_fail (REEL_IS_FOLDER_WATCHES (self));
  g_return_if_fail (REEL_IS_FOLDER_WATCH (watch));

  if (self->closed)
    return;
  record = reel_folder_watch_get_record (watch);
  refusal = reel_folder_watches_dup_refusal (self, record->collection_id, reel_folder_watch_get_folder (watch));
  if (refusal != NULL)
    {
      g_signal_emit (self, failed_signal, 0, refusal);
      return;
    }
  while (position < self->watches->len &&
         reel_folder_watch_get_record (self->watches->pdata[position])->row_id < record->row_id)
    position++;
  note (self, watch, FALSE);
  g_ptr_array_insert (self->watches, (int) position, g_object_ref (watch));
  reel_folder_watch_set_known (watch, is_known (self, watch));
  reel_folder_watch_start (watch);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

/**
 * reel_folder_watches_set_paused:
 * @self: a #ReelFolderWatches
 * @watch: one of the list
 * @paused: whether it is not to be looked into for now, and after a restart
 */
void
reel_folder_watches_set_paused (ReelFolderWatches *self,
                                ReelFolderWatch   *watch,
                                gboolean           paused)
{
  g_return_if_fail (REEL_IS_FOLDER_WATCHES (self));
  g_return_if_fail (REEL_IS_FOLDER_WATCH (watch));

  if (reel_folder_watch_get_record (watch)->paused == !!paused || !g_ptr_array_find (self->watches, watch, NULL))
    return;
  reel_folder_watch_set_paused (watch, paused);
  note (self, watch, FALSE);
}

/**
 * reel_folder_watches_set_known:
 * @self: a #ReelFolderWatches
 * @collection_ids: (array zero-terminated=1): the collections that the service has
 *
 * What feeds another one stops, and says so, until that is there again. Before this was called all are taken to be there.
 */
void
reel_folder_watches_set_known (ReelFolderWatches  *self,
                               const char * const *collection_ids)
{
  g_return_if_fail (REEL_IS_FOLDER_WATCHES (self));
  g_return_if_fail (collection_ids != NULL);

  g_clear_pointer (&self->known, g_hash_table_unref);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; collection_ids[i] != NULL; i++)
    g_hash_table_add (self->known, g_strdup (collection_ids[i]));
  for (guint i = 0; i < self->watches->len; i++)
    reel_folder_watch_set_known (self->watches->pdata[i], is_known (self, self->watches->pdata[i]));
}

/**
 * reel_folder_watches_count:
 * @self: a #ReelFolderWatches
 * @collection_id: a collection
 *
 * Returns: how many folders feed it
 */
guint
reel_folder_watches_count (ReelFolderWatches *self,
                           const char        *collection_id)
{
  guint n = 0;

  g_return_val_if_fail (REEL_IS_FOLDER_WATCHES (self), 0);
  g_return_val_if_fail (collection_id != NULL, 0);

  for (guint i = 0; i < self->watches->len; i++)
    n += g_str_equal (reel_folder_watch_get_record (self->watches->pdata[i])->collection_id, collection_id);
  return n;
}

/**
 * reel_folder_watches_cover:
 * @self: a #ReelFolderWatches
 * @collection_id: a collection
 * @uri: a file
 *
 * Returns: whether it lies in a folder that feeds the collection
 */
gboolean
reel_folder_watches_cover (ReelFolderWatches *self,
                           const char        *collection_id,
                           const char        *uri)
{
  g_autoptr (GFile) file = NULL;

  g_return_val_if_fail (REEL_IS_FOLDER_WATCHES (self), FALSE);
  g_return_val_if_fail (collection_id != NULL && uri != NULL, FALSE);

  if (self->watches->len == 0)
    return FALSE;
  file = g_file_new_for_uri (uri);
  for (guint i = 0; i < self->watches->len; i++)
    {
      ReelFolderWatch *watch = self->watches->pdata[i];

      if (g_str_equal (reel_folder_watch_get_record (watch)->collection_id, collection_id) &&
          reel_folder_watch_covers (watch, file))
        return TRUE;
    }
  return FALSE;
}
