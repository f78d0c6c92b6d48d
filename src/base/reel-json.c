/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/reel-json.h"

/*
 * JSON from strangers. json-glib builds a tree by recursion, takes single quotes and 'var x =' for JSON, turns 1e999
 * into infinity and wraps integers beyond 63 bits. So the bytes are checked first, by the grammar of RFC 8259 and with
 * an explicit stack, and only what passes reaches the parser. What a tree of it
 * will take of memory is weighed, too: two bytes of text may be hundreds of memory. Integers that would wrap are quoted on the way, so that an
 * id keeps all its digits.
 */

G_DEFINE_QUARK (reel-json-error-quark, reel_json_error)

/* A number of fewer digits before its point is finite as a double, which goes to 1.7e308: it need not be converted. */
#define SAFE_DIGITS 300

typedef struct
{
  const char *start, *at, *end;
  guint max_depth;
  gsize weight; /* bytes of memory */
  GString *out; /* (nullable) (owned by the caller): the text with large integers quoted, begun at the first of them */
  const char *copied;
} Scanner;

static gboolean
fail (Scanner      *scan,
      GError      **error,
      ReelJsonError code,
      const char   *what)
{
  g_set_error (error, REEL_JSON_ERROR, code, "%s at byte %" G_GSIZE_FORMAT, what, (gsize) (scan->at - scan->start));
  return FALSE;
}

static gboolean
weigh (Scanner *scan,
       gsize    bytes,
       GError **error)
{
  scan->weight += bytes;
  return scan->weight <= REEL_JSON_MAX_WEIGHT || fail (scan, error, REEL_JSON_ERROR_SIZE, "too much memory");
}

/* What may stand in a string as it is, by byte: not the quote, the backslash, control characters, or what is no ASCII. */
static const guint8 plain[256] = {
  [0x20 ... 0x21] = 1,
  [0x23 ... 0x5b] = 1,
  [0x5d ... 0x7f] = 1,
};

static void
skip_space (Scanner *scan)
{
  while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\n' || *scan->at == '\r'))
    scan->at++;
}

/* The four digits after a 'u'; @scan is left on the last of them. Returns -1 where there are none. */
static int
scan_hex (Scanner *scan)
{
  int value = 0;

  for (int i = 0; i < 4; i++)
    {
      if (++scan->at == scan->end || !g_ascii_isxdigit (*scan->at))
        return -1;
      value = value * 16 + g_ascii_xdigit_value (*scan->at);
    }
  return value;
}

/* RFC 8259 lets NUL and halves of surrogate pairs pass, but C ends a string at the one, and UTF-8 has no form for the other. */
static gboolean
scan_unicode (Scanner *scan,
              GError **error)
{
  int value = scan_hex (scan);

  if (value < 0)
    return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "a broken \\u escape");
  if (value == 0)
    return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "a NUL in a string");
  if (value < 0xd800 || value > 0xdfff)
    return TRUE;
  if (value <= 0xdbff && scan->end - scan->at > 2 && scan->at[1] == '\\' && scan->at[2] == 'u')
    {
      scan->at += 2;
      value = scan_hex (scan);
      if (value >= 0xdc00 && value <= 0xdfff)
        return TRUE;
    }
  return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "half of a surrogate pair");
}

/* From a backslash to the last byte of what it begins. */
static gboolean
scan_escape (Scanner *scan,
             GError **error)
{
  if (++scan->at == scan->end)
    return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "an unended string");
  if (*scan->at == 'u')
    return scan_unicode (scan, error);
  if (strchr ("\"\\/bfnrt", *scan->at) == NULL || *scan->at == '\0')
    return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "an unknown escape");
  return TRUE;
}

