/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One set of kernels in the vector types of GCC and clang, which become SSE2, NEON, AVX2 or AVX-512 by what a file that
 * includes this is compiled for. It sets before:
 *   REEL_TEXT_LANES  floats in a vector: 4, 8 or 16
 *   REEL_TEXT_TILE   rows of x that are multiplied at once: 4 · TILE sums stay in registers
 *   REEL_TEXT_SET, REEL_TEXT_NAME  the set's variable and name
 * A product and its sum stand in one expression, so that the compiler may fuse them.
 */
#include "reel-text-kernels.h"

#include <math.h>
#include <string.h>

#define LANES  REEL_TEXT_LANES
#define TILE   REEL_TEXT_TILE
#ifdef __clang__
#define UNROLL _Pragma ("unroll")
#else
#define UNROLL _Pragma ("GCC unroll 8")
#endif
#define INLINE static inline __attribute__ ((always_inline))

typedef float Floats __attribute__ ((vector_size (4 * LANES)));
typedef int32_t Ints __attribute__ ((vector_size (4 * LANES)));
typedef uint16_t Shorts __attribute__ ((vector_size (2 * LANES)));
typedef uint8_t Octets __attribute__ ((vector_size (16)));
typedef uint32_t Words __attribute__ ((vector_size (16)));
typedef float Four __attribute__ ((vector_size (16)));

INLINE Floats
load (const float *from)
{
  Floats v;

  memcpy (&v, from, sizeof v);
  return v;
}

INLINE void
store (float *to,
       Floats v)
{
  memcpy (to, &v, sizeof v);
}

INLINE Floats
all_of (float value)
{
  return (Floats){} + value;
}

/* @mask has all bits or none of each lane. */
INLINE Floats
choose (Ints   mask,
        Floats yes,
        Floats no)
{
  return (Floats) (((Ints) yes & mask) | ((Ints) no & ~mask));
}

INLINE Four
fold (Floats v)
{
#if LANES == 16
  typedef float Half __attribute__ ((vector_size (32)));
  Half low = __builtin_shufflevector (v, v, 0, 1, 2, 3, 4, 5, 6, 7);
  Half h = low + __builtin_shufflevector (v, v, 8, 9, 10, 11, 12, 13, 14, 15);

  return __builtin_shufflevector (h, h, 0, 1, 2, 3) + __builtin_shufflevector (h, h, 4, 5, 6, 7);
#elif LANES == 8
  return __builtin_shufflevector (v, v, 0, 1, 2, 3) + __builtin_shufflevector (v, v, 4, 5, 6, 7);
#else
  return v;
#endif
}

INLINE float
sum_of (Floats v)
{
  Four f = fold (v);

  return (f[0] + f[2]) + (f[1] + f[3]);
}

/* The sums of four vectors. */
INLINE Four
sums_of (Floats a, Floats b, Floats c, Floats d)
{
  Four fa = fold (a), fb = fold (b), fc = fold (c), fd = fold (d);
  Four ab = __builtin_shufflevector (fa, fb, 0, 1, 4, 5) + __builtin_shufflevector (fa, fb, 2, 3, 6, 7);
  Four cd = __builtin_shufflevector (fc, fd, 0, 1, 4, 5) + __builtin_shufflevector (fc, fd, 2, 3, 6, 7);

  return __builtin_shufflevector (ab, cd, 0, 2, 4, 6) + __builtin_shufflevector (ab, cd, 1, 3, 5, 7);
}

/* Storage to floats */

/* The exponent of a half is moved by a multiplication, which makes numbers of its subnormals too. */
INLINE Floats
halves_to_floats (Shorts h)
{
  Ints bits = __builtin_convertvector (h, Ints);
  Ints magnitude = (bits & 0x7fff) << 13, special = (bits & 0x7c00) == 0x7c00;
  Ints value = (Ints) ((Floats) magnitude * 0x1p112f);

  value |= special & (0x7f800000 | magnitude);
  return (Floats) (value | (bits & 0x8000) << 16);
}

static float
half_to_float (const uint8_t *in)
{
  Shorts h = {};

  memcpy (&h, in, 2);
  return halves_to_floats (h)[0];
}

