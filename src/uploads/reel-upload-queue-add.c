/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "uploads/reel-upload-files.h"
#include "uploads/reel-upload-queue-private.h"

/* How what is dropped comes into the queue. */

typedef struct
{
  char *collection_id; /* (owned) */
  GPtrArray *keys;     /* (owned) (element-type utf8): ours in ReelUploadQueue.adding */
  GArray *sizes;       /* (owned) (element-type guint64): of the new files, bytes */
  int n;               /* how many were taken, with those that are tried again */
} Adding;

static void
adding_free (Adding *self)
{
  g_free (self->collection_id);
  g_ptr_array_unref (self->keys);
  g_array_unref (self->sizes);
  g_free (self);
}

static char *
key_of (const char *collection_id, const char *uri)
{
  return g_strconcat (collection_id, " ", uri, NULL); /* no URI has a blank */
}

static void
clear_keys (ReelUploadQueue *self, Adding *adding)
{
  for (guint i = 0; i < adding->keys->len; i++)
    g_hash_table_remove (self->adding, adding->keys->pdata[i]);
}

void
reel_upload_queue_take_in (ReelUploadQueue *self, GPtrArray *videos)
{
  g_autoptr (GPtrArray) unsaved = NULL;

  reel_upload_queue_list (self, videos);
  if (!self->paused)
    return;
  unsaved = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < videos->len; i++)
    reel_upload_job_apply (g_hash_table_lookup (self->by_video, videos->pdata[i]), REEL_UPLOAD_EVENT_PAUSE, unsaved);
  reel_upload_queue_save_all (self, unsaved);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  ReelUploadQueue *self = g_task_get_source_object (task);
  Adding *adding = g_task_get_task_data (task);
  g_autoptr (GPtrArray) videos = NULL;
  GError *error = NULL;

  videos = reel_catalogue_add_videos_finish (REEL_CATALOGUE (source), result, &error);
  clear_keys (self, adding);
  if (videos == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  reel_upload_queue_take_in (self, videos);
  g_task_return_int (task, adding->n + (int) videos->len);
}

ReelVideo *
reel_upload_queue_find_row (ReelUploadQueue *self, const char *collection_id, const char *uri)
{
  g_autoptr (GPtrArray) same = reel_catalogue_list_at (self->catalogue, uri);
  ReelVideo *row = NULL;

  for (guint i = 0; i < same->len; i++)
    {
      ReelVideo *video = same->pdata[i]; /* the catalogue keeps it */

      if (reel_video_get_state (video) == REEL_VIDEO_STATE_ELSEWHERE ||
          g_strcmp0 (reel_video_get_collection_id (video), collection_id) != 0 ||
          g_strcmp0 (reel_video_get_profile (video), self->profile) != 0)
        continue;
      if (row == NULL || reel_upload_state_can (reel_video_get_state (row), REEL_UPLOAD_EVENT_RETRY))
        row = video;
    }
  return row;
}

void
reel_upload_queue_try_again (ReelUploadQueue *self, ReelVideo *row)
{
  if (!reel_upload_queue_has (self, row))
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      g_ptr_array_add (one, row);
      reel_video_set_position (row, reel_catalogue_take_positions (self->catalogue, 1)); /* as if it were new */
      reel_catalogue_save_order (self->catalogue, one);
      reel_upload_queue_list (self, one);
    }
  reel_upload_queue_retry (self, row);
}

/* Whether @item is taken care of by a row that is there: tried again, or refused. */
static gboolean
is_there (ReelUploadQueue *self, ReelUploadFile *item, ReelVideo *row, Adding *adding)
{
  if (row == NULL)
    return FALSE;
  if (reel_upload_state_can (reel_video_get_state (row), REEL_UPLOAD_EVENT_RETRY))
    {
      reel_upload_queue_try_again (self, row);
      adding->n++;
      return TRUE;
    }
  /* Another cut under the same name is another video; one that still waits is read when its turn comes. */
  if (reel_video_get_state (row) == REEL_VIDEO_STATE_READY && item->size > 0 && reel_video_get_size (row) > 0 &&
      item->size != reel_video_get_size (row))
    return FALSE;
  reel_upload_queue_refuse (self, item->file, _ ("This video is already there."), adding->collection_id);
  return TRUE;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  ReelUploadQueue *self = g_task_get_source_object (task);
  Adding *adding = g_task_get_task_data (task);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) uris = NULL; /* borrowed from what was found */
  GError *error = NULL;

  found = reel_upload_files_find_finish (result, &error);
  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  uris = g_ptr_array_new ();
  for (guint i = 0; i < found->len; i++)
    {
      ReelUploadFile *item = found->pdata[i];
      g_autofree char *key = NULL;

      if (item->reason != NULL)
        {
          reel_upload_queue_refuse (self, item->file, item->reason, NULL);
          continue;
        }
      key = key_of (adding->collection_id, item->uri);
      if (g_hash_table_contains (self->adding, key))
        reel_upload_queue_refuse (self, item->file, _ ("This video is already there."), NULL);
      else if (!is_there (self, item, reel_upload_queue_find_row (self, adding->collection_id, item->uri), adding))
        {
          g_ptr_array_add (uris, item->uri);
          g_array_append_val (adding->sizes, item->size);
          g_hash_table_add (self->adding, key);
          g_ptr_array_add (adding->keys, g_steal_pointer (&key));
        }
    }
  if (uris->len == 0)
    {
      g_task_return_int (task, adding->n);
      return;
    }
  g_ptr_array_add (uris, NULL);
  reel_catalogue_add_files_async (self->catalogue, self->profile, adding->collection_id, (const char * const *) uris->pdata,
                                  &g_array_index (adding->sizes, guint64, 0), g_task_get_cancellable (task), added_cb,
                                  g_object_ref (task));
}

/**
 * reel_upload_queue_add_async:
 * @self: a #ReelUploadQueue
 * @collection_id: where to
 * @files: (element-type GFile): files, and folders that are searched for videos
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Ends when all are in the catalogue. What is not taken is told by "refused" before that.
 */
void
reel_upload_queue_add_async (ReelUploadQueue *self,
                             const char *collection_id,
                             GListModel *files,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  Adding *adding;

  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (collection_id != NULL);
  g_return_if_fail (G_IS_LIST_MODEL (files));

  adding = g_new0 (Adding, 1);
  adding->collection_id = g_strdup (collection_id);
  adding->keys = g_ptr_array_new_with_free_func (g_free);
  adding->sizes = g_array_new (FALSE, FALSE, sizeof (guint64));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_upload_queue_add_async);
  g_task_set_check_cancellable (task, FALSE); /* what is in the catalogue is there, whatever comes after */
  g_task_set_task_data (task, adding, (GDestroyNotify) adding_free);
  reel_upload_files_find_async (files, NULL, cancellable, found_cb, task);
}

/**
 * reel_upload_queue_add_finish:
 * @self: a #ReelUploadQueue
 * @result: what the callback got
 * @error: return location: of #ReelDatabaseError, or %G_IO_ERROR_CANCELLED
 *
 * Returns: how many were taken, with those that are tried again; -1 with @error
 */
int
reel_upload_queue_add_finish (ReelUploadQueue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_upload_queue_add_async), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}
