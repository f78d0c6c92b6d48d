/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/video/gstvideosink.h>

#include "media/reel-video-slot.h"

G_BEGIN_DECLS

/* The one layout that every renderer of GTK takes as it is; opaque, so premultiplied or not is the same. */
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define REEL_VIDEO_SINK_FORMAT "BGRA"
#else
#define REEL_VIDEO_SINK_FORMAT "ARGB"
#endif

/* For pictures of high dynamic range only, which the sink fits to a screen: 8 bits of PQ are too few for that. */
#define REEL_VIDEO_SINK_DEEP_FORMAT "ARGB64"

/* A sink of GStreamer's that leaves each picture in a slot when its time has come. */
#define REEL_TYPE_VIDEO_SINK (reel_video_sink_get_type ())
G_DECLARE_FINAL_TYPE (ReelVideoSink, reel_video_sink, REEL, VIDEO_SINK, GstVideoSink)

GstElement *reel_video_sink_new (ReelVideoSlot *slot);

G_END_DECLS
