/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "local/reel-local-likeness.h"

/* Similarities from which on clips are shown, and from which on they are clearly alike: those of every search. */
#define LEAST 0.30f
#define SURE 0.55f

/* The cosines that have these similarities: of likeness-v1, as measured (see README.md); and of a joint model's pictures, where
 * two of the same kind of thing have .8 to .9, and any two .5 to .6, by what is published of such models. */
#define LEAST_COSINE 0.45f
#define SURE_COSINE 0.65f
#define OWN_LEAST_COSINE 0.70f
#define OWN_SURE_COSINE 0.85f

static ReelEngineScale
make_scale (float least_cosine,
            float sure_cosine)
{
  float factor = (SURE - LEAST) / (sure_cosine - least_cosine);

  return (ReelEngineScale) { .factor = factor, .least = LEAST, .sure = SURE, .offset = LEAST - factor * least_cosine };
}

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
      self->scale = make_scale (LEAST_COSINE, SURE_COSINE);
    }
  else
    {
      id = reel_engine_get_space_id (engine);
      self->dims = reel_engine_get_dims (engine);
      self->vectors = REEL_LOCAL_VECTORS_MEANING;
      self->scale = make_scale (OWN_LEAST_COSINE, OWN_SURE_COSINE);
    }
  self->id = g_intern_string (id);
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
