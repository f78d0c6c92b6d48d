/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/reel-profile.h"

struct _ReelProfile
{
  GObject parent_instance;

  ReelProfileKind kind;
  ReelKeyHeader key_header;
  gboolean available;

  /* owned */
  char *id;
  char *name;
  char *base_url; /* (nullable) */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_AVAILABLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

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
      g_value_set_string (value, self->name);
      break;
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
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
  g_free (self->name);
  g_free (self->base_url);

  G_OBJECT_CLASS (reel_profile_parent_class)->finalize (object);
}

static void
reel_profile_class_init (ReelProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = reel_profile_get_property;
  object_class->finalize = reel_profile_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
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
  self->name = g_strdup (name);
  self->base_url = g_strdup (base_url);
  self->key_header = key_header;
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

  return self->name;
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

  return self->base_url;
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

  return self->key_header;
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
