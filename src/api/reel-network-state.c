/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>

#include "api/reel-api-url.h"
#include "api/reel-network-state.h"

struct _ReelNetworkState
{
  GObject parent_instance;

  /* owned */
  GNetworkMonitor *monitor;
  char *address; /* (nullable) */

  /* plain */
  gboolean counts; /* the network is on the way to the service */
  gboolean allow_metered;
  gboolean anyway; /* people said for this network that it may be used, though metered */
  gboolean proven; /* the service has answered, though the monitor says that somebody has to sign in */
  ReelNetworkWait wait;
  GNetworkConnectivity connectivity; /* of the last look */
  guint restored_source;
};

enum
{
  PROP_MONITOR = 1,
  PROP_ADDRESS,
  PROP_ALLOW_METERED,
  PROP_WAIT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint restored_signal;

G_DEFINE_FINAL_TYPE (ReelNetworkState, reel_network_state, G_TYPE_OBJECT)

static void
update (ReelNetworkState *self)
{
  const gboolean captive = g_network_monitor_get_connectivity (self->monitor) == G_NETWORK_CONNECTIVITY_PORTAL;
  const gboolean metered = g_network_monitor_get_network_metered (self->monitor);
  ReelNetworkWait wait = REEL_NETWORK_WAIT_NONE;

  /* What was said of a network holds for as long as it gives reason to ask. */
  self->proven &= captive;
  self->anyway &= metered;
  if (self->counts && captive && !self->proven)
    wait = REEL_NETWORK_WAIT_SIGN_IN;
  else if (self->counts && metered && !self->allow_metered && !self->anyway)
    wait = REEL_NETWORK_WAIT_METERED;
  if (self->wait == wait)
    return;
  self->wait = wait;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAIT]);
}

static gboolean
restored_cb (gpointer data)
{
  ReelNetworkState *self = data;

  self->restored_source = 0;
  if (self->counts && g_network_monitor_get_network_available (self->monitor))
    g_signal_emit (self, restored_signal, 0);
  return G_SOURCE_REMOVE;
}

/* A monitor says one change several times: by each property, and by a signal. They are told together. */
static void
restored (ReelNetworkState *self)
{
  if (self->restored_source == 0)
    self->restored_source = g_idle_add_full (G_PRIORITY_DEFAULT, restored_cb, self, NULL);
}

static void
connectivity_cb (ReelNetworkState *self)
{
  GNetworkConnectivity before = self->connectivity;

  self->connectivity = g_network_monitor_get_connectivity (self->monitor);
  update (self);
  if (before != self->connectivity && self->connectivity == G_NETWORK_CONNECTIVITY_FULL)
    restored (self);
}

static void
network_changed_cb (ReelNetworkState *self,
                    gboolean          available)
{
  update (self);
  if (available)
    restored (self);
}

static void
available_cb (ReelNetworkState *self)
{
  network_changed_cb (self, g_network_monitor_get_network_available (self->monitor));
}

static gboolean
is_address_elsewhere (const char *address)
{
  g_autoptr (GUri) uri = address != NULL ? g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  return uri != NULL && g_uri_get_host (uri) != NULL && !reel_api_url_is_loopback (uri);
}

/**
 * reel_network_state_set_address:
 * @self: a #ReelNetworkState
 * @address: (nullable): the service's base URL
 */
void
reel_network_state_set_address (ReelNetworkState *self,
                                const char       *address)
{
  g_return_if_fail (REEL_IS_NETWORK_STATE (self));

  if (g_strcmp0 (self->address, address) == 0)
    return;
  g_free (self->address);
  self->address = g_strdup (address);
  self->counts = is_address_elsewhere (address);
  self->proven = FALSE; /* it was another service */
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ADDRESS]);
}

/**
 * reel_network_state_is_elsewhere:
 * @self: a #ReelNetworkState
 *
 * Returns: whether the service is known not to be on this computer
 */
gboolean
reel_network_state_is_elsewhere (ReelNetworkState *self)
{
  g_return_val_if_fail (REEL_IS_NETWORK_STATE (self), FALSE);

  return self->counts;
}

