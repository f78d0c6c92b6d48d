/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>

#include "api/reel-call.h"
#include "api/reel-client-similar.h"

static const ReelCall find_similar = {
  .name = "POST /local/collections/{id}/similar",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .idempotent = TRUE,
  .slow = TRUE, /* a picture is looked at by a process of its own */
  .decode = reel_api_decode_search,
  .result_free = (GDestroyNotify) reel_search_reply_free,
};

static GBytes *
build_video (const ReelExample *example,
             guint              top_k)
{
  JsonObject *object = json_object_new ();

  reel_call_set_string (object, "video_id", example->video_id);
  if (example->start >= 0)
    {
      json_object_set_double_member (object, "start_time", example->start);
      json_object_set_double_member (object, "end_time", example->end);
    }
  json_object_set_int_member (object, "top_k", top_k);
  return reel_call_body (object);
}

/* @type: (out) (transfer full): what the body is */
static GBytes *
build_picture (const ReelExample *example,
               guint              top_k,
               char             **type)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_autoptr (SoupMultipart) multipart = soup_multipart_new ("multipart/form-data");
  g_autofree char *number = g_strdup_printf ("%u", top_k);
  GBytes *body = NULL;

  soup_multipart_append_form_string (multipart, "top_k", number);
  soup_multipart_append_form_file (multipart, "file", "picture", "application/octet-stream", example->picture);
  soup_multipart_to_message (multipart, headers, &body);
  *type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  soup_message_headers_unref (headers);
  return body;
}

/**
 * reel_client_find_similar_async:
 * @self: a client of the service on this computer
 * @collection_id: where
 * @example: what the hits are to look like
 * @top_k: how many results at most, 1 or more
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Finds the clips of a collection that look most like a clip, a video or a picture. Ends in reel_client_search_finish():
 * %REEL_API_ERROR_BAD_REQUEST where the picture can't be decoded or the video is not indexed.
 */
void
reel_client_find_similar_async (ReelClient         *self,
                                const char         *collection_id,
                                ReelExample        *example,
                                guint               top_k,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *type = NULL;
  ReelRequestSpec *spec;
  GError *error = NULL;
  GBytes *body;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (collection_id != NULL);
  g_return_if_fail (example != NULL);
  g_return_if_fail (top_k > 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_client_search_async);
  body = example->picture != NULL ? build_picture (example, top_k, &type) : build_video (example, top_k);
  spec = reel_call_new_spec (&find_similar, collection_id, body, &error);
  if (spec == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  spec->body_type = g_steal_pointer (&type);
  reel_request_start (self, spec, g_steal_pointer (&task));
}
