/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "local/reel-local-aside.h"
#include "local/reel-local-error.h"
#include "local/reel-local-store-private.h"
#include "local/reel-local-store-tensors.h"

/*
 * The folder: local.db; incoming/ for what is still arriving, emptied at each start; videos/ID and jobs/ID for copies;
 * tensors/ for frames that were sent instead of a video (reel-local-store-tensors.c); vectors/, which reel-vector-index.c fills from local.db.
 * A copy is complete and on disk before its row is, and goes after its row says so: a crash in between leaves at most a
 * file without a use, which tidy() removes.
 */

G_DEFINE_FINAL_TYPE (ReelLocalStore, reel_local_store, G_TYPE_OBJECT)

void
reel_local_collection_free (ReelLocalCollection *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self);
}

static gpointer
execute (sqlite3      *db,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  ReelLocalStatement *statement = data;
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, statement->sql, error);

  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < statement->n_values; i++)
    reel_database_bind_text (stmt, (int) i + 1, statement->values[i]);
  return GINT_TO_POINTER (reel_database_step (stmt, NULL, error));
}

gboolean
reel_local_store_execute (ReelLocalStore *self,
                          GError        **error,
                          const char     *sql,
                          ...)
{
  ReelLocalStatement statement = { .sql = sql };
  const char *value;
  va_list values;

  va_start (values, sql);
  while ((value = va_arg (values, const char *)) != NULL)
    {
      g_assert (statement.n_values < G_N_ELEMENTS (statement.values));
      statement.values[statement.n_values++] = value;
    }
  va_end (values);
  return reel_database_run_sync (self->db, execute, &statement, NULL, NULL, error) != NULL;
}

static gpointer
read_keep_copies (sqlite3      *db,
                  gpointer      data,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean row = FALSE;

  stmt = reel_database_prepare (db, "SELECT value FROM settings WHERE key = 'keep-copies'", error);
  if (stmt == NULL || !reel_database_step (stmt, &row, error))
    return NULL;
  return GINT_TO_POINTER (row && sqlite3_column_int (stmt, 0) != 0);
}

static char *
make_folder (const char *data_dir,
             const char *name,
             GError    **error)
{
  g_autofree char *path = g_build_filename (data_dir, name, NULL);

  if (g_mkdir_with_parents (path, 0700) == 0)
    return g_steal_pointer (&path);
  reel_local_error_set_errno (error, errno, path);
  return NULL;
}

/**
 * reel_local_store_open:
 * @data_dir: the folder; made if missing
 * @error: return location for a #ReelDatabaseError or #ReelLocalError
 *
 * Returns: (transfer full) (nullable): the store
 */
ReelLocalStore *
reel_local_store_open (const char *data_dir,
                       GError    **error)
{
  g_autoptr (ReelLocalStore) self = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) read_error = NULL;

  g_return_val_if_fail (data_dir != NULL, NULL);

  self = g_object_new (REEL_TYPE_LOCAL_STORE, NULL);
  self->data_dir = g_canonicalize_filename (data_dir, NULL); /* URIs are made of it */
  if ((self->incoming_dir = make_folder (self->data_dir, "incoming", error)) == NULL ||
      (self->videos_dir = make_folder (self->data_dir, "videos", error)) == NULL ||
      (self->jobs_dir = make_folder (self->data_dir, "jobs", error)) == NULL ||
      (self->tensors_dir = make_folder (self->data_dir, "tensors", error)) == NULL ||
      (self->vectors_dir = make_folder (self->data_dir, "vectors", error)) == NULL)
    return NULL;
  path = g_build_filename (self->data_dir, "local.db", NULL);
  self->db = reel_database_open (path, reel_local_store_migrations, error);
  if (self->db == NULL)
    return NULL;
  self->keep_copies = reel_database_run_sync (self->db, read_keep_copies, NULL, NULL, NULL, &read_error) != NULL;
  if (read_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&read_error));
      return NULL;
    }
  return g_steal_pointer (&self);
}

const char *
reel_local_store_get_data_dir (ReelLocalStore *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return self->data_dir;
}

/**
 * reel_local_store_get_incoming_dir:
 * @self: a #ReelLocalStore
 *
 * Returns: (transfer none): the folder for files that are still arriving
 */
const char *
reel_local_store_get_incoming_dir (ReelLocalStore *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return self->incoming_dir;
}

/**
 * reel_local_store_get_vectors_dir:
 * @self: a #ReelLocalStore
 *
 * Returns: (transfer none): the folder for files of vectors, which can be made anew from the store
 */
const char *
reel_local_store_get_vectors_dir (ReelLocalStore *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return self->vectors_dir;
}

char *
reel_local_store_get_video_path (ReelLocalStore *self,
                                 const char     *video_id)
{
  return g_build_filename (self->videos_dir, video_id, NULL);
}

