/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "library/reel-catalogue-archive.h"

/*
 * An exported catalogue is merged into what is there, in one transaction:
 * - A video is the same as one here, of the same profile and collection, where both have the same id; else where both have
 *   the same fingerprint, and not both an id; else where both have the same address, and one of them neither id nor
 *   fingerprint. (Two ids of one file are two uploads: both stay.)
 * - What is here stays; what is not known here is taken over: id, fingerprint, size, duration, width, height, name.
 *   One that failed here or was cancelled, and is ready there, is ready here too. Whether it is hidden here stays so.
 * - One that is not here is added. What had not arrived at the service is Failed, to be tried again when its file is found;
 *   what had is waited for.
 * - Collections and what is noted of them: what is here stays, what is not is added. A search is the same where its text is;
 *   they are in the order of their times, and the newest REEL_CATALOGUE_MOST_SEARCHES of a profile stay.
 * So a second import of the same file changes nothing.
 */

static const char *
text_of (JsonObject *row, const char *key)
{
  return json_object_get_string_member_with_default (row, key, NULL);
}

void
reel_archive_outcome_free (ReelArchiveOutcome *self)
{
  g_ptr_array_unref (self->added);
  g_ptr_array_unref (self->changed);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->profiles);
  g_clear_pointer (&self->collections, g_hash_table_unref);
  g_clear_pointer (&self->searches, g_hash_table_unref);
  g_free (self);
}

/* Everything that is asked and told for each video, prepared once. */
typedef struct
{
  sqlite3_stmt *by_id;
  sqlite3_stmt *by_fingerprint;
  sqlite3_stmt *by_uri;
  sqlite3_stmt *complete;
  sqlite3_stmt *insert;
} Statements;

static void
statements_clear (Statements *self)
{
  sqlite3_finalize (self->by_id);
  sqlite3_finalize (self->by_fingerprint);
  sqlite3_finalize (self->by_uri);
  sqlite3_finalize (self->complete);
  sqlite3_finalize (self->insert);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Statements, statements_clear)

static gboolean
prepare (sqlite3 *db, Statements *self, GError **error)
{
  /* Without them each video would be looked for among all. */
  if (!reel_database_exec (db,
                           "CREATE INDEX merge_by_id ON videos (profile, collection, video_id);"
                           "CREATE INDEX merge_by_fingerprint ON videos (profile, collection, fingerprint);"
                           "CREATE INDEX merge_by_uri ON videos (profile, collection, uri)",
                           error))
    return FALSE;
  self->by_id = reel_database_prepare (db,
                                       "SELECT id FROM videos WHERE profile = ?1 AND collection = ?2 AND video_id = ?3 "
                                       "ORDER BY id DESC LIMIT 1",
                                       error);
  if (self->by_id == NULL)
    return FALSE;
  self->by_fingerprint = reel_database_prepare (db,
                                                "SELECT id FROM videos WHERE profile = ?1 AND collection = ?2 "
                                                "AND fingerprint = ?4 AND (video_id IS NULL OR ?3 IS NULL) "
                                                "ORDER BY id DESC LIMIT 1",
                                                error);
  if (self->by_fingerprint == NULL)
    return FALSE;
  self->by_uri = reel_database_prepare (db,
                                        "SELECT id FROM videos WHERE profile = ?1 AND collection = ?2 AND uri = ?5 AND "
                                        "((video_id IS NULL AND fingerprint IS NULL) OR (?3 IS NULL AND ?4 IS NULL)) "
                                        "ORDER BY id DESC LIMIT 1",
                                        error);
  if (self->by_uri == NULL)
    return FALSE;
  /* Only where something changes, so that the count of changes says whether it did. */
  self->complete = reel_database_prepare (
    db,
    "UPDATE videos SET video_id = coalesce (video_id, ?3), fingerprint = coalesce (fingerprint, ?4), "
    "size = iif (size = 0, ?6, size), duration = iif (duration = 0, ?7, duration), width = iif (width = 0, ?8, width), "
    "height = iif (height = 0, ?9, height), local_name = coalesce (local_name, ?10), "
    "error = iif (?11 = 'ready' AND state IN ('failed', 'cancelled'), NULL, error), "
    "can_retry = iif (?11 = 'ready' AND state IN ('failed', 'cancelled'), 0, can_retry), "
    "state = iif (?11 = 'ready' AND state IN ('failed', 'cancelled'), 'ready', state) "
    "WHERE id = ?1 AND ((video_id IS NULL AND ?3 IS NOT NULL) OR (fingerprint IS NULL AND ?4 IS NOT NULL) OR "
    "(size = 0 AND ?6 > 0) OR (duration = 0 AND ?7 > 0) OR (width = 0 AND ?8 > 0) OR (height = 0 AND ?9 > 0) OR "
    "(local_name IS NULL AND ?10 IS NOT NULL) OR (?11 = 'ready' AND state IN ('failed', 'cancelled')))",
    error);
  if (self->complete == NULL)
    return FALSE;
  self->insert = reel_database_prepare (
    db,
    "INSERT INTO videos (profile, collection, video_id, fingerprint, uri, size, duration, width, height, local_name, state, "
    "error, can_retry, unanswered, hidden, added) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
    "?16)",
    error);
  return self->insert != NULL;
}

