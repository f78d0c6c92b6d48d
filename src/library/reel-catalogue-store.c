/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-sentence.h"
#include "library/reel-catalogue-store.h"

/* One script per schema version. Never change one that was released: add another. */
static const char * const migrations[] = {
  /* 1: what went where */
  "CREATE TABLE videos ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  profile TEXT NOT NULL,"
  "  collection TEXT NOT NULL,"
  "  uri TEXT NOT NULL,"
  "  added INTEGER NOT NULL,"
  "  size INTEGER NOT NULL DEFAULT 0,"
  "  fingerprint TEXT,"
  "  video_id TEXT,"
  "  duration REAL NOT NULL DEFAULT 0,"
  "  width INTEGER NOT NULL DEFAULT 0,"
  "  height INTEGER NOT NULL DEFAULT 0,"
  "  state TEXT NOT NULL DEFAULT 'queued',"
  "  error TEXT,"
  "  can_retry INTEGER NOT NULL DEFAULT 0,"
  "  unanswered INTEGER NOT NULL DEFAULT 0"
  ") STRICT",
  /* 2: the collections last seen */
  "CREATE TABLE collections ("
  "  profile TEXT NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  id TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  description TEXT,"
  "  PRIMARY KEY (profile, position)"
  ") STRICT",
  /* 3: past searches; asking again gives the text a new, highest id */
  "CREATE TABLE searches ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  profile TEXT NOT NULL,"
  "  collection TEXT,"
  "  text TEXT NOT NULL,"
  "  asked INTEGER NOT NULL,"
  "  UNIQUE (profile, text)"
  ") STRICT",
  /* 4: further ids under which the service has the content of a row */
  "CREATE TABLE copies ("
  "  row INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,"
  "  video_id TEXT NOT NULL,"
  "  PRIMARY KEY (row, video_id)"
  ") STRICT, WITHOUT ROWID",
  /* 5: SHA-256 of what was sent */
  "ALTER TABLE videos ADD COLUMN sha256 TEXT",
  /* 6: to be sent though the collection has its content already */
  "ALTER TABLE videos ADD COLUMN insisted INTEGER NOT NULL DEFAULT 0",
  /* 7: what is so on this computer only: names, and what is not to be listed; a table of its own for collections, as those
   * last seen are written anew each time */
  "ALTER TABLE videos ADD COLUMN local_name TEXT;"
  "ALTER TABLE videos ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;"
  "CREATE TABLE collection_notes ("
  "  profile TEXT NOT NULL,"
  "  id TEXT NOT NULL,"
  "  local_name TEXT,"
  "  hidden INTEGER NOT NULL DEFAULT 0,"
  "  PRIMARY KEY (profile, id)"
  ") STRICT",
  /* 8: the order in which uploads are worked on, of all profiles; a row that is moved gets a number between two others */
  "ALTER TABLE videos ADD COLUMN position REAL NOT NULL DEFAULT 0;"
  "UPDATE videos SET position = id",
  /* 9: what was chosen for a video that is larger than its service advises, and the smaller copy that goes out instead: its
   * path, as soon as it is whole, and its bytes, or how many it would have; how its pictures are coded */
  "ALTER TABLE videos ADD COLUMN choice TEXT NOT NULL DEFAULT 'ask';"
  "ALTER TABLE videos ADD COLUMN proxy TEXT;"
  "ALTER TABLE videos ADD COLUMN proxy_size INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE videos ADD COLUMN codec TEXT",
  /* 10: folders that feed a collection, and what was taken from each, so that it is not taken again; what was removed stays
   * for a while, so that it can come back */
  "CREATE TABLE watched_folders ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  profile TEXT NOT NULL,"
  "  collection TEXT NOT NULL,"
  "  uri TEXT NOT NULL,"
  "  added INTEGER NOT NULL,"
  "  paused INTEGER NOT NULL DEFAULT 0,"
  "  removed INTEGER NOT NULL DEFAULT 0"
  ") STRICT;"
  "CREATE TABLE watched_files ("
  "  folder INTEGER NOT NULL REFERENCES watched_folders (id) ON DELETE CASCADE,"
  "  uri TEXT NOT NULL,"
  "  size INTEGER NOT NULL,"
  "  changed INTEGER NOT NULL,"
  "  PRIMARY KEY (folder, uri)"
  ") STRICT, WITHOUT ROWID",
  /* 11: what was last answered to a question, to be shown at once when it is asked again, and while nobody answers. An
   * empty collection is all of them. */
  "CREATE TABLE answers ("
  "  profile TEXT NOT NULL,"
  "  collection TEXT NOT NULL,"
  "  text TEXT NOT NULL,"
  "  asked INTEGER NOT NULL,"
  "  body BLOB NOT NULL,"
  "  PRIMARY KEY (profile, collection, text)"
  ") STRICT",
  /* 12: searches that people keep, with what of their hits was seen, and of which videos. An empty collection is all. */
  "CREATE TABLE saved_searches ("
  "  profile TEXT NOT NULL,"
  "  collection TEXT NOT NULL,"
  "  text TEXT NOT NULL,"
  "  name TEXT,"
  "  saved INTEGER NOT NULL,"
  "  looked INTEGER NOT NULL DEFAULT 0,"
  "  asked INTEGER NOT NULL DEFAULT 0,"
  "  n_new INTEGER NOT NULL DEFAULT 0,"
  "  seen BLOB,"
  "  known BLOB,"
  "  asked_of BLOB,"
  "  PRIMARY KEY (profile, collection, text)"
  ") STRICT",
  /* 13: what a service said of the pictures, a line for each: see reel_video_set_tags() */
  "ALTER TABLE videos ADD COLUMN tags TEXT",
  /* 14: files of videos that were added elsewhere, as somebody on this computer said */
  "CREATE TABLE links ("
  "  profile TEXT NOT NULL,"
  "  video_id TEXT NOT NULL,"
  "  uri TEXT NOT NULL,"
  "  PRIMARY KEY (profile, video_id)"
  ") STRICT, WITHOUT ROWID",
  /* 15: when each file that was taken from a watched folder was last there, Unix seconds; those that are known are taken to
   * be there now */
  "ALTER TABLE watched_files ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;"
  "UPDATE watched_files SET seen = CAST (strftime ('%s', 'now') AS INTEGER)",
  /* 16: which computer's own service has a video, see reel-catalogue-elsewhere.c; and what collections are called that came
   * from other computers */
  "ALTER TABLE videos ADD COLUMN service TEXT;"
  "CREATE TABLE collection_names ("
  "  profile TEXT NOT NULL,"
  "  id TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  PRIMARY KEY (profile, id)"
  ") STRICT, WITHOUT ROWID",
  /* 17: which sentence an error is, with its arguments, see reel-sentence.h; those of before stay in the words that they
   * have */
  "ALTER TABLE videos ADD COLUMN reason TEXT",
  NULL,
};

