/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/reel-frame-index.h"
#include "media/reel-frame.h"
#include "media/reel-video-slot.h"

G_BEGIN_DECLS

/*
 * The end of a player's pipeline: converts, scales to the size that pictures are drawn at, and knows which one came last. Any
 * thread.
 */
typedef struct _ReelVideoOutput ReelVideoOutput;

/**
 * ReelVideoPosition:
 * @start: stream time at which the last picture begins
 * @end: stream time at which it ends
 * @length: how long a picture lasts by the frame rate; 0 where that varies
 * @first: stream time of the first picture since reel_video_output_reset()
 * @count: how many pictures there were since reel_video_output_reset()
 * @at_end: whether none come any more, unless it is sought
 */
typedef struct
{
  GstClockTime start;
  GstClockTime end;
  GstClockTime length;
  GstClockTime first;
  guint64 count;
  gboolean at_end;
} ReelVideoPosition;

/* The message of its element that says that for a while there may be no picture. */
#define REEL_VIDEO_OUTPUT_GAP "reel-video-output-gap"

ReelVideoOutput *reel_video_output_new           (ReelVideoSlot     *slot,
                                                  ReelFrameIndex    *index);
ReelVideoOutput *reel_video_output_ref           (ReelVideoOutput   *self);
void             reel_video_output_unref         (ReelVideoOutput   *self);
GstElement      *reel_video_output_get_element   (ReelVideoOutput   *self);
void             reel_video_output_reset         (ReelVideoOutput   *self);
void             reel_video_output_hold          (ReelVideoOutput   *self);
void             reel_video_output_release       (ReelVideoOutput   *self,
                                                  gboolean           discard);
void             reel_video_output_drop_before   (ReelVideoOutput   *self,
                                                  GstClockTime       target);
void             reel_video_output_show_frame    (ReelVideoOutput   *self,
                                                  ReelFrame         *frame);
guint            reel_video_output_get_edge      (ReelVideoOutput   *self);
void             reel_video_output_get_position  (ReelVideoOutput   *self,
                                                  ReelVideoPosition *position);
void             reel_video_output_get_rate      (ReelVideoOutput   *self,
                                                  guint             *fps_n,
                                                  guint             *fps_d);
void             reel_video_output_get_stats     (ReelVideoOutput   *self,
                                                  guint64           *rendered,
                                                  guint64           *dropped);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelVideoOutput, reel_video_output_unref)

G_END_DECLS
