/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reel-text-kernels.h"

#include <math.h>
#include <string.h>

/* What the other sets are tested against: each value by itself, in the words of the formulas. */

static float
float_from_bits (uint32_t bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static float
half_to_float (const uint8_t *in)
{
  uint32_t half = in[0] | (uint32_t) in[1] << 8;
  uint32_t sign = (half & 0x8000) << 16, exponent = half >> 10 & 31, fraction = half & 0x3ff;

  if (exponent == 0)
    return ldexpf (sign != 0 ? -(float) fraction : (float) fraction, -24);
  if (exponent == 31)
    return float_from_bits (sign | 0x7f800000 | fraction << 13);
  return float_from_bits (sign | (exponent + 112) << 23 | fraction << 13);
}

static void
plain_unpack (float         *out,
              const uint8_t *in,
              ReelTextType   type,
              size_t         n)
{
  switch (type)
    {
    case REEL_TEXT_F32:
      memcpy (out, in, n * sizeof (float));
      break;
    case REEL_TEXT_F16:
      for (size_t i = 0; i < n; i++)
        out[i] = half_to_float (in + 2 * i);
      break;
    case REEL_TEXT_BF16:
      for (size_t i = 0; i < n; i++)
        out[i] = float_from_bits ((uint32_t) in[2 * i] << 16 | (uint32_t) in[2 * i + 1] << 24);
      break;
    case REEL_TEXT_Q4:
    default:
      for (; n >= REEL_TEXT_Q4_VALUES; n -= REEL_TEXT_Q4_VALUES, in += REEL_TEXT_Q4_BYTES, out += REEL_TEXT_Q4_VALUES)
        for (int j = 0; j < 16; j++)
          {
            float d = half_to_float (in);

            out[j] = (float) ((in[2 + j] & 15) - 8) * d;
            out[j + 16] = (float) ((in[2 + j] >> 4) - 8) * d;
          }
      break;
    }
}

static void
plain_dot (float       *out,
           size_t       out_stride,
           const float *x,
           size_t       x_stride,
           size_t       n,
           const float *w,
           size_t       w_stride,
           size_t       m,
           size_t       k)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < m; j++)
      {
        float sum = 0;

        for (size_t l = 0; l < k; l++)
          sum += x[i * x_stride + l] * w[j * w_stride + l];
        out[i * out_stride + j] = sum;
      }
}

static void
plain_layer_norm (float       *x,
                  size_t       n,
                  const float *gain,
                  const float *shift,
                  float        epsilon)
{
  float mean = 0, variance = 0, factor;

  for (size_t i = 0; i < n; i++)
    mean += x[i];
  mean /= (float) n;
  for (size_t i = 0; i < n; i++)
    variance += (x[i] - mean) * (x[i] - mean);
  factor = 1 / sqrtf (variance / (float) n + epsilon);
  for (size_t i = 0; i < n; i++)
    x[i] = (x[i] - mean) * factor * gain[i] + shift[i];
}

static void
plain_softmax (float *x,
               size_t n,
               float  scale)
{
  float top = -INFINITY, sum = 0;

  for (size_t i = 0; i < n; i++)
    top = x[i] > top ? x[i] : top;
  for (size_t i = 0; i < n; i++)
    sum += x[i] = expf ((x[i] - top) * scale);
  for (size_t i = 0; i < n; i++)
    x[i] /= sum;
}

static void
plain_gelu (float *x,
            size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] = .5f * x[i] * (1 + erff (x[i] * .70710678f));
}

static void
plain_quick_gelu (float *x,
                  size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] = x[i] / (1 + expf (-1.702f * x[i]));
}

const ReelTextKernels reel_text_kernels_plain = {
  "plain C", plain_unpack, plain_dot, plain_layer_norm, plain_softmax, plain_gelu, plain_quick_gelu,
};
