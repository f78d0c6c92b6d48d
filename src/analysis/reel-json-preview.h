/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *reel_json_preview (const char *text,
                         gsize       length,
                         gsize       max_length,
                         gboolean   *whole);

G_END_DECLS
