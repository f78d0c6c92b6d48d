/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-text-matrix.h"

/*
 * A product unpacks some rows of weights, multiplies all inputs by them, and goes on to the next: the file stays as it is,
 * and no unpacked copy of it is ever in memory. A panel of rows is as large as stays in a cache beside the inputs.
 */

/* Bytes of a panel: in the first cache with the few rows of a query, in the second while many inputs pass by. */
#define PANEL_FEW  (24 * 1024)
#define PANEL_MANY (128 * 1024)
#define FEW        64

static gsize
panel_rows (const ReelTextMatrix *self,
            gsize                 n)
{
  gsize rows = (n < FEW ? PANEL_FEW : PANEL_MANY) / (self->columns * sizeof (float));

  return MIN (MAX (rows / 4 * 4, 4), self->rows);
}

static gsize
row_bytes (const ReelTextMatrix *self)
{
  gsize bytes = 0;

  reel_text_type_size (self->type, self->columns, &bytes);
  return bytes;
}

/**
 * reel_text_type_size:
 * @type: how values are stored
 * @n: how many
 * @bytes: (out): what they take
 *
 * Returns: whether that many can be stored; for four bits a multiple of 32
 */
gboolean
reel_text_type_size (ReelTextType type,
                     gsize        n,
                     gsize       *bytes)
{
  if (type == REEL_TEXT_Q4)
    return n % REEL_TEXT_Q4_VALUES == 0 && g_size_checked_mul (bytes, n / REEL_TEXT_Q4_VALUES, REEL_TEXT_Q4_BYTES);
  return g_size_checked_mul (bytes, n, type == REEL_TEXT_F32 ? 4 : 2);
}

/**
 * reel_text_matrix_get_row:
 * @self: weights
 * @kernels: the loops
 * @row: below the number of rows
 * @out: (out): as many floats as @self has columns
 */
void
reel_text_matrix_get_row (const ReelTextMatrix  *self,
                          const ReelTextKernels *kernels,
                          gsize                  row,
                          float                 *out)
{
  g_assert (row < self->rows);
  kernels->unpack (out, self->data + row * row_bytes (self), self->type, self->columns);
}

/**
 * reel_text_matrix_get_scratch:
 * @self: weights
 *
 * Returns: how many floats reel_text_matrix_multiply() needs beside its inputs
 */
gsize
reel_text_matrix_get_scratch (const ReelTextMatrix *self)
{
  return panel_rows (self, FEW) * self->columns;
}

/**
 * reel_text_matrix_multiply:
 * @self: weights
 * @kernels: the loops
 * @bias: (nullable): a value for each output
 * @x: @n rows of inputs
 * @n: how many rows
 * @out: (out): @n rows of outputs
 * @scratch: see reel_text_matrix_get_scratch()
 *
 * out = x · selfᵀ + bias.
 */
void
reel_text_matrix_multiply (const ReelTextMatrix  *self,
                           const ReelTextKernels *kernels,
                           const float           *bias,
                           const float           *x,
                           gsize                  n,
                           float                 *out,
                           float                 *scratch)
{
  gsize step = panel_rows (self, n), bytes = row_bytes (self);

  for (gsize row = 0; row < self->rows; row += step)
    {
      gsize rows = MIN (step, self->rows - row);

      kernels->unpack (scratch, self->data + row * bytes, self->type, rows * self->columns);
      kernels->dot (out + row, self->rows, x, self->columns, n, scratch, self->columns, rows, self->columns);
    }
  for (gsize i = 0; i < n && bias != NULL; i++)
    for (gsize j = 0; j < self->rows; j++)
      out[i * self->rows + j] += bias[j];
}
