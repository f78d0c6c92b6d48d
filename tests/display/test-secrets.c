/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsecret/secret.h>

#include "app/reel-secrets.h"
#include "reel-test.h"
#include "stage.h"

/*
 * Runs on a session bus of its own, at first without a Secret Service, then with gnome-keyring's. Never on the real one: a
 * prompt there would wait for a person.
 */

static char *
look_up (ReelSecrets *secrets,
         const char  *profile)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  char *key;

  reel_secrets_lookup_async (secrets, profile, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  key = reel_secrets_lookup_finish (secrets, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  return key;
}

static gboolean
store (ReelSecrets *secrets,
       const char  *profile,
       const char  *key)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean kept = FALSE;

  reel_secrets_store_async (secrets, profile, "Test", key, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_secrets_store_finish (secrets, result, &kept, &error));
  g_assert_no_error (error);
  g_object_unref (result);
  return kept;
}

static gboolean
forget (ReelSecrets *secrets,
        const char  *profile)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean deleted = FALSE;

  reel_secrets_forget_async (secrets, profile, NULL, reel_test_store_result, &result);
  g_assert_null (result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_secrets_forget_finish (secrets, result, &deleted, &error));
  g_assert_no_error (error);
  g_object_unref (result);
  return deleted;
}

static void
test_without_service (void)
{
  ReelSecrets *secrets = reel_secrets_new ();
  char *key;

  g_assert_null (look_up (secrets, "tokyo"));
  g_assert_false (store (secrets, "tokyo", "in-memory"));
  key = look_up (secrets, "tokyo"); /* for this run it is known all the same */
  g_assert_cmpstr (key, ==, "in-memory");
  secret_password_free (key);
  g_assert_null (look_up (secrets, "elsewhere"));
  g_assert_false (forget (secrets, "tokyo")); /* there may be one in a keyring that nobody can ask */
  g_assert_null (look_up (secrets, "tokyo"));
  reel_test_assert_finalized (&secrets);
}

static void
test_cancelled (void)
{
  ReelSecrets *secrets = reel_secrets_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  g_cancellable_cancel (cancellable);
  reel_secrets_lookup_async (secrets, "tokyo", cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_secrets_lookup_finish (secrets, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_secrets_store_async (secrets, "tokyo", "Test", "key", cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_secrets_store_finish (secrets, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  reel_secrets_forget_async (secrets, "tokyo", cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_secrets_forget_finish (secrets, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  reel_test_assert_finalized (&secrets);
}

/* Locks the keyring behind the program's back. */
static void
lock (void)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  const char *path = "/org/freedesktop/secrets/aliases/default";

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets",
                                       "org.freedesktop.Secret.Service", "Lock",
                                       g_variant_new ("(@ao)", g_variant_new_objv (&path, 1)), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, 10000, NULL, &error);
  g_assert_no_error (error);
}

static void
on_name (GDBusConnection *bus,
         const char      *name,
         const char      *owner,
         gpointer         user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_with_service (void)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) daemon = NULL;
  g_autoptr (GError) error = NULL;
  GOutputStream *input;
  ReelSecrets *secrets;
  gboolean there = FALSE;
  guint watch;
  char *key;

  /* The password of the new keyring is empty, but the newline has to be there. */
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG"); /* its criticals are not ours */
  daemon = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground", "--unlock",
                                        "--components=secrets", NULL);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (daemon);
  g_assert_true (g_output_stream_write_all (input, "\n", 1, NULL, NULL, &error));
  g_assert_true (g_output_stream_close (input, NULL, &error));
  watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets", G_BUS_NAME_WATCHER_FLAGS_NONE, on_name, NULL, &there,
                            NULL);
  reel_test_wait (there);
  g_bus_unwatch_name (watch);

  secrets = reel_secrets_new ();
  g_assert_null (look_up (secrets, "tokyo"));
  g_assert_true (store (secrets, "tokyo", "s3cret"));
  g_assert_true (store (secrets, "other", "0ther"));
  reel_test_assert_finalized (&secrets);

  secrets = reel_secrets_new (); /* another run */
  key = look_up (secrets, "tokyo");
  g_assert_cmpstr (key, ==, "s3cret");
  secret_password_free (key);
  g_assert_true (store (secrets, "tokyo", "newer"));
  key = look_up (secrets, "tokyo");
  g_assert_cmpstr (key, ==, "newer");
  secret_password_free (key);
  g_assert_true (forget (secrets, "tokyo"));
  g_assert_null (look_up (secrets, "tokyo"));
  g_assert_true (forget (secrets, "tokyo")); /* it is not there, which is all that was asked */
  reel_test_assert_finalized (&secrets);

  secrets = reel_secrets_new (); /* nor in another run; the other is untouched */
  g_assert_null (look_up (secrets, "tokyo"));
  key = look_up (secrets, "other");
  g_assert_cmpstr (key, ==, "0ther");
  secret_password_free (key);

  /* A keyring that is locked, and that nobody unlocks, keeps what it has, and that is said. */
  lock ();
  g_assert_false (forget (secrets, "other"));
  reel_test_assert_finalized (&secrets);

  secret_service_disconnect ();
  g_subprocess_force_exit (daemon);
  g_assert_true (g_subprocess_wait (daemon, NULL, &error));
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv); /* in the folders of session.sh, which the keyring needs too */
  g_test_add_func ("/app/secrets/without-service", test_without_service);
  g_test_add_func ("/app/secrets/cancelled", test_cancelled);
  g_test_add_func ("/app/secrets/with-service", test_with_service);
  return g_test_run ();
}
