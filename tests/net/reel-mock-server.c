/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* POLLRDHUP */
#include "config.h"

#include <libsoup/soup.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "reel-mock-server.h"

typedef struct
{
  guint status; /* 0: silence */
  char *content_type, *body, *name, *value;
} Answer;

struct _ReelMockServer
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server; /* the thread's */
  GPtrArray *silent;  /* the thread's: messages that get no answer */
  char *url;
  GTlsCertificate *certificate; /* (nullable) */

  GMutex lock; /* what follows */
  GCond cond;
  GQueue answers;
  Answer *otherwise; /* (nullable): what is answered once none is left */
  GPtrArray *requests;
};

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->content_type);
  g_free (answer->body);
  g_free (answer->name);
  g_free (answer->value);
  g_free (answer);
}

static Answer *
answer_new (guint       status,
            const char *content_type,
            const char *body,
            const char *name,
            const char *value)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->status = status;
  answer->content_type = g_strdup (content_type);
  answer->body = g_strdup (body);
  answer->name = g_strdup (name);
  answer->value = g_strdup (value);
  return answer;
}

static Answer *
answer_copy (const Answer *answer)
{
  return answer_new (answer->status, answer->content_type, answer->body, answer->name, answer->value);
}

static void
request_free (gpointer data)
{
  ReelMockRequest *request = data;

  g_free (request->method);
  g_free (request->path);
  g_free (request->api_key);
  g_free (request->authorization);
  g_free (request->user_agent);
  g_free (request->content_type);
  g_bytes_unref (request->body);
  g_free (request);
}

static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           data)
{
  ReelMockServer *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  ReelMockRequest *request = g_new0 (ReelMockRequest, 1);
  Answer *answer;

  request->method = g_strdup (soup_server_message_get_method (message));
  request->path = g_strdup (g_uri_get_path (soup_server_message_get_uri (message)));
  request->api_key = g_strdup (soup_message_headers_get_one (headers, "X-API-Key"));
  request->authorization = g_strdup (soup_message_headers_get_one (headers, "Authorization"));
  request->user_agent = g_strdup (soup_message_headers_get_one (headers, "User-Agent"));
  request->content_type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  request->content_length = soup_message_headers_get_content_length (headers);
  request->http2 = soup_server_message_get_http_version (message) == SOUP_HTTP_2_0;
  request->remote_port =
    g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (soup_server_message_get_remote_address (message)));
  request->body = soup_message_body_flatten (soup_server_message_get_request_body (message));

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->requests, request);
  answer = g_queue_pop_head (&self->answers);
  if (answer == NULL && self->otherwise != NULL)
    answer = answer_copy (self->otherwise);
  g_mutex_unlock (&self->lock);

  if (answer == NULL)
    {
      soup_server_message_set_status (message, 500, NULL);
      return;
    }
  if (answer->status == 0)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->silent, g_object_ref (message));
      answer_free (answer);
      return;
    }
  soup_server_message_set_status (message, answer->status, NULL);
  if (answer->body != NULL)
    soup_server_message_set_response (message, answer->content_type, SOUP_MEMORY_COPY, answer->body, strlen (answer->body));
  if (answer->name != NULL)
    soup_message_headers_append (soup_server_message_get_response_headers (message), answer->name, answer->value);
  answer_free (answer);
}

