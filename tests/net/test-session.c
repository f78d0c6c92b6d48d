/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>

#include "app/reel-profile-list.h"
#include "app/reel-session.h"
#include "monitor-double.h"
#include "reel-test.h"

/* A service of which only the collections are known, and how it answers is set by the test. */
typedef struct
{
  SoupServer *server;   /* (owned) */
  char *base_url;       /* (owned) */
  ReelCatalogue *catalogue; /* (owned) */
  ReelSecrets *secrets; /* (owned) */
  char *path;           /* (owned) (nullable): of the last request */
  gboolean bearer;      /* how the key has to come */
  guint n_requests;
  guint status;
  const char *list;
} Fixture;

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  gboolean post = g_str_equal (soup_server_message_get_method (message), "POST");
  const char *reply = post ? "{\"collection_id\": \"new\"}" : fixture->list;

  g_free (fixture->path);
  fixture->path = g_strdup (path);
  g_assert_true (g_str_has_suffix (path, "/collections"));
  if (fixture->bearer)
    g_assert_cmpstr (soup_message_headers_get_one (headers, "Authorization"), ==, "Bearer k3y");
  else
    g_assert_cmpstr (soup_message_headers_get_one (headers, "X-API-Key"), ==, "k3y");
  fixture->n_requests++;
  soup_server_message_set_status (message, fixture->status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, reply, strlen (reply));
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("session");
  g_autofree char *name = g_strdup_printf ("%u.db", g_random_int ());
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;
  GAsyncResult *result = NULL;
  GSList *uris;

  fixture->status = 200;
  fixture->list = "[{\"id\": \"b\", \"name\": \"Beta\"}, {\"id\": \"a\", \"name\": \"Alpha\"}]";
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, on_request, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (fixture->server);
  fixture->base_url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->secrets = reel_secrets_new ();

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  fixture->catalogue = reel_catalogue_open_finish (result, &set_aside, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_setenv ("SEEKNETIC_API_KEY", "k3y", TRUE);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  soup_server_disconnect (fixture->server);
  reel_test_assert_finalized (&fixture->server);
  reel_test_assert_finalized (&fixture->catalogue);
  reel_test_assert_finalized (&fixture->secrets);
  g_free (fixture->base_url);
  g_free (fixture->path);
}

static ReelSession *
new_session (Fixture *fixture)
{
  g_autoptr (ReelProfile) profile = reel_profile_new (REEL_PROFILE_ENVIRONMENT, "environment", "Test", fixture->base_url,
                                                      REEL_KEY_HEADER_X_API_KEY, TRUE);

  return reel_session_new (profile, fixture->catalogue, fixture->secrets, NULL);
}

static void
close_session (ReelSession *session)
{
  reel_session_close (session);
  g_assert_null (reel_session_get_client (session));
  reel_test_assert_finalized (&session);
}

static const char *
get_name (ReelSession *session,
          guint        position)
{
  g_autoptr (ReelCollection) collection = g_list_model_get_item (G_LIST_MODEL (reel_session_get_collections (session)),
                                                                 position);

  return reel_collection_get_name (collection);
}

static void
test_ready (Fixture      *fixture,
            gconstpointer data)
{
  ReelSession *session = new_session (fixture);

  reel_session_connect (session);
  g_assert_cmpint (reel_session_get_state (session), ==, REEL_SESSION_CONNECTING);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_READY);
  g_assert_null (reel_session_get_message (session));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (reel_session_get_collections (session))), ==, 2);
  g_assert_cmpstr (get_name (session, 0), ==, "Alpha");
  g_assert_cmpstr (get_name (session, 1), ==, "Beta");
  close_session (session);

  /* The catalogue remembers them: they are there before the service answers, or if it does not. */
  fixture->status = 500;
  session = new_session (fixture);
  g_assert_cmpstr (get_name (session, 0), ==, "Alpha");
  close_session (session);
}

static void
test_wrong_key (Fixture      *fixture,
                gconstpointer data)
{
  ReelSession *session = new_session (fixture);

  fixture->status = 401;
  reel_session_connect (session);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_NEEDS_KEY);
  g_assert_nonnull (reel_session_get_message (session));
  g_assert_null (strstr (reel_session_get_message (session), "k3y"));
  fixture->status = 200;
  reel_session_use_key (session, "k3y");
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_READY);
  close_session (session);
}

