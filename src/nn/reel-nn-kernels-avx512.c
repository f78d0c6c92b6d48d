/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "nn/reel-nn-kernels-private.h"
#include "nn/reel-nn-loops.h"

/* AVX-512 with VNNI: a vector is a panel, and one instruction adds the products of a block of 4 taps to its 16 sums. */

#define TARGET __attribute__ ((target ("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma")))

TARGET REEL_NN_INLINE void
tile_u8 (const guint8 *a,
         gsize         a_stride,
         const gint8  *panels,
         gsize         taps,
         gint32       *sums,
         gsize         sums_stride,
         const gsize   rows,
         const gsize   n_panels)
{
  __m512i sum[12][2];

#pragma GCC unroll 12
  for (gsize row = 0; row < rows; row++)
#pragma GCC unroll 2
    for (gsize panel = 0; panel < n_panels; panel++)
      sum[row][panel] = _mm512_setzero_si512 ();
  for (gsize tap = 0; tap < taps; tap += BLOCK)
    {
      __m512i weights[2];

#pragma GCC unroll 2
      for (gsize panel = 0; panel < n_panels; panel++)
        weights[panel] = _mm512_loadu_si512 (panels + panel * PANEL * taps + tap * PANEL);
#pragma GCC unroll 12
      for (gsize row = 0; row < rows; row++)
        {
          gint32 block;
          __m512i value;

          memcpy (&block, a + row * a_stride + tap, sizeof block);
          value = _mm512_set1_epi32 (block);
#pragma GCC unroll 2
          for (gsize panel = 0; panel < n_panels; panel++)
            sum[row][panel] = _mm512_dpbusd_epi32 (sum[row][panel], value, weights[panel]);
        }
    }
#pragma GCC unroll 12
  for (gsize row = 0; row < rows; row++)
#pragma GCC unroll 2
    for (gsize panel = 0; panel < n_panels; panel++)
      _mm512_storeu_si512 (sums + row * sums_stride + panel * PANEL, sum[row][panel]);
}

TARGET REEL_NN_INLINE void
tile_f32 (const float *a,
          gsize        a_stride,
          const float *panels,
          gsize        taps,
          float       *sums,
          gsize        sums_stride,
          const gsize  rows,
          const gsize  n_panels)
{
  __m512 sum[12][2];

#pragma GCC unroll 12
  for (gsize row = 0; row < rows; row++)
#pragma GCC unroll 2
    for (gsize panel = 0; panel < n_panels; panel++)
      sum[row][panel] = _mm512_setzero_ps ();
  for (gsize tap = 0; tap < taps; tap++)
    {
      __m512 weights[2];

#pragma GCC unroll 2
      for (gsize panel = 0; panel < n_panels; panel++)
        weights[panel] = _mm512_loadu_ps (panels + panel * PANEL * taps + tap * PANEL);
#pragma GCC unroll 12
      for (gsize row = 0; row < rows; row++)
        {
          __m512 value = _mm512_set1_ps (a[row * a_stride + tap]);

#pragma GCC unroll 2
          for (gsize panel = 0; panel < n_panels; panel++)
            sum[row][panel] = _mm512_fmadd_ps (value, weights[panel], sum[row][panel]);
        }
    }
#pragma GCC unroll 12
  for (gsize row = 0; row < rows; row++)
#pragma GCC unroll 2
    for (gsize panel = 0; panel < n_panels; panel++)
      _mm512_storeu_ps (sums + row * sums_stride + panel * PANEL, sum[row][panel]);
}

TARGET static void
dot_u8_avx512 (const guint8 *a,
               gsize         a_stride,
               const gint8  *panels,
               gsize         taps,
               gsize         rows,
               gsize         n_panels,
               gint32       *sums,
               gsize         sums_stride)
{
#define TWO(row, n)                                                                                                          \
  tile_u8 (a + (row) * a_stride, a_stride, panels, taps, sums + (row) * sums_stride + panel * PANEL, sums_stride, n, 2)
#define ONE(row, n)                                                                                                          \
  tile_u8 (a + (row) * a_stride, a_stride, panels, taps, sums + (row) * sums_stride + panel * PANEL, sums_stride, n, 1)
  for (gsize panel = 0; panel < n_panels; panel += 2, panels += 2 * PANEL * taps)
    if (n_panels - panel > 1)
      REEL_NN_EACH_TILE (rows, 12, 4, TWO);
    else
      REEL_NN_EACH_TILE (rows, 12, 4, ONE);
#undef TWO
#undef ONE
}

TARGET static void
dot_f32_avx512 (const float *a,
                gsize        a_stride,
                const float *panels,
                gsize        taps,
                gsize        rows,
                gsize        n_panels,
                float       *sums,
                gsize        sums_stride)
{
#define TWO(row, n)                                                                                                          \
  tile_f32 (a + (row) * a_stride, a_stride, panels, taps, sums + (row) * sums_stride + panel * PANEL, sums_stride, n, 2)
#define ONE(row, n)                                                                                                          \
  tile_f32 (a + (row) * a_stride, a_stride, panels, taps, sums + (row) * sums_stride + panel * PANEL, sums_stride, n, 1)
  for (gsize panel = 0; panel < n_panels; panel += 2, panels += 2 * PANEL * taps)
    if (n_panels - panel > 1)
      REEL_NN_EACH_TILE (rows, 12, 4, TWO);
    else
      REEL_NN_EACH_TILE (rows, 12, 4, ONE);
#undef TWO
#undef ONE
}

REEL_NN_LOOPS_DEFINE (avx512, TARGET)

const ReelNnKernels reel_nn_kernels_avx512 = {
  .name = "AVX-512 VNNI",
  .dot_u8 = dot_u8_avx512,
  .dot_f32 = dot_f32_avx512,
  REEL_NN_LOOPS (avx512),
};

#endif
