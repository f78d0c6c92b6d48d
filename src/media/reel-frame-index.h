/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * At which times the pictures of a video begin, as far as they went by on their way into the decoder: an exact seek takes
 * it through all from the key frame on. A decoder cuts the time of the picture at which a seek ends, and of pictures that
 * last unequally nobody else says when the one before began. It keeps the tracks of a file apart.
 *
 * It also keeps from the decoder what need not be decoded on the way to a target: of H.264, the pictures well before it that
 * no other is made from.
 *
 * Any thread.
 */
typedef struct _ReelFrameIndex ReelFrameIndex;

ReelFrameIndex *reel_frame_index_new        (void);
ReelFrameIndex *reel_frame_index_ref        (ReelFrameIndex *self);
void            reel_frame_index_unref      (ReelFrameIndex *self);
void            reel_frame_index_watch      (ReelFrameIndex *self,
                                             GstBin         *bin);
void            reel_frame_index_clear      (ReelFrameIndex *self);
void            reel_frame_index_select     (ReelFrameIndex *self,
                                             const char     *id);
void            reel_frame_index_set_target (ReelFrameIndex *self,
                                             GstClockTime    target);
GstClockTime    reel_frame_index_get_run    (ReelFrameIndex *self);
gboolean        reel_frame_index_is_fed     (ReelFrameIndex *self);
guint64         reel_frame_index_get_n_fed  (ReelFrameIndex *self);
gboolean        reel_frame_index_find       (ReelFrameIndex *self,
                                             GstClockTime    time,
                                             GstClockTime   *start,
                                             GstClockTime   *end);
gboolean        reel_frame_index_before     (ReelFrameIndex *self,
                                             GstClockTime    start,
                                             GstClockTime   *previous);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFrameIndex, reel_frame_index_unref)

G_END_DECLS
