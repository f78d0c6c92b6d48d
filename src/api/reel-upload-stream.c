/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-read-ahead.h"
#include "api/reel-upload-stream.h"

/*
 * The body of an upload as libsoup takes it: a pollable stream, ready when bytes have been read ahead and the bandwidth has
 * room for some, so that the network thread waits for neither.
 *
 * libsoup copies a body in pieces of 8 KiB, each with two turns of the loop and a system call, which makes up most of the
 * time that a large file takes. So the stream may be given an outlet: the very stream that libsoup writes to. When libsoup
 * asks for more, all that it had before has been written, since it writes each piece to its end before it asks for the
 * next. So at this point the stream writes to the outlet by itself, in whole blocks, as much as the connection takes, and
 * tells libsoup that there is nothing for it yet; it is ready again when the outlet is. The last block, the end of the
 * body, goes the usual way, and with it libsoup goes on to the reply. On HTTP/1 only, where a body stands in the
 * connection as it is.
 */

/* Bytes that go out in one turn of the loop at most, and one write more, so that others on it have theirs. TLS takes 16 KiB
 * at a time, a socket as much as its buffer holds. */
#define TURN (512 * 1024)

struct _ReelUploadStream
{
  GInputStream parent_instance;

  /* owned */
  ReelReadAhead *body;
  ReelBandwidthShare *share;     /* (nullable) */
  GPollableOutputStream *outlet; /* (nullable) */
  GSource *sleeper;              /* (nullable): waits for the outlet */

  ReelUploadWrote wrote; /* (nullable) */
  gpointer wrote_data;   /* (borrowed) */

  gsize wanted;     /* bytes that the share was last asked for */
  gsize granted;    /* bytes that it has given and that are not written yet */
  gboolean clogged; /* the outlet takes no more for now */
};

static void pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelUploadStream, reel_upload_stream, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

/* How many bytes may go, 0 for none. What was granted and could not go is granted again, in the same number: TLS that has
 * made a record of it must be offered the same once more. */
static gsize
grant (ReelUploadStream *self,
       gsize             wanted)
{
  if (self->granted == 0)
    {
      self->wanted = wanted;
      self->granted = self->share != NULL ? reel_bandwidth_share_take (self->share, wanted) : wanted;
    }
  return self->granted;
}

static void
note_gone (ReelUploadStream *self,
           gsize             length)
{
  if (self->share != NULL && self->granted > length)
    reel_bandwidth_share_give_back (self->share, self->granted - length);
  self->granted = 0;
  reel_read_ahead_consume (self->body, length);
}

/* Returns: how many bytes went out, -1 with an error */
static gssize
write_to_outlet (ReelUploadStream *self,
                 const guint8     *data,
                 gsize             length,
                 GError          **error)
{
  GError *local_error = NULL;
  gssize n = g_pollable_output_stream_write_nonblocking (self->outlet, data, length, NULL, &local_error);

  if (n < 0)
    {
      self->clogged = g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
      g_propagate_error (error, local_error);
      return -1;
    }
  note_gone (self, (gsize) n);
  self->wrote (self->wrote_data, (guint) n);
  return n;
}

static gssize
reel_upload_stream_read_nonblocking (GPollableInputStream *stream,
                                     void                 *buffer,
                                     gsize                 count,
                                     GError              **error)
{
  ReelUploadStream *self = REEL_UPLOAD_STREAM (stream);

  self->clogged = FALSE;
  g_clear_pointer (&self->sleeper, g_source_unref);
  for (gsize gone = 0;;)
    {
      const guint8 *data;
      gsize length;
      ReelReadAheadState state = reel_read_ahead_peek (self->body, &data, &length);
      gboolean direct;
      gssize n;

      if (state == REEL_READ_AHEAD_FAILED)
        {
          g_propagate_error (error, reel_read_ahead_dup_error (self->body));
          return -1;
        }
      if (state == REEL_READ_AHEAD_ENDED)
        {
          if (self->share != NULL)
            reel_bandwidth_share_leave (self->share);
          return 0;
        }
      if (state == REEL_READ_AHEAD_EMPTY)
        break;
      direct = self->outlet != NULL && length < reel_read_ahead_get_left (self->body);
      if ((direct && gone >= TURN) || (length = grant (self, direct ? length : MIN (length, count))) == 0)
        break;
      if (!direct)
        {
          memcpy (buffer, data, length);
          note_gone (self, length);
          return (gssize) length;
        }
      n = write_to_outlet (self, data, length, error);
      if (n < 0)
        return -1;
      gone += (gsize) n;
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "nothing to send yet");
  return -1;
}