static void
test_fails_then_works (Fixture      *fixture,
                       gconstpointer data)
{
  ReelSession *session = new_session (fixture);

  fixture->status = 418; /* a refusal that the client does not try again by itself */
  reel_session_connect (session);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_OFFLINE);
  g_assert_nonnull (reel_session_get_message (session));
  fixture->status = 200;
  reel_session_connect (session);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_READY);
  close_session (session);
}

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  guint *changes = user_data;

  g_assert_cmpuint (removed + added, ==, 1);
  (*changes)++;
}

static void
test_collections (Fixture      *fixture,
                  gconstpointer data)
{
  ReelSession *session = new_session (fixture);
  ReelCollectionList *list = reel_session_get_collections (session);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ReelCollection) created = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  guint changes = 0;

  reel_collection_list_create_async (list, "too early", NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_collection_list_create_finish (list, result, &error));
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_OFFLINE);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_session_connect (session);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_READY);

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), &changes);
  reel_collection_list_create_async (list, "Aargau", "of the canton", NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  created = reel_collection_list_create_finish (list, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (reel_collection_list_get_position (list, created), ==, 0); /* by name */
  g_assert_true (reel_collection_list_find (list, "Aargau") == created);
  g_assert_true (reel_collection_list_find (list, "new") == created);
  g_assert_null (reel_collection_list_find (list, "nothing"));
  g_clear_object (&result);

  /* What the service has no more goes, and only that. */
  fixture->list = "[{\"id\": \"new\", \"name\": \"Aargau\"}, {\"id\": \"b\", \"name\": \"Beta\"}]";
  changes = 0;
  reel_collection_list_refresh_async (list, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_collection_list_refresh_finish (list, result, &error));
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_clear_object (&result);

  g_cancellable_cancel (cancellable);
  reel_collection_list_refresh_async (list, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_collection_list_refresh_finish (list, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  g_signal_handlers_disconnect_by_data (list, &changes);
  close_session (session);
}

static double
get_rate (ReelClient *client)
{
  double rate;

  g_object_get (client, "queries-per-second", &rate, NULL);
  return rate;
}

static guint64
get_bandwidth (ReelClient *client)
{
  guint64 limit;

  g_object_get (client, "bandwidth-limit", &limit, NULL);
  return limit;
}

static guint
get_max_requests (ReelClient *client)
{
  guint n;

  g_object_get (client, "max-requests", &n, NULL);
  return n;
}

/* A change of the pacing holds for the client there is, and for the next. */
/* What a service advises comes to its queue, and what somebody chooses there for all that come to the service. */
static void
test_sizes (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GSettings) saved = g_settings_new (REEL_APP_ID);
  g_autofree char *id = NULL;
  ReelProfileList *list = reel_profile_list_new (saved);
  ReelProfile *profile = reel_profile_list_add_custom (list, fixture->base_url, REEL_KEY_HEADER_X_API_KEY, FALSE);
  g_autoptr (ReelProfileSettings) settings = reel_profile_settings_copy (reel_profile_get_settings (profile));
  ReelSession *session = reel_session_new (profile, fixture->catalogue, fixture->secrets, NULL);
  g_autofree char *name = NULL;
  guint64 advised;
  guint over;

  id = g_strdup (reel_profile_get_id (profile));
  g_object_get (reel_session_get_queue (session), "advised-size", &advised, "over-advised", &over,
                "service-name", &name, NULL);
  g_assert_cmpuint (advised, ==, REEL_PROFILE_ADVISED_DEFAULT);
  g_assert_cmpuint (over, ==, REEL_VIDEO_CHOICE_ASK);
  g_assert_cmpstr (name, ==, "127.0.0.1");
  settings->advised_size = 5000000;
  settings->over_advised = REEL_VIDEO_CHOICE_AS_IT_IS;
  reel_profile_list_change (list, profile, settings);
  g_object_get (reel_session_get_queue (session), "advised-size", &advised, "over-advised", &over, NULL);
  g_assert_cmpuint (advised, ==, 5000000);
  g_assert_cmpuint (over, ==, REEL_VIDEO_CHOICE_AS_IT_IS);

  g_object_set (reel_session_get_queue (session), "over-advised", (guint) REEL_VIDEO_CHOICE_PROXY, NULL);
  g_assert_cmpint (reel_profile_get_settings (profile)->over_advised, ==, REEL_VIDEO_CHOICE_PROXY);
  close_session (session);
  reel_test_assert_finalized (&list);
  list = reel_profile_list_new (saved);
  g_assert_cmpint (reel_profile_get_settings (reel_profile_list_find (list, id))->over_advised, ==, REEL_VIDEO_CHOICE_PROXY);
  reel_profile_list_remove_custom (list, reel_profile_list_find (list, id));
  reel_test_assert_finalized (&list);
}

static void
test_pacing (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (ReelProfile) profile = reel_profile_new (REEL_PROFILE_CUSTOM, "pacing", "Test", fixture->base_url,
                                                      REEL_KEY_HEADER_X_API_KEY, TRUE);
  g_autoptr (ReelProfileSettings) settings = reel_profile_settings_copy (reel_profile_get_settings (profile));
  ReelSession *session = reel_session_new (profile, fixture->catalogue, fixture->secrets, NULL);
  g_autoptr (ReelClient) client = NULL;
  guint max_uploads;

  settings->max_requests = 3;
  settings->queries_per_second = 50;
  reel_profile_set_settings (profile, settings);
  reel_session_use_key (session, "k3y");
  client = g_object_ref (reel_session_get_client (session));
  g_assert_cmpuint (get_max_requests (client), ==, 3); /* from the first request on */
  g_assert_cmpfloat (get_rate (client), ==, 50);
  g_assert_cmpuint (get_bandwidth (client), ==, 0);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_READY);

  settings->max_requests = 9;
  settings->queries_per_second = 2.5;
  settings->bandwidth_limit = 3000000;
  reel_profile_set_settings (profile, settings);
  g_assert_true (reel_session_get_client (session) == client); /* the same, and it goes on */
  g_assert_cmpint (reel_session_get_state (session), ==, REEL_SESSION_READY);
  g_assert_cmpuint (get_max_requests (client), ==, 9);
  g_assert_cmpfloat (get_rate (client), ==, 2.5);
  g_assert_cmpuint (get_bandwidth (client), ==, 3000000);
  g_object_set (session, "parallel-uploads", 5, NULL);
  g_object_get (client, "max-uploads", &max_uploads, NULL);
  g_assert_cmpuint (max_uploads, ==, 5);
  g_assert_cmpuint (get_max_requests (client), ==, 9);
  g_assert_cmpuint (fixture->n_requests, ==, 1);

  /* A session that is over leaves the client alone. */
  close_session (session);
  settings->max_requests = 1;
  reel_profile_set_settings (profile, settings);
  g_assert_cmpuint (get_max_requests (client), ==, 9);
}

static void
count_change (guint *n)
{
  (*n)++;
}

/* With another address or header the session connects anew, once, with the key that it knows. */
static void
test_access (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (ReelProfile) profile = reel_profile_new (REEL_PROFILE_CUSTOM, "access", "Test", fixture->base_url,
                                                      REEL_KEY_HEADER_X_API_KEY, TRUE);
  g_autoptr (ReelProfileSettings) settings = reel_profile_settings_copy (reel_profile_get_settings (profile));
  ReelSession *session = reel_session_new (profile, fixture->catalogue, fixture->secrets, NULL);
  GAsyncResult *result = NULL;
  guint clients = 0;

  reel_secrets_store_async (fixture->secrets, "access", "Test", "k3y", NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_clear_object (&result);
  reel_session_connect (session);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_READY);
  g_signal_connect_swapped (session, "notify::client", G_CALLBACK (count_change), &clients);

  g_free (settings->name);
  settings->name = g_strdup ("Another name");
  reel_profile_set_settings (profile, settings);
  g_assert_cmpuint (clients, ==, 0); /* a name is no reason */

  g_free (settings->base_url);
  settings->base_url = g_strconcat (fixture->base_url, "v2", NULL);
  settings->key_header = REEL_KEY_HEADER_BEARER;
  fixture->bearer = TRUE;
  reel_profile_set_settings (profile, settings);
  g_assert_null (reel_session_get_client (session)); /* nothing more goes to the old one */
  g_assert_cmpint (reel_session_get_state (session), ==, REEL_SESSION_CONNECTING);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_READY);
  g_assert_cmpuint (clients, ==, 2); /* none, and the new one */
  g_assert_cmpuint (fixture->n_requests, ==, 2);
  g_assert_cmpstr (fixture->path, ==, "/v2/collections");

  /* Plain http to another machine has to be allowed; if that is taken back, nothing is sent. */
  g_free (settings->base_url);
  settings->base_url = g_strdup ("http://192.0.2.1");
  settings->allow_plain_http = TRUE;
  reel_profile_set_settings (profile, settings);
  reel_test_wait (reel_session_get_client (session) != NULL);
  settings->allow_plain_http = FALSE;
  reel_profile_set_settings (profile, settings);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_FAILED);
  g_assert_null (reel_session_get_client (session));
  g_assert_nonnull (strstr (reel_session_get_message (session), "192.0.2.1"));
  g_assert_null (strstr (reel_session_get_message (session), "k3y"));

  g_signal_handlers_disconnect_by_data (session, &clients);
  close_session (session);
}

