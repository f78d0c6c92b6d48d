/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/video/gstvideosink.h>

#include "media/reel-video-slot.h"

G_BEGIN_DECLS

/* A sink of GStreamer's that leaves each picture in a slot when its time has come. */
#define REEL_TYPE_VIDEO_SINK (reel_video_sink_get_type ())
G_DECLARE_FINAL_TYPE (ReelVideoSink, reel_video_sink, REEL, VIDEO_SINK, GstVideoSink)

GstElement *reel_video_sink_new (ReelVideoSlot *slot);

G_END_DECLS
