/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "api/reel-client.h"

G_BEGIN_DECLS

/* What GET /videos/{id}/status says. */
typedef struct
{
  ReelVideoStatus status;
  double progress; /* percent, -1 where there is none */
  char *reason;    /* (owned) (nullable) */
} ReelVideoStatusReply;

void reel_video_status_reply_free (ReelVideoStatusReply *self);

/**
 * ReelDecode:
 * @root: a reply
 * @json: (nullable): the bytes that it was parsed of, kept by results that hand them on
 * @call: which call it answers, for errors
 * @error: return location for %REEL_API_ERROR_PROTOCOL
 *
 * On a worker thread: makes a result of a checked JSON tree.
 *
 * Returns: (transfer full) (nullable): the result
 */
typedef gpointer (*ReelDecode) (JsonNode   *root,
                                GBytes     *json,
                                const char *call,
                                GError    **error);

gpointer reel_api_decode_collections     (JsonNode *root, GBytes *json, const char *call, GError **error); /* GPtrArray of ReelCollectionInfo */
gpointer reel_api_decode_collection_id   (JsonNode *root, GBytes *json, const char *call, GError **error); /* char */
gpointer reel_api_decode_video_id        (JsonNode *root, GBytes *json, const char *call, GError **error); /* char */
gpointer reel_api_decode_video_status    (JsonNode *root, GBytes *json, const char *call, GError **error); /* ReelVideoStatusReply */
gpointer reel_api_decode_search          (JsonNode *root, GBytes *json, const char *call, GError **error); /* ReelSearchReply */
gpointer reel_api_decode_video_embedding (JsonNode *root, GBytes *json, const char *call, GError **error); /* ReelEmbedding */
gpointer reel_api_decode_text_embedding  (JsonNode *root, GBytes *json, const char *call, GError **error); /* ReelEmbedding, of one vector */
gpointer reel_api_decode_tags            (JsonNode *root, GBytes *json, const char *call, GError **error); /* ReelTags */
gpointer reel_api_decode_request_id      (JsonNode *root, GBytes *json, const char *call, GError **error); /* char */
gpointer reel_api_decode_job             (JsonNode *root, GBytes *json, const char *call, GError **error); /* ReelJob */

char    *reel_api_decode_error_words     (JsonNode *root);

G_END_DECLS
