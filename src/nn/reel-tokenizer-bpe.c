/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "reel-tokenizer-bpe-private.h"

/*
 * CLIP's tokenizer: byte pair encoding (Sennrich et al., 2016) of the bytes of UTF-8. A text is composed (NFC), lowered letter
 * by letter, and split into words by
 *   's|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+
 * A word begins as its bytes, the last of them marked as the end of a word; then the neighbours that stand first in the list
 * of merges become one, until none of them is listed. Names of special tokens in a text are these tokens, as with the
 * reference implementation.
 */

/* Longer texts are cut before anything else; models see 77 tokens. */
#define MAX_TEXT (16 * 1024)

static guint32
hash_pair (guint32 left,
           guint32 right)
{
  guint64 mixed = ((guint64) left << 32 | right) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (guint32) (mixed >> 32);
}

void
reel_tokenizer_bpe_add_merge (ReelTokenizerBpe            *self,
                              const ReelTokenizerBpeMerge *merge)
{
  guint32 i = hash_pair (merge->left, merge->right) & self->mask;

  for (; self->merges[i].merged != REEL_TOKENIZER_BPE_NONE; i = (i + 1) & self->mask)
    if (self->merges[i].left == merge->left && self->merges[i].right == merge->right)
      return; /* listed twice: the first counts */
  self->merges[i] = *merge;
}

/* Returns: (nullable): what the two become */
static const ReelTokenizerBpeMerge *
find_merge (const ReelTokenizerBpe *self,
            guint32                 left,
            guint32                 right)
{
  for (guint32 i = hash_pair (left, right) & self->mask; self->merges[i].merged != REEL_TOKENIZER_BPE_NONE;
       i = (i + 1) & self->mask)
    if (self->merges[i].left == left && self->merges[i].right == right)
      return &self->merges[i];
  return NULL;
}

void
reel_tokenizer_bpe_free (ReelTokenizerBpe *self)
{
  g_free (self->merges);
  g_array_unref (self->added);
  g_free (self);
}

/**
 * reel_tokenizer_bpe_get_n_ids:
 * @self: a tokenizer
 *
 * Returns: one above the highest id that it gives
 */
guint32
reel_tokenizer_bpe_get_n_ids (const ReelTokenizerBpe *self)
{
  return self->n_ids;
}

/**
 * reel_tokenizer_bpe_get_end:
 * @self: a tokenizer
 *
 * Returns: the token of a text's end, whose state is the text's
 */
guint32
reel_tokenizer_bpe_get_end (const ReelTokenizerBpe *self)
{
  return self->end;
}

/* Words */

typedef struct
{
  const ReelTokenizerBpe *tokenizer;
  GArray *ids;
  gsize max_ids;
} Encoding;

static guint32
rank_of (const ReelTokenizerBpe *self,
         guint32                 left,
         guint32                 right)
{
  const ReelTokenizerBpeMerge *merge = find_merge (self, left, right);

  return merge != NULL ? merge->rank : REEL_TOKENIZER_BPE_NONE;
}

/* The ranks of neighbours are kept, so that a long word is looked through fast: @ranks[i] is that of i and i + 1. */
static void
encode_word (Encoding   *encoding,
             const char *word,
             gsize       size)
{
  const ReelTokenizerBpe *self = encoding->tokenizer;
  g_autofree guint32 *tokens = g_new (guint32, size), *ranks = g_new (guint32, size);
  gsize n = size;

  for (gsize i = 0; i < n; i++)
    tokens[i] = (i + 1 < n ? self->bytes : self->last_bytes)[(guint8) word[i]];
  for (gsize i = 0; i + 1 < n; i++)
    ranks[i] = rank_of (self, tokens[i], tokens[i + 1]);
  while (n > 1)
    {
      gsize best = 0;

      for (gsize i = 1; i + 1 < n; i++)
        if (ranks[i] < ranks[best])
          best = i;
      if (ranks[best] == REEL_TOKENIZER_BPE_NONE)
        break;
      tokens[best] = find_merge (self, tokens[best], tokens[best + 1])->merged;
      memmove (tokens + best + 1, tokens + best + 2, (n - best - 2) * sizeof *tokens);
      memmove (ranks + best, ranks + best + 1, (n - best - 2) * sizeof *ranks);
      n--;
      if (best > 0)
        ranks[best - 1] = rank_of (self, tokens[best - 1], tokens[best]);
      if (best + 1 < n)
        ranks[best] = rank_of (self, tokens[best], tokens[best + 1]);
    }
  g_array_append_vals (encoding->ids, tokens, (guint) n);
}

