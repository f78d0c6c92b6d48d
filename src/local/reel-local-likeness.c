/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "local/reel-local-likeness.h"

/*
 * Of likeness-v1, over 90 clips of 36 videos of the evaluation's development half: of clips of different videos 1.2 % are at .35
 * and 0.14 % at .50, and those show the same kind of thing (tomatoes and a bowl of fruit .58, two painted landscapes .54). Clips
 * of a video that follow each other are at .50 in 14 of 20 cases, at .35 in 17; those of a camera that stands still at .95.
 *
 * Of a joint model: two pictures of the same kind of thing have .8 to .9, any two .5 to .6, by what is published of such models.
 * That could not be measured.
 */
#define LEAST_COSINE 0.35
#define SURE_COSINE 0.50
#define OWN_LEAST_COSINE 0.70
#define OWN_SURE_COSINE 0.85

/**
 * reel_local_likeness_init:
 * @self: (out caller-allocates): is filled in
 * @engine: an engine
 *
 * An engine without vectors of likeness of its own compares what it makes of clips for queries.
 */
void
reel_local_likeness_init (ReelLocalLikeness *self,
                          ReelEngine        *engine)
{
  const char *id = reel_engine_get_likeness (engine, &self->dims);

  if (id != NULL)
    {
      self->vectors = REEL_LOCAL_VECTORS_LIKENESS;
      self->least = LEAST_COSINE;
      self->sure = SURE_COSINE;
    }
  else
    {
      id = reel_engine_get_space_id (engine);
      self->dims = reel_engine_get_dims (engine);
      self->vectors = REEL_LOCAL_VECTORS_MEANING;
      self->least = OWN_LEAST_COSINE;
      self->sure = OWN_SURE_COSINE;
    }
  self->id = g_intern_string (id);
}

/**
 * reel_local_likeness_get_similarity:
 * @self: a likeness
 * @cosine: of two of its vectors
 *
 * Straight from 0 to the least, from there to the sure one, and from there to 1, so that the order is that of the cosines.
 *
 * Returns: 0…1
 */
double
reel_local_likeness_get_similarity (const ReelLocalLikeness *self,
                                    double                   cosine)
{
  if (cosine < self->least)
    return MAX (0, cosine / self->least * REEL_LOCAL_LIKENESS_LEAST);
  if (cosine < self->sure)
    return REEL_LOCAL_LIKENESS_LEAST + (cosine - self->least) / (self->sure - self->least) *
                                           (REEL_LOCAL_LIKENESS_SURE - REEL_LOCAL_LIKENESS_LEAST);
  return MIN (1, REEL_LOCAL_LIKENESS_SURE + (cosine - self->sure) / (1 - self->sure) * (1 - REEL_LOCAL_LIKENESS_SURE));
}

/**
 * reel_local_likeness_average:
 * @values: (array): @n vectors, one after the other, of unit length or zeros
 * @dims: numbers a vector
 * @n: how many
 *
 * Returns: (transfer full) (nullable) (array length=dims): their mean, of unit length; %NULL where that is nothing
 */
float *
reel_local_likeness_average (const float *values,
                             guint        dims,
                             gsize        n)
{
  g_autofree float *mean = g_new0 (float, dims);
  double square = 0;

  for (gsize i = 0; i < n; i++)
    for (guint j = 0; j < dims; j++)
      mean[j] += values[i * dims + j];
  for (guint j = 0; j < dims; j++)
    square += (double) mean[j] * mean[j];
  if (!(square > 1e-12) || !isfinite (square))
    return NULL;
  for (guint j = 0; j < dims; j++)
    mean[j] = (float) (mean[j] / sqrt (square));
  return g_steal_pointer (&mean);
}
