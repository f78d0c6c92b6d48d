/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-folder-scan.h"
#include "uploads/reel-upload-files.h"

/* A look under way, on its worker. */
typedef struct
{
  ReelFolderScan *scan;      /* (borrowed) */
  GHashTable *folders;       /* (owned): URIs of those that are there */
  GCancellable *cancellable; /* (borrowed) (nullable) */
} Look;

static void
find_free (ReelFolderFind *self)
{
  g_free (self->uri);
  g_free (self);
}

/**
 * reel_folder_scan_new:
 * @folder: where to look
 * @settle: how long a file has to stay as it is, microseconds
 * @most_monitors: how many folders are monitored at most; 0 for none
 *
 * Returns: (transfer full): the scan, before its first look
 */
ReelFolderScan *
reel_folder_scan_new (GFile *folder,
                      gint64 settle,
                      guint  most_monitors)
{
  ReelFolderScan *self = g_new0 (ReelFolderScan, 1);

  self->folder = g_object_ref (folder);
  self->ledger = reel_folder_ledger_new (settle);
  self->streams = reel_stream_memory_new ();
  self->monitors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->most_monitors = most_monitors;
  self->finds = g_ptr_array_new_with_free_func ((GDestroyNotify) find_free);
  self->fresh = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

/**
 * reel_folder_scan_free:
 * @self: (nullable) (transfer full): a scan
 */
void
reel_folder_scan_free (ReelFolderScan *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->folder);
  reel_folder_ledger_free (self->ledger);
  reel_stream_memory_free (self->streams);
  g_hash_table_unref (self->monitors);
  g_ptr_array_unref (self->finds);
  g_ptr_array_unref (self->fresh);
  g_clear_error (&self->error);
  g_free (self);
}

static void
meet_file (GFile      *file,
           const char *name,
           guint64     size,
           gint64      changed,
           gpointer    data)
{
  ReelFolderScan *scan = ((Look *) data)->scan;
  g_autofree char *uri = NULL;
  ReelFolderVerdict verdict;
  ReelFolderFind *find;

  if (reel_folder_is_temporary (name))
    return;
  uri = g_file_get_uri (file);
  scan->n_videos++;
  verdict = reel_folder_ledger_look (scan->ledger, uri, size, changed);
  if (verdict != REEL_FOLDER_NEW && verdict != REEL_FOLDER_CHANGED)
    return;
  find = g_new (ReelFolderFind, 1);
  find->uri = g_steal_pointer (&uri);
  find->size = size;
  find->changed = changed;
  find->replaced = verdict == REEL_FOLDER_CHANGED;
  find->later = FALSE;
  g_ptr_array_add (scan->finds, find);
}

/* Before it is looked into, so that nothing can come between the look and the monitor. What it tells is delivered to the
 * main context, as a worker has none of its own. */
static void
meet_folder (GFile   *folder,
             gpointer data)
{
  Look *look = data;
  ReelFolderScan *scan = look->scan;
  g_autofree char *uri = g_file_get_uri (folder);
  GFileMonitor *monitor;

  if (!g_hash_table_contains (scan->monitors, uri) && g_hash_table_size (scan->monitors) < scan->most_monitors)
    {
      monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, look->cancellable, NULL);
      if (monitor != NULL) /* else only looking again helps */
        {
          g_ptr_array_add (scan->fresh, g_object_ref (monitor));
          g_hash_table_insert (scan->monitors, g_strdup (uri), monitor);
        }
    }
  g_hash_table_add (look->folders, g_steal_pointer (&uri));
}

static gboolean
is_gone (gpointer key,
         gpointer value,
         gpointer user_data)
{
  return !g_hash_table_contains (user_data, key);
}

static void
scan_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ReelFolderScan *self = *(ReelFolderScan **) task_data;
  const ReelUploadVisitor visitor = { .found = meet_file, .folder = meet_folder, .streams = self->streams };
  gint64 began = g_get_monotonic_time ();
  Look look = { self, folders, cancellable };

  reel_folder_ledger_begin (self->ledger, began);
  reel_stream_memory_begin (self->streams);
  reel_upload_files_visit (self->folder, &visitor, &look, &self->complete, &self->n_litter, cancellable, &self->error);
  reel_stream_memory_end (self->streams);
  self->n_waiting = reel_folder_ledger_end (self->ledger, self->complete);
  /* A folder that comes back under its name is another one, which the old monitor would know nothing of. */
  if (self->complete || self->error != NULL)
    g_hash_table_foreach_remove (self->monitors, is_gone, folders);
  self->duration = g_get_monotonic_time () - began;
  if (!g_task_return_error_if_cancelled (task))
    {
      *(ReelFolderScan **) task_data = NULL;
      g_task_return_pointer (task, self, (GDestroyNotify) reel_folder_scan_free);
    }
}

static void
holder_free (ReelFolderScan **holder)
{
  reel_folder_scan_free (*holder);
  g_free (holder);
}

/**
 * reel_folder_scan_async:
 * @self: (transfer full): a scan, which comes back with the result
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Looks, on a worker thread, at all videos below the folder, and begins to monitor the folders that it meets.
 */
void
reel_folder_scan_async (ReelFolderScan     *self,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelFolderScan **holder;

  g_return_if_fail (self != NULL);

  g_ptr_array_set_size (self->finds, 0);
  g_ptr_array_set_size (self->fresh, 0);
  g_clear_error (&self->error);
  self->n_videos = 0;
  self->n_litter = 0;
  self->n_waiting = 0;
  self->complete = FALSE;
  holder = g_new (ReelFolderScan *, 1);
  *holder = self;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_folder_scan_async);
  g_task_set_task_data (task, holder, (GDestroyNotify) holder_free);
  g_task_run_in_thread (task, scan_in_thread);
}

/**
 * reel_folder_scan_finish:
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the scan after its look, whatever came of that; %NULL where it was cancelled
 */
ReelFolderScan *
reel_folder_scan_finish (GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_folder_scan_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
