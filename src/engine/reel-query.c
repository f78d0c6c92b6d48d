/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-query-private.h"

/* How much a word counts where it is read in a picture: all there is to go by, or beside what it means. Many words
 * share an axis, so a word that is understood counts less there. */
#define WORD_UNKNOWN .9f
#define WORD_KNOWN .5f
#define WORD_GUESSED .2f /* by the text model */

/* What is shown of a word that is taken loosely counts for one in so many. */
#define LOOSE 1.8f

/* A word that nothing stands for by more than this is only hinted at: a baby is a person, and not every person a baby. */
#define HINT .65f

/* The share that concepts must reach at least, so that a guess that is spread over many is never sure. */
#define MIN_REACH .35f

/**
 * reel_query_term_free:
 * @self: (transfer full) (nullable): a term
 */
void
reel_query_term_free (ReelQueryTerm *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->via);
  g_clear_pointer (&self->evidence, g_array_unref);
  g_free (self);
}

/* @terms: (transfer full) */
ReelQuery *
reel_query_new (guint       language,
                const char *language_name,
                GPtrArray  *terms)
{
  ReelQuery *self = g_new0 (ReelQuery, 1);

  self->language = language;
  self->language_name = g_strdup (language_name);
  self->terms = terms;
  self->concepts = g_array_new (FALSE, FALSE, sizeof (ReelQueryConcept));
  return self;
}

/**
 * reel_query_free:
 * @self: (transfer full) (nullable): a query
 */
void
reel_query_free (ReelQuery *self)
{
  if (self == NULL)
    return;

  g_free (self->language_name);
  g_ptr_array_unref (self->terms);
  g_array_unref (self->concepts);
  g_free (self);
}

static int
compare_weights (gconstpointer a,
                 gconstpointer b)
{
  float x = ((const ReelQueryConcept *) a)->weight, y = ((const ReelQueryConcept *) b)->weight;

  return (x < y) - (x > y);
}

/* The heaviest concepts of @weights, as shares. */
void
reel_query_add_concepts (ReelQuery   *self,
                         const float *weights,
                         guint        n_concepts)
{
  for (guint i = 0; i < n_concepts; i++)
    {
      ReelQueryConcept one = { i, weights[i] };

      if (weights[i] > 1e-4f)
        g_array_append_val (self->concepts, one);
    }
  g_array_sort (self->concepts, compare_weights);
  g_array_set_size (self->concepts, MIN (self->concepts->len, REEL_QUERY_MAX_CONCEPTS));
}

/* What is not wanted counts against; where it has an opposite, that is wanted instead, and the share of it is returned. */
static float
add_negated (float                  *vector,
             const ReelWordEvidence *one,
             float                   weight)
{
  guint axis = one->axis;
  float reach = 0;

  if (axis >= REEL_AXIS_MEASURES && axis < REEL_AXIS_COLOURED)
    {
      ReelMeasure measure = axis - REEL_AXIS_MEASURES;
      ReelMeasure opposite = reel_measure_get_opposite (measure);

      if (opposite != measure)
        {
          vector[REEL_AXIS_MEASURES + opposite] += weight * one->weight;
          reach = weight * one->weight * reel_measure_get_share (opposite);
          weight *= .4f;
        }
    }
  vector[axis] -= weight * one->weight;
  return reach;
}

