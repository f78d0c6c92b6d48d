/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/reel-profile.h"

struct _ReelProfile
{
  GObject parent_instance;

  ReelProfileKind kind;
  gboolean available;

  /* owned */
  char *id;
  ReelProfileSettings *settings;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_AVAILABLE,
  PROP_QUERIES_PER_SECOND,
  PROP_MAX_REQUESTS,
  PROP_BANDWIDTH_LIMIT,
  PROP_ADVISED_SIZE,
  PROP_OVER_ADVISED,
  PROP_UNPROTECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  ACCESS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelProfile, reel_profile, G_TYPE_OBJECT)

static void
reel_profile_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ReelProfile *self = REEL_PROFILE (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->settings->name);
      break;
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;
    case PROP_QUERIES_PER_SECOND:
      g_value_set_double (value, self->settings->queries_per_second);
      break;
    case PROP_MAX_REQUESTS:
      g_value_set_uint (value, self->settings->max_requests);
      break;
    case PROP_BANDWIDTH_LIMIT:
      g_value_set_uint64 (value, self->settings->bandwidth_limit);
      break;
    case PROP_ADVISED_SIZE:
      g_value_set_uint64 (value, self->settings->advised_size);
      break;
    case PROP_OVER_ADVISED:
      g_value_set_uint (value, self->settings->over_advised);
      break;
    case PROP_UNPROTECTED:
      g_value_set_boolean (value, reel_profile_settings_is_unprotected (self->settings));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_profile_finalize (GObject *object)
{
  ReelProfile *self = REEL_PROFILE (object);

  g_free (self->id);
  g_clear_pointer (&self->settings, reel_profile_settings_free);

  G_OBJECT_CLASS (reel_profile_parent_class)->finalize (object);
}

