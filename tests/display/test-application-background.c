/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "app/reel-application-private.h"
#include "bus-double.h"
#include "reel-test.h"
#include "stage.h"

/* The application as in a sandbox whose portal does not let it run without a window, and a notification daemon: both are
 * doubles on the bus of the session. */

#define PATH "/org/freedesktop/portal/desktop"

static const char portal_xml[] =
  "<node><interface name='org.freedesktop.portal.Background'>"
  "<method name='RequestBackground'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='o' direction='out'/></method>"
  "<method name='SetStatus'><arg type='a{sv}' direction='in'/></method></interface></node>";

static const char notifications_xml[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
  "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method></interface></node>";

/* What came in, on the doubles' threads. */
static GMutex mutex;
static GString *came;
static int n_requests; /* atomic */

static void
note (const char *what,
      const char *text)
{
  g_mutex_lock (&mutex);
  g_string_append_printf (came, "%s%s;", what, text);
  g_mutex_unlock (&mutex);
}

static gboolean
has_come (const char *text)
{
  gboolean has;

  g_mutex_lock (&mutex);
  has = strstr (came->str, text) != NULL;
  g_mutex_unlock (&mutex);
  return has;
}

static GVariant *
on_portal (BusDouble  *portal,
           const char *sender,
           const char *method,
           GVariant   *parameters,
           gpointer    data)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, g_variant_n_children (parameters) - 1);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *handle = NULL;
  const char *text = "";
  GVariantBuilder results;

  if (g_variant_lookup (options, "message", "&s", &text))
    {
      note ("status ", text);
      return g_variant_new ("()");
    }
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &text));
  handle = g_strconcat (PATH "/request/", name, "/", text, NULL);
  g_atomic_int_inc (&n_requests);
  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (FALSE));
  bus_double_emit (portal, sender, handle, "org.freedesktop.portal.Request", "Response",
                   g_variant_new ("(ua{sv})", 0, &results));
  return g_variant_new ("(o)", handle);
}

static GVariant *
on_notification (BusDouble  *daemon,
                 const char *sender,
                 const char *method,
                 GVariant   *parameters,
                 gpointer    data)
{
  const char *title = NULL;

  if (g_str_equal (method, "GetCapabilities"))
    return g_variant_new ("(as)", NULL);
  if (g_str_equal (method, "CloseNotification"))
    {
      note ("closed", "");
      return g_variant_new ("()");
    }
  g_variant_get_child (parameters, 3, "&s", &title);
  note ("notified ", title);
  return g_variant_new ("(u)", 7);
}

static void
add_video (ReelApplication *app)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autofree char *path = reel_test_sample ("tree.avi");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  ReelUploadQueue *queue = reel_session_get_queue (app->session);

  g_list_store_append (files, file);
  reel_upload_queue_add_async (queue, "c1", G_LIST_MODEL (files), NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_cmpint (reel_upload_queue_add_finish (queue, result, NULL), ==, 1);
}

static gboolean
is_busy (ReelApplication *app)
{
  gboolean busy = FALSE;

  g_object_get (reel_session_get_queue (app->session), "busy", &busy, NULL);
  return busy;
}

/* Until the daemon's answer is known: one that is on its way is not taken back. */
static void
settle (GDBusConnection *connection)
{
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_sync (connection, "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                                 "org.freedesktop.Notifications", "GetCapabilities", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                 NULL, NULL);

  g_assert_nonnull (reply);
  for (guint i = 0; i < 1000 && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

/* While the application runs. */
static gboolean
deny (gpointer data)
{
  ReelApplication *app = data;
  GtkWidget *window;
  guint n_parallel = 0;
  gboolean allow_metered = FALSE;

  reel_test_wait (app->catalogue != NULL && app->window != NULL);
  window = GTK_WIDGET (app->window);
  g_clear_object (&app->background);
  app->background = g_object_new (REEL_TYPE_BACKGROUND, "connection", g_application_get_dbus_connection (G_APPLICATION (app)),
                                  "sandboxed", TRUE, NULL);
  reel_application_select_profile (
    app, reel_profile_list_add_custom (app->profiles, "http://127.0.0.1:9", REEL_KEY_HEADER_X_API_KEY, FALSE), NULL);
  add_video (app);
  reel_test_wait (is_busy (app));

  /* What is set holds at once. */
  g_settings_set_uint (app->settings, "parallel-uploads", 5);
  g_settings_set_boolean (app->settings, "upload-on-metered", TRUE);
  g_object_get (app->session, "parallel-uploads", &n_parallel, NULL);
  g_object_get (reel_session_get_network (app->session), "allow-metered", &allow_metered, NULL);
  g_assert_cmpuint (n_parallel, ==, 5);
  g_assert_true (allow_metered);

  /* The switch asks at once, and says what came of it. */
  g_action_group_activate_action (G_ACTION_GROUP (app), "preferences", NULL);
  reel_test_wait (app->preferences != NULL && stage_sees (GTK_WIDGET (app->preferences), "Uploads are sent and indexed"));
  g_settings_set_boolean (app->settings, "run-in-background", TRUE);
  reel_test_wait (stage_sees (GTK_WIDGET (app->preferences), "Your system does not let Reelseek run without a window"));
  g_assert_cmpint (g_atomic_int_get (&n_requests), ==, 1);
  gtk_window_close (GTK_WINDOW (app->preferences));
  reel_test_wait (app->preferences == NULL);
  g_assert_false (has_come ("notified"));
  g_assert_false (has_come ("status"));

  /* Without the window somebody has to be told; it is seen again: no more of that. */
  gtk_widget_set_visible (window, FALSE);
  reel_test_wait (has_come ("status 0 of 1 video ready;") && has_come ("notified The uploads may stop;"));
  g_assert_cmpint (g_atomic_int_get (&n_requests), ==, 2);
  g_assert_false (has_come ("closed"));
  settle (g_application_get_dbus_connection (G_APPLICATION (app)));
  gtk_window_present (GTK_WINDOW (window));
  reel_test_wait (has_come ("closed;"));

  /* With nothing on its way there is nothing to ask for. */
  reel_upload_queue_cancel_all (reel_session_get_queue (app->session));
  reel_test_wait (!is_busy (app));
  gtk_widget_set_visible (window, FALSE);
  reel_background_set_status (app->background, "last");
  reel_test_wait (has_come ("status last;"));
  g_assert_cmpint (g_atomic_int_get (&n_requests), ==, 2);

  gtk_window_destroy (GTK_WINDOW (window));
  return G_SOURCE_REMOVE;
}

static void
test_denied (void)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  char *argv[] = { (char *) "reelseek", NULL };
  BusDouble *portal = bus_double_new (address, "org.freedesktop.portal.Desktop", PATH, portal_xml, on_portal, NULL);
  BusDouble *daemon = bus_double_new (address, "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                                      notifications_xml, on_notification, NULL);
  ReelApplication *app = reel_application_new ();

  came = g_string_new (NULL);
  g_idle_add (deny, app);
  g_assert_cmpint (g_application_run (G_APPLICATION (app), 1, argv), ==, 0);
  g_assert_true (has_come ("status last;")); /* it went through */
  reel_test_assert_finalized (&app);
  bus_double_free (daemon);
  bus_double_free (portal);
  g_string_free (came, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add_func ("/app/application/background-denied", test_denied);
  return g_test_run ();
}
