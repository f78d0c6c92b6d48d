/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-call.h"

/* What is so on this computer only: names, what is not listed, and what is forgotten here and may come back. */

static char *
dup_name (const char *name)
{
  g_autofree char *stripped = name != NULL ? g_strstrip (g_strdup (name)) : NULL;

  return stripped != NULL && *stripped != '\0' ? g_steal_pointer (&stripped) : NULL;
}

static gpointer
apply_video_note (ReelCatalogue *self, ReelCatalogueCall *call, gpointer value)
{
  gboolean was_hidden = reel_video_get_hidden (call->video);
  guint position;

  reel_video_set_local (call->video, call->local_name, call->hidden);
  /* Views filter by it, and a filter asks again only about what has changed in the list. */
  if (was_hidden != call->hidden && reel_catalogue_find (self, call->video, &position))
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
  return NULL;
}

/**
 * reel_catalogue_note_video_async:
 * @self: a #ReelCatalogue
 * @video: a video of this catalogue
 * @local_name: (nullable): what people call it on this computer; %NULL or nothing but blanks for the file's name
 * @hidden: whether it is not to be listed
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): called on the caller's main context
 * @user_data: for @callback
 *
 * Writes it, and then sets it on @video.
 */
void
reel_catalogue_note_video_async (ReelCatalogue *self,
                                 ReelVideo *video,
                                 const char *local_name,
                                 gboolean hidden,
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
  change->text = dup_name (local_name);
  change->hidden = hidden;
  call = reel_catalogue_call_new (apply_video_note);
  call->video = g_object_ref (video);
  call->local_name = g_strdup (change->text);
  call->hidden = hidden;
  reel_catalogue_run (self, reel_catalogue_store_note_video, change, NULL, reel_catalogue_call_cb,
                      reel_catalogue_call_begin (self, call, reel_catalogue_note_video_async, cancellable, callback,
                                                 user_data));
}

/**
 * reel_catalogue_note_video_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location; %G_IO_ERROR_NOT_FOUND for a video that was forgotten
 *
 * Returns: whether it is noted
 */
gboolean
reel_catalogue_note_video_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_note_video_async, error);
}

void
reel_catalogue_set_note (ReelCatalogue *self,
                         const char *profile,
                         const char *collection_id,
                         const char *local_name,
                         gboolean hidden)
{
  reel_collection_notes_set (self->notes, profile, collection_id, local_name, hidden);
  g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_COLLECTION_NOTED], 0, profile, collection_id);
}

static gpointer
apply_collection_note (ReelCatalogue *self, ReelCatalogueCall *call, gpointer value)
{
  reel_catalogue_set_note (self, call->profile, call->collection_id, call->local_name, call->hidden);
  return NULL;
}

/**
 * reel_catalogue_note_collection_async:
 * @self: a #ReelCatalogue
 * @profile: whose collection
 * @collection_id: the collection
 * @local_name: (nullable): what people call it on this computer; %NULL or nothing but blanks for the service's name
 * @hidden: whether it is not to be listed
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): called on the caller's main context
 * @user_data: for @callback
 */
void
reel_catalogue_note_collection_async (ReelCatalogue *self,
                                      const char *profile,
                                      const char *collection_id,
                                      const char *local_name,
                                      gboolean hidden,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  ReelCatalogueChange *change;
  ReelCatalogueCall *call;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && collection_id != NULL);

  change = reel_catalogue_change_new (cancellable);
  change->profile = g_strdup (profile);
  change->collection_id = g_strdup (collection_id);
  change->text = dup_name (local_name);
  change->hidden = hidden;
  call = reel_catalogue_call_new (apply_collection_note);
  call->profile = g_strdup (profile);
  call->collection_id = g_strdup (collection_id);
  call->local_name = g_strdup (change->text);
  call->hidden = hidden;
  reel_catalogue_run (self, reel_catalogue_store_note_collection, change, NULL, reel_catalogue_call_cb,
                      reel_catalogue_call_begin (self, call, reel_catalogue_note_collection_async, cancellable, callback,
                                                 user_data));
}

/**
 * reel_catalogue_note_collection_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether it is noted
 */
gboolean
reel_catalogue_note_collection_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_note_collection_async, error);
}

/**
 * reel_catalogue_get_collection_name:
 * @self: a #ReelCatalogue
 * @profile: whose collection
 * @collection_id: the collection
 *
 * Returns: (transfer none) (nullable): what people call it on this computer, where that is not the service's name
 */
const char *
reel_catalogue_get_collection_name (ReelCatalogue *self, const char *profile, const char *collection_id)
{
  const ReelCollectionNote *note;

  g_return_val_if_fail (REEL_IS_CATALOGUE (self), NULL);

  note = reel_collection_notes_lookup (self->notes, profile, collection_id);
  return note != NULL ? note->local_name : NULL;
}

/**
 * reel_catalogue_get_collection_hidden:
 * @self: a #ReelCatalogue
 * @profile: whose collection
 * @collection_id: the collection
 *
 * Returns: whether it is not to be listed on this computer
 */
gboolean
reel_catalogue_get_collection_hidden (ReelCatalogue *self, const char *profile, const char *collection_id)
{
  const ReelCollectionNote *note;

  g_return_val_if_fail (REEL_IS_CATALOGUE (self), FALSE);

  note = reel_collection_notes_lookup (self->notes, profile, collection_id);
  return note != NULL && note->hidden;
}

