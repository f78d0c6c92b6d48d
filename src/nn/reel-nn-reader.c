/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "nn/reel-nn-error.h"
#include "nn/reel-nn-model-private.h"

/*
 * Reads the tables of a file. Everything in it may be a lie: each number is checked before it is used, and sizes are
 * compared with what is left, never added to where something begins.
 */

typedef struct
{
  const guint8 *data; /* (borrowed) */
  gsize         size;
  gsize         at;   /* how far the tables have been read */
} Reader;

static guint32
get_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint64
get_u64 (const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return GUINT64_FROM_LE (value);
}

static float
get_f32 (const guint8 *at)
{
  guint32 bits = get_u32 (at);
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static gboolean G_GNUC_PRINTF (2, 3)
broken (GError    **error,
        const char *format,
        ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (REEL_NN_ERROR, REEL_NN_ERROR_BROKEN, format, args);
  va_end (args);
  return FALSE;
}

/* The next table: @count records of @size bytes; NULL where the file ends before. */
static const guint8 *
take_table (Reader     *reader,
            guint       count,
            gsize       size,
            const char *what,
            GError    **error)
{
  const guint8 *table = reader->data + reader->at;

  if (count > REEL_NN_MAX_RECORDS)
    {
      g_set_error (error, REEL_NN_ERROR, REEL_NN_ERROR_TOO_LARGE, "it has %u %s", count, what);
      return NULL;
    }
  if (count * size > reader->size - reader->at)
    {
      broken (error, "the table of its %s is cut", what);
      return NULL;
    }
  reader->at += count * size;
  return table;
}

static gboolean
read_header (ReelNnModel *self,
             Reader      *reader,
             GError     **error)
{
  const guint8 *data = reader->data;

  if (G_BYTE_ORDER != G_LITTLE_ENDIAN)
    {
      g_set_error_literal (error, REEL_NN_ERROR, REEL_NN_ERROR_VERSION, "this computer orders the bytes of a number the other way");
      return FALSE;
    }
  if (reader->size < REEL_NN_FORMAT_HEADER_SIZE)
    return broken (error, "it is shorter than a header");
  if (memcmp (data, REEL_NN_FORMAT_MAGIC, 8) != 0 || get_u32 (data + 8) != REEL_NN_FORMAT_VERSION)
    {
      g_set_error (error, REEL_NN_ERROR, REEL_NN_ERROR_VERSION, "it is not a network in format %d", REEL_NN_FORMAT_VERSION);
      return FALSE;
    }
  self->n_tensors = get_u32 (data + 12);
  self->n_weights = get_u32 (data + 16);
  self->n_operators = get_u32 (data + 20);
  self->n_outputs = get_u32 (data + 24);
  if (self->n_tensors == 0 || self->n_operators == 0 || self->n_outputs == 0)
    return broken (error, "it has no tensors, operators or outputs");
  if (get_u64 (data + 32) != reader->size)
    return broken (error, "it says it has %" G_GUINT64_FORMAT " bytes, and has %" G_GSIZE_FORMAT, get_u64 (data + 32), reader->size);
  reader->at = REEL_NN_FORMAT_HEADER_SIZE;
  return TRUE;
}

static gboolean
is_scale (float scale)
{
  return isfinite (scale) && scale > 1e-20f && scale < 1e20f;
}

static gboolean
read_tensor (ReelNnTensor *tensor,
             const guint8 *record,
             GError      **error)
{
  guint32 type = get_u32 (record);

  *tensor = (ReelNnTensor) {
    .type = (ReelNnTensorType) type,
    .height = get_u32 (record + 4),
    .width = get_u32 (record + 8),
    .channels = get_u32 (record + 12),
    .scale = get_f32 (record + 16),
    .zero = (int) get_u32 (record + 20),
  };
  if (type != REEL_NN_TENSOR_U8 && type != REEL_NN_TENSOR_F32)
    return broken (error, "its type %u is not known", type);
  if (tensor->height - 1 >= REEL_NN_MAX_SIDE || tensor->width - 1 >= REEL_NN_MAX_SIDE ||
      tensor->channels - 1 >= REEL_NN_MAX_CHANNELS)
    return broken (error, "it can't be %u × %u × %u", tensor->height, tensor->width, tensor->channels);
  if (reel_nn_tensor_get_size (tensor) > REEL_NN_MAX_TENSOR_SIZE)
    {
      g_set_error (error, REEL_NN_ERROR, REEL_NN_ERROR_TOO_LARGE, "it has %" G_GSIZE_FORMAT " bytes", reel_nn_tensor_get_size (tensor));
      return FALSE;
    }
  if (type == REEL_NN_TENSOR_U8 && (!is_scale (tensor->scale) || tensor->zero < 0 || tensor->zero > G_MAXUINT8))
    return broken (error, "its bytes can't mean %g × (byte − %d)", (double) tensor->scale, tensor->zero);
  return TRUE;
}

/* The size of the values. Rows and columns have been checked. */
static gsize
get_weights_size (const ReelNnWeights *weights)
{
  switch (weights->type)
    {
    case REEL_NN_WEIGHTS_S8_PANELS:
      return reel_nn_padded_taps (weights->rows) * REEL_NN_ROUND_UP ((gsize) weights->columns, REEL_NN_PANEL);
    case REEL_NN_WEIGHTS_F16:
      return (gsize) weights->rows * weights->columns * 2;
    case REEL_NN_WEIGHTS_F32:
    case REEL_NN_WEIGHTS_I32:
    default:
      return (gsize) weights->rows * weights->columns * 4;
    }
}

static gboolean
read_weights (ReelNnWeights *weights,
              const guint8  *record,
              const Reader  *reader,
              GError       **error)
{
  guint32 type = get_u32 (record);
  guint64 offset = get_u64 (record + 24);

  *weights = (ReelNnWeights) {
    .type = (ReelNnWeightsType) type,
    .rows = get_u32 (record + 4),
    .columns = get_u32 (record + 8),
    .scale = get_f32 (record + 12),
    .zero = (int) get_u32 (record + 16),
  };
  if (type < REEL_NN_WEIGHTS_S8_PANELS || type > REEL_NN_WEIGHTS_I32)
    return broken (error, "their type %u is not known", type);
  if (weights->rows - 1 >= REEL_NN_MAX_TAPS || weights->columns - 1 >= REEL_NN_MAX_CHANNELS)
    return broken (error, "they can't be %u × %u", weights->rows, weights->columns);
  if (type == REEL_NN_WEIGHTS_S8_PANELS &&
      (!is_scale (weights->scale) || weights->zero < G_MININT8 || weights->zero > G_MAXINT8))
    return broken (error, "their bytes can't mean %g × (byte − %d)", (double) weights->scale, weights->zero);
  if (offset < reader->at || offset % REEL_NN_FORMAT_ALIGNMENT != 0)
    return broken (error, "they can't be at %" G_GUINT64_FORMAT, offset);
  if (offset > reader->size || get_weights_size (weights) > reader->size - offset)
    return broken (error, "they lie beyond the end");
  weights->values = reader->data + offset;
  return TRUE;
}

static gboolean
read_operator (ReelNnModel    *self,
               ReelNnOperator *op,
               const guint8   *record,
               gboolean       *written,
               GError        **error)
{
  guint32 kind = get_u32 (record);
  guint32 activation = get_u32 (record + 4);

  op->alpha = get_f32 (record + 8);
  op->n_inputs = get_u32 (record + 12);
  op->output = get_u32 (record + 48);
  op->weights_index = get_u32 (record + 52);
  op->bias_index = get_u32 (record + 56);
  for (guint i = 0; i < 2; i++)
    {
      op->kernel[i] = get_u32 (record + 60 + 4 * i);
      op->stride[i] = get_u32 (record + 68 + 4 * i);
      op->padding[i] = get_u32 (record + 76 + 4 * i);
    }
  if (kind < REEL_NN_CONV || kind > REEL_NN_RESIZE || activation > REEL_NN_SIGMOID)
    return broken (error, "its kind %u or activation %u is not known", kind, activation);
  op->kind = (ReelNnOperatorKind) kind;
  op->activation = (ReelNnActivation) activation;
  if (op->n_inputs == 0 || op->n_inputs > REEL_NN_FORMAT_MAX_INPUTS)
    return broken (error, "it has %u inputs", op->n_inputs);
  for (guint i = 0; i < op->n_inputs; i++)
    {
      op->inputs[i] = get_u32 (record + 16 + 4 * i);
      if (op->inputs[i] >= self->n_tensors || !written[op->inputs[i]])
        return broken (error, "it reads tensor %u, which nothing has written", op->inputs[i]);
    }
  if (op->output >= self->n_tensors || written[op->output])
    return broken (error, "it can't write tensor %u", op->output);
  written[op->output] = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      guint32 index = i == 0 ? op->weights_index : op->bias_index;

      if (index != REEL_NN_FORMAT_NONE && index >= self->n_weights)
        return broken (error, "it has no weights %u", index);
    }
  return TRUE;
}

