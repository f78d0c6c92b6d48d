/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <locale.h>

#include "monitor-double.h"
#include "reel-test.h"
#include "stage.h"
#include "uploads/reel-upload-row.h"
#include "uploads/reel-uploads-page.h"
#include "uploads/reel-uploads-summary.h"

/*
 * The pane with a job in every state. The queue has no client and its videos lie nowhere, so that nothing happens but
 * what the test does. With REEL_TEST_SHOTS=FOLDER pictures are left there, to be looked at.
 */
typedef struct
{
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
} Fixture;

/* In the order of the states; the last is Preparing too, so that no place is left for a queued one to begin. */
static const char * const names[] = {
  "Interview Lisbon, second camera, take 3, not yet synchronised.mp4",
  "b-roll harbour.mov",
  "DJI_0042.MP4",
  "VID_20191220_170832.mp4",
  "archive reel 7.mxf",
  "vtest.avi",
  "late.mkv",
  "letter.txt",
  "wrong card.avi",
  "another computer’s.mov",
  "b-roll harbour, second half.mov",
};

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("uploads-%u", n++);
  g_autofree char *folder = reel_test_tmp (name);
  g_autofree char *path = g_build_filename (folder, "catalogue.db", NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) uris = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&result);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename ("/nonexistent", names[i], NULL);
      g_autofree char *uri = g_filename_to_uri (file, NULL, NULL);

      g_strv_builder_add (builder, uri);
    }
  uris = g_strv_builder_end (builder);
  reel_catalogue_add_videos_async (f->catalogue, "here", "c1", (const char * const *) uris, NULL, reel_test_store_result,
                                   &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (f->catalogue, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);

  /* Paused to the queue, which leaves them alone; what they show comes after it has looked. */
  for (guint i = 0; i < videos->len; i++)
    reel_video_set_state (videos->pdata[i], REEL_VIDEO_STATE_PAUSED);
  f->queue = reel_upload_queue_new (f->catalogue, "here");
  for (guint i = 0; i < videos->len; i++)
    reel_video_set_state (videos->pdata[i], i < REEL_VIDEO_N_STATES ? (ReelVideoState) i : REEL_VIDEO_STATE_PREPARING);
  reel_video_set_error (videos->pdata[REEL_VIDEO_STATE_QUEUED],
                        "There is no connection to the service. It is tried again in a moment.", FALSE);
  reel_video_set_progress (videos->pdata[REEL_VIDEO_STATE_UPLOADING], 0.437, 3.2e6, 200);
  reel_video_set_progress (videos->pdata[REEL_VIDEO_STATE_PROCESSING], 0.8, 0, 12);
  reel_video_set_unanswered (videos->pdata[REEL_VIDEO_STATE_READY], TRUE);
  reel_video_set_error (videos->pdata[REEL_VIDEO_STATE_FAILED],
                        "This file has no video: it is a text file. Choose a file that can be played.", FALSE);
  reel_video_set_error (videos->pdata[REEL_VIDEO_STATE_CANCELLED], NULL, TRUE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
}

static ReelVideo *
nth (Fixture *f, guint n)
{
  g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->queue), n);

  return video;
}

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

static gboolean
has_name (GtkWidget *widget, const char *name)
{
  g_autofree char *other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return other == NULL;
}

static void
assert_name (GtkWidget *widget, const char *name)
{
  g_autofree char *other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  g_assert_cmpstr (other, ==, NULL); /* else what it is instead */
}

/* (transfer none) (nullable): the row that shows @video */
static GtkWidget *
row_of (GtkWidget *page, ReelVideo *video)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  collect (page, REEL_TYPE_UPLOAD_ROW, rows);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (ReelVideo) shown = NULL;

      g_object_get (rows->pdata[i], "video", &shown, NULL);
      if (shown == video)
        return rows->pdata[i];
    }
  return NULL;
}

/* (transfer none) (nullable): the button with that accessible name, where it is visible; for text buttons it is the text */
static GtkWidget *
button_of (GtkWidget *widget, const char *label)
{
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();

  collect (widget, GTK_TYPE_BUTTON, buttons);
  for (guint i = 0; i < buttons->len; i++)
    {
      GtkWidget *button = buttons->pdata[i];
      GtkWidget *child = gtk_button_get_child (GTK_BUTTON (button));
      gboolean is = GTK_IS_LABEL (child) ? g_strcmp0 (gtk_label_get_label (GTK_LABEL (child)), label) == 0
                                         : g_strcmp0 (gtk_widget_get_tooltip_text (button), label) == 0;

      if (!is || !gtk_widget_get_visible (button))
        continue;
      if (!GTK_IS_LABEL (child))
        assert_name (button, label);
      return button;
    }
  return NULL;
}

