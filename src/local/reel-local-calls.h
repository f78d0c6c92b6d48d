/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-local-route.h"

G_BEGIN_DECLS

/* The calls of the API, each a #ReelLocalCall. */

#define REEL_LOCAL_CALL(name) \
  JsonNode *reel_local_call_##name (ReelLocalService *service, const char *id, ReelBodySink *body, \
                                    GCancellable *cancellable, GError **error)

#define REEL_LOCAL_CHECK(name) \
  gboolean reel_local_check_##name (ReelLocalService *service, const char *id, guint64 length, GError **error)

/* What is asked before the body of a call is read, each a #ReelLocalCheck. */
REEL_LOCAL_CHECK (room);
REEL_LOCAL_CHECK (upload);
REEL_LOCAL_CHECK (return_file);

/* reel-local-calls.c: collections and their videos */
REEL_LOCAL_CALL (add_collection);
REEL_LOCAL_CALL (list_collections);
REEL_LOCAL_CALL (upload);
REEL_LOCAL_CALL (video_status);
REEL_LOCAL_CALL (search);

/* reel-local-calls-analysis.c: single videos and texts */
REEL_LOCAL_CALL (encode_video);
REEL_LOCAL_CALL (encode_video_later);
REEL_LOCAL_CALL (encode_text);
REEL_LOCAL_CALL (tag_video);
REEL_LOCAL_CALL (tag_video_later);
REEL_LOCAL_CALL (job_status);

/* reel-local-calls-tensors.c: frames that are sent instead of a video */
REEL_LOCAL_CALL (upload_tensors);

/* reel-local-calls-own.c: what only the service on this computer has */
REEL_LOCAL_CALL (space);
REEL_LOCAL_CALL (free_copies);
REEL_LOCAL_CALL (settings);
REEL_LOCAL_CALL (model);
REEL_LOCAL_CALL (engine);
REEL_LOCAL_CALL (wanted);
REEL_LOCAL_CALL (return_file);

/* reel-local-calls-similar.c: the same */
REEL_LOCAL_CALL (similar);

G_END_DECLS
