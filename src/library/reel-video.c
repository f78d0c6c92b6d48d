/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-video-private.h"

GParamSpec *reel_video_props[REEL_VIDEO_N_PROPS];

G_DEFINE_FINAL_TYPE (ReelVideo, reel_video, G_TYPE_OBJECT)

/**
 * reel_video_get_row_id:
 * @self: a #ReelVideo
 *
 * Returns: the row in the catalogue
 */
gint64
reel_video_get_row_id (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->row_id;
}

/**
 * reel_video_get_profile:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none): whose collection it is in
 */
const char *
reel_video_get_profile (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->profile;
}

/**
 * reel_video_get_collection_id:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none): the collection on the service
 */
const char *
reel_video_get_collection_id (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->collection_id;
}

/**
 * reel_video_get_uri:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none): where the file is, as far as is known
 */
const char *
reel_video_get_uri (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->uri;
}

/**
 * reel_video_get_name:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none): for people: what they call it on this computer, else the file's name
 */
const char *
reel_video_get_name (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->name;
}

/**
 * reel_video_get_video_id:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none) (nullable): the service's name for it; %NULL until it was accepted
 */
const char *
reel_video_get_video_id (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->video_id;
}

/**
 * reel_video_get_fingerprint:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none) (nullable): see reel_fingerprint_compute()
 */
const char *
reel_video_get_fingerprint (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->fingerprint;
}

/**
 * reel_video_get_size:
 * @self: a #ReelVideo
 *
 * Returns: bytes; 0 until the file was looked at
 */
guint64
reel_video_get_size (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->size;
}

/**
 * reel_video_get_duration:
 * @self: a #ReelVideo
 *
 * Returns: seconds; 0 where unknown
 */
double
reel_video_get_duration (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->duration;
}

/**
 * reel_video_get_width:
 * @self: a #ReelVideo
 *
 * Returns: pixels, as shown; 0 where unknown
 */
guint
reel_video_get_width (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->width;
}

/**
 * reel_video_get_height:
 * @self: a #ReelVideo
 *
 * Returns: pixels, as shown; 0 where unknown
 */
guint
reel_video_get_height (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->height;
}

/**
 * reel_video_get_state:
 * @self: a #ReelVideo
 *
 * Returns: how far it is
 */
ReelVideoState
reel_video_get_state (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), REEL_VIDEO_STATE_QUEUED);

  return self->state;
}

/**
 * reel_video_get_progress:
 * @self: a #ReelVideo
 *
 * Returns: 0…1 of the present state, or -1 where unknown
 */
double
reel_video_get_progress (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->progress;
}

/**
 * reel_video_get_error:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none) (nullable): why it failed, or what it waits for; a sentence for people
 */
const char *
reel_video_get_error (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->error;
}

/**
 * reel_video_get_can_retry:
 * @self: a #ReelVideo
 *
 * Returns: whether trying again could help
 */
gboolean
reel_video_get_can_retry (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), FALSE);

  return self->can_retry;
}

/**
 * reel_video_get_speed:
 * @self: a #ReelVideo
 *
 * Returns: bytes per second of a running upload; 0 where unknown
 */
double
reel_video_get_speed (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->speed;
}

/**
 * reel_video_get_time_left:
 * @self: a #ReelVideo
 *
 * Returns: seconds, or -1 where unknown
 */
double
reel_video_get_time_left (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->time_left;
}

/**
 * reel_video_get_missing:
 * @self: a #ReelVideo
 *
 * Returns: whether the file was not there when last looked for
 */
gboolean
reel_video_get_missing (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), FALSE);

  return self->missing;
}

/**
 * reel_video_get_added:
 * @self: a #ReelVideo
 *
 * Returns: Unix seconds
 */
gint64
reel_video_get_added (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->added;
}

/**
 * reel_video_get_unanswered:
 * @self: a #ReelVideo
 *
 * Returns: whether it may lie on the service twice
 */
gboolean
reel_video_get_unanswered (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), FALSE);

  return self->unanswered;
}

/**
 * reel_video_get_insisted:
 * @self: a #ReelVideo
 *
 * Returns: whether somebody wants it sent though the collection has its content already
 */
gboolean
reel_video_get_insisted (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), FALSE);

  return self->insisted;
}

/**
 * reel_video_get_sha256:
 * @self: a #ReelVideo
 *
 * Returns: (nullable): SHA-256 of the bytes that the service has, as lowercase hexadecimal; unknown for what was sent before
 *   it was noted
 */
const char *
reel_video_get_sha256 (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->sha256;
}

