/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a column of a chart stands for: the least and the greatest of the values in it. */
typedef struct
{
  float least, most;
} ReelColumn;

guint reel_columns_reduce (const float *values,
                           guint        n_values,
                           guint        n_columns,
                           ReelColumn  *columns);

G_END_DECLS
