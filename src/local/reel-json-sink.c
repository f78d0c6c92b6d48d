/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/reel-json.h"
#include "local/reel-json-sink.h"
#include "local/reel-local-error.h"

/*
 * All of the body goes into a bounded buffer, but for the strings under certain keys, of which only the quotes do. For that it
 * is enough to know where strings begin and end in the outer objects, and under which keys: whether it is JSON at all is
 * checked on the buffer at the end, by reel_json_parse().
 */

typedef enum
{
  STATE_PLAIN,
  STATE_STRING,
  STATE_STRING_ESCAPE,
  STATE_FILE,
  STATE_FILE_ESCAPE,
  STATE_FILE_HEX, /* of \uXXXX */
  STATE_FILE_URL, /* the head of a data: URL */
} State;

#define MAX_DEPTH 3 /* of a string that goes into a file */

/* A string that goes into a file: the keys that lead to it. */
typedef struct
{
  const char *name; /* for people */
  guint n_keys;
  const char *keys[MAX_DEPTH];
} Slot;

static const Slot video_slots[] = { { REEL_JSON_SINK_VIDEO_KEY, 1, { REEL_JSON_SINK_VIDEO_KEY } } };

/* In the order of #ReelJsonSinkArray. */
static const Slot array_slots[REEL_JSON_SINK_N_ARRAYS] = {
  { "video_input.data", 2, { "video_input", "data" } },
  { "video_input.tensor.data", 3, { "video_input", "tensor", "data" } },
  { "audio_input.data", 2, { "audio_input", "data" } },
};

#define MAX_SLOTS REEL_JSON_SINK_N_ARRAYS

struct _ReelJsonSink
{
  ReelBodySink sink;
  const Slot *slots; /* static */
  guint n_slots;
  guint64 longest_body; /* bytes; 0 where the buffer and the files have limits enough */
  guint64 n_body;

  /* owned */
  char *folder; /* (nullable) */
  GByteArray *text;
  ReelFileWriter *files[MAX_SLOTS]; /* (nullable) */
  JsonNode *root;                   /* (nullable) */

  State state;
  guint depth;
  gboolean is_object[MAX_DEPTH + 1]; /* what is open at each depth, from 1 */
  guint matches[MAX_DEPTH + 1];      /* bits: the slots whose first keys are those that are open down to this depth */
  gboolean at_key;                   /* the next string, at this depth, is a key */
  int slot_next;                     /* whose value comes next; -1 for none */
  gsize string_start;                /* in text */
  guint hex, n_hex;

  int slot;              /* whose file is being written */
  guint8 encoded[4096];  /* Base64, not yet decoded */
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

/* @problem: what is wrong with the string whose file is written */
static gboolean
fail_slot (ReelJsonSink *self,
           GError      **error,
           const char   *problem)
{
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“%s” %s.", self->slots[self->slot].name, problem);
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
  ReelFileWriter *file = self->files[self->slot];
  gsize n = g_base64_decode_step ((const char *) self->encoded, self->n_encoded, decoded, &self->decode_state,
                                  &self->decode_save);

  self->n_encoded = 0;
  if (reel_file_writer_get_size (file) + n <= REEL_JSON_SINK_MAX_VIDEO)
    return reel_file_writer_write (file, decoded, n, error);
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
      self->state = STATE_FILE_URL;
      self->n_encoded = 0;
      self->n_total = 0;
      return TRUE;
    }
  if (c == '=' && self->n_padding < 2)
    self->n_padding++;
  else if (c > 127 || self->n_padding > 0 || !(g_ascii_isalnum ((char) c) || c == '+' || c == '/'))
    return fail_slot (self, error, "is not Base64");
  self->encoded[self->n_encoded++] = (guint8) c;
  self->n_total++;
  return self->n_encoded < sizeof self->encoded || decode (self, error);
}

static gboolean
begin_file (ReelJsonSink *self,
            GError      **error)
{
  self->state = STATE_FILE;
  self->slot = self->slot_next;
  self->slot_next = -1;
  if (self->files[self->slot] != NULL)
    return fail_slot (self, error, "is there twice");
  self->files[self->slot] = reel_file_writer_new (self->folder, error);
  self->n_total = 0;
  self->n_padding = 0;
  self->decode_state = 0;
  self->decode_save = 0;
  return self->files[self->slot] != NULL;
}

static gboolean
end_file (ReelJsonSink *self,
          GError      **error)
{
  self->state = STATE_PLAIN;
  if (self->n_total == 0 || self->n_total % 4 != 0)
    return fail_slot (self, error, "is not Base64, or cut short");
  return decode (self, error) && keep (self, '"', error);
}

static void
open_container (ReelJsonSink *self,
                gboolean      is_object)
{
  self->depth++;
  self->at_key = is_object;
  if (self->depth > MAX_DEPTH)
    return;
  self->is_object[self->depth] = is_object;
  self->matches[self->depth] = 0;
}

/* The key of the outer objects is read: which strings may it lead to? */
static void
take_key (ReelJsonSink *self)
{
  const char *key = (const char *) self->text->data + self->string_start;
  gsize length = self->text->len - 1 - self->string_start;
  guint before;

  self->at_key = FALSE;
  if (self->depth > MAX_DEPTH)
    return;
  before = self->depth == 1 ? ~0u : self->matches[self->depth - 1];
  self->matches[self->depth] = 0;
  for (guint i = 0; i < self->n_slots; i++)
    {
      const Slot *slot = &self->slots[i];
      const char *wanted = self->depth <= slot->n_keys ? slot->keys[self->depth - 1] : NULL;

      if (wanted != NULL && (before & (1u << i)) != 0 && strlen (wanted) == length && memcmp (wanted, key, length) == 0)
        self->matches[self->depth] |= 1u << i;
    }
}

