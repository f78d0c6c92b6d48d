/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-sequence-clip.h"

G_BEGIN_DECLS

/**
 * ReelSequence:
 * @name: what it is called: mostly what was asked
 * @handles: seconds that each clip gets before and after, as far as its file goes
 * @clips: (element-type ReelSequenceClip): in their order
 * @timebase: its rate, worked out: that of most of its clips, if people edit at it
 * @n_media: how many files, worked out
 * @length: frames, worked out
 *
 * Clips one after the other: what every format of timelines is written from. (The timeline of the room `preview` is a
 * widget.)
 */
typedef struct
{
  char *name;
  double handles;
  GPtrArray *clips;

  ReelTimebase timebase;
  guint n_media;
  gint64 length;
} ReelSequence;

/* What one EDL can hold. */
#define REEL_SEQUENCE_EDL_EVENTS 999

ReelSequence           *reel_sequence_new          (const char         *name,
                                                    double              handles);
void                    reel_sequence_free         (ReelSequence       *self);
void                    reel_sequence_take         (ReelSequence       *self,
                                                    ReelSequenceClip   *clip);
void                    reel_sequence_lay_out      (ReelSequence       *self);
const ReelSequenceClip *reel_sequence_get          (const ReelSequence *self,
                                                    guint               position);

/* Each in a file of its own. */
GBytes                 *reel_sequence_to_csv       (const ReelSequence *self);
GBytes                 *reel_sequence_to_edl       (const ReelSequence *self,
                                                    guint               first);
GBytes                 *reel_sequence_to_fcpxml    (const ReelSequence *self);
GBytes                 *reel_sequence_to_otio      (const ReelSequence *self);
GBytes                 *reel_sequence_to_chapters  (const ReelSequence *self,
                                                    guint               media);

char                   *reel_sequence_plain_text   (const char         *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSequence, reel_sequence_free)

G_END_DECLS
