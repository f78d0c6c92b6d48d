/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-call.h"
#include "api/reel-client-local.h"
#include "base/reel-json.h"

/* More videos than this one service is not believed to want. */
#define MOST_WANTED 1000000

void
reel_wanted_video_free (ReelWantedVideo *self)
{
  g_free (self->video_id);
  g_free (self->sha256);
  g_free (self);
}

static JsonObject *
get_object (JsonNode   *root,
            const char *call,
            GError    **error)
{
  if (JSON_NODE_HOLDS_OBJECT (root))
    return json_node_get_object (root);
  g_set_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL, "%s: no object", call);
  return NULL;
}

static gboolean
read_count (JsonObject *object,
            const char *key,
            guint      *count,
            GError    **error)
{
  double value = 0;

  if (!reel_json_get_number (object, key, &value, error))
    return FALSE;
  *count = (guint) CLAMP (value, 0.0, 1e9);
  return TRUE;
}

static gpointer
decode_indexing (JsonNode   *root,
                 GBytes     *json,
                 const char *call,
                 GError    **error)
{
  JsonObject *object = get_object (root, call, error);
  g_autofree ReelLocalIndexing *indexing = g_new0 (ReelLocalIndexing, 1);
  g_autoptr (GError) wrong = NULL;

  if (object == NULL)
    return NULL;
  if (read_count (object, "videos", &indexing->videos, &wrong) && read_count (object, "done", &indexing->done, &wrong) &&
      read_count (object, "waiting", &indexing->waiting, &wrong) &&
      read_count (object, "processing", &indexing->processing, &wrong) &&
      read_count (object, "wanted", &indexing->wanted, &wrong) && read_count (object, "failed", &indexing->failed, &wrong) &&
      read_count (object, "again", &indexing->again, &wrong))
    {
      /* Services of before do not say. */
      indexing->finds_similar = json_object_get_boolean_member_with_default (object, "similar", FALSE);
      return g_steal_pointer (&indexing);
    }
  g_set_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL, "%s: %s", call, wrong->message);
  return NULL;
}

static ReelWantedVideo *
decode_video (JsonNode *node,
              GError  **error)
{
  g_autoptr (ReelWantedVideo) video = g_new0 (ReelWantedVideo, 1);
  JsonObject *object;
  const char *sha256;
  double size = 0;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL, "a video is no object");
      return NULL;
    }
  object = json_node_get_object (node);
  video->video_id = reel_json_dup_id (object, "video_id", error);
  if (video->video_id == NULL || !reel_json_get_number (object, "size", &size, error))
    return NULL;
  video->size = (guint64) CLAMP (size, 0.0, 9e18);
  if (json_object_has_member (object, "sha256"))
    {
      sha256 = reel_json_get_string (object, "sha256", error);
      if (sha256 == NULL)
        return NULL;
      video->sha256 = g_strdup (sha256);
    }
  return g_steal_pointer (&video);
}

static gpointer
decode_wanted (JsonNode   *root,
               GBytes     *json,
               const char *call,
               GError    **error)
{
  JsonObject *object = get_object (root, call, error);
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_wanted_video_free);
  JsonNode *list = object != NULL ? json_object_get_member (object, "videos") : NULL;
  JsonArray *array;

  if (object == NULL)
    return NULL;
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    {
      g_set_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL, "%s: no list of videos", call);
      return NULL;
    }
  array = json_node_get_array (list);
  for (guint i = 0; i < MIN (json_array_get_length (array), MOST_WANTED); i++)
    {
      g_autoptr (GError) wrong = NULL;
      ReelWantedVideo *video = decode_video (json_array_get_element (array, i), &wrong);

      if (video == NULL)
        {
          g_set_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL, "%s: videos[%u]: %s", call, i, wrong->message);
          return NULL;
        }
      g_ptr_array_add (videos, video);
    }
  return g_steal_pointer (&videos);
}

static const ReelCall get_engine = {
  .name = "GET /local/engine",
  .priority = REEL_PRIORITY_STATUS,
  .repeatable = TRUE,
  .decode = decode_indexing,
  .result_free = g_free,
};

static const ReelCall get_wanted = {
  .name = "GET /local/wanted",
  .priority = REEL_PRIORITY_STATUS,
  .repeatable = TRUE,
  .decode = decode_wanted,
  .result_free = (GDestroyNotify) g_ptr_array_unref,
};

/* Twice is as good as once: a file that is there already is dropped. */
static const ReelCall return_video = {
  .name = "POST /local/videos/{id}/file",
  .priority = REEL_PRIORITY_BULK,
  .repeatable = TRUE,
  .slow = TRUE,
  .decode = reel_api_decode_video_id,
  .result_free = g_free,
};

/**
 * reel_client_get_local_indexing_async:
 * @self: a client of the service on this computer
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks how far the service's present engine is.
 */
void
reel_client_get_local_indexing_async (ReelClient         *self,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));

  reel_call_start (self, &get_engine, NULL, NULL, reel_client_get_local_indexing_async, cancellable, callback, user_data);
}

/**
 * reel_client_get_local_indexing_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @indexing: (out caller-allocates): the answer
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether there is an answer
 */
gboolean
reel_client_get_local_indexing_finish (ReelClient        *self,
                                       GAsyncResult      *result,
                                       ReelLocalIndexing *indexing,
                                       GError           **error)
{
  g_autofree ReelLocalIndexing *reply = reel_call_finish (self, result, reel_client_get_local_indexing_async, error);

  if (reply != NULL)
    *indexing = *reply;
  return reply != NULL;
}

/**
 * reel_client_list_wanted_async:
 * @self: a client of the service on this computer
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks which videos' files the service needs again, to index them by its present engine.
 */
void
reel_client_list_wanted_async (ReelClient         *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));

  reel_call_start (self, &get_wanted, NULL, NULL, reel_client_list_wanted_async, cancellable, callback, user_data);
}

/**
 * reel_client_list_wanted_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type ReelWantedVideo): those videos
 */
GPtrArray *
reel_client_list_wanted_finish (ReelClient   *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return reel_call_finish (self, result, reel_client_list_wanted_async, error);
}

/**
 * reel_client_return_video_async:
 * @self: a client of the service on this computer
 * @video_id: a video
 * @file: the file that it was made of
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Hands the file of a video over again, behind everything that a person waits for.
 */
void
reel_client_return_video_async (ReelClient         *self,
                                const char         *video_id,
                                GFile              *file,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ReelRequestSpec *spec;
  GError *error = NULL;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (video_id != NULL);
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_client_return_video_async);
  spec = reel_call_new_spec (&return_video, video_id, NULL, &error);
  if (spec == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  spec->file = g_object_ref (file);
  reel_request_start (self, spec, g_steal_pointer (&task));
}

/**
 * reel_client_return_video_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED; %REEL_API_ERROR_BAD_REQUEST where it is another file
 *
 * Returns: whether the service has it, or does not need it any more
 */
gboolean
reel_client_return_video_finish (ReelClient   *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  g_autofree char *video_id = reel_call_finish (self, result, reel_client_return_video_async, error);

  return video_id != NULL;
}