static int
find_slot (ReelJsonSink *self)
{
  if (self->folder != NULL && self->depth > 0 && self->depth <= MAX_DEPTH)
    for (guint i = 0; i < self->n_slots; i++)
      if (self->slots[i].n_keys == self->depth && (self->matches[self->depth] & (1u << i)) != 0)
        return (int) i;
  return -1;
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
      open_container (self, c == '{');
      break;
    case '}':
    case ']':
      if (self->depth > 0)
        self->depth--;
      self->at_key = FALSE;
      break;
    case ',':
      self->at_key = self->depth > 0 && self->depth <= MAX_DEPTH && self->is_object[self->depth];
      if (self->depth > 0 && self->depth <= MAX_DEPTH)
        self->matches[self->depth] = 0;
      break;
    case ':':
      self->slot_next = find_slot (self);
      return TRUE;
    case '"':
      if (self->slot_next >= 0)
        return begin_file (self, error);
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
  self->slot_next = -1;
  return TRUE;
}

static gboolean
take_string (ReelJsonSink *self,
             guint8        c,
             GError      **error)
{
  if (!keep (self, c, error))
    return FALSE;
  if (c == '\\')
    self->state = STATE_STRING_ESCAPE;
  if (c != '"')
    return TRUE;
  self->state = STATE_PLAIN;
  if (self->at_key)
    take_key (self);
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
    case STATE_FILE:
      if (c == '"')
        return end_file (self, error);
      if (c != '\\')
        return take_encoded (self, c, error);
      self->state = STATE_FILE_ESCAPE;
      return TRUE;
    case STATE_FILE_ESCAPE:
      self->state = c == 'u' ? STATE_FILE_HEX : STATE_FILE;
      self->hex = self->n_hex = 0;
      return c == 'u' || take_encoded (self, c == '/' ? '/' : 0, error);
    case STATE_FILE_HEX:
      if (!g_ascii_isxdigit (c))
        return fail_slot (self, error, "is not Base64");
      self->hex = self->hex * 16 + (guint) g_ascii_xdigit_value ((char) c);
      if (++self->n_hex < 4)
        return TRUE;
      self->state = STATE_FILE;
      return take_encoded (self, self->hex, error);
    case STATE_FILE_URL:
      if (c == ',')
        self->state = STATE_FILE;
      else if (c == '"')
        return fail_slot (self, error, "is not Base64");
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

  self->n_body += length;
  if (self->longest_body > 0 && self->n_body > self->longest_body)
    {
      g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_TOO_LARGE,
                   "The body is over the limit of %" G_GUINT64_FORMAT " bytes.", self->longest_body);
      return FALSE;
    }
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
  if (!JSON_NODE_HOLDS_OBJECT (self->root))
    return fail (error, "The body must be a JSON object.");
  for (guint i = 0; i < self->n_slots; i++)
    if (self->files[i] != NULL && !reel_file_writer_sync (self->files[i], error))
      return FALSE;
  return TRUE;
}

static void
reel_json_sink_free (ReelBodySink *sink)
{
  ReelJsonSink *self = (ReelJsonSink *) sink;

  g_byte_array_unref (self->text);
  for (guint i = 0; i < self->n_slots; i++)
    g_clear_pointer (&self->files[i], reel_file_writer_free);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self->folder);
  g_free (self);
}

static ReelJsonSink *
sink_new (const char *folder,
          const Slot *slots,
          guint       n_slots)
{
  ReelJsonSink *self = g_new0 (ReelJsonSink, 1);

  self->sink = (ReelBodySink) { feed, end, reel_json_sink_free };
  self->folder = g_strdup (folder);
  self->text = g_byte_array_new ();
  self->slots = slots;
  self->n_slots = n_slots;
  self->slot_next = -1;
  return self;
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
  return sink_new (folder, video_slots, G_N_ELEMENTS (video_slots));
}

/**
 * reel_json_sink_new_arrays:
 * @folder: where the arrays are written
 *
 * A sink for a body of %REEL_JSON_SINK_MAX_ARRAYS bytes at most, with arrays in Base64, each of which goes to a file.
 *
 * Returns: (transfer full): a sink; its errors: #ReelLocalError, #ReelJsonError
 */
ReelJsonSink *
reel_json_sink_new_arrays (const char *folder)
{
  ReelJsonSink *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = sink_new (folder, array_slots, G_N_ELEMENTS (array_slots));
  self->longest_body = REEL_JSON_SINK_MAX_ARRAYS;
  return self;
}

/**
 * reel_json_sink_get_object:
 * @self: a #ReelJsonSink that came to a good end
 *
 * Returns: (transfer none): the body, in which what went to a file is an empty string
 */
JsonObject *
reel_json_sink_get_object (ReelJsonSink *self)
{
  return json_node_get_object (self->root);
}

/**
 * reel_json_sink_get_file:
 * @self: a sink of reel_json_sink_new() that came to a good end
 *
 * Returns: (transfer none) (nullable): the video, which goes with the sink unless it is committed
 */
ReelFileWriter *
reel_json_sink_get_file (ReelJsonSink *self)
{
  g_return_val_if_fail (self->slots == video_slots, NULL);

  return self->files[0];
}

/**
 * reel_json_sink_get_array:
 * @self: a sink of reel_json_sink_new_arrays() that came to a good end
 * @array: which one
 *
 * Returns: (transfer none) (nullable): its bytes, which go with the sink unless they are committed
 */
ReelFileWriter *
reel_json_sink_get_array (ReelJsonSink     *self,
                          ReelJsonSinkArray array)
{
  g_return_val_if_fail (self->slots == array_slots, NULL);
  g_return_val_if_fail (array < REEL_JSON_SINK_N_ARRAYS, NULL);

  return self->files[array];
}
