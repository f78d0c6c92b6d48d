/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/reel-file-name.h"
#include "search/reel-output-files.h"

typedef struct
{
  GFile *file; /* (owned) */
  GFile *part; /* (owned) (nullable): until it has moved */
} Output;

struct _ReelOutputFiles
{
  GPtrArray *outputs; /* (owned) (element-type Output) */
};

static void
output_free (Output *self)
{
  if (self->part != NULL)
    g_file_delete (self->part, NULL, NULL);
  g_clear_object (&self->part);
  g_clear_object (&self->file);
  g_free (self);
}

/**
 * reel_output_files_new:
 *
 * Returns: (transfer full): no files yet
 */
ReelOutputFiles *
reel_output_files_new (void)
{
  ReelOutputFiles *self = g_new0 (ReelOutputFiles, 1);

  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) output_free);
  return self;
}

/**
 * reel_output_files_free:
 * @self: (transfer full): files; those that were not published are deleted
 */
void
reel_output_files_free (ReelOutputFiles *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->outputs);
  g_free (self);
}

/**
 * reel_output_files_add:
 * @self: files
 * @file: where it is to be at the end
 * @bytes: all of it
 * @cancellable: (nullable): to stop early
 * @error: return location: of GIO
 *
 * Returns: whether it is written beside its place
 */
gboolean
reel_output_files_add (ReelOutputFiles *self,
                       GFile           *file,
                       GBytes          *bytes,
                       GCancellable    *cancellable,
                       GError         **error)
{
  g_autoptr (GFile) parent = g_file_get_parent (file);
  g_autofree char *name = g_strdup_printf (".reelseek-%08x%08x.part", g_random_int (), g_random_int ());
  Output *output;

  g_return_val_if_fail (self != NULL, FALSE);

  if (parent == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME, _ ("This is a folder, not a file."));
      return FALSE;
    }
  output = g_new0 (Output, 1);
  output->file = g_object_ref (file);
  output->part = g_file_get_child (parent, name);
  g_ptr_array_add (self->outputs, output);
  return g_file_replace_contents (output->part, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, FALSE,
                                  G_FILE_CREATE_NONE, NULL, cancellable, error);
}

/**
 * reel_output_files_publish:
 * @self: files that are all written
 * @files: (element-type GFile): gets those that are in their places
 * @error: return location: of GIO
 *
 * Moves them to their places, and over what is there; the first one last, so that where it is new, all are. There is no
 * cancelling from here on.
 *
 * Returns: whether all are there
 */
gboolean
reel_output_files_publish (ReelOutputFiles *self,
                           GPtrArray       *files,
                           GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = self->outputs->len; i-- > 0;)
    {
      Output *output = g_ptr_array_index (self->outputs, i);

      if (!g_file_move (output->part, output->file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error))
        return FALSE;
      g_clear_object (&output->part);
      g_ptr_array_insert (files, 0, g_object_ref (output->file));
    }
  return TRUE;
}

/* (nullable): where the ending begins: the last dot, or the one before where both belong to it */
static char *
find_ending (char *name)
{
  static const char * const doubles[] = { ".chapters.txt" };
  char *dot = *name != '\0' ? strrchr (name + 1, '.') : NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (doubles); i++)
    if (strlen (name) > strlen (doubles[i]) && g_str_has_suffix (name, doubles[i]))
      dot = name + strlen (name) - strlen (doubles[i]);
  return dot;
}

/**
 * reel_output_files_sibling:
 * @file: the first of several files
 * @number: which one it is
 * @name: (nullable): what else it is called
 *
 * Returns: (transfer full): `FILE - 2 NAME.edl` for `FILE.edl`, in the same folder; names that are too long are cut, the
 *   number never
 */
GFile *
reel_output_files_sibling (GFile      *file,
                           guint       number,
                           const char *name)
{
  g_autoptr (GFile) parent = g_file_get_parent (file);
  g_autofree char *stem = g_file_get_basename (file);
  g_autofree char *more = name != NULL ? g_strdup_printf (" %s", name) : g_strdup ("");
  g_autofree char *middle = g_strdup_printf (" - %u", number);
  g_autofree char *extension = NULL;
  g_autofree char *whole = NULL;
  char *dot = find_ending (stem);
  gsize left;

  if (parent == NULL)
    return g_object_ref (file);
  extension = g_strdup (dot != NULL ? dot : "");
  if (dot != NULL)
    *dot = '\0';
  reel_file_name_cut (extension, REEL_FILE_NAME_LONGEST / 4);
  left = REEL_FILE_NAME_LONGEST - strlen (middle) - strlen (extension);
  reel_file_name_cut (more, left / 2);
  reel_file_name_cut (stem, left - strlen (more));
  whole = g_strconcat (stem, middle, more, extension, NULL);
  return g_file_get_child (parent, whole);
}
