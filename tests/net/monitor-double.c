/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "monitor-double.h"

struct _MonitorDouble
{
  GObject parent_instance;

  GNetworkConnectivity connectivity;
  gboolean metered;
};

enum
{
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static gboolean
init_cb (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
monitor_double_initable_init (GInitableIface *iface)
{
  iface->init = init_cb;
}

static void
monitor_double_monitor_init (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MonitorDouble,
                               monitor_double,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, monitor_double_initable_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, monitor_double_monitor_init))

static gboolean
is_available (MonitorDouble *self)
{
  return self->connectivity != G_NETWORK_CONNECTIVITY_LOCAL;
}

static void
monitor_double_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MonitorDouble *self = MONITOR_DOUBLE (object);

  switch (id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, is_available (self));
      break;
    case PROP_METERED:
      g_value_set_boolean (value, self->metered);
      break;
    case PROP_CONNECTIVITY:
      g_value_set_enum (value, (int) self->connectivity);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
monitor_double_class_init (MonitorDoubleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = monitor_double_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
monitor_double_init (MonitorDouble *self)
{
  self->connectivity = G_NETWORK_CONNECTIVITY_FULL;
}

MonitorDouble *
monitor_double_new (void)
{
  return g_object_new (MONITOR_TYPE_DOUBLE, NULL);
}

void
monitor_double_set (MonitorDouble *self, GNetworkConnectivity connectivity, gboolean metered)
{
  const gboolean was_available = is_available (self);

  if (self->metered != metered)
    {
      self->metered = metered;
      g_object_notify (G_OBJECT (self), "network-metered");
    }
  if (self->connectivity != connectivity)
    {
      self->connectivity = connectivity;
      g_object_notify (G_OBJECT (self), "connectivity");
    }
  if (was_available != is_available (self))
    g_object_notify (G_OBJECT (self), "network-available");
}
