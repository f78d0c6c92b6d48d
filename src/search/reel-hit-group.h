/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-hit.h"

G_BEGIN_DECLS

/*
 * The hits in one file: a GListModel of ReelHit, in the order of the list that they come from. Main thread only. It has one
 * hit at least. Made by a ReelHitGroups, which alone sets its hits.
 * Property: begins-possible (boolean, rw, notifies).
 */
#define REEL_TYPE_HIT_GROUP (reel_hit_group_get_type ())
G_DECLARE_FINAL_TYPE (ReelHitGroup, reel_hit_group, REEL, HIT_GROUP, GObject)

ReelHitGroup *reel_hit_group_new      (void);
/* (transfer none): its best, which has the name of the file too */
ReelHit      *reel_hit_group_get_best (ReelHitGroup *self);
void          reel_hit_group_set_hits (ReelHitGroup *self,
                                       GPtrArray    *hits);
/* Whether groups begin here that have no sure hit, after such that have. */
gboolean      reel_hit_group_get_begins_possible (ReelHitGroup *self);
void          reel_hit_group_set_begins_possible (ReelHitGroup *self,
                                                  gboolean      begins_possible);

G_END_DECLS
