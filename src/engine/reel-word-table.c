/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-word-error.h"
#include "engine/reel-word-table.h"
#include "nn/reel-text-file.h"

#define MAX_SIZE (8 * 1024 * 1024)

/**
 * reel_word_table_error:
 * @error: (nullable): where the error goes, %REEL_WORD_ERROR_DAMAGED
 * @path: the table
 * @row: the row that is wrong, from 0
 * @what: what is wrong
 */
void
reel_word_table_error (GError    **error,
                       const char *path,
                       guint       row,
                       const char *what)
{
  g_autofree char *name = g_path_get_basename (path);

  g_set_error (error, REEL_WORD_ERROR, REEL_WORD_ERROR_DAMAGED, "%s is damaged: row %u %s", name, row + 1, what);
}

/**
 * reel_word_table_load:
 * @path: a text file: rows of columns with tabs between them; rows that are empty or begin with `#` do not count
 * @n_columns: how many columns each row must have at least
 * @error: (nullable): #GFileError or %REEL_WORD_ERROR_DAMAGED
 *
 * Returns: (transfer container) (element-type GStrv): the rows
 */
GPtrArray *
reel_word_table_load (const char *path,
                      guint       n_columns,
                      GError    **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  const char *line, *end;

  g_return_val_if_fail (path != NULL, NULL);

  file = reel_text_file_map (path, error);
  if (file == NULL)
    return NULL;
  line = g_mapped_file_get_contents (file);
  end = line + g_mapped_file_get_length (file);
  if (end - line > MAX_SIZE || (end > line && !g_utf8_validate_len (line, end - line, NULL)))
    {
      g_autofree char *name = g_path_get_basename (path);

      g_set_error (error, REEL_WORD_ERROR, REEL_WORD_ERROR_DAMAGED, "%s is damaged: it is not a text", name);
      return NULL;
    }

  while (line < end)
    {
      const char *stop = memchr (line, '\n', end - line);
      g_autofree char *text = NULL;

      if (stop == NULL)
        stop = end;
      if (stop > line && *line != '#')
        {
          GStrv row;

          text = g_strndup (line, stop - line);
          row = g_strsplit (text, "\t", -1);
          g_ptr_array_add (rows, row);
          if (g_strv_length (row) < n_columns)
            {
              reel_word_table_error (error, path, rows->len - 1, "has too few columns");
              return NULL;
            }
        }
      line = stop + 1;
    }
  return g_steal_pointer (&rows);
}
