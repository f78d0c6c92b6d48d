/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/reel-random.h"
#include "local/reel-local-error.h"
#include "local/reel-local-store-private.h"
#include "local/reel-local-store-tensors.h"

/*
 * A key is nothing but its own name: who has it may use it, for what it is of and for the job that it was sent for. The file of
 * a key has its random part as a name. It goes when its job has ended; the row stays until the day is over, so that a job
 * which is submitted again is known again.
 */

#define KEY_PREFIX "tensors/"
#define KEY_BYTES 32

/* Bytes that a row counts for, beside its file: so that there is an end of rows, too. */
#define ROW_BYTES 4096

static const char *const names[REEL_LOCAL_N_TENSORS] = { "video_input", "audio_input", "video_kwargs" };

/**
 * reel_local_tensor_get_name:
 * @tensor: a part of an upload
 *
 * Returns: (transfer none): how the API calls it
 */
const char *
reel_local_tensor_get_name (ReelLocalTensor tensor)
{
  return names[tensor];
}

void
reel_local_tensor_keys_clear (ReelLocalTensorKeys *self)
{
  g_clear_pointer (&self->request_id, g_free);
  for (guint i = 0; i < REEL_LOCAL_N_TENSORS; i++)
    g_clear_pointer (&self->keys[i], g_free);
}

static char *
dup_path (ReelLocalStore *self,
          const char     *key)
{
  return g_build_filename (self->tensors_dir, key + strlen (KEY_PREFIX), NULL);
}

typedef struct
{
  const ReelTensorUpload *upload;  /* (borrowed) */
  const ReelLocalTensorKeys *keys; /* (borrowed) */
  guint64 sizes[REEL_LOCAL_N_TENSORS];
  guint64 quota;
} Add;

static gboolean
check_quota (sqlite3 *db,
             Add     *add,
             GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint64 taken = 0;
  gboolean row = FALSE;

  stmt = reel_database_prepare (db, "SELECT total(size) + ?1 * count(*) FROM tensors", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, ROW_BYTES);
  if (!reel_database_step (stmt, &row, error))
    return FALSE;
  taken = row ? (guint64) sqlite3_column_double (stmt, 0) : 0;
  for (guint i = 0; i < REEL_LOCAL_N_TENSORS; i++)
    if (add->keys->keys[i] != NULL)
      taken += add->sizes[i] + ROW_BYTES;
  if (taken <= add->quota)
    return TRUE;
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NO_SPACE,
                       _("Too many frames wait to be analysed. Submit those that were sent before and wait until they are "
                         "done, or until they are a day old."));
  return FALSE;
}

static gpointer
add_rows (sqlite3      *db,
          gpointer      data,
          GCancellable *cancellable,
          GError      **error)
{
  Add *add = data;
  const ReelTensorUpload *upload = add->upload;
  g_autoptr (sqlite3_stmt) insert = NULL;

  if (!reel_database_begin (db, error) || !check_quota (db, add, error))
    return NULL;
  insert = reel_database_prepare (db,
                                  "INSERT INTO tensors (key, part, kind, request, size, frames, width, height, interval, text) "
                                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                                  error);
  if (insert == NULL)
    return NULL;
  for (guint i = 0; i < REEL_LOCAL_N_TENSORS; i++)
    {
      if (add->keys->keys[i] == NULL)
        continue;
      sqlite3_reset (insert);
      sqlite3_clear_bindings (insert);
      reel_database_bind_text (insert, 1, add->keys->keys[i]);
      reel_database_bind_text (insert, 2, names[i]);
      reel_database_bind_text (insert, 3, upload->has_kind ? reel_local_job_kind_get_name (upload->kind) : NULL);
      reel_database_bind_text (insert, 4, add->keys->request_id);
      sqlite3_bind_int64 (insert, 5, (gint64) add->sizes[i]);
      if (i == REEL_LOCAL_TENSOR_VIDEO)
        {
          sqlite3_bind_int64 (insert, 6, upload->frames.n);
          sqlite3_bind_int64 (insert, 7, upload->frames.width);
          sqlite3_bind_int64 (insert, 8, upload->frames.height);
          sqlite3_bind_double (insert, 9, upload->frames.interval);
        }
      if (i == REEL_LOCAL_TENSOR_KWARGS)
        reel_database_bind_text (insert, 10, upload->kwargs);
      if (!reel_database_step (insert, NULL, error))
        return NULL;
    }
  return GINT_TO_POINTER (reel_database_commit (db, error));
}

