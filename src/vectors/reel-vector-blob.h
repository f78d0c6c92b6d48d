/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes   *reel_vector_blob_new  (const float *values,
                                 guint        dims);
gboolean  reel_vector_blob_read (const void  *data,
                                 gsize        size,
                                 guint        dims,
                                 float       *values);

G_END_DECLS
