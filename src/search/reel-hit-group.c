/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-hit-group.h"

struct _ReelHitGroup
{
  GObject parent_instance;

  /* owned */
  GPtrArray *hits; /* (element-type ReelHit) */

  /* borrowed */
  ReelHit *best; /* (nullable): one of them */

  gboolean begins_possible;
};

enum
{
  PROP_0,
  PROP_BEGINS_POSSIBLE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return REEL_TYPE_HIT;
}

static guint
get_n_items (GListModel *model)
{
  return REEL_HIT_GROUP (model)->hits->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ReelHitGroup *self = REEL_HIT_GROUP (model);

  return position < self->hits->len ? g_object_ref (g_ptr_array_index (self->hits, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelHitGroup, reel_hit_group, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/**
 * reel_hit_group_get_best:
 * @self: a group
 *
 * Returns: (transfer none): the most similar of its hits
 */
ReelHit *
reel_hit_group_get_best (ReelHitGroup *self)
{
  g_return_val_if_fail (REEL_IS_HIT_GROUP (self), NULL);
  return self->best;
}

/**
 * reel_hit_group_set_hits:
 * @self: a group
 * @hits: (element-type ReelHit): its hits, one at least; not to be changed any more
 *
 * Tells only of what lies between the same beginning and the same end.
 */
void
reel_hit_group_set_hits (ReelHitGroup *self,
                         GPtrArray    *hits)
{
  g_autoptr (GPtrArray) old = NULL;
  guint same = 0, tail = 0;

  g_return_if_fail (REEL_IS_HIT_GROUP (self));
  g_return_if_fail (hits != NULL && hits->len > 0);

  old = g_steal_pointer (&self->hits);
  self->hits = g_ptr_array_ref (hits);
  self->best = hits->pdata[0];
  for (guint i = 1; i < hits->len; i++)
    {
      if (reel_hit_get_similarity (hits->pdata[i]) > reel_hit_get_similarity (self->best))
        self->best = hits->pdata[i];
    }
  while (same < MIN (old->len, hits->len) && old->pdata[same] == hits->pdata[same])
    same++;
  while (tail < MIN (old->len, hits->len) - same && old->pdata[old->len - 1 - tail] == hits->pdata[hits->len - 1 - tail])
    tail++;
  if (old->len - same - tail > 0 || hits->len - same - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), same, old->len - same - tail, hits->len - same - tail);
}

gboolean
reel_hit_group_get_begins_possible (ReelHitGroup *self)
{
  g_return_val_if_fail (REEL_IS_HIT_GROUP (self), FALSE);
  return self->begins_possible;
}

void
reel_hit_group_set_begins_possible (ReelHitGroup *self,
                                    gboolean      begins_possible)
{
  g_return_if_fail (REEL_IS_HIT_GROUP (self));
  if (self->begins_possible == begins_possible)
    return;
  self->begins_possible = begins_possible;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BEGINS_POSSIBLE]);
}

static void
reel_hit_group_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_BEGINS_POSSIBLE:
      g_value_set_boolean (value, REEL_HIT_GROUP (object)->begins_possible);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_group_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_BEGINS_POSSIBLE:
      reel_hit_group_set_begins_possible (REEL_HIT_GROUP (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_group_finalize (GObject *object)
{
  g_ptr_array_unref (REEL_HIT_GROUP (object)->hits);
  G_OBJECT_CLASS (reel_hit_group_parent_class)->finalize (object);
}

static void
reel_hit_group_class_init (ReelHitGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = reel_hit_group_finalize;
  object_class->get_property = reel_hit_group_get_property;
  object_class->set_property = reel_hit_group_set_property;
  props[PROP_BEGINS_POSSIBLE] = g_param_spec_boolean ("begins-possible", NULL, NULL, FALSE,
                                                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_hit_group_init (ReelHitGroup *self)
{
  self->hits = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * reel_hit_group_new:
 *
 * Returns: (transfer full): a group that has no hits yet
 */
ReelHitGroup *
reel_hit_group_new (void)
{
  return g_object_new (REEL_TYPE_HIT_GROUP, NULL);
}
