/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * Which track of a file is taken where there are several of a kind. Player, thumbnails, clips and proxies all ask here, so
 * that they show and play the same.
 */
GstPad *reel_track_choose (GPtrArray  *pads,
                           const char *kind);

G_END_DECLS
