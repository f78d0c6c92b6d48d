/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-client-private.h"

#include "reel-mock-server.h"
#include "reel-test.h"

/* What goes over the wire beside the calls themselves: compression, kept connections, proxies, prefixes of the address. */

#define KEY "sk-wire-1"

static ReelClient *
new_client (const char *url, ReelClientFlags flags)
{
  g_autoptr (GError) error = NULL;
  ReelClient *client = reel_client_new (url, KEY, REEL_KEY_HEADER_X_API_KEY, flags, &error);

  g_assert_no_error (error);
  g_object_set (client, "time-scale", 0.001, NULL);
  return client;
}

static GError *
list (ReelClient *client, guint n_expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;
  GError *error = NULL;

  reel_client_list_collections_async (client, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  list = reel_client_list_collections_finish (client, result, &error);
  if (list != NULL)
    g_assert_cmpuint (list->len, ==, n_expected);
  return error;
}

static GBytes *
gzip (const char *text, gsize times)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, compressor);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < times; i++)
    g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, &error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* One connection: its requests' heads, and the same answer to each. */
typedef struct
{
  GBytes *body;         /* (owned) */
  const char *encoding; /* (nullable) */
  guint n_dropped;      /* of the first connections: they end with the request after their first, unanswered */
  GMutex lock;
  GString *heads;
  guint n_requests;
} Wire;

static gboolean
append_byte (GSocketConnection *connection, GString *text)
{
  char c;

  if (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &c, 1, NULL, NULL) != 1)
    return FALSE;
  g_string_append_c (text, c);
  return TRUE;
}

/* A request's head and body. */
static char *
read_request (GSocketConnection *connection)
{
  g_autoptr (GString) request = g_string_new (NULL);
  const char *length;

  while (!g_str_has_suffix (request->str, "\r\n\r\n"))
    if (!append_byte (connection, request))
      return NULL;
  length = strstr (request->str, "\r\nContent-Length: ");
  if (length != NULL)
    for (guint64 n = g_ascii_strtoull (length + strlen ("\r\nContent-Length: "), NULL, 10); n > 0; n--)
      if (!append_byte (connection, request))
        return NULL;
  return g_string_free (g_steal_pointer (&request), FALSE);
}

static void
serve_wire (GSocketConnection *connection, guint index, gpointer data)
{
  Wire *wire = data;
  guint n = 0;
  char *head;

  while ((head = read_request (connection)) != NULL)
    {
      g_autofree char *reply = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%s%s%sContent-Length: "
                                                "%" G_GSIZE_FORMAT "\r\n\r\n",
                                                wire->encoding != NULL ? "Content-Encoding: " : "",
                                                wire->encoding != NULL ? wire->encoding : "",
                                                wire->encoding != NULL ? "\r\n" : "", g_bytes_get_size (wire->body));

      g_mutex_lock (&wire->lock);
      g_string_append (wire->heads, head);
      wire->n_requests++;
      g_mutex_unlock (&wire->lock);
      g_free (head);
      if (n++ > 0 && index < wire->n_dropped)
        return;
      reel_raw_write (connection, reply);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                 g_bytes_get_data (wire->body, NULL), g_bytes_get_size (wire->body), NULL, NULL, NULL);
    }
}

static void
wire_init (Wire *wire, GBytes *body, const char *encoding)
{
  *wire = (Wire) { .body = body, .encoding = encoding, .heads = g_string_new (NULL) };
  g_mutex_init (&wire->lock);
}

static void
wire_clear (Wire *wire)
{
  g_bytes_unref (wire->body);
  g_string_free (wire->heads, TRUE);
  g_mutex_clear (&wire->lock);
}

/* First: the default resolver looks at the environment when it is first asked. */
static void
test_proxy (void)
{
  Wire wire;
  ReelRawServer *proxy;
  ReelClient *client;
  g_autoptr (GError) error = NULL;

  wire_init (&wire, g_bytes_new_static ("[]", 2), NULL);
  proxy = reel_raw_server_new (serve_wire, &wire);
  g_setenv ("http_proxy", reel_raw_server_get_url (proxy), TRUE);
  g_setenv ("no_proxy", "", TRUE);
  if (!g_str_has_prefix (G_OBJECT_TYPE_NAME (g_proxy_resolver_get_default ()), "GDummy"))
    {
      /* Another machine by its name, which only the proxy could know. */
      client = new_client ("http://service.invalid/v1/", REEL_CLIENT_ALLOW_PLAIN_HTTP);
      error = list (client, 0);
      g_assert_no_error (error);
      g_assert_nonnull (strstr (wire.heads->str, "GET http://service.invalid/v1/collections HTTP/1.1\r\n"));
      g_assert_nonnull (strstr (wire.heads->str, "X-API-Key: " KEY "\r\n"));
      reel_test_assert_finalized (&client);
    }
  else
    g_error ("there is no proxy resolver: glib-networking is missing");
  reel_raw_server_free (proxy);
  wire_clear (&wire);
}

/* Nothing of this computer goes through a proxy. */
static void
test_no_proxy_on_loopback (void)
{
  Wire wire;
  ReelRawServer *server;
  ReelClient *client;
  g_autoptr (GError) error = NULL;

  wire_init (&wire, g_bytes_new_static ("[]", 2), NULL);
  server = reel_raw_server_new (serve_wire, &wire);
  g_assert_nonnull (g_getenv ("http_proxy"));
  client = new_client (reel_raw_server_get_url (server), REEL_CLIENT_DEFAULT);
  error = list (client, 0);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (wire.heads->str, "GET /collections HTTP/1.1\r\n"));
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
  wire_clear (&wire);
}

