/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/reel-json.h"
#include "local/reel-json-sink.h"
#include "local/reel-local-error.h"

/*
 * All of the body goes into a bounded buffer, but for the string under the video's key, of which only the quotes do. For
 * that it is enough to know where in the outermost object strings begin and end: whether it is JSON at all is checked on
 * the buffer at the end, by reel_json_parse().
 */

typedef enum
{
  STATE_PLAIN,
  STATE_STRING,
  STATE_STRING_ESCAPE,
  STATE_VIDEO,
  STATE_VIDEO_ESCAPE,
  STATE_VIDEO_HEX, /* of \uXXXX */
  STATE_VIDEO_URL, /* the head of a data: URL */
} State;

struct _ReelJsonSink
{
  ReelBodySink sink;

  /* owned */
  char *folder; /* (nullable) */
  GByteArray *text;
  ReelFileWriter *file; /* (nullable) */
  JsonNode *root;       /* (nullable) */

  State state;
  guint depth;
  gboolean outer_is_object;
  gboolean at_key;       /* the next string of the outermost object is a key */
  gboolean key_matches;  /* the last key is the video's */
  gboolean value_next;
  gsize string_start;    /* in text */
  guint hex, n_hex;

  guint8 encoded[4096]; /* Base64, not yet decoded */
  gsize n_encoded;
  guint64 n_total;
  guint n_padding;
  int decode_state;
  guint decode_save;
};

static gboolean
fail (GError    **error,
      const char *message)
{
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, message);
  return FALSE;
}

static gboolean
keep (ReelJsonSink *self,
      guint8        c,
      GError      **error)
{
  if (self->text->len < REEL_JSON_SINK_MAX_BYTES)
    {
      g_byte_array_append (self->text, &c, 1);
      return TRUE;
    }
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_TOO_LARGE, "The JSON body is over the limit of %d bytes.",
               REEL_JSON_SINK_MAX_BYTES);
  return FALSE;
}

static gboolean
decode (ReelJsonSink *self,
        GError      **error)
{
  guint8 decoded[sizeof self->encoded];
  gsize n = g_base64_decode_step ((const char *) self->encoded, self->n_encoded, decoded, &self->decode_state,
                                  &self->decode_save);

  self->n_encoded = 0;
  if (reel_file_writer_get_size (self->file) + n <= REEL_JSON_SINK_MAX_VIDEO)
    return reel_file_writer_write (self->file, decoded, n, error);
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_TOO_LARGE,
                       _("This video is too large to be sent in Base64. Give its address instead."));
  return FALSE;
}

static gboolean
take_encoded (ReelJsonSink *self,
              guint         c,
              GError      **error)
{
  if (c == ':' && self->n_total == 4 && memcmp (self->encoded, "data", 4) == 0)
    {
      self->state = STATE_VIDEO_URL;
      self->n_encoded = 0;
      self->n_total = 0;
      return TRUE;
    }
  if (c == '=' && self->n_padding < 2)
    self->n_padding++;
  else if (c > 127 || self->n_padding > 0 || !(g_ascii_isalnum ((char) c) || c == '+' || c == '/'))
    return fail (error, "“" REEL_JSON_SINK_VIDEO_KEY "” is not Base64.");
  self->encoded[self->n_encoded++] = (guint8) c;
  self->n_total++;
  return self->n_encoded < sizeof self->encoded || decode (self, error);
}

static gboolean
begin_video (ReelJsonSink *self,
             GError      **error)
{
  self->state = STATE_VIDEO;
  if (self->file != NULL)
    return fail (error, "“" REEL_JSON_SINK_VIDEO_KEY "” is there twice.");
  self->file = reel_file_writer_new (self->folder, error);
  return self->file != NULL;
}

static gboolean
end_video (ReelJsonSink *self,
           GError      **error)
{
  self->state = STATE_PLAIN;
  if (self->n_total == 0 || self->n_total % 4 != 0)
    return fail (error, "“" REEL_JSON_SINK_VIDEO_KEY "” is not Base64, or cut short.");
  return decode (self, error) && keep (self, '"', error);
}

static gboolean
take_plain (ReelJsonSink *self,
            guint8        c,
            GError      **error)
{
  if (!keep (self, c, error))
    return FALSE;
  switch (c)
    {
    case '{':
    case '[':
      self->depth++;
      if (self->depth == 1)
        self->outer_is_object = self->at_key = c == '{';
      break;
    case '}':
    case ']':
      if (self->depth > 0)
        self->depth--;
      break;
    case ',':
      if (self->depth == 1)
        {
          self->at_key = self->outer_is_object;
          self->key_matches = FALSE;
        }
      break;
    case ':':
      self->value_next = self->depth == 1 && self->key_matches;
      return TRUE;
    case '"':
      if (self->value_next && self->folder != NULL)
        {
          self->value_next = FALSE;
          return begin_video (self, error);
        }
      self->state = STATE_STRING;
      self->string_start = self->text->len;
      break;
    case ' ':
    case '\t':
    case '\r':
    case '\n':
      return TRUE;
    default:
      break;
    }
  self->value_next = FALSE;
  return TRUE;
}

