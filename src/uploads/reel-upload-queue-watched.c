/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-upload-queue-private.h"
#include "uploads/reel-upload-queue-watched.h"

/* How what a watched folder has comes into the queue. */

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  ReelUploadQueue *self = g_task_get_source_object (task);
  GPtrArray *keys = g_task_get_task_data (task);
  g_autoptr (GPtrArray) videos = NULL;
  GError *error = NULL;

  videos = reel_catalogue_add_videos_finish (REEL_CATALOGUE (source), result, &error);
  for (guint i = 0; i < keys->len; i++)
    g_hash_table_remove (self->adding, keys->pdata[i]);
  if (videos == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  reel_upload_queue_take_in (self, videos);
  g_task_return_int (task, (int) videos->len);
}

/* Whether a row of the same name stands for @find, too: what people did to it holds, unless the file is another now. */
static gboolean
is_there (ReelUploadQueue *self,
          ReelFolderFind  *find,
          ReelVideo       *row)
{
  ReelVideoState state;

  if (row == NULL)
    return FALSE;
  state = reel_video_get_state (row);
  if (find->replaced && reel_upload_state_can (state, REEL_UPLOAD_EVENT_RETRY))
    {
      reel_upload_queue_try_again (self, row);
      return TRUE;
    }
  /* What becomes of the file that was is still to be seen. */
  find->later = find->replaced && (state == REEL_VIDEO_STATE_PREPARING || state == REEL_VIDEO_STATE_UPLOADING);
  /* What still waits is read when its turn comes. */
  if (state != REEL_VIDEO_STATE_READY && state != REEL_VIDEO_STATE_WAITING && state != REEL_VIDEO_STATE_PROCESSING)
    return TRUE;
  /* If only the time is another, the content tells when it is prepared. */
  return !find->replaced && (reel_video_get_size (row) == 0 || reel_video_get_size (row) == find->size);
}

/**
 * reel_upload_queue_add_finds_async:
 * @self: a #ReelUploadQueue
 * @collection_id: where to
 * @finds: (element-type ReelFolderFind): files that have come to rest
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Adds what the collection does not have yet, in one transaction, and what was replaced since it was taken. A row that
 * failed or was cancelled is tried again only where its file is another now.
 * One that is prepared or sent just now is left for later, which is noted in its find.
 */
void
reel_upload_queue_add_finds_async (ReelUploadQueue    *self,
                                   const char         *collection_id,
                                   GPtrArray          *finds,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) uris = g_ptr_array_new (); /* borrowed from @finds */
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (guint64));
  GPtrArray *keys;

  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (collection_id != NULL && finds != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  keys = g_ptr_array_new_with_free_func (g_free);
  g_task_set_source_tag (task, reel_upload_queue_add_finds_async);
  g_task_set_check_cancellable (task, FALSE); /* what is in the catalogue is there, whatever comes after */
  g_task_set_task_data (task, keys, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < finds->len; i++)
    {
      ReelFolderFind *find = finds->pdata[i];
      g_autofree char *key = g_strconcat (collection_id, " ", find->uri, NULL); /* as for what is dropped */

      if (g_hash_table_contains (self->adding, key) || is_there (self, find, reel_upload_queue_find_row (self, collection_id, find->uri)))
        continue;
      g_ptr_array_add (uris, find->uri);
      g_array_append_val (sizes, find->size);
      g_hash_table_add (self->adding, key);
      g_ptr_array_add (keys, g_steal_pointer (&key));
    }
  if (uris->len == 0)
    {
      g_task_return_int (task, 0);
      return;
    }
  g_ptr_array_add (uris, NULL);
  reel_catalogue_add_files_async (self->catalogue, self->profile, collection_id, (const char * const *) uris->pdata,
                                  &g_array_index (sizes, guint64, 0), cancellable, added_cb, g_object_ref (task));
}

/**
 * reel_upload_queue_add_finds_finish:
 * @self: a #ReelUploadQueue
 * @result: what the callback got
 * @error: return location: of #ReelDatabaseError, or %G_IO_ERROR_CANCELLED
 *
 * Returns: how many rows are new; -1 with @error
 */
int
reel_upload_queue_add_finds_finish (ReelUploadQueue *self,
                                    GAsyncResult    *result,
                                    GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_upload_queue_add_finds_async), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}

/**
 * reel_upload_queue_set_quiet_func:
 * @self: a #ReelUploadQueue
 * @quiet: (nullable): says of a row whose content the collection has already whether nobody is to be told
 * @data: for @quiet
 */
void
reel_upload_queue_set_quiet_func (ReelUploadQueue    *self,
                                  ReelUploadQuietFunc quiet,
                                  gpointer            data)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));

  self->quiet = quiet;
  self->quiet_data = data;
}
