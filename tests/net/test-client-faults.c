/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "api/reel-client.h"
#include "reel-mock-server.h"
#include "reel-test.h"

#define KEY "sk-never-to-be-seen-4711"
#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

/* What is logged in this process, whatever its level: the key must not be in it. */
static GMutex log_lock;
static guint n_logged, n_leaked;

static GLogWriterOutput
log_writer (GLogLevelFlags   level,
            const GLogField *fields,
            gsize            n_fields,
            gpointer         data)
{
  g_mutex_lock (&log_lock);
  n_logged++;
  for (gsize i = 0; i < n_fields; i++)
    {
      g_autofree char *value = fields[i].length < 0 ? g_strdup (fields[i].value)
                                                    : g_strndup (fields[i].value, (gsize) fields[i].length);

      if (value != NULL && strstr (value, KEY) != NULL)
        n_leaked++;
    }
  g_mutex_unlock (&log_lock);
  /* The default writer would make fatal what is fatal; so do we. */
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    return g_log_writer_default (level, fields, n_fields, data);
  return G_LOG_WRITER_HANDLED;
}

static ReelClient *
new_client (const char *url)
{
  g_autoptr (GError) error = NULL;
  ReelClient *client = reel_client_new (url, KEY, REEL_KEY_HEADER_BEARER, REEL_CLIENT_DEFAULT, &error);

  g_assert_no_error (error);
  g_object_set (client, "time-scale", 0.001, NULL);
  return client;
}

typedef enum
{
  LIST,   /* a GET */
  SEARCH, /* a POST that may be repeated */
  CREATE, /* one that may not */
} Kind;

static void
start (Kind          kind,
       ReelClient   *client,
       GCancellable *cancellable,
       GAsyncResult **result)
{
  if (kind == LIST)
    reel_client_list_collections_async (client, cancellable, reel_test_store_result, result);
  else if (kind == SEARCH)
    reel_client_search_async (client, "c", "t", 1, cancellable, reel_test_store_result, result);
  else
    reel_client_create_collection_async (client, "n", "d", cancellable, reel_test_store_result, result);
}

static GError *
finish (Kind          kind,
        ReelClient   *client,
        GAsyncResult *result)
{
  GError *error = NULL;

  if (kind == LIST)
    {
      g_autoptr (GPtrArray) infos = reel_client_list_collections_finish (client, result, &error);

      g_assert_true ((infos != NULL) == (error == NULL));
    }
  else if (kind == SEARCH)
    {
      g_autoptr (ReelSearchReply) reply = reel_client_search_finish (client, result, &error);

      g_assert_true ((reply != NULL) == (error == NULL));
    }
  else
    {
      g_autofree char *id = reel_client_create_collection_finish (client, result, &error);

      g_assert_true ((id != NULL) == (error == NULL));
    }
  if (error != NULL)
    g_assert_null (strstr (error->message, KEY));
  return error;
}

static GError *
run (Kind        kind,
     ReelClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;

  start (kind, client, NULL, &result);
  reel_test_wait (result != NULL);
  return finish (kind, client, result);
}

