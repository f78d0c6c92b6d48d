/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-query-text.h"

/**
 * reel_query_text_clean:
 * @text: what somebody typed, or pasted out of another text
 *
 * Returns: (transfer full): valid UTF-8 in one line: a space for each run of line ends, tabs and the like, and none around it
 */
char *
reel_query_text_clean (const char *text)
{
  g_autofree char *valid = NULL;
  GString *clean;
  gboolean space = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  clean = g_string_new (NULL);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        {
          space = TRUE;
          continue;
        }
      if (space && clean->len > 0 && !g_unichar_isspace (c) && clean->str[clean->len - 1] != ' ')
        g_string_append_c (clean, ' ');
      space = FALSE;
      g_string_append_unichar (clean, c);
    }
  return g_strstrip (g_string_free (clean, FALSE));
}

/**
 * reel_query_text_dup_refusal:
 * @text: a question
 *
 * Returns: (transfer full) (nullable): why it can't be asked, for people
 */
char *
reel_query_text_dup_refusal (const char *text)
{
  glong length;

  g_return_val_if_fail (text != NULL, NULL);

  length = g_utf8_strlen (text, -1);
  if (length <= REEL_QUERY_TEXT_LONGEST)
    return NULL;
  /* Translators: how many characters somebody typed, and how many can be asked at most */
  return g_strdup_printf (_ ("A question of %1$ld characters is too long: %2$d are the most. Shorten it."), length,
                          REEL_QUERY_TEXT_LONGEST);
}
