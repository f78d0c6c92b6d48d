/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-hit.h"

struct _ReelHit
{
  GObject parent_instance;

  /* owned */
  ReelVideo *video; /* (nullable) */
  char *video_id;
  char *collection_id; /* (nullable) */
  char *unknown_name;  /* (nullable): instead of the video's name, where there is no video */
  char *link;          /* (nullable): the address that somebody gave it, where there is no video */
  char *link_name;     /* (nullable): of the file there */
  char **reasons;      /* (nullable): of its best clip */

  double similarity;
  gboolean has_times;
  double start, end, moment; /* s */
  guint n_merged;
  gboolean is_new;
  gboolean is_possible;
  gboolean begins_possible;
  guint position;
  guint follower; /* where it stands among the followers of its video */
};

/*
 * The hits of one video follow its name, its address and whether it is there together: thousands of handlers on one object would have to be searched
 * through each time that one of them goes. Lies at the video, for as long as a hit has it.
 */
typedef struct
{
  GPtrArray *hits; /* (owned) (element-type ReelHit), borrowed */
  gulong name_handler, uri_handler, missing_handler;
} Followers;

static GQuark followers_quark;

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
  PROP_N_MERGED,
  PROP_IS_HERE,
  PROP_IS_NEW,
  PROP_IS_POSSIBLE,
  PROP_BEGINS_POSSIBLE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelHit, reel_hit, G_TYPE_OBJECT)