int
reel_catalogue_store_get_version (void)
{
  return (int) G_N_ELEMENTS (migrations) - 1;
}

const char * const *
reel_catalogue_store_get_migrations (void)
{
  return migrations;
}

void
reel_catalogue_contents_free (ReelCatalogueContents *self)
{
  g_clear_pointer (&self->videos, g_ptr_array_unref);
  g_clear_pointer (&self->collections, g_hash_table_unref);
  g_clear_pointer (&self->searches, g_hash_table_unref);
  g_clear_pointer (&self->notes, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->links, g_hash_table_unref);
  g_free (self);
}

ReelVideoRow *
reel_video_row_new (ReelVideo *video)
{
  ReelVideoRow *self = g_new0 (ReelVideoRow, 1);
  ReelVideoState state = reel_video_get_state (video);

  self->row_id = reel_video_get_row_id (video);
  self->uri = g_strdup (reel_video_get_uri (video));
  self->video_id = g_strdup (reel_video_get_video_id (video));
  self->fingerprint = g_strdup (reel_video_get_fingerprint (video));
  self->error = g_strdup (state != REEL_VIDEO_STATE_ELSEWHERE ? reel_video_get_error (video) : NULL);
  self->reason = g_strdup (self->error != NULL ? reel_video_get_reason (video) : NULL);
  self->service = g_strdup (reel_video_get_service (video));
  self->sha256 = g_strdup (reel_video_get_sha256 (video));
  self->codec = g_strdup (reel_video_get_codec (video));
  self->proxy = g_strdup (reel_video_get_proxy (video));
  self->proxy_size = reel_video_get_proxy_size (video);
  self->choice = reel_video_get_choice (video);
  self->size = reel_video_get_size (video);
  self->duration = reel_video_get_duration (video);
  self->width = reel_video_get_width (video);
  self->height = reel_video_get_height (video);
  self->state = state != REEL_VIDEO_STATE_ELSEWHERE ? state : REEL_VIDEO_STATE_READY; /* as it is there */
  self->can_retry = reel_video_get_can_retry (video);
  self->unanswered = reel_video_get_unanswered (video);
  self->insisted = reel_video_get_insisted (video);
  return self;
}