/* Under the lock of the files. */
static gboolean
take_files (ReelLocalStore *self,
            Add            *add,
            GError        **error)
{
  ReelFileWriter *const files[] = { add->upload->video, add->upload->audio };
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = files[i] != NULL ? dup_path (self, add->keys->keys[i]) : NULL;

      ok = files[i] == NULL || reel_file_writer_commit (files[i], path, error);
    }
  ok = ok && reel_database_run_sync (self->db, add_rows, add, NULL, NULL, error) != NULL;
  for (guint i = 0; !ok && i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = files[i] != NULL ? dup_path (self, add->keys->keys[i]) : NULL;

      if (path != NULL)
        g_unlink (path);
    }
  return ok;
}

/**
 * reel_local_store_add_tensors:
 * @self: a #ReelLocalStore
 * @upload: what was sent; its files are moved to their place
 * @keys: (out caller-allocates): how it is called from now on; to be cleared also after an error
 * @error: return location; %REEL_LOCAL_ERROR_NO_SPACE where too much lies here already
 *
 * Takes arrays in, for a day at most.
 *
 * Returns: whether they are here
 */
gboolean
reel_local_store_add_tensors (ReelLocalStore         *self,
                              const ReelTensorUpload *upload,
                              ReelLocalTensorKeys    *keys,
                              GError                **error)
{
  const gboolean is_there[] = { TRUE, upload->audio != NULL, upload->kwargs != NULL };
  Add add = { .upload = upload, .keys = keys };
  gboolean ok;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (upload->video != NULL, FALSE);

  memset (keys, 0, sizeof *keys);
  keys->request_id = upload->request_id != NULL ? g_strdup (upload->request_id) : g_uuid_string_random ();
  for (guint i = 0; i < REEL_LOCAL_N_TENSORS; i++)
    if (is_there[i])
      {
        g_autofree char *random = reel_random_hex (KEY_BYTES);

        keys->keys[i] = g_strconcat (KEY_PREFIX, random, NULL);
      }
  add.sizes[REEL_LOCAL_TENSOR_VIDEO] = reel_file_writer_get_size (upload->video);
  add.sizes[REEL_LOCAL_TENSOR_AUDIO] = upload->audio != NULL ? reel_file_writer_get_size (upload->audio) : 0;
  add.sizes[REEL_LOCAL_TENSOR_KWARGS] = upload->kwargs != NULL ? strlen (upload->kwargs) : 0;

  if (!reel_local_store_expire_tensors (self, error))
    return FALSE;
  g_mutex_lock (&self->files);
  add.quota = self->tensor_quota;
  ok = take_files (self, &add, error);
  g_mutex_unlock (&self->files);
  return ok;
}

static gboolean
check_key (sqlite3                 *db,
           const ReelLocalJobOrder *order,
           ReelLocalTensor          tensor,
           char                   **request_id,
           GError                 **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  const char *part, *kind, *request;
  gboolean row = FALSE;

  stmt = reel_database_prepare (db, "SELECT part, kind, request FROM tensors WHERE key = ?1", error);
  if (stmt == NULL)
    return FALSE;
  reel_database_bind_text (stmt, 1, order->keys[tensor]);
  if (!reel_database_step (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND,
                   "There is nothing under “%s_key” on this computer, or no longer. What is uploaded stays for a day.",
                   names[tensor]);
      return FALSE;
    }
  part = (const char *) sqlite3_column_text (stmt, 0);
  kind = (const char *) sqlite3_column_text (stmt, 1);
  request = (const char *) sqlite3_column_text (stmt, 2);
  if (!g_str_equal (part, names[tensor]))
    g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“%s_key” is the key of “%s”.", names[tensor], part);
  else if (kind != NULL && !g_str_equal (kind, reel_local_job_kind_get_name (order->kind)))
    g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“%s_key” was uploaded for %s.", names[tensor], kind);
  else if ((order->request_id != NULL && !g_str_equal (order->request_id, request)) ||
           (*request_id != NULL && !g_str_equal (*request_id, request)))
    g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“%s_key” was uploaded for another request.",
                 names[tensor]);
  else
    {
      if (*request_id == NULL)
        *request_id = g_strdup (request);
      return TRUE;
    }
  return FALSE;
}

/* What a job is about: whether all of its keys belong to it. @request_id: (out) (transfer full): the job's id */
gboolean
reel_local_tensors_find (sqlite3                 *db,
                         const ReelLocalJobOrder *order,
                         char                   **request_id,
                         GError                 **error)
{
  for (guint i = 0; i < REEL_LOCAL_N_TENSORS; i++)
    if (order->keys[i] != NULL && !check_key (db, order, i, request_id, error))
      return FALSE;
  return TRUE;
}

