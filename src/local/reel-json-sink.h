/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "local/reel-body-sink.h"
#include "local/reel-file-writer.h"

G_BEGIN_DECLS

/* The key under which a video may be sent along with the call that asks about it. */
#define REEL_JSON_SINK_VIDEO_KEY "video_base64"

#define REEL_JSON_SINK_MAX_BYTES (1024 * 1024)              /* without a video */
#define REEL_JSON_SINK_MAX_VIDEO (G_GUINT64_CONSTANT (384) * 1024 * 1024) /* once decoded: 512 MiB in Base64 */

/* A JSON object; where a folder is given, its video in Base64 goes to a file there, as it comes. */
typedef struct _ReelJsonSink ReelJsonSink;

ReelJsonSink   *reel_json_sink_new        (const char    *folder);
JsonObject     *reel_json_sink_get_object (ReelJsonSink  *self);
ReelFileWriter *reel_json_sink_get_file   (ReelJsonSink  *self);

G_END_DECLS
