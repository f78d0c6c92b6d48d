/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-concept-bank-private.h"
#include "engine/reel-word-error.h"
#include "nn/reel-text-file.h"

#define HEADER_SIZE 20
#define MAX_DIMS 4096

static gboolean
are_finite (const float *values,
            gsize        n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

static gboolean
parse (ReelConceptBank *self,
       const char      *at,
       gsize            size)
{
  guint32 header[4];
  gsize n = self->concepts->len, dims, language_size, matrix_size, expected;
  const char *matrix;
  guint n_matrices = 0;

  if (size < HEADER_SIZE || memcmp (at, REEL_CONCEPT_VECTORS_MAGIC, 4) != 0 || G_BYTE_ORDER != G_LITTLE_ENDIAN)
    return FALSE;
  memcpy (header, at + 4, sizeof header);
  dims = header[1];
  if (header[0] != self->checksum || dims == 0 || dims > MAX_DIMS || dims % 4 != 0 || header[2] != n ||
      header[3] != self->languages->len)
    return FALSE;
  language_size = REEL_CONCEPT_VECTORS_NAME + 4 + 4 * dims;
  matrix_size = n * (4 + dims);
  expected = HEADER_SIZE + header[3] * language_size;
  if (size < expected)
    return FALSE;

  at += HEADER_SIZE;
  matrix = at + header[3] * language_size;
  for (guint l = 0; l < self->languages->len; l++, at += language_size)
    {
      ReelConceptLanguage *language = &g_array_index (self->languages, ReelConceptLanguage, l);
      guint32 has_matrix;

      memcpy (&has_matrix, at + REEL_CONCEPT_VECTORS_NAME, 4);
      if (strncmp (at, language->name, REEL_CONCEPT_VECTORS_NAME) != 0 || has_matrix > 1 || (l == 0 && has_matrix == 0))
        return FALSE;
      language->mean = (const float *) (gconstpointer) (at + REEL_CONCEPT_VECTORS_NAME + 4);
      if (!are_finite (language->mean, dims))
        return FALSE;
      if (has_matrix == 0)
        continue;
      n_matrices++;
      if (size < expected + n_matrices * matrix_size)
        return FALSE;
      language->scales = (const float *) (gconstpointer) matrix;
      language->values = (const gint8 *) (matrix + 4 * n);
      matrix += matrix_size;
      if (!are_finite (language->scales, n))
        return FALSE;
    }
  self->dims = dims;
  return size == expected + n_matrices * matrix_size;
}

/**
 * reel_concept_bank_load_vectors:
 * @self: the concepts; not yet in use by other threads
 * @folder: the folder with `concept-vectors.bin`
 * @error: (nullable): #GFileError or %REEL_WORD_ERROR_DAMAGED
 *
 * Returns: whether the vectors are there; the concepts serve without them
 */
gboolean
reel_concept_bank_load_vectors (ReelConceptBank *self,
                                const char      *folder,
                                GError         **error)
{
  g_autofree char *path = NULL;
  GMappedFile *file;

  g_return_val_if_fail (self != NULL && folder != NULL && self->vectors == NULL, FALSE);

  path = g_build_filename (folder, REEL_CONCEPT_VECTORS_FILE, NULL);
  file = reel_text_file_map (path, error);
  if (file == NULL)
    return FALSE;
  if (!parse (self, g_mapped_file_get_contents (file), g_mapped_file_get_length (file)))
    {
      for (guint l = 0; l < self->languages->len; l++)
        {
          ReelConceptLanguage *language = &g_array_index (self->languages, ReelConceptLanguage, l);

          language->mean = language->scales = NULL;
          language->values = NULL;
        }
      self->dims = 0;
      g_mapped_file_unref (file);
      g_set_error (error, REEL_WORD_ERROR, REEL_WORD_ERROR_DAMAGED,
                   "%s is damaged, or was made of other concepts than those of concepts.tsv", REEL_CONCEPT_VECTORS_FILE);
      return FALSE;
    }
  self->vectors = file;
  return TRUE;
}

/**
 * reel_concept_bank_get_dims:
 * @self: the concepts
 *
 * Returns: dimensions of the vectors, 0 where they are not loaded
 */
gsize
reel_concept_bank_get_dims (const ReelConceptBank *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->dims;
}

/**
 * reel_concept_bank_get_mean:
 * @self: the concepts, with vectors
 * @language: one of the languages
 *
 * Returns: (transfer none): the mean vector of queries in this language
 */
const float *
reel_concept_bank_get_mean (const ReelConceptBank *self,
                            guint                  language)
{
  g_return_val_if_fail (self != NULL && self->dims > 0 && language < self->languages->len, NULL);

  return g_array_index (self->languages, ReelConceptLanguage, language).mean;
}

/**
 * reel_concept_bank_compare:
 * @self: the concepts, with vectors
 * @language: the language of the labels that are compared; English where there are none in it
 * @vector: a vector of the text model, less the mean of its language, one long
 * @cosines: (out caller-allocates): the cosine with each concept
 */
void
reel_concept_bank_compare (const ReelConceptBank *self,
                           guint                  language,
                           const float           *vector,
                           float                 *cosines)
{
  const ReelConceptLanguage *l;

  g_return_if_fail (self != NULL && self->dims > 0 && language < self->languages->len);

  l = &g_array_index (self->languages, ReelConceptLanguage, language);
  if (l->values == NULL)
    l = &g_array_index (self->languages, ReelConceptLanguage, REEL_CONCEPT_BANK_ENGLISH);
  for (guint i = 0; i < self->concepts->len; i++)
    {
      const gint8 *row = l->values + i * self->dims;
      float sums[4] = { 0, 0, 0, 0 };

      for (gsize d = 0; d < self->dims; d += 4)
        for (guint lane = 0; lane < 4; lane++)
          sums[lane] += vector[d + lane] * row[d + lane];
      cosines[i] = l->scales[i] * ((sums[0] + sums[1]) + (sums[2] + sums[3]));
    }
}
