/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "vectors/reel-vector-kernels-private.h"

static void
dot (const gint16 *query,
     const gint8  *rows,
     gsize         stride,
     gsize         n,
     gint32       *sums)
{
  for (gsize row = 0; row < n; row++, rows += stride)
    {
      gint32 sum = 0;

      for (gsize i = 0; i < stride; i++)
        sum += query[i] * rows[i];
      sums[row] = sum;
    }
}

const ReelVectorKernels reel_vector_kernels_plain = { "plain C", dot };
