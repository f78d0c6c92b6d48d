/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "search/reel-hit-order.h"
#include "search/reel-hit-view.h"

/* Seconds: what counts as a short moment, and from when on it is a long one. */
#define SHORT_MOMENT 5
#define LONG_MOMENT 30
/* A hit that has exactly the similarity at which the cut is made stays, whatever a division has rounded. */
#define EPSILON 1e-9

struct _ReelHitView
{
  GObject parent_instance;

  /* owned */
  GListModel *model;   /* (nullable) */
  GPtrArray *hits;     /* (element-type ReelHit): what is shown */
  ReelHit *border;     /* (nullable): the first that is only possible, after such that are sure */
  GArray *drops;       /* (element-type double): of the hits that pass the filters */
  char *collection_id; /* (nullable) */
  GHashTable *videos;  /* (element-type ReelVideo): those that are followed, which is where the place is asked for */
  char *tag;           /* (nullable) */

  ReelHitSort sort;
  ReelHitPlace place;
  ReelHitLength length;
  double cut_off;
  double best;         /* similarity, of all hits */
  double largest_drop;
  guint n_videos;
  guint n_possible;
  guint moved; /* source id: files have come or gone */
};

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_N_VIDEOS,
  N_PROPS,
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return REEL_TYPE_HIT;
}

static guint
get_n_items (GListModel *model)
{
  return REEL_HIT_VIEW (model)->hits->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ReelHitView *self = REEL_HIT_VIEW (model);

  return position < self->hits->len ? g_object_ref (g_ptr_array_index (self->hits, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelHitView, reel_hit_view, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean
has_length (ReelHitView *self,
            ReelHit     *hit)
{
  double length = reel_hit_get_end (hit) - reel_hit_get_start (hit);
  gboolean whole = !reel_hit_get_has_times (hit);

  switch (self->length)
    {
    case REEL_HIT_LENGTH_SHORT:
      return !whole && length < SHORT_MOMENT;
    case REEL_HIT_LENGTH_MEDIUM:
      return !whole && length >= SHORT_MOMENT && length < LONG_MOMENT;
    case REEL_HIT_LENGTH_LONG:
      return !whole && length >= LONG_MOMENT;
    case REEL_HIT_LENGTH_WHOLE:
      return whole;
    case REEL_HIT_LENGTH_ANY:
    default:
      return TRUE;
    }
}

static gboolean
passes (ReelHitView *self,
        ReelHit     *hit)
{
  if (self->collection_id != NULL && g_strcmp0 (reel_hit_get_collection_id (hit), self->collection_id) != 0)
    return FALSE;
  if (self->place != REEL_HIT_PLACE_ANY && reel_hit_get_is_here (hit) != (self->place == REEL_HIT_PLACE_HERE))
    return FALSE;
  if (self->tag != NULL && (reel_hit_get_video (hit) == NULL || !reel_video_has_tag (reel_hit_get_video (hit), self->tag)))
    return FALSE;
  return has_length (self, hit);
}

static double
get_drop (ReelHitView *self,
          ReelHit     *hit)
{
  double drop = self->best - reel_hit_get_similarity (hit);

  return drop <= 0 ? 0 : drop / MAX (fabs (self->best), EPSILON);
}

static void
find_best (ReelHitView *self)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;

  self->best = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (self->model, i);

      if (i == 0 || reel_hit_get_similarity (hit) > self->best)
        self->best = reel_hit_get_similarity (hit);
    }
}

/* (transfer full) (element-type ReelHit): what is to be shown now */
static GPtrArray *
choose (ReelHitView *self)
{
  GPtrArray *hits = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;

  g_array_set_size (self->drops, 0);
  self->largest_drop = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (self->model, i);
      double drop;

      if (!passes (self, hit))
        continue;
      drop = get_drop (self, hit);
      g_array_append_val (self->drops, drop);
      self->largest_drop = MAX (self->largest_drop, drop);
      if (drop <= self->cut_off + EPSILON)
        g_ptr_array_add (hits, g_steal_pointer (&hit));
    }
  reel_hit_order (hits, self->sort);
  return hits;
}

