/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-sequence.h"

G_BEGIN_DECLS

/* Sequences for the tests of the formats, and what these were worked out to be by hand. */

/* A file at @fps_n/@fps_d; @start: (nullable): its timecode; no times until they are set. */
ReelSequenceClip *sequence_clip_new  (const char *uri, const char *name, guint fps_n, guint fps_d, double duration,
                                      const char *start);
void              sequence_clip_hit  (ReelSequenceClip *clip, double start, double end, double similarity);
/* Three hits: 29.97 drop-frame from 10:00:00;00, 25 without a timecode, and 29.97 drop-frame over a dropped minute. */
ReelSequence     *sequence_new_three (void);
/* Clips whose names, addresses and reels mean no good. */
ReelSequence     *sequence_new_hostile (void);
char             *sequence_text      (GBytes *bytes);

G_END_DECLS