/* Who has to sign in, by the monitor, is seen by asking the service: it answers, so nobody has to. */
static void
test_wrong_monitor (Fixture      *fixture,
                    gconstpointer data)
{
  MonitorDouble *monitor = MONITOR_DOUBLE (g_network_monitor_get_default ());
  ReelSession *session = new_session (fixture);
  ReelNetworkState *network = reel_session_get_network (session);
  g_autoptr (ReelNetworkState) of_queue = NULL;
  guint n;

  reel_session_connect (session);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_READY);
  g_object_get (reel_session_get_queue (session), "network", &of_queue, NULL);
  g_assert_true (of_queue == network);
  monitor_double_set (monitor, G_NETWORK_CONNECTIVITY_PORTAL, FALSE);
  g_assert_cmpint (reel_network_state_get_wait (network), ==, REEL_NETWORK_WAIT_NONE); /* it is on this computer */
  n = fixture->n_requests;
  reel_network_state_set_address (network, "https://api.example.com"); /* as if it were elsewhere */
  g_assert_cmpint (reel_network_state_get_wait (network), ==, REEL_NETWORK_WAIT_SIGN_IN);
  reel_test_wait (reel_network_state_get_wait (network) == REEL_NETWORK_WAIT_NONE);
  g_assert_cmpuint (fixture->n_requests, ==, n + 1);
  monitor_double_set (monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  g_clear_object (&of_queue);
  close_session (session);
}

