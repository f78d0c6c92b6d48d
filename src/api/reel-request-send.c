/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "api/reel-api-error-private.h"
#include "api/reel-request-private.h"

/*
 * What of a request goes out, once it has its turn: a file is opened first; silence ends it.
 *
 * libsoup 3.3.1 to 3.6.5 takes a request off its queue twice, and frees what it still uses, where a request fails after its
 * reply's head was read and before the callback was called (mended by its commit 9ba1243a). On HTTP/1.1 only cancelling
 * can fail it there, so nothing is cancelled then: the reply comes in the next turn of the loop, and is dropped.
 *
 * HTTP/2 is not offered to any server: a request that is cancelled on it crashes the program with these versions, and never
 * calls back with 3.2.3; 3.7.1 does not pass the test of it (client-tls) either. And a pollable body that has nothing ready
 * a second time aborts the program there.
 */

/* Stops what is under way for this try, if anything is. */
void
reel_request_stop (ReelRequest *request)
{
  if (request->inner != NULL && !request->headed)
    g_cancellable_cancel (request->inner);
}

static gboolean
idle_cb (gpointer data);

static void
arm_idle_timer (ReelRequest *request)
{
  reel_request_clear_source (&request->idle_timer);
  request->idle_timer = g_timeout_source_new (0);
  g_source_set_callback (request->idle_timer, idle_cb, request, NULL);
  g_source_set_static_name (request->idle_timer, "[reelseek] silence");
  /* Before it is attached: later it would wake the loop for nothing. */
  g_source_set_ready_time (request->idle_timer, request->active_at + 1000 * (gint64) reel_request_get_patience (request));
  g_source_attach (request->idle_timer, reel_network_thread_get_context (request->client->thread));
}

/* Activity only notes its time, as there is much of it; the timer looks whether there was any. */
static gboolean
idle_cb (gpointer data)
{
  ReelRequest *request = data;

  if (request->headed || g_get_monotonic_time () - request->active_at < 1000 * (gint64) reel_request_get_patience (request))
    {
      arm_idle_timer (request);
      return G_SOURCE_REMOVE;
    }
  request->silent = TRUE;
  reel_request_stop (request);
  return G_SOURCE_REMOVE;
}

/* A part of the body is out, written by libsoup or past it. */
static void
wrote_cb (gpointer data,
          guint    n)
{
  ReelRequest *request = data;

  request->active_at = g_get_monotonic_time ();
  if (request->upload == NULL || request->spec->meter == NULL)
    return;
  request->sent += n;
  reel_upload_meter_report (request->spec->meter, request->sent, reel_upload_stream_get_length (request->upload));
}

static void
network_event_cb (SoupMessage       *message,
                  GSocketClientEvent event,
                  GIOStream         *connection,
                  ReelRequest       *request)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  request->active_at = g_get_monotonic_time ();
  request->dialled = TRUE;
  request->connected |= event == G_SOCKET_CLIENT_COMPLETE;
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), (const char *const *)protocols);
  if (event == G_SOCKET_CLIENT_COMPLETE && (!request->spec->repeatable || request->spec->call->paid))
    g_set_object (&request->connection, connection);
  /* Below TLS there would be nothing to understand, and much to break. */
  if (event == G_SOCKET_CLIENT_COMPLETE && request->upload != NULL && request->early == NULL &&
      g_str_equal (g_uri_get_scheme (request->uri), "https") == G_IS_TLS_CONNECTION (connection))
    {
      request->early =
        reel_early_reply_new (connection, request->upload, reel_network_thread_get_context (request->client->thread),
                              reel_request_fail_early, request);
      if (request->early != NULL)
        reel_upload_stream_set_outlet (request->upload, g_io_stream_get_output_stream (connection), wrote_cb, request);
    }
}

/* libsoup reads on for as long as there are any, without a turn of the loop: nothing else would ever get its turn. */
static void
got_informational_cb (SoupMessage *message,
                      ReelRequest *request)
{
  if (++request->interim > REEL_REQUEST_MAX_INTERIM)
    reel_request_stop (request);
}

/* The head may have come in one piece with replies that the request was stopped for. */
static void
got_headers_cb (SoupMessage *message,
                ReelRequest *request)
{
  request->headed = TRUE;
  g_cancellable_reset (request->inner);
}

