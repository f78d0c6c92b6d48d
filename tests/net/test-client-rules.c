/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-client-private.h"

#include "api-calls.h"
#include "reel-mock-server.h"
#include "reel-test.h"

/* What a service says with an error, in whichever shape: shown where it is words. */
static void
test_words (void)
{
  static const struct
  {
    guint status;
    const char *type, *body;
    const char *words;    /* in the message, or NULL */
    const char *no_words; /* not in it, or NULL */
  } replies[] = {
    { 400, "application/json", "{\"message\":\"plain\"}", "plain", NULL },
    { 400, "application/json", "{\"detail\":[{\"msg\":\"from a list\"}]}", "from a list", NULL },
    { 400, "application/json", "\"just text\"", "just text", NULL },
    { 400, "text/plain", "in\tplain\x1b[31m words", "in plain [31m words", "\x1b" },
    { 401, "application/json", "{\"error\":\"bad key\"}", "bad key", NULL },
    { 403, "text/html", "<html>", "key", "html" },
    { 404, "application/json", "{\"detail\":\"no such collection\"}", "no such collection", NULL },
    { 418, NULL, NULL, "418", NULL },
    { 500, "application/json", "{\"error\":{\"detail\":\"oops\"}}", "oops", NULL },
  };
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (GError) error = NULL;

      reel_mock_server_push (server, replies[i].status, replies[i].type, replies[i].body);
      error = api_run (api_call_get ("search"), client, NULL);
      g_assert_cmpuint (reel_api_error_get_status (error), ==, replies[i].status);
      if (replies[i].words != NULL && strstr (error->message, replies[i].words) == NULL)
        g_error ("“%s” is not in “%s”", replies[i].words, error->message);
      if (replies[i].no_words != NULL)
        g_assert_null (strstr (error->message, replies[i].no_words));
    }
  reel_test_assert_finalized (&client);
}

static void
test_long_words (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"error\":\"%.2000s\"}", filler);
  g_autofree char *longer = g_strdup_printf ("{\"error\":\"%s\"}", filler);
  g_autoptr (GError) error = NULL;

  reel_mock_server_push (server, 400, "application/json", body);
  error = api_run (api_call_get ("create-collection"), client, NULL);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
  g_assert_nonnull (strstr (error->message, "xxx"));
  g_assert_cmpint (g_utf8_strlen (error->message, -1), <, 500);
  g_clear_error (&error);

  reel_mock_server_push (server, 400, "application/json", longer);
  error = api_run (api_call_get ("create-collection"), client, NULL);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
  g_assert_cmpint (g_utf8_strlen (error->message, -1), <, 500);
  reel_test_assert_finalized (&client);
}

/* A time to come back at, as a date. */
static void
test_retry_date (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) soon = g_date_time_add_seconds (now, 20);
  g_autoptr (GDateTime) late = g_date_time_add_seconds (now, 3600);
  g_autofree char *soon_date = g_date_time_format (soon, "%a, %d %b %Y %H:%M:%S GMT");
  g_autofree char *late_date = g_date_time_format (late, "%a, %d %b %Y %H:%M:%S GMT");
  g_autoptr (GError) error = NULL;

  reel_mock_server_push_header (server, 429, "{}", "Retry-After", soon_date);
  reel_mock_server_push (server, 200, "application/json", "{\"collection_id\":17}");
  error = api_run (api_call_get ("create-collection"), client, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 2);

  reel_mock_server_push_header (server, 429, "{}", "Retry-After", late_date);
  error = api_run (api_call_get ("create-collection"), client, NULL);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_RATE_LIMITED);
  g_assert_cmpfloat (reel_api_error_get_retry_after (error), >, 3600 - REEL_TEST_SECONDS);
  g_assert_cmpfloat (reel_api_error_get_retry_after (error), <=, 3600);
  reel_test_assert_finalized (&client);
}