static void
click (GtkWidget *button)
{
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static GtkWidget *
show (GtkWidget *content, int width, int height)
{
  GtkWidget *window =
    g_object_new (ADW_TYPE_WINDOW, "content", content, "default-width", width, "default-height", height, NULL);

  gtk_window_present (GTK_WINDOW (window));
  reel_test_wait (gtk_widget_get_mapped (content) && gtk_widget_get_width (content) > 0);
  return window;
}

static void
take_picture (GtkWidget *window, const char *name)
{
  const char *folder = g_getenv ("REEL_TEST_SHOTS");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = NULL;
  gint64 later = g_get_monotonic_time () + G_USEC_PER_SEC;

  if (folder == NULL)
    return;
  reel_test_wait (g_get_monotonic_time () > later);
  paintable = gtk_widget_paintable_new (window);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window), gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  path = g_strdup_printf ("%s/%s.png", folder, name);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static void
test_rows (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *name;
    gboolean pause, resume, retry, cancel;
  } expected[REEL_VIDEO_N_STATES] = {
    { "Interview Lisbon, second camera, take 3, not yet synchronised.mp4, Queued", TRUE, FALSE, FALSE, TRUE },
    { "b-roll harbour.mov, Preparing", TRUE, FALSE, FALSE, TRUE },
    { "DJI_0042.MP4, Uploading, 43 %", TRUE, FALSE, FALSE, TRUE },
    { "VID_20191220_170832.mp4, Waiting", FALSE, FALSE, FALSE, TRUE },
    { "archive reel 7.mxf, Processing, 80 %", FALSE, FALSE, FALSE, TRUE },
    { "vtest.avi, Ready", FALSE, FALSE, FALSE, FALSE },
    { "late.mkv, Paused", FALSE, TRUE, FALSE, TRUE },
    { "letter.txt, Failed", FALSE, FALSE, FALSE, TRUE },
    { "wrong card.avi, Cancelled", FALSE, FALSE, TRUE, FALSE },
    { "another computer’s.mov, Elsewhere", FALSE, FALSE, FALSE, FALSE },
  };
  GtkWidget *page = g_object_ref_sink (reel_uploads_page_new (f->queue));
  GtkWidget *window = show (page, 1000, 700);
  g_autoptr (GPtrArray) lists = g_ptr_array_new ();

  collect (page, GTK_TYPE_LIST_VIEW, lists);
  g_assert_cmpuint (lists->len, ==, 1);
  assert_name (lists->pdata[0], "Uploads");
  for (guint i = 0; i < REEL_VIDEO_N_STATES; i++)
    {
      GtkWidget *row;

      reel_test_wait (row_of (page, nth (f, i)) != NULL);
      row = row_of (page, nth (f, i));
      assert_name (row, expected[i].name);
      g_assert_true ((button_of (row, "Pause") != NULL) == expected[i].pause);
      g_assert_true ((button_of (row, "Resume") != NULL) == expected[i].resume);
      g_assert_true ((button_of (row, "Retry") != NULL) == expected[i].retry);
      g_assert_true ((button_of (row, "Cancel") != NULL) == expected[i].cancel);
    }
  reel_video_set_error (nth (f, REEL_VIDEO_STATE_FAILED), "The file is empty.", TRUE);
  reel_test_wait (button_of (row_of (page, nth (f, REEL_VIDEO_STATE_FAILED)), "Retry") != NULL);
  reel_video_set_progress (nth (f, REEL_VIDEO_STATE_UPLOADING), 0.999, 3e6, 1);
  assert_name (row_of (page, nth (f, REEL_VIDEO_STATE_UPLOADING)), "DJI_0042.MP4, Uploading, 99 %");
  gtk_window_destroy (GTK_WINDOW (window));
  reel_test_assert_finalized (&page);
}

