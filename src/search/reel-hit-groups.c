/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-hit-groups.h"

struct _ReelHitGroups
{
  GObject parent_instance;

  /* owned */
  GListModel *model;  /* (nullable) */
  GPtrArray *groups;  /* (element-type ReelHitGroup) */
  GHashTable *known;  /* file → ReelHitGroup (borrowed) */

  gboolean divided;
};

enum
{
  PROP_0,
  PROP_MODEL,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return REEL_TYPE_HIT_GROUP;
}

static guint
get_n_items (GListModel *model)
{
  return REEL_HIT_GROUPS (model)->groups->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ReelHitGroups *self = REEL_HIT_GROUPS (model);

  return position < self->groups->len ? g_object_ref (g_ptr_array_index (self->groups, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelHitGroups, reel_hit_groups, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean
is_possible (ReelHitGroups *self,
             guint          position)
{
  return reel_hit_get_is_possible (reel_hit_group_get_best (self->groups->pdata[position]));
}

gboolean
reel_hit_groups_get_first_possible (ReelHitGroups *self,
                                    guint         *position)
{
  guint i = 0;

  g_return_val_if_fail (REEL_IS_HIT_GROUPS (self), FALSE);
  while (i < self->groups->len && !is_possible (self, i))
    i++;
  *position = i;
  return self->divided && i > 0 && i < self->groups->len;
}

gboolean
reel_hit_groups_find (ReelHitGroups *self,
                      ReelHit       *hit,
                      guint         *position)
{
  ReelHitGroup *group;

  g_return_val_if_fail (REEL_IS_HIT_GROUPS (self), FALSE);
  g_return_val_if_fail (REEL_IS_HIT (hit) && position != NULL, FALSE);
  group = g_hash_table_lookup (self->known, reel_hit_get_file (hit));
  return group != NULL && g_ptr_array_find (self->groups, group, position);
}

static void
divide (ReelHitGroups *self)
{
  guint first = 0;
  gboolean divided = reel_hit_groups_get_first_possible (self, &first);

  for (guint i = 0; i < self->groups->len; i++)
    reel_hit_group_set_begins_possible (self->groups->pdata[i], divided && i == first);
}

void
reel_hit_groups_set_divided (ReelHitGroups *self,
                             gboolean       divided)
{
  g_return_if_fail (REEL_IS_HIT_GROUPS (self));
  if (self->divided == divided)
    return;
  self->divided = divided;
  divide (self);
}

static void
update (ReelHitGroups *self)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
  g_autoptr (GHashTable) hits = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) files = g_ptr_array_new (); /* in the order of their first hits */
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->groups);
  guint same = 0, tail = 0;

  for (guint i = 0; i < n; i++)
    {
      ReelHit *hit = g_list_model_get_item (self->model, i);
      const char *file = reel_hit_get_file (hit);
      GPtrArray *of_file = g_hash_table_lookup (hits, file);

      if (of_file == NULL)
        {
          of_file = g_ptr_array_new_with_free_func (g_object_unref);
          g_hash_table_insert (hits, (gpointer) file, of_file);
          g_ptr_array_add (files, (gpointer) file);
        }
      g_ptr_array_add (of_file, hit);
    }

  self->groups = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < files->len; i++)
    {
      ReelHitGroup *group = g_hash_table_lookup (self->known, files->pdata[i]);

      group = group != NULL ? g_object_ref (group) : reel_hit_group_new ();
      g_ptr_array_add (self->groups, group);
      reel_hit_group_set_hits (group, g_hash_table_lookup (hits, files->pdata[i]));
    }
  g_hash_table_remove_all (self->known);
  for (guint i = 0; i < files->len; i++)
    g_hash_table_insert (self->known, g_strdup (files->pdata[i]), self->groups->pdata[i]);
  divide (self);

  while (same < MIN (old->len, self->groups->len) && old->pdata[same] == self->groups->pdata[same])
    same++;
  while (tail < MIN (old->len, self->groups->len) - same
         && old->pdata[old->len - 1 - tail] == self->groups->pdata[self->groups->len - 1 - tail])
    tail++;
  if (old->len - same - tail > 0 || self->groups->len - same - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), same, old->len - same - tail, self->groups->len - same - tail);
}

/**
 * reel_hit_groups_set_model:
 * @self: the groups
 * @model: (nullable): whose hits
 */
void
reel_hit_groups_set_model (ReelHitGroups *self,
                           GListModel    *model)
{
  g_return_if_fail (REEL_IS_HIT_GROUPS (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));
  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, update, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

static void
reel_hit_groups_dispose (GObject *object)
{
  ReelHitGroups *self = REEL_HIT_GROUPS (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, update, self);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (reel_hit_groups_parent_class)->dispose (object);
}

static void
reel_hit_groups_finalize (GObject *object)
{
  ReelHitGroups *self = REEL_HIT_GROUPS (object);

  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->groups);
  G_OBJECT_CLASS (reel_hit_groups_parent_class)->finalize (object);
}

static void
reel_hit_groups_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MODEL:
      g_value_set_object (value, REEL_HIT_GROUPS (object)->model);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_groups_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_MODEL:
      reel_hit_groups_set_model (REEL_HIT_GROUPS (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_groups_class_init (ReelHitGroupsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = reel_hit_groups_dispose;
  object_class->finalize = reel_hit_groups_finalize;
  object_class->get_property = reel_hit_groups_get_property;
  object_class->set_property = reel_hit_groups_set_property;
  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_hit_groups_init (ReelHitGroups *self)
{
  self->groups = g_ptr_array_new_with_free_func (g_object_unref);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * reel_hit_groups_new:
 *
 * Returns: (transfer full): the groups of no list
 */
ReelHitGroups *
reel_hit_groups_new (void)
{
  return g_object_new (REEL_TYPE_HIT_GROUPS, NULL);
}
