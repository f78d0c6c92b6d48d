/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "base/reel-database.h"
#include "library/reel-catalogue.h"
#include "reel-test.h"

/* How often something was said, and with what. */
typedef struct
{
  guint n;
  guint position, removed, added;
} Changes;

static char *
new_path (void)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("catalogue-%u", n++);
  g_autofree char *folder = reel_test_tmp (name);

  return g_build_filename (folder, "below", "catalogue.db", NULL); /* `below` is the catalogue's to make */
}

static ReelCatalogue *
open_with (const char *path, char **set_aside)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, set_aside, &error);
  g_assert_no_error (error);
  return catalogue;
}

static ReelCatalogue *
open_catalogue (const char *path)
{
  g_autofree char *set_aside = NULL;
  ReelCatalogue *catalogue = open_with (path, &set_aside);

  g_assert_null (set_aside);
  return catalogue;
}

static GPtrArray *
add (ReelCatalogue *catalogue, const char *profile, const char *collection_id, const char *uri, ...)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) uris = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *videos;
  va_list more;

  va_start (more, uri);
  for (; uri != NULL; uri = va_arg (more, const char *))
    g_strv_builder_add (builder, uri);
  va_end (more);
  uris = g_strv_builder_end (builder);
  reel_catalogue_add_videos_async (catalogue, profile, collection_id, (const char * const *) uris, NULL,
                                   reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (catalogue, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (videos->len, ==, g_strv_length (uris));
  return videos;
}

static void
save (ReelCatalogue *catalogue, ReelVideo *video)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_save_video_async (catalogue, video, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_save_video_finish (catalogue, result, &error));
  g_assert_no_error (error);
}

static guint
n_items (ReelCatalogue *catalogue)
{
  return g_list_model_get_n_items (G_LIST_MODEL (catalogue));
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Changes *changes)
{
  *changes = (Changes){ changes->n + 1, position, removed, added };
}

static void
add_cb (ReelCatalogue *catalogue, GPtrArray *videos, guint *n)
{
  *n += videos->len;
}

static void
count_cb (GObject *object, gpointer argument, guint *n)
{
  (*n)++;
}

static void
test_round_trip (void)
{
  g_autofree char *path = new_path ();
  ReelCatalogue *catalogue = open_catalogue (path);
  GPtrArray *videos = add (catalogue, "here", "c1", "file:///tmp/a%20b.mp4", "file:///tmp/%E5%BD%B1.mov", NULL);
  ReelVideo *video = videos->pdata[0];
  gint64 row_id = reel_video_get_row_id (video);

  g_assert_cmpstr (reel_video_get_name (video), ==, "a b.mp4");
  g_assert_cmpstr (reel_video_get_name (videos->pdata[1]), ==, "\xe5\xbd\xb1.mov");
  g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_QUEUED);
  g_assert_cmpint (reel_video_get_added (video), >, 0);

  reel_video_set_fingerprint (video, "5-abc", 5);
  reel_video_set_video_id (video, "v1");
  reel_video_set_media (video, 12.5, 1920, 1080);
  reel_video_set_state (video, REEL_VIDEO_STATE_FAILED);
  reel_video_set_error (video, "It was refused.", TRUE);
  reel_video_set_unanswered (video, TRUE);
  reel_video_set_uri (video, "file:///tmp/moved.mp4");
  g_assert_cmpint (reel_video_get_choice (video), ==, REEL_VIDEO_CHOICE_ASK);
  g_assert_cmpuint (reel_video_get_size_to_send (video), ==, 5);
  reel_video_set_choice (video, REEL_VIDEO_CHOICE_PROXY);
  reel_video_set_proxy (video, "/tmp/1/moved.mp4", 3);
  reel_video_set_codec (video, "H.264");
  save (catalogue, video);
  g_clear_pointer (&videos, g_ptr_array_unref);
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  g_assert_cmpuint (n_items (catalogue), ==, 2);
  video = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  g_assert_cmpint (reel_video_get_row_id (video), ==, row_id);
  g_assert_cmpstr (reel_video_get_profile (video), ==, "here");
  g_assert_cmpstr (reel_video_get_collection_id (video), ==, "c1");
  g_assert_cmpstr (reel_video_get_uri (video), ==, "file:///tmp/moved.mp4");
  g_assert_cmpstr (reel_video_get_name (video), ==, "moved.mp4");
  g_assert_cmpstr (reel_video_get_fingerprint (video), ==, "5-abc");
  g_assert_cmpuint (reel_video_get_size (video), ==, 5);
  g_assert_cmpstr (reel_video_get_video_id (video), ==, "v1");
  g_assert_cmpfloat (reel_video_get_duration (video), ==, 12.5);
  g_assert_cmpuint (reel_video_get_width (video), ==, 1920);
  g_assert_cmpuint (reel_video_get_height (video), ==, 1080);
  g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_FAILED);
  g_assert_cmpstr (reel_video_get_error (video), ==, "It was refused.");
  g_assert_true (reel_video_get_can_retry (video));
  g_assert_true (reel_video_get_unanswered (video));
  g_assert_cmpint (reel_video_get_choice (video), ==, REEL_VIDEO_CHOICE_PROXY);
  g_assert_cmpstr (reel_video_get_proxy (video), ==, "/tmp/1/moved.mp4");
  g_assert_cmpuint (reel_video_get_proxy_size (video), ==, 3);
  g_assert_cmpuint (reel_video_get_size_to_send (video), ==, 3);
  g_assert_cmpstr (reel_video_get_codec (video), ==, "H.264");
  reel_test_assert_finalized (&catalogue);
  reel_test_assert_finalized (&video);
}

