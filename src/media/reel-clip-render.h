/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-clip-layout.h"
#include "media/reel-part-file.h"

G_BEGIN_DECLS

/* On the thread that writes; @seconds of what is written. */
typedef void (*ReelClipPosition) (double   seconds,
                                  gpointer data);

gboolean reel_clip_render_exact (const ReelClipOrder   *order,
                                 const ReelClipLayout  *layout,
                                 ReelPartFile          *part,
                                 const char            *extension,
                                 ReelClipPosition       position,
                                 gpointer               data,
                                 double                *duration,
                                 GCancellable          *cancellable,
                                 GError               **error);
gboolean reel_clip_render_reel  (const ReelClipOrder   *order,
                                 const ReelClipLayout  *layout,
                                 ReelPartFile          *part,
                                 const char            *extension,
                                 ReelClipPosition       position,
                                 gpointer               data,
                                 GCancellable          *cancellable,
                                 GError               **error);

G_END_DECLS