static void
test_buttons (Fixture *f, gconstpointer data)
{
  GtkWidget *page = g_object_ref_sink (reel_uploads_page_new (f->queue));
  GtkWidget *window = show (page, 1000, 700);

  /* The count is of what the queue knew at its start: one change by its hand brings the rest. */
  reel_test_wait (row_of (page, nth (f, REEL_VIDEO_STATE_WAITING)) != NULL);
  click (button_of (row_of (page, nth (f, REEL_VIDEO_STATE_WAITING)), "Cancel"));
  g_assert_cmpint (reel_video_get_state (nth (f, REEL_VIDEO_STATE_WAITING)), ==, REEL_VIDEO_STATE_CANCELLED);
  reel_test_wait (button_of (page, "Pause All") != NULL && button_of (page, "Resume All") != NULL &&
                  button_of (page, "Retry Failed") != NULL && button_of (page, "Clear Finished") != NULL);

  click (button_of (row_of (page, nth (f, REEL_VIDEO_STATE_UPLOADING)), "Pause"));
  g_assert_cmpint (reel_video_get_state (nth (f, REEL_VIDEO_STATE_UPLOADING)), ==, REEL_VIDEO_STATE_PAUSED);
  click (button_of (page, "Pause All"));
  g_assert_cmpint (reel_video_get_state (nth (f, REEL_VIDEO_STATE_QUEUED)), ==, REEL_VIDEO_STATE_PAUSED);
  g_assert_cmpint (reel_video_get_state (nth (f, REEL_VIDEO_STATE_PREPARING)), ==, REEL_VIDEO_STATE_PAUSED);
  reel_test_wait (button_of (page, "Pause All") == NULL);

  click (button_of (page, "Clear Finished"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->queue)), ==, G_N_ELEMENTS (names) - 4);
  reel_test_wait (button_of (page, "Clear Finished") == NULL);

  gtk_window_destroy (GTK_WINDOW (window));
  reel_test_assert_finalized (&page);
}

static void
test_empty (Fixture *f, gconstpointer data)
{
  GtkWidget *page = g_object_ref_sink (reel_uploads_page_new (NULL));
  GtkWidget *window = show (page, 360, 640);
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  collect (page, ADW_TYPE_STATUS_PAGE, pages);
  g_assert_cmpuint (pages->len, ==, 1);
  g_assert_true (gtk_widget_get_mapped (pages->pdata[0]));
  take_picture (window, "empty-360");
  reel_uploads_page_set_queue (REEL_UPLOADS_PAGE (page), f->queue);
  reel_test_wait (!gtk_widget_get_mapped (pages->pdata[0]));
  reel_upload_queue_cancel_all (f->queue);
  reel_upload_queue_clear_finished (f->queue);
  reel_test_wait (gtk_widget_get_mapped (pages->pdata[0]));
  gtk_window_destroy (GTK_WINDOW (window));
  reel_test_assert_finalized (&page);
}

static void
test_sizes (Fixture *f, gconstpointer data)
{
  static const int widths[] = { 1000, 360 };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      GtkWidget *page = g_object_ref_sink (reel_uploads_page_new (f->queue));
      GtkWidget *window = show (page, widths[i], 700);
      g_autofree char *name = g_strdup_printf ("uploads-%d", widths[i]);
      int minimum = 0;

      reel_upload_queue_resume (f->queue, nth (f, REEL_VIDEO_STATE_READY)); /* means nothing there, but has all counted */
      reel_test_wait (row_of (page, nth (f, 0)) != NULL && button_of (page, "Retry Failed") != NULL);
      gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 360);
      g_assert_cmpint (gtk_widget_get_width (page), <=, widths[i]);
      take_picture (window, name);
      gtk_window_destroy (GTK_WINDOW (window));
      reel_test_assert_finalized (&page);
    }
}

static void
count_cb (GObject *object, guint *n)
{
  (*n)++;
}

