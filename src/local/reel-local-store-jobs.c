/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "local/reel-local-error.h"
#include "local/reel-local-store-private.h"
#include "local/reel-local-store-tensors.h"

static const char * const states[] = { "pending", "processing", "completed", "failed" };

const char *
reel_local_job_kind_get_name (ReelLocalJobKind kind)
{
  return kind == REEL_LOCAL_JOB_TAGGING ? "tagging" : "embedding";
}

void
reel_local_job_free (ReelLocalJob *self)
{
  g_free (self->id);
  g_free (self->url);
  g_free (self->tensor);
  g_free (self->result);
  g_free (self->reason);
  g_free (self->space);
  g_free (self);
}

#define JOB_COLUMNS "id, kind, url, state, result, reason, attempts, tensor, space, added, updated FROM jobs "

static ReelLocalJob *
read_row (sqlite3_stmt *stmt)
{
  ReelLocalJob *job = g_new0 (ReelLocalJob, 1);
  const char *kind = (const char *) sqlite3_column_text (stmt, 1);
  const char *state = (const char *) sqlite3_column_text (stmt, 3);

  job->id = reel_database_dup_text (stmt, 0);
  job->kind = g_str_equal (kind, "tagging") ? REEL_LOCAL_JOB_TAGGING : REEL_LOCAL_JOB_EMBEDDING;
  job->url = reel_database_dup_text (stmt, 2);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (state, states[i]))
      job->state = (ReelLocalJobState) i;
  job->result = reel_database_dup_text (stmt, 4);
  job->reason = reel_database_dup_text (stmt, 5);
  job->tensor = reel_database_dup_text (stmt, 7);
  job->space = reel_database_dup_text (stmt, 8);
  job->created = sqlite3_column_int64 (stmt, 9);
  job->updated = sqlite3_column_int64 (stmt, 10);
  return job;
}

/* Only those of UUIDs are names of files by themselves: others are the callers'. */
char *
reel_local_store_get_job_path (ReelLocalStore *self,
                               const char     *job_id)
{
  g_autofree char *name = g_uuid_string_is_valid (job_id) ? g_strdup (job_id)
                                                          : g_compute_checksum_for_string (G_CHECKSUM_SHA256, job_id, -1);

  return g_build_filename (self->jobs_dir, name, NULL);
}

static gpointer
read_job (sqlite3      *db,
          gpointer      data,
          GCancellable *cancellable,
          GError      **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "SELECT " JOB_COLUMNS "WHERE id = ?1", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, data);
  if (!reel_database_step (stmt, &row, error))
    return NULL;
  if (row)
    return read_row (stmt);
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND, _("There is no such request on this computer."));
  return NULL;
}

/* A job on its way in. */
typedef struct
{
  const ReelLocalJobOrder *order; /* (borrowed) */
  char *id;                       /* (owned) (nullable) */
} Submission;

/* Finds the job that was submitted before under this id, and is the same; else says which id a new one has. */
static gpointer
resolve (sqlite3      *db,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  Submission *submission = data;
  const ReelLocalJobOrder *order = submission->order;
  g_autoptr (ReelLocalJob) job = NULL;
  g_autoptr (GError) find_error = NULL;

  if (order->keys[REEL_LOCAL_TENSOR_VIDEO] != NULL)
    {
      if (!reel_local_tensors_find (db, order, &submission->id, error))
        return NULL;
    }
  else
    submission->id = order->request_id != NULL ? g_strdup (order->request_id) : g_uuid_string_random ();

  job = read_job (db, submission->id, NULL, &find_error);
  if (job != NULL && job->kind == order->kind)
    return g_steal_pointer (&job);
  if (job != NULL)
    g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
                 "The request “%s” was submitted before, for %s. Choose another “request_id”.", submission->id,
                 reel_local_job_kind_get_name (job->kind));
  else if (!g_error_matches (find_error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&find_error));
  return NULL;
}

static gpointer
insert (sqlite3      *db,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Submission *submission = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = reel_database_prepare (db,
                                "INSERT INTO jobs (id, kind, url, tensor, updated) "
                                "VALUES (?1, ?2, ?3, ?4, strftime('%s','now'))",
                                error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, submission->id);
  reel_database_bind_text (stmt, 2, reel_local_job_kind_get_name (submission->order->kind));
  reel_database_bind_text (stmt, 3, submission->order->url);
  reel_database_bind_text (stmt, 4, submission->order->keys[REEL_LOCAL_TENSOR_VIDEO]);
  return reel_database_step (stmt, NULL, error) ? read_job (db, submission->id, NULL, error) : NULL;
}

/* Under the lock of the files. */
static ReelLocalJob *
submit (ReelLocalStore *self,
        Submission     *submission,
        GError        **error)
{
  GError *resolve_error = NULL;
  ReelLocalJob *job = reel_database_run_sync (self->db, resolve, submission, (GDestroyNotify) reel_local_job_free, NULL,
                                              &resolve_error);
  g_autofree char *path = NULL;

  if (job != NULL)
    return job;
  if (resolve_error != NULL)
    {
      g_propagate_error (error, resolve_error);
      return NULL;
    }
  path = reel_local_store_get_job_path (self, submission->id);
  if (submission->order->file != NULL && !reel_file_writer_commit (submission->order->file, path, error))
    return NULL;
  job = reel_database_run_sync (self->db, insert, submission, (GDestroyNotify) reel_local_job_free, NULL, error);
  if (job == NULL && submission->order->file != NULL)
    g_unlink (path);
  return job;
}

