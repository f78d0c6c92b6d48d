/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "reel-text-kernels.h"

G_BEGIN_DECLS

/**
 * ReelTextMatrix:
 * @type: how its values are stored
 * @data: (borrowed): row after row, in a mapped file
 * @rows: outputs
 * @columns: inputs; a multiple of 32 for four bits
 *
 * Weights as they lie in a file.
 */
typedef struct
{
  ReelTextType type;
  const guint8 *data;
  gsize rows, columns;
} ReelTextMatrix;

gboolean reel_text_type_size          (ReelTextType           type,
                                       gsize                  n,
                                       gsize                 *bytes);
void     reel_text_matrix_get_row     (const ReelTextMatrix  *self,
                                       const ReelTextKernels *kernels,
                                       gsize                  row,
                                       float                 *out);
gsize    reel_text_matrix_get_scratch (const ReelTextMatrix  *self);
void     reel_text_matrix_multiply    (const ReelTextMatrix  *self,
                                       const ReelTextKernels *kernels,
                                       const float           *bias,
                                       const float           *x,
                                       gsize                  n,
                                       float                 *out,
                                       float                 *scratch);

G_END_DECLS
