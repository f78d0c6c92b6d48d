/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "local/reel-body-sink.h"
#include "local/reel-file-writer.h"

G_BEGIN_DECLS

/* The key under which a video may be sent along with the call that asks about it. */
#define REEL_JSON_SINK_VIDEO_KEY "video_base64"

#define REEL_JSON_SINK_MAX_BYTES (1024 * 1024)              /* without a video or arrays */
#define REEL_JSON_SINK_MAX_VIDEO (G_GUINT64_CONSTANT (384) * 1024 * 1024) /* once decoded: 512 MiB in Base64 */
#define REEL_JSON_SINK_MAX_ARRAYS (G_GUINT64_CONSTANT (32) * 1024 * 1024) /* a body with arrays, in Base64 */

/**
 * ReelJsonSinkArray:
 * @REEL_JSON_SINK_VIDEO_INPUT: `data` of `video_input`
 * @REEL_JSON_SINK_VIDEO_TENSOR: `data` of `tensor` of `video_input`
 * @REEL_JSON_SINK_AUDIO_INPUT: `data` of `audio_input`
 *
 * The arrays that a body may have.
 */
typedef enum
{
  REEL_JSON_SINK_VIDEO_INPUT,
  REEL_JSON_SINK_VIDEO_TENSOR,
  REEL_JSON_SINK_AUDIO_INPUT,
} ReelJsonSinkArray;

#define REEL_JSON_SINK_N_ARRAYS 3

/* A JSON object; where a folder is given, what it has in Base64, a video or arrays, goes to files there, as it comes. */
typedef struct _ReelJsonSink ReelJsonSink;

ReelJsonSink   *reel_json_sink_new        (const char        *folder);
ReelJsonSink   *reel_json_sink_new_arrays (const char        *folder);
JsonObject     *reel_json_sink_get_object (ReelJsonSink      *self);
ReelFileWriter *reel_json_sink_get_file   (ReelJsonSink      *self);
ReelFileWriter *reel_json_sink_get_array  (ReelJsonSink      *self,
                                           ReelJsonSinkArray  array);

G_END_DECLS
