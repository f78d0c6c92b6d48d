/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>

#include "library/reel-catalogue-watched.h"
#include "reel-test.h"

/* The folders that feed a collection, and what was taken from them. */

static char *
new_path (void)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("catalogue-watched-%u", n++);
  g_autofree char *folder = reel_test_tmp (name);

  return g_build_filename (folder, "catalogue.db", NULL);
}

static ReelCatalogue *
open_catalogue (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  return catalogue;
}

static ReelWatchedFolder *
add (ReelCatalogue *catalogue,
     const char    *profile,
     const char    *collection,
     const char    *uri)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelWatchedFolder *folder;

  reel_catalogue_add_watched_async (catalogue, profile, collection, uri, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  folder = reel_catalogue_add_watched_finish (catalogue, result, &error);
  g_assert_no_error (error);
  return folder;
}

static GPtrArray *
list (ReelCatalogue *catalogue,
      const char    *profile)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *folders;

  reel_catalogue_list_watched_async (catalogue, profile, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  folders = reel_catalogue_list_watched_finish (catalogue, result, &error);
  g_assert_no_error (error);
  return folders;
}

static gboolean
note (ReelCatalogue *catalogue,
      gint64         row_id,
      gboolean       paused,
      gboolean       removed,
      GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_note_watched_async (catalogue, row_id, paused, removed, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_note_watched_finish (catalogue, result, error);
}

static gboolean
note_file (ReelCatalogue *catalogue,
           gint64         row_id,
           const char    *uri,
           guint64        size,
           gint64         changed,
           GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_watched_file_free);

  g_ptr_array_add (files, reel_watched_file_new (uri, size, changed));
  reel_catalogue_note_watched_files_async (catalogue, row_id, files, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_note_watched_files_finish (catalogue, result, error);
}

static GPtrArray *
list_files (ReelCatalogue *catalogue,
            gint64         row_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *files;

  reel_catalogue_list_watched_files_async (catalogue, row_id, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  files = reel_catalogue_list_watched_files_finish (catalogue, result, &error);
  g_assert_no_error (error);
  return files;
}

/* They are there after a restart, each with its profile. */
static void
test_folders (void)
{
  g_autofree char *path = new_path ();
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (ReelWatchedFolder) first = add (catalogue, "p", "c1", "file:///media/a");
  g_autoptr (ReelWatchedFolder) second = add (catalogue, "p", "c2", "smb://nas/b");
  g_autoptr (ReelWatchedFolder) other = add (catalogue, "q", "c1", "file:///media/a");
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GError) error = NULL;
  const ReelWatchedFolder *folder;

  g_assert_cmpstr (first->uri, ==, "file:///media/a");
  g_assert_cmpstr (first->profile, ==, "p");
  g_assert_false (first->paused);
  g_assert_cmpint (first->added, >, 0);
  g_assert_cmpint (first->row_id, !=, other->row_id);
  g_assert_true (note (catalogue, second->row_id, TRUE, FALSE, &error));
  g_assert_no_error (error);
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  folders = list (catalogue, "p");
  g_assert_cmpuint (folders->len, ==, 2);
  folder = folders->pdata[0];
  g_assert_cmpint (folder->row_id, ==, first->row_id);
  g_assert_cmpint (folder->added, ==, first->added);
  g_assert_false (folder->paused);
  folder = folders->pdata[1];
  g_assert_cmpstr (folder->uri, ==, "smb://nas/b");
  g_assert_cmpstr (folder->collection_id, ==, "c2");
  g_assert_true (folder->paused);
  reel_test_assert_finalized (&catalogue);
}

/* What was taken is known until it is noted anew, and is the folder's own. */
static void
test_files (void)
{
  g_autofree char *path = new_path ();
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (ReelWatchedFolder) first = add (catalogue, "p", "c1", "file:///media/a");
  g_autoptr (ReelWatchedFolder) second = add (catalogue, "p", "c2", "file:///media/a");
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GError) error = NULL;
  const ReelWatchedFile *file;

  g_assert_true (note_file (catalogue, first->row_id, "file:///media/a/1.mp4", 7, 100, &error));
  g_assert_true (note_file (catalogue, first->row_id, "file:///media/a/1.mp4", 8, 1700000000123456, &error));
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (path);
  files = list_files (catalogue, first->row_id);
  g_assert_cmpuint (files->len, ==, 1);
  file = files->pdata[0];
  g_assert_cmpstr (file->uri, ==, "file:///media/a/1.mp4");
  g_assert_cmpuint (file->size, ==, 8);
  g_assert_cmpint (file->changed, ==, 1700000000123456);
  others = list_files (catalogue, second->row_id);
  g_assert_cmpuint (others->len, ==, 0);

  /* Of a folder that is none. */
  g_assert_false (note_file (catalogue, 1000, "file:///media/a/1.mp4", 7, 100, &error));
  g_assert_nonnull (error);
  reel_test_assert_finalized (&catalogue);
}

