/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-word-hash.h"
#include "engine/reel-word-lexicon.h"
#include "engine/reel-word-table.h"

typedef struct
{
  GArray *evidence;     /* (owned) (nullable) (element-type ReelWordEvidence) */
  ReelWordRole role;    /* in English and all languages without rows of their own */
  GHashTable *roles;    /* (owned) (nullable): language to ReelWordRole, of those with rows of their own */
} Entry;

struct _ReelWordLexicon
{
  GHashTable *entries;  /* (owned): folded phrase to Entry */
  GHashTable *openings; /* (owned): set of what a phrase may begin with, so that a search ends early */
  GHashTable *foreign;  /* (owned): language, a tab and a folded phrase to the evidence that it is in this language only */
};

/* Endings beyond those of WordNet's lemmatiser, for words that are no nouns or verbs, and what to put in their place. */
static const struct
{
  const char *ending, *instead;
} endings[] = {
  { "s", "" },    { "es", "" },    { "ing", "" }, { "ing", "e" }, { "ed", "" },     { "ed", "e" },
  { "ier", "y" }, { "iest", "y" }, { "er", "" },  { "er", "e" },  { "est", "" },    { "est", "e" },
  { "ly", "" },   { "ily", "y" },  { "ish", "" }, { "ness", "" }, { "iness", "y" },
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->evidence, g_array_unref);
  g_clear_pointer (&entry->roles, g_hash_table_unref);
  g_free (entry);
}

static gboolean
parse_axis (const ReelConceptNodes *nodes,
            const char             *name,
            guint                  *axis)
{
  ReelMeasure measure;
  guint64 class;
  int object;

  if (g_str_has_prefix (name, "object:"))
    {
      object = reel_concept_nodes_find_object (nodes, name + strlen ("object:"));
      *axis = REEL_AXIS_OBJECTS + MAX (object, 0);
      return object >= 0;
    }
  if (g_str_has_prefix (name, "class:"))
    {
      if (!g_ascii_string_to_unsigned (name + strlen ("class:"), 10, 0, REEL_N_CLASSES - 1, &class, NULL))
        return FALSE;
      *axis = REEL_AXIS_NODES + class;
      return TRUE;
    }
  if (!reel_measure_from_name (name, &measure))
    return FALSE;
  *axis = REEL_AXIS_MEASURES + measure;
  return TRUE;
}

static GArray *
parse_evidence (const ReelConceptNodes *nodes,
                const char             *text)
{
  g_autoptr (GArray) evidence = g_array_new (FALSE, FALSE, sizeof (ReelWordEvidence));
  g_auto (GStrv) parts = g_strsplit (text, ", ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *space = strrchr (parts[i], ' ');
      char *end = NULL;
      ReelWordEvidence one;

      if (space == NULL)
        return NULL;
      *space = '\0';
      one.weight = (float) g_ascii_strtod (space + 1, &end);
      if (end == space + 1 || *end != '\0' || !(one.weight >= -1 && one.weight <= 1) ||
          !parse_axis (nodes, parts[i], &one.axis))
        return NULL;
      g_array_append_val (evidence, one);
    }
  return evidence->len > 0 ? g_steal_pointer (&evidence) : NULL;
}

/* Several rows of one word add up: the stronger evidence on an axis counts. */
static void
merge (GArray       *into,
       const GArray *from)
{
  for (guint i = 0; i < from->len; i++)
    {
      const ReelWordEvidence *one = &g_array_index (from, ReelWordEvidence, i);
      guint j;

      for (j = 0; j < into->len; j++)
        if (g_array_index (into, ReelWordEvidence, j).axis == one->axis)
          break;
      if (j == into->len)
        g_array_append_val (into, *one);
      else if (one->weight > g_array_index (into, ReelWordEvidence, j).weight)
        g_array_index (into, ReelWordEvidence, j).weight = one->weight;
    }
}

/* A word may stand for something in one language and ask for nothing in another ('die', 'des'): both are kept. */
static void
add_phrase (ReelWordLexicon *self,
            const char      *text,
            const GArray    *evidence,
            ReelWordRole     role,
            const char      *language)
{
  g_autofree char *phrase = reel_word_fold (text);
  Entry *entry = g_hash_table_lookup (self->entries, phrase);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      for (const char *space = strchr (phrase, ' '); space != NULL; space = strchr (space + 1, ' '))
        g_hash_table_add (self->openings, g_strndup (phrase, space - phrase));
      g_hash_table_insert (self->entries, g_steal_pointer (&phrase), entry);
    }
  if (evidence != NULL)
    {
      if (entry->evidence == NULL)
        entry->evidence = g_array_new (FALSE, FALSE, sizeof (ReelWordEvidence));
      merge (entry->evidence, evidence);
    }
  else if (language == NULL)
    entry->role = role;
  else
    {
      if (entry->roles == NULL)
        entry->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (entry->roles, g_strdup (language), GUINT_TO_POINTER (role));
    }
}

