/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-joint-query.h"
#include "engine/reel-query-private.h"

/*
 * 'a photo of ' goes in front of what is asked, as CLIP's authors put it in front of captions for retrieval, for one to two
 * points of recall (Radford et al., 2021, appendix E.1). A text that names a picture by itself is left as it is.
 */
#define PROMPT "a photo of "

/* Of the text model's concepts for a text in another language, those count that weigh this much of the heaviest, and this
 * much at all. */
#define CONCEPT_SHARE 0.5f
#define CONCEPT_LEAST 0.1f

static gboolean
names_a_picture (const char *text)
{
  static const char *const names[] = { "photo", "photograph", "picture", "image", "drawing", "painting", "screenshot",
                                       "close-up", "closeup" };
  g_auto (GStrv) words = g_strsplit (text, " ", 4);

  for (guint i = 0; words[i] != NULL && i < 3; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
      if (g_ascii_strcasecmp (words[i], names[j]) == 0)
        return TRUE;
  return FALSE;
}

/* @label: (transfer full) (nullable) */
static void
add_label (GPtrArray *labels,
           char      *label)
{
  if (label == NULL || *label == '\0' || g_ptr_array_find_with_equal_func (labels, label, g_str_equal, NULL))
    g_free (label);
  else
    g_ptr_array_add (labels, label);
}

/* The English label of a term: that of its concept, or what stands in for it, or the name of what it asks for most. */
static char *
dup_label (const ReelWordReader *reader,
           const ReelQuery      *query,
           const ReelQueryTerm  *term)
{
  const ReelConceptBank *bank = reel_word_reader_get_bank (reader);
  int language = reel_concept_bank_find_language (bank, reel_query_get_language (query));
  int concept = language >= 0 ? reel_query_find_label (reader, term->text, (guint) language) : -1;
  const ReelWordEvidence *best = NULL;

  if (concept >= 0)
    return g_strdup (reel_concept_bank_get_label (bank, (guint) concept, REEL_CONCEPT_BANK_ENGLISH));
  if (term->via != NULL)
    return g_strdup (term->via);
  for (guint i = 0; i < term->evidence->len; i++)
    {
      const ReelWordEvidence *one = &g_array_index (term->evidence, ReelWordEvidence, i);

      if (best == NULL || one->weight > best->weight)
        best = one;
    }
  return best != NULL ? reel_concept_nodes_dup_axis_name (reel_word_reader_get_nodes (reader), best->axis) : NULL;
}

/* A text in another language as English labels: of its words, then of what the text model takes the whole of it for. */
static char *
translate (ReelJointQuery       *self,
           const ReelWordReader *reader,
           const ReelQuery      *query)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  const ReelConceptBank *bank = reel_word_reader_get_bank (reader);
  GPtrArray *terms = reel_query_get_terms (query);
  GArray *concepts = reel_query_get_concepts (query);

  for (guint i = 0; i < terms->len; i++)
    {
      const ReelQueryTerm *term = g_ptr_array_index (terms, i);

      if (!term->is_negated)
        add_label (labels, dup_label (reader, query, term));
    }
  for (guint i = 0; i < concepts->len; i++)
    {
      const ReelQueryConcept *one = &g_array_index (concepts, ReelQueryConcept, i);

      if (one->weight < CONCEPT_LEAST
          || one->weight < CONCEPT_SHARE * g_array_index (concepts, ReelQueryConcept, 0).weight)
        break;
      add_label (labels, g_strdup (reel_concept_bank_get_label (bank, one->concept, REEL_CONCEPT_BANK_ENGLISH)));
    }

  for (guint i = 0; i < terms->len; i++)
    {
      const ReelQueryTerm *term = g_ptr_array_index (terms, i);

      g_ptr_array_add (term->is_negated || labels->len == 0 ? self->unknown : self->loose, g_strdup (term->text));
    }
  if (labels->len == 0)
    return NULL;
  g_ptr_array_add (labels, NULL);
  return g_strjoinv (", ", (char **) labels->pdata);
}

