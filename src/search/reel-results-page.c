/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "search/reel-export-button.h"
#include "search/reel-hit-cell.h"
#include "search/reel-hit-drag.h"
#include "search/reel-hit-row.h"
#include "search/reel-results-page-private.h"
#include "widgets/reel-patient-factory.h"

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_GRABBER,
  PROP_SELECTED_HIT,
  N_PROPS,
};

enum
{
  HIT_SELECTED,
  HIT_ACTIVATED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelResultsPage, reel_results_page, GTK_TYPE_WIDGET)

static void
try_again (ReelResultsPage *self)
{
  if (self->model != NULL)
    reel_search_model_search_again (self->model);
}

static void
cancel (ReelResultsPage *self)
{
  if (self->model != NULL)
    reel_search_model_cancel (self->model);
}

static void
search_all (ReelResultsPage *self)
{
  reel_search_model_set_collection_id (self->model, NULL);
  reel_search_model_search_there (self->model);
}

/* While the old hits are there. */
static gboolean
on_escape (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (widget);

  if (self->model == NULL || reel_search_model_get_state (self->model) != REEL_SEARCH_STATE_SEARCHING)
    return GDK_EVENT_PROPAGATE;
  cancel (self);
  return GDK_EVENT_STOP;
}

static void
stop_scrubbing (ReelResultsPage *self)
{
  ReelHitCell *cell = self->scrubbed;

  if (cell == NULL)
    return;
  g_clear_weak_pointer (&self->scrubbed);
  reel_hit_cell_stop_scrubbing (cell);
}

/* (nullable): the hit that alone is selected, which the model keeps */
static ReelHit *
get_only_selected (ReelResultsPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  g_autoptr (ReelHit) hit = NULL;

  if (gtk_bitset_get_size (selected) == 1)
    hit = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selected));
  return hit;
}

/* Several raise a bar with what can be done with them; one is what the preview shows. */
static void
show_selected (ReelResultsPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  guint n = (guint) gtk_bitset_get_size (selected);
  g_autofree char *label = g_strdup_printf (ngettext ("%u selected", "%u selected", n), n);

  if (n > 1) /* while the bar slides away, it says what was */
    gtk_label_set_label (self->selected_label, label);
  gtk_action_bar_set_revealed (GTK_ACTION_BAR (self->selected_bar), n > 1);
}

static void
selected_changed (ReelResultsPage *self)
{
  ReelHit *hit = get_only_selected (self);

  stop_scrubbing (self);
  show_selected (self);
  if (hit != NULL && !self->activating)
    g_signal_emit (self, signals[HIT_SELECTED], 0, hit);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED_HIT]);
}

static void
unselect_all (ReelResultsPage *self)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
show_shape (ReelResultsPage *self)
{
  gboolean grouped = reel_results_bar_get_grouped (self->bar);
  const char *shape = grouped ? "groups" : "grid";

  reel_hit_groups_set_model (self->groups, grouped ? G_LIST_MODEL (self->view) : NULL);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->view)) == 0)
    shape = "none";
  gtk_stack_set_visible_child_name (self->shape, shape);
  _reel_results_page_show_possible (self);
}

static void
view_changed (ReelResultsPage *self)
{
  reel_hit_groups_set_divided (self->groups, reel_hit_view_get_sort (self->view) == REEL_HIT_SORT_SIMILARITY);
  show_shape (self);
  show_selected (self);
}

static void
clear_filters (ReelResultsPage *self)
{
  reel_hit_view_clear_filters (self->view);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

void
_reel_results_page_activate (ReelResultsPage *self,
                             ReelHit         *hit)
{
  g_autoptr (ReelHit) kept = g_object_ref (hit);

  self->activating = TRUE;
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), reel_hit_get_position (hit), TRUE);
  self->activating = FALSE;
  g_signal_emit (self, signals[HIT_ACTIVATED], 0, hit);
}

static void
grid_activated (ReelResultsPage *self,
                guint            position)
{
  g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (hit != NULL)
    _reel_results_page_activate (self, hit);
}

