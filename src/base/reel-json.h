/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ReelJsonError:
 * @REEL_JSON_ERROR_SYNTAX: not strict JSON (RFC 8259), or not UTF-8
 * @REEL_JSON_ERROR_DEPTH: nested deeper than the limit
 * @REEL_JSON_ERROR_SIZE: longer than the limit, or more memory than that
 * @REEL_JSON_ERROR_NUMBER: a number that is not finite as a double
 * @REEL_JSON_ERROR_MISSING: a key that must be there is not
 * @REEL_JSON_ERROR_TYPE: a value is of another type than it must be
 */
typedef enum
{
  REEL_JSON_ERROR_SYNTAX,
  REEL_JSON_ERROR_DEPTH,
  REEL_JSON_ERROR_SIZE,
  REEL_JSON_ERROR_NUMBER,
  REEL_JSON_ERROR_MISSING,
  REEL_JSON_ERROR_TYPE,
} ReelJsonError;

#define REEL_JSON_ERROR (reel_json_error_quark ())
GQuark reel_json_error_quark (void);

#define REEL_JSON_MAX_DEPTH 64
/* What a tree takes of memory, in bytes, beside its strings: so much at most, and no more than these for each value, and
 * besides for an array or an object, and for the key of a member. */
#define REEL_JSON_MAX_WEIGHT (512 * 1024 * 1024)
#define REEL_JSON_VALUE_WEIGHT 128
#define REEL_JSON_CONTAINER_WEIGHT 640
#define REEL_JSON_KEY_WEIGHT 128

gboolean  reel_json_check      (const char  *text,
                                gsize        length,
                                guint        max_depth,
                                GError     **error);
JsonNode *reel_json_parse      (GBytes      *bytes,
                                gsize        max_size,
                                GError     **error);
GBytes   *reel_json_to_bytes   (JsonNode    *node);

const char *reel_json_get_string (JsonObject  *object,
                                  const char  *key,
                                  GError     **error);
gboolean    reel_json_get_number (JsonObject  *object,
                                  const char  *key,
                                  double      *value,
                                  GError     **error);
char       *reel_json_dup_id     (JsonObject  *object,
                                  const char  *key,
                                  GError     **error);

G_END_DECLS
