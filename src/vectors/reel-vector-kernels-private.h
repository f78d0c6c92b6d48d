/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors/reel-vector-kernels.h"

G_BEGIN_DECLS

/* The sets that can be compiled for this processor; what it really has is asked in reel-vector-kernels.c. */
extern const ReelVectorKernels reel_vector_kernels_plain;
#if defined(__x86_64__)
extern const ReelVectorKernels reel_vector_kernels_sse2;
extern const ReelVectorKernels reel_vector_kernels_avx2;
extern const ReelVectorKernels reel_vector_kernels_avx512;
#elif defined(__aarch64__)
extern const ReelVectorKernels reel_vector_kernels_neon;
#endif

#define REEL_VECTOR_INLINE static inline __attribute__ ((always_inline))

/* Rows that are computed at once, so that a value of the query is loaded once for all of them. */
#define REEL_VECTOR_TILE 4

/*
 * The dot function of a set: @tile computes 'rows' rows, a constant. A processor reads ahead within a page only, so a tile
 * asks for the same place of the next one; what is asked for beyond the end of a mapping is ignored.
 */
#define REEL_VECTOR_DEFINE_DOT(attribute, tile)                                                                             \
  attribute static void                                                                                                     \
  dot (const gint16 *query,                                                                                                 \
       const gint8  *rows,                                                                                                  \
       gsize         stride,                                                                                                \
       gsize         n,                                                                                                     \
       gint32       *sums)                                                                                                  \
  {                                                                                                                         \
    gsize row = 0;                                                                                                          \
    for (; row + REEL_VECTOR_TILE <= n; row += REEL_VECTOR_TILE)                                                            \
      tile (query, rows + row * stride, stride, sums + row, REEL_VECTOR_TILE);                                              \
    for (; row < n; row++)                                                                                                  \
      tile (query, rows + row * stride, stride, sums + row, 1);                                                             \
  }

G_END_DECLS
