/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gtk/gtk.h>

#include "reel-test-video.h"
#include "reel-test.h"
#include "widgets/reel-thumbnail.h"

static char *video_uri;

typedef struct
{
  ReelFrameGrabber *grabber;
  GtkWidget *window;
  ReelThumbnail *thumbnail;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("thumbnails");

  fixture->grabber = reel_frame_grabber_new (folder);
  fixture->window = gtk_window_new ();
  fixture->thumbnail = REEL_THUMBNAIL (reel_thumbnail_new (fixture->grabber));
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 320, 180);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->thumbnail));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gpointer weak = fixture->thumbnail;

  g_object_add_weak_pointer (weak, &weak);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  reel_test_wait (weak == NULL);
  reel_test_assert_finalized (&fixture->grabber);
}

/* What the widget draws, without the desktop around it. */
static GdkTexture *
draw (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GskRenderNode) node = NULL;
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return NULL;
  return gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

/* The number in the middle of the card, where a 4:3 picture stands. */
static int
drawn_number (ReelThumbnail *thumbnail)
{
  g_autoptr (GdkTexture) texture = draw (GTK_WIDGET (thumbnail));
  g_autofree guchar *pixels = NULL;
  int width, height, w;

  if (texture == NULL)
    return -1;
  width = gdk_texture_get_width (texture);
  height = gdk_texture_get_height (texture);
  pixels = g_malloc ((gsize) width * (gsize) height * 4);
  gdk_texture_download (texture, pixels, (gsize) width * 4);
  w = height * 4 / 3;
  return reel_test_video_number (pixels + (gsize) (width - w) / 2 * 4, (guint) w, (guint) height, (gsize) width * 4);
}

/* In place of a picture. */
static gboolean
shows_icon (ReelThumbnail *thumbnail)
{
  return gtk_widget_get_child_visible (gtk_widget_get_first_child (GTK_WIDGET (thumbnail)));
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_loads (Fixture      *fixture,
            gconstpointer data)
{
  ReelThumbnail *thumbnail = fixture->thumbnail;
  guint notified = 0;

  g_signal_connect_swapped (thumbnail, "notify::loaded", G_CALLBACK (count), &notified);
  reel_thumbnail_show (thumbnail, video_uri, 1.0, TRUE);
  /* Not on the screen: nothing is asked for. */
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (reel_thumbnail_get_loaded (thumbnail));
  g_assert_null (reel_frame_grabber_peek (fixture->grabber, video_uri, 1.0, TRUE, 320));

  gtk_window_present (GTK_WINDOW (fixture->window));
  reel_test_wait (reel_thumbnail_get_loaded (thumbnail));
  g_assert_cmpuint (notified, ==, 1);
  reel_test_wait (gtk_widget_get_width (GTK_WIDGET (thumbnail)) == 320);
  reel_test_wait (drawn_number (thumbnail) == 25);

  /* Another moment: the picture stays until the other is there. */
  reel_thumbnail_set_time (thumbnail, 1.4);
  g_assert_false (reel_thumbnail_get_loaded (thumbnail));
  g_assert_false (shows_icon (thumbnail));
  reel_test_wait (reel_thumbnail_get_loaded (thumbnail));
  reel_test_wait (drawn_number (thumbnail) == 35);

  /* Known already: at once. */
  reel_thumbnail_set_time (thumbnail, 1.0);
  g_assert_true (reel_thumbnail_get_loaded (thumbnail));
  reel_test_wait (drawn_number (thumbnail) == 25);

  /* As a list does that unbinds a cell. */
  reel_thumbnail_set_uri (thumbnail, NULL);
  g_assert_false (reel_thumbnail_get_loaded (thumbnail));
  g_assert_true (shows_icon (thumbnail));
}

/* Many changes in a row, as when scrolling: the last counts, and none is an error. */
static void
test_newest (Fixture      *fixture,
             gconstpointer data)
{
  ReelThumbnail *thumbnail = fixture->thumbnail;

  gtk_window_present (GTK_WINDOW (fixture->window));
  reel_test_wait (gtk_widget_get_mapped (GTK_WIDGET (thumbnail)));
  for (guint i = 0; i < 45; i++)
    {
      reel_thumbnail_show (thumbnail, video_uri, i * 0.04, TRUE);
      for (guint turn = 0; turn < i % 4; turn++)
        g_main_context_iteration (NULL, FALSE);
    }
  reel_test_wait (reel_thumbnail_get_loaded (thumbnail));
  reel_test_wait (drawn_number (thumbnail) == 44);
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (thumbnail)));
}

