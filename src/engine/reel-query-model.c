/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-query-private.h"

/*
 * What the text model takes a query for: weights of all concepts, .5 softmax (y · b / .06) + .5 mean over tokens of
 * softmax (y_t · b / .05), where y = unit (e ('query: ' + text) − μ), y_t the same of a token's state, b the vectors of the
 * concepts and μ the mean of the language. (engine.md of the prototype; the means cancel what only says which language it
 * is.)
 */
#define TEMPERATURE .06f
#define TOKEN_TEMPERATURE .05f
#define PREFIX "query: "
#define MAX_TEXT 400 /* characters */
#define SURE .45f    /* the cosine from which on an unknown word counts as understood loosely */

struct _ReelQueryModel
{
  ReelBertOutput *output; /* (owned) */
  guint first;            /* the first token of the text */
};

/* Runs the model; the prefix's tokens are those before the first that the text adds. */
ReelQueryModel *
reel_query_model_run (const ReelWordReader *reader,
                      const char           *text,
                      GCancellable         *cancellable,
                      GError              **error)
{
  g_autofree char *cut = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_TEXT));
  g_autofree char *prefixed = g_strconcat (PREFIX, cut, NULL);
  g_autofree guint32 *prefix = NULL;
  ReelBertOutput *output = reel_bert_model_run (reader->model, prefixed, cancellable, error);
  ReelQueryModel *self;
  gsize n_prefix;

  if (output == NULL)
    return NULL;
  prefix = reel_bert_model_tokenize (reader->model, PREFIX, &n_prefix);
  self = g_new0 (ReelQueryModel, 1);
  self->output = output;
  while (self->first < n_prefix && self->first < output->n_tokens && output->ids[self->first] == prefix[self->first])
    self->first++;
  return self;
}

void
reel_query_model_free (ReelQueryModel *self)
{
  if (self == NULL)
    return;

  reel_bert_output_free (self->output);
  g_free (self);
}

/* The language among @allowed whose mean is nearest. */
guint
reel_query_model_language (const ReelQueryModel *self,
                           const ReelWordReader *reader,
                           guint64               allowed)
{
  guint nearest = REEL_CONCEPT_BANK_ENGLISH;
  double best = -G_MAXDOUBLE;

  for (guint l = 0; l < reel_concept_bank_get_n_languages (reader->bank); l++)
    {
      const float *mean = reel_concept_bank_get_mean (reader->bank, l);
      double distance = 0;

      if ((allowed >> l & 1) == 0)
        continue;
      for (gsize d = 0; d < self->output->dims; d++)
        distance -= (self->output->vector[d] - mean[d]) * (self->output->vector[d] - mean[d]);
      if (distance > best)
        {
          best = distance;
          nearest = l;
        }
    }
  return nearest;
}

/* unit (unit (@vector) − @mean) */
static void
centre (const float *vector,
        const float *mean,
        gsize        dims,
        float       *centred)
{
  float square = 0;

  for (gsize d = 0; d < dims; d++)
    square += vector[d] * vector[d];
  for (gsize d = 0; d < dims; d++)
    centred[d] = vector[d] / sqrtf (MAX (square, 1e-12f)) - mean[d];
  square = 0;
  for (gsize d = 0; d < dims; d++)
    square += centred[d] * centred[d];
  for (gsize d = 0; d < dims; d++)
    centred[d] /= sqrtf (MAX (square, 1e-12f));
}

/* Adds @share of the softmax of @cosines to @weights; returns the largest cosine. */
static float
add_softmax (const float *cosines,
             guint        n,
             float        temperature,
             float        share,
             float       *weights)
{
  float largest = -1, sum = 0;

  for (guint i = 0; i < n; i++)
    largest = MAX (largest, cosines[i]);
  for (guint i = 0; i < n; i++)
    sum += expf ((cosines[i] - largest) / temperature);
  for (guint i = 0; i < n; i++)
    weights[i] += share * expf ((cosines[i] - largest) / temperature) / sum;
  return largest;
}

