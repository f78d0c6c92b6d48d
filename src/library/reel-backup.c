/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "library/reel-backup-private.h"

/*
 * Backups of the catalogue, in the folder "backups" beside it: "catalogue-20261125T140200Z-daily.db", the time in UTC and
 * why it was made. Each is a whole catalogue in one file, an SQLite database like the catalogue itself, and needs no
 * journal.
 *
 * It is made with VACUUM INTO by a connection of its own: that reads the catalogue as it is at one moment while the
 * catalogue's thread goes on writing, which neither waits for it nor makes it begin anew. sqlite3_backup_step() from
 * another connection begins anew with each write, and would never end while videos are sent; from the catalogue's own it
 * would stand between the writes that uploads wait for. What comes out is compact, too.
 *
 * It is written under a name that is none of a backup, looked at, synced, and only then gets its name: whatever happens,
 * there is no half file among the backups, and none that was there is touched before there is a newer one.
 */
#define FOLDER "backups"
#define PART   ".part-"

/* Seconds between two daily ones. */
#define DAY (24 * 60 * 60)

static const struct
{
  const char *nick;
  guint kept;
} kinds[REEL_BACKUP_N_KINDS] = {
  [REEL_BACKUP_DAILY] = { "daily", 7 },
  [REEL_BACKUP_ASKED] = { "asked", 5 },
  [REEL_BACKUP_UPDATE] = { "update", 3 },
  [REEL_BACKUP_RESTORE] = { "restore", 3 },
};

GMutex reel_backup_making;

void
reel_backup_free (ReelBackup *self)
{
  g_free (self->path);
  g_free (self);
}

/**
 * reel_backup_copy:
 * @self: a backup
 *
 * Returns: (transfer full): the same
 */
ReelBackup *
reel_backup_copy (const ReelBackup *self)
{
  ReelBackup *copy = g_memdup2 (self, sizeof (*self));

  copy->path = g_strdup (self->path);
  return copy;
}

char *
reel_backup_dup_folder (const char *catalogue)
{
  g_autofree char *folder = g_path_get_dirname (catalogue);

  return g_build_filename (folder, FOLDER, NULL);
}

gboolean
reel_backup_fail (GError **error, const char *path, int code)
{
  ReelDatabaseError kind = REEL_DATABASE_ERROR_FAILED;

  if (code == ENOSPC || code == EDQUOT)
    kind = REEL_DATABASE_ERROR_FULL;
  else if (code == EACCES || code == EPERM || code == EROFS || code == EEXIST || code == ENOTDIR)
    kind = REEL_DATABASE_ERROR_READ_ONLY;
  g_set_error (error, REEL_DATABASE_ERROR, kind, "%s: %s", path, g_strerror (code));
  return FALSE;
}

/* Waits until a file, or the names in a folder, are on the disk. */
static gboolean
sync_it (const char *path, int flags, GError **error)
{
  int fd = g_open (path, flags | O_CLOEXEC, 0), code = 0;

  if (fd < 0)
    return reel_backup_fail (error, path, errno);
  if (fsync (fd) != 0)
    code = errno;
  close (fd);
  return code == 0 || reel_backup_fail (error, path, code);
}

/* The parts of @name where it is one of a backup: nothing else in the folder counts as one. */
gboolean
reel_backup_parse_name (const char *name, const char *start, gint64 *made, ReelBackupKind *kind)
{
  int year, month, day, hour, minute, second, length = 0;
  g_autoptr (GDateTime) date = NULL;
  const char *rest;

  if (!g_str_has_prefix (name, start))
    return FALSE;
  rest = name + strlen (start);
  if (sscanf (rest, "%4d%2d%2dT%2d%2d%2dZ%n", &year, &month, &day, &hour, &minute, &second, &length) != 6 || length != 16)
    return FALSE;
  date = g_date_time_new_utc (year, month, day, hour, minute, second);
  if (date == NULL)
    return FALSE;
  *made = g_date_time_to_unix (date);
  rest += length;
  if (kind == NULL)
    return g_str_equal (rest, REEL_BACKUP_END);
  for (guint i = 0; i < REEL_BACKUP_N_KINDS; i++)
    {
      g_autofree char *wanted = g_strconcat ("-", kinds[i].nick, REEL_BACKUP_END, NULL);

      *kind = (ReelBackupKind) i;
      if (g_str_equal (rest, wanted))
        return TRUE;
    }
  return FALSE;
}

