/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-frame.h"

G_BEGIN_DECLS

/*
 * Frames on disk, one file each in one folder, the longest unused given up first. Thread-safe; blocks on the disk, so for
 * worker threads. Several processes may share the folder. A file that isn't what it should be counts as not there and is
 * removed; a full or read-only disk only means that nothing is kept.
 */
typedef struct _ReelFrameCache ReelFrameCache;

ReelFrameCache *reel_frame_cache_new    (const char     *folder,
                                         guint64         max_bytes);
void            reel_frame_cache_free   (ReelFrameCache *self);
ReelFrame      *reel_frame_cache_lookup (ReelFrameCache *self,
                                         const char     *key,
                                         guint           max_edge);
void            reel_frame_cache_add    (ReelFrameCache *self,
                                         const char     *key,
                                         ReelFrame      *frame);

G_END_DECLS
