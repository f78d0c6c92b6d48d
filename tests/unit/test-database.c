/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-database.h"
#include "reel-test.h"

static const char * const schema_1[] = { "CREATE TABLE t (x TEXT)", NULL };
static const char * const schema_2[] = { "CREATE TABLE t (x TEXT)", "ALTER TABLE t ADD COLUMN y INTEGER DEFAULT 7", NULL };

static gpointer
insert (sqlite3      *db,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "INSERT INTO t (x) VALUES (?)", error);

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, data);
  reel_database_step (stmt, NULL, error);
  return NULL;
}

static gpointer
read_first (sqlite3      *db,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "SELECT x FROM t", error);
  gboolean row;

  if (stmt == NULL || !reel_database_step (stmt, &row, error) || !row)
    return NULL;
  return reel_database_dup_text (stmt, 0);
}

static gpointer
leave_open (sqlite3      *db,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  if (reel_database_begin (db, error))
    insert (db, data, cancellable, error);
  return NULL;
}

static gpointer
fail (sqlite3      *db,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  reel_database_exec (db, "SELECT nothing FROM nowhere", error);
  return NULL;
}

static char *
path (void)
{
  g_autofree char *folder = reel_test_tmp ("db");

  g_autofree char *name = g_strdup_printf ("%u.db", g_random_int ());

  return g_build_filename (folder, name, NULL);
}

