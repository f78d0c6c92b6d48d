/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-video-analyser.h"

G_BEGIN_DECLS

/*
 * Encodes clips on several threads, and gives them back in the order in which they came. Used from one thread. Holds the
 * pictures of as many clips as there are threads and of one more, which is what bounds the memory.
 */
typedef struct _ReelClipPool ReelClipPool;

ReelClipPool *reel_clip_pool_new    (ReelEngine        *engine,
                                     ReelAnalysisDepth  depth,
                                     const int         *n_threads,
                                     GCancellable      *cancellable);
void          reel_clip_pool_free   (ReelClipPool      *self);
void          reel_clip_pool_push   (ReelClipPool      *self,
                                     double             start,
                                     double             end,
                                     GPtrArray         *frames);
void          reel_clip_pool_repeat (ReelClipPool      *self,
                                     double             start,
                                     double             end);
gboolean      reel_clip_pool_pop    (ReelClipPool      *self,
                                     gboolean           all,
                                     ReelClip         **clip,
                                     GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelClipPool, reel_clip_pool_free)

G_END_DECLS
