/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-watch-order.h"
#include "reel-test.h"

static void
turns_init (ReelWatchTurn *turns, guint n)
{
  for (guint i = 0; i < n; i++)
    turns[i] = (ReelWatchTurn) { .number = i, .data = GUINT_TO_POINTER (i) };
}

static guint
take (ReelWatchOrder *order, gint64 now)
{
  ReelWatchTurn *turn = reel_watch_order_take (order, now);

  g_assert_nonnull (turn);
  g_assert_null (turn->by_due);
  g_assert_null (turn->by_age);
  return GPOINTER_TO_UINT (turn->data);
}

/* None before its time, and each as soon as it is due where they come one by one. */
static void
test_due (void)
{
  ReelWatchOrder *order = reel_watch_order_new ();
  ReelWatchTurn turns[5];

  turns_init (turns, G_N_ELEMENTS (turns));
  g_assert_cmpint (reel_watch_order_get_next (order), ==, -1);
  g_assert_null (reel_watch_order_take (order, G_MAXINT64));
  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      turns[i].due = 100 - 10 * i;
      reel_watch_order_add (order, &turns[i]);
    }
  g_assert_cmpint (reel_watch_order_get_next (order), ==, 60);
  g_assert_null (reel_watch_order_take (order, 59));
  g_assert_cmpuint (take (order, 60), ==, 4);
  g_assert_null (reel_watch_order_take (order, 60));
  g_assert_cmpint (reel_watch_order_get_next (order), ==, 70);

  /* One that is due goes out as well as one that waits. */
  g_assert_cmpuint (take (order, 85), ==, 3);
  g_assert_cmpint (reel_watch_order_get_next (order), ==, 80);
  reel_watch_order_remove (order, &turns[2]);
  g_assert_cmpint (reel_watch_order_get_next (order), ==, 90);
  reel_watch_order_remove (order, &turns[1]);
  g_assert_null (turns[1].by_due);
  g_assert_null (reel_watch_order_take (order, 99));
  g_assert_cmpuint (take (order, 100), ==, 0);
  g_assert_cmpint (reel_watch_order_get_next (order), ==, -1);
  reel_watch_order_free (order);
}

/* With more due than may be asked: three of the youngest, then the one that is due for longest. */
static void
test_youngest_first (void)
{
  static const guint expected[] = { 9, 8, 7, 0, 6, 5, 4, 1, 3, 2 };
  ReelWatchOrder *order = reel_watch_order_new ();
  ReelWatchTurn turns[10];

  turns_init (turns, G_N_ELEMENTS (turns));
  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      turns[i].due = 10 + i;
      reel_watch_order_add (order, &turns[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (take (order, 100), ==, expected[i]);
  reel_watch_order_free (order);
}

/*
 * Ten thousand that are due again at once after each question, so that most would never get a turn by age: all of them get
 * one within four times as many turns. One that is added in the middle of it is asked about at once.
 */
static void
test_no_starvation (void)
{
  const guint n = 10000;
  ReelWatchOrder *order = reel_watch_order_new ();
  g_autofree ReelWatchTurn *turns = g_new (ReelWatchTurn, n);
  g_autofree guint *asked = g_new0 (guint, n);

  turns_init (turns, n);
  for (guint i = 0; i < n - 1; i++)
    reel_watch_order_add (order, &turns[i]);
  for (guint i = 0; i < 4 * n; i++)
    {
      guint which;

      if (i == n)
        {
          turns[n - 1].due = i;
          reel_watch_order_add (order, &turns[n - 1]);
        }
      which = take (order, i);
      if (i == n)
        g_assert_cmpuint (which, ==, n - 1);
      asked[which]++;
      turns[which].due = i + 1;
      reel_watch_order_add (order, &turns[which]);
    }
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (asked[i], >=, 1);
  g_assert_cmpuint (asked[n - 1], >, n);
  for (guint i = 0; i < n; i++)
    reel_watch_order_remove (order, &turns[i]);
  g_assert_cmpint (reel_watch_order_get_next (order), ==, -1);
  reel_watch_order_free (order);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/watch-order/due", test_due);
  g_test_add_func ("/api/watch-order/youngest-first", test_youngest_first);
  g_test_add_func ("/api/watch-order/no-starvation", test_no_starvation);
  return g_test_run ();
}
