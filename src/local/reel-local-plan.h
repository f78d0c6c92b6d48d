/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-local-engines.h"
#include "local/reel-local-store.h"

G_BEGIN_DECLS

/**
 * ReelLocalPlanPart:
 * @engine: who reads queries for this space
 * @space: the space, interned
 * @videos: (element-type gint64): the numbers of the videos that it answers for
 */
typedef struct
{
  ReelEngine *engine; /* (owned) */
  const char *space;
  GHashTable *videos; /* (owned) */
} ReelLocalPlanPart;

/*
 * Which space answers for which videos of a collection; each video is in one part at most. Nobody changes a plan.
 *
 * While a collection goes over to the current space, that is, while any of its videos that an older space finds still waits
 * for the current one, the older space answers for all videos that have it, and the current one for those that have nothing
 * else. So the answers do not change from video to video. Then the current space answers for all that are done there, and
 * the older one only for what can't be: videos that failed in the current space, or whose file is missing. Of several older
 * spaces the one that was done last answers. A space without an engine answers for nothing.
 *
 * Cosines of different spaces are never compared. Each engine scales its own to a similarity that means the same, and hits
 * are merged by that.
 */
typedef struct
{
  GPtrArray *parts; /* (owned) (element-type ReelLocalPlanPart) */
} ReelLocalPlan;

ReelLocalPlan *reel_local_plan_new   (GArray           *places,
                                      ReelLocalEngines *engines);
ReelLocalPlan *reel_local_plan_ref   (ReelLocalPlan    *self);
void           reel_local_plan_unref (ReelLocalPlan    *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalPlan, reel_local_plan_unref)

G_END_DECLS
