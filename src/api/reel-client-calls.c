/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-api-error-private.h"
#include "api/reel-call.h"
#include "api/reel-client-private.h"
#include "api/reel-upload-meter.h"

/* Collections, uploads, states of videos, search: what each call asks, how soon it goes, whether it may be asked twice. */

static const ReelCall list_collections = {
  .name = "GET /collections",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .decode = reel_api_decode_collections,
  .result_free = (GDestroyNotify) g_ptr_array_unref,
};

static const ReelCall create_collection = {
  .name = "POST /collections",
  .priority = REEL_PRIORITY_URGENT,
  .makes = TRUE,
  .decode = reel_api_decode_collection_id,
  .result_free = g_free,
};

static const ReelCall upload_video = {
  .name = "POST /collections/{id}/videos/upload",
  .priority = REEL_PRIORITY_BULK,
  .makes = TRUE,
  .slow = TRUE,
  .decode = reel_api_decode_video_id,
  .result_free = g_free,
};

static const ReelCall get_video_status = {
  .name = "GET /videos/{id}/status",
  .priority = REEL_PRIORITY_STATUS,
  .repeatable = TRUE,
  .decode = reel_api_decode_video_status,
  .result_free = (GDestroyNotify) reel_video_status_reply_free,
};

static const ReelCall search = {
  .name = "POST /collections/{id}/search",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .idempotent = TRUE,
  .decode = reel_api_decode_search,
  .result_free = (GDestroyNotify) reel_search_reply_free,
};