/* Whole answers that are no good. */
static void
test_replies (void)
{
  static const struct
  {
    guint status;
    const char *type, *body;
    ReelApiError code;
    const char *words; /* in the message, or NULL */
    const char *no_words;
  } replies[] = {
    { 200, "text/html", "<html>Sign in</html>", REEL_API_ERROR_PROTOCOL, "text/html", "Sign in" },
    { 204, NULL, NULL, REEL_API_ERROR_PROTOCOL, "204", NULL },
    { 200, "application/json", "", REEL_API_ERROR_PROTOCOL, "empty", NULL },
    { 200, "application/json", "{\"results\":[", REEL_API_ERROR_PROTOCOL, "damaged", NULL },
    { 200, "application/json", "[]", REEL_API_ERROR_PROTOCOL, "results", NULL },
    { 200, "application/json", "{\"results\":{}}", REEL_API_ERROR_PROTOCOL, "results", NULL },
    { 200, "application/json", "{\"results\":[{\"video_id\":true,\"similarity\":1}]}", REEL_API_ERROR_PROTOCOL,
      "results[0].video_id", NULL },
    { 200, "application/json", "{\"results\":[{\"video_id\":\"v\",\"similarity\":1e999}]}", REEL_API_ERROR_PROTOCOL,
      "damaged", NULL },
    { 200, "application/json", "{\"results\":[{\"video_id\":\"v\",\"similarity\":NaN}]}", REEL_API_ERROR_PROTOCOL, "damaged",
      NULL },
    { 200, "application/json", "{\"results\":\"\xff\"}", REEL_API_ERROR_PROTOCOL, "damaged", NULL },
    { 302, "application/json", "{}", REEL_API_ERROR_PROTOCOL, "302", NULL },
    { 400, "application/json", "{\"message\":\"plain\"}", REEL_API_ERROR_BAD_REQUEST, "plain", NULL },
    { 400, "application/json", "{\"detail\":[{\"msg\":\"from a list\"}]}", REEL_API_ERROR_BAD_REQUEST, "from a list", NULL },
    { 400, "application/json", "\"just text\"", REEL_API_ERROR_BAD_REQUEST, "just text", NULL },
    { 400, "text/plain", "in\tplain\x1b[31m words", REEL_API_ERROR_BAD_REQUEST, "in plain [31m words", "\x1b" },
    { 401, "application/json", "{\"error\":\"bad key\"}", REEL_API_ERROR_UNAUTHORISED, "bad key", NULL },
    { 403, "text/html", "<html>", REEL_API_ERROR_UNAUTHORISED, "key", "html" },
    { 404, "application/json", "{\"detail\":\"no such collection\"}", REEL_API_ERROR_NOT_FOUND, "no such collection", NULL },
    { 413, NULL, NULL, REEL_API_ERROR_TOO_LARGE, NULL, NULL },
    { 418, NULL, NULL, REEL_API_ERROR_BAD_REQUEST, "418", NULL },
    { 500, "application/json", "{\"error\":{\"detail\":\"oops\"}}", REEL_API_ERROR_SERVER, "oops", NULL },
    { 501, NULL, NULL, REEL_API_ERROR_SERVER, "501", NULL },
  };
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (GError) error = NULL;

      reel_mock_server_push (server, replies[i].status, replies[i].type, replies[i].body);
      error = run (SEARCH, client);
      g_assert_error (error, REEL_API_ERROR, (int) replies[i].code);
      if (replies[i].words != NULL && strstr (error->message, replies[i].words) == NULL)
        g_error ("“%s” is not in “%s”", replies[i].words, error->message);
      if (replies[i].no_words != NULL)
        g_assert_null (strstr (error->message, replies[i].no_words));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, i + 1);
    }
  reel_test_assert_finalized (&client);
}

static void
test_long_words (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"error\":\"%.2000s\"}", filler);
  g_autofree char *longer = g_strdup_printf ("{\"error\":\"%s\"}", filler);
  g_autoptr (GError) error = NULL;

  reel_mock_server_push (server, 400, "application/json", body);
  error = run (CREATE, client);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
  g_assert_nonnull (strstr (error->message, "xxx"));
  g_assert_cmpint (g_utf8_strlen (error->message, -1), <, 500);
  g_clear_error (&error);

  reel_mock_server_push (server, 400, "application/json", longer);
  error = run (CREATE, client);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
  g_assert_cmpint (g_utf8_strlen (error->message, -1), <, 500);
  reel_test_assert_finalized (&client);
}

/* The waiting is scaled down; how often it asks is not. */
static void
test_repeats (void)
{
  static const struct
  {
    guint status;
    Kind kind;
    guint tries;
    ReelApiError code;
  } faults[] = {
    { 502, LIST, 4, REEL_API_ERROR_UPSTREAM },  { 503, SEARCH, 4, REEL_API_ERROR_UPSTREAM },
    { 504, SEARCH, 4, REEL_API_ERROR_TIMEOUT }, { 502, CREATE, 1, REEL_API_ERROR_UPSTREAM },
    { 500, LIST, 1, REEL_API_ERROR_SERVER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = new_client (reel_mock_server_get_url (server));
      g_autoptr (GError) error = NULL;

      for (guint n = 0; n < 10; n++)
        reel_mock_server_push (server, faults[i].status, "application/json", "{}");
      error = run (faults[i].kind, client);
      g_assert_error (error, REEL_API_ERROR, (int) faults[i].code);
      g_assert_true (reel_api_error_can_retry (error));
      g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, faults[i].tries);
      reel_test_assert_finalized (&client);
    }
}

