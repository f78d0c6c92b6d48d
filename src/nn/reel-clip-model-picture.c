/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <math.h>

#include "reel-clip-model-picture.h"

/*
 * What models were trained with: Pillow's resizing with a filter that grows with the scale (antialiased), in bytes, with
 * 22 bits of a weight's fraction; columns first, then rows. Only what the crop leaves is calculated.
 */

#define FRACTION_BITS 22
#define MAX_SIDE      (1 << 16)

/* The weights of one axis: for each of @n outputs the first input, and @taps weights. */
typedef struct
{
  gsize n, taps;
  gsize *first; /* (owned) */
  gsize *count; /* (owned): how many weights are used */
  gint32 *weights; /* (owned) */
} Axis;

/* Keys (1981), a = −1/2. */
static double
bicubic (double x)
{
  x = fabs (x);
  if (x < 1)
    return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2)
    return ((-.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

static double
bilinear (double x)
{
  return MAX (0, 1 - fabs (x));
}

static void
axis_clear (Axis *self)
{
  g_free (self->first);
  g_free (self->count);
  g_free (self->weights);
}

/* Outputs @from to @from + @n of a side that goes from @in to @out pixels. */
static void
axis_init (Axis    *self,
           gsize    in,
           gsize    out,
           gsize    from,
           gsize    n,
           gboolean cubic)
{
  double scale = (double) in / (double) out, stretch = MAX (scale, 1), support = (cubic ? 2 : 1) * stretch;
  g_autofree double *exact = NULL;

  self->n = n;
  self->taps = (gsize) ceil (support) * 2 + 1;
  self->first = g_new (gsize, n);
  self->count = g_new (gsize, n);
  self->weights = g_new0 (gint32, n * self->taps);
  exact = g_new (double, self->taps);
  for (gsize i = 0; i < n; i++)
    {
      double centre = ((double) (from + i) + .5) * scale, sum = 0;
      double low = centre - support + .5, high = centre + support + .5;
      gsize first = low > 0 ? (gsize) low : 0, end = MIN (in, (gsize) high);

      for (gsize j = first; j < end; j++)
        {
          double at = ((double) j - centre + .5) / stretch;

          sum += exact[j - first] = cubic ? bicubic (at) : bilinear (at);
        }
      for (gsize j = first; j < end; j++)
        self->weights[i * self->taps + j - first] = (gint32) lround (exact[j - first] / sum * (1 << FRACTION_BITS));
      self->first[i] = first;
      self->count[i] = end - first;
    }
}

static guint8
to_byte (gint64 sum)
{
  sum = (sum + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS;
  return (guint8) CLAMP (sum, 0, 255);
}

/* One value of an axis: inputs are @step bytes apart. */
static guint8
weigh (const Axis   *axis,
       gsize         i,
       const guint8 *line,
       gsize         step)
{
  const gint32 *weights = axis->weights + i * axis->taps;
  const guint8 *in = line + axis->first[i] * step;
  gint64 sum = 0;

  for (gsize j = 0; j < axis->count[i]; j++)
    sum += (gint64) weights[j] * in[j * step];
  return to_byte (sum);
}

/* What the picture is resized to before it is cropped. */
static void
get_size (const ReelClipModelConfig *config,
          gsize                      width,
          gsize                      height,
          gsize                     *new_width,
          gsize                     *new_height)
{
  gsize side = config->resize_width;

  *new_width = side;
  *new_height = side;
  if (config->resize_height > 0)
    *new_height = config->resize_height;
  else if (width <= height)
    *new_height = side * height / width;
  else
    *new_width = side * width / height;
}

/**
 * reel_clip_model_picture_prepare:
 * @config: what the model wants
 * @rgb: rows of red, green and blue
 * @width: pixels of a row, from 1 to 65,536
 * @height: rows, from 1 to 65,536
 * @stride: bytes from one row to the next
 * @error: (nullable): %G_IO_ERROR_NO_SPACE
 *
 * Returns: (nullable) (transfer full): three planes of the model's side squared, normalised
 */
float *
reel_clip_model_picture_prepare (const ReelClipModelConfig *config,
                                 const guint8              *rgb,
                                 gsize                      width,
                                 gsize                      height,
                                 gsize                      stride,
                                 GError                   **error)
{
  gsize side = config->side, new_width, new_height, first, rows;
  g_autofree guint8 *narrow = NULL;
  g_autofree float *pixels = reel_text_floats_new (3 * side * side);
  Axis across, down;

  g_return_val_if_fail (rgb != NULL && width >= 1 && height >= 1 && width <= MAX_SIDE && height <= MAX_SIDE, NULL);
  g_return_val_if_fail (stride >= 3 * width, NULL);

  get_size (config, width, height, &new_width, &new_height);
  axis_init (&across, width, new_width, (new_width - side) / 2, side, config->bicubic);
  axis_init (&down, height, new_height, (new_height - side) / 2, side, config->bicubic);
  first = down.first[0];
  rows = down.first[side - 1] + down.count[side - 1] - first;
  narrow = g_try_malloc_n (rows, 3 * side);
  if (narrow == NULL || pixels == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "There is not enough memory for the picture");
  else
    {
      for (gsize y = 0; y < rows; y++)
        for (gsize x = 0; x < 3 * side; x++)
          narrow[y * 3 * side + x] = weigh (&across, x / 3, rgb + (first + y) * stride + x % 3, 3);
      for (gsize i = 0; i < side; i++)
        down.first[i] -= first;
      for (gsize y = 0; y < side; y++)
        for (gsize x = 0; x < 3 * side; x++)
          {
            gsize plane = x % 3;
            float value = (float) weigh (&down, y, narrow + x, 3 * side) / 255;

            pixels[(plane * side + y) * side + x / 3] = (value - config->mean[plane]) / config->deviation[plane];
          }
    }
  axis_clear (&across);
  axis_clear (&down);
  return narrow != NULL ? g_steal_pointer (&pixels) : NULL;
}
