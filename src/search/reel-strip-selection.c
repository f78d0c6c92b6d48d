/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-strip-selection.h"

struct _ReelStripSelection
{
  GObject parent_instance;

  /* owned */
  GListModel *hits;
  GtkSelectionModel *selection; /* of all */
};

enum
{
  PROP_0,
  PROP_HITS,
  PROP_SELECTION,
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
  return g_list_model_get_n_items (REEL_STRIP_SELECTION (model)->hits);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (REEL_STRIP_SELECTION (model)->hits, position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* %GTK_INVALID_LIST_POSITION where no view shows it */
static guint
find_position (ReelStripSelection *self,
               guint               position)
{
  g_autoptr (ReelHit) hit = g_list_model_get_item (self->hits, position);

  return hit != NULL ? reel_hit_get_position (hit) : GTK_INVALID_LIST_POSITION;
}

static gboolean
is_selected (GtkSelectionModel *model,
             guint              position)
{
  ReelStripSelection *self = REEL_STRIP_SELECTION (model);
  guint place = find_position (self, position);

  return place != GTK_INVALID_LIST_POSITION && gtk_selection_model_is_selected (self->selection, place);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model,
                        guint              position,
                        guint              n_items)
{
  GtkBitset *selected = gtk_bitset_new_empty ();
  guint end = MIN (get_n_items (G_LIST_MODEL (model)), position + n_items);

  for (guint i = position; i < end; i++)
    {
      if (is_selected (model, i))
        gtk_bitset_add (selected, i);
    }
  return selected;
}

static gboolean
set_selection (GtkSelectionModel *model,
               GtkBitset         *selected,
               GtkBitset         *mask)
{
  ReelStripSelection *self = REEL_STRIP_SELECTION (model);
  g_autoptr (GtkBitset) all_selected = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) all_mask = gtk_bitset_new_empty ();
  guint n = get_n_items (G_LIST_MODEL (model));

  for (guint i = 0; i < n; i++)
    {
      guint place = find_position (self, i);

      if (place == GTK_INVALID_LIST_POSITION || !gtk_bitset_contains (mask, i))
        continue;
      gtk_bitset_add (all_mask, place);
      if (gtk_bitset_contains (selected, i))
        gtk_bitset_add (all_selected, place);
    }
  return gtk_selection_model_set_selection (self->selection, all_selected, all_mask);
}

/* To select one only is meant of all hits, and not of this strip. */
static gboolean
select_item (GtkSelectionModel *model,
             guint              position,
             gboolean           unselect_rest)
{
  ReelStripSelection *self = REEL_STRIP_SELECTION (model);
  guint place = find_position (self, position);

  return place != GTK_INVALID_LIST_POSITION && gtk_selection_model_select_item (self->selection, place, unselect_rest);
}

static gboolean
unselect_item (GtkSelectionModel *model,
               guint              position)
{
  ReelStripSelection *self = REEL_STRIP_SELECTION (model);
  guint place = find_position (self, position);

  return place != GTK_INVALID_LIST_POSITION && gtk_selection_model_unselect_item (self->selection, place);
}

static gboolean
select_range (GtkSelectionModel *model,
              guint              position,
              guint              n_items,
              gboolean           unselect_rest)
{
  ReelStripSelection *self = REEL_STRIP_SELECTION (model);
  g_autoptr (GtkBitset) range = gtk_bitset_new_range (position, n_items);

  if (unselect_rest)
    gtk_selection_model_unselect_all (self->selection);
  return set_selection (model, range, range);
}

static gboolean
select_all (GtkSelectionModel *model)
{
  return gtk_selection_model_select_all (REEL_STRIP_SELECTION (model)->selection);
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  return gtk_selection_model_unselect_all (REEL_STRIP_SELECTION (model)->selection);
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
  iface->select_range = select_range;
  iface->select_all = select_all;
  iface->unselect_all = unselect_all;
  iface->set_selection = set_selection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelStripSelection, reel_strip_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

static void
selection_changed (ReelStripSelection *self)
{
  guint n = get_n_items (G_LIST_MODEL (self));

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
}

static void
hits_changed (ReelStripSelection *self,
              guint               position,
              guint               removed,
              guint               added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
reel_strip_selection_constructed (GObject *object)
{
  ReelStripSelection *self = REEL_STRIP_SELECTION (object);

  G_OBJECT_CLASS (reel_strip_selection_parent_class)->constructed (object);
  g_signal_connect_object (self->hits, "items-changed", G_CALLBACK (hits_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed), self, G_CONNECT_SWAPPED);
}

static void
reel_strip_selection_finalize (GObject *object)
{
  ReelStripSelection *self = REEL_STRIP_SELECTION (object);

  g_clear_object (&self->hits);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (reel_strip_selection_parent_class)->finalize (object);
}

static void
reel_strip_selection_set_property (GObject      *object,
                                   guint         id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  ReelStripSelection *self = REEL_STRIP_SELECTION (object);

  switch (id)
    {
    case PROP_HITS:
      self->hits = g_value_dup_object (value);
      break;
    case PROP_SELECTION:
      self->selection = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_strip_selection_class_init (ReelStripSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags given = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = reel_strip_selection_constructed;
  object_class->finalize = reel_strip_selection_finalize;
  object_class->set_property = reel_strip_selection_set_property;
  props[PROP_HITS] = g_param_spec_object ("hits", NULL, NULL, G_TYPE_LIST_MODEL, given);
  props[PROP_SELECTION] = g_param_spec_object ("selection", NULL, NULL, GTK_TYPE_SELECTION_MODEL, given);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_strip_selection_init (ReelStripSelection *self)
{
}

/**
 * reel_strip_selection_new:
 * @hits: hits of the view that @selection is of
 * @selection: what is selected of all
 *
 * Returns: (transfer full): the hits, selected as there
 */
ReelStripSelection *
reel_strip_selection_new (GListModel        *hits,
                          GtkSelectionModel *selection)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (hits), NULL);
  g_return_val_if_fail (GTK_IS_SELECTION_MODEL (selection), NULL);
  return g_object_new (REEL_TYPE_STRIP_SELECTION, "hits", hits, "selection", selection, NULL);
}