static void
test_items_changed (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (GPtrArray) first = add (catalogue, "here", "c1", "file:///1", "file:///2", NULL);
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) none = NULL;
  Changes changes = { 0 };
  guint added = 0, removed = 0;

  g_signal_connect (catalogue, "items-changed", G_CALLBACK (items_changed_cb), &changes);
  g_signal_connect (catalogue, "videos-added", G_CALLBACK (add_cb), &added);
  g_signal_connect (catalogue, "videos-removed", G_CALLBACK (add_cb), &removed);
  second = add (catalogue, "here", "c1", "file:///3", "file:///4", "file:///5", NULL);
  g_assert_cmpuint (changes.n, ==, 1);
  g_assert_cmpuint (changes.position, ==, 2);
  g_assert_cmpuint (changes.removed, ==, 0);
  g_assert_cmpuint (changes.added, ==, 3);
  g_assert_cmpuint (added, ==, 3);

  none = add (catalogue, "here", "c1", NULL);
  g_assert_cmpuint (changes.n, ==, 1);

  reel_catalogue_forget_video_async (catalogue, first->pdata[1], NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_forget_video_finish (catalogue, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (changes.n, ==, 2);
  g_assert_cmpuint (changes.position, ==, 1);
  g_assert_cmpuint (changes.removed, ==, 1);
  g_assert_cmpuint (changes.added, ==, 0);
  g_assert_cmpuint (removed, ==, 1);
  g_clear_object (&result);

  /* What is forgotten can't be saved, and that is said. */
  reel_catalogue_save_video_async (catalogue, first->pdata[1], NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_save_video_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_object (&result);
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  g_assert_cmpuint (n_items (catalogue), ==, 4);
  reel_test_assert_finalized (&catalogue);
}

static void
test_cancelled (void)
{
  const char *uris[] = { "file:///1", NULL };
  g_autofree char *path = new_path ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  GAsyncResult *result = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);

  videos = add (catalogue, "here", "c1", "file:///0", NULL);
  g_cancellable_cancel (cancellable);

  reel_catalogue_open_async (path, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_catalogue_open_finish (result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_catalogue_add_videos_async (catalogue, "here", "c1", uris, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_catalogue_add_videos_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_catalogue_save_videos_async (catalogue, videos, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_save_videos_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_catalogue_forget_video_async (catalogue, videos->pdata[0], cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_forget_video_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_catalogue_check_files_async (catalogue, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_check_files_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);

  g_assert_cmpuint (n_items (catalogue), ==, 1);
  reel_test_assert_finalized (&catalogue);
  catalogue = open_catalogue (path);
  g_assert_cmpuint (n_items (catalogue), ==, 1);
  reel_test_assert_finalized (&catalogue);
}

/* Another program's hand in the file; the busy time-out covers a writer that is at it. */
static void
by_hand (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_migrations (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) collections = NULL;
  ReelVideo *video;
  ReelCatalogue *catalogue;

  /* A file of schema 1, which had only the videos. */
  by_hand (path,
           "CREATE TABLE videos (id INTEGER PRIMARY KEY AUTOINCREMENT, profile TEXT NOT NULL, collection TEXT NOT NULL,"
           " uri TEXT NOT NULL, added INTEGER NOT NULL, size INTEGER NOT NULL DEFAULT 0, fingerprint TEXT, video_id TEXT,"
           " duration REAL NOT NULL DEFAULT 0, width INTEGER NOT NULL DEFAULT 0, height INTEGER NOT NULL DEFAULT 0,"
           " state TEXT NOT NULL DEFAULT 'queued', error TEXT, can_retry INTEGER NOT NULL DEFAULT 0,"
           " unanswered INTEGER NOT NULL DEFAULT 0) STRICT;"
           "INSERT INTO videos (profile, collection, uri, added, state) VALUES ('p', 'c', 'file:///old.mp4', 7, 'ready');"
           "INSERT INTO videos (profile, collection, uri, added, state) VALUES ('p', 'c', 'file:///odd.mp4', 8, 'dreaming');"
           "PRAGMA user_version = 1");
  catalogue = open_catalogue (path);
  g_assert_cmpuint (n_items (catalogue), ==, 2);
  video = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  g_assert_cmpstr (reel_video_get_name (video), ==, "old.mp4");
  g_assert_cmpfloat (reel_video_get_position (video), ==, 1);
  g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_READY);
  g_assert_cmpint (reel_video_get_choice (video), ==, REEL_VIDEO_CHOICE_ASK);
  g_assert_null (reel_video_get_proxy (video));
  g_assert_cmpuint (reel_video_get_proxy_size (video), ==, 0);
  g_assert_null (reel_video_get_codec (video));
  g_object_unref (video);
  video = g_list_model_get_item (G_LIST_MODEL (catalogue), 1);
  g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_FAILED);
  g_assert_cmpfloat (reel_video_get_position (video), ==, 2);
  g_assert_cmpfloat (reel_catalogue_take_positions (catalogue, 3), ==, 3);
  g_assert_cmpfloat (reel_catalogue_take_positions (catalogue, 1), ==, 6);
  g_assert_true (reel_video_get_can_retry (video));
  g_object_unref (video);
  reel_catalogue_add_search (catalogue, "p", NULL, "red");
  reel_test_assert_finalized (&catalogue);

  by_hand (path, "PRAGMA user_version = 1000");
  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_catalogue_open_finish (result, NULL, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_TOO_NEW);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_damaged (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *content = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  ReelCatalogue *catalogue;
  gsize length = 0;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "this is no database, and never was one", -1, NULL));
  catalogue = open_with (path, &first);
  g_assert_nonnull (first);
  g_assert_true (g_str_has_prefix (first, path));
  g_assert_nonnull (strstr (first, ".damaged-"));
  g_assert_true (g_file_get_contents (first, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "this is no database, and never was one");
  g_clear_pointer (&content, g_free);
  g_assert_cmpuint (n_items (catalogue), ==, 0);
  videos = add (catalogue, "here", "c1", "file:///1", NULL);
  reel_test_assert_finalized (&catalogue);

  /* A good head with damage behind it: seen at the door, not in the middle of work. */
  by_hand (path, "PRAGMA wal_checkpoint(TRUNCATE)");
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_cmpuint (length, >, 8192);
  memset (content + 4096, 0xa5, length - 4096);
  g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
  catalogue = open_with (path, &second);
  g_assert_nonnull (second);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpuint (n_items (catalogue), ==, 0);
  reel_test_assert_finalized (&catalogue);
  catalogue = open_catalogue (path);
  reel_test_assert_finalized (&catalogue);
}

static void
test_not_writable (void)
{
  g_autofree char *folder = reel_test_tmp ("catalogue-file-for-folder");
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "catalogue.db", NULL);
  g_autofree char *directory = g_build_filename (folder, "directory", NULL);
  const char *paths[] = { below, directory, "/proc/catalogue.db" };

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_cmpint (g_mkdir (directory, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      reel_catalogue_open_async (paths[i], NULL, reel_test_store_result, &result);
      reel_test_wait (result != NULL);
      g_assert_null (reel_catalogue_open_finish (result, NULL, &error));
      g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_READ_ONLY);
    }
}

static void
save_failed_cb (ReelCatalogue *catalogue, GError *error, guint *n)
{
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
  (*n)++;
}

/* The disk refuses: nothing that is not written is in the list, and each refusal is said. */
static void
test_refused (void)
{
  const char *uris[] = { "file:///2", "file:///3", NULL };
  g_autofree char *path = new_path ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (GPtrArray) videos = add (catalogue, "here", "c1", "file:///1", NULL);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_auto (GStrv) searches = NULL;
  Changes changes = { 0 };
  guint failed = 0;

  by_hand (path, "CREATE TRIGGER a BEFORE INSERT ON videos BEGIN SELECT RAISE (ABORT, 'no'); END;"
                 "CREATE TRIGGER b BEFORE UPDATE ON videos BEGIN SELECT RAISE (ABORT, 'no'); END;"
                 "CREATE TRIGGER c BEFORE DELETE ON videos BEGIN SELECT RAISE (ABORT, 'no'); END;"
                 "CREATE TRIGGER d BEFORE INSERT ON searches BEGIN SELECT RAISE (ABORT, 'no'); END");
  g_signal_connect (catalogue, "items-changed", G_CALLBACK (items_changed_cb), &changes);
  g_signal_connect (catalogue, "save-failed", G_CALLBACK (save_failed_cb), &failed);

  reel_catalogue_add_videos_async (catalogue, "here", "c1", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_catalogue_add_videos_finish (catalogue, result, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_catalogue_save_video_async (catalogue, videos->pdata[0], NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_save_video_finish (catalogue, result, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_catalogue_forget_video_async (catalogue, videos->pdata[0], NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_forget_video_finish (catalogue, result, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
  g_clear_object (&result);

  g_assert_cmpuint (changes.n, ==, 0);
  g_assert_cmpuint (n_items (catalogue), ==, 1);

  reel_catalogue_add_search (catalogue, "here", "c1", "red");
  reel_test_wait (failed == 1);
  searches = reel_catalogue_get_searches (catalogue, "here", 10);
  g_assert_cmpstr (searches[0], ==, "red");
  reel_catalogue_save_collections (catalogue, "here", none);
  reel_test_assert_finalized (&catalogue);
  g_assert_cmpuint (failed, ==, 1);
}

static void
test_find (void)
{
  g_autofree char *path = new_path ();
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (GPtrArray) here = add (catalogue, "here", "c1", "file:///1", "file:///2", NULL);
  g_autoptr (GPtrArray) there = add (catalogue, "there", "c1", "file:///1", NULL);

  reel_video_set_video_id (here->pdata[0], "v1");
  reel_video_set_video_id (there->pdata[0], "v1");
  g_assert_true (reel_catalogue_find_video (catalogue, "here", "v1") == here->pdata[0]);
  g_assert_true (reel_catalogue_find_video (catalogue, "there", "v1") == there->pdata[0]);
  g_assert_null (reel_catalogue_find_video (catalogue, "here", "v2"));
  g_assert_null (reel_catalogue_find_video (catalogue, "nowhere", "v1"));
  reel_video_set_video_id (here->pdata[1], "v1");
  g_assert_true (reel_catalogue_find_video (catalogue, "here", "v1") == here->pdata[1]);
  reel_test_assert_finalized (&catalogue);
}

/* The service has one content under several ids: all of them are the row's, also next time, and go with it. */
static void
test_copies (void)
{
  g_autofree char *path = new_path ();
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (GPtrArray) videos = add (catalogue, "here", "c1", "file:///1", "file:///2", "file:///3", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  ReelVideo *video;

  reel_video_set_video_id (videos->pdata[1], "v1");
  save (catalogue, videos->pdata[1]);
  reel_catalogue_add_copy (catalogue, videos->pdata[1], "v1"); /* is its own */
  reel_catalogue_add_copy (catalogue, videos->pdata[1], "v2");
  reel_catalogue_add_copy (catalogue, videos->pdata[1], "v2");
  reel_catalogue_add_copy (catalogue, videos->pdata[1], "v3");
  reel_catalogue_add_copy (catalogue, videos->pdata[2], "w");
  g_assert_true (reel_catalogue_find_video (catalogue, "here", "v3") == videos->pdata[1]);
  g_clear_pointer (&videos, g_ptr_array_unref);
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  video = g_list_model_get_item (G_LIST_MODEL (catalogue), 1);
  g_assert_cmpuint (g_strv_length ((char **) reel_video_get_copies (video)), ==, 2);
  g_assert_cmpstr (reel_video_get_copies (video)[0], ==, "v2");
  g_assert_cmpstr (reel_video_get_copies (video)[1], ==, "v3");
  g_assert_true (reel_catalogue_find_video (catalogue, "here", "v2") == video);
  g_assert_true (reel_video_is_known_as (video, "v1"));
  g_assert_false (reel_video_is_known_as (video, "w"));

  reel_catalogue_forget_video_async (catalogue, video, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_forget_video_finish (catalogue, result, NULL));
  g_assert_null (reel_catalogue_find_video (catalogue, "here", "v2"));
  reel_catalogue_add_copy (catalogue, video, "v4"); /* nobody is there to have it */
  g_clear_object (&result);
  g_object_unref (video);
  reel_test_assert_finalized (&catalogue);
  by_hand (path, "CREATE TABLE none (n INTEGER CHECK (n = 1)); INSERT INTO none SELECT count (*) FROM copies");
}

static void
assert_searches (ReelCatalogue *catalogue, const char *profile, guint most, const char *expected)
{
  g_auto (GStrv) searches = reel_catalogue_get_searches (catalogue, profile, most);
  g_autofree char *joined = g_strjoinv (",", searches);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_notes (void)
{
  g_autofree char *path = new_path ();
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GPtrArray) other = NULL;
  ReelCollectionRecord *record;

  reel_catalogue_add_search (catalogue, "here", "c1", "red");
  reel_catalogue_add_search (catalogue, "here", "c2", "blue");
  reel_catalogue_add_search (catalogue, "here", NULL, "  ");
  reel_catalogue_add_search (catalogue, "here", NULL, " red ");
  reel_catalogue_add_search (catalogue, "there", "c1", "green");
  assert_searches (catalogue, "here", 10, "red,blue");

  g_ptr_array_add (infos, reel_collection_record_new ("z", "Dogs", NULL));
  g_ptr_array_add (infos, reel_collection_record_new ("a", "Travel", "far away"));
  reel_catalogue_save_collections (catalogue, "here", infos);
  reel_catalogue_save_collections (catalogue, "here", infos);
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  assert_searches (catalogue, "here", 10, "red,blue");
  assert_searches (catalogue, "here", 1, "red");
  assert_searches (catalogue, "there", 10, "green");
  assert_searches (catalogue, "nowhere", 10, "");
  read = reel_catalogue_get_collections (catalogue, "here");
  g_assert_cmpuint (read->len, ==, 2);
  record = read->pdata[1];
  g_assert_cmpstr (record->id, ==, "a");
  g_assert_cmpstr (record->name, ==, "Travel");
  g_assert_cmpstr (record->description, ==, "far away");
  other = reel_catalogue_get_collections (catalogue, "there");
  g_assert_cmpuint (other->len, ==, 0);
  reel_test_assert_finalized (&catalogue);
}

static void
test_missing (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *folder = reel_test_tmp ("catalogue-missing");
  g_autofree char *file = g_build_filename (folder, "there.mp4", NULL);
  g_autofree char *uri = g_filename_to_uri (file, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (GPtrArray) videos = add (catalogue, "here", "c1", uri, "file:///nonexistent/gone.mp4", NULL);
  guint notified = 0;

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_signal_connect (videos->pdata[0], "notify::missing", G_CALLBACK (count_cb), &notified);
  g_signal_connect (videos->pdata[1], "notify::missing", G_CALLBACK (count_cb), &notified);
  reel_catalogue_check_files_async (catalogue, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_check_files_finish (catalogue, result, &error));
  g_assert_no_error (error);
  g_assert_false (reel_video_get_missing (videos->pdata[0]));
  g_assert_true (reel_video_get_missing (videos->pdata[1]));
  g_assert_cmpuint (notified, ==, 1);
  g_clear_object (&result);
  reel_test_assert_finalized (&catalogue);
  g_clear_pointer (&videos, g_ptr_array_unref);

  /* After opening it is done without asking. */
  catalogue = open_catalogue (path);
  {
    g_autoptr (ReelVideo) gone = g_list_model_get_item (G_LIST_MODEL (catalogue), 1);

    reel_test_wait (reel_video_get_missing (gone));
  }
  reel_test_assert_finalized (&catalogue);
}

static GMutex dead_lock;
static GCond dead_cond;
static gboolean dead;
static int n_asked; /* of the dead disk */

/* As if what is below /proc were on a disk that does not answer. */
static gboolean
look_past_dead_disk (const char *uri)
{
  if (!g_str_has_prefix (uri, "file:///proc/"))
    return FALSE;
  g_atomic_int_inc (&n_asked);
  g_mutex_lock (&dead_lock);
  while (dead)
    g_cond_wait (&dead_cond, &dead_lock);
  g_mutex_unlock (&dead_lock);
  return FALSE;
}

/* A disk that does not answer keeps one thread, however often somebody looks, and none of the other disks. */
static void
test_dead_disk (void)
{
  g_autofree char *path = new_path ();
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GPtrArray) videos = NULL;

  dead = TRUE;
  reel_catalogue_set_look (catalogue, look_past_dead_disk);
  videos = add (catalogue, "here", "c1", "file:///proc/nobody/a.mp4", "file:///nonexistent/b.mp4", NULL);
  reel_catalogue_check_files_async (catalogue, NULL, reel_test_store_result, &first);
  reel_test_wait (reel_video_get_missing (videos->pdata[1]));
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GAsyncResult) again = NULL;

      reel_video_set_missing (videos->pdata[1], FALSE);
      reel_catalogue_check_files_async (catalogue, NULL, reel_test_store_result, &again);
      reel_test_wait (again != NULL);
      g_assert_true (reel_video_get_missing (videos->pdata[1]));
    }
  g_assert_null (first);
  reel_test_wait (g_atomic_int_get (&n_asked) > 0);
  g_assert_cmpint (g_atomic_int_get (&n_asked), ==, 1);
  g_assert_false (reel_video_get_missing (videos->pdata[0])); /* nobody knows */
  g_mutex_lock (&dead_lock);
  dead = FALSE;
  g_cond_broadcast (&dead_cond);
  g_mutex_unlock (&dead_lock);
  reel_test_wait (first != NULL);
  g_assert_true (reel_video_get_missing (videos->pdata[0]));
  g_clear_object (&first);
  g_clear_pointer (&videos, g_ptr_array_unref);
  reel_test_assert_finalized (&catalogue);
}

static void
test_many (void)
{
  const guint n = 5000;
  g_autofree char *path = new_path ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) uris = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *uri = g_strdup_printf ("file:///nonexistent/%u.mp4", i);

      g_strv_builder_add (builder, uri);
    }
  uris = g_strv_builder_end (builder);
  reel_catalogue_add_videos_async (catalogue, "here", "c1", (const char * const *) uris, NULL, reel_test_store_result,
                                   &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (catalogue, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (videos->len, ==, n);
  for (guint i = 0; i < n; i++)
    reel_video_set_state (videos->pdata[i], REEL_VIDEO_STATE_PAUSED);
  reel_catalogue_save_videos_async (catalogue, videos, NULL, reel_test_store_result, &saved);
  reel_test_wait (saved != NULL);
  g_assert_true (reel_catalogue_save_videos_finish (catalogue, saved, &error));
  g_clear_pointer (&videos, g_ptr_array_unref);
  g_clear_object (&result);
  g_clear_object (&saved);
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  g_assert_cmpuint (n_items (catalogue), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (catalogue), i);

      g_assert_cmpstr (reel_video_get_uri (video), ==, uris[i]);
      g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_PAUSED);
    }
  reel_test_assert_finalized (&catalogue);
}

static void
test_notify (void)
{
  ReelVideo *video = reel_video_new (1, "here", "c1", "file:///a.mp4", 0);
  guint n = 0;

  g_signal_connect (video, "notify", G_CALLBACK (count_cb), &n);
  reel_video_set_state (video, REEL_VIDEO_STATE_QUEUED);
  reel_video_set_progress (video, -5, 0, -1);
  reel_video_set_error (video, NULL, FALSE);
  reel_video_set_uri (video, "file:///a.mp4");
  g_assert_cmpuint (n, ==, 0);
  reel_video_set_state (video, REEL_VIDEO_STATE_UPLOADING);
  g_assert_cmpuint (n, ==, 1);
  reel_video_set_progress (video, 2, 10, 3);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpfloat (reel_video_get_progress (video), ==, 1);
  reel_video_set_uri (video, "file:///folder/a.mp4"); /* the name stays */
  g_assert_cmpuint (n, ==, 5);

  n = 0;
  reel_video_set_proxy (video, NULL, 0);
  reel_video_set_offers (video, REEL_VIDEO_OFFERS_NONE, FALSE);
  reel_video_set_codec (video, NULL);
  g_assert_cmpuint (n, ==, 0);
  reel_video_set_fingerprint (video, "100-a", 100);
  n = 0;
  reel_video_set_proxy (video, NULL, 40); /* predicted: what goes out is still the file */
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (reel_video_get_size_to_send (video), ==, 100);
  reel_video_set_proxy (video, "/a.mp4", 42);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (reel_video_get_size_to_send (video), ==, 42);
  reel_video_set_proxy (video, reel_video_get_proxy (video), 42);
  reel_video_set_offers (video, REEL_VIDEO_OFFERS_AS_IT_IS, TRUE);
  g_assert_cmpuint (n, ==, 5);
  reel_video_set_proxy (video, NULL, 40);
  g_assert_cmpuint (reel_video_get_size_to_send (video), ==, 100); /* it may still go out as it is */
  reel_video_set_offers (video, REEL_VIDEO_OFFERS_AS_IT_IS, FALSE);
  g_assert_cmpuint (reel_video_get_size_to_send (video), ==, 40); /* its copy is on its way */
  reel_test_assert_finalized (&video);

  for (guint i = 0; i < REEL_VIDEO_N_STATES; i++)
    {
      ReelVideoState state;

      g_assert_true (reel_video_state_from_nick (reel_video_state_get_nick ((ReelVideoState) i), &state));
      g_assert_cmpuint (state, ==, i);
      g_assert_cmpstr (reel_video_state_get_label (state), !=, "");
    }
  for (guint i = 0; i < REEL_VIDEO_N_CHOICES; i++)
    g_assert_cmpuint (reel_video_choice_from_nick (reel_video_choice_get_nick ((ReelVideoChoice) i)), ==, i);
  g_assert_cmpint (reel_video_choice_from_nick ("dreaming"), ==, REEL_VIDEO_CHOICE_ASK);
  g_assert_cmpint (reel_video_choice_from_nick (NULL), ==, REEL_VIDEO_CHOICE_ASK);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/library/video/notify", test_notify);
  g_test_add_func ("/library/catalogue/round-trip", test_round_trip);
  g_test_add_func ("/library/catalogue/items-changed", test_items_changed);
  g_test_add_func ("/library/catalogue/cancelled", test_cancelled);
  g_test_add_func ("/library/catalogue/migrations", test_migrations);
  g_test_add_func ("/library/catalogue/damaged", test_damaged);
  g_test_add_func ("/library/catalogue/not-writable", test_not_writable);
  g_test_add_func ("/library/catalogue/refused", test_refused);
  g_test_add_func ("/library/catalogue/find", test_find);
  g_test_add_func ("/library/catalogue/copies", test_copies);
  g_test_add_func ("/library/catalogue/notes", test_notes);
  g_test_add_func ("/library/catalogue/missing", test_missing);
  g_test_add_func ("/library/catalogue/dead-disk", test_dead_disk);
  g_test_add_func ("/library/catalogue/many", test_many);
  return g_test_run ();
}