/* The vendor's own header, in milliseconds, goes before the usual one. */
static void
test_retry_milliseconds (void)
{
  static const struct
  {
    const char *value;
    double seconds; /* -1: as if there were none */
  } waits[] = { { "3600500", 3600.5 }, { " 90000.5 ", 90.0005 }, { "soon", -1 }, { "-5", -1 }, { "1e300", -1 }, { "", -1 } };
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
  g_autoptr (GError) error = NULL;

  reel_mock_server_push_header (server, 429, "{}", "Retry-After-Ms", "20000");
  reel_mock_server_push (server, 200, "application/json", "{\"collection_id\":17}");
  error = api_run (api_call_get ("create-collection"), client, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      reel_mock_server_push_header (server, 500, "{}", "retry-after-ms", waits[i].value);
      error = api_run (api_call_get ("create-collection"), client, NULL);
      g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_SERVER);
      g_assert_cmpfloat_with_epsilon (reel_api_error_get_retry_after (error), waits[i].seconds, 1e-6);
      g_clear_error (&error);
    }
  reel_test_assert_finalized (&client);
}

/* A service that knows whether asking again helps is believed, where twice is as good as once. */
static void
test_should_retry (void)
{
  static const struct
  {
    const char *call;
    guint status;
    const char *value;
    guint n_requests;
  } cases[] = {
    { "search", 503, "false", 1 },
    { "search", 503, "true", API_TRIES },
    { "search", 503, "perhaps", API_TRIES },
    { "search", 500, "true", API_TRIES },
    { "search", 409, "TRUE", API_TRIES },
    { "search", 429, "false", 1 },
    { "encode-text", 500, "true", API_TRIES },
    { "encode-text", 502, "false", 1 },
    { "create-collection", 500, "true", 1 },
    { "create-collection", 429, "false", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
      g_autoptr (GError) error = NULL;

      reel_mock_server_set_default (server, cases[i].status, "application/json", "{}", "X-Should-Retry", cases[i].value);
      error = api_run (api_call_get (cases[i].call), client, NULL);
      g_assert_cmpuint (reel_api_error_get_status (error), ==, cases[i].status);
      g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, cases[i].n_requests);
      reel_test_assert_finalized (&client);
    }
}

/* Within the same origin a redirect is followed, with the key. */
static void
test_redirect (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
  g_autoptr (GError) error = NULL;

  reel_mock_server_push_header (server, 301, "{}", "Location", "/elsewhere/collections");
  reel_mock_server_push_header (server, 308, "{}", "Location", "all?page=1");
  reel_mock_server_push (server, 200, "application/json", api_call_get ("list-collections")->good);
  error = api_run (api_call_get ("list-collections"), client, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 3);
  g_assert_cmpstr (reel_mock_server_get_request (server, 2)->path, ==, "/elsewhere/all");
  g_assert_cmpstr (reel_mock_server_get_request (server, 2)->authorization, ==, "Bearer " API_KEY);
  reel_test_assert_finalized (&client);
}