typedef enum
{
  SPACE,
  LETTER,
  NUMBER,
  OTHER,
} Kind;

/* Unicode's White_Space, which g_unichar_isspace() is not. */
static gboolean
is_space (gunichar c)
{
  return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
         c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static Kind
kind_of (gunichar c)
{
  if (is_space (c))
    return SPACE;
  switch (g_unichar_type (c))
    {
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
      return LETTER;
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
      return NUMBER;
    default:
      return OTHER;
    }
}

/* Returns: the bytes of an ending such as 's, or 0 */
static gsize
ending_size (const char *text)
{
  static const char *endings[] = { "'s", "'t", "'re", "'ve", "'m", "'ll", "'d" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_prefix (text, endings[i]))
      return strlen (endings[i]);
  return 0;
}

/* Returns: the end of the word that begins at @text, which is not a space */
static const char *
word_end (const char *text)
{
  gsize ending = ending_size (text);
  Kind kind = kind_of (g_utf8_get_char (text));
  const char *end = g_utf8_next_char (text);

  if (ending > 0)
    return text + ending;
  if (kind != NUMBER)
    while (*end != '\0' && kind_of (g_utf8_get_char (end)) == kind)
      end = g_utf8_next_char (end);
  return end;
}

/* Letter by letter: not by the rules of a language, as g_utf8_strdown() does. One capital has two letters below it. */
static char *
lower (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (c == 0x130)
        g_string_append (out, "i\xcc\x87");
      else
        g_string_append_unichar (out, g_unichar_tolower (c));
    }
  return g_string_free (out, FALSE);
}

/* A stretch without special tokens. */
static void
encode_stretch (Encoding   *encoding,
                const char *text,
                gsize       size)
{
  g_autofree char *stretch = g_strndup (text, size);
  g_autofree char *composed = g_utf8_normalize (stretch, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  g_autofree char *lowered = lower (composed);
  const char *at = lowered;

  while (*at != '\0' && encoding->ids->len < encoding->max_ids)
    {
      const char *end;

      if (is_space (g_utf8_get_char (at)))
        {
          at = g_utf8_next_char (at);
          continue;
        }
      end = word_end (at);
      encode_word (encoding, at, (gsize) (end - at));
      at = end;
    }
}

/* Returns: (nullable): the longest special token whose name begins at @text */
static const ReelTokenizerBpeAdded *
find_added (const ReelTokenizerBpe *self,
            const char             *text)
{
  const ReelTokenizerBpeAdded *best = NULL;

  for (guint i = 0; i < self->added->len; i++)
    {
      const ReelTokenizerBpeAdded *added = &g_array_index (self->added, ReelTokenizerBpeAdded, i);

      if (g_str_has_prefix (text, added->content) && (best == NULL || strlen (best->content) < strlen (added->content)))
        best = added;
    }
  return best;
}

/**
 * reel_tokenizer_bpe_encode:
 * @self: a tokenizer
 * @text: any text; what is not UTF-8 in it is replaced
 * @max_ids: at least 2
 * @n_ids: (out): how many there are
 *
 * Returns: (transfer full): the ids, with the one of the begin first and that of the end last; cut to @max_ids
 */
guint32 *
reel_tokenizer_bpe_encode (const ReelTokenizerBpe *self,
                           const char             *text,
                           gsize                   max_ids,
                           gsize                  *n_ids)
{
  g_autofree char *valid = NULL;
  Encoding encoding = { self, g_array_new (FALSE, FALSE, sizeof (guint32)), max_ids };
  const char *from, *at;

  g_return_val_if_fail (self != NULL && text != NULL && max_ids >= 2 && n_ids != NULL, NULL);

  valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_TEXT));
  g_array_append_val (encoding.ids, self->begin);
  for (from = at = valid; *at != '\0' && encoding.ids->len < max_ids;)
    {
      const ReelTokenizerBpeAdded *added = find_added (self, at);

      if (added == NULL)
        {
          at = g_utf8_next_char (at);
          continue;
        }
      encode_stretch (&encoding, from, (gsize) (at - from));
      g_array_append_val (encoding.ids, added->id);
      from = at += strlen (added->content);
    }
  encode_stretch (&encoding, from, (gsize) (at - from));
  g_array_set_size (encoding.ids, (guint) MIN (encoding.ids->len, max_ids - 1));
  g_array_append_val (encoding.ids, self->end);
  *n_ids = encoding.ids->len;
  return (guint32 *) (gpointer) g_array_free (encoding.ids, FALSE);
}
