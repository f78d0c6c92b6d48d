/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "collections/reel-collection.h"

struct _ReelCollection
{
  GObject parent_instance;

  guint n_videos;
  guint n_watched;
  gboolean hidden;

  /* owned */
  char *id;
  char *name;        /* the service's */
  char *local_name;  /* (nullable) */
  char *description; /* (nullable) */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_N_VIDEOS,
  PROP_SERVICE_NAME,
  PROP_HIDDEN,
  PROP_N_WATCHED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelCollection, reel_collection, G_TYPE_OBJECT)

static void
reel_collection_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  ReelCollection *self = REEL_COLLECTION (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, reel_collection_get_name (self));
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_N_VIDEOS:
      g_value_set_uint (value, self->n_videos);
      break;
    case PROP_N_WATCHED:
      g_value_set_uint (value, self->n_watched);
      break;
    case PROP_SERVICE_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_HIDDEN:
      g_value_set_boolean (value, self->hidden);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_collection_finalize (GObject *object)
{
  ReelCollection *self = REEL_COLLECTION (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->local_name);
  g_free (self->description);

  G_OBJECT_CLASS (reel_collection_parent_class)->finalize (object);
}

static void
reel_collection_class_init (ReelCollectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = reel_collection_get_property;
  object_class->finalize = reel_collection_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  properties[PROP_N_VIDEOS] = g_param_spec_uint ("n-videos", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SERVICE_NAME] = g_param_spec_string ("service-name", NULL, NULL, NULL, flags);
  properties[PROP_HIDDEN] = g_param_spec_boolean ("hidden", NULL, NULL, FALSE, flags);
  properties[PROP_N_WATCHED] = g_param_spec_uint ("n-watched", NULL, NULL, 0, G_MAXUINT, 0,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
reel_collection_init (ReelCollection *self)
{
}

/**
 * reel_collection_new:
 * @id: the service's id
 * @name: its name
 * @description: (nullable): its description
 *
 * Returns: (transfer full): the collection
 */
ReelCollection *
reel_collection_new (const char *id,
                     const char *name,
                     const char *description)
{
  ReelCollection *self = g_object_new (REEL_TYPE_COLLECTION, NULL);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->description = g_strdup (description);
  return self;
}

/**
 * reel_collection_get_id:
 * @self: a #ReelCollection
 *
 * Returns: (transfer none): the service's id
 */
const char *
reel_collection_get_id (ReelCollection *self)
{
  g_return_val_if_fail (REEL_IS_COLLECTION (self), NULL);

  return self->id;
}

/**
 * reel_collection_get_name:
 * @self: a #ReelCollection
 *
 * Returns: (transfer none): what people call it on this computer, else what the service calls it
 */
const char *
reel_collection_get_name (ReelCollection *self)
{
  g_return_val_if_fail (REEL_IS_COLLECTION (self), NULL);

  return self->local_name != NULL ? self->local_name : self->name;
}

/**
 * reel_collection_get_service_name:
 * @self: a #ReelCollection
 *
 * Returns: (transfer none): what the service calls it
 */
const char *
reel_collection_get_service_name (ReelCollection *self)
{
  g_return_val_if_fail (REEL_IS_COLLECTION (self), NULL);

  return self->name;
}

/**
 * reel_collection_get_local_name:
 * @self: a #ReelCollection
 *
 * Returns: (transfer none) (nullable): what people call it on this computer, where that is another name
 */
const char *
reel_collection_get_local_name (ReelCollection *self)
{
  g_return_val_if_fail (REEL_IS_COLLECTION (self), NULL);

  return self->local_name;
}

/**
 * reel_collection_get_hidden:
 * @self: a #ReelCollection
 *
 * Returns: whether people do not want it listed on this computer
 */
gboolean
reel_collection_get_hidden (ReelCollection *self)
{
  g_return_val_if_fail (REEL_IS_COLLECTION (self), FALSE);

  return self->hidden;
}

/**
 * reel_collection_get_description:
 * @self: a #ReelCollection
 *
 * Returns: (transfer none) (nullable): its description
 */
const char *
reel_collection_get_description (ReelCollection *self)
{
  g_return_val_if_fail (REEL_IS_COLLECTION (self), NULL);

  return self->description;
}

/**
 * reel_collection_get_n_videos:
 * @self: a #ReelCollection
 *
 * Returns: how many of its videos the catalogue knows
 */
guint
reel_collection_get_n_videos (ReelCollection *self)
{
  g_return_val_if_fail (REEL_IS_COLLECTION (self), 0);

  return self->n_videos;
}

/**
 * reel_collection_set_name:
 * @self: a #ReelCollection
 * @name: what the service calls it now
 */
void
reel_collection_set_name (ReelCollection *self,
                          const char     *name)
{
  g_return_if_fail (REEL_IS_COLLECTION (self));

  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVICE_NAME]);
  if (self->local_name == NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/**
 * reel_collection_set_n_videos:
 * @self: a #ReelCollection
 * @n_videos: how many
 */
void
reel_collection_set_n_videos (ReelCollection *self,
                              guint           n_videos)
{
  g_return_if_fail (REEL_IS_COLLECTION (self));

  if (self->n_videos == n_videos)
    return;
  self->n_videos = n_videos;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_VIDEOS]);
}

/**
 * reel_collection_get_n_watched:
 * @self: a #ReelCollection
 *
 * Returns: how many watched folders feed it
 */
guint
reel_collection_get_n_watched (ReelCollection *self)
{
  g_return_val_if_fail (REEL_IS_COLLECTION (self), 0);

  return self->n_watched;
}

/**
 * reel_collection_set_n_watched:
 * @self: a #ReelCollection
 * @n_watched: how many folders
 */
void
reel_collection_set_n_watched (ReelCollection *self,
                               guint           n_watched)
{
  g_return_if_fail (REEL_IS_COLLECTION (self));

  if (self->n_watched == n_watched)
    return;
  self->n_watched = n_watched;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WATCHED]);
}

/**
 * reel_collection_set_local:
 * @self: a #ReelCollection
 * @local_name: (nullable): what people call it on this computer; %NULL for the service's name
 * @hidden: whether they do not want it listed
 */
void
reel_collection_set_local (ReelCollection *self,
                           const char     *local_name,
                           gboolean        hidden)
{
  g_return_if_fail (REEL_IS_COLLECTION (self));

  hidden = !!hidden;
  if (g_strcmp0 (self->local_name, local_name) != 0)
    {
      g_free (self->local_name);
      self->local_name = g_strdup (local_name);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
    }
  if (self->hidden != hidden)
    {
      self->hidden = hidden;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HIDDEN]);
    }
}
