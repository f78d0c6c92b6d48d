/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <gst/base/gstbasesrc.h>
#include <string.h>
#include <unistd.h>

#include "media/reel-avi-index.h"
#include "media/reel-avi-source.h"

#define SCHEME "reel-avi"
#define KEY_FRAME 0x10
#define LARGEST_INDEX (256 * 1024 * 1024)

#define REEL_TYPE_AVI_SOURCE (reel_avi_source_get_type ())
G_DECLARE_FINAL_TYPE (ReelAviSource, reel_avi_source, REEL, AVI_SOURCE, GstBaseSrc)

struct _ReelAviSource
{
  GstBaseSrc parent_instance;

  char *path;        /* (owned) (nullable) */
  int fd;            /* -1 while closed */
  GByteArray *index; /* (owned) (nullable): the chunk idx1 */
  guint64 body;      /* bytes of the file that are whole */
  guint64 list;      /* where the list of pictures and sound begins */
};

static void reel_avi_source_uri_handler_init (gpointer iface,
                                              gpointer data);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelAviSource,
                               reel_avi_source,
                               GST_TYPE_BASE_SRC,
                               G_IMPLEMENT_INTERFACE (GST_TYPE_URI_HANDLER, reel_avi_source_uri_handler_init))

static GstStaticPadTemplate pad_template = GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static guint32
number (const guint8 *data)
{
  return (guint32) data[0] | (guint32) data[1] << 8 | (guint32) data[2] << 16 | (guint32) data[3] << 24;
}

static void
put_number (guint8  *data,
            guint32  value)
{
  for (guint i = 0; i < 4; i++)
    data[i] = (guint8) (value >> (8 * i));
}

/* Whether the picture can be decoded alone, as far as is known of its codec: MPEG-4 and H.264 say so in their bytes. Where it
 * is not known, only the first one counts, and all is decoded from there. */
static gboolean
is_key_frame (const guint8 *data,
              gsize         length,
              gboolean      first)
{
  for (gsize i = 0; i + 4 < length; i++)
    if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1)
      {
        if (data[i + 3] == 0xb6) /* MPEG-4: a picture, and its kind */
          return data[i + 4] >> 6 == 0;
        if ((data[i + 3] & 0x9f) == 5) /* H.264: a part of a picture from which decoding can begin */
          return TRUE;
        if ((data[i + 3] & 0x9f) == 1)
          return FALSE;
      }
  return first;
}

static void
add_entry (ReelAviSource *self,
           const guint8  *kind,
           gboolean       key,
           guint64        offset,
           guint32        size)
{
  guint8 entry[16];

  memcpy (entry, kind, 4);
  put_number (entry + 4, key ? KEY_FRAME : 0);
  put_number (entry + 8, (guint32) offset);
  put_number (entry + 12, size);
  g_byte_array_append (self->index, entry, sizeof entry);
}

/* Where the list of pictures and sound begins. */
static gboolean
find_list (ReelAviSource *self,
           guint64        end)
{
  guint8 data[12];

  for (guint64 at = 12; at + 12 <= end && pread (self->fd, data, sizeof data, (off_t) at) == (gssize) sizeof data;)
    {
      guint32 size = number (data + 4);

      if (memcmp (data, "LIST", 4) == 0 && memcmp (data + 8, "movi", 4) == 0)
        {
          self->list = at;
          return TRUE;
        }
      at += 8 + (guint64) size + (size & 1);
    }
  return FALSE;
}

/* Walks over all chunks that are whole. */
static void
make_index (ReelAviSource *self,
            guint64        end)
{
  gboolean first = TRUE;
  guint8 data[8 + 256];
  guint64 at = self->list + 12;

  self->index = g_byte_array_new ();
  g_byte_array_append (self->index, (const guint8 *) "idx1\0\0\0\0", 8);
  while (at + 8 <= end && self->index->len < LARGEST_INDEX)
    {
      gssize got = pread (self->fd, data, sizeof data, (off_t) at);
      guint32 size = got >= 8 ? number (data + 4) : 0;

      if (got < 8 || at + 8 + size > end)
        break;
      if (memcmp (data, "LIST", 4) == 0) /* of records, which are gone into */
        {
          at += 12;
          continue;
        }
      if (g_ascii_isdigit (data[0]) && g_ascii_isdigit (data[1]))
        {
          gboolean pictures = data[2] == 'd' && (data[3] == 'c' || data[3] == 'b');
          gboolean key = !pictures || is_key_frame (data + 8, MIN ((gsize) got - 8, size), first);

          first = first && !pictures;
          add_entry (self, data, key, at - self->list - 8, size);
        }
      else if (memcmp (data, "JUNK", 4) != 0 && data[0] != 'i')
        break;
      at += 8 + (guint64) size + (size & 1);
    }
  self->body = MIN (at, end);
  put_number (self->index->data + 4, self->index->len - 8);
}

static gboolean
reel_avi_source_start (GstBaseSrc *source)
{
  ReelAviSource *self = REEL_AVI_SOURCE (source);
  off_t end;

  self->fd = self->path != NULL ? g_open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0) : -1;
  if (self->fd < 0 || (end = lseek (self->fd, 0, SEEK_END)) < 12 || !find_list (self, (guint64) end))
    {
      GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ, (NULL), ("%s", g_strerror (errno)));
      return FALSE;
    }
  make_index (self, (guint64) end);
  return TRUE;
}

static gboolean
reel_avi_source_stop (GstBaseSrc *source)
{
  ReelAviSource *self = REEL_AVI_SOURCE (source);

  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_clear_pointer (&self->index, g_byte_array_unref);
  return TRUE;
}

