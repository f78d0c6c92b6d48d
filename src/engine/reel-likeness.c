/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-likeness.h"
#include "engine/reel-word-error.h"
#include "nn/reel-text-file.h"

#define N REEL_CLASSIFIER_N_FEATURES
#define HEADER_SIZE 16
#define ROW_SIZE (sizeof (float) + N)
#define FILE_SIZE (HEADER_SIZE + N * sizeof (float) + REEL_LIKENESS_N_DIMS * ROW_SIZE)

struct _ReelLikeness
{
  GMappedFile *file;  /* (owned) */
  const float *mean;  /* in @file */
  const char *rows;   /* in @file: a scale and N bytes each */
};

static gboolean
is_right (const char *at,
          gsize       size)
{
  guint32 header[3];
  float number;

  if (size != FILE_SIZE || G_BYTE_ORDER != G_LITTLE_ENDIAN || memcmp (at, REEL_LIKENESS_MAGIC, 4) != 0)
    return FALSE;
  memcpy (header, at + 4, sizeof header);
  if (header[0] != REEL_LIKENESS_VERSION || header[1] != N || header[2] != REEL_LIKENESS_N_DIMS)
    return FALSE;

  at += HEADER_SIZE;
  for (gsize i = 0; i < N; i++)
    {
      memcpy (&number, at + i * sizeof number, sizeof number);
      if (!isfinite (number))
        return FALSE;
    }
  at += N * sizeof (float);
  for (gsize row = 0; row < REEL_LIKENESS_N_DIMS; row++)
    {
      memcpy (&number, at + row * ROW_SIZE, sizeof number);
      if (!isfinite (number))
        return FALSE;
    }

  return TRUE;
}

/**
 * reel_likeness_load:
 * @folder: the folder of models
 * @error: return location of a #GFileError or %REEL_WORD_ERROR_DAMAGED
 *
 * Returns: (transfer full) (nullable): the projection
 */
ReelLikeness *
reel_likeness_load (const char  *folder,
                    GError     **error)
{
  g_autoptr (ReelLikeness) self = g_new0 (ReelLikeness, 1);
  g_autofree char *path = g_build_filename (folder, REEL_LIKENESS_FILE, NULL);
  const char *contents;

  self->file = reel_text_file_map (path, error);
  if (self->file == NULL)
    return NULL;
  contents = g_mapped_file_get_contents (self->file);
  if (!is_right (contents, g_mapped_file_get_length (self->file)))
    {
      g_set_error (error, REEL_WORD_ERROR, REEL_WORD_ERROR_DAMAGED, "%s is damaged, or of another version", path);
      return NULL;
    }

  self->mean = (const float *) (gconstpointer) (contents + HEADER_SIZE);
  self->rows = contents + HEADER_SIZE + N * sizeof (float);
  return g_steal_pointer (&self);
}

/**
 * reel_likeness_free:
 * @self: (transfer full) (nullable): a projection
 */
void
reel_likeness_free (ReelLikeness *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->file, g_mapped_file_unref);
  g_free (self);
}

/**
 * reel_likeness_fill:
 * @self: a projection
 * @features: (array fixed-size=REEL_CLASSIFIER_N_FEATURES): of a clip, a frame or a picture
 * @vector: (out caller-allocates) (array fixed-size=REEL_LIKENESS_N_DIMS): of unit length afterwards
 *
 * The mean picture is taken off, and what is left is seen along the directions in which pictures differ most.
 *
 * Returns: %FALSE where the features are those of nothing; @vector is all zeros then
 */
gboolean
reel_likeness_fill (const ReelLikeness *self,
                    const float        *features,
                    float              *vector)
{
  float centred[N];
  double square = 0;

  g_return_val_if_fail (self != NULL && features != NULL && vector != NULL, FALSE);

  for (gsize i = 0; i < N; i++)
    centred[i] = features[i] - self->mean[i];
  for (gsize row = 0; row < REEL_LIKENESS_N_DIMS; row++)
    {
      const gint8 *bytes = (const gint8 *) (self->rows + row * ROW_SIZE + sizeof (float));
      float scale, sum = 0;

      memcpy (&scale, self->rows + row * ROW_SIZE, sizeof scale);
      for (gsize i = 0; i < N; i++)
        sum += bytes[i] * centred[i];
      vector[row] = sum * scale;
      square += (double) vector[row] * vector[row];
    }

  if (!(square > 0) || !isfinite (square))
    {
      memset (vector, 0, sizeof (float) * REEL_LIKENESS_N_DIMS);
      return FALSE;
    }
  for (gsize row = 0; row < REEL_LIKENESS_N_DIMS; row++)
    vector[row] = (float) (vector[row] / sqrt (square));
  return TRUE;
}
