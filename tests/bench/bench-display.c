/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench.h"

/* Rows that need a display: each program runs in a session of its own. */

static double
run_in_session (BenchStage *stage,
                const char *program,
                const char *argument)
{
  g_autofree char *folder = g_path_get_dirname (stage->client);
  g_autofree char *path = g_build_filename (folder, program, NULL);
  g_autofree char *output = NULL;

  bench_run_program (&output, BENCH_SESSION, path, argument, NULL);
  return g_ascii_strtod (output, NULL);
}

double
bench_hits_painted (BenchStage *stage)
{
  return run_in_session (stage, "bench-results", "hits");
}

double
bench_hits_stall (BenchStage *stage)
{
  return run_in_session (stage, "bench-results", "hits-stall");
}

double
bench_hits_memory (BenchStage *stage)
{
  return run_in_session (stage, "bench-results", "hits-memory");
}

double
bench_scroll_ours (BenchStage *stage)
{
  return run_in_session (stage, "bench-results", "scroll");
}

double
bench_scroll_bare (BenchStage *stage)
{
  return run_in_session (stage, "bench-results", "scroll-bare");
}

double
bench_scroll_stall (BenchStage *stage)
{
  return run_in_session (stage, "bench-results", "scroll-stall");
}

double
bench_start_ours (BenchStage *stage)
{
  g_autofree char *run = g_build_filename (stage->folder, "run", NULL);

  return run_in_session (stage, "bench-start", run);
}

double
bench_start_bare (BenchStage *stage)
{
  g_autofree char *folder = g_path_get_dirname (stage->client);
  g_autofree char *window = g_build_filename (folder, "bench-window", NULL);

  return run_in_session (stage, "bench-start", window);
}
