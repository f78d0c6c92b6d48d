/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-word-hash.h"
#include "engine/reel-word-tokens.h"

/**
 * reel_word_token_free:
 * @self: (transfer full): a token
 */
void
reel_word_token_free (ReelWordToken *self)
{
  g_free (self->text);
  g_free (self);
}

/**
 * reel_word_is_ideographic:
 * @c: a character
 *
 * Returns: whether it is written without spaces between words
 */
gboolean
reel_word_is_ideographic (gunichar c)
{
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
      return TRUE;
    default:
      return c == 0x30fc; /* the long vowel mark, which belongs to no script */
    }
}

static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == 0x2019 || c == 0x02bc;
}

static void
finish (GPtrArray *tokens,
        GString   *word,
        gboolean  *breaks,
        gboolean   is_run)
{
  ReelWordToken *token;

  if (word->len == 0 || tokens->len >= REEL_WORD_MAX_TOKENS)
    {
      g_string_truncate (word, 0);
      return;
    }
  token = g_new0 (ReelWordToken, 1);
  token->text = g_strdup (word->str);
  token->is_run = is_run;
  token->breaks = *breaks;
  g_ptr_array_add (tokens, token);
  g_string_truncate (word, 0);
  *breaks = FALSE;
}

/**
 * reel_word_tokens_read:
 * @text: any text; what is not UTF-8 is replaced
 *
 * Returns: (transfer full) (element-type ReelWordToken): its words
 */
GPtrArray *
reel_word_tokens_read (const char *text)
{
  GPtrArray *tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_word_token_free);
  g_autoptr (GString) word = g_string_new (NULL);
  g_autofree char *folded = NULL;
  gboolean in_run = FALSE, breaks = FALSE;

  g_return_val_if_fail (text != NULL, tokens);

  folded = reel_word_fold (text);
  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (is_apostrophe (c) && !in_run)
        {
          const char *after = g_utf8_next_char (at);

          /* "isn't" is a word; "l'eau" is two, of which the first is an article; of "dog's" the end does not count. */
          if (*after == 's' && !g_unichar_isalnum (g_utf8_get_char (after + 1)))
            at = after;
          else if (word->len <= 2)
            finish (tokens, word, &breaks, FALSE);
        }
      else if (g_unichar_isalnum (c) || g_unichar_ismark (c) || reel_word_is_ideographic (c))
        {
          gboolean run = reel_word_is_ideographic (c) || (in_run && g_unichar_ismark (c));

          if (run != in_run)
            finish (tokens, word, &breaks, in_run);
          in_run = run;
          g_string_append_unichar (word, c);
        }
      else
        {
          finish (tokens, word, &breaks, in_run);
          in_run = FALSE;
          if (g_unichar_ispunct (c) && c != '-' && c != '_' && c != 0x2010 && c != 0x2011)
            breaks = TRUE;
        }
    }
  finish (tokens, word, &breaks, in_run);

  return tokens;
}