/* Whether the share is what there is to wait for. */
static gboolean
is_held_back (ReelUploadStream *self)
{
  const guint8 *data;
  gsize length;

  return self->share != NULL && self->granted == 0 && self->wanted > 0 &&
         reel_read_ahead_peek (self->body, &data, &length) == REEL_READ_AHEAD_READY;
}

static GSource *
reel_upload_stream_create_source (GPollableInputStream *stream,
                                  GCancellable         *cancellable)
{
  ReelUploadStream *self = REEL_UPLOAD_STREAM (stream);
  g_autoptr (GSource) clog = self->clogged ? g_pollable_output_stream_create_source (self->outlet, NULL) : NULL;
  GSource *source = g_pollable_source_new_full (stream, clog, cancellable);

  if (clog != NULL)
    {
      g_clear_pointer (&self->sleeper, g_source_unref);
      self->sleeper = g_source_ref (source);
      return source;
    }
  if (is_held_back (self))
    reel_bandwidth_share_wait (self->share, self->wanted, source);
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

  if (self->clogged)
    return g_pollable_output_stream_is_writable (self->outlet);
  if (is_held_back (self))
    return reel_bandwidth_share_get_ready_at (self->share, self->wanted) == 0;
  return reel_read_ahead_peek (self->body, &data, &length) != REEL_READ_AHEAD_EMPTY;
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

/* From any thread. */
static void
stop (ReelUploadStream *self)
{
  reel_read_ahead_close (self->body);
  if (self->share != NULL)
    reel_bandwidth_share_leave (self->share);
}

/* GIO calls this on a thread of its own. */
static gboolean
reel_upload_stream_close (GInputStream *stream,
                          GCancellable *cancellable,
                          GError      **error)
{
  ReelUploadStream *self = REEL_UPLOAD_STREAM (stream);

  stop (self);
  return TRUE;
}

static void
reel_upload_stream_finalize (GObject *object)
{
  ReelUploadStream *self = REEL_UPLOAD_STREAM (object);

  stop (self);
  g_clear_object (&self->outlet);
  g_clear_pointer (&self->sleeper, g_source_unref);
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
 * @checksum: whether to find the file's SHA-256 on the way
 * @gate: (nullable): what the end of the body waits for
 * @bandwidth: (nullable): what it shares with other uploads
 * @error: return location for %REEL_API_ERROR_FILE or %G_IO_ERROR_CANCELLED
 *
 * Opens the file and begins to read ahead. Blocks: for worker threads.
 *
 * Returns: (transfer full) (nullable): the body
 */
ReelUploadStream *
reel_upload_stream_open (GFile          *file,
                         const char     *json_key,
                         gboolean        checksum,
                         ReelUploadGate *gate,
                         ReelBandwidth  *bandwidth,
                         GCancellable   *cancellable,
                         GError        **error)
{
  ReelReadAhead *body = reel_read_ahead_start (file, json_key, checksum, gate, cancellable, error);
  ReelUploadStream *self;

  if (body == NULL)
    return NULL;
  self = g_object_new (REEL_TYPE_UPLOAD_STREAM, NULL);
  self->body = body;
  self->share = bandwidth != NULL ? reel_bandwidth_share_new (bandwidth) : NULL;
  return self;
}

/* For the thread that opens. */
typedef struct
{
  GFile *file;              /* (owned) */
  const char *json_key;     /* (borrowed) (nullable): static */
  gboolean checksum;
  ReelUploadGate *gate;     /* (owned) (nullable) */
  ReelBandwidth *bandwidth; /* (owned) (nullable) */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_object_unref (opening->file);
  g_clear_pointer (&opening->gate, reel_upload_gate_unref);
  g_clear_pointer (&opening->bandwidth, reel_bandwidth_unref);
  g_free (opening);
}

static void
open_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Opening *opening = task_data;
  GError *error = NULL;
  ReelUploadStream *stream = reel_upload_stream_open (opening->file, opening->json_key, opening->checksum,
                                                      opening->gate, opening->bandwidth, cancellable, &error);

  if (stream != NULL)
    g_task_return_pointer (task, stream, g_object_unref);
  else
    g_task_return_error (task, error);
}

/*
 * reel_upload_stream_open_async:
 * @file: a regular file
 * @json_key: (nullable): a static string
 * @checksum: whether to find the file's SHA-256 on the way
 * @gate: (nullable): what the end of the body waits for
 * @bandwidth: (nullable): what it shares with other uploads
 *
 * The same as reel_upload_stream_open(), on a worker thread.
 */
void
reel_upload_stream_open_async (GFile              *file,
                               const char         *json_key,
                               gboolean            checksum,
                               ReelUploadGate     *gate,
                               ReelBandwidth      *bandwidth,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->file = g_object_ref (file);
  opening->json_key = json_key;
  opening->checksum = checksum;
  opening->gate = gate != NULL ? reel_upload_gate_ref (gate) : NULL;
  opening->bandwidth = bandwidth != NULL ? reel_bandwidth_ref (bandwidth) : NULL;
  g_task_set_source_tag (task, reel_upload_stream_open_async);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_thread);
}

