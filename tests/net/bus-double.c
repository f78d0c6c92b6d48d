/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bus-double.h"

struct _BusDouble
{
  /* owned */
  GDBusConnection *connection;
  GDBusNodeInfo *node;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  char *path;
  GMutex mutex;           /* of the values */
  GHashTable *properties; /* name → GVariant */

  /* borrowed */
  BusDoubleCall call; /* (nullable) */
  gpointer data;
};

GSubprocess *
bus_double_start (void)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *bus = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                       "dbus-daemon", "--session", "--nofork", "--print-address", NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *address = NULL;

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bus));
  address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (address);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", address, TRUE);
  for (GBusType type = G_BUS_TYPE_SYSTEM; type <= G_BUS_TYPE_SESSION; type++)
    {
      GDBusConnection *connection = g_bus_get_sync (type, NULL, &error); /* kept: it would be made anew, and end us */

      g_assert_no_error (error);
      g_dbus_connection_set_exit_on_close (connection, FALSE);
    }
  return bus;
}

void
bus_double_stop (GSubprocess *bus)
{
  g_subprocess_force_exit (bus);
  g_subprocess_wait (bus, NULL, NULL);
  g_object_unref (bus);
}

static void
method_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *method,
           GVariant *parameters, GDBusMethodInvocation *invocation, gpointer user_data)
{
  BusDouble *self = user_data;
  GVariant *answer = self->call != NULL ? self->call (self, sender, method, parameters, self->data) : NULL;

  if (answer != NULL)
    g_dbus_method_invocation_return_value (invocation, answer);
  else
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD, "No such method");
}

static GVariant *
property_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *property,
             GError **error, gpointer user_data)
{
  BusDouble *self = user_data;
  GVariant *value;

  g_mutex_lock (&self->mutex);
  value = g_hash_table_lookup (self->properties, property);
  if (value != NULL)
    g_variant_ref (value);
  g_mutex_unlock (&self->mutex);
  if (value == NULL)
    g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_PROPERTY, "No such property");
  return value;
}

static const GDBusInterfaceVTable vtable = { .method_call = method_cb, .get_property = property_cb };

static gpointer
thread_cb (gpointer data)
{
  BusDouble *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

BusDouble *
bus_double_new (const char *address, const char *name, const char *path, const char *xml, BusDoubleCall call, gpointer data)
{
  BusDouble *self = g_new0 (BusDouble, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  g_mutex_init (&self->mutex);
  self->properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->path = g_strdup (path);
  self->call = call;
  self->data = data;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  self->connection = g_dbus_connection_new_for_address_sync (
    address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL,
    &error);
  g_assert_no_error (error);
  g_main_context_push_thread_default (self->context); /* where calls come in */
  g_dbus_connection_register_object (self->connection, path, self->node->interfaces[0], &vtable, self, NULL, &error);
  g_main_context_pop_thread_default (self->context);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", name, 4),
                                       G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  self->thread = g_thread_new ("bus-double", thread_cb, self);
  return self;
}

void
bus_double_free (BusDouble *self)
{
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_object_unref (self->connection);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_dbus_node_info_unref (self->node);
  g_hash_table_unref (self->properties);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self);
}

void
bus_double_set (BusDouble *self, const char *property, GVariant *value)
{
  GVariantBuilder changed;

  g_variant_ref_sink (value);
  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", property, value);
  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->properties, g_strdup (property), value);
  g_mutex_unlock (&self->mutex);
  bus_double_emit (self, NULL, self->path, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                   g_variant_new ("(sa{sv}as)", self->node->interfaces[0]->name, &changed, NULL));
}

void
bus_double_emit (BusDouble *self, const char *destination, const char *path, const char *interface, const char *signal,
                 GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->connection, destination, path, interface, signal, parameters, &error);
  g_assert_no_error (error);
}
