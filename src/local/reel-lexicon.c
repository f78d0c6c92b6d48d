/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "local/reel-lexicon-words.h"
#include "local/reel-lexicon.h"

/* Queries are sentences; what is longer is cut, so that nobody keeps us busy with a book. In characters. */
#define MAX_TEXT 2000
#define MAX_PHRASE 4 /* words */
#define MAX_IDEOGRAPHS 12 /* characters of a word */

typedef enum
{
  KIND_CONCEPTS,
  KIND_STOP,
  KIND_NEGATION,
  KIND_NEGATING_ENDING,
} Kind;

typedef struct
{
  Kind kind;
  double weights[REEL_N_CONCEPTS];
} Meaning;

struct _ReelLexicon
{
  GHashTable *meanings; /* (owned): word or phrase to Meaning */
  GHashTable *openings; /* (owned): set of all that a phrase may begin with, so that a search ends early */
  GPtrArray *pool;      /* (owned) (element-type Meaning): each is shared by its synonyms */
};

/* What one text adds up to while it is read. */
typedef struct
{
  const ReelLexicon *lexicon; /* (borrowed) */
  double *weights;            /* (borrowed) */
  GPtrArray *unknown;         /* (borrowed) (element-type utf8) */

  gboolean negate;         /* the next meaning */
  const Meaning *previous; /* (borrowed) (nullable): what an ending may still turn round */
} Reading;

static void
add_words (ReelLexicon *self,
           const char  *words,
           Meaning     *meaning)
{
  g_auto (GStrv) list = g_strsplit (words, "|", -1);

  g_ptr_array_add (self->pool, meaning);
  for (guint i = 0; list[i] != NULL; i++)
    {
      char *word = g_utf8_normalize (list[i], -1, G_NORMALIZE_ALL_COMPOSE);

      g_hash_table_insert (self->meanings, word, meaning);
      for (const char *space = strchr (word, ' '); space != NULL; space = strchr (space + 1, ' '))
        g_hash_table_add (self->openings, g_strndup (word, space - word));
    }
}

static void
parse_concepts (const char *concepts,
                Meaning    *meaning)
{
  g_auto (GStrv) list = g_strsplit (concepts, ", ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      char *space = strchr (list[i], ' ');
      ReelConcept concept;

      g_assert (space != NULL);
      *space = '\0';
      concept = reel_concept_from_name (list[i]);
      g_assert (concept != REEL_CONCEPT_NONE);
      meaning->weights[concept] = g_ascii_strtod (space + 1, NULL);
    }
}

static Meaning *
meaning_new (Kind kind)
{
  Meaning *meaning = g_new0 (Meaning, 1);

  meaning->kind = kind;
  return meaning;
}

/**
 * reel_lexicon_new:
 *
 * Returns: (transfer full): the lexicon
 */
ReelLexicon *
reel_lexicon_new (void)
{
  ReelLexicon *self = g_new0 (ReelLexicon, 1);

  self->meanings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->openings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->pool = g_ptr_array_new_with_free_func (g_free);

  add_words (self, reel_lexicon_stop_words, meaning_new (KIND_STOP));
  add_words (self, reel_lexicon_negations, meaning_new (KIND_NEGATION));
  add_words (self, reel_lexicon_negating_endings, meaning_new (KIND_NEGATING_ENDING));
  for (guint i = 0; i < reel_lexicon_n_entries; i++)
    {
      Meaning *meaning = meaning_new (KIND_CONCEPTS);

      parse_concepts (reel_lexicon_entries[i].concepts, meaning);
      add_words (self, reel_lexicon_entries[i].words, meaning);
    }

  return self;
}

/**
 * reel_lexicon_free:
 * @self: (transfer full) (nullable): the lexicon
 */
void
reel_lexicon_free (ReelLexicon *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->meanings);
  g_hash_table_unref (self->openings);
  g_ptr_array_unref (self->pool);
  g_free (self);
}

