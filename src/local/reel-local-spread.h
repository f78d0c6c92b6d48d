/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelLocalCandidate:
 * @video: a video's number
 * @clip: a clip's number
 * @space: who found it, interned
 * @similarity: 0…1
 * @is_sure: whether its engine is sure of it
 *
 * What may become a hit.
 */
typedef struct
{
  gint64 video, clip;
  const char *space;
  double similarity;
  gboolean is_sure;
} ReelLocalCandidate;

/* For a search of top_k hits each space is asked for this many times as many, so that there is something to spread. */
#define REEL_LOCAL_SPREAD_TIMES 4

void reel_local_spread_choose (GArray *candidates,
                               guint   top_k);

G_END_DECLS
