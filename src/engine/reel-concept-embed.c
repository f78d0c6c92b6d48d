/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-concept-bank-private.h"
#include "nn/reel-bert-model.h"

/*
 * reel-concept-embed MODEL FOLDER: the vectors of the concepts of FOLDER, written there as concept-vectors.bin.
 *
 * The vector of a concept is the mean of the unit vectors of (embedding − mean over all labels) over its forms. English has
 * three: 'passage: LABEL', 'query: a photo of a LABEL', 'passage: LABEL: GLOSS'. Other languages have the first two. Where a
 * language has no label, English serves. The mean of a language is that of its queries of nothing in particular.
 */

typedef struct
{
  ReelBertModel *model;       /* (owned) */
  ReelConceptNodes *nodes;    /* (owned) */
  ReelConceptBank *bank;      /* (owned) */
  gsize n, dims;
} Embedding;

static void
embed (Embedding  *self,
       const char *text,
       float      *vector)
{
  g_autoptr (GError) error = NULL;

  if (!reel_bert_model_encode (self->model, text, vector, NULL, &error))
    g_error ("%s: %s", text, error->message);
}

static void
make_unit (float *vector,
           gsize  dims)
{
  double square = 0;

  for (gsize d = 0; d < dims; d++)
    square += vector[d] * vector[d];
  for (gsize d = 0; square > 0 && d < dims; d++)
    vector[d] /= sqrtf ((float) square);
}

static char *
form_of (Embedding *self,
         guint      language,
         guint      form,
         guint      concept)
{
  const char *label = reel_concept_bank_get_label (self->bank, concept, language);
  const char *gloss = reel_concept_bank_get_gloss (self->bank, concept);
  g_auto (GStrv) caption = NULL;

  if (label == NULL)
    return NULL;
  if (form == 0 || (form == 2 && *gloss == '\0'))
    return g_strconcat ("passage: ", label, NULL);
  if (form == 2)
    return g_strconcat ("passage: ", label, ": ", gloss, NULL);
  if (language == REEL_CONCEPT_BANK_ENGLISH)
    return g_strconcat ("query: a photo of a ", label, NULL);
  caption = g_strsplit (reel_concept_bank_get_template (self->bank, language), "%s", 2);
  return g_strconcat ("query: ", caption[0], label, caption[1], NULL);
}

/* All concepts in one language; English's vectors where there is no label. */
static float *
embed_language (Embedding   *self,
                guint        language,
                const float *english)
{
  guint n_forms = language == REEL_CONCEPT_BANK_ENGLISH ? 3 : 2;
  float *sums = g_new0 (float, self->n * self->dims);
  g_autofree float *forms = g_new (float, self->n * self->dims);
  g_autofree float *mean = g_new (float, self->dims);

  for (guint form = 0; form < n_forms; form++)
    {
      guint count = 0;

      memset (mean, 0, self->dims * sizeof *mean);
      for (guint c = 0; c < self->n; c++)
        {
          g_autofree char *text = form_of (self, language, form, c);

          if (text == NULL)
            continue;
          embed (self, text, forms + c * self->dims);
          for (gsize d = 0; d < self->dims; d++)
            mean[d] += forms[c * self->dims + d];
          count++;
        }
      for (guint c = 0; c < self->n; c++)
        {
          if (reel_concept_bank_get_label (self->bank, c, language) == NULL)
            continue;
          for (gsize d = 0; d < self->dims; d++)
            forms[c * self->dims + d] -= mean[d] / count;
          make_unit (forms + c * self->dims, self->dims);
          for (gsize d = 0; d < self->dims; d++)
            sums[c * self->dims + d] += forms[c * self->dims + d];
        }
    }
  for (guint c = 0; c < self->n; c++)
    {
      if (english != NULL && reel_concept_bank_get_label (self->bank, c, language) == NULL)
        memcpy (sums + c * self->dims, english + c * self->dims, self->dims * sizeof *sums);
      make_unit (sums + c * self->dims, self->dims);
    }
  return sums;
}