static void
test_gzip (void)
{
  Wire wire;
  ReelRawServer *server;
  ReelClient *client;
  g_autoptr (GError) error = NULL;

  wire_init (&wire, gzip ("[{\"id\":\"a\",\"name\":\"b\"}]", 1), "gzip");
  server = reel_raw_server_new (serve_wire, &wire);
  client = new_client (reel_raw_server_get_url (server), REEL_CLIENT_DEFAULT);
  error = list (client, 1);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (wire.heads->str, "gzip"));
  g_assert_nonnull (strstr (wire.heads->str, "User-Agent: Reelseek/"));
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
  wire_clear (&wire);
}

/* What unpacks to more than the limit is not unpacked to its end. */
static void
test_bomb (void)
{
  g_autofree char *megabyte = g_strnfill (1 << 20, ' ');
  Wire wire;
  ReelRawServer *server;
  ReelClient *client;
  g_autoptr (GError) error = NULL;

  wire_init (&wire, gzip (megabyte, 100), "gzip");
  g_assert_cmpuint (g_bytes_get_size (wire.body), <, 1 << 20);
  server = reel_raw_server_new (serve_wire, &wire);
  client = new_client (reel_raw_server_get_url (server), REEL_CLIENT_DEFAULT);
  error = list (client, 0);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_TOO_LARGE);
  g_assert_cmpstr (reel_api_error_get_call (error), ==, "GET /collections");
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
  wire_clear (&wire);
}

static void
test_kept_connection (void)
{
  Wire wire;
  ReelRawServer *server;
  ReelClient *client;

  wire_init (&wire, g_bytes_new_static ("[]", 2), NULL);
  server = reel_raw_server_new (serve_wire, &wire);
  client = new_client (reel_raw_server_get_url (server), REEL_CLIENT_DEFAULT);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GError) error = list (client, 0);

      g_assert_no_error (error);
    }
  g_assert_cmpuint (wire.n_requests, ==, 5);
  g_assert_cmpuint (reel_raw_server_get_n_connections (server), ==, 1);
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
  wire_clear (&wire);
}

static void
search (ReelClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ReelSearchReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  reel_client_search_async (client, "c", "red car", 5, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  reply = reel_client_search_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reply->results->len, ==, 0);
}

/* A server may close a kept connection just when a search goes out: then it goes over a new one, with all of its text. */
static void
test_dropped_by_server (void)
{
  Wire wire;
  ReelRawServer *server;
  ReelClient *client;

  wire_init (&wire, g_bytes_new_static ("{\"results\":[]}", 14), NULL);
  wire.n_dropped = 1;
  server = reel_raw_server_new (serve_wire, &wire);
  client = new_client (reel_raw_server_get_url (server), REEL_CLIENT_DEFAULT);
  client->time_scale = 1000; /* a wait would be longer than a test may take: there must be none */
  search (client);
  search (client);
  g_assert_cmpuint (wire.n_requests, ==, 3);
  g_assert_cmpuint (reel_raw_server_get_n_connections (server), ==, 2);
  g_assert_true (g_str_has_suffix (wire.heads->str, "\r\n\r\n{\"text\":\"red car\",\"top_k\":5}"));
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
  wire_clear (&wire);
}

static void
create (ReelClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  reel_client_create_collection_async (client, "n", NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  id = reel_client_create_collection_finish (client, result, &error);
  g_assert_no_error (error);
}

static void
encode (ReelClient *client)
{
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_url ("https://x/v.mp4");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ReelEmbedding) vectors = NULL;
  g_autoptr (GError) error = NULL;

  reel_client_encode_video_async (client, video, NULL, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  vectors = reel_client_encode_video_finish (client, result, &error);
  g_assert_no_error (error);
}

static guint16
get_port (ReelMockServer *server, guint index)
{
  return reel_mock_server_get_request (server, index)->remote_port;
}

/* A search goes over the connection of the one before. What makes or costs something has a connection of its own: on a kept
 * one nobody could say whether it arrived. */
static void
test_kept_by_searches (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server), REEL_CLIENT_DEFAULT);

  reel_mock_server_set_default (server, 200, "application/json",
                                "{\"collection_id\":1,\"embeddings\":[[1]],\"results\":[]}", NULL, NULL);
  for (guint i = 0; i < 5; i++)
    search (client);
  for (guint i = 1; i < 5; i++)
    g_assert_cmpuint (get_port (server, i), ==, get_port (server, 0));
  create (client);
  encode (client);
  g_assert_cmpuint (get_port (server, 5), !=, get_port (server, 0));
  g_assert_cmpuint (get_port (server, 6), !=, get_port (server, 0));
  g_assert_cmpuint (get_port (server, 6), !=, get_port (server, 5));
  reel_test_assert_finalized (&client);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/wire/proxy", test_proxy);
  g_test_add_func ("/api/wire/no-proxy-on-loopback", test_no_proxy_on_loopback);
  g_test_add_func ("/api/wire/gzip", test_gzip);
  g_test_add_func ("/api/wire/bomb", test_bomb);
  g_test_add_func ("/api/wire/kept-connection", test_kept_connection);
  g_test_add_func ("/api/wire/kept-by-searches", test_kept_by_searches);
  g_test_add_func ("/api/wire/dropped-by-server", test_dropped_by_server);
  return g_test_run ();
}
