/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "collections/reel-collection-row.h"
#include "collections/reel-collections-view.h"

struct _ReelCollectionsView
{
  AdwBin parent_instance;

  /* template */
  GtkListBox *list;

  /* owned */
  ReelCollectionList *collections; /* (nullable) */
  ReelCollection *all;             /* stands for all of them: its id is empty */
  ReelCollection *selected;        /* (nullable): all */
};

enum
{
  PROP_0,
  PROP_SELECTED,
  N_PROPS
};

enum
{
  NEW_REQUESTED,
  ACTIVATED,
  FILES_DROPPED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelCollectionsView, reel_collections_view, ADW_TYPE_BIN)

static void
on_files_dropped (ReelCollectionRow   *row,
                  GListModel          *files,
                  ReelCollectionsView *self)
{
  g_signal_emit (self, signals[FILES_DROPPED], 0, reel_collection_row_get_collection (row), files);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  GtkWidget *row = reel_collection_row_new (item);

  g_signal_connect_object (row, "files-dropped", G_CALLBACK (on_files_dropped), user_data, 0);
  return row;
}

static void
set_selected (ReelCollectionsView *self,
              ReelCollection      *collection)
{
  if (g_set_object (&self->selected, collection))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
on_row_activated (ReelCollectionsView *self,
                  GtkListBoxRow       *row)
{
  ReelCollection *collection = reel_collection_row_get_collection (REEL_COLLECTION_ROW (row));

  set_selected (self, collection == self->all ? NULL : collection);
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_new_clicked (ReelCollectionsView *self)
{
  g_signal_emit (self, signals[NEW_REQUESTED], 0);
}

static void
show_selected (ReelCollectionsView *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  for (int i = 1; row != NULL && self->selected != NULL &&
                  reel_collection_row_get_collection (REEL_COLLECTION_ROW (row)) != self->selected; i++)
    row = gtk_list_box_get_row_at_index (self->list, i);
  gtk_list_box_select_row (self->list, row);
}

static void
on_items_changed (ReelCollectionsView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->collections));

  if (self->selected != NULL && reel_collection_list_get_position (self->collections, self->selected) >= n)
    set_selected (self, NULL); /* it is gone */
  show_selected (self);
}

static void
reel_collections_view_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  ReelCollectionsView *self = REEL_COLLECTIONS_VIEW (object);

  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, self->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_collections_view_dispose (GObject *object)
{
  ReelCollectionsView *self = REEL_COLLECTIONS_VIEW (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->collections);
  g_clear_object (&self->all);
  g_clear_object (&self->selected);

  G_OBJECT_CLASS (reel_collections_view_parent_class)->dispose (object);
}

static void
reel_collections_view_class_init (ReelCollectionsViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = reel_collections_view_get_property;
  object_class->dispose = reel_collections_view_dispose;

  properties[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, REEL_TYPE_COLLECTION,
                                                   G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[NEW_REQUESTED] = g_signal_new ("new-requested", REEL_TYPE_COLLECTIONS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", REEL_TYPE_COLLECTIONS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
  signals[FILES_DROPPED] = g_signal_new ("files-dropped", REEL_TYPE_COLLECTIONS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, REEL_TYPE_COLLECTION, G_TYPE_LIST_MODEL);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/collections/reel-collections-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelCollectionsView, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_new_clicked);
}

static void
reel_collections_view_init (ReelCollectionsView *self)
{
  self->all = reel_collection_new ("", _ ("All Collections"), NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_collections_view_set_collections:
 * @self: a #ReelCollectionsView
 * @collections: (nullable): what to show
 */
void
reel_collections_view_set_collections (ReelCollectionsView *self,
                                       ReelCollectionList  *collections)
{
  g_autoptr (GListStore) models = NULL;
  g_autoptr (GListStore) head = NULL;
  g_autoptr (GtkFlattenListModel) flat = NULL;

  g_return_if_fail (REEL_IS_COLLECTIONS_VIEW (self));

  if (self->collections != NULL)
    g_signal_handlers_disconnect_by_func (self->collections, on_items_changed, self);
  g_set_object (&self->collections, collections);
  set_selected (self, NULL);
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  if (collections == NULL)
    return;

  /*   head: [all] ─┐
   *                ├─ flat ─ list
   *   collections ─┘          */
  models = g_list_store_new (G_TYPE_LIST_MODEL);
  head = g_list_store_new (REEL_TYPE_COLLECTION);
  g_list_store_append (head, self->all);
  g_list_store_append (models, head);
  g_list_store_append (models, collections);
  flat = gtk_flatten_list_model_new (g_object_ref (G_LIST_MODEL (models)));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (flat), create_row, self, NULL);
  g_signal_connect_object (collections, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  show_selected (self);
}

/**
 * reel_collections_view_get_selected:
 * @self: a #ReelCollectionsView
 *
 * Returns: (transfer none) (nullable): the collection that is looked at; %NULL for all of them
 */
ReelCollection *
reel_collections_view_get_selected (ReelCollectionsView *self)
{
  g_return_val_if_fail (REEL_IS_COLLECTIONS_VIEW (self), NULL);

  return self->selected;
}

/**
 * reel_collections_view_select:
 * @self: a #ReelCollectionsView
 * @collection: (nullable): the collection to look at, or %NULL for all of them
 */
void
reel_collections_view_select (ReelCollectionsView *self,
                              ReelCollection      *collection)
{
  g_return_if_fail (REEL_IS_COLLECTIONS_VIEW (self));

  set_selected (self, collection);
  show_selected (self);
}