static void
clicked_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_summary (Fixture *f, gconstpointer data)
{
  GtkWidget *summary = g_object_ref_sink (reel_uploads_summary_new (NULL));
  GtkWidget *button = gtk_widget_get_first_child (summary);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("show", NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window;
  guint activated = 0, acted = 0;
  int minimum = 0;

  gtk_box_append (GTK_BOX (box), summary);
  g_signal_connect (action, "activate", G_CALLBACK (clicked_cb), &acted);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (box, "pane", G_ACTION_GROUP (group));
  g_object_set (summary, "action-name", "pane.show", NULL);
  window = show (box, 260, 80);
  g_signal_connect (summary, "activated", G_CALLBACK (count_cb), &activated);
  assert_name (button, "Uploads");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    reel_video_set_fingerprint (nth (f, i), NULL, 100 * 1000 * 1000);
  reel_uploads_summary_set_queue (REEL_UPLOADS_SUMMARY (summary), f->queue);
  reel_upload_queue_cancel (f->queue, nth (f, REEL_VIDEO_STATE_PAUSED));
  reel_upload_queue_cancel (f->queue, nth (f, REEL_VIDEO_STATE_FAILED));
  reel_test_wait (has_name (button, "Uploads, 1 of 7 ready"));
  /* What is queued counts: 356.3 MB are still to go out at 3.2 MB a second. */
  g_assert_true (stage_sees (summary, "343.7\302\240MB of 700.0\302\240MB"));
  g_assert_true (stage_sees (summary, "3.2\302\240MB/s"));
  g_assert_true (stage_sees (summary, "2 minutes left"));
  gtk_widget_measure (summary, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 220);
  take_picture (window, "summary");
  click (button);
  g_assert_cmpuint (activated, ==, 1);
  g_assert_cmpuint (acted, ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  reel_test_assert_finalized (&summary);
}

/* A desktop where the web is opened by a program of ours, which notes the address. */
static void
set_web_handler (const char *noted)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *path = g_build_filename (folder, "web.desktop", NULL);
  g_autofree char *list = g_build_filename (g_get_user_config_dir (), "mimeapps.list", NULL);
  g_autofree char *entry = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Web\nMimeType=x-scheme-handler/http;\n"
                                            "Exec=sh -c \"echo $0 > %s\" %%u\n", noted);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_config_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, entry, -1, NULL));
  g_assert_true (g_file_set_contents (list, "[Default Applications]\nx-scheme-handler/http=web.desktop\n", -1, NULL));
}

/* What waits for the network says so above the list and in the sidebar, with what can be done about it. */
static void
test_network (Fixture *f, gconstpointer data)
{
  MonitorDouble *monitor = monitor_double_new ();
  ReelNetworkState *network = reel_network_state_new (G_NETWORK_MONITOR (monitor));
  GtkWidget *page = g_object_ref_sink (reel_uploads_page_new (f->queue));
  GtkWidget *summary = reel_uploads_summary_new (f->queue);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window;
  g_autofree char *folder = reel_test_tmp ("sign-in");
  g_autofree char *noted = g_build_filename (folder, "noted", NULL);
  g_autofree char *address = NULL;
  int minimum = 0;

  set_web_handler (noted);
  gtk_box_append (GTK_BOX (box), page);
  gtk_box_append (GTK_BOX (box), summary);
  window = show (box, 360, 640);
  reel_network_state_set_address (network, "https://api.example.com");
  reel_upload_queue_set_network (f->queue, network);
  g_assert_null (button_of (page, "Send Anyway"));

  monitor_double_set (monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  reel_test_wait (button_of (page, "Send Anyway") != NULL && stage_sees (page, "Uploads wait, as this network is metered.") &&
                  stage_sees (summary, "Waits: metered network"));
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  take_picture (window, "uploads-metered");
  click (button_of (page, "Send Anyway"));
  reel_test_wait (!stage_sees (summary, "Waits: metered network"));
  g_assert_cmpint (reel_network_state_get_wait (network), ==, REEL_NETWORK_WAIT_NONE);

  monitor_double_set (monitor, G_NETWORK_CONNECTIVITY_PORTAL, FALSE);
  reel_test_wait (button_of (page, "Open Sign-in Page") != NULL && stage_sees (summary, "Waits: sign in to the network"));
  take_picture (window, "uploads-sign-in");
  click (button_of (page, "Open Sign-in Page"));
  reel_test_wait (g_file_get_contents (noted, &address, NULL, NULL) && g_str_has_suffix (address, "\n"));
  g_assert_cmpstr (address, ==, "http://nmcheck.gnome.org/\n");
  g_assert_cmpint (reel_network_state_get_wait (network), ==, REEL_NETWORK_WAIT_SIGN_IN);

  monitor_double_set (monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  reel_test_wait (!stage_sees (summary, "Waits: sign in to the network"));
  gtk_window_destroy (GTK_WINDOW (window));
  reel_test_assert_finalized (&page);
  reel_upload_queue_set_network (f->queue, NULL);
  reel_test_assert_finalized (&network);
  reel_test_assert_finalized (&monitor);
}

int
main (int argc, char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/uploads/pane/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/uploads/pane/buttons", Fixture, NULL, set_up, test_buttons, tear_down);
  g_test_add ("/uploads/pane/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/uploads/pane/sizes", Fixture, NULL, set_up, test_sizes, tear_down);
  g_test_add ("/uploads/pane/summary", Fixture, NULL, set_up, test_summary, tear_down);
  g_test_add ("/uploads/pane/network", Fixture, NULL, set_up, test_network, tear_down);
  return g_test_run ();
}
