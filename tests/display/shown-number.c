/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

#include "reel-test-video.h"
#include "shown-number.h"

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
  return reel_test_video_number (pixels, (guint) width, (guint) height, (gsize) width * 4);
}