typedef struct
{
  const char *key;       /* (borrowed) */
  ReelRawFrames *frames; /* (borrowed) */
} Find;

static gpointer
find_frames (sqlite3      *db,
             gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  Find *find = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean row = FALSE;

  stmt = reel_database_prepare (db, "SELECT frames, width, height, interval FROM tensors WHERE key = ?1 AND size > 0", error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, find->key);
  if (!reel_database_step (stmt, &row, error))
    return NULL;
  if (row)
    *find->frames = (ReelRawFrames) { (guint32) sqlite3_column_int64 (stmt, 0), (guint32) sqlite3_column_int64 (stmt, 1),
                                      (guint32) sqlite3_column_int64 (stmt, 2), sqlite3_column_double (stmt, 3) };
  if (row && reel_raw_frames_is_valid (find->frames))
    return GINT_TO_POINTER (TRUE);
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND,
                       _("The frames are no longer here. Send them again."));
  return NULL;
}

/**
 * reel_local_store_get_frames:
 * @self: a #ReelLocalStore
 * @key: of frames
 * @frames: (out caller-allocates): how they lie in their file
 * @path: (out) (transfer full): their file
 * @error: return location; %REEL_LOCAL_ERROR_NOT_FOUND where they are gone
 *
 * Returns: whether they are there
 */
gboolean
reel_local_store_get_frames (ReelLocalStore *self,
                             const char     *key,
                             ReelRawFrames  *frames,
                             char          **path,
                             GError        **error)
{
  Find find = { key, frames };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);

  if (reel_database_run_sync (self->db, find_frames, &find, NULL, NULL, error) == NULL)
    return FALSE;
  *path = dup_path (self, key);
  return TRUE;
}

/* Those that a job which has not ended needs stay. Under the lock of the files. */
static gboolean
expire (ReelLocalStore *self,
        GError        **error)
{
  g_autofree char *seconds = g_strdup_printf ("%u", self->tensor_seconds);
  g_autoptr (GHashTable) wanted = NULL;

  if (!reel_local_store_execute (self, error,
                                 "DELETE FROM tensors WHERE added <= strftime('%s','now') - ?1 AND request NOT IN "
                                 "(SELECT id FROM jobs WHERE state IN ('pending', 'processing'))",
                                 seconds, NULL))
    return FALSE;
  wanted = reel_local_store_list_names (self, "SELECT substr (key, length ('" KEY_PREFIX "') + 1) FROM tensors WHERE size > 0",
                                        error);
  if (wanted == NULL)
    return FALSE;
  reel_local_store_remove_others (self->tensors_dir, wanted);
  return TRUE;
}

/**
 * reel_local_store_expire_tensors:
 * @self: a #ReelLocalStore
 * @error: return location
 *
 * Removes what has lain here for a day and no job waits for, and files that are nobody's.
 *
 * Returns: whether it could be done
 */
gboolean
reel_local_store_expire_tensors (ReelLocalStore *self,
                                 GError        **error)
{
  gboolean ok;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);

  g_mutex_lock (&self->files);
  ok = expire (self, error);
  g_mutex_unlock (&self->files);
  return ok;
}

/**
 * reel_local_store_drop_tensors:
 * @self: a #ReelLocalStore
 * @request_id: a job that has ended
 *
 * Removes the files that were sent for it.
 */
void
reel_local_store_drop_tensors (ReelLocalStore *self,
                               const char     *request_id)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (REEL_IS_LOCAL_STORE (self));

  g_mutex_lock (&self->files);
  if (!reel_local_store_execute (self, &error, "UPDATE tensors SET size = 0, text = NULL WHERE request = ?1", request_id, NULL)
      || !expire (self, &error))
    g_message ("%s: %s", request_id, error->message);
  g_mutex_unlock (&self->files);
}

/**
 * reel_local_store_set_tensor_limits:
 * @self: a #ReelLocalStore
 * @quota: bytes of all arrays; %REEL_LOCAL_TENSORS_QUOTA otherwise
 * @seconds: how long they stay; %REEL_LOCAL_TENSORS_SECONDS otherwise
 */
void
reel_local_store_set_tensor_limits (ReelLocalStore *self,
                                    guint64         quota,
                                    guint           seconds)
{
  g_return_if_fail (REEL_IS_LOCAL_STORE (self));

  g_mutex_lock (&self->files);
  self->tensor_quota = quota;
  self->tensor_seconds = seconds;
  g_mutex_unlock (&self->files);
}
