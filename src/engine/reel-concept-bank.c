/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-concept-bank-private.h"
#include "engine/reel-word-table.h"
#include "engine/reel-word-tokens.h"

#define MAX_CONCEPTS 65535
#define MAX_LANGUAGES 64

static void
entry_clear (gpointer data)
{
  ReelConceptEntry *entry = data;

  g_free (entry->key);
  g_free (entry->gloss);
}

static void
language_clear (gpointer data)
{
  ReelConceptLanguage *language = data;

  g_free (language->name);
  g_free (language->template);
  g_strfreev (language->phrases);
  g_clear_pointer (&language->labels, g_ptr_array_unref);
  g_clear_pointer (&language->by_label, g_hash_table_unref);
}

static ReelConceptEntry *
entry_of (const ReelConceptBank *self,
          guint                  concept)
{
  return &g_array_index (self->concepts, ReelConceptEntry, concept);
}

static ReelConceptLanguage *
language_of (const ReelConceptBank *self,
             guint                  language)
{
  return &g_array_index (self->languages, ReelConceptLanguage, language);
}

/* What a key stands for: 'n' and an offset of WordNet, 'object:' and a class of COCO, or 'word:' and a word. */
static gboolean
parse_key (ReelConceptEntry       *entry,
           const ReelConceptNodes *nodes,
           GHashTable             *by_offset)
{
  if (g_str_has_prefix (entry->key, "word:"))
    {
      entry->kind = REEL_CONCEPT_KIND_WORD;
      return TRUE;
    }
  if (g_str_has_prefix (entry->key, "object:"))
    {
      int object = reel_concept_nodes_find_object (nodes, entry->key + strlen ("object:"));

      entry->kind = REEL_CONCEPT_KIND_OBJECT;
      entry->index = MAX (object, 0);
      return object >= 0;
    }
  entry->kind = REEL_CONCEPT_KIND_NODE;
  if (entry->key[0] != 'n')
    return FALSE;
  entry->index =
    GPOINTER_TO_UINT (g_hash_table_lookup (by_offset, GUINT_TO_POINTER (g_ascii_strtoull (entry->key + 1, NULL, 10))));
  if (entry->index == 0)
    return FALSE;
  entry->index--;
  return TRUE;
}

/* A label as a query writes it: its words with spaces between them, so that marks do not count ('U-Boot', "char d'assaut").
 * 'Strauß (Vogel)' is told apart in the label only. */
static char *
dup_words (const char *label)
{
  const char *mark = strstr (label, " (");
  g_autofree char *bare = g_strndup (label, mark != NULL ? (gsize) (mark - label) : strlen (label));
  g_autoptr (GPtrArray) tokens = reel_word_tokens_read (bare);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < tokens->len; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? " " : "", ((ReelWordToken *) g_ptr_array_index (tokens, i))->text);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
