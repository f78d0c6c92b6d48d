/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-analyser.h"
#include "local/reel-vector-index.h"

G_BEGIN_DECLS

/**
 * ReelLocalExample:
 * @video_id: (nullable): a video
 * @start: seconds in it; below 0 for the whole video
 * @end: seconds; not before @start
 * @path: (nullable): without a video, a file with a picture, or with anything that can be decoded
 *
 * What others are to be similar to.
 */
typedef struct
{
  const char *video_id; /* (borrowed) (nullable) */
  double start, end;
  const char *path; /* (borrowed) (nullable) */
} ReelLocalExample;

GArray *reel_local_similar_run (ReelVectorIndex         *index,
                                ReelAnalyser            *analyser,
                                const char              *collection_id,
                                const ReelLocalExample  *example,
                                guint                    top_k,
                                GCancellable            *cancellable,
                                GError                 **error);

G_END_DECLS
