/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-concept-space.h"
#include "engine/reel-word-hash.h"
#include "engine/reel-word-tokens.h"

/**
 * reel_word_fold:
 * @text: any text
 *
 * Returns: (transfer full): its first %REEL_WORD_MAX_TEXT characters as valid UTF-8, compatibility forms composed, in lower
 * case: what all tables of words are compared with
 */
char *
reel_word_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, strnlen (text, REEL_WORD_MAX_TEXT * 4));
  g_autofree char *cut = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), REEL_WORD_MAX_TEXT));
  g_autofree char *normal = g_utf8_normalize (cut, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *lower = g_utf8_strdown (normal, -1);

  return g_utf8_normalize (lower, -1, G_NORMALIZE_ALL_COMPOSE);
}

/**
 * reel_word_hash:
 * @word: a word as reel_word_tokens_read() gives it
 *
 * The last 's' of longer words does not count, so that 'exits' and 'exit' meet. FNV-1a, folded to eight bits.
 *
 * Returns: the word's number among the axes of words, 0 … %REEL_N_WORD_AXES − 1
 */
guint
reel_word_hash (const char *word)
{
  gsize length;
  guint32 hash = 2166136261u;

  g_return_val_if_fail (word != NULL, 0);

  length = strlen (word);
  if (length > 3 && word[length - 1] == 's' && word[length - 2] != 's')
    length--;
  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guint8) word[i]) * 16777619u;
  return ((hash >> 24) ^ (hash >> 16) ^ (hash >> 8) ^ hash) % REEL_N_WORD_AXES;
}

static void
add (GArray     *axes,
     const char *word)
{
  guint axis = REEL_AXIS_WORDS + reel_word_hash (word);

  for (guint i = 0; i < axes->len; i++)
    if (g_array_index (axes, guint, i) == axis)
      return;
  g_array_append_val (axes, axis);
}

/**
 * reel_word_hash_text:
 * @text: a text, for instance one that was read in a picture
 *
 * Words of at least three letters count, and of Chinese and Japanese each two characters that follow one another.
 *
 * Returns: (transfer full) (element-type guint): the axes of its words, each once
 */
GArray *
reel_word_hash_text (const char *text)
{
  GArray *axes = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) tokens = NULL;

  g_return_val_if_fail (text != NULL, axes);

  tokens = reel_word_tokens_read (text);
  for (guint i = 0; i < tokens->len; i++)
    {
      const ReelWordToken *token = g_ptr_array_index (tokens, i);
      glong length = g_utf8_strlen (token->text, -1);

      if (!token->is_run && length > 2)
        add (axes, token->text);
      for (glong at = 0; token->is_run && at + 1 < length; at++)
        {
          g_autofree char *pair = g_utf8_substring (token->text, at, at + 2);

          add (axes, pair);
        }
    }
  return axes;
}
