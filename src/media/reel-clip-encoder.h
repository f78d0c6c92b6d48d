/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

#include "media/reel-clip-source.h"
#include "media/reel-part-file.h"

G_BEGIN_DECLS

/*
 * Writes pictures and sound, as ReelClipSource gives them, into a file: H.264 and AAC in MP4, MOV or Matroska, or VP9 and
 * Opus in WebM. One thread, which it may block.
 */
typedef struct _ReelClipEncoder ReelClipEncoder;

const char      *reel_clip_encoder_get_extension (gboolean               has_audio);
ReelClipEncoder *reel_clip_encoder_new           (ReelPartFile          *part,
                                                  const char            *extension,
                                                  const ReelClipFormat  *format,
                                                  guint                  fps_n,
                                                  guint                  fps_d,
                                                  GCancellable          *cancellable,
                                                  GError               **error);
gboolean         reel_clip_encoder_push_picture  (ReelClipEncoder       *self,
                                                  GstBuffer             *picture,
                                                  GstClockTime           time,
                                                  GstClockTime           length,
                                                  GError               **error);
gboolean         reel_clip_encoder_push_sound    (ReelClipEncoder       *self,
                                                  const float           *samples,
                                                  gsize                  n_samples,
                                                  GError               **error);
gboolean         reel_clip_encoder_finish        (ReelClipEncoder       *self,
                                                  GError               **error);
void             reel_clip_encoder_free          (ReelClipEncoder       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelClipEncoder, reel_clip_encoder_free)

G_END_DECLS