/* Adds a term to the vector; returns what a clip that shows it would reach. */
static float
add_term (ReelQuery           *self,
          const ReelQueryTerm *term,
          float                weight)
{
  g_autoptr (GArray) words = reel_word_hash_text (term->text);
  gboolean is_unknown = term->evidence->len == 0;
  /* In other languages the text model reads the whole of it, also what no label has. */
  gboolean is_guessed = term->use != REEL_QUERY_UNKNOWN || (self->language != REEL_CONCEPT_BANK_ENGLISH && self->concepts->len > 0);
  float letters = !is_unknown ? WORD_KNOWN : is_guessed ? WORD_GUESSED : WORD_UNKNOWN;
  float largest = 0, surest = 0, reach = 0, least = 0;

  for (guint i = 0; i < term->evidence->len; i++)
    largest = MAX (largest, g_array_index (term->evidence, ReelWordEvidence, i).weight);
  /* Hints do not count against: nobody who wants no people minds a coat. */
  for (guint i = 0; i < term->evidence->len; i++)
    {
      const ReelWordEvidence *one = &g_array_index (term->evidence, ReelWordEvidence, i);

      if (!term->is_negated)
        self->vector[one->axis] += weight * one->weight;
      else if (one->weight > .25f * largest)
        reach += add_negated (self->vector, one, weight);
    }
  if (term->is_negated)
    return reach;

  for (guint i = 0; i < words->len; i++)
    self->vector[g_array_index (words, guint, i)] += weight * letters;
  /* What the text model understands is reached by its concepts. */
  if (is_unknown)
    return words->len > 0 && term->use == REEL_QUERY_UNKNOWN ? weight * letters : 0;
  for (guint i = 0; i < term->evidence->len; i++)
    {
      const ReelWordEvidence *one = &g_array_index (term->evidence, ReelWordEvidence, i);
      float share = 1;

      if (one->axis >= REEL_AXIS_MEASURES && one->axis < REEL_AXIS_COLOURED)
        share = reel_measure_get_share (one->axis - REEL_AXIS_MEASURES);
      else
        surest = MAX (surest, one->weight);
      if (one->weight >= .5f * largest)
        reach += one->weight * share;
      if (one->weight >= largest)
        least = share;
    }
  /* What only hints at a word, or is more general, never shows all of it. */
  if (term->use == REEL_QUERY_LOOSE || (surest > 0 && surest <= HINT))
    return weight * MAX (reach, least) * LOOSE;
  return weight * MAX (reach, least);
}

/* The vector out of terms and concepts. Terms are shares of one, so that long queries reach what short ones do. */
void
reel_query_finish (ReelQuery            *self,
                   const ReelWordReader *reader)
{
  float weights = 0, square = 0, reach = 0, concept_reach = 0;

  for (guint i = 0; i < self->terms->len; i++)
    weights += ((const ReelQueryTerm *) g_ptr_array_index (self->terms, i))->weight;
  for (guint i = 0; i < self->terms->len && weights > 0; i++)
    {
      const ReelQueryTerm *term = g_ptr_array_index (self->terms, i);

      reach += add_term (self, term, term->weight / weights);
    }
  for (guint i = 0; i < self->concepts->len; i++)
    {
      const ReelQueryConcept *one = &g_array_index (self->concepts, ReelQueryConcept, i);
      const GArray *evidence = reel_word_reader_get_evidence (reader, one->concept);
      float weight = REEL_QUERY_MODEL_GAIN * one->weight, largest = 0;

      for (guint j = 0; j < evidence->len; j++)
        {
          const ReelWordEvidence *axis = &g_array_index (evidence, ReelWordEvidence, j);

          self->vector[axis->axis] += weight * axis->weight;
          largest = MAX (largest, axis->weight);
        }
      if (one->weight >= g_array_index (self->concepts, ReelQueryConcept, 0).weight / 3)
        concept_reach += weight * largest;
    }
  if (self->concepts->len > 0)
    reach += MAX (concept_reach, REEL_QUERY_MODEL_GAIN * MIN_REACH);

  for (guint i = 0; i < REEL_N_AXES; i++)
    square += self->vector[i] * self->vector[i];
  if (square <= 0)
    return;
  for (guint i = 0; i < REEL_N_AXES; i++)
    self->vector[i] /= sqrtf (square);
  self->reach = reach / sqrtf (square);
}

/**
 * reel_query_get_vector:
 * @self: a query
 *
 * Returns: (transfer none) (array fixed-size=REEL_N_AXES): what it asks for, one long; zeros where nothing is understood
 */
const float *
reel_query_get_vector (const ReelQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->vector;
}

/**
 * reel_query_get_reach:
 * @self: a query
 *
 * Returns: the product of the query's vector and a clip's, %REEL_CONCEPT_SPACE_NORM long, that shows all that was asked for;
 * 0 where nothing is wanted
 */
float
reel_query_get_reach (const ReelQuery *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->reach;
}

