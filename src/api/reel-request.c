/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "api/reel-api-error-private.h"
#include "api/reel-api-url.h"
#include "api/reel-client-private.h"
#include "api/reel-early-reply.h"
#include "api/reel-reply.h"
#include "api/reel-request.h"
#include "api/reel-upload-stream.h"

/*
 * One request, its whole life, on the network thread:
 *
 *   start ─► queue (pacer) ─► open file ─► send ─► receive ─► decode (worker thread) ─► end
 *              ▲                             │        │
 *              └──────── wait, once more ◄───┴────────┘
 *
 * request_end() is the one exit and returns the caller's task once. Cancelling ends at once at every stage; what libsoup
 * or a worker still does then comes back to a request that has ended, and is dropped. Until the last of that the request
 * holds its client, so that the network thread outlives it.
 */

#define DEADLINE      60.0 /* seconds that a request may go on for with its repetitions */
#define MAX_REPEATS   3
#define FIRST_BACKOFF 0.5 /* seconds */
#define LAST_BACKOFF  15.0
#define LEAST_PAUSE   0.25 /* after a 429 that says nothing more */
#define MAX_REDIRECTS 5
#define MAX_INTERIM   32 /* replies such as '100 Continue' before the one that counts */
#define CHUNK         (64 * 1024)
#define MAX_READS     4           /* chunks in one turn of the loop, so that others on it have theirs */
#define SMALL         (16 * 1024) /* bytes of a reply that are decoded sooner than handed to a worker */
#define LEAST_LIFE    (4 * 1024)  /* bytes of a reply that are a sign of life: drops are none */

typedef struct
{
  /* owned */
  ReelClient *client;
  ReelRequestSpec *spec;
  GTask *task;           /* (nullable): NULL once the request has ended */
  gulong cancel_handler; /* on the task's cancellable; 0 where there is none */
  GUri *uri;
  ReelPacerTicket ticket;

  gint64 started; /* monotonic µs */
  double waited;  /* seconds of waits between tries, unscaled */
  guint repeats;  /* after faults */
  guint refusals; /* 429 */
  guint redirects;

  /* owned, of one try */
  GCancellable *inner; /* (nullable) */
  GSource *idle_timer;
  SoupMessage *message;
  ReelUploadStream *upload;
  ReelEarlyReply *early;
  GInputStream *reply;
  guint8 *chunk;
  GByteArray *bytes;
  gint64 active_at; /* monotonic µs */
  guint64 sent;     /* bytes of the body */
  gsize counted;    /* bytes of the reply at @active_at */
  guint interim;    /* replies so far that are not the one that counts */
  gboolean silent;  /* the idle timer fired */
} ReelRequest;

static void
send_now (ReelRequest *request);

