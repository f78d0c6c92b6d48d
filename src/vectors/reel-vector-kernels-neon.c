/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#include "vectors/reel-vector-kernels-private.h"

/* NEON, which every 64-bit ARM has. */

REEL_VECTOR_INLINE void
tile (const gint16 *query,
      const gint8  *data,
      gsize         stride,
      gint32       *sums,
      const gsize   rows)
{
  int32x4_t sum[REEL_VECTOR_TILE][2];

#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    sum[row][0] = sum[row][1] = vdupq_n_s32 (0);
  for (gsize i = 0; i < stride; i += 16)
    {
      int16x8_t low = vld1q_s16 (query + i);
      int16x8_t high = vld1q_s16 (query + i + 8);

#pragma GCC unroll 4
      for (gsize row = 0; row < rows; row++)
        {
          const gint8 *at = data + row * stride + i;
          int8x16_t bytes = vld1q_s8 (at);
          int16x8_t values = vmovl_s8 (vget_low_s8 (bytes));

          if (i % 64 == 0)
            __builtin_prefetch (at + rows * stride);
          sum[row][0] = vmlal_s16 (sum[row][0], vget_low_s16 (low), vget_low_s16 (values));
          sum[row][1] = vmlal_high_s16 (sum[row][1], low, values);
          values = vmovl_high_s8 (bytes);
          sum[row][0] = vmlal_s16 (sum[row][0], vget_low_s16 (high), vget_low_s16 (values));
          sum[row][1] = vmlal_high_s16 (sum[row][1], high, values);
        }
    }
#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    sums[row] = vaddvq_s32 (vaddq_s32 (sum[row][0], sum[row][1]));
}

REEL_VECTOR_DEFINE_DOT (, tile)

const ReelVectorKernels reel_vector_kernels_neon = { "NEON", dot };

#endif