/**
 * reel_video_get_copies:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none) (array zero-terminated=1): further ids under which the service has the same content in the same
 *   collection; valid until another one is added
 */
const char * const *
reel_video_get_copies (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return (const char * const *) self->copies;
}

/**
 * reel_video_is_known_as:
 * @self: a #ReelVideo
 * @video_id: an id of the service
 *
 * Returns: whether that is its id, or that of a copy
 */
gboolean
reel_video_is_known_as (ReelVideo *self, const char *video_id)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), FALSE);
  g_return_val_if_fail (video_id != NULL, FALSE);

  return g_strcmp0 (self->video_id, video_id) == 0 || g_strv_contains ((const char * const *) self->copies, video_id);
}

/**
 * reel_video_get_local_name:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none) (nullable): what people call it on this computer, where that is not the file's name
 */
const char *
reel_video_get_local_name (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->local_name;
}

/**
 * reel_video_get_hidden:
 * @self: a #ReelVideo
 *
 * Returns: whether people do not want it listed on this computer
 */
gboolean
reel_video_get_hidden (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), FALSE);

  return self->hidden;
}

static void
reel_video_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ReelVideo *self = REEL_VIDEO (object);

  switch (prop_id)
    {
    case PROP_ROW_ID:
      g_value_set_int64 (value, self->row_id);
      break;
    case PROP_PROFILE:
      g_value_set_string (value, self->profile);
      break;
    case PROP_COLLECTION_ID:
      g_value_set_string (value, self->collection_id);
      break;
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_VIDEO_ID:
      g_value_set_string (value, self->video_id);
      break;
    case PROP_FINGERPRINT:
      g_value_set_string (value, self->fingerprint);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_DURATION:
      g_value_set_double (value, self->duration);
      break;
    case PROP_WIDTH:
      g_value_set_uint (value, self->width);
      break;
    case PROP_HEIGHT:
      g_value_set_uint (value, self->height);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    case PROP_CAN_RETRY:
      g_value_set_boolean (value, self->can_retry);
      break;
    case PROP_SPEED:
      g_value_set_double (value, self->speed);
      break;
    case PROP_TIME_LEFT:
      g_value_set_double (value, self->time_left);
      break;
    case PROP_MISSING:
      g_value_set_boolean (value, self->missing);
      break;
    case PROP_ADDED:
      g_value_set_int64 (value, self->added);
      break;
    case PROP_UNANSWERED:
      g_value_set_boolean (value, self->unanswered);
      break;
    case PROP_LOCAL_NAME:
      g_value_set_string (value, self->local_name);
      break;
    case PROP_HIDDEN:
      g_value_set_boolean (value, self->hidden);
      break;
    case PROP_CODEC:
      g_value_set_string (value, self->codec);
      break;
    case PROP_TAGS:
      g_value_set_boxed (value, self->tags);
      break;
    case PROP_PROXY:
      g_value_set_string (value, self->proxy);
      break;
    case PROP_PROXY_SIZE:
      g_value_set_uint64 (value, self->proxy_size);
      break;
    case PROP_OFFERS:
      g_value_set_uint (value, self->offers);
      break;
    case PROP_CHOOSING:
      g_value_set_boolean (value, self->choosing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_video_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ReelVideo *self = REEL_VIDEO (object);

  switch (prop_id)
    {
    case PROP_ROW_ID:
      self->row_id = g_value_get_int64 (value);
      break;
    case PROP_PROFILE:
      self->profile = g_value_dup_string (value);
      break;
    case PROP_COLLECTION_ID:
      self->collection_id = g_value_dup_string (value);
      break;
    case PROP_URI:
      if (g_value_get_string (value) != NULL)
        reel_video_set_uri (self, g_value_get_string (value));
      break;
    case PROP_ADDED:
      self->added = g_value_get_int64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_video_finalize (GObject *object)
{
  ReelVideo *self = REEL_VIDEO (object);

  g_free (self->profile);
  g_free (self->collection_id);
  g_free (self->uri);
  g_free (self->name);
  g_free (self->local_name);
  g_free (self->video_id);
  g_free (self->fingerprint);
  g_strfreev (self->copies);
  g_free (self->sha256);
  g_free (self->service);
  g_free (self->reason);
  g_free (self->proxy);
  g_free (self->codec);
  g_strfreev (self->tags);
  g_free (self->error);

  G_OBJECT_CLASS (reel_video_parent_class)->finalize (object);
}

static void
reel_video_class_init (ReelVideoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags both = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = reel_video_get_property;
  object_class->set_property = reel_video_set_property;
  object_class->finalize = reel_video_finalize;

  reel_video_props[PROP_ROW_ID] = g_param_spec_int64 ("row-id", NULL, NULL, 0, G_MAXINT64, 0, once);
  reel_video_props[PROP_PROFILE] = g_param_spec_string ("profile", NULL, NULL, NULL, once);
  reel_video_props[PROP_COLLECTION_ID] = g_param_spec_string ("collection-id", NULL, NULL, NULL, once);
  reel_video_props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, both);
  reel_video_props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, read);
  reel_video_props[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, read);
  reel_video_props[PROP_FINGERPRINT] = g_param_spec_string ("fingerprint", NULL, NULL, NULL, read);
  reel_video_props[PROP_VIDEO_ID] = g_param_spec_string ("video-id", NULL, NULL, NULL, read);
  reel_video_props[PROP_DURATION] = g_param_spec_double ("duration", NULL, NULL, 0, G_MAXDOUBLE, 0, read);
  reel_video_props[PROP_WIDTH] = g_param_spec_uint ("width", NULL, NULL, 0, G_MAXUINT, 0, read);
  reel_video_props[PROP_HEIGHT] = g_param_spec_uint ("height", NULL, NULL, 0, G_MAXUINT, 0, read);
  reel_video_props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, REEL_TYPE_VIDEO_STATE, REEL_VIDEO_STATE_QUEUED, read);
  reel_video_props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, read);
  reel_video_props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, read);
  reel_video_props[PROP_CAN_RETRY] = g_param_spec_boolean ("can-retry", NULL, NULL, FALSE, read);
  reel_video_props[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0, G_MAXDOUBLE, 0, read);
  reel_video_props[PROP_TIME_LEFT] = g_param_spec_double ("time-left", NULL, NULL, -1, G_MAXDOUBLE, -1, read);
  reel_video_props[PROP_MISSING] = g_param_spec_boolean ("missing", NULL, NULL, FALSE, read);
  reel_video_props[PROP_ADDED] = g_param_spec_int64 ("added", NULL, NULL, 0, G_MAXINT64, 0, once);
  reel_video_props[PROP_UNANSWERED] = g_param_spec_boolean ("unanswered", NULL, NULL, FALSE, read);
  reel_video_props[PROP_LOCAL_NAME] = g_param_spec_string ("local-name", NULL, NULL, NULL, read);
  reel_video_props[PROP_HIDDEN] = g_param_spec_boolean ("hidden", NULL, NULL, FALSE, read);
  reel_video_props[PROP_TAGS] = g_param_spec_boxed ("tags", NULL, NULL, G_TYPE_STRV, read);
  reel_video_props[PROP_CODEC] = g_param_spec_string ("codec", NULL, NULL, NULL, read);
  reel_video_props[PROP_PROXY] = g_param_spec_string ("proxy", NULL, NULL, NULL, read);
  reel_video_props[PROP_PROXY_SIZE] = g_param_spec_uint64 ("proxy-size", NULL, NULL, 0, G_MAXUINT64, 0, read);
  reel_video_props[PROP_OFFERS] =
    g_param_spec_uint ("offers", NULL, NULL, 0, REEL_VIDEO_OFFERS_PROXY | REEL_VIDEO_OFFERS_AS_IT_IS, 0, read);
  reel_video_props[PROP_CHOOSING] = g_param_spec_boolean ("choosing", NULL, NULL, FALSE, read);
  g_object_class_install_properties (object_class, REEL_VIDEO_N_PROPS, reel_video_props);
}

static void
reel_video_init (ReelVideo *self)
{
  self->copies = g_new0 (char *, 1);
  self->progress = -1;
  self->time_left = -1;
}

/**
 * reel_video_new:
 * @row_id: the row in the catalogue
 * @profile: whose collection it is in
 * @collection_id: the collection on the service
 * @uri: where the file is
 * @added: Unix seconds
 *
 * For the catalogue, which makes one object for each row.
 *
 * Returns: (transfer full): the video, Queued
 */
ReelVideo *
reel_video_new (gint64 row_id, const char *profile, const char *collection_id, const char *uri, gint64 added)
{
  g_return_val_if_fail (profile != NULL, NULL);
  g_return_val_if_fail (collection_id != NULL, NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  return g_object_new (REEL_TYPE_VIDEO, "row-id", row_id, "profile", profile, "collection-id", collection_id, "uri", uri,
                       "added", added, NULL);
}
