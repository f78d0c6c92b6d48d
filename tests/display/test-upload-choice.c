/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "reel-mock-server.h"
#include "reel-test.h"
#include "stage.h"
#include "uploads/reel-upload-choice-dialog.h"
#include "uploads/reel-upload-choice.h"
#include "uploads/reel-upload-row.h"
#include "uploads/reel-uploads-page.h"

/*
 * Videos that are larger than their service advises, chosen for with the pointer and the keyboard: on a queue with real
 * videos, and a service that takes everything.
 */
#define ADVISED G_GUINT64_CONSTANT (9000000)
#define PADDING (30 * 1000 * 1000)

typedef struct
{
  char *folder; /* (owned) */
  ReelMockServer *server;
  ReelClient *client;
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  ReelFrameGrabber *grabber;
} Fixture;

/* What stands behind the end of an AVI file is nobody's, but makes it larger. */
static void
add (Fixture *f, const char *name, const char *sample, gsize padding)
{
  g_autofree char *from = reel_test_sample (sample);
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  g_autofree char *more = g_strnfill (padding, *name);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) all = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
  all = g_string_new_len (bytes, (gssize) length);
  g_string_append_len (all, more, (gssize) padding);
  g_assert_true (g_file_set_contents (path, all->str, (gssize) all->len, NULL));
  g_list_store_append (files, file);
  reel_upload_queue_add_async (f->queue, "c1", G_LIST_MODEL (files), NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_cmpint (reel_upload_queue_add_finish (f->queue, result, &error), ==, 1);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("choice-%u", n++);
  g_autofree char *db = NULL;
  g_autofree char *proxies = NULL;
  g_autofree char *frames = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  f->folder = reel_test_tmp (name);
  db = g_build_filename (f->folder, "catalogue.db", NULL);
  proxies = g_build_filename (f->folder, "proxies", NULL);
  frames = g_build_filename (f->folder, "frames", NULL);
  f->server = reel_mock_server_new ();
  reel_mock_server_set_default (f->server, 200, "application/json", "{\"video_id\": \"v1\", \"status\": \"processed\"}",
                                NULL, NULL);
  f->client = reel_client_new (reel_mock_server_get_url (f->server), "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT,
                               &error);
  g_assert_no_error (error);
  reel_catalogue_open_async (db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  f->queue = g_object_new (REEL_TYPE_UPLOAD_QUEUE, "catalogue", f->catalogue, "profile", "here", "time-scale", 0.01,
                           "proxies", proxies, "advised-size", ADVISED, "service-name", "Archive & Co", NULL);
  f->grabber = reel_frame_grabber_new (frames);
  add (f, "harbour, second camera.avi", "tree.avi", PADDING);
  add (f, "interview.avi", "vtest.avi", PADDING);
  add (f, "short.avi", "tree.avi", 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
  reel_test_assert_finalized (&f->grabber);
  g_clear_object (&f->client);
  reel_mock_server_free (f->server);
  g_free (f->folder);
}

static ReelVideo *
nth (Fixture *f, guint n)
{
  g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->queue), n);

  return video; /* the queue holds it */
}

static guint
n_choosing (Fixture *f)
{
  guint n;

  g_object_get (f->queue, "n-choosing", &n, NULL);
  return n;
}

static Stage *
show (Fixture *f, GtkWidget **page, int width, int height)
{
  Stage *stage;

  *page = reel_uploads_page_new (NULL);
  reel_uploads_page_set_grabber (REEL_UPLOADS_PAGE (*page), f->grabber);
  reel_uploads_page_set_queue (REEL_UPLOADS_PAGE (*page), f->queue);
  stage = stage_new (*page, width, height);
  reel_test_wait (n_choosing (f) == 2);
  reel_test_wait (stage_sees (*page, "2 videos are larger than Archive & Co advises"));
  return stage;
}

static void
test_row (Fixture *f, gconstpointer data)
{
  GtkWidget *page, *row, *button;
  Stage *stage = show (f, &page, 1000, 700);
  g_autofree char *size = g_format_size (reel_video_get_proxy_size (nth (f, 0)));
  g_autofree char *label = g_strdup_printf ("Make a Smaller Copy (about %s)", size);

  reel_upload_queue_set_client (f->queue, f->client);
  reel_test_wait (stage_find (page, REEL_TYPE_UPLOAD_ROW, "short.avi, Ready") != NULL);
  row = stage_find (page, REEL_TYPE_UPLOAD_ROW, "harbour, second camera.avi, Queued");
  g_assert_nonnull (row);
  g_assert_true (stage_sees (row, "over the advised 9.0\302\240MB. Choose how to send it."));
  g_assert_true (stage_sees (row, label));
  g_assert_false (stage_sees (stage_find (page, REEL_TYPE_UPLOAD_ROW, "short.avi, Ready"), "Send as It Is"));
  stage_look (stage, "choice-rows");

  button = stage_find (stage_find (page, REEL_TYPE_UPLOAD_ROW, "interview.avi, Queued"), GTK_TYPE_BUTTON, "Send as It Is");
  g_assert_nonnull (button);
  stage_click (stage, button, 1);
  reel_test_wait (reel_video_get_state (nth (f, 1)) == REEL_VIDEO_STATE_READY);
  g_assert_cmpuint (reel_video_get_size_to_send (nth (f, 1)), >, PADDING);
  reel_test_wait (stage_sees (page, "1 video is larger than Archive & Co advises"));

  button = stage_find (row, GTK_TYPE_BUTTON, label);
  g_assert_nonnull (button);
  stage_click (stage, button, 1);
  reel_test_wait (reel_video_get_state (nth (f, 0)) == REEL_VIDEO_STATE_READY);
  g_assert_cmpuint (reel_video_get_size_to_send (nth (f, 0)), <, ADVISED);
  reel_test_wait (n_choosing (f) == 0 && !stage_sees (page, "Send as It Is"));
  stage_free (stage);
}

