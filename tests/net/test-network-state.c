/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-network-state.h"
#include "bus-double.h"
#include "monitor-double.h"
#include "reel-test.h"

/* What the network means for uploads: with a monitor of the test's own, and with GLib's on a NetworkManager and a portal that
 * are doubles on a bus of the test. */

#define SERVICE "https://api.example.com/v1"

/* NetworkManager's numbers. */
enum
{
  NM_STATE_DISCONNECTED = 20,
  NM_STATE_CONNECTED_SITE = 60,
  NM_STATE_CONNECTED_GLOBAL = 70,
  NM_CONNECTIVITY_NONE = 1,
  NM_CONNECTIVITY_PORTAL = 2,
  NM_CONNECTIVITY_FULL = 4,
  NM_METERED_YES = 1,
  NM_METERED_NO = 2,
  NM_METERED_GUESS_YES = 3,
};

typedef struct
{
  MonitorDouble *monitor;
  ReelNetworkState *state;
  guint n_waits, n_restored;
} Fixture;

static void
waits_cb (ReelNetworkState *state, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
restored_cb (ReelNetworkState *state, guint *n)
{
  (*n)++;
}

/* What a monitor says at a time is one change: it is told once the loop turns. */
static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->monitor = monitor_double_new ();
  f->state = reel_network_state_new (G_NETWORK_MONITOR (f->monitor));
  reel_network_state_set_address (f->state, data != NULL ? data : SERVICE);
  g_signal_connect (f->state, "notify::wait", G_CALLBACK (waits_cb), &f->n_waits);
  g_signal_connect (f->state, "restored", G_CALLBACK (restored_cb), &f->n_restored);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  reel_test_assert_finalized (&f->state);
  reel_test_assert_finalized (&f->monitor);
}

static void
test_metered (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_NONE);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_METERED);
  g_assert_cmpuint (f->n_waits, ==, 1);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_LIMITED, TRUE);
  g_assert_cmpuint (f->n_waits, ==, 1);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_NONE);
  g_assert_cmpuint (f->n_waits, ==, 2);
}

/* For this time only. */
static void
test_anyway (Fixture *f, gconstpointer data)
{
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  reel_network_state_send_anyway (f->state);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_NONE);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_METERED);
}

static void
test_allowed (Fixture *f, gconstpointer data)
{
  gboolean allowed = FALSE;

  g_object_set (f->state, "allow-metered", TRUE, NULL);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_NONE);
  g_object_get (f->state, "allow-metered", &allowed, NULL);
  g_assert_true (allowed);
  g_object_set (f->state, "allow-metered", FALSE, NULL);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_METERED);
}

/* An answer of the service is worth more than the monitor's word, until that says otherwise and then again the same. */
static void
test_sign_in (Fixture *f, gconstpointer data)
{
  g_object_set (f->state, "allow-metered", TRUE, NULL);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_PORTAL, TRUE);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_SIGN_IN);
  reel_network_state_send_anyway (f->state); /* not of that */
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_SIGN_IN);
  reel_network_state_prove (f->state);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_NONE);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_PORTAL, FALSE);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_SIGN_IN);
}

/* Offline is no reason to wait: the monitor may be wrong. Its end is one to try again. */
static void
test_offline (Fixture *f, gconstpointer data)
{
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_LOCAL, FALSE);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_NONE);
  turn ();
  g_assert_cmpuint (f->n_restored, ==, 0);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_LIMITED, FALSE);
  turn ();
  g_assert_cmpuint (f->n_restored, ==, 1); /* there is a network again */
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  turn ();
  g_assert_cmpuint (f->n_restored, ==, 2); /* and the world behind it */
  g_signal_emit_by_name (f->monitor, "network-changed", FALSE);
  turn ();
  g_assert_cmpuint (f->n_restored, ==, 2);
  g_signal_emit_by_name (f->monitor, "network-changed", TRUE); /* another one, perhaps */
  turn ();
  g_assert_cmpuint (f->n_restored, ==, 3);

  /* All of it at once, as monitors say it: by each property that has changed, and by the signal. */
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_LOCAL, FALSE);
  turn ();
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  g_signal_emit_by_name (f->monitor, "network-changed", TRUE);
  turn ();
  g_assert_cmpuint (f->n_restored, ==, 4);

  /* Gone again before it was told. */
  g_signal_emit_by_name (f->monitor, "network-changed", TRUE);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_LOCAL, FALSE);
  turn ();
  g_assert_cmpuint (f->n_restored, ==, 4);
  g_assert_cmpuint (f->n_waits, ==, 0);
}

