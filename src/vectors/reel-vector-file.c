/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vectors/reel-vector-checksum.h"
#include "vectors/reel-vector-error.h"
#include "vectors/reel-vector-file.h"

static gboolean
fail (ReelVectorFile *self,
      int             code,
      GError        **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Could not use %s: %s", self->path, g_strerror (code));
  return FALSE;
}

static gboolean
fail_busy (ReelVectorFile *self,
           GError        **error)
{
  g_set_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_BUSY, "Another process uses %s.", self->path);
  return FALSE;
}

static gboolean
write_all (ReelVectorFile *self,
           const void     *data,
           gsize           size,
           guint64         offset,
           GError        **error)
{
  const guint8 *at = data;

  while (size > 0)
    {
      gssize written = pwrite (self->fd, at, size, (off_t) offset);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return fail (self, written < 0 ? errno : EIO, error);
      at += written;
      offset += (guint64) written;
      size -= (gsize) written;
    }
  return TRUE;
}

/* Nobody else has the file, and nobody put another one in its place before we locked it. */
static gboolean
lock (ReelVectorFile *self,
      struct stat    *info,
      GError        **error)
{
  struct stat named;

  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0)
    return errno == EWOULDBLOCK ? fail_busy (self, error) : fail (self, errno, error);
  if (fstat (self->fd, info) != 0)
    return fail (self, errno, error);
  if (!S_ISREG (info->st_mode))
    return fail (self, EINVAL, error);
  if (stat (self->path, &named) != 0 || named.st_ino != info->st_ino || named.st_dev != info->st_dev)
    return fail_busy (self, error);
  return TRUE;
}

static gboolean
write_header (ReelVectorFile *self,
              const char     *id,
              guint           dims,
              GError        **error)
{
  ReelVectorFileHeader header = { 0 };

  memcpy (header.magic, REEL_VECTOR_FORMAT_MAGIC, sizeof header.magic);
  header.order = REEL_VECTOR_FORMAT_ORDER;
  header.version = REEL_VECTOR_FORMAT_VERSION;
  header.dims = dims;
  header.stride = (guint32) reel_vector_format_align (dims);
  g_strlcpy (header.id, id, sizeof header.id);
  header.checksum = reel_vector_checksum (&header, offsetof (ReelVectorFileHeader, checksum));
  if (!write_all (self, &header, sizeof header, 0, error))
    return FALSE;
  self->end = sizeof header;
  return fdatasync (self->fd) == 0 || fail (self, errno, error);
}

/**
 * reel_vector_file_open:
 * @path: where it is or will be
 * @id: the space, of a new file
 * @dims: numbers a vector, of a new file
 * @error: return location
 *
 * Opens a file, and makes it where there is none or an empty one. What is in it is not looked at; its end is where the file
 * system says.
 *
 * Returns: (transfer full) (nullable): a file; %NULL with %REEL_VECTOR_ERROR_BUSY or a #GIOErrorEnum
 */
ReelVectorFile *
reel_vector_file_open (const char *path,
                       const char *id,
                       guint       dims,
                       GError    **error)
{
  g_autoptr (ReelVectorFile) self = g_new0 (ReelVectorFile, 1);
  struct stat info;

  self->path = g_strdup (path);
  self->fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (self->fd < 0)
    {
      fail (self, errno, error);
      return NULL;
    }
  if (!lock (self, &info, error))
    return NULL;
  self->end = (guint64) info.st_size;
  if (self->end == 0 && !write_header (self, id, dims, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * reel_vector_file_cut:
 * @self: a file
 * @end: where it is to end
 * @error: return location
 *
 * Returns: %FALSE with a #GIOErrorEnum
 */
gboolean
reel_vector_file_cut (ReelVectorFile *self,
                      guint64         end,
                      GError        **error)
{
  if (ftruncate (self->fd, (off_t) end) != 0)
    return fail (self, errno, error);
  self->end = end;
  return TRUE;
}

/**
 * reel_vector_file_append:
 * @self: a file
 * @packer: a sealed block
 * @sync: whether it must be on the disk afterwards, so that only the last block can ever be lost
 * @error: return location
 *
 * After an error the file is as before.
 *
 * Returns: %FALSE with a #GIOErrorEnum
 */
gboolean
reel_vector_file_append (ReelVectorFile   *self,
                         ReelVectorPacker *packer,
                         gboolean          sync,
                         GError          **error)
{
  if (!write_all (self, packer->data, packer->size, self->end, error) ||
      (sync && fdatasync (self->fd) != 0 && !fail (self, errno, error)))
    {
      reel_vector_file_cut (self, self->end, NULL);
      return FALSE;
    }
  self->end += packer->size;
  return TRUE;
}

/**
 * reel_vector_file_rename:
 * @self: a file
 * @path: where it is to be, in the same folder; what is there now is replaced
 * @error: return location
 *
 * Its blocks are on the disk before, its name afterwards.
 *
 * Returns: %FALSE with a #GIOErrorEnum
 */
gboolean
reel_vector_file_rename (ReelVectorFile *self,
                         const char     *path,
                         GError        **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (fdatasync (self->fd) != 0 || g_rename (self->path, path) != 0)
    return fail (self, errno, error);
  g_free (self->path);
  self->path = g_strdup (path);
  fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd >= 0) /* else the old file may come back after a loss of power, which is no harm */
    {
      (void) fsync (fd);
      close (fd);
    }
  return TRUE;
}

/**
 * reel_vector_file_free:
 * @self: (transfer full): a file
 *
 * Closes it.
 */
void
reel_vector_file_free (ReelVectorFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self);
}