static void
tell (ReelVideo *video,
      guint      prop)
{
  Followers *followers = g_object_get_qdata (G_OBJECT (video), followers_quark);
  g_autoptr (GPtrArray) hits = NULL;

  if (followers == NULL)
    return;
  hits = g_ptr_array_copy (followers->hits, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (hits, g_object_unref);
  for (guint i = 0; i < hits->len; i++)
    g_object_notify_by_pspec (hits->pdata[i], props[prop]);
}

static void
name_changed (ReelVideo *video)
{
  tell (video, PROP_NAME);
}

static void
uri_changed (ReelVideo *video)
{
  tell (video, PROP_URI);
  tell (video, PROP_IS_HERE);
}

static void
follow (ReelHit *self)
{
  Followers *followers = g_object_get_qdata (G_OBJECT (self->video), followers_quark);

  if (followers == NULL)
    {
      followers = g_new0 (Followers, 1);
      followers->hits = g_ptr_array_new ();
      followers->name_handler = g_signal_connect (self->video, "notify::name", G_CALLBACK (name_changed), NULL);
      followers->uri_handler = g_signal_connect (self->video, "notify::uri", G_CALLBACK (uri_changed), NULL);
      followers->missing_handler = g_signal_connect (self->video, "notify::missing", G_CALLBACK (uri_changed), NULL);
      g_object_set_qdata (G_OBJECT (self->video), followers_quark, followers);
    }
  self->follower = followers->hits->len;
  g_ptr_array_add (followers->hits, self);
}

static void
unfollow (ReelHit *self)
{
  Followers *followers = g_object_get_qdata (G_OBJECT (self->video), followers_quark);

  g_ptr_array_remove_index_fast (followers->hits, self->follower);
  if (self->follower < followers->hits->len)
    ((ReelHit *) followers->hits->pdata[self->follower])->follower = self->follower;
  if (followers->hits->len > 0)
    return;
  g_signal_handler_disconnect (self->video, followers->name_handler);
  g_signal_handler_disconnect (self->video, followers->uri_handler);
  g_signal_handler_disconnect (self->video, followers->missing_handler);
  g_object_set_qdata (G_OBJECT (self->video), followers_quark, NULL);
  g_ptr_array_unref (followers->hits);
  g_free (followers);
}

static void
reel_hit_finalize (GObject *object)
{
  ReelHit *self = REEL_HIT (object);

  if (self->video != NULL)
    unfollow (self);
  g_clear_object (&self->video);
  g_free (self->video_id);
  g_free (self->collection_id);
  g_free (self->unknown_name);
  g_free (self->link);
  g_free (self->link_name);
  g_strfreev (self->reasons);
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
    case PROP_IS_NEW:
      g_value_set_boolean (value, self->is_new);
      break;
    case PROP_IS_POSSIBLE:
      g_value_set_boolean (value, self->is_possible);
      break;
    case PROP_BEGINS_POSSIBLE:
      g_value_set_boolean (value, self->begins_possible);
      break;
    case PROP_N_MERGED:
      g_value_set_uint (value, self->n_merged);
      break;
    case PROP_IS_HERE:
      g_value_set_boolean (value, reel_hit_get_is_here (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_class_init (ReelHitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags given = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = reel_hit_finalize;
  object_class->get_property = reel_hit_get_property;

  props[PROP_VIDEO] = g_param_spec_object ("video", NULL, NULL, REEL_TYPE_VIDEO, given);
  props[PROP_VIDEO_ID] = g_param_spec_string ("video-id", NULL, NULL, NULL, given);
  props[PROP_COLLECTION_ID] = g_param_spec_string ("collection-id", NULL, NULL, NULL, given);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, given);
  props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, given);
  props[PROP_SIMILARITY] = g_param_spec_double ("similarity", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, given);
  props[PROP_HAS_TIMES] = g_param_spec_boolean ("has-times", NULL, NULL, FALSE, given);
  props[PROP_START] = g_param_spec_double ("start", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, given);
  props[PROP_END] = g_param_spec_double ("end", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, given);
  props[PROP_N_MERGED] = g_param_spec_uint ("n-merged", NULL, NULL, 1, G_MAXUINT, 1, given);
  props[PROP_IS_HERE] = g_param_spec_boolean ("is-here", NULL, NULL, FALSE, given);
  props[PROP_IS_NEW] = g_param_spec_boolean ("is-new", NULL, NULL, FALSE, given | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_IS_POSSIBLE] = g_param_spec_boolean ("is-possible", NULL, NULL, FALSE, given);
  props[PROP_BEGINS_POSSIBLE] = g_param_spec_boolean ("begins-possible", NULL, NULL, FALSE, given | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  followers_quark = g_quark_from_static_string ("reel-hit-followers");
}

static void
reel_hit_init (ReelHit *self)
{
  self->n_merged = 1;
  self->position = G_MAXUINT;
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
  ReelHit *self;

  g_return_val_if_fail (video == NULL || REEL_IS_VIDEO (video), NULL);
  g_return_val_if_fail (result != NULL, NULL);

  /* Not through properties: an answer may have ten thousand of them. */
  self = g_object_new (REEL_TYPE_HIT, NULL);
  self->video_id = g_strdup (result->video_id);
  self->collection_id = g_strdup (collection_id);
  self->similarity = result->similarity;
  self->has_times = result->has_times;
  self->start = self->moment = result->start;
  self->end = result->end;
  self->is_possible = result->is_possible;
  self->reasons = g_strdupv (result->reasons);
  if (video != NULL)
    {
      self->video = g_object_ref (video);
      follow (self);
    }
  else
    /* Translators: the name of a hit in a video that was not added on this computer; %s is the service's id of it */
    self->unknown_name = g_strdup_printf (_ ("Unknown file (%s)"), self->video_id != NULL ? self->video_id : "");
  return self;
}

/**
 * reel_hit_add:
 * @self: a hit with times, which nobody has seen yet
 * @result: another clip of the same file, with times
 *
 * Makes the hit reach over @result too. It has the similarity and the reasons of the best of its clips.
 */
void
reel_hit_add (ReelHit                *self,
              const ReelSearchResult *result)
{
  g_return_if_fail (REEL_IS_HIT (self) && self->has_times);
  g_return_if_fail (result != NULL && result->has_times);

  if (result->similarity > self->similarity)
    {
      self->similarity = result->similarity;
      self->moment = result->start;
      self->is_possible = result->is_possible;
      g_strfreev (self->reasons);
      self->reasons = g_strdupv (result->reasons);
    }
  self->start = MIN (self->start, result->start);
  self->end = MAX (self->end, result->end);
  self->n_merged++;
}

static gboolean
are_equal_words (char **one,
                 char **other)
{
  if (one == NULL || other == NULL)
    return one == other;
  return g_strv_equal ((const char * const *) one, (const char * const *) other);
}

/**
 * reel_hit_hash:
 * @hit: (type ReelHit): a hit
 *
 * Returns: a hash value, for reel_hit_equal()
 */
guint
reel_hit_hash (gconstpointer hit)
{
  const ReelHit *self = hit;

  return g_str_hash (self->video_id) ^ g_double_hash (&self->start) ^ (g_double_hash (&self->similarity) << 1);
}

/**
 * reel_hit_equal:
 * @one: (type ReelHit): a hit
 * @other: (type ReelHit): another
 *
 * Returns: whether both say the same of the same clip
 */
gboolean
reel_hit_equal (gconstpointer one,
                gconstpointer other)
{
  const ReelHit *a = one, *b = other;

  return a->video == b->video && a->has_times == b->has_times && a->start == b->start && a->end == b->end
         && a->moment == b->moment && a->similarity == b->similarity && a->n_merged == b->n_merged
         && a->is_possible == b->is_possible && are_equal_words (a->reasons, b->reasons)
         && g_str_equal (a->video_id, b->video_id) && g_strcmp0 (a->collection_id, b->collection_id) == 0;
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
    return self->link_name != NULL ? self->link_name : self->unknown_name;
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
  return self->video != NULL ? reel_video_get_uri (self->video) : self->link;
}

/**
 * reel_hit_get_link:
 * @self: a hit
 *
 * Returns: (transfer none) (nullable): the address that somebody gave its file, where it was added elsewhere
 */
const char *
reel_hit_get_link (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  return self->link;
}

/**
 * reel_hit_set_link:
 * @self: a hit; one whose video the catalogue knows has its address from there, and no other
 * @uri: (nullable): the address of its file, as somebody says
 */
void
reel_hit_set_link (ReelHit    *self,
                   const char *uri)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *base = NULL;
  char *copy;

  g_return_if_fail (REEL_IS_HIT (self));
  if (self->video != NULL || g_strcmp0 (self->link, uri) == 0)
    return;
  copy = g_strdup (uri);
  g_free (self->link);
  self->link = copy;
  file = uri != NULL ? g_file_new_for_uri (uri) : NULL;
  base = file != NULL ? g_file_get_basename (file) : NULL;
  g_free (self->link_name);
  self->link_name = base != NULL ? g_filename_display_name (base) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URI]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_HERE]);
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
 * reel_hit_get_moment:
 * @self: a hit
 *
 * Returns: seconds from the first frame: where the best of its clips begins; 0 for a whole video
 */
