/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-archive.h"
#include "library/reel-catalogue-private.h"

/*
 * Export and import. The file is read and written on a worker thread, which waits for the database's own thread for what
 * is in the tables; the main thread waits for nothing.
 */

/* What the worker needs; the catalogue itself belongs to the main thread. */
typedef struct
{
  ReelDatabase *db; /* (owned) */
  GFile *file;      /* (owned) */
  char *own_service; /* (owned) (nullable): the id of this computer's service */
} Transfer;

static void
transfer_free (Transfer *self)
{
  g_object_unref (self->db);
  g_object_unref (self->file);
  g_free (self->own_service);
  g_free (self);
}

/* Without the catalogue as its source: the worker may be the last to let its task go, and no object of ours may end
 * there. */
static void
start (ReelCatalogue *self, GFile *file, GTask *task, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) worker = g_task_new (NULL, g_task_get_cancellable (task), callback, task);
  Transfer *transfer = g_new0 (Transfer, 1);

  transfer->db = g_object_ref (self->db);
  transfer->file = g_object_ref (file);
  transfer->own_service = g_strdup (self->own_service);
  g_task_set_check_cancellable (worker, FALSE); /* what is committed is so; the work itself looks at the cancellable */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (worker, transfer, (GDestroyNotify) transfer_free);
  g_task_run_in_thread (worker, func);
}

static void
return_explained (GTask *task, GError *error)
{
  reel_catalogue_store_explain (error);
  g_task_return_error (task, error);
}

static void
export_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Transfer *transfer = task_data;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  bytes = reel_database_run_sync (transfer->db, reel_catalogue_archive_write, NULL, (GDestroyNotify) g_bytes_unref,
                                  cancellable, &error);
  if (bytes == NULL || !reel_catalogue_archive_save (transfer->file, bytes, cancellable, &error))
    return_explained (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * reel_catalogue_export_async:
 * @self: a #ReelCatalogue
 * @file: where to; replaced where it is there, once the whole is on the disk
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Writes all that is known, of one moment, to one file. No key is in it.
 */
void
reel_catalogue_export_async (ReelCatalogue *self,
                             GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_catalogue_export_async);
  start (self, file, task, export_in_thread, exported_cb);
}

/**
 * reel_catalogue_export_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the file is there; otherwise what was there is as it was
 */
gboolean
reel_catalogue_export_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_catalogue_export_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* (transfer full) (nullable): a file of this computer with what is in @file: the database does not wait for another one. */
static GFile *
fetch (GFile *file, gboolean *fetched, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) copy = NULL;

  *fetched = !g_file_is_native (file);
  if (!*fetched)
    return g_object_ref (file);
  copy = g_file_new_tmp ("reelseek-XXXXXX.json", &stream, error);
  if (copy == NULL || !g_file_copy (file, copy, G_FILE_COPY_OVERWRITE, cancellable, NULL, NULL, error))
    {
      if (copy != NULL)
        g_file_delete (copy, NULL, NULL);
      return NULL;
    }
  return g_steal_pointer (&copy);
}

/* Read twice, so that nothing of a damaged file comes into the tables, and no more of it than a row is held. */
static void
import_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Transfer *transfer = task_data;
  ReelArchiveOutcome *outcome = NULL;
  GError *error = NULL;
  gboolean fetched = FALSE;
  g_autoptr (GFile) file = fetch (transfer->file, &fetched, cancellable, &error);
  ReelArchiveSource merged = { file, transfer->own_service };

  if (file != NULL && reel_catalogue_archive_read (file, NULL, NULL, cancellable, &error))
    outcome = reel_database_run_sync (transfer->db, reel_catalogue_archive_merge, &merged,
                                      (GDestroyNotify) reel_archive_outcome_free, cancellable, &error);
  if (fetched && file != NULL)
    g_file_delete (file, NULL, NULL);
  if (outcome == NULL)
    return_explained (task, error);
  else
    g_task_return_pointer (task, outcome, (GDestroyNotify) reel_archive_outcome_free);
}

/* Whether nobody works on @video, and it is still to be sent although the service has it. */
static gboolean
is_sent_already (ReelVideo *video)
{
  ReelVideoState state = reel_video_get_state (video);

  return reel_video_get_video_id (video) != NULL &&
         (state == REEL_VIDEO_STATE_QUEUED || state == REEL_VIDEO_STATE_PREPARING || state == REEL_VIDEO_STATE_UPLOADING ||
          state == REEL_VIDEO_STATE_PAUSED);
}

