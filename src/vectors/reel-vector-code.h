/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors/reel-vector-format.h"

G_BEGIN_DECLS

gboolean reel_vector_code_write (const float     *values,
                                 guint            dims,
                                 ReelVectorEntry *entry,
                                 gint8           *bytes);

G_END_DECLS
