/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "nn/reel-nn-kernels.h"

G_BEGIN_DECLS

/*
 * The simple loops, once in plain C: each set of kernels compiles them for its own processor (REEL_NN_LOOPS_DEFINE), and the
 * compiler makes vectors of them. They are inlined there, so they must be 'always inline'.
 */

#define REEL_NN_INLINE static inline __attribute__ ((always_inline))

REEL_NN_INLINE guint32
reel_nn_loop_sum_u8 (const guint8 *in,
                     gsize         n)
{
  guint32 sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += in[i];
  return sum;
}

REEL_NN_INLINE void
reel_nn_loop_widen_u8 (const guint8 *restrict in,
                       gint16 *restrict       out,
                       gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = in[i];
}

/* Of IEEE 754's binary16, exactly: its exponent is less by 112. */
REEL_NN_INLINE void
reel_nn_loop_widen_f16 (const guint8 *restrict in,
                        float *restrict        out,
                        gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    {
      guint16 half;
      guint32 bits;
      float value;

      memcpy (&half, in + i * sizeof half, sizeof half);
      bits = (guint32) (half & 0x7fff) << 13;
      memcpy (&value, &bits, sizeof value);
      value *= 0x1p112f;
      memcpy (&bits, &value, sizeof bits);
      bits |= (guint32) (half & 0x8000) << 16 | ((half & 0x7c00) == 0x7c00 ? 0x7f800000u : 0);
      memcpy (out + i, &bits, sizeof bits);
    }
}

/*
 * The byte that is nearest to @value, which is relative to @zero; halves go to the even number. Adding 1.5 × 2^23 leaves the
 * rounded number in the low bits of the float: exact, the same on all processors, and nothing but vectors need be able to.
 */
REEL_NN_INLINE guint8
reel_nn_loop_round (float value,
                    int   zero)
{
  const float magic = 12582912.f;
  float low = (float) -zero;
  float high = (float) (G_MAXUINT8 - zero);
  gint32 bits;

  value = value < low ? low : value;
  value = value > high ? high : value;
  value += magic;
  memcpy (&bits, &value, sizeof bits);
  return (guint8) (bits - 0x4b400000 + zero);
}

/* Sums of a convolution to bytes. Unsigned, as a lying file may make it overflow. */
REEL_NN_INLINE void
reel_nn_loop_requantise (const gint32 *restrict sums,
                         const gint32 *restrict terms,
                         gint32                 term,
                         float                  scale,
                         int                    zero,
                         guint8 *restrict       out,
                         gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = reel_nn_loop_round ((float) (gint32) ((guint32) sums[i] + (guint32) terms[i] + (guint32) term) * scale, zero);
}

REEL_NN_INLINE void
reel_nn_loop_rescale_u8 (const guint8 *restrict in,
                         float                  scale,
                         float                  offset,
                         int                    zero,
                         guint8 *restrict       out,
                         gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = reel_nn_loop_round ((float) in[i] * scale + offset, zero);
}

REEL_NN_INLINE void
reel_nn_loop_max_u8 (const guint8 *restrict in,
                     guint8 *restrict       out,
                     gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = MAX (out[i], in[i]);
}

REEL_NN_INLINE void
reel_nn_loop_max_f32 (const float *restrict in,
                      float *restrict       out,
                      gsize                 n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = in[i] > out[i] ? in[i] : out[i];
}

REEL_NN_INLINE void
reel_nn_loop_add_u8 (const guint8 *restrict in,
                     guint16 *restrict      sums,
                     gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    sums[i] = (guint16) (sums[i] + in[i]);
}

/* Halves go up. Exact: a sum has 16 bits, and half a unit is added so that no quotient lies near a whole number. */
REEL_NN_INLINE void
reel_nn_loop_average_u8 (const guint16 *restrict sums,
                         guint                   count,
                         guint8 *restrict        out,
                         gsize                   n)
{
  float inverse = 1.f / (float) count;
  float half = (float) (count / 2) + .5f;

  for (gsize i = 0; i < n; i++)
    out[i] = (guint8) (gint32) (((float) (gint32) sums[i] + half) * inverse);
}

