/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "search/reel-hit-merge.h"

/* A clip with a time, for sorting. */
typedef struct
{
  const ReelHitSource *source;
  const char *file; /* of how many ids ever */
  guint rank;       /* in the answer */
} Clip;

/* Clips that are one moment, while they are put together. */
typedef struct
{
  const Clip *first;
  ReelHit *hit;  /* (borrowed) (nullable): from its first clip on */
  double end;    /* s */
  double best, least;
} Moment;

static const char *
get_file (const ReelHitSource *source)
{
  const char *fingerprint = source->video != NULL ? reel_video_get_fingerprint (source->video) : NULL;

  return fingerprint != NULL ? fingerprint : source->result->video_id;
}

static int
by_file_and_time (gconstpointer a,
                  gconstpointer b)
{
  const Clip *x = a, *y = b;
  int order = strcmp (x->file, y->file);

  if (order == 0)
    order = g_strcmp0 (x->source->collection_id, y->source->collection_id);
  if (order == 0)
    order = (x->source->result->start > y->source->result->start) - (x->source->result->start < y->source->result->start);
  if (order == 0) /* the longer one first, so that it holds the other */
    order = (x->source->result->end < y->source->result->end) - (x->source->result->end > y->source->result->end);
  return order != 0 ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

static gboolean
joins (const Moment *moment,
       const Clip   *clip)
{
  const ReelSearchResult *first = moment->first->source->result, *result = clip->source->result;
  double best = MAX (moment->best, result->similarity), least = MIN (moment->least, result->similarity);
  double common = MIN (moment->end, result->end) - result->start;
  double shorter = MIN (moment->end - first->start, result->end - result->start);

  if (strcmp (moment->first->file, clip->file) != 0
      || g_strcmp0 (moment->first->source->collection_id, clip->source->collection_id) != 0)
    return FALSE;
  if (common >= 0 && common * 2 >= shorter)
    return TRUE;
  return result->start - moment->end <= REEL_HIT_MERGE_GAP && best - least <= fabs (best) * REEL_HIT_MERGE_DROP;
}

/**
 * reel_hit_merge:
 * @sources: (array length=n_sources): an answer, best first
 * @n_sources: how many
 *
 * Clips of one file in one collection are one hit where they overlap by half of the shorter, or where they overlap, touch or
 * nearly touch (%REEL_HIT_MERGE_GAP) and are about equally similar (%REEL_HIT_MERGE_DROP). Such a hit has the place and the
 * similarity of its best clip, reaches from the first to the last, and knows how many it is made of. Whole videos stay as
 * they are. Takes n log n.
 *
 * Returns: (transfer full) (element-type ReelHit): the hits
 */
GPtrArray *
reel_hit_merge (const ReelHitSource *sources,
                guint                n_sources)
{
  GPtrArray *hits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) clips = g_array_sized_new (FALSE, FALSE, sizeof (Clip), n_sources);
  g_autofree ReelHit **ranked = g_new0 (ReelHit *, MAX (1, n_sources)); /* (owned): at the rank of the best clip */
  g_autofree guint *ranks = g_new0 (guint, MAX (1, n_sources));         /* of the moments, by their first clip's rank */
  Moment moment = { NULL };

  for (guint i = 0; i < n_sources; i++)
    {
      Clip clip = { &sources[i], get_file (&sources[i]), i };

      if (sources[i].result->has_times)
        g_array_append_val (clips, clip);
      else
        ranked[i] = reel_hit_new (sources[i].video, sources[i].collection_id, sources[i].result);
    }
  g_array_sort (clips, by_file_and_time);
  for (guint i = 0; i < clips->len; i++)
    {
      const Clip *clip = &g_array_index (clips, Clip, i);
      const ReelSearchResult *result = clip->source->result;

      if (moment.hit != NULL && joins (&moment, clip))
        {
          guint at = ranks[moment.first->rank];

          reel_hit_add (moment.hit, result);
          moment.end = MAX (moment.end, result->end);
          moment.best = MAX (moment.best, result->similarity);
          /* A faint clip inside of it says nothing about its neighbours. */
          if (moment.best - result->similarity <= fabs (moment.best) * REEL_HIT_MERGE_DROP)
            moment.least = MIN (moment.least, result->similarity);
          if (clip->rank < at)
            {
              ranked[clip->rank] = g_steal_pointer (&ranked[at]);
              ranks[moment.first->rank] = clip->rank;
            }
          continue;
        }
      moment = (Moment){ clip, reel_hit_new (clip->source->video, clip->source->collection_id, result), result->end,
                         result->similarity, result->similarity };
      ranked[clip->rank] = moment.hit;
      ranks[clip->rank] = clip->rank;
    }
  for (guint i = 0; i < n_sources; i++)
    {
      if (ranked[i] != NULL)
        g_ptr_array_add (hits, g_steal_pointer (&ranked[i]));
    }
  return hits;
}