/* Returns: (transfer full) (nullable): the body */
ReelUploadStream *
reel_upload_stream_open_finish (GAsyncResult *result,
                                GError      **error)
{
  g_assert (g_async_result_is_tagged (result, reel_upload_stream_open_async));

  return g_task_propagate_pointer (G_TASK (result), error);
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

/* Returns: (transfer full) (nullable): SHA-256 of the file, once all of it has been read and that was asked for */
char *
reel_upload_stream_dup_sha256 (ReelUploadStream *self)
{
  return reel_read_ahead_dup_sha256 (self->body);
}

/* Returns: whether every byte has been handed out */
gboolean
reel_upload_stream_is_drained (ReelUploadStream *self)
{
  return reel_read_ahead_get_left (self->body) == 0;
}

/*
 * reel_upload_stream_set_outlet:
 * @outlet: what libsoup writes the body to, on HTTP/1: the connection's, or that of the TLS on it
 * @wrote: called for what goes out by it, which libsoup does not know of
 * @data: for @wrote
 *
 * On the thread that the stream is read on, before the first byte is.
 */
void
reel_upload_stream_set_outlet (ReelUploadStream *self,
                               GOutputStream    *outlet,
                               ReelUploadWrote   wrote,
                               gpointer          data)
{
  if (!G_IS_POLLABLE_OUTPUT_STREAM (outlet) || !g_pollable_output_stream_can_poll (G_POLLABLE_OUTPUT_STREAM (outlet)))
    return;
  g_set_object (&self->outlet, G_POLLABLE_OUTPUT_STREAM (outlet));
  self->wrote = wrote;
  self->wrote_data = data;
}

/*
 * reel_upload_stream_abandon:
 *
 * On the thread that the stream is read on: nothing more is read or written, and whoever waits for bytes is told that there
 * are none.
 */
void
reel_upload_stream_abandon (ReelUploadStream *self)
{
  g_autoptr (GSource) sleeper = g_steal_pointer (&self->sleeper);

  stop (self);
  self->clogged = FALSE;
  g_clear_object (&self->outlet);
  if (sleeper != NULL)
    g_source_set_ready_time (sleeper, 0);
}