add_label (ReelConceptBank *self,
           guint            language,
           guint            concept,
           const char      *label)
{
  ReelConceptLanguage *l = language_of (self, language);
  g_autofree char *folded = NULL;

  if (*label == '\0')
    return;
  if (l->labels == NULL)
    {
      l->labels = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_set_size (l->labels, self->concepts->len);
      l->by_label = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
  g_free (g_ptr_array_index (l->labels, concept));
  g_ptr_array_index (l->labels, concept) = g_strdup (label);
  folded = dup_words (label);
  if (!g_hash_table_contains (l->by_label, folded))
    g_hash_table_insert (l->by_label, g_steal_pointer (&folded), GUINT_TO_POINTER (concept));
}

static gboolean
load_concepts (ReelConceptBank        *self,
               const ReelConceptNodes *nodes,
               const char             *path,
               GHashTable             *by_key,
               GError                **error)
{
  g_autoptr (GPtrArray) rows = reel_word_table_load (path, 3, error);
  g_autoptr (GHashTable) by_offset = g_hash_table_new (NULL, NULL);

  if (rows == NULL)
    return FALSE;
  for (guint node = 0; node < REEL_N_NODES; node++)
    {
      gsize n;
      const guint32 *offsets = reel_concept_nodes_get_offsets (nodes, node, &n);

      for (gsize i = 0; i < n; i++)
        if (!g_hash_table_contains (by_offset, GUINT_TO_POINTER (offsets[i])))
          g_hash_table_insert (by_offset, GUINT_TO_POINTER (offsets[i]), GUINT_TO_POINTER (node + 1));
    }
  self->checksum = 2166136261u;
  for (guint i = 0; i < MIN (rows->len, MAX_CONCEPTS); i++)
    {
      const GStrv row = g_ptr_array_index (rows, i);
      ReelConceptEntry entry = { g_strdup (row[0]), g_strdup (row[2]), 0, 0 };
      gboolean sound = parse_key (&entry, nodes, by_offset) && !g_hash_table_contains (by_key, entry.key);

      g_array_append_val (self->concepts, entry);
      if (!sound)
        {
          reel_word_table_error (error, path, i, "has a key that is unknown, or is there twice");
          return FALSE;
        }
      g_hash_table_insert (by_key, entry.key, GUINT_TO_POINTER (i));
      for (const char *at = entry.key; *at != '\0'; at++)
        self->checksum = (self->checksum ^ (guint8) *at) * 16777619u;
    }
  for (guint i = 0; i < self->concepts->len; i++)
    add_label (self, REEL_CONCEPT_BANK_ENGLISH, i, ((GStrv) g_ptr_array_index (rows, i))[1]);
  return TRUE;
}

static gboolean
load_languages (ReelConceptBank *self,
                const char      *path,
                GError         **error)
{
  g_autoptr (GPtrArray) rows = reel_word_table_load (path, 3, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (rows->len, MAX_LANGUAGES); i++)
    {
      const GStrv row = g_ptr_array_index (rows, i);
      ReelConceptLanguage language = {
        .name = g_strdup (row[0]),
        .template = g_strdup (row[1]),
        .phrases = g_strsplit (row[2], "|", -1),
      };
      const char *place = strstr (row[1], "%s");

      g_array_append_val (self->languages, language);
      if ((*row[1] != '\0' && place == NULL) || strlen (row[0]) >= REEL_CONCEPT_VECTORS_NAME)
        {
          reel_word_table_error (error, path, i, "has no '%s' in its caption, or a long name");
          return FALSE;
        }
    }
  if (rows->len == 0 || strcmp (language_of (self, 0)->name, "en") != 0)
    {
      reel_word_table_error (error, path, 0, "is not English, which must be the first");
      return FALSE;
    }
  return TRUE;
}

/* The first row names the languages; those that languages.tsv does not have are left out. */
static gboolean
load_labels (ReelConceptBank *self,
             const char      *path,
             GHashTable      *by_key,
             GError         **error)
{
  g_autoptr (GPtrArray) rows = reel_word_table_load (path, 2, error);

  if (rows == NULL)
    return FALSE;
  for (guint r = 1; r < rows->len; r++)
    {
      const GStrv names = g_ptr_array_index (rows, 0);
      const GStrv row = g_ptr_array_index (rows, r);
      gpointer concept;

      if (!g_hash_table_lookup_extended (by_key, row[0], NULL, &concept))
        {
          reel_word_table_error (error, path, r, "has a key that concepts.tsv does not have");
          return FALSE;
        }
      for (guint column = 2; names[column] != NULL && row[column] != NULL; column++)
        for (guint l = 1; l < self->languages->len; l++)
          if (strcmp (language_of (self, l)->name, names[column]) == 0)
            add_label (self, l, GPOINTER_TO_UINT (concept), row[column]);
    }
  return TRUE;
}

/**
 * reel_concept_bank_load:
 * @folder: the folder with `concepts.tsv`, `languages.tsv` and `labels.tsv`
 * @nodes: the axes
 * @error: (nullable): #GFileError or %REEL_WORD_ERROR_DAMAGED
 *
 * Returns: (transfer full): the concepts, without vectors
 */
ReelConceptBank *
reel_concept_bank_load (const char             *folder,
                        const ReelConceptNodes *nodes,
                        GError                **error)
{
  g_autoptr (ReelConceptBank) self = NULL;
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *concepts = NULL;
  g_autofree char *languages = NULL;
  g_autofree char *labels = NULL;

  g_return_val_if_fail (folder != NULL && nodes != NULL, NULL);

  concepts = g_build_filename (folder, "concepts.tsv", NULL);
  languages = g_build_filename (folder, "languages.tsv", NULL);
  labels = g_build_filename (folder, "labels.tsv", NULL);
  self = g_new0 (ReelConceptBank, 1);
  self->concepts = g_array_new (FALSE, FALSE, sizeof (ReelConceptEntry));
  g_array_set_clear_func (self->concepts, entry_clear);
  self->languages = g_array_new (FALSE, FALSE, sizeof (ReelConceptLanguage));
  g_array_set_clear_func (self->languages, language_clear);
  if (!load_languages (self, languages, error) || !load_concepts (self, nodes, concepts, by_key, error) ||
      !load_labels (self, labels, by_key, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * reel_concept_bank_free:
 * @self: (transfer full) (nullable): the concepts
 */
void
reel_concept_bank_free (ReelConceptBank *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->concepts);
  g_array_unref (self->languages);
  g_clear_pointer (&self->vectors, g_mapped_file_unref);
  g_free (self);
}

/**
 * reel_concept_bank_get_n_concepts:
 * @self: the concepts
 *
 * Returns: how many
 */
guint
reel_concept_bank_get_n_concepts (const ReelConceptBank *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->concepts->len;
}

/**
 * reel_concept_bank_get_key:
 * @self: the concepts
 * @concept: one of them
 *
 * Returns: (transfer none): the key that labels are found by
 */
const char *
reel_concept_bank_get_key (const ReelConceptBank *self,
                           guint                  concept)
{
  g_return_val_if_fail (self != NULL && concept < self->concepts->len, NULL);

  return entry_of (self, concept)->key;
}

/**
 * reel_concept_bank_get_kind:
 * @self: the concepts
 * @concept: one of them
 * @index: (out): the node, or the object
 *
 * Returns: what it is measured by
 */
ReelConceptKind
reel_concept_bank_get_kind (const ReelConceptBank *self,
                            guint                  concept,
                            guint                 *index)
{
  g_return_val_if_fail (self != NULL && concept < self->concepts->len, REEL_CONCEPT_KIND_WORD);

  *index = entry_of (self, concept)->index;
  return entry_of (self, concept)->kind;
}

/**
 * reel_concept_bank_get_gloss:
 * @self: the concepts
 * @concept: one of them
 *
 * Returns: (transfer none): what WordNet says of it; may be empty
 */
const char *
reel_concept_bank_get_gloss (const ReelConceptBank *self,
                             guint                  concept)
{
  g_return_val_if_fail (self != NULL && concept < self->concepts->len, NULL);

  return entry_of (self, concept)->gloss;
}

/**
 * reel_concept_bank_get_n_languages:
 * @self: the concepts
 *
 * Returns: how many languages are told apart; %REEL_CONCEPT_BANK_ENGLISH is the first
 */
guint
reel_concept_bank_get_n_languages (const ReelConceptBank *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->languages->len;
}

/**
 * reel_concept_bank_get_language:
 * @self: the concepts
 * @language: one of the languages
 *
 * Returns: (transfer none): its tag, such as `zh-Hans`
 */
const char *
reel_concept_bank_get_language (const ReelConceptBank *self,
                                guint                  language)
{
  g_return_val_if_fail (self != NULL && language < self->languages->len, NULL);

  return language_of (self, language)->name;
}

/**
 * reel_concept_bank_get_template:
 * @self: the concepts
 * @language: one of the languages
 *
 * Returns: (transfer none): how a label becomes a caption, with one `%s`; empty where English labels serve
 */
const char *
reel_concept_bank_get_template (const ReelConceptBank *self,
                                guint                  language)
{
  g_return_val_if_fail (self != NULL && language < self->languages->len, NULL);

  return language_of (self, language)->template;
}

/**
 * reel_concept_bank_get_phrases:
 * @self: the concepts
 * @language: one of the languages
 *
 * Returns: (transfer none): phrases of which the mean vector is what the language itself adds
 */
const char *const *
reel_concept_bank_get_phrases (const ReelConceptBank *self,
                               guint                  language)
{
  g_return_val_if_fail (self != NULL && language < self->languages->len, NULL);

  return (const char *const *) language_of (self, language)->phrases;
}

/**
 * reel_concept_bank_get_label:
 * @self: the concepts
 * @concept: one of them
 * @language: one of the languages
 *
 * Returns: (transfer none) (nullable): its label, where there is one in this language
 */
const char *
reel_concept_bank_get_label (const ReelConceptBank *self,
                             guint                  concept,
                             guint                  language)
{
  g_return_val_if_fail (self != NULL && concept < self->concepts->len && language < self->languages->len, NULL);

  return language_of (self, language)->labels != NULL ? g_ptr_array_index (language_of (self, language)->labels, concept)
                                                      : NULL;
}

/**
 * reel_concept_bank_find_label:
 * @self: the concepts
 * @label: the words of a label as reel_word_tokens_read() gives them, with spaces between them
 * @language: one of the languages
 *
 * Returns: the first concept that has this label in this language, or −1
 */
int
reel_concept_bank_find_label (const ReelConceptBank *self,
                              const char            *label,
                              guint                  language)
{
  const ReelConceptLanguage *l;
  gpointer concept;

  g_return_val_if_fail (self != NULL && label != NULL && language < self->languages->len, -1);

  l = language_of (self, language);
  if (l->by_label == NULL || !g_hash_table_lookup_extended (l->by_label, label, NULL, &concept))
    return -1;
  return GPOINTER_TO_INT (concept);
}

/**
 * reel_concept_bank_find_language:
 * @self: the concepts
 * @name: a tag, such as `zh-Hans`
 *
 * Returns: the language, or −1
 */
int
reel_concept_bank_find_language (const ReelConceptBank *self,
                                 const char            *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, -1);

  for (guint l = 0; l < self->languages->len; l++)
    if (strcmp (language_of (self, l)->name, name) == 0)
      return l;
  return -1;
}

/**
 * reel_concept_bank_get_checksum:
 * @self: the concepts
 *
 * Returns: a number of their keys and order, which the vectors have too
 */
guint32
reel_concept_bank_get_checksum (const ReelConceptBank *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->checksum;
}