static void
spec_free (ReelRequestSpec *spec)
{
  g_free (spec->path);
  g_clear_pointer (&spec->body, g_bytes_unref);
  g_clear_object (&spec->file);
  g_assert (spec->meter == NULL);
  g_free (spec);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Also stops what is still under way for this try. */
static void
clear_try (ReelRequest *request)
{
  if (request->inner != NULL)
    g_cancellable_cancel (request->inner);
  g_clear_object (&request->inner);
  clear_source (&request->idle_timer);
  if (request->message != NULL)
    g_signal_handlers_disconnect_by_data (request->message, request);
  g_clear_object (&request->message);
  g_clear_pointer (&request->early, reel_early_reply_free);
  if (request->upload != NULL)
    reel_upload_stream_abandon (request->upload);
  g_clear_object (&request->upload);
  g_clear_object (&request->reply);
  g_clear_pointer (&request->bytes, g_byte_array_unref);
  request->silent = FALSE;
}

static void
request_clear (gpointer data)
{
  ReelRequest *request = data;

  g_assert (request->task == NULL);

  g_clear_pointer (&request->uri, g_uri_unref);
  g_clear_pointer (&request->spec, spec_free);
  g_free (request->chunk);
  g_clear_object (&request->client);
}

static ReelRequest *
request_ref (ReelRequest *request)
{
  return g_atomic_rc_box_acquire (request);
}

static void
request_unref (ReelRequest *request)
{
  g_atomic_rc_box_release_full (request, request_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelRequest, request_unref)

/* The one exit. @result: (transfer full) (nullable); @error: (transfer full) (nullable) */
static void
request_end (ReelRequest *request,
             gpointer     result,
             GError      *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&request->task);
  ReelUploadMeter *meter = g_steal_pointer (&request->spec->meter);

  g_assert (task != NULL);

  reel_pacer_release (request->client->pacer, &request->ticket);
  g_cancellable_disconnect (g_task_get_cancellable (task), request->cancel_handler);
  clear_try (request);
  if (meter != NULL)
    reel_upload_meter_close (meter, error == NULL);
  if (error != NULL)
    {
      reel_api_error_set_call (error, request->spec->call->name);
      reel_api_error_redact (error, request->client->key);
      g_task_return_error (task, error);
    }
  else
    g_task_return_pointer (task, result, request->spec->call->result_free);
  request_unref (request); /* what reel_request_start() had; the caller has one of its own */
}

static gboolean
cancel_cb (gpointer data)
{
  ReelRequest *request = data;
  GError *error = NULL;

  if (request->task == NULL)
    return G_SOURCE_REMOVE;
  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (request->task), &error))
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"); /* and reset since */
  request_end (request, NULL, error);
  return G_SOURCE_REMOVE;
}

/* On whichever thread cancels. A GCancellableSource would do, but leaks where that races with its end (GLib 2.74). */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  ReelRequest *request = data;

  reel_network_thread_post (request->client->thread, cancel_cb, request_ref (request), (GDestroyNotify) request_unref);
}

/* Puts the request back into the queue, if there is time for it. */
static gboolean
try_again (ReelRequest *request,
           double       seconds)
{
  double scale = request->client->time_scale;
  /* The waits count in full however short a test has made them. */
  double spent = (double) (g_get_monotonic_time () - request->started) / G_USEC_PER_SEC + request->waited * (1 - scale);

  if (request->spec->file != NULL)
    spent = request->waited; /* a film may take hours, and is no less welcome then */
  if (spent + seconds > DEADLINE)
    return FALSE;
  request->waited += seconds;
  if (request->upload != NULL && request->spec->meter != NULL)
    reel_upload_meter_report (request->spec->meter, 0, reel_upload_stream_get_length (request->upload));
  clear_try (request);
  reel_pacer_release (request->client->pacer, &request->ticket);
  reel_pacer_enqueue (request->client->pacer, &request->ticket, (gint64) (seconds * scale * G_USEC_PER_SEC));
  return TRUE;
}

/*
 * Exponential back-off with full jitter: anything from nothing to a bound that doubles each time, so that many clients
 * don't come back all at once ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
static double
back_off (guint times)
{
  return g_random_double_range (0, MIN (LAST_BACKOFF, FIRST_BACKOFF * (1 << MIN (times, 10))));
}

static gboolean
repeat_after_fault (ReelRequest *request,
                    double       at_least)
{
  double wait;

  if (!request->spec->repeatable || request->repeats >= MAX_REPEATS)
    return FALSE;
  wait = back_off (request->repeats++);
  return try_again (request, MAX (at_least, wait));
}

/* How long nothing may happen, ms. */
static guint
get_patience (ReelRequest *request)
{
  return request->spec->call->slow ? request->client->upload_idle_timeout : request->client->idle_timeout;
}

