/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-frame.h"

G_BEGIN_DECLS

/*
 * One video file, open for reading single frames of it. Blocks and belongs to one thread at a time; every call is bounded
 * by a deadline in g_get_monotonic_time(). After an error the reader is no longer usable.
 */
typedef struct _ReelFrameReader ReelFrameReader;

ReelFrameReader *reel_frame_reader_open      (const char       *uri,
                                              gint64            deadline,
                                              GCancellable     *cancellable,
                                              GError          **error);
ReelFrame       *reel_frame_reader_read      (ReelFrameReader  *self,
                                              double            time,
                                              gboolean          exact,
                                              guint             max_edge,
                                              gint64            deadline,
                                              GCancellable     *cancellable,
                                              GError          **error);
double           reel_frame_reader_get_reach (ReelFrameReader *self);
void             reel_frame_reader_free      (ReelFrameReader  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFrameReader, reel_frame_reader_free)

G_END_DECLS
