/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "base/reel-database.h"
#include "library/reel-catalogue.h"
#include "reel-test.h"

/* What is so on this computer only: names, what is hidden, what is forgotten and comes back. */

static char *
new_path (void)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("catalogue-local-%u", n++);
  g_autofree char *folder = reel_test_tmp (name);

  return g_build_filename (folder, "catalogue.db", NULL);
}

static ReelCatalogue *
open_catalogue (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_null (set_aside);
  return catalogue;
}

/* Four videos: 1 and 3 in "c1", 2 and 4 in "c2", Ready. */
static GPtrArray *
fill (ReelCatalogue *catalogue)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *uri = g_strdup_printf ("file:///nowhere/%u.mp4", i);
      const char *uris[] = { uri, NULL };
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GPtrArray) videos = NULL;
      g_autoptr (GError) error = NULL;
      ReelVideo *video;

      reel_catalogue_add_videos_async (catalogue, "p", i % 2 == 1 ? "c1" : "c2", uris, NULL, reel_test_store_result, &result);
      reel_test_wait (result != NULL);
      videos = reel_catalogue_add_videos_finish (catalogue, result, &error);
      g_assert_no_error (error);
      video = videos->pdata[0];
      reel_video_set_fingerprint (video, "7-abc", 7 * i);
      reel_video_set_media (video, 1.5 * i, 640, 360);
      reel_video_set_state (video, REEL_VIDEO_STATE_READY);
      reel_video_set_video_id (video, uri + strlen ("file:///nowhere/"));
      g_clear_object (&result);
      reel_catalogue_save_video_async (catalogue, video, NULL, reel_test_store_result, &result);
      reel_test_wait (result != NULL);
      g_assert_true (reel_catalogue_save_video_finish (catalogue, result, &error));
      g_ptr_array_add (all, g_object_ref (video));
    }
  return all;
}

