/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-hit.h"

G_BEGIN_DECLS

/* Seconds that may lie between two clips that are one moment: services cut to their own frames. */
#define REEL_HIT_MERGE_GAP 0.5
/* Seconds: how long clips that only touch may become together. A service that gives longer clips has cut them apart on
 * purpose, shot by shot; one that gives slivers of one or two seconds has not. */
#define REEL_HIT_MERGE_LONGEST 8
/* How many times as long as the longest of its clips a moment of overlapping ones may become, where that is more: a window
 * that slides over a film would make it one hit from its beginning to its end. */
#define REEL_HIT_MERGE_TIMES 2
/* How much less similar than the best of a moment its touching clips may be, as a part of the spread of the whole answer:
 * what is close together depends on the service. */
#define REEL_HIT_MERGE_SPREAD 0.25
/* The least and the most that this may come to, as parts of the best's similarity: below is noise, above is another thing. */
#define REEL_HIT_MERGE_NOISE 0.02
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