/* (nullable): the cell that has the focus, in the grid or in a strip */
static ReelHitCell *
get_focused_cell (ReelResultsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *cell = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->shape))
                      ? gtk_widget_get_first_child (focus)
                      : NULL;

  return REEL_IS_HIT_CELL (cell) ? REEL_HIT_CELL (cell) : NULL;
}

static void
scrub_by_key (ReelResultsPage *self,
              ReelHitCell     *cell,
              int              steps)
{
  if (self->scrubbed != cell)
    stop_scrubbing (self);
  g_set_weak_pointer (&self->scrubbed, cell);
  reel_hit_cell_scrub_by (cell, steps);
}

/* A row of the list has a list of its own, in which the toolkit knows no way up or down. */
static void
move_to_strip (ReelResultsPage *self,
               gboolean         next)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->list));

  if (row == NULL)
    return;
  row = next ? gtk_widget_get_next_sibling (row) : gtk_widget_get_prev_sibling (row);
  if (row != NULL)
    gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
}

/* The toolkit selects with space, and that has happened already by moving here: a hit plays. In a strip, up and down are of
 * the list of strips. */
static gboolean
hits_key_pressed (ReelResultsPage *self,
                  guint            key,
                  guint            code,
                  GdkModifierType  modifiers)
{
  ReelHitCell *cell = get_focused_cell (self);
  ReelHit *hit = cell != NULL ? reel_hit_cell_get_hit (cell) : NULL;
  GdkModifierType held = modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (hit == NULL)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_space || key == GDK_KEY_KP_Space) && held == 0)
    _reel_results_page_activate (self, hit);
  else if ((key == GDK_KEY_Left || key == GDK_KEY_Right) && held == GDK_ALT_MASK)
    scrub_by_key (self, cell, (key == GDK_KEY_Right) != rtl ? 1 : -1);
  else if (key == GDK_KEY_Escape && self->scrubbed != NULL)
    stop_scrubbing (self);
  else if (key == GDK_KEY_Escape && gtk_action_bar_get_revealed (GTK_ACTION_BAR (self->selected_bar)))
    gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  else if ((key == GDK_KEY_Up || key == GDK_KEY_Down) && held == 0 && reel_results_bar_get_grouped (self->bar))
    move_to_strip (self, key == GDK_KEY_Down);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* A click on the hit that is selected already changes no selection, but asks for it again: the preview may be gone. */
static void
cell_pressed (GtkGestureClick *gesture,
              int              n_press,
              double           x,
              double           y,
              ReelResultsPage *self)
{
  ReelHit *hit = reel_hit_cell_get_hit (REEL_HIT_CELL (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture))));

  self->pressed = n_press == 1 && hit == get_only_selected (self) ? hit : NULL;
}

static void
cell_released (GtkGestureClick *gesture,
               int              n_press,
               double           x,
               double           y,
               ReelResultsPage *self)
{
  ReelHit *hit = reel_hit_cell_get_hit (REEL_HIT_CELL (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture))));

  if (n_press == 1 && hit != NULL && hit == self->pressed)
    g_signal_emit (self, signals[HIT_SELECTED], 0, hit);
  self->pressed = NULL;
}

static GtkWidget *
create_cell (GtkListItem *item,
             gpointer     owner)
{
  ReelResultsPage *self = owner;
  GtkWidget *cell = reel_hit_cell_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_valign (cell, GTK_ALIGN_END); /* beside one with a heading */
  g_signal_connect_object (click, "pressed", G_CALLBACK (cell_pressed), self, 0);
  g_signal_connect_object (click, "released", G_CALLBACK (cell_released), self, 0);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  g_object_bind_property (self, "grabber", cell, "grabber", G_BINDING_SYNC_CREATE);
  return cell;
}

static void
show_in_cell (GtkWidget *cell,
              gpointer   hit,
              gpointer   owner)
{
  reel_hit_cell_set_hit (REEL_HIT_CELL (cell), hit);
}

static void
row_pressed (ReelResultsPage *self,
             ReelHit         *hit)
{
  self->pressed = hit == get_only_selected (self) ? hit : NULL;
}

