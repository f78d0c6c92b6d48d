/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/reel-timecode.h"
#include "reel-test.h"

static const struct
{
  guint n, d;
  gboolean drop;
} rates[] = {
  { 24000, 1001, FALSE }, { 24, 1, FALSE },       { 25, 1, FALSE },       { 30000, 1001, FALSE }, { 30000, 1001, TRUE },
  { 30, 1, FALSE },       { 50, 1, FALSE },       { 60000, 1001, FALSE }, { 60000, 1001, TRUE },  { 60, 1, FALSE },
  { 120, 1, FALSE },      { 10, 1, FALSE },
};

/* Worked out by hand from the rule: ;00 and ;01 (;00 to ;03) are left out in each minute but every tenth. */
static void
test_names (void)
{
  static const struct
  {
    guint n, d;
    gboolean drop;
    gint64 frame;
    const char *text;
  } cases[] = {
    { 30000, 1001, TRUE, 0, "00:00:00;00" },
    { 30000, 1001, TRUE, 1, "00:00:00;01" },
    { 30000, 1001, TRUE, 1799, "00:00:59;29" },
    { 30000, 1001, TRUE, 1800, "00:01:00;02" },
    { 30000, 1001, TRUE, 1801, "00:01:00;03" },
    { 30000, 1001, TRUE, 3597, "00:01:59;29" },
    { 30000, 1001, TRUE, 3598, "00:02:00;02" },
    { 30000, 1001, TRUE, 17981, "00:09:59;29" },
    { 30000, 1001, TRUE, 17982, "00:10:00;00" },
    { 30000, 1001, TRUE, 17983, "00:10:00;01" },
    { 30000, 1001, TRUE, 19781, "00:10:59;29" },
    { 30000, 1001, TRUE, 19782, "00:11:00;02" },
    { 30000, 1001, TRUE, 107892, "01:00:00;00" },
    { 30000, 1001, TRUE, 1078920, "10:00:00;00" },
    { 30000, 1001, TRUE, 2589407, "23:59:59;29" },
    { 30000, 1001, TRUE, 2589408, "00:00:00;00" },
    { 30000, 1001, TRUE, -1, "23:59:59;29" },
    { 60000, 1001, TRUE, 1799, "00:00:29;59" },
    { 60000, 1001, TRUE, 1800, "00:00:30;00" },
    { 60000, 1001, TRUE, 3599, "00:00:59;59" },
    { 60000, 1001, TRUE, 3600, "00:01:00;04" },
    { 60000, 1001, TRUE, 17981, "00:04:59;57" },
    { 60000, 1001, TRUE, 17982, "00:04:59;58" },
    { 60000, 1001, TRUE, 17984, "00:05:00;04" },
    { 60000, 1001, TRUE, 35963, "00:09:59;59" },
    { 60000, 1001, TRUE, 35964, "00:10:00;00" },
    { 60000, 1001, TRUE, 2157840, "10:00:00;00" },
    { 30000, 1001, FALSE, 1800, "00:01:00:00" },
    { 30000, 1001, FALSE, 17982, "00:09:59:12" },
    { 24000, 1001, FALSE, 86399, "00:59:59:23" },
    { 24, 1, FALSE, 24, "00:00:01:00" },
    { 25, 1, FALSE, 2159999, "23:59:59:24" },
    { 25, 1, FALSE, 2160000, "00:00:00:00" },
    { 50, 1, FALSE, 49, "00:00:00:49" },
    { 60, 1, FALSE, 3601, "00:01:00:01" },
    { 120, 1, FALSE, 119, "00:00:00:119" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ReelTimebase timebase = reel_timebase_new (cases[i].n, cases[i].d, cases[i].drop);
      g_autofree char *text = reel_timecode_format (&timebase, cases[i].frame);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpuint (strlen (text), <, REEL_TIMECODE_MAX);
    }
}

/* Each frame of a day has a name of its own, the names go up, and each leads back to its frame. */
static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      ReelTimebase timebase = reel_timebase_new (rates[i].n, rates[i].d, rates[i].drop);
      gint64 day = reel_timebase_frames_per_day (&timebase);
      /* All of them where names are left out. Elsewhere each second is like the other, and a step that divides none of them
       * meets every place in it. */
      gint64 step = rates[i].drop ? 1 : 13;
      char before[REEL_TIMECODE_MAX] = "", text[REEL_TIMECODE_MAX];

      for (gint64 frame = 0; frame < day; frame += step)
        {
          gint64 back = -1;

          reel_timecode_print (&timebase, frame, text);
          if (!reel_timecode_parse (&timebase, text, &back) || back != frame)
            g_error ("frame %" G_GINT64_FORMAT " at %u/%u: %s is %" G_GINT64_FORMAT, frame, rates[i].n, rates[i].d, text, back);
          if (strlen (text) == strlen (before) && strcmp (before, text) >= 0)
            g_error ("%s comes after %s", text, before);
          memcpy (before, text, sizeof before);
        }
    }
}

