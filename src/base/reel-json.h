/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ReelJsonError:
 * @REEL_JSON_ERROR_SYNTAX: not strict JSON (RFC 8259), or not UTF-8
 * @REEL_JSON_ERROR_DEPTH: nested deeper than the limit
 * @REEL_JSON_ERROR_SIZE: longer than the limit, or more values, or arrays and objects, than that
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
#define REEL_JSON_MAX_VALUES (8 * 1024 * 1024)
/* Arrays and objects among them: an empty one takes several times the memory of a number. */
#define REEL_JSON_MAX_CONTAINERS (640 * 1024)

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
