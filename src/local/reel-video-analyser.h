/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"
#include "local/reel-clip.h"

G_BEGIN_DECLS

/* @fraction: 0…1 of the video's length, really decoded; called on the analysing thread, about ten times a second at most */
typedef void (*ReelAnalysisProgress) (double fraction, gpointer user_data);

/* Decodes the video, finds its shots, cuts them into clips of at most 6 s, and measures each. Blocks: for a worker thread.
 * Returns (transfer full) (nullable) (element-type ReelClip): in the order of time, without gaps, one at least.
 * Errors: #ReelMediaError (no video, no video stream, cut short, codec missing, …), %G_IO_ERROR_CANCELLED. */
GPtrArray *reel_video_analyser_run (ReelEngine            *engine,
                                    const char            *uri,
                                    ReelAnalysisProgress   progress,
                                    gpointer               progress_data,
                                    GCancellable          *cancellable,
                                    GError               **error);

G_END_DECLS
