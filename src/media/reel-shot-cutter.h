/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-frame.h"

G_BEGIN_DECLS

/* Seconds: no clip is longer, none but that of a very short video is shorter. */
#define REEL_CLIP_LONGEST 6.0
#define REEL_CLIP_SHORTEST 0.5

/*
 * Divides a video into shots, and shots into clips, while its pictures come in. Hard cuts are told to it; dissolves,
 * wipes and fades it finds itself, and hard cuts as well where nobody tells it, to a tenth of a second.
 */
typedef struct _ReelShotCutter ReelShotCutter;

ReelShotCutter *reel_shot_cutter_new       (void);
void            reel_shot_cutter_free      (ReelShotCutter *self);
void            reel_shot_cutter_add_frame (ReelShotCutter *self,
                                            ReelFrame      *frame,
                                            gboolean        is_cut);
gboolean        reel_shot_cutter_next_clip (ReelShotCutter *self,
                                            double          end,
                                            double         *clip_start,
                                            double         *clip_end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelShotCutter, reel_shot_cutter_free)

G_END_DECLS
