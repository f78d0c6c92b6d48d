/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nn/reel-nn-error.h"
#include "nn/reel-nn-model-private.h"

/* The rules of reel-nn-format.h for each kind of operator. An operator that passes can't read or write beyond its tensors. */

/* More than any filter of ours; the products below then stay small. */
#define MAX_KERNEL 64

static gboolean
refuse (GError    **error,
        const char *why)
{
  g_set_error_literal (error, REEL_NN_ERROR, REEL_NN_ERROR_BROKEN, why);
  return FALSE;
}

static gboolean
is_same_size (const ReelNnTensor *a,
              const ReelNnTensor *b)
{
  return a->height == b->height && a->width == b->width;
}

static gboolean
is_same_meaning (const ReelNnTensor *a,
                 const ReelNnTensor *b)
{
  return a->type == b->type && (a->type != REEL_NN_TENSOR_U8 || (a->scale == b->scale && a->zero == b->zero));
}

/* Each window of kernel, stride and padding has something of the input in it. */
static gboolean
check_windows (const ReelNnOperator *op,
               const ReelNnTensor   *input,
               const ReelNnTensor   *output,
               GError              **error)
{
  guint in[] = { input->height, input->width };
  guint out[] = { output->height, output->width };

  for (guint i = 0; i < 2; i++)
    {
      if (op->kernel[i] - 1 >= MAX_KERNEL || op->stride[i] - 1 >= MAX_KERNEL || op->padding[i] >= op->kernel[i])
        return refuse (error, "its kernel, stride or padding can't be");
      if ((guint64) (out[i] - 1) * op->stride[i] >= (guint64) in[i] + op->padding[i])
        return refuse (error, "its output is larger than its input allows");
    }
  return TRUE;
}

static const ReelNnWeights *
get_weights (ReelNnModel *self,
             guint32      index,
             guint        rows,
             guint        columns)
{
  const ReelNnWeights *weights = index != REEL_NN_FORMAT_NONE ? &self->weights[index] : NULL;

  return weights != NULL && weights->rows == rows && weights->columns == columns ? weights : NULL;
}

static gboolean
is_float (const ReelNnWeights *weights)
{
  return weights->type == REEL_NN_WEIGHTS_F16 || weights->type == REEL_NN_WEIGHTS_F32;
}

static gboolean
check_filters (ReelNnModel          *self,
               const ReelNnOperator *op,
               const ReelNnTensor   *input,
               const ReelNnTensor   *output,
               GError              **error)
{
  guint taps = op->kernel[0] * op->kernel[1] * (op->kind == REEL_NN_CONV ? input->channels : 1);
  const ReelNnWeights *weights, *bias;

  if (taps > REEL_NN_MAX_TAPS)
    return refuse (error, "its filters are too large");
  weights = get_weights (self, op->weights_index, taps, output->channels);
  bias = get_weights (self, op->bias_index, 1, output->channels);
  if (weights == NULL || bias == NULL)
    return refuse (error, "its weights have another shape");
  if (input->type == REEL_NN_TENSOR_F32)
    return (is_float (weights) && is_float (bias)) || refuse (error, "its weights are not floats");
  if (weights->type != REEL_NN_WEIGHTS_S8_PANELS || bias->type != REEL_NN_WEIGHTS_I32)
    return refuse (error, "its weights are not bytes");
  return TRUE;
}

static gboolean
check_inputs (ReelNnModel          *self,
              const ReelNnOperator *op,
              const ReelNnTensor   *output,
              GError              **error)
{
  guint channels = 0;

  for (guint i = 0; i < op->n_inputs; i++)
    {
      const ReelNnTensor *input = &self->tensors[op->inputs[i]];

      if (input->type != output->type)
        return refuse (error, "an input has another type than its output");
      if ((op->kind == REEL_NN_ADD || op->kind == REEL_NN_CONCAT) && !is_same_size (input, output))
        return refuse (error, "an input has another size than its output");
      channels += input->channels;
    }
  if (op->kind == REEL_NN_CONCAT)
    return channels == output->channels || refuse (error, "its inputs do not add up to its output");
  if (op->n_inputs != (op->kind == REEL_NN_ADD ? 2 : 1))
    return refuse (error, "it has another number of inputs");
  if (op->kind != REEL_NN_CONV && self->tensors[op->inputs[0]].channels != output->channels)
    return refuse (error, "it can't change the number of channels");
  if (op->kind == REEL_NN_ADD && self->tensors[op->inputs[1]].channels > output->channels)
    return refuse (error, "its second input has too many channels");
  return TRUE;
}

gboolean
reel_nn_check_operator (ReelNnModel    *self,
                        ReelNnOperator *op,
                        guint64        *n_operations,
                        GError        **error)
{
  const ReelNnTensor *input = &self->tensors[op->inputs[0]];
  const ReelNnTensor *output = &self->tensors[op->output];
  guint64 elements = reel_nn_tensor_get_elements (output);
  gboolean bytes = output->type == REEL_NN_TENSOR_U8;

  if (!check_inputs (self, op, output, error))
    return FALSE;
  /* A quantised range is its own activation. */
  if (op->activation != REEL_NN_LINEAR &&
      (bytes || (op->kind != REEL_NN_CONV && op->kind != REEL_NN_DEPTHWISE && op->kind != REEL_NN_ADD)))
    return refuse (error, "it can't have an activation");
  if (!(op->alpha >= 0 && op->alpha <= 1))
    return refuse (error, "its alpha is not between 0 and 1");
  *n_operations = elements;
  switch (op->kind)
    {
    case REEL_NN_CONV:
    case REEL_NN_DEPTHWISE:
      if (op->kind == REEL_NN_DEPTHWISE && bytes)
        return refuse (error, "it can't be done with bytes");
      if (!check_windows (op, input, output, error) || !check_filters (self, op, input, output, error))
        return FALSE;
      *n_operations = elements * self->weights[op->weights_index].rows;
      return TRUE;
    case REEL_NN_MAX_POOL:
    case REEL_NN_AVERAGE_POOL:
      if (!check_windows (op, input, output, error))
        return FALSE;
      if (!is_same_meaning (input, output))
        return refuse (error, "its output has another scale");
      if (op->kind == REEL_NN_AVERAGE_POOL && (!bytes || op->kernel[0] * op->kernel[1] > REEL_NN_MAX_POOL_TAPS))
        return refuse (error, "such an average is not known");
      *n_operations = elements * op->kernel[0] * op->kernel[1];
      return TRUE;
    case REEL_NN_ADD:
    case REEL_NN_RESIZE:
      return !bytes || refuse (error, "it can't be done with bytes");
    case REEL_NN_CONCAT:
    default:
      return TRUE;
    }
}
