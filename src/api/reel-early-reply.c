/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-early-reply.h"
#include "api/reel-reply.h"

/*
 * A server may refuse an upload (413, 401, 429) by its head, and close while the body is still on its way. libsoup looks
 * for an answer once it has written everything, finds the connection reset, and the reason is lost. So while the body goes
 * out, this listens on the same connection. HTTP/1 has nothing to say to us then but such a refusal (and '100 Continue').
 * As soon as the last byte of the body has been handed to libsoup, everything that comes is libsoup's to read.
 *
 * On HTTP/2 the answer would have a stream of its own, and libsoup would find it.
 */

#define MAX_HEAD (32 * 1024)

struct _ReelEarlyReply
{
  /* owned */
  GPollableInputStream *input;
  ReelUploadStream *body;
  GSource *source; /* (nullable): NULL once it is over */
  GByteArray *bytes;
  SoupMessageHeaders *headers; /* (nullable): once the head is whole */

  guint status;  /* 0: no head yet */
  guint interim; /* replies so far that are not the one that counts */
  gsize head_length;

  void (*complete) (gpointer data);
  gpointer data; /* (borrowed) */
};

static void
stop (ReelEarlyReply *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

/* Whether the head is whole now; what is no HTTP is never whole, and libsoup will say so. */
static gboolean
parse_head (ReelEarlyReply *self)
{
  while (self->status == 0)
    {
      const char *text = (const char *) self->bytes->data;
      const char *end = self->bytes->len > 0 ? g_strstr_len (text, self->bytes->len, "\r\n\r\n") : NULL;
      g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
      guint status;

      /* Its end is one line break, without the empty line. */
      if (end == NULL || !soup_headers_parse_response (text, (int) (end + 2 - text), headers, NULL, &status, NULL))
        return FALSE;
      if (status >= 200)
        {
          self->status = status;
          self->headers = g_steal_pointer (&headers);
          self->head_length = (gsize) (end + 4 - text);
        }
      else
        {
          g_byte_array_remove_range (self->bytes, 0, (guint) (end + 4 - text));
          if (++self->interim > REEL_EARLY_REPLY_MAX_INTERIM)
            return FALSE;
        }
    }
  return TRUE;
}

/* Nothing more comes: of a head that was cut the status is as good as all of it. */
static void
parse_cut_head (ReelEarlyReply *self)
{
  const char *text = (const char *) self->bytes->data;
  const char *end = self->bytes->len > 0 ? g_strstr_len (text, self->bytes->len, "\r\n") : NULL;
  g_autofree char *line = end != NULL ? g_strndup (text, (gsize) (end - text)) : NULL;
  guint status;

  if (self->status != 0 || line == NULL || !soup_headers_parse_status_line (line, NULL, &status, NULL) || status < 200)
    return;
  self->status = status;
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  self->head_length = self->bytes->len;
}

static gboolean
is_complete (ReelEarlyReply *self)
{
  gsize body = self->bytes->len - self->head_length;

  switch (soup_message_headers_get_encoding (self->headers))
    {
    case SOUP_ENCODING_CONTENT_LENGTH:
      return (goffset) body >= soup_message_headers_get_content_length (self->headers) || body >= REEL_REPLY_MAX_ERROR_SIZE;
    case SOUP_ENCODING_EOF:
      return body >= REEL_REPLY_MAX_ERROR_SIZE;
    case SOUP_ENCODING_CHUNKED: /* its status says enough */
    case SOUP_ENCODING_NONE:
    case SOUP_ENCODING_UNRECOGNIZED:
    case SOUP_ENCODING_BYTERANGES:
    default:
      return TRUE;
    }
}

static gboolean
readable_cb (GObject *stream,
             gpointer data)
{
  ReelEarlyReply *self = data;
  g_autoptr (GError) error = NULL;
  guint8 chunk[4096];
  gssize n;

  if (self->status == 0 && reel_upload_stream_is_drained (self->body))
    {
      stop (self);
      return G_SOURCE_REMOVE;
    }
  n = g_pollable_input_stream_read_nonblocking (self->input, chunk, sizeof chunk, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (n > 0)
    g_byte_array_append (self->bytes, chunk, (guint) n);
  else
    parse_cut_head (self);
  if (n <= 0 || (parse_head (self) && is_complete (self)) || reel_early_reply_is_babble (self) ||
      (self->status == 0 && self->bytes->len > MAX_HEAD))
    {
      stop (self);
      if (self->status != 0 || reel_early_reply_is_babble (self))
        self->complete (self->data); /* frees us */
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

/*
 * reel_early_reply_new:
 * @connection: a new connection, ready to be written to, that only one upload uses
 * @body: what is written
 * @context: the thread's
 * @complete: called when the server has refused, and the whole reply is there, or as much as will ever come; or when it
 *   sends nothing but interim replies, see reel_early_reply_is_babble()
 * @data: for @complete
 *
 * Returns: (transfer full) (nullable): a listener, or %NULL where none is needed
 */
ReelEarlyReply *
reel_early_reply_new (GIOStream        *connection,
                      ReelUploadStream *body,
                      GMainContext     *context,
                      void (*complete) (gpointer data),
                      gpointer          data)
{
  GInputStream *input = g_io_stream_get_input_stream (connection);
  ReelEarlyReply *self;

  if (!G_IS_POLLABLE_INPUT_STREAM (input) || !g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (input)))
    return NULL;
  if (G_IS_TLS_CONNECTION (connection) &&
      g_strcmp0 (g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (connection)), "h2") == 0)
    return NULL;
  self = g_new0 (ReelEarlyReply, 1);
  self->input = g_object_ref (G_POLLABLE_INPUT_STREAM (input));
  self->body = g_object_ref (body);
  self->bytes = g_byte_array_new ();
  self->complete = complete;
  self->data = data;
  self->source = g_pollable_input_stream_create_source (self->input, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (readable_cb), self, NULL);
  /* Before libsoup's next write, which may fail. */
  g_source_set_priority (self->source, G_PRIORITY_HIGH);
  g_source_set_static_name (self->source, "[reelseek] early reply");
  g_source_attach (self->source, context);
  return self;
}

void
reel_early_reply_free (ReelEarlyReply *self)
{
  stop (self);
  g_object_unref (self->input);
  g_object_unref (self->body);
  g_byte_array_unref (self->bytes);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_free (self);
}

/* The connection is of no more use. Returns: the HTTP status of the refusal, 0 where none has come */
guint
reel_early_reply_get_status (ReelEarlyReply *self)
{
  /* The writer may have found the broken connection before the loop came to us. */
  if (self->status == 0 && self->source != NULL && !reel_upload_stream_is_drained (self->body))
    {
      guint8 chunk[4096];
      gssize n = g_pollable_input_stream_read_nonblocking (self->input, chunk, sizeof chunk, NULL, NULL);

      if (n > 0)
        g_byte_array_append (self->bytes, chunk, (guint) n);
      if (!parse_head (self))
        parse_cut_head (self);
    }
  return self->status;
}

/* Returns: whether the server sends one interim reply after the other. Such a flood would keep the thread busy for as long
 * as it lasts, as nothing goes before what it sends. */
gboolean
reel_early_reply_is_babble (ReelEarlyReply *self)
{
  return self->interim > REEL_EARLY_REPLY_MAX_INTERIM;
}

/* Returns: (transfer none): the refusal's headers */
SoupMessageHeaders *
reel_early_reply_get_headers (ReelEarlyReply *self)
{
  return self->headers;
}

/* Returns: (transfer full): what there is of the refusal's body */
GBytes *
reel_early_reply_dup_body (ReelEarlyReply *self)
{
  gsize length = self->bytes->len - self->head_length;

  return g_bytes_new (self->bytes->data + self->head_length, MIN (length, REEL_REPLY_MAX_ERROR_SIZE));
}
