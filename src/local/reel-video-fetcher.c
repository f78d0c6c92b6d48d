/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "local/reel-address-rules.h"
#include "local/reel-local-error.h"
#include "local/reel-video-fetcher.h"

/*
 * Whoever may call the service can make it open connections, from inside this computer and its network. So only http and
 * https, no address that is not public, no proxy (which would connect on our behalf, unseen), and each redirect is a new
 * request that is checked like the first. A name is looked up before it is asked, for a clear message; and because
 * the second look-up, libsoup's, may give another address, the address really being connected to is checked too, before
 * a byte is sent.
 */

/*
 * All of it is asynchronous, on a main context of the fetch's own, so that a deadline ends whatever is waited for: a blocking
 * read comes back only with all of a head, which may come byte by byte.
 */

#define BLOCK        (256 * 1024) /* bytes a read */
#define IDLE_SECONDS 30           /* without a byte: given up */
#define HEAD_SECONDS 60           /* until an answer has its head */

typedef struct
{
  const ReelVideoFetcherLimits *limits; /* (borrowed) */
  GCancellable *outer;                  /* (borrowed) (nullable): the caller's */
  GCancellable *cancellable;            /* (owned): the caller's, or ours */
  GMainContext *context;                /* (borrowed) */
  gboolean refused;                     /* cancelled for an address that is not public */
  gboolean late;                        /* cancelled for the time that it took */
  gint64 deadline;                      /* monotonic time */
} Fetch;

static void
store_result (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
too_late (gpointer data)
{
  Fetch *fetch = data;

  fetch->late = TRUE;
  g_cancellable_cancel (fetch->cancellable);
  return G_SOURCE_REMOVE;
}

/* Turns the context until there is a result; cancels what is waited for at @until, in monotonic time. */
static void
wait_for (Fetch         *fetch,
          GAsyncResult **result,
          gint64         until)
{
  g_autoptr (GSource) source = g_timeout_source_new ((guint) MAX (0, (until - g_get_monotonic_time ()) / 1000));

  g_source_set_callback (source, too_late, fetch, NULL);
  g_source_attach (source, fetch->context);
  while (*result == NULL)
    g_main_context_iteration (fetch->context, TRUE);
  g_source_destroy (source);
}

static gint64
get_head_deadline (Fetch *fetch)
{
  return MIN (fetch->deadline, g_get_monotonic_time () + HEAD_SECONDS * (gint64) G_USEC_PER_SEC);
}

static gboolean
refuse (GError    **error,
        const char *host)
{
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
               /* Translators: %s is the name of a host */
               _("“%s” is on this computer or in a private network. Videos are only fetched from public addresses."), host);
  return FALSE;
}

static GUri *
parse_url (const char *url,
           GError    **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL, *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host != NULL && *host != '\0' && (g_str_equal (scheme, "http") || g_str_equal (scheme, "https")))
    return g_steal_pointer (&uri);
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
                       _("The address of a video must begin with http:// or https:// and name a host."));
  return NULL;
}

/**
 * reel_video_fetcher_check_url:
 * @url: what was given as a video's address
 * @error: return location for %REEL_LOCAL_ERROR_BAD_REQUEST
 *
 * Returns: whether it is an http or https URL at all
 */
gboolean
reel_video_fetcher_check_url (const char *url,
                              GError    **error)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (url != NULL, FALSE);

  uri = parse_url (url, error);
  return uri != NULL;
}

static gboolean
check_host (Fetch      *fetch,
            const char *host,
            GError    **error)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GError) lookup_error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GList *addresses = NULL;
  gboolean ok = TRUE;

  if (fetch->limits->allow_private)
    return TRUE;
  g_resolver_lookup_by_name_async (resolver, host, fetch->cancellable, store_result, &result);
  wait_for (fetch, &result, get_head_deadline (fetch));
  addresses = g_resolver_lookup_by_name_finish (resolver, result, &lookup_error);
  if (addresses == NULL && g_cancellable_is_cancelled (fetch->cancellable))
    {
      g_propagate_error (error, g_steal_pointer (&lookup_error));
      return FALSE;
    }
  if (addresses == NULL)
    {
      g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_UPSTREAM,
                   /* Translators: the first %s is the name of a host, the second the system's words */
                   _("“%s” could not be found: %s"), host, lookup_error->message);
      return FALSE;
    }
  for (GList *l = addresses; l != NULL && ok; l = l->next)
    ok = reel_address_is_public (l->data) || refuse (error, host);
  g_resolver_free_addresses (addresses);
  return ok;
}