/* Frame numbers and seconds, there and back: the frame is the same one, and so is its end. */
static void
test_seconds (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  ReelTimebase ntsc = reel_timebase_new (30000, 1001, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      ReelTimebase timebase = reel_timebase_new (rates[i].n, rates[i].d, rates[i].drop);

      for (guint k = 0; k < 20000; k++)
        {
          gint64 frame = g_rand_int_range (rand, 0, 24 * 3600 * 60);
          double seconds = reel_timebase_seconds (&timebase, frame);
          double rounded = (double) (gint64) (seconds * 1000 + 0.5) / 1000;

          g_assert_cmpint (reel_timebase_frame_at (&timebase, seconds, 0), ==, frame);
          g_assert_cmpint (reel_timebase_frame_after (&timebase, seconds, 0), ==, frame);
          g_assert_cmpint (reel_timebase_frame_at (&timebase, seconds + 0.5 / 120, 0), ==, frame);
          g_assert_cmpint (reel_timebase_frame_after (&timebase, seconds + 0.5 / 120, 0), ==, frame + 1);
          g_assert_cmpint (reel_timebase_frame_at (&timebase, rounded, 0.00051), ==, frame);
          g_assert_cmpint (reel_timebase_frame_after (&timebase, rounded, 0.00051), ==, frame);
        }
    }
  g_assert_cmpfloat (reel_timebase_seconds (&ntsc, 30000), ==, 1001);
  g_assert_cmpint (reel_timebase_frame_at (&ntsc, 1001, 0), ==, 30000);
  g_assert_cmpint (reel_timebase_frame_at (&ntsc, -1, 0), ==, -30);
  g_assert_cmpint (reel_timebase_frame_at (&ntsc, G_MAXDOUBLE, 0), ==, 107892107);
  g_assert_cmpint (reel_timebase_frame_at (&ntsc, 0.0 / 0.0, 0), ==, 0);
}

static void
test_parse (void)
{
  static const char * const wrong[] = {
    "",          "00:00:00",     "0:00:00:00",   "24:00:00:00",  "00:60:00:00", "00:00:60:00",   "00:00:00:30",
    "00:00:0:0", "00:00:00:-1",  "00:00:00:00 ", " 00:00:00:00", "00.00.00.00", "00:00:00:0000", "00;00;00;00",
    "00:01:00;00", "00:01:00;01", "00:59:00:01", "aa:bb:cc:dd",
  };
  ReelTimebase drop = reel_timebase_new (30000, 1001, TRUE), pal = reel_timebase_new (25, 1, FALSE);
  gint64 frame = -7;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (reel_timecode_parse (&drop, wrong[i], &frame));
  g_assert_false (reel_timecode_parse (&pal, "10:00:00;00", &frame));
  g_assert_cmpint (frame, ==, -7);
  g_assert_true (reel_timecode_parse (&drop, "00:01:00.02", &frame));
  g_assert_cmpint (frame, ==, 1800);
  g_assert_true (reel_timecode_parse (&drop, "00:10:00:00", &frame));
  g_assert_cmpint (frame, ==, 17982);
  g_assert_true (reel_timecode_parse (&pal, "10:00:00:24", &frame));
  g_assert_cmpint (frame, ==, 900024);
}

