/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-read-ahead.h"
#include "api/reel-upload-stream.h"

/*
 * The body of an upload as libsoup takes it. As a pollable stream it costs libsoup's reads of 8 KiB a copy and no thread
 * switch. It is ready when bytes have been read ahead and the bandwidth has room for some: the network thread waits for
 * neither.
 */

struct _ReelUploadStream
{
  GInputStream parent_instance;

  /* owned */
  ReelReadAhead *body;
  ReelBandwidthShare *share; /* (nullable) */

  gsize wanted; /* bytes that the share had no room for */
};

static void pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelUploadStream, reel_upload_stream, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

static gssize
reel_upload_stream_read_nonblocking (GPollableInputStream *stream,
                                     void                 *buffer,
                                     gsize                 count,
                                     GError              **error)
{
  ReelUploadStream *self = REEL_UPLOAD_STREAM (stream);
  const guint8 *data;
  gsize length;

  switch (reel_read_ahead_peek (self->body, &data, &length))
    {
    case REEL_READ_AHEAD_READY:
      length = MIN (length, count);
      self->wanted = length;
      if (self->share != NULL)
        length = reel_bandwidth_share_take (self->share, length);
      if (length == 0)
        break;
      memcpy (buffer, data, length);
      reel_read_ahead_consume (self->body, length);
      return (gssize) length;
    case REEL_READ_AHEAD_FAILED:
      g_propagate_error (error, reel_read_ahead_dup_error (self->body));
      return -1;
    case REEL_READ_AHEAD_ENDED:
      if (self->share != NULL)
        reel_bandwidth_share_leave (self->share);
      return 0;
    case REEL_READ_AHEAD_EMPTY:
    default:
      break;
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "nothing to send yet");
  return -1;
}

static GSource *
reel_upload_stream_create_source (GPollableInputStream *stream,
                                  GCancellable         *cancellable)
{
  ReelUploadStream *self = REEL_UPLOAD_STREAM (stream);
  GSource *source = g_pollable_source_new_full (stream, NULL, cancellable);
  const guint8 *data;
  gsize length;

  if (self->share != NULL && reel_read_ahead_peek (self->body, &data, &length) == REEL_READ_AHEAD_READY)
    reel_bandwidth_share_wait (self->share, CLAMP (self->wanted, 1, length), source);
  else
    reel_read_ahead_wait (self->body, source);
  return source;
}

static gboolean
reel_upload_stream_is_readable (GPollableInputStream *stream)
{
  ReelUploadStream *self = REEL_UPLOAD_STREAM (stream);
  const guint8 *data;
  gsize length;

  switch (reel_read_ahead_peek (self->body, &data, &length))
    {
    case REEL_READ_AHEAD_EMPTY:
      return FALSE;
    case REEL_READ_AHEAD_READY:
      return self->share == NULL || reel_bandwidth_share_get_ready_at (self->share, CLAMP (self->wanted, 1, length)) == 0;
    case REEL_READ_AHEAD_ENDED:
    case REEL_READ_AHEAD_FAILED:
    default:
      return TRUE;
    }
}

/* Blocks, as a plain stream does: with a loop of its own until it is readable. */
static gssize
reel_upload_stream_read (GInputStream *stream,
                         void         *buffer,
                         gsize         count,
                         GCancellable *cancellable,
                         GError      **error)
{
  GPollableInputStream *pollable = G_POLLABLE_INPUT_STREAM (stream);

  for (;;)
    {
      g_autoptr (GMainContext) context = NULL;
      g_autoptr (GSource) source = NULL;
      g_autoptr (GError) block = NULL;
      gssize n;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return -1;
      n = reel_upload_stream_read_nonblocking (pollable, buffer, count, &block);
      if (!g_error_matches (block, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          if (block != NULL)
            g_propagate_error (error, g_steal_pointer (&block));
          return n;
        }
      context = g_main_context_new ();
      source = g_pollable_input_stream_create_source (pollable, cancellable);
      g_source_set_dummy_callback (source);
      g_source_attach (source, context);
      g_main_context_iteration (context, TRUE);
      g_source_destroy (source);
    }
}

static gboolean
reel_upload_stream_close (GInputStream *stream,
                          GCancellable *cancellable,
                          GError      **error)
{
  reel_upload_stream_abandon (REEL_UPLOAD_STREAM (stream));
  return TRUE;
}

static void
reel_upload_stream_finalize (GObject *object)
{
  ReelUploadStream *self = REEL_UPLOAD_STREAM (object);

  reel_read_ahead_close (self->body);
  reel_read_ahead_unref (self->body);
  g_clear_pointer (&self->share, reel_bandwidth_share_free);
  G_OBJECT_CLASS (reel_upload_stream_parent_class)->finalize (object);
}

static void
pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = reel_upload_stream_is_readable;
  iface->create_source = reel_upload_stream_create_source;
  iface->read_nonblocking = reel_upload_stream_read_nonblocking;
}

static void
reel_upload_stream_class_init (ReelUploadStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_upload_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = reel_upload_stream_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = reel_upload_stream_close;
}

static void
reel_upload_stream_init (ReelUploadStream *self)
{
}

/*
 * reel_upload_stream_open:
 * @file: a regular file
 * @json_key: (nullable): send it as Base64 under this key of a JSON object; %NULL: as multipart/form-data
 * @bandwidth: (nullable): what it shares with other uploads
 * @error: return location for %REEL_API_ERROR_FILE or %G_IO_ERROR_CANCELLED
 *
 * Opens the file and begins to read ahead. Blocks: for worker threads.
 *
 * Returns: (transfer full) (nullable): the body
 */
ReelUploadStream *
reel_upload_stream_open (GFile         *file,
                         const char    *json_key,
                         ReelBandwidth *bandwidth,
                         GCancellable  *cancellable,
                         GError       **error)
{
  ReelReadAhead *body = reel_read_ahead_start (file, json_key, cancellable, error);
  ReelUploadStream *self;

  if (body == NULL)
    return NULL;
  self = g_object_new (REEL_TYPE_UPLOAD_STREAM, NULL);
  self->body = body;
  self->share = bandwidth != NULL ? reel_bandwidth_share_new (bandwidth) : NULL;
  return self;
}

/* Returns: bytes of the whole body */
guint64
reel_upload_stream_get_length (ReelUploadStream *self)
{
  return reel_read_ahead_get_length (self->body);
}

/* Returns: (transfer none): for the header of that name */
const char *
reel_upload_stream_get_content_type (ReelUploadStream *self)
{
  return reel_read_ahead_get_content_type (self->body);
}

/* Returns: (transfer full) (nullable): why the body could not be read to its end */
GError *
reel_upload_stream_dup_error (ReelUploadStream *self)
{
  return reel_read_ahead_dup_error (self->body);
}

/* Returns: whether every byte has been handed out */
gboolean
reel_upload_stream_is_drained (ReelUploadStream *self)
{
  return reel_read_ahead_is_drained (self->body);
}

/*
 * reel_upload_stream_abandon:
 *
 * From any thread: nothing more is read, and whoever waits for bytes is told that there are none.
 */
void
reel_upload_stream_abandon (ReelUploadStream *self)
{
  reel_read_ahead_close (self->body);
  if (self->share != NULL)
    reel_bandwidth_share_leave (self->share);
}
