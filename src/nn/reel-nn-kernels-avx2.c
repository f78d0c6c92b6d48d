/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "nn/reel-nn-kernels-private.h"
#include "nn/reel-nn-loops.h"

/*
 * AVX2 with FMA. Its products of bytes saturate, which would change answers, so bytes are multiplied as 16-bit numbers: a
 * vector has 4 filters with 2 sums each. The set for AVX-VNNI has an exact instruction for bytes; the floats are the same.
 */

#define TARGET      __attribute__ ((target ("avx2,fma")))
#define TARGET_VNNI __attribute__ ((target ("avx2,fma,avxvnni")))
#define HALF        (PANEL / 2)

/* The registers are just enough for one row after the other: the compiler must not begin all of them at once. */
#define KEEP_ORDER(value) __asm__ volatile ("" : "+x" (value))

/* The first half of a panel, or the second. */
TARGET REEL_NN_INLINE void
tile_s16 (const gint16 *a,
          gsize         a_stride,
          const gint8  *panel,
          gsize         taps,
          gint32       *sums,
          gsize         sums_stride,
          const gsize   rows)
{
  __m256i sum[6][2];

#pragma GCC unroll 6
  for (gsize row = 0; row < rows; row++)
    sum[row][0] = sum[row][1] = _mm256_setzero_si256 ();
  for (gsize tap = 0; tap < taps; tap += BLOCK)
    {
      const __m128i *weights = (const __m128i *) (const void *) (panel + tap * PANEL);
      __m256i low = _mm256_cvtepi8_epi16 (_mm_loadu_si128 (weights));
      __m256i high = _mm256_cvtepi8_epi16 (_mm_loadu_si128 (weights + 1));

#pragma GCC unroll 6
      for (gsize row = 0; row < rows; row++)
        {
          gint64 block;
          __m256i value;

          memcpy (&block, a + row * a_stride + tap, sizeof block);
          value = _mm256_set1_epi64x (block);
          KEEP_ORDER (value);
          sum[row][0] = _mm256_add_epi32 (sum[row][0], _mm256_madd_epi16 (value, low));
          sum[row][1] = _mm256_add_epi32 (sum[row][1], _mm256_madd_epi16 (value, high));
        }
    }
#pragma GCC unroll 6
  for (gsize row = 0; row < rows; row++)
    {
      __m256i pairs = _mm256_hadd_epi32 (sum[row][0], sum[row][1]);

      _mm256_storeu_si256 ((__m256i *) (void *) (sums + row * sums_stride), _mm256_permute4x64_epi64 (pairs, 0xd8));
    }
}

TARGET_VNNI REEL_NN_INLINE void
tile_u8 (const guint8 *a,
         gsize         a_stride,
         const gint8  *panel,
         gsize         taps,
         gint32       *sums,
         gsize         sums_stride,
         const gsize   rows)
{
  __m256i sum[6][2];

#pragma GCC unroll 6
  for (gsize row = 0; row < rows; row++)
    sum[row][0] = sum[row][1] = _mm256_setzero_si256 ();
  for (gsize tap = 0; tap < taps; tap += BLOCK)
    {
      const __m256i *weights = (const __m256i *) (const void *) (panel + tap * PANEL);
      __m256i low = _mm256_loadu_si256 (weights);
      __m256i high = _mm256_loadu_si256 (weights + 1);

#pragma GCC unroll 6
      for (gsize row = 0; row < rows; row++)
        {
          gint32 block;
          __m256i value;

          memcpy (&block, a + row * a_stride + tap, sizeof block);
          value = _mm256_set1_epi32 (block);
          sum[row][0] = _mm256_dpbusd_avx_epi32 (sum[row][0], value, low);
          sum[row][1] = _mm256_dpbusd_avx_epi32 (sum[row][1], value, high);
        }
    }
#pragma GCC unroll 6
  for (gsize row = 0; row < rows; row++)
    {
      _mm256_storeu_si256 ((__m256i *) (void *) (sums + row * sums_stride), sum[row][0]);
      _mm256_storeu_si256 ((__m256i *) (void *) (sums + row * sums_stride + HALF), sum[row][1]);
    }
}