char *
reel_backup_format_time (gint64 made)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (made);

  return g_date_time_format (date, "%Y%m%dT%H%M%SZ");
}

static int
compare_made (gconstpointer a, gconstpointer b)
{
  const ReelBackup *one = *(ReelBackup **) a, *two = *(ReelBackup **) b;

  return one->made > two->made ? -1 : one->made < two->made;
}

/* By their names alone, newest first. */
static GPtrArray *
list_names (const char *folder)
{
  GPtrArray *backups = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_backup_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      ReelBackupKind kind;
      ReelBackup *backup;
      gint64 made;

      if (!reel_backup_parse_name (name, REEL_BACKUP_START, &made, &kind))
        continue;
      backup = g_new0 (ReelBackup, 1);
      backup->path = g_build_filename (folder, name, NULL);
      backup->kind = kind;
      backup->made = made;
      g_ptr_array_add (backups, backup);
    }
  g_ptr_array_sort (backups, compare_made);
  return backups;
}

/* A connection to a file that nobody writes: it needs no lock, and leaves no journal beside it. */
static sqlite3 *
connect_to_still (const char *path, GError **error)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, error);
  g_autofree char *still = uri != NULL ? g_strconcat (uri, "?immutable=1", NULL) : NULL;

  return still != NULL ? reel_database_connect (still, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error) : NULL;
}

/* The one number that @sql asks for. */
static gboolean
ask (sqlite3 *db, const char *sql, gint64 *number, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, sql, error);
  gboolean has_row = FALSE;

  if (stmt == NULL || !reel_database_step (stmt, &has_row, error))
    return FALSE;
  *number = has_row ? sqlite3_column_int64 (stmt, 0) : 0;
  return TRUE;
}

/**
 * reel_backup_check:
 * @path: a file that nobody writes
 * @newest_version: of the schema; 0 for any
 * @error: return location for a #ReelDatabaseError: %REEL_DATABASE_ERROR_CORRUPT also for a database that is no catalogue,
 *   %REEL_DATABASE_ERROR_TOO_NEW for one of a later version of the program
 *
 * Returns: whether it is a sound catalogue
 */
gboolean
reel_backup_check (const char *path, int newest_version, GError **error)
{
  g_autoptr (sqlite3) db = connect_to_still (path, error);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;
  gint64 version, n_tables;

  if (db == NULL || !ask (db, "PRAGMA user_version", &version, error) ||
      !ask (db, "SELECT count (*) FROM sqlite_schema WHERE type = 'table' AND name = 'videos'", &n_tables, error))
    return FALSE;
  if (version <= 0 || n_tables != 1)
    {
      g_set_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT, "%s: no catalogue", path);
      return FALSE;
    }
  if (newest_version > 0 && version > newest_version)
    {
      g_set_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_TOO_NEW, "%s: schema version %d", path, (int) version);
      return FALSE;
    }
  stmt = reel_database_prepare (db, "PRAGMA integrity_check (1)", error);
  if (stmt == NULL || !reel_database_step (stmt, &has_row, error))
    return FALSE;
  if (has_row && g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "ok") == 0)
    return TRUE;
  g_set_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT, "%s: %s", path,
               has_row ? (const char *) sqlite3_column_text (stmt, 0) : "no answer");
  return FALSE;
}

/**
 * reel_backup_get_version:
 * @path: a file that nobody writes
 *
 * Returns: of its schema; 0 where that can't be read
 */
int
reel_backup_get_version (const char *path)
{
  g_autoptr (sqlite3) db = connect_to_still (path, NULL);
  gint64 version = 0;

  return db != NULL && ask (db, "PRAGMA user_version", &version, NULL) ? (int) version : 0;
}

