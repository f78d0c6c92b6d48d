/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "vectors/reel-vector-kernels-private.h"

/* SSE2, which every 64-bit x86 has. Bytes are widened by doubling each and shifting it down with its sign. */

REEL_VECTOR_INLINE void
tile (const gint16 *query,
      const gint8  *data,
      gsize         stride,
      gint32       *sums,
      const gsize   rows)
{
  __m128i sum[REEL_VECTOR_TILE];

#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    sum[row] = _mm_setzero_si128 ();
  for (gsize i = 0; i < stride; i += 16)
    {
      __m128i low = _mm_loadu_si128 ((const void *) (query + i));
      __m128i high = _mm_loadu_si128 ((const void *) (query + i + 8));

#pragma GCC unroll 4
      for (gsize row = 0; row < rows; row++)
        {
          const gint8 *at = data + row * stride + i;
          __m128i bytes = _mm_loadu_si128 ((const void *) at);

          if (i % 64 == 0)
            _mm_prefetch ((const char *) at + rows * stride, _MM_HINT_T0);
          sum[row] = _mm_add_epi32 (sum[row], _mm_madd_epi16 (low, _mm_srai_epi16 (_mm_unpacklo_epi8 (bytes, bytes), 8)));
          sum[row] = _mm_add_epi32 (sum[row], _mm_madd_epi16 (high, _mm_srai_epi16 (_mm_unpackhi_epi8 (bytes, bytes), 8)));
        }
    }
#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    {
      __m128i pairs = _mm_add_epi32 (sum[row], _mm_shuffle_epi32 (sum[row], _MM_SHUFFLE (1, 0, 3, 2)));

      sums[row] = _mm_cvtsi128_si32 (_mm_add_epi32 (pairs, _mm_shuffle_epi32 (pairs, _MM_SHUFFLE (2, 3, 0, 1))));
    }
}

REEL_VECTOR_DEFINE_DOT (, tile)

const ReelVectorKernels reel_vector_kernels_sse2 = { "SSE2", dot };

#endif
