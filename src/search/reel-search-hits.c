/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-hit-merge.h"
#include "search/reel-search-copies.h"
#include "search/reel-search-hits.h"
#include "search/reel-search-videos.h"

/**
 * reel_search_hits_new:
 * @catalogue: (nullable): where videos are known
 * @profile: (nullable): whose
 * @answer: what services said
 * @n_hidden: (out): how many hits are left out, as people have hidden their videos
 *
 * Returns: (transfer full) (element-type ReelHit): the hits, copies of one file once, and clips of one moment as one
 */
GPtrArray *
reel_search_hits_new (ReelCatalogue    *catalogue,
                      const char       *profile,
                      ReelSearchAnswer *answer,
                      guint            *n_hidden)
{
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (ReelHitSource));
  g_autoptr (ReelSearchCopies) copies = reel_search_copies_new ();
  g_autoptr (ReelSearchVideos) videos = reel_search_videos_new (catalogue, profile, answer->finds);

  *n_hidden = 0;
  for (guint i = 0; i < answer->finds->len; i++)
    {
      const ReelSearchFind *find = g_ptr_array_index (answer->finds, i);
      ReelHitSource source = { reel_search_videos_find (videos, find), find->collection_id, find->result };

      if (source.video != NULL && reel_video_get_hidden (source.video))
        (*n_hidden)++;
      else if (!reel_search_copies_contains (copies, find->collection_id, source.video, find->result))
        g_array_append_val (sources, source);
    }
  return reel_hit_merge (&g_array_index (sources, ReelHitSource, 0), sources->len);
}
