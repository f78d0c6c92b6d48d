/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-query-parser-private.h"

/*
 * The grammar of a query, as far as ranking needs one. English is cut into phrases at prepositions and marks; the last noun
 * of a phrase is its head (reel-query-phrase.c). Other languages are matched by labels. Chinese and Japanese have no spaces:
 * the longest word at each place.
 */

#define MAX_COMPOUND 3     /* words */
#define MAX_RUN_WORD 20    /* characters */
#define MIN_PART 4         /* characters of a part of a compound */

static const char *const prepositions[] = {
  "in",    "on",      "at",      "to",    "with",    "by",     "from",    "near",   "for", "through", "over",   "under",
  "above", "among",   "against", "into",  "between", "during", "along",   "around", "of",  "behind",  "beside", "across",
  "past",  "towards", "onto",    "below", "beneath", "inside", "outside", "next",   "off", NULL,
};

static gboolean
is_any (const char        *word,
        const char *const *list)
{
  return g_strv_contains (list, word);
}

static void
add_term (ReelQueryParser *self,
          const char      *text,
          GArray          *evidence,
          ReelQueryUse     use,
          const char      *via)
{
  ReelQueryTerm *term = g_new0 (ReelQueryTerm, 1);

  term->text = g_strdup (text);
  term->evidence = g_array_new (FALSE, FALSE, sizeof (ReelWordEvidence));
  if (evidence != NULL)
    g_array_append_vals (term->evidence, evidence->data, evidence->len);
  term->use = use;
  term->via = g_strdup (via);
  term->is_negated = self->is_negated;
  g_ptr_array_add (self->terms, term);
}

/* By the lexicon and WordNet; @phrase is the form that the lexicon has, or @text. */
static void
add_english (ReelQueryParser *self,
             const char      *text,
             const char      *phrase)
{
  g_autoptr (ReelWordMeaning) meaning = reel_word_resolver_resolve (self->reader->resolver, phrase, FALSE);
  ReelQueryUse use = meaning->evidence->len == 0 ? REEL_QUERY_UNKNOWN
                     : meaning->is_loose         ? REEL_QUERY_LOOSE
                                                 : REEL_QUERY_USED;

  add_term (self, text, meaning->evidence, use, meaning->is_loose ? meaning->via : NULL);
}

/* What a concept of that label shows: its axis, the object or the node of the same thing, and what the lexicon has for it.
 */
static void
add_concept (ReelQueryParser *self,
             const char      *text,
             guint            concept)
{
  const ReelWordReader *reader = self->reader;
  g_autofree char *english = reel_word_fold (reel_concept_bank_get_label (reader->bank, concept, REEL_CONCEPT_BANK_ENGLISH));
  g_autoptr (GArray) evidence = g_array_copy ((GArray *) reel_word_reader_get_evidence (reader, concept));
  GArray *more = reel_word_lexicon_get_evidence (reader->lexicon, english);
  guint index;
  ReelConceptKind kind = reel_concept_bank_get_kind (reader->bank, concept, &index);
  int object = kind == REEL_CONCEPT_KIND_NODE ? reel_concept_nodes_find_object (reader->nodes, english) : -1;
  int node = kind == REEL_CONCEPT_KIND_OBJECT
               ? reel_concept_nodes_find_offset (reader->nodes, reel_concept_nodes_get_object (reader->nodes, index))
               : -1;

  if (object >= 0)
    g_array_append_vals (evidence, &(ReelWordEvidence) { REEL_AXIS_OBJECTS + object, 1 }, 1);
  if (node >= 0)
    g_array_append_vals (evidence, &(ReelWordEvidence) { REEL_AXIS_NODES + node, 1 }, 1);
  if (kind != REEL_CONCEPT_KIND_WORD && more != NULL)
    g_array_append_vals (evidence, more->data, more->len);
  add_term (self, text, evidence, REEL_QUERY_USED, NULL);
}