static void
test_ends (void)
{
  g_autofree char *file = path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *text = NULL;
  ReelDatabase *db = reel_database_open (file, schema_1, &error);
  GAsyncResult *result = NULL;

  g_assert_no_error (error);
  reel_database_run_async (db, insert, g_strdup ("hello"), g_free, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_database_run_finish (db, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);

  reel_database_run_async (db, read_first, NULL, NULL, g_free, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  text = reel_database_run_finish (db, result, &error);
  g_assert_cmpstr (text, ==, "hello");
  g_clear_object (&result);

  reel_database_run_async (db, fail, NULL, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_database_run_finish (db, result, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
  g_clear_error (&error);
  g_clear_object (&result);

  g_cancellable_cancel (cancellable);
  reel_database_run_async (db, read_first, NULL, NULL, g_free, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_database_run_finish (db, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);

  reel_test_assert_finalized (&db);
}

static void
test_transaction (void)
{
  g_autofree char *file = path ();
  g_autoptr (GError) error = NULL;
  ReelDatabase *db = reel_database_open (file, schema_1, &error);

  reel_database_run_sync (db, leave_open, (gpointer) "lost", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (reel_database_run_sync (db, read_first, NULL, g_free, NULL, &error));
  g_assert_no_error (error);
  reel_test_assert_finalized (&db);
}

static void
test_migrations (void)
{
  g_autofree char *file = path ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  ReelDatabase *db = reel_database_open (file, schema_1, &error);

  reel_database_run_sync (db, insert, (gpointer) "kept", NULL, NULL, &error);
  reel_test_assert_finalized (&db);
  db = reel_database_open (file, schema_2, &error);
  g_assert_no_error (error);
  text = reel_database_run_sync (db, read_first, NULL, g_free, NULL, &error);
  g_assert_cmpstr (text, ==, "kept");
  reel_test_assert_finalized (&db);
  g_assert_null (reel_database_open (file, schema_1, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_TOO_NEW);
}

static void
test_corrupt (void)
{
  g_autofree char *file = path ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "this is no database, and never was one", -1, NULL));
  g_assert_null (reel_database_open (file, schema_1, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (reel_database_open ("/nonexistent/folder/file.db", schema_1, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_READ_ONLY);
}

/* Holds the worker until it is told to go on, and counts what is committed then. */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean go;
  guint n_commits;
  guint n_refused; /* how many commits are still to fail */
} Gate;

static int
commit_hook (void *data)
{
  Gate *gate = data;

  if (gate->n_refused > 0)
    {
      gate->n_refused--;
      return 1; /* SQLite rolls back */
    }
  gate->n_commits++;
  return 0;
}

static gpointer
hold (sqlite3      *db,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  Gate *gate = data;

  sqlite3_commit_hook (db, commit_hook, gate);
  g_mutex_lock (&gate->lock);
  while (!gate->go)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return NULL;
}

static gpointer
insert_and_fail (sqlite3      *db,
                 gpointer      data,
                 GCancellable *cancellable,
                 GError      **error)
{
  insert (db, data, cancellable, error);
  return fail (db, data, cancellable, error);
}

static gpointer
read_all (sqlite3      *db,
       gpointer      data,
       GCancellable *cancellable,
       GError      **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db,
                                                        "SELECT group_concat(x, '') FROM (SELECT x FROM t ORDER BY rowid)",
                                                        error);
  gboolean row;

  if (stmt == NULL || !reel_database_step (stmt, &row, error) || !row)
    return NULL;
  return reel_database_dup_text (stmt, 0);
}

/* What comes while the worker is busy: a, then one that fails, b, one that is cancelled, c; and their ends. */
static void
write_together (guint n_refused,
                guint n_commits)
{
  static const char * const texts[] = { "a", "x", "b", "y", "c" };
  g_autofree char *file = path ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) held = NULL;
  GAsyncResult *results[G_N_ELEMENTS (texts)] = { NULL };
  Gate gate = { .n_refused = n_refused };
  ReelDatabase *db = reel_database_open (file, schema_1, &error);

  g_assert_no_error (error);
  g_mutex_init (&gate.lock);
  g_cond_init (&gate.cond);
  reel_database_run_async (db, hold, &gate, NULL, NULL, NULL, reel_test_store_result, &held);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    reel_database_write_async (db, i == 1 ? insert_and_fail : insert, g_strdup (texts[i]), g_free, NULL,
                               i == 3 ? cancellable : NULL, reel_test_store_result, &results[i]);
  g_cancellable_cancel (cancellable);
  g_mutex_lock (&gate.lock);
  gate.go = TRUE;
  g_cond_signal (&gate.cond);
  g_mutex_unlock (&gate.lock);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      reel_test_wait (results[i] != NULL);
      g_assert_null (reel_database_run_finish (db, results[i], &error));
      if (i == 1)
        g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
      else if (i == 3)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_no_error (error);
      g_clear_error (&error);
      g_clear_object (&results[i]);
    }
  text = reel_database_run_sync (db, read_all, NULL, g_free, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "abc");
  g_assert_cmpuint (gate.n_commits, ==, n_commits);
  g_mutex_clear (&gate.lock);
  g_cond_clear (&gate.cond);
  g_clear_object (&held);
  reel_test_assert_finalized (&db);
}

static void
test_together (void)
{
  write_together (0, 1);
}

/* The commit of all fails: each is done by itself. */
static void
test_together_fails (void)
{
  write_together (1, 3);
}

/* What is handed over and not waited for is on disk once the process may end, though its loop does not turn any more. */
static void
test_flush (void)
{
  g_autofree char *file = path ();
  g_autofree char *text = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) last = NULL;
  g_autoptr (ReelDatabase) other = NULL;
  ReelDatabase *db = reel_database_open (file, schema_1, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 1000; i++)
    {
      char *x = g_strdup_printf ("%u,", i);

      g_string_append (all, x);
      if (i % 3 == 0)
        reel_database_run_async (db, insert, x, g_free, NULL, NULL, NULL, NULL);
      else
        reel_database_write_async (db, insert, x, g_free, NULL, NULL, i == 998 ? reel_test_store_result : NULL, &last);
    }
  reel_database_flush_all ();
  g_assert_null (last);
  other = reel_database_open (file, schema_1, &error);
  g_assert_no_error (error);
  text = reel_database_run_sync (other, read_all, NULL, g_free, NULL, &error);
  g_assert_cmpstr (text, ==, all->str);
  reel_database_flush_all (); /* nothing is left to wait for */
  reel_test_wait (last != NULL);
  g_clear_object (&last);
  reel_test_assert_finalized (&db);
}

static gpointer
open_in_thread (gpointer file)
{
  g_autoptr (GError) error = NULL;
  ReelDatabase *db = reel_database_open (file, schema_2, &error);

  g_assert_no_error (error);
  return db;
}

/* Several at once on a new file, as two programs that start together: each migration is run once. */
static void
test_migrated_once (void)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autofree char *file = path ();
      GThread *threads[6];

      for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("open", open_in_thread, file);
      for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
        {
          ReelDatabase *db = g_thread_join (threads[i]);

          reel_test_assert_finalized (&db);
        }
    }
}

/* Another writes while the journal is to be changed: SQLite itself would refuse at once. */
static void
test_opened_while_written (void)
{
  g_autofree char *file = path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3) other = reel_database_connect (file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &error);
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 5;
  ReelDatabase *db;
  GThread *thread;

  g_assert_no_error (error);
  g_assert_true (reel_database_exec (other, "CREATE TABLE other (x); BEGIN IMMEDIATE", &error));
  thread = g_thread_new ("open", open_in_thread, file);
  /* Long enough for the thread to have asked; where it has not, this shows less and is still right. */
  while (g_get_monotonic_time () < until)
    g_thread_yield ();
  g_assert_true (reel_database_exec (other, "COMMIT", &error));
  db = g_thread_join (thread);
  reel_test_assert_finalized (&db);
}

