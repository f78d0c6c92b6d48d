/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "nn/reel-nn-kernels.h"
#include "reel-test.h"

/* Every set of kernels that this processor can run, against plain C. Buffers end where the work ends. */

#define PANEL 16

static const ReelNnKernels *
get_plain (void)
{
  const ReelNnKernels *plain = NULL, *next;

  for (guint n = 0; (next = reel_nn_kernels_get_nth (n)) != NULL; n++)
    plain = next;
  g_assert_cmpstr (plain->name, ==, "plain C");
  return plain;
}

static guint8 *
random_bytes (GRand *rand,
              gsize  n)
{
  guint8 *bytes = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) g_rand_int_range (rand, 0, 256);
  return bytes;
}

static float *
random_floats (GRand *rand,
               gsize  n)
{
  float *floats = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    floats[i] = (float) g_rand_double_range (rand, -1, 1);
  return floats;
}

static gint32 *
dot_bytes (const ReelNnKernels *kernels,
           const guint8        *a,
           const gint8         *panels,
           gsize                taps,
           gsize                rows,
           gsize                n_panels)
{
  gsize columns = n_panels * PANEL;
  gint32 *sums = g_new (gint32, rows * columns);

  if (kernels->dot_u8 != NULL)
    kernels->dot_u8 (a, taps, panels, taps, rows, n_panels, sums, columns);
  else
    {
      g_autofree gint16 *wide = g_new (gint16, rows * taps);

      kernels->widen_u8 (a, wide, rows * taps);
      kernels->dot_s16 (wide, taps, panels, taps, rows, n_panels, sums, columns);
    }
  return sums;
}

static void
test_dot_bytes (gconstpointer data)
{
  const ReelNnKernels *kernels = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gsize rows = 1; rows <= 49; rows += rows < 27 ? 1 : 11)
    for (gsize n_panels = 1; n_panels <= 4; n_panels++)
      for (gsize taps = 4; taps <= 576; taps = taps * 2 + 4)
        {
          g_autofree guint8 *a = random_bytes (rand, rows * taps);
          g_autofree guint8 *panels = random_bytes (rand, n_panels * PANEL * taps);
          g_autofree gint32 *expected = NULL, *sums = NULL;

          if (rows == 2) /* as large as sums get */
            {
              memset (a, 255, rows * taps);
              memset (panels, 0x80, n_panels * PANEL * taps);
            }
          expected = dot_bytes (get_plain (), a, (const gint8 *) panels, taps, rows, n_panels);
          sums = dot_bytes (kernels, a, (const gint8 *) panels, taps, rows, n_panels);
          g_assert_cmpmem (sums, rows * n_panels * PANEL * 4, expected, rows * n_panels * PANEL * 4);
          if (rows == 2)
            g_assert_cmpint (sums[0], ==, -255 * 128 * (int) taps);
        }
}

static void
test_dot_floats (gconstpointer data)
{
  const ReelNnKernels *kernels = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (gsize rows = 1; rows <= 49; rows += rows < 27 ? 1 : 11)
    for (gsize n_panels = 1; n_panels <= 4; n_panels++)
      for (gsize taps = 1; taps <= 600; taps = taps * 3 + 1)
        {
          gsize columns = n_panels * PANEL;
          g_autofree float *a = random_floats (rand, rows * taps);
          g_autofree float *panels = random_floats (rand, columns * taps);
          g_autofree float *expected = g_new (float, rows * columns);
          g_autofree float *sums = g_new (float, rows * columns);

          get_plain ()->dot_f32 (a, taps, panels, taps, rows, n_panels, expected, columns);
          kernels->dot_f32 (a, taps, panels, taps, rows, n_panels, sums, columns);
          for (gsize i = 0; i < rows * columns; i++)
            g_assert_cmpfloat_with_epsilon (sums[i], expected[i], 1e-6f * (float) taps + 1e-6f);
        }
}

/* Loops over bytes must give the same bytes. */
static void
test_loops_of_bytes (gconstpointer data)
{
  const ReelNnKernels *kernels = data, *plain = get_plain ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gsize n = 1; n < 300; n = n * 5 / 4 + 1)
    {
      g_autofree guint8 *in = random_bytes (rand, n);
      g_autofree gint32 *sums = (gint32 *) (void *) random_bytes (rand, n * 4);
      g_autofree gint32 *terms = (gint32 *) (void *) random_bytes (rand, n * 4);
      g_autofree guint16 *total = g_new0 (guint16, n);
      g_autofree guint16 *plain_total = g_new0 (guint16, n);
      g_autofree guint8 *one = random_bytes (rand, n);
      g_autofree guint8 *two = g_memdup2 (one, n);
      float scale = (float) g_rand_double_range (rand, 1e-8, 1e-6);
      int zero = g_rand_int_range (rand, 0, 256);

      g_assert_cmpuint (kernels->sum_u8 (in, n), ==, plain->sum_u8 (in, n));
      kernels->max_u8 (in, one, n);
      plain->max_u8 (in, two, n);
      g_assert_cmpmem (one, n, two, n);
      for (guint i = 0; i < 9; i++)
        {
          kernels->add_u8 (in, total, n);
          plain->add_u8 (in, plain_total, n);
        }
      g_assert_cmpmem (total, n * 2, plain_total, n * 2);
      kernels->average_u8 (total, 9, one, n);
      g_assert_cmpmem (one, n, in, n);
      kernels->requantise (sums, terms, 12345, scale, zero, one, n);
      plain->requantise (sums, terms, 12345, scale, zero, two, n);
      g_assert_cmpmem (one, n, two, n);
      kernels->rescale_u8 (in, 1.37f, -20.4f, zero, one, n);
      plain->rescale_u8 (in, 1.37f, -20.4f, zero, two, n);
      g_assert_cmpmem (one, n, two, n);
    }
}

