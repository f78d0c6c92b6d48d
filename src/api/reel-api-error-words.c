/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-api-error-private.h"

/* Text of a server before people see it: cleaned, cut, and without the key. */

#define MAX_WORDS  300         /* characters of a server's own text that a person is shown */
#define MAX_LENGTH (64 * 1024) /* bytes of it that are looked at: as many as are read of an error's body */
#define CUT        "…"         /* where it was cut */
#define LEAST_KEY  4           /* characters of a key's beginning that say something of it */

/* The length of @secret's beginning that ends at @end, which is within @text; 0 where it is less than a few characters. */
static gsize
count_begun (const char *text,
             const char *end,
             const char *secret)
{
  for (gsize n = MIN (strlen (secret), (gsize) (end - text)); n >= LEAST_KEY; n--)
    if (strncmp (end - n, secret, n) == 0)
      return n;
  return 0;
}

/*
 * reel_api_error_redact_words:
 * @text: (inout): (nullable): what a service said
 * @secret: (nullable): what must not be shown or logged
 *
 * Takes out a secret, and what is left of one that was cut.
 */
void
reel_api_error_redact_words (char      **text,
                             const char *secret)
{
  g_autoptr (GString) clean = NULL;
  const char *cut;

  if (secret == NULL || *text == NULL)
    return;
  clean = g_string_new (*text);
  for (gsize from = 0; (cut = strstr (clean->str + from, CUT)) != NULL;)
    {
      gsize end = (gsize) (cut - clean->str), n = count_begun (clean->str, cut, secret);

      g_string_erase (clean, (gssize) (end - n), (gssize) n);
      from = end - n + strlen (CUT);
    }
  g_string_replace (clean, secret, CUT, 0);
  g_free (*text);
  *text = g_string_free (g_steal_pointer (&clean), FALSE);
}

/*
 * reel_api_error_clean_words:
 * @words: (nullable): text of a stranger
 *
 * Makes text that is safe to show: UTF-8, one line, without control and formatting characters, of at most 300 characters.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL where nothing is left of it
 */
char *
reel_api_error_clean_words (const char *words)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) clean = g_string_new (NULL);
  gboolean space = FALSE;
  gsize length;
  glong n = 0;

  if (words == NULL)
    return NULL;
  length = strnlen (words, MAX_LENGTH);
  valid = g_utf8_make_valid (words, (gssize) length);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      /* FORMAT has the marks that turn the direction of text around. */
      if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
          type == G_UNICODE_PARAGRAPH_SEPARATOR || type == G_UNICODE_SPACE_SEPARATOR || type == G_UNICODE_UNASSIGNED ||
          type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_SURROGATE)
        {
          space = type != G_UNICODE_FORMAT || space;
          continue;
        }
      if (space && clean->len > 0)
        {
          g_string_append_c (clean, ' ');
          n++;
        }
      space = FALSE;
      if (n >= MAX_WORDS - 2) /* a space may have come with it */
        {
          g_string_append (clean, CUT);
          break;
        }
      g_string_append_unichar (clean, c);
      n++;
    }
  if (length == MAX_LENGTH && !g_str_has_suffix (clean->str, CUT))
    g_string_append (clean, CUT);
  return clean->len > 0 ? g_string_free (g_steal_pointer (&clean), FALSE) : NULL;
}