static gpointer
read_pragma (sqlite3      *db,
             gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, data, error);
  gboolean row;

  if (stmt == NULL || !reel_database_step (stmt, &row, error) || !row)
    return NULL;
  return reel_database_dup_text (stmt, 0);
}

/* Where there can be no WAL, a commit is on the disk all the same. */
static void
test_journal (void)
{
  g_autofree char *file = path ();
  g_autofree char *mode = NULL;
  g_autofree char *level = NULL;
  g_autofree char *other_mode = NULL;
  g_autofree char *other_level = NULL;
  g_autoptr (GError) error = NULL;
  ReelDatabase *db = reel_database_open (file, schema_1, &error);

  mode = reel_database_run_sync (db, read_pragma, (gpointer) "PRAGMA journal_mode", g_free, NULL, &error);
  level = reel_database_run_sync (db, read_pragma, (gpointer) "PRAGMA synchronous", g_free, NULL, &error);
  g_assert_cmpstr (mode, ==, "wal");
  g_assert_cmpstr (level, ==, "2");
  reel_test_assert_finalized (&db);
  db = reel_database_open (":memory:", schema_1, &error);
  g_assert_no_error (error);
  other_mode = reel_database_run_sync (db, read_pragma, (gpointer) "PRAGMA journal_mode", g_free, NULL, &error);
  other_level = reel_database_run_sync (db, read_pragma, (gpointer) "PRAGMA synchronous", g_free, NULL, &error);
  g_assert_cmpstr (other_mode, ==, "memory");
  g_assert_cmpstr (other_level, ==, "3");
  reel_test_assert_finalized (&db);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/base/database/ends", test_ends);
  g_test_add_func ("/base/database/transaction", test_transaction);
  g_test_add_func ("/base/database/migrations", test_migrations);
  g_test_add_func ("/base/database/corrupt", test_corrupt);
  g_test_add_func ("/base/database/together", test_together);
  g_test_add_func ("/base/database/together-fails", test_together_fails);
  g_test_add_func ("/base/database/flush", test_flush);
  g_test_add_func ("/base/database/migrated-once", test_migrated_once);
  g_test_add_func ("/base/database/opened-while-written", test_opened_while_written);
  g_test_add_func ("/base/database/journal", test_journal);
  return g_test_run ();
}
