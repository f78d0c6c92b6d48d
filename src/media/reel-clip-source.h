/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

#include "media/reel-cut.h"

G_BEGIN_DECLS

/* Of the sound that it gives: 32-bit floats, interleaved. */
#define REEL_CLIP_SAMPLE_RATE 48000
#define REEL_CLIP_CHANNELS 2

/**
 * ReelClipFormat:
 * @width: pixels, even
 * @height: pixels, even
 * @has_audio: whether there is sound
 *
 * What all pictures and the sound are made to be.
 */
typedef struct
{
  guint width, height;
  gboolean has_audio;
} ReelClipFormat;

/*
 * One cut, decoded: its pictures one after the other, upright, square, in I420 and BT.709, with borders where their shape is
 * another, and its sound. Times are nanoseconds from the first picture of the cut. One thread, which it may block.
 */
typedef struct _ReelClipSource ReelClipSource;

ReelClipSource *reel_clip_source_open     (const ReelCut         *cut,
                                           const ReelClipFormat  *format,
                                           GCancellable          *cancellable,
                                           GError               **error);
gboolean        reel_clip_source_next     (ReelClipSource        *self,
                                           GstBuffer            **picture,
                                           GstClockTime          *time,
                                           GstClockTime          *length,
                                           GError               **error);
gboolean        reel_clip_source_frame_at (ReelClipSource        *self,
                                           GstClockTime           time,
                                           GstBuffer            **picture,
                                           GError               **error);
gboolean        reel_clip_source_read     (ReelClipSource        *self,
                                           float                 *samples,
                                           gsize                  n_samples,
                                           GError               **error);
void            reel_clip_source_free     (ReelClipSource        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelClipSource, reel_clip_source_free)

G_END_DECLS
