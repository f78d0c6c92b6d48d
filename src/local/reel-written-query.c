/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-word-tokens.h"
#include "local/reel-written-query.h"

/* Bytes of what is shown of a text that was found. */
#define MOST_SHOWN 60

/* Words that a text need not have, of the languages with spaces; and those of what a query is for. */
static const char *const small_words[] = {
  "a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with", "clip", "footage", "movie",
  "scene", "shot", "video", "am", "das", "dem", "den", "der", "des", "die", "ein", "eine", "einem", "einen", "einer", "im",
  "mit", "und", "von", "vor", "zu", "au", "aux", "avec", "d", "de", "du", "en", "et", "l", "la", "le", "les", "sur", "un",
  "une", "con", "del", "el", "los", "las", "una", "y", "di", "e", "gli", "i", "il", "lo", "com", "da", "do", "em", "o",
  "os", "um", "uma", "の", "は", "が", "を", "に", "で", "と", "的", NULL
};

/* A query with one of these asks for what is not there: then it is only looked for as a phrase, 'no parking'. */
static const char *const negations[] = {
  "not", "no", "never", "none", "without", "kein", "keine", "keinen", "nicht", "ohne", "sans", "pas", "aucun", "sin", "senza",
  "non", "sem", "nao", NULL
};

/* A word of a query, or what stands together in a language without spaces: several pieces, a character each. */
typedef struct
{
  GPtrArray *pieces; /* (owned) (element-type utf8) */
  gboolean is_small;
} Unit;

struct _ReelWrittenQuery
{
  GPtrArray *units;  /* (owned) (element-type Unit) */
  GPtrArray *phrase; /* (owned) (element-type utf8): pieces of all of them, without small words at either end */
  guint n_wanted;    /* units that count */
  gboolean is_negated;
};

static void
unit_free (Unit *unit)
{
  g_ptr_array_unref (unit->pieces);
  g_free (unit);
}

static gboolean
is_mark (gunichar c)
{
  return c >= 0x300 && c <= 0x36f;
}

/* Accents do not count, nor does the last 's' of longer words, as in reel_word_hash(). */
static char *
fold_word (const char *word)
{
  g_autofree char *apart = g_utf8_normalize (word, -1, G_NORMALIZE_ALL);
  g_autofree char *composed = NULL;
  g_autofree char *folded = NULL;
  g_autoptr (GString) bare = g_string_new (NULL);

  for (const char *at = apart; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    if (!is_mark (g_utf8_get_char (at)))
      g_string_append_unichar (bare, g_utf8_get_char (at));
  folded = g_utf8_casefold (bare->str, -1);
  composed = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);
  if (composed != NULL)
    {
      gsize length = strlen (composed);

      if (length > 3 && composed[length - 1] == 's' && composed[length - 2] != 's')
        composed[length - 1] = '\0';
    }
  return g_steal_pointer (&composed);
}

/* Whether it is written without spaces around words, or, as Korean, with endings that no space divides off. */
static gboolean
has_no_spaces (const char *word)
{
  gunichar c = g_utf8_get_char (word);

  return reel_word_is_ideographic (c) || g_unichar_get_script (c) == G_UNICODE_SCRIPT_HANGUL;
}

static void
add_pieces (GPtrArray  *pieces,
            const char *word)
{
  g_autofree char *folded = fold_word (word);

  if (folded == NULL || *folded == '\0')
    return;
  if (!has_no_spaces (folded))
    g_ptr_array_add (pieces, g_steal_pointer (&folded));
  else
    for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
      g_ptr_array_add (pieces, g_strndup (at, (gsize) (g_utf8_next_char (at) - at)));
}

/* (transfer full) (element-type utf8) */
static GPtrArray *
split (const char *text)
{
  g_autoptr (GPtrArray) tokens = reel_word_tokens_read (text);
  GPtrArray *pieces = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < tokens->len; i++)
    add_pieces (pieces, ((const ReelWordToken *) tokens->pdata[i])->text);
  return pieces;
}

static char *
join (GPtrArray *pieces)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < pieces->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? " " : "", (const char *) pieces->pdata[i]);
  return g_string_free (joined, FALSE);
}