static void
test_rate_limit (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) soon = g_date_time_add_seconds (now, 20);
  g_autofree char *date = g_date_time_format (soon, "%a, %d %b %Y %H:%M:%S GMT");
  g_autoptr (GError) error = NULL;

  /* Seconds, a date, nothing: waited for, whatever the call. */
  reel_mock_server_push_header (server, 429, "{}", "Retry-After", "20");
  reel_mock_server_push_header (server, 429, "{}", "Retry-After", date);
  reel_mock_server_push (server, 429, "application/json", "{}");
  reel_mock_server_push (server, 200, "application/json", "{\"collection_id\":\"c\"}");
  error = run (CREATE, client);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 4);

  /* Longer than a person waits: said at once. */
  reel_mock_server_push_header (server, 429, "{\"error\":\"slow down\"}", "Retry-After", "3600");
  error = run (LIST, client);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_RATE_LIMITED);
  g_assert_cmpfloat (reel_api_error_get_retry_after (error), ==, 3600);
  g_assert_nonnull (strstr (error->message, "3600"));
  g_assert_nonnull (strstr (error->message, "slow down"));
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 5);
  g_clear_error (&error);

  /* For ever: given up after a minute's worth of waits. */
  for (guint i = 0; i < 100; i++)
    reel_mock_server_push_header (server, 429, "{}", "Retry-After", "10");
  error = run (SEARCH, client);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_RATE_LIMITED);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), >=, 5 + 4);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), <=, 5 + 7);
  reel_test_assert_finalized (&client);
}

static void
test_redirects (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (ReelMockServer) other = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autofree char *elsewhere = g_strconcat (reel_mock_server_get_url (other), "/collections", NULL);
  g_autofree char *with_name = g_strconcat ("http://u:p@", reel_mock_server_get_url (server) + 7, "/x", NULL);
  const char *bad[] = { elsewhere, "https://127.0.0.1/collections", "ftp://example.org/", "//localhost/collections",
                        with_name };
  g_autoptr (GError) error = NULL;
  guint n;

  /* The same origin: followed, with the key. */
  reel_mock_server_push_header (server, 301, "{}", "Location", "/elsewhere/collections");
  reel_mock_server_push_header (server, 308, "{}", "Location", "all?page=1");
  reel_mock_server_push (server, 200, "application/json", "[]");
  error = run (LIST, client);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 3);
  g_assert_cmpstr (reel_mock_server_get_request (server, 2)->path, ==, "/elsewhere/all");
  g_assert_cmpstr (reel_mock_server_get_request (server, 2)->authorization, ==, "Bearer " KEY);

  /* Another origin: nothing goes there. */
  n = 3;
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      reel_mock_server_push_header (server, 302, "{}", "Location", bad[i]);
      error = run (LIST, client);
      g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL);
      g_clear_error (&error);
      g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, ++n);
    }
  reel_mock_server_push_header (server, 307, "{}", "Location", elsewhere);
  error = run (SEARCH, client);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (other), ==, 0);

  /* In circles. */
  for (guint i = 0; i < 10; i++)
    reel_mock_server_push_header (server, 302, "{}", "Location", "/collections");
  n = reel_mock_server_get_n_requests (server);
  error = run (LIST, client);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, n + 6);
  reel_test_assert_finalized (&client);
}

/* Below HTTP: what each connection gets before it is closed. */
typedef struct
{
  const char *reply;
  Kind kind;
  ReelApiError code;
  guint connections;
} Broken;

static void
serve_broken (GSocketConnection *connection,
              guint              index,
              gpointer           data)
{
  reel_raw_read_head (connection);
  reel_raw_write (connection, ((const Broken *) data)->reply);
  g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  reel_raw_wait_for_close (connection);
}

