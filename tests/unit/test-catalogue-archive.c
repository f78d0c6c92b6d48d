/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/reel-database.h"
#include "base/reel-json.h"
#include "library/reel-catalogue.h"
#include "reel-test.h"

/* The catalogue as one file: there and back, merged by table, and whatever else a file may be. */

#define HEAD "{\"format\": \"io.github.reelseek.catalogue\", \"version\": 1, "
#define NOTHING_ELSE "\"collections\": [], \"notes\": [], \"searches\": []}"

static char *
new_folder (void)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("archive-%u", n++);

  return reel_test_tmp (name);
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

static gboolean
export (ReelCatalogue *catalogue, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_export_async (catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_export_finish (catalogue, result, error);
}

static gboolean
import (ReelCatalogue *catalogue, const char *path, ReelImported *imported, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_import_async (catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_import_finish (catalogue, result, imported, error);
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

/* Every column of every row but the rows' own numbers, as another program sees it. */
static char *
dump (const char *path)
{
  static const char * const queries[] = {
    "SELECT profile, collection, uri, added, size, fingerprint, video_id, duration, width, height, state, error, can_retry,"
    " unanswered, local_name, hidden FROM videos ORDER BY id",
    "SELECT * FROM collections ORDER BY profile, position",
    "SELECT * FROM collection_notes ORDER BY profile, id",
    "SELECT profile, collection, text, asked FROM searches ORDER BY id",
    "SELECT profile, collection, text, name, saved FROM saved_searches ORDER BY saved, rowid",
    "SELECT name FROM sqlite_schema ORDER BY name",
  };
  GString *text = g_string_new (NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    g_assert_cmpint (sqlite3_exec (db, queries[i], append_row, text, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

/* A catalogue with something in every column. */
static const char full[] =
  "INSERT INTO videos (profile, collection, uri, added, size, fingerprint, video_id, duration, width, height, state, error,"
  " can_retry, unanswered, local_name, hidden) VALUES"
  " ('p', 'c1', 'file:///nowhere/a.mp4', 5, 9007199254740993, '9-a', 'v1', 0.1, 1920, 1080, 'ready', NULL, 0, 1, 'A', 0),"
  " ('p', 'c1', 'file:///nowhere/%E5%BD%B1.mov', 6, 0, NULL, 'v2', 0, 0, 0, 'failed', 'It was “refused”.', 1, 0, NULL, 1),"
  " ('q', 'c2', 'sftp://host/b.mp4', 7, 3, '3-b', NULL, 1e20, 4, 3, 'failed', 'No.', 1, 0, NULL, 0);"
  "INSERT INTO collections VALUES ('p', 0, 'c1', 'Dogs', 'all of them'), ('q', 0, 'c2', 'Travel', NULL);"
  "INSERT INTO collection_notes VALUES ('p', 'c1', 'Hounds', 0), ('q', 'c2', NULL, 1);"
  "INSERT INTO searches (profile, collection, text, asked) VALUES ('p', NULL, 'red', 3), ('p', 'c1', 'blue', 4);"
  "INSERT INTO saved_searches (profile, collection, text, name, saved, n_new, seen) VALUES ('p', '', 'red', 'Rot', 3, 0, NULL),"
  " ('p', 'c1', '藍色', NULL, 4, 7, x'00')";

static void
test_round_trip (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *here = g_build_filename (folder, "here.db", NULL);
  g_autofree char *there = g_build_filename (folder, "there.db", NULL);
  g_autofree char *file = g_build_filename (folder, "export.json", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) searches = NULL;
  g_autoptr (ReelVideo) first = NULL;
  ReelCatalogue *catalogue = open_catalogue (here);
  ReelImported imported;

  reel_test_assert_finalized (&catalogue);
  by_hand (here, full);
  before = dump (here);
  catalogue = open_catalogue (here);
  g_assert_true (export (catalogue, file, &error));
  g_assert_no_error (error);
  reel_test_assert_finalized (&catalogue);
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_null (strstr (text, "key"));

  catalogue = open_catalogue (there);
  g_assert_true (import (catalogue, file, &imported, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (imported.n_added, ==, 3);
  g_assert_cmpuint (imported.n_completed, ==, 0);
  g_assert_cmpuint (imported.n_known, ==, 0);
  after = dump (there);
  g_assert_cmpstr (after, ==, before);

  /* In memory too, at once; and its file is not on this computer. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 3);
  first = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  g_assert_cmpstr (reel_video_get_name (first), ==, "A");
  g_assert_cmpuint (reel_video_get_size (first), ==, G_GUINT64_CONSTANT (9007199254740993));
  reel_test_wait (reel_video_get_missing (first));
  g_assert_cmpstr (reel_catalogue_get_collection_name (catalogue, "p", "c1"), ==, "Hounds");
  g_assert_true (reel_catalogue_get_collection_hidden (catalogue, "q", "c2"));
  searches = reel_catalogue_get_searches (catalogue, "p", 9);
  g_assert_cmpstr (searches[0], ==, "blue");
  g_assert_cmpstr (searches[1], ==, "red");

  /* Again: nothing changes. */
  g_assert_true (import (catalogue, file, &imported, &error));
  g_assert_cmpuint (imported.n_added, ==, 0);
  g_assert_cmpuint (imported.n_completed, ==, 0);
  g_assert_cmpuint (imported.n_known, ==, 3);
  g_clear_pointer (&after, g_free);
  after = dump (there);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 3);
  reel_test_assert_finalized (&catalogue);
}

/* A new collection has an empty description. And whatever else stands in a catalogue, however it came there: what is exported
 * can be imported. */
static void
test_whatever (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *here = g_build_filename (folder, "here.db", NULL);
  g_autofree char *there = g_build_filename (folder, "there.db", NULL);
  g_autofree char *file = g_build_filename (folder, "export.json", NULL);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  g_autoptr (GPtrArray) came = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelVideo) video = NULL;
  ReelCatalogue *catalogue = open_catalogue (here);
  ReelCollectionRecord *record;
  ReelImported imported;

  g_ptr_array_add (records, reel_collection_record_new ("c", "", ""));
  reel_catalogue_save_collections (catalogue, "p", records);
  g_assert_true (export (catalogue, file, &error));
  g_assert_no_error (error);
  by_hand (here, "INSERT INTO videos (profile, collection, uri, added, size, fingerprint, video_id, duration, width, state,"
                 " error, local_name, sha256, tags, position) VALUES ('p', 'c', 'file:///a', 5, 9223372036854775807, '', '',"
                 " 9e999, 4294967295, 'failed', '', 'bad ' || CAST (x'ff' AS TEXT), '', printf ('%70000s', 'é'), -1)");
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (there);
  g_assert_true (import (catalogue, file, &imported, &error));
  g_assert_no_error (error);
  came = reel_catalogue_get_collections (catalogue, "p");
  g_assert_cmpuint (came->len, ==, 1);
  record = came->pdata[0];
  g_assert_cmpstr (record->name, ==, "");
  g_assert_cmpstr (record->description, ==, "");
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (here);
  g_assert_true (export (catalogue, file, &error));
  reel_test_assert_finalized (&catalogue);
  catalogue = open_catalogue (there);
  g_assert_true (import (catalogue, file, &imported, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (imported.n_added, ==, 1);
  video = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  g_assert_null (reel_video_get_video_id (video));
  g_assert_cmpuint (reel_video_get_size (video), ==, G_GUINT64_CONSTANT (999999999999999999));
  g_assert_cmpstr (reel_video_get_local_name (video), ==, "bad \357\277\275");
  g_clear_object (&video);
  reel_test_assert_finalized (&catalogue);
}

/* What is here, what comes, and what is here then: columns as in the query of test_merge(). */
static const struct
{
  const char *about;
  const char *here;
  const char *comes;
  const char *then;
  guint added, completed, known;
} merges[] = {
  { "the same id: what is missing is taken over, what is here stays",
    "('p', 'c', 'file:///h', 1, 5, NULL, 'v', 0, 0, 0, 'ready', 'H')",
    "\"uri\": \"file:///t\", \"video_id\": \"v\", \"size\": 6, \"fingerprint\": \"f\", \"duration\": 2.5, \"width\": 4,"
    " \"height\": 3, \"state\": \"ready\", \"local_name\": \"T\"",
    "file:///h 5 f v 2.5 4 3 ready H\n", 0, 1, 0 },
  { "the same id in another collection is another video",
    "('p', 'other', 'file:///h', 1, 5, NULL, 'v', 0, 0, 0, 'ready', NULL)",
    "\"uri\": \"file:///t\", \"video_id\": \"v\", \"state\": \"ready\"",
    "file:///h 5 - v 0.0 0 0 ready -\nfile:///t 0 - v 0.0 0 0 ready -\n", 1, 0, 0 },
  { "the same fingerprint, here without an id: it failed here and is ready there",
    "('p', 'c', 'file:///h', 1, 5, 'f', NULL, 0, 0, 0, 'failed', NULL)",
    "\"uri\": \"file:///t\", \"video_id\": \"v\", \"fingerprint\": \"f\", \"state\": \"ready\"",
    "file:///h 5 f v 0.0 0 0 ready -\n", 0, 1, 0 },
  { "what is under way here goes on as it is",
    "('p', 'c', 'file:///h', 1, 5, 'f', NULL, 1, 1, 1, 'uploading', NULL)",
    "\"uri\": \"file:///t\", \"fingerprint\": \"f\", \"state\": \"ready\"",
    "file:///h 5 f - 1.0 1 1 uploading -\n", 0, 0, 1 },
  { "what is still to be sent here was sent there: it is asked for, and not sent again",
    "('p', 'c', 'file:///h', 1, 5, 'f', NULL, 1, 1, 1, 'queued', NULL)",
    "\"uri\": \"file:///t\", \"fingerprint\": \"f\", \"video_id\": \"v\", \"state\": \"ready\"",
    "file:///h 5 f v 1.0 1 1 waiting -\n", 0, 1, 0 },
  { "one that is sent just now, too",
    "('p', 'c', 'file:///h', 1, 5, 'f', NULL, 1, 1, 1, 'uploading', NULL)",
    "\"uri\": \"file:///t\", \"fingerprint\": \"f\", \"video_id\": \"v\", \"state\": \"processing\"",
    "file:///h 5 f v 1.0 1 1 waiting -\n", 0, 1, 0 },
  { "two ids of one file are two uploads",
    "('p', 'c', 'file:///h', 1, 5, 'f', 'v', 0, 0, 0, 'ready', NULL)",
    "\"uri\": \"file:///t\", \"video_id\": \"w\", \"fingerprint\": \"f\", \"state\": \"ready\"",
    "file:///h 5 f v 0.0 0 0 ready -\nfile:///t 0 f w 0.0 0 0 ready -\n", 1, 0, 0 },
  { "the same address, with nothing else to tell by",
    "('p', 'c', 'file:///h', 1, 0, NULL, NULL, 0, 0, 0, 'paused', NULL)",
    "\"uri\": \"file:///h\", \"state\": \"queued\"",
    "file:///h 0 - - 0.0 0 0 paused -\n", 0, 0, 1 },
  { "the same address, but another file",
    "('p', 'c', 'file:///h', 1, 5, 'f', NULL, 0, 0, 0, 'ready', NULL)",
    "\"uri\": \"file:///h\", \"fingerprint\": \"g\", \"video_id\": \"w\", \"state\": \"ready\"",
    "file:///h 5 f - 0.0 0 0 ready -\nfile:///h 0 g w 0.0 0 0 ready -\n", 1, 0, 0 },
  { "what had not been sent waits for its file, what had is waited for",
    "('p', 'c', 'file:///h', 1, 5, 'f', 'v', 0, 0, 0, 'ready', NULL)",
    "\"uri\": \"file:///t\", \"state\": \"uploading\"}, {\"profile\": \"p\", \"collection\": \"c\", \"added\": 1,"
    " \"uri\": \"file:///u\", \"video_id\": \"u\", \"state\": \"waiting\"",
    "file:///h 5 f v 0.0 0 0 ready -\nfile:///t 0 - - 0.0 0 0 failed -\nfile:///u 0 - u 0.0 0 0 processing -\n", 2, 0, 0 },
};

static int
append_values (gpointer data, int n, char **values, char **names)
{
  for (int i = 0; i < n; i++)
    g_string_append_printf (data, "%s%s", i > 0 ? " " : "", values[i] != NULL ? values[i] : "-");
  g_string_append_c (data, '\n');
  return 0;
}

static char *
list (const char *path)
{
  GString *text = g_string_new (NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db,
                                 "SELECT uri, size, fingerprint, video_id, duration, width, height, state, local_name "
                                 "FROM videos ORDER BY id",
                                 append_values, text, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

static void
test_merge (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (merges); i++)
    {
      g_autofree char *folder = new_folder ();
      g_autofree char *path = g_build_filename (folder, "here.db", NULL);
      g_autofree char *file = g_build_filename (folder, "export.json", NULL);
      g_autofree char *sql = NULL;
      g_autofree char *text = NULL;
      g_autofree char *found = NULL;
      g_autofree char *again = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelVideo) first = NULL;
      ReelCatalogue *catalogue = open_catalogue (path);
      ReelImported imported;

      g_test_message ("%s", merges[i].about);
      reel_test_assert_finalized (&catalogue);
      sql = g_strdup_printf ("INSERT INTO videos (profile, collection, uri, added, size, fingerprint, video_id, duration,"
                             " width, height, state, local_name) VALUES %s", merges[i].here);
      by_hand (path, sql);
      text = g_strdup_printf (HEAD "\"videos\": [{\"profile\": \"p\", \"collection\": \"c\", \"added\": 1, %s}], "
                              NOTHING_ELSE, merges[i].comes);
      g_assert_true (g_file_set_contents (file, text, -1, NULL));
      catalogue = open_catalogue (path);
      g_assert_true (import (catalogue, file, &imported, &error));
      g_assert_no_error (error);
      found = list (path);
      g_assert_cmpstr (found, ==, merges[i].then);
      g_assert_cmpuint (imported.n_added, ==, merges[i].added);
      g_assert_cmpuint (imported.n_completed, ==, merges[i].completed);
      g_assert_cmpuint (imported.n_known, ==, merges[i].known);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 1 + merges[i].added);
      if (merges[i].added > 0)
        {
          g_autoptr (ReelVideo) there = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
          g_autoptr (ReelVideo) came = g_list_model_get_item (G_LIST_MODEL (catalogue), 1);

          g_assert_cmpfloat (reel_video_get_position (came), >, reel_video_get_position (there));
        }

      /* What is in memory is what is on the disk: written back, it is the same. */
      first = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
      {
        g_autoptr (GAsyncResult) result = NULL;

        reel_catalogue_save_video_async (catalogue, first, NULL, reel_test_store_result, &result);
        reel_test_wait (result != NULL);
        g_assert_true (reel_catalogue_save_video_finish (catalogue, result, &error));
      }
      g_assert_true (import (catalogue, file, &imported, &error));
      g_assert_cmpuint (imported.n_added + imported.n_completed, ==, 0);
      again = list (path);
      g_assert_cmpstr (again, ==, found);
      reel_test_assert_finalized (&catalogue);
    }
}

/* What is done between the merge and the moment at which memory knows of it is not lost, and the merge is not either. */
static void
test_meanwhile (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *path = g_build_filename (folder, "here.db", NULL);
  g_autofree char *name = g_build_filename (folder, "export.json", NULL);
  g_autofree char *merged = NULL;
  g_autofree char *now = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (name);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) noted = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  gint64 deadline = g_get_monotonic_time () + REEL_TEST_SECONDS * G_USEC_PER_SEC;
  ReelImported imported;

  reel_test_assert_finalized (&catalogue);
  by_hand (path, "INSERT INTO videos (profile, collection, uri, added, state) VALUES ('p', 'c', 'file:///h', 1, 'paused')");
  g_assert_true (g_file_set_contents (name,
    HEAD "\"videos\": [{\"profile\": \"p\", \"collection\": \"c\", \"added\": 1, \"uri\": \"file:///h\", \"video_id\": \"v\","
    " \"state\": \"ready\"}], \"collections\": [{\"profile\": \"p\", \"id\": \"theirs\", \"name\": \"Theirs\"}],"
    " \"notes\": [{\"profile\": \"p\", \"id\": \"ours\", \"local_name\": \"Their name\"}],"
    " \"searches\": [{\"profile\": \"p\", \"text\": \"theirs\", \"asked\": 5}]}", -1, NULL));
  catalogue = open_catalogue (path);
  reel_catalogue_import_async (catalogue, file, NULL, reel_test_store_result, &result);
  /* The loop does not turn meanwhile. */
  while (merged == NULL || strstr (merged, " v ") == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
      g_free (merged);
      merged = list (path);
    }
  g_assert_null (result);
  {
    g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);

    reel_video_set_media (video, 2, 4, 3);
    reel_catalogue_save_video_async (catalogue, video, NULL, reel_test_store_result, &saved);
  }
  g_ptr_array_add (records, reel_collection_record_new ("ours", "Ours", NULL));
  reel_catalogue_save_collections (catalogue, "p", records);
  reel_catalogue_add_search (catalogue, "p", NULL, "ours");
  reel_catalogue_note_collection_async (catalogue, "p", "ours", "Our name", FALSE, NULL, reel_test_store_result, &noted);
  reel_test_wait (result != NULL && saved != NULL && noted != NULL);
  g_assert_true (reel_catalogue_import_finish (catalogue, result, &imported, &error));
  for (guint i = 0; i < 2; i++)
    {
      g_auto (GStrv) searches = reel_catalogue_get_searches (catalogue, "p", 9);
      g_autoptr (GPtrArray) collections = reel_catalogue_get_collections (catalogue, "p");
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);

      g_assert_cmpstr (searches[0], ==, "ours");
      g_assert_cmpstr (searches[1], ==, "theirs");
      g_assert_cmpuint (collections->len, ==, 2);
      g_assert_cmpstr (((ReelCollectionRecord *) collections->pdata[0])->id, ==, "ours");
      g_assert_cmpstr (((ReelCollectionRecord *) collections->pdata[1])->id, ==, "theirs");
      g_assert_cmpstr (reel_catalogue_get_collection_name (catalogue, "p", "ours"), ==, "Our name");
      g_assert_cmpstr (reel_video_get_video_id (video), ==, "v");
      g_assert_cmpuint (reel_video_get_width (video), ==, 4);
      g_clear_object (&video);
      if (i == 0) /* and so it is at the next start */
        {
          g_clear_object (&result);
          g_clear_object (&saved);
          g_clear_object (&noted);
          reel_test_assert_finalized (&catalogue);
          catalogue = open_catalogue (path);
        }
    }
  now = list (path);
  g_assert_cmpstr (now, ==, "file:///h 0 - v 2.0 4 3 waiting -\n");
  reel_test_assert_finalized (&catalogue);
}

/* A file that is refused, and how. */
static const struct
{
  const char *text;
  int code;
} hostile[] = {
  { "", G_IO_ERROR_INVALID_DATA },
  { "no", G_IO_ERROR_INVALID_DATA },
  { "[]", G_IO_ERROR_INVALID_DATA },
  { "null", G_IO_ERROR_INVALID_DATA },
  { "{}", G_IO_ERROR_INVALID_DATA },
  { "{\"format\": \"another\", \"version\": 1}", G_IO_ERROR_INVALID_DATA },
  { "{\"format\": 5, \"version\": 1}", G_IO_ERROR_INVALID_DATA },
  { "{\"format\": \"io.github.reelseek.catalogue\", \"version\": \"1\"}", G_IO_ERROR_INVALID_DATA },
  { "{\"format\": \"io.github.reelseek.catalogue\", \"version\": 2, \"videos\": 7}", G_IO_ERROR_NOT_SUPPORTED },
  { HEAD NOTHING_ELSE, G_IO_ERROR_INVALID_DATA },
  { HEAD "\"videos\": {}, " NOTHING_ELSE, G_IO_ERROR_INVALID_DATA },
  { HEAD "\"videos\": [7], " NOTHING_ELSE, G_IO_ERROR_INVALID_DATA },
  { HEAD "\"videos\": [{}], " NOTHING_ELSE, G_IO_ERROR_INVALID_DATA },
  { HEAD "\"videos\": [], \"collections\": [], \"notes\": [{\"profile\": \"p\", \"id\": []}], \"searches\": []}",
    G_IO_ERROR_INVALID_DATA },
  { HEAD "\"videos\": [], \"collections\": [], \"notes\": [],"
         " \"searches\": [{\"profile\": \"p\", \"text\": \"\", \"asked\": 1}]}",
    G_IO_ERROR_INVALID_DATA },
};

/* What a video may not be; each stands behind one that is good, which must not get in either. */
static const char * const bad_videos[] = {
  "\"uri\": \"file:///b\", \"state\": \"dreaming\"",
  "\"uri\": \"file:///b\", \"state\": 5",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"copies\": \"v\"",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"copies\": [\"v\", 5]",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"copies\": [\"\"]",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"sha256\": 5",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"insisted\": 1",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"position\": -1",
  "\"uri\": \"nowhere\", \"state\": \"ready\"",
  "\"uri\": \"\", \"state\": \"ready\"",
  "\"uri\": null, \"state\": \"ready\"",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"size\": -1",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"size\": 1.5",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"size\": 99999999999999999999",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"width\": 4294967296",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"duration\": -0.5",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"duration\": \"5\"",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"hidden\": 1",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"video_id\": {\"$\": 1}",
  "\"uri\": \"file:///b\", \"state\": \"ready\", \"local_name\": [[]]",
};

static void
assert_refused (ReelCatalogue *catalogue, const char *path, const char *file, const char *before, int code)
{
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  ReelImported imported;

  g_assert_false (import (catalogue, file, &imported, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_true (g_str_has_suffix (error->message, "Nothing was imported."));
  after = dump (path);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 3);
}

static void
test_hostile (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *path = g_build_filename (folder, "here.db", NULL);
  g_autofree char *file = g_build_filename (folder, "export.json", NULL);
  g_autofree char *good = NULL;
  g_autofree char *before = NULL;
  g_autofree char *long_text = g_strnfill (70 * 1024, 'x');
  g_autofree char *too_long = NULL;
  g_autoptr (GString) deep = g_string_new (HEAD "\"videos\": ");
  ReelCatalogue *catalogue = open_catalogue (path);
  ReelImported imported;
  gsize length;
  FILE *stream;

  reel_test_assert_finalized (&catalogue);
  by_hand (path, full);
  before = dump (path);
  catalogue = open_catalogue (path);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_test_message ("%s", hostile[i].text);
      g_assert_true (g_file_set_contents (file, hostile[i].text, -1, NULL));
      assert_refused (catalogue, path, file, before, hostile[i].code);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad_videos); i++)
    {
      g_autofree char *text =
        g_strdup_printf (HEAD "\"videos\": [{\"profile\": \"p\", \"collection\": \"c\", \"added\": 1,"
                              " \"uri\": \"file:///good\", \"state\": \"ready\"}, {\"profile\": \"p\", \"collection\": \"c\", \"added\": 1, %s}], "
                              NOTHING_ELSE, bad_videos[i]);

      g_test_message ("%s", bad_videos[i]);
      g_assert_true (g_file_set_contents (file, text, -1, NULL));
      assert_refused (catalogue, path, file, before, G_IO_ERROR_INVALID_DATA);
    }
  too_long = g_strdup_printf (HEAD "\"videos\": [], \"collections\": [], \"searches\": [], \"notes\": [{\"profile\": \"p\","
                                   " \"id\": \"%s\"}]}", long_text);
  g_assert_true (g_file_set_contents (file, too_long, -1, NULL));
  assert_refused (catalogue, path, file, before, G_IO_ERROR_INVALID_DATA);
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_true (g_file_set_contents (file, deep->str, -1, NULL));
  assert_refused (catalogue, path, file, before, G_IO_ERROR_INVALID_DATA);

  /* Larger than any catalogue, and read not at all: the file has a hole. */
  stream = g_fopen (file, "w");
  g_assert_cmpint (fseek (stream, 300L * 1024 * 1024, SEEK_SET), ==, 0);
  g_assert_cmpint (fputc ('x', stream), ==, 'x');
  fclose (stream);
  assert_refused (catalogue, path, file, before, G_IO_ERROR_INVALID_DATA);
  assert_refused (catalogue, path, folder, before, G_IO_ERROR_INVALID_DATA);

  /* Cut off anywhere. */
  g_assert_true (export (catalogue, file, NULL));
  g_assert_true (g_file_get_contents (file, &good, &length, NULL));
  for (gsize cut = 0; cut < length; cut += 1 + length / 97)
    {
      g_assert_true (g_file_set_contents (file, good, (gssize) cut, NULL));
      assert_refused (catalogue, path, file, before, G_IO_ERROR_INVALID_DATA);
    }
  g_assert_true (g_file_set_contents (file, good, (gssize) length, NULL));
  g_assert_true (import (catalogue, file, &imported, NULL)); /* and whole it is taken */
  reel_test_assert_finalized (&catalogue);
}

/* A disk that refuses in the middle: all or nothing, on both ways. */
static void
test_atomic (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *path = g_build_filename (folder, "here.db", NULL);
  g_autofree char *other = g_build_filename (folder, "there.db", NULL);
  g_autofree char *file = g_build_filename (folder, "export.json", NULL);
  g_autofree char *inner = g_build_filename (folder, "sub", NULL);
  g_autofree char *child = g_build_filename (inner, "sub", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  ReelImported imported;

  reel_test_assert_finalized (&catalogue);
  by_hand (path, full);
  catalogue = open_catalogue (path);
  g_assert_true (export (catalogue, file, &error));

  /* In the place of the file stands a folder with something in it: nothing is left behind beside it. */
  g_assert_cmpint (g_mkdir_with_parents (child, 0700), ==, 0);
  g_assert_false (export (catalogue, inner, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  dir = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    g_assert_false (g_str_has_prefix (name, "sub."));
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue (other);
  before = dump (other);
  by_hand (other, "CREATE TRIGGER no_insert BEFORE INSERT ON searches BEGIN SELECT RAISE (ABORT, 'no'); END");
  g_assert_false (import (catalogue, file, &imported, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 0);
  by_hand (other, "DROP TRIGGER no_insert");
  after = dump (other);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (import (catalogue, file, &imported, &error));
  g_assert_cmpuint (imported.n_added, ==, 3);
  reel_test_assert_finalized (&catalogue);
}

static void
test_cancelled (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *path = g_build_filename (folder, "here.db", NULL);
  g_autofree char *name = g_build_filename (folder, "export.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  GAsyncResult *result = NULL;
  ReelImported imported;

  g_assert_true (export (catalogue, name, &error));
  g_assert_cmpint (g_remove (name), ==, 0);
  g_cancellable_cancel (cancellable);
  reel_catalogue_export_async (catalogue, file, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_export_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);
  g_assert_false (g_file_test (name, G_FILE_TEST_EXISTS));
  reel_catalogue_import_async (catalogue, file, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_catalogue_import_finish (catalogue, result, &imported, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  reel_test_assert_finalized (&catalogue);
}

/* KiB, of proc(5): the most that there was */
static guint64
most_memory (void)
{
  g_autofree char *status = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  g_assert_nonnull (strstr (status, "VmHWM:"));
  return g_ascii_strtoull (strstr (status, "VmHWM:") + strlen ("VmHWM:"), NULL, 10);
}

/* No more of a file than a row is held, also of what this program does not know; nor is a tree made of all rows to write. */
static void
test_memory (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *path = g_build_filename (folder, "here.db", NULL);
  g_autofree char *file = g_build_filename (folder, "export.json", NULL);
  g_autoptr (GString) text = g_string_new (HEAD "\"videos\": [], \"later\": [");
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  ReelImported imported;
  guint64 before;

  for (guint i = 0; i < 300000; i++)
    g_string_append (text, i > 0 ? ",{\"a\":[1]}" : "{\"a\":[1]}");
  g_string_append (text, "], " NOTHING_ELSE);
  g_assert_true (g_file_set_contents (file, text->str, (gssize) text->len, NULL));
  before = most_memory ();
  g_assert_true (import (catalogue, file, &imported, &error));
  g_assert_no_error (error);
  g_test_message ("reading: %" G_GUINT64_FORMAT " KiB", most_memory () - before);
  g_assert_cmpuint (most_memory () - before, <, 16 * 1024);

  reel_test_assert_finalized (&catalogue);
  by_hand (path, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                 "INSERT INTO videos (profile, collection, uri, added, state) "
                 "SELECT 'p', 'c', 'file:///nowhere/' || i, i, 'ready' FROM n");
  catalogue = open_catalogue (path);
  before = most_memory ();
  g_assert_true (export (catalogue, file, &error));
  g_assert_no_error (error);
  g_test_message ("writing: %" G_GUINT64_FORMAT " KiB", most_memory () - before);
  g_assert_cmpuint (most_memory () - before, <, 16 * 1024);
  reel_test_assert_finalized (&catalogue);
}

/* What is twice in a file is not two tables, and what is not an array is none. */
static void
test_tables (void)
{
  static const char * const texts[] = {
    HEAD "\"videos\": [], \"videos\": [], " NOTHING_ELSE,
    HEAD "\"videos\": {}, " NOTHING_ELSE,
    HEAD NOTHING_ELSE,
    "{\"format\": [\"io.github.reelseek.catalogue\"], \"version\": 1, \"videos\": [], " NOTHING_ELSE,
    "{\"format\": \"io.github.reelseek.catalogue\", \"version\": [1], \"videos\": [], " NOTHING_ELSE,
    "{\"format\": \"io.github.reelseek.catalogue\", \"videos\": [], " NOTHING_ELSE,
  };
  static const char late[] = "{\"searches\": [], \"notes\": [], \"videos\": [], \"collections\": [], \"version\": 1, "
                             "\"format\": \"io.github.reelseek.catalogue\"}";
  g_autofree char *folder = new_folder ();
  g_autofree char *path = g_build_filename (folder, "here.db", NULL);
  g_autofree char *file = g_build_filename (folder, "export.json", NULL);
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue = open_catalogue (path);
  ReelImported imported;

  reel_test_assert_finalized (&catalogue);
  by_hand (path, full);
  catalogue = open_catalogue (path);
  before = dump (path);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      g_assert_true (g_file_set_contents (file, texts[i], -1, NULL));
      assert_refused (catalogue, path, file, before, G_IO_ERROR_INVALID_DATA);
    }
  g_assert_true (g_file_set_contents (file, late, -1, NULL)); /* in any order */
  g_assert_true (import (catalogue, file, &imported, &error));
  g_assert_no_error (error);
  reel_test_assert_finalized (&catalogue);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/library/archive/round-trip", test_round_trip);
  g_test_add_func ("/library/archive/whatever", test_whatever);
  g_test_add_func ("/library/archive/merge", test_merge);
  g_test_add_func ("/library/archive/meanwhile", test_meanwhile);
  g_test_add_func ("/library/archive/hostile", test_hostile);
  g_test_add_func ("/library/archive/atomic", test_atomic);
  g_test_add_func ("/library/archive/cancelled", test_cancelled);
  g_test_add_func ("/library/archive/memory", test_memory);
  g_test_add_func ("/library/archive/tables", test_tables);
  return g_test_run ();
}
