/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>

#include "reel-test.h"
#include "uploads/reel-upload-queue.h"

/* What is forgotten, and comes back, and what comes from another computer, in a queue without a service: nothing is sent. */

typedef struct
{
  char *path; /* (owned): of the catalogue */
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
} Fixture;

static void
open_all (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_open_async (f->path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer rows)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("forget-%u", n++);
  g_autofree char *folder = reel_test_tmp (name);
  g_autofree char *sql = g_strdup_printf ("INSERT INTO videos (profile, collection, uri, added, state, error, can_retry,"
                                          " video_id, position) VALUES %s", (const char *) rows);
  sqlite3 *db = NULL;

  f->path = g_build_filename (folder, "catalogue.db", NULL);
  open_all (f);
  reel_test_assert_finalized (&f->catalogue);
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  open_all (f);
  f->queue = reel_upload_queue_new (f->catalogue, "here");
}

static void
tear_down (Fixture *f, gconstpointer rows)
{
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
  g_free (f->path);
}

/* Names and states of the list, in its order. */
static char *
list (Fixture *f)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->queue)); i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->queue), i);

      g_string_append_printf (text, "%s %s; ", reel_video_get_name (video),
                              reel_video_state_get_nick (reel_video_get_state (video)));
    }
  return g_string_free (text, FALSE);
}

#define assert_list(f, expected)                                                                                        \
  G_STMT_START                                                                                                          \
  {                                                                                                                     \
    g_autofree char *found = list (f);                                                                                  \
    g_assert_cmpstr (found, ==, expected);                                                                              \
  }                                                                                                                     \
  G_STMT_END

static ReelForgotten *
forget_listed (Fixture *f)
{
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelForgotten *forgotten;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->queue)); i++)
    g_ptr_array_add (videos, g_list_model_get_item (G_LIST_MODEL (f->queue), i));
  reel_catalogue_forget_videos_async (f->catalogue, videos, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  forgotten = reel_catalogue_forget_finish (f->catalogue, result, &error);
  g_assert_no_error (error);
  return forgotten;
}

static void
restore (Fixture *f, const ReelForgotten *forgotten)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_restore_async (f->catalogue, forgotten, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_restore_finish (f->catalogue, result, &error));
  g_assert_no_error (error);
}

static const char some_rows[] = "('here', 'c', 'file:///nowhere/a', 1, 'paused', NULL, 0, NULL, 3),"
                                "('here', 'c', 'file:///nowhere/b', 1, 'failed', 'It was too long.', 0, NULL, 1),"
                                "('here', 'c', 'file:///nowhere/c', 1, 'failed', NULL, 1, 'v', 2),"
                                "('here', 'c', 'file:///nowhere/d', 1, 'ready', NULL, 0, 'w', 0),"
                                "('there', 'c', 'file:///nowhere/e', 1, 'failed', NULL, 1, NULL, 5)";

static void
test_undo (Fixture *f, gconstpointer rows)
{
  g_autoptr (ReelForgotten) forgotten = NULL;
  g_autoptr (ReelVideo) cancelled = NULL;
  g_autoptr (ReelVideo) failed = NULL;

  assert_list (f, "b failed; c failed; a paused; ");
  cancelled = g_list_model_get_item (G_LIST_MODEL (f->queue), 1);
  reel_upload_queue_cancel (f->queue, cancelled);
  assert_list (f, "b failed; c cancelled; a paused; ");
  forgotten = forget_listed (f);
  assert_list (f, "");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), ==, 2);

  restore (f, forgotten);
  assert_list (f, "b failed; c cancelled; a paused; ");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), ==, 5);
  failed = g_list_model_get_item (G_LIST_MODEL (f->queue), 0);
  g_assert_cmpstr (reel_video_get_error (failed), ==, "It was too long.");
  g_assert_false (reel_video_get_can_retry (failed));
  restore (f, forgotten); /* once more is nothing more */
  assert_list (f, "b failed; c cancelled; a paused; ");

  /* They are jobs as before; and what is saved has a row again. */
  reel_upload_queue_retry (f->queue, cancelled);
  assert_list (f, "b failed; c waiting; a paused; ");
  g_clear_object (&cancelled);
  g_clear_object (&failed);
  g_clear_pointer (&forgotten, reel_forgotten_free);
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
  open_all (f);
  f->queue = reel_upload_queue_new (f->catalogue, "here");
  assert_list (f, "b failed; c waiting; a paused; ");
}