/* Takes over what was not known, as the table did. What an upload is about to write is not overwritten. */
static void
complete (ReelCatalogue *self, ReelVideo *video, ReelVideo *row)
{
  ReelVideoState state = reel_video_get_state (video);
  double duration = reel_video_get_duration (video);
  gboolean failed = state == REEL_VIDEO_STATE_FAILED || state == REEL_VIDEO_STATE_CANCELLED;

  if (reel_video_get_video_id (video) == NULL)
    reel_video_set_video_id (video, reel_video_get_video_id (row));
  else if (reel_video_get_video_id (row) != NULL && !reel_video_is_known_as (video, reel_video_get_video_id (row)))
    reel_catalogue_add_copy (self, video, reel_video_get_video_id (row)); /* it was sent from here meanwhile */
  if (reel_video_get_fingerprint (video) == NULL)
    reel_video_set_fingerprint (video, reel_video_get_fingerprint (row), reel_video_get_size (row));
  reel_video_set_media (video,
                        duration > 0 ? duration : reel_video_get_duration (row),
                        reel_video_get_width (video) > 0 ? reel_video_get_width (video) : reel_video_get_width (row),
                        reel_video_get_height (video) > 0 ? reel_video_get_height (video) : reel_video_get_height (row));
  if (reel_video_get_local_name (video) == NULL)
    reel_video_set_local (video, reel_video_get_local_name (row), reel_video_get_hidden (video));
  if (reel_video_get_sha256 (video) == NULL)
    reel_video_set_sha256 (video, reel_video_get_sha256 (row));
  if (reel_video_get_tags (video) == NULL && reel_video_get_tags (row) != NULL)
    {
      g_autofree char *lines = g_strjoinv ("\n", (char **) reel_video_get_tags (row));

      reel_video_set_tags (video, lines);
    }
  if (reel_video_get_unanswered (row))
    reel_video_set_unanswered (video, TRUE);
  for (const char * const *copy = reel_video_get_copies (row); copy != NULL && *copy != NULL; copy++)
    reel_video_add_copy (video, *copy);
  if (failed && reel_video_get_state (row) == REEL_VIDEO_STATE_READY)
    {
      reel_video_set_error (video, NULL, FALSE);
      reel_video_set_state (video, REEL_VIDEO_STATE_READY);
    }
}

static void
rewritten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ReelCatalogue *self = REEL_CATALOGUE (source);
  g_autoptr (GError) error = NULL;

  if (!reel_catalogue_save_videos_finish (self, result, &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_SAVE_FAILED], 0, error);
}

/* Tells of those that an import knew more of. */
static void
tell_completed (ReelCatalogue *self, GPtrArray *completed)
{
  if (completed->len == 0)
    return;
  g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_VIDEOS_COMPLETED], 0, completed);
  for (guint i = 0; i < completed->len; i++)
    if (is_sent_already (completed->pdata[i])) /* no queue has it */
      {
        reel_video_set_error (completed->pdata[i], NULL, FALSE);
        reel_video_set_state (completed->pdata[i], REEL_VIDEO_STATE_WAITING);
      }
  /* What was written of them between the merge and this did not know of it. */
  reel_catalogue_save_videos_async (self, completed, NULL, rewritten_cb, NULL);
}

/* What was done here since the table was merged stays: in memory, and so it is written once more. */
static void
apply_collections (ReelCatalogue *self, GHashTable *collections)
{
  GHashTableIter iter;
  gpointer profile, list;

  g_hash_table_iter_init (&iter, collections);
  while (g_hash_table_iter_next (&iter, &profile, &list))
    {
      g_autoptr (GPtrArray) all = reel_catalogue_get_collections (self, profile);
      g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
      GPtrArray *added = list;

      reel_catalogue_name_collections (self, profile, added);
      if (g_strcmp0 (profile, self->own_profile) == 0) /* whose service tells by itself which it has */
        g_ptr_array_set_size (added, 0);
      for (guint i = 0; i < all->len; i++)
        g_hash_table_add (known, ((ReelCollectionRecord *) all->pdata[i])->id);
      for (guint i = 0; i < added->len; i++)
        if (!g_hash_table_contains (known, ((ReelCollectionRecord *) added->pdata[i])->id))
          g_ptr_array_add (all, reel_collection_record_copy (added->pdata[i]));
      reel_catalogue_save_collections (self, profile, all);
    }
}