/* The 16 bytes from @q on are spread over vectors of whole numbers by hand: compilers convert vectors of
   8 bytes one by one. */
#if LANES == 4
INLINE void
unpack_halves (float *out,
               Words  q,
               float  d)
{
  typedef uint16_t Pairs __attribute__ ((vector_size (16)));
  const Octets zero = {};
  Octets o = (Octets) q;
  Pairs low = (Pairs) __builtin_shufflevector (o, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  Pairs high = (Pairs) __builtin_shufflevector (o, zero, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  Ints part[4] = {
    (Ints) __builtin_shufflevector (low, (Pairs) zero, 0, 8, 1, 9, 2, 10, 3, 11),
    (Ints) __builtin_shufflevector (low, (Pairs) zero, 4, 12, 5, 13, 6, 14, 7, 15),
    (Ints) __builtin_shufflevector (high, (Pairs) zero, 0, 8, 1, 9, 2, 10, 3, 11),
    (Ints) __builtin_shufflevector (high, (Pairs) zero, 4, 12, 5, 13, 6, 14, 7, 15),
  };

  UNROLL
  for (int i = 0; i < 4; i++)
    {
      store (out + 4 * i, __builtin_convertvector ((part[i] & 15) - 8, Floats) * d);
      store (out + 16 + 4 * i, __builtin_convertvector ((part[i] >> 4) - 8, Floats) * d);
    }
}
#else
/* In vectors of eight, also where there are wider ones: spreading bytes over these takes compilers too many steps. */
typedef float Eight __attribute__ ((vector_size (32)));
typedef int32_t EightInts __attribute__ ((vector_size (32)));

INLINE void
unpack_eight (float    *out,
              EightInts words,
              float     d)
{
  const EightInts shifts = { 0, 8, 16, 24, 0, 8, 16, 24 };
  EightInts spread = words >> shifts;
  Eight low = __builtin_convertvector ((spread & 15) - 8, Eight) * d;
  Eight high = __builtin_convertvector ((spread >> 4 & 15) - 8, Eight) * d;

  memcpy (out, &low, sizeof low);
  memcpy (out + 16, &high, sizeof high);
}

INLINE void
unpack_halves (float *out,
               Words  q,
               float  d)
{
  unpack_eight (out, (EightInts) __builtin_shufflevector (q, q, 0, 0, 0, 0, 1, 1, 1, 1), d);
  unpack_eight (out + 8, (EightInts) __builtin_shufflevector (q, q, 2, 2, 2, 2, 3, 3, 3, 3), d);
}
#endif

INLINE void
unpack_block (float         *out,
              const uint8_t *in)
{
  Words q;

  memcpy (&q, in + 2, sizeof q);
  unpack_halves (out, q, half_to_float (in));
}

static void
vector_unpack (float         *out,
               const uint8_t *in,
               ReelTextType   type,
               size_t         n)
{
  size_t i = 0;

  switch (type)
    {
    case REEL_TEXT_F32:
      memcpy (out, in, n * sizeof (float));
      return;
    case REEL_TEXT_F16:
      for (; i + LANES <= n; i += LANES)
        {
          Shorts h;

          memcpy (&h, in + 2 * i, sizeof h);
          store (out + i, halves_to_floats (h));
        }
      for (; i < n; i++)
        out[i] = half_to_float (in + 2 * i);
      return;
    case REEL_TEXT_BF16:
      for (; i + LANES <= n; i += LANES)
        {
          Shorts h;

          memcpy (&h, in + 2 * i, sizeof h);
          store (out + i, (Floats) (__builtin_convertvector (h, Ints) << 16));
        }
      for (; i < n; i++)
        {
          uint32_t bits = (uint32_t) in[2 * i] << 16 | (uint32_t) in[2 * i + 1] << 24;

          memcpy (out + i, &bits, sizeof bits);
        }
      return;
    case REEL_TEXT_Q4:
    default:
      for (; n >= REEL_TEXT_Q4_VALUES; n -= REEL_TEXT_Q4_VALUES, in += REEL_TEXT_Q4_BYTES, out += REEL_TEXT_Q4_VALUES)
        unpack_block (out, in);
      return;
    }
}

/* Products */

/* @rows rows of x (at most TILE, known when compiled) by four of w. */
INLINE void
tile_by_four (float       *out,
              size_t       out_stride,
              const float *x,
              size_t       x_stride,
              const int    rows,
              const float *w,
              size_t       w_stride,
              size_t       k)
{
  Floats s0[TILE] = {}, s1[TILE] = {}, s2[TILE] = {}, s3[TILE] = {};
  size_t l = 0;

  for (; l + LANES <= k; l += LANES)
    {
      Floats w0 = load (w + l), w1 = load (w + w_stride + l);
      Floats w2 = load (w + 2 * w_stride + l), w3 = load (w + 3 * w_stride + l);

      UNROLL
      for (int i = 0; i < rows; i++)
        {
          Floats v = load (x + (size_t) i * x_stride + l);

          s0[i] += v * w0;
          s1[i] += v * w1;
          s2[i] += v * w2;
          s3[i] += v * w3;
        }
    }
  UNROLL
  for (int i = 0; i < rows; i++)
    {
      const float *row = x + (size_t) i * x_stride;
      Four sums = sums_of (s0[i], s1[i], s2[i], s3[i]);

      for (size_t t = l; t < k; t++)
        sums += row[t] * (Four){ w[t], w[w_stride + t], w[2 * w_stride + t], w[3 * w_stride + t] };
      memcpy (out + (size_t) i * out_stride, &sums, sizeof sums);
    }
}

static void
row_by_row (float *out, const float *x, const float *w, size_t k)
{
  Floats sums = {};
  float sum;
  size_t l = 0;

  for (; l + LANES <= k; l += LANES)
    sums += load (x + l) * load (w + l);
  sum = sum_of (sums);
  for (; l < k; l++)
    sum += x[l] * w[l];
  *out = sum;
}

/* @rows of x by all of w. */
INLINE void
tile (float       *out,
      size_t       out_stride,
      const float *x,
      size_t       x_stride,
      const int    rows,
      const float *w,
      size_t       w_stride,
      size_t       m,
      size_t       k)
{
  size_t j = 0;

  for (; j + 4 <= m; j += 4)
    tile_by_four (out + j, out_stride, x, x_stride, rows, w + j * w_stride, w_stride, k);
  for (; j < m; j++)
    for (int i = 0; i < rows; i++)
      row_by_row (out + (size_t) i * out_stride + j, x + (size_t) i * x_stride, w + j * w_stride, k);
}

static void
vector_dot (float       *out,
            size_t       out_stride,
            const float *x,
            size_t       x_stride,
            size_t       n,
            const float *w,
            size_t       w_stride,
            size_t       m,
            size_t       k)
{
  while (n > 0)
    {
      /* As even as can be: a tile of one row waits for its own sums. */
      size_t tiles = (n + TILE - 1) / TILE, rows = (n + tiles - 1) / tiles;

      switch (rows)
        {
#if TILE >= 6
        case 6:
          tile (out, out_stride, x, x_stride, 6, w, w_stride, m, k);
          break;
        case 5:
          tile (out, out_stride, x, x_stride, 5, w, w_stride, m, k);
          break;
#endif
#if TILE >= 4
        case 4:
          tile (out, out_stride, x, x_stride, 4, w, w_stride, m, k);
          break;
#endif
#if TILE >= 3
        case 3:
          tile (out, out_stride, x, x_stride, 3, w, w_stride, m, k);
          break;
#endif
        case 2:
          tile (out, out_stride, x, x_stride, 2, w, w_stride, m, k);
          break;
        default:
          tile (out, out_stride, x, x_stride, 1, w, w_stride, m, k);
          break;
        }
      n -= rows;
      x += rows * x_stride;
      out += rows * out_stride;
    }
}

/* Functions of each value */

/* exp (x) = 2^n · exp (r), |r| ≤ ln 2 / 2, by the series to r^7 (relative error 1e-8), from exp (−87) to exp (88). */
INLINE Floats
exp_of (Floats x)
{
  Floats n, r, p;
  Ints scale;

  x = choose (x < -87, all_of (-87), x);
  x = choose (x > 88, all_of (88), x);
  n = x * 1.44269504f + 0x1.8p23f; /* whole numbers only, there */
  n -= 0x1.8p23f;
  r = x - n * 0x1.62ep-1f; /* ln 2 in two parts, the first short enough that the product is exact */
  r = r - n * 0x1.0bfbe8p-15f;
  p = all_of (1.f / 5040);
  p = p * r + 1.f / 720;
  p = p * r + 1.f / 120;
  p = p * r + 1.f / 24;
  p = p * r + 1.f / 6;
  p = p * r + .5f;
  p = p * r + 1;
  p = p * r + 1;
  scale = (__builtin_convertvector (n, Ints) + 127) << 23;
  return p * (Floats) scale;
}

/* Abramowitz and Stegun, 7.1.26: erf (|x|) to 1.5e-7. */
INLINE Floats
gelu_of (Floats x)
{
  Floats z = x * .70710678f, a = (Floats) ((Ints) z & 0x7fffffff), t = 1 / (1 + .3275911f * a), p;

  p = all_of (1.061405429f);
  p = p * t - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - .284496736f;
  p = p * t + .254829592f;
  p = p * t * exp_of (-a * a);
  /* 1 + erf (z) is p below zero and 2 − p above. */
  return .5f * x * choose (z < 0, p, 2 - p);
}

INLINE Floats
quick_gelu_of (Floats x)
{
  return x / (1 + exp_of (x * -1.702f));
}

/* Applies @function, also to an end that fills no vector. */
#define EACH(function)                       \
  for (; n >= LANES; n -= LANES, x += LANES) \
    store (x, function (load (x)));          \
  if (n > 0)                                 \
    {                                        \
      Floats v = {};                         \
      memcpy (&v, x, n * sizeof *x);         \
      v = function (v);                      \
      memcpy (x, &v, n * sizeof *x);         \
    }

static void
vector_gelu (float *x,
             size_t n)
{
  EACH (gelu_of)
}

static void
vector_quick_gelu (float *x,
                   size_t n)
{
  EACH (quick_gelu_of)
}

static void
vector_softmax (float *x,
                size_t n,
                float  scale)
{
  float top = x[0], sum = 0;
  Floats sums = {};
  size_t i = 0;

  for (i = 1; i < n; i++)
    top = x[i] > top ? x[i] : top;
  for (i = 0; i + LANES <= n; i += LANES)
    {
      Floats e = exp_of ((load (x + i) - top) * scale);

      sums += e;
      store (x + i, e);
    }
  sum = sum_of (sums);
  for (; i < n; i++)
    sum += x[i] = exp_of (all_of ((x[i] - top) * scale))[0];
  for (i = 0; i < n; i++)
    x[i] /= sum;
}

static void
vector_layer_norm (float       *x,
                   size_t       n,
                   const float *gain,
                   const float *shift,
                   float        epsilon)
{
  Floats sums = {}, squares = {};
  float mean, variance, factor;
  size_t i = 0;

  for (; i + LANES <= n; i += LANES)
    sums += load (x + i);
  mean = sum_of (sums);
  for (; i < n; i++)
    mean += x[i];
  mean /= (float) n;
  for (i = 0; i + LANES <= n; i += LANES)
    {
      Floats v = load (x + i) - mean;

      squares += v * v;
    }
  variance = sum_of (squares);
  for (; i < n; i++)
    variance += (x[i] - mean) * (x[i] - mean);
  factor = 1 / sqrtf (variance / (float) n + epsilon);
  for (i = 0; i + LANES <= n; i += LANES)
    store (x + i, (load (x + i) - mean) * factor * load (gain + i) + load (shift + i));
  for (; i < n; i++)
    x[i] = (x[i] - mean) * factor * gain[i] + shift[i];
}

const ReelTextKernels REEL_TEXT_SET = {
  REEL_TEXT_NAME, vector_unpack, vector_dot, vector_layer_norm, vector_softmax, vector_gelu, vector_quick_gelu,
};
