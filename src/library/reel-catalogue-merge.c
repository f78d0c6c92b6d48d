/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-sentence.h"
#include "library/reel-catalogue-archive.h"

/*
 * An exported catalogue is merged into what is there, in one transaction:
 * - A video is the same as one that was here, of the same profile and collection, where both have the same id, as their own
 *   or as a further one; else where both have the same fingerprint, and not both an id; else where both have the same
 *   address, and one of them neither id nor fingerprint. (Two ids of one file that nobody knows to be of one content are
 *   two uploads: both stay.) Two of the file are never made one.
 * - What is here stays; what is not known here is taken over: id, further ids, fingerprint, SHA-256, size, duration, width,
 *   height, name, tags, and that it may be there twice. One that failed here or was cancelled, and is ready there, is ready here
 *   too. One that was still to be sent and has an id now is waited for: the service has it. Whether it is hidden here stays
 *   so, and its place in the order.
 * - One that is not here is added, in the order of the file's places behind all that are here. What had not arrived at the
 *   service is Failed, to be tried again when its file is found; what had is waited for; what was cancelled stays so.
 * - Collections and what is noted of them: what is here stays, what is not is added. A search is the same where its text is,
 *   asked at the later of both times; they are in the order of their times, and the newest REEL_CATALOGUE_MOST_SEARCHES of
 *   a profile stay.
 * - A saved search is the same where text and collection are: what it is called here stays, else it is called as there.
 * So a second import of the same file changes nothing, an import into an empty catalogue is a copy of it, and which of two
 * catalogues is merged into which makes no difference to what is known of the service.
 */

static const char *
text_of (JsonObject *row, const char *key)
{
  return json_object_get_string_member_with_default (row, key, NULL);
}