/* The parameters that all statements count the same. Those that one does not have are passed over. */
static void
bind (sqlite3_stmt *stmt, JsonObject *row)
{
  static const char * const texts[] = { "profile", "collection", "video_id", "fingerprint", "uri" };

  sqlite3_reset (stmt);
  for (int i = 0; i < (int) G_N_ELEMENTS (texts) && i < sqlite3_bind_parameter_count (stmt); i++)
    reel_database_bind_text (stmt, i + 1, text_of (row, texts[i]));
  if (sqlite3_bind_parameter_count (stmt) <= (int) G_N_ELEMENTS (texts))
    return;
  sqlite3_bind_int64 (stmt, 6, json_object_get_int_member_with_default (row, "size", 0));
  sqlite3_bind_double (stmt, 7, json_object_get_double_member_with_default (row, "duration", 0));
  sqlite3_bind_int64 (stmt, 8, json_object_get_int_member_with_default (row, "width", 0));
  sqlite3_bind_int64 (stmt, 9, json_object_get_int_member_with_default (row, "height", 0));
  reel_database_bind_text (stmt, 10, text_of (row, "local_name"));
  reel_database_bind_text (stmt, 11, text_of (row, "state"));
}

/* Returns the row that @row is the same as, 0 for none, -1 for an error. */
static gint64
find (Statements *statements, JsonObject *row, GError **error)
{
  sqlite3_stmt *ways[] = { statements->by_id, statements->by_fingerprint, statements->by_uri };
  gint64 found = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (ways) && found == 0; i++)
    {
      gboolean has_row;

      bind (ways[i], row);
      if (!reel_database_step (ways[i], &has_row, error))
        return -1;
      if (has_row)
        found = sqlite3_column_int64 (ways[i], 0);
      sqlite3_reset (ways[i]);
    }
  return found;
}

static gboolean
insert (sqlite3_stmt *stmt, JsonObject *row, GError **error)
{
  const char *state = text_of (row, "state");
  const char *reason = text_of (row, "error");
  gboolean retry = json_object_get_boolean_member_with_default (row, "can_retry", FALSE);
  gboolean ready = g_str_equal (state, "ready") || g_str_equal (state, "failed");

  bind (stmt, row);
  if (!ready && text_of (row, "video_id") != NULL)
    reel_database_bind_text (stmt, 11, reel_video_state_get_nick (REEL_VIDEO_STATE_PROCESSING));
  else if (!ready)
    {
      reel_database_bind_text (stmt, 11, reel_video_state_get_nick (REEL_VIDEO_STATE_FAILED));
      reason = _ ("This video had not been sent when the catalogue was exported. Try again where its file is.");
      retry = TRUE;
    }
  reel_database_bind_text (stmt, 12, reason);
  sqlite3_bind_int (stmt, 13, retry);
  sqlite3_bind_int (stmt, 14, json_object_get_boolean_member_with_default (row, "unanswered", FALSE));
  sqlite3_bind_int (stmt, 15, json_object_get_boolean_member_with_default (row, "hidden", FALSE));
  sqlite3_bind_int64 (stmt, 16, json_object_get_int_member (row, "added"));
  return reel_database_step (stmt, NULL, error);
}