/* What is removed comes back with all that was known of it, until the folders are listed again. */
static void
test_remove (void)
{
  g_autofree char *path = new_path ();
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (ReelWatchedFolder) folder = add (catalogue, "p", "c1", "file:///media/a");
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (note_file (catalogue, folder->row_id, "file:///media/a/1.mp4", 7, 100, &error));
  g_assert_true (note (catalogue, folder->row_id, FALSE, TRUE, &error));
  g_assert_true (note (catalogue, folder->row_id, FALSE, FALSE, &error));
  files = list_files (catalogue, folder->row_id);
  g_assert_cmpuint (files->len, ==, 1);
  folders = list (catalogue, "p");
  g_assert_cmpuint (folders->len, ==, 1);

  g_assert_true (note (catalogue, folder->row_id, FALSE, TRUE, &error));
  g_clear_pointer (&folders, g_ptr_array_unref);
  folders = list (catalogue, "p");
  g_assert_cmpuint (folders->len, ==, 0);
  g_clear_pointer (&files, g_ptr_array_unref);
  files = list_files (catalogue, folder->row_id);
  g_assert_cmpuint (files->len, ==, 0);
  g_assert_false (note (catalogue, folder->row_id, FALSE, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  reel_test_assert_finalized (&catalogue);
}

/* Nothing is written, and the list is not given, for who does not want it any more. */
static void
test_cancel (void)
{
  g_autofree char *path = new_path ();
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (ReelWatchedFolder) folder = add (catalogue, "p", "c1", "file:///media/a");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_watched_file_free);
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GPtrArray) noted = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  g_cancellable_cancel (cancellable);
  reel_catalogue_add_watched_async (catalogue, "p", "c1", "file:///media/b", cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_catalogue_add_watched_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_catalogue_note_watched_async (catalogue, folder->row_id, TRUE, FALSE, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_note_watched_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  g_ptr_array_add (files, reel_watched_file_new ("file:///media/a/1.mp4", 7, 100));
  reel_catalogue_note_watched_files_async (catalogue, folder->row_id, files, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_note_watched_files_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_catalogue_list_watched_async (catalogue, "p", cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_catalogue_list_watched_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_catalogue_list_watched_files_async (catalogue, folder->row_id, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_catalogue_list_watched_files_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);

  folders = list (catalogue, "p");
  g_assert_cmpuint (folders->len, ==, 1);
  g_assert_false (((ReelWatchedFolder *) folders->pdata[0])->paused);
  noted = list_files (catalogue, folder->row_id);
  g_assert_cmpuint (noted->len, ==, 0);
  reel_test_assert_finalized (&catalogue);
}

/* What is nowhere for more than a year is forgotten; what was away for less is not, and what is there never is. */
static void
test_there (void)
{
  g_autofree char *path = new_path ();
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (ReelWatchedFolder) folder = add (catalogue, "p", "c1", "file:///media/a");
  g_autoptr (ReelWatchedFolder) other = add (catalogue, "p", "c1", "file:///media/b");
  g_autoptr (GPtrArray) there = g_ptr_array_new ();
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  sqlite3 *db = NULL;

  g_assert_true (note_file (catalogue, folder->row_id, "file:///media/a/there.mp4", 1, 1, NULL));
  g_assert_true (note_file (catalogue, folder->row_id, "file:///media/a/gone.mp4", 1, 1, NULL));
  g_assert_true (note_file (catalogue, folder->row_id, "file:///media/a/away.mp4", 1, 1, NULL));
  g_assert_true (note_file (catalogue, other->row_id, "file:///media/b/gone.mp4", 1, 1, NULL));
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "UPDATE watched_files SET seen = seen - 86400 * iif (uri LIKE '%away%', 364, 366) "
                                 "WHERE folder = (SELECT min (id) FROM watched_folders)",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  g_ptr_array_add (there, (char *) "file:///media/a/there.mp4");
  reel_catalogue_note_there_async (catalogue, folder->row_id, there, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_note_there_finish (catalogue, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  files = list_files (catalogue, folder->row_id);
  g_assert_cmpuint (files->len, ==, 2);
  g_assert_cmpstr (((ReelWatchedFile *) files->pdata[0])->uri, ==, "file:///media/a/away.mp4");
  g_assert_cmpstr (((ReelWatchedFile *) files->pdata[1])->uri, ==, "file:///media/a/there.mp4");
  others = list_files (catalogue, other->row_id);
  g_assert_cmpuint (others->len, ==, 1);
  reel_test_assert_finalized (&catalogue);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/catalogue-watched/folders", test_folders);
  g_test_add_func ("/catalogue-watched/files", test_files);
  g_test_add_func ("/catalogue-watched/remove", test_remove);
  g_test_add_func ("/catalogue-watched/cancel", test_cancel);
  g_test_add_func ("/catalogue-watched/there", test_there);
  return g_test_run ();
}