/* An English text is for the model to understand, word by word. But CLIP sees what is named, wanted or not: where something is
 * not wanted, only the other words reach it. */
static char *
take_english (ReelJointQuery  *self,
              const char      *text,
              const ReelQuery *query)
{
  GPtrArray *terms = reel_query_get_terms (query);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  for (guint i = 0; i < terms->len; i++)
    {
      const ReelQueryTerm *term = g_ptr_array_index (terms, i);

      g_ptr_array_add (term->is_negated ? self->unknown : self->used, g_strdup (term->text));
      if (!term->is_negated)
        g_ptr_array_add (wanted, term->text);
    }
  if (wanted->len == terms->len)
    return g_strstrip (g_strdup (text));
  if (wanted->len == 0)
    return NULL;
  g_ptr_array_add (wanted, NULL);
  return g_strjoinv (" ", (char **) wanted->pdata);
}

/**
 * reel_joint_query_new:
 * @reader: knows languages, and the English labels of concepts
 * @text: any text in UTF-8
 * @cancellable: (nullable): see reel_word_reader_read()
 * @error: return location of an error of reel_word_reader_read()
 *
 * Returns: (transfer full) (nullable): what a model with an English vocabulary is to be asked
 */
ReelJointQuery *
reel_joint_query_new (const ReelWordReader *reader,
                      const char           *text,
                      GCancellable         *cancellable,
                      GError              **error)
{
  g_autoptr (ReelQuery) query = NULL;
  g_autofree char *wanted = NULL;
  ReelJointQuery *self;
  GPtrArray *terms;

  g_return_val_if_fail (reader != NULL && text != NULL, NULL);

  query = reel_word_reader_read (reader, text, cancellable, error);
  if (query == NULL)
    return NULL;

  self = g_new0 (ReelJointQuery, 1);
  self->used = g_ptr_array_new_with_free_func (g_free);
  self->loose = g_ptr_array_new_with_free_func (g_free);
  self->unknown = g_ptr_array_new_with_free_func (g_free);
  if (g_str_equal (reel_query_get_language (query), "en"))
    wanted = take_english (self, text, query);
  else
    wanted = translate (self, reader, query);
  terms = reel_query_get_terms (query);
  self->is_only_negative = terms->len > 0;
  for (guint i = 0; i < terms->len; i++)
    if (!((const ReelQueryTerm *) g_ptr_array_index (terms, i))->is_negated)
      self->is_only_negative = FALSE;
  if (wanted != NULL && *wanted != '\0' && !self->is_only_negative)
    self->prompt = g_strconcat (names_a_picture (wanted) ? "" : PROMPT, wanted, NULL);
  return self;
}

/**
 * reel_joint_query_free:
 * @self: (transfer full) (nullable): a query
 */
void
reel_joint_query_free (ReelJointQuery *self)
{
  if (self == NULL)
    return;

  g_free (self->prompt);
  g_ptr_array_unref (self->used);
  g_ptr_array_unref (self->loose);
  g_ptr_array_unref (self->unknown);
  g_free (self);
}

static char **
dup_words (GPtrArray *words)
{
  char **copies = g_new0 (char *, words->len + 1);

  for (guint i = 0; i < words->len; i++)
    copies[i] = g_strdup (g_ptr_array_index (words, i));
  return copies;
}

/**
 * reel_joint_query_read:
 * @self: a query
 * @scale: of the model
 *
 * Returns: (transfer full): how the query was read; nothing can be found where it has no prompt
 */
ReelEngineReading *
reel_joint_query_read (ReelJointQuery        *self,
                       const ReelEngineScale *scale)
{
  ReelEngineScale nothing;

  g_return_val_if_fail (self != NULL && scale != NULL, NULL);

  nothing = *scale;
  nothing.factor = nothing.offset = 0;
  return reel_engine_reading_new (dup_words (self->used), dup_words (self->loose), dup_words (self->unknown),
                                  self->prompt != NULL ? *scale : nothing, self->is_only_negative);
}
