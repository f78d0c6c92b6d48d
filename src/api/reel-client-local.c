/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-call.h"
#include "api/reel-client-local.h"
#include "base/reel-json.h"

/* All three calls answer with the space as it is then. */
static gpointer
decode_space (JsonNode   *root,
              GBytes     *json,
              const char *call,
              GError    **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autofree ReelLocalSpace *space = g_new0 (ReelLocalSpace, 1);
  g_autoptr (GError) wrong = NULL;
  double copies = 0, index = 0;

  if (object == NULL)
    {
      g_set_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL, "%s: no object", call);
      return NULL;
    }
  if (!reel_json_get_number (object, "bytes_copies", &copies, &wrong) ||
      !reel_json_get_number (object, "bytes_index", &index, &wrong))
    {
      g_set_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL, "%s: %s", call, wrong->message);
      return NULL;
    }
  space->copies = (guint64) CLAMP (copies, 0.0, 9e18);
  space->index = (guint64) CLAMP (index, 0.0, 9e18);
  space->keep_copies = json_object_get_boolean_member_with_default (object, "keep_copies", FALSE);
  return g_steal_pointer (&space);
}

static const ReelCall get_space = {
  .name = "GET /local/space",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .decode = decode_space,
  .result_free = g_free,
};

static const ReelCall free_copies = {
  .name = "POST /local/free",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .decode = decode_space,
  .result_free = g_free,
};

static const ReelCall put_settings = {
  .name = "PUT /local/settings",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .decode = decode_space,
  .result_free = g_free,
};

/* Nobody waits for it. */
static const ReelCall put_use = {
  .name = "PUT /local/settings",
  .priority = REEL_PRIORITY_STATUS,
  .repeatable = TRUE,
  .decode = decode_space,
  .result_free = g_free,
};

static gboolean
finish (ReelClient     *self,
        GAsyncResult   *result,
        gpointer        tag,
        ReelLocalSpace *space,
        GError        **error)
{
  g_autofree ReelLocalSpace *reply = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  reply = g_task_propagate_pointer (G_TASK (result), error);
  if (reply != NULL && space != NULL)
    *space = *reply;
  return reply != NULL;
}

/**
 * reel_client_get_local_space_async:
 * @self: a client of the service on this computer
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks how much space the service uses.
 */
void
reel_client_get_local_space_async (ReelClient         *self,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));

  reel_call_start (self, &get_space, NULL, NULL, reel_client_get_local_space_async, cancellable, callback, user_data);
}

/**
 * reel_client_get_local_space_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @space: (out caller-allocates): the answer
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether there is an answer
 */
gboolean
reel_client_get_local_space_finish (ReelClient     *self,
                                    GAsyncResult   *result,
                                    ReelLocalSpace *space,
                                    GError        **error)
{
  return finish (self, result, reel_client_get_local_space_async, space, error);
}

/**
 * reel_client_free_local_copies_async:
 * @self: a client of the service on this computer
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Deletes the service's copies of videos that are indexed. Nobody's own files are touched.
 */
void
reel_client_free_local_copies_async (ReelClient         *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));

  reel_call_start (self, &free_copies, NULL, g_bytes_new_static ("{}", 2), reel_client_free_local_copies_async, cancellable,
                   callback, user_data);
}

/**
 * reel_client_free_local_copies_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether they are gone
 */
gboolean
reel_client_free_local_copies_finish (ReelClient   *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  return finish (self, result, reel_client_free_local_copies_async, NULL, error);
}

/**
 * reel_client_set_keep_copies_async:
 * @self: a client of the service on this computer
 * @keep_copies: whether copies stay after indexing, from now on
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
reel_client_set_keep_copies_async (ReelClient         *self,
                                   gboolean            keep_copies,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  static const char keep[] = "{\"keep_copies\":true}", drop[] = "{\"keep_copies\":false}";

  g_return_if_fail (REEL_IS_CLIENT (self));

  reel_call_start (self, &put_settings, NULL,
                   keep_copies ? g_bytes_new_static (keep, sizeof keep - 1) : g_bytes_new_static (drop, sizeof drop - 1),
                   reel_client_set_keep_copies_async, cancellable, callback, user_data);
}

/**
 * reel_client_set_keep_copies_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the service has it
 */
gboolean
reel_client_set_keep_copies_finish (ReelClient   *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return finish (self, result, reel_client_set_keep_copies_async, NULL, error);
}

/**
 * reel_client_set_local_use_async:
 * @self: a client of the service on this computer
 * @in_use: whether the user works with the program
 * @busy: whether it plays a video
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Has indexing leave that much of the computer, for a minute at most: say so again before that.
 */
void
reel_client_set_local_use_async (ReelClient         *self,
                                 gboolean            in_use,
                                 gboolean            busy,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  char *body;

  g_return_if_fail (REEL_IS_CLIENT (self));

  body = g_strdup_printf ("{\"in_use\":%s,\"busy\":%s}", in_use ? "true" : "false", busy ? "true" : "false");
  reel_call_start (self, &put_use, NULL, g_bytes_new_take (body, strlen (body)), reel_client_set_local_use_async, cancellable,
                   callback, user_data);
}

/**
 * reel_client_set_local_use_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the service has it
 */
gboolean
reel_client_set_local_use_finish (ReelClient   *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return finish (self, result, reel_client_set_local_use_async, NULL, error);
}
