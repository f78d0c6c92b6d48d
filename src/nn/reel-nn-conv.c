/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nn/reel-nn-operators.h"

/*
 * A convolution is a product of matrices: a row for each pixel of the output, with all that its filters see, times the
 * panels of filters. The rows are gathered for some pixels at a time, so that they stay in the cache. A filter of one pixel
 * reads the input as it lies there.
 */

/* Pixels at a time: a multiple of the rows that any kernel takes at once. */
#define N_PIXELS 48

typedef struct
{
  gsize   taps;     /* as the kernels take them */
  gsize   columns;  /* filters, whole panels */
  guint8 *gathered; /* N_PIXELS rows of taps */
  gint16 *widened;  /* the same for kernels that take 16-bit numbers */
  float  *panels;   /* weights that lie in the file with 16 bits */
  void   *sums;     /* N_PIXELS rows of columns, 32 bits each */
  gsize   size;     /* of all four */
} Layout;

/* @scratch may be NULL, to learn the size. */
static Layout
lay_out (const ReelNnOperator *op,
         const ReelNnTensor   *input,
         const ReelNnTensor   *output,
         guint8               *scratch)
{
  gboolean bytes = input->type == REEL_NN_TENSOR_U8;
  gsize taps = (gsize) op->kernel[0] * op->kernel[1] * input->channels;
  Layout layout = {
    .taps = bytes ? reel_nn_padded_taps (taps) : taps,
    .columns = REEL_NN_ROUND_UP ((gsize) output->channels, REEL_NN_PANEL),
  };
  gsize gathered = REEL_NN_ROUND_UP (N_PIXELS * layout.taps * reel_nn_tensor_get_element_size (input), REEL_NN_ALIGNMENT);
  gsize widened = bytes ? REEL_NN_ROUND_UP (N_PIXELS * layout.taps * sizeof (gint16), REEL_NN_ALIGNMENT) : 0;
  gsize panels = op->halves != NULL ? REEL_NN_ROUND_UP (taps * layout.columns * sizeof (float), REEL_NN_ALIGNMENT) : 0;

  layout.size = gathered + widened + panels + N_PIXELS * layout.columns * sizeof (gint32);
  if (scratch != NULL)
    {
      layout.gathered = scratch;
      layout.widened = (gint16 *) (void *) (scratch + gathered);
      layout.panels = (float *) (void *) (scratch + gathered + widened);
      layout.sums = scratch + gathered + widened + panels;
    }
  return layout;
}

gsize
reel_nn_conv_get_scratch_size (const ReelNnOperator *op,
                               const ReelNnTensor   *input,
                               const ReelNnTensor   *output)
{
  return lay_out (op, input, output, NULL).size;
}

static gboolean
reads_in_place (const ReelNnStep *step)
{
  const ReelNnOperator *op = step->op;
  const ReelNnTensor *input = step->inputs[0];

  return op->kernel[0] == 1 && op->kernel[1] == 1 && op->stride[0] == 1 && op->stride[1] == 1 &&
         input->height == step->output->height && input->width == step->output->width &&
         (input->type != REEL_NN_TENSOR_U8 || input->channels == reel_nn_padded_taps (input->channels));
}

/* What the filters see for output pixel @pixel; outside of the input they see 0. */
static void
gather (const ReelNnStep *step,
        gsize             pixel,
        gsize             size, /* of a row, in bytes */
        guint8           *row)
{
  const ReelNnOperator *op = step->op;
  const ReelNnTensor *input = step->inputs[0];
  const guint8 *values = step->values[0];
  int zero = input->type == REEL_NN_TENSOR_U8 ? input->zero : 0;
  gsize pixel_size = input->channels * reel_nn_tensor_get_element_size (input);
  int top = (int) (pixel / step->output->width * op->stride[0]) - (int) op->padding[0];
  int left = (int) (pixel % step->output->width * op->stride[1]) - (int) op->padding[1];
  gsize before = (gsize) MAX (0, -left);
  gsize end = (gsize) MIN ((int) op->kernel[1], (int) input->width - left);
  guint8 *to = row;

  for (int y = top; y < top + (int) op->kernel[0]; y++, to += op->kernel[1] * pixel_size)
    {
      if (y < 0 || y >= (int) input->height)
        {
          memset (to, zero, op->kernel[1] * pixel_size);
          continue;
        }
      memset (to, zero, before * pixel_size);
      memcpy (to + before * pixel_size, values + ((gsize) y * input->width + (gsize) (left + (int) before)) * pixel_size,
              (end - before) * pixel_size);
      memset (to + end * pixel_size, zero, (op->kernel[1] - end) * pixel_size);
    }
  memset (to, 0, (gsize) (row + size - to));
}

