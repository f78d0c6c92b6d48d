/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* renameat2 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <stdio.h>
#include <unistd.h>

#include "media/reel-part-file.h"

struct _ReelPartFile
{
  /* owned */
  char *target;
  char *name; /* of the target, for people */
  char *path; /* (nullable): until it has moved */

  /* plain */
  gboolean replace;
};

/* Those that are being written, so that none stays behind when the program ends. */
G_LOCK_DEFINE_STATIC (open_files);
static GHashTable *open_files = NULL; /* (owned) (nullable) (element-type ReelPartFile) */
static gboolean forsaken = FALSE;

/* Whether it may be written, or moved to its place. */
static gboolean
note_open (ReelPartFile *self,
           gboolean      open)
{
  gboolean may;

  G_LOCK (open_files);
  if (open_files == NULL)
    open_files = g_hash_table_new (NULL, NULL);
  if (open)
    g_hash_table_add (open_files, self);
  else
    g_hash_table_remove (open_files, self);
  may = !forsaken;
  G_UNLOCK (open_files);
  return may;
}

static GError *
error_of_code (ReelPartFile *self,
               int           code)
{
  if (code == ENOSPC || code == EDQUOT || code == EFBIG)
    return g_error_new (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_SPACE, _ ("The disk is full: there is no room for “%s”."),
                        self->name);
  if (code == EEXIST)
    return g_error_new (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNWRITABLE, _ ("“%s” exists already. Choose another name."),
                        self->name);
  return g_error_new (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNWRITABLE, _ ("“%s” can’t be written: %s"), self->name,
                      g_strerror (code));
}

/**
 * reel_part_file_new:
 * @target: the path that it gets at the end, in a folder that exists
 * @replace: whether a file that is there may be replaced
 * @error: return location of %REEL_MEDIA_ERROR_NO_SPACE or %REEL_MEDIA_ERROR_UNWRITABLE
 *
 * Returns: (transfer full): an empty file beside its place, or %NULL with @error set
 */
ReelPartFile *
reel_part_file_new (const char *target,
                    gboolean    replace,
                    GError    **error)
{
  g_autoptr (ReelPartFile) self = g_new0 (ReelPartFile, 1);
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *path = NULL;
  int fd;

  self->target = g_strdup (target);
  self->name = g_filename_display_basename (target);
  self->replace = replace;
  if (!replace && g_file_test (target, G_FILE_TEST_EXISTS))
    {
      g_propagate_error (error, error_of_code (self, EEXIST));
      return NULL;
    }
  path = g_build_filename (folder, ".reelseek-XXXXXX.part", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      g_propagate_error (error, error_of_code (self, errno));
      return NULL;
    }
  close (fd);
  self->path = g_steal_pointer (&path);
  if (note_open (self, TRUE))
    return g_steal_pointer (&self);
  g_propagate_error (error, error_of_code (self, ECANCELED));
  return NULL;
}

/**
 * reel_part_file_get_path:
 * @self: a file that was not published
 *
 * Returns: (transfer none): where to write
 */
const char *
reel_part_file_get_path (ReelPartFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

static gboolean
sync_path (const char *path,
           int         flags)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | flags, 0);
  gboolean ok;
  int saved;

  if (fd < 0)
    return FALSE;
  ok = fsync (fd) == 0;
  saved = errno;
  close (fd);
  errno = saved;
  return ok;
}

/* Where nothing may be replaced, not even what has come meanwhile. */
static gboolean
move (ReelPartFile *self)
{
  if (self->replace)
    return g_rename (self->path, self->target) == 0;
  if (renameat2 (AT_FDCWD, self->path, AT_FDCWD, self->target, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;
  /* Not every file system can do that. */
  if (g_file_test (self->target, G_FILE_TEST_EXISTS))
    {
      errno = EEXIST;
      return FALSE;
    }
  return g_rename (self->path, self->target) == 0;
}

/**
 * reel_part_file_publish:
 * @self: a file that is written
 * @error: return location of %REEL_MEDIA_ERROR_NO_SPACE or %REEL_MEDIA_ERROR_UNWRITABLE
 *
 * To the disk first, then to its name.
 *
 * Returns: whether it is in its place
 */
gboolean
reel_part_file_publish (ReelPartFile *self,
                        GError      **error)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (self != NULL && self->path != NULL, FALSE);

  if (!sync_path (self->path, 0) || !move (self))
    {
      g_propagate_error (error, error_of_code (self, errno));
      return FALSE;
    }
  note_open (self, FALSE);
  g_clear_pointer (&self->path, g_free);
  folder = g_path_get_dirname (self->target);
  /* Not every file system can do that with folders. */
  sync_path (folder, O_DIRECTORY);
  return TRUE;
}

/**
 * reel_part_file_forsake_all:
 *
 * When the program ends: deletes all files that are not published, whoever is still writing them. None is made after that.
 */
void
reel_part_file_forsake_all (void)
{
  GHashTableIter iter;
  gpointer file;

  G_LOCK (open_files);
  forsaken = TRUE;
  if (open_files != NULL)
    {
      g_hash_table_iter_init (&iter, open_files);
      while (g_hash_table_iter_next (&iter, &file, NULL))
        if (((ReelPartFile *) file)->path != NULL)
          g_unlink (((ReelPartFile *) file)->path);
    }
  G_UNLOCK (open_files);
}

/**
 * reel_part_file_error:
 * @self: a file
 * @failure: what a pipeline said
 * @debug: (nullable): what else it said
 *
 * Returns: (transfer full) (nullable): what it means, where it is about writing this file
 */
GError *
reel_part_file_error (ReelPartFile *self,
                      const GError *failure,
                      const char   *debug)
{
  static const int full[] = { ENOSPC, EDQUOT, EFBIG };

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (failure != NULL, NULL);

  if (g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT))
    return error_of_code (self, ENOSPC);
  if (!g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE) &&
      !g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SEEK) &&
      !g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_WRITE) &&
      !g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ_WRITE) &&
      !g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_CLOSE))
    return NULL;
  /* Some say no more than what the system said. */
  for (gsize i = 0; debug != NULL && i < G_N_ELEMENTS (full); i++)
    if (strstr (debug, g_strerror (full[i])) != NULL)
      return error_of_code (self, full[i]);
  return g_error_new (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNWRITABLE, _ ("“%s” can’t be written: %s"), self->name,
                      failure->message);
}

/**
 * reel_part_file_free:
 * @self: (transfer full): a file; deleted, where it was not published
 */
void
reel_part_file_free (ReelPartFile *self)
{
  g_return_if_fail (self != NULL);

  note_open (self, FALSE);
  if (self->path != NULL)
    g_unlink (self->path);
  g_free (self->path);
  g_free (self->name);
  g_free (self->target);
  g_free (self);
}
