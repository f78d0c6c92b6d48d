/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-call.h"
#include "library/reel-catalogue-saved.h"

/* A copy of a saved search, for the database's thread. */
typedef struct
{
  char *profile;
  char *collection_id; /* empty: all */
  char *text;
  char *name;       /* (nullable) */
  GBytes *seen;     /* (nullable) */
  GBytes *known;    /* (nullable) */
  GBytes *asked_of; /* (nullable) */
  gint64 saved, looked, asked;
  guint n_new;
} Row;

static GBytes *
ref_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static Row *
row_new (const char      *profile,
         ReelSavedSearch *search)
{
  const char *collection_id = reel_saved_search_get_collection_id (search);
  Row *self = g_new0 (Row, 1);

  self->profile = g_strdup (profile);
  self->collection_id = g_strdup (collection_id != NULL ? collection_id : "");
  self->text = g_strdup (reel_saved_search_get_text (search));
  self->name = g_strdup (reel_saved_search_get_name (search));
  self->seen = ref_bytes (reel_saved_search_get_seen (search));
  self->known = ref_bytes (reel_saved_search_get_known (search));
  self->asked_of = ref_bytes (reel_saved_search_get_asked_of (search));
  self->saved = reel_saved_search_get_saved (search);
  self->looked = reel_saved_search_get_looked (search);
  self->asked = reel_saved_search_get_asked (search);
  self->n_new = reel_saved_search_get_n_new (search);
  return self;
}

static void
row_free (Row *self)
{
  g_free (self->profile);
  g_free (self->collection_id);
  g_free (self->text);
  g_free (self->name);
  g_clear_pointer (&self->seen, g_bytes_unref);
  g_clear_pointer (&self->known, g_bytes_unref);
  g_clear_pointer (&self->asked_of, g_bytes_unref);
  g_free (self);
}

static void
bind_bytes (sqlite3_stmt *stmt,
            int           column,
            GBytes       *bytes)
{
  if (bytes != NULL)
    sqlite3_bind_blob64 (stmt, column, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), SQLITE_STATIC);
}

static GBytes *
bytes_at (sqlite3_stmt *stmt,
          int           column)
{
  return sqlite3_column_type (stmt, column) == SQLITE_NULL
           ? NULL
           : g_bytes_new (sqlite3_column_blob (stmt, column), (gsize) sqlite3_column_bytes (stmt, column));
}

/* (transfer full) */
static ReelSavedSearch *
search_at (sqlite3_stmt *stmt)
{
  const char *collection_id = (const char *) sqlite3_column_text (stmt, 0);
  ReelSavedSearch *search = reel_saved_search_new ((const char *) sqlite3_column_text (stmt, 1),
                                                   *collection_id != '\0' ? collection_id : NULL,
                                                   sqlite3_column_int64 (stmt, 3));
  g_autoptr (GBytes) seen = bytes_at (stmt, 7);
  g_autoptr (GBytes) known = bytes_at (stmt, 8);
  g_autoptr (GBytes) asked_of = bytes_at (stmt, 9);

  reel_saved_search_set_name (search, (const char *) sqlite3_column_text (stmt, 2));
  reel_saved_search_set_looked (search, sqlite3_column_int64 (stmt, 4), seen, known);
  reel_saved_search_set_asked (search, sqlite3_column_int64 (stmt, 5), (guint) MAX (sqlite3_column_int (stmt, 6), 0), asked_of);
  return search;
}

/* #ReelDatabaseFunc, with a #ReelCatalogueChange; returns GPtrArray of ReelSavedSearch, which are the main thread's from
 * then on. */
static gpointer
list_saved (sqlite3      *db,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (
    db, "SELECT collection, text, name, saved, looked, asked, n_new, seen, known, asked_of FROM saved_searches"
        " WHERE profile = ? ORDER BY saved, rowid", error);

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, change->profile);
  for (;;)
    {
      gboolean has_row;

      if (g_cancellable_set_error_if_cancelled (change->cancellable, error) || !reel_database_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, search_at (stmt));
    }
}

