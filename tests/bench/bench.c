/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

/*
 * bench FOLDER: runs the rows of bench-rows.c and prints what they took; FOLDER/bench.json has it for programs. In a round
 * all contenders of a row run one after the other, and the next round begins with the next of them, so that what else the
 * machine does falls on all alike. The environment: BENCH_ROUNDS (5), BENCH_ROWS (words; rows whose id has one of them).
 */

static gboolean
is_wanted (const BenchRow *row)
{
  const char *wanted = g_getenv ("BENCH_ROWS");
  g_auto (GStrv) words = g_strsplit (wanted != NULL ? wanted : "", " ", -1);
  gboolean any = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      any |= *words[i] != '\0';
      if (*words[i] != '\0' && strstr (row->id, words[i]) != NULL)
        return TRUE;
    }
  return !any;
}

/* mpv is the one contender that may be missing: see .ci/packages.txt. */
static gboolean
can_run (const BenchRow *row)
{
  g_autofree char *mpv = g_find_program_in_path ("mpv");

  for (guint i = 0; mpv == NULL && i < BENCH_MAX_CONTENDERS && row->contenders[i].run != NULL; i++)
    if (g_str_equal (row->contenders[i].name, "mpv"))
      {
        g_print ("%s: left out, as mpv is not here\n", row->what);
        return FALSE;
      }
  return TRUE;
}

static void
run_row (BenchStage     *stage,
         const BenchRow *row,
         guint           rounds,
         BenchReport    *report)
{
  GArray *values[BENCH_MAX_CONTENDERS] = { NULL };
  guint n = 0;

  while (n < BENCH_MAX_CONTENDERS && row->contenders[n].run != NULL)
    {
      values[n] = g_array_new (FALSE, FALSE, sizeof (double));
      row->contenders[n].run (stage); /* for the caches; does not count */
      n++;
    }
  for (guint round = 0; round < rounds; round++)
    for (guint i = 0; i < n; i++)
      {
        guint which = (round + i) % n;
        double value = row->contenders[which].run (stage);

        g_array_append_val (values[which], value);
      }
  bench_report_add (report, row, values);
  for (guint i = 0; i < n; i++)
    g_array_unref (values[i]);
}

int
main (int   argc,
      char *argv[])
{
  const char *text = g_getenv ("BENCH_ROUNDS");
  guint rounds = text != NULL ? (guint) CLAMP (g_ascii_strtoull (text, NULL, 10), 1, 1000) : 5;
  g_autofree char *programs = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  BenchStage *stage;
  BenchReport *report;

  setlocale (LC_CTYPE, "");
  if (argc != 2)
    {
      fprintf (stderr, "bench FOLDER\n");
      return 2;
    }
  programs = g_path_get_dirname (argv[0]);
  path = g_build_filename (argv[1], "bench.json", NULL);
  stage = bench_stage_new (argv[1], programs);
  report = bench_report_new (rounds);
  g_print ("Medians of %u rounds (smallest – largest); every transfer is a whole process, on both sides.\n", rounds);
  for (guint i = 0; i < bench_n_rows; i++)
    if (is_wanted (&bench_rows[i]) && can_run (&bench_rows[i]))
      run_row (stage, &bench_rows[i], rounds, report);
  bench_stage_free (stage);
  if (!bench_report_save (report, path, &error))
    {
      fprintf (stderr, "bench: %s\n", error->message);
      return 1;
    }
  bench_report_free (report);
  g_print ("Written to %s\n", path);
  return 0;
}
