/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What the first bytes of files said, for names that do not tell a video from something else, such as “a.ts”. A folder that
 * is watched is looked at every minute: a file is opened again only after it was written to. It knows no disk, and is not
 * for two threads at once.
 */
typedef struct _ReelStreamMemory ReelStreamMemory;

ReelStreamMemory *reel_stream_memory_new      (void);
void              reel_stream_memory_free     (ReelStreamMemory *self);
/* A look at the whole folder: begin, recall or remember each file, end. */
void              reel_stream_memory_begin    (ReelStreamMemory *self);
gboolean          reel_stream_memory_recall   (ReelStreamMemory *self,
                                               const char       *uri,
                                               guint64           size,
                                               gint64            changed,
                                               gboolean         *is_video);
void              reel_stream_memory_remember (ReelStreamMemory *self,
                                               const char       *uri,
                                               guint64           size,
                                               gint64            changed,
                                               gboolean          is_video);
void              reel_stream_memory_end      (ReelStreamMemory *self);

G_END_DECLS
