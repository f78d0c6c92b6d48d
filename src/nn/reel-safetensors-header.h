/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define REEL_SAFETENSORS_MAX_DIMS 8

/**
 * ReelSafetensorsTensor:
 * @dtype: as the header has it: "F32", "F16", "BF16", "I64", …
 * @n_dims: how many dimensions
 * @dims: the outermost first
 * @n_values: their product
 * @data: (borrowed): the values, little-endian, at any address
 * @bytes: what they take
 *
 * A tensor that lies whole within its file.
 */
typedef struct
{
  char dtype[16];
  guint n_dims;
  gsize dims[REEL_SAFETENSORS_MAX_DIMS];
  gsize n_values;
  const guint8 *data;
  gsize bytes;
} ReelSafetensorsTensor;

GHashTable *reel_safetensors_header_read (const guint8 *data,
                                          gsize         size,
                                          GError      **error);

G_END_DECLS
