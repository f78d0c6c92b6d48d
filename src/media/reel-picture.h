/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/reel-frame.h"
#include "media/reel-orientation.h"
#include "media/reel-tone-map.h"

G_BEGIN_DECLS

/* From GStreamer's pictures to ours. */
ReelOrientation reel_picture_orientation_of_pad (GstPad          *pad);
ReelFrame      *reel_picture_from_sample        (GstSample       *sample,
                                                 ReelOrientation  orientation,
                                                 guint            max_edge,
                                                 double           time,
                          ReelToneMap    **tones);

G_END_DECLS
