/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "engine/reel-engine-reading.h"

G_DEFINE_BOXED_TYPE (ReelEngineReading, reel_engine_reading, reel_engine_reading_ref, reel_engine_reading_unref)

/**
 * reel_engine_scale_get_similarity:
 * @self: a scale
 * @cosine: of a query's vector and a clip's
 *
 * Returns: the similarity, not yet cut to 0…1; 0 where nothing can be found
 */
float
reel_engine_scale_get_similarity (const ReelEngineScale *self,
                                  float                  cosine)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->factor > 0 ? cosine * self->factor + self->offset : 0;
}

/**
 * reel_engine_scale_get_cosine:
 * @self: a scale
 * @similarity: such as its least
 *
 * The other way round, for a search that compares cosines.
 *
 * Returns: the cosine that has this similarity; infinity where nothing can be found
 */
float
reel_engine_scale_get_cosine (const ReelEngineScale *self,
                              float                  similarity)
{
  g_return_val_if_fail (self != NULL, INFINITY);

  return self->factor > 0 ? (similarity - self->offset) / self->factor : INFINITY;
}

/**
 * reel_engine_reading_new:
 * @used: (transfer full) (nullable): words that were taken for what they say; %NULL where the engine does not tell
 * @loose: (transfer full) (nullable): words that were taken for something near; %NULL as well
 * @unknown: (transfer full) (nullable): words that mean nothing to the engine
 * @scale: how cosines are to be read
 * @is_only_negative: whether the query says only what is not wanted
 *
 * Returns: (transfer full): how a query was read; @unknown is never %NULL
 */
ReelEngineReading *
reel_engine_reading_new (char          **used,
                         char          **loose,
                         char          **unknown,
                         ReelEngineScale scale,
                         gboolean        is_only_negative)
{
  ReelEngineReading *self = g_atomic_rc_box_new0 (ReelEngineReading);

  self->used = used;
  self->loose = loose;
  self->unknown = unknown != NULL ? unknown : g_new0 (char *, 1);
  self->scale = scale;
  self->is_only_negative = is_only_negative;
  return self;
}

/**
 * reel_engine_reading_get_similarity:
 * @self: a reading
 * @cosine: of the query's vector and a clip's
 *
 * Returns: how much of what was asked for the clip shows, 0…1; in the order of the cosines
 */
float
reel_engine_reading_get_similarity (const ReelEngineReading *self,
                                    float                    cosine)
{
  g_return_val_if_fail (self != NULL, 0);

  return CLAMP (reel_engine_scale_get_similarity (&self->scale, cosine), 0.f, 1.f);
}

/**
 * reel_engine_reading_ref:
 * @self: a reading
 *
 * Returns: (transfer full): @self
 */
ReelEngineReading *
reel_engine_reading_ref (ReelEngineReading *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
reel_engine_reading_clear (gpointer data)
{
  ReelEngineReading *self = data;

  g_strfreev (self->used);
  g_strfreev (self->loose);
  g_strfreev (self->unknown);
}

/**
 * reel_engine_reading_unref:
 * @self: (transfer full): a reading
 */
void
reel_engine_reading_unref (ReelEngineReading *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, reel_engine_reading_clear);
}