/* One answer for all, and for those that come. */
static void
test_dialog (Fixture *f, gconstpointer data)
{
  GtkWidget *page, *dialog;
  Stage *stage = show (f, &page, 1000, 700);
  guint over;

  dialog = reel_upload_choice_dialog_new (GTK_WINDOW (stage->window), f->queue);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  reel_test_wait (gtk_widget_get_mapped (dialog));
  g_assert_true (stage_sees (dialog, "2 videos are larger than Archive & Co advises"));
  g_assert_true (stage_sees (dialog, "It advises 9.0\302\240MB at most."));
  g_assert_true (stage_sees (dialog, "69.4\302\240MB together"));
  stage_look_at (stage, dialog, "choice-dialog");
  gtk_window_close (GTK_WINDOW (dialog)); /* is no answer */
  reel_test_wait (dialog == NULL);
  g_assert_cmpuint (n_choosing (f), ==, 2);

  stage_click (stage, stage_find (page, GTK_TYPE_BUTTON, "Choose…"), 1);
  reel_test_wait (g_list_model_get_n_items (gtk_window_get_toplevels ()) == 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (gtk_window_get_toplevels (), i);

      if (REEL_IS_UPLOAD_CHOICE_DIALOG (window))
        dialog = window;
    }
  g_assert_nonnull (dialog);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  reel_test_wait (gtk_widget_get_mapped (dialog));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (stage_find (dialog, GTK_TYPE_CHECK_BUTTON, "Send as they are")), TRUE);
  gtk_check_button_set_active (
    GTK_CHECK_BUTTON (stage_find (dialog, GTK_TYPE_CHECK_BUTTON, "Do this for this service from now on")), TRUE);
  g_signal_emit_by_name (stage_find (dialog, GTK_TYPE_BUTTON, "Send"), "clicked");
  reel_test_wait (dialog == NULL);
  g_object_get (f->queue, "over-advised", &over, NULL);
  g_assert_cmpuint (over, ==, REEL_VIDEO_CHOICE_AS_IT_IS);
  g_assert_cmpint (reel_video_get_choice (nth (f, 0)), ==, REEL_VIDEO_CHOICE_AS_IT_IS);
  reel_test_wait (n_choosing (f) == 0);
  reel_test_wait (!stage_sees (page, "larger than")); /* it slides away */
  stage_free (stage);
}

/* A dialog that has nothing to ask any more goes. */
static void
test_answered_elsewhere (Fixture *f, gconstpointer data)
{
  GtkWidget *page, *dialog;
  Stage *stage = show (f, &page, 360, 640);
  int minimum = 0;

  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  stage_look (stage, "choice-rows-360");
  dialog = reel_upload_choice_dialog_new (GTK_WINDOW (stage->window), f->queue);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  reel_test_wait (gtk_widget_get_mapped (dialog));
  stage_look_at (stage, dialog, "choice-dialog-360");
  reel_upload_queue_choose_all (f->queue, REEL_VIDEO_CHOICE_AS_IT_IS);
  reel_test_wait (dialog == NULL);
  stage_free (stage);
}

/* While the copy is made, the row says how far it is. */
static void
test_making (Fixture *f, gconstpointer data)
{
  GtkWidget *page;
  Stage *stage = show (f, &page, 1000, 700);

  reel_upload_queue_choose (f->queue, nth (f, 1), REEL_VIDEO_CHOICE_PROXY);
  reel_test_wait (reel_video_get_progress (nth (f, 1)) >= 0.1);
  g_assert_true (g_str_has_prefix (reel_video_get_error (nth (f, 1)), "A smaller copy is made."));
  {
    g_autofree char *name = g_strdup_printf ("interview.avi, Preparing, %d %%",
                                             (int) (reel_video_get_progress (nth (f, 1)) * 100));

    g_assert_nonnull (stage_find (page, REEL_TYPE_UPLOAD_ROW, name));
  }
  stage_look (stage, "choice-making");
  reel_upload_queue_cancel (f->queue, nth (f, 1));
  reel_test_wait (stage_find (page, REEL_TYPE_UPLOAD_ROW, "interview.avi, Cancelled") != NULL);
  stage_free (stage);
}

int
main (int argc, char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/uploads/choice/row", Fixture, NULL, set_up, test_row, tear_down);
  g_test_add ("/uploads/choice/dialog", Fixture, NULL, set_up, test_dialog, tear_down);
  g_test_add ("/uploads/choice/answered-elsewhere", Fixture, NULL, set_up, test_answered_elsewhere, tear_down);
  g_test_add ("/uploads/choice/making", Fixture, NULL, set_up, test_making, tear_down);
  return g_test_run ();
}
