/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-call.h"
#include "api/reel-client-text.h"
#include "base/reel-json.h"

/**
 * reel_text_reading_free:
 * @self: (transfer full) (nullable): what a service reads
 */
void
reel_text_reading_free (ReelTextReading *self)
{
  if (self == NULL)
    return;

  g_free (self->languages);
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

static gpointer
decode (JsonNode   *root,
        GBytes     *json,
        const char *call,
        GError    **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  ReelTextReading *self;

  if (object == NULL)
    {
      g_set_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL, "%s: no object", call);
      return NULL;
    }
  self = g_new0 (ReelTextReading, 1);
  self->is_on = json_object_get_boolean_member_with_default (object, "read_text", FALSE);
  self->languages = dup_text (object, "text_languages");
  self->problem = dup_text (object, "text_problem");
  return self;
}

static const ReelCall get_reading = {
  .name = "GET /local/space",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .decode = decode,
  .result_free = (GDestroyNotify) reel_text_reading_free,
};

static const ReelCall put_reading = {
  .name = "PUT /local/settings",
  .priority = REEL_PRIORITY_URGENT,
  .repeatable = TRUE,
  .decode = decode,
  .result_free = (GDestroyNotify) reel_text_reading_free,
};

/**
 * reel_client_get_text_reading_async:
 * @self: a client of the service on this computer
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks whether the service reads text in pictures.
 */
void
reel_client_get_text_reading_async (ReelClient         *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (self));

  reel_call_start (self, &get_reading, NULL, NULL, reel_client_get_text_reading_async, cancellable, callback, user_data);
}

/**
 * reel_client_get_text_reading_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the answer
 */
ReelTextReading *
reel_client_get_text_reading_finish (ReelClient   *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return reel_call_finish (self, result, reel_client_get_text_reading_async, error);
}

/**
 * reel_client_set_text_reading_async:
 * @self: a client of the service on this computer
 * @is_on: whether to read text in videos that are indexed from now on
 * @cancellable: (nullable): ends the call at once
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
reel_client_set_text_reading_async (ReelClient         *self,
                                    gboolean            is_on,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  static const char on[] = "{\"read_text\":true}", off[] = "{\"read_text\":false}";

  g_return_if_fail (REEL_IS_CLIENT (self));

  reel_call_start (self, &put_reading, NULL,
                   is_on ? g_bytes_new_static (on, sizeof on - 1) : g_bytes_new_static (off, sizeof off - 1),
                   reel_client_set_text_reading_async, cancellable, callback, user_data);
}

/**
 * reel_client_set_text_reading_finish:
 * @self: a client of the service on this computer
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what the service has now
 */
ReelTextReading *
reel_client_set_text_reading_finish (ReelClient   *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return reel_call_finish (self, result, reel_client_set_text_reading_async, error);
}
