/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-frame.h"

G_BEGIN_DECLS

/* The pictures of a video, one after the other, as fast as they can be decoded. Used from one thread. */
typedef struct _ReelFrameSource ReelFrameSource;

/* Milliseconds without a picture after which a file is given up. */
#define REEL_FRAME_SOURCE_PATIENCE 30000

ReelFrameSource *reel_frame_source_new          (const char       *uri,
                                                 guint             long_side,
                                                 guint             patience,
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
