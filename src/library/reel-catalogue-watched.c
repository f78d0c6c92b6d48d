/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "library/reel-catalogue-call.h"
#include "library/reel-catalogue-watched.h"

/* A file that was taken and is nowhere for so long is forgotten; seconds. */
#define FORGET_AFTER (365 * G_GINT64_CONSTANT (86400))

/* A piece of work for the database's thread. */
typedef struct
{
  GCancellable *cancellable; /* (owned) (nullable): looked at before a transaction is committed, never after */
  char *profile;             /* (owned) (nullable) */
  char *collection_id;       /* (owned) (nullable) */
  char *uri;                 /* (owned) (nullable) */
  GPtrArray *files;          /* (owned) (nullable) (element-type ReelWatchedFile) */
  GPtrArray *there;          /* (owned) (nullable) (element-type utf8) */
  gint64 row_id;
  gint64 now; /* Unix seconds */
  gboolean paused;
  gboolean removed;
} Work;

static Work *
work_new (GCancellable *cancellable,
          gint64        row_id)
{
  Work *self = g_new0 (Work, 1);

  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->row_id = row_id;
  self->now = g_get_real_time () / G_USEC_PER_SEC;
  return self;
}

static void
work_free (Work *self)
{
  g_clear_object (&self->cancellable);
  g_free (self->profile);
  g_free (self->collection_id);
  g_free (self->uri);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->there, g_ptr_array_unref);
  g_free (self);
}

static gpointer
list_folders (sqlite3      *db,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Work *work = data;
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_watched_folder_free);
  g_autoptr (sqlite3_stmt) purge = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (g_cancellable_set_error_if_cancelled (work->cancellable, error))
    return NULL;
  purge = reel_database_prepare (db, "DELETE FROM watched_folders WHERE profile = ? AND removed", error);
  if (purge == NULL)
    return NULL;
  reel_database_bind_text (purge, 1, work->profile);
  if (!reel_database_step (purge, NULL, error))
    return NULL;
  stmt = reel_database_prepare (
    db, "SELECT id, collection, uri, added, paused FROM watched_folders WHERE profile = ? ORDER BY id", error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, work->profile);
  for (;;)
    {
      gboolean has_row;

      if (!reel_database_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&folders);
      g_ptr_array_add (folders, reel_watched_folder_new (sqlite3_column_int64 (stmt, 0), work->profile,
                                                         (const char *) sqlite3_column_text (stmt, 1),
                                                         (const char *) sqlite3_column_text (stmt, 2),
                                                         sqlite3_column_int64 (stmt, 3), sqlite3_column_int (stmt, 4) != 0));
    }
}

static gpointer
add_folder (sqlite3      *db,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  Work *work = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (g_cancellable_set_error_if_cancelled (work->cancellable, error))
    return NULL;
  stmt = reel_database_prepare (db, "INSERT INTO watched_folders (profile, collection, uri, added) VALUES (?, ?, ?, ?)",
                                error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, work->profile);
  reel_database_bind_text (stmt, 2, work->collection_id);
  reel_database_bind_text (stmt, 3, work->uri);
  sqlite3_bind_int64 (stmt, 4, work->now);
  if (!reel_database_step (stmt, NULL, error))
    return NULL;
  return reel_watched_folder_new (sqlite3_last_insert_rowid (db), work->profile, work->collection_id, work->uri, work->now,
                                  FALSE);
}

static gpointer
note_folder (sqlite3      *db,
             gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  Work *work = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (g_cancellable_set_error_if_cancelled (work->cancellable, error))
    return NULL;
  stmt = reel_database_prepare (db, "UPDATE watched_folders SET paused = ?, removed = ? WHERE id = ?", error);
  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int (stmt, 1, work->paused);
  sqlite3_bind_int (stmt, 2, work->removed);
  sqlite3_bind_int64 (stmt, 3, work->row_id);
  if (reel_database_step (stmt, NULL, error) && sqlite3_changes (db) != 1)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("This folder is no longer watched."));
  return NULL;
}

