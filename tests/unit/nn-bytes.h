/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/reel-nn-format.h"
#include "nn/reel-nn-tensor.h"

G_BEGIN_DECLS

/* Small networks in the format of reel-nn-format.h, for tests that then spoil them. */

/* Where a number lies, for nn_bytes_set(). */
#define NN_BYTES_HEADER(at) (at)
#define NN_BYTES_TENSOR(n, at) (REEL_NN_FORMAT_HEADER_SIZE + (n) * REEL_NN_FORMAT_TENSOR_SIZE + (at))

typedef enum
{
  NN_BYTES_QUANTISED, /* convolution, pools and a concatenation, of bytes */
  NN_BYTES_FLOAT,     /* convolutions, a sum of unequal inputs and a change of size, of floats */
} NnBytesKind;

typedef struct
{
  GByteArray *bytes;
  guint       n_tensors;
  guint       n_weights;
  guint       n_operators;
} NnBytes;

NnBytes *nn_bytes_new             (NnBytesKind kind);
void     nn_bytes_free            (NnBytes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnBytes, nn_bytes_free)

gsize    nn_bytes_find_weights    (const NnBytes *self, guint n, gsize at);
gsize    nn_bytes_find_operator   (const NnBytes *self, guint n, gsize at);
gsize    nn_bytes_find_output     (const NnBytes *self, guint n);
void     nn_bytes_set             (NnBytes *self, gsize at, guint32 value);
void     nn_bytes_set_float       (NnBytes *self, gsize at, float value);
GBytes  *nn_bytes_get             (const NnBytes *self);

G_END_DECLS
