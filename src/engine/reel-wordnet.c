/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-word-error.h"
#include "engine/reel-wordnet.h"
#include "nn/reel-text-file.h"

/* The file is described in data/words/tools/make-wordnet.py. All of it is checked once, when it is loaded; after that its
 * numbers can be used as they are. */

#define MAGIC "RWN1"
#define HEADER_SIZE 28
#define MAX_COUNT (16u << 20)
#define GLOSS_HEADS 2

struct _ReelWordnet
{
  GMappedFile *file; /* (owned) */

  guint32 n_lemmas, n_synsets, n_senses, n_hypernyms, n_exceptions, n_bytes;

  /* (borrowed): tables of the file */
  const guint32 *sense_starts, *lemma_strings, *senses, *offsets, *hypernym_starts, *hypernyms, *names, *heads, *exceptions;
  const guint8 *files, *parts;
  const char *strings;
};

/* Lemmatising, after WordNet's rules of detachment and the first prototype's. */
static const struct
{
  const char *ending, *instead;
} endings[] = {
  { "ies", "y" },  { "ves", "f" },  { "ses", "s" }, { "xes", "x" }, { "ches", "ch" }, { "shes", "sh" }, { "men", "man" },
  { "s", "" },     { "ing", "" },   { "ing", "e" }, { "ed", "" },   { "ed", "e" },
};

static gboolean
rises (const guint32 *starts,
       guint32        n,
       guint32        end)
{
  if (starts[0] != 0 || starts[n] != end)
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (starts[i] > starts[i + 1])
      return FALSE;
  return TRUE;
}

static gboolean
are_below (const guint32 *values,
           gsize          n,
           guint32        limit)
{
  for (gsize i = 0; i < n; i++)
    if (values[i] >= limit)
      return FALSE;
  return TRUE;
}

/* Where a table of @size bytes begins; the next begins after it, at a multiple of four. */
static const void *
take (const char **at,
      gsize        size)
{
  const char *table = *at;

  *at += (size + 3) & ~(gsize) 3;
  return table;
}

static gboolean
is_sound (const ReelWordnet *self)
{
  if (self->n_lemmas == 0 || self->n_synsets == 0 || self->n_bytes == 0 || self->strings[self->n_bytes - 1] != '\0')
    return FALSE;
  if (!rises (self->sense_starts, self->n_lemmas, self->n_senses) ||
      !rises (self->hypernym_starts, self->n_synsets, self->n_hypernyms))
    return FALSE;
  if (!are_below (self->lemma_strings, self->n_lemmas, self->n_bytes) ||
      !are_below (self->senses, self->n_senses, self->n_synsets) ||
      !are_below (self->hypernyms, self->n_hypernyms, self->n_synsets) ||
      !are_below (self->names, self->n_synsets, self->n_lemmas))
    return FALSE;
  for (gsize i = 0; i < (gsize) self->n_synsets * GLOSS_HEADS; i++)
    if (self->heads[i] >= self->n_lemmas && self->heads[i] != REEL_WORDNET_NONE)
      return FALSE;
  for (guint32 i = 0; i < self->n_exceptions; i++)
    if (self->exceptions[2 * i] >= self->n_bytes || self->exceptions[2 * i + 1] >= self->n_lemmas)
      return FALSE;
  return TRUE;
}

/**
 * reel_wordnet_load:
 * @path: a file that make-wordnet.py made
 * @error: (nullable): #GFileError or %REEL_WORD_ERROR_DAMAGED
 *
 * Returns: (transfer full): the index; the file must not be cut while it is in use
 */
