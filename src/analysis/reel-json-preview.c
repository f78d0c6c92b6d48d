/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "analysis/reel-json-preview.h"

/* A longer string is cut in the preview: a line of a megabyte is nothing that can be laid out, or read. */
#define LONGEST_STRING 1000

static void
break_line (GString *out,
            guint    depth)
{
  g_string_append_c (out, '\n');
  for (guint i = 0; i < depth; i++)
    g_string_append (out, "  ");
}

/* Where the string that begins at @at ends, behind its quotation mark. */
static const char *
skip_string (const char *at,
             const char *end)
{
  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\' && at + 1 < end)
      at++;
  return MIN (at + 1, end);
}

static gboolean
append_string (GString    *out,
               const char *at,
               const char *next)
{
  const char *cut = at + LONGEST_STRING;

  if (next - at <= LONGEST_STRING)
    {
      g_string_append_len (out, at, next - at);
      return TRUE;
    }
  while ((*cut & 0xC0) == 0x80) /* not in the middle of a character */
    cut--;
  g_string_append_len (out, at, cut - at);
  g_string_append (out, "…\"");
  return FALSE;
}

/**
 * reel_json_preview:
 * @text: JSON that is known to be valid
 * @length: bytes of it
 * @max_length: bytes, about, after which the preview ends
 * @whole: (out): whether all of it is in the preview
 *
 * Lays JSON out for reading: one value a line, indented; numbers and strings as they were written. It takes as long as the
 * preview is, however long the text.
 *
 * Returns: (transfer full): the text
 */
char *
reel_json_preview (const char *text,
                   gsize       length,
                   gsize       max_length,
                   gboolean   *whole)
{
  GString *out = g_string_new (NULL);
  const char *end = text + length;
  guint depth = 0;

  *whole = TRUE;
  for (const char *at = text; at < end;)
    {
      char c = *at;
      const char *next = at + 1;

      if (out->len >= max_length)
        {
          *whole = FALSE;
          g_string_append (out, "\n…");
          break;
        }
      if (c == '"')
        {
          next = skip_string (at, end);
          if (!append_string (out, at, next))
            *whole = FALSE;
        }
      else if (c == '{' || c == '[')
        {
          g_string_append_c (out, c);
          while (next < end && g_ascii_isspace (*next))
            next++;
          if (next < end && (*next == '}' || *next == ']')) /* an empty one */
            g_string_append_c (out, *next++);
          else
            break_line (out, ++depth);
        }
      else if (c == '}' || c == ']')
        {
          depth -= depth > 0;
          break_line (out, depth);
          g_string_append_c (out, c);
        }
      else if (c == ',')
        {
          g_string_append_c (out, c);
          break_line (out, depth);
        }
      else if (c == ':')
        g_string_append (out, ": ");
      else if (!g_ascii_isspace (c))
        g_string_append_c (out, c);
      at = next;
    }
  return g_string_free (out, FALSE);
}
