/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-api-error-private.h"
#include "api/reel-api-url.h"
#include "api/reel-client-private.h"
#include "api/reel-request.h"
#include "base/reel-json.h"

/* Every call of the documentation: what it asks, how soon it goes, whether it may be asked twice, and what its answer is. */

/* @path: as documented; @id: (nullable): in the place of its braces. Returns NULL where the task has ended with an error. */
static ReelRequestSpec *
spec_new (GTask         *task,
          const char    *call,
          const char    *method,
          const char    *path,
          const char    *id,
          ReelPriority   priority,
          ReelDecode     decode,
          GDestroyNotify result_free)
{
  g_autofree char *encoded = id != NULL ? reel_api_url_path (path, id) : g_strdup (path);
  ReelRequestSpec *spec;

  if (encoded == NULL)
    {
      g_task_return_error (task, reel_api_error_for_bad_id (id));
      return NULL;
    }
  spec = g_new0 (ReelRequestSpec, 1);
  spec->call = call;
  spec->method = method;
  spec->path = g_steal_pointer (&encoded);
  spec->priority = priority;
  spec->repeatable = TRUE;
  spec->decode = decode;
  spec->result_free = result_free;
  return spec;
}

static GTask *
task_new (ReelClient         *self,
          GCancellable       *cancellable,
          gpointer            tag,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

/* Strings of people and of other programs need not be UTF-8; JSON has to be. */
static void
set_string (JsonObject *object,
            const char *key,
            const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  json_object_set_string_member (object, key, valid);
}

static GBytes *
body_new (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return reel_json_to_bytes (node);
}

static GBytes *
body_new_string (const char *key,
                 const char *value)
{
  JsonObject *object = json_object_new ();

  set_string (object, key, value);
  return body_new (object);
}

/**
 * reel_client_list_collections_async:
 * @self: a client
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Lists the collections of the key's account.
 */
void
reel_client_list_collections_async (ReelClient          *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_list_collections_async, callback, user_data);
  spec = spec_new (task, "GET /collections", SOUP_METHOD_GET, "/collections", NULL, REEL_PRIORITY_URGENT,
                   reel_api_decode_collections, (GDestroyNotify) g_ptr_array_unref);
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_list_collections_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type ReelCollectionInfo): the collections, in the service's order
 */
