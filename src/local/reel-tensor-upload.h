/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-json-sink.h"
#include "local/reel-local-store.h"
#include "local/reel-raw-frames.h"

G_BEGIN_DECLS

/**
 * ReelTensorUpload:
 * @has_kind: whether it was said what they are for
 * @kind: what they are for
 * @request_id: (nullable) (borrowed): the caller's own id of the job that is to come
 * @frames: how the frames lie in @video
 * @video: (borrowed): the frames
 * @audio: (nullable) (borrowed): the sound
 * @kwargs: (nullable) (owned): settings, as JSON
 *
 * What came with POST /files/upload/tensors, checked: as large as it says, and of a type and shape that can be used.
 */
typedef struct
{
  gboolean has_kind;
  ReelLocalJobKind kind;
  const char *request_id;
  ReelRawFrames frames;
  ReelFileWriter *video, *audio;
  char *kwargs;
} ReelTensorUpload;

gboolean reel_tensor_upload_read             (ReelTensorUpload  *self,
                                              ReelJsonSink      *sink,
                                              GError           **error);
void     reel_tensor_upload_clear            (ReelTensorUpload  *self);
gboolean reel_tensor_upload_read_request_id  (JsonObject        *object,
                                              const char       **request_id,
                                              GError           **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ReelTensorUpload, reel_tensor_upload_clear)

G_END_DECLS