gboolean
reel_nn_reader_read (ReelNnModel *self,
                     GError     **error)
{
  Reader reader = { 0 };
  const guint8 *tensors, *weights, *operators, *outputs;
  g_autofree gboolean *written = NULL;

  reader.data = g_bytes_get_data (self->bytes, &reader.size);
  if (!read_header (self, &reader, error))
    return FALSE;
  tensors = take_table (&reader, self->n_tensors, REEL_NN_FORMAT_TENSOR_SIZE, "tensors", error);
  if (tensors == NULL)
    return FALSE;
  weights = take_table (&reader, self->n_weights, REEL_NN_FORMAT_WEIGHTS_SIZE, "weights", error);
  if (weights == NULL)
    return FALSE;
  operators = take_table (&reader, self->n_operators, REEL_NN_FORMAT_OPERATOR_SIZE, "operators", error);
  if (operators == NULL)
    return FALSE;
  outputs = take_table (&reader, self->n_outputs, REEL_NN_FORMAT_OUTPUT_SIZE, "outputs", error);
  if (outputs == NULL)
    return FALSE;

  self->tensors = g_new0 (ReelNnTensor, self->n_tensors);
  for (guint i = 0; i < self->n_tensors; i++)
    if (!read_tensor (&self->tensors[i], tensors + i * REEL_NN_FORMAT_TENSOR_SIZE, error))
      {
        g_prefix_error (error, "tensor %u: ", i);
        return FALSE;
      }
  self->weights = g_new0 (ReelNnWeights, self->n_weights);
  for (guint i = 0; i < self->n_weights; i++)
    if (!read_weights (&self->weights[i], weights + i * REEL_NN_FORMAT_WEIGHTS_SIZE, &reader, error))
      {
        g_prefix_error (error, "weights %u: ", i);
        return FALSE;
      }
  written = g_new0 (gboolean, self->n_tensors);
  written[0] = TRUE;
  self->operators = g_new0 (ReelNnOperator, self->n_operators);
  for (guint i = 0; i < self->n_operators; i++)
    if (!read_operator (self, &self->operators[i], operators + i * REEL_NN_FORMAT_OPERATOR_SIZE, written, error))
      {
        g_prefix_error (error, "operator %u: ", i);
        return FALSE;
      }
  self->outputs = g_new0 (guint, self->n_outputs);
  for (guint i = 0; i < self->n_outputs; i++)
    {
      self->outputs[i] = get_u32 (outputs + i * REEL_NN_FORMAT_OUTPUT_SIZE);
      if (self->outputs[i] >= self->n_tensors || !written[self->outputs[i]])
        return broken (error, "output %u is tensor %u, which nothing has written", i, self->outputs[i]);
    }
  return TRUE;
}
