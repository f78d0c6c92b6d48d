/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-bandwidth.h"

/*
 * A token bucket for each upload (https://en.wikipedia.org/wiki/Token_bucket), all filled from one tap: in a second the
 * limit's worth of tokens, a byte each. What flows is shared out equally among the buckets that are not full, so that
 * uploads get the same, and what one can't use, as its network is slower than that, goes to the others instead of nowhere.
 * A bucket holds a tenth of a second's worth of its equal share: that is the largest burst, and with it how long a new
 * limit may take to be felt. Nothing runs here: the buckets are filled when somebody looks.
 *
 * Who finds too little sleeps until a quantum has come, half a bucket, not until a byte has: a few large writes a second
 * cost less than many small ones. Whatever changes how fast a bucket fills wakes those who sleep, to look again.
 */

#define BURST 0.1 /* seconds */

struct _ReelBandwidth
{
  gatomicrefcount ref_count;
  ReelBandwidthClock clock;

  GMutex lock;       /* what follows, and the shares */
  guint64 limit;     /* bytes a second; 0: none */
  GPtrArray *shares; /* (owned) (element-type ReelBandwidthShare): those that have begun and not left */
  gint64 filled_at;  /* µs */
};

struct _ReelBandwidthShare
{
  /* owned */
  ReelBandwidth *bandwidth;
  GSource *source; /* (nullable): sleeps until there are tokens */

  double tokens; /* bytes */
  enum
  {
    SHARE_IDLE,
    SHARE_RUNNING,
    SHARE_LEFT,
  } state;
};

/**
 * reel_bandwidth_new_with_clock:
 * @clock: tells the time; for tests
 *
 * Returns: (transfer full): a bandwidth without a limit
 */
ReelBandwidth *
reel_bandwidth_new_with_clock (ReelBandwidthClock clock)
{
  ReelBandwidth *self = g_new0 (ReelBandwidth, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->clock = clock;
  g_mutex_init (&self->lock);
  self->shares = g_ptr_array_new ();
  return self;
}

/**
 * reel_bandwidth_new:
 *
 * Returns: (transfer full): a bandwidth without a limit
 */
ReelBandwidth *
reel_bandwidth_new (void)
{
  return reel_bandwidth_new_with_clock (g_get_monotonic_time);
}

/**
 * reel_bandwidth_ref:
 * @self: a bandwidth
 *
 * Returns: (transfer full): @self
 */
ReelBandwidth *
reel_bandwidth_ref (ReelBandwidth *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * reel_bandwidth_unref:
 * @self: (transfer full): a bandwidth
 */
void
reel_bandwidth_unref (ReelBandwidth *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_assert (self->shares->len == 0); /* each holds us */
  g_ptr_array_unref (self->shares);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* How many tokens a bucket holds, one at least; for a limit and a share that are there. */
static double
get_burst_locked (ReelBandwidth *self)
{
  return MAX (1, (double) self->limit * BURST / self->shares->len);
}

static guint
count_unfilled_locked (ReelBandwidth *self)
{
  double burst = get_burst_locked (self);
  guint n = 0;

  for (guint i = 0; i < self->shares->len; i++)
    {
      ReelBandwidthShare *share = g_ptr_array_index (self->shares, i);

      n += share->tokens < burst;
    }
  return n;
}

/* Fills the buckets with what has flowed since. In rounds: what was too much for some is for the others. */
static void
fill_locked (ReelBandwidth *self)
{
  gint64 now = self->clock ();
  double flowed = (double) self->limit * (double) (now - self->filled_at) / G_USEC_PER_SEC;
  guint n;

  self->filled_at = now;
  while (self->limit > 0 && self->shares->len > 0 && flowed > 0 && (n = count_unfilled_locked (self)) > 0)
    {
      double burst = get_burst_locked (self);
      double each = flowed / n;

      flowed = 0;
      for (guint i = 0; i < self->shares->len; i++)
        {
          ReelBandwidthShare *share = g_ptr_array_index (self->shares, i);

          if (share->tokens + each <= burst)
            share->tokens += each;
          else if (share->tokens < burst)
            {
              flowed += share->tokens + each - burst;
              share->tokens = burst;
            }
        }
    }
}

/* After a change of the limit or of the number of shares: buckets may be smaller now, and sleepers look again. Unlocks. */
static void
settle_and_unlock (ReelBandwidth *self)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);

  for (guint i = 0; i < self->shares->len; i++)
    {
      ReelBandwidthShare *share = g_ptr_array_index (self->shares, i);

      share->tokens = self->limit > 0 ? MIN (share->tokens, get_burst_locked (self)) : 0;
      if (share->source != NULL)
        g_ptr_array_add (sources, g_steal_pointer (&share->source));
    }
  g_mutex_unlock (&self->lock);
  /* The sources are let go without the lock: the last of them may end a stream, which leaves. */
  for (guint i = 0; i < sources->len; i++)
    g_source_set_ready_time (g_ptr_array_index (sources, i), 0);
}

/**
 * reel_bandwidth_set_limit:
 * @self: a bandwidth
 * @bytes_per_second: how much may go out in a second, 0 for no limit
 *
 * Takes effect at once, on what is running too.
 */
void
reel_bandwidth_set_limit (ReelBandwidth *self,
                          guint64        bytes_per_second)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  fill_locked (self);
  self->limit = bytes_per_second;
  settle_and_unlock (self);
}

/**
 * reel_bandwidth_get_limit:
 * @self: a bandwidth
 *
 * Returns: bytes a second, 0 for no limit
 */
guint64
reel_bandwidth_get_limit (ReelBandwidth *self)
{
  guint64 limit;

  g_return_val_if_fail (self != NULL, 0);

  g_mutex_lock (&self->lock);
  limit = self->limit;
  g_mutex_unlock (&self->lock);
  return limit;
}

