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
 * @least: the cosine from which on clips are shown
 * @sure: the cosine from which on they are clearly alike
 *
 * What an engine can tell of how clips look.
 */
typedef struct
{
  const char *id;
  guint dims;
  ReelLocalVectors vectors;
  double least, sure;
} ReelLocalLikeness;

/* The similarities of those two cosines: as of every search. */
#define REEL_LOCAL_LIKENESS_LEAST 0.30
#define REEL_LOCAL_LIKENESS_SURE 0.55

void   reel_local_likeness_init           (ReelLocalLikeness       *self,
                                           ReelEngine              *engine);
double reel_local_likeness_get_similarity (const ReelLocalLikeness *self,
                                           double                   cosine);
float *reel_local_likeness_average        (const float             *values,
                                           guint                    dims,
                                           gsize                    n);

G_END_DECLS