void
reel_video_row_free (ReelVideoRow *self)
{
  g_free (self->uri);
  g_free (self->video_id);
  g_free (self->fingerprint);
  g_free (self->error);
  g_free (self->sha256);
  g_free (self->service);
  g_free (self->reason);
  g_free (self->codec);
  g_free (self->proxy);
  g_free (self);
}

ReelCatalogueChange *
reel_catalogue_change_new (GCancellable *cancellable)
{
  ReelCatalogueChange *self = g_new0 (ReelCatalogueChange, 1);

  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->now = g_get_real_time () / G_USEC_PER_SEC;
  return self;
}

void
reel_catalogue_change_free (ReelCatalogueChange *self)
{
  g_clear_object (&self->cancellable);
  g_free (self->profile);
  g_free (self->collection_id);
  g_free (self->text);
  g_strfreev (self->uris);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->collections, g_ptr_array_unref);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->forgotten, reel_forgotten_rows_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->places, g_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/* Puts a sentence for people in place of SQLite's words, which go to the debug log. */
void
reel_catalogue_store_explain (GError *error)
{
  const char *text;

  if (error == NULL || error->domain != REEL_DATABASE_ERROR)
    return;
  g_debug ("catalogue: %s", error->message);
  switch (error->code)
    {
    case REEL_DATABASE_ERROR_CORRUPT:
      text =
        reel_sentence (N_ ("The list of videos on this computer is damaged. Start the program again to begin a new one."));
      break;
    case REEL_DATABASE_ERROR_FULL:
      text = reel_sentence (N_ ("The disk is full, so that nothing can be noted. Free some space."));
      break;
    case REEL_DATABASE_ERROR_READ_ONLY:
      text =
        reel_sentence (N_ ("The list of videos on this computer can’t be written. Check the permissions of its folder."));
      break;
    case REEL_DATABASE_ERROR_BUSY:
      text = reel_sentence (N_ ("Another program holds the list of videos on this computer. Close it and try again."));
      break;
    case REEL_DATABASE_ERROR_TOO_NEW:
      text = reel_sentence (N_ ("The list of videos on this computer was written by a later version of this program. Update "
                                "the program."));
      break;
    default:
      text = reel_sentence (N_ ("The list of videos on this computer can’t be read or written."));
      break;
    }
  g_free (error->message);
  error->message = g_strdup (text);
}

static GPtrArray *
list_of (GHashTable *table, const char *profile, GDestroyNotify free_item)
{
  GPtrArray *list = g_hash_table_lookup (table, profile);

  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func (free_item);
      g_hash_table_insert (table, g_strdup (profile), list);
    }
  return list;
}

static const char *
text_at (sqlite3_stmt *stmt, int column)
{
  return (const char *) sqlite3_column_text (stmt, column);
}

