/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors/reel-vector-match.h"

G_BEGIN_DECLS

/**
 * ReelVectorHeap:
 * @matches: (element-type ReelVectorMatch): the best so far, the worst of them first
 * @size: how many are kept
 *
 * The best of many matches.
 */
typedef struct
{
  GArray *matches; /* (owned) */
  guint   size;
} ReelVectorHeap;

void    reel_vector_heap_init  (ReelVectorHeap        *self,
                                guint                  size);
void    reel_vector_heap_clear (ReelVectorHeap        *self);
void    reel_vector_heap_add   (ReelVectorHeap        *self,
                                const ReelVectorMatch *match);
GArray *reel_vector_heap_sort  (ReelVectorHeap        *self);

/* Whether a match of this similarity may still get in: a question that costs nothing. */
static inline gboolean
reel_vector_heap_wants (const ReelVectorHeap *self,
                        float                 similarity)
{
  return self->matches->len < self->size || similarity >= g_array_index (self->matches, ReelVectorMatch, 0).similarity;
}

G_END_DECLS
