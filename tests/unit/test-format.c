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

static void
test_moment (void)
{
  static const struct
  {
    int month, day, hour;
    const char *text;
  } table[] = {
    { 3, 1, 14, "Today, 14:02" },
    { 3, 1, 0, "Today, 00:02" },
    { 2, 28, 23, "Yesterday, 23:02" },
    { 2, 28, 0, "Yesterday, 00:02" },
    { 2, 27, 23, "27 February 2026, 23:02" },
    { 3, 2, 1, "2 March 2026, 01:02" }, /* the clock was wrong */
  };
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 3, 1, 23, 59, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GDateTime) then = g_date_time_new_local (2026, table[i].month, table[i].day, table[i].hour, 2, 0);
      g_autofree char *text = reel_format_moment (g_date_time_to_unix (then), g_date_time_to_unix (now));

      g_assert_cmpstr (text, ==, table[i].text);
    }
}

static void
test_list (void)
{
  g_autofree char *none = reel_format_list ((const char *[]){ NULL });
  g_autofree char *one = reel_format_list ((const char *[]){ "H.264", NULL });
  g_autofree char *three = reel_format_list ((const char *[]){ "H.264", "AAC", "New", NULL });

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (one, ==, "H.264");
  g_assert_cmpstr (three, ==, "H.264, AAC, New");
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/base/format/time", test_time);
  g_test_add_func ("/base/format/range", test_range);
  g_test_add_func ("/base/format/time-left", test_time_left);
  g_test_add_func ("/base/format/moment", test_moment);
  g_test_add_func ("/base/format/list", test_list);
  return g_test_run ();
}
