/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "uploads/reel-upload-proxy-sweep.h"

typedef struct
{
  char *path;    /* (owned) (nullable): of the copy that is whole */
  gboolean ours; /* whether it is this queue that makes copies of that row */
} Row;

struct _ReelUploadProxyRows
{
  GHashTable *rows; /* (owned): id → Row */
  gint64 last;      /* the highest id */
};

typedef struct
{
  char *folder;              /* (owned) */
  ReelUploadProxyRows *rows; /* (owned) */
} Sweep;

static void
row_free (gpointer data)
{
  Row *self = data;

  g_free (self->path);
  g_free (self);
}

static void
sweep_free (Sweep *self)
{
  g_free (self->folder);
  reel_upload_proxy_rows_free (self->rows);
  g_free (self);
}

/**
 * reel_upload_proxy_rows_new:
 *
 * Returns: (transfer full): no rows
 */
ReelUploadProxyRows *
reel_upload_proxy_rows_new (void)
{
  ReelUploadProxyRows *self = g_new0 (ReelUploadProxyRows, 1);

  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, row_free);
  return self;
}

/**
 * reel_upload_proxy_rows_free:
 * @self: (transfer full): rows
 */
void
reel_upload_proxy_rows_free (ReelUploadProxyRows *self)
{
  g_hash_table_unref (self->rows);
  g_free (self);
}

/**
 * reel_upload_proxy_rows_add:
 * @self: rows
 * @row_id: one of the catalogue's
 * @path: (nullable): its smaller copy, where one is noted
 * @ours: whether it is of the profile that sweeps
 */
void
reel_upload_proxy_rows_add (ReelUploadProxyRows *self,
                            gint64               row_id,
                            const char          *path,
                            gboolean             ours)
{
  Row *row = g_new0 (Row, 1);

  row->path = g_strdup (path);
  row->ours = ours;
  self->last = MAX (self->last, row_id);
  g_hash_table_insert (self->rows, g_memdup2 (&row_id, sizeof (row_id)), row);
}

/* Removes what is in the folder of a row, but for @keep, and the folder with it where nothing is left. */
static void
empty_folder (const char *folder,
              const char *keep)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL)
    return;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_strcmp0 (path, keep) != 0)
        g_unlink (path); /* we put no folders there */
    }
  g_rmdir (folder);
}

/* Whether the copy of a row is gone, and its folder is there. Without the folder the disk may be away, however much of a
 * folder there is in its place: it comes back, and what no row names any more would be removed then. */
static gboolean
is_taken_away (const Row *row)
{
  g_autofree char *folder = row->ours && row->path != NULL ? g_path_get_dirname (row->path) : NULL;

  return folder != NULL && !g_file_test (row->path, G_FILE_TEST_IS_REGULAR) && g_file_test (folder, G_FILE_TEST_IS_DIR);
}

static void
sweep_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  Sweep *sweep = data;
  g_autoptr (GDir) dir = g_dir_open (sweep->folder, 0, NULL);
  GArray *lost = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key, value;
  const char *name;

  g_hash_table_iter_init (&iter, sweep->rows->rows);
  while (g_hash_table_iter_next (&iter, &key, &value)) /* before anything is tidied away */
    if (is_taken_away (value))
      g_array_append_val (lost, *(gint64 *) key);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (sweep->folder, name, NULL);
      gint64 id;
      Row *row;

      if (!g_ascii_string_to_signed (name, 10, 1, G_MAXINT64, &id, NULL))
        continue; /* none of ours */
      row = g_hash_table_lookup (sweep->rows->rows, &id);
      /* A row that came since is somebody's who is at work; another profile's are swept with that. */
      if (row != NULL ? !row->ours : id > sweep->rows->last)
        continue;
      empty_folder (folder, row != NULL ? row->path : NULL);
    }
  g_task_return_pointer (task, lost, (GDestroyNotify) g_array_unref);
}

/**
 * reel_upload_proxy_sweep_async:
 * @folder: of all smaller copies
 * @rows: (transfer full): all rows of the catalogue
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Removes what a run that ended in between has left: copies that were not whole or not noted, and those of rows that are
 * no longer there.
 */
void
reel_upload_proxy_sweep_async (const char          *folder,
                               ReelUploadProxyRows *rows,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Sweep *sweep;

  g_return_if_fail (folder != NULL);
  g_return_if_fail (rows != NULL);

  sweep = g_new0 (Sweep, 1);
  sweep->folder = g_strdup (folder);
  sweep->rows = rows;
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, reel_upload_proxy_sweep_async);
  g_task_set_task_data (task, sweep, (GDestroyNotify) sweep_free);
  g_task_run_in_thread (task, sweep_thread);
}

/**
 * reel_upload_proxy_sweep_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (element-type gint64): the rows of ours whose copy was taken out of its folder
 */
GArray *
reel_upload_proxy_sweep_finish (GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_upload_proxy_sweep_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