static JsonArray *
copies_of (JsonObject *row)
{
  return json_object_has_member (row, "copies") ? json_object_get_array_member (row, "copies") : NULL;
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

/* A merge under way: everything that is asked and told for each row, prepared once, and what came of it. */
typedef struct
{
  sqlite3 *db; /* (borrowed) */
  const char *own_service; /* (borrowed) (nullable) */
  gint64 end;  /* ids of rows that were here are below */
  guint place; /* of the last video in the file */
  GArray *added;               /* (owned) (element-type gint64): rows */
  GHashTable *changed;         /* (owned): set of gint64: rows */
  ReelArchiveOutcome *outcome; /* (owned) (nullable) */
  gboolean searches_changed;

  sqlite3_stmt *by_id;
  sqlite3_stmt *by_fingerprint;
  sqlite3_stmt *by_uri;
  sqlite3_stmt *complete;
  sqlite3_stmt *insert;
  sqlite3_stmt *copy;
  sqlite3_stmt *collection;
  sqlite3_stmt *name;
  sqlite3_stmt *note;
  sqlite3_stmt *search;
  sqlite3_stmt *saved;
} Merge;

static void
merge_clear (Merge *self)
{
  sqlite3_finalize (self->by_id);
  sqlite3_finalize (self->by_fingerprint);
  sqlite3_finalize (self->by_uri);
  sqlite3_finalize (self->complete);
  sqlite3_finalize (self->insert);
  sqlite3_finalize (self->copy);
  sqlite3_finalize (self->collection);
  sqlite3_finalize (self->name);
  sqlite3_finalize (self->note);
  sqlite3_finalize (self->search);
  sqlite3_finalize (self->saved);
  g_clear_pointer (&self->added, g_array_unref);
  g_clear_pointer (&self->changed, g_hash_table_unref);
  g_clear_pointer (&self->outcome, reel_archive_outcome_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Merge, merge_clear)

/* It is ready there, and did not come so far here; it was still to be sent, and is with the service. */
#define READY_NOW "(?11 = 'ready' AND state IN ('failed', 'cancelled'))"
#define SENT_NOW \
  "(video_id IS NULL AND ?3 IS NOT NULL AND state IN ('queued', 'preparing', 'uploading', 'paused'))"

static gboolean
prepare_others (Merge *self, GError **error)
{
  self->collection = reel_database_prepare (
    self->db,
    "INSERT INTO collections (profile, position, id, name, description) "
    "SELECT ?1, (SELECT coalesce (max (position), -1) + 1 FROM collections WHERE profile = ?1), ?2, ?3, ?4 "
    "WHERE NOT EXISTS (SELECT 1 FROM collections WHERE profile = ?1 AND id = ?2)",
    error);
  if (self->collection == NULL)
    return FALSE;
  self->name = reel_database_prepare (
    self->db, "INSERT OR IGNORE INTO collection_names (profile, id, name) VALUES (?, ?, ?)", error);
  if (self->name == NULL)
    return FALSE;
  self->note = reel_database_prepare (
    self->db, "INSERT OR IGNORE INTO collection_notes (profile, id, local_name, hidden) VALUES (?, ?, ?, ?)", error);
  if (self->note == NULL)
    return FALSE;
  self->search = reel_database_prepare (
    self->db,
    "INSERT INTO searches (profile, collection, text, asked) VALUES (?, ?, ?, ?) ON CONFLICT (profile, text) "
    "DO UPDATE SET asked = excluded.asked, collection = excluded.collection WHERE excluded.asked > asked",
    error);
  if (self->search == NULL)
    return FALSE;
  self->saved = reel_database_prepare (
    self->db,
    "INSERT INTO saved_searches (profile, collection, text, name, saved) "
    "VALUES (?, coalesce (?, ''), ?, ?, ?) ON CONFLICT (profile, collection, text) "
    "DO UPDATE SET name = excluded.name WHERE name IS NULL AND excluded.name IS NOT NULL",
    error);
  return self->saved != NULL;
}

static gboolean
prepare (Merge *self, GError **error)
{
  sqlite3 *db = self->db;

  /* Without them each video would be looked for among all. */
  if (!reel_database_exec (db,
                           "CREATE INDEX merge_by_id ON videos (profile, video_id);"
                           "CREATE INDEX merge_by_fingerprint ON videos (profile, collection, fingerprint);"
                           "CREATE INDEX merge_by_uri ON videos (profile, collection, uri);"
                           "CREATE INDEX merge_by_copy ON copies (video_id)",
                           error))
    return FALSE;
  self->by_id = reel_database_prepare (db,
                                       "SELECT id FROM videos WHERE profile = ?1 AND (collection = ?2 OR ?7) AND id < ?6 "
                                       "AND "
                                       "(video_id = ?3 OR id IN (SELECT row FROM copies WHERE video_id = ?3)) "
                                       "ORDER BY id DESC LIMIT 1",
                                       error);
  if (self->by_id == NULL)
    return FALSE;
  self->by_fingerprint = reel_database_prepare (db,
                                                "SELECT id FROM videos WHERE profile = ?1 AND collection = ?2 "
                                                "AND fingerprint = ?4 AND id < ?6 AND (video_id IS NULL OR ?3 IS NULL) "
                                                "ORDER BY id DESC LIMIT 1",
                                                error);
  if (self->by_fingerprint == NULL)
    return FALSE;
  self->by_uri = reel_database_prepare (db,
                                        "SELECT id FROM videos WHERE profile = ?1 AND collection = ?2 AND uri = ?5 "
                                        "AND id < ?6 AND "
                                        "((video_id IS NULL AND fingerprint IS NULL) OR (?3 IS NULL AND ?4 IS NULL)) "
                                        "ORDER BY id DESC LIMIT 1",
                                        error);
  if (self->by_uri == NULL)
    return FALSE;
  /* Only where something changes, so that the count of changes says whether it did. In an UPDATE every expression sees the
   * values of before. */
  self->complete = reel_database_prepare (
    db,
    "UPDATE videos SET video_id = coalesce (video_id, ?3), fingerprint = coalesce (fingerprint, ?4), "
    "size = iif (size = 0, ?6, size), duration = iif (duration = 0, ?7, duration), width = iif (width = 0, ?8, width), "
    "height = iif (height = 0, ?9, height), local_name = coalesce (local_name, ?10), sha256 = coalesce (sha256, ?12), "
    "unanswered = max (unanswered, ?13), tags = coalesce (tags, ?14), "
    "error = iif (" READY_NOW " OR " SENT_NOW ", NULL, error), "
    "reason = iif (" READY_NOW " OR " SENT_NOW ", NULL, reason), "
    "can_retry = iif (" READY_NOW " OR " SENT_NOW ", 0, can_retry), "
    "state = iif (" READY_NOW ", 'ready', iif (" SENT_NOW ", 'waiting', state)) "
    "WHERE id = ?1 AND ((video_id IS NULL AND ?3 IS NOT NULL) OR (fingerprint IS NULL AND ?4 IS NOT NULL) OR "
    "(size = 0 AND ?6 > 0) OR (duration = 0 AND ?7 > 0) OR (width = 0 AND ?8 > 0) OR (height = 0 AND ?9 > 0) OR "
    "(local_name IS NULL AND ?10 IS NOT NULL) OR (sha256 IS NULL AND ?12 IS NOT NULL) OR unanswered < ?13 OR "
    "(tags IS NULL AND ?14 IS NOT NULL) OR "
    READY_NOW ")",
    error);
  if (self->complete == NULL)
    return FALSE;
  self->insert = reel_database_prepare (
    db,
    "INSERT INTO videos (profile, collection, video_id, fingerprint, uri, size, duration, width, height, local_name, state, "
    "sha256, unanswered, tags, error, can_retry, hidden, added, insisted, position, service, reason) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
    "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
    error);
  if (self->insert == NULL)
    return FALSE;
  self->copy = reel_database_prepare (db,
                                      "INSERT OR IGNORE INTO copies (row, video_id) SELECT id, ?2 FROM videos WHERE id = ?1 "
                                      "AND video_id IS NOT ?2",
                                      error);
  return self->copy != NULL && prepare_others (self, error);
}

/* Behind all ids that are there now, so that those that come are known by theirs. */
static gboolean
find_end (sqlite3 *db, gint64 *end, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "SELECT coalesce (max (id), 0) + 1 FROM videos", error);

  if (stmt == NULL || !reel_database_step (stmt, NULL, error))
    return FALSE;
  *end = sqlite3_column_int64 (stmt, 0);
  return TRUE;
}

/* The parameters of what tells, which count them the same. */
static void
bind (sqlite3_stmt *stmt, JsonObject *row)
{
  static const char * const texts[] = { "profile", "collection", "video_id", "fingerprint", "uri" };

  sqlite3_reset (stmt);
  for (int i = 0; i < (int) G_N_ELEMENTS (texts); i++)
    reel_database_bind_text (stmt, i + 1, text_of (row, texts[i]));
  sqlite3_bind_int64 (stmt, 6, json_object_get_int_member_with_default (row, "size", 0));
  sqlite3_bind_double (stmt, 7, json_object_get_double_member_with_default (row, "duration", 0));
  sqlite3_bind_int64 (stmt, 8, json_object_get_int_member_with_default (row, "width", 0));
  sqlite3_bind_int64 (stmt, 9, json_object_get_int_member_with_default (row, "height", 0));
  reel_database_bind_text (stmt, 10, text_of (row, "local_name"));
  reel_database_bind_text (stmt, 11, text_of (row, "state"));
  reel_database_bind_text (stmt, 12, text_of (row, "sha256"));
  sqlite3_bind_int (stmt, 13, json_object_get_boolean_member_with_default (row, "unanswered", FALSE));
  reel_database_bind_text (stmt, 14, text_of (row, "tags"));
}

/* Asks which row with an id below @end is the same in the way of @stmt; @video_id (nullable) is one of its ids. 0 for none,
 * -1 for an error. */
static gint64
ask (sqlite3_stmt *stmt, JsonObject *row, const char *video_id, gint64 end, GError **error)
{
  gboolean has_row;
  gint64 found;

  sqlite3_reset (stmt);
  reel_database_bind_text (stmt, 1, text_of (row, "profile"));
  reel_database_bind_text (stmt, 2, text_of (row, "collection"));
  reel_database_bind_text (stmt, 3, video_id);
  reel_database_bind_text (stmt, 4, text_of (row, "fingerprint"));
  reel_database_bind_text (stmt, 5, text_of (row, "uri"));
  sqlite3_bind_int64 (stmt, 6, end);
  sqlite3_bind_int (stmt, 7, text_of (row, "service") != NULL); /* it may have been put into another collection here */
  if (!reel_database_step (stmt, &has_row, error))
    return -1;
  found = has_row ? sqlite3_column_int64 (stmt, 0) : 0;
  sqlite3_reset (stmt);
  return found;
}

/* Returns the row that @row is the same as, 0 for none, -1 for an error. */
static gint64
find (Merge *self, JsonObject *row, GError **error)
{
  const char *video_id = text_of (row, "video_id");
  JsonArray *copies = copies_of (row);
  gint64 found = ask (self->by_id, row, video_id, self->end, error);

  for (guint i = 0; copies != NULL && found == 0 && i < json_array_get_length (copies); i++)
    found = ask (self->by_id, row, json_array_get_string_element (copies, i), self->end, error);
  if (found == 0)
    found = ask (self->by_fingerprint, row, video_id, self->end, error);
  if (found == 0)
    found = ask (self->by_uri, row, video_id, self->end, error);
  return found;
}

static gboolean
insert (sqlite3_stmt *stmt, JsonObject *row, guint place, GError **error)
{
  const char *state = text_of (row, "state");
  const char *error_text = text_of (row, "error");
  g_autofree char *reason = g_strdup (text_of (row, "reason"));
  gboolean retry = json_object_get_boolean_member_with_default (row, "can_retry", FALSE);
  gboolean finished = g_str_equal (state, "ready") || g_str_equal (state, "failed") || g_str_equal (state, "cancelled");

  bind (stmt, row);
  if (!finished && text_of (row, "video_id") != NULL)
    reel_database_bind_text (stmt, 11, reel_video_state_get_nick (REEL_VIDEO_STATE_PROCESSING));
  else if (!finished)
    {
      reel_database_bind_text (stmt, 11, reel_video_state_get_nick (REEL_VIDEO_STATE_FAILED));
      error_text =
        reel_sentence (N_ ("This video had not been sent when the catalogue was exported. Try again where its file is."));
      g_free (reason);
      reason = reel_sentence_pack (error_text);
      retry = TRUE;
    }
  reel_database_bind_text (stmt, 15, error_text);
  reel_database_bind_text (stmt, 22, reason);
  sqlite3_bind_int (stmt, 16, retry);
  sqlite3_bind_int (stmt, 17, json_object_get_boolean_member_with_default (row, "hidden", FALSE));
  sqlite3_bind_int64 (stmt, 18, json_object_get_int_member (row, "added"));
  sqlite3_bind_int (stmt, 19, json_object_get_boolean_member_with_default (row, "insisted", FALSE));
  reel_database_bind_text (stmt, 21, text_of (row, "service"));
  sqlite3_bind_double (stmt, 20, (double) json_object_get_int_member_with_default (row, "position", place));
  return reel_database_step (stmt, NULL, error);
}

/* All ids of @row that are not the own one of the row here, as further ones. */
static gboolean
add_copies (Merge *self, gint64 id, JsonObject *row, gboolean *changed, GError **error)
{
  JsonArray *copies = copies_of (row);
  guint n = copies != NULL ? json_array_get_length (copies) : 0;

  for (guint i = 0; i <= n; i++)
    {
      const char *video_id = i < n ? json_array_get_string_element (copies, i) : text_of (row, "video_id");

      if (video_id == NULL)
        continue;
      sqlite3_reset (self->copy);
      sqlite3_bind_int64 (self->copy, 1, id);
      reel_database_bind_text (self->copy, 2, video_id);
      if (!reel_database_step (self->copy, NULL, error))
        return FALSE;
      *changed |= sqlite3_changes (self->db) > 0;
    }
  return TRUE;
}

/* Whether another computer's own service has it. */
static gboolean
is_elsewhere (Merge *self, JsonObject *row)
{
  const char *service = text_of (row, "service");

  return service != NULL && self->own_service != NULL && !g_str_equal (service, self->own_service);
}

static gboolean
merge_video (Merge *self, JsonObject *row, GError **error)
{
  gint64 id = find (self, row, error);
  const guint place = ++self->place; /* in the order of work, where the file does not say it */
  gboolean change = FALSE;

  if (id < 0)
    return FALSE;
  if (id == 0)
    {
      if (!insert (self->insert, row, place, error))
        return FALSE;
      id = sqlite3_last_insert_rowid (self->db);
      g_array_append_val (self->added, id);
      return add_copies (self, id, row, &change, error);
    }
  bind (self->complete, row);
  if (is_elsewhere (self, row)) /* what another service has says nothing of this one */
    {
      reel_database_bind_text (self->complete, 3, NULL);
      reel_database_bind_text (self->complete, 11, NULL);
      reel_database_bind_text (self->complete, 12, NULL);
      sqlite3_bind_int (self->complete, 13, FALSE);
    }
  sqlite3_bind_int64 (self->complete, 1, id);
  if (!reel_database_step (self->complete, NULL, error))
    return FALSE;
  change = sqlite3_changes (self->db) > 0;
  if (!is_elsewhere (self, row) && !add_copies (self, id, row, &change, error))
    return FALSE;
  if (!change || !g_hash_table_add (self->changed, g_memdup2 (&id, sizeof (id))))
    self->outcome->n_known++;
  return TRUE;
}

/* Runs @stmt for the row, with the texts of @keys as its parameters; a flag or a number comes last, where there is one. */
static gboolean
run (Merge *self,
     sqlite3_stmt *stmt,
     JsonObject *row,
     const char * const *keys,
     const char *number,
     gboolean *changed,
     GError **error)
{
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
  *changed = sqlite3_changes (self->db) > 0;
  return TRUE;
}

static void
add_collection (GHashTable *collections, JsonObject *row)
{
  GPtrArray *list = g_hash_table_lookup (collections, text_of (row, "profile"));

  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
      g_hash_table_insert (collections, g_strdup (text_of (row, "profile")), list);
    }
  g_ptr_array_add (list, reel_collection_record_new (text_of (row, "id"), text_of (row, "name"), text_of (row, "description")));
}

