/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "eval-report.h"

static const char *const groups[]
    = { "objects", "animals", "scenes", "actions", "colours", "camera", "text" };
static const char *const languages[] = { "zh", "zh-Hant", "ja", "de", "fr" };

/* Sums over some queries. */
typedef struct
{
  guint n, first, three, answered, timed;
  double reciprocal, time_error, worst_time;
} Sums;

static void
add (Sums            *sums,
     const EvalQuery *query)
{
  sums->n++;
  sums->first += query->rank == 1;
  sums->three += query->rank >= 1 && query->rank <= 3;
  sums->answered += query->hits->len > 0;
  sums->reciprocal += query->rank > 0 ? 1.0 / query->rank : 0;
  if (query->time_error >= 0)
    {
      sums->timed++;
      sums->time_error += query->time_error;
      sums->worst_time = MAX (sums->worst_time, query->time_error);
    }
}

static void
print_sums (const char *name,
            const Sums *sums)
{
  if (sums->n == 0)
    return;
  g_print ("%-16s %4u   %.2f    %.2f   %.2f     %.2f", name, sums->n, (double) sums->first / sums->n,
           (double) sums->three / sums->n, sums->reciprocal / sums->n, (double) sums->answered / sums->n);
  if (sums->timed > 0)
    g_print ("   %4.1f (%u, at most %.1f)", sums->time_error / sums->timed, sums->timed, sums->worst_time);
  g_print ("\n");
}

static EvalQuery *
find_english (GPtrArray  *queries,
              const char *id)
{
  for (guint i = 0; i < queries->len; i++)
    {
      EvalQuery *query = g_ptr_array_index (queries, i);

      if (g_str_equal (query->id, id) && g_str_equal (query->language, "en"))
        return query;
    }
  return NULL;
}

/* A language, and beside it the same queries in English. */
static void
print_language (GPtrArray  *queries,
                const char *language)
{
  Sums sums = { 0 }, english = { 0 };
  g_autofree char *name = g_strdup_printf ("  %s in English", language);

  for (guint i = 0; i < queries->len; i++)
    {
      EvalQuery *query = g_ptr_array_index (queries, i);
      EvalQuery *twin = find_english (queries, query->id);

      if (!g_str_equal (query->language, language) || twin == NULL)
        continue;
      add (&sums, query);
      add (&english, twin);
    }
  print_sums (language, &sums);
  print_sums (name, &english);
}

static void
print_absent (GPtrArray *queries)
{
  guint n = 0, sure = 0, possible = 0;

  for (guint i = 0; i < queries->len; i++)
    {
      EvalQuery *query = g_ptr_array_index (queries, i);

      if (!eval_query_is_absent (query))
        continue;
      n++;
      possible += query->hits->len > 0;
      sure += query->sure > 0 && query->hits->len > 0
              && g_array_index (query->hits, EvalHit, 0).similarity >= query->sure;
    }
  if (n > 0)
    g_print ("absent subjects  %4u   sure of something false: %u (%.2f), possible or sure: %u (%.2f)\n", n, sure,
             (double) sure / n, possible, (double) possible / n);
}

static void
print_hit (const EvalQuery *query,
           const EvalHit   *hit,
           ReelEngine      *engine)
{
  g_autoptr (GPtrArray) reasons = reel_engine_explain (engine, query->vector, hit->clip->vector, 4);

  g_print ("%s@%.1f %.2f", hit->video->name, hit->clip->start, hit->similarity);
  for (guint i = 0; reasons != NULL && i < reasons->len; i++)
    {
      const ReelEngineReason *reason = g_ptr_array_index (reasons, i);

      g_print ("%s%s %.2f", i == 0 ? " (" : ", ", reason->concept, reason->share);
    }
  g_print ("%s", reasons != NULL && reasons->len > 0 ? ")" : "");
}