/* An answer that says no. */
static void
fail_status (ReelRequest        *request,
             guint               status,
             SoupMessageHeaders *headers,
             GBytes             *body)
{
  g_autofree char *words = reel_reply_read_words (body, soup_message_headers_get_content_type (headers, NULL));
  double after = reel_reply_retry_after (headers);

  if (status == 429)
    {
      /* Refused is not done, so whatever the call, asking again is safe. */
      double wait = after >= 0 ? after + back_off (0) : LEAST_PAUSE + back_off (request->refusals + 1);

      request->refusals++;
      reel_pacer_refused (request->client->pacer, &request->ticket,
                          (gint64) (MIN (wait, DEADLINE) * request->client->time_scale * G_USEC_PER_SEC));
      if (try_again (request, wait))
        return;
    }
  else if ((status == 502 || status == 503 || (status == 504 && !request->spec->call->has_async)) &&
           repeat_after_fault (request, MAX (after, 0)))
    return;
  request_end (request, NULL, reel_api_error_for_status (request->client->label, status, words, after));
}

/* The server has refused an upload before it had all of it. */
static void
fail_early (gpointer data)
{
  g_autoptr (ReelRequest) request = request_ref (data);
  g_autoptr (GBytes) body = reel_early_reply_dup_body (request->early);
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_ref (reel_early_reply_get_headers (request->early));

  fail_status (request, reel_early_reply_get_status (request->early), headers, body);
}

/* A try that got no whole answer. */
static void
fail_try (ReelRequest  *request,
          const GError *cause)
{
  ReelClient *client = request->client;
  g_autoptr (GError) error = request->upload != NULL ? reel_upload_stream_dup_error (request->upload) : NULL;

  if (error == NULL && request->early != NULL && reel_early_reply_get_status (request->early) != 0)
    {
      fail_early (request);
      return;
    }
  if (error == NULL && request->silent)
    error = reel_api_error_for_silence (client->label, MAX (1, get_patience (request) / 1000));
  if (error == NULL && request->interim > MAX_INTERIM)
    error = reel_api_error_for_babble (client->label);
  if (error == NULL && cause->domain == REEL_API_ERROR)
    error = g_error_copy (cause);
  if (error == NULL)
    error = reel_api_error_for_transport (client->label, cause);
  reel_api_error_redact (error, client->key);
  g_debug ("%s: %s", request->spec->call->name, error->message);
  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_OFFLINE) && repeat_after_fault (request, 0))
    return;
  request_end (request, NULL, g_steal_pointer (&error));
}

static void
decoded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (ReelRequest) request = data;
  GError *error = NULL;
  gpointer decoded = reel_reply_decode_finish (result, &error);

  if (request->task != NULL)
    request_end (request, decoded, error);
  else if (decoded != NULL)
    request->spec->call->result_free (decoded);
  else
    g_error_free (error);
}

static gboolean
is_success (ReelRequest *request)
{
  return SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (request->message));
}

static void
received (ReelRequest *request)
{
  g_autoptr (GBytes) bytes = NULL;
  guint status = soup_message_get_status (request->message);

  clear_source (&request->idle_timer);
  g_debug ("%s: HTTP %u, %u bytes", request->spec->call->name, status, request->bytes->len);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&request->bytes));
  if (status != 429)
    reel_pacer_accepted (request->client->pacer);
  if (!is_success (request))
    {
      g_autoptr (SoupMessageHeaders) headers =
        soup_message_headers_ref (soup_message_get_response_headers (request->message));

      fail_status (request, status, headers, bytes);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      request_end (request, NULL, reel_api_error_for_empty_reply (request->spec->call->name, status));
      return;
    }
  if (g_bytes_get_size (bytes) <= SMALL)
    {
      GError *error = NULL;
      gpointer decoded = reel_reply_decode (bytes, request->spec->call->decode, request->spec->call->name, &error);

      request_end (request, decoded, error);
      return;
    }
  reel_reply_decode_async (bytes, request->spec->call->decode, request->spec->call->result_free, request->spec->call->name,
                           request->inner, decoded_cb, request_ref (request));
}

