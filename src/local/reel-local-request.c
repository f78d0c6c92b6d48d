/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/reel-json.h"
#include "local/reel-body-pump.h"
#include "local/reel-json-sink.h"
#include "local/reel-local-connection.h"
#include "local/reel-local-error.h"
#include "local/reel-local-request.h"
#include "local/reel-multipart-parser.h"
#include "local/reel-upload-sink.h"

struct _ReelLocalRequest
{
  GObject parent_instance;

  /* owned */
  SoupServerMessage *message; /* (nullable): until it is finished */
  GMainContext *context;
  ReelBodyPump *pump; /* (nullable) */
  ReelBodySink *body; /* (nullable): once it is complete */
  char *id;           /* (nullable) */
  GCancellable *cancellable;
  GSource *timeout;   /* (nullable) */
  guint64 length;      /* of the body, in bytes; 0 where it does not say */
  gboolean is_checked; /* the body may come */
  gboolean replied;

  /* owned, set by the worker, then read by the loop */
  JsonNode *reply; /* (nullable) */
  GError *error;   /* (nullable) */

  /* borrowed */
  const ReelLocalRoute *route;
  ReelLocalService *service;
  GThreadPool *pool;
};

G_DEFINE_FINAL_TYPE (ReelLocalRequest, reel_local_request, G_TYPE_OBJECT)

static void
send (SoupServerMessage *message,
      guint              status,
      GBytes            *bytes)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (headers, "Content-Type", "application/json; charset=utf-8");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_body_append_bytes (body, bytes);
  soup_message_body_complete (body);
}

/**
 * reel_local_request_reply_error:
 * @message: a message without a reply
 * @error: what went wrong
 * @retry_after: seconds for `Retry-After`; 0 for none
 *
 * Replies with the error's status and `{"error": {"code", "message"}}`.
 */
void
reel_local_request_reply_error (SoupServerMessage *message,
                                const GError      *error,
                                guint              retry_after)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint status = error->domain == REEL_MULTIPART_ERROR ? SOUP_STATUS_BAD_REQUEST : reel_local_error_get_status (error);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, error->domain == REEL_MULTIPART_ERROR ? "bad_request"
                                                                                : reel_local_error_get_code (error));
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, error->message);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  bytes = reel_json_to_bytes (root);
  if (retry_after > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%u", retry_after);

      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", seconds);
    }
  send (message, status, bytes);
}

static void
clear_timeout (ReelLocalRequest *self)
{
  if (self->timeout != NULL)
    g_source_destroy (self->timeout);
  g_clear_pointer (&self->timeout, g_source_unref);
}

static void
reply (ReelLocalRequest *self,
       JsonNode         *node,
       const GError     *error)
{
  clear_timeout (self);
  if (self->replied || self->message == NULL)
    return;
  self->replied = TRUE;
  if (error != NULL)
    reel_local_request_reply_error (self->message, error, error->domain == REEL_LOCAL_ERROR &&
                                                              error->code == REEL_LOCAL_ERROR_BUSY);
  else
    {
      g_autoptr (GBytes) bytes = reel_json_to_bytes (node);

      send (self->message, SOUP_STATUS_OK, bytes);
    }
  soup_server_message_unpause (self->message);
}

static gboolean
worked (gpointer data)
{
  ReelLocalRequest *self = data;

  reply (self, self->reply, self->error);
  return G_SOURCE_REMOVE;
}

/* Bytes of the body; 0 where it does not say. */
static guint64
get_length (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
           ? (guint64) soup_message_headers_get_content_length (headers)
           : 0;
}

static gboolean
check_length (SoupServerMessage *message,
              guint64            longest,
              GError           **error)
{
  if (get_length (message) <= longest)
    return TRUE;
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_TOO_LARGE,
               "The body is over the limit of %" G_GUINT64_FORMAT " bytes.", longest);
  return FALSE;
}

static ReelBodySink *
open_picture (ReelLocalRequest *self,
              const char       *content_type,
              const char       *folder,
              GError          **error)
{
  ReelUploadSink *sink;

  if (!check_length (self->message, REEL_UPLOAD_SINK_PICTURE + REEL_JSON_SINK_MAX_BYTES, error))
    return NULL;
  sink = reel_upload_sink_new (content_type, folder, error);
  if (sink != NULL)
    reel_upload_sink_set_limit (sink, REEL_UPLOAD_SINK_PICTURE);
  return (ReelBodySink *) sink;
}

