/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* fallocate() */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "local/reel-file-writer.h"
#include "local/reel-local-error.h"

struct _ReelFileWriter
{
  char *folder;
  char *path; /* (nullable): %NULL once it is at its place */
  int fd;
  guint64 size;
  gboolean is_synced; /* what was written is on the disk */
  gboolean reserved;  /* there may be more room than what was written */
};

/**
 * reel_file_writer_new:
 * @folder: on the file system where the file will stay
 * @error: return location for %REEL_LOCAL_ERROR_NO_SPACE or %REEL_LOCAL_ERROR_INTERNAL
 *
 * Returns: (transfer full) (nullable): an empty file
 */
ReelFileWriter *
reel_file_writer_new (const char *folder,
                      GError    **error)
{
  g_autoptr (ReelFileWriter) self = NULL;
  g_autofree char *name = g_uuid_string_random ();

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_new0 (ReelFileWriter, 1);
  self->folder = g_strdup (folder);
  self->path = g_build_filename (folder, name, NULL);
  self->fd = g_open (self->path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (self->fd >= 0)
    return g_steal_pointer (&self);
  reel_local_error_set_errno (error, errno, folder);
  g_clear_pointer (&self->path, g_free);
  return NULL;
}

/**
 * reel_file_writer_write:
 * @self: a #ReelFileWriter
 * @data: bytes
 * @length: how many
 * @error: return location, as for reel_file_writer_new()
 *
 * Returns: whether all of it was written
 */
gboolean
reel_file_writer_write (ReelFileWriter *self,
                        gconstpointer   data,
                        gsize           length,
                        GError        **error)
{
  const char *p = data;

  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);

  while (length > 0)
    {
      gssize n = write (self->fd, p, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          reel_local_error_set_errno (error, errno, self->folder);
          return FALSE;
        }
      p += n;
      length -= (gsize) n;
      self->size += (guint64) n;
      self->is_synced = FALSE;
    }
  return TRUE;
}

/**
 * reel_file_writer_reserve:
 * @self: an empty file
 * @size: bytes that it will have, about
 * @error: return location, as for reel_file_writer_new()
 *
 * Takes the room for a file that is about to come, so that it is refused now and not when most of it is here. What is not
 * needed in the end is given back. File systems that can't do that are asked how much is free.
 *
 * Returns: whether there is room
 */
gboolean
reel_file_writer_reserve (ReelFileWriter *self,
                          guint64         size,
                          GError        **error)
{
  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);

  if (!reel_file_writer_check_room (self->folder, size, error))
    return FALSE;
#ifdef FALLOC_FL_KEEP_SIZE
  if (size > 0 && size <= G_MAXINT64)
    {
      if (fallocate (self->fd, FALLOC_FL_KEEP_SIZE, 0, (off_t) size) == 0)
        self->reserved = TRUE;
      else if (errno == ENOSPC || errno == EDQUOT)
        {
          reel_local_error_set_errno (error, errno, self->folder);
          return FALSE;
        }
    }
#endif
  return TRUE;
}

/**
 * reel_file_writer_check_room:
 * @folder: a folder
 * @size: bytes of a file that is to go there
 * @error: return location for %REEL_LOCAL_ERROR_NO_SPACE
 *
 * Looks whether a file fits, and leaves the index the room to grow (%REEL_FILE_WRITER_SPARE).
 *
 * Returns: whether it does; also where the file system does not tell
 */
gboolean
reel_file_writer_check_room (const char *folder,
                             guint64     size,
                             GError    **error)
{
  struct statvfs info;
  guint64 room;

  g_return_val_if_fail (folder != NULL, FALSE);

  if (statvfs (folder, &info) != 0 || info.f_frsize == 0 || info.f_blocks == 0)
    return TRUE;
  room = info.f_bavail > G_MAXUINT64 / info.f_frsize ? G_MAXUINT64 : (guint64) info.f_bavail * info.f_frsize;
  if (room >= REEL_FILE_WRITER_SPARE && size <= room - REEL_FILE_WRITER_SPARE)
    return TRUE;
  reel_local_error_set_errno (error, ENOSPC, folder);
  return FALSE;
}

/**
 * reel_file_writer_sync:
 * @self: a #ReelFileWriter that is not committed
 * @error: return location, as for reel_file_writer_new()
 *
 * Puts what was written to the disk, which may take long, so that reel_file_writer_commit() does not.
 *
 * Returns: whether it is there
 */
gboolean
reel_file_writer_sync (ReelFileWriter *self,
                       GError        **error)
{
  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);

  if (self->is_synced)
    return TRUE;
  if ((self->reserved && ftruncate (self->fd, (off_t) self->size) != 0) || fsync (self->fd) != 0)
    {
      reel_local_error_set_errno (error, errno, self->folder);
      return FALSE;
    }
  self->reserved = FALSE;
  self->is_synced = TRUE;
  return TRUE;
}

/**
 * reel_file_writer_get_size:
 * @self: a #ReelFileWriter
 *
 * Returns: bytes written so far
 */
guint64
reel_file_writer_get_size (ReelFileWriter *self)
{
  return self->size;
}

/**
 * reel_file_writer_get_path:
 * @self: a #ReelFileWriter that is not committed
 *
 * Returns: (transfer none): where it lies as long as @self lives
 */
const char *
reel_file_writer_get_path (ReelFileWriter *self)
{
  return self->path;
}

static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return ok;
}

/**
 * reel_file_writer_commit:
 * @self: a #ReelFileWriter
 * @path: where the file belongs
 * @error: return location, as for reel_file_writer_new()
 *
 * Puts the file to disk, where reel_file_writer_sync() did not, and then at its place. Nothing may be written afterwards.
 *
 * Returns: whether it is there; where not, nothing is
 */
gboolean
reel_file_writer_commit (ReelFileWriter *self,
                         const char     *path,
                         GError        **error)
{
  int errsv = 0, fd;

  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (!reel_file_writer_sync (self, error))
    return FALSE;
  fd = self->fd;
  self->fd = -1;
  /* some file systems say only now that there was no room */
  if (close (fd) != 0)
    errsv = errno;
  if (errsv == 0 && g_rename (self->path, path) != 0)
    errsv = errno;
  if (errsv != 0)
    {
      reel_local_error_set_errno (error, errsv, self->folder);
      return FALSE;
    }
  g_clear_pointer (&self->path, g_free);
  sync_folder (path); /* where it fails the file is there all the same, only not yet safe from a power cut */
  return TRUE;
}

void
reel_file_writer_free (ReelFileWriter *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->path != NULL)
    g_unlink (self->path);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}