/* Outside of strings the grammar takes nothing but ASCII, so whether the text is UTF-8 is decided here. */
static gboolean
scan_string (Scanner *scan,
             GError **error)
{
  const char *other = NULL; /* the first byte that is no ASCII */

  for (scan->at++;; scan->at++)
    {
      const char *at = scan->at;

      /* Four at a time, as most of a large reply is keys and other short strings. */
      while (scan->end - at >= 4 &&
             (plain[(guchar) at[0]] & plain[(guchar) at[1]] & plain[(guchar) at[2]] & plain[(guchar) at[3]]))
        at += 4;
      while (at < scan->end && plain[(guchar) *at])
        at++;
      scan->at = at;
      if (at == scan->end)
        return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "an unended string");
      if (*at == '"')
        break;
      if ((guchar) *at >= 0x80)
        other = other != NULL ? other : at;
      else if (*at != '\\')
        return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "a control character in a string");
      else if (!scan_escape (scan, error))
        return FALSE;
    }
  if (other != NULL && !g_utf8_validate_len (other, (gsize) (scan->at - other), NULL))
    return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "not UTF-8");
  scan->at++;
  return TRUE;
}

/* Returns: how many there are */
static gsize
scan_digits (Scanner *scan)
{
  const char *from = scan->at, *at = from;

  while (at < scan->end && *at >= '0' && *at <= '9')
    at++;
  scan->at = at;
  return (gsize) (at - from);
}

/* Returns: the number that the digits make, or SAFE_DIGITS where it is that large */
static gsize
read_exponent (const char *digits,
               const char *end)
{
  gsize value = 0;

  for (; digits < end && value < SAFE_DIGITS; digits++)
    value = value * 10 + (gsize) (*digits - '0');
  return MIN (value, SAFE_DIGITS);
}

static gboolean
scan_number (Scanner *scan,
             GError **error)
{
  const char *from = scan->at, *first;
  gboolean integer = TRUE;
  gsize digits, exponent = 0;

  if (*scan->at == '-')
    scan->at++;
  first = scan->at;
  digits = scan_digits (scan);
  if (digits == 0 || (*first == '0' && digits > 1))
    return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "a broken number");
  if (scan->at < scan->end && *scan->at == '.')
    {
      integer = FALSE;
      scan->at++;
      if (scan_digits (scan) == 0)
        return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "a broken fraction");
    }
  if (scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E'))
    {
      gboolean negative = scan->at + 1 < scan->end && scan->at[1] == '-';

      integer = FALSE;
      scan->at++;
      if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
        scan->at++;
      first = scan->at;
      if (scan_digits (scan) == 0)
        return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "a broken exponent");
      exponent = negative ? 0 : read_exponent (first, scan->at);
    }
  /* 18 digits always fit into 63 bits. */
  if (digits + exponent >= SAFE_DIGITS || (integer && digits > 18))
    {
      g_autofree char *text = g_strndup (from, (gsize) (scan->at - from));

      if (!isfinite (g_ascii_strtod (text, NULL)))
        return fail (scan, error, REEL_JSON_ERROR_NUMBER, "a number beyond all bounds");
      if (integer)
        {
          if (scan->out == NULL)
            scan->out = g_string_new (NULL);
          g_string_append_len (scan->out, scan->copied, from - scan->copied);
          g_string_append_printf (scan->out, "\"%s\"", text);
          scan->copied = scan->at;
        }
    }
  return TRUE;
}

static gboolean
scan_literal (Scanner *scan,
              GError **error)
{
  static const char * const literals[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (literals); i++)
    {
      gsize n = strlen (literals[i]);

      if ((gsize) (scan->end - scan->at) >= n && memcmp (scan->at, literals[i], n) == 0)
        {
          scan->at += n;
          return TRUE;
        }
    }
  return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "no JSON value");
}

/* After a value: true where another value is due at this place, with a key read where the container is an object. */
static gboolean
scan_key (Scanner *scan,
          GError **error)
{
  skip_space (scan);
  if (scan->at == scan->end || *scan->at != '"')
    return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "no key");
  if (!weigh (scan, REEL_JSON_KEY_WEIGHT, error) || !scan_string (scan, error))
    return FALSE;
  skip_space (scan);
  if (scan->at == scan->end || *scan->at != ':')
    return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "no colon");
  scan->at++;
  return TRUE;
}

