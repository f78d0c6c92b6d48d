/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "library/reel-catalogue-store.h"

/* What is so on this computer only: names, what is not listed, and what is forgotten and may come back. */

gpointer
reel_catalogue_store_note_video (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (g_cancellable_set_error_if_cancelled (change->cancellable, error))
    return NULL;
  stmt = reel_database_prepare (db, "UPDATE videos SET local_name = ?, hidden = ? WHERE id = ?", error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, change->text);
  sqlite3_bind_int (stmt, 2, change->hidden);
  sqlite3_bind_int64 (stmt, 3, change->row_id);
  if (reel_database_step (stmt, NULL, error) && sqlite3_changes (db) != 1)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("This video is no longer in the list."));
  return NULL;
}

static gboolean
note_collection (sqlite3 *db,
                 const char *profile,
                 const char *collection_id,
                 const char *local_name,
                 gboolean hidden,
                 GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean noted = local_name != NULL || hidden;

  stmt = reel_database_prepare (db,
                                noted ? "INSERT OR REPLACE INTO collection_notes (profile, id, local_name, hidden) "
                                        "VALUES (?, ?, ?, ?)"
                                      : "DELETE FROM collection_notes WHERE profile = ? AND id = ?",
                                error);
  if (stmt == NULL)
    return FALSE;
  reel_database_bind_text (stmt, 1, profile);
  reel_database_bind_text (stmt, 2, collection_id);
  if (noted)
    {
      reel_database_bind_text (stmt, 3, local_name);
      sqlite3_bind_int (stmt, 4, hidden);
    }
  return reel_database_step (stmt, NULL, error);
}

gpointer
reel_catalogue_store_note_collection (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;

  if (!g_cancellable_set_error_if_cancelled (change->cancellable, error))
    note_collection (db, change->profile, change->collection_id, change->text, change->hidden, error);
  return NULL;
}

/* What is noted of the collection goes into @rows, and from then on it is hidden: the service goes on naming it. */
static gboolean
forget_collection (sqlite3 *db, ReelCatalogueChange *change, ReelForgottenRows *rows, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  rows->profile = g_strdup (change->profile);
  rows->collection_id = g_strdup (change->collection_id);
  stmt = reel_database_prepare (db, "SELECT local_name, hidden FROM collection_notes WHERE profile = ? AND id = ?", error);
  if (stmt == NULL)
    return FALSE;
  reel_database_bind_text (stmt, 1, change->profile);
  reel_database_bind_text (stmt, 2, change->collection_id);
  if (!reel_database_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    {
      rows->local_name = reel_database_dup_text (stmt, 0);
      rows->hidden = sqlite3_column_int (stmt, 1) != 0;
    }
  return note_collection (db, change->profile, change->collection_id, NULL, TRUE, error);
}

/* Further ids of a row go with it, and come back with it. */
static gboolean
take_copies (sqlite3 *db, gint64 id, ReelForgottenRows *rows, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "SELECT video_id FROM copies WHERE row = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  for (;;)
    {
      gboolean has_row;

      if (!reel_database_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      reel_forgotten_rows_add_copy (rows, id, (const char *) sqlite3_column_text (stmt, 0));
    }
}

static gboolean
give_back_copies (sqlite3 *db, const ReelForgottenRows *rows, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "INSERT OR IGNORE INTO copies (row, video_id) VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < rows->copies->len; i++)
    {
      const ReelForgottenCopy *copy = rows->copies->pdata[i];

      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, copy->row_id);
      reel_database_bind_text (stmt, 2, copy->video_id);
      if (!reel_database_step (stmt, NULL, error))
        return FALSE;
    }
  return TRUE;
}

gpointer
reel_catalogue_store_forget (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (ReelForgottenRows) rows = reel_forgotten_rows_new ();
  g_autoptr (sqlite3_stmt) find = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  if (!reel_database_begin (db, error))
    return NULL;
  find = reel_database_prepare (db, "SELECT * FROM videos WHERE id = ?", error);
  if (find == NULL)
    return NULL;
  stmt = reel_database_prepare (db, "DELETE FROM videos WHERE id = ?", error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < change->ids->len; i++)
    {
      gint64 id = g_array_index (change->ids, gint64, i);

      if (g_cancellable_set_error_if_cancelled (change->cancellable, error))
        return NULL;
      sqlite3_reset (find);
      sqlite3_bind_int64 (find, 1, id);
      if (!reel_database_step (find, &has_row, error))
        return NULL;
      if (has_row)
        reel_forgotten_rows_add (rows, find);
      if (!take_copies (db, id, rows, error))
        return NULL;
      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, id);
      if (!reel_database_step (stmt, NULL, error))
        return NULL;
    }
  sqlite3_reset (find); /* a statement with a row would hold the transaction */
  if (change->collection_id != NULL && !forget_collection (db, change, rows, error))
    return NULL;
  return reel_database_commit (db, error) ? g_steal_pointer (&rows) : NULL;
}

/* INSERT INTO videos with all columns that the rows have, and a parameter for each. */
static char *
insert_statement (const ReelForgottenRows *rows)
{
  GString *sql = g_string_new ("INSERT OR IGNORE INTO videos (");

  for (guint i = 0; i < rows->columns->len; i++)
    g_string_append_printf (sql, "%s\"%s\"", i > 0 ? ", " : "", (const char *) rows->columns->pdata[i]);
  g_string_append (sql, ") VALUES (");
  for (guint i = 0; i < rows->columns->len; i++)
    g_string_append (sql, i > 0 ? ", ?" : "?");
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

gpointer
reel_catalogue_store_restore (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  ReelForgottenRows *rows = change->forgotten;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autofree char *sql = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  if (rows->rows->len > 0)
    {
      sql = insert_statement (rows);
      stmt = reel_database_prepare (db, sql, error);
      if (stmt == NULL)
        return NULL;
    }
  for (guint i = 0; i < rows->rows->len; i++)
    {
      GPtrArray *row = rows->rows->pdata[i];

      if (g_cancellable_set_error_if_cancelled (change->cancellable, error))
        return NULL;
      sqlite3_reset (stmt);
      for (guint column = 0; column < row->len; column++)
        sqlite3_bind_value (stmt, (int) column + 1, row->pdata[column]);
      if (!reel_database_step (stmt, NULL, error))
        return NULL;
    }
  if (!give_back_copies (db, rows, error))
    return NULL;
  if (rows->collection_id != NULL &&
      !note_collection (db, rows->profile, rows->collection_id, rows->local_name, rows->hidden, error))
    return NULL;
  reel_database_commit (db, error);
  return NULL;
}
