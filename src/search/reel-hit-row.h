/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/reel-frame-grabber.h"
#include "search/reel-hit-group.h"

G_BEGIN_DECLS

/*
 * A file with a strip of its hits. Properties: grabber (ReelFrameGrabber, nullable, rw). Signals: "hit-pressed" and
 * "hit-released" (ReelHit): of a single click; "hit-activated" (ReelHit): double click, Enter.
 */
#define REEL_TYPE_HIT_ROW (reel_hit_row_get_type ())
G_DECLARE_FINAL_TYPE (ReelHitRow, reel_hit_row, REEL, HIT_ROW, GtkWidget)

GtkWidget *reel_hit_row_new       (void);
/* @group: (nullable); @selection: (nullable): of all hits */
void       reel_hit_row_set_group (ReelHitRow        *self,
                                   ReelHitGroup      *group,
                                   GtkSelectionModel *selection);
/* (nullable): the list of cells */
GtkWidget *reel_hit_row_get_strip (ReelHitRow        *self);
/* Where it is one of these; the strip is shown whole, if that takes it. */
void       reel_hit_row_scroll_to (ReelHitRow        *self,
                                   ReelHit           *hit);

G_END_DECLS