/* The rows for @n pixels from @first on. */
static const void *
get_rows (const ReelNnStep *step,
          const Layout     *layout,
          gboolean          in_place,
          gsize             first,
          gsize             n)
{
  gsize size = layout->taps * reel_nn_tensor_get_element_size (step->inputs[0]);

  if (in_place)
    return (const guint8 *) step->values[0] + first * size;
  for (gsize i = 0; i < n; i++)
    gather (step, first + i, size, layout->gathered + i * size);
  return layout->gathered;
}

/* In a panel there is a row of 16 filters for each tap; what is missing in the last one counts nothing. */
static const float *
unpack_panels (const ReelNnStep *step,
               const Layout     *layout)
{
  const ReelNnOperator *op = step->op;
  gsize columns = step->output->channels;

  if (op->halves == NULL)
    return op->floats;
  for (gsize first = 0; first < columns; first += REEL_NN_PANEL)
    {
      gsize n = MIN (REEL_NN_PANEL, columns - first);
      float *panel = layout->panels + first * layout->taps;

      for (gsize tap = 0; tap < layout->taps; tap++, panel += REEL_NN_PANEL)
        {
          step->kernels->widen_f16 (op->halves + (tap * columns + first) * sizeof (guint16), panel, n);
          memset (panel + n, 0, (REEL_NN_PANEL - n) * sizeof *panel);
        }
    }
  return layout->panels;
}

static void
finish_bytes (const ReelNnStep *step,
              const Layout     *layout,
              const guint8     *rows,
              gsize             first,
              gsize             n)
{
  const ReelNnOperator *op = step->op;
  gsize channels = step->output->channels;
  guint8 *to = (guint8 *) step->result + first * channels;
  const gint32 *sums = layout->sums;

  for (gsize i = 0; i < n; i++, to += channels, sums += layout->columns)
    {
      guint32 sum = op->weights_zero != 0 ? step->kernels->sum_u8 (rows + i * layout->taps, layout->taps) : 0;

      step->kernels->requantise (sums, op->terms, (gint32) (0 - (guint32) op->weights_zero * sum), op->rescale,
                                 step->output->zero, to, channels);
    }
}

static void
finish_floats (const ReelNnStep *step,
               const Layout     *layout,
               gsize             first,
               gsize             n)
{
  gsize channels = step->output->channels;
  float *to = (float *) step->result + first * channels;
  float *sums = layout->sums;

  for (gsize i = 0; i < n; i++, to += channels, sums += layout->columns)
    {
      step->kernels->add_f32 (step->op->bias, sums, layout->columns);
      reel_nn_step_activate (step, sums, channels);
      memcpy (to, sums, channels * sizeof *to);
    }
}

void
reel_nn_conv_run (const ReelNnStep *step)
{
  const ReelNnKernels *kernels = step->kernels;
  const ReelNnOperator *op = step->op;
  Layout layout = lay_out (op, step->inputs[0], step->output, step->scratch);
  gsize n_pixels = reel_nn_tensor_get_pixels (step->output);
  gsize taps = layout.taps, columns = layout.columns;
  gsize n_panels = columns / REEL_NN_PANEL;
  gboolean in_place = reads_in_place (step);
  const float *panels = unpack_panels (step, &layout);

  for (gsize first = 0; first < n_pixels; first += N_PIXELS)
    {
      gsize n = MIN (N_PIXELS, n_pixels - first);
      const void *rows = get_rows (step, &layout, in_place, first, n);

      if (op->panels_s8 == NULL)
        {
          kernels->dot_f32 (rows, taps, panels, taps, n, n_panels, layout.sums, columns);
          finish_floats (step, &layout, first, n);
          continue;
        }
      if (kernels->dot_u8 != NULL)
        kernels->dot_u8 (rows, taps, op->panels_s8, taps, n, n_panels, layout.sums, columns);
      else
        {
          kernels->widen_u8 (rows, layout.widened, n * taps);
          kernels->dot_s16 (layout.widened, taps, op->panels_s8, taps, n, n_panels, layout.sums, columns);
        }
      finish_bytes (step, &layout, rows, first, n);
    }
}
