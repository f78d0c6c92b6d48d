/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * ReelDatabaseError:
 * @REEL_DATABASE_ERROR_FAILED: SQLite refused; the message has its words
 * @REEL_DATABASE_ERROR_CORRUPT: the file is no database, or a damaged one
 * @REEL_DATABASE_ERROR_FULL: the disk is full
 * @REEL_DATABASE_ERROR_READ_ONLY: the file or its folder can't be written
 * @REEL_DATABASE_ERROR_BUSY: another process holds the database
 * @REEL_DATABASE_ERROR_TOO_NEW: a later version of the program wrote this file
 */
typedef enum
{
  REEL_DATABASE_ERROR_FAILED,
  REEL_DATABASE_ERROR_CORRUPT,
  REEL_DATABASE_ERROR_FULL,
  REEL_DATABASE_ERROR_READ_ONLY,
  REEL_DATABASE_ERROR_BUSY,
  REEL_DATABASE_ERROR_TOO_NEW,
} ReelDatabaseError;

#define REEL_DATABASE_ERROR (reel_database_error_quark ())
GQuark reel_database_error_quark (void);

#define REEL_TYPE_DATABASE (reel_database_get_type ())
G_DECLARE_FINAL_TYPE (ReelDatabase, reel_database, REEL, DATABASE, GObject)

/**
 * ReelDatabaseFunc:
 * @db: the connection; only valid during the call
 * @data: what was passed to reel_database_run_async()
 * @cancellable: (nullable): checked by long work
 * @error: return location
 *
 * A piece of work on the database's own thread. It must not call back into the #ReelDatabase.
 *
 * Returns: (transfer full) (nullable): the result; %NULL with @error set is a failure, %NULL without is a result too
 */
typedef gpointer (*ReelDatabaseFunc) (sqlite3      *db,
                                      gpointer      data,
                                      GCancellable *cancellable,
                                      GError      **error);

ReelDatabase *reel_database_open       (const char          *path,
                                        const char * const  *migrations,
                                        GError             **error);
void          reel_database_run_async  (ReelDatabase        *self,
                                        ReelDatabaseFunc     func,
                                        gpointer             data,
                                        GDestroyNotify       data_free,
                                        GDestroyNotify       result_free,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
void          reel_database_write_async (ReelDatabase       *self,
                                         ReelDatabaseFunc    func,
                                         gpointer            data,
                                         GDestroyNotify      data_free,
                                         GDestroyNotify      result_free,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gpointer      reel_database_run_finish (ReelDatabase        *self,
                                        GAsyncResult        *result,
                                        GError             **error);
gpointer      reel_database_run_sync   (ReelDatabase        *self,
                                        ReelDatabaseFunc     func,
                                        gpointer             data,
                                        GDestroyNotify       result_free,
                                        GCancellable        *cancellable,
                                        GError             **error);

void          reel_database_flush_all  (void);

/* A plain connection of the caller's own. */
sqlite3      *reel_database_connect    (const char          *path,
                                        int                  flags,
                                        GError             **error);

/* For use inside a ReelDatabaseFunc, or with a connection of one's own. */
gboolean      reel_database_exec       (sqlite3             *db,
                                        const char          *sql,
                                        GError             **error);
sqlite3_stmt *reel_database_prepare    (sqlite3             *db,
                                        const char          *sql,
                                        GError             **error);
void          reel_database_bind_text  (sqlite3_stmt        *stmt,
                                        int                  index,
                                        const char          *text);
gboolean      reel_database_step       (sqlite3_stmt        *stmt,
                                        gboolean            *has_row,
                                        GError             **error);
char         *reel_database_dup_text   (sqlite3_stmt        *stmt,
                                        int                  column);
gboolean      reel_database_begin      (sqlite3             *db,
                                        GError             **error);
gboolean      reel_database_commit     (sqlite3             *db,
                                        GError             **error);
void          reel_database_rollback   (sqlite3             *db);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close_v2)

G_END_DECLS
