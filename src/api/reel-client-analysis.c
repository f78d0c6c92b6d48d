/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-analysis.h"
#include "api/reel-call.h"

/* Vectors and tags: what each call asks. How a video's become asynchronous is in reel-analysis.c. */

static const ReelCall encode_text = {
  .name = "POST /video_embedding/encode_text",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .paid = TRUE,
  .decode = reel_api_decode_text_embedding,
  .result_free = (GDestroyNotify) reel_embedding_unref,
};

/**
 * reel_client_encode_video_async:
 * @self: a client
 * @video: what
 * @progress: (nullable) (scope notified): called on the caller's main context
 * @progress_data: for @progress
 * @progress_data_free: (nullable): for @progress_data; called on the caller's main context before @callback
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Makes vectors of a video. What takes the service too long for one answer is made a job and waited for: @progress says
 * so. A file of this computer is sent along as Base64, and is a job from the start, as only the asynchronous call is
 * documented to take one; a service that does not ends in %REEL_API_ERROR_BAD_REQUEST.
 */
void
reel_client_encode_video_async (ReelClient          *self,
                                ReelVideoInput      *video,
                                ReelAnalysisProgress progress,
                                gpointer             progress_data,
                                GDestroyNotify       progress_data_free,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reel_analysis_start (self, REEL_ANALYSIS_EMBEDDING, video, progress, progress_data, progress_data_free,
                       reel_client_encode_video_async, cancellable, callback, user_data);
}

/**
 * reel_client_resume_encode_video_async:
 * @self: a client
 * @request_id: of a job that the service has, see #ReelAnalysisNews
 * @progress: (nullable) (scope notified): called on the caller's main context
 * @progress_data: for @progress
 * @progress_data_free: (nullable): for @progress_data; called on the caller's main context before @callback
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Waits for the vectors of a video whose job was submitted before, also by a program that has ended since. Ends in
 * reel_client_encode_video_finish().
 */
void
reel_client_resume_encode_video_async (ReelClient          *self,
                                       const char          *request_id,
                                       ReelAnalysisProgress progress,
                                       gpointer             progress_data,
                                       GDestroyNotify       progress_data_free,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (request_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reel_analysis_resume (self, REEL_ANALYSIS_EMBEDDING, request_id, progress, progress_data, progress_data_free,
                        reel_client_encode_video_async, cancellable, callback, user_data);
}

/**
 * reel_client_encode_video_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the vectors, one at least
 */
ReelEmbedding *
reel_client_encode_video_finish (ReelClient   *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return reel_call_finish (self, result, reel_client_encode_video_async, error);
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
reel_client_encode_text_async (ReelClient         *self,
                               const char         *text,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (text != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reel_call_start (self, &encode_text, NULL, reel_call_body_for_string ("text", text), reel_client_encode_text_async,
                   cancellable, callback, user_data);
}

/**
 * reel_client_encode_text_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): one vector
 */
ReelEmbedding *
reel_client_encode_text_finish (ReelClient   *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return reel_call_finish (self, result, reel_client_encode_text_async, error);
}

/**
 * reel_client_tag_video_async:
 * @self: a client
 * @video: what
 * @progress: (nullable) (scope notified): called on the caller's main context
 * @progress_data: for @progress
 * @progress_data_free: (nullable): for @progress_data; called on the caller's main context before @callback
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Describes a video by tags. What takes the service too long for one answer is made a job and waited for: @progress says
 * so. A file of this computer is sent along as Base64.
 */
void
reel_client_tag_video_async (ReelClient          *self,
                             ReelVideoInput      *video,
                             ReelAnalysisProgress progress,
                             gpointer             progress_data,
                             GDestroyNotify       progress_data_free,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reel_analysis_start (self, REEL_ANALYSIS_TAGS, video, progress, progress_data, progress_data_free,
                       reel_client_tag_video_async, cancellable, callback, user_data);
}

/**
 * reel_client_resume_tag_video_async:
 * @self: a client
 * @request_id: of a job that the service has, see #ReelAnalysisNews
 * @progress: (nullable) (scope notified): called on the caller's main context
 * @progress_data: for @progress
 * @progress_data_free: (nullable): for @progress_data; called on the caller's main context before @callback
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Waits for the tags of a video whose job was submitted before, also by a program that has ended since. Ends in
 * reel_client_tag_video_finish().
 */
void
reel_client_resume_tag_video_async (ReelClient          *self,
                                       const char          *request_id,
                                       ReelAnalysisProgress progress,
                                       gpointer             progress_data,
                                       GDestroyNotify       progress_data_free,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (request_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reel_analysis_resume (self, REEL_ANALYSIS_TAGS, request_id, progress, progress_data, progress_data_free,
                        reel_client_tag_video_async, cancellable, callback, user_data);
}

/**
 * reel_client_tag_video_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the tags
 */
ReelTags *
reel_client_tag_video_finish (ReelClient   *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return reel_call_finish (self, result, reel_client_tag_video_async, error);
}
