/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"
#include "local/reel-local-store.h"

G_BEGIN_DECLS

/**
 * ReelLocalLikeness:
 * @id: its space: vectors of the same one can be compared, whichever engine made them; interned
 * @dims: numbers a vector
 * @vectors: which vectors of the engine's clips these are
 * @scale: how cosines are to be read
 *
 * What an engine can tell of how clips look.
 */
typedef struct
{
  const char *id;
  guint dims;
  ReelLocalVectors vectors;
  ReelEngineScale scale;
} ReelLocalLikeness;

void   reel_local_likeness_init    (ReelLocalLikeness *self,
                                    ReelEngine        *engine);
float *reel_local_likeness_average (const float       *values,
                                    guint              dims,
                                    gsize              n);

G_END_DECLS
