/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-frame.h"

G_BEGIN_DECLS

/*
 * Frames in memory, the least recently used one given up first. Thread-safe, and quick enough for the main thread.
 * A @stamp tells states of the same file apart: a frame under another one is not found.
 */
typedef struct _ReelFrameMemory ReelFrameMemory;

ReelFrameMemory *reel_frame_memory_new    (gsize            max_bytes);
void             reel_frame_memory_free   (ReelFrameMemory *self);
void             reel_frame_memory_add    (ReelFrameMemory *self,
                                           const char      *key,
                                           const char      *stamp,
                                           ReelFrame       *frame);
ReelFrame       *reel_frame_memory_lookup (ReelFrameMemory *self,
                                           const char      *key,
                                           const char      *stamp);
gsize            reel_frame_memory_bytes  (ReelFrameMemory *self);

G_END_DECLS
