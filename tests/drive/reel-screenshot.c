/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "reel-screenshot.h"

struct _ReelScreenshot
{
  cairo_surface_t *surface; /* (owned): RGB24, so 0x00RRGGBB in the machine's byte order */
  int width, height, stride;
  guchar *data; /* (borrowed from surface) */
};

/**
 * reel_screenshot_new:
 * @width: pixels, above 0
 * @height: pixels, above 0
 *
 * Returns: (transfer full): a black picture
 */
ReelScreenshot *
reel_screenshot_new (int width,
                     int height)
{
  ReelScreenshot *self;

  g_return_val_if_fail (width > 0 && height > 0, NULL);

  self = g_new0 (ReelScreenshot, 1);
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  if (cairo_surface_status (self->surface) != CAIRO_STATUS_SUCCESS)
    g_error ("No memory for a picture of %d × %d", width, height);
  self->width = width;
  self->height = height;
  self->stride = cairo_image_surface_get_stride (self->surface);
  self->data = cairo_image_surface_get_data (self->surface);
  return self;
}

void
reel_screenshot_free (ReelScreenshot *self)
{
  if (self == NULL)
    return;
  cairo_surface_destroy (self->surface);
  g_free (self);
}

static inline guint32 *
pixel_at (const ReelScreenshot *self,
          int                   x,
          int                   y)
{
  return (guint32 *) (gpointer) (self->data + (gsize) y * (gsize) self->stride) + x;
}

/**
 * reel_screenshot_set_pixel:
 * @self: a picture
 * @x: from the left
 * @y: from the top
 * @rgb: 0xRRGGBB
 *
 * Until the last of them is set, the picture must not be saved.
 */
void
reel_screenshot_set_pixel (ReelScreenshot *self,
                           int             x,
                           int             y,
                           guint32         rgb)
{
  g_return_if_fail (self != NULL && x >= 0 && y >= 0 && x < self->width && y < self->height);

  *pixel_at (self, x, y) = rgb & 0xffffff;
}

guint32
reel_screenshot_get_pixel (const ReelScreenshot *self,
                           int                   x,
                           int                   y)
{
  g_return_val_if_fail (self != NULL && x >= 0 && y >= 0 && x < self->width && y < self->height, 0);

  return *pixel_at (self, x, y) & 0xffffff;
}

int
reel_screenshot_get_width (const ReelScreenshot *self)
{
  return self->width;
}

int
reel_screenshot_get_height (const ReelScreenshot *self)
{
  return self->height;
}

/* @region as far as it lies in the picture */
static cairo_rectangle_int_t
clip (const ReelScreenshot        *self,
      const cairo_rectangle_int_t *region)
{
  cairo_rectangle_int_t all = { 0, 0, self->width, self->height };
  cairo_rectangle_int_t out;

  if (region == NULL)
    return all;
  out.x = CLAMP (region->x, 0, self->width);
  out.y = CLAMP (region->y, 0, self->height);
  out.width = CLAMP (region->x + region->width, out.x, self->width) - out.x;
  out.height = CLAMP (region->y + region->height, out.y, self->height) - out.y;
  return out;
}

/**
 * reel_screenshot_compare:
 * @self: a picture
 * @other: another of the same size
 * @region: (nullable): where to look
 * @tolerance: by how much a pixel's red, green or blue may differ
 *
 * Returns: the share of pixels that differ, 0…1; 0 for an empty region, 1 for pictures of different sizes
 */
double
reel_screenshot_compare (const ReelScreenshot        *self,
                         const ReelScreenshot        *other,
                         const cairo_rectangle_int_t *region,
                         int                          tolerance)
{
  cairo_rectangle_int_t in;
  guint64 differ = 0;

  g_return_val_if_fail (self != NULL && other != NULL, 0.0);

  if (self->width != other->width || self->height != other->height)
    return 1.0;
  in = clip (self, region);
  if (in.width == 0 || in.height == 0)
    return 0.0;
  for (int y = in.y; y < in.y + in.height; y++)
    for (int x = in.x; x < in.x + in.width; x++)
      {
        guint32 a = *pixel_at (self, x, y), b = *pixel_at (other, x, y);
        gboolean differs = FALSE;

        for (int shift = 0; shift < 24; shift += 8)
          differs |= ABS ((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff)) > tolerance;
        differ += differs;
      }
  return (double) differ / ((double) in.width * in.height);
}

/**
 * reel_screenshot_count_colours:
 * @self: a picture
 * @region: (nullable): where to look
 * @most: where to stop
 *
 * Returns: how many different colours there are, @most at most
 */
guint
reel_screenshot_count_colours (const ReelScreenshot        *self,
                               const cairo_rectangle_int_t *region,
                               guint                        most)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  cairo_rectangle_int_t in;

  g_return_val_if_fail (self != NULL, 0);

  in = clip (self, region);
  for (int y = in.y; y < in.y + in.height; y++)
    for (int x = in.x; x < in.x + in.width && g_hash_table_size (seen) < most; x++)
      g_hash_table_add (seen, GUINT_TO_POINTER (*pixel_at (self, x, y) & 0xffffff));
  return g_hash_table_size (seen);
}

/**
 * reel_screenshot_get_mean:
 * @self: a picture
 * @region: (nullable): where to look
 *
 * Returns: the mean of all three channels, 0…255
 */
double
reel_screenshot_get_mean (const ReelScreenshot        *self,
                          const cairo_rectangle_int_t *region)
{
  cairo_rectangle_int_t in;
  guint64 sum = 0;

  g_return_val_if_fail (self != NULL, 0.0);

  in = clip (self, region);
  if (in.width == 0 || in.height == 0)
    return 0.0;
  for (int y = in.y; y < in.y + in.height; y++)
    for (int x = in.x; x < in.x + in.width; x++)
      {
        guint32 rgb = *pixel_at (self, x, y);

        sum += (rgb & 0xff) + (rgb >> 8 & 0xff) + (rgb >> 16 & 0xff);
      }
  return (double) sum / (3.0 * in.width * in.height);
}

/**
 * reel_screenshot_save:
 * @self: a picture
 * @path: where to, ending in .png; its folder exists
 * @error: return location for a G_IO_ERROR
 *
 * Returns: whether the file was written
 */
gboolean
reel_screenshot_save (ReelScreenshot *self,
                      const char     *path,
                      GError        **error)
{
  cairo_status_t status;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  cairo_surface_mark_dirty (self->surface);
  status = cairo_surface_write_to_png (self->surface, path);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, cairo_status_to_string (status));
  return FALSE;
}
