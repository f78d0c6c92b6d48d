/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

GMappedFile *reel_text_file_map   (const char *path,
                                   GError    **error);
JsonObject  *reel_text_file_json  (const char *path,
                                   gsize       max_size,
                                   GError    **error);

G_END_DECLS