static gboolean
merge_videos (sqlite3 *db, JsonArray *rows, GArray *added, GArray *changed, GCancellable *cancellable, GError **error)
{
  g_auto (Statements) statements = { NULL };
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  if (!prepare (db, &statements, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      gint64 id;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      id = find (&statements, row, error);
      if (id < 0)
        return FALSE;
      if (id == 0)
        {
          if (!insert (statements.insert, row, error))
            return FALSE;
          id = sqlite3_last_insert_rowid (db);
          g_array_append_val (added, id);
          g_hash_table_add (known, g_memdup2 (&id, sizeof (id)));
          continue;
        }
      bind (statements.complete, row);
      sqlite3_bind_int64 (statements.complete, 1, id);
      if (!reel_database_step (statements.complete, NULL, error))
        return FALSE;
      if (sqlite3_changes (db) > 0 && !g_hash_table_contains (known, &id))
        {
          g_array_append_val (changed, id);
          g_hash_table_add (known, g_memdup2 (&id, sizeof (id)));
        }
    }
  statements_clear (&statements);
  statements = (Statements){ NULL };
  return reel_database_exec (db, "DROP INDEX merge_by_id; DROP INDEX merge_by_fingerprint; DROP INDEX merge_by_uri", error);
}

/* Runs @sql for each row, with the texts of @keys as its parameters; a flag or a number comes last. */
static gboolean
merge_rows (sqlite3 *db,
            JsonArray *rows,
            const char *sql,
            const char * const *keys,
            const char *number,
            GPtrArray *done,
            GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      int n = 0;

      sqlite3_reset (stmt);
      for (; keys[n] != NULL; n++)
        reel_database_bind_text (stmt, n + 1, text_of (row, keys[n]));
      if (number != NULL && g_str_equal (number, "hidden"))
        sqlite3_bind_int (stmt, n + 1, json_object_get_boolean_member_with_default (row, number, FALSE));
      else if (number != NULL)
        sqlite3_bind_int64 (stmt, n + 1, json_object_get_int_member (row, number));
      if (!reel_database_step (stmt, NULL, error))
        return FALSE;
      if (sqlite3_changes (db) > 0)
        g_ptr_array_add (done, row);
    }
  return TRUE;
}

static gboolean
merge_searches (sqlite3 *db, JsonArray *rows, GError **error)
{
  static const char * const keys[] = { "profile", "collection", "text", NULL };
  g_autoptr (GPtrArray) done = g_ptr_array_new ();
  g_autofree char *trim = NULL;

  if (!merge_rows (db, rows, "INSERT OR IGNORE INTO searches (profile, collection, text, asked) VALUES (?, ?, ?, ?)", keys,
                   "asked", done, error))
    return FALSE;
  if (done->len == 0)
    return TRUE;
  /* The order is that of the ids: so each gets a new one. */
  trim = g_strdup_printf ("CREATE TEMP TABLE merged AS SELECT * FROM (SELECT *, row_number () OVER (PARTITION BY profile "
                          "ORDER BY asked DESC, id DESC) AS age FROM searches) WHERE age <= %d;"
                          "DELETE FROM searches;"
                          "INSERT INTO searches (profile, collection, text, asked) "
                          "SELECT profile, collection, text, asked FROM merged ORDER BY asked, id;"
                          "DROP TABLE merged",
                          REEL_CATALOGUE_MOST_SEARCHES);
  return reel_database_exec (db, trim, error);
}

