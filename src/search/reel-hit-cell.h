/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/reel-frame-grabber.h"
#include "search/reel-hit.h"

G_BEGIN_DECLS

/* A hit in the grid of results. Properties: hit (ReelHit, nullable, rw), grabber (ReelFrameGrabber, nullable, rw). */
#define REEL_TYPE_HIT_CELL (reel_hit_cell_get_type ())
G_DECLARE_FINAL_TYPE (ReelHitCell, reel_hit_cell, REEL, HIT_CELL, GtkWidget)

GtkWidget *reel_hit_cell_new         (void);
void       reel_hit_cell_set_hit     (ReelHitCell      *self,
                                      ReelHit          *hit);
ReelHit   *reel_hit_cell_get_hit     (ReelHitCell      *self);
void       reel_hit_cell_set_grabber (ReelHitCell      *self,
                                      ReelFrameGrabber *grabber);
void       reel_hit_cell_set_compact (ReelHitCell      *self,
                                      gboolean          compact);
/* The part with the picture. */
GtkWidget *reel_hit_cell_get_picture    (ReelHitCell      *self);
/* Shows another moment of the clip while somebody looks for one. */
void       reel_hit_cell_scrub_by       (ReelHitCell      *self,
                                         int               steps);
void       reel_hit_cell_stop_scrubbing (ReelHitCell      *self);

G_END_DECLS
