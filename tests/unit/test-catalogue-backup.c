/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk-double.h"
#include "library/reel-backups.h"
#include "library/reel-catalogue-store.h"
#include "library/reel-catalogue.h"
#include "reel-test.h"

/* Backups of the catalogue: made, kept, killed half-way, refused by the disk, and restored. */

#define DAY (24 * 60 * 60)
#define N_KILLS 60
/* Milliseconds after which no child is at work any more. */
#define FOREVER 20000

static char *
new_path (void)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("backup-%u", n++);
  g_autofree char *folder = reel_test_tmp (name);

  return g_build_filename (folder, "catalogue.db", NULL);
}

static char *
folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_build_filename (folder, "backups", NULL);
}

static ReelCatalogue *
open_catalogue (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  return catalogue;
}

static void
close_catalogue (ReelCatalogue *catalogue)
{
  reel_test_assert_finalized (&catalogue);
}

static void
by_hand (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  sqlite3_close (db);
}

static int
append_values (gpointer data, int n, char **values, char **names)
{
  for (int i = 0; i < n; i++)
    g_string_append_printf (data, "%s%s", i > 0 ? " " : "", values[i] != NULL ? values[i] : "-");
  g_string_append_c (data, '\n');
  return 0;
}

static char *
query (const char *path, const char *sql)
{
  GString *text = g_string_new (NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, append_values, text, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

#define ROWS "SELECT id, uri, video_id, state, unanswered, local_name FROM videos ORDER BY id"

/* A catalogue of @n ready videos. */
static void
fill (const char *path, guint n)
{
  g_autofree char *sql =
    g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u) "
                     "INSERT INTO videos (profile, collection, uri, added, video_id, state, position) "
                     "SELECT 'p', 'c', 'file:///nowhere/' || i || '.mp4', 1, 'v' || i, 'ready', i FROM n", n);

  close_catalogue (open_catalogue (path));
  if (n > 0)
    by_hand (path, sql);
}

static ReelBackup *
make (const char *path, ReelBackupKind kind)
{
  g_autoptr (GError) error = NULL;
  ReelBackup *backup = reel_backup_make (path, kind, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (backup);
  return backup;
}

/* What is in the folder, sorted, without the dates. */
static guint
count_files (const char *folder, const char *start, const char *end)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, start) && g_str_has_suffix (name, end);
  return n;
}

/* A copy of a backup as if it had been made then. */
static void
age (const ReelBackup *backup, gint64 made, const char *kind)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (made);
  g_autofree char *time = g_date_time_format (date, "catalogue-%Y%m%dT%H%M%SZ-");
  g_autofree char *name = g_strconcat (time, kind, ".db", NULL);
  g_autofree char *folder = g_path_get_dirname (backup->path);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (backup->path, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
}

/* Of a catalogue in use, with its newest writes still in the journal. */
static void
test_make (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = folder_of (path);
  const gint64 before = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (ReelBackup) backup = NULL;
  g_autoptr (ReelBackup) again = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  ReelCatalogue *catalogue;
  GStatBuf file;

  fill (path, 3);
  catalogue = open_catalogue (path);
  by_hand (path, "INSERT INTO searches (profile, text, asked) VALUES ('p', 'red', 3)");
  backup = make (path, REEL_BACKUP_ASKED);
  g_assert_cmpuint (backup->n_videos, ==, 3);
  g_assert_cmpint (backup->made, >=, before);
  g_assert_cmpint (g_stat (backup->path, &file), ==, 0);
  g_assert_cmpuint (file.st_mode & 07777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &file), ==, 0);
  g_assert_cmpuint (file.st_mode & 07777, ==, 0700);
  g_assert_true (reel_backup_check (backup->path, reel_catalogue_store_get_version (), &error));
  g_assert_no_error (error);
  here = query (path, "SELECT * FROM videos, searches ORDER BY 1");
  there = query (backup->path, "SELECT * FROM videos, searches ORDER BY 1");
  g_assert_cmpstr (here, ==, there);
  g_assert_cmpuint (strlen (there), >, 0);

  /* Another one in the same second is another file. */
  again = make (path, REEL_BACKUP_ASKED);
  g_assert_cmpstr (again->path, !=, backup->path);
  list = reel_backup_list (path, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((ReelBackup *) list->pdata[0])->path, ==, again->path);
  g_assert_cmpuint (((ReelBackup *) list->pdata[1])->n_videos, ==, 3);
  g_assert_cmpuint (count_files (folder, "", ""), ==, 2);
  close_catalogue (catalogue);
}