static ReelVideo *
video_of_row (sqlite3_stmt *stmt)
{
  ReelVideo *video = reel_video_new (sqlite3_column_int64 (stmt, 0), text_at (stmt, 1), text_at (stmt, 2), text_at (stmt, 3),
                                     sqlite3_column_int64 (stmt, 4));
  g_autofree char *reason = NULL;
  ReelVideoState state;

  reel_video_set_fingerprint (video, text_at (stmt, 6), (guint64) MAX (sqlite3_column_int64 (stmt, 5), 0));
  reel_video_set_video_id (video, text_at (stmt, 7));
  reel_video_set_media (video, sqlite3_column_double (stmt, 8), (guint) MAX (sqlite3_column_int (stmt, 9), 0),
                        (guint) MAX (sqlite3_column_int (stmt, 10), 0));
  if (reel_video_state_from_nick (text_at (stmt, 11), &state))
    {
      reel_video_set_state (video, state);
      reason = text_at (stmt, 26) != NULL ? reel_sentence_unpack (text_at (stmt, 26)) : NULL;
      reel_video_set_error (video, reason != NULL ? reason : text_at (stmt, 12), sqlite3_column_int (stmt, 13) != 0);
    }
  else
    {
      reel_video_set_state (video, REEL_VIDEO_STATE_FAILED);
      reel_video_set_error (video, reel_sentence (N_ ("It is not known how far this video came. Try again.")), TRUE);
    }
  reel_video_set_unanswered (video, sqlite3_column_int (stmt, 14) != 0);
  reel_video_set_sha256 (video, text_at (stmt, 15));
  reel_video_set_insisted (video, sqlite3_column_int (stmt, 16) != 0);
  reel_video_set_local (video, text_at (stmt, 17), sqlite3_column_int (stmt, 18) != 0);
  reel_video_set_position (video, sqlite3_column_double (stmt, 19));
  reel_video_set_choice (video, reel_video_choice_from_nick (text_at (stmt, 20)));
  reel_video_set_proxy (video, text_at (stmt, 21), (guint64) MAX (sqlite3_column_int64 (stmt, 22), 0));
  reel_video_set_codec (video, text_at (stmt, 23));
  reel_video_set_tags (video, text_at (stmt, 24));
  reel_video_set_service (video, text_at (stmt, 25));
  return video;
}

