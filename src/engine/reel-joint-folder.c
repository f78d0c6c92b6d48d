/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/reel-joint-folder.h"

#define PREFIX "clip-"
#define DIGITS 12

/* How much of a file is looked at: all of the small ones; of weights the beginning, which has the header, and pieces that lie
 * evenly in the rest. Two models of one shape differ in all of their numbers, and in nothing else. */
#define WHOLE   (1024 * 1024)
#define START   (256 * 1024)
#define PIECE   4096
#define PIECES  16
#define LICENCE 4096 /* bytes of a licence that are read */
#define LINE    120  /* characters of its line that are shown */

static gboolean
set_errno (GError    **error,
           int         errsv,
           const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errsv), "Could not read %s: %s", shown, g_strerror (errsv));
  return FALSE;
}

/* Only regular files: a pipe would never end. */
static int
open_file (const char *path,
           guint64    *size,
           GError    **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  struct stat info;
  int errsv;

  if (fd < 0 || fstat (fd, &info) != 0)
    {
      errsv = errno;
      if (fd >= 0)
        close (fd);
      set_errno (error, errsv, path);
      return -1;
    }
  if (!S_ISREG (info.st_mode))
    {
      close (fd);
      set_errno (error, S_ISDIR (info.st_mode) ? EISDIR : EINVAL, path);
      return -1;
    }
  *size = (guint64) info.st_size;
  return fd;
}

/* Returns how much there is, less than @length at the end of the file; -1 with errno set. */
static gssize
read_at (int     fd,
         guint64 offset,
         gsize   length,
         guint8 *bytes)
{
  gsize done = 0;

  while (done < length)
    {
      gssize n = pread (fd, bytes + done, length - done, (off_t) (offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      done += (gsize) n;
    }
  return (gssize) done;
}

static gboolean
add_part (GChecksum *sum,
          int        fd,
          guint64    offset,
          gsize      length)
{
  g_autofree guint8 *bytes = g_malloc (length);
  gssize n = read_at (fd, offset, length, bytes);

  if (n > 0)
    g_checksum_update (sum, bytes, n);
  return n >= 0;
}

/* Name, size and bytes of a file; of a large one only parts. */
static gboolean
add_file (GChecksum  *sum,
          const char *folder,
          const char *name,
          GError    **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *head = NULL;
  guint64 size;
  gboolean ok;
  int fd = open_file (path, &size, error), errsv;

  if (fd < 0)
    return FALSE;
  head = g_strdup_printf ("%s %" G_GUINT64_FORMAT "\n", name, size);
  g_checksum_update (sum, (const guchar *) head, -1);
  if (size <= WHOLE)
    ok = add_part (sum, fd, 0, (gsize) size);
  else
    {
      ok = add_part (sum, fd, 0, START);
      for (guint i = 0; i < PIECES && ok; i++)
        ok = add_part (sum, fd, START + (size - START - PIECE) / (PIECES - 1) * i, PIECE);
    }
  errsv = errno;
  close (fd);
  return ok || set_errno (error, errsv, path);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What a model consists of, as reel_safetensors_set_open() takes it: one file of weights, or all of those that an index has. */
static GPtrArray *
list_weights (const char *folder,
              GError    **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *single = g_build_filename (folder, "model.safetensors", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_file_test (single, G_FILE_TEST_EXISTS))
    {
      g_ptr_array_add (names, g_strdup ("model.safetensors"));
      return g_steal_pointer (&names);
    }
  dir = g_dir_open (folder, 0, error);
  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".safetensors") || g_str_has_suffix (name, ".safetensors.index.json"))
      g_ptr_array_add (names, g_strdup (name));
  if (names->len == 0)
    {
      g_autofree char *shown = g_filename_display_name (folder);

      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s has no model.safetensors", shown);
      return NULL;
    }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/**
 * reel_joint_folder_dup_space_id:
 * @folder: of a model
 * @cancellable: (nullable): asked between files
 * @error: return location of a #GFileError or %G_IO_ERROR_CANCELLED
 *
 * The space of a model's vectors: `clip-` and twelve digits of a SHA-256 over config.json, preprocessor_config.json, and
 * names, sizes and parts of the weights, some hundred kilobytes of them. Another model is another space, also one of the
 * same shape. It is the same wherever the folder lies.
 *
 * Returns: (transfer full) (nullable): the space
 */
char *
reel_joint_folder_dup_space_id (const char   *folder,
                                GCancellable *cancellable,
                                GError      **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GPtrArray) weights = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  if (!add_file (sum, folder, "config.json", error) || !add_file (sum, folder, "preprocessor_config.json", error))
    return NULL;
  weights = list_weights (folder, error);
  if (weights == NULL)
    return NULL;
  for (guint i = 0; i < weights->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !add_file (sum, folder, g_ptr_array_index (weights, i), error))
      return NULL;
  return g_strdup_printf (PREFIX "%.*s", DIGITS, g_checksum_get_string (sum));
}

/* The beginning of a file, as far as it is text. */
static char *
read_text (const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree guint8 *bytes = g_malloc0 (LICENCE + 1);
  guint64 size;
  int fd = open_file (path, &size, NULL);
  gssize n;

  if (fd < 0)
    return NULL;
  n = read_at (fd, 0, LICENCE, bytes);
  close (fd);
  return n > 0 ? g_utf8_make_valid ((char *) bytes, (gssize) strlen ((char *) bytes)) : NULL;
}

/* @key: (nullable): what the line begins with. Returns (transfer full) (nullable): the rest of the line, to be shown. */
static char *
dup_line (const char *text,
          const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);

      if (key != NULL && !g_str_has_prefix (line, key))
        continue;
      line += key != NULL ? strlen (key) : 0;
      line += strspn (line, "#*= \t");
      if (*line != '\0')
        return g_utf8_strlen (line, -1) > LINE ? g_utf8_substring (line, 0, LINE) : g_strdup (line);
    }
  return NULL;
}

/**
 * reel_joint_folder_dup_licence:
 * @folder: of a model
 *
 * Returns: (transfer full) (nullable): the first line of its licence file, or what its README.md says in front: what to show,
 *   from a file that nobody has checked
 */
char *
reel_joint_folder_dup_licence (const char *folder)
{
  static const char *const names[] = { "LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "LICENCE.txt", "LICENCE.md",
                                       "COPYING" };
  g_autofree char *readme = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = read_text (folder, names[i]);
      char *line = text != NULL ? dup_line (text, NULL) : NULL;

      if (line != NULL)
        return line;
    }
  readme = read_text (folder, "README.md");
  return readme != NULL && g_str_has_prefix (readme, "---") ? dup_line (readme, "license:") : NULL;
}