/* A token of the environment is sent as one. */
static void
test_bearer_token (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (ReelProfile) profile = reel_profile_new (REEL_PROFILE_ENVIRONMENT, "environment", "Test", fixture->base_url,
                                                      REEL_KEY_HEADER_BEARER, TRUE);
  ReelSession *session;

  g_unsetenv ("SEEKNETIC_API_KEY");
  g_setenv ("SEEKNETIC_BEARER_TOKEN", "k3y", TRUE);
  fixture->bearer = TRUE;
  session = reel_session_new (profile, fixture->catalogue, fixture->secrets, NULL);
  reel_session_connect (session);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_READY);
  close_session (session);
  g_unsetenv ("SEEKNETIC_BEARER_TOKEN");
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME); /* GLib does that only when it looks for one */
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, MONITOR_TYPE_DOUBLE, "double", 100);
  g_test_add ("/app/session/ready", Fixture, NULL, set_up, test_ready, tear_down);
  g_test_add ("/app/session/wrong-key", Fixture, NULL, set_up, test_wrong_key, tear_down);
  g_test_add ("/app/session/fails-then-works", Fixture, NULL, set_up, test_fails_then_works, tear_down);
  g_test_add ("/app/session/collections", Fixture, NULL, set_up, test_collections, tear_down);
  g_test_add ("/app/session/sizes", Fixture, NULL, set_up, test_sizes, tear_down);
  g_test_add ("/app/session/pacing", Fixture, NULL, set_up, test_pacing, tear_down);
  g_test_add ("/app/session/access", Fixture, NULL, set_up, test_access, tear_down);
  g_test_add ("/app/session/wrong-monitor", Fixture, NULL, set_up, test_wrong_monitor, tear_down);
  g_test_add ("/app/session/bearer-token", Fixture, NULL, set_up, test_bearer_token, tear_down);
  return g_test_run ();
}