/* Takes what was read. Whether there may be more. */
static gboolean
take_chunk (ReelRequest  *request,
            gssize        n,
            const GError *error)
{
  if (n > 0 && request->bytes->len + (gsize) n >= request->counted + LEAST_LIFE)
    {
      request->counted = request->bytes->len + (gsize) n;
      request->active_at = g_get_monotonic_time ();
    }
  if (n < 0 && is_success (request))
    {
      fail_try (request, error);
      return FALSE;
    }
  if (n <= 0)
    {
      received (request);
      return FALSE;
    }
  if (is_success (request) && request->bytes->len + (gsize) n > REEL_REPLY_MAX_SIZE)
    {
      request_end (request, NULL, reel_api_error_for_huge_reply (request->spec->call->name, REEL_REPLY_MAX_SIZE));
      return FALSE;
    }
  g_byte_array_append (request->bytes, request->chunk, (guint) n);
  /* Of an error only its words are wanted. */
  if (!is_success (request) && request->bytes->len >= REEL_REPLY_MAX_ERROR_SIZE)
    {
      g_byte_array_set_size (request->bytes, MIN (request->bytes->len, REEL_REPLY_MAX_ERROR_SIZE));
      received (request);
      return FALSE;
    }
  return TRUE;
}

static void
read_on (ReelRequest *request);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (ReelRequest) request = data;
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (request->task != NULL && take_chunk (request, n, error))
    read_on (request);
}

/* What has come is taken at once, and only what has not is waited for: a small reply is here as a whole, and costs no turn
 * of the loop. */
static void
read_on (ReelRequest *request)
{
  gboolean pollable = G_IS_POLLABLE_INPUT_STREAM (request->reply) &&
                      g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (request->reply));

  for (guint i = 0; pollable && i < MAX_READS; i++)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (request->reply), request->chunk, CHUNK,
                                                          request->inner, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      if (!take_chunk (request, n, error))
        return;
    }
  g_input_stream_read_async (request->reply, request->chunk, CHUNK, G_PRIORITY_DEFAULT, request->inner, read_cb,
                             request_ref (request));
}

static gboolean
is_get (ReelRequest *request)
{
  return g_str_has_prefix (request->spec->call->name, "GET ");
}

/* Whether the answer points elsewhere and the request has gone there, or failed because it must not. */
static gboolean
follow_redirect (ReelRequest *request)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (request->message);
  guint status = soup_message_get_status (request->message);
  const char *location = soup_message_headers_get_one (headers, "Location");
  const char *host = request->client->label;
  g_autoptr (GUri) target = NULL;

  if (!(status == 301 || status == 302 || status == 303 || status == 307 || status == 308) || location == NULL)
    return FALSE;
  target = g_uri_parse_relative (request->uri, location, SOUP_HTTP_URI_FLAGS, NULL);
  if (target == NULL || g_uri_get_host (target) == NULL || *g_uri_get_host (target) == '\0')
    return FALSE;
  if (!reel_api_url_same_origin (request->client->base, target) || g_uri_get_userinfo (target) != NULL || !is_get (request))
    {
      g_autofree char *label = reel_api_url_get_label (target);
      g_autofree char *clean = reel_api_error_clean_words (label);

      request_end (request, NULL, reel_api_error_for_redirect (host, clean != NULL ? clean : ""));
      return TRUE;
    }
  if (++request->redirects > MAX_REDIRECTS)
    {
      request_end (request, NULL, reel_api_error_for_redirect (host, NULL));
      return TRUE;
    }
  g_clear_pointer (&request->uri, g_uri_unref);
  request->uri = g_steal_pointer (&target);
  clear_try (request);
  send_now (request);
  return TRUE;
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (ReelRequest) request = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) reply = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  /* A refusal that came early has begun another try meanwhile. */
  if (request->task == NULL || soup_session_get_async_result_message (SOUP_SESSION (source), result) != request->message)
    return;
  if (reply == NULL)
    {
      fail_try (request, error);
      return;
    }
  if (follow_redirect (request))
    return;
  if (is_success (request) &&
      !reel_reply_check_head (request->message, request->spec->call->name, request->client->label, &error))
    {
      request_end (request, NULL, g_steal_pointer (&error));
      return;
    }
  request->active_at = g_get_monotonic_time ();
  request->reply = g_steal_pointer (&reply);
  request->bytes = g_byte_array_new ();
  if (request->chunk == NULL)
    request->chunk = g_malloc (CHUNK);
  read_on (request);
}

