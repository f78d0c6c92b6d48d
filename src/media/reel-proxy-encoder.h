/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * ReelProxyEncoder:
 * @factory: the GStreamer element
 * @unit: bits/s that one unit of its bitrate stands for
 * @bitrate: the name of its property for that
 * @settings: (nullable): its other properties, as 'NAME=VALUE NAME=VALUE'; those that it lacks are skipped
 * @parser: (nullable): the element that makes its stream fit for a muxer
 * @caps: what it is to write
 * @delay: samples at 48 kHz by which the sound comes out late, and which the container does not tell of
 * @by_times: whether it keeps to its bitrate by the pictures' times where it is told no frame rate
 * @hardware: whether it needs a device that may be missing, or taken, though its plugin is there
 *
 * An encoder that proxies are made with.
 */
typedef struct
{
  const char *factory;
  guint unit;
  const char *bitrate;
  const char *settings;
  const char *parser;
  const char *caps;
  guint delay;
  gboolean by_times;
  gboolean hardware;
} ReelProxyEncoder;

const ReelProxyEncoder *reel_proxy_encoder_get_h264 (void);
const ReelProxyEncoder *reel_proxy_encoder_get_aac  (void);
const ReelProxyEncoder *reel_proxy_encoder_get_vp9  (void);
const ReelProxyEncoder *reel_proxy_encoder_get_opus (void);
const ReelProxyEncoder *reel_proxy_encoder_by_name  (const char             *factory);
GstElement             *reel_proxy_encoder_make     (const ReelProxyEncoder *self,
                                                     guint64                 bitrate);

G_END_DECLS
