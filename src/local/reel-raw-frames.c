/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "local/reel-raw-frames.h"
#include "media/reel-media-error.h"

/* Bytes of a pixel of a ReelFrame. */
#define PIXEL 4

/**
 * reel_raw_frames_is_valid:
 * @self: what somebody says of a file
 *
 * Returns: whether there may be such frames
 */
gboolean
reel_raw_frames_is_valid (const ReelRawFrames *self)
{
  return self->n >= 1 && self->n <= REEL_RAW_FRAMES_MOST
         && self->width >= REEL_RAW_FRAMES_SHORTEST_SIDE && self->width <= REEL_RAW_FRAMES_LONGEST_SIDE
         && self->height >= REEL_RAW_FRAMES_SHORTEST_SIDE && self->height <= REEL_RAW_FRAMES_LONGEST_SIDE
         && self->interval > 0 && self->interval <= G_MAXINT;
}

/**
 * reel_raw_frames_get_size:
 * @self: valid frames
 *
 * Returns: bytes of a file with them
 */
guint64
reel_raw_frames_get_size (const ReelRawFrames *self)
{
  return (guint64) self->n * 3 * self->width * self->height;
}

/**
 * reel_raw_frames_open:
 * @path: their file
 * @error: return location for %REEL_MEDIA_ERROR_UNREADABLE
 *
 * Returns: a descriptor, or -1
 */
int
reel_raw_frames_open (const char *path,
                      GError    **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);

  if (fd < 0)
    g_set_error_literal (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE,
                         _("The frames are no longer here. Send them again."));
  return fd;
}

static gboolean
read_all (int      fd,
          guint8  *bytes,
          gsize    size,
          goffset  offset,
          GError **error)
{
  while (size > 0)
    {
      ssize_t n = pread (fd, bytes, size, offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          g_set_error_literal (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_DAMAGED, _("These frames are cut off."));
          return FALSE;
        }
      bytes += n;
      size -= (gsize) n;
      offset += n;
    }
  return TRUE;
}

/**
 * reel_raw_frames_read:
 * @self: valid frames
 * @fd: their file
 * @index: which one
 * @error: return location for a #ReelMediaError
 *
 * Blocks: for a worker thread.
 *
 * Returns: (transfer full) (nullable): the frame, at @index times the interval
 */
ReelFrame *
reel_raw_frames_read (const ReelRawFrames *self,
                      int                  fd,
                      guint                index,
                      GError             **error)
{
  gsize area = (gsize) self->width * self->height;
  g_autofree guint8 *planes = NULL;
  g_autofree guint8 *pixels = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (reel_raw_frames_is_valid (self) && index < self->n, NULL);

  planes = g_malloc (3 * area);
  if (!read_all (fd, planes, 3 * area, (goffset) (3 * area) * index, error))
    return NULL;
  pixels = g_malloc (PIXEL * area);
  for (gsize i = 0; i < area; i++)
    {
      pixels[PIXEL * i] = planes[i];
      pixels[PIXEL * i + 1] = planes[area + i];
      pixels[PIXEL * i + 2] = planes[2 * area + i];
      pixels[PIXEL * i + 3] = 0xff;
    }
  bytes = g_bytes_new_take (g_steal_pointer (&pixels), PIXEL * area);
  return reel_frame_new (self->width, self->height, PIXEL * (gsize) self->width, index * self->interval, bytes);
}
