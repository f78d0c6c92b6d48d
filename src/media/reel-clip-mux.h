/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

#include "media/reel-part-file.h"

G_BEGIN_DECLS

/*
 * The end of a pipeline that is fed by hand: chains that begin with an appsrc, a muxer, and the file. One thread, which it
 * may block.
 */
typedef struct _ReelClipMux ReelClipMux;

ReelClipMux *reel_clip_mux_new           (ReelPartFile  *part,
                                          const char    *extension,
                                          GCancellable  *cancellable,
                                          GError       **error);
gboolean     reel_clip_mux_can_hold      (ReelClipMux   *self,
                                          const char    *kind,
                                          const GstCaps *caps);
gboolean     reel_clip_mux_add           (ReelClipMux   *self,
                                          GstElement   **elements,
                                          guint          n_elements,
                                          const char    *kind,
                                          const GstCaps *caps,
                                          guint          timescale,
                                          GError       **error);
void         reel_clip_mux_start         (ReelClipMux   *self);
gboolean     reel_clip_mux_wait_for_room (ReelClipMux   *self,
                                          GstElement    *source,
                                          guint64        most_bytes,
                                          GError       **error);
gboolean     reel_clip_mux_finish        (ReelClipMux   *self,
                                          GError       **error);
void         reel_clip_mux_free          (ReelClipMux   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelClipMux, reel_clip_mux_free)

G_END_DECLS