static gpointer
list_files (sqlite3      *db,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  Work *work = data;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_watched_file_free);
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = reel_database_prepare (db, "SELECT uri, size, changed FROM watched_files WHERE folder = ?", error);
  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, work->row_id);
  for (;;)
    {
      gboolean has_row;

      if (g_cancellable_set_error_if_cancelled (work->cancellable, error) || !reel_database_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&files);
      g_ptr_array_add (files, reel_watched_file_new ((const char *) sqlite3_column_text (stmt, 0),
                                                     (guint64) MAX (sqlite3_column_int64 (stmt, 1), 0),
                                                     sqlite3_column_int64 (stmt, 2)));
    }
}

static gpointer
note_files (sqlite3      *db,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  Work *work = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  stmt = reel_database_prepare (db, "INSERT OR REPLACE INTO watched_files (folder, uri, size, changed, seen) "
                                "VALUES (?, ?, ?, ?, ?)",
                                error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < work->files->len; i++)
    {
      const ReelWatchedFile *file = work->files->pdata[i];

      if (g_cancellable_set_error_if_cancelled (work->cancellable, error))
        return NULL;
      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, work->row_id);
      reel_database_bind_text (stmt, 2, file->uri);
      sqlite3_bind_int64 (stmt, 3, (gint64) MIN (file->size, G_MAXINT64));
      sqlite3_bind_int64 (stmt, 4, file->changed);
      sqlite3_bind_int64 (stmt, 5, work->now);
      if (!reel_database_step (stmt, NULL, error))
        return NULL;
    }
  reel_database_commit (db, error);
  return NULL;
}

static gpointer
note_there (sqlite3      *db,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  Work *work = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (sqlite3_stmt) forget = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  stmt = reel_database_prepare (db, "UPDATE watched_files SET seen = ?1 WHERE folder = ?2 AND uri = ?3", error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < work->there->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (work->cancellable, error))
        return NULL;
      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, work->now);
      sqlite3_bind_int64 (stmt, 2, work->row_id);
      reel_database_bind_text (stmt, 3, work->there->pdata[i]);
      if (!reel_database_step (stmt, NULL, error))
        return NULL;
    }
  forget = reel_database_prepare (db, "DELETE FROM watched_files WHERE folder = ?1 AND seen < ?2", error);
  if (forget == NULL)
    return NULL;
  sqlite3_bind_int64 (forget, 1, work->row_id);
  sqlite3_bind_int64 (forget, 2, work->now - FORGET_AFTER);
  if (reel_database_step (forget, NULL, error))
    reel_database_commit (db, error);
  return NULL;
}

/* What is committed is so whatever is cancelled meanwhile: the work itself looks at the cancellable. */
static void
run (ReelCatalogue      *self,
     ReelDatabaseFunc    func,
     Work               *work,
     GDestroyNotify      value_free,
     gpointer            tag,
     GAsyncReadyCallback callback,
     gpointer            user_data)
{
  ReelCatalogueCall *call = reel_catalogue_call_new (NULL);

  call->value_free = value_free;
  reel_database_run_async (self->db, func, work, (GDestroyNotify) work_free, value_free, NULL, reel_catalogue_call_cb,
                           reel_catalogue_call_begin (self, call, tag, work->cancellable, callback, user_data));
}

/**
 * reel_catalogue_list_watched_async:
 * @self: a #ReelCatalogue
 * @profile: whose folders
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
reel_catalogue_list_watched_async (ReelCatalogue      *self,
                                   const char         *profile,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  Work *work;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL);

  work = work_new (cancellable, 0);
  work->profile = g_strdup (profile);
  run (self, list_folders, work, (GDestroyNotify) g_ptr_array_unref, reel_catalogue_list_watched_async, callback, user_data);
}

/**
 * reel_catalogue_list_watched_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ReelWatchedFolder): the folders, in the order of adding
 */
GPtrArray *
reel_catalogue_list_watched_finish (ReelCatalogue *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return reel_catalogue_call_propagate (self, result, reel_catalogue_list_watched_async, error);
}

