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
  GtkPopoverMenu *menu;

  gboolean show_hidden;

  /* owned */
  ReelCollectionList *collections; /* (nullable) */
  ReelCollection *all;             /* stands for all of them: its id is empty */
  ReelCollection *selected;        /* (nullable): all */
  GtkCustomFilter *filter;         /* what is listed */
  ReelCollection *menu_collection; /* (nullable): whose menu is or was open */
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
  RENAME_REQUESTED,
  HIDE_REQUESTED,
  FORGET_REQUESTED,
  WATCH_REQUESTED,
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

static gboolean
is_shown (gpointer item,
          gpointer user_data)
{
  ReelCollectionsView *self = user_data;

  return self->show_hidden || !reel_collection_get_hidden (item);
}

/* Opens the menu of a row's collection, at a point of the row; all of them have none. */
static gboolean
open_menu (ReelCollectionsView *self,
           GtkWidget           *row,
           double               x,
           double               y)
{
  ReelCollection *collection = reel_collection_row_get_collection (REEL_COLLECTION_ROW (row));
  gboolean hidden = reel_collection_get_hidden (collection);
  double view_x, view_y;

  if (collection == self->all || !gtk_widget_translate_coordinates (row, GTK_WIDGET (self), x, y, &view_x, &view_y))
    return FALSE;
  g_set_object (&self->menu_collection, collection);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "collections.hide", !hidden);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "collections.unhide", hidden);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) view_x, (int) view_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
  return TRUE;
}

static void
on_secondary_press (GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* When the button is let go: the menu, which takes the pointer, would otherwise get the second half of the click. */
static void
on_secondary_click (GtkGesture          *gesture,
                    int                  n_press,
                    double               x,
                    double               y,
                    ReelCollectionsView *self)
{
  open_menu (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y);
}

static void
on_long_press (GtkGesture          *gesture,
               double               x,
               double               y,
               ReelCollectionsView *self)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  on_secondary_click (gesture, 1, x, y, self);
}

/* The Menu key opens it for the row that has the focus. */
static gboolean
on_menu_key (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return REEL_IS_COLLECTION_ROW (focus) &&
         open_menu (REEL_COLLECTIONS_VIEW (widget), focus, gtk_widget_get_width (focus) / 2.0,
                    gtk_widget_get_height (focus) / 2.0);
}

static void
on_menu_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ReelCollectionsView *self = REEL_COLLECTIONS_VIEW (widget);

  if (self->menu_collection == NULL)
    return;
  if (g_str_equal (name, "collections.rename"))
    g_signal_emit (self, signals[RENAME_REQUESTED], 0, self->menu_collection);
  else if (g_str_equal (name, "collections.forget"))
    g_signal_emit (self, signals[FORGET_REQUESTED], 0, self->menu_collection);
  else if (g_str_equal (name, "collections.watch"))
    g_signal_emit (self, signals[WATCH_REQUESTED], 0, self->menu_collection);
  else
    g_signal_emit (self, signals[HIDE_REQUESTED], 0, self->menu_collection, g_str_equal (name, "collections.hide"));
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  GtkWidget *row = reel_collection_row_new (item);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  g_signal_connect_object (row, "files-dropped", G_CALLBACK (on_files_dropped), user_data, 0);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_secondary_press), user_data, 0);
  g_signal_connect_object (click, "released", G_CALLBACK (on_secondary_click), user_data, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (on_long_press), user_data, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (press));
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

  if (self->selected != NULL && (reel_collection_list_get_position (self->collections, self->selected) >= n ||
                                 !is_shown (self->selected, self)))
    set_selected (self, NULL); /* it is gone, or hidden */
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

  /* The filter outlives us where a model chain still holds it: it must not ask a dead view. */
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  if (self->menu != NULL)
    {
      gtk_widget_unparent (GTK_WIDGET (self->menu));
      self->menu = NULL;
    }
  g_clear_object (&self->filter);
  g_clear_object (&self->menu_collection);
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
  signals[RENAME_REQUESTED] = g_signal_new ("rename-requested", REEL_TYPE_COLLECTIONS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, REEL_TYPE_COLLECTION);
  signals[HIDE_REQUESTED] = g_signal_new ("hide-requested", REEL_TYPE_COLLECTIONS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 2, REEL_TYPE_COLLECTION, G_TYPE_BOOLEAN);
  signals[FORGET_REQUESTED] = g_signal_new ("forget-requested", REEL_TYPE_COLLECTIONS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, REEL_TYPE_COLLECTION);
  signals[WATCH_REQUESTED] = g_signal_new ("watch-requested", REEL_TYPE_COLLECTIONS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, REEL_TYPE_COLLECTION);

  gtk_widget_class_install_action (widget_class, "collections.rename", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "collections.hide", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "collections.unhide", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "collections.forget", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "collections.watch", NULL, on_menu_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/collections/reel-collections-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelCollectionsView, list);
  gtk_widget_class_bind_template_child (widget_class, ReelCollectionsView, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_new_clicked);
}

static void
reel_collections_view_init (ReelCollectionsView *self)
{
  self->all = reel_collection_new ("", _ ("All Collections"), NULL);
  self->filter = gtk_custom_filter_new (is_shown, self, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
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
  g_autoptr (GtkFilterListModel) shown = NULL;

  g_return_if_fail (REEL_IS_COLLECTIONS_VIEW (self));

  if (self->collections != NULL)
    g_signal_handlers_disconnect_by_func (self->collections, on_items_changed, self);
  g_set_object (&self->collections, collections);
  set_selected (self, NULL);
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  if (collections == NULL)
    return;

  /*            head: [all] ─┐
   *                         ├─ flat ─ list
   *   collections ─ filter ─┘          */
  models = g_list_store_new (G_TYPE_LIST_MODEL);
  head = g_list_store_new (REEL_TYPE_COLLECTION);
  g_list_store_append (head, self->all);
  g_list_store_append (models, head);
  shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (collections)), g_object_ref (GTK_FILTER (self->filter)));
  g_list_store_append (models, shown);
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

/**
 * reel_collections_view_set_show_hidden:
 * @self: a #ReelCollectionsView
 * @show_hidden: whether what people have hidden is listed all the same
 */
void
reel_collections_view_set_show_hidden (ReelCollectionsView *self,
                                       gboolean             show_hidden)
{
  g_return_if_fail (REEL_IS_COLLECTIONS_VIEW (self));

  if (self->show_hidden == show_hidden)
    return;
  self->show_hidden = show_hidden;
  gtk_filter_changed (GTK_FILTER (self->filter),
                      show_hidden ? GTK_FILTER_CHANGE_LESS_STRICT : GTK_FILTER_CHANGE_MORE_STRICT);
  if (self->collections != NULL)
    on_items_changed (self);
}