static gboolean
idle_cb (gpointer data);

static void
arm_idle_timer (ReelRequest *request)
{
  clear_source (&request->idle_timer);
  request->idle_timer = g_timeout_source_new (0);
  g_source_set_callback (request->idle_timer, idle_cb, request, NULL);
  g_source_set_static_name (request->idle_timer, "[reelseek] silence");
  /* Before it is attached: later it would wake the loop for nothing. */
  g_source_set_ready_time (request->idle_timer, request->active_at + 1000 * (gint64) get_patience (request));
  g_source_attach (request->idle_timer, reel_network_thread_get_context (request->client->thread));
}

/* Activity only notes its time, as there is much of it; the timer looks whether there was any. */
static gboolean
idle_cb (gpointer data)
{
  ReelRequest *request = data;

  if (g_get_monotonic_time () - request->active_at < 1000 * (gint64) get_patience (request))
    {
      arm_idle_timer (request);
      return G_SOURCE_REMOVE;
    }
  request->silent = TRUE;
  g_cancellable_cancel (request->inner);
  return G_SOURCE_REMOVE;
}

/* Of an upload, what its stream has written past libsoup. */
static void
wrote_cb (gsize    n,
          gpointer data)
{
  ReelRequest *request = data;

  request->active_at = g_get_monotonic_time ();
  if (request->upload == NULL || request->spec->meter == NULL)
    return;
  request->sent += n;
  reel_upload_meter_report (request->spec->meter, request->sent, reel_upload_stream_get_length (request->upload));
}

static void
wrote_body_data_cb (SoupMessage *message,
                    guint        n,
                    ReelRequest *request)
{
  wrote_cb (n, request);
}

static void
network_event_cb (SoupMessage       *message,
                  GSocketClientEvent event,
                  GIOStream         *connection,
                  ReelRequest       *request)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  request->active_at = g_get_monotonic_time ();
  /* On HTTP/2, libsoup 3.2 aborts the program when a pollable body has nothing ready a second time. An upload has a
   * connection of its own, and one large body gains nothing from HTTP/2, so only HTTP/1.1 is offered for it. */
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && request->upload != NULL && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), (const char *const *)protocols);
  /* Below TLS there would be nothing to understand, and much to break. */
  if (event == G_SOCKET_CLIENT_COMPLETE && request->upload != NULL && request->early == NULL &&
      g_str_equal (g_uri_get_scheme (request->uri), "https") == G_IS_TLS_CONNECTION (connection))
    {
      request->early = reel_early_reply_new (connection, request->upload,
                                             reel_network_thread_get_context (request->client->thread), fail_early, request);
      if (request->early != NULL)
        reel_upload_stream_set_outlet (request->upload, g_io_stream_get_output_stream (connection), wrote_cb, request);
    }
}

/* libsoup reads on for as long as there are any, without a turn of the loop: nothing else would ever get its turn. */
static void
got_informational_cb (SoupMessage *message,
                      ReelRequest *request)
{
  if (++request->interim > MAX_INTERIM)
    g_cancellable_cancel (request->inner);
}

/* After 421 libsoup asks once more by itself, but without the body, which has been read by then. */
static void
restarted_cb (SoupMessage *message,
              ReelRequest *request)
{
  if (!is_get (request))
    request_end (request, NULL, reel_api_error_for_status (request->client->label, 421, NULL, -1));
}

