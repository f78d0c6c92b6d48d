/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-results-page-private.h"
#include "search/reel-results-text.h"

/*
 * How many hits are sure and how many only possible, and the way to the first of the latter. GtkGridView has no headings, in no
 * version of the toolkit, and two grids below each other would be two lists to the selection, to the keys and to the rubber
 * band. So the heading stands in the first cell of the possible hits, and all cells of a row are aligned at their ends. By
 * video, the first row of those has it.
 */

/* In how many frames a list has made the cell that it was scrolled to. */
#define JUMP_FRAMES 60

/* (transfer none) (nullable): the cell of @hit, wherever below @widget */
static ReelHitCell *
find_cell (GtkWidget *widget,
           ReelHit   *hit)
{
  if (REEL_IS_HIT_CELL (widget))
    return reel_hit_cell_get_hit (REEL_HIT_CELL (widget)) == hit ? REEL_HIT_CELL (widget) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      ReelHitCell *cell = find_cell (child, hit);

      if (cell != NULL)
        return cell;
    }
  return NULL;
}

/* Its place in the list has the focus, and not the cell itself. Cells are made when there is time for it. */
static gboolean
jump_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (widget);
  gboolean grouped = reel_results_bar_get_grouped (self->bar);
  ReelHitCell *cell = find_cell (grouped ? GTK_WIDGET (self->list) : GTK_WIDGET (self->grid), self->jump_hit);

  if (cell != NULL && gtk_widget_get_mapped (GTK_WIDGET (cell)))
    gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (cell)));
  else if (--self->jump_frames > 0)
    return G_SOURCE_CONTINUE;
  self->jump = 0;
  g_clear_object (&self->jump_hit);
  return G_SOURCE_REMOVE;
}

static void
go_to_possible (ReelResultsPage *self)
{
  gboolean grouped = reel_results_bar_get_grouped (self->bar);
  g_autoptr (ReelHitGroup) group = NULL;
  g_autoptr (ReelHit) hit = NULL;
  guint position, row;

  if (grouped && reel_hit_groups_get_first_possible (self->groups, &row))
    {
      group = g_list_model_get_item (G_LIST_MODEL (self->groups), row);
      hit = g_object_ref (reel_hit_group_get_best (group));
      gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", row);
    }
  else if (!grouped && reel_hit_view_get_first_possible (self->view, &position))
    {
      hit = g_list_model_get_item (G_LIST_MODEL (self->view), position);
      gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", position);
    }
  if (hit == NULL)
    return;
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), reel_hit_get_position (hit), TRUE);
  g_set_object (&self->jump_hit, hit);
  self->jump_frames = JUMP_FRAMES;
  if (self->jump == 0)
    self->jump = gtk_widget_add_tick_callback (GTK_WIDGET (self), jump_cb, NULL, NULL);
}

void
_reel_results_page_show_possible (ReelResultsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->view));
  guint n_possible = reel_hit_view_get_n_possible (self->view), position;
  g_autofree char *text = reel_results_text_sureness (n - n_possible, n_possible);
  /* A video with a sure hit stands with the sure ones, whatever else is in it. */
  gboolean divided = reel_results_bar_get_grouped (self->bar)
                       ? reel_hit_groups_get_first_possible (self->groups, &position)
                       : reel_hit_view_get_first_possible (self->view, &position);

  gtk_widget_set_visible (self->sureness, text != NULL);
  gtk_label_set_label (self->sureness_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->to_possible, divided);
}

void
_reel_results_page_bind_possible (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, sureness);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, sureness_label);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, to_possible);
  gtk_widget_class_bind_template_callback (widget_class, go_to_possible);
}

void
_reel_results_page_clear_possible (ReelResultsPage *self)
{
  if (self->jump != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->jump);
  self->jump = 0;
  g_clear_object (&self->jump_hit);
}