/**
 * reel_written_fold:
 * @text: any text
 *
 * What the store's tables of words have of a text: its words with a space between them, as they are compared, and each
 * character of Chinese, Japanese and Korean for itself. So a word of two characters is found, of which most Chinese ones are,
 * for which a table of trigrams is of no use.
 *
 * Returns: (transfer full): the words, for a tokenizer that divides at spaces
 */
char *
reel_written_fold (const char *text)
{
  g_autoptr (GPtrArray) pieces = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  pieces = split (text);
  return join (pieces);
}

/* Without the ending, which says what kind of file it is. '_' divides words here. */
static GPtrArray *
split_name (const char *file_name)
{
  const char *dot = strrchr (file_name, '.');
  g_autofree char *stem = dot != NULL && dot > file_name ? g_strndup (file_name, (gsize) (dot - file_name)) : g_strdup (file_name);

  return split (g_strdelimit (stem, "_", ' '));
}

/**
 * reel_written_fold_name:
 * @file_name: of a file
 *
 * Returns: (transfer full): as reel_written_fold(), without the ending
 */
char *
reel_written_fold_name (const char *file_name)
{
  g_autoptr (GPtrArray) pieces = NULL;

  g_return_val_if_fail (file_name != NULL, NULL);

  pieces = split_name (file_name);
  return join (pieces);
}

static void
add_unit (ReelWrittenQuery *self,
          const char       *word)
{
  Unit *unit = g_new0 (Unit, 1);

  unit->pieces = g_ptr_array_new_with_free_func (g_free);
  add_pieces (unit->pieces, word);
  if (unit->pieces->len == 0)
    {
      unit_free (unit);
      return;
    }
  unit->is_small = g_strv_contains (small_words, word);
  self->is_negated |= unit->pieces->len == 1 && g_strv_contains (negations, unit->pieces->pdata[0]);
  g_ptr_array_add (self->units, unit);
}

/* A run of Chinese or Japanese is one word, or several where the script changes or a particle stands between them. */
static void
add_run (ReelWrittenQuery *self,
         const char       *run)
{
  g_autoptr (GString) word = g_string_new (NULL);
  GUnicodeScript before = G_UNICODE_SCRIPT_INVALID_CODE;

  for (const char *at = run; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      GUnicodeScript script = g_unichar_get_script (c);

      if (script == G_UNICODE_SCRIPT_COMMON || script == G_UNICODE_SCRIPT_INHERITED) /* the long vowel mark */
        script = before;
      if (word->len > 0 && (script != before || c == 0x7684 || g_strv_contains (small_words, word->str)))
        {
          add_unit (self, word->str);
          g_string_truncate (word, 0);
        }
      g_string_append_unichar (word, c);
      before = script;
    }
  if (word->len > 0)
    add_unit (self, word->str);
}

/* Where all words are small, they are what is asked for. */
static void
weigh (ReelWrittenQuery *self)
{
  guint first = 0, end = self->units->len;

  for (guint i = 0; i < self->units->len; i++)
    self->n_wanted += !((const Unit *) self->units->pdata[i])->is_small;
  for (guint i = 0; i < self->units->len && self->n_wanted == 0; i++)
    ((Unit *) self->units->pdata[i])->is_small = FALSE;
  if (self->n_wanted == 0)
    self->n_wanted = self->units->len;

  while (first < end && ((const Unit *) self->units->pdata[first])->is_small)
    first++;
  while (end > first && ((const Unit *) self->units->pdata[end - 1])->is_small)
    end--;
  for (; first < end; first++)
    {
      const Unit *unit = g_ptr_array_index (self->units, first);

      for (guint i = 0; i < unit->pieces->len; i++)
        g_ptr_array_add (self->phrase, unit->pieces->pdata[i]);
    }
}

/**
 * reel_written_query_new:
 * @text: what is looked for
 *
 * Returns: (transfer full): what it asks for by its letters; nothing where it has none
 */