static void
add_note (ReelArchiveOutcome *outcome, JsonObject *row)
{
  ReelCollectionRecord *record = reel_collection_record_new (text_of (row, "id"), "", NULL);

  record->local_name = g_strdup (text_of (row, "local_name"));
  record->hidden = json_object_get_boolean_member_with_default (row, "hidden", FALSE);
  g_ptr_array_add (outcome->notes, record);
  g_ptr_array_add (outcome->profiles, g_strdup (text_of (row, "profile")));
}

static gboolean
merge_row (const char *table, JsonObject *row, gpointer data, GError **error)
{
  static const char * const known[] = { "profile", "id", "name", "description", NULL };
  static const char * const named[] = { "profile", "id", "name", NULL };
  static const char * const noted[] = { "profile", "id", "local_name", NULL };
  static const char * const asked[] = { "profile", "collection", "text", NULL };
  static const char * const saved[] = { "profile", "collection", "text", "name", NULL };
  Merge *self = data;
  gboolean changed = FALSE;

  if (g_str_equal (table, "videos"))
    return merge_video (self, row, error);
  if (g_str_equal (table, "collections"))
    {
      if (!run (self, self->collection, row, known, NULL, &changed, error))
        return FALSE;
      if (changed)
        add_collection (self->outcome->collections, row);
      return run (self, self->name, row, named, NULL, &changed, error);
    }
  if (g_str_equal (table, "notes"))
    {
      if (!run (self, self->note, row, noted, "hidden", &changed, error))
        return FALSE;
      if (changed)
        add_note (self->outcome, row);
      return TRUE;
    }
  if (g_str_equal (table, "searches"))
    {
      if (!run (self, self->search, row, asked, "asked", &changed, error))
        return FALSE;
      self->searches_changed |= changed;
      return TRUE;
    }
  if (!run (self, self->saved, row, saved, "saved", &changed, error))
    return FALSE;
  self->outcome->saved_changed |= changed;
  return TRUE;
}

