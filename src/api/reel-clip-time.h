/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean reel_clip_time_read (JsonObject *result,
                              double     *start,
                              double     *end);

G_END_DECLS
