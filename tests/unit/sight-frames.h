/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-frame.h"

G_BEGIN_DECLS

/* Pictures for the tests of what an engine sees. */
char      *sight_models       (void);
ReelFrame *sight_frame_new    (guint width, guint height, guint32 rgb);
ReelFrame *sight_frame_photo  (void);
ReelFrame *sight_frame_sample (const char *name, double seconds, guint long_side);
GPtrArray *sight_clip_sample  (const char *name, double seconds, guint n, double step, guint long_side);

G_END_DECLS