static gpointer
run (gpointer data)
{
  ReelMockServer *self = data;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new ("raw-paths", TRUE, "tls-certificate", self->certificate, NULL);
  self->silent = g_ptr_array_new_with_free_func (g_object_unref);
  soup_server_add_handler (self->server, NULL, handle, self, NULL);
  soup_server_listen_local (
    self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | (self->certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  g_mutex_lock (&self->lock);
  self->url = g_strdup_printf ("%s://127.0.0.1:%d", g_uri_get_scheme (uris->data), g_uri_get_port (uris->data));
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  g_main_loop_run (self->loop);

  soup_server_disconnect (self->server);
  g_ptr_array_unref (self->silent);
  g_object_unref (self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

ReelMockServer *
reel_mock_server_new (void)
{
  return reel_mock_server_new_tls (NULL, FALSE);
}

ReelMockServer *
reel_mock_server_new_tls (GTlsCertificate *certificate,
                          gboolean         http2)
{
  ReelMockServer *self = g_new0 (ReelMockServer, 1);

  g_set_object (&self->certificate, certificate);
  /* libsoup 3.2 has no other switch for it; read when the server is made. */
  if (http2)
    g_setenv ("SOUP_SERVER_HTTP2", "1", TRUE);
  else
    g_unsetenv ("SOUP_SERVER_HTTP2");
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_queue_init (&self->answers);
  self->requests = g_ptr_array_new_with_free_func (request_free);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("mock-server", run, self);
  g_mutex_lock (&self->lock);
  while (self->url == NULL)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
  return self;
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
reel_mock_server_free (ReelMockServer *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, quit, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_queue_clear_full (&self->answers, answer_free);
  g_clear_pointer (&self->otherwise, answer_free);
  g_ptr_array_unref (self->requests);
  g_clear_object (&self->certificate);
  g_free (self->url);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

const char *
reel_mock_server_get_url (ReelMockServer *self)
{
  return self->url;
}

static void
push (ReelMockServer *self,
      guint           status,
      const char     *content_type,
      const char     *body,
      const char     *name,
      const char     *value)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->answers, answer_new (status, content_type, body, name, value));
  g_mutex_unlock (&self->lock);
}

void
reel_mock_server_push (ReelMockServer *self,
                       guint           status,
                       const char     *content_type,
                       const char     *body)
{
  push (self, status, content_type, body, NULL, NULL);
}

void
reel_mock_server_push_header (ReelMockServer *self,
                              guint           status,
                              const char     *body,
                              const char     *name,
                              const char     *value)
{
  push (self, status, "application/json", body, name, value);
}

void
reel_mock_server_push_silence (ReelMockServer *self)
{
  push (self, 0, NULL, NULL, NULL, NULL);
}

void
reel_mock_server_set_default (ReelMockServer *self,
                              guint           status,
                              const char     *content_type,
                              const char     *body,
                              const char     *name,
                              const char     *value)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->otherwise, answer_free);
  self->otherwise = answer_new (status, content_type, body, name, value);
  g_mutex_unlock (&self->lock);
}

guint
reel_mock_server_get_n_requests (ReelMockServer *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->requests->len;
  g_mutex_unlock (&self->lock);
  return n;
}

const ReelMockRequest *
reel_mock_server_get_request (ReelMockServer *self,
                              guint           index)
{
  const ReelMockRequest *request;

  g_mutex_lock (&self->lock);
  g_assert_cmpuint (index, <, self->requests->len);
  request = g_ptr_array_index (self->requests, index);
  g_mutex_unlock (&self->lock);
  return request;
}

struct _ReelRawServer
{
  GThread *thread;
  GSocketListener *listener;
  GCancellable *cancellable;
  ReelRawServe serve;
  gpointer data;
  char *url;
  int n_connections; /* atomic */
};

static gpointer
accept_thread (gpointer data)
{
  ReelRawServer *self = data;

  for (;;)
    {
      g_autoptr (GSocketConnection) connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);

      if (connection == NULL)
        return NULL;
      /* A test that fails must not leave us hanging here. */
      g_socket_set_timeout (g_socket_connection_get_socket (connection), 20);
      self->serve (connection, (guint) g_atomic_int_add (&self->n_connections, 1), self->data);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
}

ReelRawServer *
reel_raw_server_new (ReelRawServe serve,
                     gpointer     data)
{
  ReelRawServer *self = g_new0 (ReelRawServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  self->serve = serve;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective,
                                 &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
  self->thread = g_thread_new ("raw-server", accept_thread, self);
  return self;
}

void
reel_raw_server_free (ReelRawServer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_free (self->url);
  g_free (self);
}

const char *
reel_raw_server_get_url (ReelRawServer *self)
{
  return self->url;
}

guint
reel_raw_server_get_n_connections (ReelRawServer *self)
{
  return (guint) g_atomic_int_get (&self->n_connections);
}

void
reel_raw_read_head (GSocketConnection *connection)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  guint matched = 0;
  char c;

  while (matched < 4 && g_input_stream_read (input, &c, 1, NULL, NULL) == 1)
    matched = c == "\r\n\r\n"[matched] ? matched + 1 : c == '\r';
}

void
reel_raw_read_request (GSocketConnection *connection)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GString) head = g_string_new (NULL);
  g_autofree char *lower = NULL;
  const char *length;
  guint64 left;
  char buffer[16 * 1024];
  gssize n;

  while (!g_str_has_suffix (head->str, "\r\n\r\n") && g_input_stream_read (input, buffer, 1, NULL, NULL) == 1)
    g_string_append_c (head, buffer[0]);
  lower = g_ascii_strdown (head->str, -1);
  length = strstr (lower, "\ncontent-length:");
  left = length != NULL ? g_ascii_strtoull (length + strlen ("\ncontent-length:"), NULL, 10) : 0;
  while (left > 0 && (n = g_input_stream_read (input, buffer, MIN (left, sizeof buffer), NULL, NULL)) > 0)
    left -= (guint64) n;
}

void
reel_raw_reset (GSocketConnection *connection)
{
  const struct linger linger = { .l_onoff = 1, .l_linger = 0 };
  int fd = g_socket_get_fd (g_socket_connection_get_socket (connection));

  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger), ==, 0);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

gboolean
reel_raw_wait_for_hangup (GSocketConnection *connection,
                          int                milliseconds)
{
  struct pollfd peer = { .fd = g_socket_get_fd (g_socket_connection_get_socket (connection)), .events = POLLRDHUP };

  return poll (&peer, 1, milliseconds) > 0;
}

gboolean
reel_raw_write (GSocketConnection *connection,
                const char        *text)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text, strlen (text), NULL,
                                    NULL, NULL);
}

void
reel_raw_wait_for_close (GSocketConnection *connection)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  char buffer[64 * 1024];

  while (g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL) > 0)
    ;
}
