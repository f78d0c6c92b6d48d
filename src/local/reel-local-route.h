/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "local/reel-body-sink.h"
#include "local/reel-local-service.h"

G_BEGIN_DECLS

/**
 * ReelLocalBody:
 * @REEL_LOCAL_BODY_NONE: none is read
 * @REEL_LOCAL_BODY_JSON: a #ReelJsonSink, of a small object
 * @REEL_LOCAL_BODY_VIDEO_JSON: the same, which may have a video in Base64
 * @REEL_LOCAL_BODY_UPLOAD: a #ReelUploadSink
 * @REEL_LOCAL_BODY_ARRAYS: a #ReelJsonSink with arrays
 * @REEL_LOCAL_BODY_JSON_OR_PICTURE: a #ReelUploadSink of a small file where the body is multipart, else a #ReelJsonSink
 *
 * What a call expects in its body.
 */
typedef enum
{
  REEL_LOCAL_BODY_NONE,
  REEL_LOCAL_BODY_JSON,
  REEL_LOCAL_BODY_VIDEO_JSON,
  REEL_LOCAL_BODY_UPLOAD,
  REEL_LOCAL_BODY_ARRAYS,
  REEL_LOCAL_BODY_JSON_OR_PICTURE,
} ReelLocalBody;

/* @id: (nullable): what stands for `*` in the path; @body: (nullable): of the kind that the route names.
 * Blocks: called on a worker thread. Returns (transfer full) (nullable): the reply. */
typedef JsonNode *(*ReelLocalCall) (ReelLocalService *service, const char *id, ReelBodySink *body, GCancellable *cancellable, GError **error);

/* What can be told before the body comes, which has @length bytes, or 0 where that is not known. Blocks: called on a worker
 * thread. Returns whether it may come. */
typedef gboolean (*ReelLocalCheck) (ReelLocalService *service, const char *id, guint64 length, GError **error);

/**
 * ReelLocalRoute:
 * @method: such as `GET`
 * @path: with `*` for an id
 * @body: what is expected
 * @slow: whether it decodes a video or picture before it replies
 * @uses_engines: whether it may have an engine load what it needs
 * @call: what it does
 * @check: (nullable): what is asked before its body is read
 */
typedef struct
{
  const char *method;
  const char *path;
  ReelLocalBody body;
  gboolean slow;
  gboolean uses_engines;
  ReelLocalCall call;
  ReelLocalCheck check;
} ReelLocalRoute;

const ReelLocalRoute *reel_local_route_find (const char  *method,
                                             const char  *path,
                                             char       **id,
                                             char       **allowed,
                                             GError     **error);

G_END_DECLS
