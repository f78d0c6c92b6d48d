/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "local/reel-header-params.h"
#include "local/reel-multipart-parser.h"

/*
 * A delimiter is CRLF, two dashes and the boundary, and CR occurs in it only once, at its start. So where a candidate
 * breaks off, the bytes held back are data, and a new candidate can begin at the breaking byte at the earliest: no
 * backtracking, and what is held back is always a prefix of the delimiter, which we have, not a copy of the input.
 */

typedef enum
{
  STATE_PREAMBLE,   /* before the first boundary; ignored */
  STATE_BOUNDARY,   /* behind a boundary: `--`, or white space and a line's end */
  STATE_DASH,       /* one dash of `--` is read */
  STATE_PADDING_LF, /* CR is read, LF must come */
  STATE_HEADERS,
  STATE_DATA,
  STATE_EPILOGUE, /* behind the last boundary; ignored */
  STATE_FAILED,
} State;

struct _ReelMultipartParser
{
  State state;
  GString *delimiter;
  gsize matched;  /* bytes of the delimiter seen */
  gsize not_ours; /* of these, bytes at the start that belong to what came before the data */
  gsize skipped;  /* bytes of preamble or padding */

  GString *line;       /* the header line being read */
  gsize header_bytes;  /* of this part */
  guint n_parts;
  char *name;          /* (nullable) */
  char *file_name;     /* (nullable) */

  const ReelMultipartEvents *events; /* (borrowed) */
  gpointer user_data;                /* (borrowed) */
};

G_DEFINE_QUARK (reel-multipart-error-quark, reel_multipart_error)

#define MAX_BOUNDARY 70
#define MAX_PADDING  256

static gboolean
fail (ReelMultipartParser *self,
      GError             **error,
      ReelMultipartError   code,
      const char          *message)
{
  self->state = STATE_FAILED;
  g_set_error_literal (error, REEL_MULTIPART_ERROR, code, message);
  return FALSE;
}

static gboolean
is_boundary (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || length > MAX_BOUNDARY || text[length - 1] == ' ')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("'()+_,-./:=? ", *p) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * reel_multipart_parser_new:
 * @content_type: (nullable): the request's `Content-Type`
 * @events: whom to tell; must outlive the parser
 * @user_data: for @events
 * @error: return location for %REEL_MULTIPART_ERROR_CONTENT_TYPE
 *
 * Returns: (transfer full) (nullable): a parser
 */
ReelMultipartParser *
reel_multipart_parser_new (const char                *content_type,
                           const ReelMultipartEvents *events,
                           gpointer                   user_data,
                           GError                   **error)
{
  g_autoptr (GHashTable) params = NULL;
  g_autofree char *type = NULL;
  const char *boundary = NULL;
  ReelMultipartParser *self;

  g_return_val_if_fail (events != NULL, NULL);

  if (content_type != NULL)
    params = reel_header_params_parse (content_type, strlen (content_type), &type, NULL);
  if (params != NULL && g_str_equal (type, "multipart/form-data"))
    boundary = g_hash_table_lookup (params, "boundary");
  if (boundary == NULL || !is_boundary (boundary))
    {
      g_set_error_literal (error, REEL_MULTIPART_ERROR, REEL_MULTIPART_ERROR_CONTENT_TYPE,
                           "The Content-Type must be multipart/form-data with a boundary.");
      return NULL;
    }
  self = g_new0 (ReelMultipartParser, 1);
  self->delimiter = g_string_new ("\r\n--");
  g_string_append (self->delimiter, boundary);
  self->matched = 2; /* the body's start counts as a line's start */
  self->not_ours = 2;
  self->line = g_string_new (NULL);
  self->events = events;
  self->user_data = user_data;
  return self;
}

static gboolean
emit (ReelMultipartParser *self,
      const guint8        *data,
      gsize                length,
      GError             **error)
{
  if (length == 0)
    return TRUE;
  if (self->state == STATE_PREAMBLE)
    {
      self->skipped += length;
      if (self->skipped > REEL_MULTIPART_MAX_PREAMBLE)
        return fail (self, error, REEL_MULTIPART_ERROR_LIMIT, "The multipart body does not begin with its boundary.");
      return TRUE;
    }
  if (self->events->part_data (data, length, self->user_data, error))
    return TRUE;
  self->state = STATE_FAILED;
  return FALSE;
}