static void
test_kept (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = folder_of (path);
  g_autofree char *other = g_build_filename (folder, "catalogue-mine.db", NULL);
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (ReelBackup) first = NULL;
  g_autoptr (ReelBackup) newest = NULL;
  g_autoptr (GPtrArray) list = NULL;
  ReelBackup *oldest = NULL;

  fill (path, 1);
  first = make (path, REEL_BACKUP_UPDATE);
  for (guint i = 1; i <= 10; i++)
    age (first, now - i * DAY, "daily");
  for (guint i = 1; i <= 3; i++)
    age (first, now - i * 100 * DAY, "restore");
  g_assert_true (g_file_set_contents (other, "not one of ours", -1, NULL));
  newest = make (path, REEL_BACKUP_DAILY);

  g_assert_cmpuint (count_files (folder, "catalogue-", "-daily.db"), ==, 7);
  g_assert_cmpuint (count_files (folder, "catalogue-", "-update.db"), ==, 1);
  g_assert_cmpuint (count_files (folder, "catalogue-", "-restore.db"), ==, 3);
  g_assert_true (g_file_test (newest->path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  list = reel_backup_list (path, NULL);
  g_assert_cmpuint (list->len, ==, 11);
  for (guint i = 0; i < list->len; i++)
    if (((ReelBackup *) list->pdata[i])->kind == REEL_BACKUP_DAILY)
      oldest = list->pdata[i];
  g_assert_cmpint (oldest->made, ==, now - 6 * DAY);
}

static void
test_due (void)
{
  g_autofree char *path = new_path ();
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (ReelBackup) backup = NULL;

  fill (path, 0);
  g_assert_false (reel_backup_is_due (path, now)); /* nothing to lose */
  by_hand (path, "INSERT INTO videos (profile, collection, uri, added) VALUES ('p', 'c', 'file:///1', 1)");
  g_assert_true (reel_backup_is_due (path, now));
  backup = make (path, REEL_BACKUP_ASKED);
  g_assert_false (reel_backup_is_due (path, now));
  g_assert_false (reel_backup_is_due (path, backup->made + DAY - 1));
  g_assert_true (reel_backup_is_due (path, backup->made + DAY));
  g_assert_true (reel_backup_is_due (path, backup->made - 2 * DAY)); /* the clock was wrong then */
}

/* Whatever is in the folder after a backup failed is what was there. */
static void
test_disk (void)
{
  static const struct
  {
    int refusal;
    int code;
  } table[] = {
    { SQLITE_FULL, REEL_DATABASE_ERROR_FULL },
    { SQLITE_READONLY, REEL_DATABASE_ERROR_READ_ONLY },
    { SQLITE_IOERR, REEL_DATABASE_ERROR_FAILED },
  };
  g_autofree char *path = new_path ();
  g_autofree char *folder = folder_of (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ReelBackup) backup = NULL;
  g_autoptr (GError) error = NULL;

  fill (path, 5);
  for (guint i = 0; i < 7; i++)
    {
      g_clear_pointer (&backup, reel_backup_free);
      backup = make (path, REEL_BACKUP_DAILY);
    }
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      disk_double_set (table[i].refusal);
      g_assert_null (reel_backup_make (path, REEL_BACKUP_DAILY, NULL, &error));
      disk_double_set (SQLITE_OK);
      g_assert_error (error, REEL_DATABASE_ERROR, table[i].code);
      g_clear_error (&error);
      g_assert_cmpuint (count_files (folder, "", ""), ==, 7);
    }
  g_cancellable_cancel (cancellable);
  g_assert_null (reel_backup_make (path, REEL_BACKUP_DAILY, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (count_files (folder, "", ""), ==, 7);
  g_assert_true (reel_backup_check (backup->path, 0, &error));

  /* A damaged catalogue makes no backup. */
  by_hand (path, "PRAGMA journal_mode = DELETE");
  g_assert_true (g_file_set_contents (path, "no database at all, but long enough to be taken for one", -1, NULL));
  g_assert_null (reel_backup_make (path, REEL_BACKUP_DAILY, NULL, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT);
  g_assert_cmpuint (count_files (folder, "", ""), ==, 7);
}

/* Something else stands where the folder is to be. */
static void
test_no_folder (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = folder_of (path);
  g_autoptr (GError) error = NULL;

  fill (path, 1);
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  g_assert_null (reel_backup_make (path, REEL_BACKUP_ASKED, NULL, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_READ_ONLY);
}

/* A backup of each kind of trouble, and what is said of it. */
static void
test_refused (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = folder_of (path);
  const int version = reel_catalogue_store_get_version ();
  g_autofree char *newer = g_strdup_printf ("PRAGMA user_version = %d", version + 1);
  g_autoptr (ReelBackup) backup = NULL;
  g_autoptr (ReelBackup) sound = NULL;
  g_autoptr (ReelBackup) found = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  fill (path, 2000);
  sound = make (path, REEL_BACKUP_ASKED);
  backup = make (path, REEL_BACKUP_ASKED);
  g_assert_true (g_file_get_contents (backup->path, &bytes, &length, NULL));

  /* Cut off, with a hole, no database, another database. */
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *damaged = g_memdup2 (bytes, length);

      if (i == 1)
        memset (damaged + length / 2, 0xa5, 4096);
      else if (i == 2)
        memset (damaged, 'x', length);
      g_assert_true (g_file_set_contents (backup->path, damaged, (gssize) (i == 0 ? length / 2 : length), NULL));
      if (i == 3)
        by_hand (backup->path, "DROP TABLE videos");
      g_assert_false (reel_backup_stage (path, backup->path, version, &error));
      g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT);
      g_clear_error (&error);
      g_assert_null (reel_backup_find_staged (path, NULL));
      g_assert_cmpuint (count_files (folder, ".part-", ""), ==, 0);
      g_clear_pointer (&found, reel_backup_free);
      found = reel_backup_find_sound (path, version);
      g_assert_cmpstr (found->path, ==, sound->path);
    }
  list = reel_backup_list (path, NULL);
  g_assert_cmpuint (list->len, ==, 1);

  g_assert_true (g_file_set_contents (backup->path, bytes, (gssize) length, NULL));
  by_hand (backup->path, newer);
  g_assert_false (reel_backup_stage (path, backup->path, version, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_TOO_NEW);
  g_clear_error (&error);
  g_clear_pointer (&found, reel_backup_free);
  found = reel_backup_find_sound (path, version);
  g_assert_cmpstr (found->path, ==, sound->path);
  g_assert_false (reel_backup_stage (path, path, version, &error)); /* no backup at all */
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT);
}

static void
stage (const char *path, const ReelBackup *backup)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (reel_backup_stage (path, backup->path, reel_catalogue_store_get_version (), &error));
  g_assert_no_error (error);
}

/* What was still to be sent when the backup was made, and what has become of it since, is what the queue goes by. */
static void
test_restore (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = folder_of (path);
  g_autofree char *staged = NULL;
  g_autofree char *before = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *now = NULL;
  g_autofree char *copies = NULL;
  g_autoptr (ReelBackup) backup = NULL;
  g_autoptr (ReelBackup) newest = NULL;
  const ReelCatalogueOpening *opening;
  ReelCatalogue *catalogue;

  fill (path, 2);
  by_hand (path, "UPDATE videos SET local_name = 'Two' WHERE id = 2;"
                 "INSERT INTO videos (profile, collection, uri, added, state) VALUES"
                 " ('p', 'c', 'file:///sent', 1, 'queued'), ('p', 'c', 'file:///unsent', 1, 'queued'),"
                 " ('p', 'c', 'file:///going', 1, 'uploading'), ('p', 'c', 'file:///forgotten', 1, 'uploading'),"
                 " ('p', 'c', 'file:///anew', 1, 'paused'), ('p', 'c', 'file:///failed', 1, 'failed')");
  backup = make (path, REEL_BACKUP_ASKED);
  by_hand (path, "UPDATE videos SET state = 'ready', video_id = 's' WHERE uri = 'file:///sent';"
                 "UPDATE videos SET state = 'paused' WHERE uri = 'file:///unsent';"
                 "INSERT INTO copies VALUES (1, 'v1-copy');"
                 "DELETE FROM videos WHERE id = 2 OR uri IN ('file:///forgotten', 'file:///anew');"
                 "INSERT INTO videos (profile, collection, uri, added, state, video_id) VALUES"
                 " ('p', 'c', 'file:///anew', 9, 'processing', 'a'), ('p', 'c', 'file:///imported', 9, 'ready', 'l'),"
                 " ('p', 'c', 'file:///since', 4102444800, 'ready', 'n'),"
                 " ('p', 'c', 'file:///not', 4102444800, 'queued', NULL);"
                 "INSERT INTO copies SELECT id, 'n-copy' FROM videos WHERE uri = 'file:///since'");
  before = query (path, ROWS);
  stage (path, backup);
  staged = reel_backup_find_staged (path, NULL);
  g_assert_nonnull (staged);

  catalogue = open_catalogue (path);
  opening = reel_catalogue_get_opening (catalogue);
  g_assert_no_error (opening->not_restored);
  g_assert_cmpint (opening->restored, ==, backup->made);
  g_assert_cmpuint (opening->n_uncertain, ==, 1);
  g_assert_null (opening->set_aside);
  g_assert_false (g_file_test (staged, G_FILE_TEST_EXISTS));
  now = query (path, ROWS);
  g_assert_cmpstr (now, ==,
                   "1 file:///nowhere/1.mp4 v1 ready 0 -\n"
                   "2 file:///nowhere/2.mp4 v2 ready 0 Two\n"
                   "3 file:///sent s ready 0 -\n"
                   "4 file:///unsent - queued 0 -\n"
                   "5 file:///going - uploading 1 -\n"
                   "6 file:///forgotten - failed 1 -\n"
                   "7 file:///anew a processing 0 -\n"
                   "8 file:///failed - failed 0 -\n"
                   "9 file:///since n ready 0 -\n");
  copies = query (path, "SELECT * FROM copies");
  g_assert_cmpstr (copies, ==, "1 v1-copy\n9 n-copy\n");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 9);
  close_catalogue (catalogue);

  /* What was there before is the newest backup, and so the way back is there, too. */
  newest = reel_backup_find_newest (path);
  g_assert_cmpint (newest->kind, ==, REEL_BACKUP_RESTORE);
  kept = query (newest->path, ROWS);
  g_assert_cmpstr (kept, ==, before);
  g_assert_cmpuint (count_files (folder, "restore-", ""), ==, 0);

  /* Once, not at each start. */
  catalogue = open_catalogue (path);
  g_assert_cmpint (reel_catalogue_get_opening (catalogue)->restored, ==, 0);
  close_catalogue (catalogue);
}

/* Where it can't be done the catalogue is as it was, that is said, and not tried again. */
static void
test_not_restored (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *staged = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (ReelBackup) backup = NULL;
  ReelCatalogue *catalogue;

  fill (path, 3);
  backup = make (path, REEL_BACKUP_ASKED);
  by_hand (path, "DELETE FROM videos WHERE id = 1");
  before = query (path, ROWS);
  stage (path, backup);
  staged = reel_backup_find_staged (path, NULL);
  g_assert_true (g_file_set_contents (staged, "damaged meanwhile", -1, NULL));
  catalogue = open_catalogue (path);
  g_assert_error (reel_catalogue_get_opening (catalogue)->not_restored, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT);
  g_assert_cmpint (reel_catalogue_get_opening (catalogue)->restored, ==, 0);
  close_catalogue (catalogue);
  g_assert_false (g_file_test (staged, G_FILE_TEST_EXISTS));

  /* No backup of what is there: nothing is replaced. */
  stage (path, backup);
  disk_double_set (SQLITE_FULL);
  {
    g_autoptr (ReelCatalogueOpening) opening = reel_catalogue_opening_new ();

    reel_catalogue_store_take_staged (path, opening);
    disk_double_set (SQLITE_OK);
    g_assert_error (opening->not_restored, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FULL);
  }
  g_assert_false (g_file_test (staged, G_FILE_TEST_EXISTS));
  after = query (path, ROWS);
  g_assert_cmpstr (after, ==, before);
}

/* A damaged catalogue is set aside, and the newest sound backup is named; it can be restored over the new one, and over
 * the damaged one as well. */
static void
test_damaged (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *now = NULL;
  g_autoptr (ReelBackup) backup = NULL;
  g_autoptr (ReelBackup) newer = NULL;
  const ReelCatalogueOpening *opening;
  ReelCatalogue *catalogue;

  fill (path, 2);
  by_hand (path, "UPDATE videos SET state = 'queued', video_id = NULL WHERE id = 2");
  backup = make (path, REEL_BACKUP_DAILY);
  newer = make (path, REEL_BACKUP_DAILY);
  g_assert_true (g_file_set_contents (newer->path, "damaged as well", -1, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (g_file_set_contents (path, "this is no database, and it is long enough to be read as one", -1, NULL));
      if (i == 0)
        {
          catalogue = open_catalogue (path);
          opening = reel_catalogue_get_opening (catalogue);
          g_assert_nonnull (opening->set_aside);
          g_assert_cmpstr (opening->sound->path, ==, backup->path);
          g_assert_cmpuint (opening->sound->n_videos, ==, 2);
          close_catalogue (catalogue);
        }
      stage (path, backup);
      catalogue = open_catalogue (path);
      opening = reel_catalogue_get_opening (catalogue);
      g_assert_no_error (opening->not_restored);
      g_assert_cmpint (opening->restored, ==, backup->made);
      g_assert_cmpuint (opening->n_uncertain, ==, 1);
      if (i == 1)
        g_assert_true (g_file_test (opening->set_aside, G_FILE_TEST_EXISTS));
      close_catalogue (catalogue);
      g_clear_pointer (&now, g_free);
      now = query (path, ROWS);
      g_assert_cmpstr (now, ==, "1 file:///nowhere/1.mp4 v1 ready 0 -\n2 file:///nowhere/2.mp4 - failed 1 -\n");
    }
}

/* A damaged catalogue that can't be replaced by the backup stands where it stood. */
static void
test_damaged_stays (void)
{
  const char *damage = "this is no database, and it is long enough to be read as one";
  g_autofree char *path = new_path ();
  g_autofree char *staged = NULL;
  g_autofree char *text = NULL;
  g_autoptr (ReelBackup) backup = NULL;
  g_autoptr (ReelCatalogueOpening) opening = reel_catalogue_opening_new ();
  sqlite3 *reader = NULL;

  fill (path, 2);
  backup = make (path, REEL_BACKUP_DAILY);
  stage (path, backup);
  staged = reel_backup_find_staged (path, NULL);
  g_assert_true (g_file_set_contents (path, damage, -1, NULL));

  /* Somebody reads the backup, so that its journal can't be ended. */
  g_assert_cmpint (sqlite3_open (staged, &reader), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (reader, "PRAGMA journal_mode = WAL; BEGIN; SELECT count (*) FROM videos", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  reel_catalogue_store_take_staged (path, opening);
  sqlite3_close (reader);
  g_assert_nonnull (opening->not_restored);
  g_assert_cmpint (opening->restored, ==, 0);
  g_assert_null (opening->set_aside);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, damage);
}

/* Before the schema is changed there is a backup in the old one; and it can be restored, too. */
static void
test_update (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = folder_of (path);
  g_autofree char *now = NULL;
  const int version = reel_catalogue_store_get_version ();
  g_autofree const char **older =
    g_memdup2 (reel_catalogue_store_get_migrations (), sizeof (char *) * ((gsize) version + 1));
  g_autoptr (ReelBackup) backup = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue;
  ReelDatabase *db;

  older[7] = NULL;
  db = reel_database_open (path, older, &error);
  g_assert_no_error (error);
  reel_test_assert_finalized (&db);
  by_hand (path, "INSERT INTO videos (profile, collection, uri, added, state) VALUES ('p', 'c', 'file:///1', 1, 'ready')");

  /* Where there can be none, that is said, and the program goes on. */
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  {
    g_autofree char *other = new_path ();
    g_autofree char *other_folder = folder_of (other);
    g_autofree char *bytes = NULL;
    gsize length;

    g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
    g_assert_true (g_file_set_contents (other, bytes, (gssize) length, NULL));
    g_assert_true (g_file_set_contents (other_folder, "", -1, NULL));
    catalogue = open_catalogue (other);
    g_assert_error (reel_catalogue_get_opening (catalogue)->not_backed_up, REEL_DATABASE_ERROR,
                    REEL_DATABASE_ERROR_READ_ONLY);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 1);
    close_catalogue (catalogue);
  }
  g_assert_cmpint (g_remove (folder), ==, 0);

  catalogue = open_catalogue (path);
  g_assert_no_error (reel_catalogue_get_opening (catalogue)->not_backed_up);
  close_catalogue (catalogue);
  backup = reel_backup_find_newest (path);
  g_assert_cmpint (backup->kind, ==, REEL_BACKUP_UPDATE);
  g_assert_cmpint (reel_backup_get_version (backup->path), ==, 7);
  close_catalogue (open_catalogue (path)); /* up to date: no other one */
  g_assert_cmpuint (count_files (folder, "", ""), ==, 1);

  by_hand (path, "DELETE FROM videos");
  stage (path, backup);
  catalogue = open_catalogue (path);
  g_assert_cmpint (reel_catalogue_get_opening (catalogue)->restored, ==, backup->made);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 1);
  close_catalogue (catalogue);
  now = query (path, "PRAGMA user_version");
  g_assert_cmpint (atoi (now), ==, version);
}

static void
failed_cb (ReelBackups *backups, GError *error, GPtrArray *said)
{
  g_ptr_array_add (said, g_strdup (error->message));
}

static void
count_cb (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static gboolean
make_now (ReelBackups *backups, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_backups_make_async (backups, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_backups_make_finish (backups, result, error);
}

static void
test_by_itself (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = folder_of (path);
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  ReelBackups *backups = reel_backups_new (path);
  guint notified = 0;

  fill (path, 4);
  g_signal_connect (backups, "failed", G_CALLBACK (failed_cb), said);
  g_signal_connect (backups, "notify::newest", G_CALLBACK (count_cb), &notified);

  /* The folder can't be made: said once; and by who asks, each time. */
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  reel_backups_keep (backups);
  reel_test_wait (said->len == 1);
  g_assert_nonnull (strstr (said->pdata[0], "can’t be written"));
  reel_backups_keep (backups);
  g_assert_false (make_now (backups, NULL, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_cmpuint (said->len, ==, 1);
  g_assert_cmpuint (notified, ==, 0);
  g_assert_cmpint (reel_backups_get_newest (backups), ==, 0);

  g_assert_cmpint (g_remove (folder), ==, 0);
  reel_test_wait ((reel_backups_keep (backups), reel_backups_get_newest (backups) > 0)); /* one look at a time */
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpuint (count_files (folder, "", "-daily.db"), ==, 1);
  g_assert_true (make_now (backups, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (folder, "", "-asked.db"), ==, 1);

  reel_backups_list_async (backups, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  list = reel_backups_list_finish (backups, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  g_clear_object (&result);
  reel_backups_stage_async (backups, list->pdata[0], NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_backups_stage_finish (backups, result, &error));
  g_assert_cmpuint (count_files (folder, "restore-", ".db"), ==, 1);
  g_clear_object (&result);

  g_assert_true (g_file_set_contents (((ReelBackup *) list->pdata[1])->path, "no", -1, NULL));
  reel_backups_stage_async (backups, list->pdata[1], NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_backups_stage_finish (backups, result, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "This backup is damaged"));
  g_clear_error (&error);
  g_clear_object (&result);

  g_cancellable_cancel (cancellable);
  g_assert_false (make_now (backups, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  reel_backups_list_async (backups, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_backups_list_finish (backups, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);
  reel_backups_stage_async (backups, list->pdata[0], cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_backups_stage_finish (backups, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  reel_test_assert_finalized (&backups);
}

/* A child, and when it is killed. */
/* Backups that stay: the daily ones, and the one from before an update. */
#define MOST (7 + 1)

typedef struct
{
  GSubprocess *child; /* (borrowed) */
  guint source;
} Killing;

static gboolean
kill_cb (gpointer data)
{
  Killing *killing = data;

  killing->source = 0;
  g_subprocess_send_signal (killing->child, SIGKILL);
  return G_SOURCE_REMOVE;
}

/* This program as @work on @path, killed so many milliseconds after it has begun. Returns whether it ended before. */
static gboolean
run_child (const char *work, const char *path, guint milliseconds)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Killing killing = { NULL };
  char word;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self, work, path, NULL);
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (child), &word, 1, NULL, NULL), ==, 1);
  killing.child = child;
  killing.source = g_timeout_add_full (G_PRIORITY_HIGH, milliseconds, kill_cb, &killing, NULL);
  g_subprocess_wait_async (child, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_clear_handle_id (&killing.source, g_source_remove);
  g_assert_true (g_subprocess_wait_finish (child, result, NULL));
  g_assert_true (g_subprocess_get_if_exited (child) || g_subprocess_get_term_sig (child) == SIGKILL);
  return g_subprocess_get_if_exited (child);
}

/* What is in the folder is whole, and what was there is there still. */
static void
test_killed (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = folder_of (path);
  g_autoptr (GRand) dice = g_rand_new_with_seed (20240229);
  g_autoptr (ReelBackup) old = NULL;
  g_autoptr (ReelBackup) last = NULL;
  guint half = 0, made = 0, before = 0, longest;
  gint64 begun;

  fill (path, 5000);
  begun = g_get_monotonic_time ();
  old = make (path, REEL_BACKUP_UPDATE);
  longest = (guint) ((g_get_monotonic_time () - begun) / 1000) * 3 + 5; /* as slow as the machine is now */
  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autoptr (GPtrArray) list = NULL;

      g_assert_false (run_child ("--back-up", path, (guint) g_rand_int_range (dice, 0, (gint32) longest)));
      half += count_files (folder, ".part-", "") > 0;
      list = reel_backup_list (path, NULL);
      g_assert_cmpuint (list->len, ==, count_files (folder, "catalogue-", ""));
      g_assert_cmpuint (list->len, <=, MAX (before, MOST) + 1); /* it may have been killed before it removed the oldest */
      before = list->len;
      made = MAX (made, list->len - 1);
      for (guint n = 0; n < list->len; n++)
        {
          g_autoptr (GError) error = NULL;
          const ReelBackup *backup = list->pdata[n];

          g_assert_true (reel_backup_check (backup->path, 0, &error));
          g_assert_no_error (error);
          g_assert_cmpuint (backup->n_videos, ==, 5000);
        }
      g_assert_true (g_file_test (old->path, G_FILE_TEST_EXISTS));
    }
  g_test_message ("%d kills, %u of them half-way, up to %u backups", N_KILLS, half, made);
  g_assert_cmpuint (half, >, 0); /* otherwise this shows nothing */
  g_assert_cmpuint (made, >, 0);
  last = make (path, REEL_BACKUP_ASKED);
  g_assert_cmpuint (count_files (folder, ".part-", ""), ==, 0); /* what they left is gone */
  g_assert_cmpuint (count_files (folder, "catalogue-", ""), <=, MOST + 1);
}

/* Killed anywhere in a restore, the catalogue is the one or the other; and a start that is left alone ends it. */
static void
test_restore_killed (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = folder_of (path);
  g_autoptr (GRand) dice = g_rand_new_with_seed (20240229);
  g_autoptr (ReelBackup) backup = NULL;
  guint killed = 0, longest;
  gint64 begun;

  fill (path, 3000);
  backup = make (path, REEL_BACKUP_UPDATE);
  stage (path, backup);
  begun = g_get_monotonic_time ();
  g_assert_true (run_child ("--open", path, FOREVER));
  longest = (guint) ((g_get_monotonic_time () - begun) / 1000) * 3 / 2 + 5; /* as slow as the machine is now */
  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autofree char *n = NULL;
      g_autofree char *staged = NULL;

      by_hand (path, "DELETE FROM videos WHERE id > 1000");
      stage (path, backup);
      killed += !run_child ("--open", path, (guint) g_rand_int_range (dice, 0, (gint32) longest));
      staged = reel_backup_find_staged (path, NULL);
      n = query (path, "SELECT count (*) FROM videos; PRAGMA integrity_check (1)");
      g_assert_cmpstr (n, ==, staged != NULL ? "1000\nok\n" : "3000\nok\n");
      close_catalogue (open_catalogue (path));
      g_clear_pointer (&n, g_free);
      n = query (path, "SELECT count (*) FROM videos; PRAGMA integrity_check (1)");
      g_assert_cmpstr (n, ==, "3000\nok\n");
      g_assert_cmpuint (count_files (folder, "restore-", ""), ==, 0);
    }
  g_test_message ("%u of %d killed before they had ended", killed, N_KILLS);
  g_assert_cmpuint (killed, >, 0); /* otherwise this shows nothing */
}

/* The child: makes one backup after the other, until it is killed; or opens the catalogue. */
static int
be_child (const char *work, const char *path)
{
  g_autoptr (ReelCatalogueOpening) opening = reel_catalogue_opening_new ();
  g_autoptr (ReelCatalogueContents) contents = NULL;
  g_autoptr (ReelDatabase) db = NULL;

  if (write (STDOUT_FILENO, "!", 1) != 1)
    return 1;
  if (g_str_equal (work, "--open"))
    {
      db = reel_catalogue_store_open (path, opening, &contents, NULL, NULL);
      return db != NULL ? 0 : 1;
    }
  for (;;)
    {
      g_autoptr (ReelBackup) backup = reel_backup_make (path, REEL_BACKUP_DAILY, NULL, NULL);

      if (backup == NULL)
        return 1;
    }
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && (g_str_equal (argv[1], "--back-up") || g_str_equal (argv[1], "--open")))
    return be_child (argv[1], argv[2]);
  reel_test_init (&argc, &argv);
  disk_double_init ();
  g_test_add_func ("/library/backup/make", test_make);
  g_test_add_func ("/library/backup/kept", test_kept);
  g_test_add_func ("/library/backup/due", test_due);
  g_test_add_func ("/library/backup/disk", test_disk);
  g_test_add_func ("/library/backup/no-folder", test_no_folder);
  g_test_add_func ("/library/backup/refused", test_refused);
  g_test_add_func ("/library/backup/restore", test_restore);
  g_test_add_func ("/library/backup/not-restored", test_not_restored);
  g_test_add_func ("/library/backup/damaged", test_damaged);
  g_test_add_func ("/library/backup/damaged-stays", test_damaged_stays);
  g_test_add_func ("/library/backup/update", test_update);
  g_test_add_func ("/library/backup/by-itself", test_by_itself);
  g_test_add_func ("/library/backup/killed", test_killed);
  g_test_add_func ("/library/backup/restore-killed", test_restore_killed);
  return g_test_run ();
}