ReelWordnet *
reel_wordnet_load (const char *path,
                   GError    **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (ReelWordnet) self = NULL;
  g_autofree char *name = NULL;
  guint32 counts[6];
  gsize size, expected;
  const char *at;

  g_return_val_if_fail (path != NULL, NULL);

  file = reel_text_file_map (path, error);
  if (file == NULL)
    return NULL;
  name = g_path_get_basename (path);
  size = g_mapped_file_get_length (file);
  at = g_mapped_file_get_contents (file);
  if (size < HEADER_SIZE || memcmp (at, MAGIC, 4) != 0)
    {
      g_set_error (error, REEL_WORD_ERROR, REEL_WORD_ERROR_DAMAGED, "%s is not an index of WordNet", name);
      return NULL;
    }
  memcpy (counts, at + 4, sizeof counts);
  expected = HEADER_SIZE;
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      counts[i] = GUINT32_FROM_LE (counts[i]);
      if (counts[i] > MAX_COUNT)
        expected = G_MAXSIZE;
    }
  if (expected != G_MAXSIZE)
    expected += 4 * ((gsize) 2 * counts[0] + 1 + counts[2] + 5 * (gsize) counts[1] + 1 + counts[3] + 2 * (gsize) counts[4]) +
                (((gsize) counts[1] + 3) & ~(gsize) 3) + (((gsize) counts[0] + 3) & ~(gsize) 3) + counts[5];
  if (expected != size || G_BYTE_ORDER != G_LITTLE_ENDIAN)
    {
      g_set_error (error, REEL_WORD_ERROR, REEL_WORD_ERROR_DAMAGED, "%s is cut, or has another size than it says", name);
      return NULL;
    }

  self = g_new0 (ReelWordnet, 1);
  self->file = g_steal_pointer (&file);
  self->n_lemmas = counts[0];
  self->n_synsets = counts[1];
  self->n_senses = counts[2];
  self->n_hypernyms = counts[3];
  self->n_exceptions = counts[4];
  self->n_bytes = counts[5];
  at += HEADER_SIZE;
  self->sense_starts = take (&at, 4 * ((gsize) counts[0] + 1));
  self->lemma_strings = take (&at, 4 * (gsize) counts[0]);
  self->senses = take (&at, 4 * (gsize) counts[2]);
  self->offsets = take (&at, 4 * (gsize) counts[1]);
  self->hypernym_starts = take (&at, 4 * ((gsize) counts[1] + 1));
  self->hypernyms = take (&at, 4 * (gsize) counts[3]);
  self->names = take (&at, 4 * (gsize) counts[1]);
  self->heads = take (&at, 4 * (gsize) counts[1] * GLOSS_HEADS);
  self->exceptions = take (&at, 8 * (gsize) counts[4]);
  self->files = take (&at, counts[1]);
  self->parts = take (&at, counts[0]);
  self->strings = at;
  if (!is_sound (self))
    {
      g_set_error (error, REEL_WORD_ERROR, REEL_WORD_ERROR_DAMAGED, "%s is damaged: a number in it points outside of it",
                   name);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * reel_wordnet_free:
 * @self: (transfer full) (nullable): the index
 */
void
reel_wordnet_free (ReelWordnet *self)
{
  if (self == NULL)
    return;

  g_mapped_file_unref (self->file);
  g_free (self);
}

/**
 * reel_wordnet_find:
 * @self: the index
 * @lemma: a lemma as WordNet writes it: lower case, `_` between the words of a compound
 *
 * Returns: its number, or %REEL_WORDNET_NONE
 */
guint32
reel_wordnet_find (const ReelWordnet *self,
                   const char        *lemma)
{
  guint32 low = 0, high;

  g_return_val_if_fail (self != NULL && lemma != NULL, REEL_WORDNET_NONE);

  for (high = self->n_lemmas; low < high;)
    {
      guint32 middle = low + (high - low) / 2;
      int order = strcmp (lemma, self->strings + self->lemma_strings[middle]);

      if (order == 0)
        return middle;
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }
  return REEL_WORDNET_NONE;
}

/**
 * reel_wordnet_get_lemma:
 * @self: the index
 * @lemma: a number that reel_wordnet_find() gave
 *
 * Returns: (transfer none): the lemma
 */
const char *
reel_wordnet_get_lemma (const ReelWordnet *self,
                        guint32            lemma)
{
  g_return_val_if_fail (lemma < self->n_lemmas, NULL);

  return self->strings + self->lemma_strings[lemma];
}

/**
 * reel_wordnet_get_parts:
 * @self: the index
 * @lemma: a number that reel_wordnet_find() gave
 *
 * Returns: which parts of speech it can be
 */
ReelWordnetParts
reel_wordnet_get_parts (const ReelWordnet *self,
                        guint32            lemma)
{
  g_return_val_if_fail (lemma < self->n_lemmas, 0);

  return self->parts[lemma];
}

/**
 * reel_wordnet_get_senses:
 * @self: the index
 * @lemma: a number that reel_wordnet_find() gave
 * @n_senses: (out): how many
 *
 * Returns: (transfer none) (array length=n_senses): its synsets as a noun, the most frequent first
 */
const guint32 *
reel_wordnet_get_senses (const ReelWordnet *self,
                         guint32            lemma,
                         gsize             *n_senses)
{
  g_return_val_if_fail (lemma < self->n_lemmas, NULL);

  *n_senses = self->sense_starts[lemma + 1] - self->sense_starts[lemma];
  return self->senses + self->sense_starts[lemma];
}

static guint32
find_exception (const ReelWordnet *self,
                const char        *word)
{
  guint32 low = 0, high = self->n_exceptions;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;
      int order = strcmp (word, self->strings + self->exceptions[2 * middle]);

      if (order == 0)
        return self->exceptions[2 * middle + 1];
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }
  return REEL_WORDNET_NONE;
}

static void
add_lemma (GStrvBuilder *builder,
           GHashTable   *seen,
           const char   *lemma)
{
  if (g_hash_table_add (seen, g_strdup (lemma)))
    g_strv_builder_add (builder, lemma);
}

/**
 * reel_wordnet_lemmatise:
 * @self: the index
 * @word: a word, or a compound with `_` of which the last word may be inflected
 *
 * Returns: (transfer full): @word itself, and what it may be a form of, the likeliest first. Of compounds and irregular
 * forms only lemmas of the index.
 */