/* libsoup asks once more by itself, after 421 or where a kept connection was lost, but without the body. */
static void
restarted_cb (SoupMessage *message,
              ReelRequest *request)
{
  g_autoptr (GError) lost = NULL;

  request->headed = FALSE;
  if (reel_request_is_get (request))
    return;
  if (soup_message_get_status (message) == SOUP_STATUS_MISDIRECTED_REQUEST)
    {
      reel_request_end (request, NULL,
                        reel_api_error_for_status (request->client->label, SOUP_STATUS_MISDIRECTED_REQUEST, NULL, -1));
      return;
    }
  if (request->spec->call->idempotent)
    {
      soup_message_set_request_body_from_bytes (message, "application/json", request->spec->body);
      return;
    }
  g_set_error_literal (&lost, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "the request was started anew");
  reel_request_fail_try (request, lost);
}

void
reel_request_send (ReelRequest *request)
{
  ReelClient *client = request->client;
  ReelRequestSpec *spec = request->spec;
  g_autofree char *method = g_strndup (spec->call->name, strcspn (spec->call->name, " "));
  /* libsoup would carry the key to wherever a redirect points. */
  SoupMessageFlags flags = SOUP_MESSAGE_NO_REDIRECT;
  SoupMessageHeaders *headers;

  request->message = soup_message_new_from_uri (method, request->uri);
  /* A request that must not be done twice gets a new connection: a server may be about to close a kept one, and then nobody
   * knows whether the request arrived. */
  if (!spec->repeatable || request->kept_failed)
    flags |= SOUP_MESSAGE_NEW_CONNECTION;
  else if (spec->call->idempotent)
    flags |= SOUP_MESSAGE_IDEMPOTENT; /* else libsoup takes no kept connection for a POST */
  soup_message_add_flags (request->message, flags);
  headers = soup_message_get_request_headers (request->message);
  soup_message_headers_replace (headers, "Accept", "application/json");
  if (client->key != NULL && client->key_header == REEL_KEY_HEADER_BEARER)
    {
      g_autofree char *value = g_strconcat ("Bearer ", client->key, NULL);

      soup_message_headers_replace (headers, "Authorization", value);
    }
  else if (client->key != NULL)
    soup_message_headers_replace (headers, "X-API-Key", client->key);
  if (request->upload != NULL)
    soup_message_set_request_body (request->message, reel_upload_stream_get_content_type (request->upload),
                                   G_INPUT_STREAM (request->upload),
                                   (gssize) reel_upload_stream_get_length (request->upload));
  else if (spec->body != NULL)
    soup_message_set_request_body_from_bytes (request->message,
                                              spec->body_type != NULL ? spec->body_type : "application/json", spec->body);

  request->sent = 0;
  request->counted = 0;
  request->interim = 0;
  request->active_at = g_get_monotonic_time ();
  request->inner = g_cancellable_new ();
  g_signal_connect_swapped (request->message, "wrote-body-data", G_CALLBACK (wrote_cb), request);
  g_signal_connect (request->message, "got-informational", G_CALLBACK (got_informational_cb), request);
  g_signal_connect (request->message, "got-headers", G_CALLBACK (got_headers_cb), request);
  g_signal_connect (request->message, "restarted", G_CALLBACK (restarted_cb), request);
  g_signal_connect (request->message, "network-event", G_CALLBACK (network_event_cb), request);
  arm_idle_timer (request);
  soup_session_send_async (client->session, request->message, G_PRIORITY_DEFAULT, request->inner, reel_request_sent_cb,
                           reel_request_ref (request));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (ReelRequest) request = data;
  GError *error = NULL;
  g_autoptr (ReelUploadStream) stream = reel_upload_stream_open_finish (result, &error);

  if (request->task == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (stream == NULL)
    {
      reel_request_end (request, NULL, error);
      return;
    }
  g_clear_object (&request->inner);
  request->upload = g_steal_pointer (&stream);
  reel_request_send (request);
}

/* From the pacer: the request's turn. */
void
reel_request_ready (gpointer data)
{
  g_autoptr (ReelRequest) request = reel_request_ref (data);

  if (request->spec->file == NULL)
    {
      reel_request_send (request);
      return;
    }
  request->inner = g_cancellable_new ();
  reel_upload_stream_open_async (request->spec->file, request->spec->file_key, request->spec->checksum,
                                 request->spec->gate, request->client->bandwidth, request->inner, opened_cb, reel_request_ref (request));
}
