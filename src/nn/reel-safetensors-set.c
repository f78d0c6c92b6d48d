/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "reel-safetensors-set.h"
#include "reel-text-error.h"
#include "reel-text-file.h"

/* The weights of a model's folder: model.safetensors, or several files that model.safetensors.index.json lists. */

#define SINGLE    "model.safetensors"
#define INDEX     "model.safetensors.index.json"
#define MAX_INDEX (32 * 1024 * 1024)
#define MAX_FILES 256

struct _ReelSafetensorsSet
{
  /* Owned */
  GPtrArray *files;    /* GMappedFile */
  GHashTable *tensors; /* names and ReelSafetensorsTensor, which point into the files */

  guint64 size;
};

/* Adds all tensors of a file, named within its folder. */
static gboolean
add_file (ReelSafetensorsSet *self,
          const char         *folder,
          const char         *name,
          GError            **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GMappedFile *file = reel_text_file_map (path, error);
  g_autoptr (GHashTable) tensors = NULL;
  GHashTableIter iter;
  gpointer key, value;

  if (file == NULL)
    return FALSE;
  g_ptr_array_add (self->files, file);
  self->size += g_mapped_file_get_length (file);
  tensors = reel_safetensors_header_read ((const guint8 *) g_mapped_file_get_contents (file),
                                          g_mapped_file_get_length (file), error);
  if (tensors == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  g_hash_table_iter_init (&iter, tensors);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_hash_table_iter_steal (&iter);
      if (!g_hash_table_insert (self->tensors, key, value))
        {
          g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED, "%s has weights that another file has too", name);
          return FALSE;
        }
    }
  return TRUE;
}

/* A name of the index is a file of the same folder. */
static gboolean
is_plain_name (const char *name)
{
  return g_str_has_suffix (name, ".safetensors") && strchr (name, G_DIR_SEPARATOR) == NULL && *name != '.';
}

static gboolean
add_indexed (ReelSafetensorsSet *self,
             const char         *folder,
             GError            **error)
{
  g_autofree char *path = g_build_filename (folder, INDEX, NULL);
  g_autoptr (JsonObject) index = reel_text_file_json (path, MAX_INDEX, error);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  JsonNode *map;
  JsonObjectIter iter;
  const char *weight;
  JsonNode *node;

  if (index == NULL)
    return FALSE;
  map = json_object_get_member (index, "weight_map");
  if (map == NULL || !JSON_NODE_HOLDS_OBJECT (map))
    {
      g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED, "%s has no list of weights", INDEX);
      return FALSE;
    }
  json_object_iter_init (&iter, json_node_get_object (map));
  while (json_object_iter_next (&iter, &weight, &node))
    {
      const char *name = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      if (name == NULL || !is_plain_name (name) || g_hash_table_size (names) >= MAX_FILES)
        {
          g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED, "%s names a file that cannot be one", INDEX);
          return FALSE;
        }
      if (g_hash_table_add (names, (gpointer) name) && !add_file (self, folder, name, error))
        return FALSE;
      if (!g_hash_table_contains (self->tensors, weight))
        {
          g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED, "%s does not have '%s', which %s says", name, weight,
                       INDEX);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * reel_safetensors_set_open:
 * @folder: of a model
 * @error: (nullable): #GFileError, #ReelJsonError or #ReelTextError
 *
 * Returns: (nullable) (transfer full): its weights, mapped
 */
ReelSafetensorsSet *
reel_safetensors_set_open (const char *folder,
                           GError    **error)
{
  g_autoptr (ReelSafetensorsSet) self = g_new0 (ReelSafetensorsSet, 1);
  g_autofree char *single = g_build_filename (folder, SINGLE, NULL), *index = g_build_filename (folder, INDEX, NULL);
  gboolean indexed = !g_file_test (single, G_FILE_TEST_EXISTS) && g_file_test (index, G_FILE_TEST_EXISTS);

  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_mapped_file_unref);
  self->tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (indexed ? !add_indexed (self, folder, error) : !add_file (self, folder, SINGLE, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
reel_safetensors_set_free (ReelSafetensorsSet *self)
{
  g_hash_table_unref (self->tensors);
  g_ptr_array_unref (self->files);
  g_free (self);
}

/**
 * reel_safetensors_set_get_size:
 * @self: weights
 *
 * Returns: bytes of all files
 */
guint64
reel_safetensors_set_get_size (const ReelSafetensorsSet *self)
{
  return self->size;
}

/**
 * reel_safetensors_set_get_values:
 * @self: weights
 *
 * Returns: how many numbers there are: a model's parameters
 */
guint64
reel_safetensors_set_get_values (const ReelSafetensorsSet *self)
{
  guint64 sum = 0;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->tensors);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    sum += ((const ReelSafetensorsTensor *) value)->n_values;
  return sum;
}

static gboolean
get_type (const char   *dtype,
          ReelTextType *type)
{
  if (strcmp (dtype, "F32") == 0)
    *type = REEL_TEXT_F32;
  else if (strcmp (dtype, "F16") == 0)
    *type = REEL_TEXT_F16;
  else if (strcmp (dtype, "BF16") == 0)
    *type = REEL_TEXT_BF16;
  else
    return FALSE;
  return TRUE;
}

/**
 * reel_safetensors_set_get_matrix:
 * @self: weights
 * @name: a tensor
 * @rows: its outermost dimension; 1 for a tensor that is a row
 * @columns: the product of its other dimensions
 * @matrix: (out): the tensor; it points into the file
 * @error: (nullable): #ReelTextError
 *
 * Returns: whether the tensor is there, of this size, and of a type that can be read
 */
gboolean
reel_safetensors_set_get_matrix (const ReelSafetensorsSet *self,
                                 const char               *name,
                                 gsize                     rows,
                                 gsize                     columns,
                                 ReelTextMatrix           *matrix,
                                 GError                  **error)
{
  const ReelSafetensorsTensor *tensor = g_hash_table_lookup (self->tensors, name);
  ReelTextType type;
  gsize n_values;

  if (tensor == NULL)
    {
      g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED, "the model has no weights '%s'", name);
      return FALSE;
    }
  if (!get_type (tensor->dtype, &type))
    {
      g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED,
                   "the weights '%s' are of type %s, and this program reads F32, F16 and BF16", name, tensor->dtype);
      return FALSE;
    }
  if (!g_size_checked_mul (&n_values, rows, columns) || tensor->n_values != n_values || tensor->n_dims == 0 ||
      tensor->dims[0] != (rows == 1 && tensor->n_dims == 1 ? columns : rows))
    {
      g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED,
                   "the weights '%s' are of another size than config.json says", name);
      return FALSE;
    }
  *matrix = (ReelTextMatrix){ type, tensor->data, rows, columns };
  return TRUE;
}
