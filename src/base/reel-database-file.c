/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-database-private.h"

/* A connection to a database's file: statements, transactions, its schema and its journal. */

#define WAIT_FOR_LOCK_MS 5000
#define TRY_AGAIN_MS 5

static void
set_error (GError    **error,
           sqlite3    *db,
           int         rc,
           const char *doing)
{
  ReelDatabaseError code = REEL_DATABASE_ERROR_FAILED;

  switch (rc & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      code = REEL_DATABASE_ERROR_CORRUPT;
      break;
    case SQLITE_FULL:
      code = REEL_DATABASE_ERROR_FULL;
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      code = REEL_DATABASE_ERROR_READ_ONLY;
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      code = REEL_DATABASE_ERROR_BUSY;
      break;
    default:
      break;
    }
  g_set_error (error, REEL_DATABASE_ERROR, code, "%s: %s", doing, db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (rc));
}

/**
 * reel_database_connect:
 * @path: a file, or with %SQLITE_OPEN_URI in @flags a URI
 * @flags: of sqlite3_open_v2()
 * @error: return location for a #ReelDatabaseError
 *
 * A connection as it is, for who works on one thread and needs no more: no journal mode is set, no schema looked at. It
 * waits up to 5 s for a lock of another.
 *
 * Returns: (transfer full) (nullable): the connection, to hold in a g_autoptr(sqlite3)
 */
sqlite3 *
reel_database_connect (const char *path,
                       int         flags,
                       GError    **error)
{
  g_autoptr (sqlite3) db = NULL;
  int rc = sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL);

  if (rc != SQLITE_OK)
    {
      set_error (error, db, rc, path);
      return NULL;
    }
  sqlite3_extended_result_codes (db, 1);
  sqlite3_busy_timeout (db, WAIT_FOR_LOCK_MS);
  return g_steal_pointer (&db);
}

/**
 * reel_database_exec:
 * @db: the connection
 * @sql: statements without parameters
 * @error: return location for a #ReelDatabaseError
 *
 * Returns: whether all of @sql was carried out
 */
gboolean
reel_database_exec (sqlite3    *db,
                    const char *sql,
                    GError    **error)
{
  int rc = sqlite3_exec (db, sql, NULL, NULL, NULL);

  if (rc == SQLITE_OK)
    return TRUE;
  set_error (error, db, rc, sql);
  return FALSE;
}

/**
 * reel_database_prepare:
 * @db: the connection
 * @sql: one statement
 * @error: return location for a #ReelDatabaseError
 *
 * Returns: (transfer full) (nullable): the statement, to hold in a g_autoptr(sqlite3_stmt)
 */
sqlite3_stmt *
reel_database_prepare (sqlite3    *db,
                       const char *sql,
                       GError    **error)
{
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);

  if (rc == SQLITE_OK)
    return stmt;
  set_error (error, db, rc, sql);
  return NULL;
}

/**
 * reel_database_bind_text:
 * @stmt: a statement
 * @index: the parameter, from 1
 * @text: (nullable): copied; %NULL binds SQL NULL
 */
void
reel_database_bind_text (sqlite3_stmt *stmt,
                         int           index,
                         const char   *text)
{
  sqlite3_bind_text (stmt, index, text, -1, SQLITE_TRANSIENT);
}

/**
 * reel_database_step:
 * @stmt: a statement
 * @has_row: (out) (optional): whether there is a row to read now
 * @error: return location for a #ReelDatabaseError
 *
 * Returns: %FALSE where SQLite failed
 */
gboolean
reel_database_step (sqlite3_stmt *stmt,
                    gboolean     *has_row,
                    GError      **error)
{
  int rc = sqlite3_step (stmt);

  if (has_row != NULL)
    *has_row = rc == SQLITE_ROW;
  if (rc == SQLITE_ROW || rc == SQLITE_DONE)
    return TRUE;
  set_error (error, sqlite3_db_handle (stmt), rc, sqlite3_sql (stmt));
  return FALSE;
}

/**
 * reel_database_dup_text:
 * @stmt: a statement with a row
 * @column: the column, from 0
 *
 * Returns: (transfer full) (nullable): the text, or %NULL for SQL NULL
 */
char *
reel_database_dup_text (sqlite3_stmt *stmt,
                        int           column)
{
  return g_strdup ((const char *) sqlite3_column_text (stmt, column));
}

