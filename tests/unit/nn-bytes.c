/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nn-bytes.h"

/* What a table has while the file is put together. */
typedef struct
{
  guint32 type, rows, columns;
  float   scale;
  gint32  zero;
  guint8  values[1024];
  gsize   size;
} Weights;

typedef struct
{
  guint32 kind, activation, n_inputs, inputs[3], output, weights, bias, kernel, stride, padding;
  float   alpha;
} Operator;

static void
put (GByteArray *bytes,
     guint32     value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

static void
put_float (GByteArray *bytes,
           float       value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  put (bytes, bits);
}

static void
pad (GByteArray *bytes,
     gsize       multiple)
{
  while (bytes->len % multiple != 0)
    g_byte_array_append (bytes, (const guint8 *) "", 1);
}

static void
put_operator (GByteArray     *bytes,
              const Operator *op)
{
  guint32 pairs[] = { op->kernel, op->stride, op->padding };

  put (bytes, op->kind);
  put (bytes, op->activation);
  put_float (bytes, op->alpha);
  put (bytes, op->n_inputs);
  for (guint i = 0; i < REEL_NN_FORMAT_MAX_INPUTS; i++)
    put (bytes, i < op->n_inputs ? op->inputs[i] : REEL_NN_FORMAT_NONE);
  put (bytes, op->output);
  put (bytes, op->weights);
  put (bytes, op->bias);
  for (guint i = 0; i < 6; i++)
    put (bytes, pairs[i / 2]);
  for (guint i = 0; i < 3; i++)
    put (bytes, 0);
}

static NnBytes *
assemble (const ReelNnTensor *tensors,
          guint               n_tensors,
          const Weights      *weights,
          guint               n_weights,
          const Operator     *operators,
          guint               n_operators)
{
  NnBytes *self = g_new0 (NnBytes, 1);
  guint32 header[] = { REEL_NN_FORMAT_VERSION, n_tensors, n_weights, n_operators, 1, 0 };
  gsize offset;

  *self = (NnBytes) { g_byte_array_new (), n_tensors, n_weights, n_operators };
  g_byte_array_append (self->bytes, (const guint8 *) REEL_NN_FORMAT_MAGIC, 8);
  for (guint i = 0; i < G_N_ELEMENTS (header); i++)
    put (self->bytes, header[i]);
  pad (self->bytes, REEL_NN_FORMAT_HEADER_SIZE);
  for (guint i = 0; i < n_tensors; i++)
    {
      put (self->bytes, tensors[i].type);
      put (self->bytes, tensors[i].height);
      put (self->bytes, tensors[i].width);
      put (self->bytes, tensors[i].channels);
      put_float (self->bytes, tensors[i].scale);
      put (self->bytes, (guint32) tensors[i].zero);
      pad (self->bytes, REEL_NN_FORMAT_TENSOR_SIZE);
    }
  offset = nn_bytes_find_output (self, 1);
  for (guint i = 0; i < n_weights; i++)
    {
      offset = (offset + 63) / 64 * 64;
      put (self->bytes, weights[i].type);
      put (self->bytes, weights[i].rows);
      put (self->bytes, weights[i].columns);
      put_float (self->bytes, weights[i].scale);
      put (self->bytes, (guint32) weights[i].zero);
      put (self->bytes, 0);
      put (self->bytes, (guint32) offset);
      put (self->bytes, 0);
      offset += weights[i].size;
    }
  for (guint i = 0; i < n_operators; i++)
    put_operator (self->bytes, &operators[i]);
  put (self->bytes, n_tensors - 1);
  for (guint i = 0; i < n_weights; i++)
    {
      pad (self->bytes, REEL_NN_FORMAT_ALIGNMENT);
      g_byte_array_append (self->bytes, weights[i].values, (guint) weights[i].size);
    }
  nn_bytes_set (self, NN_BYTES_HEADER (32), self->bytes->len);
  return self;
}

static NnBytes *
new_quantised (void)
{
  const ReelNnTensor tensors[] = {
    { REEL_NN_TENSOR_U8, 7, 6, 3, .5f, 128 }, { REEL_NN_TENSOR_U8, 4, 3, 5, .25f, 10 }, { REEL_NN_TENSOR_U8, 2, 2, 5, .25f, 10 },
    { REEL_NN_TENSOR_U8, 2, 2, 5, .25f, 10 }, { REEL_NN_TENSOR_U8, 2, 2, 10, .5f, 0 },
  };
  Weights weights[] = {
    { REEL_NN_WEIGHTS_S8_PANELS, 27, 5, .01f, -3, { 0 }, 28 * 16 },
    { REEL_NN_WEIGHTS_I32, 1, 5, 0, 0, { 1, 0, 0, 0, 2 }, 20 },
  };
  const Operator operators[] = {
    { REEL_NN_CONV, 0, 1, { 0 }, 1, 0, 1, 3, 2, 1, 0 },
    { REEL_NN_MAX_POOL, 0, 1, { 1 }, 2, REEL_NN_FORMAT_NONE, REEL_NN_FORMAT_NONE, 3, 2, 1, 0 },
    { REEL_NN_AVERAGE_POOL, 0, 1, { 1 }, 3, REEL_NN_FORMAT_NONE, REEL_NN_FORMAT_NONE, 2, 2, 0, 0 },
    { REEL_NN_CONCAT, 0, 2, { 2, 3 }, 4, REEL_NN_FORMAT_NONE, REEL_NN_FORMAT_NONE, 0, 0, 0, 0 },
  };

  for (guint tap = 0; tap < 27; tap++)
    for (guint filter = 0; filter < 5; filter++)
      weights[0].values[tap / 4 * 64 + filter * 4 + tap % 4] = (guint8) (tap * 7 + filter * 29);
  return assemble (tensors, G_N_ELEMENTS (tensors), weights, G_N_ELEMENTS (weights), operators, G_N_ELEMENTS (operators));
}

static NnBytes *
new_float (void)
{
  const ReelNnTensor tensors[] = {
    { REEL_NN_TENSOR_F32, 5, 6, 2, 0, 0 }, { REEL_NN_TENSOR_F32, 5, 6, 3, 0, 0 }, { REEL_NN_TENSOR_F32, 3, 3, 3, 0, 0 },
    { REEL_NN_TENSOR_F32, 5, 6, 3, 0, 0 }, { REEL_NN_TENSOR_F32, 5, 6, 3, 0, 0 },
  };
  Weights weights[] = {
    { REEL_NN_WEIGHTS_F16, 2, 3, 0, 0, { 0x00, 0x3c, 0x00, 0xb8, 0x00, 0x3c, 0x00, 0x00, 0x01, 0x00, 0x00, 0x40 }, 12 },
    { REEL_NN_WEIGHTS_F32, 9, 3, 0, 0, { 0 }, 108 },
    { REEL_NN_WEIGHTS_F16, 1, 3, 0, 0, { 0x00, 0x3c, 0x00, 0x00, 0x00, 0x34 }, 6 },
  };
  const Operator operators[] = {
    { REEL_NN_CONV, REEL_NN_LEAKY, 1, { 0 }, 1, 0, 2, 1, 1, 0, .1f },
    { REEL_NN_DEPTHWISE, REEL_NN_RELU, 1, { 1 }, 2, 1, 2, 3, 2, 1, 0 },
    { REEL_NN_RESIZE, 0, 1, { 2 }, 3, REEL_NN_FORMAT_NONE, REEL_NN_FORMAT_NONE, 0, 0, 0, 0 },
    { REEL_NN_ADD, REEL_NN_SIGMOID, 2, { 3, 0 }, 4, REEL_NN_FORMAT_NONE, REEL_NN_FORMAT_NONE, 0, 0, 0, 0 },
  };

  for (guint i = 0; i < 27; i++)
    {
      float value = (float) i / 8 - 1;

      memcpy (weights[1].values + 4 * i, &value, sizeof value);
    }
  return assemble (tensors, G_N_ELEMENTS (tensors), weights, G_N_ELEMENTS (weights), operators, G_N_ELEMENTS (operators));
}

NnBytes *
nn_bytes_new (NnBytesKind kind)
{
  return kind == NN_BYTES_QUANTISED ? new_quantised () : new_float ();
}

void
nn_bytes_free (NnBytes *self)
{
  g_byte_array_unref (self->bytes);
  g_free (self);
}

gsize
nn_bytes_find_weights (const NnBytes *self,
                       guint          n,
                       gsize          at)
{
  return NN_BYTES_TENSOR (self->n_tensors, n * REEL_NN_FORMAT_WEIGHTS_SIZE + at);
}

gsize
nn_bytes_find_operator (const NnBytes *self,
                        guint          n,
                        gsize          at)
{
  return nn_bytes_find_weights (self, self->n_weights, n * REEL_NN_FORMAT_OPERATOR_SIZE + at);
}

gsize
nn_bytes_find_output (const NnBytes *self,
                      guint          n)
{
  return nn_bytes_find_operator (self, self->n_operators, n * REEL_NN_FORMAT_OUTPUT_SIZE);
}

void
nn_bytes_set (NnBytes *self,
              gsize    at,
              guint32  value)
{
  g_assert_cmpuint (at + 4, <=, self->bytes->len);
  value = GUINT32_TO_LE (value);
  memcpy (self->bytes->data + at, &value, sizeof value);
}

void
nn_bytes_set_float (NnBytes *self,
                    gsize    at,
                    float    value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  nn_bytes_set (self, at, bits);
}

GBytes *
nn_bytes_get (const NnBytes *self)
{
  return g_bytes_new (self->bytes->data, self->bytes->len);
}
