/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelVectorMatch:
 * @key: whose vector it is
 * @group: what that belongs to
 * @similarity: cosine, -1…1
 *
 * What a search found.
 */
typedef struct
{
  guint64 key;
  guint64 group;
  float   similarity;
} ReelVectorMatch;

/* Best first; equally similar ones by key. */
static inline int
reel_vector_match_compare (gconstpointer a,
                           gconstpointer b)
{
  const ReelVectorMatch *x = a, *y = b;

  if (x->similarity != y->similarity)
    return x->similarity > y->similarity ? -1 : 1;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->group < y->group ? -1 : x->group > y->group;
}

G_END_DECLS
