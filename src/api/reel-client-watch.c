/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-call.h"
#include "api/reel-client-private.h"

/* Waiting for what a service is at. How is in reel-watch-list.c. */

/**
 * reel_client_watch_video_async:
 * @self: a client
 * @video_id: which
 * @progress: (nullable) (scope notified): called on the caller's main context after every answer
 * @progress_data: for @progress
 * @progress_data_free: (nullable): for @progress_data; called on the caller's main context before @callback
 * @cancellable: (nullable): ends the watch at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks how far the service is with a video until it is through, at growing intervals (0.5 to 15 seconds). While the
 * service can't be asked the watch goes on, and @progress says why.
 */
void
reel_client_watch_video_async (ReelClient         *self,
                               const char         *video_id,
                               ReelVideoProgress   progress,
                               gpointer            progress_data,
                               GDestroyNotify      progress_data_free,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_client_watch_video_async);
  reel_watch_list_add_video (self->watches, task, video_id, progress, progress_data, progress_data_free);
}

/**
 * reel_client_watch_video_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for %REEL_API_ERROR_FAILED with the service's reason, another #ReelApiError that asking again
 *   can't help, or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the video is processed
 */
gboolean
reel_client_watch_video_finish (ReelClient   *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_watch_video_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * reel_client_watch_job_async:
 * @self: a client
 * @request_id: of the submission
 * @progress: (nullable) (scope notified): called on the caller's main context after every answer
 * @progress_data: for @progress
 * @progress_data_free: (nullable): for @progress_data; called on the caller's main context before @callback
 * @cancellable: (nullable): ends the watch at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks how far the service is with a submission until it is through, at growing intervals (0.5 to 15 seconds). While the
 * service can't be asked, or something else answers in its place, the watch goes on, and @progress says why.
 */
void
reel_client_watch_job_async (ReelClient          *self,
                             const char          *request_id,
                             ReelAnalysisProgress progress,
                             gpointer             progress_data,
                             GDestroyNotify       progress_data_free,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (request_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_client_watch_job_async);
  g_task_set_check_cancellable (task, FALSE); /* what was paid for is not thrown away on its way to the caller */
  reel_watch_list_add_job (self->watches, task, request_id, progress, progress_data, progress_data_free);
}

/**
 * reel_client_watch_job_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for %REEL_API_ERROR_FAILED with the service's reason, another #ReelApiError that asking again
 *   can't help, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the completed job with its result
 */
ReelJob *
reel_client_watch_job_finish (ReelClient   *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return reel_call_finish (self, result, reel_client_watch_job_async, error);
}
