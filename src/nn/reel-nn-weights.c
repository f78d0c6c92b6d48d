/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "nn/reel-nn-error.h"
#include "nn/reel-nn-model-private.h"

/* Weights as the kernels want them. Bytes stay where they are in the file, and so do the floats of 16 bits of convolutions,
 * which are most of them: a run unpacks those of one operator at a time. The other floats are unpacked here. */

/* Of IEEE 754's binary16. */
static float
float_from_half (guint16 half)
{
  guint32 sign = (guint32) (half & 0x8000) << 16;
  guint32 exponent = half >> 10 & 0x1f;
  guint32 fraction = half & 0x3ff;
  guint32 bits;
  float value;

  if (exponent == 0) /* zero, or too small for a leading 1 */
    return (sign != 0 ? -1.f : 1.f) * ldexpf ((float) fraction, -24);
  bits = sign | (exponent == 0x1f ? 0xffu : exponent + 112) << 23 | fraction << 13;
  memcpy (&value, &bits, sizeof value);
  return value;
}

static float
get_float (const ReelNnWeights *weights,
           gsize                index)
{
  guint16 half;
  float value;

  if (weights->type == REEL_NN_WEIGHTS_F16)
    {
      memcpy (&half, weights->values + index * sizeof half, sizeof half);
      return float_from_half (half);
    }
  memcpy (&value, weights->values + index * sizeof value, sizeof value);
  return value;
}

static gint32
get_int (const ReelNnWeights *weights,
         gsize                index)
{
  gint32 value;

  memcpy (&value, weights->values + index * sizeof value, sizeof value);
  return value;
}

static gpointer
alloc_aligned (gsize n,
               gsize size)
{
  gpointer memory = g_aligned_alloc (n, size, REEL_NN_ALIGNMENT);

  memset (memory, 0, n * size);
  return memory;
}

/* Panels of 16 filters; in a panel a row of 16 for each tap. */
static float *
unpack_panels (const ReelNnWeights *weights)
{
  gsize rows = weights->rows;
  gsize columns = weights->columns;
  float *panels = alloc_aligned (REEL_NN_ROUND_UP (columns, REEL_NN_PANEL) * rows, sizeof *panels);

  for (gsize row = 0; row < rows; row++)
    for (gsize column = 0; column < columns; column++)
      {
        gsize panel = column / REEL_NN_PANEL;

        panels[(panel * rows + row) * REEL_NN_PANEL + column % REEL_NN_PANEL] = get_float (weights, row * columns + column);
      }
  return panels;
}

static float *
unpack_rows (const ReelNnWeights *weights)
{
  gsize n = (gsize) weights->rows * weights->columns;
  float *floats = alloc_aligned (REEL_NN_ROUND_UP (n, REEL_NN_PANEL), sizeof *floats);

  for (gsize i = 0; i < n; i++)
    floats[i] = get_float (weights, i);
  return floats;
}

/*
 * A sum of a quantised convolution is Σ (x − x0) (w − w0) = Σ x w − w0 Σ x − x0 Σ w + n x0 w0. The last two, and the bias,
 * are the same for each pixel. Unsigned, as a lying file may make it overflow.
 */
static gint32 *
make_terms (const ReelNnWeights *weights,
            const ReelNnWeights *bias,
            int                  input_zero)
{
  gsize taps = reel_nn_padded_taps (weights->rows);
  gint32 *terms = alloc_aligned (REEL_NN_ROUND_UP ((gsize) weights->columns, REEL_NN_PANEL), sizeof *terms);

  for (gsize column = 0; column < weights->columns; column++)
    {
      const guint8 *values = weights->values + column / REEL_NN_PANEL * REEL_NN_PANEL * taps + column % REEL_NN_PANEL * 4;
      gint32 sum = 0;

      for (gsize tap = 0; tap < taps; tap++)
        sum += (gint8) values[tap / 4 * 4 * REEL_NN_PANEL + tap % 4];
      sum -= (gint32) weights->rows * weights->zero;
      terms[column] = (gint32) ((guint32) get_int (bias, column) - (guint32) input_zero * (guint32) sum);
    }
  return terms;
}

void
reel_nn_operator_find (ReelNnModel    *self,
                       ReelNnOperator *op)
{
  if (op->kind == REEL_NN_CONV && self->weights[op->weights_index].type == REEL_NN_WEIGHTS_F16)
    op->halves = self->weights[op->weights_index].values;
}

gboolean
reel_nn_operator_prepare (ReelNnModel    *self,
                          ReelNnOperator *op,
                          GError        **error)
{
  const ReelNnTensor *input = &self->tensors[op->inputs[0]];
  const ReelNnTensor *output = &self->tensors[op->output];
  const ReelNnWeights *weights, *bias;

  if (op->kind != REEL_NN_CONV && op->kind != REEL_NN_DEPTHWISE)
    return TRUE;
  weights = &self->weights[op->weights_index];
  bias = &self->weights[op->bias_index];
  if (weights->type == REEL_NN_WEIGHTS_S8_PANELS)
    {
      op->panels_s8 = (const gint8 *) weights->values;
      op->weights_zero = weights->zero;
      op->rescale = input->scale * weights->scale / output->scale;
      op->terms = make_terms (weights, bias, input->zero);
      if (!isfinite (op->rescale))
        {
          g_set_error_literal (error, REEL_NN_ERROR, REEL_NN_ERROR_BROKEN, "its scales do not fit together");
          return FALSE;
        }
      return TRUE;
    }
  if (op->halves == NULL)
    op->floats = op->kind == REEL_NN_CONV ? unpack_panels (weights) : unpack_rows (weights);
  op->bias = unpack_rows (bias);
  return TRUE;
}

void
reel_nn_operator_clear (ReelNnOperator *op)
{
  g_clear_pointer (&op->terms, g_aligned_free);
  g_clear_pointer (&op->floats, g_aligned_free);
  g_clear_pointer (&op->bias, g_aligned_free);
}
