/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-call.h"

/* The videos: added, saved, forgotten, looked for. */

/* Where files are looked for: plain copies, as the videos belong to the main thread. */
typedef struct
{
  GPtrArray *uris; /* (owned) (element-type utf8) */
  GArray *missing; /* (owned) (element-type gboolean) */
} Check;

static void
check_free (Check *self)
{
  g_ptr_array_unref (self->uris);
  g_array_unref (self->missing);
  g_free (self);
}

static gpointer
apply_adding (ReelCatalogue *self, ReelCatalogueCall *call, gpointer value)
{
  GPtrArray *added = value;
  guint position = self->videos->len;

  for (guint i = 0; i < added->len; i++)
    {
      g_ptr_array_add (self->videos, g_object_ref (added->pdata[i]));
      reel_video_index_add (self->index, added->pdata[i]);
    }
  if (added->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, added->len);
  for (guint i = 0; i < added->len; i++)
    g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_VIDEO_ADDED], 0, added->pdata[i]);
  return added;
}

/**
 * reel_catalogue_add_videos_async:
 * @self: a #ReelCatalogue
 * @profile: whose collection it is
 * @collection_id: the collection
 * @uris: (array zero-terminated=1): where the files are
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Adds rows in state Queued, one for each URI, all or none. Whether a file is there already is the caller's to know.
 */
void
reel_catalogue_add_videos_async (ReelCatalogue *self,
                                 const char *profile,
                                 const char *collection_id,
                                 const char * const *uris,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  reel_catalogue_add_files_async (self, profile, collection_id, uris, NULL, cancellable, callback, user_data);
}

/**
 * reel_catalogue_add_files_async:
 * @self: a #ReelCatalogue
 * @profile: whose collection it is
 * @collection_id: the collection
 * @uris: (array zero-terminated=1): where the files are
 * @sizes: (nullable): bytes, as many as there are URIs; 0 where unknown
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * reel_catalogue_add_videos_async() with what is known of the files; it has the same finish. They come behind all others in
 * the order of work.
 */
void
reel_catalogue_add_files_async (ReelCatalogue *self,
                                const char *profile,
                                const char *collection_id,
                                const char * const *uris,
                                const guint64 *sizes,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  ReelCatalogueChange *change;
  ReelCatalogueCall *call;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && collection_id != NULL && uris != NULL);

  change = reel_catalogue_change_new (cancellable);
  change->profile = g_strdup (profile);
  change->collection_id = g_strdup (collection_id);
  change->uris = g_strdupv ((char **) uris);
  change->position = reel_catalogue_take_positions (self, g_strv_length (change->uris));
  if (sizes != NULL)
    change->sizes = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (guint64)), sizes, g_strv_length (change->uris));
  call = reel_catalogue_call_new (apply_adding);
  call->value_free = (GDestroyNotify) g_ptr_array_unref;
  reel_catalogue_run (self, reel_catalogue_store_add_videos, change, (GDestroyNotify) g_ptr_array_unref,
                      reel_catalogue_call_cb,
                      reel_catalogue_call_begin (self, call, reel_catalogue_add_videos_async, cancellable, callback,
                                                 user_data));
}

/**
 * reel_catalogue_add_videos_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ReelVideo): the new videos, in the order of the URIs
 */
GPtrArray *
reel_catalogue_add_videos_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  return reel_catalogue_call_propagate (self, result, reel_catalogue_add_videos_async, error);
}

static void
save (ReelCatalogue *self, ReelVideo **videos, guint n_videos, GCancellable *cancellable, GTask *task)
{
  ReelCatalogueChange *change = reel_catalogue_change_new (cancellable);

  change->rows = g_ptr_array_new_full (n_videos, (GDestroyNotify) reel_video_row_free);
  for (guint i = 0; i < n_videos; i++)
    g_ptr_array_add (change->rows, reel_video_row_new (videos[i]));
  reel_catalogue_write (self, reel_catalogue_store_save_videos, change, reel_catalogue_call_cb, task);
}

/**
 * reel_catalogue_save_video_async:
 * @self: a #ReelCatalogue
 * @video: a video of this catalogue
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Writes what @video is now. Writes reach the disk in the order in which they were asked for.
 */
void
reel_catalogue_save_video_async (ReelCatalogue *self,
                                 ReelVideo *video,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (REEL_IS_VIDEO (video));

  save (self, &video, 1, cancellable,
        reel_catalogue_call_begin (self, reel_catalogue_call_new (NULL), reel_catalogue_save_video_async, cancellable,
                                   callback, user_data));
}

/**
 * reel_catalogue_save_video_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location; %G_IO_ERROR_NOT_FOUND for a video that was forgotten
 *
 * Returns: whether it is on disk
 */
gboolean
reel_catalogue_save_video_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_save_video_async, error);
}

/**
 * reel_catalogue_save_videos_async:
 * @self: a #ReelCatalogue
 * @videos: (element-type ReelVideo): videos of this catalogue
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * reel_catalogue_save_video_async() for many, in one transaction: all or none.
 */
