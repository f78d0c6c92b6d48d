/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-bandwidth.h"
#include "reel-test.h"

#define MS G_GINT64_CONSTANT (1000)

/* The clock that the tests turn. */
static gint64 now;

static gint64
tell_time (void)
{
  return now;
}

static ReelBandwidth *
new_bandwidth (guint64 limit)
{
  ReelBandwidth *bandwidth = reel_bandwidth_new_with_clock (tell_time);

  now = G_GINT64_CONSTANT (1000) * G_USEC_PER_SEC;
  reel_bandwidth_set_limit (bandwidth, limit);
  return bandwidth;
}

/* Lets @ms pass, in steps, in which each share takes what it can, 8 KiB at a time. */
static void
run (ReelBandwidthShare **shares,
     guint                n,
     gint64               ms,
     guint64             *taken)
{
  for (gint64 i = 0; i < ms; i++)
    {
      now += MS;
      for (guint k = 0; k < n; k++)
        {
          gsize got;

          while ((got = reel_bandwidth_share_take (shares[k], 8192)) > 0)
            taken[k] += got;
        }
    }
}

static void
assert_about (guint64 value,
              double  expected,
              double  tolerance)
{
  g_assert_cmpfloat ((double) value, >=, expected * (1 - tolerance));
  g_assert_cmpfloat ((double) value, <=, expected * (1 + tolerance));
}

static void
test_unlimited (void)
{
  g_autoptr (ReelBandwidth) bandwidth = new_bandwidth (0);
  ReelBandwidthShare *share = reel_bandwidth_share_new (bandwidth);

  g_assert_cmpuint (reel_bandwidth_get_limit (bandwidth), ==, 0);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (reel_bandwidth_share_take (share, G_MAXUINT32), ==, G_MAXUINT32);
  g_assert_cmpint (reel_bandwidth_share_get_ready_at (share, 1), ==, 0);
  reel_bandwidth_share_free (share);
}

static void
test_rate (void)
{
  static const guint64 limits[] = { 1, 7, 1000, 1000 * 1000, 100 * 1000 * 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (ReelBandwidth) bandwidth = new_bandwidth (limits[i]);
      ReelBandwidthShare *share = reel_bandwidth_share_new (bandwidth);
      guint64 taken = 0;

      /* Nothing is there to begin with. */
      g_assert_cmpuint (reel_bandwidth_share_take (share, 8192), ==, 0);
      run (&share, 1, 20 * 1000, &taken);
      assert_about (taken, 20.0 * (double) limits[i], 0.06);
      g_assert_cmpuint (taken, <=, 20 * limits[i]);
      reel_bandwidth_share_free (share);
    }
}

/* However long nobody looked, no more than a tenth of a second's worth goes at once. */
static void
test_burst (void)
{
  g_autoptr (ReelBandwidth) bandwidth = new_bandwidth (1000 * 1000);
  ReelBandwidthShare *share = reel_bandwidth_share_new (bandwidth);

  g_assert_cmpuint (reel_bandwidth_share_take (share, G_MAXUINT32), ==, 0);
  now += G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  g_assert_cmpuint (reel_bandwidth_share_take (share, G_MAXUINT32), ==, 100 * 1000);
  g_assert_cmpuint (reel_bandwidth_share_take (share, G_MAXUINT32), ==, 0);
  /* What was not sent after all may be taken once more. */
  reel_bandwidth_share_give_back (share, 90 * 1000);
  g_assert_cmpuint (reel_bandwidth_share_take (share, G_MAXUINT32), ==, 90 * 1000);
  reel_bandwidth_share_give_back (share, G_MAXUINT32);
  g_assert_cmpuint (reel_bandwidth_share_take (share, G_MAXUINT32), ==, 100 * 1000);
  reel_bandwidth_share_free (share);
}

static void
test_ready_at (void)
{
  g_autoptr (ReelBandwidth) bandwidth = new_bandwidth (1000 * 1000);
  ReelBandwidthShare *share = reel_bandwidth_share_new (bandwidth);
  gint64 start = now;

  /* 8,000 bytes are there in 8 ms; of more than half a bucket, half a bucket is enough, in 50 ms. */
  g_assert_cmpint (reel_bandwidth_share_get_ready_at (share, 8000), ==, start + 8 * MS + 1);
  g_assert_cmpint (reel_bandwidth_share_get_ready_at (share, G_MAXUINT32), ==, start + 50 * MS + 1);
  now = start + 8 * MS - 1;
  g_assert_cmpuint (reel_bandwidth_share_take (share, 8000), ==, 0);
  now = start + 8 * MS + 1;
  g_assert_cmpint (reel_bandwidth_share_get_ready_at (share, 8000), ==, 0);
  g_assert_cmpuint (reel_bandwidth_share_take (share, 8000), ==, 8000);
  g_assert_cmpint (reel_bandwidth_share_get_ready_at (share, 8000), >, now);
  reel_bandwidth_share_free (share);
}