/* The order is that of the ids: so each gets a new one. */
static gboolean
trim_searches (sqlite3 *db, GError **error)
{
  g_autofree char *trim =
    g_strdup_printf ("CREATE TEMP TABLE merged AS SELECT * FROM (SELECT *, row_number () OVER (PARTITION BY profile "
                     "ORDER BY asked DESC, id DESC) AS age FROM searches) WHERE age <= %d;"
                     "DELETE FROM searches;"
                     "INSERT INTO searches (profile, collection, text, asked) "
                     "SELECT profile, collection, text, asked FROM merged ORDER BY asked, id;"
                     "DROP TABLE merged",
                     REEL_CATALOGUE_MOST_SEARCHES);

  return reel_database_exec (db, trim, error);
}

/* Nothing is prepared any more, so that the indexes can go. */
static gboolean
finish (Merge *self, GError **error)
{
  Merge done = *self;

  *self = (Merge){ .db = done.db, .added = g_steal_pointer (&done.added), .changed = g_steal_pointer (&done.changed),
                   .outcome = g_steal_pointer (&done.outcome), .searches_changed = done.searches_changed };
  merge_clear (&done);
  return reel_database_exec (self->db,
                             "DROP INDEX merge_by_id; DROP INDEX merge_by_fingerprint; DROP INDEX merge_by_uri;"
                             "DROP INDEX merge_by_copy",
                             error) &&
         (!self->searches_changed || trim_searches (self->db, error));
}