/* The bytes held back turned out to be no delimiter. */
static gboolean
emit_held (ReelMultipartParser *self,
           GError             **error)
{
  gsize from = self->not_ours, to = self->matched;

  self->matched = 0;
  self->not_ours = 0;
  return to <= from || emit (self, (const guint8 *) self->delimiter->str + from, to - from, error);
}

static gboolean
boundary_found (ReelMultipartParser *self,
                GError             **error)
{
  gboolean was_data = self->state == STATE_DATA;

  self->matched = 0;
  self->not_ours = 0;
  self->skipped = 0;
  self->state = STATE_BOUNDARY;
  if (!was_data || self->events->part_end (self->user_data, error))
    return TRUE;
  self->state = STATE_FAILED;
  return FALSE;
}

/* Preamble and data: looks for the delimiter. Returns how many bytes were used; 0 with @error. */
static gsize
take_data (ReelMultipartParser *self,
           const guint8        *data,
           gsize                length,
           GError             **error)
{
  gsize i = 0, start;

  while (i < length && self->matched > 0)
    {
      if (data[i] == (guint8) self->delimiter->str[self->matched])
        {
          i++;
          self->matched++;
          if (self->matched == self->delimiter->len)
            return boundary_found (self, error) ? i : 0;
        }
      else if (!emit_held (self, error))
        return 0;
    }
  start = i;
  while (i < length && self->matched == 0)
    {
      const guint8 *cr = memchr (data + i, '\r', length - i);

      i = cr != NULL ? (gsize) (cr - data) : length;
      if (!emit (self, data + start, i - start, error))
        return 0;
      if (cr != NULL)
        {
          self->matched = 1;
          i++;
        }
    }
  return i;
}

static gboolean
take_header (ReelMultipartParser *self,
             GError             **error)
{
  const char *line = self->line->str, *colon = memchr (line, ':', self->line->len), *value;
  g_autoptr (GHashTable) params = NULL;
  g_autofree char *type = NULL;
  gsize name_length;

  if (colon == NULL || colon == line)
    return fail (self, error, REEL_MULTIPART_ERROR_HEADERS, "A part of the multipart body has a header line without a name.");
  name_length = (gsize) (colon - line);
  value = colon + 1;
  for (const char *p = line; p < colon; p++)
    if (!g_ascii_isgraph (*p))
      return fail (self, error, REEL_MULTIPART_ERROR_HEADERS, "A part of the multipart body has a header with a bad name.");
  if (name_length != strlen ("content-disposition") || g_ascii_strncasecmp (line, "content-disposition", name_length) != 0)
    return TRUE;
  if (self->name != NULL)
    return fail (self, error, REEL_MULTIPART_ERROR_HEADERS, "A part of the multipart body has two Content-Dispositions.");
  params = reel_header_params_parse (value, self->line->len - name_length - 1, &type, NULL);
  if (params == NULL || !g_str_equal (type, "form-data") || !g_hash_table_contains (params, "name"))
    return fail (self, error, REEL_MULTIPART_ERROR_HEADERS,
                 "A part of the multipart body has no Content-Disposition: form-data with a name.");
  self->name = reel_header_params_dup_text (params, "name");
  self->file_name = reel_header_params_dup_text (params, "filename");
  return TRUE;
}

/* A whole line, without its end. */
static gboolean
take_line (ReelMultipartParser *self,
           GError             **error)
{
  if (self->line->len > 0)
    {
      gboolean ok = take_header (self, error);

      g_string_truncate (self->line, 0);
      return ok;
    }
  if (self->name == NULL)
    return fail (self, error, REEL_MULTIPART_ERROR_HEADERS, "A part of the multipart body has no Content-Disposition.");
  self->state = STATE_DATA;
  self->matched = 2; /* a boundary may follow at once: the empty line's end is its own, and not data */
  self->not_ours = 2;
  if (self->events->part_begin (self->name, self->file_name, self->user_data, error))
    return TRUE;
  self->state = STATE_FAILED;
  return FALSE;
}

static gboolean
begin_headers (ReelMultipartParser *self,
               GError             **error)
{
  self->state = STATE_HEADERS;
  self->header_bytes = 0;
  g_string_truncate (self->line, 0);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->file_name, g_free);
  self->n_parts++;
  if (self->n_parts <= REEL_MULTIPART_MAX_PARTS)
    return TRUE;
  return fail (self, error, REEL_MULTIPART_ERROR_LIMIT, "The multipart body has too many parts.");
}

