/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "app/reel-service-use.h"

#include "api-calls.h"
#include "reel-mock-server.h"
#include "reel-test.h"

#define SPACE "{\"bytes_copies\": 0, \"bytes_index\": 0, \"keep_copies\": false}"

typedef struct
{
  ReelMockServer *server;
  ReelClient *client;
  ReelServiceUse *use;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->server = reel_mock_server_new ();
  reel_mock_server_set_default (self->server, 200, "application/json", SPACE, NULL, NULL);
  self->client = api_client_new (reel_mock_server_get_url (self->server), REEL_KEY_HEADER_BEARER);
  self->use = reel_service_use_new ();
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  reel_test_assert_finalized (&self->use);
  reel_test_assert_finalized (&self->client);
  reel_mock_server_free (self->server);
}

/* Waits for that request, the @index-th. */
static void
assert_told (Fixture    *self,
             guint       index,
             const char *body)
{
  const ReelMockRequest *request;

  reel_test_wait (reel_mock_server_get_n_requests (self->server) > index);
  request = reel_mock_server_get_request (self->server, index);
  g_assert_cmpstr (request->method, ==, "PUT");
  g_assert_true (g_str_has_suffix (request->path, "/local/settings"));
  g_assert_cmpmem (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body), body, strlen (body));
}

/* The service is told of changes, and of nothing else. */
static void
test_changes (Fixture       *self,
              gconstpointer  data)
{
  reel_service_use_set_client (self->use, self->client);
  g_object_set (self->use, "active", TRUE, NULL);
  assert_told (self, 0, "{\"in_use\":true,\"busy\":false}");
  g_object_set (self->use, "active", TRUE, "playing", TRUE, NULL);
  assert_told (self, 1, "{\"in_use\":true,\"busy\":true}");
  g_object_set (self->use, "playing", FALSE, NULL);
  assert_told (self, 2, "{\"in_use\":true,\"busy\":false}");
  g_object_set (self->use, "active", FALSE, NULL);
  assert_told (self, 3, "{\"in_use\":false,\"busy\":false}");

  /* Whoever skips through a video is not a call each: what comes while one is under way is told as it is in the end. */
  for (guint i = 0; i < 101; i++)
    g_object_set (self->use, "playing", i % 2 == 0, NULL);
  assert_told (self, 5, "{\"in_use\":false,\"busy\":true}");
  g_assert_cmpuint (reel_mock_server_get_n_requests (self->server), ==, 6);
}

/* While it plays the service is told again and again, which it would forget otherwise; and no more once it is told of nothing. */
static void
test_repeated (Fixture       *self,
               gconstpointer  data)
{
  guint n;

  reel_service_use_set_interval (self->use, 1);
  g_object_set (self->use, "playing", TRUE, NULL);
  reel_service_use_set_client (self->use, self->client);
  for (guint i = 0; i < 5; i++)
    assert_told (self, i, "{\"in_use\":false,\"busy\":true}");

  g_object_set (self->use, "playing", FALSE, NULL);
  n = 0;
  while (TRUE)
    {
      const ReelMockRequest *request;

      reel_test_wait (reel_mock_server_get_n_requests (self->server) > n);
      request = reel_mock_server_get_request (self->server, n++);
      if (g_strstr_len (g_bytes_get_data (request->body, NULL), (gssize) g_bytes_get_size (request->body), "\"busy\":false") != NULL)
        break;
    }
  g_object_set (self->use, "active", TRUE, NULL);
  assert_told (self, n, "{\"in_use\":true,\"busy\":false}");
}

/* Another service than that of this computer is told nothing, and one that fails is told again. */
static void
test_services (Fixture       *self,
               gconstpointer  data)
{
  g_object_set (self->use, "playing", TRUE, NULL);
  reel_service_use_set_client (self->use, self->client);
  assert_told (self, 0, "{\"in_use\":false,\"busy\":true}");
  reel_service_use_set_client (self->use, NULL);
  g_object_set (self->use, "active", TRUE, NULL);

  reel_mock_server_set_default (self->server, 404, "application/json", "{}", NULL, NULL);
  reel_service_use_set_interval (self->use, 1);
  reel_service_use_set_client (self->use, self->client);
  assert_told (self, 1, "{\"in_use\":true,\"busy\":true}");
  assert_told (self, 2, "{\"in_use\":true,\"busy\":true}");
  g_object_set (self->use, "active", FALSE, "playing", FALSE, NULL);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add ("/service-use/changes", Fixture, NULL, set_up, test_changes, tear_down);
  g_test_add ("/service-use/repeated", Fixture, NULL, set_up, test_repeated, tear_down);
  g_test_add ("/service-use/services", Fixture, NULL, set_up, test_services, tear_down);
  return g_test_run ();
}
