/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <atspi/atspi.h>

#include "reel-driver-private.h"

#define ATSPI   "org.a11y.atspi."
#define ROOT    "/org/a11y/atspi/accessible/root"
#define CALL_MS 10000
#define POLL_MS 50
#define MAX_SIBLINGS 40 /* in a dump: of a long list, what is on the screen */

G_DEFINE_FINAL_TYPE (ReelDriver, reel_driver, G_TYPE_OBJECT)

static void
reel_driver_finalize (GObject *object)
{
  ReelDriver *self = REEL_DRIVER (object);

  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->bus_name, g_free);
  if (self->bus != NULL)
    g_dbus_connection_close_sync (self->bus, NULL, NULL); /* ours alone */
  g_clear_object (&self->bus);
  g_clear_object (&self->session_bus);
  g_clear_object (&self->display);
  G_OBJECT_CLASS (reel_driver_parent_class)->finalize (object);
}

static void
reel_driver_class_init (ReelDriverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_driver_finalize;
}

static void
reel_driver_init (ReelDriver *self)
{
}

static gboolean
connect_accessibility (ReelDriver *self,
                       GError    **error)
{
  g_autoptr (GVariant) reply = NULL;
  const char *address;

  reply = g_dbus_connection_call_sync (self->session_bus, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                       NULL, G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE, REEL_DRIVER_SECONDS * 1000,
                                       NULL, error);
  if (reply == NULL)
    {
      g_prefix_error (error, "There is no accessibility bus: ");
      return FALSE;
    }
  g_variant_get (reply, "(&s)", &address);
  self->bus = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL,
      error);
  return self->bus != NULL;
}

/* Whether a name on the accessibility bus is that of the program; not, where it is nobody's. */
gboolean
_reel_driver_has_pid (ReelDriver *self,
                      const char *owner)
{
  g_autoptr (GVariant) reply = NULL;
  guint32 pid = 0;

  reply = g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                                       "GetConnectionUnixProcessID", g_variant_new ("(s)", owner), G_VARIANT_TYPE ("(u)"),
                                       G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, NULL);
  if (reply != NULL)
    g_variant_get (reply, "(u)", &pid);
  return pid == (guint32) self->pid;
}

/* ReelDriverFunc: the program has come to the bus */
static gboolean
look_up (ReelDriver *self,
         gpointer    data,
         GError    **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariantIter) children = NULL;
  const char *owner;

  reply = g_dbus_connection_call_sync (self->bus, "org.a11y.atspi.Registry", ROOT, ATSPI "Accessible", "GetChildren", NULL,
                                       G_VARIANT_TYPE ("(a(so))"), G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, NULL);
  if (reply == NULL)
    return FALSE; /* the registry may be starting yet */
  g_variant_get (reply, "(a(so))", &children);
  while (self->owner == NULL && g_variant_iter_next (children, "(&so)", &owner, NULL))
    if (_reel_driver_has_pid (self, owner))
      self->owner = g_strdup (owner);
  return self->owner != NULL;
}

/**
 * reel_driver_new:
 * @display: where its windows are
 * @pid: the program, started already
 * @bus_name: (nullable): its application id, for reel_driver_activate()
 * @error: return location
 *
 * Waits until the program is on the accessibility bus.
 *
 * Returns: (transfer full) (nullable): a driver of that program
 */
ReelDriver *
reel_driver_new (ReelDisplay *display,
                 int          pid,
                 const char  *bus_name,
                 GError     **error)
{
  g_autoptr (ReelDriver) self = NULL;

  g_return_val_if_fail (REEL_IS_DISPLAY (display) && pid > 0, NULL);

  self = g_object_new (REEL_TYPE_DRIVER, NULL);
  self->display = g_object_ref (display);
  self->pid = pid;
  self->bus_name = g_strdup (bus_name);
  self->session_bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);
  if (self->session_bus == NULL || !connect_accessibility (self, error) ||
      !reel_driver_wait_until (self, look_up, NULL, REEL_DRIVER_SECONDS, "the program to come to the bus", error))
    return NULL;
  return g_steal_pointer (&self);
}

