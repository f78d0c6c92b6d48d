/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "api/reel-client-local.h"
#include "api/reel-client-model.h"
#include "app/reel-local-pulse.h"
#include "app/reel-local-service.h"
#include "reel-test.h"

static ReelLocalService *
start (const char *name)
{
  g_autofree char *folder = reel_test_tmp (name);
  ReelLocalService *service = reel_local_service_new (folder);

  reel_local_service_start (service);
  g_assert_cmpint (reel_local_service_get_state (service), ==, REEL_LOCAL_SERVICE_STARTING);
  return service;
}

static void
stop (ReelLocalService *service)
{
  reel_local_service_stop (service);
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_STOPPED);
  g_assert_null (reel_local_service_get_key (service));
  reel_test_assert_finalized (&service);
}

static ReelClient *
connect_to (ReelLocalService *service)
{
  g_autoptr (GError) error = NULL;
  ReelClient *client = reel_client_new (reel_local_service_get_base_url (service), reel_local_service_get_key (service),
                                        REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);

  g_assert_no_error (error);
  return client;
}

static void
test_up (void)
{
  ReelLocalService *service = start ("up");
  ReelClient *client;
  GAsyncResult *result = NULL;
  g_autoptr (GPtrArray) collections = NULL;
  g_autoptr (GError) error = NULL;

  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  client = connect_to (service);
  reel_client_list_collections_async (client, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  collections = reel_client_list_collections_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (collections->len, ==, 0);
  g_clear_object (&result);
  reel_test_assert_finalized (&client);
  stop (service);
}

/* What the preferences ask: the space, to free it, and to keep copies. */
static void
test_space (void)
{
  ReelLocalService *service = start ("space");
  ReelClient *client;
  GAsyncResult *result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  ReelLocalSpace space = { 1, 1, TRUE };

  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  client = connect_to (service);
  reel_client_get_local_space_async (client, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_client_get_local_space_finish (client, result, &space, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (space.copies, ==, 0);
  g_assert_false (space.keep_copies);
  g_clear_object (&result);

  reel_client_set_keep_copies_async (client, TRUE, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_client_set_keep_copies_finish (client, result, &error));
  g_clear_object (&result);

  reel_client_free_local_copies_async (client, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_client_free_local_copies_finish (client, result, &error));
  g_clear_object (&result);

  reel_client_get_local_space_async (client, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_client_get_local_space_finish (client, result, &space, &error));
  g_assert_true (space.keep_copies);
  g_clear_object (&result);

  g_cancellable_cancel (cancellable);
  reel_client_get_local_space_async (client, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_client_get_local_space_finish (client, result, &space, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);

  reel_test_assert_finalized (&client);
  stop (service);
}

/* What it searches by, and what happens to a model that can't be used. Each call with success, error and cancel. */
static void
test_model (void)
{
  ReelLocalService *service = start ("model");
  ReelClient *client;
  GAsyncResult *result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ReelSearchModel) model = NULL;
  g_autoptr (ReelSearchModel) built_in = NULL;
  g_autoptr (GError) error = NULL;

  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  client = connect_to (service);
  reel_client_get_search_model_async (client, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  model = reel_client_get_search_model_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_null (model->folder);
  g_assert_null (model->problem);
  g_assert_true (model->can_change);
  g_clear_object (&result);

  reel_client_set_search_model_async (client, "/nonexistent", NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_client_set_search_model_finish (client, result, &error));
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
  g_assert_nonnull (strstr (error->message, "/nonexistent"));
  g_clear_error (&error);
  g_clear_object (&result);

  reel_client_set_search_model_async (client, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  built_in = reel_client_set_search_model_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_false (built_in->needs_restart);
  g_clear_object (&result);

  g_cancellable_cancel (cancellable);
  reel_client_set_search_model_async (client, NULL, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_client_set_search_model_finish (client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);
  reel_client_get_search_model_async (client, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_client_get_search_model_finish (client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_test_assert_finalized (&client);
  stop (service);

  /* Nobody is there any more. */
  service = start ("model");
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  client = connect_to (service);
  stop (service);
  reel_client_get_search_model_async (client, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_client_get_search_model_finish (client, result, &error));
  g_assert_nonnull (error);
  g_clear_object (&result);
  reel_test_assert_finalized (&client);
}

static GPid
find_child (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/children", (int) getpid (), (int) getpid ());
  g_autofree char *children = NULL;

  g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
  return (GPid) g_ascii_strtoll (children, NULL, 10);
}

/* Asked to start anew, it does so at once, with another key, and that is no death. */
static void
test_restarted (void)
{
  ReelLocalService *service = start ("restarted");
  g_autofree char *first_key = NULL;

  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  first_key = g_strdup (reel_local_service_get_key (service));
  for (guint i = 0; i < 3; i++) /* asked twice, or while it is not up yet, it is one start or two */
    {
      reel_local_service_restart (service);
      reel_local_service_restart (service);
      g_assert_cmpint (reel_local_service_get_state (service), ==, REEL_LOCAL_SERVICE_STARTING);
      reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
    }
  g_assert_cmpstr (reel_local_service_get_key (service), !=, first_key);
  g_assert_cmpuint (reel_local_service_get_n_restarts (service), ==, 0);

  /* Stopped meanwhile, it stays so. */
  reel_local_service_restart (service);
  stop (service);
  service = start ("restarted");
  reel_local_service_stop (service);
  reel_local_service_restart (service);
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_STOPPED);
  reel_test_assert_finalized (&service);
}

/* Killed while it works, it is started again, with another key. */
static void
test_killed (void)
{
  ReelLocalService *service = start ("killed");
  g_autofree char *key = NULL;

  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  key = g_strdup (reel_local_service_get_key (service));
  g_assert_cmpint (kill (find_child (), SIGKILL), ==, 0);
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_STARTING);
  g_assert_cmpuint (reel_local_service_get_n_restarts (service), ==, 1);
  g_assert_true (reel_local_service_get_died (service));
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  g_assert_cmpstr (reel_local_service_get_key (service), !=, key);

  /* A later start, or one that was asked for, is none after a death. */
  g_assert_false (reel_local_service_get_died (service));
  reel_local_service_restart (service);
  g_assert_cmpint (reel_local_service_get_state (service), ==, REEL_LOCAL_SERVICE_STARTING);
  g_assert_false (reel_local_service_get_died (service));
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  reel_local_service_stop (service);
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_STOPPED);
  reel_local_service_start (service);
  g_assert_cmpint (reel_local_service_get_state (service), ==, REEL_LOCAL_SERVICE_STARTING);
  g_assert_false (reel_local_service_get_died (service));
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  stop (service);
}

/* One that lives and does not answer is ended, and started again; one that answers is left alone. */
static void
test_silent (void)
{
  g_autofree char *folder = reel_test_tmp ("silent");
  ReelLocalService *service = reel_local_service_new (folder);
  ReelLocalPulse *pulse;
  g_autofree char *key = NULL;

  reel_local_service_set_pulse (service, 50, 2000);
  reel_local_service_start (service);
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  pulse = reel_local_pulse_new (reel_local_service_get_base_url (service), reel_local_service_get_key (service), 10,
                                REEL_TEST_SECONDS * 1000);
  reel_test_wait (reel_local_pulse_get_n_answers (pulse) >= 5);
  reel_local_pulse_stop (pulse);
  reel_test_assert_finalized (&pulse);

  key = g_strdup (reel_local_service_get_key (service));
  g_assert_cmpint (kill (find_child (), SIGSTOP), ==, 0);
  reel_test_wait (reel_local_service_get_n_restarts (service) > 0);
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  g_assert_cmpstr (reel_local_service_get_key (service), !=, key);
  stop (service);
}

/* What it says before it is ready is there afterwards: here, that it had to begin anew. */
static void
test_notice (void)
{
  g_autofree char *folder = reel_test_tmp ("notice");
  g_autofree char *database = g_build_filename (folder, "local.db", NULL);
  ReelLocalService *service = reel_local_service_new (folder);

  g_assert_true (g_file_set_contents (database, "this is no database, whatever its name may say about it", -1, NULL));
  reel_local_service_start (service);
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  reel_test_wait (reel_local_service_get_notice (service) != NULL);
  g_assert_nonnull (strstr (reel_local_service_get_notice (service), "has been set aside"));
  stop (service);

  service = start ("notice"); /* and that only once */
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  g_assert_null (reel_local_service_get_notice (service));
  stop (service);
}

/* What can't work is given up after a few tries, with a reason. */
static void
test_hopeless (void)
{
  g_autofree char *folder = reel_test_tmp ("hopeless");
  g_autofree char *file = g_build_filename (folder, "a-file", NULL);
  g_autofree char *inside = g_build_filename (file, "data", NULL);
  ReelLocalService *service = reel_local_service_new (inside);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  reel_local_service_start (service);
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_FAILED);
  g_assert_nonnull (reel_local_service_get_message (service));
  reel_test_assert_finalized (&service);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/app/local-service/up", test_up);
  g_test_add_func ("/app/local-service/model", test_model);
  g_test_add_func ("/app/local-service/restarted", test_restarted);
  g_test_add_func ("/app/local-service/space", test_space);
  g_test_add_func ("/app/local-service/killed", test_killed);
  g_test_add_func ("/app/local-service/silent", test_silent);
  g_test_add_func ("/app/local-service/notice", test_notice);
  g_test_add_func ("/app/local-service/hopeless", test_hopeless);
  return g_test_run ();
}
