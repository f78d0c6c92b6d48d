/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-hit-group.h"

G_BEGIN_DECLS

/*
 * The hits of a list, by file: a GListModel of ReelHitGroup, each where its first hit stands. A file keeps its group while
 * it has hits. Property: model (GListModel of ReelHit, nullable, rw).
 */
#define REEL_TYPE_HIT_GROUPS (reel_hit_groups_get_type ())
G_DECLARE_FINAL_TYPE (ReelHitGroups, reel_hit_groups, REEL, HIT_GROUPS, GObject)

ReelHitGroups *reel_hit_groups_new       (void);
void           reel_hit_groups_set_model (ReelHitGroups *self,
                                          GListModel    *model);
/* Whether groups of possible hits are set apart: where the model is sorted by similarity. */
void           reel_hit_groups_set_divided (ReelHitGroups *self,
                                          gboolean       divided);
/* Where they begin; FALSE where nothing divides the groups. */
gboolean       reel_hit_groups_get_first_possible (ReelHitGroups *self,
                                          guint         *position);
/* Where the group is that has a hit. */
gboolean       reel_hit_groups_find      (ReelHitGroups *self,
                                          ReelHit       *hit,
                                          guint         *position);

G_END_DECLS
