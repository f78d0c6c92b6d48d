/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GHashTable *reel_header_params_parse      (const char  *value,
                                           gsize        length,
                                           char       **type,
                                           GError     **error);
char       *reel_header_params_dup_text   (GHashTable  *params,
                                           const char  *key);

G_END_DECLS