static char *
join (const ReelQueryParser *self,
      guint                  first,
      guint                  n)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = first; i < first + n; i++)
    g_string_append_printf (joined, "%s%s", i > first ? " " : "",
                            ((ReelWordToken *)g_ptr_array_index (self->tokens, i))->text);
  return g_string_free (g_steal_pointer (&joined), FALSE);
}

/* How many words from @first belong together at most: no mark and no run between them. */
static guint
count_joined (const ReelQueryParser *self,
              guint                  first)
{
  guint n = 1;

  while (n < REEL_WORD_LEXICON_MAX_PHRASE && first + n < self->tokens->len)
    {
      const ReelWordToken *next = g_ptr_array_index (self->tokens, first + n);

      if (next->breaks || next->is_run)
        break;
      n++;
    }
  return n;
}

/* Chinese and Japanese write much alike: where a language has no label, that of another one is better than none. */
static int
find_ideographs (const ReelQueryParser *self,
                 const char            *text)
{
  static const char *const others[] = { "zh-Hans", "zh-Hant", "ja", NULL };
  const ReelConceptBank *bank = self->reader->bank;
  int concept = reel_concept_bank_find_label (bank, text, reel_concept_bank_find_language (bank, self->language));

  for (guint i = 0; concept < 0 && others[i] != NULL; i++)
    {
      int language = reel_concept_bank_find_language (bank, others[i]);

      if (language >= 0)
        concept = reel_concept_bank_find_label (bank, text, language);
    }
  return concept;
}

/* What words end in that are forms of others: without @form, and with @added instead. */
static const struct
{
  const char *form, *added;
  gboolean is_back; /* German: the vowel changes back, 'Bäume' is of 'Baum' */
} endings[] = {
  { "", "" },        { "s", "" },        { "e", "" },          { "n", "" },           { "en", "" },          { "er", "" },
  { "es", "" },      { "em", "" },       { "x", "" },          { "", "", TRUE },      { "e", "", TRUE },     { "er", "", TRUE },
  { "ern", "", TRUE }, { "chen", "", TRUE }, { "chen", "e", TRUE }, { "lein", "", TRUE }, { "aux", "al" },
};

/* ä, ö and ü as a, o and u. */
static char *
dup_back (const char *text)
{
  GString *back = g_string_new (text);

  g_string_replace (back, "ä", "a", 0);
  g_string_replace (back, "ö", "o", 0);
  g_string_replace (back, "ü", "u", 0);
  return g_string_free (back, FALSE);
}

/* What @text is a form of, if it has the ending of that number; or NULL. The first ending is none. */
static char *
dup_stem (const char *text,
          guint       ending,
          gboolean   *is_last)
{
  gsize length = strlen (text), cut = strlen (endings[ending].form);
  g_autofree char *stem = NULL;
  g_autofree char *back = NULL;

  *is_last = ending + 1 == G_N_ELEMENTS (endings);
  if (ending > 0 && (!g_str_has_suffix (text, endings[ending].form) || length < cut + 3))
    return NULL;

  stem = g_strndup (text, length - cut);
  if (!endings[ending].is_back)
    return g_strconcat (stem, endings[ending].added, NULL);
  back = dup_back (stem);
  if (cut == 0 && g_str_equal (back, stem))
    return NULL;
  return g_strconcat (back, endings[ending].added, NULL);
}

/* A label of a language, also in the plural; or -1. */
int
reel_query_find_label (const ReelWordReader *reader,
                       const char           *text,
                       guint                 language)
{
  gboolean is_last = FALSE;

  for (guint i = 0; !is_last; i++)
    {
      g_autofree char *stem = dup_stem (text, i, &is_last);
      int concept = stem != NULL ? reel_concept_bank_find_label (reader->bank, stem, language) : -1;

      if (concept >= 0)
        return concept;
    }
  return -1;
}

/* (transfer none): what the lexicon has for it in that language only, also with an ending; or NULL. */
GArray *
reel_query_find_foreign (const ReelWordReader *reader,
                         const char           *text,
                         const char           *language)
{
  gboolean is_last = FALSE;

  for (guint i = 0; !is_last; i++)
    {
      g_autofree char *stem = dup_stem (text, i, &is_last);
      GArray *evidence = stem != NULL ? reel_word_lexicon_get_foreign (reader->lexicon, stem, language) : NULL;

      if (evidence != NULL)
        return evidence;
    }
  return NULL;
}