ReelWrittenQuery *
reel_written_query_new (const char *text)
{
  ReelWrittenQuery *self;
  g_autoptr (GPtrArray) tokens = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (ReelWrittenQuery, 1);
  self->units = g_ptr_array_new_with_free_func ((GDestroyNotify) unit_free);
  self->phrase = g_ptr_array_new ();
  tokens = reel_word_tokens_read (text);
  for (guint i = 0; i < tokens->len; i++)
    {
      const ReelWordToken *token = g_ptr_array_index (tokens, i);

      if (token->is_run)
        add_run (self, token->text);
      else
        add_unit (self, token->text);
    }
  weigh (self);
  return self;
}

/**
 * reel_written_query_free:
 * @self: (transfer full): a query
 */
void
reel_written_query_free (ReelWrittenQuery *self)
{
  g_ptr_array_unref (self->phrase);
  g_ptr_array_unref (self->units);
  g_free (self);
}

/**
 * reel_written_query_is_empty:
 * @self: a query
 *
 * Returns: whether it has no letters, so that nothing has to be looked for
 */
gboolean
reel_written_query_is_empty (const ReelWrittenQuery *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->phrase->len == 0;
}

/* A string of FTS5: between quotes nothing means anything, and a quote is doubled. */
static void
append_quoted (GString   *expression,
               GPtrArray *pieces)
{
  g_autofree char *joined = join (pieces);

  g_string_append_c (expression, '"');
  for (const char *at = joined; *at != '\0'; at++)
    g_string_append_printf (expression, *at == '"' ? "\"\"" : "%c", *at);
  g_string_append_c (expression, '"');
}

/**
 * reel_written_query_dup_phrase:
 * @self: a query that is not empty
 *
 * Returns: (transfer full): an expression of FTS5 for texts with the words one after the other
 */
char *
reel_written_query_dup_phrase (const ReelWrittenQuery *self)
{
  GString *expression;

  g_return_val_if_fail (self != NULL, NULL);

  expression = g_string_new (NULL);
  append_quoted (expression, self->phrase);
  return g_string_free (expression, FALSE);
}

static char *
dup_expression (const ReelWrittenQuery *self,
                const char             *between)
{
  GString *expression = g_string_new (NULL);

  for (guint i = 0; i < self->units->len; i++)
    {
      const Unit *unit = g_ptr_array_index (self->units, i);

      if (unit->is_small)
        continue;
      if (expression->len > 0)
        g_string_append (expression, between);
      append_quoted (expression, unit->pieces);
    }
  return g_string_free (expression, FALSE);
}

/**
 * reel_written_query_dup_any:
 * @self: a query that is not empty
 *
 * Returns: (transfer full): an expression of FTS5 for texts with any of the words
 */
char *
reel_written_query_dup_any (const ReelWrittenQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return dup_expression (self, " OR ");
}

/**
 * reel_written_query_dup_all:
 * @self: a query that is not empty
 *
 * Returns: (transfer full): an expression of FTS5 for texts with all of the words
 */
char *
reel_written_query_dup_all (const ReelWrittenQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return dup_expression (self, " AND ");
}

/* Where @wanted stands in @pieces, from @first on; G_MAXUINT where it does not. */
static guint
find_pieces (GPtrArray *pieces,
             GPtrArray *wanted)
{
  for (guint i = 0; i + wanted->len <= pieces->len; i++)
    {
      guint n = 0;

      while (n < wanted->len && g_str_equal (pieces->pdata[i + n], wanted->pdata[n]))
        n++;
      if (n == wanted->len)
        return i;
    }
  return G_MAXUINT;
}

static double
share_of (guint n,
          guint of)
{
  return of > 0 ? MIN (1.0, (double) n / of) : 0;
}

/* A text's words as they are written, for people: those of @chosen pieces. Tesseract's words have spaces between them. */
static char *
show (const char *written,
      gboolean   *chosen,
      guint       n_chosen)
{
  g_auto (GStrv) words = g_strsplit_set (written, " \t\n", -1);
  GString *shown = g_string_new (NULL);
  guint at = 0;

  for (guint i = 0; words[i] != NULL && shown->len < MOST_SHOWN; i++)
    {
      g_autoptr (GPtrArray) pieces = split (words[i]);
      gboolean is_chosen = FALSE;

      for (guint n = 0; n < pieces->len && at < n_chosen; n++)
        is_chosen |= chosen[at++];
      if (is_chosen)
        g_string_append_printf (shown, "%s%s", shown->len > 0 ? " " : "", words[i]);
    }
  if (shown->len > MOST_SHOWN)
    {
      g_string_truncate (shown, (gsize) (g_utf8_find_prev_char (shown->str, shown->str + MOST_SHOWN) - shown->str));
      g_string_append (shown, "…");
    }
  return g_string_free (shown, FALSE);
}

