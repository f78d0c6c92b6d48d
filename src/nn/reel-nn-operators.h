/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/reel-nn-kernels.h"
#include "nn/reel-nn-model-private.h"

G_BEGIN_DECLS

/* An operator at work: the tensors' values and the memory that it may use for itself. */
typedef struct
{
  const ReelNnKernels  *kernels; /* (borrowed) */
  const ReelNnOperator *op;      /* (borrowed) */
  const ReelNnTensor   *inputs[REEL_NN_FORMAT_MAX_INPUTS]; /* (borrowed) */
  const void           *values[REEL_NN_FORMAT_MAX_INPUTS]; /* (borrowed): of the inputs */
  const ReelNnTensor   *output;  /* (borrowed) */
  void                 *result;  /* (borrowed): values of the output */
  void                 *scratch; /* (borrowed) */
} ReelNnStep;

/* What an operator needs for itself, in bytes. */
gsize reel_nn_operator_get_scratch_size (const ReelNnOperator *op, const ReelNnTensor *input, const ReelNnTensor *output);

void  reel_nn_step_run                  (const ReelNnStep *step);

/* For the operators: applies the activation to values of the result. */
void  reel_nn_step_activate             (const ReelNnStep *step, float *values, gsize n);

/* reel-nn-conv.c */
gsize reel_nn_conv_get_scratch_size     (const ReelNnOperator *op, const ReelNnTensor *input, const ReelNnTensor *output);
void  reel_nn_conv_run                  (const ReelNnStep *step);

/* reel-nn-windows.c: what moves a window over an input, channel by channel */
void  reel_nn_depthwise_run             (const ReelNnStep *step);
void  reel_nn_max_pool_run              (const ReelNnStep *step);
void  reel_nn_average_pool_run          (const ReelNnStep *step);

/* reel-nn-pixels.c: what goes pixel by pixel */
void  reel_nn_add_run                   (const ReelNnStep *step);
void  reel_nn_concat_run                (const ReelNnStep *step);
void  reel_nn_resize_run                (const ReelNnStep *step);

G_END_DECLS