REEL_NN_INLINE void
reel_nn_loop_add_f32 (const float *restrict in,
                      float *restrict       out,
                      gsize                 n)
{
  for (gsize i = 0; i < n; i++)
    out[i] += in[i];
}

REEL_NN_INLINE void
reel_nn_loop_add_scaled (const float *restrict in,
                         const float *restrict weights,
                         float *restrict       out,
                         gsize                 n)
{
  for (gsize i = 0; i < n; i++)
    out[i] += in[i] * weights[i];
}

/* ReLU is an @alpha of 0. */
REEL_NN_INLINE void
reel_nn_loop_leaky (float *values,
                    float  alpha,
                    gsize  n)
{
  for (gsize i = 0; i < n; i++)
    values[i] = values[i] > 0 ? values[i] : values[i] * alpha;
}

REEL_NN_INLINE void
reel_nn_loop_blend (const float *restrict a,
                    const float *restrict b,
                    float                 weight,
                    float *restrict       out,
                    gsize                 n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = a[i] + (b[i] - a[i]) * weight;
}

/* Compiles the loops for the processor of @target, an attribute; @set goes into their names. */
#define REEL_NN_LOOPS_DEFINE(set, target)                                                                                    \
  target static guint32 sum_u8_##set (const guint8 *in, gsize n) { return reel_nn_loop_sum_u8 (in, n); }                     \
  target static void widen_u8_##set (const guint8 *in, gint16 *out, gsize n) { reel_nn_loop_widen_u8 (in, out, n); }         \
  target static void widen_f16_##set (const guint8 *in, float *out, gsize n) { reel_nn_loop_widen_f16 (in, out, n); }        \
  target static void requantise_##set (const gint32 *sums, const gint32 *terms, gint32 term, float scale, int zero,          \
                                       guint8 *out, gsize n)                                                                 \
  { reel_nn_loop_requantise (sums, terms, term, scale, zero, out, n); }                                                      \
  target static void rescale_u8_##set (const guint8 *in, float scale, float offset, int zero, guint8 *out, gsize n)          \
  { reel_nn_loop_rescale_u8 (in, scale, offset, zero, out, n); }                                                             \
  target static void max_u8_##set (const guint8 *in, guint8 *out, gsize n) { reel_nn_loop_max_u8 (in, out, n); }             \
  target static void max_f32_##set (const float *in, float *out, gsize n) { reel_nn_loop_max_f32 (in, out, n); }             \
  target static void add_u8_##set (const guint8 *in, guint16 *sums, gsize n) { reel_nn_loop_add_u8 (in, sums, n); }          \
  target static void average_u8_##set (const guint16 *sums, guint count, guint8 *out, gsize n)                               \
  { reel_nn_loop_average_u8 (sums, count, out, n); }                                                                         \
  target static void add_f32_##set (const float *in, float *out, gsize n) { reel_nn_loop_add_f32 (in, out, n); }             \
  target static void add_scaled_##set (const float *in, const float *weights, float *out, gsize n)                           \
  { reel_nn_loop_add_scaled (in, weights, out, n); }                                                                         \
  target static void leaky_##set (float *values, float alpha, gsize n) { reel_nn_loop_leaky (values, alpha, n); }            \
  target static void blend_##set (const float *a, const float *b, float weight, float *out, gsize n)                         \
  { reel_nn_loop_blend (a, b, weight, out, n); }

#define REEL_NN_LOOPS(set)                                                                                                   \
  .sum_u8 = sum_u8_##set, .widen_u8 = widen_u8_##set, .widen_f16 = widen_f16_##set, .requantise = requantise_##set,          \
  .rescale_u8 = rescale_u8_##set,                                                                                            \
  .max_u8 = max_u8_##set, .max_f32 = max_f32_##set, .add_u8 = add_u8_##set, .average_u8 = average_u8_##set,                  \
  .add_f32 = add_f32_##set, .add_scaled = add_scaled_##set, .leaky = leaky_##set, .blend = blend_##set

G_END_DECLS
