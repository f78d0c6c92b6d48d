/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "engine/reel-sight-picture.h"

/* Which pixels of a line make one pixel of the result: a stretch of them with a weight each. */
typedef struct
{
  guint first, n;
  gsize weights; /* index of the first weight */
} Tap;

typedef struct
{
  Tap *taps;       /* (owned) */
  GArray *weights; /* (owned) (element-type float) */
} Axis;

static void
axis_clear (Axis *self)
{
  g_free (self->taps);
  g_clear_pointer (&self->weights, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Axis, axis_clear)

/*
 * @n_to pixels out of the part from @left to @right (0…1) of a line of @n pixels. Smaller: the mean of
 * what each new pixel covers. Larger: straight lines between the middles of pixels (bilinear), the border repeated.
 */
static void
axis_init (Axis   *self,
           guint   n,
           double  left,
           double  right,
           guint   n_to)
{
  double from = CLAMP (left, 0, 1) * n;
  double step = (CLAMP (right, 0, 1) * n - from) / n_to;

  self->taps = g_new (Tap, n_to);
  self->weights = g_array_new (FALSE, FALSE, sizeof (float));
  for (guint i = 0; i < n_to; i++)
    {
      Tap *tap = &self->taps[i];

      tap->weights = self->weights->len;
      if (step > 1)
        {
          double begin = from + i * step, end = MIN (begin + step, n);
          double total = 0;

          tap->first = MIN ((guint) begin, n - 1);
          tap->n = MAX (1, MIN ((guint) ceil (end), n) - tap->first);
          for (guint k = 0; k < tap->n; k++)
            total += MAX (MIN (tap->first + k + 1, end) - MAX (tap->first + k, begin), 1e-6);
          for (guint k = 0; k < tap->n; k++)
            {
              float weight = (float) (MAX (MIN (tap->first + k + 1, end) - MAX (tap->first + k, begin), 1e-6) / total);

              g_array_append_val (self->weights, weight);
            }
        }
      else
        {
          double middle = CLAMP (from + (i + 0.5) * step - 0.5, 0, n - 1);
          float second, first;

          tap->first = (guint) middle;
          tap->n = tap->first + 1 < n ? 2 : 1;
          second = tap->n == 2 ? (float) (middle - tap->first) : 0;
          first = 1 - second;
          g_array_append_val (self->weights, first);
          if (tap->n == 2)
            g_array_append_val (self->weights, second);
        }
    }
}

/* One line of the frame, in the new width. */
static void
resize_line (const guint8 *line,
             const Axis   *columns,
             guint         width,
             float        *to)
{
  for (guint x = 0; x < width; x++, to += 3)
    {
      const Tap *tap = &columns->taps[x];
      const float *weights = &g_array_index (columns->weights, float, tap->weights);
      const guint8 *pixel = line + (gsize) tap->first * 4;
      float red = 0, green = 0, blue = 0;

      for (guint k = 0; k < tap->n; k++, pixel += 4)
        {
          red += weights[k] * pixel[0];
          green += weights[k] * pixel[1];
          blue += weights[k] * pixel[2];
        }
      to[0] = red;
      to[1] = green;
      to[2] = blue;
    }
}

static gboolean
is_whole (ReelFrame *frame)
{
  return frame->width > 0 && frame->height > 0 && frame->stride >= (gsize) frame->width * 4
         && g_bytes_get_size (frame->pixels) >= frame->stride * (frame->height - 1) + (gsize) frame->width * 4;
}

/**
 * reel_sight_picture_resize:
 * @frame: a picture
 * @part: (nullable): what part of it, %NULL for all
 * @width: pixels to make, one at least
 * @height: pixels to make, one at least
 * @stride: bytes from one line of @rgb to the next
 * @rgb: (out caller-allocates): 3 bytes a pixel
 *
 * Makes a picture of another size: smaller by the mean of what each new pixel covers, larger bilinearly. The memory it
 * takes meanwhile goes with @width.
 *
 * Returns: %FALSE where the frame has fewer bytes than it says; @rgb is untouched then
 */
gboolean
reel_sight_picture_resize (ReelFrame     *frame,
                           const ReelBox *part,
                           guint          width,
                           guint          height,
                           gsize          stride,
                           guint8        *rgb)
{
  static const ReelBox all = { 0, 0, 1, 1 };
  g_auto (Axis) columns = { NULL, };
  g_auto (Axis) rows = { NULL, };
  g_autofree float *lines = NULL, *sums = NULL;
  gsize n = (gsize) width * 3;
  gint64 held[2] = { -1, -1 };
  const guint8 *data;

  g_return_val_if_fail (width > 0 && height > 0 && stride >= n, FALSE);

  if (!is_whole (frame))
    return FALSE;
  if (part == NULL || !(part->right > part->left) || !(part->bottom > part->top))
    part = &all;

  data = g_bytes_get_data (frame->pixels, NULL);
  axis_init (&columns, frame->width, part->left, part->right, width);
  axis_init (&rows, frame->height, part->top, part->bottom, height);
  lines = g_new (float, 2 * n);
  sums = g_new (float, n);

  for (guint y = 0; y < height; y++)
    {
      const Tap *tap = &rows.taps[y];
      const float *weights = &g_array_index (rows.weights, float, tap->weights);
      guint8 *to = rgb + y * stride;

      for (gsize i = 0; i < n; i++)
        sums[i] = 0.5f;
      for (guint k = 0; k < tap->n; k++)
        {
          guint from = tap->first + k;
          float *line = lines + (from % 2) * n;

          /* Neighbouring results share a line of the frame, or two. */
          if (held[from % 2] != from)
            resize_line (data + from * frame->stride, &columns, width, line);
          held[from % 2] = from;
          for (gsize i = 0; i < n; i++)
            sums[i] += weights[k] * line[i];
        }
      for (gsize i = 0; i < n; i++)
        to[i] = (guint8) CLAMP (sums[i], 0, 255);
    }

  return TRUE;
}

/**
 * reel_sight_picture_fit:
 * @frame: a picture
 * @side: of the square to make, pixels
 * @stretch: how much more one direction may be stretched than the other to fill the square: 1 for not at all
 * @fit: (out caller-allocates): how the frame lies in it
 *
 * Puts a frame into a square, black around it where it must not be stretched further.
 *
 * Returns: (transfer full) (nullable): 3 × side × side bytes, or %NULL where the frame has fewer bytes than it says
 */
guint8 *
reel_sight_picture_fit (ReelFrame    *frame,
                        guint         side,
                        double        stretch,
                        ReelSightFit *fit)
{
  g_autofree guint8 *rgb = g_malloc0_n (side, (gsize) side * 3);
  double aspect;

  if (frame->width == 0 || frame->height == 0)
    return NULL;

  aspect = (double) frame->width / frame->height;
  fit->width = CLAMP ((guint) lround (side * MIN (1, aspect * stretch)), 1, side);
  fit->height = CLAMP ((guint) lround (side * MIN (1, stretch / aspect)), 1, side);
  fit->left = (side - fit->width) / 2;
  fit->top = (side - fit->height) / 2;
  if (!reel_sight_picture_resize (frame, NULL, fit->width, fit->height, (gsize) side * 3,
                                  rgb + ((gsize) fit->top * side + fit->left) * 3))
    return NULL;

  return g_steal_pointer (&rgb);
}

/**
 * reel_sight_fit_to_frame:
 * @self: how a frame lies in a square
 * @box: (inout): pixels of the square; parts of the frame afterwards, without what lies outside of it
 */
void
reel_sight_fit_to_frame (const ReelSightFit *self,
                         ReelBox            *box)
{
  box->left = CLAMP ((box->left - self->left) / self->width, 0, 1);
  box->right = CLAMP ((box->right - self->left) / self->width, 0, 1);
  box->top = CLAMP ((box->top - self->top) / self->height, 0, 1);
  box->bottom = CLAMP ((box->bottom - self->top) / self->height, 0, 1);
}