static gboolean
count_videos (ReelBackup *self, GError **error)
{
  g_autoptr (sqlite3) db = connect_to_still (self->path, error);
  gint64 n;

  if (db == NULL || !ask (db, "SELECT count (*) FROM videos", &n, error))
    return FALSE;
  self->n_videos = (guint) n;
  return TRUE;
}

static int
is_cancelled (gpointer cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

static gboolean
write_copy (const char *catalogue, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3) db = reel_database_connect (catalogue, SQLITE_OPEN_READWRITE, error);
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (db == NULL)
    return FALSE;
  stmt = reel_database_prepare (db, "VACUUM INTO ?", error);
  if (stmt == NULL)
    return FALSE;
  reel_database_bind_text (stmt, 1, path);
  sqlite3_progress_handler (db, 1000, is_cancelled, cancellable);
  if (reel_database_step (stmt, NULL, error))
    return TRUE;
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_clear_error (error);
      g_cancellable_set_error_if_cancelled (cancellable, error);
    }
  return FALSE;
}

/**
 * reel_backup_remove:
 * @path: a file of the folder
 *
 * Removes it with its journals, as far as they are there.
 */
void
reel_backup_remove (const char *path)
{
  static const char * const ends[] = { "", "-journal", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *name = g_strconcat (path, ends[i], NULL);

      g_unlink (name);
    }
}

/* What a run that was killed left. */
static void
remove_parts (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, PART))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_unlink (path);
      }
}

/* A new file that is ours alone, empty, under a name that is none of a backup. */
char *
reel_backup_new_part (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, PART "XXXXXX", NULL);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      reel_backup_fail (error, folder, errno);
      return NULL;
    }
  remove_parts (folder);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      reel_backup_fail (error, folder, errno);
      return NULL;
    }
  close (fd);
  return g_steal_pointer (&path);
}

/* The file is whole: it gets its name. */
gboolean
reel_backup_put_in_place (const char *part, const char *path, const char *folder, GError **error)
{
  if (!sync_it (part, O_RDONLY, error))
    return FALSE;
  if (g_rename (part, path) != 0)
    return reel_backup_fail (error, path, errno);
  return sync_it (folder, O_RDONLY | O_DIRECTORY, error);
}

/* Beyond so many of a kind the oldest go; one that can't be removed is in nobody's way. */
static void
prune (const char *folder)
{
  g_autoptr (GPtrArray) backups = list_names (folder);
  guint n[REEL_BACKUP_N_KINDS] = { 0 };

  for (guint i = 0; i < backups->len; i++)
    {
      const ReelBackup *backup = backups->pdata[i];

      if (++n[backup->kind] > kinds[backup->kind].kept)
        reel_backup_remove (backup->path);
    }
}

/* Now, or the first second after it that no backup has: so their times tell which is newer. */
static gint64
find_time (const char *folder)
{
  g_autoptr (GPtrArray) backups = list_names (folder);
  gint64 made = g_get_real_time () / G_USEC_PER_SEC;

  for (guint i = backups->len; i > 0; i--) /* oldest first */
    if (((const ReelBackup *) backups->pdata[i - 1])->made == made)
      made++;
  return made;
}

/**
 * reel_backup_make:
 * @catalogue: the catalogue's file; it may be in use
 * @kind: why
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #ReelDatabaseError
 *
 * Makes a backup, and then removes what is more than is kept of its kind. Where it fails all others stay.
 *
 * Returns: (transfer full) (nullable): the backup, which is on the disk
 */
ReelBackup *
reel_backup_make (const char *catalogue, ReelBackupKind kind, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&reel_backup_making);
  g_autoptr (ReelBackup) self = g_new0 (ReelBackup, 1);
  g_autofree char *folder = reel_backup_dup_folder (catalogue);
  g_autofree char *part = NULL;
  g_autofree char *time = NULL;
  g_autofree char *name = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  part = reel_backup_new_part (folder, error);
  if (part == NULL)
    return NULL;
  self->kind = kind;
  self->made = find_time (folder);
  time = reel_backup_format_time (self->made);
  name = g_strconcat (REEL_BACKUP_START, time, "-", kinds[kind].nick, REEL_BACKUP_END, NULL);
  self->path = g_build_filename (folder, name, NULL);
  if (!write_copy (catalogue, part, cancellable, error) || !reel_backup_check (part, 0, error) ||
      !reel_backup_put_in_place (part, self->path, folder, error) || !count_videos (self, error))
    {
      reel_backup_remove (part);
      return NULL;
    }
  prune (folder);
  return g_steal_pointer (&self);
}

