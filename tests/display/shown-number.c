/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

#include "reel-test-video.h"
#include "shown-number.h"

/* (transfer full): @pixels, @width × @height of 4 bytes, turned back by 90° against the clock */
static guchar *
turn_back (const guchar *pixels,
           int           width,
           int           height)
{
  guchar *turned = g_malloc ((gsize) width * (gsize) height * 4);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      memcpy (turned + ((gsize) (width - 1 - x) * (gsize) height + (gsize) y) * 4,
              pixels + ((gsize) y * (gsize) width + (gsize) x) * 4, 4);
  return turned;
}

/* A picture that is turned while it is drawn. */
static void
draw (GdkPaintable *image,
      guchar       *pixels,
      int           width,
      int           height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_RGB24, width, height, width * 4);
  cairo_t *cr = cairo_create (surface);
  GskRenderNode *node;

  gdk_paintable_snapshot (image, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    {
      gsk_render_node_draw (node, cr);
      gsk_render_node_unref (node);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
shown_number (GdkPaintable *paintable)
{
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (paintable);
  int width = gdk_paintable_get_intrinsic_width (image), height = gdk_paintable_get_intrinsic_height (image);
  g_autofree guchar *pixels = NULL;

  if (width <= 0 || height <= 0)
    return -1;
  pixels = g_malloc0 ((gsize) width * (gsize) height * 4);
  if (GDK_IS_TEXTURE (image))
    gdk_texture_download (GDK_TEXTURE (image), pixels, (gsize) width * 4);
  else
    draw (image, pixels, width, height);
  if (height > width)
    {
      g_autofree guchar *turned = turn_back (pixels, width, height);

      return reel_test_video_number (turned, (guint) height, (guint) width, (gsize) height * 4);
    }
  return reel_test_video_number (pixels, (guint) width, (guint) height, (gsize) width * 4);
}
