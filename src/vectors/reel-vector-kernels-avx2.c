/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "vectors/reel-vector-kernels-private.h"

#define TARGET __attribute__ ((target ("avx2")))

TARGET REEL_VECTOR_INLINE void
tile (const gint16 *query,
      const gint8  *data,
      gsize         stride,
      gint32       *sums,
      const gsize   rows)
{
  __m256i sum[REEL_VECTOR_TILE];

#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    sum[row] = _mm256_setzero_si256 ();
  for (gsize i = 0; i < stride; i += 32)
    {
      __m256i low = _mm256_loadu_si256 ((const void *) (query + i));
      __m256i high = _mm256_loadu_si256 ((const void *) (query + i + 16));

#pragma GCC unroll 4
      for (gsize row = 0; row < rows; row++)
        {
          const gint8 *at = data + row * stride + i;

          if (i % 64 == 0)
            _mm_prefetch ((const char *) at + rows * stride, _MM_HINT_T0);
          sum[row] = _mm256_add_epi32 (sum[row],
              _mm256_madd_epi16 (low, _mm256_cvtepi8_epi16 (_mm_loadu_si128 ((const void *) at))));
          sum[row] = _mm256_add_epi32 (sum[row],
              _mm256_madd_epi16 (high, _mm256_cvtepi8_epi16 (_mm_loadu_si128 ((const void *) (at + 16)))));
        }
    }
#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    {
      __m128i half = _mm_add_epi32 (_mm256_castsi256_si128 (sum[row]), _mm256_extracti128_si256 (sum[row], 1));
      __m128i pairs = _mm_add_epi32 (half, _mm_shuffle_epi32 (half, _MM_SHUFFLE (1, 0, 3, 2)));

      sums[row] = _mm_cvtsi128_si32 (_mm_add_epi32 (pairs, _mm_shuffle_epi32 (pairs, _MM_SHUFFLE (2, 3, 0, 1))));
    }
}

REEL_VECTOR_DEFINE_DOT (TARGET, tile)

const ReelVectorKernels reel_vector_kernels_avx2 = { "AVX2", dot };

#endif
