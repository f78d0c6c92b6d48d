/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-hit.h"

G_BEGIN_DECLS

/* Seconds that may lie between two clips that are one moment: services cut to their own frames. */
#define REEL_HIT_MERGE_GAP 0.5
/* How much less similar than the best of a moment its other clips may be, as a part of the best's similarity. Otherwise a
 * service that lists every shot of a video would have it end up as one hit from its beginning to its end. */
#define REEL_HIT_MERGE_DROP 0.15

/**
 * ReelHitSource:
 * @video: (nullable): whose clip, where the catalogue knows it
 * @collection_id: where it was found
 * @result: what the service said
 *
 * A clip of an answer; everything is borrowed.
 */
typedef struct
{
  ReelVideo *video;
  const char *collection_id;
  const ReelSearchResult *result;
} ReelHitSource;

GPtrArray *reel_hit_merge (const ReelHitSource *sources,
                           guint                n_sources);

G_END_DECLS
