/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#if defined(__x86_64__)

#include <emmintrin.h>

#include "nn/reel-nn-kernels-private.h"
#include "nn/reel-nn-loops.h"

/* SSE2, which every 64-bit x86 has. A vector of 16-bit products has 2 filters with 2 sums each. */

#define QUARTER (PANEL / 4)
#define HALF    (PANEL / 2)

/* A quarter of a panel: 4 filters. */
REEL_NN_INLINE void
tile_s16 (const gint16 *a,
          gsize         a_stride,
          const gint8  *panel,
          gsize         taps,
          gint32       *sums,
          gsize         sums_stride,
          const gsize   rows)
{
  __m128i sum[4][2];

#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    sum[row][0] = sum[row][1] = _mm_setzero_si128 ();
  for (gsize tap = 0; tap < taps; tap += BLOCK)
    {
      __m128i weights = _mm_loadu_si128 ((const __m128i *) (const void *) (panel + tap * PANEL));
      __m128i low = _mm_srai_epi16 (_mm_unpacklo_epi8 (weights, weights), 8);
      __m128i high = _mm_srai_epi16 (_mm_unpackhi_epi8 (weights, weights), 8);

#pragma GCC unroll 4
      for (gsize row = 0; row < rows; row++)
        {
          __m128i block = _mm_loadl_epi64 ((const __m128i *) (const void *) (a + row * a_stride + tap));
          __m128i value = _mm_unpacklo_epi64 (block, block);

          sum[row][0] = _mm_add_epi32 (sum[row][0], _mm_madd_epi16 (value, low));
          sum[row][1] = _mm_add_epi32 (sum[row][1], _mm_madd_epi16 (value, high));
        }
    }
#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    {
      __m128 low = _mm_castsi128_ps (sum[row][0]);
      __m128 high = _mm_castsi128_ps (sum[row][1]);
      __m128i even = _mm_castps_si128 (_mm_shuffle_ps (low, high, _MM_SHUFFLE (2, 0, 2, 0)));
      __m128i odd = _mm_castps_si128 (_mm_shuffle_ps (low, high, _MM_SHUFFLE (3, 1, 3, 1)));

      _mm_storeu_si128 ((__m128i *) (void *) (sums + row * sums_stride), _mm_add_epi32 (even, odd));
    }
}

/* Half a panel. */
REEL_NN_INLINE void
tile_f32 (const float *a,
          gsize        a_stride,
          const float *panel,
          gsize        taps,
          float       *sums,
          gsize        sums_stride,
          const gsize  rows)
{
  __m128 sum[4][2];

#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    sum[row][0] = sum[row][1] = _mm_setzero_ps ();
  for (gsize tap = 0; tap < taps; tap++)
    {
      __m128 low = _mm_loadu_ps (panel + tap * PANEL);
      __m128 high = _mm_loadu_ps (panel + tap * PANEL + 4);

#pragma GCC unroll 4
      for (gsize row = 0; row < rows; row++)
        {
          __m128 value = _mm_set1_ps (a[row * a_stride + tap]);

          sum[row][0] = _mm_add_ps (sum[row][0], _mm_mul_ps (value, low));
          sum[row][1] = _mm_add_ps (sum[row][1], _mm_mul_ps (value, high));
        }
    }
#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    {
      _mm_storeu_ps (sums + row * sums_stride, sum[row][0]);
      _mm_storeu_ps (sums + row * sums_stride + 4, sum[row][1]);
    }
}

static void
dot_s16_sse2 (const gint16 *a,
              gsize         a_stride,
              const gint8  *panels,
              gsize         taps,
              gsize         rows,
              gsize         n_panels,
              gint32       *sums,
              gsize         sums_stride)
{
#define TILE(row, n)                                                                                                         \
  tile_s16 (a + (row) * a_stride, a_stride, panels + filter * BLOCK, taps,                                                   \
            sums + (row) * sums_stride + panel * PANEL + filter, sums_stride, n)
  for (gsize panel = 0; panel < n_panels; panel++, panels += PANEL * taps)
    for (gsize filter = 0; filter < PANEL; filter += QUARTER)
      REEL_NN_EACH_TILE (rows, 4, 2, TILE);
#undef TILE
}

static void
dot_f32_sse2 (const float *a,
              gsize        a_stride,
              const float *panels,
              gsize        taps,
              gsize        rows,
              gsize        n_panels,
              float       *sums,
              gsize        sums_stride)
{
#define TILE(row, n)                                                                                                         \
  tile_f32 (a + (row) * a_stride, a_stride, panels + filter, taps, sums + (row) * sums_stride + panel * PANEL + filter,      \
            sums_stride, n)
  for (gsize panel = 0; panel < n_panels; panel++, panels += PANEL * taps)
    for (gsize filter = 0; filter < PANEL; filter += HALF)
      REEL_NN_EACH_TILE (rows, 4, 2, TILE);
#undef TILE
}

REEL_NN_LOOPS_DEFINE (sse2, )

const ReelNnKernels reel_nn_kernels_sse2 = {
  .name = "SSE2",
  .dot_s16 = dot_s16_sse2,
  .dot_f32 = dot_f32_sse2,
  REEL_NN_LOOPS (sse2),
};

#endif
