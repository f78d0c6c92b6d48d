/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-hits.h"
#include "local/reel-local-spread.h"

static void
hit_clear (gpointer hit)
{
  g_clear_pointer (&((ReelVectorHit *) hit)->video_id, g_free);
  g_clear_pointer (&((ReelVectorHit *) hit)->reasons, g_strfreev);
}

/**
 * reel_local_hits_new:
 * @store: what has the clips
 * @candidates: (element-type ReelLocalCandidate): what reel_local_spread_choose() chose
 * @error: return location
 *
 * Looks up when the clips are. What was deleted meanwhile is left out.
 *
 * Returns: (transfer full) (nullable) (element-type ReelVectorHit): in the same order, without reasons
 */
GArray *
reel_local_hits_new (ReelLocalStore *store,
                     GArray         *candidates,
                     GError        **error)
{
  g_autofree ReelLocalClipPlace *places = g_new0 (ReelLocalClipPlace, candidates->len + 1);
  g_autoptr (GArray) hits = g_array_new (FALSE, TRUE, sizeof (ReelVectorHit));
  gboolean ok;

  g_array_set_clear_func (hits, hit_clear);
  for (guint i = 0; i < candidates->len; i++)
    places[i].clip = g_array_index (candidates, ReelLocalCandidate, i).clip;
  ok = reel_local_store_locate_clips (store, places, candidates->len, error);
  for (guint i = 0; i < candidates->len; i++)
    {
      const ReelLocalCandidate *candidate = &g_array_index (candidates, ReelLocalCandidate, i);
      ReelVectorHit hit = {
        .video_id = places[i].video_id,
        .similarity = candidate->similarity,
        .start = places[i].start,
        .end = places[i].end,
        .clip = candidate->clip,
        .space = candidate->space,
      };

      if (hit.video_id != NULL)
        g_array_append_val (hits, hit);
    }
  return ok ? g_steal_pointer (&hits) : NULL;
}
