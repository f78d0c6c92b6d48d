/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "local/reel-body-pump.h"
#include "local/reel-local-error.h"
#include "local/reel-local-key.h"
#include "local/reel-local-listener.h"
#include "local/reel-local-request.h"
#include "local/reel-local-server.h"
#include "local/reel-token-bucket.h"

/* More at once than any honest client sends. */
#define MAX_REQUESTS 128
#define MAX_UPLOADS  16

/* Seconds that clients have; see ReelLocalPatience. */
#define HEAD_SECONDS 30
#define BODY_SECONDS 60
#define IDLE_SECONDS 120

#define FAST_THREADS 4 /* database, search */
#define SLOW_THREADS 2 /* decoding, while somebody waits */

#define REQUEST_KEY "reel-local-request"

struct _ReelLocalServer
{
  GObject parent_instance;

  /* owned */
  SoupServer *server;
  ReelLocalListener *listener;
  char *key;
  GThreadPool *fast;
  GThreadPool *slow;
  GPtrArray *requests; /* (element-type ReelLocalRequest): those under way */
  ReelTokenBucket bucket;
  guint port;

  /* borrowed */
  ReelLocalService *service;
};

G_DEFINE_FINAL_TYPE (ReelLocalServer, reel_local_server, G_TYPE_OBJECT)

static gboolean
is_own_name (ReelLocalServer *self,
             const char      *host)
{
  g_autofree char *number = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_autofree char *name = g_strdup_printf ("localhost:%u", self->port);

  return host != NULL && (g_ascii_strcasecmp (host, number) == 0 || g_ascii_strcasecmp (host, name) == 0);
}

/* A page in a browser can make its own host's name point here (DNS rebinding), and then asks under that name. */
static gboolean
check_host (ReelLocalServer   *self,
            SoupServerMessage *message,
            GError           **error)
{
  GUri *uri = soup_server_message_get_uri (message);
  g_autofree char *target = g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));

  if (is_own_name (self, soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Host")) &&
      is_own_name (self, target))
    return TRUE;
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_FORBIDDEN, "This service answers to 127.0.0.1:%u only.", self->port);
  return FALSE;
}

static gboolean
check_key (ReelLocalServer   *self,
           SoupServerMessage *message,
           GError           **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *given = soup_message_headers_get_one (headers, "X-API-Key");
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");

  if (given == NULL && authorization != NULL && g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0)
    given = authorization + 7 + strspn (authorization + 7, " ");
  if (given != NULL && reel_local_key_equal (self->key, given))
    return TRUE;
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_UNAUTHORISED,
                       given == NULL ? _("A key is needed to use the service on this computer.")
                                     : _("This is not the key of the service on this computer."));
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "WWW-Authenticate", "Bearer");
  return FALSE;
}

static gboolean
check_room (ReelLocalServer      *self,
            const ReelLocalRoute *route,
            GError              **error)
{
  guint uploads = 0;

  for (guint i = 0; i < self->requests->len; i++)
    uploads += reel_local_request_is_upload (g_ptr_array_index (self->requests, i));
  if (self->requests->len < MAX_REQUESTS && (route->body != REEL_LOCAL_BODY_UPLOAD || uploads < MAX_UPLOADS))
    return TRUE;
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BUSY,
                       _("The service on this computer has too much to do at once. Try again in a moment."));
  return FALSE;
}

static void
request_finished (SoupServerMessage *message,
                  gpointer           user_data)
{
  ReelLocalServer *self = user_data;
  ReelLocalRequest *request = g_object_get_data (G_OBJECT (message), REQUEST_KEY);

  g_ptr_array_remove_fast (self->requests, request);
  g_object_set_data (G_OBJECT (message), REQUEST_KEY, NULL);
}

static ReelLocalRequest *
accept (ReelLocalServer   *self,
        SoupServerMessage *message,
        const char        *path,
        guint             *retry_after,
        GError           **error)
{
  const ReelLocalRoute *route;
  g_autofree char *id = NULL;
  g_autofree char *allowed = NULL;

  ReelLocalConnection *connection = reel_local_connection_of (message);

  if (connection != NULL)
    reel_local_connection_begin (connection, message);
  if (!check_host (self, message, error) || !check_key (self, message, error))
    return NULL;
  if (connection != NULL)
    reel_local_connection_trust (connection);
  *retry_after = reel_token_bucket_take (&self->bucket, g_get_monotonic_time ());
  if (*retry_after > 0)
    {
      g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_RATE_LIMITED,
                   ngettext ("Too many requests. Try again in %u second.", "Too many requests. Try again in %u seconds.",
                             *retry_after),
                   *retry_after);
      return NULL;
    }
  route = reel_local_route_find (soup_server_message_get_method (message), path, &id, &allowed, error);
  if (allowed != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow", allowed);
  if (route == NULL)
    return NULL;
  if (!check_room (self, route, error))
    {
      *retry_after = 1;
      return NULL;
    }
  return reel_local_request_new (message, route, id, self->service, self->fast, error);
}