ReelDisplay *
reel_driver_get_display (ReelDriver *self)
{
  return self->display;
}

static gboolean
is_wanted (ReelNode   *node,
           AtspiRole   role,
           const char *name,
           ReelNode   *within)
{
  return reel_node_matches (node, role, name) && (within == NULL || reel_node_is_within (node, within));
}

/* Whether it is part of a node that is found by the same name: GTK 4.18 names a cell by what is in it. */
static gboolean
is_part (ReelNode   *node,
         AtspiRole   role,
         const char *name,
         ReelNode   *within)
{
  for (ReelNode *up = reel_node_get_parent (node); name != NULL && up != NULL; up = reel_node_get_parent (up))
    if (g_str_equal (reel_node_get_name (up), reel_node_get_name (node)) && is_wanted (up, role, name, within))
      return TRUE;
  return FALSE;
}

/**
 * reel_driver_find_all:
 * @self: a driver
 * @role: or ATSPI_ROLE_INVALID for any
 * @name: (nullable): as for reel_node_matches()
 * @within: (nullable): below which node
 * @error: return location
 *
 * Returns: (transfer container) (element-type ReelNode) (nullable): those that are there now, maybe none
 */
GPtrArray *
reel_driver_find_all (ReelDriver *self,
                      AtspiRole   role,
                      const char *name,
                      ReelNode   *within,
                      GError    **error)
{
  g_autoptr (GPtrArray) nodes = reel_driver_get_tree (self, error);
  GPtrArray *found;

  if (nodes == NULL)
    return NULL;
  found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < nodes->len; i++)
    {
      ReelNode *node = g_ptr_array_index (nodes, i);

      if (is_wanted (node, role, name, within) && !is_part (node, role, name, within))
        g_ptr_array_add (found, g_object_ref (node));
    }
  return found;
}

static char *
describe (AtspiRole   role,
          const char *name)
{
  g_autofree char *word = role != ATSPI_ROLE_INVALID ? atspi_role_get_name (role) : g_strdup ("anything");

  return name != NULL ? g_strdup_printf ("%s '%s'", word, name) : g_strdup (word);
}

/**
 * reel_driver_find:
 * @self: a driver
 * @role: or ATSPI_ROLE_INVALID for any
 * @name: (nullable): as for reel_node_matches()
 * @within: (nullable): below which node
 * @error: return location, for G_IO_ERROR_NOT_FOUND too
 *
 * Returns: (transfer full) (nullable): the first one, if there is one now
 */
ReelNode *
reel_driver_find (ReelDriver *self,
                  AtspiRole   role,
                  const char *name,
                  ReelNode   *within,
                  GError    **error)
{
  g_autoptr (GPtrArray) found = reel_driver_find_all (self, role, name, within, error);
  g_autofree char *what = NULL;

  if (found == NULL)
    return NULL;
  if (found->len > 0)
    return g_object_ref (g_ptr_array_index (found, 0));
  what = describe (role, name);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no %s", what);
  return NULL;
}

/* Whether a wait may go on after @error: the thing isn't there yet, or the program was too busy to answer. */
static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD); /* of an object that went meanwhile */
}

/**
 * reel_driver_wait_until:
 * @self: a driver
 * @func: says whether it is so now
 * @data: for @func
 * @seconds: at most; a running @func is not interrupted
 * @what: words for the error: what is waited for
 * @error: return location, for G_IO_ERROR_TIMED_OUT too
 *
 * Asks @func every so often. Its errors that may pass by (not found, no reply) are not the end of it.
 *
 * Returns: whether it came to be so
 */