/**
 * reel_catalogue_add_watched_async:
 * @self: a #ReelCatalogue
 * @profile: whose collection
 * @collection_id: what it feeds
 * @uri: the folder
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
reel_catalogue_add_watched_async (ReelCatalogue      *self,
                                  const char         *profile,
                                  const char         *collection_id,
                                  const char         *uri,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  Work *work;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && collection_id != NULL && uri != NULL);

  work = work_new (cancellable, 0);
  work->profile = g_strdup (profile);
  work->collection_id = g_strdup (collection_id);
  work->uri = g_strdup (uri);
  run (self, add_folder, work, (GDestroyNotify) reel_watched_folder_free, reel_catalogue_add_watched_async,
       callback, user_data);
}

/**
 * reel_catalogue_add_watched_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the folder as it is noted now
 */
ReelWatchedFolder *
reel_catalogue_add_watched_finish (ReelCatalogue *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return reel_catalogue_call_propagate (self, result, reel_catalogue_add_watched_async, error);
}

/**
 * reel_catalogue_note_watched_async:
 * @self: a #ReelCatalogue
 * @row_id: of the folder
 * @paused: whether it is not to be looked into for now
 * @removed: whether it is no longer watched
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): called on the caller's main context
 * @user_data: for @callback
 */
void
reel_catalogue_note_watched_async (ReelCatalogue      *self,
                                   gint64              row_id,
                                   gboolean            paused,
                                   gboolean            removed,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  Work *work;

  g_return_if_fail (REEL_IS_CATALOGUE (self));

  work = work_new (cancellable, row_id);
  work->paused = paused;
  work->removed = removed;
  run (self, note_folder, work, NULL, reel_catalogue_note_watched_async, callback, user_data);
}

/**
 * reel_catalogue_note_watched_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location; %G_IO_ERROR_NOT_FOUND for one that is gone for good
 *
 * Returns: whether it is noted
 */
gboolean
reel_catalogue_note_watched_finish (ReelCatalogue *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_note_watched_async, error);
}

/**
 * reel_catalogue_list_watched_files_async:
 * @self: a #ReelCatalogue
 * @row_id: of the folder
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
reel_catalogue_list_watched_files_async (ReelCatalogue      *self,
                                         gint64              row_id,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CATALOGUE (self));

  run (self, list_files, work_new (cancellable, row_id), (GDestroyNotify) g_ptr_array_unref,
       reel_catalogue_list_watched_files_async, callback, user_data);
}

/**
 * reel_catalogue_list_watched_files_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ReelWatchedFile): what was taken from the folder, in no order
 */
GPtrArray *
reel_catalogue_list_watched_files_finish (ReelCatalogue *self,
                                          GAsyncResult  *result,
                                          GError       **error)
{
  return reel_catalogue_call_propagate (self, result, reel_catalogue_list_watched_files_async, error);
}

/**
 * reel_catalogue_note_watched_files_async:
 * @self: a #ReelCatalogue
 * @row_id: of the folder
 * @files: (element-type ReelWatchedFile): what was taken, as it was then; not to be changed any more
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
reel_catalogue_note_watched_files_async (ReelCatalogue      *self,
                                         gint64              row_id,
                                         GPtrArray          *files,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  Work *work;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (files != NULL);

  work = work_new (cancellable, row_id);
  work->files = g_ptr_array_ref (files);
  run (self, note_files, work, NULL, reel_catalogue_note_watched_files_async, callback, user_data);
}

/**
 * reel_catalogue_note_watched_files_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether they are noted
 */
gboolean
reel_catalogue_note_watched_files_finish (ReelCatalogue *self,
                                          GAsyncResult  *result,
                                          GError       **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_note_watched_files_async, error);
}

/**
 * reel_catalogue_note_there_async:
 * @self: a #ReelCatalogue
 * @row_id: of the folder
 * @uris: (element-type utf8): of the files that were taken, those that are there; not to be changed any more
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): called on the caller's main context
 * @user_data: for @callback
 */
void
reel_catalogue_note_there_async (ReelCatalogue      *self,
                                 gint64              row_id,
                                 GPtrArray          *uris,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  Work *work;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (uris != NULL);

  work = work_new (cancellable, row_id);
  work->there = g_ptr_array_ref (uris);
  run (self, note_there, work, NULL, reel_catalogue_note_there_async, callback, user_data);
}

/**
 * reel_catalogue_note_there_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether it is noted
 */
gboolean
reel_catalogue_note_there_finish (ReelCatalogue *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_note_there_async, error);
}