/* (element-type utf8): the names in a statement's result set, as a set. */
static gpointer
read_names (sqlite3      *db,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  ReelLocalStatement *statement = data;
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, statement->sql, error);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < statement->n_values; i++)
    reel_database_bind_text (stmt, (int) i + 1, statement->values[i]);
  while (reel_database_step (stmt, &row, error))
    {
      if (!row)
        return g_steal_pointer (&names);
      g_hash_table_add (names, reel_database_dup_text (stmt, 0));
    }
  return NULL;
}

GHashTable *
reel_local_store_list_names (ReelLocalStore *self,
                             const char     *sql,
                             GError        **error)
{
  ReelLocalStatement statement = { .sql = sql, .values = { self->space }, .n_values = strstr (sql, "?1") != NULL };

  return reel_database_run_sync (self->db, read_names, &statement, (GDestroyNotify) g_hash_table_unref, NULL, error);
}

guint64
reel_local_store_remove_others (const char *path,
                                GHashTable *wanted)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint64 freed = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      GStatBuf info;

      if (g_hash_table_contains (wanted, name) || g_stat (file, &info) != 0)
        continue;
      if (g_unlink (file) == 0)
        freed += (guint64) info.st_size;
    }
  return freed;
}

/**
 * reel_local_store_add_collection:
 * @self: a #ReelLocalStore
 * @name: its name; need not be unique
 * @description: what is in it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the new collection's id
 */
char *
reel_local_store_add_collection (ReelLocalStore *self,
                                 const char     *name,
                                 const char     *description,
                                 GError        **error)
{
  g_autofree char *id = g_uuid_string_random ();

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  if (!reel_local_store_execute (self, error, "INSERT INTO collections (id, name, description) VALUES (?1, ?2, ?3)", id,
                                 name, description, NULL))
    return NULL;
  return g_steal_pointer (&id);
}

static gpointer
read_collections (sqlite3      *db,
                  gpointer      data,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (GPtrArray) collections = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_local_collection_free);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean row = FALSE;

  stmt = reel_database_prepare (db,
                                "SELECT id, name, description, (SELECT count(*) FROM videos WHERE collection = c.seq) "
                                "FROM collections c ORDER BY seq",
                                error);
  if (stmt == NULL)
    return NULL;
  while (reel_database_step (stmt, &row, error))
    {
      ReelLocalCollection *collection;

      if (!row)
        return g_steal_pointer (&collections);
      collection = g_new0 (ReelLocalCollection, 1);
      collection->id = reel_database_dup_text (stmt, 0);
      collection->name = reel_database_dup_text (stmt, 1);
      collection->description = reel_database_dup_text (stmt, 2);
      collection->video_count = (guint) sqlite3_column_int (stmt, 3);
      g_ptr_array_add (collections, collection);
    }
  return NULL;
}

/**
 * reel_local_store_list_collections:
 * @self: a #ReelLocalStore
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalCollection): all, in the order in which they were made
 */
GPtrArray *
reel_local_store_list_collections (ReelLocalStore *self,
                                   GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return reel_database_run_sync (self->db, read_collections, NULL, (GDestroyNotify) g_ptr_array_unref, NULL, error);
}

static gpointer
find_collection (sqlite3      *db,
                 gpointer      data,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "SELECT 1 FROM collections WHERE id = ?1", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, data);
  if (reel_database_step (stmt, &row, error) && !row)
    g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND,
                         _("There is no such collection on this computer."));
  return GINT_TO_POINTER (row);
}

/**
 * reel_local_store_has_collection:
 * @self: a #ReelLocalStore
 * @collection_id: an id
 * @error: return location; %REEL_LOCAL_ERROR_NOT_FOUND where there is none
 *
 * Returns: whether there is such a collection
 */
gboolean
reel_local_store_has_collection (ReelLocalStore *self,
                                 const char     *collection_id,
                                 GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);

  return reel_database_run_sync (self->db, find_collection, (gpointer) collection_id, NULL, NULL, error) != NULL;
}

gboolean
reel_local_store_get_keep_copies (ReelLocalStore *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);

  return g_atomic_int_get (&self->keep_copies) != 0;
}

typedef struct
{
  const char *space; /* (borrowed) */
  gboolean keep, marks;
} Keep;

static gpointer
write_keep_copies (sqlite3      *db,
                   gpointer      data,
                   GCancellable *cancellable,
                   GError      **error)
{
  const Keep *keep = data;
  g_autoptr (sqlite3_stmt) mark = NULL;
  g_autoptr (sqlite3_stmt) write = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  mark = reel_database_prepare (db, "UPDATE videos SET kept = 1 WHERE id NOT IN (" REEL_LOCAL_WAITING_VIDEOS ")", error);
  write = mark == NULL ? NULL
                       : reel_database_prepare (db, "INSERT OR REPLACE INTO settings VALUES ('keep-copies', ?1)", error);
  if (write == NULL)
    return NULL;
  reel_database_bind_text (mark, 1, keep->space);
  reel_database_bind_text (write, 1, keep->keep ? "1" : "0");
  if ((!keep->marks || reel_database_step (mark, NULL, error)) && reel_database_step (write, NULL, error))
    return GINT_TO_POINTER (reel_database_commit (db, error));
  return NULL;
}