/**
 * reel_network_state_get_wait:
 * @self: a #ReelNetworkState
 *
 * Returns: what uploads should wait for
 */
ReelNetworkWait
reel_network_state_get_wait (ReelNetworkState *self)
{
  g_return_val_if_fail (REEL_IS_NETWORK_STATE (self), REEL_NETWORK_WAIT_NONE);

  return self->wait;
}

/**
 * reel_network_state_send_anyway:
 * @self: a #ReelNetworkState
 *
 * This metered network may be used, until it no longer is metered.
 */
void
reel_network_state_send_anyway (ReelNetworkState *self)
{
  g_return_if_fail (REEL_IS_NETWORK_STATE (self));

  self->anyway = TRUE;
  update (self);
}

/**
 * reel_network_state_prove:
 * @self: a #ReelNetworkState
 *
 * The service itself has just answered: whoever says that one has to sign in first is wrong, until it says otherwise.
 */
void
reel_network_state_prove (ReelNetworkState *self)
{
  g_return_if_fail (REEL_IS_NETWORK_STATE (self));

  self->proven = TRUE;
  update (self);
}

static void
reel_network_state_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ReelNetworkState *self = REEL_NETWORK_STATE (object);

  switch (prop_id)
    {
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_ALLOW_METERED:
      g_value_set_boolean (value, self->allow_metered);
      break;
    case PROP_WAIT:
      g_value_set_uint (value, self->wait);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_network_state_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ReelNetworkState *self = REEL_NETWORK_STATE (object);

  switch (prop_id)
    {
    case PROP_MONITOR:
      self->monitor = g_value_dup_object (value);
      break;
    case PROP_ADDRESS:
      reel_network_state_set_address (self, g_value_get_string (value));
      break;
    case PROP_ALLOW_METERED:
      if (self->allow_metered == g_value_get_boolean (value))
        break;
      self->allow_metered = g_value_get_boolean (value);
      update (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_network_state_constructed (GObject *object)
{
  ReelNetworkState *self = REEL_NETWORK_STATE (object);

  G_OBJECT_CLASS (reel_network_state_parent_class)->constructed (object);
  self->connectivity = g_network_monitor_get_connectivity (self->monitor);
  g_signal_connect_object (self->monitor, "notify::connectivity", G_CALLBACK (connectivity_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "notify::network-metered", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "notify::network-available", G_CALLBACK (available_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
reel_network_state_finalize (GObject *object)
{
  ReelNetworkState *self = REEL_NETWORK_STATE (object);

  g_clear_handle_id (&self->restored_source, g_source_remove);
  g_clear_object (&self->monitor);
  g_free (self->address);

  G_OBJECT_CLASS (reel_network_state_parent_class)->finalize (object);
}

static void
reel_network_state_class_init (ReelNetworkStateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags once = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags both = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = reel_network_state_get_property;
  object_class->set_property = reel_network_state_set_property;
  object_class->constructed = reel_network_state_constructed;
  object_class->finalize = reel_network_state_finalize;

  props[PROP_MONITOR] = g_param_spec_object ("monitor", NULL, NULL, G_TYPE_NETWORK_MONITOR, once);
  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, both);
  props[PROP_ALLOW_METERED] = g_param_spec_boolean ("allow-metered", NULL, NULL, FALSE, both);
  props[PROP_WAIT] = g_param_spec_uint ("wait", NULL, NULL, REEL_NETWORK_WAIT_NONE, REEL_NETWORK_WAIT_METERED,
                                        REEL_NETWORK_WAIT_NONE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  restored_signal =
    g_signal_new ("restored", REEL_TYPE_NETWORK_STATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
reel_network_state_init (ReelNetworkState *self)
{
}

/**
 * reel_network_state_new:
 * @monitor: what knows of the network
 *
 * Returns: (transfer full): the state, of no service yet
 */
ReelNetworkState *
reel_network_state_new (GNetworkMonitor *monitor)
{
  g_return_val_if_fail (G_IS_NETWORK_MONITOR (monitor), NULL);

  return g_object_new (REEL_TYPE_NETWORK_STATE, "monitor", monitor, NULL);
}