/**
 * reel_backup_find_newest:
 * @catalogue: the catalogue's file
 *
 * Returns: (transfer full) (nullable): the newest backup by its name; its videos are not counted
 */
ReelBackup *
reel_backup_find_newest (const char *catalogue)
{
  g_autofree char *folder = reel_backup_dup_folder (catalogue);
  g_autoptr (GPtrArray) backups = list_names (folder);

  return backups->len > 0 ? reel_backup_copy (backups->pdata[0]) : NULL;
}

/**
 * reel_backup_is_due:
 * @catalogue: the catalogue's file
 * @now: Unix seconds
 *
 * A catalogue without a video is not backed up: it would only be in the place of one that has some.
 *
 * Returns: whether the newest backup is older than a day
 */
gboolean
reel_backup_is_due (const char *catalogue, gint64 now)
{
  g_autoptr (ReelBackup) backup = reel_backup_find_newest (catalogue);
  gint64 newest = backup != NULL ? backup->made : 0;
  g_autoptr (sqlite3) db = NULL;
  gint64 n = 0;

  if (now - newest < DAY && newest <= now + DAY) /* one of the future tells that the clock was wrong */
    return FALSE;
  db = reel_database_connect (catalogue, SQLITE_OPEN_READWRITE, NULL);
  return db != NULL && ask (db, "SELECT count (*) FROM (SELECT 1 FROM videos LIMIT 1)", &n, NULL) && n > 0;
}

/**
 * reel_backup_is_outdated:
 * @catalogue: the catalogue's file
 * @newest_version: of the schema
 *
 * Returns: whether the catalogue has a schema that will be changed; %FALSE also where that can't be read
 */
gboolean
reel_backup_is_outdated (const char *catalogue, int newest_version)
{
  g_autoptr (sqlite3) db = reel_database_connect (catalogue, SQLITE_OPEN_READWRITE, NULL);
  gint64 version = 0;

  return db != NULL && ask (db, "PRAGMA user_version", &version, NULL) && version > 0 && version < newest_version;
}

/**
 * reel_backup_list:
 * @catalogue: the catalogue's file
 * @cancellable: (nullable): a #GCancellable
 *
 * What can't be read is left out.
 *
 * Returns: (transfer full) (element-type ReelBackup): the backups that there are, newest first
 */
GPtrArray *
reel_backup_list (const char *catalogue, GCancellable *cancellable)
{
  g_autofree char *folder = reel_backup_dup_folder (catalogue);
  GPtrArray *backups = list_names (folder);

  for (guint i = backups->len; i > 0 && !g_cancellable_is_cancelled (cancellable); i--)
    {
      ReelBackup *backup = backups->pdata[i - 1];
      g_autoptr (GError) error = NULL;

      if (count_videos (backup, &error))
        continue;
      g_debug ("backup: %s", error->message);
      g_ptr_array_remove_index (backups, i - 1);
    }
  return backups;
}

/**
 * reel_backup_find_sound:
 * @catalogue: the catalogue's file
 * @newest_version: of the schema
 *
 * Returns: (transfer full) (nullable): the newest backup that can be restored
 */
ReelBackup *
reel_backup_find_sound (const char *catalogue, int newest_version)
{
  g_autoptr (GPtrArray) backups = reel_backup_list (catalogue, NULL);

  for (guint i = 0; i < backups->len; i++)
    {
      const ReelBackup *backup = backups->pdata[i];

      if (reel_backup_check (backup->path, newest_version, NULL))
        return reel_backup_copy (backup);
    }
  return NULL;
}