static gboolean
load_copies (sqlite3 *db, GPtrArray *videos, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint position = 0;

  stmt = reel_database_prepare (db, "SELECT row, video_id FROM copies ORDER BY row", error);
  if (stmt == NULL)
    return FALSE;
  for (;;)
    {
      gboolean has_row;

      if (!reel_database_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      while (position < videos->len && reel_video_get_row_id (videos->pdata[position]) < sqlite3_column_int64 (stmt, 0))
        position++; /* both are in the order of rows */
      if (position < videos->len && reel_video_get_row_id (videos->pdata[position]) == sqlite3_column_int64 (stmt, 0))
        reel_video_add_copy (videos->pdata[position], text_at (stmt, 1));
    }
}

gpointer
reel_catalogue_store_load (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (ReelCatalogueContents) contents = g_new0 (ReelCatalogueContents, 1);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  contents->videos = g_ptr_array_new_with_free_func (g_object_unref);
  contents->collections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  contents->searches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  contents->notes = reel_collection_notes_new ();
  contents->names = reel_collection_notes_new ();

  /* A damaged page that no query of ours touches today is one that a query of tomorrow does. */
  stmt = reel_database_prepare (db, "PRAGMA quick_check(1)", error);
  if (stmt == NULL || !reel_database_step (stmt, &has_row, error))
    return NULL;
  if (!has_row || g_strcmp0 (text_at (stmt, 0), "ok") != 0)
    {
      g_set_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT, "quick_check: %s",
                   has_row ? text_at (stmt, 0) : "no answer");
      return NULL;
    }
  g_clear_pointer (&stmt, sqlite3_finalize);

  stmt = reel_database_prepare (db,
                                "SELECT id, profile, collection, uri, added, size, fingerprint, video_id, duration, width, "
                                "height, state, error, can_retry, unanswered, sha256, insisted, local_name, hidden, "
                                "position, choice, proxy, proxy_size, codec, tags, service, reason FROM videos ORDER BY id",
                                error);
  if (stmt == NULL)
    return NULL;
  for (;;)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !reel_database_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      g_ptr_array_add (contents->videos, video_of_row (stmt));
    }
  g_clear_pointer (&stmt, sqlite3_finalize);
  if (!load_copies (db, contents->videos, error))
    return NULL;

  stmt =
    reel_database_prepare (db, "SELECT profile, id, name, description FROM collections ORDER BY profile, position", error);
  if (stmt == NULL)
    return NULL;
  for (;;)
    {
      if (!reel_database_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      g_ptr_array_add (list_of (contents->collections, text_at (stmt, 0), (GDestroyNotify) reel_collection_record_free),
                       reel_collection_record_new (text_at (stmt, 1), text_at (stmt, 2), text_at (stmt, 3)));
    }
  g_clear_pointer (&stmt, sqlite3_finalize);

  stmt = reel_database_prepare (db, "SELECT profile, text FROM searches ORDER BY id", error);
  if (stmt == NULL)
    return NULL;
  for (;;)
    {
      if (!reel_database_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      g_ptr_array_add (list_of (contents->searches, text_at (stmt, 0), g_free), reel_database_dup_text (stmt, 1));
    }
  g_clear_pointer (&stmt, sqlite3_finalize);

  stmt = reel_database_prepare (db, "SELECT profile, id, local_name, hidden FROM collection_notes", error);
  if (stmt == NULL)
    return NULL;
  for (;;)
    {
      if (!reel_database_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      reel_collection_notes_set (contents->notes, text_at (stmt, 0), text_at (stmt, 1), text_at (stmt, 2),
                                 sqlite3_column_int (stmt, 3) != 0);
    }
  g_clear_pointer (&stmt, sqlite3_finalize);

  stmt = reel_database_prepare (db, "SELECT profile, id, name FROM collection_names", error);
  if (stmt == NULL)
    return NULL;
  for (;;)
    {
      if (!reel_database_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      reel_collection_notes_set (contents->names, text_at (stmt, 0), text_at (stmt, 1), text_at (stmt, 2), FALSE);
    }
  contents->links = reel_catalogue_store_load_links (db, error);
  return contents->links != NULL ? g_steal_pointer (&contents) : NULL;
}

gpointer
reel_catalogue_store_add_videos (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_object_unref);

  if (!reel_database_begin (db, error))
    return NULL;
  stmt = reel_database_prepare (db,
                                "INSERT INTO videos (profile, collection, uri, added, size, position) "
                                "VALUES (?, ?, ?, ?, ?, ?)",
                                error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; change->uris[i] != NULL; i++)
    {
      g_autoptr (ReelVideo) video = NULL;
      guint64 size = change->sizes != NULL ? g_array_index (change->sizes, guint64, i) : 0;

      if (g_cancellable_set_error_if_cancelled (change->cancellable, error))
        return NULL;
      reel_database_bind_text (stmt, 1, change->profile);
      reel_database_bind_text (stmt, 2, change->collection_id);
      reel_database_bind_text (stmt, 3, change->uris[i]);
      sqlite3_bind_int64 (stmt, 4, change->now);
      sqlite3_bind_int64 (stmt, 5, (gint64) MIN (size, (guint64) G_MAXINT64));
      sqlite3_bind_double (stmt, 6, change->position + i);
      if (!reel_database_step (stmt, NULL, error))
        return NULL;
      video = reel_video_new (sqlite3_last_insert_rowid (db), change->profile, change->collection_id, change->uris[i],
                              change->now);
      reel_video_set_position (video, change->position + i);
      reel_video_set_fingerprint (video, NULL, size);
      g_ptr_array_add (videos, g_steal_pointer (&video));
      sqlite3_reset (stmt);
    }
  return reel_database_commit (db, error) ? g_steal_pointer (&videos) : NULL;
}

static gboolean
save_row (sqlite3 *db, sqlite3_stmt *stmt, ReelVideoRow *row, GError **error)
{
  sqlite3_reset (stmt);
  reel_database_bind_text (stmt, 1, row->uri);
  sqlite3_bind_int64 (stmt, 2, (gint64) MIN (row->size, (guint64) G_MAXINT64));
  reel_database_bind_text (stmt, 3, row->fingerprint);
  reel_database_bind_text (stmt, 4, row->video_id);
  sqlite3_bind_double (stmt, 5, row->duration);
  sqlite3_bind_int64 (stmt, 6, row->width);
  sqlite3_bind_int64 (stmt, 7, row->height);
  reel_database_bind_text (stmt, 8, reel_video_state_get_nick (row->state));
  reel_database_bind_text (stmt, 9, row->error);
  sqlite3_bind_int (stmt, 10, row->can_retry);
  sqlite3_bind_int (stmt, 11, row->unanswered);
  reel_database_bind_text (stmt, 12, row->sha256);
  sqlite3_bind_int (stmt, 13, row->insisted);
  reel_database_bind_text (stmt, 14, reel_video_choice_get_nick (row->choice));
  reel_database_bind_text (stmt, 15, row->proxy);
  sqlite3_bind_int64 (stmt, 16, (gint64) MIN (row->proxy_size, (guint64) G_MAXINT64));
  reel_database_bind_text (stmt, 17, row->codec);
  reel_database_bind_text (stmt, 18, row->service);
  reel_database_bind_text (stmt, 19, row->reason);
  sqlite3_bind_int64 (stmt, 20, row->row_id);
  if (!reel_database_step (stmt, NULL, error))
    return FALSE;
  if (sqlite3_changes (db) == 1)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, reel_sentence (N_ ("This video is no longer in the list.")));
  return FALSE;
}

gpointer
reel_catalogue_store_save_videos (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = reel_database_prepare (db,
                                "UPDATE videos SET uri = ?, size = ?, fingerprint = ?, video_id = ?, duration = ?, "
                                "width = ?, height = ?, state = ?, error = ?, can_retry = ?, unanswered = ?, sha256 = ?, "
                                "insisted = ?, choice = ?, proxy = ?, proxy_size = ?, codec = ?, service = ?, reason = ? "
                                "WHERE id = ?",
                                error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < change->rows->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (change->cancellable, error) ||
          !save_row (db, stmt, change->rows->pdata[i], error))
        return NULL;
    }
  return NULL;
}