static void
set_border (ReelHitView *self)
{
  guint position = 0;
  ReelHit *border = reel_hit_view_get_first_possible (self, &position) ? self->hits->pdata[position] : NULL;

  if (self->border == border)
    return;
  if (self->border != NULL)
    reel_hit_set_begins_possible (self->border, FALSE);
  g_set_object (&self->border, border);
  if (border != NULL)
    reel_hit_set_begins_possible (border, TRUE);
}

/* The one way in which what is shown changes: only what lies between the same beginning and the same end is told of. */
static void
update (ReelHitView *self)
{
  g_autoptr (GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->hits);
  guint same = 0, tail = 0, n_videos;

  self->hits = choose (self);
  self->n_possible = 0;
  for (guint i = 0; i < old->len; i++)
    reel_hit_set_position (old->pdata[i], G_MAXUINT);
  for (guint i = 0; i < self->hits->len; i++)
    {
      reel_hit_set_position (self->hits->pdata[i], i);
      self->n_possible += reel_hit_get_is_possible (self->hits->pdata[i]) ? 1 : 0;
      g_hash_table_add (files, (gpointer) reel_hit_get_file (self->hits->pdata[i]));
    }
  set_border (self);
  while (same < MIN (old->len, self->hits->len) && old->pdata[same] == self->hits->pdata[same])
    same++;
  while (tail < MIN (old->len, self->hits->len) - same
         && old->pdata[old->len - 1 - tail] == self->hits->pdata[self->hits->len - 1 - tail])
    tail++;

  n_videos = g_hash_table_size (files);
  if (self->n_videos != n_videos)
    {
      self->n_videos = n_videos;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_VIDEOS]);
    }
  if (old->len - same - tail > 0 || self->hits->len - same - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), same, old->len - same - tail, self->hits->len - same - tail);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
moved_cb (gpointer data)
{
  ReelHitView *self = data;

  self->moved = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* A disk that comes back brings thousands of files, one after the other: they are sorted in once, before the next frame. */
static void
video_moved (ReelHitView *self)
{
  if (self->moved == 0)
    self->moved = g_idle_add_full (G_PRIORITY_HIGH_IDLE, moved_cb, self, NULL);
}

static void
unfollow_videos (ReelHitView *self)
{
  GHashTableIter iter;
  gpointer video;

  g_clear_handle_id (&self->moved, g_source_remove);
  g_hash_table_iter_init (&iter, self->videos);
  while (g_hash_table_iter_next (&iter, &video, NULL))
    g_signal_handlers_disconnect_by_data (video, self);
  g_hash_table_remove_all (self->videos);
}

/* Where files are is asked for by one filter only; without it nothing is to be followed. */
static void
follow_videos (ReelHitView *self)
{
  guint n = self->model != NULL && self->place != REEL_HIT_PLACE_ANY ? g_list_model_get_n_items (self->model) : 0;

  unfollow_videos (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (self->model, i);
      ReelVideo *video = reel_hit_get_video (hit);

      if (video == NULL || g_hash_table_contains (self->videos, video))
        continue;
      g_hash_table_add (self->videos, g_object_ref (video));
      g_signal_connect_swapped (video, "notify::missing", G_CALLBACK (video_moved), self);
      g_signal_connect_swapped (video, "notify::uri", G_CALLBACK (video_moved), self);
    }
}

static void
model_changed (ReelHitView *self)
{
  follow_videos (self);
  find_best (self);
  update (self);
}

/**
 * reel_hit_view_set_model:
 * @self: the view
 * @model: (nullable): hits; each is in one view at a time
 */
void
reel_hit_view_set_model (ReelHitView *self,
                         GListModel  *model)
{
  g_return_if_fail (REEL_IS_HIT_VIEW (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));
  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, model_changed, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (model_changed), self, G_CONNECT_SWAPPED);
  model_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

/**
 * reel_hit_view_get_model:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): all hits
 */
GListModel *
reel_hit_view_get_model (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), NULL);
  return self->model;
}

