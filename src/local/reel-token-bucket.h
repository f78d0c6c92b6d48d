/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelTokenBucket:
 * @rate: requests a second; 0 for no limit
 * @tokens: how many may come at once now
 * @last: when that was so (monotonic time)
 *
 * A limit on requests a second that lets a burst of one second's worth through. Plain data, for one thread.
 */
typedef struct
{
  double rate;
  double tokens;
  gint64 last;
} ReelTokenBucket;

void  reel_token_bucket_init (ReelTokenBucket *self, double rate, gint64 now);
/* Takes a token. Returns 0, or the whole seconds, 1 or more, after which there is one. */
guint reel_token_bucket_take (ReelTokenBucket *self, gint64 now);

G_END_DECLS
