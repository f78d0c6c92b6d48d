/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine-reading.h"
#include "local/reel-local-store.h"

G_BEGIN_DECLS

/**
 * ReelVectorHit:
 * @video_id: whose clip
 * @similarity: cosine, 0.05 or more
 * @start: seconds
 * @end: seconds
 * @vector: the clip's, which says why it is a hit
 */
typedef struct
{
  char *video_id; /* (owned) */
  double similarity;
  double start, end;
  float *vector; /* (owned) */
} ReelVectorHit;

/* The vectors of the collections that were searched lately, in memory. All functions may be called from any thread. */
#define REEL_TYPE_VECTOR_INDEX (reel_vector_index_get_type ())
G_DECLARE_FINAL_TYPE (ReelVectorIndex, reel_vector_index, REEL, VECTOR_INDEX, GObject)

ReelVectorIndex *reel_vector_index_new    (ReelLocalStore   *store,
                                           const char       *space_id,
                                           guint             dims);
GArray          *reel_vector_index_search (ReelVectorIndex  *self,
                                           const char       *collection_id,
                                           const float      *query,
                                           const ReelEngineScale *scale,
                                           guint             top_k,
                                           GError          **error);
void             reel_vector_index_forget (ReelVectorIndex  *self,
                                           const char       *collection_id);

G_END_DECLS
