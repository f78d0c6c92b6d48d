/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-call.h"
#include "api/reel-client-private.h"

/* Vectors and tags of videos, at once or as jobs: what each call asks, how soon it goes, whether it may be asked twice. */

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

  task = reel_call_new_task (self, cancellable, reel_client_encode_video_async, callback, user_data);
  spec = reel_call_new_spec (task, "POST /video_embedding/encode_video", SOUP_METHOD_POST, "/video_embedding/encode_video",
                             NULL, REEL_PRIORITY_BULK, reel_api_decode_video_embedding, (GDestroyNotify) g_ptr_array_unref);
  spec->body = reel_call_body_for_string ("video_url", video_url);
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

  task = reel_call_new_task (self, cancellable, reel_client_encode_text_async, callback, user_data);
  spec = reel_call_new_spec (task, "POST /video_embedding/encode_text", SOUP_METHOD_POST, "/video_embedding/encode_text",
                             NULL, REEL_PRIORITY_URGENT, reel_api_decode_text_embedding, (GDestroyNotify) g_array_unref);
  spec->body = reel_call_body_for_string ("text", text);
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

  task = reel_call_new_task (self, cancellable, reel_client_tag_video_async, callback, user_data);
  spec = reel_call_new_spec (task, "POST /video_tagging", SOUP_METHOD_POST, "/video_tagging",
                             NULL, REEL_PRIORITY_BULK, reel_api_decode_tags, (GDestroyNotify) json_node_unref);
  spec->body = reel_call_body_for_string ("video_url", video_url);
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

  task = reel_call_new_task (self, cancellable, reel_client_submit_encode_video_async, callback, user_data);
  spec =
    reel_call_new_spec (task, "POST /video_embedding/encode_video/async", SOUP_METHOD_POST,
                        "/video_embedding/encode_video/async", NULL, REEL_PRIORITY_BULK, reel_api_decode_request_id, g_free);
  spec->body = reel_call_body_for_string ("video_url", video_url);
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

  task = reel_call_new_task (self, cancellable, reel_client_submit_tag_video_async, callback, user_data);
  spec = reel_call_new_spec (task, "POST /video_tagging/async", SOUP_METHOD_POST, "/video_tagging/async",
                             NULL, REEL_PRIORITY_BULK, reel_api_decode_request_id, g_free);
  spec->body = reel_call_body_for_string ("video_url", video_url);
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

  task = reel_call_new_task (self, cancellable, reel_client_get_job_async, callback, user_data);
  spec = reel_call_new_spec (task, "GET /async_status/{request_id}", SOUP_METHOD_GET, "/async_status/{request_id}",
                             request_id, REEL_PRIORITY_STATUS, reel_api_decode_job, (GDestroyNotify) json_node_unref);
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
