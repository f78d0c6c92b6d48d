/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/reel-json.h"
#include "reel-safetensors-header.h"
#include "reel-text-error.h"

/*
 * The safetensors format (huggingface.co/docs/safetensors): a little-endian u64, as many bytes of JSON, and the values. The
 * JSON has an entry { "dtype", "shape", "data_offsets": [begin, end] } for each tensor, with offsets from the end of the JSON.
 * Tensors may neither overlap nor leave holes: that is checked, as well as that their sizes are what their shapes say.
 */

#define MAX_HEADER  (16 * 1024 * 1024)
#define MAX_TENSORS 65536

static const struct
{
  const char *name;
  guint bytes;
} dtypes[] = {
  { "BOOL", 1 }, { "U8", 1 },   { "I8", 1 },  { "F8_E5M2", 1 }, { "F8_E4M3", 1 }, { "I16", 2 }, { "U16", 2 },
  { "F16", 2 },  { "BF16", 2 }, { "I32", 4 }, { "U32", 4 },     { "F32", 4 },     { "I64", 8 }, { "U64", 8 },
  { "F64", 8 },
};

typedef struct
{
  gsize begin, end;
} Extent;

G_GNUC_PRINTF (2, 3)
static gboolean
damaged (GError    **error,
         const char *format,
         ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED, "the file of weights is damaged: %s", what);
  return FALSE;
}

/* Returns: whether element @i of @array is a whole number that can be a size */
static gboolean
get_size (JsonArray *array,
          guint      i,
          gsize     *size)
{
  JsonNode *node = json_array_get_element (array, i);
  gint64 value;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  value = json_node_get_int (node);
  if (value < 0 || (guint64) value > G_MAXSIZE)
    return FALSE;
  *size = (gsize) value;
  return TRUE;
}

/* Returns: (nullable) (transfer none): a member that is an array */
static JsonArray *
get_array (JsonObject *object,
           const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
read_shape (JsonObject            *object,
            const char            *name,
            ReelSafetensorsTensor *tensor,
            GError               **error)
{
  JsonArray *shape = get_array (object, "shape");

  if (shape == NULL || json_array_get_length (shape) > REEL_SAFETENSORS_MAX_DIMS)
    return damaged (error, "the shape of '%s' is missing or too long", name);
  tensor->n_dims = json_array_get_length (shape);
  tensor->n_values = 1;
  for (guint i = 0; i < tensor->n_dims; i++)
    if (!get_size (shape, i, &tensor->dims[i]) || !g_size_checked_mul (&tensor->n_values, tensor->n_values, tensor->dims[i]))
      return damaged (error, "the shape of '%s' makes no sense", name);
  return TRUE;
}

static gboolean
read_extent (JsonObject            *object,
             const char            *name,
             const guint8          *values,
             gsize                  n_bytes,
             ReelSafetensorsTensor *tensor,
             Extent                *extent,
             GError               **error)
{
  JsonArray *offsets = get_array (object, "data_offsets");

  if (offsets == NULL || json_array_get_length (offsets) != 2 || !get_size (offsets, 0, &extent->begin) ||
      !get_size (offsets, 1, &extent->end) || extent->begin > extent->end)
    return damaged (error, "the offsets of '%s' are missing or make no sense", name);
  if (extent->end > n_bytes)
    return damaged (error, "'%s' ends beyond the end of the file", name);
  tensor->data = values + extent->begin;
  tensor->bytes = extent->end - extent->begin;
  return TRUE;
}

static gboolean
read_tensor (JsonNode              *node,
             const char            *name,
             const guint8          *values,
             gsize                  n_bytes,
             ReelSafetensorsTensor *tensor,
             Extent                *extent,
             GError               **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *dtype = object != NULL ? reel_json_get_string (object, "dtype", NULL) : NULL;

  if (dtype == NULL || *dtype == '\0' || g_strlcpy (tensor->dtype, dtype, sizeof tensor->dtype) >= sizeof tensor->dtype)
    return damaged (error, "the type of '%s' is missing or unknown", name);
  if (!read_shape (object, name, tensor, error) || !read_extent (object, name, values, n_bytes, tensor, extent, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (dtypes); i++)
    if (strcmp (dtypes[i].name, dtype) == 0)
      {
        gsize needed;

        if (!g_size_checked_mul (&needed, tensor->n_values, dtypes[i].bytes) || needed != tensor->bytes)
          return damaged (error, "'%s' has another size than its shape says", name);
      }
  return TRUE;
}

static int
compare_extents (gconstpointer a,
                 gconstpointer b)
{
  const Extent *x = a, *y = b;

  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return x->end < y->end ? -1 : x->end > y->end;
}

/* One after the other, from the first byte to the last. */
static gboolean
check_extents (GArray  *extents,
               gsize    n_bytes,
               GError **error)
{
  gsize end = 0;

  g_array_sort (extents, compare_extents);
  for (guint i = 0; i < extents->len; i++)
    {
      const Extent *extent = &g_array_index (extents, Extent, i);

      if (extent->begin != end)
        return damaged (error, "tensors overlap, or bytes belong to none");
      end = extent->end;
    }
  return end == n_bytes || damaged (error, "it is longer or shorter than its header says");
}

/* Returns: (nullable) (transfer full): the JSON */
static JsonNode *
parse_json (const guint8 *data,
            gsize         size,
            gsize        *header_size,
            GError      **error)
{
  guint64 length;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) reason = NULL;
  JsonNode *node;

  if (size < sizeof length)
    {
      damaged (error, "it is cut");
      return NULL;
    }
  memcpy (&length, data, sizeof length);
  length = GUINT64_FROM_LE (length);
  if (length > size - sizeof length || length > MAX_HEADER)
    {
      damaged (error, "it is cut, or not a safetensors file");
      return NULL;
    }
  bytes = g_bytes_new_static (data + sizeof length, (gsize) length);
  node = reel_json_parse (bytes, MAX_HEADER, &reason);
  if (node == NULL)
    damaged (error, "its header is not valid JSON: %s", reason->message);
  else if (!JSON_NODE_HOLDS_OBJECT (node) || json_object_get_size (json_node_get_object (node)) > MAX_TENSORS)
    {
      damaged (error, "its header is not a list of tensors");
      g_clear_pointer (&node, json_node_unref);
    }
  *header_size = sizeof length + (gsize) length;
  return node;
}

/**
 * reel_safetensors_header_read:
 * @data: a whole file
 * @size: its bytes
 * @error: (nullable): %REEL_TEXT_ERROR_DAMAGED
 *
 * Returns: (nullable) (transfer full): a #ReelSafetensorsTensor for each name; they point into @data
 */
GHashTable *
reel_safetensors_header_read (const guint8 *data,
                              gsize         size,
                              GError      **error)
{
  gsize header_size;
  g_autoptr (JsonNode) node = parse_json (data, size, &header_size, error);
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GArray) extents = g_array_new (FALSE, FALSE, sizeof (Extent));
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (node == NULL)
    return NULL;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &member))
    {
      g_autofree ReelSafetensorsTensor *tensor = g_new0 (ReelSafetensorsTensor, 1);
      Extent extent;

      if (strcmp (name, "__metadata__") == 0)
        continue;
      if (!read_tensor (member, name, data + header_size, size - header_size, tensor, &extent, error))
        return NULL;
      g_hash_table_insert (tensors, g_strdup (name), g_steal_pointer (&tensor));
      g_array_append_val (extents, extent);
    }
  if (!check_extents (extents, size - header_size, error))
    return NULL;
  return g_steal_pointer (&tensors);
}