double
reel_hit_get_moment (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), 0);
  return self->has_times ? self->moment : 0;
}

/**
 * reel_hit_get_n_merged:
 * @self: a hit
 *
 * Returns: of how many clips of the service it is made, 1 at least
 */
guint
reel_hit_get_n_merged (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), 0);
  return self->n_merged;
}

/**
 * reel_hit_get_is_here:
 * @self: a hit
 *
 * Returns: whether its file is known on this computer, and was there when somebody last looked
 */
gboolean
reel_hit_get_is_here (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), FALSE);
  if (self->video == NULL)
    return self->link != NULL;
  return reel_video_get_uri (self->video) != NULL && !reel_video_get_missing (self->video);
}

/**
 * reel_hit_get_is_possible:
 * @self: a hit
 *
 * Returns: whether the service says that it may be one, and not that it is
 */
gboolean
reel_hit_get_is_possible (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), FALSE);
  return self->is_possible;
}

/**
 * reel_hit_get_begins_possible:
 * @self: a hit
 *
 * Returns: whether it is the first in its #ReelHitView of those that are only possible, after such that are sure
 */
gboolean
reel_hit_get_begins_possible (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), FALSE);
  return self->begins_possible;
}

/* For the one view that shows it. */
void
reel_hit_set_begins_possible (ReelHit *self,
                              gboolean begins_possible)
{
  g_return_if_fail (REEL_IS_HIT (self));
  if (self->begins_possible == begins_possible)
    return;
  self->begins_possible = begins_possible;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BEGINS_POSSIBLE]);
}

/**
 * reel_hit_get_reasons:
 * @self: a hit
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): what spoke for it, the strongest first
 */
const char * const *
reel_hit_get_reasons (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  return (const char * const *) self->reasons;
}

/**
 * reel_hit_get_file:
 * @self: a hit
 *
 * Returns: (transfer none): what tells files apart: copies of one that went to the service under several ids are one
 */
const char *
reel_hit_get_file (ReelHit *self)
{
  const char *fingerprint;

  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  fingerprint = self->video != NULL ? reel_video_get_fingerprint (self->video) : NULL;
  return fingerprint != NULL ? fingerprint : self->video_id;
}

/**
 * reel_hit_get_is_new:
 * @self: a hit
 *
 * Returns: whether it is of a saved search, and was not there when somebody last looked
 */
gboolean
reel_hit_get_is_new (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), FALSE);
  return self->is_new;
}

/* For the model that knows what was there. */
void
reel_hit_set_is_new (ReelHit *self,
                     gboolean is_new)
{
  g_return_if_fail (REEL_IS_HIT (self));
  if (self->is_new == is_new)
    return;
  self->is_new = is_new;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_NEW]);
}

/**
 * reel_hit_get_position:
 * @self: a hit
 *
 * Returns: where it stands in the #ReelHitView that has it, %G_MAXUINT where none shows it
 */
guint
reel_hit_get_position (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), G_MAXUINT);
  return self->position;
}

/* For the one view that shows it. */
void
reel_hit_set_position (ReelHit *self,
                       guint    position)
{
  g_return_if_fail (REEL_IS_HIT (self));
  self->position = position;
}
