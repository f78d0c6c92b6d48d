/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-format.h"
#include "search/reel-hit.h"

struct _ReelHit
{
  GObject parent_instance;

  /* owned */
  ReelVideo *video; /* (nullable) */
  char *video_id;
  char *collection_id; /* (nullable) */
  char *unknown_name;  /* (nullable): instead of the video's name, where there is no video */

  double similarity;
  gboolean has_times;
  double start, end;
};

enum
{
  PROP_0,
  PROP_VIDEO,
  PROP_VIDEO_ID,
  PROP_COLLECTION_ID,
  PROP_NAME,
  PROP_URI,
  PROP_SIMILARITY,
  PROP_HAS_TIMES,
  PROP_START,
  PROP_END,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelHit, reel_hit, G_TYPE_OBJECT)

static void
name_changed (ReelHit *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
}

static void
uri_changed (ReelHit *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URI]);
}

static void
reel_hit_constructed (GObject *object)
{
  ReelHit *self = REEL_HIT (object);

  G_OBJECT_CLASS (reel_hit_parent_class)->constructed (object);
  if (self->video != NULL)
    {
      g_signal_connect_object (self->video, "notify::name", G_CALLBACK (name_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->video, "notify::uri", G_CALLBACK (uri_changed), self, G_CONNECT_SWAPPED);
    }
  else
    /* Translators: the name of a hit in a video that was not added on this computer; %s is the service's id of it */
    self->unknown_name = g_strdup_printf (_ ("Unknown file (%s)"), self->video_id != NULL ? self->video_id : "");
}

static void
reel_hit_finalize (GObject *object)
{
  ReelHit *self = REEL_HIT (object);

  g_clear_object (&self->video);
  g_free (self->video_id);
  g_free (self->collection_id);
  g_free (self->unknown_name);
  G_OBJECT_CLASS (reel_hit_parent_class)->finalize (object);
}

static void
reel_hit_get_property (GObject    *object,
                       guint       id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  ReelHit *self = REEL_HIT (object);

  switch (id)
    {
    case PROP_VIDEO:
      g_value_set_object (value, self->video);
      break;
    case PROP_VIDEO_ID:
      g_value_set_string (value, self->video_id);
      break;
    case PROP_COLLECTION_ID:
      g_value_set_string (value, self->collection_id);
      break;
    case PROP_NAME:
      g_value_set_string (value, reel_hit_get_name (self));
      break;
    case PROP_URI:
      g_value_set_string (value, reel_hit_get_uri (self));
      break;
    case PROP_SIMILARITY:
      g_value_set_double (value, self->similarity);
      break;
    case PROP_HAS_TIMES:
      g_value_set_boolean (value, self->has_times);
      break;
    case PROP_START:
      g_value_set_double (value, self->start);
      break;
    case PROP_END:
      g_value_set_double (value, self->end);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_set_property (GObject      *object,
                       guint         id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  ReelHit *self = REEL_HIT (object);

  switch (id)
    {
    case PROP_VIDEO:
      self->video = g_value_dup_object (value);
      break;
    case PROP_VIDEO_ID:
      self->video_id = g_value_dup_string (value);
      break;
    case PROP_COLLECTION_ID:
      self->collection_id = g_value_dup_string (value);
      break;
    case PROP_SIMILARITY:
      self->similarity = g_value_get_double (value);
      break;
    case PROP_HAS_TIMES:
      self->has_times = g_value_get_boolean (value);
      break;
    case PROP_START:
      self->start = g_value_get_double (value);
      break;
    case PROP_END:
      self->end = g_value_get_double (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_class_init (ReelHitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags given = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags followed = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->constructed = reel_hit_constructed;
  object_class->finalize = reel_hit_finalize;
  object_class->get_property = reel_hit_get_property;
  object_class->set_property = reel_hit_set_property;

  props[PROP_VIDEO] = g_param_spec_object ("video", NULL, NULL, REEL_TYPE_VIDEO, given);
  props[PROP_VIDEO_ID] = g_param_spec_string ("video-id", NULL, NULL, NULL, given);
  props[PROP_COLLECTION_ID] = g_param_spec_string ("collection-id", NULL, NULL, NULL, given);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, followed);
  props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, followed);
  props[PROP_SIMILARITY] = g_param_spec_double ("similarity", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, given);
  props[PROP_HAS_TIMES] = g_param_spec_boolean ("has-times", NULL, NULL, FALSE, given);
  props[PROP_START] = g_param_spec_double ("start", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, given);
  props[PROP_END] = g_param_spec_double ("end", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, given);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_hit_init (ReelHit *self)
{
}

/**
 * reel_hit_new:
 * @video: (nullable): whose clip, where the catalogue knows it
 * @collection_id: (nullable): where it was found
 * @result: what the service said
 *
 * Returns: (transfer full): the hit
 */
ReelHit *
reel_hit_new (ReelVideo              *video,
              const char             *collection_id,
              const ReelSearchResult *result)
{
  g_return_val_if_fail (video == NULL || REEL_IS_VIDEO (video), NULL);
  g_return_val_if_fail (result != NULL, NULL);

  return g_object_new (REEL_TYPE_HIT,
                       "video", video,
                       "video-id", result->video_id,
                       "collection-id", collection_id,
                       "similarity", result->similarity,
                       "has-times", result->has_times,
                       "start", result->start,
                       "end", result->end,
                       NULL);
}

/**
 * reel_hit_get_video:
 * @self: a hit
 *
 * Returns: (transfer none) (nullable): the video, if it was added on this computer
 */
ReelVideo *
reel_hit_get_video (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  return self->video;
}

/**
 * reel_hit_get_video_id:
 * @self: a hit
 *
 * Returns: (transfer none): the service's id of the video
 */
const char *
reel_hit_get_video_id (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  return self->video_id;
}

/**
 * reel_hit_get_collection_id:
 * @self: a hit
 *
 * Returns: (transfer none) (nullable): the collection that was asked
 */
const char *
reel_hit_get_collection_id (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  return self->collection_id;
}

/**
 * reel_hit_get_name:
 * @self: a hit
 *
 * Returns: (transfer none): the file's name, or a translated text with the id where the file is not known here
 */
const char *
reel_hit_get_name (ReelHit *self)
{
  const char *name;

  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  if (self->video == NULL)
    return self->unknown_name;
  name = reel_video_get_name (self->video);
  return name != NULL ? name : "";
}

/**
 * reel_hit_get_uri:
 * @self: a hit
 *
 * Returns: (transfer none) (nullable): where the file is, if that is known
 */
const char *
reel_hit_get_uri (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  return self->video != NULL ? reel_video_get_uri (self->video) : NULL;
}

/**
 * reel_hit_get_similarity:
 * @self: a hit
 *
 * Returns: as the service gave it, usually -1…1
 */
double
reel_hit_get_similarity (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), 0);
  return self->similarity;
}

/**
 * reel_hit_get_has_times:
 * @self: a hit
 *
 * Returns: whether the hit is a clip, and not the whole video
 */
gboolean
reel_hit_get_has_times (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), FALSE);
  return self->has_times;
}

/**
 * reel_hit_get_start:
 * @self: a hit
 *
 * Returns: seconds from the first frame; 0 for a whole video
 */
double
reel_hit_get_start (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), 0);
  return self->has_times ? self->start : 0;
}

