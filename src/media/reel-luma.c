/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "media/reel-luma.h"

/**
 * reel_frame_shrink:
 * @frame: a picture
 * @width: pixels to make, one at least
 * @height: pixels to make, one at least
 * @rgb: (out caller-allocates): room for 3 × width × height bytes
 *
 * Makes a picture of another size, each new pixel the mean of those it covers.
 *
 * Returns: %FALSE where the frame has fewer bytes than it says; @rgb is untouched then
 */
gboolean
reel_frame_shrink (ReelFrame *frame,
                   guint      width,
                   guint      height,
                   guint8    *rgb)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (frame->pixels, &size);

  g_return_val_if_fail (width > 0 && height > 0, FALSE);

  if (frame->width == 0 || frame->height == 0 || frame->stride < (gsize) frame->width * 4
      || size < frame->stride * (frame->height - 1) + (gsize) frame->width * 4)
    return FALSE;

  for (guint y = 0; y < height; y++)
    {
      guint top = (guint) ((guint64) y * frame->height / height);
      guint bottom = MAX (top + 1, (guint) ((guint64) (y + 1) * frame->height / height));

      for (guint x = 0; x < width; x++)
        {
          guint left = (guint) ((guint64) x * frame->width / width);
          guint right = MAX (left + 1, (guint) ((guint64) (x + 1) * frame->width / width));
          guint64 sum[3] = { 0, };
          guint64 n = (guint64) (bottom - top) * (right - left);

          for (guint j = top; j < bottom; j++)
            {
              const guint8 *pixel = data + j * frame->stride + (gsize) left * 4;

              for (guint i = left; i < right; i++, pixel += 4)
                {
                  sum[0] += pixel[0];
                  sum[1] += pixel[1];
                  sum[2] += pixel[2];
                }
            }

          for (guint c = 0; c < 3; c++)
            *rgb++ = (guint8) ((sum[c] + n / 2) / n);
        }
    }

  return TRUE;
}

/**
 * reel_frame_new_smaller:
 * @frame: a picture
 * @long_side: pixels
 *
 * Returns: (transfer full) (nullable): the picture with a longer side of at most @long_side, @frame itself where it is no
 *   larger; %NULL where the frame has fewer bytes than it says
 */
ReelFrame *
reel_frame_new_smaller (ReelFrame *frame,
                        guint      long_side)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree guint8 *rgb = NULL;
  guint width, height;
  double scale;
  guint8 *pixels;

  g_return_val_if_fail (frame != NULL && long_side > 0, NULL);

  if (MAX (frame->width, frame->height) <= long_side)
    return reel_frame_ref (frame);

  scale = (double) long_side / MAX (frame->width, frame->height);
  width = (guint) MAX (1, lround (frame->width * scale));
  height = (guint) MAX (1, lround (frame->height * scale));
  rgb = g_malloc_n (width, (gsize) height * 3);
  if (!reel_frame_shrink (frame, width, height, rgb))
    return NULL;

  pixels = g_malloc_n (width, (gsize) height * 4);
  for (gsize i = 0; i < (gsize) width * height; i++)
    {
      pixels[4 * i] = rgb[3 * i];
      pixels[4 * i + 1] = rgb[3 * i + 1];
      pixels[4 * i + 2] = rgb[3 * i + 2];
      pixels[4 * i + 3] = 0xff;
    }
  bytes = g_bytes_new_take (pixels, (gsize) width * height * 4);
  return reel_frame_new (width, height, (gsize) width * 4, frame->time, bytes);
}

/**
 * reel_luma_new_from_frame:
 * @frame: a picture
 * @area: about how many pixels to make; the proportions are kept
 *
 * Returns: (transfer full) (nullable): the grey values, or %NULL where the frame has fewer bytes than it says
 */
ReelLuma *
reel_luma_new_from_frame (ReelFrame *frame,
                          guint      area)
{
  g_autoptr (ReelLuma) self = NULL;
  g_autofree guint8 *rgb = NULL;
  double scale;

  if (frame->width == 0 || frame->height == 0)
    return NULL;

  scale = MIN (1.0, sqrt ((double) area / ((double) frame->width * frame->height)));
  self = g_new0 (ReelLuma, 1);
  self->width = CLAMP ((guint) lround (frame->width * scale), 1, area);
  self->height = CLAMP ((guint) lround (frame->height * scale), 1, area);

  rgb = g_malloc_n (self->width, (gsize) self->height * 3);
  if (!reel_frame_shrink (frame, self->width, self->height, rgb))
    return NULL;

  self->pixels = g_malloc_n (self->width, self->height);
  for (gsize i = 0; i < (gsize) self->width * self->height; i++)
    self->pixels[i] = (guint8) ((77 * rgb[3 * i] + 150 * rgb[3 * i + 1] + 29 * rgb[3 * i + 2] + 128) >> 8);

  return g_steal_pointer (&self);
}

/**
 * reel_luma_free:
 * @self: (transfer full) (nullable): grey values
 */
void
reel_luma_free (ReelLuma *self)
{
  if (self == NULL)
    return;

  g_free (self->pixels);
  g_free (self);
}
