/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "base/reel-format.h"
#include "reel-test.h"

static void
test_time (void)
{
  static const struct
  {
    double seconds;
    const char *text;
  } cases[] = {
    { 0, "0:00" }, { 12.99, "0:12" }, { 60, "1:00" }, { 3599.9, "59:59" }, { 3600, "1:00:00" }, { 3723, "1:02:03" },
    { -5, "0:00" }, { NAN, "0:00" }, { INFINITY, "0:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = reel_format_time (cases[i].seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_range (void)
{
  g_autofree char *range = reel_format_range (12.2, 18);
  g_autofree char *part = reel_format_range (0, 0.4);

  g_assert_cmpstr (range, ==, "0:12 – 0:18");
  g_assert_cmpstr (part, ==, "0:00 – 0:01");
}

static void
test_time_left (void)
{
  g_autofree char *one = reel_format_time_left (0.2);
  g_autofree char *minutes = reel_format_time_left (200);
  g_autofree char *hours = reel_format_time_left (7201);
  g_autofree char *unknown = reel_format_time_left (-1);

  g_assert_cmpstr (one, ==, "1 second left");
  g_assert_cmpstr (minutes, ==, "4 minutes left");
  g_assert_cmpstr (hours, ==, "3 hours left");
  g_assert_cmpstr (unknown, ==, "");
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/base/format/time", test_time);
  g_test_add_func ("/base/format/range", test_range);
  g_test_add_func ("/base/format/time-left", test_time_left);
  return g_test_run ();
}
