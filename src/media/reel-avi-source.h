/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * A GstElement for GStreamer's URIs `reel-avi:`: the file of an AVI that was broken off, with the index that it lacks behind
 * it. The index is made once, from the heads of all chunks, as the file is opened.
 */
char *reel_avi_source_dup_uri (const char *uri);

G_END_DECLS