static void
print_query (EvalQuery  *query,
             ReelEngine *engine)
{
  g_print ("  %-6s %-3s %s → ", query->id, query->language, query->text);
  for (guint i = 0; i < query->truth->len; i++)
    g_print ("%s%s", i == 0 ? "" : " ", g_array_index (query->truth, EvalTruth, i).video);
  if (eval_query_is_absent (query))
    g_print ("nothing");
  g_print ("%s\n      first: ", query->words);
  if (query->hits->len == 0)
    g_print ("nothing");
  else
    print_hit (query, &g_array_index (query->hits, EvalHit, 0), engine);
  if (query->rank > 1)
    {
      g_print ("\n      right, as number %u: ", query->rank);
      print_hit (query, &g_array_index (query->hits, EvalHit, query->rank - 1), engine);
    }
  g_print ("\n");
}

static double
get_first_similarity (const EvalQuery *query)
{
  return query->hits->len > 0 ? g_array_index (query->hits, EvalHit, 0).similarity : 0;
}

/* By rank, those without a right hit last; among the same rank by how sure the first hit was: what is wrong and sure is
 * worst, what is right and sure is best. */
static int
compare_queries (gconstpointer a,
                 gconstpointer b)
{
  const EvalQuery *x = *(const EvalQuery *const *) a, *y = *(const EvalQuery *const *) b;
  guint rank_x = x->rank > 0 ? x->rank : G_MAXUINT, rank_y = y->rank > 0 ? y->rank : G_MAXUINT;
  double one = get_first_similarity (x), other = get_first_similarity (y);

  if (rank_x != rank_y)
    return rank_x < rank_y ? -1 : 1;
  return rank_x == 1 ? (one < other) - (one > other) : (one > other) - (one < other);
}

static void
print_extremes (GPtrArray  *queries,
                ReelEngine *engine,
                guint       n_listed)
{
  g_autoptr (GPtrArray) english = g_ptr_array_new ();
  guint n;

  for (guint i = 0; i < queries->len; i++)
    {
      EvalQuery *query = g_ptr_array_index (queries, i);

      if (!eval_query_is_absent (query) && g_str_equal (query->language, "en"))
        g_ptr_array_add (english, query);
    }
  g_ptr_array_sort (english, compare_queries);
  n = MIN (n_listed, english->len);

  g_print ("\nBest %u in English:\n", n);
  for (guint i = 0; i < n; i++)
    print_query (g_ptr_array_index (english, i), engine);
  g_print ("\nWorst %u in English, the worst first:\n", n);
  for (guint i = 0; i < n; i++)
    print_query (g_ptr_array_index (english, english->len - 1 - i), engine);

  g_print ("\nSure of what is not there:\n");
  for (guint i = 0; i < queries->len; i++)
    {
      EvalQuery *query = g_ptr_array_index (queries, i);

      if (eval_query_is_absent (query) && query->sure > 0 && get_first_similarity (query) >= query->sure)
        print_query (query, engine);
    }
}

/**
 * eval_report_print:
 * @queries: (element-type EvalQuery): all of one half, answered
 * @half: its name, to be shown
 * @engine: explains the hits
 * @n_listed: how many of the best and worst queries to show; 0 for the table alone
 *
 * The table, and the best and worst queries.
 */
void
eval_report_print (GPtrArray  *queries,
                   const char *half,
                   ReelEngine *engine,
                   guint       n_listed)
{
  Sums all = { 0 };

  g_print ("\n%-16s    n   first  three  MRR   answered   seconds off\n", half);
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    {
      Sums sums = { 0 };

      for (guint i = 0; i < queries->len; i++)
        {
          EvalQuery *query = g_ptr_array_index (queries, i);

          if (g_str_equal (query->group, groups[g]) && g_str_equal (query->language, "en"))
            {
              add (&sums, query);
              add (&all, query);
            }
        }
      print_sums (groups[g], &sums);
    }
  print_sums ("all in English", &all);
  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    print_language (queries, languages[l]);
  print_absent (queries);
  if (n_listed > 0)
    print_extremes (queries, engine, n_listed);
}
