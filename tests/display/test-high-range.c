/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

#include "media/reel-player.h"
#include "reel-test-high-range.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* Files of high dynamic range, and of 10 bits that are of standard range, in the player. */

static gboolean
is_ready (ReelPlayer *player)
{
  gboolean ready;

  g_object_get (player, "ready", &ready, NULL);
  return ready || reel_player_get_error (player) != NULL;
}

/* The middle of what @paintable shows; whether it shows anything. */
static gboolean
get_shown (GdkPaintable *paintable,
           guint8        rgb[3])
{
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (paintable);
  int width = gdk_paintable_get_intrinsic_width (image), height = gdk_paintable_get_intrinsic_height (image);
  g_autofree guint32 *pixels = NULL;
  guint32 pixel;

  if (!GDK_IS_TEXTURE (image) || width <= 0 || height <= 0)
    return FALSE;
  pixels = g_new (guint32, (gsize) width * (gsize) height);
  gdk_texture_download (GDK_TEXTURE (image), (guchar *) pixels, (gsize) width * 4);
  pixel = pixels[(gsize) width * (gsize) (height / 2) + (gsize) width / 2];
  for (guint i = 0; i < 3; i++)
    rgb[i] = (guint8) (pixel >> (16 - 8 * i));
  return TRUE;
}

static void
test_shown (gconstpointer data)
{
  const ReelTestRange *range = data;
  g_autofree char *folder = reel_test_tmp ("shown");
  g_autofree char *path = reel_test_range_make (range, folder);
  g_autofree char *uri = reel_test_video_uri (path);
  ReelPlayer *player = reel_player_new ();
  GtkWidget *window = gtk_window_new ();
  guint8 rgb[3] = { 0 };

  /* Smaller than the video, so that it is scaled. */
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 150);
  gtk_window_set_child (GTK_WINDOW (window), gtk_picture_new_for_paintable (reel_player_get_paintable (player)));
  gtk_window_present (GTK_WINDOW (window));
  reel_player_open (player, uri, 0, 0, FALSE);
  reel_test_wait (is_ready (player));
  g_assert_no_error (reel_player_get_error (player));
  reel_test_wait (get_shown (reel_player_get_paintable (player), rgb));
  g_test_message ("%s: %u %u %u, should be %d", range->name, rgb[0], rgb[1], rgb[2], range->shown);
  for (guint c = 0; c < 3; c++)
    g_assert_cmpint (ABS (rgb[c] - range->shown), <=, 4);
  gtk_window_destroy (GTK_WINDOW (window));
  reel_test_assert_finalized (&player);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gtk_init ();
  for (gsize i = 0; i < reel_test_n_ranges; i++)
    {
      g_autofree char *path = g_strconcat ("/high-range/player/", reel_test_ranges[i].name, NULL);

      g_test_add_data_func (path, &reel_test_ranges[i], test_shown);
    }
  return g_test_run ();
}
