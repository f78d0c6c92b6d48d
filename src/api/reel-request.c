/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>

#include "api/reel-api-error-private.h"
#include "api/reel-api-url.h"
#include "api/reel-reply.h"
#include "api/reel-request-private.h"

/*
 * One request, its whole life, on the network thread:
 *
 *   start ─► queue (pacer) ─► open file ─► send ─► receive ─► decode (worker thread) ─► end
 *              ▲                             │        │
 *              └──────── wait, once more ◄───┴────────┘
 *
 * reel_request_end() is the one exit and returns the caller's task once. Cancelling ends at once at every stage; what
 * libsoup or a worker still does then comes back to a request that has ended, and is dropped. Until the last of that the
 * request holds its client, so that the network thread outlives it.
 *
 * Here are its beginning, its end and what is done about faults; what goes out is in reel-request-send.c, what comes back
 * in reel-request-receive.c.
 */

#define DEADLINE      60.0 /* seconds that a request may go on for with its repetitions, but without waiting for its turn */
#define MAX_REPEATS   3
#define FIRST_BACKOFF 0.5 /* seconds */
#define LAST_BACKOFF  15.0
#define LONGEST_HOLD  86400.0 /* that a service is believed to mean */
#define LEAST_PAUSE   0.25 /* after a 429 that says nothing more */
#define LEAST_UPLOAD_PAUSE 1.0

static void
spec_free (ReelRequestSpec *spec)
{
  g_free (spec->path);
  g_clear_pointer (&spec->body, g_bytes_unref);
  g_free (spec->body_type);
  g_clear_object (&spec->file);
  g_clear_pointer (&spec->gate, reel_upload_gate_unref);
  g_assert (spec->meter == NULL);
  g_free (spec);
}

void
reel_request_clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Of a connection that nobody uses any more: left to libsoup, a thousand uploads would keep a thousand of them open for a
 * minute, with the service as well, and it looks at each of them for every request. */
static void
hang_up (GIOStream *connection)
{
  g_autoptr (GIOStream) below = NULL;

  if (G_IS_TLS_CONNECTION (connection))
    g_object_get (connection, "base-io-stream", &below, NULL);
  if (below != NULL)
    connection = below;
  if (G_IS_SOCKET_CONNECTION (connection))
    g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection)), TRUE, TRUE, NULL);
}

/* Also stops what is still under way for this try. */
void
reel_request_clear_try (ReelRequest *request)
{
  reel_request_stop (request);
  g_clear_object (&request->inner);
  reel_request_clear_source (&request->idle_timer);
  if (request->message != NULL)
    g_signal_handlers_disconnect_by_data (request->message, request);
  g_clear_object (&request->message);
  g_clear_pointer (&request->early, reel_early_reply_free);
  if (request->upload != NULL)
    reel_upload_stream_abandon (request->upload);
  g_clear_object (&request->upload);
  g_clear_object (&request->reply);
  if (request->connection != NULL)
    hang_up (request->connection);
  g_clear_object (&request->connection);
  g_clear_pointer (&request->bytes, g_byte_array_unref);
  request->silent = FALSE;
  request->dialled = FALSE;
  request->connected = FALSE;
  request->headed = FALSE;
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

ReelRequest *
reel_request_ref (ReelRequest *request)
{
  return g_atomic_rc_box_acquire (request);
}

void
reel_request_unref (ReelRequest *request)
{
  g_atomic_rc_box_release_full (request, request_clear);
}

/* Where a task keeps the checksum of the file that was sent. */
#define SHA256 "reel-request-sha256"

/*
 * reel_request_dup_sha256:
 * @task: one that has ended well
 *
 * Returns: (transfer full) (nullable): SHA-256 of the file that was sent, as lowercase hexadecimal, where its spec wanted it
 */
char *
reel_request_dup_sha256 (GTask *task)
{
  return g_strdup (g_object_get_data (G_OBJECT (task), SHA256));
}

/* The one exit. @result: (transfer full) (nullable); @error: (transfer full) (nullable) */
void
reel_request_end (ReelRequest *request,
                  gpointer     result,
                  GError      *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&request->task);
  ReelUploadMeter *meter = g_steal_pointer (&request->spec->meter);

  g_assert (task != NULL);

  if (error == NULL && request->upload != NULL)
    g_object_set_data_full (G_OBJECT (task), SHA256, reel_upload_stream_dup_sha256 (request->upload), g_free);
  reel_pacer_release (request->client->pacer, &request->ticket);
  g_cancellable_disconnect (g_task_get_cancellable (task), request->cancel_handler);
  reel_request_clear_try (request);
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
  reel_request_unref (request); /* what reel_request_start() had; the caller has one of its own */
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
  reel_request_end (request, NULL, error);
  return G_SOURCE_REMOVE;
}

