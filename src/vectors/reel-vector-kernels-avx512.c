/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "vectors/reel-vector-kernels-private.h"

/* AVX-512 with VNNI: one instruction adds the products of two pairs of values to each of 16 sums. */

#define TARGET __attribute__ ((target ("avx512f,avx512bw,avx512vnni,avx2")))

/* The compiler's own function for it reads what gcc 12 thinks is uninitialised. */
TARGET REEL_VECTOR_INLINE gint32
add_up (__m512i sum)
{
  __m256i halves[2];
  __m256i half;
  __m128i quarter;

  _mm512_storeu_si512 (halves, sum);
  half = _mm256_add_epi32 (halves[0], halves[1]);
  quarter = _mm_add_epi32 (_mm256_castsi256_si128 (half), _mm256_extracti128_si256 (half, 1));
  quarter = _mm_add_epi32 (quarter, _mm_shuffle_epi32 (quarter, _MM_SHUFFLE (1, 0, 3, 2)));
  return _mm_cvtsi128_si32 (_mm_add_epi32 (quarter, _mm_shuffle_epi32 (quarter, _MM_SHUFFLE (2, 3, 0, 1))));
}

TARGET REEL_VECTOR_INLINE void
tile (const gint16 *query,
      const gint8  *data,
      gsize         stride,
      gint32       *sums,
      const gsize   rows)
{
  __m512i sum[REEL_VECTOR_TILE];

#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    sum[row] = _mm512_setzero_si512 ();
  for (gsize i = 0; i < stride; i += 64)
    {
      __m512i low = _mm512_loadu_si512 (query + i);
      __m512i high = _mm512_loadu_si512 (query + i + 32);

#pragma GCC unroll 4
      for (gsize row = 0; row < rows; row++)
        {
          const gint8 *at = data + row * stride + i;

          _mm_prefetch ((const char *) at + rows * stride, _MM_HINT_T0);
          sum[row] = _mm512_dpwssd_epi32 (sum[row], low, _mm512_cvtepi8_epi16 (_mm256_loadu_si256 ((const void *) at)));
          sum[row] = _mm512_dpwssd_epi32 (sum[row], high,
              _mm512_cvtepi8_epi16 (_mm256_loadu_si256 ((const void *) (at + 32))));
        }
    }
#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    sums[row] = add_up (sum[row]);
}

REEL_VECTOR_DEFINE_DOT (TARGET, tile)

const ReelVectorKernels reel_vector_kernels_avx512 = { "AVX-512 VNNI", dot };

#endif
