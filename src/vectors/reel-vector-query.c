/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "vectors/reel-vector-query.h"

/* The largest size of a byte, in a file that someone made. */
#define LARGEST_BYTE 128.0

/**
 * reel_vector_query_new:
 * @values: @dims numbers, of any length
 * @dims: 1…%REEL_VECTOR_MAX_DIMS
 *
 * Its whole numbers are as large as they may be: within 16 bits, and with sums of products within 32 for every vector. Each
 * product is at most 128 times a value, and rounding adds half a unit a value at most, so the values' sizes may sum up to
 * 2³¹ / 128 - dims / 2.
 *
 * Returns: (transfer full) (nullable): a query; %NULL if one of the values is not finite
 */
ReelVectorQuery *
reel_vector_query_new (const float *values,
                       guint        dims)
{
  g_autoptr (ReelVectorQuery) self = g_new0 (ReelVectorQuery, 1);
  double length = 0, largest = 0, sum = 0, factor;

  self->dims = dims;
  self->values = g_new0 (gint16, reel_vector_format_align (dims));
  self->unit = g_new0 (float, dims);
  for (guint i = 0; i < dims; i++)
    {
      double size = fabs ((double) values[i]);

      if (!isfinite (size))
        return NULL;
      length += size * size;
      largest = MAX (largest, size);
      sum += size;
    }
  length = sqrt (length);
  if (length > 0)
    {
      factor = MIN (G_MAXINT16 / largest, (G_MAXINT32 / LARGEST_BYTE - dims / 2.0 - 1) / sum);
      for (guint i = 0; i < dims; i++)
        {
          self->values[i] = (gint16) lrint (values[i] * factor);
          self->unit[i] = (float) (values[i] / length);
        }
      self->scale = 1 / factor / length;
    }
  return g_steal_pointer (&self);
}

/**
 * reel_vector_query_free:
 * @self: (transfer full): a query
 *
 * Frees it.
 */
void
reel_vector_query_free (ReelVectorQuery *self)
{
  g_free (self->values);
  g_free (self->unit);
  g_free (self);
}