static gboolean
open_body (ReelLocalRequest *self,
           GError          **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  const char *folder = reel_local_store_get_incoming_dir (self->service->store);
  const char *content_type = soup_message_headers_get_one (headers, "Content-Type");
  ReelBodySink *sink = NULL;

  switch (self->route->body)
    {
    case REEL_LOCAL_BODY_NONE:
      return TRUE;
    case REEL_LOCAL_BODY_JSON:
      if (!check_length (self->message, REEL_JSON_SINK_MAX_BYTES, error))
        return FALSE;
      sink = (ReelBodySink *) reel_json_sink_new (NULL);
      break;
    case REEL_LOCAL_BODY_VIDEO_JSON:
      if (!check_length (self->message, REEL_JSON_SINK_MAX_VIDEO / 3 * 4 + REEL_JSON_SINK_MAX_BYTES, error))
        return FALSE;
      sink = (ReelBodySink *) reel_json_sink_new (folder);
      break;
    case REEL_LOCAL_BODY_ARRAYS:
      if (!check_length (self->message, REEL_JSON_SINK_MAX_ARRAYS, error))
        return FALSE;
      sink = (ReelBodySink *) reel_json_sink_new_arrays (folder);
      break;
    case REEL_LOCAL_BODY_UPLOAD:
      sink = (ReelBodySink *) reel_upload_sink_new (content_type, folder, error);
      if (sink != NULL)
        reel_upload_sink_set_expected ((ReelUploadSink *) sink, get_length (self->message));
      break;
    case REEL_LOCAL_BODY_JSON_OR_PICTURE:
      if (content_type != NULL && g_ascii_strncasecmp (content_type, "multipart/", strlen ("multipart/")) == 0)
        sink = open_picture (self, content_type, folder, error);
      else if (check_length (self->message, REEL_JSON_SINK_MAX_BYTES, error))
        sink = (ReelBodySink *) reel_json_sink_new (NULL);
      break;
    }
  if (sink == NULL)
    return FALSE;
  self->pump = reel_body_pump_new (self->message, sink);
  return TRUE;
}

static ReelLocalConnection *
get_connection (ReelLocalRequest *self)
{
  return self->message != NULL ? reel_local_connection_of (self->message) : NULL;
}

static gboolean
checked (gpointer data)
{
  ReelLocalRequest *self = data;
  ReelLocalConnection *connection = get_connection (self);
  g_autoptr (GError) error = g_steal_pointer (&self->error);

  self->is_checked = TRUE;
  if (self->message == NULL)
    return G_SOURCE_REMOVE;
  if (connection != NULL)
    reel_local_connection_hold (connection, FALSE);
  if (error == NULL && open_body (self, &error))
    soup_server_message_unpause (self->message);
  else
    reply (self, NULL, error);
  return G_SOURCE_REMOVE;
}

static void
free_body (ReelLocalRequest *self)
{
  if (self->body != NULL)
    self->body->free (self->body);
  self->body = NULL;
}

/**
 * reel_local_request_work:
 * @self: (transfer full): a request that reel_local_request_run() pushed to its pool
 *
 * Runs the check or the call. For the pool's threads.
 */
void
reel_local_request_work (ReelLocalRequest *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  if (!self->is_checked)
    {
      self->route->check (self->service, self->id, self->length, &self->error);
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, checked, self, g_object_unref);
      g_source_attach (source, self->context);
      return;
    }
  if (self->route->uses_engines)
    reel_local_service_wind (self->service);
  if (!g_cancellable_set_error_if_cancelled (self->cancellable, &self->error))
    self->reply = self->route->call (self->service, self->id, self->body, self->cancellable, &self->error);
  if (self->route->uses_engines)
    reel_local_service_wind (self->service); /* it may have taken long */
  free_body (self); /* here, as it may close and remove a file */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, worked, self, g_object_unref);
  g_source_attach (source, self->context);
}