/* @languages have no say in others: 'rot' and 'negro' are English words too. */
static void
add_foreign (ReelWordLexicon *self,
             const char      *text,
             const GArray    *evidence,
             const char      *languages)
{
  g_autofree char *phrase = reel_word_fold (text);
  g_auto (GStrv) list = g_strsplit (languages, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *key = g_strconcat (list[i], "\t", phrase, NULL);
      GArray *known = g_hash_table_lookup (self->foreign, key);

      if (known != NULL)
        merge (known, evidence);
      else
        g_hash_table_insert (self->foreign, g_steal_pointer (&key), g_array_copy ((GArray *) evidence));
    }
}

static gboolean
parse_row (ReelWordLexicon        *self,
           const ReelConceptNodes *nodes,
           GStrv                   row)
{
  g_auto (GStrv) phrases = g_strsplit (row[0], "|", -1);
  g_autoptr (GArray) evidence = NULL;
  ReelWordRole role = REEL_WORD_ROLE_NONE;
  const char *language = strchr (row[1], ' ');

  if (strcmp (row[1], "not-before") == 0)
    role = REEL_WORD_ROLE_NOT_BEFORE;
  else if (strcmp (row[1], "stop") == 0 || g_str_has_prefix (row[1], "stop "))
    role = REEL_WORD_ROLE_STOP;
  else if (strcmp (row[1], "not") == 0 || g_str_has_prefix (row[1], "not "))
    role = REEL_WORD_ROLE_NOT;
  else
    {
      evidence = parse_evidence (nodes, row[1]);
      if (evidence == NULL)
        return FALSE;
    }
  for (guint i = 0; phrases[i] != NULL; i++)
    if (evidence != NULL && row[2] != NULL)
      add_foreign (self, phrases[i], evidence, row[2]);
    else
      add_phrase (self, phrases[i], evidence, role, role != REEL_WORD_ROLE_NONE && language != NULL ? language + 1 : NULL);
  return TRUE;
}

/**
 * reel_word_lexicon_load:
 * @path: a `lexicon.tsv`; data/words/README.md describes it
 * @nodes: the axes
 * @error: (nullable): #GFileError or %REEL_WORD_ERROR_DAMAGED
 *
 * Returns: (transfer full): the lexicon
 */
ReelWordLexicon *
reel_word_lexicon_load (const char             *path,
                        const ReelConceptNodes *nodes,
                        GError                **error)
{
  g_autoptr (ReelWordLexicon) self = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (path != NULL && nodes != NULL, NULL);

  rows = reel_word_table_load (path, 2, error);
  if (rows == NULL)
    return NULL;
  self = g_new0 (ReelWordLexicon, 1);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  self->openings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->foreign = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < rows->len; i++)
    if (!parse_row (self, nodes, g_ptr_array_index (rows, i)))
      {
        reel_word_table_error (error, path, i, "has evidence that this program does not know");
        return NULL;
      }
  return g_steal_pointer (&self);
}

/**
 * reel_word_lexicon_free:
 * @self: (transfer full) (nullable): the lexicon
 */
void
reel_word_lexicon_free (ReelWordLexicon *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->openings);
  g_hash_table_unref (self->foreign);
  g_free (self);
}

/**
 * reel_word_lexicon_get_role:
 * @self: the lexicon
 * @phrase: a word or phrase as reel_word_fold() leaves it
 * @language: (nullable): the language of the query, such as `de`
 *
 * Returns: what it is for a query in this language
 */
ReelWordRole
reel_word_lexicon_get_role (const ReelWordLexicon *self,
                            const char            *phrase,
                            const char            *language)
{
  const Entry *entry;

  g_return_val_if_fail (self != NULL && phrase != NULL, REEL_WORD_ROLE_NONE);

  entry = g_hash_table_lookup (self->entries, phrase);
  if (entry == NULL)
    return REEL_WORD_ROLE_NONE;
  if (entry->roles != NULL && language != NULL)
    {
      gpointer role;

      if (g_hash_table_lookup_extended (entry->roles, language, NULL, &role))
        return GPOINTER_TO_UINT (role);
    }
  if (entry->role != REEL_WORD_ROLE_NONE)
    return entry->role;
  return entry->evidence != NULL ? REEL_WORD_ROLE_EVIDENCE : REEL_WORD_ROLE_NONE;
}

