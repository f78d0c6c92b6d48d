/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "reel-test.h"
#include "search/reel-hit-merge.h"

/* A clip, and how the hits that come of some are written: "ID START-END SIMILARITY xN", one after the other. */
typedef struct
{
  const char *collection;
  const char *id;
  double similarity;
  double start, end; /* start < 0: the whole video */
} Clip;

static char *
write_hit (ReelHit *hit)
{
  if (!reel_hit_get_has_times (hit))
    return g_strdup_printf ("%s whole %.2f", reel_hit_get_video_id (hit), reel_hit_get_similarity (hit));
  return g_strdup_printf ("%s %g-%g@%g %.2f x%u", reel_hit_get_video_id (hit), reel_hit_get_start (hit),
                          reel_hit_get_end (hit), reel_hit_get_moment (hit), reel_hit_get_similarity (hit),
                          reel_hit_get_n_merged (hit));
}

static char *
write_hits (GPtrArray *hits)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++)
    {
      g_autofree char *hit = write_hit (hits->pdata[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", hit);
    }
  return g_string_free (text, FALSE);
}

static char *
merge (const Clip *clips,
       guint       n)
{
  g_autofree ReelSearchResult *results = g_new0 (ReelSearchResult, MAX (1, n));
  g_autofree ReelHitSource *sources = g_new0 (ReelHitSource, MAX (1, n));
  g_autoptr (GPtrArray) hits = NULL;

  for (guint i = 0; i < n; i++)
    {
      gboolean has_times = clips[i].start >= 0;

      results[i] = (ReelSearchResult){ (char *) clips[i].id, clips[i].similarity, has_times,
                                       has_times ? clips[i].start : 0, has_times ? clips[i].end : 0 };
      sources[i] = (ReelHitSource){ NULL, clips[i].collection, &results[i] };
    }
  hits = reel_hit_merge (sources, n);
  return write_hits (hits);
}

#define FAR { "c", "u", 0.1, 0, 1 }
#define AND_FAR ", u 0-1@0 0.10 x1"

static void
test_table (void)
{
  static const struct
  {
    const char *what;
    Clip clips[4];
    const char *hits;
  } cases[] = {
    { "nothing", { { NULL } }, "" },
    { "one", { { "c", "v", 0.9, 1, 2 } }, "v 1-2@1 0.90 x1" },
    /* FAR: somewhere else, and faint, so that the answer has a spread. */
    { "touching", { { "c", "v", 0.9, 5, 8 }, { "c", "v", 0.85, 8, 11 }, FAR }, "v 5-11@5 0.90 x2" AND_FAR },
    { "the best comes later", { { "c", "v", 0.9, 8, 11 }, { "c", "v", 0.85, 5, 8 }, FAR }, "v 5-11@8 0.90 x2" AND_FAR },
    { "nearly touching", { { "c", "v", 0.9, 5, 8 }, { "c", "v", 0.9, 8.5, 11 } }, "v 5-11@5 0.90 x2" },
    { "apart", { { "c", "v", 0.9, 5, 8 }, { "c", "v", 0.9, 8.6, 11 } }, "v 5-8@5 0.90 x1, v 8.6-11@8.6 0.90 x1" },
    { "touching, 8 s together", { { "c", "v", 0.9, 0, 6 }, { "c", "v", 0.9, 6, 8 } }, "v 0-8@0 0.90 x2" },
    { "touching, more than that", { { "c", "v", 0.9, 0, 6 }, { "c", "v", 0.9, 6, 8.25 } },
      "v 0-6@0 0.90 x1, v 6-8.25@6 0.90 x1" },
    { "shots of equal length, cut from one film", { { "c", "v", 0.92, 0, 5.7 }, { "c", "v", 0.91, 5.7, 11.4 },
                                                    { "c", "v", 0.91, 11.4, 17.1 }, { "c", "v", 0.9, 17.1, 22.8 } },
      "v 0-5.7@0 0.92 x1, v 5.7-11.4@5.7 0.91 x1, v 11.4-17.1@11.4 0.91 x1, v 17.1-22.8@17.1 0.90 x1" },
    { "slivers", { { "c", "v", 0.9, 0, 3 }, { "c", "v", 0.9, 3, 6 }, { "c", "v", 0.9, 6, 9 }, { "c", "v", 0.9, 9, 12 } },
      "v 0-6@0 0.90 x2, v 6-12@6 0.90 x2" },
    { "close, but not for this answer", { { "c", "v", 0.9, 0, 2 }, { "c", "v", 0.87, 2, 4 }, { "c", "u", 0.86, 0, 2 } },
      "v 0-2@0 0.90 x1, v 2-4@2 0.87 x1, u 0-2@0 0.86 x1" },
    { "the same two in another answer", { { "c", "v", 0.9, 0, 2 }, { "c", "v", 0.87, 2, 4 }, FAR },
      "v 0-4@0 0.90 x2" AND_FAR },
    { "noise", { { "c", "v", 0.9, 0, 2 }, { "c", "v", 0.885, 2, 4 } }, "v 0-4@0 0.90 x2" },
    { "a little overlap is as touching", { { "c", "v", 0.9, 5, 9 }, { "c", "v", 0.9, 8, 13 } }, "v 5-13@5 0.90 x2" },
    { "and as long", { { "c", "v", 0.9, 5, 10 }, { "c", "v", 0.9, 9, 15 } }, "v 5-10@5 0.90 x1, v 9-15@9 0.90 x1" },
    { "windows that slide", { { "c", "v", 0.9, 0, 10 }, { "c", "v", 0.1, 5, 15 }, { "c", "v", 0.8, 10, 20 },
                              { "c", "v", 0.7, 15, 25 } },
      "v 0-20@0 0.90 x3, v 15-25@15 0.70 x1" },
    { "inside", { { "c", "v", 0.9, 5, 30 }, { "c", "v", 0.1, 6, 7 } }, "v 5-30@5 0.90 x2" },
    { "a point inside", { { "c", "v", 0.9, 5, 10 }, { "c", "v", 0.1, 6, 6 } }, "v 5-10@5 0.90 x2" },
    { "half of the shorter", { { "c", "v", 0.9, 0, 10 }, { "c", "v", 0.1, 9, 11 } }, "v 0-11@0 0.90 x2" },
    { "less than that, and faint", { { "c", "v", 0.9, 0, 5 }, { "c", "v", 0.1, 4.2, 6 } },
      "v 0-5@0 0.90 x1, v 4.2-6@4.2 0.10 x1" },
    { "touching, and faint", { { "c", "v", 0.9, 0, 3 }, { "c", "v", 0.5, 3, 5 } }, "v 0-3@0 0.90 x1, v 3-5@3 0.50 x1" },
    { "a faint one inside does not part", { { "c", "v", 0.9, 0, 4 }, { "c", "v", 0.9, 4, 7 }, { "c", "v", 0.1, 2, 3 } },
      "v 0-7@0 0.90 x3" },
    { "three in a row", { { "c", "v", 0.81, 4, 6 }, { "c", "v", 0.8, 2, 4 }, { "c", "v", 0.79, 6, 8 }, FAR },
      "v 2-8@4 0.81 x3" AND_FAR },
    { "no slope from best to least", { { "c", "v", 0.9, 0, 2 }, { "c", "v", 0.8, 2, 4 }, { "c", "v", 0.7, 4, 6 }, FAR },
      "v 0-4@0 0.90 x2, v 4-6@4 0.70 x1" AND_FAR },
    { "another video", { { "c", "v", 0.9, 5, 8 }, { "c", "w", 0.9, 8, 10 } }, "v 5-8@5 0.90 x1, w 8-10@8 0.90 x1" },
    { "another collection", { { "c", "v", 0.9, 5, 8 }, { "d", "v", 0.9, 8, 10 } }, "v 5-8@5 0.90 x1, v 8-10@8 0.90 x1" },
    { "whole videos", { { "c", "v", 0.9, -1, 0 }, { "c", "v", 0.9, 0, 5 }, { "c", "v", 0.8, -1, 0 } },
      "v whole 0.90, v 0-5@0 0.90 x1, v whole 0.80" },
    { "below zero", { { "c", "v", -0.1, 0, 4 }, { "c", "v", -0.101, 4, 7 } }, "v 0-7@0 -0.10 x2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n = 0;
      g_autofree char *hits = NULL;

      while (n < G_N_ELEMENTS (cases[i].clips) && cases[i].clips[n].id != NULL)
        n++;
      hits = merge (cases[i].clips, n);
      g_test_message ("%s", cases[i].what);
      g_assert_cmpstr (hits, ==, cases[i].hits);
    }
}

/* A fourth of the answer's spread, but a fiftieth of the best always, and more than 15 % of it never */
static gboolean
may_drop (double drop,
          double best,
          double spread)
{
  if (drop <= 0.02 * fabs (best))
    return TRUE;
  return drop <= 0.25 * spread && drop <= 0.15 * fabs (best);
}

/*
 * The rule once more, as plainly as one can: again and again the earliest clip of all that are left begins a moment, and
 * each time the next of the same video in time either joins it or ends it.
 */
static char *
merge_plainly (const Clip *clips,
               guint       n)
{
  g_autofree gboolean *used = g_new0 (gboolean, n);
  g_auto (GStrv) at_rank = g_new0 (char *, n + 1);
  GString *text = g_string_new (NULL);
  double top = -10, bottom = 10;

  for (guint i = 0; i < n; i++)
    {
      top = MAX (top, clips[i].similarity);
      bottom = MIN (bottom, clips[i].similarity);
    }

  for (guint done = 0; done < n;)
    {
      int first = -1;
      double start, end, longest, best, least, moment;
      guint rank, count = 1;

      for (guint i = 0; i < n; i++)
        {
          if (!used[i]
              && (first < 0 || clips[i].start < clips[first].start
                  || (clips[i].start == clips[first].start && clips[i].end > clips[first].end)))
            first = (int) i;
        }
      used[first] = TRUE;
      done++;
      if (clips[first].start < 0)
        {
          at_rank[first] = g_strdup_printf ("%s whole %.2f", clips[first].id, clips[first].similarity);
          continue;
        }
      start = moment = clips[first].start;
      end = clips[first].end;
      longest = end - start;
      best = least = clips[first].similarity;
      rank = (guint) first;
      for (;;)
        {
          int next = -1;
          double similarity, common, shorter, all, most, drop;
          gboolean covers, near;

          for (guint i = 0; i < n; i++)
            {
              if (!used[i] && clips[i].start >= 0 && g_str_equal (clips[i].id, clips[first].id)
                  && g_str_equal (clips[i].collection, clips[first].collection)
                  && (next < 0 || clips[i].start < clips[next].start
                      || (clips[i].start == clips[next].start && clips[i].end > clips[next].end)))
                next = (int) i;
            }
          if (next < 0)
            break;
          similarity = clips[next].similarity;
          common = MIN (end, clips[next].end) - clips[next].start;
          shorter = MIN (end - start, clips[next].end - clips[next].start);
          /* From where the moment begins to where it would end, and to how much it may come where clips overlap. */
          all = MAX (end, clips[next].end) - start;
          most = MAX (8, 2 * MAX (longest, clips[next].end - clips[next].start));
          covers = common >= 0 && common >= shorter / 2 && all <= most;
          drop = MAX (best, similarity) - MIN (least, similarity);
          near = !(common >= 0 && common >= shorter / 2) && clips[next].start <= end + 0.5 && all <= 8
                 && may_drop (drop, MAX (best, similarity), top - bottom);
          if (!covers && !near)
            break;
          used[next] = TRUE;
          done++;
          count++;
          end = MAX (end, clips[next].end);
          if (similarity > best)
            {
              best = similarity;
              moment = clips[next].start;
            }
          longest = MAX (longest, clips[next].end - clips[next].start);
          if (may_drop (best - similarity, best, top - bottom))
            least = MIN (least, similarity);
          rank = MIN (rank, (guint) next);
        }
      at_rank[rank] = g_strdup_printf ("%s %g-%g@%g %.2f x%u", clips[first].id, start, end, moment, best, count);
    }
  for (guint i = 0; i < n; i++)
    {
      if (at_rank[i] != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", at_rank[i]);
      g_free (at_rank[i]);
      at_rank[i] = NULL;
    }
  return g_string_free (text, FALSE);
}

static void
test_property (void)
{
  static const char * const ids[] = { "u", "v", "w" };
  static const char * const collections[] = { "c", "d" };

  for (guint round = 0; round < 2000; round++)
    {
      Clip clips[40];
      guint n = (guint) g_test_rand_int_range (0, 41);
      guint n_ids = (guint) g_test_rand_int_range (1, 4);
      g_autofree char *merged = NULL, *plainly = NULL;

      for (guint i = 0; i < n; i++)
        {
          Clip *clip = &clips[i];

          clip->collection = collections[g_test_rand_int_range (0, 2)];
          clip->id = ids[g_test_rand_int_range (0, (int) n_ids)];
          clip->similarity = (double) g_test_rand_int_range (-5, 100) / 100;
          /* Quarters of a second, exact in binary, so that clips often touch exactly. */
          clip->start = g_test_rand_int_range (0, 10) == 0 ? -1 : (double) g_test_rand_int_range (0, 200) / 4;
          clip->end = clip->start + (double) g_test_rand_int_range (0, 24) / 4;
        }
      merged = merge (clips, n);
      plainly = merge_plainly (clips, n);
      g_assert_cmpstr (merged, ==, plainly);
    }
}

/* Thousands of clips of one video, side by side and one upon the other, are no more than a sort away from the hits. */
static void
test_many (void)
{
  g_autofree Clip *clips = g_new0 (Clip, 20000);
  g_autofree char *merged = NULL;
  g_auto (GStrv) hits = NULL;

  for (guint i = 0; i < 20000; i++)
    clips[i] = (Clip){ "c", "v", 0.5, (i * 7919) % 10000, (i * 7919) % 10000 + 1 };
  merged = merge (clips, 20000);
  hits = g_strsplit (merged, ", ", -1);
  g_assert_cmpuint (g_strv_length (hits), ==, 1250); /* of 8 s each */
  for (guint i = 0; hits[i] != NULL; i++)
    g_assert_true (g_str_has_suffix (hits[i], " 0.50 x16"));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/search/merge/table", test_table);
  g_test_add_func ("/search/merge/property", test_property);
  g_test_add_func ("/search/merge/many", test_many);
  return g_test_run ();
}