void
reel_catalogue_save_videos_async (ReelCatalogue *self,
                                  GPtrArray *videos,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (videos != NULL);

  save (self, (ReelVideo **) videos->pdata, videos->len, cancellable,
        reel_catalogue_call_begin (self, reel_catalogue_call_new (NULL), reel_catalogue_save_videos_async, cancellable,
                                   callback, user_data));
}

/**
 * reel_catalogue_save_videos_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location; %G_IO_ERROR_NOT_FOUND where one of them was forgotten
 *
 * Returns: whether all are on disk
 */
gboolean
reel_catalogue_save_videos_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_save_videos_async, error);
}

static gpointer
apply_forgetting (ReelCatalogue *self, ReelCatalogueCall *call, gpointer value)
{
  guint position;

  if (!g_ptr_array_find (self->videos, call->video, &position))
    return NULL;
  reel_video_index_remove (self->index, call->video);
  g_ptr_array_remove_index (self->videos, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_VIDEO_REMOVED], 0, call->video);
  return NULL;
}

/**
 * reel_catalogue_forget_video_async:
 * @self: a #ReelCatalogue
 * @video: a video of this catalogue
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Removes the row, and then the object from the list. Neither the file nor the service know of it.
 */
void
reel_catalogue_forget_video_async (ReelCatalogue *self,
                                   ReelVideo *video,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  ReelCatalogueChange *change;
  ReelCatalogueCall *call;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (REEL_IS_VIDEO (video));

  change = reel_catalogue_change_new (cancellable);
  change->row_id = reel_video_get_row_id (video);
  call = reel_catalogue_call_new (apply_forgetting);
  call->video = g_object_ref (video);
  reel_catalogue_write (self, reel_catalogue_store_forget_video, change, reel_catalogue_call_cb,
                        reel_catalogue_call_begin (self, call, reel_catalogue_forget_video_async, cancellable, callback,
                                                   user_data));
}

/**
 * reel_catalogue_forget_video_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether it is forgotten
 */
gboolean
reel_catalogue_forget_video_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_forget_video_async, error);
}

/* On a thread of its own. */
static gpointer
check_in_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  Check *check = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  for (guint i = 0; i < check->uris->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (check->uris->pdata[i]);
      /* A share that is not mounted now is not a file that is gone. */
      gboolean missing = g_file_is_native (file) && !g_file_query_exists (file, cancellable);

      g_array_append_val (check->missing, missing);
    }
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
  return NULL;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  GPtrArray *videos = g_task_get_task_data (task);
  Check *check = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < videos->len; i++)
    {
      ReelVideo *video = videos->pdata[i];

      /* A video that was relinked meanwhile was found. */
      if (g_strcmp0 (reel_video_get_uri (video), check->uris->pdata[i]) == 0)
        reel_video_set_missing (video, g_array_index (check->missing, gboolean, i));
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * reel_catalogue_check_files_async:
 * @self: a #ReelCatalogue
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): called on the caller's main context
 * @user_data: for @callback
 *
 * Looks on a worker thread which files of this computer are there, and sets #ReelVideo:missing. Files on other machines
 * are not looked for.
 */
void
reel_catalogue_check_files_async (ReelCatalogue *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) worker = NULL;
  GPtrArray *videos;
  GTask *task;
  Check *check;
  GThread *thread;
  GError *error = NULL;

  g_return_if_fail (REEL_IS_CATALOGUE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_catalogue_check_files_async);

  check = g_new0 (Check, 1);
  videos = g_ptr_array_new_full (self->videos->len, g_object_unref);
  check->uris = g_ptr_array_new_full (self->videos->len, g_free);
  check->missing = g_array_sized_new (FALSE, FALSE, sizeof (gboolean), self->videos->len);
  for (guint i = 0; i < self->videos->len; i++)
    {
      ReelVideo *video = self->videos->pdata[i];

      g_ptr_array_add (videos, g_object_ref (video));
      g_ptr_array_add (check->uris, g_strdup (reel_video_get_uri (video)));
    }
  g_task_set_task_data (task, videos, (GDestroyNotify) g_ptr_array_unref);
  /* Without us as its source: the worker may be the last to let its task go, and no object of ours may end there. */
  worker = g_task_new (NULL, cancellable, checked_cb, task);
  g_task_set_task_data (worker, check, (GDestroyNotify) check_free);
  /* Not one of the threads that all tasks share, which a dead disk would keep: see reel-file-presence.c. */
  thread = g_thread_try_new ("file-check", check_in_thread, g_object_ref (worker), &error);
  if (thread != NULL)
    g_thread_unref (thread);
  else
    {
      g_object_unref (worker); /* what the thread would have had */
      g_task_return_error (worker, error);
    }
}

/**
 * reel_catalogue_check_files_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_CANCELLED
 *
 * Returns: whether all were looked for
 */
gboolean
reel_catalogue_check_files_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_catalogue_check_files_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