static gboolean
take_string (ReelJsonSink *self,
             guint8        c,
             GError      **error)
{
  const char *key = REEL_JSON_SINK_VIDEO_KEY;
  gsize length;

  if (!keep (self, c, error))
    return FALSE;
  if (c == '\\')
    self->state = STATE_STRING_ESCAPE;
  if (c != '"')
    return TRUE;
  self->state = STATE_PLAIN;
  if (self->depth == 1 && self->at_key)
    {
      length = self->text->len - 1 - self->string_start;
      self->key_matches = length == strlen (key) && memcmp (self->text->data + self->string_start, key, length) == 0;
      self->at_key = FALSE;
    }
  return TRUE;
}

static gboolean
take_byte (ReelJsonSink *self,
           guint8        c,
           GError      **error)
{
  switch (self->state)
    {
    case STATE_PLAIN:
      return take_plain (self, c, error);
    case STATE_STRING:
      return take_string (self, c, error);
    case STATE_STRING_ESCAPE:
      self->state = STATE_STRING;
      return keep (self, c, error);
    case STATE_VIDEO:
      if (c == '"')
        return end_video (self, error);
      if (c != '\\')
        return take_encoded (self, c, error);
      self->state = STATE_VIDEO_ESCAPE;
      return TRUE;
    case STATE_VIDEO_ESCAPE:
      self->state = c == 'u' ? STATE_VIDEO_HEX : STATE_VIDEO;
      self->hex = self->n_hex = 0;
      return c == 'u' || take_encoded (self, c == '/' ? '/' : 0, error);
    case STATE_VIDEO_HEX:
      if (!g_ascii_isxdigit (c))
        return fail (error, "“" REEL_JSON_SINK_VIDEO_KEY "” is not Base64.");
      self->hex = self->hex * 16 + (guint) g_ascii_xdigit_value ((char) c);
      if (++self->n_hex < 4)
        return TRUE;
      self->state = STATE_VIDEO;
      return take_encoded (self, self->hex, error);
    case STATE_VIDEO_URL:
      if (c == ',')
        self->state = STATE_VIDEO;
      else if (c == '"')
        return fail (error, "“" REEL_JSON_SINK_VIDEO_KEY "” is not Base64.");
      return TRUE;
    }
  g_assert_not_reached ();
}

static gboolean
feed (ReelBodySink *sink,
      const guint8 *data,
      gsize         length,
      GError      **error)
{
  ReelJsonSink *self = (ReelJsonSink *) sink;

  for (gsize i = 0; i < length; i++)
    if (!take_byte (self, data[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
end (ReelBodySink *sink,
     GError      **error)
{
  ReelJsonSink *self = (ReelJsonSink *) sink;
  g_autoptr (GBytes) bytes = g_bytes_new (self->text->data, self->text->len);

  self->root = reel_json_parse (bytes, REEL_JSON_SINK_MAX_BYTES, error);
  if (self->root == NULL)
    {
      g_prefix_error (error, "The body is not JSON: ");
      return FALSE;
    }
  return JSON_NODE_HOLDS_OBJECT (self->root) || fail (error, "The body must be a JSON object.");
}

static void
reel_json_sink_free (ReelBodySink *sink)
{
  ReelJsonSink *self = (ReelJsonSink *) sink;

  g_byte_array_unref (self->text);
  g_clear_pointer (&self->file, reel_file_writer_free);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self->folder);
  g_free (self);
}

/**
 * reel_json_sink_new:
 * @folder: (nullable): where a video sent along is written; %NULL where none is expected
 *
 * Returns: (transfer full): a sink; its errors: #ReelLocalError, #ReelJsonError
 */
ReelJsonSink *
reel_json_sink_new (const char *folder)
{
  ReelJsonSink *self = g_new0 (ReelJsonSink, 1);

  self->sink = (ReelBodySink) { feed, end, reel_json_sink_free };
  self->folder = g_strdup (folder);
  self->text = g_byte_array_new ();
  return self;
}

/**
 * reel_json_sink_get_object:
 * @self: a #ReelJsonSink that came to a good end
 *
 * Returns: (transfer none): the body, in which a video is an empty string
 */
JsonObject *
reel_json_sink_get_object (ReelJsonSink *self)
{
  return json_node_get_object (self->root);
}

/**
 * reel_json_sink_get_file:
 * @self: a #ReelJsonSink that came to a good end
 *
 * Returns: (transfer none) (nullable): the video, which goes with the sink unless it is committed
 */
ReelFileWriter *
reel_json_sink_get_file (ReelJsonSink *self)
{
  return self->file;
}