static gboolean
scan_document (Scanner *scan,
               GError **error)
{
  g_autoptr (GByteArray) stack = g_byte_array_new (); /* of '{' and '[' */

  for (;;)
    {
      gboolean opened = FALSE;

      skip_space (scan);
      if (scan->at == scan->end)
        return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "an unended document");
      if (!weigh (scan, REEL_JSON_VALUE_WEIGHT, error))
        return FALSE;
      if (*scan->at == '{' || *scan->at == '[')
        {
          guint8 open = (guint8) *scan->at;

          if (!weigh (scan, REEL_JSON_CONTAINER_WEIGHT, error))
            return FALSE;
          if (stack->len == scan->max_depth)
            return fail (scan, error, REEL_JSON_ERROR_DEPTH, "nested too deeply");
          g_byte_array_append (stack, &open, 1);
          scan->at++;
          skip_space (scan);
          opened = scan->at == scan->end || *scan->at != (open == '{' ? '}' : ']');
          if (opened && open == '{' && !scan_key (scan, error))
            return FALSE;
        }
      else if (*scan->at == '"')
        {
          if (!scan_string (scan, error))
            return FALSE;
        }
      else if (*scan->at == '-' || g_ascii_isdigit (*scan->at))
        {
          if (!scan_number (scan, error))
            return FALSE;
        }
      else if (!scan_literal (scan, error))
        return FALSE;

      if (opened)
        continue;

      /* Close what ends here, until a comma asks for another value or the document is over. */
      for (;;)
        {
          guint8 open;

          skip_space (scan);
          if (stack->len == 0)
            {
              if (scan->at != scan->end)
                return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "text after the document");
              return TRUE;
            }
          open = stack->data[stack->len - 1];
          if (scan->at == scan->end)
            return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "an unended document");
          if (*scan->at == (open == '{' ? '}' : ']'))
            {
              scan->at++;
              g_byte_array_set_size (stack, stack->len - 1);
              continue;
            }
          if (*scan->at != ',')
            return fail (scan, error, REEL_JSON_ERROR_SYNTAX, "no comma");
          scan->at++;
          if (open == '{' && !scan_key (scan, error))
            return FALSE;
          break;
        }
    }
}

static gboolean
check (Scanner    *scan,
       const char *text,
       gsize       length,
       guint       max_depth,
       GError    **error)
{
  scan->start = scan->at = scan->copied = text;
  scan->end = text + length;
  scan->max_depth = max_depth;
  return scan_document (scan, error);
}

/**
 * reel_json_check:
 * @text: the bytes
 * @length: how many
 * @max_depth: how deep arrays and objects may nest, 1 or more
 * @error: return location for a #ReelJsonError
 *
 * Whether @text is one JSON document by RFC 8259, in UTF-8, not too deep, with finite numbers only.
 *
 * Returns: whether it is safe to parse
 */
gboolean
reel_json_check (const char *text,
                 gsize       length,
                 guint       max_depth,
                 GError    **error)
{
  Scanner scan = { 0 };
  gboolean ok = check (&scan, text, length, max_depth, error);

  if (scan.out != NULL)
    g_string_free (scan.out, TRUE);
  return ok;
}

/**
 * reel_json_parse:
 * @bytes: a document
 * @max_size: the most bytes that it may have
 * @error: return location for a #ReelJsonError
 *
 * Checks and parses. An integer of more than 18 digits becomes a string, so that it keeps them all. For worker threads
 * where @bytes is large.
 *
 * Returns: (transfer full) (nullable): the root
 */