static void
send_now (ReelRequest *request)
{
  ReelClient *client = request->client;
  ReelRequestSpec *spec = request->spec;
  g_autofree char *method = g_strndup (spec->call->name, strcspn (spec->call->name, " "));
  SoupMessageHeaders *headers;

  request->message = soup_message_new_from_uri (method, request->uri);
  /* libsoup would carry the key to wherever a redirect points. What must not happen twice gets a connection that the
   * server can't be about to close, so that there is no doubt whether it arrived. */
  soup_message_add_flags (request->message, SOUP_MESSAGE_NO_REDIRECT | (spec->repeatable ? 0 : SOUP_MESSAGE_NEW_CONNECTION));
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
    soup_message_set_request_body_from_bytes (request->message, "application/json", spec->body);

  request->sent = 0;
  request->counted = 0;
  request->interim = 0;
  request->active_at = g_get_monotonic_time ();
  request->inner = g_cancellable_new ();
  g_signal_connect (request->message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), request);
  g_signal_connect (request->message, "got-informational", G_CALLBACK (got_informational_cb), request);
  g_signal_connect (request->message, "restarted", G_CALLBACK (restarted_cb), request);
  g_signal_connect (request->message, "network-event", G_CALLBACK (network_event_cb), request);
  arm_idle_timer (request);
  soup_session_send_async (client->session, request->message, G_PRIORITY_DEFAULT, request->inner, sent_cb,
                           request_ref (request));
}

static void
open_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  ReelRequest *request = task_data;
  GError *error = NULL;
  ReelUploadStream *stream = reel_upload_stream_open (request->spec->file, request->spec->file_key, request->client->bandwidth,
                                                      cancellable, &error);

  if (stream != NULL)
    g_task_return_pointer (task, stream, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (ReelRequest) request = data;
  GError *error = NULL;
  g_autoptr (ReelUploadStream) stream = g_task_propagate_pointer (G_TASK (result), &error);

  if (request->task == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (stream == NULL)
    {
      request_end (request, NULL, error);
      return;
    }
  g_clear_object (&request->inner);
  request->upload = g_steal_pointer (&stream);
  send_now (request);
}

/* From the pacer: the request's turn. */
static void
ready_cb (gpointer data)
{
  g_autoptr (ReelRequest) request = request_ref (data);
  g_autoptr (GTask) task = NULL;

  if (request->spec->file == NULL)
    {
      send_now (request);
      return;
    }
  request->inner = g_cancellable_new ();
  task = g_task_new (NULL, request->inner, opened_cb, request_ref (request));
  g_task_set_source_tag (task, ready_cb);
  g_task_set_task_data (task, request_ref (request), (GDestroyNotify) request_unref);
  g_task_run_in_thread (task, open_thread);
}

/* On the network thread. The request lives until request_end(), and until nothing of it is under way. */
static gboolean
start_cb (gpointer data)
{
  g_autoptr (ReelRequest) request = request_ref (data);
  GCancellable *cancellable = g_task_get_cancellable (request->task);

  request->started = g_get_monotonic_time ();
  if (cancellable != NULL && g_cancellable_is_cancelled (cancellable))
    return cancel_cb (request);
  if (cancellable != NULL)
    request->cancel_handler =
      g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), request_ref (request), (GDestroyNotify) request_unref);
  reel_pacer_enqueue (request->client->pacer, &request->ticket, 0);
  return G_SOURCE_REMOVE;
}

/*
 * reel_request_start:
 * @client: whose
 * @spec: (transfer full): what
 * @task: (transfer full): returns the result of @spec's decode, or an error, once, on its own context
 *
 * From any thread.
 */
void
reel_request_start (ReelClient      *client,
                    ReelRequestSpec *spec,
                    GTask           *task)
{
  ReelRequest *request = g_atomic_rc_box_new0 (ReelRequest);

  request->client = g_object_ref (client);
  request->spec = spec;
  request->task = task;
  request->uri = reel_api_url_join (client->base, spec->path);
  request->ticket.priority = spec->call->priority;
  request->ticket.upload = spec->file != NULL;
  request->ticket.ready = ready_cb;
  request->ticket.data = request;
  reel_network_thread_post (client->thread, start_cb, request, NULL);
}
