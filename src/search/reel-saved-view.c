/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-saved-row.h"
#include "search/reel-saved-view.h"
#include "search/reel-search-scope.h"

struct _ReelSavedView
{
  AdwBin parent_instance;

  /* template */
  GtkListBox *list;
  GtkPopoverMenu *menu;

  /* owned */
  ReelSavedSearches *searches;  /* (nullable) */
  ReelSavedSearch *menu_search; /* (nullable): whose menu is or was open */
};

enum
{
  ACTIVATED,
  RENAME_REQUESTED,
  REMOVE_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelSavedView, reel_saved_view, ADW_TYPE_BIN)

/* Opens the menu of a row at a point of it. */
static void
open_menu (ReelSavedView *self,
           GtkWidget     *row,
           double         x,
           double         y)
{
  double view_x, view_y;

  if (!gtk_widget_translate_coordinates (row, GTK_WIDGET (self), x, y, &view_x, &view_y))
    return;
  g_set_object (&self->menu_search, reel_saved_row_get_search (REEL_SAVED_ROW (row)));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) view_x, (int) view_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_secondary_press (GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* When the button is let go: the menu, which takes the pointer, would otherwise get the second half of the click. */
static void
on_secondary_click (GtkGesture    *gesture,
                    int            n_press,
                    double         x,
                    double         y,
                    ReelSavedView *self)
{
  open_menu (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y);
}

static void
on_long_press (GtkGesture    *gesture,
               double         x,
               double         y,
               ReelSavedView *self)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  on_secondary_click (gesture, 1, x, y, self);
}

/* (transfer none) (nullable) */
static GtkWidget *
get_focused_row (GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return REEL_IS_SAVED_ROW (focus) ? focus : NULL;
}

static gboolean
on_menu_key (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  GtkWidget *row = get_focused_row (widget);

  if (row != NULL)
    open_menu (REEL_SAVED_VIEW (widget), row, gtk_widget_get_width (row) / 2.0, gtk_widget_get_height (row) / 2.0);
  return row != NULL;
}

static void
request (ReelSavedView   *self,
         guint            signal,
         ReelSavedSearch *search)
{
  g_autoptr (ReelSavedSearch) kept = search != NULL ? g_object_ref (search) : NULL;

  if (kept != NULL && self->searches != NULL && reel_saved_searches_contains (self->searches, kept))
    g_signal_emit (self, signals[signal], 0, kept);
}

/* F2 and Delete, of the row that has the focus. */
static gboolean
on_row_key (GtkWidget *widget,
            GVariant  *args,
            gpointer   user_data)
{
  GtkWidget *row = get_focused_row (widget);

  if (row != NULL)
    request (REEL_SAVED_VIEW (widget), g_variant_get_boolean (args) ? REMOVE_REQUESTED : RENAME_REQUESTED,
             reel_saved_row_get_search (REEL_SAVED_ROW (row)));
  return row != NULL;
}

static void
on_menu_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ReelSavedView *self = REEL_SAVED_VIEW (widget);

  request (self, g_str_equal (name, "saved.remove") ? REMOVE_REQUESTED : RENAME_REQUESTED, self->menu_search);
}

static void
on_row_activated (ReelSavedView *self,
                  GtkListBoxRow *row)
{
  request (self, ACTIVATED, reel_saved_row_get_search (REEL_SAVED_ROW (row)));
}

static void
show_scope (ReelSavedView *self,
            ReelSavedRow  *row)
{
  const char *id = reel_saved_search_get_collection_id (reel_saved_row_get_search (row));
  g_autoptr (GPtrArray) collections = NULL;

  if (id == NULL)
    return;
  collections = reel_search_scope_dup_collections (reel_saved_searches_get_catalogue (self->searches),
                                                   reel_saved_searches_get_profile (self->searches), id);
  reel_saved_row_set_scope (row, collections->len > 0 ? ((ReelCollectionRecord *) collections->pdata[0])->name : NULL);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  ReelSavedView *self = user_data;
  GtkWidget *row = reel_saved_row_new (item);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_secondary_press), self, 0);
  g_signal_connect_object (click, "released", G_CALLBACK (on_secondary_click), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (on_long_press), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (press));
  show_scope (self, REEL_SAVED_ROW (row));
  return row;
}

static void
on_items_changed (ReelSavedView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (G_LIST_MODEL (self->searches)) > 0);
}

/* Collections came, went, or have other names. */
static void
update_scopes (ReelSavedView *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    show_scope (self, REEL_SAVED_ROW (row));
}

/**
 * reel_saved_view_set_searches:
 * @self: the view
 * @searches: (nullable): what to show
 */
void
reel_saved_view_set_searches (ReelSavedView     *self,
                              ReelSavedSearches *searches)
{
  g_return_if_fail (REEL_IS_SAVED_VIEW (self));
  g_return_if_fail (searches == NULL || REEL_IS_SAVED_SEARCHES (searches));

  if (self->searches == searches)
    return;
  if (self->searches != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->searches, on_items_changed, self);
      g_signal_handlers_disconnect_by_func (reel_saved_searches_get_catalogue (self->searches), update_scopes, self);
    }
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_set_object (&self->searches, searches);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (searches == NULL)
    return;
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (searches), create_row, self, NULL);
  g_signal_connect_object (searches, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (reel_saved_searches_get_catalogue (searches), "collections-saved", G_CALLBACK (update_scopes), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (reel_saved_searches_get_catalogue (searches), "collection-noted", G_CALLBACK (update_scopes), self,
                           G_CONNECT_SWAPPED);
  on_items_changed (self);
}

static void
reel_saved_view_dispose (GObject *object)
{
  ReelSavedView *self = REEL_SAVED_VIEW (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  if (self->menu != NULL)
    {
      gtk_widget_unparent (GTK_WIDGET (self->menu));
      self->menu = NULL;
    }
  g_clear_object (&self->menu_search);
  g_clear_object (&self->searches);
  G_OBJECT_CLASS (reel_saved_view_parent_class)->dispose (object);
}

static void
reel_saved_view_class_init (ReelSavedViewClass *klass)
{
  static const char * const names[] = { "activated", "rename-requested", "remove-requested" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_saved_view_dispose;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], REEL_TYPE_SAVED_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               REEL_TYPE_SAVED_SEARCH);

  gtk_widget_class_install_action (widget_class, "saved.rename", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "saved.remove", NULL, on_menu_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, on_row_key, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, on_row_key, "b", TRUE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Delete, 0, on_row_key, "b", TRUE);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/search/reel-saved-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelSavedView, list);
  gtk_widget_class_bind_template_child (widget_class, ReelSavedView, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
reel_saved_view_init (ReelSavedView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
}

/**
 * reel_saved_view_new:
 *
 * Returns: (transfer floating): an empty list
 */
GtkWidget *
reel_saved_view_new (void)
{
  return g_object_new (REEL_TYPE_SAVED_VIEW, NULL);
}