/*
 * reel_bandwidth_share_new:
 * @bandwidth: whose
 *
 * It counts from the first time that something is taken, so that what still connects slows nobody down.
 *
 * Returns: (transfer full): an upload's share
 */
ReelBandwidthShare *
reel_bandwidth_share_new (ReelBandwidth *bandwidth)
{
  ReelBandwidthShare *self = g_new0 (ReelBandwidthShare, 1);

  self->bandwidth = reel_bandwidth_ref (bandwidth);
  return self;
}

void
reel_bandwidth_share_free (ReelBandwidthShare *self)
{
  reel_bandwidth_share_leave (self);
  reel_bandwidth_unref (self->bandwidth);
  g_free (self);
}

/* µs until there are enough tokens, 0 where there are. */
static gint64
measure_locked (ReelBandwidthShare *self,
                gsize               wanted)
{
  ReelBandwidth *bandwidth = self->bandwidth;
  double lack;

  if (bandwidth->limit == 0 || self->state == SHARE_LEFT)
    return 0;
  lack = MIN ((double) wanted, MAX (1, get_burst_locked (bandwidth) / 2)) - self->tokens;
  if (lack <= 0)
    return 0;
  return 1 + (gint64) (lack * count_unfilled_locked (bandwidth) / (double) bandwidth->limit * G_USEC_PER_SEC);
}

static void
begin_locked (ReelBandwidthShare *self)
{
  ReelBandwidth *bandwidth = self->bandwidth;

  fill_locked (bandwidth);
  if (self->state != SHARE_IDLE)
    return;
  self->state = SHARE_RUNNING;
  g_ptr_array_add (bandwidth->shares, self);
  /* The buckets are smaller now. Those who sleep wake too soon, and look again. */
  if (bandwidth->limit > 0)
    for (guint i = 0; i < bandwidth->shares->len; i++)
      {
        ReelBandwidthShare *share = g_ptr_array_index (bandwidth->shares, i);

        share->tokens = MIN (share->tokens, get_burst_locked (bandwidth));
      }
}

/*
 * reel_bandwidth_share_take:
 * @wanted: bytes to send, 1 or more
 *
 * Returns: how many of them may go now; 0 where it is better to wait
 */
gsize
reel_bandwidth_share_take (ReelBandwidthShare *self,
                           gsize               wanted)
{
  ReelBandwidth *bandwidth = self->bandwidth;
  gsize granted = wanted;

  g_mutex_lock (&bandwidth->lock);
  begin_locked (self);
  if (measure_locked (self, wanted) > 0)
    granted = 0;
  else if (bandwidth->limit > 0 && self->state == SHARE_RUNNING)
    {
      granted = self->tokens < (double) wanted ? (gsize) self->tokens : wanted;
      self->tokens -= (double) granted;
    }
  g_mutex_unlock (&bandwidth->lock);
  return granted;
}

/*
 * reel_bandwidth_share_give_back:
 * @unused: bytes that were taken and not sent
 */
void
reel_bandwidth_share_give_back (ReelBandwidthShare *self,
                                gsize               unused)
{
  ReelBandwidth *bandwidth = self->bandwidth;

  g_mutex_lock (&bandwidth->lock);
  if (bandwidth->limit > 0 && self->state == SHARE_RUNNING)
    self->tokens = MIN (self->tokens + (double) unused, get_burst_locked (bandwidth));
  g_mutex_unlock (&bandwidth->lock);
}

/*
 * reel_bandwidth_share_get_ready_at:
 * @wanted: bytes to send, 1 or more
 *
 * Returns: the clock's time from which some of them may go, 0 where they may now
 */
gint64
reel_bandwidth_share_get_ready_at (ReelBandwidthShare *self,
                                   gsize               wanted)
{
  ReelBandwidth *bandwidth = self->bandwidth;
  gint64 wait, at;

  g_mutex_lock (&bandwidth->lock);
  begin_locked (self);
  wait = measure_locked (self, wanted);
  at = wait > 0 ? bandwidth->filled_at + wait : 0;
  g_mutex_unlock (&bandwidth->lock);
  return at;
}

/*
 * reel_bandwidth_share_wait:
 * @wanted: bytes to send, 1 or more
 * @source: what to wake: its ready time is set to when some of them may go, or sooner where something changes meanwhile
 */
void
reel_bandwidth_share_wait (ReelBandwidthShare *self,
                           gsize               wanted,
                           GSource            *source)
{
  ReelBandwidth *bandwidth = self->bandwidth;
  GSource *former;
  gint64 wait;

  g_mutex_lock (&bandwidth->lock);
  begin_locked (self);
  wait = measure_locked (self, wanted);
  former = g_steal_pointer (&self->source);
  if (wait > 0)
    self->source = g_source_ref (source);
  g_source_set_ready_time (source, wait > 0 ? bandwidth->filled_at + wait : 0);
  g_mutex_unlock (&bandwidth->lock);
  g_clear_pointer (&former, g_source_unref);
}

/*
 * reel_bandwidth_share_leave:
 *
 * From now on nothing is held back, and the others share what was this one's.
 */
void
reel_bandwidth_share_leave (ReelBandwidthShare *self)
{
  ReelBandwidth *bandwidth = self->bandwidth;
  GSource *source;

  g_mutex_lock (&bandwidth->lock);
  source = g_steal_pointer (&self->source);
  if (self->state == SHARE_RUNNING)
    {
      fill_locked (bandwidth);
      g_ptr_array_remove_fast (bandwidth->shares, self);
    }
  self->state = SHARE_LEFT;
  settle_and_unlock (bandwidth);
  if (source != NULL)
    g_source_set_ready_time (source, 0);
  g_clear_pointer (&source, g_source_unref);
}
