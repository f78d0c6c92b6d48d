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
  ReelHit *hit;   /* (borrowed) (nullable): from its first clip on */
  double end;     /* s */
  double longest; /* s, of its clips */
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

/* How much less similar than @best a clip may be that only touches its moment */
static double
get_tolerance (double best,
               double spread)
{
  return CLAMP (spread * REEL_HIT_MERGE_SPREAD, fabs (best) * REEL_HIT_MERGE_NOISE, fabs (best) * REEL_HIT_MERGE_DROP);
}

static gboolean
joins (const Moment *moment,
       const Clip   *clip,
       double        spread)
{
  const ReelSearchResult *first = moment->first->source->result, *result = clip->source->result;
  double best = MAX (moment->best, result->similarity), least = MIN (moment->least, result->similarity);
  double common = MIN (moment->end, result->end) - result->start;
  double shorter = MIN (moment->end - first->start, result->end - result->start);
  double longest = MAX (moment->longest, result->end - result->start);
  double together = MAX (moment->end, result->end) - first->start;

  if (strcmp (moment->first->file, clip->file) != 0
      || g_strcmp0 (moment->first->source->collection_id, clip->source->collection_id) != 0)
    return FALSE;
  if (common >= 0 && common * 2 >= shorter)
    return together <= MAX (REEL_HIT_MERGE_LONGEST, longest * REEL_HIT_MERGE_TIMES);
  return result->start - moment->end <= REEL_HIT_MERGE_GAP && together <= REEL_HIT_MERGE_LONGEST
         && best - least <= get_tolerance (best, spread);
}

/* Between the most and the least similar clip of an answer */
static double
get_spread (const ReelHitSource *sources,
            guint                n_sources)
{
  double best = -G_MAXDOUBLE, least = G_MAXDOUBLE;

  for (guint i = 0; i < n_sources; i++)
    {
      best = MAX (best, sources[i].result->similarity);
      least = MIN (least, sources[i].result->similarity);
    }
  return n_sources > 0 ? best - least : 0;
}

/**
 * reel_hit_merge:
 * @sources: (array length=n_sources): an answer, best first
 * @n_sources: how many
 *
 * Clips of one file in one collection are one hit where they overlap by half of the shorter, and together are not longer than
 * %REEL_HIT_MERGE_TIMES times the longest of them; or where they overlap less, touch or nearly touch (%REEL_HIT_MERGE_GAP),
 * are about equally similar for this answer (%REEL_HIT_MERGE_SPREAD), and together are still short
 * (%REEL_HIT_MERGE_LONGEST). So the slivers of a moment come together, and shots that a service has cut apart stay apart.
 *
 * Such a hit has the place and the similarity of its best clip, reaches from the first to the last, and knows how many it is
 * made of. Whole videos stay as they are. Takes n log n.
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
  double spread = get_spread (sources, n_sources);
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

      if (moment.hit != NULL && joins (&moment, clip, spread))
        {
          guint at = ranks[moment.first->rank];

          reel_hit_add (moment.hit, result);
          moment.end = MAX (moment.end, result->end);
          moment.longest = MAX (moment.longest, result->end - result->start);
          moment.best = MAX (moment.best, result->similarity);
          /* A faint clip inside of it says nothing about its neighbours. */
          if (moment.best - result->similarity <= get_tolerance (moment.best, spread))
            moment.least = MIN (moment.least, result->similarity);
          if (clip->rank < at)
            {
              ranked[clip->rank] = g_steal_pointer (&ranked[at]);
              ranks[moment.first->rank] = clip->rank;
            }
          continue;
        }
      moment = (Moment){ clip, reel_hit_new (clip->source->video, clip->source->collection_id, result), result->end,
                         result->end - result->start, result->similarity, result->similarity };
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
