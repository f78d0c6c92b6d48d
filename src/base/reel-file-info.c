/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-file-info.h"

/* GIO answers a query for a file that the user may not look at with an empty GFileInfo instead of an error, and newer GLib
 * (2.76) has a critical for each g_file_info_get_…() of what is absent. So the program reads file infos by these
 * functions; tests/unit/check-rooms.sh holds it to that. */

/**
 * reel_file_info_query:
 * @file: a file
 * @attributes: what to ask for; "standard::type" must be among it
 * @cancellable: (nullable): cancels
 * @error: return location for an error of #GIOErrorEnum
 *
 * g_file_query_info() that ends in %G_IO_ERROR_PERMISSION_DENIED where the file may not be looked at. Blocks.
 *
 * Returns: (transfer full) (nullable): the answer, which has a kind; %NULL where @error is set
 */
GFileInfo *
reel_file_info_query (GFile        *file,
                      const char   *attributes,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr (GFileInfo) info = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (strstr (attributes, G_FILE_ATTRIBUTE_STANDARD_TYPE) != NULL, NULL);

  info = g_file_query_info (file, attributes, G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (info != NULL && reel_file_info_get_kind (info) == G_FILE_TYPE_UNKNOWN)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, _ ("You are not allowed to read it."));
      return NULL;
    }
  return g_steal_pointer (&info);
}

/**
 * reel_file_info_get_kind:
 * @info: the answer of a query that asked for "standard::type"
 *
 * Returns: the type of the file; %G_FILE_TYPE_UNKNOWN where the user may not look at it
 */
GFileType
reel_file_info_get_kind (GFileInfo *info)
{
  g_return_val_if_fail (G_IS_FILE_INFO (info), G_FILE_TYPE_UNKNOWN);

  return (GFileType) g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_STANDARD_TYPE);
}

/**
 * reel_file_info_get_size:
 * @info: the answer of a query that asked for "standard::size"
 *
 * Returns: the size in bytes; 0 where it is not known
 */
guint64
reel_file_info_get_size (GFileInfo *info)
{
  g_return_val_if_fail (G_IS_FILE_INFO (info), 0);

  return g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_STANDARD_SIZE);
}

/**
 * reel_file_info_is_hidden:
 * @info: the answer of a query that asked for "standard::is-hidden"
 *
 * Returns: whether file managers hide the file
 */
gboolean
reel_file_info_is_hidden (GFileInfo *info)
{
  g_return_val_if_fail (G_IS_FILE_INFO (info), FALSE);

  return g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN);
}

/**
 * reel_file_info_is_picture:
 * @info: the answer of a query that asked for "standard::content-type"
 *
 * Returns: whether the file is said to be a picture
 */
gboolean
reel_file_info_is_picture (GFileInfo *info)
{
  const char *type;
  g_autofree char *mime = NULL;

  g_return_val_if_fail (G_IS_FILE_INFO (info), FALSE);

  type = g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE);
  mime = type != NULL ? g_content_type_get_mime_type (type) : NULL;
  return mime != NULL && g_str_has_prefix (mime, "image/");
}
