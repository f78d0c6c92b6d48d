/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "library/reel-catalogue.h"
#include "reel-test.h"
#include "uploads/reel-upload-queue.h"

/* The service on this computer has one name on all computers, and has seen other videos on each. */

/* A computer: its catalogue, and the folder of its service. */
typedef struct
{
  char *path;    /* (owned) */
  char *service; /* (owned) */
  ReelCatalogue *catalogue;
} Computer;

typedef struct
{
  Computer here, there;
  char *file; /* (owned): of the catalogue, exported */
} Fixture;

static void
start (Computer *computer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_open_with_service_async (computer->path, "local", computer->service, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  computer->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
}

static void
restart (Computer *computer)
{
  reel_test_assert_finalized (&computer->catalogue);
  start (computer);
}

static void
set_up_computer (Computer *computer, const char *root, const char *name)
{
  g_autofree char *folder = g_build_filename (root, name, NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  computer->path = g_build_filename (folder, "catalogue.db", NULL);
  computer->service = g_build_filename (folder, "local", NULL);
  start (computer);
}

/* Has the service list its collections, as when the program connects. */
static void
list_collection (Computer *computer, const char *id, const char *name)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);

  g_ptr_array_add (records, reel_collection_record_new (id, name, NULL));
  reel_catalogue_save_collections (computer->catalogue, "local", records);
}

/* (transfer none): a Ready video */
static ReelVideo *
add (Computer *computer, const char *profile, const char *collection, const char *uri, const char *video_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GPtrArray) videos = NULL;

  reel_catalogue_add_videos_async (computer->catalogue, profile, collection, (const char *[]){ uri, NULL }, NULL,
                                   reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (computer->catalogue, result, NULL);
  reel_video_set_video_id (videos->pdata[0], video_id);
  reel_video_set_state (videos->pdata[0], REEL_VIDEO_STATE_READY);
  reel_catalogue_save_video_async (computer->catalogue, videos->pdata[0], NULL, reel_test_store_result, &saved);
  reel_test_wait (saved != NULL);
  g_assert_true (reel_catalogue_save_video_finish (computer->catalogue, saved, NULL));
  return videos->pdata[0];
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("elsewhere-%u", n++);
  g_autofree char *root = reel_test_tmp (name);

  f->file = g_build_filename (root, "export.json", NULL);
  set_up_computer (&f->here, root, "here");
  set_up_computer (&f->there, root, "there");
  list_collection (&f->here, "c-here", "Cats");
  list_collection (&f->there, "c-there", "Dogs");
  add (&f->there, "local", "c-there", "file:///nowhere/a.mp4", "va");
  add (&f->there, "local", "c-there", "file:///nowhere/b.mp4", "vb");
  add (&f->there, "cloud", "c1", "file:///nowhere/c.mp4", "vc");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  reel_test_assert_finalized (&f->here.catalogue);
  reel_test_assert_finalized (&f->there.catalogue);
  g_free (f->here.path);
  g_free (f->here.service);
  g_free (f->there.path);
  g_free (f->there.service);
  g_free (f->file);
}

static void
export (Computer *computer, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_export_async (computer->catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  reel_catalogue_export_finish (computer->catalogue, result, &error);
  g_assert_no_error (error);
}

static ReelImported
import (Computer *computer, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelImported imported = { 0 };

  reel_catalogue_import_async (computer->catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  reel_catalogue_import_finish (computer->catalogue, result, &imported, &error);
  g_assert_no_error (error);
  return imported;
}

/* Names, collections and states, in the order of the list. */
static char *
list (Computer *computer)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (computer->catalogue)); i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (computer->catalogue), i);

      g_string_append_printf (text, "%s %s %s; ", reel_video_get_name (video), reel_video_get_collection_id (video),
                              reel_video_state_get_nick (reel_video_get_state (video)));
    }
  return g_string_free (text, FALSE);
}

#define assert_list(computer, expected)                                                                                 \
  G_STMT_START                                                                                                          \
  {                                                                                                                     \
    g_autofree char *found = list (computer);                                                                           \
    g_assert_cmpstr (found, ==, expected);                                                                              \
  }                                                                                                                     \
  G_STMT_END

#define AS_IMPORTED "a.mp4 c-there elsewhere; b.mp4 c-there elsewhere; c.mp4 c1 ready; "
#define AS_THERE "a.mp4 c-there ready; b.mp4 c-there ready; c.mp4 c1 ready; "

/* What came from another computer says so, also after a restart, and there and back it is what it was. */
static void
test_imported (Fixture *f, gconstpointer data)
{
  g_autofree char *back = g_strconcat (f->file, ".back", NULL);
  ReelImported imported;

  export (&f->there, f->file);
  imported = import (&f->here, f->file);
  g_assert_cmpuint (imported.n_added, ==, 3);
  assert_list (&f->here, AS_IMPORTED);
  {
    g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->here.catalogue), 0);

    g_assert_true (g_str_has_prefix (reel_video_get_error (video), "This video was indexed on another computer."));
    g_assert_cmpstr (reel_video_get_video_id (video), ==, "va");
  }
  g_assert_cmpstr (reel_catalogue_get_other_name (f->here.catalogue, "local", "c-there"), ==, "Dogs");
  restart (&f->here);
  assert_list (&f->here, AS_IMPORTED);
  g_assert_cmpstr (reel_catalogue_get_other_name (f->here.catalogue, "local", "c-there"), ==, "Dogs");
  {
    g_autoptr (GPtrArray) own = reel_catalogue_get_collections (f->here.catalogue, "local");

    g_assert_cmpuint (own->len, ==, 1); /* the other one is no collection of this service */
  }
  imported = import (&f->here, f->file);
  g_assert_cmpuint (imported.n_known, ==, 3);
  assert_list (&f->here, AS_IMPORTED);

  export (&f->here, back);
  imported = import (&f->there, back);
  g_assert_cmpuint (imported.n_known, ==, 3);
  assert_list (&f->there, AS_THERE);
  restart (&f->there);
  assert_list (&f->there, AS_THERE);
}

