/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "local/reel-fd-source.h"

struct _ReelFdSource
{
  GstBaseSrc parent_instance;

  int fd;      /* (borrowed) */
  int reading; /* atomic: how many threads wait for the disk */
};

G_DEFINE_FINAL_TYPE (ReelFdSource, reel_fd_source, GST_TYPE_BASE_SRC)

static gboolean
reel_fd_source_get_size (GstBaseSrc *source,
                         guint64    *size)
{
  struct stat st;

  if (fstat (REEL_FD_SOURCE (source)->fd, &st) != 0 || !S_ISREG (st.st_mode))
    return FALSE;

  *size = (guint64) st.st_size;
  return TRUE;
}

static gboolean
reel_fd_source_is_seekable (GstBaseSrc *source)
{
  return TRUE;
}

/* The file may be shorter than it was, or read in pieces: @length is the most. */
static GstFlowReturn
reel_fd_source_fill (GstBaseSrc *source,
                     guint64     offset,
                     guint       length,
                     GstBuffer  *buffer)
{
  ReelFdSource *self = REEL_FD_SOURCE (source);
  GstMapInfo map;
  gsize done = 0;
  ssize_t n = 0;
  int errsv;

  if (offset > (guint64) G_MAXINT64 - length || !gst_buffer_map (buffer, &map, GST_MAP_WRITE))
    return GST_FLOW_ERROR;

  g_atomic_int_inc (&self->reading);
  while (done < length)
    {
      n = pread (self->fd, map.data + done, length - done, (off_t) (offset + done));
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += (gsize) n;
    }
  errsv = errno;
  g_atomic_int_add (&self->reading, -1);
  gst_buffer_unmap (buffer, &map);

  if (n < 0)
    {
      GST_ELEMENT_ERROR (self, RESOURCE, READ, (NULL), ("%s", g_strerror (errsv)));
      return GST_FLOW_ERROR;
    }
  if (done == 0 && length > 0)
    return GST_FLOW_EOS;

  gst_buffer_resize (buffer, 0, (gssize) done);
  GST_BUFFER_OFFSET (buffer) = offset;
  GST_BUFFER_OFFSET_END (buffer) = offset + done;
  return GST_FLOW_OK;
}

static void
reel_fd_source_class_init (ReelFdSourceClass *klass)
{
  GstBaseSrcClass *source_class = GST_BASE_SRC_CLASS (klass);
  g_autoptr (GstCaps) any = gst_caps_new_any ();

  gst_element_class_add_pad_template (GST_ELEMENT_CLASS (klass),
                                      gst_pad_template_new ("src", GST_PAD_SRC, GST_PAD_ALWAYS, any));
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "Descriptor Source", "Source/File",
                                         "Reads a file that is open already", "Reelseek");
  source_class->get_size = reel_fd_source_get_size;
  source_class->is_seekable = reel_fd_source_is_seekable;
  source_class->fill = reel_fd_source_fill;
}

static void
reel_fd_source_init (ReelFdSource *self)
{
  self->fd = -1;
  gst_base_src_set_blocksize (GST_BASE_SRC (self), 64 * 1024);
}

/**
 * reel_fd_source_new:
 * @fd: of a regular file, open for reading; its position is neither used nor changed. It must stay open as long as the
 *   element is in use
 *
 * Returns: (transfer floating): a #ReelFdSource
 */
GstElement *
reel_fd_source_new (int fd)
{
  ReelFdSource *self = g_object_new (REEL_TYPE_FD_SOURCE, NULL);

  self->fd = fd;
  return GST_ELEMENT (self);
}

/**
 * reel_fd_source_is_reading:
 * @self: a #ReelFdSource
 *
 * From any thread.
 *
 * Returns: whether a thread waits for the disk right now
 */
gboolean
reel_fd_source_is_reading (ReelFdSource *self)
{
  g_return_val_if_fail (REEL_IS_FD_SOURCE (self), FALSE);

  return g_atomic_int_get (&self->reading) > 0;
}
