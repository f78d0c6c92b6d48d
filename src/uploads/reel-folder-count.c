/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-folder-count.h"
#include "uploads/reel-folder-ledger.h"
#include "uploads/reel-upload-files.h"

static void
count_file (GFile      *file,
            const char *name,
            guint64     size,
            gint64      changed,
            gpointer    data)
{
  ReelFolderCount *count = data;

  if (reel_folder_is_temporary (name))
    return;
  count->n_videos++;
  count->size += size;
}

static void
count_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  static const ReelUploadVisitor visitor = { .found = count_file };
  g_autofree ReelFolderCount *count = g_new0 (ReelFolderCount, 1);
  gboolean complete;
  GError *error = NULL;

  if (reel_upload_files_visit (task_data, &visitor, count, &complete, NULL, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&count), g_free);
  else
    g_task_return_error (task, error);
}

/**
 * reel_folder_count_async:
 * @folder: a folder
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Counts, on a worker thread, the videos that a watch of @folder would find now.
 */
void
reel_folder_count_async (GFile              *folder,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (folder));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_folder_count_async);
  g_task_set_task_data (task, g_object_ref (folder), g_object_unref);
  g_task_run_in_thread (task, count_in_thread);
}

/**
 * reel_folder_count_finish:
 * @result: what the callback got
 * @count: (out): what there is
 * @error: return location: of the folder itself, or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the folder could be read
 */
gboolean
reel_folder_count_finish (GAsyncResult    *result,
                          ReelFolderCount *count,
                          GError         **error)
{
  g_autofree ReelFolderCount *counted = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_folder_count_async), FALSE);

  counted = g_task_propagate_pointer (G_TASK (result), error);
  if (counted == NULL)
    return FALSE;
  *count = *counted;
  return TRUE;
}
