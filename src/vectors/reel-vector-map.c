/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <sys/mman.h>

#include "vectors/reel-vector-map.h"

/**
 * reel_vector_map_new:
 * @fd: an open file
 * @size: bytes of addresses, 1 or more
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the file in memory; %NULL with a #GIOErrorEnum
 */
ReelVectorMap *
reel_vector_map_new (int      fd,
                     guint64  size,
                     GError **error)
{
  ReelVectorMap *self;
  void *data = MAP_FAILED;

  errno = ENOMEM;
  if (size <= G_MAXSIZE)
    data = mmap (NULL, (gsize) size, PROT_READ, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Could not map the vectors: %s", g_strerror (code));
      return NULL;
    }
  self = g_atomic_rc_box_new0 (ReelVectorMap);
  self->data = data;
  self->size = (gsize) size;
  return self;
}

/**
 * reel_vector_map_ref:
 * @self: a map
 *
 * Returns: (transfer full): @self
 */
ReelVectorMap *
reel_vector_map_ref (ReelVectorMap *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
reel_vector_map_clear (gpointer data)
{
  ReelVectorMap *self = data;

  munmap ((void *) self->data, self->size);
}

/**
 * reel_vector_map_unref:
 * @self: (transfer full): a map
 *
 * Drops a reference.
 */
void
reel_vector_map_unref (ReelVectorMap *self)
{
  g_atomic_rc_box_release_full (self, reel_vector_map_clear);
}