/**
 * reel_word_lexicon_get_evidence:
 * @self: the lexicon
 * @phrase: a word or phrase as reel_word_fold() leaves it
 *
 * Returns: (transfer none) (nullable) (element-type ReelWordEvidence): what it stands for
 */
GArray *
reel_word_lexicon_get_evidence (const ReelWordLexicon *self,
                                const char            *phrase)
{
  const Entry *entry;

  g_return_val_if_fail (self != NULL && phrase != NULL, NULL);

  entry = g_hash_table_lookup (self->entries, phrase);
  return entry != NULL ? entry->evidence : NULL;
}

/**
 * reel_word_lexicon_get_foreign:
 * @self: the lexicon
 * @phrase: a word or phrase as reel_word_fold() leaves it
 * @language: the language of the query, such as `de`
 *
 * Returns: (transfer none) (nullable) (element-type ReelWordEvidence): what it stands for in this language only
 */
GArray *
reel_word_lexicon_get_foreign (const ReelWordLexicon *self,
                               const char            *phrase,
                               const char            *language)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (self != NULL && phrase != NULL && language != NULL, NULL);

  key = g_strconcat (language, "\t", phrase, NULL);
  return g_hash_table_lookup (self->foreign, key);
}

/**
 * reel_word_lexicon_list_forms:
 * @self: the lexicon
 * @wordnet: the index
 * @word: a word
 *
 * Returns: (transfer full): the word itself and what it may be a form of, the likeliest first
 */
GStrv
reel_word_lexicon_list_forms (const ReelWordLexicon *self,
                              const ReelWordnet     *wordnet,
                              const char            *word)
{
  g_auto (GStrv) lemmas = reel_wordnet_lemmatise (wordnet, word);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize length = strlen (word);

  g_strv_builder_addv (builder, (const char **) lemmas);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize cut = strlen (endings[i].ending);
      g_autofree char *stem = NULL;
      g_autofree char *form = NULL;

      if (length < cut + 2 || !g_str_has_suffix (word, endings[i].ending))
        continue;
      stem = g_strndup (word, length - cut);
      form = g_strconcat (stem, endings[i].instead, NULL);
      if (g_hash_table_contains (self->entries, form) || g_hash_table_contains (self->openings, form))
        g_strv_builder_add (builder, form);
      /* 'panning', 'redder' */
      if (*endings[i].instead == '\0' && length - cut > 3 && stem[length - cut - 1] == stem[length - cut - 2])
        {
          stem[length - cut - 1] = '\0';
          if (g_hash_table_contains (self->entries, stem) || g_hash_table_contains (self->openings, stem))
            g_strv_builder_add (builder, stem);
        }
    }
  return g_strv_builder_end (builder);
}

static char *
find_rest (const ReelWordLexicon *self,
           const ReelWordnet     *wordnet,
           const char *const     *words,
           guint                  n_words,
           const char            *prefix)
{
  g_auto (GStrv) forms = reel_word_lexicon_list_forms (self, wordnet, words[0]);

  for (guint i = 0; forms[i] != NULL; i++)
    {
      g_autofree char *phrase = *prefix != '\0' ? g_strdup_printf ("%s %s", prefix, forms[i]) : g_strdup (forms[i]);
      char *found = NULL;

      if (n_words == 1)
        {
          if (g_hash_table_contains (self->entries, phrase))
            return g_steal_pointer (&phrase);
        }
      else if (g_hash_table_contains (self->openings, phrase))
        found = find_rest (self, wordnet, words + 1, n_words - 1, phrase);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/**
 * reel_word_lexicon_find_phrase:
 * @self: the lexicon
 * @wordnet: the index, for forms of words
 * @words: (array length=n_words): words that follow one another
 * @n_words: 1 … %REEL_WORD_LEXICON_MAX_PHRASE
 *
 * Returns: (transfer full) (nullable): the phrase of the lexicon that all of them are, in any of their forms
 */
char *
reel_word_lexicon_find_phrase (const ReelWordLexicon *self,
                               const ReelWordnet     *wordnet,
                               const char *const     *words,
                               guint                  n_words)
{
  g_return_val_if_fail (self != NULL && wordnet != NULL && n_words > 0, NULL);

  return find_rest (self, wordnet, words, n_words, "");
}