static gboolean
has_matrix (Embedding *self,
            guint      language)
{
  for (guint c = 0; c < self->n; c++)
    if (reel_concept_bank_get_label (self->bank, c, language) != NULL)
      return *reel_concept_bank_get_template (self->bank, language) != '\0' || language == REEL_CONCEPT_BANK_ENGLISH;
  return FALSE;
}

static void
append_u32 (GByteArray *bytes,
            guint32     value)
{
  g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

static void
append_matrix (GByteArray  *bytes,
               const float *matrix,
               gsize        n,
               gsize        dims)
{
  g_autofree float *scales = g_new0 (float, n);
  g_autofree gint8 *values = g_new0 (gint8, n * dims);

  for (gsize c = 0; c < n; c++)
    {
      float largest = 0;

      for (gsize d = 0; d < dims; d++)
        largest = MAX (largest, fabsf (matrix[c * dims + d]));
      scales[c] = largest / 127;
      for (gsize d = 0; largest > 0 && d < dims; d++)
        values[c * dims + d] = lrintf (matrix[c * dims + d] / scales[c]);
    }
  g_byte_array_append (bytes, (const guint8 *) scales, n * sizeof *scales);
  g_byte_array_append (bytes, (const guint8 *) values, n * dims);
}

static void
append_language (Embedding  *self,
                 GByteArray *bytes,
                 guint       language)
{
  const char *const *phrases = reel_concept_bank_get_phrases (self->bank, language);
  g_autofree float *mean = g_new0 (float, self->dims);
  g_autofree float *vector = g_new (float, self->dims);
  char name[REEL_CONCEPT_VECTORS_NAME] = { 0, };
  guint count = 0;

  for (; phrases[count] != NULL; count++)
    {
      g_autofree char *text = g_strconcat ("query: ", phrases[count], NULL);

      embed (self, text, vector);
      for (gsize d = 0; d < self->dims; d++)
        mean[d] += vector[d];
    }
  for (gsize d = 0; d < self->dims; d++)
    mean[d] /= count;
  g_strlcpy (name, reel_concept_bank_get_language (self->bank, language), sizeof name);
  g_byte_array_append (bytes, (const guint8 *) name, sizeof name);
  append_u32 (bytes, has_matrix (self, language));
  g_byte_array_append (bytes, (const guint8 *) mean, self->dims * sizeof *mean);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *path = NULL;
  g_autofree float *english = NULL;
  Embedding self = { 0, };

  if (argc != 3)
    {
      g_printerr ("reel-concept-embed MODEL FOLDER\n");
      return 1;
    }
  self.model = reel_bert_model_load (argv[1], &error);
  self.nodes = error == NULL ? reel_concept_nodes_load (argv[2], &error) : NULL;
  self.bank = error == NULL ? reel_concept_bank_load (argv[2], self.nodes, &error) : NULL;
  if (self.bank == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  self.n = reel_concept_bank_get_n_concepts (self.bank);
  self.dims = reel_bert_model_get_dims (self.model);

  g_byte_array_append (bytes, (const guint8 *) REEL_CONCEPT_VECTORS_MAGIC, 4);
  append_u32 (bytes, reel_concept_bank_get_checksum (self.bank));
  append_u32 (bytes, self.dims);
  append_u32 (bytes, self.n);
  append_u32 (bytes, reel_concept_bank_get_n_languages (self.bank));
  for (guint l = 0; l < reel_concept_bank_get_n_languages (self.bank); l++)
    append_language (&self, bytes, l);
  for (guint l = 0; l < reel_concept_bank_get_n_languages (self.bank); l++)
    {
      g_autofree float *matrix = NULL;

      if (!has_matrix (&self, l))
        continue;
      g_print ("%s\n", reel_concept_bank_get_language (self.bank, l));
      matrix = embed_language (&self, l, english);
      append_matrix (bytes, matrix, self.n, self.dims);
      if (l == REEL_CONCEPT_BANK_ENGLISH)
        english = g_steal_pointer (&matrix);
    }
  path = g_build_filename (argv[2], REEL_CONCEPT_VECTORS_FILE, NULL);
  if (!g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  reel_concept_bank_free (self.bank);
  reel_concept_nodes_free (self.nodes);
  reel_bert_model_unref (self.model);
  return 0;
}