static void
test_error (Fixture      *fixture,
            gconstpointer data)
{
  ReelThumbnail *thumbnail = fixture->thumbnail;

  gtk_window_present (GTK_WINDOW (fixture->window));
  reel_thumbnail_show (thumbnail, "file:///nowhere/gone.mp4", 0, FALSE);
  reel_test_wait (gtk_widget_get_tooltip_text (GTK_WIDGET (thumbnail)) != NULL);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (thumbnail)), "gone.mp4"));
  g_assert_false (reel_thumbnail_get_loaded (thumbnail));

  reel_thumbnail_show (thumbnail, video_uri, 0.4, TRUE);
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (thumbnail)));
  reel_test_wait (drawn_number (thumbnail) == 10);
}

/* Off the screen and on again. */
static void
test_unmapped (Fixture      *fixture,
               gconstpointer data)
{
  ReelThumbnail *thumbnail = fixture->thumbnail;

  gtk_window_present (GTK_WINDOW (fixture->window));
  reel_test_wait (gtk_widget_get_mapped (GTK_WIDGET (thumbnail)));
  reel_thumbnail_show (thumbnail, video_uri, 0.8, TRUE);
  gtk_widget_hide (GTK_WIDGET (thumbnail));
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (reel_thumbnail_get_loaded (thumbnail));
  gtk_widget_show (GTK_WIDGET (thumbnail));
  reel_test_wait (drawn_number (thumbnail) == 20);
}

/* Gone while a request is under way: see tear_down() for what must be. */
static void
test_dropped (Fixture      *fixture,
              gconstpointer data)
{
  gtk_window_present (GTK_WINDOW (fixture->window));
  reel_test_wait (gtk_widget_get_mapped (GTK_WIDGET (fixture->thumbnail)));
  reel_thumbnail_show (fixture->thumbnail, video_uri, 1.2, TRUE);
  g_main_context_iteration (NULL, FALSE);
}

static void
test_shape (Fixture      *fixture,
            gconstpointer data)
{
  int minimum, natural;

  gtk_widget_measure (GTK_WIDGET (fixture->thumbnail), GTK_ORIENTATION_VERTICAL, 320, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 180);
  g_assert_cmpint (minimum, <=, natural);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  int status;

  reel_test_init (&argc, &argv);
  gtk_init ();
  folder = g_dir_make_tmp ("reel-thumbnail-XXXXXX", NULL);
  path = g_build_filename (folder, "numbers.mp4", NULL);
  reel_test_video_make (path, "x264enc option-string=scenecut=0 bitrate=1200 speed-preset=veryfast ! mp4mux", 50, 25, 1, 0);
  video_uri = reel_test_video_uri (path);

  g_test_add ("/thumbnail/loads", Fixture, NULL, set_up, test_loads, tear_down);
  g_test_add ("/thumbnail/newest", Fixture, NULL, set_up, test_newest, tear_down);
  g_test_add ("/thumbnail/error", Fixture, NULL, set_up, test_error, tear_down);
  g_test_add ("/thumbnail/unmapped", Fixture, NULL, set_up, test_unmapped, tear_down);
  g_test_add ("/thumbnail/dropped", Fixture, NULL, set_up, test_dropped, tear_down);
  g_test_add ("/thumbnail/shape", Fixture, NULL, set_up, test_shape, tear_down);
  status = g_test_run ();
  g_remove (path);
  g_rmdir (folder);
  g_free (video_uri);
  return status;
}