static gboolean
note_video (ReelCatalogue *catalogue, ReelVideo *video, const char *name, gboolean hidden, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_note_video_async (catalogue, video, name, hidden, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_note_video_finish (catalogue, result, error);
}

static gboolean
note_collection (ReelCatalogue *catalogue, const char *id, const char *name, gboolean hidden, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_note_collection_async (catalogue, "p", id, name, hidden, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_note_collection_finish (catalogue, result, error);
}

static ReelForgotten *
forget_videos (ReelCatalogue *catalogue, GPtrArray *videos, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_forget_videos_async (catalogue, videos, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_forget_finish (catalogue, result, error);
}

static gboolean
restore (ReelCatalogue *catalogue, const ReelForgotten *forgotten, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_restore_async (catalogue, forgotten, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_restore_finish (catalogue, result, error);
}

static guint
n_items (ReelCatalogue *catalogue)
{
  return g_list_model_get_n_items (G_LIST_MODEL (catalogue));
}

static void
by_hand (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static int
append_row (gpointer data, int n, char **values, char **names)
{
  for (int i = 0; i < n; i++)
    g_string_append_printf (data, "%s=%s|", names[i], values[i] != NULL ? values[i] : "NULL");
  g_string_append_c (data, '\n');
  return 0;
}

/* Every column of every row, as another program sees it. */
static char *
dump (const char *path)
{
  GString *text = g_string_new (NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, "SELECT * FROM videos ORDER BY id", append_row, text, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "SELECT * FROM collection_notes ORDER BY profile, id", append_row, text, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

static void
add_cb (guint *n, GPtrArray *videos)
{
  *n += videos->len;
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_migration (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (GPtrArray) collections = NULL;
  g_autoptr (GError) error = NULL;
  const ReelCollectionRecord *record;
  ReelCatalogue *catalogue;
  ReelVideo *video;

  /* A file of schema 3, with something in every table. */
  by_hand (path,
           "CREATE TABLE videos (id INTEGER PRIMARY KEY AUTOINCREMENT, profile TEXT NOT NULL, collection TEXT NOT NULL,"
           " uri TEXT NOT NULL, added INTEGER NOT NULL, size INTEGER NOT NULL DEFAULT 0, fingerprint TEXT, video_id TEXT,"
           " duration REAL NOT NULL DEFAULT 0, width INTEGER NOT NULL DEFAULT 0, height INTEGER NOT NULL DEFAULT 0,"
           " state TEXT NOT NULL DEFAULT 'queued', error TEXT, can_retry INTEGER NOT NULL DEFAULT 0,"
           " unanswered INTEGER NOT NULL DEFAULT 0) STRICT;"
           "CREATE TABLE collections (profile TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,"
           " description TEXT, PRIMARY KEY (profile, position)) STRICT;"
           "CREATE TABLE searches (id INTEGER PRIMARY KEY AUTOINCREMENT, profile TEXT NOT NULL, collection TEXT,"
           " text TEXT NOT NULL, asked INTEGER NOT NULL, UNIQUE (profile, text)) STRICT;"
           "INSERT INTO videos (profile, collection, uri, added, size, fingerprint, video_id, duration, width, height, state)"
           " VALUES ('p', 'c', 'file:///nowhere/old.mp4', 7, 9, '9-f', 'v', 2.5, 4, 3, 'ready');"
           "INSERT INTO collections VALUES ('p', 0, 'c', 'Old', 'from before');"
           "INSERT INTO searches (profile, text, asked) VALUES ('p', 'red', 1);"
           "PRAGMA user_version = 3");
  catalogue = open_catalogue (path);
  g_assert_cmpuint (n_items (catalogue), ==, 1);
  video = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  g_assert_cmpstr (reel_video_get_name (video), ==, "old.mp4");
  g_assert_null (reel_video_get_local_name (video));
  g_assert_false (reel_video_get_hidden (video));
  g_assert_cmpfloat (reel_video_get_duration (video), ==, 2.5);
  g_assert_cmpstr (reel_video_get_fingerprint (video), ==, "9-f");
  collections = reel_catalogue_get_collections (catalogue, "p");
  g_assert_cmpuint (collections->len, ==, 1);
  record = collections->pdata[0];
  g_assert_cmpstr (reel_collection_record_get_shown_name (record), ==, "Old");
  g_assert_false (record->hidden);
  g_assert_true (note_video (catalogue, video, "New", FALSE, &error));
  g_assert_true (note_collection (catalogue, "c", "Newer", FALSE, &error));
  g_object_unref (video);
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  video = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  g_assert_cmpstr (reel_video_get_name (video), ==, "New");
  g_assert_cmpstr (reel_catalogue_get_collection_name (catalogue, "p", "c"), ==, "Newer");
  g_object_unref (video);
  reel_test_assert_finalized (&catalogue);
}

static void
test_videos (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *file = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  GPtrArray *videos = fill (catalogue);
  ReelVideo *video = videos->pdata[0];
  guint named = 0, hidden = 0, changed = 0;

  g_signal_connect_swapped (video, "notify::name", G_CALLBACK (count_cb), &named);
  g_signal_connect_swapped (video, "notify::hidden", G_CALLBACK (count_cb), &hidden);
  g_signal_connect_swapped (catalogue, "items-changed", G_CALLBACK (count_cb), &changed);
  g_assert_true (note_video (catalogue, video, "  Lisbon  ", FALSE, &error));
  g_assert_cmpstr (reel_video_get_name (video), ==, "Lisbon");
  g_assert_cmpstr (reel_video_get_local_name (video), ==, "Lisbon");
  g_assert_cmpuint (named, ==, 1);
  g_assert_cmpuint (changed, ==, 0);
  g_assert_true (note_video (catalogue, video, "Lisbon", TRUE, &error));
  g_assert_true (reel_video_get_hidden (video));
  g_assert_cmpuint (named, ==, 1);
  g_assert_cmpuint (hidden, ==, 1);
  g_assert_cmpuint (changed, ==, 1);

  /* A move of the file, and a save of the rest, leave it alone. */
  reel_video_set_uri (video, "file:///elsewhere/moved.mp4");
  g_assert_cmpstr (reel_video_get_name (video), ==, "Lisbon");
  file = reel_video_dup_file_name (video);
  g_assert_cmpstr (file, ==, "moved.mp4");
  reel_catalogue_save_video_async (catalogue, video, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_save_video_finish (catalogue, result, &error));
  g_clear_object (&result);
  g_clear_pointer (&videos, g_ptr_array_unref);
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  video = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  g_assert_cmpstr (reel_video_get_name (video), ==, "Lisbon");
  g_assert_true (reel_video_get_hidden (video));
  g_assert_true (note_video (catalogue, video, "   ", FALSE, &error));
  g_assert_cmpstr (reel_video_get_name (video), ==, "moved.mp4");
  g_assert_null (reel_video_get_local_name (video));
  g_object_unref (video);
  reel_test_assert_finalized (&catalogue);
}

static void
collection_noted_cb (ReelCatalogue *catalogue, const char *profile, const char *id, GString *said)
{
  g_string_append_printf (said, "%s/%s ", profile, id);
}

static void
test_collections (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  const ReelCollectionRecord *record;
  ReelCatalogue *catalogue = open_catalogue (path);

  g_ptr_array_add (records, reel_collection_record_new ("c1", "Ants", NULL));
  reel_catalogue_save_collections (catalogue, "p", records);
  g_signal_connect (catalogue, "collection-noted", G_CALLBACK (collection_noted_cb), said);
  g_assert_true (note_collection (catalogue, "c1", "Insects", TRUE, &error));
  g_assert_cmpstr (said->str, ==, "p/c1 ");
  reel_catalogue_save_collections (catalogue, "p", records); /* the service says the same again */
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  g_assert_cmpstr (reel_catalogue_get_collection_name (catalogue, "p", "c1"), ==, "Insects");
  g_assert_true (reel_catalogue_get_collection_hidden (catalogue, "p", "c1"));
  g_assert_false (reel_catalogue_get_collection_hidden (catalogue, "q", "c1")); /* another service's */
  found = reel_catalogue_get_collections (catalogue, "p");
  record = found->pdata[0];
  g_assert_cmpstr (record->name, ==, "Ants");
  g_assert_cmpstr (reel_collection_record_get_shown_name (record), ==, "Insects");
  g_assert_true (record->hidden);
  g_assert_true (note_collection (catalogue, "c1", NULL, FALSE, &error));
  g_assert_null (reel_catalogue_get_collection_name (catalogue, "p", "c1"));
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  g_assert_null (reel_catalogue_get_collection_name (catalogue, "p", "c1"));
  g_assert_false (reel_catalogue_get_collection_hidden (catalogue, "p", "c1"));
  reel_test_assert_finalized (&catalogue);
}

/* All of a row is back, at its place, as the same object, whatever happened meanwhile. */
static void
test_forget (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *before = NULL;
  g_autofree char *without = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) some = g_ptr_array_new ();
  g_autoptr (ReelForgotten) forgotten = NULL;
  g_autoptr (ReelVideo) second = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  GPtrArray *videos = fill (catalogue);
  guint removed = 0, added = 0, changed = 0;

  g_assert_true (note_video (catalogue, videos->pdata[1], "Two", TRUE, &error));
  g_assert_true (note_video (catalogue, videos->pdata[0], "One", FALSE, &error));
  reel_catalogue_add_copy (catalogue, videos->pdata[1], "another-id");
  before = dump (path);
  g_signal_connect_swapped (catalogue, "videos-removed", G_CALLBACK (add_cb), &removed);
  g_signal_connect_swapped (catalogue, "videos-added", G_CALLBACK (add_cb), &added);
  g_signal_connect_swapped (catalogue, "items-changed", G_CALLBACK (count_cb), &changed);
  g_ptr_array_add (some, videos->pdata[1]);
  g_ptr_array_add (some, videos->pdata[3]);
  forgotten = forget_videos (catalogue, some, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (forgotten->videos->len, ==, 2);
  g_assert_cmpuint (n_items (catalogue), ==, 2);
  g_assert_cmpuint (removed, ==, 2);
  g_assert_cmpuint (changed, ==, 1);
  g_assert_null (reel_catalogue_find_video (catalogue, "p", "2.mp4"));
  without = dump (path);
  g_assert_cmpstr (without, !=, before);
  g_assert_false (note_video (catalogue, videos->pdata[1], "No", FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (note_video (catalogue, videos->pdata[0], "Other", FALSE, &error));
  g_assert_true (note_video (catalogue, videos->pdata[0], "One", FALSE, &error));
  g_assert_true (restore (catalogue, forgotten, &error));
  g_assert_no_error (error);
  after = dump (path);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (n_items (catalogue), ==, 4);
  g_assert_cmpuint (added, ==, 2);
  second = g_list_model_get_item (G_LIST_MODEL (catalogue), 1);
  g_assert_true (second == videos->pdata[1]);
  g_assert_true (restore (catalogue, forgotten, &error)); /* again: nothing is there twice */
  g_assert_cmpuint (n_items (catalogue), ==, 4);
  g_assert_cmpuint (added, ==, 2);
  g_assert_true (note_video (catalogue, second, "Deux", TRUE, &error)); /* it can be worked with */

  g_clear_object (&second);
  g_clear_pointer (&forgotten, reel_forgotten_free);
  g_clear_pointer (&videos, g_ptr_array_unref);
  reel_test_assert_finalized (&catalogue);
  catalogue = open_catalogue (path);
  g_assert_cmpuint (n_items (catalogue), ==, 4);
  g_assert_nonnull (reel_catalogue_find_video (catalogue, "p", "another-id"));
  reel_test_assert_finalized (&catalogue);
}

static void
test_forget_collection (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelForgotten) forgotten = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  ReelCatalogue *catalogue = open_catalogue (path);
  GPtrArray *videos = fill (catalogue);

  g_assert_true (note_collection (catalogue, "c1", "Insects", FALSE, &error));
  before = dump (path);
  g_signal_connect (catalogue, "collection-noted", G_CALLBACK (collection_noted_cb), said);
  reel_catalogue_forget_collection_async (catalogue, "p", "c1", NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  forgotten = reel_catalogue_forget_finish (catalogue, result, &error);
  g_clear_object (&result);
  g_assert_no_error (error);
  g_assert_cmpuint (forgotten->videos->len, ==, 2);
  g_assert_cmpuint (n_items (catalogue), ==, 2);
  g_assert_null (reel_catalogue_get_collection_name (catalogue, "p", "c1"));
  g_assert_true (reel_catalogue_get_collection_hidden (catalogue, "p", "c1")); /* the service goes on naming it */

  g_assert_true (restore (catalogue, forgotten, &error));
  g_assert_cmpstr (reel_catalogue_get_collection_name (catalogue, "p", "c1"), ==, "Insects");
  g_assert_false (reel_catalogue_get_collection_hidden (catalogue, "p", "c1"));
  g_assert_cmpstr (said->str, ==, "p/c1 p/c1 ");
  after = dump (path);
  g_assert_cmpstr (after, ==, before);
  g_clear_pointer (&forgotten, reel_forgotten_free);
  g_clear_pointer (&videos, g_ptr_array_unref);
  reel_test_assert_finalized (&catalogue);
}

/* What the disk refuses is not so in memory either: all or none. */
static void
test_refused (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelForgotten) forgotten = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  GPtrArray *videos = fill (catalogue);

  before = dump (path);
  by_hand (path, "CREATE TRIGGER no_delete BEFORE DELETE ON videos WHEN OLD.id = 3 BEGIN SELECT RAISE (ABORT, 'no'); END;"
                 "CREATE TRIGGER no_update BEFORE UPDATE ON videos BEGIN SELECT RAISE (ABORT, 'no'); END");
  g_assert_null (forget_videos (catalogue, videos, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpuint (n_items (catalogue), ==, 4);
  g_assert_false (note_video (catalogue, videos->pdata[0], "No", TRUE, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpstr (reel_video_get_name (videos->pdata[0]), ==, "1.mp4");
  g_assert_false (reel_video_get_hidden (videos->pdata[0]));
  by_hand (path, "DROP TRIGGER no_delete; DROP TRIGGER no_update;"
                 "CREATE TRIGGER no_insert BEFORE INSERT ON videos WHEN NEW.id = 3 BEGIN SELECT RAISE (ABORT, 'no'); END");
  after = dump (path);
  g_assert_cmpstr (after, ==, before);

  forgotten = forget_videos (catalogue, videos, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items (catalogue), ==, 0);
  g_assert_false (restore (catalogue, forgotten, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpuint (n_items (catalogue), ==, 0);
  by_hand (path, "DROP TRIGGER no_insert");
  g_assert_true (restore (catalogue, forgotten, &error));
  g_clear_pointer (&after, g_free);
  after = dump (path);
  g_assert_cmpstr (after, ==, before);
  g_clear_pointer (&forgotten, reel_forgotten_free);
  g_clear_pointer (&videos, g_ptr_array_unref);
  reel_test_assert_finalized (&catalogue);
}

static void
assert_cancelled (GError **error)
{
  g_assert_error (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (error);
}

static void
test_cancelled (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelForgotten) forgotten = NULL;
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  ReelCatalogue *catalogue = open_catalogue (path);
  GPtrArray *videos = fill (catalogue);
  GAsyncResult *result = NULL;

  g_ptr_array_add (one, videos->pdata[0]);
  forgotten = forget_videos (catalogue, one, &error);
  g_assert_no_error (error);
  before = dump (path);
  g_cancellable_cancel (cancellable);

  reel_catalogue_note_video_async (catalogue, videos->pdata[1], "No", TRUE, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_note_video_finish (catalogue, result, &error));
  assert_cancelled (&error);
  g_clear_object (&result);

  reel_catalogue_note_collection_async (catalogue, "p", "c1", "No", TRUE, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_note_collection_finish (catalogue, result, &error));
  assert_cancelled (&error);
  g_clear_object (&result);

  reel_catalogue_forget_videos_async (catalogue, videos, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_catalogue_forget_finish (catalogue, result, &error));
  assert_cancelled (&error);
  g_clear_object (&result);

  reel_catalogue_restore_async (catalogue, forgotten, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_restore_finish (catalogue, result, &error));
  assert_cancelled (&error);
  g_clear_object (&result);

  g_assert_cmpuint (n_items (catalogue), ==, 3);
  after = dump (path);
  g_assert_cmpstr (after, ==, before);
  g_clear_pointer (&forgotten, reel_forgotten_free);
  g_clear_pointer (&videos, g_ptr_array_unref);
  reel_test_assert_finalized (&catalogue);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/library/catalogue/local/migration", test_migration);
  g_test_add_func ("/library/catalogue/local/videos", test_videos);
  g_test_add_func ("/library/catalogue/local/collections", test_collections);
  g_test_add_func ("/library/catalogue/local/forget", test_forget);
  g_test_add_func ("/library/catalogue/local/forget-collection", test_forget_collection);
  g_test_add_func ("/library/catalogue/local/refused", test_refused);
  g_test_add_func ("/library/catalogue/local/cancelled", test_cancelled);
  return g_test_run ();
}