gboolean
reel_driver_wait_until (ReelDriver    *self,
                        ReelDriverFunc func,
                        gpointer       data,
                        double         seconds,
                        const char    *what,
                        GError       **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);

  g_return_val_if_fail (REEL_IS_DRIVER (self) && func != NULL, FALSE);

  while (TRUE)
    {
      g_autoptr (GError) local = NULL;

      if (func (self, data, &local))
        return TRUE;
      if (local != NULL && !is_passing (local))
        {
          g_propagate_prefixed_error (error, g_steal_pointer (&local), "While waiting for %s: ", what);
          return FALSE;
        }
      if (g_get_monotonic_time () > deadline)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Not within %g s: %s%s%s", seconds, what,
                       local != NULL ? "; " : "", local != NULL ? local->message : "");
          return FALSE;
        }
      reel_display_rest (self->display, POLL_MS);
    }
}

typedef struct
{
  AtspiRole role;
  const char *name; /* (nullable) (borrowed) */
  ReelNode *within; /* (nullable) (borrowed) */
  ReelNode *found;  /* (nullable) (owned by the caller) */
} Wanted;

static gboolean
is_there (ReelDriver *self,
          gpointer    data,
          GError    **error)
{
  Wanted *wanted = data;

  wanted->found = reel_driver_find (self, wanted->role, wanted->name, wanted->within, error);
  return wanted->found != NULL;
}

static gboolean
is_gone (ReelDriver *self,
         gpointer    data,
         GError    **error)
{
  Wanted *wanted = data;
  g_autoptr (GPtrArray) found = reel_driver_find_all (self, wanted->role, wanted->name, wanted->within, error);

  return found != NULL && found->len == 0;
}

/**
 * reel_driver_wait_for:
 * @self: a driver
 * @role: or ATSPI_ROLE_INVALID for any
 * @name: (nullable): as for reel_node_matches()
 * @within: (nullable): below which node
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the first one, as soon as there is one
 */
ReelNode *
reel_driver_wait_for (ReelDriver *self,
                      AtspiRole   role,
                      const char *name,
                      ReelNode   *within,
                      GError    **error)
{
  Wanted wanted = { role, name, within, NULL };
  g_autofree char *what = describe (role, name);

  reel_driver_wait_until (self, is_there, &wanted, REEL_DRIVER_SECONDS, what, error);
  return wanted.found;
}

/**
 * reel_driver_wait_gone:
 * @self: a driver
 * @role: or ATSPI_ROLE_INVALID for any
 * @name: (nullable): as for reel_node_matches()
 * @within: (nullable): below which node
 * @error: return location
 *
 * Returns: whether there is none any more
 */
gboolean
reel_driver_wait_gone (ReelDriver *self,
                       AtspiRole   role,
                       const char *name,
                       ReelNode   *within,
                       GError    **error)
{
  Wanted wanted = { role, name, within, NULL };
  g_autofree char *thing = describe (role, name);
  g_autofree char *what = g_strdup_printf ("%s to be gone", thing);

  return reel_driver_wait_until (self, is_gone, &wanted, REEL_DRIVER_SECONDS, what, error);
}

/**
 * reel_driver_dump:
 * @self: a driver
 *
 * Returns: (transfer full): the tree of visible widgets, a line each, without the far ends of long lists; the error
 * where it can't be read
 */
char *
reel_driver_dump (ReelDriver *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) nodes = reel_driver_get_tree (self, &error);
  GString *out;

  if (nodes == NULL)
    return g_strdup_printf ("(%s)\n", error->message);
  out = g_string_new (NULL);
  for (guint i = 0; i < nodes->len; i++)
    {
      ReelNode *node = g_ptr_array_index (nodes, i);
      g_autofree char *line = reel_node_to_string (node);
      gsize begin = out->len;
      gboolean left_out = reel_node_get_index (node) >= MAX_SIBLINGS;

      for (ReelNode *up = reel_node_get_parent (node); up != NULL; up = reel_node_get_parent (up))
        {
          g_string_append (out, "  ");
          left_out = left_out || reel_node_get_index (up) >= MAX_SIBLINGS;
        }
      if (left_out)
        g_string_truncate (out, begin);
      else
        g_string_append_printf (out, "%s\n", line);
    }
  return g_string_free (out, FALSE);
}