static void
test_here (Fixture *f, gconstpointer data)
{
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_PORTAL, TRUE);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_LOCAL, FALSE);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  turn ();
  g_assert_cmpuint (f->n_waits, ==, 0);
  g_assert_cmpuint (f->n_restored, ==, 0);
  reel_network_state_set_address (f->state, SERVICE); /* another service: now it counts */
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_METERED);
  reel_network_state_set_address (f->state, NULL);
  g_assert_cmpint (reel_network_state_get_wait (f->state), ==, REEL_NETWORK_WAIT_NONE);
}

/* GLib's own monitor of that name, made as its default would be. */
static GNetworkMonitor *
new_monitor (const char *extension)
{
  GIOExtension *found;
  GNetworkMonitor *monitor;
  g_autoptr (GError) error = NULL;

  g_type_ensure (G_TYPE_NETWORK_MONITOR);
  g_network_monitor_get_default (); /* which registers them all */
  found = g_io_extension_point_get_extension_by_name (
    g_io_extension_point_lookup (G_NETWORK_MONITOR_EXTENSION_POINT_NAME), extension);
  g_assert_nonnull (found);
  monitor = g_initable_new (g_io_extension_get_type (found), NULL, &error, NULL);
  g_assert_no_error (error);
  return monitor;
}

static void
test_network_manager (void)
{
  static const char xml[] = "<node><interface name='org.freedesktop.NetworkManager'>"
                            "<property name='State' type='u' access='read'/>"
                            "<property name='Connectivity' type='u' access='read'/>"
                            "<property name='Metered' type='u' access='read'/></interface></node>";
  BusDouble *bus = bus_double_new (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"), "org.freedesktop.NetworkManager",
                                   "/org/freedesktop/NetworkManager", xml, NULL, NULL);
  GNetworkMonitor *monitor;
  ReelNetworkState *state;
  guint n_restored = 0;

  bus_double_set (bus, "State", g_variant_new_uint32 (NM_STATE_CONNECTED_GLOBAL));
  bus_double_set (bus, "Connectivity", g_variant_new_uint32 (NM_CONNECTIVITY_FULL));
  bus_double_set (bus, "Metered", g_variant_new_uint32 (NM_METERED_YES));
  monitor = new_monitor ("networkmanager");
  state = reel_network_state_new (monitor);
  g_signal_connect (state, "restored", G_CALLBACK (restored_cb), &n_restored);
  reel_network_state_set_address (state, SERVICE);
  g_assert_cmpint (reel_network_state_get_wait (state), ==, REEL_NETWORK_WAIT_METERED);
  bus_double_set (bus, "Metered", g_variant_new_uint32 (NM_METERED_NO));
  reel_test_wait (reel_network_state_get_wait (state) == REEL_NETWORK_WAIT_NONE);
  bus_double_set (bus, "Connectivity", g_variant_new_uint32 (NM_CONNECTIVITY_PORTAL));
  bus_double_set (bus, "State", g_variant_new_uint32 (NM_STATE_CONNECTED_SITE));
  reel_test_wait (reel_network_state_get_wait (state) == REEL_NETWORK_WAIT_SIGN_IN);
  bus_double_set (bus, "Metered", g_variant_new_uint32 (NM_METERED_GUESS_YES));
  bus_double_set (bus, "Connectivity", g_variant_new_uint32 (NM_CONNECTIVITY_NONE));
  bus_double_set (bus, "State", g_variant_new_uint32 (NM_STATE_DISCONNECTED));
  reel_test_wait (reel_network_state_get_wait (state) == REEL_NETWORK_WAIT_NONE); /* offline */
  turn ();
  n_restored = 0;
  bus_double_set (bus, "Connectivity", g_variant_new_uint32 (NM_CONNECTIVITY_FULL));
  bus_double_set (bus, "State", g_variant_new_uint32 (NM_STATE_CONNECTED_GLOBAL));
  reel_test_wait (reel_network_state_get_wait (state) == REEL_NETWORK_WAIT_METERED);
  turn ();
  g_assert_cmpuint (n_restored, ==, 1);
  reel_test_assert_finalized (&state);
  g_object_unref (monitor);
  bus_double_free (bus);
}

/* What the portal's double says; under its lock, as it is asked on another thread. */
static GMutex portal_mutex;
static guint portal_connectivity;
static gboolean portal_metered;