void
reel_hit_view_set_sort (ReelHitView *self,
                        ReelHitSort  sort)
{
  g_return_if_fail (REEL_IS_HIT_VIEW (self));
  if (self->sort == sort)
    return;
  self->sort = sort;
  update (self);
}

ReelHitSort
reel_hit_view_get_sort (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), REEL_HIT_SORT_SIMILARITY);
  return self->sort;
}

void
reel_hit_view_set_cut_off (ReelHitView *self,
                           double       drop)
{
  g_return_if_fail (REEL_IS_HIT_VIEW (self));
  g_return_if_fail (drop >= 0);
  if (self->cut_off == drop)
    return;
  self->cut_off = drop;
  update (self);
}

double
reel_hit_view_get_cut_off (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), G_MAXDOUBLE);
  return self->cut_off;
}

void
reel_hit_view_set_place (ReelHitView  *self,
                         ReelHitPlace  place)
{
  g_return_if_fail (REEL_IS_HIT_VIEW (self));
  if (self->place == place)
    return;
  self->place = place;
  follow_videos (self);
  update (self);
}

ReelHitPlace
reel_hit_view_get_place (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), REEL_HIT_PLACE_ANY);
  return self->place;
}

void
reel_hit_view_set_length (ReelHitView   *self,
                          ReelHitLength  length)
{
  g_return_if_fail (REEL_IS_HIT_VIEW (self));
  if (self->length == length)
    return;
  self->length = length;
  update (self);
}

ReelHitLength
reel_hit_view_get_length (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), REEL_HIT_LENGTH_ANY);
  return self->length;
}

void
reel_hit_view_set_collection_id (ReelHitView *self,
                                 const char  *collection_id)
{
  g_return_if_fail (REEL_IS_HIT_VIEW (self));
  if (g_strcmp0 (self->collection_id, collection_id) == 0)
    return;
  g_free (self->collection_id);
  self->collection_id = g_strdup (collection_id);
  update (self);
}

const char *
reel_hit_view_get_collection_id (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), NULL);
  return self->collection_id;
}

/**
 * reel_hit_view_set_tag:
 * @self: the view
 * @tag: (nullable): only hits of videos that a service said this of, see reel_video_get_tags()
 */
void
reel_hit_view_set_tag (ReelHitView *self,
                       const char  *tag)
{
  g_return_if_fail (REEL_IS_HIT_VIEW (self));
  if (g_strcmp0 (self->tag, tag) == 0)
    return;
  g_free (self->tag);
  self->tag = g_strdup (tag);
  update (self);
}

/**
 * reel_hit_view_get_tag:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what was said of the videos whose hits are shown
 */
const char *
reel_hit_view_get_tag (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), NULL);
  return self->tag;
}

/**
 * reel_hit_view_get_is_filtered:
 * @self: the view
 *
 * Returns: whether a filter is set, besides the cut-off
 */
gboolean
reel_hit_view_get_is_filtered (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), FALSE);
  return self->place != REEL_HIT_PLACE_ANY || self->length != REEL_HIT_LENGTH_ANY || self->collection_id != NULL ||
         self->tag != NULL;
}

/**
 * reel_hit_view_clear_filters:
 * @self: the view
 *
 * Shows every hit again: no filter, no cut-off.
 */