/* Called during the connection attempt, on this thread: cancelling here ends it before the request is written. */
static void
network_event (SoupMessage       *message,
               GSocketClientEvent event,
               GIOStream         *connection,
               gpointer           user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GSocketAddress) address = NULL;

  if ((event != G_SOCKET_CLIENT_CONNECTING && event != G_SOCKET_CLIENT_CONNECTED) || !G_IS_SOCKET_CONNECTION (connection))
    return;
  address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);
  if (G_IS_INET_SOCKET_ADDRESS (address) &&
      reel_address_is_public (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))))
    return;
  fetch->refused = TRUE;
  g_cancellable_cancel (fetch->cancellable);
}

static void
set_late (GError **error)
{
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_TIMED_OUT, _("Fetching the video took too long."));
}

static gboolean
check_time (Fetch   *fetch,
            GError **error)
{
  if (g_cancellable_set_error_if_cancelled (fetch->outer, error))
    return FALSE;
  if (g_get_monotonic_time () < fetch->deadline)
    return TRUE;
  set_late (error);
  return FALSE;
}

static gboolean
too_large (Fetch   *fetch,
           GError **error)
{
  g_autofree char *size = g_format_size (fetch->limits->bytes);

  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
               /* Translators: %s is a size such as 2 GB */
               _("The video at this address is larger than %s."), size);
  return FALSE;
}

static gboolean
read_body (Fetch          *fetch,
           GInputStream   *stream,
           ReelFileWriter *file,
           GError        **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK);

  for (;;)
    {
      g_autoptr (GAsyncResult) result = NULL;
      gssize n;

      g_input_stream_read_async (stream, block, BLOCK, G_PRIORITY_DEFAULT, fetch->cancellable, store_result, &result);
      wait_for (fetch, &result, fetch->deadline);
      n = g_input_stream_read_finish (stream, result, error);
      if (n <= 0)
        return n == 0;
      if (reel_file_writer_get_size (file) + (guint64) n > fetch->limits->bytes)
        return too_large (fetch, error);
      if (!check_time (fetch, error) || !reel_file_writer_write (file, block, (gsize) n, error))
        return FALSE;
    }
}

static SoupSession *
new_session (void)
{
  SoupSession *session = soup_session_new_with_options ("timeout", IDLE_SECONDS, "user-agent", "reelseek-local", NULL);

  soup_session_set_proxy_resolver (session, NULL);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

/* One request. Sets @next where it was a redirect. */
static gboolean
ask (Fetch          *fetch,
     GUri           *uri,
     ReelFileWriter *file,
     GUri          **next,
     GError        **error)
{
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  const char *location;
  guint status;

  if (!check_time (fetch, error) || !check_host (fetch, g_uri_get_host (uri), error))
    return FALSE;
  session = new_session ();
  message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (!fetch->limits->allow_private)
    g_signal_connect (message, "network-event", G_CALLBACK (network_event), fetch);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, fetch->cancellable, store_result, &result);
  wait_for (fetch, &result, get_head_deadline (fetch));
  stream = soup_session_send_finish (session, result, error);
  if (stream == NULL)
    return FALSE;

  status = soup_message_get_status (message);
  location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  if (SOUP_STATUS_IS_REDIRECTION (status) && location != NULL)
    {
      g_autoptr (GUri) target = g_uri_parse_relative (uri, location, SOUP_HTTP_URI_FLAGS, NULL);
      g_autofree char *url = target != NULL ? g_uri_to_string (target) : g_strdup ("");

      *next = parse_url (url, error);
      return *next != NULL;
    }
  if (status != SOUP_STATUS_OK)
    {
      g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_UPSTREAM,
                   /* Translators: the first %s is the name of a host, %u an HTTP status such as 404, the second %s its words */
                   _("“%s” does not give the video out: %u %s"), g_uri_get_host (uri), status,
                   soup_message_get_reason_phrase (message));
      return FALSE;
    }
  if (soup_message_headers_get_encoding (soup_message_get_response_headers (message)) == SOUP_ENCODING_CONTENT_LENGTH &&
      (guint64) soup_message_headers_get_content_length (soup_message_get_response_headers (message)) >
        fetch->limits->bytes)
    return too_large (fetch, error);
  return read_body (fetch, stream, file, error);
}

