/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What makes a whole picture of one of its two fields, as a part of a description of a pipeline. */
#define REEL_FIELDS "videoconvert ! deinterlace fields=top"

GstElement *reel_fields_new (void);

G_END_DECLS