void
reel_hit_view_clear_filters (ReelHitView *self)
{
  g_return_if_fail (REEL_IS_HIT_VIEW (self));
  if (!reel_hit_view_get_is_filtered (self) && self->cut_off == G_MAXDOUBLE)
    return;
  self->place = REEL_HIT_PLACE_ANY;
  self->length = REEL_HIT_LENGTH_ANY;
  self->cut_off = G_MAXDOUBLE;
  g_clear_pointer (&self->collection_id, g_free);
  follow_videos (self);
  g_clear_pointer (&self->tag, g_free);
  update (self);
}

guint
reel_hit_view_get_n_videos (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), 0);
  return self->n_videos;
}

guint
reel_hit_view_get_n_possible (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), 0);
  return self->n_possible;
}

/**
 * reel_hit_view_get_first_possible:
 * @self: the view
 * @position: (out): where the hits begin that the service is not sure of
 *
 * Returns: %FALSE where there are none, or no others before them: without that, or in another order than by similarity,
 *   nothing divides them
 */
gboolean
reel_hit_view_get_first_possible (ReelHitView *self,
                                  guint       *position)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), FALSE);
  if (self->sort != REEL_HIT_SORT_SIMILARITY || self->n_possible == 0 || self->n_possible == self->hits->len)
    return FALSE;
  for (*position = 0; !reel_hit_get_is_possible (self->hits->pdata[*position]);)
    (*position)++;
  return TRUE;
}

double
reel_hit_view_get_largest_drop (ReelHitView *self)
{
  g_return_val_if_fail (REEL_IS_HIT_VIEW (self), 0);
  return self->largest_drop;
}

void
reel_hit_view_count (ReelHitView *self,
                     guint       *bins,
                     guint        n_bins)
{
  g_return_if_fail (REEL_IS_HIT_VIEW (self));
  g_return_if_fail (bins != NULL && n_bins > 0);

  memset (bins, 0, n_bins * sizeof (guint));
  for (guint i = 0; i < self->drops->len; i++)
    {
      double part = self->largest_drop > 0 ? g_array_index (self->drops, double, i) / self->largest_drop : 0;

      bins[MIN (n_bins - 1, (guint) (part * n_bins))]++;
    }
}

static void
reel_hit_view_dispose (GObject *object)
{
  ReelHitView *self = REEL_HIT_VIEW (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, model_changed, self);
  g_clear_object (&self->model);
  unfollow_videos (self);
  G_OBJECT_CLASS (reel_hit_view_parent_class)->dispose (object);
}

static void
reel_hit_view_finalize (GObject *object)
{
  ReelHitView *self = REEL_HIT_VIEW (object);

  g_ptr_array_unref (self->hits);
  g_clear_object (&self->border);
  g_array_unref (self->drops);
  g_hash_table_unref (self->videos);
  g_free (self->collection_id);
  g_free (self->tag);
  G_OBJECT_CLASS (reel_hit_view_parent_class)->finalize (object);
}

static void
reel_hit_view_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ReelHitView *self = REEL_HIT_VIEW (object);

  switch (id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_N_VIDEOS:
      g_value_set_uint (value, self->n_videos);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_view_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_MODEL:
      reel_hit_view_set_model (REEL_HIT_VIEW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_view_class_init (ReelHitViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = reel_hit_view_dispose;
  object_class->finalize = reel_hit_view_finalize;
  object_class->get_property = reel_hit_view_get_property;
  object_class->set_property = reel_hit_view_set_property;
  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_N_VIDEOS] = g_param_spec_uint ("n-videos", NULL, NULL, 0, G_MAXUINT, 0,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
reel_hit_view_init (ReelHitView *self)
{
  self->hits = g_ptr_array_new_with_free_func (g_object_unref);
  self->drops = g_array_new (FALSE, FALSE, sizeof (double));
  self->videos = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->cut_off = G_MAXDOUBLE;
}

/**
 * reel_hit_view_new:
 *
 * Returns: (transfer full): a view of nothing, the most similar first
 */
ReelHitView *
reel_hit_view_new (void)
{
  return g_object_new (REEL_TYPE_HIT_VIEW, NULL);
}
