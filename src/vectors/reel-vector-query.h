/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors/reel-vector-format.h"

G_BEGIN_DECLS

/**
 * ReelVectorQuery:
 * @dims: numbers
 * @values: as whole numbers, and zeros up to the stride
 * @scale: what they are to be multiplied by, so that the length is 1
 * @unit: the same as floats
 *
 * A vector that others are compared with. It is finer than those, as it is there only once. Never changes: threads share it.
 */
typedef struct
{
  guint   dims;
  gint16 *values; /* (owned) */
  double  scale;
  float  *unit; /* (owned) */
} ReelVectorQuery;

ReelVectorQuery *reel_vector_query_new  (const float     *values,
                                         guint            dims);
void             reel_vector_query_free (ReelVectorQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelVectorQuery, reel_vector_query_free)

/* The cosine, from the sum of products of the query's values and a vector's bytes. What a file says may be nonsense; then so
 * is the answer, a number from -1 to 1 or not a number. */
static inline float
reel_vector_query_get_similarity (const ReelVectorQuery *self,
                                  const ReelVectorEntry *entry,
                                  gint32                 sum)
{
  guint32 peak = entry->peak_index < self->dims ? entry->peak_index : 0;
  double similarity = self->scale * entry->scale * sum + (double) self->unit[peak] * entry->peak;

  return (float) CLAMP (similarity, -1.0, 1.0);
}

G_END_DECLS