static void
row_released (ReelResultsPage *self,
              ReelHit         *hit)
{
  if (hit == self->pressed)
    g_signal_emit (self, signals[HIT_SELECTED], 0, hit);
  self->pressed = NULL;
}

static void
row_activated (ReelResultsPage *self,
               ReelHit         *hit)
{
  _reel_results_page_activate (self, hit);
}

static GtkWidget *
create_row (GtkListItem *item,
            gpointer     owner)
{
  ReelResultsPage *self = owner;
  GtkWidget *row = reel_hit_row_new ();

  g_signal_connect_object (row, "hit-pressed", G_CALLBACK (row_pressed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "hit-released", G_CALLBACK (row_released), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "hit-activated", G_CALLBACK (row_activated), self, G_CONNECT_SWAPPED);
  g_object_bind_property (self, "grabber", row, "grabber", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
  /* The focus is for the hits in it. Since GTK 4.12 the item would take it before them. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (item), "focusable") != NULL)
    g_object_set (item, "focusable", FALSE, NULL);
  return row;
}

static void
show_in_row (GtkWidget *row,
             gpointer   group,
             gpointer   owner)
{
  ReelResultsPage *self = owner;

  reel_hit_row_set_group (REEL_HIT_ROW (row), group, group != NULL ? GTK_SELECTION_MODEL (self->selection) : NULL);
}

/**
 * reel_results_page_set_model:
 * @self: the page
 * @model: (nullable): whose hits it shows
 */
void
reel_results_page_set_model (ReelResultsPage *self,
                             ReelSearchModel *model)
{
  g_return_if_fail (REEL_IS_RESULTS_PAGE (self));
  g_return_if_fail (model == NULL || REEL_IS_SEARCH_MODEL (model));
  if (!g_set_object (&self->model, model))
    return;
  g_signal_group_set_target (self->model_signals, model);
  reel_hit_view_set_model (self->view, G_LIST_MODEL (model));
  reel_results_bar_set_model (self->bar, model);
  _reel_results_page_show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

/**
 * reel_results_page_get_model:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): whose hits it shows
 */
ReelSearchModel *
reel_results_page_get_model (ReelResultsPage *self)
{
  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), NULL);
  return self->model;
}

/**
 * reel_results_page_set_grabber:
 * @self: the page
 * @grabber: (nullable): where the pictures come from
 */
void
reel_results_page_set_grabber (ReelResultsPage  *self,
                               ReelFrameGrabber *grabber)
{
  g_return_if_fail (REEL_IS_RESULTS_PAGE (self));
  g_return_if_fail (grabber == NULL || REEL_IS_FRAME_GRABBER (grabber));
  if (g_set_object (&self->grabber, grabber))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRABBER]);
}

/**
 * reel_results_page_get_selected_hit:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): the hit that is selected, where that is one
 */
ReelHit *
reel_results_page_get_selected_hit (ReelResultsPage *self)
{
  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), NULL);
  return get_only_selected (self);
}

/**
 * reel_results_page_get_view:
 * @self: the page
 *
 * Returns: (transfer none): what is shown of the model's hits, and in which order
 */
ReelHitView *
reel_results_page_get_view (ReelResultsPage *self)
{
  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), NULL);
  return self->view;
}

/**
 * reel_results_page_set_grouped:
 * @self: the page
 * @grouped: whether the hits are shown by video
 */
void
reel_results_page_set_grouped (ReelResultsPage *self,
                               gboolean         grouped)
{
  g_return_if_fail (REEL_IS_RESULTS_PAGE (self));
  g_object_set (self->bar, "grouped", grouped, NULL);
}

static gboolean
reel_results_page_grab_focus (GtkWidget *widget)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "hits") == 0)
    return gtk_widget_child_focus (GTK_WIDGET (self->shape), GTK_DIR_TAB_FORWARD);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "failed") == 0)
    return gtk_widget_grab_focus (self->again);
  return FALSE;
}

static void
reel_results_page_dispose (GObject *object)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->model_signals);
  g_clear_weak_pointer (&self->scrubbed);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  _reel_results_page_clear_jump (self);
  _reel_results_page_clear_menu (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), REEL_TYPE_RESULTS_PAGE);
  g_clear_object (&self->groups);
  g_clear_object (&self->selection);
  g_clear_object (&self->view);
  g_clear_object (&self->model);
  g_clear_object (&self->grabber);
  G_OBJECT_CLASS (reel_results_page_parent_class)->dispose (object);
}