TARGET REEL_NN_INLINE void
tile_f32 (const float *a,
          gsize        a_stride,
          const float *panel,
          gsize        taps,
          float       *sums,
          gsize        sums_stride,
          const gsize  rows)
{
  __m256 sum[6][2];

#pragma GCC unroll 6
  for (gsize row = 0; row < rows; row++)
    sum[row][0] = sum[row][1] = _mm256_setzero_ps ();
  for (gsize tap = 0; tap < taps; tap++)
    {
      __m256 low = _mm256_loadu_ps (panel + tap * PANEL);
      __m256 high = _mm256_loadu_ps (panel + tap * PANEL + HALF);

#pragma GCC unroll 6
      for (gsize row = 0; row < rows; row++)
        {
          __m256 value = _mm256_broadcast_ss (a + row * a_stride + tap);

          sum[row][0] = _mm256_fmadd_ps (value, low, sum[row][0]);
          sum[row][1] = _mm256_fmadd_ps (value, high, sum[row][1]);
        }
    }
#pragma GCC unroll 6
  for (gsize row = 0; row < rows; row++)
    {
      _mm256_storeu_ps (sums + row * sums_stride, sum[row][0]);
      _mm256_storeu_ps (sums + row * sums_stride + HALF, sum[row][1]);
    }
}

TARGET static void
dot_s16_avx2 (const gint16 *a,
              gsize         a_stride,
              const gint8  *panels,
              gsize         taps,
              gsize         rows,
              gsize         n_panels,
              gint32       *sums,
              gsize         sums_stride)
{
#define TILE(row, n)                                                                                                         \
  tile_s16 (a + (row) * a_stride, a_stride, panels + half * HALF * BLOCK, taps,                                              \
            sums + (row) * sums_stride + panel * PANEL + half * HALF, sums_stride, n)
  for (gsize panel = 0; panel < n_panels; panel++, panels += PANEL * taps)
    for (gsize half = 0; half < 2; half++)
      REEL_NN_EACH_TILE (rows, 6, 2, TILE);
#undef TILE
}

TARGET_VNNI static void
dot_u8_avx_vnni (const guint8 *a,
                 gsize         a_stride,
                 const gint8  *panels,
                 gsize         taps,
                 gsize         rows,
                 gsize         n_panels,
                 gint32       *sums,
                 gsize         sums_stride)
{
#define TILE(row, n)                                                                                                         \
  tile_u8 (a + (row) * a_stride, a_stride, panels, taps, sums + (row) * sums_stride + panel * PANEL, sums_stride, n)
  for (gsize panel = 0; panel < n_panels; panel++, panels += PANEL * taps)
    REEL_NN_EACH_TILE (rows, 6, 2, TILE);
#undef TILE
}

TARGET static void
dot_f32_avx2 (const float *a,
              gsize        a_stride,
              const float *panels,
              gsize        taps,
              gsize        rows,
              gsize        n_panels,
              float       *sums,
              gsize        sums_stride)
{
#define TILE(row, n)                                                                                                         \
  tile_f32 (a + (row) * a_stride, a_stride, panels, taps, sums + (row) * sums_stride + panel * PANEL, sums_stride, n)
  for (gsize panel = 0; panel < n_panels; panel++, panels += PANEL * taps)
    REEL_NN_EACH_TILE (rows, 6, 2, TILE);
#undef TILE
}

REEL_NN_LOOPS_DEFINE (avx2, TARGET)

const ReelNnKernels reel_nn_kernels_avx2 = {
  .name = "AVX2",
  .dot_s16 = dot_s16_avx2,
  .dot_f32 = dot_f32_avx2,
  REEL_NN_LOOPS (avx2),
};

const ReelNnKernels reel_nn_kernels_avx_vnni = {
  .name = "AVX-VNNI",
  .dot_u8 = dot_u8_avx_vnni,
  .dot_f32 = dot_f32_avx2,
  REEL_NN_LOOPS (avx2),
};

#endif