/* Each meaning counts the same, however many concepts it names. */
static void
add_meaning (double        *weights,
             const Meaning *meaning,
             double         factor)
{
  double length = 0;

  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    length += meaning->weights[c] * meaning->weights[c];
  length = sqrt (length);

  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    weights[c] += factor * meaning->weights[c] / length;
}

/* 'Not dark' asks for what is bright; 'not blue' has no opposite to ask for and counts against what is blue. */
static void
add_negated (double        *weights,
             const Meaning *meaning)
{
  Meaning opposite = { KIND_CONCEPTS, { 0, } };

  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    {
      ReelConcept other = reel_concept_get_opposite (c);

      if (meaning->weights[c] > 0 && other != REEL_CONCEPT_NONE)
        opposite.weights[other] += meaning->weights[c];
      opposite.weights[c] -= meaning->weights[c] * (other != REEL_CONCEPT_NONE ? 0.4 : 1);
    }

  add_meaning (weights, &opposite, 1);
}

static void
take (Reading       *reading,
      const Meaning *meaning)
{
  switch (meaning->kind)
    {
    case KIND_STOP:
      break;
    case KIND_NEGATION:
      reading->negate = TRUE;
      break;
    case KIND_NEGATING_ENDING:
      if (reading->previous != NULL)
        {
          add_meaning (reading->weights, reading->previous, -1);
          add_negated (reading->weights, reading->previous);
          reading->previous = NULL;
        }
      break;
    case KIND_CONCEPTS:
      if (reading->negate)
        add_negated (reading->weights, meaning);
      else
        add_meaning (reading->weights, meaning, 1);
      reading->previous = reading->negate ? NULL : meaning;
      reading->negate = FALSE;
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
take_unknown (Reading    *reading,
              const char *word,
              gsize       length)
{
  g_autofree char *copy = g_strndup (word, length);

  reading->negate = FALSE;
  reading->previous = NULL;
  for (guint i = 0; i < reading->unknown->len; i++)
    if (g_str_equal (g_ptr_array_index (reading->unknown, i), copy))
      return;

  g_ptr_array_add (reading->unknown, g_steal_pointer (&copy));
}

/* English endings and what to put in their place. */
static const struct
{
  const char *ending;
  const char *instead;
} endings[] = {
  { "ies", "y" }, { "ves", "f" }, { "es", "" }, { "s", "" }, { "ing", "" }, { "ing", "e" }, { "ed", "" }, { "ed", "e" },
  { "ier", "y" }, { "iest", "y" }, { "er", "" }, { "er", "e" }, { "est", "" }, { "est", "e" }, { "ly", "" }, { "ily", "y" },
  { "ish", "" }, { "ness", "" }, { "iness", "y" }, { "like", "" },
};

/* The word itself and what it may be a form of. Whatever is no word is simply not found afterwards. */
static GPtrArray *
list_forms (const char *word)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func (g_free);
  gsize length = strlen (word);

  g_ptr_array_add (forms, g_strdup (word));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize stem = length - MIN (length, strlen (endings[i].ending));

      if (stem < 2 || !g_str_has_suffix (word, endings[i].ending))
        continue;

      g_ptr_array_add (forms, g_strdup_printf ("%.*s%s", (int) stem, word, endings[i].instead));
      /* panning, redder */
      if (*endings[i].instead == '\0' && stem > 3 && word[stem - 1] == word[stem - 2])
        g_ptr_array_add (forms, g_strndup (word, stem - 1));
    }

  return g_steal_pointer (&forms);
}

/* Looks for words @first … @first + @n − 1 as one phrase, in any of their forms, @prefix being what is chosen so far. */
static const Meaning *
find_phrase (const ReelLexicon *lexicon,
             GPtrArray         *words,
             guint              first,
             guint              n,
             const char        *prefix)
{
  GPtrArray *forms = g_ptr_array_index (words, first);

  for (guint i = 0; i < forms->len; i++)
    {
      const char *form = g_ptr_array_index (forms, i);
      g_autofree char *phrase = *prefix != '\0' ? g_strdup_printf ("%s %s", prefix, form) : g_strdup (form);
      const Meaning *meaning = NULL;

      if (n == 1)
        meaning = g_hash_table_lookup (lexicon->meanings, phrase);
      else if (g_hash_table_contains (lexicon->openings, phrase))
        meaning = find_phrase (lexicon, words, first + 1, n - 1, phrase);
      if (meaning != NULL)
        return meaning;
    }

  return NULL;
}

