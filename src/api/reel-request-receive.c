/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>

#include "api/reel-api-error-private.h"
#include "api/reel-api-url.h"
#include "api/reel-reply.h"
#include "api/reel-request-private.h"

/* What of a request comes back: its head, which may point elsewhere, its body, and what that is decoded to. */

#define MAX_REDIRECTS 5
#define CHUNK         (64 * 1024)
#define MAX_READS     4           /* chunks in one turn of the loop, so that others on it have theirs */
#define SMALL         (16 * 1024) /* bytes of a reply that are decoded sooner than handed to a worker */
#define LEAST_LIFE    (4 * 1024)  /* bytes of a reply that are a sign of life: drops are none */

static void
decoded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (ReelRequest) request = data;
  GError *error = NULL;
  gpointer decoded = reel_reply_decode_finish (result, &error);

  if (request->task != NULL)
    reel_request_end (request, decoded, error);
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

  reel_request_clear_source (&request->idle_timer);
  g_debug ("%s: HTTP %u, %u bytes", request->spec->call->name, status, request->bytes->len);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&request->bytes));
  if (status != 429)
    reel_pacer_accepted (request->client->pacer);
  if (!is_success (request))
    {
      g_autoptr (SoupMessageHeaders) headers =
        soup_message_headers_ref (soup_message_get_response_headers (request->message));

      reel_request_fail_status (request, status, headers, bytes);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      reel_request_end (request, NULL, reel_api_error_for_empty_reply (request->spec->call->name, status));
      return;
    }
  if (g_bytes_get_size (bytes) <= SMALL)
    {
      GError *error = NULL;
      gpointer decoded = reel_reply_decode (bytes, request->spec->call->decode, request->spec->call->name, &error);

      reel_request_end (request, decoded, error);
      return;
    }
  reel_reply_decode_async (bytes, request->spec->call->decode, request->spec->call->result_free, request->spec->call->name,
                           request->inner, decoded_cb, reel_request_ref (request));
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
      reel_request_fail_try (request, error);
      return FALSE;
    }
  if (n <= 0)
    {
      received (request);
      return FALSE;
    }
  if (is_success (request) && request->bytes->len + (gsize) n > REEL_REPLY_MAX_SIZE)
    {
      reel_request_end (request, NULL, reel_api_error_for_huge_reply (request->spec->call->name, REEL_REPLY_MAX_SIZE));
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
                             reel_request_ref (request));
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
  if (!reel_api_url_same_origin (request->client->base, target) || g_uri_get_userinfo (target) != NULL ||
      !reel_request_is_get (request))
    {
      g_autofree char *label = reel_api_url_get_label (target);
      g_autofree char *clean = reel_api_error_clean_words (label);

      reel_request_end (request, NULL, reel_api_error_for_redirect (host, clean != NULL ? clean : ""));
      return TRUE;
    }
  if (++request->redirects > MAX_REDIRECTS)
    {
      reel_request_end (request, NULL, reel_api_error_for_redirect (host, NULL));
      return TRUE;
    }
  g_clear_pointer (&request->uri, g_uri_unref);
  request->uri = g_steal_pointer (&target);
  reel_request_clear_try (request);
  reel_request_send (request);
  return TRUE;
}

void
reel_request_sent_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      data)
{
  g_autoptr (ReelRequest) request = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) reply = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  /* A refusal that came early has begun another try meanwhile. */
  if (request->task == NULL || soup_session_get_async_result_message (SOUP_SESSION (source), result) != request->message)
    return;
  request->headed = FALSE;
  if (reply == NULL || request->interim > REEL_REQUEST_MAX_INTERIM)
    {
      reel_request_fail_try (request, error);
      return;
    }
  if (follow_redirect (request))
    return;
  if (is_success (request) &&
      !reel_reply_check_head (request->message, request->spec->call->name, request->client->label, &error))
    {
      reel_request_end (request, NULL, g_steal_pointer (&error));
      return;
    }
  request->active_at = g_get_monotonic_time ();
  request->reply = g_steal_pointer (&reply);
  request->bytes = g_byte_array_new ();
  if (request->chunk == NULL)
    request->chunk = g_malloc (CHUNK);
  read_on (request);
}
