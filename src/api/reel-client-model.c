/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-call.h"
#include "api/reel-client-model.h"
#include "base/reel-json.h"

/**
 * reel_search_model_free:
 * @self: (transfer full) (nullable): a search model
 */
void
reel_search_model_free (ReelSearchModel *self)
{
  if (self == NULL)
    return;

  g_free (self->folder);
  g_free (self->name);
  g_free (self->licence);
  g_free (self->problem);
  g_free (self);
}

/* A text, or null; anything else counts as null. */
static char *
dup_text (JsonObject *object,
          const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node) : NULL;
}

static gboolean
read_model (ReelSearchModel *self,
            JsonObject      *object,
            GError         **error)
{
  const char *folder = reel_json_get_string (object, "folder", error);
  const char *name = folder != NULL ? reel_json_get_string (object, "name", error) : NULL;
  double bytes = 0;

  if (name == NULL || !reel_json_get_number (object, "bytes", &bytes, error)
      || !reel_json_get_number (object, "frames_per_second", &self->rate, error)
      || !reel_json_get_number (object, "seconds_to_index", &self->seconds_to_index, error))
    return FALSE;
  self->folder = g_strdup (folder);
  self->name = g_strdup (name);
  self->licence = dup_text (object, "licence");
  self->bytes = (guint64) CLAMP (bytes, 0.0, 9e18);
  self->rate = CLAMP (self->rate, 0.0, 1e9);
  self->seconds_to_index = CLAMP (self->seconds_to_index, 0.0, 1e12);
  return TRUE;
}

static gpointer
decode_model (JsonNode   *root,
              GBytes     *json,
              const char *call,
              GError    **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *model = object != NULL ? json_object_get_member (object, "model") : NULL;
  g_autoptr (ReelSearchModel) self = NULL;
  g_autoptr (GError) wrong = NULL;

  if (model == NULL || (!JSON_NODE_HOLDS_NULL (model) && !JSON_NODE_HOLDS_OBJECT (model)))
    {
      g_set_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL, "%s: no model", call);
      return NULL;
    }
  self = g_new0 (ReelSearchModel, 1);
  if (JSON_NODE_HOLDS_OBJECT (model) && !read_model (self, json_node_get_object (model), &wrong))
    {
      g_set_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL, "%s: %s", call, wrong->message);
      return NULL;
    }
  self->problem = dup_text (object, "problem");
  self->can_change = json_object_get_boolean_member_with_default (object, "can_change", FALSE);
  self->needs_restart = json_object_get_boolean_member_with_default (object, "restart", FALSE);
  return g_steal_pointer (&self);
}

/* Both load a model and time it, which takes seconds. */
static const ReelCall get_model = {
  .name = "GET /local/model",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .slow = TRUE,
  .decode = decode_model,
  .result_free = (GDestroyNotify) reel_search_model_free,
};

static const ReelCall put_model = {
  .name = "PUT /local/settings",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .slow = TRUE,
  .decode = decode_model,
  .result_free = (GDestroyNotify) reel_search_model_free,
};

/**
 * reel_client_get_search_model_async:
 * @self: a client of the service on this computer
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks what the service searches by. It may take some seconds to measure how fast a model is.
 */
void
reel_client_get_search_model_async (ReelClient         *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));

  reel_call_start (self, &get_model, NULL, NULL, reel_client_get_search_model_async, cancellable, callback, user_data);
}

/**
 * reel_client_get_search_model_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what it searches by
 */
ReelSearchModel *
reel_client_get_search_model_finish (ReelClient   *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return reel_call_finish (self, result, reel_client_get_search_model_async, error);
}

/**
 * reel_client_set_search_model_async:
 * @self: a client of the service on this computer
 * @folder: (nullable): of a model, absolute and in UTF-8; %NULL for the built-in engine
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Has the service check a model, and search by it once it was started again.
 */
void
reel_client_set_search_model_async (ReelClient         *self,
                                    const char         *folder,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  static const char none[] = "{\"model\":null}";

  g_return_if_fail (REEL_IS_CLIENT (self));

  reel_call_start (self, &put_model, NULL,
                   folder != NULL ? reel_call_body_for_string ("model", folder)
                                  : g_bytes_new_static (none, sizeof none - 1),
                   reel_client_set_search_model_async, cancellable, callback, user_data);
}

/**
 * reel_client_set_search_model_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @error: return location for a #ReelApiError, which says why a model is refused, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what it searches by after the next start
 */
ReelSearchModel *
reel_client_set_search_model_finish (ReelClient   *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return reel_call_finish (self, result, reel_client_set_search_model_async, error);
}