static void
reel_profile_class_init (ReelProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags constant = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = constant | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = reel_profile_get_property;
  object_class->finalize = reel_profile_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, constant);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, TRUE, constant);
  properties[PROP_QUERIES_PER_SECOND] = g_param_spec_double ("queries-per-second", NULL, NULL, 0, REEL_PROFILE_QUERIES_MAX,
                                                             0, flags);
  properties[PROP_MAX_REQUESTS] = g_param_spec_uint ("max-requests", NULL, NULL, 1, REEL_PROFILE_REQUESTS_MAX,
                                                     REEL_PROFILE_REQUESTS_DEFAULT, flags);
  properties[PROP_BANDWIDTH_LIMIT] = g_param_spec_uint64 ("bandwidth-limit", NULL, NULL, 0, REEL_PROFILE_BANDWIDTH_MAX, 0,
                                                              flags);
  properties[PROP_ADVISED_SIZE] = g_param_spec_uint64 ("advised-size", NULL, NULL, 0, REEL_PROFILE_ADVISED_MAX, 0, flags);
  properties[PROP_OVER_ADVISED] = g_param_spec_uint ("over-advised", NULL, NULL, 0, REEL_VIDEO_N_CHOICES - 1,
                                                     REEL_VIDEO_CHOICE_ASK, flags);
  properties[PROP_UNPROTECTED] = g_param_spec_boolean ("unprotected", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[ACCESS_CHANGED] = g_signal_new ("access-changed", REEL_TYPE_PROFILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
reel_profile_init (ReelProfile *self)
{
}

/**
 * reel_profile_new:
 * @kind: what it is
 * @id: stays the same for ever: the catalogue, the settings and the Secret Service know the profile by it
 * @name: for people
 * @base_url: (nullable): where it is; %NULL for the service on this computer, whose address changes with each start
 * @key_header: how it wants its key
 * @available: %FALSE for an announced region: shown, not selectable
 *
 * Returns: (transfer full): the profile
 */
ReelProfile *
reel_profile_new (ReelProfileKind kind,
                  const char     *id,
                  const char     *name,
                  const char     *base_url,
                  ReelKeyHeader   key_header,
                  gboolean        available)
{
  ReelProfile *self = g_object_new (REEL_TYPE_PROFILE, NULL);

  self->kind = kind;
  self->id = g_strdup (id);
  self->settings = reel_profile_settings_new (name, base_url, key_header);
  self->available = available;
  return self;
}

/**
 * reel_profile_get_kind:
 * @self: a #ReelProfile
 *
 * Returns: what it is
 */
ReelProfileKind
reel_profile_get_kind (ReelProfile *self)
{
  g_return_val_if_fail (REEL_IS_PROFILE (self), REEL_PROFILE_LOCAL);

  return self->kind;
}

/**
 * reel_profile_get_id:
 * @self: a #ReelProfile
 *
 * Returns: (transfer none): its id
 */
const char *
reel_profile_get_id (ReelProfile *self)
{
  g_return_val_if_fail (REEL_IS_PROFILE (self), NULL);

  return self->id;
}

/**
 * reel_profile_get_name:
 * @self: a #ReelProfile
 *
 * Returns: (transfer none): its name for people
 */
const char *
reel_profile_get_name (ReelProfile *self)
{
  g_return_val_if_fail (REEL_IS_PROFILE (self), NULL);

  return self->settings->name;
}

/**
 * reel_profile_get_base_url:
 * @self: a #ReelProfile
 *
 * Returns: (transfer none) (nullable): where it is
 */
const char *
reel_profile_get_base_url (ReelProfile *self)
{
  g_return_val_if_fail (REEL_IS_PROFILE (self), NULL);

  return self->settings->base_url;
}

/**
 * reel_profile_get_key_header:
 * @self: a #ReelProfile
 *
 * Returns: how it wants its key
 */
ReelKeyHeader
reel_profile_get_key_header (ReelProfile *self)
{
  g_return_val_if_fail (REEL_IS_PROFILE (self), REEL_KEY_HEADER_X_API_KEY);

  return self->settings->key_header;
}

/**
 * reel_profile_get_available:
 * @self: a #ReelProfile
 *
 * Returns: whether it can be chosen
 */
gboolean
reel_profile_get_available (ReelProfile *self)
{
  g_return_val_if_fail (REEL_IS_PROFILE (self), FALSE);

  return self->available;
}

/**
 * reel_profile_get_unprotected:
 * @self: a #ReelProfile
 *
 * Returns: whether key and videos go readable over a network, because somebody allowed it
 */
gboolean
reel_profile_get_unprotected (ReelProfile *self)
{
  g_return_val_if_fail (REEL_IS_PROFILE (self), FALSE);

  return reel_profile_settings_is_unprotected (self->settings);
}

/**
 * reel_profile_get_flags:
 * @self: a #ReelProfile
 *
 * Returns: what a client of it may do
 */
ReelClientFlags
reel_profile_get_flags (ReelProfile *self)
{
  g_return_val_if_fail (REEL_IS_PROFILE (self), REEL_CLIENT_DEFAULT);

  return self->settings->allow_plain_http ? REEL_CLIENT_ALLOW_PLAIN_HTTP : REEL_CLIENT_DEFAULT;
}

/**
 * reel_profile_get_settings:
 * @self: a #ReelProfile
 *
 * Returns: (transfer none): what is set of it, until the next change
 */
const ReelProfileSettings *
reel_profile_get_settings (ReelProfile *self)
{
  g_return_val_if_fail (REEL_IS_PROFILE (self), NULL);

  return self->settings;
}

/**
 * reel_profile_set_settings:
 * @self: a #ReelProfile
 * @settings: what is set of it from now on; brought into bounds. Of a profile that nobody added only the header and the
 *   pacing change: its name and address are the program's
 *
 * Changes all at once: who hears of one change sees the others too. Nothing is saved: see reel_profile_list_change().
 */
void
reel_profile_set_settings (ReelProfile               *self,
                           const ReelProfileSettings *settings)
{
  g_autoptr (ReelProfileSettings) before = NULL;
  ReelProfileSettings *now;

  g_return_if_fail (REEL_IS_PROFILE (self));
  g_return_if_fail (settings != NULL);

  before = self->settings;
  self->settings = now = reel_profile_settings_copy (settings);
  if (self->kind != REEL_PROFILE_CUSTOM)
    {
      g_free (now->name);
      g_free (now->base_url);
      now->name = g_strdup (before->name);
      now->base_url = g_strdup (before->base_url);
      now->allow_plain_http = FALSE;
    }
  reel_profile_settings_bound (now);

  g_object_freeze_notify (G_OBJECT (self));
  if (!g_str_equal (before->name, now->name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (before->queries_per_second < now->queries_per_second || before->queries_per_second > now->queries_per_second)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERIES_PER_SECOND]);
  if (before->max_requests != now->max_requests)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_REQUESTS]);
  if (before->bandwidth_limit != now->bandwidth_limit)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BANDWIDTH_LIMIT]);
  if (before->advised_size != now->advised_size)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADVISED_SIZE]);
  if (before->over_advised != now->over_advised)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OVER_ADVISED]);
  if (reel_profile_settings_is_unprotected (before) != reel_profile_settings_is_unprotected (now))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNPROTECTED]);
  g_object_thaw_notify (G_OBJECT (self));
  if (g_strcmp0 (before->base_url, now->base_url) != 0 || before->key_header != now->key_header ||
      before->allow_plain_http != now->allow_plain_http)
    g_signal_emit (self, signals[ACCESS_CHANGED], 0);
}