static void
test_broken (void)
{
  static const Broken brokens[] = {
    { "", LIST, REEL_API_ERROR_OFFLINE, 4 },
    { "", CREATE, REEL_API_ERROR_OFFLINE, 1 },
    { "HTTP/1.1 200 OK\r\nContent-", LIST, REEL_API_ERROR_PROTOCOL, 1 }, /* libsoup parses what it has */
    { HEAD "Content-Length: 100\r\n\r\n[]", LIST, REEL_API_ERROR_OFFLINE, 4 },
    { HEAD "Content-Length: 100\r\n\r\n{\"collection_id\":\"c\"}", CREATE, REEL_API_ERROR_OFFLINE, 1 },
    /* libsoup takes a missing last chunk for the end; the JSON knows better. */
    { HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\n[{}\r\n", LIST, REEL_API_ERROR_PROTOCOL, 1 },
    { "SSH-2.0-OpenSSH_9\r\n\r\n", LIST, REEL_API_ERROR_PROTOCOL, 1 },
    { HEAD "Content-Length: 70000000\r\n\r\n[", LIST, REEL_API_ERROR_TOO_LARGE, 1 },
    { HEAD "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x07", LIST, REEL_API_ERROR_PROTOCOL, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (brokens); i++)
    {
      ReelRawServer *server = reel_raw_server_new (serve_broken, (gpointer) &brokens[i]);
      ReelClient *client = new_client (reel_raw_server_get_url (server));
      g_autoptr (GError) error = run (brokens[i].kind, client);

      if (!g_error_matches (error, REEL_API_ERROR, (int) brokens[i].code))
        g_error ("reply %u: %s", i, error != NULL ? error->message : "no error");
      g_assert_cmpuint (reel_raw_server_get_n_connections (server), ==, brokens[i].connections);
      reel_test_assert_finalized (&client);
      reel_raw_server_free (server);
    }
}

static void
serve_flood (GSocketConnection *connection,
             guint              index,
             gpointer           data)
{
  g_autofree char *spaces = g_strnfill (1024 * 1024, ' ');
  guint *sent = data;

  reel_raw_read_head (connection);
  reel_raw_write (connection, HEAD "\r\n[");
  while (*sent < 200 && reel_raw_write (connection, spaces))
    ++*sent;
}

/* A body without a length, and without an end. */
static void
test_flood (void)
{
  guint sent = 0;
  ReelRawServer *server = reel_raw_server_new (serve_flood, &sent);
  ReelClient *client = new_client (reel_raw_server_get_url (server));
  g_autoptr (GError) error = run (LIST, client);

  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_TOO_LARGE);
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
  g_assert_cmpuint (sent, >=, 63);
  g_assert_cmpuint (sent, <, 100);
}

static void
test_refused (void)
{
  ReelRawServer *server = reel_raw_server_new (serve_broken, NULL);
  g_autofree char *url = g_strdup (reel_raw_server_get_url (server));
  g_autofree char *unknown = g_strdup ("https://no-such-host.invalid");
  ReelClient *client;
  g_autoptr (GError) error = NULL;

  reel_raw_server_free (server);
  client = new_client (url);
  error = run (LIST, client);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, url + strlen ("http://")));
  g_clear_error (&error);
  reel_test_assert_finalized (&client);

  client = new_client (unknown);
  error = run (LIST, client);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, "no-such-host.invalid"));
  reel_test_assert_finalized (&client);
}

/* Plain HTTP behind an https address: no safe connection, and the key did not go. */
static void
serve_no_tls (GSocketConnection *connection,
              guint              index,
              gpointer           data)
{
  char buffer[4096] = "";
  GString *seen = data;
  gssize n =
    g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL);

  if (n > 0)
    g_string_append_len (seen, buffer, n);
  reel_raw_write (connection, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
}

static void
test_no_tls (void)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  ReelRawServer *server = reel_raw_server_new (serve_no_tls, seen);
  g_autofree char *url = g_strconcat ("https", reel_raw_server_get_url (server) + strlen ("http"), NULL);
  ReelClient *client = new_client (url);
  g_autoptr (GError) error = run (LIST, client);

  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_TLS);
  g_assert_false (reel_api_error_can_retry (error));
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
  g_assert_cmpuint (seen->len, >, 0);
  g_assert_null (g_strstr_len (seen->str, (gssize) seen->len, KEY));
}

static void
test_silence (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autoptr (GError) error = NULL;

  g_object_set (client, "idle-timeout", 100, NULL);
  reel_mock_server_push_silence (server);
  error = run (SEARCH, client);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_TIMEOUT);
  g_assert_true (reel_api_error_can_retry (error));
  reel_test_assert_finalized (&client);
}

/* A reply that comes by drops and never ends. */
static void
serve_drip (GSocketConnection *connection,
            guint              index,
            gpointer           data)
{
  reel_raw_read_head (connection);
  reel_raw_write (connection, HEAD "Content-Length: 1000\r\n\r\n[{\"id\":");
  g_atomic_int_set ((int *) data, 1);
  reel_raw_wait_for_close (connection);
}