/* One whose turn comes while it is forgotten begins anew when it is back. */
static void
test_queued (Fixture *f, gconstpointer rows)
{
  g_autoptr (ReelForgotten) forgotten = NULL;
  g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->queue), 0);

  assert_list (f, "a queued; ");
  forgotten = forget_listed (f);
  assert_list (f, "");
  restore (f, forgotten);
  assert_list (f, "a queued; ");
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_FAILED); /* it was looked for, and is nowhere */
  assert_list (f, "a failed; ");
}

static void
test_imported (Fixture *f, gconstpointer rows)
{
  static const char text[] =
    "{\"format\": \"io.github.reelseek.catalogue\", \"version\": 1, \"collections\": [], \"notes\": [], \"searches\": [],"
    " \"videos\": [{\"profile\": \"here\", \"collection\": \"c\", \"added\": 1, \"uri\": \"file:///nowhere/x\","
    " \"video_id\": \"x\", \"state\": \"waiting\"},"
    " {\"profile\": \"here\", \"collection\": \"c\", \"added\": 1, \"uri\": \"file:///nowhere/y\", \"state\": \"queued\"},"
    " {\"profile\": \"here\", \"collection\": \"c\", \"added\": 1, \"uri\": \"file:///nowhere/z\", \"state\": \"ready\"}]}";
  g_autofree char *path = g_strconcat (f->path, ".json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  ReelImported imported;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  reel_catalogue_import_async (f->catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_import_finish (f->catalogue, result, &imported, NULL));
  assert_list (f, "a failed; x processing; y failed; ");
}

static void
change_cb (guint *n)
{
  (*n)++;
}

/* However many go or come back at once, the list changes once for those that stand together. */
static void
test_many (Fixture *f, gconstpointer rows)
{
  g_autoptr (ReelForgotten) forgotten = NULL;
  g_autoptr (GPtrArray) odd = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ReelForgotten) some = NULL;
  g_autofree char *before = list (f);
  guint n = 0;

  g_signal_connect_swapped (f->queue, "items-changed", G_CALLBACK (change_cb), &n);
  forgotten = forget_listed (f);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->queue)), ==, 0);
  g_assert_cmpuint (n, ==, 1);
  restore (f, forgotten);
  assert_list (f, before);
  g_assert_cmpuint (n, ==, 2);

  for (guint i = 0; i < 200; i += i == 100 ? 3 : 1) /* but two of them */
    g_ptr_array_add (odd, g_list_model_get_item (G_LIST_MODEL (f->queue), i));
  reel_catalogue_forget_videos_async (f->catalogue, odd, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  some = reel_catalogue_forget_finish (f->catalogue, result, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->queue)), ==, 2);
  g_assert_cmpuint (n, ==, 4);
  restore (f, some);
  assert_list (f, before);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GString) many = g_string_new (NULL);

  reel_test_init (&argc, &argv);
  for (guint i = 0; i < 200; i++)
    g_string_append_printf (many, "%s('here', 'c', 'file:///nowhere/%u', 1, 'failed', NULL, 0, NULL, %u)", i > 0 ? ", " : "", i,
                            1000 - i);
  g_test_add ("/uploads/forget/undo", Fixture, some_rows, set_up, test_undo, tear_down);
  g_test_add ("/uploads/forget/many", Fixture, many->str, set_up, test_many, tear_down);
  g_test_add ("/uploads/forget/queued", Fixture, "('here', 'c', 'file:///nowhere/a', 1, 'queued', NULL, 0, NULL, 1)", set_up,
              test_queued, tear_down);
  g_test_add ("/uploads/forget/imported", Fixture, "('here', 'c', 'file:///nowhere/a', 1, 'failed', NULL, 0, NULL, 1)",
              set_up, test_imported, tear_down);
  return g_test_run ();
}
