/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-spread.h"

/* Places that a video may have in any case. */
#define LEAST_SHARE 3

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const ReelLocalCandidate *x = a, *y = b;

  if (x->similarity != y->similarity)
    return x->similarity > y->similarity ? -1 : 1;
  if (x->video != y->video) /* equal ones stay in the order of upload and time */
    return x->video < y->video ? -1 : 1;
  return x->clip < y->clip ? -1 : x->clip > y->clip;
}

typedef struct
{
  GArray *candidates;  /* (borrowed) */
  gboolean *is_chosen; /* (owned) */
  GHashTable *counts;  /* (owned): video → places that it has */
  guint n_chosen, top_k;
} Choice;

/* Takes candidates of one class, best first; of a video until it has @share places. */
static void
take (Choice  *self,
      gboolean is_sure,
      guint    share)
{
  for (guint i = 0; i < self->candidates->len && self->n_chosen < self->top_k; i++)
    {
      ReelLocalCandidate *candidate = &g_array_index (self->candidates, ReelLocalCandidate, i);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, &candidate->video));

      if (self->is_chosen[i] || !candidate->is_sure != !is_sure || count >= share)
        continue;
      self->is_chosen[i] = TRUE;
      self->n_chosen++;
      g_hash_table_insert (self->counts, &candidate->video, GUINT_TO_POINTER (count + 1));
    }
}

/**
 * reel_local_spread_choose:
 * @candidates: (inout) (element-type ReelLocalCandidate): in any order; afterwards those that were chosen, best first
 * @top_k: the most of them
 *
 * Chooses the hits of a search so that they come from several videos before many come from one:
 *
 * 1. Sure candidates come before possible ones.
 * 2. Of one class, they are taken by similarity; but a video that has max (3, top_k / 3) places already waits until no other
 *    video has candidates of that class.
 * 3. What was chosen is in the order of similarity.
 *
 * So a video that alone has what was asked for may fill all places, and none keeps a sure hit of another out.
 */
void
reel_local_spread_choose (GArray *candidates,
                          guint   top_k)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree gboolean *is_chosen = NULL;
  guint share = MAX (LEAST_SHARE, top_k / 3);
  Choice choice;
  guint n = 0;

  g_return_if_fail (candidates != NULL);

  g_array_sort (candidates, compare);
  is_chosen = g_new0 (gboolean, candidates->len);
  choice = (Choice) { .candidates = candidates, .is_chosen = is_chosen, .counts = counts, .top_k = top_k };
  take (&choice, TRUE, share);
  take (&choice, TRUE, G_MAXUINT);
  take (&choice, FALSE, share);
  take (&choice, FALSE, G_MAXUINT);
  g_hash_table_remove_all (counts); /* its keys lie in the array */
  for (guint i = 0; i < candidates->len; i++)
    if (is_chosen[i])
      g_array_index (candidates, ReelLocalCandidate, n++) = g_array_index (candidates, ReelLocalCandidate, i);
  g_array_set_size (candidates, n);
}