static int
find_label (const ReelQueryParser *self,
            const char            *text)
{
  int language = reel_concept_bank_find_language (self->reader->bank, self->language);

  return language >= 0 ? reel_query_find_label (self->reader, text, language) : -1;
}

/* What a language other than English has for @text: adds it, if it has anything. */
static gboolean
add_foreign (ReelQueryParser *self,
             const char      *text)
{
  int concept = find_label (self, text);
  GArray *foreign = concept < 0 ? reel_query_find_foreign (self->reader, text, self->language) : NULL;

  if (concept >= 0)
    add_concept (self, text, concept);
  else if (foreign != NULL)
    add_term (self, text, foreign, REEL_QUERY_USED, NULL);
  return concept >= 0 || foreign != NULL;
}

/* German writes what belongs together as one word: 'Nachthimmel' is a 'Himmel', and 'Nacht' says which. The longest last part
 * that is known counts, and what is before it if that is known too. */
static gboolean
add_parts (ReelQueryParser *self,
           const char      *text)
{
  glong length = g_utf8_strlen (text, -1);

  for (glong at = MIN_PART; at + MIN_PART <= length && g_str_equal (self->language, "de"); at++)
    {
      const char *last = g_utf8_offset_to_pointer (text, at);
      g_autofree char *first = g_strndup (text, last - text);
      guint n = self->terms->len;

      if (find_label (self, last) < 0 && reel_query_find_foreign (self->reader, last, self->language) == NULL)
        continue;
      if (!add_foreign (self, first) && g_str_has_suffix (first, "s"))
        {
          g_autofree char *unjoined = g_strndup (first, strlen (first) - 1);

          add_foreign (self, unjoined);
        }
      /* An unknown first part may change the meaning: the last part alone is near. */
      add_foreign (self, last);
      if (self->terms->len == n + 1)
        ((ReelQueryTerm *) g_ptr_array_index (self->terms, n))->use = REEL_QUERY_LOOSE;
      return TRUE;
    }
  return FALSE;
}

static void
apply_role (ReelQueryParser *self,
            const char      *word,
            ReelWordRole     role)
{
  if (role == REEL_WORD_ROLE_NOT)
    {
      reel_query_parser_end_phrase (self);
      self->is_negated = TRUE;
    }
  else if (role == REEL_WORD_ROLE_NOT_BEFORE)
    {
      if (self->terms->len > 0)
        ((ReelQueryTerm *) g_ptr_array_index (self->terms, self->terms->len - 1))->is_negated = TRUE;
    }
  else if (g_str_equal (word, "but"))
    {
      reel_query_parser_end_phrase (self);
      self->is_negated = FALSE;
    }
  else if (g_str_equal (word, "and") || g_str_equal (word, "or") || g_str_equal (word, "und") || g_str_equal (word, "et"))
    {
      gboolean was_later = self->is_later;

      /* 'A dog and a cat': both are heads of the first phrase. */
      reel_query_parser_end_phrase (self);
      self->is_later = was_later;
    }
}