/**
 * reel_hit_get_end:
 * @self: a hit
 *
 * Returns: seconds from the first frame; the start where the service gave one point; 0 for a whole video
 */
double
reel_hit_get_end (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), 0);
  return self->has_times ? self->end : 0;
}

/**
 * reel_hit_dup_label:
 * @self: a hit
 *
 * Its name for assistive technology and scripts: `vtest.avi, 0:12 – 0:18, similarity 0.87`.
 *
 * Returns: (transfer full): the text
 */
char *
reel_hit_dup_label (ReelHit *self)
{
  g_autofree char *range = NULL;

  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  if (!self->has_times)
    /* Translators: a hit, for screen readers: the file's name and how similar it is */
    return g_strdup_printf (_ ("%1$s, whole video, similarity %2$.2f"), reel_hit_get_name (self), self->similarity);
  range = reel_format_range (self->start, self->end);
  /* Translators: a hit, for screen readers: the file's name, a range of times such as 0:12 – 0:18, how similar it is */
  return g_strdup_printf (_ ("%1$s, %2$s, similarity %3$.2f"), reel_hit_get_name (self), range, self->similarity);
}

/**
 * reel_hit_dup_range:
 * @self: a hit
 *
 * Returns: (transfer full): `0:12 – 0:18`, or that it is the whole video
 */
char *
reel_hit_dup_range (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  return self->has_times ? reel_format_range (self->start, self->end) : g_strdup (_ ("Whole video"));
}