/**
 * reel_local_store_submit_job:
 * @self: a #ReelLocalStore
 * @order: what is to be done
 * @error: return location, #ReelLocalError too: %REEL_LOCAL_ERROR_NOT_FOUND for a key that is none, or none any more;
 *   %REEL_LOCAL_ERROR_BAD_REQUEST for one that does not belong to this, or where the id is that of another kind of job
 *
 * Takes a job in. What is submitted again under the same id is the job that is there already, whatever it is about.
 *
 * Returns: (transfer full) (nullable): the job
 */
ReelLocalJob *
reel_local_store_submit_job (ReelLocalStore          *self,
                             const ReelLocalJobOrder *order,
                             GError                 **error)
{
  Submission submission = { .order = order };
  ReelLocalJob *job;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail ((order->url != NULL) + (order->file != NULL) + (order->keys[REEL_LOCAL_TENSOR_VIDEO] != NULL) == 1,
                        NULL);

  g_mutex_lock (&self->files);
  job = submit (self, &submission, error);
  g_mutex_unlock (&self->files);
  g_free (submission.id);
  return job;
}

/**
 * reel_local_store_get_job:
 * @self: a #ReelLocalStore
 * @job_id: an id
 * @error: return location; %REEL_LOCAL_ERROR_NOT_FOUND where there is none
 *
 * Returns: (transfer full) (nullable): the job
 */
ReelLocalJob *
reel_local_store_get_job (ReelLocalStore *self,
                          const char     *job_id,
                          GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return reel_database_run_sync (self->db, read_job, (gpointer) job_id, (GDestroyNotify) reel_local_job_free, NULL, error);
}

/* With each change of the state. */
#define NOW "updated = strftime('%s','now') "

static gboolean
begin_row (sqlite3    *db,
           const char *id,
           gboolean    give_up,
           GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = reel_database_prepare (db,
                                give_up
                                  ? "UPDATE jobs SET state = 'failed', reason = ?2, " NOW "WHERE id = ?1"
                                  : "UPDATE jobs SET state = 'processing', attempts = attempts + 1, " NOW "WHERE id = ?1",
                                error);
  if (stmt == NULL)
    return FALSE;
  reel_database_bind_text (stmt, 1, id);
  if (give_up)
    reel_database_bind_text (stmt, 2,
                             _("The service ended each time it tried to read this video. "
                               "It may be damaged in a way that its codec can't cope with."));
  return reel_database_step (stmt, NULL, error);
}

static gpointer
begin_job (sqlite3      *db,
           gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  for (;;)
    {
      g_autoptr (ReelLocalJob) job = NULL;
      g_autoptr (sqlite3_stmt) stmt = NULL;
      gboolean row = FALSE, give_up;

      stmt = reel_database_prepare (db, "SELECT " JOB_COLUMNS "WHERE state = 'pending' ORDER BY seq LIMIT 1", error);
      if (stmt == NULL || !reel_database_step (stmt, &row, error) || !row)
        return NULL;
      job = read_row (stmt);
      give_up = sqlite3_column_int (stmt, 6) >= REEL_LOCAL_MAX_ATTEMPTS;
      g_clear_pointer (&stmt, sqlite3_finalize);
      if (!begin_row (db, job->id, give_up, error))
        return NULL;
      if (!give_up)
        return g_steal_pointer (&job);
    }
}

/**
 * reel_local_store_begin_job:
 * @self: a #ReelLocalStore
 * @error: return location
 *
 * As reel_local_store_begin_video(), for jobs.
 *
 * Returns: (transfer full) (nullable): the oldest job that waits; %NULL without an error where none does
 */
ReelLocalJob *
reel_local_store_begin_job (ReelLocalStore *self,
                            GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return reel_database_run_sync (self->db, begin_job, NULL, (GDestroyNotify) reel_local_job_free, NULL, error);
}

gboolean
reel_local_store_put_back_job (ReelLocalStore *self,
                               const char     *job_id,
                               GError        **error)
{
  return reel_local_store_execute (self, error,
                                   "UPDATE jobs SET state = 'pending', attempts = max (0, attempts - 1), " NOW "WHERE id = ?1",
                                   job_id, NULL);
}

/* Of a job that has ended. */
static void
drop_files (ReelLocalStore *self,
            const char     *job_id)
{
  g_autofree char *path = reel_local_store_get_job_path (self, job_id);

  if (g_unlink (path) != 0 && errno != ENOENT)
    g_message ("%s: %s", path, g_strerror (errno));
  reel_local_store_drop_tensors (self, job_id);
}

/**
 * reel_local_store_finish_job:
 * @self: a #ReelLocalStore
 * @job_id: a job
 * @result: JSON
 * @space_id: of the engine that did it
 * @error: return location
 *
 * Stores the result and removes what was sent along.
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_finish_job (ReelLocalStore *self,
                             const char     *job_id,
                             const char     *result,
                             const char     *space_id,
                             GError        **error)
{
  if (!reel_local_store_execute (self, error,
                                 "UPDATE jobs SET state = 'completed', result = ?2, space = ?3, " NOW "WHERE id = ?1", job_id,
                                 result, space_id, NULL))
    return FALSE;
  drop_files (self, job_id);
  return TRUE;
}

gboolean
reel_local_store_fail_job (ReelLocalStore *self,
                           const char     *job_id,
                           const char     *reason,
                           GError        **error)
{
  if (!reel_local_store_execute (self, error, "UPDATE jobs SET state = 'failed', reason = ?2, " NOW "WHERE id = ?1", job_id,
                                 reason, NULL))
    return FALSE;
  drop_files (self, job_id);
  return TRUE;
}
