/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-tag.h"

G_BEGIN_DECLS

/**
 * ReelClip:
 * @start: seconds from the first frame
 * @end: seconds; at most 6 after @start
 * @vector: the engine's dims floats
 * @tags: (element-type ReelTag)
 * @likeness: (nullable): %REEL_LIKENESS_N_DIMS floats: what clips that look alike have in common, for 'Find Similar'; %NULL where the engine can't tell
 * @written: (nullable): what can be read in its pictures
 *
 * A piece of a video, and what an engine made of it.
 */
typedef struct
{
  double start, end;
  float *vector;   /* (owned) */
  GArray *tags;    /* (owned) */
  float *likeness; /* (owned) (nullable) */
  char *written;   /* (owned) (nullable) */
} ReelClip;

void reel_clip_free (ReelClip *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelClip, reel_clip_free)

G_END_DECLS
