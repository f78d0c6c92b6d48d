/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GError     *reel_missing_codec_error_new      (const char         *name,
                                               const char * const *details);
const char *reel_missing_codec_get_package    (const char         *detail);
gboolean    reel_missing_codec_hides_pictures (const char         *detail);
gboolean    reel_missing_codec_is_sound       (const char         *detail);
gboolean    reel_missing_codec_is_text        (const char         *detail);

G_END_DECLS