/* On whichever thread cancels. A GCancellableSource would do, but leaks where that races with its end (GLib 2.74). */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  ReelRequest *request = data;

  reel_network_thread_post (request->client->thread, cancel_cb, reel_request_ref (request),
                            (GDestroyNotify) reel_request_unref);
}

/* Puts the request back into the queue, if there is time for it. */
static gboolean
try_again (ReelRequest *request,
           double       seconds)
{
  double scale = request->client->time_scale;
  double spent;

  /* A film may take hours, and is no less welcome then. */
  if (request->spec->file == NULL)
    request->tried += (double) (reel_pacer_get_time (request->client->pacer) - request->ticket.begun) / G_USEC_PER_SEC;
  /* The waits count in full however short a test has made them. */
  spent = request->tried + request->waited;
  if (spent + seconds > DEADLINE)
    return FALSE;
  request->waited += seconds;
  if (request->upload != NULL && request->spec->meter != NULL)
    reel_upload_meter_report (request->spec->meter, 0, reel_upload_stream_get_length (request->upload));
  reel_request_clear_try (request);
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
guint
reel_request_get_patience (ReelRequest *request)
{
  return request->spec->call->slow ? request->client->upload_idle_timeout : request->client->idle_timeout;
}

gboolean
reel_request_is_get (ReelRequest *request)
{
  return g_str_has_prefix (request->spec->call->name, "GET ");
}

/* Refused for @wait seconds. A long time is for whoever asks again and again to wait, and for the others to be told: nobody
 * waits an hour for a search, and what uploads says itself when it goes on. */
static void
pause_for (ReelRequest *request,
           double       wait)
{
  const double scale = request->client->time_scale * G_USEC_PER_SEC;

  if (wait <= DEADLINE)
    reel_pacer_refused (request->client->pacer, &request->ticket, (gint64) (wait * scale));
  else if (request->ticket.priority == REEL_PRIORITY_STATUS)
    reel_pacer_hold (request->client->pacer, &request->ticket, (gint64) (MIN (wait, LONGEST_HOLD) * scale));
  else
    reel_pacer_refused (request->client->pacer, &request->ticket, request->ticket.upload ? 0 : (gint64) (DEADLINE * scale));
}

/* An answer that says no. */
void
reel_request_fail_status (ReelRequest        *request,
                          guint               status,
                          SoupMessageHeaders *headers,
                          GBytes             *body)
{
  g_autofree char *words = reel_reply_read_words (body, soup_message_headers_get_content_type (headers, NULL));
  double after = reel_reply_retry_after (headers);
  const int should_retry = reel_reply_should_retry (headers);
  const gboolean passes =
    status == 502 || status == 503 || (status == 504 && !request->spec->call->has_async) || should_retry == 1;

  if (status == 429)
    {
      /* Refused is not done, so whatever the call, asking again is safe. */
      double wait = after >= 0 ? after + back_off (0) : LEAST_PAUSE + back_off (request->refusals + 1);

      /* An upload takes minutes: it is not sent again at once. */
      if (request->ticket.upload)
        wait = MAX (wait, LEAST_UPLOAD_PAUSE);
      request->refusals++;
      pause_for (request, wait);
      if (should_retry != 0 && try_again (request, wait))
        return;
    }
  else if (passes && should_retry != 0 && repeat_after_fault (request, MAX (after, 0)))
    return;
  reel_request_end (request, NULL, reel_api_error_for_status (request->client->label, status, words, after));
}

/* The server has refused an upload before it had all of it, or keeps us busy with saying that it will answer. */
void
reel_request_fail_early (gpointer data)
{
  g_autoptr (ReelRequest) request = reel_request_ref (data);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (SoupMessageHeaders) headers = NULL;

  if (reel_early_reply_is_babble (request->early))
    {
      reel_request_end (request, NULL, reel_api_error_for_babble (request->client->label));
      return;
    }
  body = reel_early_reply_dup_body (request->early);
  headers = soup_message_headers_ref (reel_early_reply_get_headers (request->early));
  reel_request_fail_status (request, reel_early_reply_get_status (request->early), headers, body);
}

/* Whether the service may have taken what was sent over a connection of its own, as a try without an answer says nothing of
 * that. A body that did not go out whole can't be taken. */
static gboolean
may_be_taken (ReelRequest *request)
{
  return request->connected && (request->upload == NULL || reel_upload_stream_is_drained (request->upload));
}

/* A try that got no whole answer. */
void
reel_request_fail_try (ReelRequest  *request,
                       const GError *cause)
{
  ReelClient *client = request->client;
  const ReelCall *call = request->spec->call;
  const gboolean taken = may_be_taken (request);
  g_autoptr (GError) error = request->upload != NULL ? reel_upload_stream_dup_error (request->upload) : NULL;

  if (error == NULL && request->early != NULL &&
      (reel_early_reply_get_status (request->early) != 0 || reel_early_reply_is_babble (request->early)))
    {
      reel_request_fail_early (request);
      return;
    }
  if (error == NULL && request->silent)
    error = reel_api_error_for_silence (client->label, MAX (1, reel_request_get_patience (request) / 1000));
  if (error == NULL && request->interim > REEL_REQUEST_MAX_INTERIM)
    error = reel_api_error_for_babble (client->label);
  if (error == NULL && cause->domain == REEL_API_ERROR)
    error = g_error_copy (cause);
  if (error == NULL)
    error = reel_api_error_for_transport (client->label, cause);
  reel_api_error_redact (error, client->key);
  g_debug ("%s: %s", call->name, error->message);
  /* A server may close a kept connection at any time, so that says nothing about the service: no wait, and no repetition. */
  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_OFFLINE) && call->idempotent &&
      !request->dialled && !request->kept_failed)
    {
      request->kept_failed = TRUE;
      if (try_again (request, 0))
        return;
    }
  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_OFFLINE) && !(call->paid && taken) &&
      repeat_after_fault (request, 0))
    return;
  if (taken && (call->paid || (call->makes && !request->spec->repeatable)) && reel_api_error_can_retry (error))
    reel_api_error_set_uncertain (error, call->paid);
  reel_request_end (request, NULL, g_steal_pointer (&error));
}

/* On the network thread. The request lives until reel_request_end(), and until nothing of it is under way. */
static gboolean
start_cb (gpointer data)
{
  g_autoptr (ReelRequest) request = reel_request_ref (data);
  GCancellable *cancellable = g_task_get_cancellable (request->task);

  if (cancellable != NULL && g_cancellable_is_cancelled (cancellable))
    return cancel_cb (request);
  if (cancellable != NULL)
    request->cancel_handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), reel_request_ref (request),
                                                     (GDestroyNotify) reel_request_unref);
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
  /* A result that can't be had again is not thrown away because it is cancelled on its way to the caller. */
  g_task_set_check_cancellable (task, !spec->call->makes && !spec->call->paid);
  request->uri = reel_api_url_join (client->base, spec->path);
  request->ticket.priority = spec->call->priority;
  request->ticket.upload = spec->file != NULL;
  request->ticket.ready = reel_request_ready;
  request->ticket.data = request;
  reel_network_thread_post (client->thread, start_cb, request, NULL);
}
