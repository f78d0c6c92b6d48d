/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-frame.h"

G_BEGIN_DECLS

/* The pictures of a video, one after the other, as fast as they can be decoded. Used from one thread. */
typedef struct _ReelFrameSource ReelFrameSource;

/* Milliseconds without a picture after which a file is given up. */
#define REEL_FRAME_SOURCE_PATIENCE 30000

/**
 * ReelFrameSourceOptions:
 * @long_side: pixels of the longer side that pictures have at most, 2 at least
 * @patience: milliseconds without a picture after which it is given up, %REEL_FRAME_SOURCE_PATIENCE usually
 * @key_frames: whether only key frames are decoded, one each two seconds at most
 * @n_threads: threads that a decoder may have; 0 for as many as it likes
 *
 * What pictures are wanted, and how.
 */
typedef struct
{
  guint long_side;
  guint patience;
  gboolean key_frames;
  guint n_threads;
} ReelFrameSourceOptions;

ReelFrameSource *reel_frame_source_new          (const char       *uri,
                                                 guint             long_side,
                                                 guint             patience,
                                                 GError          **error);
ReelFrameSource *reel_frame_source_new_for_fd   (int               fd,
                                                 const char       *name,
                                                 const ReelFrameSourceOptions *options,
                                                 GError          **error);
void             reel_frame_source_free         (ReelFrameSource  *self);
gboolean         reel_frame_source_pull         (ReelFrameSource  *self,
                                                 GCancellable     *cancellable,
                                                 ReelFrame       **frame,
                                                 gboolean         *is_cut,
                                                 GError          **error);
double           reel_frame_source_get_fraction (ReelFrameSource  *self);
double           reel_frame_source_get_end      (ReelFrameSource  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFrameSource, reel_frame_source_free)

G_END_DECLS
