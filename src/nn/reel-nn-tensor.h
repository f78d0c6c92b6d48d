/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  REEL_NN_TENSOR_U8 = 1,  /* a byte q means scale × (q − zero) */
  REEL_NN_TENSOR_F32 = 2,
} ReelNnTensorType;

/**
 * ReelNnTensor:
 * @type: what an element is
 * @height: rows
 * @width: columns
 * @channels: values a pixel; they lie together in memory, then come the columns, then the rows
 * @scale: of a byte
 * @zero: the byte that means 0
 *
 * The shape of what an operator reads or writes. The values are a run's.
 */
typedef struct
{
  ReelNnTensorType type;
  guint            height;
  guint            width;
  guint            channels;
  float            scale;
  int              zero;
} ReelNnTensor;

/* In the limits of the reader (reel-nn-format.h) none of these can overflow. */

static inline gsize
reel_nn_tensor_get_pixels (const ReelNnTensor *self)
{
  return (gsize) self->height * self->width;
}

static inline gsize
reel_nn_tensor_get_elements (const ReelNnTensor *self)
{
  return reel_nn_tensor_get_pixels (self) * self->channels;
}

static inline gsize
reel_nn_tensor_get_element_size (const ReelNnTensor *self)
{
  return self->type == REEL_NN_TENSOR_U8 ? 1 : sizeof (float);
}

static inline gsize
reel_nn_tensor_get_size (const ReelNnTensor *self)
{
  return reel_nn_tensor_get_elements (self) * reel_nn_tensor_get_element_size (self);
}

G_END_DECLS