static gboolean
timed_out (gpointer data)
{
  ReelLocalRequest *self = data;
  g_autoptr (GError) error = NULL;

  g_set_error_literal (&error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_TIMED_OUT,
                       _("This video takes too long. Use the asynchronous call, or a shorter video."));
  g_clear_pointer (&self->timeout, g_source_unref);
  reply (self, NULL, error);
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/* Nobody waits for it any more: its thread is needed for others. */
static void
hung_up (ReelLocalRequest *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
got_body (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelLocalRequest) self = user_data;
  g_autoptr (GError) error = NULL;

  self->body = reel_body_pump_end_finish (self->pump, result, &error);
  if (self->body == NULL)
    reply (self, NULL, error);
  else
    g_thread_pool_push (self->pool, g_object_ref (self), NULL);
}

/**
 * reel_local_request_run:
 * @self: a request whose body has been received
 * @pool: whose threads call reel_local_request_work()
 *
 * Pauses the message until there is a reply.
 */
void
reel_local_request_run (ReelLocalRequest *self,
                        GThreadPool      *pool)
{
  ReelLocalConnection *connection = get_connection (self);

  g_return_if_fail (REEL_IS_LOCAL_REQUEST (self));

  self->pool = pool;
  soup_server_message_pause (self->message);
  if (self->route->slow)
    {
      self->timeout = g_timeout_source_new_seconds (REEL_LOCAL_REQUEST_SECONDS);
      g_source_set_callback (self->timeout, timed_out, self, NULL);
      g_source_attach (self->timeout, self->context);
      if (connection != NULL)
        {
          g_signal_connect_object (connection, "hung-up", G_CALLBACK (hung_up), self, G_CONNECT_SWAPPED);
          reel_local_connection_watch (connection);
        }
    }
  if (self->pump != NULL)
    reel_body_pump_end_async (self->pump, got_body, g_object_ref (self));
  else
    g_thread_pool_push (pool, g_object_ref (self), NULL);
}

gboolean
reel_local_request_is_upload (ReelLocalRequest *self)
{
  return self->route->body == REEL_LOCAL_BODY_UPLOAD || self->route->body == REEL_LOCAL_BODY_ARRAYS;
}

gboolean
reel_local_request_is_slow (ReelLocalRequest *self)
{
  return self->route->slow;
}

/**
 * reel_local_request_abort:
 * @self: a request
 *
 * Nobody waits for its reply any more: the call is cancelled, and a body that is not complete goes.
 */
void
reel_local_request_abort (ReelLocalRequest *self)
{
  g_return_if_fail (REEL_IS_LOCAL_REQUEST (self));

  clear_timeout (self);
  g_cancellable_cancel (self->cancellable);
  if (self->pump != NULL)
    reel_body_pump_abort (self->pump);
  g_clear_object (&self->message);
}

/**
 * reel_local_request_new:
 * @message: a message whose headers are read
 * @route: the call
 * @id: (nullable): the id in its path
 * @service: what the call works on
 * @checks: whose threads call reel_local_request_work(), to check the request before its body comes
 * @error: return location for what can be told from the headers
 *
 * For an early handler: begins to take the body in.
 *
 * Returns: (transfer full) (nullable): a request
 */
ReelLocalRequest *
reel_local_request_new (SoupServerMessage    *message,
                        const ReelLocalRoute *route,
                        const char           *id,
                        ReelLocalService     *service,
                        GThreadPool          *checks,
                        GError              **error)
{
  g_autoptr (ReelLocalRequest) self = g_object_new (REEL_TYPE_LOCAL_REQUEST, NULL);

  self->message = g_object_ref (message);
  self->context = g_main_context_ref_thread_default ();
  self->route = route;
  self->id = g_strdup (id);
  self->service = service;
  self->length = get_length (message);
  self->is_checked = route->check == NULL;
  if (self->is_checked && !open_body (self, error))
    return NULL;
  g_signal_connect_object (message, "finished", G_CALLBACK (reel_local_request_abort), self, G_CONNECT_SWAPPED);
  if (!self->is_checked)
    {
      ReelLocalConnection *connection = get_connection (self);

      if (connection != NULL)
        reel_local_connection_hold (connection, TRUE);
      soup_server_message_pause (message);
      g_thread_pool_push (checks, g_object_ref (self), NULL);
    }
  return g_steal_pointer (&self);
}

static void
reel_local_request_finalize (GObject *object)
{
  ReelLocalRequest *self = REEL_LOCAL_REQUEST (object);

  clear_timeout (self);
  free_body (self);
  g_clear_object (&self->message);
  g_clear_object (&self->pump);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->reply, json_node_unref);
  g_clear_error (&self->error);
  g_main_context_unref (self->context);
  g_free (self->id);

  G_OBJECT_CLASS (reel_local_request_parent_class)->finalize (object);
}

static void
reel_local_request_class_init (ReelLocalRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_local_request_finalize;
}

static void
reel_local_request_init (ReelLocalRequest *self)
{
  self->cancellable = g_cancellable_new ();
}