static void
apply_searches (ReelCatalogue *self, ReelArchiveOutcome *outcome)
{
  g_hash_table_unref (self->searches);
  self->searches = g_steal_pointer (&outcome->searches);
  for (guint i = 0; self->asked != NULL && i < self->asked->len; i += 2)
    reel_catalogue_remember_search (self, self->asked->pdata[i], self->asked->pdata[i + 1]);
  if (self->n_imports == 0)
    g_clear_pointer (&self->asked, g_ptr_array_unref);
}

static void
apply (ReelCatalogue *self, ReelArchiveOutcome *outcome)
{
  g_autoptr (GPtrArray) completed = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) judged = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) added = NULL;

  for (guint i = 0; i < outcome->changed->len; i++)
    {
      guint position;
      ReelVideo *row = outcome->changed->pdata[i], *video;

      /* The copy has the number of the row; its object may be forgotten by now. */
      reel_catalogue_find (self, row, &position);
      video = position < self->videos->len ? self->videos->pdata[position] : NULL;
      if (video == NULL || reel_video_get_row_id (video) != reel_video_get_row_id (row))
        continue;
      complete (self, video, row);
      g_ptr_array_add (completed, g_object_ref (video));
    }
  tell_completed (self, completed);
  for (guint i = 0; self->next_position > 0 && i < outcome->added->len; i++)
    self->next_position = MAX (self->next_position, reel_video_get_position (outcome->added->pdata[i]) + 1);
  for (guint i = 0; i < outcome->added->len; i++)
    if (reel_catalogue_judge (self, outcome->added->pdata[i], TRUE))
      g_ptr_array_add (judged, g_object_ref (outcome->added->pdata[i]));
  added = reel_catalogue_put_in (self, outcome->added);
  if (judged->len > 0)
    reel_catalogue_save_videos_async (self, judged, NULL, rewritten_cb, NULL);
  if (added->len > 0)
    g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_VIDEOS_RETURNED], 0, added);

  apply_collections (self, outcome->collections);
  apply_searches (self, outcome);
  for (guint i = 0; i < outcome->notes->len; i++)
    {
      const ReelCollectionRecord *record = outcome->notes->pdata[i];

      if (reel_collection_notes_lookup (self->notes, outcome->profiles->pdata[i], record->id) == NULL)
        reel_catalogue_set_note (self, outcome->profiles->pdata[i], record->id, record->local_name, record->hidden);
    }
  if (outcome->saved_changed)
    g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_SAVED_IMPORTED], 0);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  ReelCatalogue *self = g_task_get_source_object (task);
  g_autoptr (ReelArchiveOutcome) outcome = NULL;
  ReelImported *imported;
  GError *error = NULL;

  outcome = g_task_propagate_pointer (G_TASK (result), &error);
  self->n_imports--;
  if (outcome == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  apply (self, outcome);
  reel_catalogue_check_files_async (self, NULL, NULL, NULL); /* most are on the other computer */
  imported = g_new0 (ReelImported, 1);
  imported->n_added = outcome->added->len;
  imported->n_completed = outcome->changed->len;
  imported->n_known = outcome->n_known;
  g_task_return_pointer (task, imported, g_free);
}

/**
 * reel_catalogue_import_async:
 * @self: a #ReelCatalogue
 * @file: a file that was exported
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Merges a file into what is there, all of it or nothing, see reel-catalogue-merge.c. Files that are not on this computer
 * are #ReelVideo:missing a moment later.
 */
void
reel_catalogue_import_async (ReelCatalogue *self,
                             GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_catalogue_import_async);
  self->n_imports++;
  start (self, file, task, import_in_thread, imported_cb);
}

/**
 * reel_catalogue_import_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @imported: (out): how many videos there were of which kind
 * @error: return location: %G_IO_ERROR_INVALID_DATA for what is no such file, or a damaged one; %G_IO_ERROR_NOT_SUPPORTED
 *   for another version; or why it can't be read or written
 *
 * Returns: whether it is merged; otherwise nothing was changed
 */
gboolean
reel_catalogue_import_finish (ReelCatalogue *self, GAsyncResult *result, ReelImported *imported, GError **error)
{
  g_autofree ReelImported *counts = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_catalogue_import_async), FALSE);
  g_return_val_if_fail (imported != NULL, FALSE);

  counts = g_task_propagate_pointer (G_TASK (result), error);
  if (counts == NULL)
    return FALSE;
  *imported = *counts;
  return TRUE;
}
