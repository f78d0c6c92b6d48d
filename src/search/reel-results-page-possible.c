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
    }
  else if (!grouped && reel_hit_view_get_first_possible (self->view, &position))
    hit = g_list_model_get_item (G_LIST_MODEL (self->view), position);
  if (hit == NULL)
    return;
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), reel_hit_get_position (hit), TRUE);
  _reel_results_page_jump_to (self, hit, TRUE);
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
