/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "vectors/reel-vector-heap.h"

/**
 * reel_vector_heap_init:
 * @self: a heap
 * @size: how many are kept, 1 or more
 *
 * Makes it an empty one.
 */
void
reel_vector_heap_init (ReelVectorHeap *self,
                       guint           size)
{
  self->matches = g_array_new (FALSE, FALSE, sizeof (ReelVectorMatch));
  self->size = size;
}

/**
 * reel_vector_heap_clear:
 * @self: a heap
 *
 * Frees what it holds.
 */
void
reel_vector_heap_clear (ReelVectorHeap *self)
{
  g_clear_pointer (&self->matches, g_array_unref);
}

static gboolean
is_worse (const ReelVectorMatch *a,
          const ReelVectorMatch *b)
{
  return reel_vector_match_compare (a, b) > 0;
}

/* A new one at the end goes up past those that are better. */
static void
sift_up (ReelVectorMatch       *matches,
         guint                  at,
         const ReelVectorMatch *match)
{
  for (; at > 0 && is_worse (match, &matches[(at - 1) / 2]); at = (at - 1) / 2)
    matches[at] = matches[(at - 1) / 2];
  matches[at] = *match;
}

/* A new one at the top goes down past those that are worse. */
static void
sift_down (ReelVectorMatch       *matches,
           guint                  n,
           const ReelVectorMatch *match)
{
  guint at = 0, child;

  while ((child = 2 * at + 1) < n)
    {
      if (child + 1 < n && is_worse (&matches[child + 1], &matches[child]))
        child++;
      if (!is_worse (&matches[child], match))
        break;
      matches[at] = matches[child];
      at = child;
    }
  matches[at] = *match;
}

/**
 * reel_vector_heap_add:
 * @self: a heap
 * @match: a match
 *
 * Keeps it, if it is one of the best.
 */
void
reel_vector_heap_add (ReelVectorHeap        *self,
                      const ReelVectorMatch *match)
{
  guint n = self->matches->len;

  if (n < self->size)
    {
      g_array_set_size (self->matches, n + 1);
      sift_up ((gpointer) self->matches->data, n, match);
    }
  else if (is_worse (&g_array_index (self->matches, ReelVectorMatch, 0), match))
    sift_down ((gpointer) self->matches->data, n, match);
}

/**
 * reel_vector_heap_sort:
 * @self: a heap
 *
 * Returns: (transfer full) (element-type ReelVectorMatch): what it kept, best first; it is empty then
 */
GArray *
reel_vector_heap_sort (ReelVectorHeap *self)
{
  GArray *matches = self->matches;

  self->matches = g_array_new (FALSE, FALSE, sizeof (ReelVectorMatch));
  g_array_sort (matches, reel_vector_match_compare);
  return matches;
}
