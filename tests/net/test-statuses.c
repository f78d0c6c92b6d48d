/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api-calls.h"
#include "reel-mock-server.h"
#include "reel-test.h"

/* Every status of 4xx and 5xx for every call: the error, whether it is worth another try, and how often it was asked. */

#define BODY "{\"error\":{\"message\":\"so says the service\"}}"

static guint n_runs, n_requests;

static ReelApiError
get_code (guint status)
{
  switch (status)
    {
    case 401:
    case 403:
      return REEL_API_ERROR_UNAUTHORISED;
    case 404:
    case 410:
      return REEL_API_ERROR_NOT_FOUND;
    case 408:
    case 504:
      return REEL_API_ERROR_TIMEOUT;
    case 413:
      return REEL_API_ERROR_TOO_LARGE;
    case 429:
      return REEL_API_ERROR_RATE_LIMITED;
    case 502:
    case 503:
      return REEL_API_ERROR_UPSTREAM;
    case 511:
      return REEL_API_ERROR_INTERCEPTED;
    default:
      return status < 500 ? REEL_API_ERROR_BAD_REQUEST : REEL_API_ERROR_SERVER;
    }
}

static gboolean
can_retry (guint status)
{
  return status == 408 || status == 429 || (status >= 500 && status != 511);
}

/* A watcher waits for what passes; a job's also for somebody to sign in to the network. */
static gboolean
goes_on (const ApiCall *call,
         guint          status)
{
  return (call->traits & API_CALL_WATCH) && (can_retry (status) || (status == 511 && g_str_equal (call->name, "watch-job")));
}

static guint
get_requests (const ApiCall *call,
              guint          status)
{
  const gboolean passes = status == 502 || status == 503 || status == 504;

  /* libsoup's: that server is not who we think, and has done nothing, so it is asked over a new connection. What has a
   * body is not: it would go without. */
  if (status == 421 && (call->traits & API_CALL_GET))
    return 2;
  if (!passes || !(call->traits & API_CALL_REPEATABLE))
    return 1;
  /* Asked once; then as a job, which is as good as any call. */
  return status == 504 && (call->traits & API_CALL_ANALYSIS) ? 1 + API_TRIES : API_TRIES;
}

static void
check (const ApiCall *call,
       guint          status,
       const GError  *error)
{
  if (!g_error_matches (error, REEL_API_ERROR, (int) get_code (status)))
    g_error ("%s, %u: %s", call->name, status, error != NULL ? error->message : "success");
  g_assert_cmpint (reel_api_error_can_retry (error), ==, can_retry (status));
  g_assert_cmpuint (reel_api_error_get_status (error), ==, status);
  g_assert_nonnull (reel_api_error_get_call (error));
  if (status == 421 && !(call->traits & API_CALL_GET))
    return; /* its body has not been read */
  g_assert_cmpstr (reel_api_error_get_words (error), ==, "so says the service");
  g_assert_nonnull (strstr (error->message, "so says the service"));
}

static void
test_call (gconstpointer data)
{
  const ApiCall *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);

  for (guint status = 400; status < 600; status++)
    {
      const guint before = reel_mock_server_get_n_requests (server);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      ApiRun *run;
      guint requests;

      if (status == 429)
        continue; /* it slows the client down: below */
      reel_mock_server_set_default (server, status, "application/json", BODY, NULL, NULL);
      run = api_run_start (call, client, cancellable, 10);
      if (goes_on (call, status))
        {
          /* Asked again and again, each question as often as the call by itself. */
          reel_test_wait (reel_mock_server_get_n_requests (server) > before + API_TRIES);
          g_assert_null (run->result);
          g_cancellable_cancel (cancellable);
          error = api_run_finish (run);
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        }
      else
        {
          error = api_run_finish (run);
          check (call, status, error);
          requests = reel_mock_server_get_n_requests (server) - before;
          if (requests != get_requests (call, status))
            g_error ("%s, %u: %u requests, not %u", call->name, status, requests, get_requests (call, status));
          /* Whoever asks again has as much to say as at first. */
          if (!(call->traits & API_CALL_ANALYSIS))
            g_assert_cmpint (reel_mock_server_get_request (server, before)->content_length, ==,
                             reel_mock_server_get_request (server, before + requests - 1)->content_length);
          for (guint i = 0; i < requests; i++)
            g_assert_cmpint (reel_mock_server_get_request (server, before + i)->content_length, ==,
                             (gint64) g_bytes_get_size (reel_mock_server_get_request (server, before + i)->body));
        }
      n_runs++;
      n_requests += reel_mock_server_get_n_requests (server) - before;
    }
  reel_test_assert_finalized (&client);
}

/* 429 is no answer yet, whatever the call: waited for as long as the service says, and asked again. */
static void
test_waits (gconstpointer data)
{
  const ApiCall *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (GError) error = NULL;

  reel_mock_server_push_header (server, 429, BODY, "Retry-After", "20");
  reel_mock_server_set_default (server, 200, "application/json", call->good, NULL, NULL);
  error = api_run (call, client, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, call->traits & API_CALL_JOB ? 3 : 2);
  reel_test_assert_finalized (&client);
}

/* Longer than a person waits: said at once. A watcher is no person. */
static void
test_waits_too_long (gconstpointer data)
{
  const ApiCall *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (GError) error = NULL;

  reel_mock_server_push_header (server, 429, BODY, "Retry-After", "3600");
  reel_mock_server_push (server, 200, "application/json", call->good);
  error = api_run (call, client, NULL);
  if (call->traits & API_CALL_WATCH)
    g_assert_no_error (error);
  else
    {
      check (call, 429, error);
      g_assert_cmpfloat (reel_api_error_get_retry_after (error), ==, 3600);
      g_assert_nonnull (strstr (error->message, "3600"));
    }
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, call->traits & API_CALL_WATCH ? 2 : 1);
  reel_test_assert_finalized (&client);
}

/* For ever: given up after a minute's worth of waits. */
static void
test_waits_for_ever (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (GError) error = NULL;

  reel_mock_server_set_default (server, 429, "application/json", BODY, "Retry-After", "25");
  error = api_run (api_call_get ("search"), client, NULL);
  check (api_call_get ("search"), 429, error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 3); /* now, after 25 seconds, after 50 */
  reel_test_assert_finalized (&client);
}

static void
test_summary (void)
{
  g_test_message ("199 statuses x %u calls: %u runs, %u requests", n_api_calls, n_runs, n_requests);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE); /* the desktop's needs its settings, which isolated folders lack */
  reel_test_init (&argc, &argv);
  for (guint i = 0; i < n_api_calls; i++)
    {
      g_autofree char *all = g_strdup_printf ("/api/statuses/%s/all", api_calls[i].name);
      g_autofree char *waits = g_strdup_printf ("/api/statuses/%s/waits", api_calls[i].name);
      g_autofree char *too_long = g_strdup_printf ("/api/statuses/%s/waits-too-long", api_calls[i].name);

      g_test_add_data_func (all, &api_calls[i], test_call);
      g_test_add_data_func (waits, &api_calls[i], test_waits);
      g_test_add_data_func (too_long, &api_calls[i], test_waits_too_long);
    }
  g_test_add_func ("/api/statuses/waits-for-ever", test_waits_for_ever);
  g_test_add_func ("/api/statuses-in-figures/summary", test_summary);
  return g_test_run ();
}
