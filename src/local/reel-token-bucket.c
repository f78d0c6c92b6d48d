/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "local/reel-token-bucket.h"

static double
capacity (ReelTokenBucket *self)
{
  return MAX (self->rate, 1.0);
}

/**
 * reel_token_bucket_init:
 * @self: a #ReelTokenBucket
 * @rate: requests a second; 0 for no limit
 * @now: monotonic time, in microseconds
 */
void
reel_token_bucket_init (ReelTokenBucket *self,
                        double           rate,
                        gint64           now)
{
  self->rate = rate;
  self->tokens = capacity (self);
  self->last = now;
}

/**
 * reel_token_bucket_take:
 * @self: a #ReelTokenBucket
 * @now: monotonic time, in microseconds
 *
 * Returns: 0 where a request may come now; else the seconds to wait
 */
guint
reel_token_bucket_take (ReelTokenBucket *self,
                        gint64           now)
{
  if (self->rate <= 0.0)
    return 0;
  self->tokens = MIN (capacity (self), self->tokens + self->rate * (double) (now - self->last) / G_USEC_PER_SEC);
  self->last = now;
  if (self->tokens >= 1.0)
    {
      self->tokens -= 1.0;
      return 0;
    }
  return (guint) CLAMP (ceil ((1.0 - self->tokens) / self->rate), 1.0, 3600.0);
}
