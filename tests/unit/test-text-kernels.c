/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "nn/reel-text-kernels.h"
#include "reel-test.h"

/* Each set of loops that this processor can run, against the plain one. */

#define FOR_EACH_SET(set, n) for (guint n = 1; (set = reel_text_kernels_get_nth (n)) != NULL; n++)

/* Never the same value for neighbours, about as large as those of a model, and the same in every run. */
static float *
numbers_new (gsize n, guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  float *numbers = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) g_rand_double_range (rand, -3, 3);
  return numbers;
}

static void
assert_near (const char *set, const float *a, const float *b, gsize n, double limit)
{
  for (gsize i = 0; i < n; i++)
    if (!(fabs ((double) a[i] - (double) b[i]) <= limit))
      g_error ("%s: value %" G_GSIZE_FORMAT " is %.9g and should be %.9g", set, i, (double) a[i], (double) b[i]);
}

/* All lengths up to beyond two vectors of the widest, with rows that lie apart. */
static void
test_dot (void)
{
  g_autofree float *x = numbers_new (16 * 80, 1), *w = numbers_new (16 * 80, 2);
  const ReelTextKernels *set;

  FOR_EACH_SET (set, n_set)
    for (gsize n = 1; n <= 14; n++)
      for (gsize m = 1; m <= 9; m++)
        for (gsize k = 1; k <= 70; k += n % 2 + 1)
          {
            float out[14 * 10], plain[14 * 10];

            for (gsize i = 0; i < G_N_ELEMENTS (out); i++)
              out[i] = plain[i] = 77;
            set->dot (out, 10, x, 75, n, w, 71, m, k);
            reel_text_kernels_plain.dot (plain, 10, x, 75, n, w, 71, m, k);
            /* What lies between the rows is left alone, too. */
            assert_near (set->name, out, plain, G_N_ELEMENTS (out), 1e-3);
          }
}

/* Every half and every bfloat there is, at odd addresses; blocks with each byte. */
static void
test_unpack (void)
{
  enum { N = 65536 };
  g_autofree guint8 *in = g_malloc (2 * N + 1);
  g_autofree float *out = g_new (float, N), *plain = g_new (float, N);
  const ReelTextKernels *set;

  for (guint i = 0; i < N; i++)
    {
      in[1 + 2 * i] = (guint8) i;
      in[2 + 2 * i] = (guint8) (i >> 8);
    }
  FOR_EACH_SET (set, n)
    {
      for (int type = REEL_TEXT_F16; type <= REEL_TEXT_BF16; type++)
        for (gsize from = 0; from < 40; from += 13)
          {
            set->unpack (out, in + 1 + 2 * from, (ReelTextType) type, N - from);
            reel_text_kernels_plain.unpack (plain, in + 1 + 2 * from, (ReelTextType) type, N - from);
            for (gsize i = 0; i < N - from; i++)
              g_assert_true (isnan (plain[i]) ? isnan (out[i]) : out[i] == plain[i]);
          }
      for (gsize offset = 0; offset < 18; offset += 5)
        {
          const gsize values = 512 * 32;

          set->unpack (out, in + 20001 + offset, REEL_TEXT_Q4, values);
          reel_text_kernels_plain.unpack (plain, in + 20001 + offset, REEL_TEXT_Q4, values);
          g_assert_cmpmem (out, values * sizeof *out, plain, values * sizeof *plain);
        }
      set->unpack (out, in + 1, REEL_TEXT_F32, 16);
      g_assert_cmpmem (out, 64, in + 1, 64);
    }
}

static void
test_known_halves (void)
{
  static const guint8 halves[] = { 0x00, 0x3c, 0x00, 0xc0, 0xff, 0x7b, 0x01, 0x00, 0x00, 0x80 };
  static const guint8 block[18] = { 0x00, 0x38, 0x0f, 0x80 };
  float out[32];

  reel_text_kernels_plain.unpack (out, halves, REEL_TEXT_F16, 5);
  g_assert_true (out[0] == 1 && out[1] == -2 && out[2] == 65504 && out[3] == 0x1p-24f && out[4] == 0 && signbit (out[4]));
  reel_text_kernels_plain.unpack (out, block, REEL_TEXT_Q4, 32);
  g_assert_true (out[0] == 3.5f && out[16] == -4 && out[1] == -4 && out[17] == 0 && out[31] == -4);
}

static void
test_functions (void)
{
  const ReelTextKernels *set;

  FOR_EACH_SET (set, n_set)
    for (gsize n = 1; n <= 70; n++)
      {
        g_autofree float *x = numbers_new (n + 1, (guint) n), *y = g_memdup2 (x, (n + 1) * sizeof *x);
        g_autofree float *gain = numbers_new (n, 3), *shift = numbers_new (n, 4);

        set->layer_norm (x, n, gain, shift, 1e-5f);
        reel_text_kernels_plain.layer_norm (y, n, gain, shift, 1e-5f);
        assert_near (set->name, x, y, n + 1, 2e-4);
        set->gelu (x, n);
        reel_text_kernels_plain.gelu (y, n);
        assert_near (set->name, x, y, n + 1, 4e-4);
        set->quick_gelu (x, n);
        reel_text_kernels_plain.quick_gelu (y, n);
        assert_near (set->name, x, y, n + 1, 8e-4);
        set->softmax (x, n, .7f);
        reel_text_kernels_plain.softmax (y, n, .7f);
        assert_near (set->name, x, y, n + 1, 8e-4);
      }
}

/* Over the whole range, where the series of exp begin and end, too. */
static void
test_accuracy (void)
{
  const ReelTextKernels *set;

  FOR_EACH_SET (set, n_set)
    for (double at = -100; at < 100; at += .00731)
      {
        float gelu[2] = { (float) at, 0 }, quick[2] = { (float) at, 0 }, pair[2] = { (float) at, 0 };
        double x = (double) (float) at, limit = 2e-6 * MAX (1, fabs (x));

        set->gelu (gelu, 1);
        g_assert_cmpfloat_with_epsilon ((double) gelu[0], .5 * x * (1 + erf (x * M_SQRT1_2)), limit);
        set->quick_gelu (quick, 1);
        g_assert_cmpfloat_with_epsilon ((double) quick[0], x / (1 + exp (-1.702 * x)), limit);
        set->softmax (pair, 2, 1);
        g_assert_cmpfloat_with_epsilon ((double) pair[0], 1 / (1 + exp (-x)), 2e-6);
        g_assert_cmpfloat_with_epsilon ((double) (pair[0] + pair[1]), 1, 2e-6);
      }
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  for (guint n = 0; reel_text_kernels_get_nth (n) != NULL; n++)
    g_test_message ("set %u: %s", n, reel_text_kernels_get_nth (n)->name);
  g_test_add_func ("/nn/text-kernels/dot", test_dot);
  g_test_add_func ("/nn/text-kernels/unpack", test_unpack);
  g_test_add_func ("/nn/text-kernels/known-halves", test_known_halves);
  g_test_add_func ("/nn/text-kernels/functions", test_functions);
  g_test_add_func ("/nn/text-kernels/accuracy", test_accuracy);
  return g_test_run ();
}
