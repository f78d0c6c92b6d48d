/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/reel-clip-layout.h"
#include "media/reel-cut.h"

G_BEGIN_DECLS

GstBuffer *reel_clip_stamp (GstBuffer            *picture,
                            const ReelCut        *cut,
                            const ReelClipLayout *layout,
                            double                time,
                            GCancellable         *cancellable);

G_END_DECLS
