/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-results-page-private.h"

/* The menu of a hit, and what its items ask for. */

ReelHitCell *
_reel_results_page_pick (ReelResultsPage *self,
                         GtkWidget       *widget,
                         double           x,
                         double           y)
{
  GtkWidget *picked = gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT);
  GtkWidget *cell = picked != NULL ? gtk_widget_get_ancestor (picked, REEL_TYPE_HIT_CELL) : NULL;

  if (cell == NULL && picked != NULL)
    cell = gtk_widget_get_first_child (picked); /* the edge of its place in the list */
  return REEL_IS_HIT_CELL (cell) ? REEL_HIT_CELL (cell) : NULL;
}

static void
open_menu (ReelResultsPage *self,
           ReelHitCell     *cell,
           double           x,
           double           y)
{
  ReelHit *hit = reel_hit_cell_get_hit (cell);
  gboolean here = hit != NULL && reel_hit_get_is_here (hit);

  if (hit == NULL)
    return;
  g_set_object (&self->menu_hit, hit);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hit.play", here);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hit.export", here);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hit.show-in-folder", here);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hit.copy-timecode", here);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hit.find-similar",
                                 self->model != NULL && reel_search_model_get_finds_similar (self->model));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* When the button is let go: the menu, which takes the pointer, would otherwise get the second half of the click. In the grid
 * and in the strips alike. */
static void
menu_released (ReelResultsPage *self,
               int              n_press,
               double           x,
               double           y)
{
  ReelHitCell *cell = _reel_results_page_pick (self, GTK_WIDGET (self), x, y);

  if (cell != NULL)
    open_menu (self, cell, x, y);
}

/* A finger that rests on a hit. It claims the touch, so that no drag, and no click, comes of it. */
static void
menu_long_pressed (ReelResultsPage *self,
                   double           x,
                   double           y,
                   GtkGesture      *gesture)
{
  ReelHitCell *cell = _reel_results_page_pick (self, GTK_WIDGET (self), x, y);

  if (cell == NULL)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu (self, cell, x, y);
}

/* (nullable): the cell that has the focus */
static ReelHitCell *
find_focused (ReelResultsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *cell = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->shape))
                      ? gtk_widget_get_first_child (focus)
                      : NULL;

  return REEL_IS_HIT_CELL (cell) ? REEL_HIT_CELL (cell) : NULL;
}

static gboolean
on_menu_key (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (widget);
  ReelHitCell *cell = find_focused (self);
  double x, y;

  if (cell == NULL || !gtk_widget_translate_coordinates (GTK_WIDGET (cell), widget, gtk_widget_get_width (GTK_WIDGET (cell)) / 2.0,
                                                         gtk_widget_get_height (GTK_WIDGET (cell)) / 2.0, &x, &y))
    return FALSE;
  open_menu (self, cell, x, y);
  return TRUE;
}

/* By its key it is about the hit that has the focus. */
static gboolean
on_copy_key (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (widget);
  ReelHitCell *cell = find_focused (self);

  ReelHit *hit = cell != NULL ? reel_hit_cell_get_hit (cell) : NULL;

  if (hit == NULL || !reel_hit_get_is_here (hit))
    return FALSE;
  g_signal_emit_by_name (self, "copy-timecode-requested", hit);
  return TRUE;
}

static void
on_action (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (widget);

  if (self->menu_hit == NULL)
    return;
  if (g_str_equal (name, "hit.play"))
    reel_results_page_activate_hit (self, self->menu_hit);
  else if (g_str_equal (name, "hit.export"))
    g_signal_emit_by_name (self, "export-requested", self->menu_hit,
                           g_str_equal (g_variant_get_string (parameter, NULL), "instant"));
  else if (g_str_equal (name, "hit.find-similar"))
    g_signal_emit_by_name (self, "similar-requested", self->menu_hit);
  else if (g_str_equal (name, "hit.show-in-folder"))
    g_signal_emit_by_name (self, "show-requested", self->menu_hit);
  else
    g_signal_emit_by_name (self, "copy-timecode-requested", self->menu_hit);
}

/* In dispose. */
void
_reel_results_page_clear_menu (ReelResultsPage *self)
{
  if (self->menu != NULL)
    {
      gtk_widget_unparent (GTK_WIDGET (self->menu));
      self->menu = NULL;
    }
  g_clear_object (&self->menu_hit);
}

/* In class_init. */
void
_reel_results_page_bind_menu (GtkWidgetClass *widget_class)
{
  GType type = G_TYPE_FROM_CLASS (widget_class);

  /**
   * ReelResultsPage::export-requested:
   * @hit: what to export
   * @instant: whether from the key frame, without encoding
   */
  g_signal_new ("export-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, REEL_TYPE_HIT,
                G_TYPE_BOOLEAN);
  /**
   * ReelResultsPage::show-requested:
   * @hit: whose file to show
   */
  g_signal_new ("show-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, REEL_TYPE_HIT);
  /**
   * ReelResultsPage::copy-timecode-requested:
   * @hit: whose timecode to copy
   */
  g_signal_new ("copy-timecode-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, REEL_TYPE_HIT);

  /**
   * ReelResultsPage::similar-requested:
   * @hit: what others are to look like
   */
  g_signal_new ("similar-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, REEL_TYPE_HIT);

  gtk_widget_class_install_action (widget_class, "hit.play", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "hit.find-similar", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "hit.export", "s", on_action);
  gtk_widget_class_install_action (widget_class, "hit.show-in-folder", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "hit.copy-timecode", NULL, on_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, on_copy_key, NULL);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, menu);
  gtk_widget_class_bind_template_callback (widget_class, menu_long_pressed);
  gtk_widget_class_bind_template_callback (widget_class, menu_released);
}