GStrv
reel_wordnet_lemmatise (const ReelWordnet *self,
                        const char        *word)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint32 exception;
  gsize length;

  g_return_val_if_fail (self != NULL && word != NULL, NULL);

  length = strlen (word);
  add_lemma (builder, seen, word);
  exception = find_exception (self, word);
  if (exception != REEL_WORDNET_NONE)
    add_lemma (builder, seen, reel_wordnet_get_lemma (self, exception));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize cut = strlen (endings[i].ending);
      g_autofree char *stem = NULL;
      g_autofree char *lemma = NULL;

      if (length < cut + 2 || !g_str_has_suffix (word, endings[i].ending))
        continue;
      /* 'glass' is not more than one 'glas'. */
      if (strcmp (endings[i].ending, "s") == 0 && word[length - 2] == 's')
        continue;
      stem = g_strndup (word, length - cut);
      lemma = g_strconcat (stem, endings[i].instead, NULL);
      if (reel_wordnet_find (self, lemma) != REEL_WORDNET_NONE)
        add_lemma (builder, seen, lemma);
      /* 'running': 'run'. */
      if (endings[i].instead[0] == '\0' && cut > 1 && stem[length - cut - 1] == stem[length - cut - 2])
        {
          stem[length - cut - 1] = '\0';
          if (reel_wordnet_find (self, stem) != REEL_WORDNET_NONE)
            add_lemma (builder, seen, stem);
        }
    }
  return g_strv_builder_end (builder);
}

/**
 * reel_wordnet_from_offset:
 * @self: the index
 * @offset: an offset in WordNet's data.noun
 *
 * Returns: the synset, or %REEL_WORDNET_NONE
 */
guint32
reel_wordnet_from_offset (const ReelWordnet *self,
                          guint32            offset)
{
  guint32 low = 0, high;

  g_return_val_if_fail (self != NULL, REEL_WORDNET_NONE);

  for (high = self->n_synsets; low < high;)
    {
      guint32 middle = low + (high - low) / 2;

      if (self->offsets[middle] == offset)
        return middle;
      if (offset < self->offsets[middle])
        high = middle;
      else
        low = middle + 1;
    }
  return REEL_WORDNET_NONE;
}

/**
 * reel_wordnet_get_offset:
 * @self: the index
 * @synset: a synset
 *
 * Returns: its offset in WordNet's data.noun
 */
guint32
reel_wordnet_get_offset (const ReelWordnet *self,
                         guint32            synset)
{
  g_return_val_if_fail (synset < self->n_synsets, REEL_WORDNET_NONE);

  return self->offsets[synset];
}

/**
 * reel_wordnet_get_name:
 * @self: the index
 * @synset: a synset
 *
 * Returns: (transfer none): the first of the words that it is called by
 */
const char *
reel_wordnet_get_name (const ReelWordnet *self,
                       guint32            synset)
{
  g_return_val_if_fail (synset < self->n_synsets, NULL);

  return reel_wordnet_get_lemma (self, self->names[synset]);
}

/**
 * reel_wordnet_get_file:
 * @self: the index
 * @synset: a synset
 *
 * Returns: the lexicographer file that it is in
 */
guint
reel_wordnet_get_file (const ReelWordnet *self,
                       guint32            synset)
{
  g_return_val_if_fail (synset < self->n_synsets, 0);

  return self->files[synset];
}

/**
 * reel_wordnet_get_heads:
 * @self: the index
 * @synset: a synset
 *
 * Returns: (transfer none) (array fixed-size=2): lemmas that its gloss begins with, or %REEL_WORDNET_NONE
 */
const guint32 *
reel_wordnet_get_heads (const ReelWordnet *self,
                        guint32            synset)
{
  g_return_val_if_fail (synset < self->n_synsets, NULL);

  return self->heads + (gsize) synset * GLOSS_HEADS;
}

/**
 * reel_wordnet_get_ancestors:
 * @self: the index
 * @synset: a synset
 * @max_distance: how many steps to go up
 *
 * Returns: (transfer full) (element-type ReelWordnetAncestor): @synset and all that is above it, the nearest first
 */
GArray *
reel_wordnet_get_ancestors (const ReelWordnet *self,
                            guint32            synset,
                            guint              max_distance)
{
  GArray *ancestors = g_array_new (FALSE, FALSE, sizeof (ReelWordnetAncestor));
  ReelWordnetAncestor first = { synset, 0 };

  g_return_val_if_fail (synset < self->n_synsets, ancestors);

  g_array_append_val (ancestors, first);
  for (guint i = 0; i < ancestors->len; i++)
    {
      ReelWordnetAncestor here = g_array_index (ancestors, ReelWordnetAncestor, i);

      if (here.distance == max_distance)
        break;
      for (guint32 h = self->hypernym_starts[here.synset]; h < self->hypernym_starts[here.synset + 1]; h++)
        {
          ReelWordnetAncestor next = { self->hypernyms[h], here.distance + 1 };
          guint j;

          for (j = 0; j < ancestors->len; j++)
            if (g_array_index (ancestors, ReelWordnetAncestor, j).synset == next.synset)
              break;
          if (j == ancestors->len)
            g_array_append_val (ancestors, next);
        }
    }
  return ancestors;
}
