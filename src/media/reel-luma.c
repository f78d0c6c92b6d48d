/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "media/reel-luma.h"

/* Writes the mean of what each new pixel covers; @step bytes from one to the next, 3 or 4, of which the fourth is 255. */
static gboolean
shrink (ReelFrame *frame,
        guint      width,
        guint      height,
        guint      step,
        guint8    *to)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (frame->pixels, &size);
  g_autofree guint *edges = NULL; /* of the columns */

  if (frame->width == 0 || frame->height == 0 || frame->stride < (gsize) frame->width * 4
      || size < frame->stride * (frame->height - 1) + (gsize) frame->width * 4)
    return FALSE;

  edges = g_new (guint, width + 1);
  for (guint x = 0; x <= width; x++)
    edges[x] = (guint) ((guint64) x * frame->width / width);

  for (guint y = 0; y < height; y++)
    {
      guint top = (guint) ((guint64) y * frame->height / height);
      guint bottom = MAX (top + 1, (guint) ((guint64) (y + 1) * frame->height / height));

      for (guint x = 0; x < width; x++, to += step)
        {
          guint left = edges[x], right = MAX (left + 1, edges[x + 1]);
          guint n = (bottom - top) * (right - left);
          guint64 sum[3] = { 0, };

          for (guint j = top; j < bottom; j++)
            {
              const guint8 *pixel = data + j * frame->stride + (gsize) left * 4;
              guint line[3] = { 0, }; /* more than 16 million pixels in a line there are none */

              for (guint i = left; i < right; i++, pixel += 4)
                {
                  line[0] += pixel[0];
                  line[1] += pixel[1];
                  line[2] += pixel[2];
                }
              sum[0] += line[0];
              sum[1] += line[1];
              sum[2] += line[2];
            }

          for (guint c = 0; c < 3; c++)
            to[c] = n == 4 ? (guint8) ((sum[c] + 2) >> 2) : (guint8) ((sum[c] + n / 2) / n);
          if (step == 4)
            to[3] = 0xff;
        }
    }

  return TRUE;
}

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
  g_return_val_if_fail (width > 0 && height > 0, FALSE);

  return shrink (frame, width, height, 3, rgb);
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
  g_autofree guint8 *pixels = NULL;
  guint width, height;
  gsize size;
  double scale;

  g_return_val_if_fail (frame != NULL && long_side > 0, NULL);

  if (MAX (frame->width, frame->height) <= long_side)
    return reel_frame_ref (frame);

  scale = (double) long_side / MAX (frame->width, frame->height);
  width = (guint) MAX (1, lround (frame->width * scale));
  height = (guint) MAX (1, lround (frame->height * scale));
  size = (gsize) width * height * 4;
  pixels = g_malloc (size);
  if (!shrink (frame, width, height, 4, pixels))
    return NULL;

  bytes = g_bytes_new_take (g_steal_pointer (&pixels), size);
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
  self = g_atomic_rc_box_new0 (ReelLuma);
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

/* Of a picture that says nothing: how small it is looked at, the share of it that is black or white, and what these are; and how
 * much its grey values may differ, as a standard deviation. */
#define BLANK_WIDTH 32
#define BLANK_HEIGHT 18
#define BLANK_SHARE 0.97
#define BLACK 32
#define WHITE 224
#define FLAT 6.0

/**
 * reel_frame_is_blank:
 * @frame: a picture
 *
 * Returns: whether it says nothing about a video, as within a fade: it is black, white, or all of one tone
 */
gboolean
reel_frame_is_blank (ReelFrame *frame)
{
  guint8 rgb[BLANK_WIDTH * BLANK_HEIGHT * 3];
  const guint n = BLANK_WIDTH * BLANK_HEIGHT;
  guint n_black = 0, n_white = 0;
  double sum = 0, squares = 0;

  g_return_val_if_fail (frame != NULL, FALSE);

  if (!reel_frame_shrink (frame, BLANK_WIDTH, BLANK_HEIGHT, rgb))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const double grey = (77 * rgb[3 * i] + 150 * rgb[3 * i + 1] + 29 * rgb[3 * i + 2]) / 256.0;

      n_black += grey < BLACK;
      n_white += grey > WHITE;
      sum += grey;
      squares += grey * grey;
    }
  return n_black >= BLANK_SHARE * n || n_white >= BLANK_SHARE * n || squares / n - sum / n * (sum / n) < FLAT * FLAT;
}

/**
 * reel_luma_ref:
 * @self: grey values
 *
 * Returns: (transfer full): @self
 */
ReelLuma *
reel_luma_ref (ReelLuma *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
luma_clear (gpointer data)
{
  g_free (((ReelLuma *) data)->pixels);
}

/**
 * reel_luma_unref:
 * @self: (transfer full): grey values
 */
void
reel_luma_unref (ReelLuma *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, luma_clear);
}