static gpointer
apply_forgetting (ReelCatalogue *self, ReelCatalogueCall *call, gpointer value)
{
  ReelForgotten *forgotten = g_new0 (ReelForgotten, 1);

  forgotten->rows = value;
  forgotten->videos = reel_catalogue_take_out (self, call->videos);
  if (call->collection_id != NULL)
    reel_catalogue_set_note (self, call->profile, call->collection_id, NULL, TRUE);
  return forgotten;
}

static void
forget (ReelCatalogue *self,
        ReelCatalogueCall *call,
        GCancellable *cancellable,
        GAsyncReadyCallback callback,
        gpointer user_data)
{
  ReelCatalogueChange *change = reel_catalogue_change_new (cancellable);

  call->value_free = (GDestroyNotify) reel_forgotten_free;
  change->profile = g_strdup (call->profile);
  change->collection_id = g_strdup (call->collection_id);
  change->ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), call->videos->len);
  for (guint i = 0; i < call->videos->len; i++)
    {
      gint64 id = reel_video_get_row_id (call->videos->pdata[i]);

      g_array_append_val (change->ids, id);
    }
  reel_catalogue_run (self, reel_catalogue_store_forget, change, (GDestroyNotify) reel_forgotten_rows_unref,
                      reel_catalogue_call_cb,
                      reel_catalogue_call_begin (self, call, reel_catalogue_forget_finish, cancellable, callback,
                                                 user_data));
}

/**
 * reel_catalogue_forget_videos_async:
 * @self: a #ReelCatalogue
 * @videos: (element-type ReelVideo): videos of this catalogue
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Removes the rows, all or none, and then the objects from the list. Neither the files nor the service know of it. Ends
 * with reel_catalogue_forget_finish().
 */
void
reel_catalogue_forget_videos_async (ReelCatalogue *self,
                                    GPtrArray *videos,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  ReelCatalogueCall *call;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (videos != NULL);

  call = reel_catalogue_call_new (apply_forgetting);
  call->videos = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < videos->len; i++)
    g_ptr_array_add (call->videos, g_object_ref (videos->pdata[i]));
  forget (self, call, cancellable, callback, user_data);
}

/**
 * reel_catalogue_forget_collection_async:
 * @self: a #ReelCatalogue
 * @profile: whose collection
 * @collection_id: the collection
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Removes the rows of all its videos, and its name on this computer. As the service goes on naming it, it is hidden from
 * then on. Ends with reel_catalogue_forget_finish().
 */
void
reel_catalogue_forget_collection_async (ReelCatalogue *self,
                                        const char *profile,
                                        const char *collection_id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  ReelCatalogueCall *call;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && collection_id != NULL);

  call = reel_catalogue_call_new (apply_forgetting);
  call->profile = g_strdup (profile);
  call->collection_id = g_strdup (collection_id);
  call->videos = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->videos->len; i++)
    {
      ReelVideo *video = self->videos->pdata[i];

      if (g_str_equal (reel_video_get_profile (video), profile) &&
          g_str_equal (reel_video_get_collection_id (video), collection_id))
        g_ptr_array_add (call->videos, g_object_ref (video));
    }
  forget (self, call, cancellable, callback, user_data);
}

/**
 * reel_catalogue_forget_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what it takes to restore them
 */
ReelForgotten *
reel_catalogue_forget_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  return reel_catalogue_call_propagate (self, result, reel_catalogue_forget_finish, error);
}

static gpointer
apply_restoring (ReelCatalogue *self, ReelCatalogueCall *call, gpointer value)
{
  const ReelForgottenRows *rows = call->forgotten;
  g_autoptr (GPtrArray) added = reel_catalogue_put_in (self, call->videos);

  if (added->len > 0)
    g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_VIDEOS_RETURNED], 0, added);
  if (rows->collection_id != NULL)
    reel_catalogue_set_note (self, rows->profile, rows->collection_id, rows->local_name, rows->hidden);
  return NULL;
}

/**
 * reel_catalogue_restore_async:
 * @self: a #ReelCatalogue
 * @forgotten: what was forgotten in this run
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): called on the caller's main context
 * @user_data: for @callback
 *
 * Brings the rows back as they were, all or none, and then the same objects to where they were in the list. What came
 * back is not done twice.
 */
void
reel_catalogue_restore_async (ReelCatalogue *self,
                              const ReelForgotten *forgotten,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  ReelCatalogueChange *change;
  ReelCatalogueCall *call;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (forgotten != NULL);

  change = reel_catalogue_change_new (cancellable);
  change->forgotten = reel_forgotten_rows_ref (forgotten->rows);
  call = reel_catalogue_call_new (apply_restoring);
  call->forgotten = reel_forgotten_rows_ref (forgotten->rows);
  call->videos = g_ptr_array_ref (forgotten->videos);
  reel_catalogue_run (self, reel_catalogue_store_restore, change, NULL, reel_catalogue_call_cb,
                      reel_catalogue_call_begin (self, call, reel_catalogue_restore_async, cancellable, callback,
                                                 user_data));
}

/**
 * reel_catalogue_restore_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether they are back
 */
gboolean
reel_catalogue_restore_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_restore_async, error);
}