static gboolean
merge_collections (sqlite3 *db, JsonObject *root, ReelArchiveOutcome *outcome, GError **error)
{
  static const char * const known[] = { "profile", "id", "name", "description", NULL };
  static const char * const noted[] = { "profile", "id", "local_name", NULL };
  g_autoptr (GPtrArray) added = g_ptr_array_new ();
  g_autoptr (GPtrArray) notes = g_ptr_array_new ();

  if (!merge_rows (db, json_object_get_array_member (root, "collections"),
                   "INSERT INTO collections (profile, position, id, name, description) "
                   "SELECT ?1, (SELECT coalesce (max (position), -1) + 1 FROM collections WHERE profile = ?1), ?2, ?3, ?4 "
                   "WHERE NOT EXISTS (SELECT 1 FROM collections WHERE profile = ?1 AND id = ?2)",
                   known, NULL, added, error) ||
      !merge_rows (db, json_object_get_array_member (root, "notes"),
                   "INSERT OR IGNORE INTO collection_notes (profile, id, local_name, hidden) VALUES (?, ?, ?, ?)", noted,
                   "hidden", notes, error))
    return FALSE;
  for (guint i = 0; i < notes->len; i++)
    {
      JsonObject *row = notes->pdata[i];
      ReelCollectionRecord *record = reel_collection_record_new (text_of (row, "id"), "", NULL);

      record->local_name = g_strdup (text_of (row, "local_name"));
      record->hidden = json_object_get_boolean_member_with_default (row, "hidden", FALSE);
      g_ptr_array_add (outcome->notes, record);
      g_ptr_array_add (outcome->profiles, g_strdup (text_of (row, "profile")));
    }
  return TRUE;
}

/* Those that came are worked on behind all that were there, see reel-catalogue-order.c. */
static gboolean
put_last (sqlite3 *db, GArray *added, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (added->len == 0)
    return TRUE;
  stmt = reel_database_prepare (db,
                                "UPDATE videos SET position = (SELECT max (position) FROM videos) + 1 + id - ?1 "
                                "WHERE id >= ?1",
                                error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, g_array_index (added, gint64, 0));
  return reel_database_step (stmt, NULL, error);
}

static void
pick (GHashTable *all, GArray *ids, GPtrArray *videos)
{
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (videos, g_object_ref (g_hash_table_lookup (all, &g_array_index (ids, gint64, i))));
}

gpointer
reel_catalogue_archive_merge (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  JsonObject *root = json_node_get_object (data);
  JsonArray *rows = json_object_get_array_member (root, "videos");
  g_autoptr (ReelArchiveOutcome) outcome = g_new0 (ReelArchiveOutcome, 1);
  g_autoptr (ReelCatalogueContents) contents = NULL;
  g_autoptr (GHashTable) all = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) added = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (gint64));

  outcome->added = g_ptr_array_new_with_free_func (g_object_unref);
  outcome->changed = g_ptr_array_new_with_free_func (g_object_unref);
  outcome->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  outcome->profiles = g_ptr_array_new_with_free_func (g_free);
  if (!reel_database_begin (db, error) || !merge_videos (db, rows, added, changed, cancellable, error) ||
      !put_last (db, added, error) ||
      !merge_collections (db, root, outcome, error) ||
      !merge_searches (db, json_object_get_array_member (root, "searches"), error))
    return NULL;
  /* As it will be, before it is: what can't be read is not committed. */
  contents = reel_catalogue_store_load (db, NULL, cancellable, error);
  if (contents == NULL)
    return NULL;
  for (guint i = 0; i < contents->videos->len; i++)
    {
      gint64 id = reel_video_get_row_id (contents->videos->pdata[i]);

      g_hash_table_insert (all, g_memdup2 (&id, sizeof (id)), contents->videos->pdata[i]);
    }
  pick (all, added, outcome->added);
  pick (all, changed, outcome->changed);
  outcome->collections = g_steal_pointer (&contents->collections);
  outcome->searches = g_steal_pointer (&contents->searches);
  outcome->n_known = json_array_get_length (rows) - added->len - changed->len;
  return reel_database_commit (db, error) ? g_steal_pointer (&outcome) : NULL;
}