/**
 * reel_local_store_set_keep_copies:
 * @self: a #ReelLocalStore
 * @keep_copies: whether copies stay after indexing; those that lie here already are not touched, now or later
 * @error: return location
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_set_keep_copies (ReelLocalStore *self,
                                  gboolean        keep_copies,
                                  GError        **error)
{
  Keep keep = { NULL, keep_copies, FALSE };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);

  keep.space = self->space;
  keep.marks = !keep_copies && reel_local_store_get_keep_copies (self);
  if (reel_database_run_sync (self->db, write_keep_copies, &keep, NULL, NULL, error) == NULL)
    return FALSE;
  g_atomic_int_set (&self->keep_copies, keep_copies);
  return TRUE;
}

/**
 * reel_local_store_drop_copy:
 * @self: a #ReelLocalStore
 * @video_id: a video that is done
 *
 * Removes its copy unless copies are kept, or this one was to be. What can't be removed now goes at the next start.
 */
void
reel_local_store_drop_copy (ReelLocalStore *self,
                            const char     *video_id)
{
  g_autoptr (GHashTable) kept = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (REEL_IS_LOCAL_STORE (self));

  if (reel_local_store_get_keep_copies (self))
    return;
  kept = reel_local_store_list_names (self, REEL_LOCAL_KEPT_VIDEOS, NULL);
  if (kept == NULL || g_hash_table_contains (kept, video_id))
    return;
  path = reel_local_store_get_video_path (self, video_id);
  if (g_unlink (path) != 0 && errno != ENOENT)
    g_message ("%s: %s", path, g_strerror (errno));
}

/**
 * reel_local_store_free_copies:
 * @self: a #ReelLocalStore
 * @freed: (out): bytes
 * @error: return location
 *
 * Removes the copies of all videos that are done in the current space, kept on purpose or not, and what was set aside with a
 * damaged database.
 *
 * Returns: whether it could be done
 */
gboolean
reel_local_store_free_copies (ReelLocalStore *self,
                              guint64        *freed,
                              GError        **error)
{
  g_autoptr (GHashTable) waiting = NULL;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (freed != NULL, FALSE);

  g_mutex_lock (&self->files);
  waiting = reel_local_store_list_names (self, REEL_LOCAL_WAITING_VIDEOS, error);
  if (waiting != NULL && !reel_local_store_execute (self, error, "UPDATE videos SET kept = 0 WHERE kept <> 0", NULL))
    g_clear_pointer (&waiting, g_hash_table_unref);
  if (waiting != NULL)
    *freed = reel_local_store_remove_others (self->videos_dir, waiting) + reel_local_aside_remove (self->data_dir);
  g_mutex_unlock (&self->files);
  return waiting != NULL;
}

static guint64
size_of_folder (const char *path,
                const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint64 size = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      GStatBuf info;

      if (g_str_has_prefix (name, prefix) && g_stat (file, &info) == 0)
        size += (guint64) info.st_size;
    }
  return size;
}

/**
 * reel_local_store_measure:
 * @self: a #ReelLocalStore
 * @bytes_copies: (out): what all copies take, and frames that were sent instead; those that are still arriving too
 * @bytes_index: (out): what the database and the files of vectors take
 */
void
reel_local_store_measure (ReelLocalStore *self,
                          guint64        *bytes_copies,
                          guint64        *bytes_index)
{
  g_return_if_fail (REEL_IS_LOCAL_STORE (self));

  *bytes_copies = reel_local_aside_measure (self->data_dir) + size_of_folder (self->videos_dir, "") + size_of_folder (self->incoming_dir, "") +
                  size_of_folder (self->jobs_dir, "") + size_of_folder (self->tensors_dir, "");
  *bytes_index = size_of_folder (self->data_dir, "local.db") + size_of_folder (self->vectors_dir, "");
}

static void
reel_local_store_finalize (GObject *object)
{
  ReelLocalStore *self = REEL_LOCAL_STORE (object);

  g_clear_object (&self->db);
  g_free (self->data_dir);
  g_free (self->incoming_dir);
  g_free (self->videos_dir);
  g_free (self->jobs_dir);
  g_free (self->tensors_dir);
  g_free (self->vectors_dir);
  g_mutex_clear (&self->files);

  G_OBJECT_CLASS (reel_local_store_parent_class)->finalize (object);
}

static void
reel_local_store_class_init (ReelLocalStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_local_store_finalize;
}

static void
reel_local_store_init (ReelLocalStore *self)
{
  self->space = g_intern_static_string ("");
  self->tensor_quota = REEL_LOCAL_TENSORS_QUOTA;
  self->tensor_seconds = REEL_LOCAL_TENSORS_SECONDS;
  g_mutex_init (&self->files);
}
