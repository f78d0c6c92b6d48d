/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-json.h"
#include "reel-text-error.h"
#include "reel-text-file.h"

/* Files of models come from anywhere: only regular files are opened (a pipe would never end), and JSON has a limit. */

/**
 * reel_text_file_map:
 * @path: a regular file
 * @error: (nullable): #GFileError
 *
 * Returns: (transfer full): its bytes, read by the kernel when they are looked at
 */
GMappedFile *
reel_text_file_map (const char *path,
                    GError    **error)
{
  GMappedFile *file;

  g_return_val_if_fail (path != NULL, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s is not a file", shown);
      return NULL;
    }
  file = g_mapped_file_new (path, FALSE, error);
  return file;
}

/**
 * reel_text_file_json:
 * @path: a regular file
 * @max_size: in bytes
 * @error: (nullable): #GFileError, #ReelJsonError or %REEL_TEXT_ERROR_DAMAGED
 *
 * Returns: (transfer full): the object that is the whole file
 */
JsonObject *
reel_text_file_json (const char *path,
                     gsize       max_size,
                     GError    **error)
{
  g_autoptr (GMappedFile) file = reel_text_file_map (path, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *name = g_path_get_basename (path);

  if (file == NULL)
    return NULL;
  bytes = g_mapped_file_get_bytes (file);
  node = reel_json_parse (bytes, max_size, error);
  if (node == NULL)
    {
      g_prefix_error (error, "%s is not valid JSON: ", name);
      return NULL;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED, "%s has no JSON object", name);
      return NULL;
    }
  return json_node_dup_object (node);
}
