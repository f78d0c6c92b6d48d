/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "local/reel-local-store-private.h"
#include "local/reel-local-store-settings.h"
#include "local/reel-local-store-tensors.h"
#include "local/reel-local-store-words.h"

/* What is put right at the start. */

/* Another one each time that the computer starts. */
#define BOOT_ID "/proc/sys/kernel/random/boot_id"

static void
empty_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
}

typedef struct
{
  const char *space;  /* (borrowed) */
  GHashTable *copies; /* (borrowed) (element-type utf8): the videos of which there is a copy */
} Enter;

static gboolean
run (sqlite3    *db,
     const char *sql,
     const char *space,
     GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  reel_database_bind_text (stmt, 1, space);
  return reel_database_step (stmt, NULL, error);
}

/* What waits without a copy waits for its file, and the other way round. */
static gboolean
look_for_copies (sqlite3    *db,
                 Enter      *enter,
                 GError    **error)
{
  g_autoptr (sqlite3_stmt) read = NULL;
  g_autoptr (sqlite3_stmt) write = NULL;
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gboolean row = FALSE;
  GHashTableIter iter;
  gpointer video, state;

  read = reel_database_prepare (db,
                                "SELECT v.seq, v.id, s.state FROM videos v JOIN video_spaces s ON s.video = v.seq "
                                "WHERE s.space = ?1 AND s.state IN ('waiting', 'quick', 'lost')",
                                error);
  if (read == NULL)
    return FALSE;
  reel_database_bind_text (read, 1, enter->space);
  for (;;)
    {
      gboolean has_copy;
      const char *is;

      if (!reel_database_step (read, &row, error))
        return FALSE;
      if (!row)
        break;
      has_copy = g_hash_table_contains (enter->copies, sqlite3_column_text (read, 1));
      is = (const char *) sqlite3_column_text (read, 2);
      if (has_copy == g_str_equal (is, "lost"))
        {
          gint64 seq = sqlite3_column_int64 (read, 0);

          /* the quick pass is all that such a video will get */
          g_hash_table_insert (changed, g_memdup2 (&seq, sizeof seq),
                               (gpointer) (has_copy ? "waiting" : g_str_equal (is, "quick") ? "done" : "lost"));
        }
    }
  write = reel_database_prepare (db, "UPDATE video_spaces SET state = ?3 WHERE video = ?1 AND space = ?2", error);
  if (write == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &video, &state))
    {
      sqlite3_reset (write);
      sqlite3_bind_int64 (write, 1, *(gint64 *) video);
      reel_database_bind_text (write, 2, enter->space);
      reel_database_bind_text (write, 3, state);
      if (!reel_database_step (write, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gpointer
enter_space (sqlite3      *db,
             gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  Enter *enter = data;

  if (!reel_database_begin (db, error))
    return NULL;
  /* what an earlier engine did not come to is no longer asked of it */
  if (run (db, "DELETE FROM video_spaces WHERE space <> ?1 AND state NOT IN ('done', 'quick', 'failed')",
           enter->space, error) &&
      run (db, "UPDATE video_spaces SET state = 'waiting', progress = 0 WHERE space = ?1 AND state = 'processing'",
           enter->space, error) &&
      run (db, "INSERT OR IGNORE INTO video_spaces (video, space) SELECT seq, ?1 FROM videos", enter->space, error) &&
      look_for_copies (db, enter, error) && reel_database_commit (db, error))
    return GINT_TO_POINTER (TRUE);
  return NULL;
}

static GHashTable *
list_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_hash_table_add (names, g_strdup (name));
  return names;
}

/* The names of the files of jobs that wait. */
static GHashTable *
list_job_files (ReelLocalStore *self,
                GError        **error)
{
  g_autoptr (GHashTable) ids = reel_local_store_list_names (
      self, "SELECT id FROM jobs WHERE state IN ('pending', 'processing')", error);
  GHashTable *names;
  GHashTableIter iter;
  gpointer id;

  if (ids == NULL)
    return NULL;
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autofree char *path = reel_local_store_get_job_path (self, id);

      g_hash_table_add (names, g_path_get_basename (path));
    }
  return names;
}

/* A beginning without an end counts against a video only where the service ended by itself. Since then the computer may have
 * been started anew: it lost its power, and the video has nothing to do with that. */
static gboolean
forgive_attempts (ReelLocalStore *self,
                  GError        **error)
{
  g_autofree char *boot = NULL;
  g_autofree char *before = NULL;

  if (!g_file_get_contents (BOOT_ID, &boot, NULL, NULL))
    return TRUE;
  g_strstrip (boot);
  if (!reel_local_store_read_setting (self, REEL_LOCAL_STORE_BOOT, &before, error))
    return FALSE;
  if (g_strcmp0 (boot, before) == 0)
    return TRUE;
  return reel_local_store_execute (self, error, "UPDATE video_spaces SET attempts = 0 WHERE attempts > 0", NULL)
         && reel_local_store_execute (self, error, "UPDATE jobs SET attempts = 0 WHERE attempts > 0", NULL)
         && reel_local_store_write_setting (self, REEL_LOCAL_STORE_BOOT, boot, error);
}

/**
 * reel_local_store_tidy:
 * @self: a #ReelLocalStore
 * @space_id: the space of the engine that now runs
 * @error: return location
 *
 * Puts things right at the start, before any other work: what was being done when the service ended is waiting again,
 * files that no row knows are removed, and @space_id is the current space. Each video that is not done there waits to be
 * indexed, or, where no copy of it was kept, for its file. What earlier engines made of it stays.
 *
 * Returns: whether it could be done
 */
gboolean
reel_local_store_tidy (ReelLocalStore *self,
                       const char     *space_id,
                       GError        **error)
{
  g_autoptr (GHashTable) copies = NULL;
  g_autoptr (GHashTable) videos = NULL;
  g_autoptr (GHashTable) jobs = NULL;
  Enter enter;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (space_id != NULL, FALSE);

  self->space = g_intern_string (space_id);
  if (!forgive_attempts (self, error))
    return FALSE;
  empty_folder (self->incoming_dir);
  copies = list_folder (self->videos_dir);
  enter = (Enter) { self->space, copies };
  if (reel_database_run_sync (self->db, enter_space, &enter, NULL, NULL, error) == NULL ||
      !reel_local_store_execute (self, error, "UPDATE jobs SET state = 'pending' WHERE state = 'processing'", NULL) ||
      /* results are for those who asked, not an archive */
      !reel_local_store_execute (self, error,
                                 "DELETE FROM jobs WHERE state IN ('completed', 'failed') "
                                 "AND added < strftime('%s','now') - 7 * 86400", NULL) ||
      !reel_local_words_fill (self, error))
    return FALSE;
  reel_local_store_changed (self);
  videos = reel_local_store_list_names (self,
                                        reel_local_store_get_keep_copies (self)
                                          ? "SELECT id FROM videos"
                                          : REEL_LOCAL_WAITING_VIDEOS " UNION " REEL_LOCAL_KEPT_VIDEOS,
                                        error);
  if (videos == NULL)
    return FALSE;
  jobs = list_job_files (self, error);
  if (jobs == NULL)
    return FALSE;
  reel_local_store_remove_others (self->videos_dir, videos);
  reel_local_store_remove_others (self->jobs_dir, jobs);
  return reel_local_store_expire_tensors (self, error);
}
