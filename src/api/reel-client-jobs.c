/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-analysis.h"
#include "api/reel-api-error-private.h"
#include "api/reel-call.h"
#include "api/reel-client-private.h"

/* Asynchronous submissions, and how far they are. */

static const ReelCall get_job = {
  .name = "GET /async_status/{request_id}",
  .priority = REEL_PRIORITY_STATUS,
  .repeatable = TRUE,
  .decode = reel_api_decode_job,
  .result_free = (GDestroyNotify) reel_job_free,
};

/**
 * reel_client_submit_encode_video_async:
 * @self: a client
 * @video: what
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks for the vectors of a video without waiting for them. After a lost connection it is asked for again only where the
 * service cannot have taken it; see reel_api_error_get_uncertain().
 */
void
reel_client_submit_encode_video_async (ReelClient         *self,
                                       ReelVideoInput     *video,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reel_analysis_submit (self, REEL_ANALYSIS_EMBEDDING, video, NULL, reel_client_submit_encode_video_async, cancellable,
                        callback, user_data);
}

/**
 * reel_client_submit_tag_video_async:
 * @self: a client
 * @video: what
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks for the tags of a video without waiting for them. After a lost connection it is asked for again only where the
 * service cannot have taken it; see reel_api_error_get_uncertain().
 */
void
reel_client_submit_tag_video_async (ReelClient         *self,
                                    ReelVideoInput     *video,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reel_analysis_submit (self, REEL_ANALYSIS_TAGS, video, NULL, reel_client_submit_tag_video_async, cancellable, callback,
                        user_data);
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
reel_client_submit_finish (ReelClient   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_submit_encode_video_async) ||
                          g_async_result_is_tagged (result, reel_client_submit_tag_video_async),
                        NULL);

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
reel_client_get_job_async (ReelClient         *self,
                           const char         *request_id,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (request_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reel_call_start (self, &get_job, request_id, NULL, reel_client_get_job_async, cancellable, callback, user_data);
}

/**
 * reel_client_get_job_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): how far it is; a job that failed is an answer
 */
ReelJob *
reel_client_get_job_finish (ReelClient   *self,
                            GAsyncResult *result,
                            GError      **error)
{
  ReelJob *job = reel_call_finish (self, result, reel_client_get_job_async, error);

  if (job == NULL)
    return NULL;
  reel_api_error_redact_words (&job->reason, self->key);
  reel_api_error_redact_words (&job->message, self->key);
  reel_api_error_redact_words (&job->task_type, self->key);
  reel_api_error_redact_words (&job->model_name, self->key);
  return job;
}
