/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-answers.h"
#include "library/reel-catalogue-private.h"

/* What services have answered. What an answer looks like is the affair of who asks; here it is bytes. */

/* An answer on its way from the database. */
typedef struct
{
  GBytes *body; /* (owned) (nullable): there is none */
  gint64 asked; /* Unix seconds */
} Found;

static void
found_free (Found *found)
{
  g_clear_pointer (&found->body, g_bytes_unref);
  g_free (found);
}

static gboolean
trim (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (
    db,
    "DELETE FROM answers WHERE rowid IN (SELECT row FROM"
    " (SELECT rowid AS row, row_number() OVER w AS n, sum(length(body)) OVER w AS bytes FROM answers"
    "  WINDOW w AS (ORDER BY asked DESC, rowid DESC)) WHERE n > ?1 OR bytes > ?2)",
    error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, REEL_CATALOGUE_MOST_ANSWERS);
  sqlite3_bind_int (stmt, 2, REEL_CATALOGUE_MOST_ANSWER_BYTES);
  return reel_database_step (stmt, NULL, error);
}

/* #ReelDatabaseFunc, with a #ReelCatalogueChange */
static gpointer
store_answer (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  stmt = reel_database_prepare (db, "INSERT OR REPLACE INTO answers (profile, collection, text, asked, body) "
                                    "VALUES (?, ?, ?, ?, ?)", error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, change->profile);
  reel_database_bind_text (stmt, 2, change->collection_id);
  reel_database_bind_text (stmt, 3, change->text);
  sqlite3_bind_int64 (stmt, 4, change->now);
  sqlite3_bind_blob64 (stmt, 5, g_bytes_get_data (change->body, NULL), g_bytes_get_size (change->body), SQLITE_STATIC);
  if (reel_database_step (stmt, NULL, error) && trim (db, error))
    reel_database_commit (db, error);
  return NULL;
}

/* #ReelDatabaseFunc, with a #ReelCatalogueChange; returns Found */
static gpointer
find_answer (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (
    db, "SELECT asked, body FROM answers WHERE profile = ? AND collection = ? AND text = ?", error);
  gboolean has_row = FALSE;
  Found *found;

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, change->profile);
  reel_database_bind_text (stmt, 2, change->collection_id);
  reel_database_bind_text (stmt, 3, change->text);
  if (!reel_database_step (stmt, &has_row, error))
    return NULL;
  found = g_new0 (Found, 1);
  if (!has_row)
    return found;
  found->asked = sqlite3_column_int64 (stmt, 0);
  found->body = g_bytes_new (sqlite3_column_blob (stmt, 1), (gsize) sqlite3_column_bytes (stmt, 1));
  return found;
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelCatalogue) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;

  reel_catalogue_run_finish (source, result, &error);
  if (error != NULL)
    g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_SAVE_FAILED], 0, error);
}

static ReelCatalogueChange *
new_change (const char *profile, const char *collection_id, const char *text)
{
  ReelCatalogueChange *change = reel_catalogue_change_new (NULL);

  change->profile = g_strdup (profile);
  change->collection_id = g_strdup (collection_id != NULL ? collection_id : "");
  change->text = g_strdup (text);
  return change;
}

/**
 * reel_catalogue_save_answer:
 * @self: a #ReelCatalogue
 * @profile: who was asked
 * @collection_id: (nullable): in which collection; %NULL for all
 * @text: what was asked
 * @body: the answer
 *
 * Keeps an answer in place of the one before to the same question. Where it can't be written, "save-failed" says so.
 */
void
reel_catalogue_save_answer (ReelCatalogue *self, const char *profile, const char *collection_id, const char *text, GBytes *body)
{
  ReelCatalogueChange *change;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && text != NULL && body != NULL);

  change = new_change (profile, collection_id, text);
  change->body = g_bytes_ref (body);
  reel_catalogue_run (self, store_answer, change, NULL, stored_cb, g_object_ref (self));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  GError *error = NULL;
  Found *found = reel_catalogue_run_finish (source, result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, found, (GDestroyNotify) found_free);
}

/**
 * reel_catalogue_find_answer_async:
 * @self: a #ReelCatalogue
 * @profile: who was asked
 * @collection_id: (nullable): in which collection; %NULL for all
 * @text: what was asked
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it was looked up
 * @user_data: for @callback
 */
void
reel_catalogue_find_answer_async (ReelCatalogue *self,
                                  const char *profile,
                                  const char *collection_id,
                                  const char *text,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_catalogue_find_answer_async);
  reel_catalogue_run (self, find_answer, new_change (profile, collection_id, text), (GDestroyNotify) found_free, found_cb, task);
}

/**
 * reel_catalogue_find_answer_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @asked: (out) (optional): when it was answered, in Unix seconds
 * @error: return location: #ReelDatabaseError, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the answer; %NULL without @error set where there is none
 */
GBytes *
reel_catalogue_find_answer_finish (ReelCatalogue *self, GAsyncResult *result, gint64 *asked, GError **error)
{
  Found *found;
  GBytes *body;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_catalogue_find_answer_async), NULL);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return NULL;
  body = g_steal_pointer (&found->body);
  if (asked != NULL)
    *asked = found->asked;
  found_free (found);
  return body;
}
