/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nn/reel-nn-kernels-private.h"
#include "nn/reel-nn-loops.h"

/* What any processor can do, and what the tests measure the other sets against. */

static void
dot_s16_plain (const gint16 *a,
               gsize         a_stride,
               const gint8  *panels,
               gsize         taps,
               gsize         rows,
               gsize         n_panels,
               gint32       *sums,
               gsize         sums_stride)
{
  for (gsize row = 0; row < rows; row++)
    for (gsize panel = 0; panel < n_panels; panel++)
      {
        const gint8 *weights = panels + panel * PANEL * taps;
        gint32 *sum = sums + row * sums_stride + panel * PANEL;

        memset (sum, 0, PANEL * sizeof *sum);
        for (gsize tap = 0; tap < taps; tap += BLOCK, weights += PANEL * BLOCK)
          for (gsize filter = 0; filter < PANEL; filter++)
            for (gsize i = 0; i < BLOCK; i++)
              sum[filter] += a[row * a_stride + tap + i] * weights[filter * BLOCK + i];
      }
}

static void
dot_f32_plain (const float *a,
               gsize        a_stride,
               const float *panels,
               gsize        taps,
               gsize        rows,
               gsize        n_panels,
               float       *sums,
               gsize        sums_stride)
{
  for (gsize row = 0; row < rows; row++)
    for (gsize panel = 0; panel < n_panels; panel++)
      {
        const float *weights = panels + panel * PANEL * taps;
        float *sum = sums + row * sums_stride + panel * PANEL;

        memset (sum, 0, PANEL * sizeof *sum);
        for (gsize tap = 0; tap < taps; tap++, weights += PANEL)
          for (gsize filter = 0; filter < PANEL; filter++)
            sum[filter] += a[row * a_stride + tap] * weights[filter];
      }
}

REEL_NN_LOOPS_DEFINE (plain, )

const ReelNnKernels reel_nn_kernels_plain = {
  .name = "plain C",
  .dot_s16 = dot_s16_plain,
  .dot_f32 = dot_f32_plain,
  REEL_NN_LOOPS (plain),
};
