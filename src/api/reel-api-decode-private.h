/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-api-decode.h"

G_BEGIN_DECLS

/* What the decoders have in common: members that are there and of the right kind, or an error that names them. */

gboolean    reel_api_decode_fail        (GError    **error,
                                         GError     *made);
JsonNode   *reel_api_decode_get_present (JsonObject *object,
                                         const char *key);
JsonObject *reel_api_decode_get_root    (JsonNode   *root,
                                         const char *call,
                                         const char *key,
                                         GError    **error);
const char *reel_api_decode_get_string  (JsonObject *object,
                                         const char *key,
                                         const char *shown,
                                         const char *call,
                                         GError    **error);

G_END_DECLS