GPtrArray *
reel_client_list_collections_finish (ReelClient    *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_list_collections_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_client_create_collection_async:
 * @self: a client
 * @name: its name
 * @description: (nullable): its description
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Makes a collection. It is sent once: after a lost connection it may or may not be there.
 */
void
reel_client_create_collection_async (ReelClient          *self,
                                     const char          *name,
                                     const char          *description,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;
  JsonObject *object;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_create_collection_async, callback, user_data);
  spec = spec_new (task, "POST /collections", SOUP_METHOD_POST, "/collections", NULL, REEL_PRIORITY_URGENT,
                   reel_api_decode_collection_id, g_free);
  object = json_object_new ();
  set_string (object, "name", name);
  set_string (object, "description", description != NULL ? description : "");
  spec->body = body_new (object);
  spec->repeatable = FALSE;
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_create_collection_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the new collection's id
 */
char *
reel_client_create_collection_finish (ReelClient    *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_create_collection_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_client_upload_video_async:
 * @self: a client
 * @collection_id: where it goes
 * @file: what goes
 * @progress: (nullable) (scope notified): called on the caller's main context
 * @progress_data: for @progress
 * @progress_data_free: (nullable): for @progress_data; called on the caller's main context before @callback
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Sends a file. It is streamed, so that memory stays flat, and sent once: whether to send it again is the caller's to say.
 * A file that changes meanwhile ends in %REEL_API_ERROR_FILE_CHANGED, one that can't be read in %REEL_API_ERROR_FILE.
 */
void
reel_client_upload_video_async (ReelClient          *self,
                                const char          *collection_id,
                                GFile               *file,
                                ReelUploadProgress   progress,
                                gpointer             progress_data,
                                GDestroyNotify       progress_data_free,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (collection_id != NULL);
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_upload_video_async, callback, user_data);
  spec = spec_new (task, "POST /collections/{id}/videos/upload", SOUP_METHOD_POST, "/collections/{id}/videos/upload", collection_id, REEL_PRIORITY_BULK,
                   reel_api_decode_video_id, g_free);
  if (spec == NULL)
    {
      if (progress_data_free != NULL)
        progress_data_free (progress_data);
      return;
    }
  spec->file = g_object_ref (file);
  spec->meter = reel_upload_meter_new (progress, progress_data, progress_data_free, g_task_get_context (task));
  spec->repeatable = FALSE;
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_upload_video_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the video's id
 */
char *
reel_client_upload_video_finish (ReelClient    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_upload_video_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_client_get_video_status_async:
 * @self: a client
 * @video_id: which
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks how far the service is with a video.
 */
void
reel_client_get_video_status_async (ReelClient          *self,
                                    const char          *video_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_get_video_status_async, callback, user_data);
  spec = spec_new (task, "GET /videos/{id}/status", SOUP_METHOD_GET, "/videos/{id}/status", video_id, REEL_PRIORITY_STATUS,
                   reel_api_decode_video_state, (GDestroyNotify) reel_video_state_free);
  if (spec == NULL)
    return;
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_get_video_status_finish:
 * @self: a client
 * @result: what the callback got
 * @status: (out) (optional): where the video stands
 * @progress: (out) (optional): percent 0…100, or -1 where the service gave none
 * @reason: (out) (optional) (nullable) (transfer full): why a failed video failed, in the service's words
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether there is an answer; a video that failed is one
 */
gboolean
reel_client_get_video_status_finish (ReelClient      *self,
                                     GAsyncResult    *result,
                                     ReelVideoStatus *status,
                                     double          *progress,
                                     char           **reason,
                                     GError         **error)
{
  ReelVideoState *state;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_get_video_status_async), FALSE);

  state = g_task_propagate_pointer (G_TASK (result), error);
  if (state == NULL)
    return FALSE;
  if (status != NULL)
    *status = state->status;
  if (progress != NULL)
    *progress = state->progress;
  if (reason != NULL)
    *reason = g_steal_pointer (&state->reason);
  reel_video_state_free (state);
  return TRUE;
}

/**
 * reel_client_search_async:
 * @self: a client
 * @collection_id: where
 * @text: the description
 * @top_k: how many results at most, 1 or more
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Finds the clips of a collection that are most like a description.
 */
void
reel_client_search_async (ReelClient          *self,
                          const char          *collection_id,
                          const char          *text,
                          guint                top_k,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;
  JsonObject *object;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (collection_id != NULL);
  g_return_if_fail (text != NULL);
  g_return_if_fail (top_k > 0);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_search_async, callback, user_data);
  spec = spec_new (task, "POST /collections/{id}/search", SOUP_METHOD_POST, "/collections/{id}/search", collection_id, REEL_PRIORITY_URGENT,
                   reel_api_decode_search, (GDestroyNotify) reel_search_reply_free);
  if (spec == NULL)
    return;
  object = json_object_new ();
  set_string (object, "text", text);
  json_object_set_int_member (object, "top_k", top_k);
  spec->body = body_new (object);
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_search_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the results
 */
ReelSearchReply *
reel_client_search_finish (ReelClient    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_search_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_client_encode_video_async:
 * @self: a client
 * @video_url: where the service fetches the video from
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Makes vectors of a video and waits for them, for minutes if need be.
 */
void
reel_client_encode_video_async (ReelClient          *self,
                                const char          *video_url,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video_url != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_encode_video_async, callback, user_data);
  spec = spec_new (task, "POST /video_embedding/encode_video", SOUP_METHOD_POST, "/video_embedding/encode_video", NULL, REEL_PRIORITY_BULK,
                   reel_api_decode_video_embedding, (GDestroyNotify) g_ptr_array_unref);
  spec->body = body_new_string ("video_url", video_url);
  spec->slow = TRUE;
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_encode_video_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type GArray): the vectors, each a #GArray of float, one at least
 */
GPtrArray *
reel_client_encode_video_finish (ReelClient    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_encode_video_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_client_encode_text_async:
 * @self: a client
 * @text: a description
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Makes a vector of a text, which can be compared with those of videos.
 */
void
reel_client_encode_text_async (ReelClient          *self,
                               const char          *text,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (text != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_encode_text_async, callback, user_data);
  spec = spec_new (task, "POST /video_embedding/encode_text", SOUP_METHOD_POST, "/video_embedding/encode_text", NULL, REEL_PRIORITY_URGENT,
                   reel_api_decode_text_embedding, (GDestroyNotify) g_array_unref);
  spec->body = body_new_string ("text", text);
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_encode_text_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type float): the vector
 */
GArray *
reel_client_encode_text_finish (ReelClient    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_encode_text_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_client_tag_video_async:
 * @self: a client
 * @video_url: where the service fetches the video from
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Describes a video by tags and waits for them, for minutes if need be.
 */
void
reel_client_tag_video_async (ReelClient          *self,
                             const char          *video_url,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video_url != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_tag_video_async, callback, user_data);
  spec = spec_new (task, "POST /video_tagging", SOUP_METHOD_POST, "/video_tagging", NULL, REEL_PRIORITY_BULK,
                   reel_api_decode_tags, (GDestroyNotify) json_node_unref);
  spec->body = body_new_string ("video_url", video_url);
  spec->slow = TRUE;
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_tag_video_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the `tags` value, an array or an object, as the service shaped it
 */
JsonNode *
reel_client_tag_video_finish (ReelClient    *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_tag_video_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_client_submit_encode_video_async:
 * @self: a client
 * @video_url: where the service fetches the video from
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks for the vectors of a video without waiting for them. It is sent once.
 */
void
reel_client_submit_encode_video_async (ReelClient          *self,
                                       const char          *video_url,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video_url != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_submit_encode_video_async, callback, user_data);
  spec = spec_new (task, "POST /video_embedding/encode_video/async", SOUP_METHOD_POST, "/video_embedding/encode_video/async", NULL, REEL_PRIORITY_BULK,
                   reel_api_decode_request_id, g_free);
  spec->body = body_new_string ("video_url", video_url);
  spec->repeatable = FALSE;
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_submit_tag_video_async:
 * @self: a client
 * @video_url: where the service fetches the video from
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks for the tags of a video without waiting for them. It is sent once.
 */
void
reel_client_submit_tag_video_async (ReelClient          *self,
                                    const char          *video_url,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video_url != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_submit_tag_video_async, callback, user_data);
  spec = spec_new (task, "POST /video_tagging/async", SOUP_METHOD_POST, "/video_tagging/async", NULL, REEL_PRIORITY_BULK,
                   reel_api_decode_request_id, g_free);
  spec->body = body_new_string ("video_url", video_url);
  spec->repeatable = FALSE;
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_submit_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Ends either submission.
 *
 * Returns: (transfer full) (nullable): the request id, for reel_client_get_job_async()
 */
char *
reel_client_submit_finish (ReelClient    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_submit_encode_video_async) ||
                        g_async_result_is_tagged (result, reel_client_submit_tag_video_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_client_get_job_async:
 * @self: a client
 * @request_id: of the submission
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks how far the service is with a submission.
 */
void
reel_client_get_job_async (ReelClient          *self,
                           const char          *request_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (request_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = task_new (self, cancellable, reel_client_get_job_async, callback, user_data);
  spec = spec_new (task, "GET /async_status/{request_id}", SOUP_METHOD_GET, "/async_status/{request_id}", request_id, REEL_PRIORITY_STATUS,
                   reel_api_decode_job, (GDestroyNotify) json_node_unref);
  if (spec == NULL)
    return;
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_get_job_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the whole answer, an object whose `status` is one of the documented
 */
JsonNode *
reel_client_get_job_finish (ReelClient    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_get_job_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
