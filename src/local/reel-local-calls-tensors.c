/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-calls.h"
#include "local/reel-local-store-tensors.h"

/* POST /files/upload/tensors {service?, request_id?, video_input, audio_input?, video_kwargs?}
 *   → {request_id, status, r2_keys: {video_input, audio_input?, video_kwargs?}}; see reel-tensor-upload.c */
REEL_LOCAL_CALL (upload_tensors)
{
  g_auto (ReelTensorUpload) upload = { 0 };
  g_auto (ReelLocalTensorKeys) keys = { 0 };
  g_autoptr (JsonBuilder) builder = NULL;

  if (!reel_tensor_upload_read (&upload, (ReelJsonSink *) body, error)
      || !reel_local_store_add_tensors (service->store, &upload, &keys, error))
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "request_id");
  json_builder_add_string_value (builder, keys.request_id);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, "uploaded");
  json_builder_set_member_name (builder, "r2_keys");
  json_builder_begin_object (builder);
  for (guint i = 0; i < REEL_LOCAL_N_TENSORS; i++)
    if (keys.keys[i] != NULL)
      {
        json_builder_set_member_name (builder, reel_local_tensor_get_name (i));
        json_builder_add_string_value (builder, keys.keys[i]);
      }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