static gboolean
take_header_byte (ReelMultipartParser *self,
                  char                 c,
                  GError             **error)
{
  gsize length = self->line->len;
  gboolean after_cr = length > 0 && self->line->str[length - 1] == '\r';

  if (++self->header_bytes > REEL_MULTIPART_MAX_HEADERS)
    return fail (self, error, REEL_MULTIPART_ERROR_LIMIT, "A part of the multipart body has headers that are too long.");
  if (after_cr != (c == '\n'))
    return fail (self, error, REEL_MULTIPART_ERROR_SYNTAX, "A part of the multipart body has a header with a bad line end.");
  if (after_cr)
    {
      g_string_truncate (self->line, length - 1);
      return take_line (self, error);
    }
  if (c == '\0')
    return fail (self, error, REEL_MULTIPART_ERROR_SYNTAX, "A part of the multipart body has a header with a zero byte.");
  g_string_append_c (self->line, c);
  return TRUE;
}

static gboolean
take_byte (ReelMultipartParser *self,
           char                 c,
           GError             **error)
{
  switch (self->state)
    {
    case STATE_BOUNDARY:
      if (c == '-' && self->skipped == 0)
        self->state = STATE_DASH;
      else if (c == '\r')
        self->state = STATE_PADDING_LF;
      else if ((c != ' ' && c != '\t') || ++self->skipped > MAX_PADDING)
        return fail (self, error, REEL_MULTIPART_ERROR_SYNTAX, "The multipart body has something behind a boundary.");
      return TRUE;
    case STATE_DASH:
      if (c != '-')
        return fail (self, error, REEL_MULTIPART_ERROR_SYNTAX, "The multipart body has something behind a boundary.");
      self->state = STATE_EPILOGUE;
      return TRUE;
    case STATE_PADDING_LF:
      if (c != '\n')
        return fail (self, error, REEL_MULTIPART_ERROR_SYNTAX, "The multipart body has a bad line end behind a boundary.");
      return begin_headers (self, error);
    case STATE_HEADERS:
      return take_header_byte (self, c, error);
    case STATE_PREAMBLE:
    case STATE_DATA:
    case STATE_EPILOGUE:
    case STATE_FAILED:
      break;
    }
  g_assert_not_reached ();
}

/**
 * reel_multipart_parser_feed:
 * @self: a #ReelMultipartParser
 * @data: the next bytes of the body
 * @length: how many
 * @error: return location for a #ReelMultipartError, or what an event set
 *
 * Returns: whether all is well so far; after %FALSE the parser only refuses
 */
gboolean
reel_multipart_parser_feed (ReelMultipartParser *self,
                            const guint8        *data,
                            gsize                length,
                            GError             **error)
{
  gsize i = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  while (i < length)
    {
      gsize used;

      switch (self->state)
        {
        case STATE_EPILOGUE:
          return TRUE;
        case STATE_FAILED:
          return fail (self, error, REEL_MULTIPART_ERROR_SYNTAX, "The multipart body is broken.");
        case STATE_PREAMBLE:
        case STATE_DATA:
          used = take_data (self, data + i, length - i, error);
          if (used == 0)
            return FALSE;
          i += used;
          break;
        case STATE_BOUNDARY:
        case STATE_DASH:
        case STATE_PADDING_LF:
        case STATE_HEADERS:
          if (!take_byte (self, (char) data[i], error))
            return FALSE;
          i++;
          break;
        }
    }
  return TRUE;
}

/**
 * reel_multipart_parser_end:
 * @self: a #ReelMultipartParser
 * @error: return location for %REEL_MULTIPART_ERROR_CUT
 *
 * The body is at its end.
 *
 * Returns: whether it was complete
 */
gboolean
reel_multipart_parser_end (ReelMultipartParser *self,
                           GError             **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->state == STATE_EPILOGUE)
    return TRUE;
  return fail (self, error, REEL_MULTIPART_ERROR_CUT, "The multipart body ends before its last boundary.");
}

void
reel_multipart_parser_free (ReelMultipartParser *self)
{
  g_string_free (self->delimiter, TRUE);
  g_string_free (self->line, TRUE);
  g_free (self->name);
  g_free (self->file_name);
  g_free (self);
}
