/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-api-error-private.h"
#include "api/reel-api-url.h"
#include "api/reel-call.h"
#include "base/reel-json.h"

/*
 * reel_call_new_spec:
 * @call: (borrowed): a static description
 * @id: (nullable): what stands in the place of the path's braces
 * @body: (transfer full) (nullable): JSON
 * @error: return location for %REEL_API_ERROR_BAD_REQUEST: no id can be like that
 *
 * Returns: (transfer full) (nullable): what to ask
 */
ReelRequestSpec *
reel_call_new_spec (const ReelCall *call,
                    const char     *id,
                    GBytes         *body,
                    GError        **error)
{
  const char *path = strchr (call->name, '/'); /* "POST /collections": the name has both */
  g_autoptr (GBytes) owned = body;
  g_autofree char *encoded = id != NULL ? reel_api_url_path (path, id) : g_strdup (path);
  ReelRequestSpec *spec;

  if (encoded == NULL)
    {
      g_propagate_error (error, reel_api_error_for_bad_id (id));
      return NULL;
    }
  spec = g_new0 (ReelRequestSpec, 1);
  spec->call = call;
  spec->path = g_steal_pointer (&encoded);
  spec->body = g_steal_pointer (&owned);
  spec->repeatable = call->repeatable;
  return spec;
}

/*
 * reel_call_start:
 * @body: (transfer full) (nullable): JSON
 * @tag: of the public function that is called
 *
 * Makes a call that needs no more than this. It ends on the caller's context, to be taken by reel_call_finish().
 */
void
reel_call_start (ReelClient         *self,
                 const ReelCall     *call,
                 const char         *id,
                 GBytes             *body,
                 gpointer            tag,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ReelRequestSpec *spec;
  GError *error = NULL;

  g_task_set_source_tag (task, tag);
  spec = reel_call_new_spec (call, id, body, &error);
  if (spec == NULL)
    g_task_return_error (task, error);
  else
    reel_request_start (self, spec, g_steal_pointer (&task));
}

/* Returns: (transfer full) (nullable): what the call's decoder made */
gpointer
reel_call_finish (ReelClient   *self,
                  GAsyncResult *result,
                  gpointer      tag,
                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Strings of people and of other programs need not be UTF-8; JSON has to be. */
void
reel_call_set_string (JsonObject *object,
                      const char *key,
                      const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  json_object_set_string_member (object, key, valid);
}

/* @object: (transfer full) */
GBytes *
reel_call_body (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return reel_json_to_bytes (node);
}

GBytes *
reel_call_body_for_string (const char *key,
                           const char *value)
{
  JsonObject *object = json_object_new ();

  reel_call_set_string (object, key, value);
  return reel_call_body (object);
}
