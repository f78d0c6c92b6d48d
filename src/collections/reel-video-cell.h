/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "library/reel-video.h"
#include "media/reel-frame-grabber.h"

G_BEGIN_DECLS

/* A video in a collection's grid: its picture, duration, name, and its state as long as it is not Ready. */
#define REEL_TYPE_VIDEO_CELL (reel_video_cell_get_type ())
G_DECLARE_FINAL_TYPE (ReelVideoCell, reel_video_cell, REEL, VIDEO_CELL, AdwBin)

GtkWidget *reel_video_cell_new       (ReelFrameGrabber *grabber);
void       reel_video_cell_set_video (ReelVideoCell    *self,
                                      ReelVideo        *video);
ReelVideo *reel_video_cell_get_video (ReelVideoCell    *self);

G_END_DECLS
