/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "local/reel-local-error.h"
#include "local/reel-local-store-private.h"

static const char * const states[] = { "pending", "processing", "completed", "failed" };
static const char * const kinds[] = { "embedding", "tagging" };

void
reel_local_job_free (ReelLocalJob *self)
{
  g_free (self->id);
  g_free (self->url);
  g_free (self->result);
  g_free (self->reason);
  g_free (self);
}

#define JOB_COLUMNS "id, kind, url, state, result, reason, attempts FROM jobs "

static ReelLocalJob *
read_row (sqlite3_stmt *stmt)
{
  ReelLocalJob *job = g_new0 (ReelLocalJob, 1);
  const char *kind = (const char *) sqlite3_column_text (stmt, 1);
  const char *state = (const char *) sqlite3_column_text (stmt, 3);

  job->id = reel_database_dup_text (stmt, 0);
  job->kind = g_str_equal (kind, kinds[REEL_LOCAL_JOB_TAGGING]) ? REEL_LOCAL_JOB_TAGGING : REEL_LOCAL_JOB_EMBEDDING;
  job->url = reel_database_dup_text (stmt, 2);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (state, states[i]))
      job->state = (ReelLocalJobState) i;
  job->result = reel_database_dup_text (stmt, 4);
  job->reason = reel_database_dup_text (stmt, 5);
  return job;
}

/**
 * reel_local_store_add_job:
 * @self: a #ReelLocalStore
 * @kind: what is asked
 * @url: (nullable): where the video is
 * @file: (nullable): the video, where it was sent along instead; it is moved to its place
 * @error: return location, #ReelLocalError too
 *
 * Returns: (transfer full) (nullable): the new job's id
 */
char *
reel_local_store_add_job (ReelLocalStore  *self,
                          ReelLocalJobKind kind,
                          const char      *url,
                          ReelFileWriter  *file,
                          GError         **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *path = NULL;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail ((url != NULL) != (file != NULL), NULL);

  path = reel_local_store_get_job_path (self, id);
  if (file != NULL && !reel_file_writer_commit (file, path, error))
    return NULL;
  /* the parameters end where the URL is NULL, and SQL's NULL is what then stands there */
  if (reel_local_store_execute (self, error, "INSERT INTO jobs (id, kind, url) VALUES (?1, ?2, ?3)", id, kinds[kind], url,
                                NULL))
    return g_steal_pointer (&id);
  g_unlink (path);
  return NULL;
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

static gboolean
begin_row (sqlite3    *db,
           const char *id,
           gboolean    give_up,
           GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = reel_database_prepare (db,
                                give_up
                                  ? "UPDATE jobs SET state = 'failed', reason = ?2 WHERE id = ?1"
                                  : "UPDATE jobs SET state = 'processing', attempts = attempts + 1 WHERE id = ?1",
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
                                   "UPDATE jobs SET state = 'pending', attempts = max (0, attempts - 1) WHERE id = ?1",
                                   job_id, NULL);
}

static void
drop_file (ReelLocalStore *self,
           const char     *job_id)
{
  g_autofree char *path = reel_local_store_get_job_path (self, job_id);

  if (g_unlink (path) != 0 && errno != ENOENT)
    g_message ("%s: %s", path, g_strerror (errno));
}

/**
 * reel_local_store_finish_job:
 * @self: a #ReelLocalStore
 * @job_id: a job
 * @result: JSON
 * @error: return location
 *
 * Stores the result and removes the video, where one was sent along.
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_finish_job (ReelLocalStore *self,
                             const char     *job_id,
                             const char     *result,
                             GError        **error)
{
  if (!reel_local_store_execute (self, error, "UPDATE jobs SET state = 'completed', result = ?2 WHERE id = ?1", job_id,
                                 result, NULL))
    return FALSE;
  drop_file (self, job_id);
  return TRUE;
}

gboolean
reel_local_store_fail_job (ReelLocalStore *self,
                           const char     *job_id,
                           const char     *reason,
                           GError        **error)
{
  if (!reel_local_store_execute (self, error, "UPDATE jobs SET state = 'failed', reason = ?2 WHERE id = ?1", job_id, reason,
                                 NULL))
    return FALSE;
  drop_file (self, job_id);
  return TRUE;
}
