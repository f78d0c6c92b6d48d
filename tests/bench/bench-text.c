/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/reel-bert-model.h"

/*
 * bench-text MODEL [TEXT…]: what a query costs on one core, for each set of loops that this processor can run: cold (the
 * model is loaded, the file is in the page cache) and warm, and the memory that is resident then.
 */

#define ROUNDS 15

static double
since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* In MiB: all, and what of it no other process could share. */
static void
print_memory (void)
{
  FILE *file = fopen ("/proc/self/status", "r");
  char line[256];
  unsigned long kib;

  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    if (sscanf (line, "VmRSS: %lu", &kib) == 1)
      printf (", %.0f MiB resident", (double) kib / 1024);
    else if (sscanf (line, "RssAnon: %lu", &kib) == 1)
      printf (" (%.0f of them its own)", (double) kib / 1024);
  if (file != NULL)
    fclose (file);
}

/* The median and, for a machine that does other things too, the best. */
static void
print_times (double times[ROUNDS])
{
  qsort (times, ROUNDS, sizeof *times, compare);
  printf ("%.1f ms (best %.1f)", times[ROUNDS / 2], times[0]);
}

/* Returns: milliseconds from nothing to a vector */
static double
run_cold (const char            *path,
          const char            *text,
          const ReelTextKernels *kernels,
          double                *load)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelBertModel) model = NULL;
  g_autoptr (ReelBertOutput) output = NULL;
  gint64 start = g_get_monotonic_time ();

  model = reel_bert_model_load_with (path, kernels, &error);
  *load = since (start);
  if (model != NULL)
    output = reel_bert_model_run (model, text, NULL, &error);
  if (output == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      exit (1);
    }
  return since (start);
}

static void
run_warm (const ReelBertModel *model,
          const char          *text)
{
  double times[ROUNDS];
  gsize n_tokens = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (ReelBertOutput) output = reel_bert_model_run (model, text, NULL, NULL);

      times[i] = since (start);
      n_tokens = output->n_tokens;
    }
  printf ("  warm ");
  print_times (times);
  printf (", %u tokens", (guint) n_tokens);
  print_memory ();
  printf (": %s\n", text);
}

int
main (int   argc,
      char *argv[])
{
  static const char *usual[] = { "query: dog", "query: A dog playing in the park",
                                 "query: two people walking on a beach at sunset, wide shot, slow motion", NULL };
  const char *const *texts = argc > 2 ? (const char *const *) argv + 2 : usual;
  const ReelTextKernels *kernels;

  if (argc < 2)
    {
      fprintf (stderr, "bench-text MODEL [TEXT…]\n");
      return 2;
    }
  for (guint n = 0; (kernels = reel_text_kernels_get_nth (n)) != NULL; n++)
    {
      double colds[ROUNDS], loads[ROUNDS];
      g_autoptr (ReelBertModel) model = NULL;

      for (guint i = 0; i < ROUNDS; i++)
        colds[i] = run_cold (argv[1], texts[0], kernels, &loads[i]);
      printf ("%s: cold ", kernels->name);
      print_times (colds);
      printf (", loading ");
      print_times (loads);
      printf ("\n");
      model = reel_bert_model_load_with (argv[1], kernels, NULL);
      for (guint i = 0; texts[i] != NULL; i++)
        run_warm (model, texts[i]);
    }
  return 0;
}
