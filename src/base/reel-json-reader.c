/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/reel-json-reader.h"
#include "base/reel-json.h"

/*
 * Only the outermost two levels are read here. What stands between them is found by counting brackets, and is held to the
 * grammar, to UTF-8 and to the bounds of memory by reel_json_parse(), value by value.
 */

#define BLOCK (64 * 1024)
#define END (-1)

typedef struct
{
  GInputStream *stream;      /* (borrowed) */
  GCancellable *cancellable; /* (borrowed) (nullable) */
  GString *text;             /* (owned): the value that is collected */
  gsize max_value;           /* bytes */
  gsize at, length;          /* of @block */
  goffset begun;             /* where @block begins in the stream */
  GError *failure;           /* (owned) (nullable): of the stream */
  guchar block[BLOCK];
} Reader;

static void
reader_free (Reader *self)
{
  g_string_free (self->text, TRUE);
  g_clear_error (&self->failure);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reader, reader_free)

/* The next byte, which stays there, or END: of the stream, or as it failed. */
static int
peek (Reader *self)
{
  gssize n;

  if (self->at < self->length)
    return self->block[self->at];
  if (self->failure != NULL || g_cancellable_set_error_if_cancelled (self->cancellable, &self->failure))
    return END;
  self->begun += (goffset) self->length;
  n = g_input_stream_read (self->stream, self->block, BLOCK, self->cancellable, &self->failure);
  self->at = 0;
  self->length = n > 0 ? (gsize) n : 0;
  return n > 0 ? self->block[0] : END;
}

static int
peek_after_space (Reader *self)
{
  int byte = peek (self);

  while (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r')
    {
      self->at++;
      byte = peek (self);
    }
  return byte;
}

/* The error of the stream, where it ended the document. */
static gboolean
fail (Reader       *self,
      ReelJsonError code,
      const char   *what,
      GError      **error)
{
  if (self->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&self->failure));
  else
    g_set_error (error, REEL_JSON_ERROR, code, "%s at byte %" G_GINT64_FORMAT, what,
                 (gint64) self->begun + (gint64) self->at);
  return FALSE;
}

static gboolean
expect (Reader     *self,
        char        byte,
        const char *what,
        GError    **error)
{
  if (peek_after_space (self) != byte)
    return fail (self, REEL_JSON_ERROR_SYNTAX, what, error);
  self->at++;
  return TRUE;
}

static gboolean
collect_byte (Reader  *self,
              GError **error)
{
  if (self->text->len >= self->max_value)
    return fail (self, REEL_JSON_ERROR_SIZE, "a value is too long", error);
  g_string_append_c (self->text, (char) self->block[self->at++]);
  return TRUE;
}

static gboolean
collect_string (Reader  *self,
                GError **error)
{
  gboolean escaped = FALSE, first = TRUE;

  for (;;)
    {
      int byte = peek (self);

      if (byte == END)
        return fail (self, REEL_JSON_ERROR_SYNTAX, "an unended string", error);
      if (!collect_byte (self, error))
        return FALSE;
      if (byte == '"' && !escaped && !first)
        return TRUE;
      escaped = byte == '\\' && !escaped;
      first = FALSE;
    }
}

static gboolean
collect_container (Reader  *self,
                   GError **error)
{
  gsize depth = 0;

  do
    {
      int byte = peek (self);

      if (byte == END)
        return fail (self, REEL_JSON_ERROR_SYNTAX, "an unended document", error);
      if (byte == '"' ? !collect_string (self, error) : !collect_byte (self, error))
        return FALSE;
      depth += byte == '{' || byte == '[';
      depth -= byte == '}' || byte == ']';
    }
  while (depth > 0);
  return TRUE;
}

static gboolean
collect_plain (Reader  *self,
               GError **error)
{
  for (;;)
    {
      int byte = peek (self);

      if (byte == END || strchr (",:]} \t\n\r", byte) != NULL)
        return TRUE;
      if (!collect_byte (self, error))
        return FALSE;
    }
}

/* (transfer full) (nullable) */
static JsonNode *
read_value (Reader  *self,
            GError **error)
{
  int byte = peek_after_space (self);
  g_autoptr (GBytes) bytes = NULL;
  gboolean collected;

  g_string_truncate (self->text, 0);
  if (byte == '"')
    collected = collect_string (self, error);
  else if (byte == '{' || byte == '[')
    collected = collect_container (self, error);
  else
    collected = collect_plain (self, error);
  if (!collected)
    return NULL;
  if (self->failure != NULL)
    {
      fail (self, REEL_JSON_ERROR_SYNTAX, "", error);
      return NULL;
    }
  bytes = g_bytes_new_static (self->text->str, self->text->len);
  return reel_json_parse (bytes, self->max_value, error);
}

static gboolean
read_array (Reader            *self,
            const char        *key,
            ReelJsonReaderFunc func,
            gpointer           data,
            GError           **error)
{
  self->at++; /* the bracket */
  if (!func (key, TRUE, NULL, data, error))
    return FALSE;
  if (peek_after_space (self) == ']')
    {
      self->at++;
      return TRUE;
    }
  for (;;)
    {
      g_autoptr (JsonNode) value = read_value (self, error);

      if (value == NULL || !func (key, TRUE, value, data, error))
        return FALSE;
      if (peek_after_space (self) == ']')
        {
          self->at++;
          return TRUE;
        }
      if (!expect (self, ',', "no comma", error))
        return FALSE;
    }
}

static gboolean
read_member (Reader            *self,
             ReelJsonReaderFunc func,
             gpointer           data,
             GError           **error)
{
  g_autoptr (JsonNode) key = NULL;
  g_autoptr (JsonNode) value = NULL;

  if (peek_after_space (self) != '"')
    return fail (self, REEL_JSON_ERROR_SYNTAX, "no key", error);
  key = read_value (self, error);
  if (key == NULL || !expect (self, ':', "no colon", error))
    return FALSE;
  if (peek_after_space (self) == '[')
    return read_array (self, json_node_get_string (key), func, data, error);
  value = read_value (self, error);
  return value != NULL && func (json_node_get_string (key), FALSE, value, data, error);
}

/**
 * reel_json_reader_read:
 * @stream: the document, from here to its end
 * @max_value: the most bytes that a key, a member that is not an array, or an element of one that is, may have
 * @func: called for each of these, in their order
 * @data: for @func
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #ReelJsonError, what @func or the stream said
 *
 * Whatever of it was handed on, only after the return is it known that the document is whole.
 *
 * Returns: whether all of it was read
 */
gboolean
reel_json_reader_read (GInputStream      *stream,
                       gsize              max_value,
                       ReelJsonReaderFunc func,
                       gpointer           data,
                       GCancellable      *cancellable,
                       GError           **error)
{
  g_autoptr (Reader) self = NULL;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  self = g_new0 (Reader, 1);
  self->stream = stream;
  self->cancellable = cancellable;
  self->text = g_string_new (NULL);
  self->max_value = max_value;
  if (!expect (self, '{', "no object", error))
    return FALSE;
  if (peek_after_space (self) == '}')
    self->at++;
  else
    for (;;)
      {
        if (!read_member (self, func, data, error))
          return FALSE;
        if (peek_after_space (self) == '}')
          {
            self->at++;
            break;
          }
        if (!expect (self, ',', "no comma", error))
          return FALSE;
      }
  if (peek_after_space (self) != END)
    return fail (self, REEL_JSON_ERROR_SYNTAX, "text after the document", error);
  if (self->failure != NULL)
    return fail (self, REEL_JSON_ERROR_SYNTAX, "", error);
  return TRUE;
}
