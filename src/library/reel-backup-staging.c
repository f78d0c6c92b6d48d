/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "library/reel-backup-private.h"

/*
 * A backup on its way back: "restore-20261125T140200Z.db" in the folder of the backups is to be the catalogue at the next
 * start. See reel-catalogue-restoring.c.
 */

static gboolean
copy_bytes (const char *from, const char *to, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GError) reason = NULL;
  int fd, code = 0;
  const char *data;
  gsize length;

  file = g_mapped_file_new (from, FALSE, &reason);
  if (file == NULL)
    {
      g_set_error_literal (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED, reason->message);
      return FALSE;
    }
  fd = g_open (to, O_WRONLY | O_TRUNC | O_CLOEXEC, 0);
  if (fd < 0)
    return reel_backup_fail (error, to, errno);
  data = g_mapped_file_get_contents (file);
  length = g_mapped_file_get_length (file);
  while (length > 0 && code == 0)
    {
      ssize_t n = write (fd, data, length);

      if (n >= 0)
        {
          data += n;
          length -= (gsize) n;
        }
      else if (errno != EINTR)
        code = errno;
    }
  if (close (fd) != 0 && code == 0)
    code = errno;
  return code == 0 || reel_backup_fail (error, to, code);
}

/**
 * reel_backup_stage:
 * @catalogue: the catalogue's file
 * @path: of a backup
 * @newest_version: of the schema
 * @error: return location for a #ReelDatabaseError
 *
 * Puts a copy of the backup, which is looked at first, where the next start finds it: see reel-catalogue-restoring.c. It
 * takes the place of one that was put there before.
 *
 * Returns: whether it is there, on the disk
 */
gboolean
reel_backup_stage (const char *catalogue, const char *path, int newest_version, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&reel_backup_making);
  g_autofree char *folder = reel_backup_dup_folder (catalogue);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *before = NULL;
  g_autofree char *part = NULL;
  g_autofree char *time = NULL;
  g_autofree char *staged_name = NULL;
  g_autofree char *staged = NULL;
  ReelBackupKind kind;
  gint64 made;

  if (!reel_backup_parse_name (name, REEL_BACKUP_START, &made, &kind))
    {
      g_set_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT, "%s: no name of a backup", path);
      return FALSE;
    }
  part = reel_backup_new_part (folder, error);
  if (part == NULL)
    return FALSE;
  before = reel_backup_find_staged (catalogue, NULL);
  time = reel_backup_format_time (made);
  staged_name = g_strconcat (REEL_BACKUP_STAGED, time, REEL_BACKUP_END, NULL);
  staged = g_build_filename (folder, staged_name, NULL);
  if (!copy_bytes (path, part, error) || !reel_backup_check (part, newest_version, error))
    {
      reel_backup_remove (part);
      return FALSE;
    }
  if (before != NULL)
    reel_backup_remove (before);
  if (!reel_backup_put_in_place (part, staged, folder, error))
    {
      reel_backup_remove (part);
      reel_backup_remove (staged);
      return FALSE;
    }
  return TRUE;
}

/**
 * reel_backup_find_staged:
 * @catalogue: the catalogue's file
 * @made: (out) (optional): when the backup was made, Unix seconds
 *
 * Returns: (transfer full) (nullable): the file that is to be the catalogue
 */
char *
reel_backup_find_staged (const char *catalogue, gint64 *made)
{
  g_autofree char *folder = reel_backup_dup_folder (catalogue);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gint64 when;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (reel_backup_parse_name (name, REEL_BACKUP_STAGED, &when, NULL))
      {
        if (made != NULL)
          *made = when;
        return g_build_filename (folder, name, NULL);
      }
  return NULL;
}

/* Plays the journal of a database that nobody uses into it, and removes it: one that stayed beside another file would be
 * played into that. */
static gboolean
end_journal (const char *path, GError **error)
{
  g_autoptr (sqlite3) db = reel_database_connect (path, SQLITE_OPEN_READWRITE, error);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (db == NULL)
    return FALSE;
  stmt = reel_database_prepare (db, "PRAGMA journal_mode = DELETE", error);
  if (stmt == NULL || !reel_database_step (stmt, &has_row, error))
    return FALSE;
  if (has_row && g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "delete") == 0)
    return TRUE;
  g_set_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_BUSY, "%s: the journal can't be ended", path);
  return FALSE;
}

/**
 * reel_backup_take_staged:
 * @catalogue: the catalogue's file, which nobody uses; it may be missing
 * @staged: what reel_backup_find_staged() returned; nobody uses it either
 * @error: return location for a #ReelDatabaseError
 *
 * Puts @staged in the place of the catalogue, at one blow: killed at any moment, it is the one or the other. @staged is
 * there until then.
 *
 * Returns: whether it is done, and on the disk
 */
gboolean
reel_backup_take_staged (const char *catalogue, const char *staged, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (catalogue);

  if (g_file_test (catalogue, G_FILE_TEST_EXISTS) && !end_journal (catalogue, error))
    return FALSE;
  return end_journal (staged, error) && reel_backup_put_in_place (staged, catalogue, folder, error);
}
