/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "nn/reel-safetensors-header.h"
#include "nn/reel-text-error.h"

/*
 * A file of weights: tensors that lie within it, one after the other, or one error. So that the corpus can be read, an input
 * that begins with '#N ' is a header without its length, before N bytes.
 */

#define MAX_VALUES 4096

static GByteArray *
make_file (const uint8_t *data,
           size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *end;
  guint64 n = g_ascii_strtoull (text + 1, &end, 10), length;
  gsize start = (gsize) (end - text);
  GByteArray *file = g_byte_array_new ();

  n = MIN (n, MAX_VALUES);
  start += start < size;
  length = GUINT64_TO_LE (size - start);
  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, data + start, (guint) (size - start));
  g_byte_array_set_size (file, file->len + (guint) n);
  return file;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GByteArray) made = size > 0 && data[0] == '#' ? make_file (data, size) : NULL;
  g_autofree guint8 *file = made != NULL ? g_memdup2 (made->data, made->len) : g_memdup2 (data, size);
  gsize file_size = made != NULL ? made->len : size, sum = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) tensors = reel_safetensors_header_read (file, file_size, &error);
  GHashTableIter iter;
  gpointer value;

  g_assert_true ((tensors == NULL) == (error != NULL));
  if (tensors == NULL)
    {
      g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED);
      return 0;
    }
  g_hash_table_iter_init (&iter, tensors);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const ReelSafetensorsTensor *tensor = value;

      g_assert_true (tensor->data >= file + 8 && tensor->data + tensor->bytes <= file + file_size);
      g_assert_cmpuint (tensor->n_dims, <=, REEL_SAFETENSORS_MAX_DIMS);
      sum += tensor->bytes;
    }
  g_assert_cmpuint (sum, <, file_size);
  return 0;
}