/* Those that came are worked on behind all that were there, see reel-catalogue-order.c. */
static gboolean
put_last (sqlite3 *db, GArray *added, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (added->len == 0)
    return TRUE;
  stmt = reel_database_prepare (db,
                                "UPDATE videos SET position = place + (SELECT coalesce (max (position), 0) FROM videos "
                                "WHERE id < ?1) FROM (SELECT id AS row, row_number () OVER (ORDER BY position, id) AS place "
                                "FROM videos WHERE id >= ?1) WHERE id = row",
                                error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, g_array_index (added, gint64, 0));
  return reel_database_step (stmt, NULL, error);
}

static ReelArchiveOutcome *
outcome_new (void)
{
  ReelArchiveOutcome *self = g_new0 (ReelArchiveOutcome, 1);

  self->added = g_ptr_array_new_with_free_func (g_object_unref);
  self->changed = g_ptr_array_new_with_free_func (g_object_unref);
  self->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  self->profiles = g_ptr_array_new_with_free_func (g_free);
  self->collections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

gpointer
reel_catalogue_archive_merge (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const ReelArchiveSource *source = data;
  g_auto (Merge) self = { .db = db, .own_service = source->own_service };
  g_autoptr (ReelCatalogueContents) contents = NULL;

  self.outcome = outcome_new ();
  self.changed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.added = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!reel_database_begin (db, error) || !find_end (db, &self.end, error) || !prepare (&self, error) ||
      !reel_catalogue_archive_read (source->file, merge_row, &self, cancellable, error) || !finish (&self, error) ||
      !put_last (db, self.added, error))
    return NULL;
  /* As it will be, before it is: what can't be read is not committed. */
  contents = reel_catalogue_store_load (db, NULL, cancellable, error);
  if (contents == NULL)
    return NULL;
  for (guint i = 0; i < contents->videos->len; i++)
    {
      ReelVideo *video = contents->videos->pdata[i];
      gint64 id = reel_video_get_row_id (video);

      if (self.added->len > 0 && id >= g_array_index (self.added, gint64, 0))
        g_ptr_array_add (self.outcome->added, g_object_ref (video));
      else if (g_hash_table_contains (self.changed, &id))
        g_ptr_array_add (self.outcome->changed, g_object_ref (video));
    }
  self.outcome->searches = g_steal_pointer (&contents->searches);
  return reel_database_commit (db, error) ? g_steal_pointer (&self.outcome) : NULL;
}
