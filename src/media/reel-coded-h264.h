/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Reads from caps what reel-h264.h needs, which knows nothing of GStreamer. */
gboolean reel_coded_h264_from_caps (const GstCaps *caps,
                                    guint         *length_size);

G_END_DECLS
