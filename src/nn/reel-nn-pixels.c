/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nn/reel-nn-operators.h"

/* Operators that go pixel by pixel. */

void
reel_nn_add_run (const ReelNnStep *step)
{
  const float *one = step->values[0];
  const float *two = step->values[1];
  gsize channels = step->output->channels;
  gsize fewer = step->inputs[1]->channels;
  gsize n_pixels = reel_nn_tensor_get_pixels (step->output);
  float *to = step->result;

  memcpy (to, one, n_pixels * channels * sizeof *to);
  if (fewer == channels)
    step->kernels->add_f32 (two, to, n_pixels * channels);
  else
    for (gsize pixel = 0; pixel < n_pixels; pixel++)
      step->kernels->add_f32 (two + pixel * fewer, to + pixel * channels, fewer);
  reel_nn_step_activate (step, to, n_pixels * channels);
}

static void
copy_rescaled (const ReelNnStep   *step,
               const ReelNnTensor *input,
               const guint8       *values,
               guint8             *to,
               gsize               stride)
{
  gsize n_pixels = reel_nn_tensor_get_pixels (input);
  float scale = input->scale / step->output->scale;
  float offset = (float) -input->zero * scale;

  for (gsize pixel = 0; pixel < n_pixels; pixel++)
    step->kernels->rescale_u8 (values + pixel * input->channels, scale, offset, step->output->zero, to + pixel * stride,
                               input->channels);
}

static void
copy (const ReelNnTensor *input,
      const guint8       *values,
      guint8             *to,
      gsize               stride)
{
  gsize n_pixels = reel_nn_tensor_get_pixels (input);
  gsize size = input->channels * reel_nn_tensor_get_element_size (input);

  for (gsize pixel = 0; pixel < n_pixels; pixel++)
    memcpy (to + pixel * stride, values + pixel * size, size);
}

void
reel_nn_concat_run (const ReelNnStep *step)
{
  const ReelNnTensor *output = step->output;
  gsize stride = output->channels * reel_nn_tensor_get_element_size (output);
  guint8 *to = step->result;

  for (guint i = 0; i < step->op->n_inputs; i++)
    {
      const ReelNnTensor *input = step->inputs[i];

      if (input->type == REEL_NN_TENSOR_U8 && (input->scale != output->scale || input->zero != output->zero))
        copy_rescaled (step, input, step->values[i], to, stride);
      else
        copy (input, step->values[i], to, stride);
      to += input->channels * reel_nn_tensor_get_element_size (input);
    }
}

/* Where the middle of output pixel @at lies between two pixels of the input. */
static float
find_between (guint  at,
              guint  out,
              guint  in,
              guint *first,
              guint *second)
{
  float place = ((float) at + .5f) * (float) in / (float) out - .5f;

  place = MAX (place, 0);
  *first = MIN ((guint) place, in - 1);
  *second = MIN (*first + 1, in - 1);
  return place - (float) *first;
}

void
reel_nn_resize_run (const ReelNnStep *step)
{
  const ReelNnKernels *kernels = step->kernels;
  const ReelNnTensor *input = step->inputs[0];
  const ReelNnTensor *output = step->output;
  gsize channels = input->channels;
  float *upper = step->scratch;
  float *lower = upper + channels;
  float *to = step->result;

  for (guint y = 0; y < output->height; y++)
    {
      guint top, bottom;
      float down = find_between (y, output->height, input->height, &top, &bottom);
      const float *above = (const float *) step->values[0] + (gsize) top * input->width * channels;
      const float *below = (const float *) step->values[0] + (gsize) bottom * input->width * channels;

      for (guint x = 0; x < output->width; x++, to += channels)
        {
          guint left, right;
          float across = find_between (x, output->width, input->width, &left, &right);

          kernels->blend (above + left * channels, above + right * channels, across, upper, channels);
          kernels->blend (below + left * channels, below + right * channels, across, lower, channels);
          kernels->blend (upper, lower, down, to, channels);
        }
    }
}