/* All averages that can be, against whole numbers. */
static void
test_averages (gconstpointer data)
{
  const ReelNnKernels *kernels = data;

  for (guint count = 1; count <= 256; count++)
    for (guint sum = 0; sum <= 255 * count; sum += count < 10 ? 1 : 7)
      {
        guint16 total = (guint16) sum;
        guint8 average;

        kernels->average_u8 (&total, count, &average, 1);
        g_assert_cmpuint (average, ==, (sum + count / 2) / count);
      }
}

/* Halves go to the even number, and what is out of range to its end. */
static void
test_rounding (gconstpointer data)
{
  const ReelNnKernels *kernels = data;
  const gint32 sums[] = { -1000000000, -11, -3, -1, 0, 1, 3, 5, 7, 489, 491, 1000000000 };
  const gint32 terms[G_N_ELEMENTS (sums)] = { 0 };
  const guint8 expected[] = { 0, 4, 8, 10, 10, 10, 12, 12, 14, 254, 255, 255 };
  guint8 out[G_N_ELEMENTS (sums)];

  kernels->requantise (sums, terms, 0, .5f, 10, out, G_N_ELEMENTS (sums));
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
}

static void
test_loops_of_floats (gconstpointer data)
{
  const ReelNnKernels *kernels = data, *plain = get_plain ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (gsize n = 1; n < 300; n = n * 5 / 4 + 1)
    {
      g_autofree float *a = random_floats (rand, n);
      g_autofree float *b = random_floats (rand, n);
      g_autofree float *one = random_floats (rand, n);
      g_autofree float *two = g_memdup2 (one, n * sizeof *one);

      kernels->max_f32 (a, one, n);
      kernels->add_f32 (b, one, n);
      kernels->add_scaled (a, b, one, n);
      kernels->leaky (one, .1f, n);
      plain->max_f32 (a, two, n);
      plain->add_f32 (b, two, n);
      plain->add_scaled (a, b, two, n);
      plain->leaky (two, .1f, n);
      g_assert_cmpmem (one, n * sizeof *one, two, n * sizeof *two);
      kernels->blend (a, b, .3f, one, n);
      plain->blend (a, b, .3f, two, n);
      g_assert_cmpmem (one, n * sizeof *one, two, n * sizeof *two);
    }
}

/* All floats of 16 bits, by their definition. */
static void
test_halves (gconstpointer data)
{
  const ReelNnKernels *kernels = data;
  g_autofree guint16 *halves = g_new (guint16, 0x10000);
  g_autofree float *floats = g_new (float, 0x10000);

  for (guint i = 0; i < 0x10000; i++)
    halves[i] = (guint16) i;
  kernels->widen_f16 ((const guint8 *) halves, floats, 0x10000);
  for (guint i = 0; i < 0x10000; i++)
    {
      int exponent = (int) (i >> 10 & 0x1f);
      float fraction = (float) (i & 0x3ff), sign = (i & 0x8000) != 0 ? -1 : 1;

      if (exponent == 0x1f && fraction > 0)
        g_assert_true (isnan (floats[i]));
      else if (exponent == 0x1f)
        g_assert_cmpfloat (floats[i], ==, sign * INFINITY);
      else if (exponent == 0)
        g_assert_cmpfloat (floats[i], ==, sign * ldexpf (fraction, -24));
      else
        g_assert_cmpfloat (floats[i], ==, sign * ldexpf (fraction + 1024, exponent - 25));
    }
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*test) (gconstpointer data);
  } tests[] = {
    { "dot-bytes", test_dot_bytes },   { "dot-floats", test_dot_floats },         { "loops-of-bytes", test_loops_of_bytes },
    { "averages", test_averages },     { "loops-of-floats", test_loops_of_floats }, { "rounding", test_rounding },
    { "halves", test_halves },
  };
  const ReelNnKernels *kernels;

  reel_test_init (&argc, &argv);
  for (guint n = 0; (kernels = reel_nn_kernels_get_nth (n)) != NULL; n++)
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
      {
        g_autofree char *path = g_strdup_printf ("/nn-kernels/%s/%s", kernels->name, tests[i].name);

        g_test_add_data_func (path, kernels, tests[i].test);
      }
  return g_test_run ();
}
