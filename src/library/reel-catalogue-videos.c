/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-call.h"

/* The videos: added, saved, forgotten, looked for. */

static gpointer
apply_adding (ReelCatalogue *self, ReelCatalogueCall *call, gpointer value)
{
  g_ptr_array_unref (reel_catalogue_put_in (self, value));
  return value;
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
    {
      reel_catalogue_stamp (self, videos[i]);
      g_ptr_array_add (change->rows, reel_video_row_new (videos[i]));
    }
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
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, call->video);
  g_ptr_array_unref (reel_catalogue_take_out (self, one));
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