static void
reel_results_page_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (object);

  switch (id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_GRABBER:
      g_value_set_object (value, self->grabber);
      break;
    case PROP_SELECTED_HIT:
      g_value_set_object (value, reel_results_page_get_selected_hit (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_results_page_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (object);

  switch (id)
    {
    case PROP_MODEL:
      reel_results_page_set_model (self, g_value_get_object (value));
      break;
    case PROP_GRABBER:
      reel_results_page_set_grabber (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_results_page_class_init (ReelResultsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = reel_results_page_dispose;
  object_class->get_property = reel_results_page_get_property;
  object_class->set_property = reel_results_page_set_property;
  widget_class->grab_focus = reel_results_page_grab_focus;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, REEL_TYPE_SEARCH_MODEL, rw);
  props[PROP_GRABBER] = g_param_spec_object ("grabber", NULL, NULL, REEL_TYPE_FRAME_GRABBER, rw);
  props[PROP_SELECTED_HIT] = g_param_spec_object ("selected-hit", NULL, NULL, REEL_TYPE_HIT,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[HIT_SELECTED] = g_signal_new ("hit-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, REEL_TYPE_HIT);
  signals[HIT_ACTIVATED] = g_signal_new ("hit-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, REEL_TYPE_HIT);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (REEL_TYPE_EXPORT_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/search/reel-results-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, progress);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, bar);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, unknown_note);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, unknown_label);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, loose_label);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, missing_note);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, missing_label);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, shape);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, grid);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, list);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, selected_bar);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, selected_label);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, empty);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, empty_unknown);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, empty_loose);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, empty_try);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, empty_missing);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, empty_where);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, search_all);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, failed);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, again);
  _reel_results_page_bind_menu (widget_class);
  _reel_results_page_bind_possible (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, grid_activated);
  gtk_widget_class_bind_template_callback (widget_class, hits_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, show_shape);
  gtk_widget_class_bind_template_callback (widget_class, unselect_all);
  gtk_widget_class_bind_template_callback (widget_class, clear_filters);
  gtk_widget_class_bind_template_callback (widget_class, try_again);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
  gtk_widget_class_bind_template_callback (widget_class, search_all);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
reel_results_page_init (ReelResultsPage *self)
{
  static const ReelPatientCells hit_cells = { create_cell, show_in_cell };
  static const ReelPatientCells hit_rows = { create_row, show_in_row };
  g_autoptr (GtkListItemFactory) cells = NULL;
  g_autoptr (GtkListItemFactory) strips = NULL;
  g_autoptr (GtkNoSelection) rows = NULL;

  g_type_ensure (ADW_TYPE_STATUS_PAGE);
  g_type_ensure (REEL_TYPE_RESULTS_BAR);
  self->view = reel_hit_view_new ();
  self->groups = reel_hit_groups_new ();
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->view)));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
  reel_hit_drag_add (self);

  rows = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->groups)));
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selected_changed), self);
  g_signal_connect_swapped (self->view, "changed", G_CALLBACK (view_changed), self);
  cells = reel_patient_factory_new (&hit_cells, self);
  gtk_grid_view_set_factory (self->grid, cells);
  strips = reel_patient_factory_new (&hit_rows, self);
  gtk_list_view_set_factory (self->list, strips);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (rows));
  reel_results_bar_set_view (self->bar, self->view);

  self->model_signals = g_signal_group_new (REEL_TYPE_SEARCH_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "notify::state", G_CALLBACK (_reel_results_page_show_state), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::error", G_CALLBACK (_reel_results_page_show_state), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::answered", G_CALLBACK (_reel_results_page_show_state), self);
  _reel_results_page_show_state (self);
}

/**
 * reel_results_page_new:
 *
 * Returns: (transfer floating): a page without a model
 */
GtkWidget *
reel_results_page_new (void)
{
  return g_object_new (REEL_TYPE_RESULTS_PAGE, NULL);
}