JsonNode *
reel_json_parse (GBytes  *bytes,
                 gsize    max_size,
                 GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GString) rewritten = NULL;
  g_autoptr (GError) parse_error = NULL;
  Scanner scan = { 0 };
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  gboolean ok;

  if (length > max_size)
    {
      g_set_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_SIZE,
                   "%" G_GSIZE_FORMAT " bytes, over the limit of %" G_GSIZE_FORMAT, length, max_size);
      return NULL;
    }
  ok = check (&scan, text != NULL ? text : "", length, REEL_JSON_MAX_DEPTH, error);
  rewritten = scan.out;
  if (!ok)
    return NULL;
  if (rewritten != NULL)
    {
      g_string_append_len (rewritten, scan.copied, scan.end - scan.copied);
      text = rewritten->str;
      length = rewritten->len;
    }
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, &parse_error))
    {
      g_set_error_literal (error, REEL_JSON_ERROR, REEL_JSON_ERROR_SYNTAX, parse_error->message);
      return NULL;
    }
  return json_parser_steal_root (parser);
}

/* json-glib 1.6 writes two things that are no JSON: 1e+20 as 1e+20.0, and U+001F as it is. */
static GString *
mend (const char *text,
      gsize       length)
{
  GString *out = g_string_sized_new (length + 1);
  gboolean in_string = FALSE, in_exponent = FALSE;

  for (const char *p = text; p < text + length; p++)
    {
      if (in_string && *p == '\\')
        g_string_append_c (out, *p++);
      else if (*p == '"')
        in_string = !in_string;
      else if (in_string && *p == 0x1f)
        {
          g_string_append (out, "\\u001f");
          continue;
        }
      else if (!in_string && in_exponent && p[0] == '.' && p[1] == '0')
        {
          p++;
          continue;
        }
      else if (!in_string)
        in_exponent = (*p == 'e' && p > text && g_ascii_isdigit (p[-1])) ||
                      (in_exponent && (*p == '+' || *p == '-' || g_ascii_isdigit (*p)));
      g_string_append_c (out, *p);
    }
  return out;
}

/**
 * reel_json_to_bytes:
 * @node: a tree
 *
 * Returns: (transfer full): its text, without white space
 */
GBytes *
reel_json_to_bytes (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;
  gsize length;

  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, &length);
  return g_string_free_to_bytes (mend (text, length));
}

static JsonNode *
get_member (JsonObject *object,
            const char *key,
            GError    **error)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL)
    g_set_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_MISSING, "“%s” is missing", key);
  return node;
}

/**
 * reel_json_get_string:
 * @object: an object
 * @key: the key
 * @error: return location for %REEL_JSON_ERROR_MISSING or %REEL_JSON_ERROR_TYPE
 *
 * Returns: (transfer none) (nullable): the string
 */
const char *
reel_json_get_string (JsonObject *object,
                      const char *key,
                      GError    **error)
{
  JsonNode *node = get_member (object, key, error);

  if (node == NULL)
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  g_set_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_TYPE, "“%s” is no string", key);
  return NULL;
}

/**
 * reel_json_get_number:
 * @object: an object
 * @key: the key
 * @value: (out): the number
 * @error: return location for %REEL_JSON_ERROR_MISSING or %REEL_JSON_ERROR_TYPE
 *
 * Returns: whether there was a number
 */
gboolean
reel_json_get_number (JsonObject *object,
                      const char *key,
                      double     *value,
                      GError    **error)
{
  JsonNode *node = get_member (object, key, error);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (node == NULL)
    return FALSE;
  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    {
      *value = json_node_get_double (node);
      return TRUE;
    }
  g_set_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_TYPE, "“%s” is no number", key);
  return FALSE;
}

/**
 * reel_json_dup_id:
 * @object: an object
 * @key: the key
 * @error: return location for %REEL_JSON_ERROR_MISSING or %REEL_JSON_ERROR_TYPE
 *
 * Reads an id: an opaque, non-empty string; an integer is turned into one.
 *
 * Returns: (transfer full) (nullable): the id
 */
char *
reel_json_dup_id (JsonObject *object,
                  const char *key,
                  GError    **error)
{
  JsonNode *node = get_member (object, key, error);

  if (node == NULL)
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_STRING && *json_node_get_string (node) != '\0')
    return g_strdup (json_node_get_string (node));
  g_set_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_TYPE, "“%s” is no id", key);
  return NULL;
}
