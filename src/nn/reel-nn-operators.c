/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "nn/reel-nn-operators.h"

gsize
reel_nn_operator_get_scratch_size (const ReelNnOperator *op,
                                   const ReelNnTensor   *input,
                                   const ReelNnTensor   *output)
{
  switch (op->kind)
    {
    case REEL_NN_CONV:
      return reel_nn_conv_get_scratch_size (op, input, output);
    case REEL_NN_AVERAGE_POOL:
      return input->channels * sizeof (guint16);
    case REEL_NN_RESIZE:
      return 2 * input->channels * sizeof (float);
    case REEL_NN_DEPTHWISE:
    case REEL_NN_ADD:
    case REEL_NN_MAX_POOL:
    case REEL_NN_CONCAT:
    default:
      return 0;
    }
}

void
reel_nn_step_run (const ReelNnStep *step)
{
  switch (step->op->kind)
    {
    case REEL_NN_CONV:
      reel_nn_conv_run (step);
      break;
    case REEL_NN_DEPTHWISE:
      reel_nn_depthwise_run (step);
      break;
    case REEL_NN_ADD:
      reel_nn_add_run (step);
      break;
    case REEL_NN_MAX_POOL:
      reel_nn_max_pool_run (step);
      break;
    case REEL_NN_AVERAGE_POOL:
      reel_nn_average_pool_run (step);
      break;
    case REEL_NN_CONCAT:
      reel_nn_concat_run (step);
      break;
    case REEL_NN_RESIZE:
      reel_nn_resize_run (step);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
reel_nn_step_activate (const ReelNnStep *step,
                       float            *values,
                       gsize             n)
{
  switch (step->op->activation)
    {
    case REEL_NN_RELU:
      step->kernels->leaky (values, 0, n);
      break;
    case REEL_NN_LEAKY:
      step->kernels->leaky (values, step->op->alpha, n);
      break;
    case REEL_NN_SIGMOID:
      for (gsize i = 0; i < n; i++)
        values[i] = 1.f / (1.f + expf (-values[i]));
      break;
    case REEL_NN_LINEAR:
    default:
      break;
    }
}