/**
 * reel_query_get_similarity:
 * @self: a query
 * @cosine: of its vector and a clip's
 *
 * Returns: how much of what was asked for the clip shows, 0…1; the same order as that of the cosines of one query
 */
float
reel_query_get_similarity (const ReelQuery *self,
                           float            cosine)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->reach > 0 ? CLAMP (cosine * REEL_CONCEPT_SPACE_NORM / self->reach, 0.f, 1.f) : 0;
}

static gboolean
has_terms (const ReelQuery *self,
           gboolean         negated)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const ReelQueryTerm *term = g_ptr_array_index (self->terms, i);

      if (term->is_negated == negated && (negated || term->use != REEL_QUERY_UNKNOWN))
        return TRUE;
    }
  return FALSE;
}

/**
 * reel_query_is_empty:
 * @self: a query
 *
 * Returns: whether nothing of it is understood; unknown words can still be read in pictures
 */
gboolean
reel_query_is_empty (const ReelQuery *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return !has_terms (self, FALSE) && !has_terms (self, TRUE) && self->concepts->len == 0;
}

/**
 * reel_query_is_only_negative:
 * @self: a query
 *
 * Returns: whether it says only what is not wanted, and nothing of it has an opposite: ask what is wanted
 */
gboolean
reel_query_is_only_negative (const ReelQuery *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->terms->len; i++)
    if (!((const ReelQueryTerm *) g_ptr_array_index (self->terms, i))->is_negated)
      return FALSE;
  return self->terms->len > 0 && self->reach <= 0;
}

/**
 * reel_query_get_language:
 * @self: a query
 *
 * Returns: (transfer none): the tag of the language that it was taken for, such as `zh-Hans`
 */
const char *
reel_query_get_language (const ReelQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->language_name;
}

/**
 * reel_query_get_terms:
 * @self: a query
 *
 * Returns: (transfer none) (element-type ReelQueryTerm): its words and phrases, without those that ask for nothing
 */
GPtrArray *
reel_query_get_terms (const ReelQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->terms;
}

/**
 * reel_query_get_concepts:
 * @self: a query
 *
 * Returns: (transfer none) (element-type ReelQueryConcept): what the text model takes it for, the heaviest first; none
 * without a text model
 */
GArray *
reel_query_get_concepts (const ReelQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->concepts;
}

/**
 * reel_query_dup_words:
 * @self: a query
 * @use: which words
 *
 * Returns: (transfer full): the words and phrases that this became of, each once, in the order of the query
 */
GStrv
reel_query_dup_words (const ReelQuery *self,
                      ReelQueryUse     use)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->terms->len; i++)
    {
      const ReelQueryTerm *term = g_ptr_array_index (self->terms, i);

      if (term->use == use && g_hash_table_add (seen, term->text))
        g_strv_builder_add (builder, term->text);
    }
  return g_strv_builder_end (builder);
}

/**
 * reel_query_explain:
 * @self: a query
 * @clip: (array fixed-size=REEL_N_AXES): a clip's vector
 * @n_axes: how many axes at most
 *
 * Returns: (transfer full) (element-type ReelWordEvidence): the axes that speak for the clip, the one that says most first,
 * with what each adds to the similarity; reel_concept_nodes_dup_axis_name() has their names
 */
GArray *
reel_query_explain (const ReelQuery *self,
                    const float     *clip,
                    guint            n_axes)
{
  GArray *axes = g_array_new (FALSE, FALSE, sizeof (ReelWordEvidence));

  g_return_val_if_fail (self != NULL && clip != NULL, axes);

  for (guint i = 0; i < REEL_AXIS_SLACK; i++)
    {
      ReelWordEvidence one = { i, reel_query_get_similarity (self, MAX (0.f, self->vector[i] * clip[i])) };
      guint place = axes->len;

      if (one.weight <= 0)
        continue;
      while (place > 0 && g_array_index (axes, ReelWordEvidence, place - 1).weight < one.weight)
        place--;
      if (place >= n_axes)
        continue;
      g_array_insert_val (axes, place, one);
      g_array_set_size (axes, MIN (axes->len, n_axes));
    }
  return axes;
}
