/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-columns.h"
#include "reel-test.h"

static void
test_room (void)
{
  const float values[] = { 1, -2, 3 };
  ReelColumn columns[5];

  g_assert_cmpuint (reel_columns_reduce (values, 3, 5, columns), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpfloat (columns[i].least, ==, values[i]);
      g_assert_cmpfloat (columns[i].most, ==, values[i]);
    }
  g_assert_cmpuint (reel_columns_reduce (values, 0, 5, columns), ==, 0);
  g_assert_cmpuint (reel_columns_reduce (values, 3, 0, columns), ==, 0);
}

/* Each value is in one column, in turn, however the numbers divide. */
static void
test_peaks (void)
{
  enum { MOST = 1000 };
  float values[MOST] = { 0 };
  ReelColumn columns[MOST];

  for (guint n = 1; n <= MOST; n += 37)
    for (guint room = 1; room <= MOST; room += 101)
      for (guint peak = 0; peak < n; peak += 13)
        {
          guint filled, above = 0, below = 0;

          values[peak] = peak % 2 ? 1 : -1;
          filled = reel_columns_reduce (values, n, room, columns);
          g_assert_cmpuint (filled, ==, MIN (n, room));
          for (guint i = 0; i < filled; i++)
            {
              above += columns[i].most > 0;
              below += columns[i].least < 0;
            }
          g_assert_cmpuint (above, ==, peak % 2);
          g_assert_cmpuint (below, ==, 1 - peak % 2);
          values[peak] = 0;
        }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/base/columns/room", test_room);
  g_test_add_func ("/base/columns/peaks", test_peaks);
  return g_test_run ();
}
