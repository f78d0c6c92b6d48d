/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#include "nn/reel-nn-kernels-private.h"
#include "nn/reel-nn-loops.h"

/* NEON, which every 64-bit ARM has. A vector has one filter with 4 sums, one for each tap of a block. */

#define QUARTER (PANEL / 4)

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
  int32x4_t sum[4][QUARTER];

#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
#pragma GCC unroll 4
    for (gsize filter = 0; filter < QUARTER; filter++)
      sum[row][filter] = vdupq_n_s32 (0);
  for (gsize tap = 0; tap < taps; tap += BLOCK)
    {
      int8x16_t weights = vld1q_s8 (panel + tap * PANEL);
      int16x8_t low = vmovl_s8 (vget_low_s8 (weights));
      int16x8_t high = vmovl_high_s8 (weights);

#pragma GCC unroll 4
      for (gsize row = 0; row < rows; row++)
        {
          int16x4_t value = vld1_s16 (a + row * a_stride + tap);

          sum[row][0] = vmlal_s16 (sum[row][0], value, vget_low_s16 (low));
          sum[row][1] = vmlal_s16 (sum[row][1], value, vget_high_s16 (low));
          sum[row][2] = vmlal_s16 (sum[row][2], value, vget_low_s16 (high));
          sum[row][3] = vmlal_s16 (sum[row][3], value, vget_high_s16 (high));
        }
    }
#pragma GCC unroll 4
  for (gsize row = 0; row < rows; row++)
    vst1q_s32 (sums + row * sums_stride, vpaddq_s32 (vpaddq_s32 (sum[row][0], sum[row][1]), vpaddq_s32 (sum[row][2], sum[row][3])));
}

/* A whole panel. */
REEL_NN_INLINE void
tile_f32 (const float *a,
          gsize        a_stride,
          const float *panel,
          gsize        taps,
          float       *sums,
          gsize        sums_stride,
          const gsize  rows)
{
  float32x4_t sum[6][PANEL / 4];

#pragma GCC unroll 6
  for (gsize row = 0; row < rows; row++)
#pragma GCC unroll 4
    for (gsize i = 0; i < PANEL / 4; i++)
      sum[row][i] = vdupq_n_f32 (0);
  for (gsize tap = 0; tap < taps; tap++)
    {
      float32x4_t weights[PANEL / 4];

#pragma GCC unroll 4
      for (gsize i = 0; i < PANEL / 4; i++)
        weights[i] = vld1q_f32 (panel + tap * PANEL + 4 * i);
#pragma GCC unroll 6
      for (gsize row = 0; row < rows; row++)
        {
          float32x4_t value = vld1q_dup_f32 (a + row * a_stride + tap);

#pragma GCC unroll 4
          for (gsize i = 0; i < PANEL / 4; i++)
            sum[row][i] = vfmaq_f32 (sum[row][i], value, weights[i]);
        }
    }
#pragma GCC unroll 6
  for (gsize row = 0; row < rows; row++)
#pragma GCC unroll 4
    for (gsize i = 0; i < PANEL / 4; i++)
      vst1q_f32 (sums + row * sums_stride + 4 * i, sum[row][i]);
}

static void
dot_s16_neon (const gint16 *a,
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
dot_f32_neon (const float *a,
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

REEL_NN_LOOPS_DEFINE (neon, )

const ReelNnKernels reel_nn_kernels_neon = {
  .name = "NEON",
  .dot_s16 = dot_s16_neon,
  .dot_f32 = dot_f32_neon,
  REEL_NN_LOOPS (neon),
};

#endif
