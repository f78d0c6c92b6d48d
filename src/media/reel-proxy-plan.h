/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-media-error.h"
#include "media/reel-media-info.h"

G_BEGIN_DECLS

/**
 * ReelProxyPlan:
 * @width: pixels as shown: upright, square, even; with @height within 1280 × 720 or 720 × 1280, and never enlarged,
 *   but that encoders make nothing smaller than 16 × 16
 * @height: pixels as shown
 * @video_bitrate: bits/s on the average
 * @audio_bitrate: bits/s; 0 where there is no sound
 * @predicted_size: bytes of the file; 0 where the duration is unknown
 * @duration: seconds; 0 where unknown
 * @extension: of the file's name, without the dot: `mp4` or `webm`
 * @video_encoder: the GStreamer element for the pictures
 * @audio_encoder: (nullable): the GStreamer element for the sound; %NULL where there is no sound
 * @hardware: whether the pictures are encoded by a device
 *
 * What the proxy of a video will be. Immutable.
 */
typedef struct
{
  guint width, height;
  guint64 video_bitrate, audio_bitrate;
  guint64 predicted_size;
  double duration;
  const char *extension;
  const char *video_encoder;
  const char *audio_encoder;
  gboolean hardware;
} ReelProxyPlan;

#define REEL_TYPE_PROXY_PLAN (reel_proxy_plan_get_type ())
GType          reel_proxy_plan_get_type (void);
ReelProxyPlan *reel_proxy_plan_new      (const ReelMediaInfo *info,
                                         GError             **error);
ReelProxyPlan *reel_proxy_plan_copy     (const ReelProxyPlan *self);
void           reel_proxy_plan_free     (ReelProxyPlan       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelProxyPlan, reel_proxy_plan_free)

G_END_DECLS
