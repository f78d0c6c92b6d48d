/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-columns.h"

/**
 * reel_columns_reduce:
 * @values: (array length=n_values): what to draw
 * @n_values: how many
 * @n_columns: how many columns there is room for
 * @columns: (out caller-allocates) (array length=n_columns): filled
 *
 * Fits values into columns, each with a like share of them. Every value counts in one column, so that no peak is lost
 * however many there are.
 *
 * Returns: how many columns were filled: one a value where there is room for all
 */
guint
reel_columns_reduce (const float *values,
                     guint        n_values,
                     guint        n_columns,
                     ReelColumn  *columns)
{
  guint n = MIN (n_values, n_columns);

  for (guint i = 0; i < n; i++)
    {
      guint first = (guint) ((guint64) i * n_values / n);
      guint end = (guint) ((guint64) (i + 1) * n_values / n);
      ReelColumn *column = &columns[i];

      column->least = column->most = values[first];
      for (guint v = first + 1; v < end; v++)
        {
          column->least = MIN (column->least, values[v]);
          column->most = MAX (column->most, values[v]);
        }
    }
  return n;
}