/* Words with spaces between them, from @first; returns how many were read. */
static guint
read_words (ReelQueryParser *self,
            guint            first)
{
  const ReelWordToken *token = g_ptr_array_index (self->tokens, first);
  ReelWordRole role = reel_word_lexicon_get_role (self->reader->lexicon, token->text, self->language);
  guint joined = count_joined (self, first);
  const char *words[REEL_WORD_LEXICON_MAX_PHRASE];

  if (self->is_negated && first > 0 && is_any (token->text, (const char *const[]) { "a", "an", "the", "some", NULL }) &&
      g_str_equal (((ReelWordToken *) g_ptr_array_index (self->tokens, first - 1))->text, "and"))
    self->is_negated = FALSE;

  for (guint i = 0; i < joined; i++)
    words[i] = ((ReelWordToken *) g_ptr_array_index (self->tokens, first + i))->text;
  for (guint n = joined; n >= 2 && self->is_english; n--)
    {
      g_autofree char *phrase = reel_word_lexicon_find_phrase (self->reader->lexicon, self->reader->wordnet, words, n);
      g_autofree char *text = phrase != NULL ? join (self, first, n) : NULL;

      if (phrase != NULL)
        {
          add_english (self, text, phrase);
          return n;
        }
    }
  for (guint n = joined; n >= (self->is_english ? 2 : 1) && (n >= 2 || role <= REEL_WORD_ROLE_EVIDENCE); n--)
    {
      g_autofree char *text = join (self, first, n);
      gboolean is_compound = n <= MAX_COMPOUND && role <= REEL_WORD_ROLE_EVIDENCE;
      int concept = is_compound && !self->is_english ? find_label (self, text) : -1;
      GArray *foreign = concept < 0 ? reel_query_find_foreign (self->reader, text, self->language) : NULL;

      if (concept >= 0)
        add_concept (self, text, concept);
      else if (foreign != NULL)
        add_term (self, text, foreign, REEL_QUERY_USED, NULL);
      else if (is_compound && self->is_english && reel_word_resolver_knows (self->reader->resolver, text))
        add_english (self, text, text);
      else
        continue;
      return n;
    }

  if (self->is_english && role != REEL_WORD_ROLE_NOT && is_any (token->text, prepositions))
    {
      reel_query_parser_end_phrase (self);
      self->is_negated = FALSE;
      if (role == REEL_WORD_ROLE_EVIDENCE)
        {
          add_english (self, token->text, token->text);
          reel_query_parser_end_phrase (self);
        }
      return 1;
    }
  if (role == REEL_WORD_ROLE_STOP || role == REEL_WORD_ROLE_NOT || role == REEL_WORD_ROLE_NOT_BEFORE)
    apply_role (self, token->text, role);
  else if (self->is_english || g_str_has_prefix (self->language, "zh") || g_str_equal (self->language, "ja"))
    {
      g_autofree char *phrase = reel_word_lexicon_find_phrase (self->reader->lexicon, self->reader->wordnet, words, 1);
      ReelWordRole of_phrase = phrase != NULL ? reel_word_lexicon_get_role (self->reader->lexicon, phrase, self->language)
                                              : REEL_WORD_ROLE_NONE;

      if (of_phrase == REEL_WORD_ROLE_STOP)
        return 1;
      add_english (self, token->text, token->text);
    }
  else if (!add_parts (self, token->text))
    add_term (self, token->text, NULL, REEL_QUERY_UNKNOWN, NULL);
  return 1;
}

static gboolean
is_katakana (gunichar c)
{
  return c == 0x30fc || g_unichar_get_script (c) == G_UNICODE_SCRIPT_KATAKANA;
}

/* Whether a word of Japanese may end before @at and another begin there: the tiger (トラ) in the trumpet (トランペット) is
 * none. */
static gboolean
is_boundary (const char *run,
             const char *at)
{
  return at == run || *at == '\0' || !is_katakana (g_utf8_get_char (at)) ||
         !is_katakana (g_utf8_get_char (g_utf8_prev_char (at)));
}

/* The longest word of the lexicon or label that begins at @at in @run; returns its end, or NULL. */
static const char *
match_run (const ReelQueryParser *self,
           const char            *run,
           const char            *at,
           ReelWordRole          *role,
           int                   *concept)
{
  const char *next = at, *found = NULL;

  for (guint n = 1; n <= MAX_RUN_WORD && *next != '\0' && is_boundary (run, at); n++)
    {
      g_autofree char *word = NULL;
      ReelWordRole word_role;
      int word_concept;

      next = g_utf8_next_char (next);
      if (!is_boundary (run, next))
        continue;
      word = g_strndup (at, next - at);
      word_role = reel_word_lexicon_get_role (self->reader->lexicon, word, self->language);
      word_concept = find_ideographs (self, word);
      if (word_role == REEL_WORD_ROLE_NONE && word_concept < 0)
        continue;
      found = next;
      *role = word_role;
      *concept = word_concept;
    }
  return found;
}

