/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "local/reel-header-params.h"
#include "local/reel-local-error.h"

/* `type; key=value; key="value"`: Content-Type and Content-Disposition, as browsers and libraries really send them. */

static gboolean
is_token (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

static const char *
skip_space (const char *p,
            const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  return p;
}

static gboolean
fail (GError    **error,
      const char *what)
{
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "The multipart body has %s.", what);
  return FALSE;
}

/* Reads a quoted string; @p is behind the first quote. A backslash quotes only a quote or itself: some programs send a
 * whole path with backslashes that mean nothing. */
static const char *
read_quoted (const char *p,
             const char *end,
             GString    *into)
{
  for (; p < end && *p != '"'; p++)
    {
      if (*p == '\\' && p + 1 < end && (p[1] == '"' || p[1] == '\\'))
        p++;
      g_string_append_c (into, *p);
    }
  return p < end ? p + 1 : NULL;
}

static gboolean
read_param (const char **position,
            const char  *end,
            GHashTable  *params,
            GError     **error)
{
  const char *p = *position, *start = p;
  g_autofree char *key = NULL;
  g_autoptr (GString) value = g_string_new (NULL);

  while (p < end && is_token (*p))
    p++;
  if (p == start || p == end || *p != '=')
    return fail (error, "a header with a parameter that is none");
  key = g_ascii_strdown (start, p - start);
  p++;
  if (p < end && *p == '"')
    {
      p = read_quoted (p + 1, end, value);
      if (p == NULL)
        return fail (error, "a header with a quote that does not end");
    }
  else
    {
      start = p;
      while (p < end && *p != ';' && *p != ' ' && *p != '\t')
        p++;
      if (p == start)
        return fail (error, "a header with an empty parameter");
      g_string_append_len (value, start, p - start);
    }
  *position = skip_space (p, end);
  if (*position < end && **position != ';')
    return fail (error, "a header with something behind a parameter");
  /* the second of two could be what a check of the first did not see */
  if (!g_hash_table_insert (params, g_steal_pointer (&key), g_string_free (g_steal_pointer (&value), FALSE)))
    return fail (error, "a header with the same parameter twice");
  return TRUE;
}

/**
 * reel_header_params_parse:
 * @value: a header's value, without line ends
 * @length: its bytes
 * @type: (out) (transfer full): what stands before the first semicolon, in lower case
 * @error: return location for %REEL_LOCAL_ERROR_BAD_REQUEST
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): the parameters, keys in lower case, values as sent
 */
GHashTable *
reel_header_params_parse (const char *value,
                          gsize       length,
                          char      **type,
                          GError    **error)
{
  g_autoptr (GHashTable) params = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *end = value + length, *p = skip_space (value, end), *start = p;

  if (memchr (value, '\0', length) != NULL)
    {
      fail (error, "a header with a zero byte");
      return NULL;
    }
  while (p < end && (is_token (*p) || *p == '/'))
    p++;
  if (p == start)
    {
      fail (error, "a header without a value");
      return NULL;
    }
  *type = NULL;
  start = g_ascii_strdown (start, p - start);
  p = skip_space (p, end);
  if (p < end && *p != ';')
    fail (error, "a header with something behind its value");
  else
    *type = (char *) start;
  while (*type != NULL && p < end)
    {
      p = skip_space (p + 1, end);
      if (p == end)
        break; /* a semicolon at the end */
      if (!read_param (&p, end, params, error))
        *type = NULL;
    }
  if (*type != NULL)
    return g_steal_pointer (&params);
  g_free ((char *) start);
  return NULL;
}

static char *
decode_extended (const char *value)
{
  const char *first = strchr (value, '\''), *second = first != NULL ? strchr (first + 1, '\'') : NULL;
  g_autofree char *charset = NULL;
  g_autofree char *bytes = NULL;

  if (second == NULL)
    return NULL;
  charset = g_strndup (value, (gsize) (first - value));
  bytes = g_uri_unescape_string (second + 1, NULL); /* %00 is refused by it */
  if (bytes == NULL)
    return NULL;
  if (g_ascii_strcasecmp (charset, "utf-8") == 0)
    return g_utf8_validate (bytes, -1, NULL) ? g_steal_pointer (&bytes) : NULL;
  if (g_ascii_strcasecmp (charset, "iso-8859-1") == 0)
    return g_convert (bytes, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  return NULL;
}

/**
 * reel_header_params_dup_text:
 * @params: what reel_header_params_parse() gave
 * @key: a key, such as `filename`
 *
 * Reads a text: from `KEY*` (RFC 5987) where that is there and well-formed, else from `KEY`, where `%22`, `%0D` and `%0A`
 * stand for what a form can't send (as browsers do), and no other percent sign means anything. Bytes that are no UTF-8 are
 * replaced.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
reel_header_params_dup_text (GHashTable *params,
                             const char *key)
{
  g_autofree char *starred = g_strconcat (key, "*", NULL);
  const char *extended = g_hash_table_lookup (params, starred);
  const char *plain = g_hash_table_lookup (params, key);
  char *text = extended != NULL ? decode_extended (extended) : NULL;
  GString *decoded;

  if (text != NULL || plain == NULL)
    return text;
  text = g_utf8_make_valid (plain, -1);
  decoded = g_string_new (text);
  g_free (text);
  g_string_replace (decoded, "%22", "\"", 0);
  g_string_replace (decoded, "%0D", "\r", 0);
  g_string_replace (decoded, "%0A", "\n", 0);
  return g_string_free (decoded, FALSE);
}
