/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GUri    *reel_api_url_parse_base  (const char  *text,
                                   gboolean     allow_plain_http,
                                   GError     **error);
gboolean reel_api_url_is_loopback (GUri        *uri);
char    *reel_api_url_get_label   (GUri        *uri);
gboolean reel_api_url_same_origin (GUri        *a,
                                   GUri        *b);
GUri    *reel_api_url_join        (GUri        *base,
                                   const char  *path);
char    *reel_api_url_path        (const char  *format,
                                   const char  *id);

G_END_DECLS