/**
 * reel_written_query_read:
 * @self: a query
 * @written: what is read in a clip
 * @found: (out) (optional) (nullable): the words of @written that were asked for, as they are written there
 *
 * How similar a clip is by what is written in it:
 *
 * - As a phrase: %REEL_WRITTEN_PHRASE + %REEL_WRITTEN_NOTHING_ELSE × the share of the text's words that the phrase is. A title
 *   card that says just that has .95, a page on which it stands among others a little more than .60.
 * - Else, by the share s of the query's words that are there: %REEL_WRITTEN_HALF + (%REEL_WRITTEN_ALL − %REEL_WRITTEN_HALF) ×
 *   (2 s − 1), from half of them on. Small words, such as articles, do not count. A query that says 'not' or 'without' is
 *   only looked for as a phrase.
 *
 * Returns: the similarity; 0 where less is there
 */
double
reel_written_query_read (const ReelWrittenQuery *self,
                         const char             *written,
                         char                  **found)
{
  g_autoptr (GPtrArray) pieces = NULL;
  g_autofree gboolean *chosen = NULL;
  double similarity = 0;
  guint at;

  g_return_val_if_fail (self != NULL && written != NULL, 0);

  if (found != NULL)
    *found = NULL;
  if (reel_written_query_is_empty (self))
    return 0;

  pieces = split (written);
  chosen = g_new0 (gboolean, pieces->len + 1);
  at = find_pieces (pieces, self->phrase);
  if (at != G_MAXUINT)
    {
      similarity = REEL_WRITTEN_PHRASE + REEL_WRITTEN_NOTHING_ELSE * share_of (self->phrase->len, pieces->len);
      for (guint i = 0; i < self->phrase->len; i++)
        chosen[at + i] = TRUE;
    }
  else if (!self->is_negated)
    {
      guint n_found = 0;
      double share;

      for (guint i = 0; i < self->units->len; i++)
        {
          const Unit *unit = g_ptr_array_index (self->units, i);

          at = unit->is_small ? G_MAXUINT : find_pieces (pieces, unit->pieces);
          n_found += at != G_MAXUINT;
          for (guint n = 0; n < unit->pieces->len && at != G_MAXUINT; n++)
            chosen[at + n] = TRUE;
        }
      share = share_of (n_found, self->n_wanted);
      if (share >= 0.5)
        similarity = REEL_WRITTEN_HALF + (REEL_WRITTEN_ALL - REEL_WRITTEN_HALF) * (2 * share - 1);
    }
  if (found != NULL && similarity > 0)
    *found = show (written, chosen, pieces->len);
  return similarity;
}

/**
 * reel_written_query_read_name:
 * @self: a query
 * @file_name: of a video
 *
 * Returns: how similar the video is by the name of its file, which has to have all words of the query: %REEL_WRITTEN_NAME +
 *   %REEL_WRITTEN_WHOLE_NAME × the share of the name that they are, .50 at most; else 0
 */
double
reel_written_query_read_name (const ReelWrittenQuery *self,
                              const char             *file_name)
{
  g_autoptr (GPtrArray) pieces = NULL;
  guint n = 0;

  g_return_val_if_fail (self != NULL && file_name != NULL, 0);

  if (reel_written_query_is_empty (self) || self->is_negated)
    return 0;
  pieces = split_name (file_name);
  for (guint i = 0; i < self->units->len; i++)
    {
      const Unit *unit = g_ptr_array_index (self->units, i);

      if (unit->is_small)
        continue;
      if (find_pieces (pieces, unit->pieces) == G_MAXUINT)
        return 0;
      n += unit->pieces->len;
    }
  return REEL_WRITTEN_NAME + REEL_WRITTEN_WHOLE_NAME * share_of (n, pieces->len);
}
