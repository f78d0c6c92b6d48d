/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "nn/reel-nn-run.h"

/*
 * bench-nn MODEL…: milliseconds a frame on one core, for each network and each set of kernels that this processor can run:
 * the time that the processor gave to the fastest of some runs, as other programs run beside it, and the multiplications a
 * second that this comes to. Beside it the bound: the milliseconds that the multiplications alone would take at the rate of
 * the set's sums of products, over and over on data in the nearest cache.
 */

#define SECONDS 2.0
#define RUNS    3

static double
get_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* Multiplications a second of the sums of products. */
static double
measure_rate (const ReelNnKernels *kernels,
              gboolean             bytes)
{
  enum { ROWS = 48, TAPS = 128, PANELS = 2, TIMES = 200 };
  static gint8 panels_s8[PANELS * 16 * TAPS];
  static guint8 u8[ROWS * TAPS];
  static gint16 s16[ROWS * TAPS];
  static gint32 sums[ROWS * PANELS * 16];
  static float floats[ROWS * TAPS], panels[PANELS * 16 * TAPS], results[ROWS * PANELS * 16];
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < 50; i++)
    {
      double before = get_ms ();

      for (guint k = 0; k < TIMES; k++)
        if (!bytes)
          kernels->dot_f32 (floats, TAPS, panels, TAPS, ROWS, PANELS, results, PANELS * 16);
        else if (kernels->dot_u8 != NULL)
          kernels->dot_u8 (u8, TAPS, panels_s8, TAPS, ROWS, PANELS, sums, PANELS * 16);
        else
          kernels->dot_s16 (s16, TAPS, panels_s8, TAPS, ROWS, PANELS, sums, PANELS * 16);
      best = MIN (best, get_ms () - before);
    }
  return (double) ROWS * TAPS * PANELS * 16 * TIMES / best * 1e3;
}

static double
measure (ReelNnModel         *model,
         const ReelNnKernels *kernels,
         const guint8        *input,
         gsize                size)
{
  g_autoptr (ReelNnRun) run = reel_nn_run_new (model, kernels);
  double best = G_MAXDOUBLE;
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < RUNS || g_get_monotonic_time () - start < SECONDS * G_USEC_PER_SEC; i++)
    {
      double before = get_ms ();

      reel_nn_run_execute (run, input, size, NULL, NULL);
      best = MIN (best, get_ms () - before);
    }
  return best;
}

int
main (int   argc,
      char *argv[])
{
  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GError) error = NULL;
      double before = get_ms ();
      g_autoptr (ReelNnModel) model = reel_nn_model_new_from_file (argv[i], &error);
      g_autofree char *name = g_path_get_basename (argv[i]);
      g_autofree guint8 *input = NULL;
      const ReelNnKernels *kernels;
      gsize size;

      if (model == NULL)
        {
          fprintf (stderr, "%s\n", error->message);
          return EXIT_FAILURE;
        }
      printf ("%s: loaded in %.1f ms, %.2f G multiplications, %.1f MiB a run\n", name,
              get_ms () - before, (double) reel_nn_model_get_n_operations (model) / 1e9,
              (double) reel_nn_model_get_arena_size (model) / (1 << 20));
      size = reel_nn_tensor_get_size (reel_nn_model_get_input (model));
      input = g_malloc0 (size);
      for (guint n = 0; (kernels = reel_nn_kernels_get_nth (n)) != NULL; n++)
        {
          double ms = measure (model, kernels, input, size);
          double operations = (double) reel_nn_model_get_n_operations (model);
          double rate = measure_rate (kernels, reel_nn_model_get_input (model)->type == REEL_NN_TENSOR_U8);

          printf ("  %-14s %8.1f ms  %6.1f G/s, bound %6.1f ms\n", kernels->name, ms, operations / 1e6 / ms,
                  operations / rate * 1e3);
        }
    }
  return EXIT_SUCCESS;
}