gpointer
reel_catalogue_store_add_copy (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  /* Of a row that was forgotten meanwhile there is nothing to note. */
  stmt = reel_database_prepare (db, "INSERT OR IGNORE INTO copies (row, video_id) SELECT id, ? FROM videos WHERE id = ?",
                                error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, change->text);
  sqlite3_bind_int64 (stmt, 2, change->row_id);
  reel_database_step (stmt, NULL, error);
  return NULL;
}

gpointer
reel_catalogue_store_forget_video (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (g_cancellable_set_error_if_cancelled (change->cancellable, error))
    return NULL;
  stmt = reel_database_prepare (db, "DELETE FROM videos WHERE id = ?", error);
  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, change->row_id);
  reel_database_step (stmt, NULL, error);
  return NULL;
}

gpointer
reel_catalogue_store_save_collections (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) clear = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  clear = reel_database_prepare (db, "DELETE FROM collections WHERE profile = ?", error);
  if (clear == NULL)
    return NULL;
  reel_database_bind_text (clear, 1, change->profile);
  if (!reel_database_step (clear, NULL, error))
    return NULL;
  stmt = reel_database_prepare (db,
                                "INSERT INTO collections (profile, position, id, name, description) "
                                "VALUES (?, ?, ?, ?, ?)",
                                error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < change->collections->len; i++)
    {
      ReelCollectionRecord *record = change->collections->pdata[i];

      sqlite3_reset (stmt);
      reel_database_bind_text (stmt, 1, change->profile);
      sqlite3_bind_int64 (stmt, 2, i);
      reel_database_bind_text (stmt, 3, record->id);
      reel_database_bind_text (stmt, 4, record->name);
      reel_database_bind_text (stmt, 5, record->description);
      if (!reel_database_step (stmt, NULL, error))
        return NULL;
    }
  reel_database_commit (db, error);
  return NULL;
}

gpointer
reel_catalogue_store_add_search (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (sqlite3_stmt) trim = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  stmt = reel_database_prepare (db, "INSERT OR REPLACE INTO searches (profile, collection, text, asked) VALUES (?, ?, ?, ?)",
                                error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, change->profile);
  reel_database_bind_text (stmt, 2, change->collection_id);
  reel_database_bind_text (stmt, 3, change->text);
  sqlite3_bind_int64 (stmt, 4, change->now);
  if (!reel_database_step (stmt, NULL, error))
    return NULL;
  trim = reel_database_prepare (db,
                                "DELETE FROM searches WHERE profile = ?1 AND id NOT IN "
                                "(SELECT id FROM searches WHERE profile = ?1 ORDER BY id DESC LIMIT ?2)",
                                error);
  if (trim == NULL)
    return NULL;
  reel_database_bind_text (trim, 1, change->profile);
  sqlite3_bind_int (trim, 2, REEL_CATALOGUE_MOST_SEARCHES);
  if (!reel_database_step (trim, NULL, error))
    return NULL;
  reel_database_commit (db, error);
  return NULL;
}
