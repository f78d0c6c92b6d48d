/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint    reel_h264_length_size  (const guint8 *codec_data,
                                 gsize         size);
gboolean reel_h264_is_droppable (const guint8 *data,
                                 gsize         size,
                                 guint         length_size);

G_END_DECLS