static void
outer_cancelled (GCancellable *outer,
                 GCancellable *inner)
{
  g_cancellable_cancel (inner);
}

/* What a failed request means to the caller. */
static void
explain (Fetch      *fetch,
         const char *host,
         GError    **error)
{
  g_autoptr (GError) cause = g_steal_pointer (error);

  if (fetch->refused)
    refuse (error, host);
  else if (fetch->late && !g_cancellable_is_cancelled (fetch->outer))
    set_late (error);
  else if (cause->domain == REEL_LOCAL_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    *error = g_steal_pointer (&cause);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_TIMED_OUT,
                 /* Translators: %s is the name of a host */
                 _("“%s” does not answer."), host);
  else
    g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_UPSTREAM,
                 /* Translators: the first %s is the name of a host, the second the system's words */
                 _("The video can't be fetched from “%s”: %s"), host, cause->message);
}

/**
 * reel_video_fetcher_fetch:
 * @url: where the video is
 * @folder: where to write it
 * @limits: what is allowed
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #ReelLocalError (%REEL_LOCAL_ERROR_BAD_REQUEST for what is refused,
 *   %REEL_LOCAL_ERROR_UPSTREAM, %REEL_LOCAL_ERROR_TIMED_OUT, %REEL_LOCAL_ERROR_NO_SPACE), %G_IO_ERROR_CANCELLED
 *
 * Blocks: for a worker thread.
 *
 * Returns: (transfer full) (nullable): the video; it goes with the writer unless it is committed
 */
ReelFileWriter *
reel_video_fetcher_fetch (const char                   *url,
                          const char                   *folder,
                          const ReelVideoFetcherLimits *limits,
                          GCancellable                 *cancellable,
                          GError                      **error)
{
  g_autoptr (ReelFileWriter) file = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GCancellable) inner = g_cancellable_new ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GError) failure = NULL;
  Fetch fetch = { .limits = limits, .outer = cancellable, .cancellable = inner, .context = context };
  gulong handler = 0;

  g_return_val_if_fail (url != NULL, NULL);
  g_return_val_if_fail (limits != NULL, NULL);

  uri = parse_url (url, error);
  if (uri == NULL)
    return NULL;
  file = reel_file_writer_new (folder, error);
  if (file == NULL)
    return NULL;
  fetch.deadline = g_get_monotonic_time () + (gint64) limits->seconds * G_USEC_PER_SEC;
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (outer_cancelled), inner, NULL);
  g_main_context_push_thread_default (context); /* libsoup's, so that nothing of it ends up on the service's loop */

  for (guint i = 0; failure == NULL; i++)
    {
      GUri *next = NULL;

      if (i > REEL_VIDEO_FETCHER_REDIRECTS)
        g_set_error_literal (&failure, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_UPSTREAM,
                             _("This address sends from one place to the next without an end."));
      else if (!ask (&fetch, uri, file, &next, &failure))
        explain (&fetch, g_uri_get_host (uri), &failure);
      else if (next == NULL)
        break;
      else
        {
          g_uri_unref (uri);
          uri = next;
        }
    }

  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  if (handler != 0)
    g_cancellable_disconnect (cancellable, handler);
  if (failure == NULL)
    return g_steal_pointer (&file);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
