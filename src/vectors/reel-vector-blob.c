/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "vectors/reel-vector-blob.h"
#include "vectors/reel-vector-code.h"

/*
 * A vector as a database keeps it, in the same bytes as in the file of a space: a header of 16 bytes, then dims bytes. An
 * older form is dims floats and nothing else. 16 + dims is never 4 × dims, so the size tells which one it is. Numbers lie in
 * the byte order of the processor: the database is this computer's.
 */

#define MAGIC 0x31387672u /* "rv81" */

typedef struct
{
  guint32 magic;
  float scale;
  float peak;
  guint32 peak_index;
} Header;

G_STATIC_ASSERT (sizeof (Header) == 16);

/**
 * reel_vector_blob_new:
 * @values: @dims numbers
 * @dims: how many, 1…%REEL_VECTOR_MAX_DIMS
 *
 * A vector in a quarter of its bytes, for a database. Its length is lost, and each number is off by half of the second
 * largest / 127 at most.
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL if one of the values is not finite
 */
GBytes *
reel_vector_blob_new (const float *values,
                      guint        dims)
{
  g_autofree gint8 *codes = NULL;
  g_autofree guint8 *data = NULL;
  ReelVectorEntry entry = { 0 };
  Header header = { .magic = MAGIC };

  g_return_val_if_fail (values != NULL, NULL);
  g_return_val_if_fail (dims >= 1 && dims <= REEL_VECTOR_MAX_DIMS, NULL);

  codes = g_malloc (reel_vector_format_align (dims));
  if (!reel_vector_code_write (values, dims, &entry, codes))
    return NULL;
  header.scale = entry.scale;
  header.peak = entry.peak;
  header.peak_index = entry.peak_index;
  data = g_malloc (sizeof header + dims);
  memcpy (data, &header, sizeof header);
  memcpy (data + sizeof header, codes, dims);
  return g_bytes_new_take (g_steal_pointer (&data), sizeof header + dims);
}

static gboolean
all_finite (const float *values,
            guint        dims)
{
  for (guint i = 0; i < dims; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

/**
 * reel_vector_blob_read:
 * @data: what reel_vector_blob_new() made, or dims floats
 * @size: its bytes
 * @dims: numbers of the vector
 * @values: (out caller-allocates) (array length=dims): the vector
 *
 * Returns: %FALSE if these are not the bytes of a vector of @dims finite numbers; @values are of no use then
 */
gboolean
reel_vector_blob_read (const void *data,
                       gsize       size,
                       guint       dims,
                       float      *values)
{
  const gint8 *codes;
  Header header;

  g_return_val_if_fail (values != NULL, FALSE);

  if (data != NULL && size == dims * sizeof (float))
    {
      memcpy (values, data, size);
      return all_finite (values, dims);
    }
  if (data == NULL || size != sizeof header + dims)
    return FALSE;
  memcpy (&header, data, sizeof header);
  if (header.magic != MAGIC || header.peak_index >= dims || !isfinite (header.scale) || !isfinite (header.peak))
    return FALSE;
  codes = (const gint8 *) data + sizeof header;
  for (guint i = 0; i < dims; i++)
    values[i] = header.scale * (float) codes[i];
  values[header.peak_index] = header.peak;
  return TRUE;
}
