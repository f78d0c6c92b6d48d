/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nn/reel-nn-operators.h"

/* Operators that move a window over the input and treat each channel for itself. What lies outside does not count. */

typedef struct
{
  /* The part of the window that lies in the input. */
  guint top, bottom, left, right;
  /* Where the window begins; it may be outside. */
  int   y, x;
} Window;

static void
cut (guint  padding,
     guint  stride,
     guint  kernel,
     guint  at,
     guint  side,
     int   *begin,
     guint *first,
     guint *end)
{
  *begin = (int) (at * stride) - (int) padding;
  *first = (guint) MAX (0, *begin);
  *end = (guint) MIN ((int) side, *begin + (int) kernel);
}

static Window
get_window (const ReelNnStep *step,
            gsize             pixel)
{
  const ReelNnOperator *op = step->op;
  const ReelNnTensor *input = step->inputs[0];
  Window window;

  cut (op->padding[0], op->stride[0], op->kernel[0], (guint) (pixel / step->output->width), input->height, &window.y,
       &window.top, &window.bottom);
  cut (op->padding[1], op->stride[1], op->kernel[1], (guint) (pixel % step->output->width), input->width, &window.x,
       &window.left, &window.right);
  return window;
}

void
reel_nn_depthwise_run (const ReelNnStep *step)
{
  const ReelNnOperator *op = step->op;
  const ReelNnTensor *input = step->inputs[0];
  const float *values = step->values[0];
  gsize channels = input->channels;
  gsize n_pixels = reel_nn_tensor_get_pixels (step->output);
  float *to = step->result;

  for (gsize pixel = 0; pixel < n_pixels; pixel++, to += channels)
    {
      Window window = get_window (step, pixel);

      memcpy (to, op->bias, channels * sizeof *to);
      for (guint y = window.top; y < window.bottom; y++)
        for (guint x = window.left; x < window.right; x++)
          {
            gsize tap = (gsize) ((int) y - window.y) * op->kernel[1] + (gsize) ((int) x - window.x);

            step->kernels->add_scaled (values + ((gsize) y * input->width + x) * channels, op->floats + tap * channels, to,
                                       channels);
          }
      reel_nn_step_activate (step, to, channels);
    }
}

void
reel_nn_max_pool_run (const ReelNnStep *step)
{
  const ReelNnTensor *input = step->inputs[0];
  gboolean bytes = input->type == REEL_NN_TENSOR_U8;
  gsize channels = input->channels;
  gsize size = channels * reel_nn_tensor_get_element_size (input);
  gsize n_pixels = reel_nn_tensor_get_pixels (step->output);
  guint8 *to = step->result;

  for (gsize pixel = 0; pixel < n_pixels; pixel++, to += size)
    {
      Window window = get_window (step, pixel);

      memcpy (to, (const guint8 *) step->values[0] + ((gsize) window.top * input->width + window.left) * size, size);
      for (guint y = window.top; y < window.bottom; y++)
        for (guint x = window.left; x < window.right; x++)
          {
            const void *from = (const guint8 *) step->values[0] + ((gsize) y * input->width + x) * size;

            if (bytes)
              step->kernels->max_u8 (from, to, channels);
            else
              step->kernels->max_f32 (from, (float *) (void *) to, channels);
          }
    }
}

void
reel_nn_average_pool_run (const ReelNnStep *step)
{
  const ReelNnTensor *input = step->inputs[0];
  const guint8 *values = step->values[0];
  gsize channels = input->channels;
  gsize n_pixels = reel_nn_tensor_get_pixels (step->output);
  guint16 *sums = step->scratch;
  guint8 *to = step->result;

  for (gsize pixel = 0; pixel < n_pixels; pixel++, to += channels)
    {
      Window window = get_window (step, pixel);

      memset (sums, 0, channels * sizeof *sums);
      for (guint y = window.top; y < window.bottom; y++)
        for (guint x = window.left; x < window.right; x++)
          step->kernels->add_u8 (values + ((gsize) y * input->width + x) * channels, sums, channels);
      step->kernels->average_u8 (sums, (window.bottom - window.top) * (window.right - window.left), to, channels);
    }
}
