/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api-calls.h"
#include "reel-mock-server.h"
#include "reel-test.h"

/* Every call: that it asks what the documentation says, and its three ends. */

static void
test_success (gconstpointer data)
{
  const ApiCall *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autofree char *url = g_strconcat (reel_mock_server_get_url (server), "/prefix/v1/", NULL);
  g_autofree char *path = g_strconcat ("/prefix/v1", call->path, NULL);
  ReelClient *client = api_client_new (url, REEL_KEY_HEADER_X_API_KEY);
  const guint n_requests = call->traits & API_CALL_JOB ? 2 : 1;
  const ReelMockRequest *request;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_suffix (reel_client_get_base_url (client), "/prefix/v1"));
  for (guint i = 0; i < n_requests; i++)
    reel_mock_server_push (server, 200, "application/json; charset=utf-8", call->good);
  error = api_run (call, client, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, n_requests);
  request = reel_mock_server_get_request (server, 0);
  g_assert_cmpstr (request->method, ==, call->method);
  g_assert_cmpstr (request->path, ==, path);
  g_assert_cmpstr (request->api_key, ==, API_KEY);
  g_assert_null (request->authorization);
  g_assert_cmpstr (request->user_agent, ==, "Reelseek/" PACKAGE_VERSION);
  if (call->body != NULL)
    {
      g_autofree char *body = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));

      g_assert_cmpstr (request->content_type, ==, "application/json");
      g_assert_cmpstr (body, ==, call->body);
    }
  reel_test_assert_finalized (&client);
}

static void
test_error (gconstpointer data)
{
  const ApiCall *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
  GError *error;

  reel_mock_server_push (server, 400, "application/json", "{\"error\":{\"code\":\"x\",\"message\":\"top_k is odd\"}}");
  error = api_run (call, client, NULL);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
  g_assert_nonnull (strstr (error->message, "top_k is odd"));
  g_assert_cmpuint (reel_api_error_get_status (error), ==, 400);
  g_assert_cmpstr (reel_mock_server_get_request (server, 0)->path, ==, call->path);
  g_assert_cmpstr (reel_mock_server_get_request (server, 0)->authorization, ==, "Bearer " API_KEY);
  g_assert_null (reel_mock_server_get_request (server, 0)->api_key);
  g_clear_error (&error);

  reel_mock_server_push (server, 200, "application/json", call->bad);
  error = api_run (call, client, NULL);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, call->bad_key));
  g_clear_error (&error);
  reel_test_assert_finalized (&client);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  for (gsize i = 0; i < n_api_calls; i++)
    {
      g_autofree char *success = g_strdup_printf ("/api/client/%s/success", api_calls[i].name);
      g_autofree char *error = g_strdup_printf ("/api/client/%s/error", api_calls[i].name);

      g_test_add_data_func (success, &api_calls[i], test_success);
      g_test_add_data_func (error, &api_calls[i], test_error);
    }
  return g_test_run ();
}