static void
add_unknown_run (ReelQueryParser *self,
                 const char      *start,
                 const char      *end)
{
  g_autofree char *text = g_strndup (start, end - start);

  if (start < end)
    add_term (self, text, NULL, REEL_QUERY_UNKNOWN, NULL);
}

/* A run of Chinese or Japanese. Each word is a head of its own; a colour belongs to what follows. */
static void
read_run (ReelQueryParser *self,
          const char      *run)
{
  const char *unknown = run, *at = run;

  while (*at != '\0')
    {
      ReelWordRole role = REEL_WORD_ROLE_NONE;
      int concept = -1;
      const char *end = match_run (self, run, at, &role, &concept);
      g_autofree char *word = NULL;
      const ReelQueryTerm *last;

      if (end == NULL)
        {
          at = g_utf8_next_char (at);
          continue;
        }
      add_unknown_run (self, unknown, at);
      word = g_strndup (at, end - at);
      at = unknown = end;
      if (role > REEL_WORD_ROLE_EVIDENCE)
        {
          apply_role (self, word, role);
          continue;
        }
      if (role == REEL_WORD_ROLE_EVIDENCE)
        add_english (self, word, word);
      else
        add_concept (self, word, concept);
      last = g_ptr_array_index (self->terms, self->terms->len - 1);
      if (!reel_query_term_is_colour (last))
        {
          reel_query_parser_end_phrase (self);
          self->is_later = FALSE;
          self->is_negated = FALSE;
        }
    }
  add_unknown_run (self, unknown, at);
}

/* Terms of @tokens for a query in @language, with weights. */
GPtrArray *
reel_query_parse (const ReelWordReader *reader,
                  GPtrArray            *tokens,
                  const char           *language)
{
  ReelQueryParser self = {
    .reader = reader,
    .tokens = tokens,
    .language = language,
    .is_english = g_str_equal (language, "en"),
    .terms = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_query_term_free),
  };

  for (guint i = 0; i < tokens->len;)
    {
      const ReelWordToken *token = g_ptr_array_index (tokens, i);

      if (token->breaks)
        {
          reel_query_parser_end_phrase (&self);
          self.is_negated = FALSE;
        }
      if (token->is_run)
        {
          read_run (&self, token->text);
          i++;
        }
      else
        i += read_words (&self, i);
    }
  reel_query_parser_end_phrase (&self);
  return self.terms;
}

static gboolean
is_small_elsewhere (const ReelWordReader *reader,
                    const char           *word)
{
  if (reel_word_lexicon_get_role (reader->lexicon, word, "en") > REEL_WORD_ROLE_EVIDENCE)
    return FALSE;
  for (guint l = 1; l < reel_concept_bank_get_n_languages (reader->bank); l++)
    if (reel_word_lexicon_get_role (reader->lexicon, word, reel_concept_bank_get_language (reader->bank, l)) >
        REEL_WORD_ROLE_EVIDENCE)
      return TRUE;
  return FALSE;
}

/* Whether each word is English, as far as WordNet and the lexicon know. */
gboolean
reel_query_all_english (const ReelWordReader *reader,
                        GPtrArray            *tokens)
{
  for (guint i = 0; i < tokens->len; i++)
    {
      const ReelWordToken *token = g_ptr_array_index (tokens, i);
      ReelQueryParser self = { .reader = reader, .language = "en" };
      g_autofree char *phrase = NULL;

      if (token->is_run)
        return FALSE;
      /* 'Des' is in WordNet too; where a word is a small one of another language, the whole text decides. */
      if (is_small_elsewhere (reader, token->text))
        return FALSE;
      phrase = reel_word_lexicon_find_phrase (reader->lexicon, reader->wordnet, (const char *const *) &token->text, 1);
      if (phrase != NULL && reel_word_lexicon_get_role (reader->lexicon, phrase, "en") != REEL_WORD_ROLE_NONE)
        continue;
      if (reel_query_parser_get_parts (&self, token->text) == 0 && !is_any (token->text, prepositions))
        return FALSE;
    }
  return TRUE;
}
