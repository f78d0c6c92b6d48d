/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "media/reel-shot-cutter.h"
#include "reel-test.h"

static const guint8 red[] = { 200, 30, 30 }, blue[] = { 30, 40, 190 }, green[] = { 40, 160, 40 };

/* A picture between two colours: @part of the second. */
static ReelFrame *
blend (const guint8 *one,
       const guint8 *other,
       double        part,
       double        time)
{
  guint8 *pixels = g_malloc0 (80 * 45 * 4);
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < 80 * 45; i++)
    for (guint c = 0; c < 3; c++)
      pixels[4 * i + c] = (guint8) lround ((1 - part) * one[c] + part * other[c]);
  bytes = g_bytes_new_take (pixels, 80 * 45 * 4);

  return reel_frame_new (80, 45, 80 * 4, time, bytes);
}

static void
add (ReelShotCutter *cutter,
     const guint8   *one,
     const guint8   *other,
     double          part,
     double          time,
     gboolean        is_cut)
{
  g_autoptr (ReelFrame) frame = blend (one, other, part, time);

  reel_shot_cutter_add_frame (cutter, frame, is_cut);
}

/* Takes all clips that are settled; asserts that they join up and keep the limits. */
static void
take (ReelShotCutter *cutter,
      double          end,
      GArray         *ends)
{
  double start, clip_end;

  while (reel_shot_cutter_next_clip (cutter, end, &start, &clip_end))
    {
      g_assert_cmpfloat_with_epsilon (start, ends->len > 0 ? g_array_index (ends, double, ends->len - 1) : 0, 1e-9);
      g_assert_cmpfloat (clip_end - start, <=, REEL_CLIP_LONGEST + 1e-6);
      g_array_append_val (ends, clip_end);
    }
}

static void
check (GArray       *ends,
       const double *expected,
       guint         n,
       double        tolerance)
{
  for (guint i = 0; i < ends->len; i++)
    g_test_message ("clip until %.2f", g_array_index (ends, double, i));
  g_assert_cmpuint (ends->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (g_array_index (ends, double, i), expected[i], tolerance);
}

static void
test_even_parts (void)
{
  g_autoptr (ReelShotCutter) cutter = reel_shot_cutter_new ();
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (double));

  /* A shot of 8 s, one of 8: of two parts each. */
  for (guint i = 0; i < 160; i++)
    {
      add (cutter, i < 80 ? red : blue, red, 0, i / 10.0, i == 80);
      take (cutter, -1, ends);
    }
  take (cutter, 16, ends);
  check (ends, (const double[]){ 4, 8, 12, 16 }, 4, 1e-6);

  /* Nothing more after the end. */
  take (cutter, 16, ends);
  g_assert_cmpuint (ends->len, ==, 4);
}

static void
test_long_shot (void)
{
  g_autoptr (ReelShotCutter) cutter = reel_shot_cutter_new ();
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (double));
  double waiting = 0;

  for (guint i = 0; i < 1000; i++)
    {
      add (cutter, red, red, 0, i / 10.0, FALSE);
      take (cutter, -1, ends);
      waiting = MAX (waiting, i / 10.0 - (ends->len > 0 ? g_array_index (ends, double, ends->len - 1) : 0));
    }
  take (cutter, 100, ends);

  /* However long the shot, only so much of it is held. */
  g_assert_cmpfloat (waiting, <, 16);
  g_assert_cmpuint (ends->len, ==, 17);
  g_assert_cmpfloat_with_epsilon (g_array_index (ends, double, 16), 100, 1e-9);
}

/* Shots of less than half a second go with a neighbour, at the end and in the middle. */
static void
test_short_shots (void)
{
  g_autoptr (ReelShotCutter) cutter = reel_shot_cutter_new ();
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < 63; i++)
    {
      gboolean is_cut = i == 20 || i == 23 || i == 40 || i == 60;

      add (cutter, i % 2 == 0 && is_cut ? blue : red, red, 0, i / 10.0, is_cut);
      take (cutter, -1, ends);
    }
  take (cutter, 6.3, ends);
  check (ends, (const double[]){ 2.0, 4.0, 6.3 }, 3, 1e-6);
}

static void
test_dissolve (void)
{
  g_autoptr (ReelShotCutter) cutter = reel_shot_cutter_new ();
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (double));

  /* From 3 s to 4 s red becomes blue. */
  for (guint i = 0; i < 80; i++)
    {
      add (cutter, red, blue, CLAMP ((i - 30) / 10.0, 0, 1), i / 10.0, FALSE);
      take (cutter, -1, ends);
    }
  take (cutter, 8, ends);
  check (ends, (const double[]){ 3.5, 8 }, 2, 0.51);
}

/* A hard cut that nobody told, as between two colours of the same luma. */
static void
test_untold_cut (void)
{
  g_autoptr (ReelShotCutter) cutter = reel_shot_cutter_new ();
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < 60; i++)
    add (cutter, i < 25 ? green : red, red, 0, i / 10.0, FALSE);
  take (cutter, 6, ends);
  check (ends, (const double[]){ 2.5, 6 }, 2, 0.051);
}

/* A flash, and a picture that keeps changing, are no cuts. */
static void
test_no_cut (void)
{
  g_autoptr (ReelShotCutter) cutter = reel_shot_cutter_new ();
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < 50; i++)
    add (cutter, i == 25 ? blue : red, red, 0, i / 10.0, FALSE);
  take (cutter, 5, ends);
  check (ends, (const double[]){ 5 }, 1, 1e-6);
}

/* One picture, and none. */
static void
test_tiny (void)
{
  g_autoptr (ReelShotCutter) cutter = reel_shot_cutter_new ();
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (double));

  take (cutter, -1, ends);
  take (cutter, 0, ends);
  g_assert_cmpuint (ends->len, ==, 0);
  add (cutter, red, red, 0, 0, TRUE);
  take (cutter, -1, ends);
  take (cutter, 0.04, ends);
  check (ends, (const double[]){ 0.04 }, 1, 1e-9);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/shot-cutter/even-parts", test_even_parts);
  g_test_add_func ("/shot-cutter/long-shot", test_long_shot);
  g_test_add_func ("/shot-cutter/short-shots", test_short_shots);
  g_test_add_func ("/shot-cutter/dissolve", test_dissolve);
  g_test_add_func ("/shot-cutter/untold-cut", test_untold_cut);
  g_test_add_func ("/shot-cutter/no-cut", test_no_cut);
  g_test_add_func ("/shot-cutter/tiny", test_tiny);
  return g_test_run ();
}