static GVariant *
portal_cb (BusDouble *self, const char *sender, const char *method, GVariant *parameters, gpointer data)
{
  GVariantBuilder status;

  if (!g_str_equal (method, "GetStatus"))
    return NULL;
  g_variant_builder_init (&status, G_VARIANT_TYPE_VARDICT);
  g_mutex_lock (&portal_mutex);
  g_variant_builder_add (&status, "{sv}", "available", g_variant_new_boolean (TRUE));
  g_variant_builder_add (&status, "{sv}", "metered", g_variant_new_boolean (portal_metered));
  g_variant_builder_add (&status, "{sv}", "connectivity", g_variant_new_uint32 (portal_connectivity));
  g_mutex_unlock (&portal_mutex);
  return g_variant_new ("(a{sv})", &status);
}

static void
portal_set (BusDouble *bus, GNetworkConnectivity connectivity, gboolean metered)
{
  g_mutex_lock (&portal_mutex);
  portal_connectivity = connectivity;
  portal_metered = metered;
  g_mutex_unlock (&portal_mutex);
  bus_double_emit (bus, NULL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.NetworkMonitor", "changed", NULL);
}

/* Until the double has answered all that it was asked by then. */
static void
settle (const char *address)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = NULL;

  reply = g_dbus_connection_call_sync (connection, address, "/org/freedesktop/portal/desktop",
                                       "org.freedesktop.DBus.Properties", "Get",
                                       g_variant_new ("(ss)", "org.freedesktop.portal.NetworkMonitor", "version"), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (reply);
}

static void
test_portal (void)
{
  static GNetworkMonitor *monitor; /* for good, as the default one: its questions to the portal do not hold it */
  static const char xml[] = "<node><interface name='org.freedesktop.portal.NetworkMonitor'>"
                            "<method name='GetStatus'><arg type='a{sv}' direction='out'/></method><signal name='changed'/>"
                            "<property name='version' type='u' access='read'/></interface></node>";
  BusDouble *bus = bus_double_new (g_getenv ("DBUS_SESSION_BUS_ADDRESS"), "org.freedesktop.portal.Desktop",
                                   "/org/freedesktop/portal/desktop", xml, portal_cb, NULL);
  ReelNetworkState *state;

  bus_double_set (bus, "version", g_variant_new_uint32 (3));
  portal_set (bus, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  monitor = new_monitor ("portal");
  state = reel_network_state_new (monitor);
  reel_network_state_set_address (state, SERVICE);
  g_assert_cmpint (reel_network_state_get_wait (state), ==, REEL_NETWORK_WAIT_NONE);
  portal_set (bus, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  reel_test_wait (reel_network_state_get_wait (state) == REEL_NETWORK_WAIT_METERED);
  portal_set (bus, G_NETWORK_CONNECTIVITY_PORTAL, FALSE);
  reel_test_wait (reel_network_state_get_wait (state) == REEL_NETWORK_WAIT_SIGN_IN);
  portal_set (bus, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  reel_test_wait (reel_network_state_get_wait (state) == REEL_NETWORK_WAIT_NONE);
  settle ("org.freedesktop.portal.Desktop");
  reel_test_assert_finalized (&state);
  bus_double_free (bus);
}

int
main (int argc, char *argv[])
{
  GSubprocess *bus;
  int status;

  /* GLib asks the portal in a sandbox, and where this is set when it first looks, which may be early. Since 2.82 by its own name. */
  g_setenv ("GTK_USE_PORTAL", "1", TRUE);
  g_setenv ("GIO_USE_PORTALS", "1", TRUE);
  reel_test_init (&argc, &argv);
  bus = bus_double_start ();
  g_test_add ("/api/network-state/metered", Fixture, NULL, set_up, test_metered, tear_down);
  g_test_add ("/api/network-state/anyway", Fixture, NULL, set_up, test_anyway, tear_down);
  g_test_add ("/api/network-state/allowed", Fixture, NULL, set_up, test_allowed, tear_down);
  g_test_add ("/api/network-state/sign-in", Fixture, NULL, set_up, test_sign_in, tear_down);
  g_test_add ("/api/network-state/offline", Fixture, NULL, set_up, test_offline, tear_down);
  g_test_add ("/api/network-state/this-computer", Fixture, "http://127.0.0.1:8080", set_up, test_here, tear_down);
  g_test_add ("/api/network-state/localhost", Fixture, "https://localhost/v1", set_up, test_here, tear_down);
  g_test_add ("/api/network-state/loopback-6", Fixture, "http://[::1]:80", set_up, test_here, tear_down);
  g_test_add_func ("/api/network-state/network-manager", test_network_manager);
  g_test_add_func ("/api/network-state/portal", test_portal);
  status = g_test_run ();
  bus_double_stop (bus);
  return status;
}