/* What was indexed there is indexed here as well, in a collection of this service; a later import knows it again. */
static void
test_index_here (Fixture *f, gconstpointer data)
{
  g_autoptr (ReelUploadQueue) queue = NULL;
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelImported imported;

  export (&f->there, f->file);
  import (&f->here, f->file);
  queue = reel_upload_queue_new (f->here.catalogue, "local");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, 0);
  g_ptr_array_add (videos, g_list_model_get_item (G_LIST_MODEL (f->here.catalogue), 1));
  g_ptr_array_add (videos, g_list_model_get_item (G_LIST_MODEL (f->here.catalogue), 2)); /* which is not meant */
  reel_catalogue_index_here_async (f->here.catalogue, videos, "c-here", NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_index_here_finish (f->here.catalogue, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, 1);
  g_assert_null (reel_video_get_video_id (videos->pdata[0]));
  g_assert_true (reel_video_is_known_as (videos->pdata[0], "vb"));
  reel_test_wait (reel_video_get_state (videos->pdata[0]) == REEL_VIDEO_STATE_FAILED); /* its file is nowhere */
  g_assert_true (reel_video_get_missing (videos->pdata[0]));
  reel_test_assert_finalized (&queue);
  g_clear_object (&result);
  g_ptr_array_set_size (videos, 0);
  imported = import (&f->here, f->file);
  g_assert_cmpuint (imported.n_added, ==, 0);
  restart (&f->here);
  assert_list (&f->here, "a.mp4 c-there elsewhere; b.mp4 c-here failed; c.mp4 c1 ready; ");
}

/* Files of earlier programs do not say whose the videos are: a collection that this service has tells. */
static void
test_old_file (Fixture *f, gconstpointer data)
{
  static const char text[] =
    "{\"format\": \"io.github.reelseek.catalogue\", \"version\": 1, \"collections\": [], \"notes\": [], \"searches\": [], \"videos\": ["
    "{\"profile\": \"local\", \"collection\": \"c-here\", \"uri\": \"file:///nowhere/own.mp4\", \"added\": 1, \"state\": \"ready\","
    " \"video_id\": \"v1\"},"
    "{\"profile\": \"local\", \"collection\": \"c-other\", \"uri\": \"file:///nowhere/other.mp4\", \"added\": 1, \"state\": \"ready\","
    " \"video_id\": \"v2\"},"
    "{\"profile\": \"cloud\", \"collection\": \"c1\", \"uri\": \"file:///nowhere/c.mp4\", \"added\": 1, \"state\": \"ready\","
    " \"video_id\": \"v3\"}]}";

  g_assert_true (g_file_set_contents (f->file, text, -1, NULL));
  import (&f->here, f->file);
  assert_list (&f->here, "own.mp4 c-here ready; other.mp4 c-other elsewhere; c.mp4 c1 ready; ");
  restart (&f->here);
  assert_list (&f->here, "own.mp4 c-here ready; other.mp4 c-other elsewhere; c.mp4 c1 ready; ");
}

/* The id goes with what the service knows: where that was removed, all is to be indexed again. Rows of before there was an
 * id are this computer's. */
static void
test_service_lost (Fixture *f, gconstpointer data)
{
  g_autofree char *id = g_build_filename (f->there.service, "installation-id", NULL);
  sqlite3 *db = NULL;

  assert_list (&f->there, AS_THERE);
  g_assert_cmpint (g_unlink (id), ==, 0);
  restart (&f->there);
  assert_list (&f->there, AS_IMPORTED);
  reel_test_assert_finalized (&f->there.catalogue);
  g_assert_cmpint (sqlite3_open (f->there.path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE videos SET service = NULL", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  start (&f->there);
  assert_list (&f->there, AS_THERE);
  restart (&f->there);
  assert_list (&f->there, AS_THERE);
  g_assert_true (g_file_set_contents (id, "damaged", -1, NULL));
  restart (&f->there);
  assert_list (&f->there, AS_IMPORTED);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add ("/library/elsewhere/imported", Fixture, NULL, set_up, test_imported, tear_down);
  g_test_add ("/library/elsewhere/index-here", Fixture, NULL, set_up, test_index_here, tear_down);
  g_test_add ("/library/elsewhere/old-file", Fixture, NULL, set_up, test_old_file, tear_down);
  g_test_add ("/library/elsewhere/service-lost", Fixture, NULL, set_up, test_service_lost, tear_down);
  return g_test_run ();
}