/* What a token writes, without the mark that begins a word; @begins: whether it has that mark. */
static char *
dup_piece (const ReelWordReader *reader,
           guint32               id,
           gboolean             *begins)
{
  g_autofree char *piece = reel_bert_model_dup_piece (reader->model, id);
  const char *text = piece != NULL ? piece : "";

  *begins = g_str_has_prefix (text, "\342\226\201");
  return reel_word_fold (*begins ? text + 3 : text);
}

/* An unknown word that the model is sure of is understood loosely. */
static void
mark_word (ReelQuery            *query,
           const ReelWordReader *reader,
           const char           *word,
           float                 cosine,
           guint                 concept)
{
  for (guint i = 0; i < query->terms->len && cosine >= SURE; i++)
    {
      ReelQueryTerm *term = g_ptr_array_index (query->terms, i);

      gboolean is_whole = strcmp (term->text, word) == 0;

      /* Of Chinese and Japanese the model's words may be longer than ours. */
      if (term->use != REEL_QUERY_UNKNOWN || (!is_whole && strstr (word, term->text) == NULL))
        continue;
      term->use = REEL_QUERY_LOOSE;
      g_free (term->via);
      term->via =
        is_whole ? g_strdup (reel_concept_bank_get_label (reader->bank, concept, REEL_CONCEPT_BANK_ENGLISH)) : NULL;
    }
}

/* Adds what the model makes of it to @query, of which the language is known by now. */
void
reel_query_model_apply (const ReelQueryModel *self,
                        const ReelWordReader *reader,
                        ReelQuery            *query)
{
  guint n = reel_concept_bank_get_n_concepts (reader->bank);
  gsize dims = self->output->dims;
  const float *mean = reel_concept_bank_get_mean (reader->bank, query->language);
  g_autofree float *cosines = g_new (float, n);
  g_autofree float *weights = g_new0 (float, n);
  g_autofree float *token_weights = g_new0 (float, n);
  g_autofree float *centred = g_new (float, dims);
  g_autoptr (GString) word = g_string_new (NULL);
  float word_cosine = -1;
  guint n_content = 0, word_concept = 0;

  centre (self->output->vector, mean, dims, centred);
  reel_concept_bank_compare (reader->bank, query->language, centred, cosines);
  add_softmax (cosines, n, TEMPERATURE, .5f, weights);

  /* The last token is the mark of the end. */
  for (guint t = self->first; t + 1 < self->output->n_tokens; t++)
    {
      gboolean begins;
      g_autofree char *piece = dup_piece (reader, self->output->ids[t], &begins);
      ReelWordRole role = reel_word_lexicon_get_role (reader->lexicon, piece, query->language_name);
      float largest;

      if (begins)
        {
          mark_word (query, reader, word->str, word_cosine, word_concept);
          g_string_truncate (word, 0);
          word_cosine = -1;
        }
      g_string_append (word, piece);
      if (role > REEL_WORD_ROLE_EVIDENCE || *piece == '\0' || !g_unichar_isalnum (g_utf8_get_char (piece)))
        continue;
      centre (self->output->states + t * dims, mean, dims, centred);
      reel_concept_bank_compare (reader->bank, query->language, centred, cosines);
      largest = add_softmax (cosines, n, TOKEN_TEMPERATURE, 1, token_weights);
      n_content++;
      if (largest > word_cosine)
        {
          word_cosine = largest;
          for (guint i = 0; i < n; i++)
            if (cosines[i] >= largest)
              word_concept = i;
        }
    }
  mark_word (query, reader, word->str, word_cosine, word_concept);
  for (guint i = 0; i < n; i++)
    weights[i] = n_content > 0 ? weights[i] + .5f * token_weights[i] / n_content : 2 * weights[i];
  reel_query_add_concepts (query, weights, n);
}