static void
test_cancel_while_receiving (void)
{
  int begun = 0;
  ReelRawServer *server = reel_raw_server_new (serve_drip, &begun);
  ReelClient *client = new_client (reel_raw_server_get_url (server));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  start (LIST, client, cancellable, &result);
  reel_test_wait (g_atomic_int_get (&begun));
  g_cancellable_cancel (cancellable);
  reel_test_wait (result != NULL);
  error = finish (LIST, client, result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
}

/* Cancelled at every moment that a loop's turns can find, in the middle of decoding too: one end, and nothing is left. */
static void
test_cancel_any_time (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autoptr (GString) body = g_string_new ("[");

  for (guint i = 0; i < 4000; i++)
    g_string_append (body, "{\"id\":\"a\",\"name\":\"b\"},");
  body->str[body->len - 1] = ']';
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      gint64 until;

      reel_mock_server_push (server, 200, "application/json", body->str);
      start (LIST, client, cancellable, &result);
      until = g_get_monotonic_time () + i * 1000;
      while (result == NULL && g_get_monotonic_time () < until)
        if (!g_main_context_iteration (NULL, FALSE))
          g_thread_yield ();
      g_cancellable_cancel (cancellable);
      reel_test_wait (result != NULL);
      error = finish (LIST, client, result);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  reel_test_assert_finalized (&client);
}

/* The limits: six at a time, the others wait; one that waits can be cancelled and is never sent. */
static void
test_limits (void)
{
  enum
  {
    N = 9,
  };
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  GCancellable *cancellables[N];
  GAsyncResult *results[N] = { NULL };
  guint max_requests;

  for (guint i = 0; i < N; i++)
    {
      reel_mock_server_push_silence (server);
      cancellables[i] = g_cancellable_new ();
      start (LIST, client, cancellables[i], &results[i]);
    }
  reel_test_wait (reel_mock_server_get_n_requests (server) == 6);

  /* The last waits in the queue and leaves it. */
  g_cancellable_cancel (cancellables[N - 1]);
  reel_test_wait (results[N - 1] != NULL);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 6);

  /* One place becomes free, then the limit rises. */
  g_cancellable_cancel (cancellables[0]);
  reel_test_wait (reel_mock_server_get_n_requests (server) == 7);
  g_object_set (client, "max-requests", 7, NULL);
  g_object_get (client, "max-requests", &max_requests, NULL);
  g_assert_cmpuint (max_requests, ==, 7);
  reel_test_wait (reel_mock_server_get_n_requests (server) == 8);

  for (guint i = 0; i < N; i++)
    {
      g_autoptr (GError) error = NULL;

      g_cancellable_cancel (cancellables[i]);
      reel_test_wait (results[i] != NULL);
      error = finish (LIST, client, results[i]);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_object (&results[i]);
      g_object_unref (cancellables[i]);
    }
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 8);
  reel_test_assert_finalized (&client);
}

/* Queries per second: twelve at a hundred a second are spread over a tenth of a second at least. */
static void
test_rate (void)
{
  enum
  {
    N = 12,
  };
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  GAsyncResult *results[N] = { NULL };
  gint64 begun = g_get_monotonic_time ();

  reel_client_set_limits (client, 6, 2, 100);
  for (guint i = 0; i < N; i++)
    {
      reel_mock_server_push (server, 200, "application/json", "[]");
      start (LIST, client, NULL, &results[i]);
    }
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (GError) error = NULL;

      reel_test_wait (results[i] != NULL);
      error = finish (LIST, client, results[i]);
      g_assert_no_error (error);
      g_clear_object (&results[i]);
    }
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, (N - 1) * 10 * 1000);
  reel_test_assert_finalized (&client);
}

static void
drop_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  gpointer *client = data;
  g_autoptr (GPtrArray) infos = reel_client_list_collections_finish (REEL_CLIENT (source), result, NULL);

  g_assert_nonnull (infos);
  g_clear_object (client);
}

/* The last reference goes in a callback, or right after the call was made. */
static void
test_drop (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = new_client (reel_mock_server_get_url (server));
      gpointer weak = client;

      g_object_add_weak_pointer (weak, &weak);
      reel_mock_server_push (server, 200, "application/json", "[]");
      reel_client_list_collections_async (client, NULL, drop_cb, &client);
      if (i % 2 == 0)
        {
          ReelClient *borrowed = client;

          client = NULL;
          g_object_unref (borrowed);
        }
      reel_test_wait (weak == NULL);
    }
}