static gboolean
reel_avi_source_get_size (GstBaseSrc *source,
                          guint64    *size)
{
  ReelAviSource *self = REEL_AVI_SOURCE (source);

  if (self->index == NULL)
    return FALSE;
  *size = self->body + self->index->len;
  return TRUE;
}

static gboolean
reel_avi_source_is_seekable (GstBaseSrc *source)
{
  return TRUE;
}

/* The sizes that were never written: of the file, and of the list. */
static void
patch (ReelAviSource *self,
       guint8        *data,
       guint64        offset,
       gsize          length)
{
  const struct
  {
    guint64 at;
    guint64 value;
  } sizes[] = { { 4, self->body + self->index->len - 8 }, { self->list + 4, self->body - self->list - 8 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint8 bytes[4];

      put_number (bytes, (guint32) MIN (sizes[i].value, G_MAXUINT32));
      for (guint k = 0; k < 4; k++)
        if (sizes[i].at + k >= offset && sizes[i].at + k < offset + length)
          data[sizes[i].at + k - offset] = bytes[k];
    }
}

static GstFlowReturn
reel_avi_source_fill (GstBaseSrc *source,
                      guint64     offset,
                      guint       size,
                      GstBuffer  *buffer)
{
  ReelAviSource *self = REEL_AVI_SOURCE (source);
  guint64 end = self->body + self->index->len;
  gsize done = 0, wanted;
  GstMapInfo map;

  if (offset >= end)
    return GST_FLOW_EOS;
  wanted = (gsize) MIN (size, end - offset);
  if (!gst_buffer_map (buffer, &map, GST_MAP_WRITE))
    return GST_FLOW_ERROR;
  while (done < wanted && offset + done < self->body)
    {
      gssize got = pread (self->fd, map.data + done, (gsize) MIN (wanted - done, self->body - offset - done),
                          (off_t) (offset + done));

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        {
          gst_buffer_unmap (buffer, &map);
          GST_ELEMENT_ERROR (self, RESOURCE, READ, (NULL), ("%s", g_strerror (errno)));
          return GST_FLOW_ERROR;
        }
      done += (gsize) got;
    }
  patch (self, map.data, offset, done);
  if (done < wanted)
    memcpy (map.data + done, self->index->data + (offset + done - self->body), wanted - done);
  gst_buffer_unmap (buffer, &map);
  gst_buffer_set_size (buffer, (gssize) wanted);
  return GST_FLOW_OK;
}

static void
reel_avi_source_finalize (GObject *object)
{
  ReelAviSource *self = REEL_AVI_SOURCE (object);

  g_free (self->path);
  G_OBJECT_CLASS (reel_avi_source_parent_class)->finalize (object);
}

static void
reel_avi_source_class_init (ReelAviSourceClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSrcClass *source_class = GST_BASE_SRC_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = reel_avi_source_finalize;
  gst_element_class_add_static_pad_template (element_class, &pad_template);
  gst_element_class_set_static_metadata (element_class, "AVI without an index", "Source/File", "Adds the index", "Reelseek");
  source_class->start = reel_avi_source_start;
  source_class->stop = reel_avi_source_stop;
  source_class->get_size = reel_avi_source_get_size;
  source_class->is_seekable = reel_avi_source_is_seekable;
  source_class->fill = reel_avi_source_fill;
}

static void
reel_avi_source_init (ReelAviSource *self)
{
  self->fd = -1;
  gst_base_src_set_blocksize (GST_BASE_SRC (self), 64 * 1024);
}

static GstURIType
get_uri_type (GType type)
{
  return GST_URI_SRC;
}

static const char * const *
get_protocols (GType type)
{
  static const char * const protocols[] = { SCHEME, NULL };

  return protocols;
}

static char *
get_uri (GstURIHandler *handler)
{
  const char *path = REEL_AVI_SOURCE (handler)->path;
  g_autofree char *uri = path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;

  return uri != NULL ? g_strconcat (SCHEME, uri + strlen ("file"), NULL) : NULL;
}

static gboolean
set_uri (GstURIHandler *handler,
         const char    *uri,
         GError       **error)
{
  ReelAviSource *self = REEL_AVI_SOURCE (handler);
  g_autofree char *file = g_strconcat ("file", uri + strlen (SCHEME), NULL);

  g_free (self->path);
  self->path = g_filename_from_uri (file, NULL, error);
  return self->path != NULL;
}

static void
reel_avi_source_uri_handler_init (gpointer iface,
                                  gpointer data)
{
  GstURIHandlerInterface *handler = iface;

  handler->get_type = get_uri_type;
  handler->get_protocols = get_protocols;
  handler->get_uri = get_uri;
  handler->set_uri = set_uri;
}

/**
 * reel_avi_source_dup_uri:
 * @uri: URI of a file on this computer
 *
 * Blocks on the disk: for worker threads.
 *
 * Returns: (transfer full): what GStreamer is to open: @uri, or with an index where it is an AVI that lacks one
 */
char *
reel_avi_source_dup_uri (const char *uri)
{
  static gsize registered = 0;
  g_autofree char *path = NULL;

  g_return_val_if_fail (uri != NULL, NULL);

  path = g_filename_from_uri (uri, NULL, NULL);
  if (path == NULL || !reel_avi_lacks_index (path))
    return g_strdup (uri);
  if (g_once_init_enter (&registered))
    g_once_init_leave (&registered,
                       gst_element_register (NULL, "reelavisource", GST_RANK_PRIMARY, REEL_TYPE_AVI_SOURCE) ? 1 : 2);
  return registered == 1 ? g_strconcat (SCHEME, uri + strlen ("file"), NULL) : g_strdup (uri);
}
