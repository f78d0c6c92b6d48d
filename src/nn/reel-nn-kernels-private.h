/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/reel-nn-kernels.h"

G_BEGIN_DECLS

/* Filters in a panel; taps of a filter that lie together in a panel of bytes. */
#define PANEL 16
#define BLOCK 4

/* The sets that can be compiled for this processor; what it really has is asked in reel-nn-kernels.c. */
extern const ReelNnKernels reel_nn_kernels_plain;
#if defined(__x86_64__)
extern const ReelNnKernels reel_nn_kernels_sse2;
extern const ReelNnKernels reel_nn_kernels_avx2;
extern const ReelNnKernels reel_nn_kernels_avx_vnni;
extern const ReelNnKernels reel_nn_kernels_avx512;
#elif defined(__aarch64__)
extern const ReelNnKernels reel_nn_kernels_neon;
#endif

/*
 * A set has one 'tile' function: all sums of a few rows and panels at once, so that they stay in registers. Its numbers of
 * rows are constants, so that the compiler unrolls the loops over them. This takes as many tiles of LARGE rows as there are,
 * then of SMALL ones, then single rows; FUNCTION is called with the number of rows.
 */
#define REEL_NN_EACH_TILE(rows, LARGE, SMALL, FUNCTION)                                                                      \
  G_STMT_START                                                                                                               \
  {                                                                                                                          \
    gsize reel_nn_row = 0;                                                                                                   \
    for (; reel_nn_row + (LARGE) <= (rows); reel_nn_row += (LARGE))                                                          \
      FUNCTION (reel_nn_row, LARGE);                                                                                         \
    for (; reel_nn_row + (SMALL) <= (rows); reel_nn_row += (SMALL))                                                          \
      FUNCTION (reel_nn_row, SMALL);                                                                                         \
    for (; reel_nn_row < (rows); reel_nn_row++)                                                                              \
      FUNCTION (reel_nn_row, 1);                                                                                             \
  }                                                                                                                          \
  G_STMT_END

G_END_DECLS