/* A caller on a thread with a context of its own is answered there. */
static gpointer
other_thread (gpointer data)
{
  ReelClient *client = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) infos = NULL;

  g_main_context_push_thread_default (context);
  reel_client_list_collections_async (client, NULL, reel_test_store_result, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  infos = reel_client_list_collections_finish (client, result, NULL);
  g_main_context_pop_thread_default (context);
  return GINT_TO_POINTER (infos != NULL);
}

static void
test_thread (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));

  reel_mock_server_push (server, 200, "application/json", "[]");
  g_assert_nonnull (g_thread_join (g_thread_new ("caller", other_thread, client)));
  reel_test_assert_finalized (&client);
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *url, *base; /* base NULL: refused */
  } urls[] = {
    { "https://api.seeknetic.com", "https://api.seeknetic.com" },
    { " https://API.example.org:8443/v1// ", "https://API.example.org:8443/v1" },
    { "http://localhost:80/", "http://localhost" },
    { "http://127.9.8.7:1", "http://127.9.8.7:1" },
    { "http://[::1]:8080/p", "http://[::1]:8080/p" },
    { "http://api.seeknetic.com", NULL },
    { "http://127.0.0.1.example.org", NULL },
    { "http://localhost.example.org", NULL },
    { "http://[::2]/", NULL },
    { "http://10.0.0.1/", NULL },
    { "ftp://127.0.0.1", NULL },
    { "https://user:" KEY "@example.org", NULL },
    { "https://example.org/?x=1", NULL },
    { "https://example.org/#x", NULL },
    { "https://", NULL },
    { "api.seeknetic.com", NULL },
    { "", NULL },
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (ReelClient) client = reel_client_new (urls[i].url, KEY, REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);

      if (urls[i].base != NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (reel_client_get_base_url (client), ==, urls[i].base);
          continue;
        }
      g_assert_null (client);
      g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
      g_assert_null (strstr (error->message, KEY));
      g_clear_error (&error);
    }
  g_assert_null (reel_client_new ("https://example.org", KEY "\r\nX-Evil: 1", REEL_KEY_HEADER_BEARER, REEL_CLIENT_DEFAULT, &error));
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
  g_assert_null (strstr (error->message, KEY));
}

/* Ids that can be no part of an address are refused before anything is sent. */
static void
test_ids (void)
{
  static const char * const ids[] = { "", ".", ".." };
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      reel_client_get_job_async (client, ids[i], NULL, reel_test_store_result, &result);
      reel_test_wait (result != NULL);
      g_assert_null (reel_client_get_job_finish (client, result, &error));
      g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
    }
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 0);
  reel_test_assert_finalized (&client);
}

/* Last: after all of the above at the level of debug. */
static void
test_log (void)
{
  g_mutex_lock (&log_lock);
  g_assert_cmpuint (n_logged, >, 0);
  g_assert_cmpuint (n_leaked, ==, 0);
  g_mutex_unlock (&log_lock);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE); /* the desktop's needs its settings, which isolated folders lack */
  reel_test_init (&argc, &argv);
  g_log_set_writer_func (log_writer, NULL, NULL);
  g_test_add_func ("/api/faults/replies", test_replies);
  g_test_add_func ("/api/faults/long-words", test_long_words);
  g_test_add_func ("/api/faults/repeats", test_repeats);
  g_test_add_func ("/api/faults/rate-limit", test_rate_limit);
  g_test_add_func ("/api/faults/redirects", test_redirects);
  g_test_add_func ("/api/faults/broken", test_broken);
  g_test_add_func ("/api/faults/flood", test_flood);
  g_test_add_func ("/api/faults/refused", test_refused);
  g_test_add_func ("/api/faults/no-tls", test_no_tls);
  g_test_add_func ("/api/faults/silence", test_silence);
  g_test_add_func ("/api/faults/cancel-while-receiving", test_cancel_while_receiving);
  g_test_add_func ("/api/faults/cancel-any-time", test_cancel_any_time);
  g_test_add_func ("/api/faults/limits", test_limits);
  g_test_add_func ("/api/faults/rate", test_rate);
  g_test_add_func ("/api/faults/drop", test_drop);
  g_test_add_func ("/api/faults/thread", test_thread);
  g_test_add_func ("/api/faults/addresses", test_addresses);
  g_test_add_func ("/api/faults/ids", test_ids);
  g_test_add_func ("/api/faults/log", test_log);
  return g_test_run ();
}
