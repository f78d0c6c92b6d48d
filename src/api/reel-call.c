/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-api-error-private.h"
#include "api/reel-api-url.h"
#include "api/reel-call.h"
#include "base/reel-json.h"

/* What the functions that make calls have in common. */

/* @path: as documented; @id: (nullable): in the place of its braces. Returns NULL where the task has ended with an error. */
ReelRequestSpec *
reel_call_new_spec (GTask         *task,
                    const char    *call,
                    const char    *method,
                    const char    *path,
                    const char    *id,
                    ReelPriority   priority,
                    ReelDecode     decode,
                    GDestroyNotify result_free)
{
  g_autofree char *encoded = id != NULL ? reel_api_url_path (path, id) : g_strdup (path);
  ReelRequestSpec *spec;

  if (encoded == NULL)
    {
      g_task_return_error (task, reel_api_error_for_bad_id (id));
      return NULL;
    }
  spec = g_new0 (ReelRequestSpec, 1);
  spec->call = call;
  spec->method = method;
  spec->path = g_steal_pointer (&encoded);
  spec->priority = priority;
  spec->repeatable = TRUE;
  spec->decode = decode;
  spec->result_free = result_free;
  return spec;
}

GTask *
reel_call_new_task (ReelClient         *self,
                    GCancellable       *cancellable,
                    gpointer            tag,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
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