static gpointer
save_saved (sqlite3      *db,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  Row *row = data;
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (
    db, "INSERT INTO saved_searches (profile, collection, text, name, saved, looked, asked, n_new, seen, known, asked_of)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (profile, collection, text) DO UPDATE SET name = excluded.name,"
        " looked = excluded.looked, asked = excluded.asked, n_new = excluded.n_new, seen = excluded.seen,"
        " known = excluded.known, asked_of = excluded.asked_of", error);

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, row->profile);
  reel_database_bind_text (stmt, 2, row->collection_id);
  reel_database_bind_text (stmt, 3, row->text);
  reel_database_bind_text (stmt, 4, row->name);
  sqlite3_bind_int64 (stmt, 5, row->saved);
  sqlite3_bind_int64 (stmt, 6, row->looked);
  sqlite3_bind_int64 (stmt, 7, row->asked);
  sqlite3_bind_int64 (stmt, 8, row->n_new);
  bind_bytes (stmt, 9, row->seen);
  bind_bytes (stmt, 10, row->known);
  bind_bytes (stmt, 11, row->asked_of);
  reel_database_step (stmt, NULL, error);
  return NULL;
}

static gpointer
remove_saved (sqlite3      *db,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Row *row = data;
  g_autoptr (sqlite3_stmt) stmt =
    reel_database_prepare (db, "DELETE FROM saved_searches WHERE profile = ? AND collection = ? AND text = ?", error);

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, row->profile);
  reel_database_bind_text (stmt, 2, row->collection_id);
  reel_database_bind_text (stmt, 3, row->text);
  reel_database_step (stmt, NULL, error);
  return NULL;
}

/**
 * reel_catalogue_list_saved_async:
 * @self: a #ReelCatalogue
 * @profile: whose searches
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
reel_catalogue_list_saved_async (ReelCatalogue      *self,
                                 const char         *profile,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  ReelCatalogueCall *call;
  ReelCatalogueChange *change;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL);

  call = reel_catalogue_call_new (NULL);
  call->value_free = (GDestroyNotify) g_ptr_array_unref;
  change = reel_catalogue_change_new (cancellable);
  change->profile = g_strdup (profile);
  reel_catalogue_run (self, list_saved, change, (GDestroyNotify) g_ptr_array_unref, reel_catalogue_call_cb,
                      reel_catalogue_call_begin (self, call, reel_catalogue_list_saved_async, cancellable, callback, user_data));
}

/**
 * reel_catalogue_list_saved_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location: #ReelDatabaseError, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type ReelSavedSearch): the searches, in the order of saving
 */
GPtrArray *
reel_catalogue_list_saved_finish (ReelCatalogue *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return reel_catalogue_call_propagate (self, result, reel_catalogue_list_saved_async, error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ReelCatalogue) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;

  reel_catalogue_run_finish (source, result, &error);
  if (error != NULL)
    g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_SAVE_FAILED], 0, error);
}

/**
 * reel_catalogue_save_saved:
 * @self: a #ReelCatalogue
 * @profile: whose search
 * @search: the search, as it is to be the next time
 *
 * Where it can't be written, "save-failed" says so.
 */
void
reel_catalogue_save_saved (ReelCatalogue   *self,
                           const char      *profile,
                           ReelSavedSearch *search)
{
  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && REEL_IS_SAVED_SEARCH (search));

  reel_database_run_async (self->db, save_saved, row_new (profile, search), (GDestroyNotify) row_free, NULL, NULL, written_cb,
                           g_object_ref (self));
}

/**
 * reel_catalogue_remove_saved:
 * @self: a #ReelCatalogue
 * @profile: whose search
 * @search: the search; saved again it is all there again
 *
 * Where that can't be written, "save-failed" says so.
 */
void
reel_catalogue_remove_saved (ReelCatalogue   *self,
                             const char      *profile,
                             ReelSavedSearch *search)
{
  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && REEL_IS_SAVED_SEARCH (search));

  reel_database_run_async (self->db, remove_saved, row_new (profile, search), (GDestroyNotify) row_free, NULL, NULL, written_cb,
                           g_object_ref (self));
}