/* Words between which there were only spaces and hyphens. */
static void
read_words (Reading   *reading,
            GPtrArray *words)
{
  guint i = 0;

  while (i < words->len)
    {
      const Meaning *meaning = NULL;
      guint n = MIN (MAX_PHRASE, words->len - i);

      while (n > 0 && (meaning = find_phrase (reading->lexicon, words, i, n, "")) == NULL)
        n--;

      if (meaning != NULL)
        {
          take (reading, meaning);
          i += n;
        }
      else
        {
          const char *word = g_ptr_array_index ((GPtrArray *) g_ptr_array_index (words, i), 0);

          take_unknown (reading, word, strlen (word));
          i++;
        }
    }

  g_ptr_array_set_size (words, 0);
}

static gboolean
is_ideographic (gunichar c)
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

/* A stretch of a text without spaces: one word of the lexicon, or what lies between two. */
typedef struct
{
  const char *start; /* (borrowed) */
  const char *end;
  guint n;                /* characters */
  const Meaning *meaning; /* (borrowed) (nullable) */
} Stretch;

static gboolean
names_colour (const Meaning *meaning)
{
  for (ReelConcept c = REEL_CONCEPT_RED; c <= REEL_CONCEPT_GREY; c++)
    if (meaning->weights[c] >= 1)
      return TRUE;

  return FALSE;
}

static gboolean
same_script (const char *a,
             const char *b)
{
  return g_unichar_get_script (g_utf8_get_char (a)) == g_unichar_get_script (g_utf8_get_char (b));
}

/* A single character next to unknown ones of its script is most likely a part of a longer word that isn't known (火 in
 * 火車, a train), unless it is a colour in front (紅車) or a particle of Chinese. */
static gboolean
is_fragment (const Stretch *before,
             const Stretch *self,
             const Stretch *after)
{
  gboolean joined_before, joined_after;

  if (self->meaning == NULL || self->n > 1)
    return FALSE;

  joined_before = before != NULL && before->meaning == NULL && same_script (g_utf8_prev_char (before->end), self->start);
  joined_after = after != NULL && after->meaning == NULL && same_script (after->start, self->start);
  if (self->meaning->kind != KIND_CONCEPTS)
    return (joined_before || joined_after)
           && g_unichar_get_script (g_utf8_get_char (self->start)) == G_UNICODE_SCRIPT_HIRAGANA;
  if (names_colour (self->meaning))
    return joined_before;

  return joined_before || joined_after;
}

static const Meaning *
longest_word (const ReelLexicon *lexicon,
              const char        *start,
              const char        *end,
              Stretch           *stretch)
{
  const Meaning *found = NULL;
  const char *next = start;

  for (guint n = 1; n <= MAX_IDEOGRAPHS && next < end; n++)
    {
      g_autofree char *word = NULL;
      const Meaning *meaning;

      next = g_utf8_next_char (next);
      word = g_strndup (start, next - start);
      meaning = g_hash_table_lookup (lexicon->meanings, word);
      if (meaning != NULL)
        {
          found = meaning;
          *stretch = (Stretch){ start, next, n, meaning };
        }
    }

  return found;
}