/* The same, when nobody waits for it: after everything that somebody does wait for. */
static const ReelCall quiet_search = {
  .name = "POST /collections/{id}/search",
  .priority = REEL_PRIORITY_BULK,
  .repeatable = TRUE,
  .idempotent = TRUE,
  .decode = reel_api_decode_search,
  .result_free = (GDestroyNotify) reel_search_reply_free,
};

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
reel_client_list_collections_async (ReelClient         *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reel_call_start (self, &list_collections, NULL, NULL, reel_client_list_collections_async, cancellable, callback,
                   user_data);
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
reel_client_list_collections_finish (ReelClient   *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return reel_call_finish (self, result, reel_client_list_collections_async, error);
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
 * Makes a collection, which is the result also where @cancellable is cancelled once the service has answered. It is sent
 * once: after a lost connection it may or may not be there, see reel_api_error_get_uncertain().
 */
void
reel_client_create_collection_async (ReelClient         *self,
                                     const char         *name,
                                     const char         *description,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  JsonObject *object;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  object = json_object_new ();
  reel_call_set_string (object, "name", name);
  reel_call_set_string (object, "description", description != NULL ? description : "");
  reel_call_start (self, &create_collection, NULL, reel_call_body (object), reel_client_create_collection_async, cancellable,
                   callback, user_data);
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
reel_client_create_collection_finish (ReelClient   *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  return reel_call_finish (self, result, reel_client_create_collection_async, error);
}

/**
 * reel_client_upload_video_async:
 * @self: a client
 * @collection_id: where it goes
 * @file: what goes
 * @flags: whether it may be sent again after a fault, and whether its checksum is wanted
 * @progress: (nullable) (scope notified): called on the caller's main context
 * @progress_data: for @progress
 * @progress_data_free: (nullable): for @progress_data; called on the caller's main context before @callback
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Sends a file. It is streamed, so that memory stays flat. What the service has refused for being too busy (429) is sent
 * again in any case; whether to do so after other faults is the caller's to say.
 * A file that changes meanwhile ends in %REEL_API_ERROR_FILE_CHANGED, one that can't be read in %REEL_API_ERROR_FILE.
 */
void
reel_client_upload_video_async (ReelClient         *self,
                                const char         *collection_id,
                                GFile              *file,
                                ReelUploadFlags     flags,
                                ReelUploadProgress  progress,
                                gpointer            progress_data,
                                GDestroyNotify      progress_data_free,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  reel_client_upload_gated_async (self, collection_id, file, flags, NULL, progress, progress_data, progress_data_free,
                                  cancellable, callback, user_data);
}

/**
 * reel_client_upload_gated_async:
 * @self: a client
 * @collection_id: where it goes
 * @file: what goes
 * @flags: whether it may be sent again after a fault, and whether its checksum is wanted
 * @gate: (nullable): what the end of the body waits for, without which the service can't take the file
 * @progress: (nullable) (scope notified): called on the caller's main context
 * @progress_data: for @progress
 * @progress_data_free: (nullable): for @progress_data; called on the caller's main context before @callback
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * reel_client_upload_video_async(), whose finish it has, for a caller that has something to do before the file can have
 * arrived.
 */
void
reel_client_upload_gated_async (ReelClient         *self,
                                const char         *collection_id,
                                GFile              *file,
                                ReelUploadFlags     flags,
                                ReelUploadGate     *gate,
                                ReelUploadProgress  progress,
                                gpointer            progress_data,
                                GDestroyNotify      progress_data_free,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;
  GError *error = NULL;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (collection_id != NULL);
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_client_upload_video_async);
  spec = reel_call_new_spec (&upload_video, collection_id, NULL, &error);
  if (spec == NULL)
    {
      if (progress_data_free != NULL)
        progress_data_free (progress_data);
      g_task_return_error (task, error);
      return;
    }
  spec->file = g_object_ref (file);
  spec->meter = reel_upload_meter_new (progress, progress_data, progress_data_free, g_task_get_context (task));
  spec->repeatable = (flags & REEL_UPLOAD_REPEATABLE) != 0;
  spec->checksum = (flags & REEL_UPLOAD_CHECKSUM) != 0;
  spec->gate = gate != NULL ? reel_upload_gate_ref (gate) : NULL;
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
reel_client_upload_video_finish (ReelClient   *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return reel_call_finish (self, result, reel_client_upload_video_async, error);
}

/**
 * reel_client_upload_video_dup_sha256:
 * @self: a client
 * @result: what the callback got, after reel_client_upload_video_finish() has returned an id
 *
 * Returns: (transfer full) (nullable): SHA-256 of the very bytes of the file that were sent, as lowercase hexadecimal; %NULL
 *   without %REEL_UPLOAD_CHECKSUM
 */
char *
reel_client_upload_video_dup_sha256 (ReelClient   *self,
                                     GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_client_upload_video_async), NULL);

  return reel_request_dup_sha256 (G_TASK (result));
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
reel_client_get_video_status_async (ReelClient         *self,
                                    const char         *video_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reel_call_start (self, &get_video_status, video_id, NULL, reel_client_get_video_status_async, cancellable, callback,
                   user_data);
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
  ReelVideoStatusReply *state = reel_call_finish (self, result, reel_client_get_video_status_async, error);

  if (state == NULL)
    return FALSE;
  reel_api_error_redact_words (&state->reason, self->key);
  if (status != NULL)
    *status = state->status;
  if (progress != NULL)
    *progress = state->progress;
  if (reason != NULL)
    *reason = g_steal_pointer (&state->reason);
  reel_video_status_reply_free (state);
  return TRUE;
}

static void
start_search (ReelClient         *self,
              const ReelCall     *call,
              const char         *collection_id,
              const char         *text,
              guint               top_k,
              GCancellable       *cancellable,
              GAsyncReadyCallback callback,
              gpointer            user_data)
{
  JsonObject *object = json_object_new ();

  reel_call_set_string (object, "text", text);
  json_object_set_int_member (object, "top_k", top_k);
  reel_call_start (self, call, collection_id, reel_call_body (object), reel_client_search_async, cancellable, callback,
                   user_data);
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
reel_client_search_async (ReelClient         *self,
                          const char         *collection_id,
                          const char         *text,
                          guint               top_k,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (collection_id != NULL);
  g_return_if_fail (text != NULL);
  g_return_if_fail (top_k > 0);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  start_search (self, &search, collection_id, text, top_k, cancellable, callback, user_data);
}

/**
 * reel_client_search_quietly_async:
 * @self: a client
 * @collection_id: where
 * @text: the description
 * @top_k: how many results at most, 1 or more
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * reel_client_search_async() for when nobody waits: it goes after everything else. Ends in reel_client_search_finish().
 */
void
reel_client_search_quietly_async (ReelClient         *self,
                                  const char         *collection_id,
                                  const char         *text,
                                  guint               top_k,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (collection_id != NULL);
  g_return_if_fail (text != NULL);
  g_return_if_fail (top_k > 0);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  start_search (self, &quiet_search, collection_id, text, top_k, cancellable, callback, user_data);
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
reel_client_search_finish (ReelClient   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  return reel_call_finish (self, result, reel_client_search_async, error);
}