static void
test_unknown_host (void)
{
  ReelClient *client = api_client_new ("https://no-such-host.invalid", REEL_KEY_HEADER_BEARER);
  g_autoptr (GError) error = api_run (api_call_get ("list-collections"), client, NULL);

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
  ReelClient *client = api_client_new (url, REEL_KEY_HEADER_BEARER);
  g_autoptr (GError) error = api_run (api_call_get ("list-collections"), client, NULL);

  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_TLS);
  g_assert_false (reel_api_error_can_retry (error));
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
  g_assert_cmpuint (seen->len, >, 0);
  g_assert_null (g_strstr_len (seen->str, (gssize) seen->len, API_KEY));
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
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
  GCancellable *cancellables[N];
  ApiRun *runs[N];
  guint max_requests;

  for (guint i = 0; i < N; i++)
    {
      reel_mock_server_push_silence (server);
      cancellables[i] = g_cancellable_new ();
      runs[i] = api_run_start (api_call_get ("list-collections"), client, cancellables[i], 0);
    }
  reel_test_wait (reel_mock_server_get_n_requests (server) == 6);

  /* The last waits in the queue and leaves it. */
  g_cancellable_cancel (cancellables[N - 1]);
  reel_test_wait (runs[N - 1]->result != NULL);
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
      error = api_run_finish (runs[i]);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
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
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
  ApiRun *runs[N];
  gint64 begun = g_get_monotonic_time ();

  reel_client_set_limits (client, 6, 2, 100);
  for (guint i = 0; i < N; i++)
    {
      reel_mock_server_push (server, 200, "application/json", api_call_get ("list-collections")->good);
      runs[i] = api_run_start (api_call_get ("list-collections"), client, NULL, 0);
    }
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (GError) error = NULL;

      error = api_run_finish (runs[i]);
      g_assert_no_error (error);
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
      ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
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
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);

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
    { "https://user:" API_KEY "@example.org", NULL },
    { "https://example.org/?x=1", NULL },
    { "https://example.org/#x", NULL },
    { "https://", NULL },
    { "api.seeknetic.com", NULL },
    { "", NULL },
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (ReelClient) client = reel_client_new (urls[i].url, API_KEY, REEL_KEY_HEADER_X_API_KEY,
                                                       REEL_CLIENT_DEFAULT, &error);

      if (urls[i].base != NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (reel_client_get_base_url (client), ==, urls[i].base);
          continue;
        }
      g_assert_null (client);
      g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
      g_assert_null (strstr (error->message, API_KEY));
      g_clear_error (&error);
    }
  g_assert_null (reel_client_new ("https://example.org", API_KEY "\r\nX-Evil: 1", REEL_KEY_HEADER_BEARER,
                                  REEL_CLIENT_DEFAULT, &error));
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
  g_assert_null (strstr (error->message, API_KEY));
}

/* Ids that can be no part of an address are refused before anything is sent. */
static void
test_ids (void)
{
  static const char * const ids[] = { "", ".", ".." };
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);

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

/* As libsoup does it where a connection fails that was kept: the message loses its body, and is told that it starts anew. */
static void
restart_cb (SoupSession *session,
            SoupMessage *message,
            gpointer     data)
{
  soup_message_set_request_body (message, NULL, NULL, 0);
  g_signal_emit_by_name (message, "restarted");
}

static gboolean
restart_requests_cb (gpointer data)
{
  ReelClient *client = data;

  g_signal_connect (client->session, "request-queued", G_CALLBACK (restart_cb), NULL);
  return G_SOURCE_REMOVE;
}

/* A search that is restarted goes with all it had; what must not go twice has lost its connection. Neither is an answer. */
static void
test_restart (void)
{
  static const char *const names[] = { "list-collections", "search", "create-collection", "encode-text" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const ApiCall *call = api_call_get (names[i]);
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
      g_autoptr (GError) error = NULL;

      reel_network_thread_post (client->thread, restart_requests_cb, client, NULL);
      reel_mock_server_set_default (server, 200, "application/json", call->good, NULL, NULL);
      error = api_run (call, client, NULL);
      if (i >= 2)
        g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_OFFLINE);
      else
        {
          g_assert_no_error (error);
          g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 1);
        }
      if (i == 1)
        g_assert_cmpuint (g_bytes_get_size (reel_mock_server_get_request (server, 0)->body), ==, strlen (call->body));
      reel_test_assert_finalized (&client);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE); /* the desktop's needs its settings, which isolated folders lack */
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/rules/words", test_words);
  g_test_add_func ("/api/rules/long-words", test_long_words);
  g_test_add_func ("/api/rules/retry-date", test_retry_date);
  g_test_add_func ("/api/rules/retry-milliseconds", test_retry_milliseconds);
  g_test_add_func ("/api/rules/should-retry", test_should_retry);
  g_test_add_func ("/api/rules/redirect", test_redirect);
  g_test_add_func ("/api/rules/unknown-host", test_unknown_host);
  g_test_add_func ("/api/rules/no-tls", test_no_tls);
  g_test_add_func ("/api/rules/limits", test_limits);
  g_test_add_func ("/api/rules/rate", test_rate);
  g_test_add_func ("/api/rules/drop", test_drop);
  g_test_add_func ("/api/rules/thread", test_thread);
  g_test_add_func ("/api/rules/addresses", test_addresses);
  g_test_add_func ("/api/rules/ids", test_ids);
  g_test_add_func ("/api/rules/restart", test_restart);
  return g_test_run ();
}