static void
test_rates (void)
{
  static const struct
  {
    guint n, d;
    gboolean drop;
    guint want_n, want_d;
    gboolean want_drop;
    guint editing_n, editing_d;
  } cases[] = {
    { 30000, 1001, TRUE, 30000, 1001, TRUE, 30000, 1001 },
    { 2997, 100, TRUE, 30000, 1001, TRUE, 30000, 1001 },
    { 23976, 1000, FALSE, 24000, 1001, FALSE, 24000, 1001 },
    { 1200, 50, FALSE, 24, 1, FALSE, 24, 1 },
    { 30, 1, TRUE, 30, 1, FALSE, 30, 1 },
    { 24000, 1001, TRUE, 24000, 1001, FALSE, 24000, 1001 },
    { 0, 1, TRUE, 30, 1, FALSE, 30, 1 },
    { 25, 0, FALSE, 30, 1, FALSE, 30, 1 },
    { 90000, 1, FALSE, 30, 1, FALSE, 30, 1 },
    { 10, 1, FALSE, 10, 1, FALSE, 30, 1 },
    { 15, 1, FALSE, 15, 1, FALSE, 30, 1 },
    { 25, 2, FALSE, 25, 2, FALSE, 25, 1 },
    { 15000, 1001, FALSE, 15000, 1001, FALSE, 30000, 1001 },
    { 29, 1, FALSE, 29, 1, FALSE, 30000, 1001 },
    { 240, 1, FALSE, 240, 1, FALSE, 120, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ReelTimebase timebase = reel_timebase_new (cases[i].n, cases[i].d, cases[i].drop);
      ReelTimebase editing = reel_timebase_for_editing (cases[i].n, cases[i].d, cases[i].drop);

      g_assert_cmpuint (timebase.fps_n, ==, cases[i].want_n);
      g_assert_cmpuint (timebase.fps_d, ==, cases[i].want_d);
      g_assert_cmpint (timebase.drop_frame, ==, cases[i].want_drop);
      g_assert_cmpuint (editing.fps_n, ==, cases[i].editing_n);
      g_assert_cmpuint (editing.fps_d, ==, cases[i].editing_d);
    }
}

static void
test_relabel (void)
{
  ReelTimebase drop = reel_timebase_new (30000, 1001, TRUE), double_drop = reel_timebase_new (60000, 1001, TRUE);
  ReelTimebase pal = reel_timebase_new (25, 1, FALSE), ntsc = reel_timebase_new (30000, 1001, FALSE);

  g_assert_cmpint (reel_timebase_relabel (&pal, 1078920, &drop), ==, 900000);
  g_assert_cmpint (reel_timebase_relabel (&double_drop, 1078920 + 15, &drop), ==, 2157840 + 30);
  g_assert_cmpint (reel_timebase_relabel (&drop, 2157840 + 31, &double_drop), ==, 1078920 + 15);
  /* 00:01:00:00 has no name of its own there: the first one after it. */
  g_assert_cmpint (reel_timebase_relabel (&drop, 1800, &ntsc), ==, 1800);
  g_assert_cmpint (reel_timebase_rescale (&pal, 30000, &ntsc), ==, 25025);
  g_assert_cmpint (reel_timebase_rescale (&drop, 77, &ntsc), ==, 77);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/base/timecode/names", test_names);
  g_test_add_func ("/base/timecode/round-trip", test_round_trip);
  g_test_add_func ("/base/timecode/seconds", test_seconds);
  g_test_add_func ("/base/timecode/parse", test_parse);
  g_test_add_func ("/base/timecode/rates", test_rates);
  g_test_add_func ("/base/timecode/relabel", test_relabel);
  return g_test_run ();
}