/* Text of languages that put no spaces between words: the longest word of the lexicon at each place. */
static void
read_ideographs (Reading    *reading,
                 const char *start,
                 const char *end)
{
  g_autoptr (GArray) stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  const char *unknown = NULL;

  while (start < end)
    {
      Stretch stretch;

      if (longest_word (reading->lexicon, start, end, &stretch) == NULL)
        {
          Stretch *last = stretches->len > 0 ? &g_array_index (stretches, Stretch, stretches->len - 1) : NULL;
          const char *next = g_utf8_next_char (start);

          if (last != NULL && last->meaning == NULL)
            {
              last->end = next;
              last->n++;
            }
          else
            {
              stretch = (Stretch){ start, next, 1, NULL };
              g_array_append_val (stretches, stretch);
            }
          start = next;
          continue;
        }

      g_array_append_val (stretches, stretch);
      start = stretch.end;
    }

  for (guint i = 0; i < stretches->len; i++)
    {
      Stretch *self = &g_array_index (stretches, Stretch, i);

      if (is_fragment (i > 0 ? self - 1 : NULL, self, i + 1 < stretches->len ? self + 1 : NULL))
        self->meaning = NULL;
    }

  for (guint i = 0; i < stretches->len; i++)
    {
      const Stretch *self = &g_array_index (stretches, Stretch, i);

      if (self->meaning == NULL && unknown == NULL)
        unknown = self->start;
      if (self->meaning != NULL && unknown != NULL)
        {
          take_unknown (reading, unknown, self->start - unknown);
          unknown = NULL;
        }
      if (self->meaning != NULL)
        take (reading, self->meaning);
    }
  if (unknown != NULL)
    take_unknown (reading, unknown, end - unknown);
}

static char *
normalise (const char *text)
{
  g_autofree char *start = g_utf8_substring (text, 0, MIN (MAX_TEXT, g_utf8_strlen (text, -1)));
  g_autofree char *composed = g_utf8_normalize (start, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_strdown (composed, -1);
}

/**
 * reel_lexicon_encode:
 * @self: the lexicon
 * @text: valid UTF-8; the first 2000 characters of it count
 * @weights: (out caller-allocates): how much each concept is asked for; below 0 where it is not wanted
 *
 * Reads a text: the longest phrases first, then single words and their forms; 'no', 'not' and 'without' turn the next
 * meaning into its opposite.
 *
 * Returns: (transfer full): the words that are not in the lexicon, in their order, each once
 */
char **
reel_lexicon_encode (ReelLexicon *self,
                     const char  *text,
                     double       weights[REEL_N_CONCEPTS])
{
  g_autofree char *normal = normalise (text);
  g_autoptr (GPtrArray) unknown = g_ptr_array_new ();
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  Reading reading = { self, weights, unknown, FALSE, NULL };
  const char *at = normal;

  memset (weights, 0, sizeof (double) * REEL_N_CONCEPTS);
  while (*at != '\0')
    {
      gunichar c = g_utf8_get_char (at);
      const char *start = at;

      if (is_ideographic (c))
        {
          read_words (&reading, words);
          while (*at != '\0' && is_ideographic (g_utf8_get_char (at)))
            at = g_utf8_next_char (at);
          read_ideographs (&reading, start, at);
        }
      else if (g_unichar_isalnum (c) || g_unichar_ismark (c))
        {
          g_autoptr (GString) word = g_string_new (NULL);

          for (; *at != '\0'; at = g_utf8_next_char (at))
            {
              c = g_utf8_get_char (at);
              if (c == '\'' || c == 0x2019)
                continue;
              if (is_ideographic (c) || !(g_unichar_isalnum (c) || g_unichar_ismark (c)))
                break;
              g_string_append_unichar (word, c);
            }
          g_ptr_array_add (words, list_forms (word->str));
        }
      else
        {
          /* A comma or a full stop ends a phrase and the reach of a 'not'. */
          if (c == '&')
            g_ptr_array_add (words, list_forms ("and"));
          else if (!g_unichar_isspace (c) && c != '-' && c != 0x2010 && c != '/')
            {
              read_words (&reading, words);
              reading.negate = FALSE;
              reading.previous = NULL;
            }
          at = g_utf8_next_char (at);
        }
    }
  read_words (&reading, words);

  g_ptr_array_add (unknown, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&unknown), FALSE);
}