/* The headers are read, the body is not: who is refused here need not send it (`Expect: 100-continue`). */
static void
handle_headers (SoupServer        *server,
                SoupServerMessage *message,
                const char        *path,
                GHashTable        *query,
                gpointer           user_data)
{
  ReelLocalServer *self = user_data;
  g_autoptr (GError) error = NULL;
  ReelLocalRequest *request;
  guint retry_after = 0;

  /* whatever comes is the pump's, and without one it is dropped */
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  request = accept (self, message, path, &retry_after, &error);
  if (request == NULL)
    {
      g_info ("%s %s: %s", soup_server_message_get_method (message), path, error->message);
      reel_local_request_reply_error (message, error, retry_after);
      return;
    }
  g_ptr_array_add (self->requests, request);
  g_object_set_data (G_OBJECT (message), REQUEST_KEY, request);
  g_signal_connect_object (message, "finished", G_CALLBACK (request_finished), self, 0);
}

static void
handle_request (SoupServer        *server,
                SoupServerMessage *message,
                const char        *path,
                GHashTable        *query,
                gpointer           user_data)
{
  ReelLocalServer *self = user_data;
  ReelLocalRequest *request = g_object_get_data (G_OBJECT (message), REQUEST_KEY);

  g_return_if_fail (request != NULL);

  g_debug ("%s %s", soup_server_message_get_method (message), path);
  reel_local_request_run (request, reel_local_request_is_slow (request) ? self->slow : self->fast);
}

static void
work (gpointer data,
      gpointer user_data)
{
  reel_local_request_work (data);
}

/**
 * reel_local_server_new:
 * @service: what the calls work on; must outlive the server's stop
 * @key: who has it may call
 * @qps: requests a second; 0 for no limit
 * @patience: seconds for whatever a client does; 0 for what is good
 *
 * Returns: (transfer full): a server that does not listen yet
 */
ReelLocalServer *
reel_local_server_new (ReelLocalService *service,
                       const char       *key,
                       double            qps,
                       guint             patience)
{
  ReelLocalPatience times = { HEAD_SECONDS, BODY_SECONDS, IDLE_SECONDS };
  ReelLocalServer *self;

  g_return_val_if_fail (service != NULL, NULL);
  g_return_val_if_fail (key != NULL && *key != '\0', NULL);

  self = g_object_new (REEL_TYPE_LOCAL_SERVER, NULL);
  self->service = service;
  self->key = g_strdup (key);
  if (patience > 0)
    times = (ReelLocalPatience) { patience, patience, patience };
  self->listener = reel_local_listener_new (self->server, &times);
  reel_token_bucket_init (&self->bucket, qps, g_get_monotonic_time ());
  return self;
}

/**
 * reel_local_server_listen:
 * @self: a #ReelLocalServer
 * @port: the port; 0 for any that is free
 * @error: return location; %G_IO_ERROR_ADDRESS_IN_USE where another program has it
 *
 * Returns: whether it listens
 */
gboolean
reel_local_server_listen (ReelLocalServer *self,
                          guint            port,
                          GError         **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_SERVER (self), FALSE);
  g_return_val_if_fail (port <= G_MAXUINT16, FALSE);

  if (!reel_local_listener_listen (self->listener, port, error))
    return FALSE;
  self->port = reel_local_listener_get_port (self->listener);
  return TRUE;
}

/**
 * reel_local_server_get_port:
 * @self: a #ReelLocalServer that listens
 *
 * Returns: the port
 */
guint
reel_local_server_get_port (ReelLocalServer *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_SERVER (self), 0);

  return self->port;
}

/**
 * reel_local_server_stop:
 * @self: a #ReelLocalServer
 *
 * Closes all connections and waits until no call works on the service any more. Uploads under way leave nothing behind.
 */
void
reel_local_server_stop (ReelLocalServer *self)
{
  g_return_if_fail (REEL_IS_LOCAL_SERVER (self));

  if (self->fast == NULL)
    return;
  if (self->listener != NULL)
    reel_local_listener_stop (self->listener);
  while (self->requests->len > 0)
    {
      g_autoptr (ReelLocalRequest) request = g_ptr_array_steal_index_fast (self->requests, self->requests->len - 1);

      reel_local_request_abort (request);
    }
  soup_server_disconnect (self->server);
  reel_body_pump_wait_all ();
  g_thread_pool_free (g_steal_pointer (&self->fast), FALSE, TRUE);
  g_thread_pool_free (g_steal_pointer (&self->slow), FALSE, TRUE);
}

static void
reel_local_server_dispose (GObject *object)
{
  ReelLocalServer *self = REEL_LOCAL_SERVER (object);

  reel_local_server_stop (self);
  g_clear_object (&self->listener);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (reel_local_server_parent_class)->dispose (object);
}

static void
reel_local_server_finalize (GObject *object)
{
  ReelLocalServer *self = REEL_LOCAL_SERVER (object);

  g_free (self->key);
  g_ptr_array_unref (self->requests);

  G_OBJECT_CLASS (reel_local_server_parent_class)->finalize (object);
}

static void
reel_local_server_class_init (ReelLocalServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_local_server_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_local_server_finalize;
}

static void
reel_local_server_init (ReelLocalServer *self)
{
  self->requests = g_ptr_array_new_with_free_func (g_object_unref);
  self->fast = g_thread_pool_new (work, NULL, FAST_THREADS, FALSE, NULL);
  self->slow = g_thread_pool_new (work, NULL, SLOW_THREADS, FALSE, NULL);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->server, NULL, handle_headers, self, NULL);
  soup_server_add_handler (self->server, NULL, handle_request, self, NULL);
}
