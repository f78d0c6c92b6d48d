/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/reel-engine-reading.h"

G_DEFINE_BOXED_TYPE (ReelEngineReading, reel_engine_reading, reel_engine_reading_ref, reel_engine_reading_unref)

/**
 * reel_engine_reading_new:
 * @used: (transfer full) (nullable): words that were taken for what they say; %NULL for none
 * @loose: (transfer full) (nullable): words that were taken for something near
 * @unknown: (transfer full) (nullable): words that mean nothing to the engine
 * @scale: how cosines are to be read
 * @is_only_negative: whether the query says only what is not wanted
 *
 * Returns: (transfer full): how a query was read; its lists are never %NULL
 */
ReelEngineReading *
reel_engine_reading_new (char          **used,
                         char          **loose,
                         char          **unknown,
                         ReelEngineScale scale,
                         gboolean        is_only_negative)
{
  ReelEngineReading *self = g_atomic_rc_box_new0 (ReelEngineReading);

  self->used = used != NULL ? used : g_new0 (char *, 1);
  self->loose = loose != NULL ? loose : g_new0 (char *, 1);
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

  return CLAMP (cosine * self->scale.factor, 0.f, 1.f);
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
