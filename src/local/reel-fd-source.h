/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/base/gstbasesrc.h>

G_BEGIN_DECLS

/*
 * Reads a file by a descriptor that is open already, at any offset: demuxers pull from it as they do from filesrc. GStreamer's
 * own fdsrc can only push.
 */
#define REEL_TYPE_FD_SOURCE (reel_fd_source_get_type ())
G_DECLARE_FINAL_TYPE (ReelFdSource, reel_fd_source, REEL, FD_SOURCE, GstBaseSrc)

GstElement *reel_fd_source_new        (int           fd);
gboolean    reel_fd_source_is_reading (ReelFdSource *self);

G_END_DECLS