/**
 * reel_database_begin:
 * @db: the connection
 * @error: return location for a #ReelDatabaseError
 *
 * Begins a transaction that takes the write lock at once, so that it can't fail half-way for want of it.
 *
 * Returns: whether it began
 */
gboolean
reel_database_begin (sqlite3 *db,
                     GError **error)
{
  return reel_database_exec (db, "BEGIN IMMEDIATE", error);
}

/**
 * reel_database_commit:
 * @db: the connection
 * @error: return location for a #ReelDatabaseError
 *
 * Returns: whether the transaction is on disk; otherwise it was rolled back
 */
gboolean
reel_database_commit (sqlite3 *db,
                      GError **error)
{
  if (reel_database_exec (db, "COMMIT", error))
    return TRUE;
  reel_database_rollback (db);
  return FALSE;
}

/**
 * reel_database_rollback:
 * @db: the connection
 *
 * Gives a transaction up. Harmless where SQLite has rolled back by itself.
 */
void
reel_database_rollback (sqlite3 *db)
{
  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
}

static gboolean
read_version (sqlite3 *db,
              int     *version,
              GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "PRAGMA user_version", error);
  gboolean has_row = FALSE;

  if (stmt == NULL || !reel_database_step (stmt, &has_row, error))
    return FALSE;
  *version = has_row ? sqlite3_column_int (stmt, 0) : 0;
  return TRUE;
}

/* Whether there was a migration to run at @version is answered within the transaction: another process may have run it
 * while this one waited for the lock. */
static gboolean
migrate_one (sqlite3            *db,
             const char * const *migrations,
             int                *version,
             GError            **error)
{
  const int newest = (int) g_strv_length ((char **) migrations);
  g_autofree char *bump = NULL;

  if (!reel_database_begin (db, error))
    return FALSE;
  if (!read_version (db, version, error))
    {
      reel_database_rollback (db);
      return FALSE;
    }
  if (*version >= newest)
    {
      reel_database_rollback (db);
      return TRUE;
    }
  bump = g_strdup_printf ("PRAGMA user_version = %d", *version + 1);
  if (!reel_database_exec (db, migrations[*version], error) || !reel_database_exec (db, bump, error))
    {
      reel_database_rollback (db);
      return FALSE;
    }
  if (!reel_database_commit (db, error))
    return FALSE;
  (*version)++;
  return TRUE;
}

/* Runs what the file lacks, each in a transaction of its own. */
gboolean
reel_database_migrate (sqlite3            *db,
                       const char * const *migrations,
                       GError            **error)
{
  const int newest = (int) g_strv_length ((char **) migrations);
  int version;

  if (!read_version (db, &version, error))
    return FALSE;
  while (version < newest)
    if (!migrate_one (db, migrations, &version, error))
      return FALSE;
  if (version == newest)
    return TRUE;
  g_set_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_TOO_NEW,
               "the file has schema version %d, this program knows up to %d", version, newest);
  return FALSE;
}

/* Asks for a journal that is written ahead, and says whether there is one now. SQLite refuses this at once while another
 * connection writes, without waiting for its lock: a reader that becomes a writer is never kept waiting. */
static gboolean
ask_for_wal (sqlite3  *db,
             gboolean *ahead,
             GError  **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "PRAGMA journal_mode=WAL", error);
  const gint64 until = g_get_monotonic_time () + WAIT_FOR_LOCK_MS * G_TIME_SPAN_MILLISECOND;
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  while (TRUE)
    {
      g_autoptr (GError) local_error = NULL;

      if (reel_database_step (stmt, &has_row, &local_error))
        break;
      if (!g_error_matches (local_error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_BUSY) || g_get_monotonic_time () >= until)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      sqlite3_reset (stmt);
      g_usleep (TRY_AGAIN_MS * G_TIME_SPAN_MILLISECOND);
    }
  *ahead = has_row && g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "wal") == 0;
  return TRUE;
}

/* A journal that is written ahead, where the file system can have one: that is not so on some shares, nor while another
 * program reads the file in the old mode. The journal of the old mode is removed at each commit, and only with EXTRA is that
 * on disk before the commit is said to be. */
gboolean
reel_database_set_up_journal (sqlite3 *db,
                              GError **error)
{
  gboolean ahead;

  if (!ask_for_wal (db, &ahead, error))
    return FALSE;
  return reel_database_exec (db, ahead ? "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
                                       : "PRAGMA synchronous=EXTRA; PRAGMA foreign_keys=ON", error);
}
