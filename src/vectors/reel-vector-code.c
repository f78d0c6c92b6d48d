/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "vectors/reel-vector-code.h"

/* The largest byte. -128 is not used, so that a vector and its opposite have the same code but for the sign. */
#define LARGEST 127.0

/**
 * reel_vector_code_write:
 * @values: @dims numbers
 * @dims: how many
 * @entry: where scale and peak are put; key and group stay as they are
 * @bytes: room for the stride that belongs to @dims
 *
 * Writes a vector as it lies in a file: at length 1, in bytes. The code of a vector of length 0 is zeros, whose similarity
 * to anything is 0.
 *
 * Returns: %FALSE if one of the values is not finite
 */
gboolean
reel_vector_code_write (const float     *values,
                        guint            dims,
                        ReelVectorEntry *entry,
                        gint8           *bytes)
{
  double length = 0, largest = 0, second = 0;
  guint peak = 0;

  for (guint i = 0; i < dims; i++)
    {
      double size = fabs ((double) values[i]);

      if (!isfinite (size))
        return FALSE;
      length += size * size;
      if (size > largest)
        {
          second = largest;
          largest = size;
          peak = i;
        }
      else if (size > second)
        second = size;
    }
  length = sqrt (length);

  memset (bytes, 0, reel_vector_format_align (dims));
  entry->scale = length > 0 ? (float) (second / LARGEST / length) : 0;
  entry->peak = length > 0 ? (float) (values[peak] / length) : 0;
  entry->peak_index = peak;
  entry->reserved = 0;
  if (entry->scale > 0)
    for (guint i = 0; i < dims; i++)
      bytes[i] = i == peak ? 0 : (gint8) lrint (values[i] * LARGEST / second);
  return TRUE;
}