static void
test_equal (void)
{
  g_autoptr (ReelBandwidth) bandwidth = new_bandwidth (3 * 1000 * 1000);
  ReelBandwidthShare *shares[3];
  guint64 taken[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    shares[i] = reel_bandwidth_share_new (bandwidth);
  run (shares, 3, 10 * 1000, taken);
  for (guint i = 0; i < 3; i++)
    assert_about (taken[i], 10.0 * 1000 * 1000, 0.02);
  g_assert_cmpuint (taken[0] + taken[1] + taken[2], <=, 30 * 1000 * 1000);

  /* One goes: the others have all. */
  reel_bandwidth_share_leave (shares[0]);
  taken[1] = taken[2] = 0;
  run (shares + 1, 2, 10 * 1000, taken + 1);
  assert_about (taken[1], 15.0 * 1000 * 1000, 0.02);
  assert_about (taken[2], 15.0 * 1000 * 1000, 0.02);
  /* Who has left is not held back. */
  g_assert_cmpuint (reel_bandwidth_share_take (shares[0], G_MAXUINT32), ==, G_MAXUINT32);
  for (guint i = 0; i < 3; i++)
    reel_bandwidth_share_free (shares[i]);
}

/* What three that stand still can't use is for the one that runs. */
static void
test_idle_shares (void)
{
  g_autoptr (ReelBandwidth) bandwidth = new_bandwidth (1000 * 1000);
  ReelBandwidthShare *shares[4];
  guint64 taken = 0;
  guint naps = 0;
  gint64 start = now;

  for (guint i = 0; i < 4; i++)
    {
      shares[i] = reel_bandwidth_share_new (bandwidth);
      g_assert_cmpuint (reel_bandwidth_share_take (shares[i], 1), ==, 0);
    }
  /* Sleeping as a stream does. */
  while (now < start + 10 * G_USEC_PER_SEC)
    {
      gsize got = reel_bandwidth_share_take (shares[0], 8192);

      taken += got;
      if (got > 0)
        continue;
      now = reel_bandwidth_share_get_ready_at (shares[0], 8192);
      naps++;
    }
  assert_about (taken, 10.0 * 1000 * 1000, 0.03);
  g_assert_cmpuint (naps, <, 10 * 1000 * 1000 / 8192 + 100);
  for (guint i = 0; i < 4; i++)
    reel_bandwidth_share_free (shares[i]);
}

static gboolean
count_cb (gpointer data)
{
  guint *count = data;

  (*count)++;
  return G_SOURCE_REMOVE;
}

static void
wait_with_source (ReelBandwidthShare *share,
                  guint              *count)
{
  g_autoptr (GSource) source = g_timeout_source_new (0);

  g_source_set_callback (source, count_cb, count, NULL);
  reel_bandwidth_share_wait (share, 1000, source);
  g_source_attach (source, NULL);
}

static void
turn (void)
{
  for (guint i = 0; i < 10; i++)
    g_main_context_iteration (NULL, FALSE);
}

/* The real clock, so that the loop's time is ours; a byte a second, so that nobody wakes by himself. */
static void
test_wake (void)
{
  g_autoptr (ReelBandwidth) bandwidth = reel_bandwidth_new ();
  ReelBandwidthShare *shares[2];
  guint woken[2] = { 0 };

  for (guint i = 0; i < 2; i++)
    shares[i] = reel_bandwidth_share_new (bandwidth);
  wait_with_source (shares[0], &woken[0]);
  reel_test_wait (woken[0] == 1);

  reel_bandwidth_set_limit (bandwidth, 1);
  wait_with_source (shares[0], &woken[0]);
  wait_with_source (shares[1], &woken[1]);
  turn ();
  g_assert_cmpuint (woken[0], ==, 1);
  g_assert_cmpuint (woken[1], ==, 0);

  /* The end of one wakes both: itself, as nothing holds it any more, and the other, for which there is more now. */
  reel_bandwidth_share_leave (shares[1]);
  reel_test_wait (woken[0] == 2 && woken[1] == 1);

  wait_with_source (shares[0], &woken[0]);
  turn ();
  g_assert_cmpuint (woken[0], ==, 2);
  reel_bandwidth_set_limit (bandwidth, 0);
  reel_test_wait (woken[0] == 3);
  for (guint i = 0; i < 2; i++)
    reel_bandwidth_share_free (shares[i]);
}

static void
test_change (void)
{
  g_autoptr (ReelBandwidth) bandwidth = new_bandwidth (10 * 1000 * 1000);
  ReelBandwidthShare *share = reel_bandwidth_share_new (bandwidth);
  guint64 taken = 0;

  run (&share, 1, 1000, &taken);
  now += G_USEC_PER_SEC;
  /* What was saved up under the higher limit is cut to the lower one's burst. */
  reel_bandwidth_set_limit (bandwidth, 1000);
  g_assert_cmpuint (reel_bandwidth_share_take (share, G_MAXUINT32), ==, 100);
  taken = 0;
  run (&share, 1, 10 * 1000, &taken);
  assert_about (taken, 10 * 1000, 0.02);
  reel_bandwidth_set_limit (bandwidth, 0);
  g_assert_cmpuint (reel_bandwidth_share_take (share, G_MAXUINT32), ==, G_MAXUINT32);
  reel_bandwidth_set_limit (bandwidth, 1000);
  g_assert_cmpuint (reel_bandwidth_share_take (share, G_MAXUINT32), ==, 0);
  reel_bandwidth_share_free (share);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/bandwidth/unlimited", test_unlimited);
  g_test_add_func ("/bandwidth/rate", test_rate);
  g_test_add_func ("/bandwidth/burst", test_burst);
  g_test_add_func ("/bandwidth/ready-at", test_ready_at);
  g_test_add_func ("/bandwidth/equal", test_equal);
  g_test_add_func ("/bandwidth/idle-shares", test_idle_shares);
  g_test_add_func ("/bandwidth/wake", test_wake);
  g_test_add_func ("/bandwidth/change", test_change);
  return g_test_run ();
}
