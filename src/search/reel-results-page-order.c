/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-hit-row.h"
#include "search/reel-results-page-private.h"

/*
 * The hits in the order in which they are shown: in the grid that of the view; by video all hits of the first video, then those
 * of the next. Positions that come from outside, what is exported, and what is next are of this order.
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

/* The strip of its video, once the list has made it. */
static void
scroll_strip (GtkWidget *widget,
              ReelHit   *hit)
{
  if (REEL_IS_HIT_ROW (widget))
    {
      reel_hit_row_scroll_to (REEL_HIT_ROW (widget), hit);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    scroll_strip (child, hit);
}

/* Its place in the list has the focus, and not the cell itself. Cells are made when there is time for it. */
static gboolean
jump_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (widget);
  gboolean grouped = reel_results_bar_get_grouped (self->bar);
  GtkWidget *list = grouped ? GTK_WIDGET (self->list) : GTK_WIDGET (self->grid);
  ReelHitCell *cell = find_cell (list, self->jump_hit);

  if (cell != NULL && gtk_widget_get_mapped (GTK_WIDGET (cell)))
    {
      if (self->jump_focuses)
        gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (cell)));
    }
  else if (--self->jump_frames > 0)
    {
      if (grouped)
        scroll_strip (list, self->jump_hit);
      return G_SOURCE_CONTINUE;
    }
  self->jump = 0;
  g_clear_object (&self->jump_hit);
  return G_SOURCE_REMOVE;
}

/* Scrolls to a hit, wherever it is shown; its cell then has the focus where @focus says so. */
void
_reel_results_page_jump_to (ReelResultsPage *self,
                            ReelHit         *hit,
                            gboolean         focus)
{
  guint row;

  if (!reel_results_bar_get_grouped (self->bar))
    gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", reel_hit_get_position (hit));
  else if (reel_hit_groups_find (self->groups, hit, &row))
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", row);
  g_set_object (&self->jump_hit, hit);
  self->jump_focuses = focus;
  self->jump_frames = JUMP_FRAMES;
  if (self->jump == 0)
    self->jump = gtk_widget_add_tick_callback (GTK_WIDGET (self), jump_cb, NULL, NULL);
}

/* (transfer full) (element-type ReelHit) */
static GPtrArray *
dup_shown (ReelResultsPage *self)
{
  GPtrArray *hits = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean grouped = reel_results_bar_get_grouped (self->bar);
  GListModel *model = grouped ? G_LIST_MODEL (self->groups) : G_LIST_MODEL (self->view);
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);
      guint n_hits = grouped ? g_list_model_get_n_items (G_LIST_MODEL (item)) : 0;

      if (!grouped)
        g_ptr_array_add (hits, g_steal_pointer (&item));
      for (guint j = 0; j < n_hits; j++)
        g_ptr_array_add (hits, g_list_model_get_item (G_LIST_MODEL (item), j));
    }
  return hits;
}

/**
 * reel_results_page_get_shown:
 * @self: the page
 * @position: from 0, as the hits are shown
 *
 * Returns: (transfer full) (nullable): the hit there
 */
ReelHit *
reel_results_page_get_shown (ReelResultsPage *self,
                             guint            position)
{
  g_autoptr (GPtrArray) hits = NULL;

  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), NULL);
  hits = dup_shown (self);
  return position < hits->len ? g_object_ref (hits->pdata[position]) : NULL;
}

/**
 * reel_results_page_get_selected:
 * @self: the page
 *
 * What is to be exported.
 *
 * Returns: (transfer full) (element-type ReelHit): the selected hits where there are several, else all that are shown, in the
 *   order in which they are shown
 */
GPtrArray *
reel_results_page_get_selected (ReelResultsPage *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  GPtrArray *hits;

  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), NULL);
  hits = dup_shown (self);
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  /* One alone is the one that is looked at, which is selected by being played, too. */
  if (gtk_bitset_get_size (selected) < 2)
    return hits;
  for (guint i = hits->len; i > 0; i--)
    if (!gtk_bitset_contains (selected, reel_hit_get_position (hits->pdata[i - 1])))
      g_ptr_array_remove_index (hits, i - 1);
  return hits;
}

/**
 * reel_results_page_activate_hit:
 * @self: the page
 * @hit: one that it shows
 *
 * Selects the hit, scrolls to it and emits #ReelResultsPage::hit-activated.
 *
 * Returns: %FALSE where it is not shown
 */
gboolean
reel_results_page_activate_hit (ReelResultsPage *self,
                                ReelHit         *hit)
{
  g_autoptr (ReelHit) there = NULL;

  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), FALSE);
  g_return_val_if_fail (REEL_IS_HIT (hit), FALSE);
  there = g_list_model_get_item (G_LIST_MODEL (self->selection), reel_hit_get_position (hit));
  if (there != hit)
    return FALSE;
  _reel_results_page_jump_to (self, hit, FALSE);
  _reel_results_page_activate (self, hit);
  return TRUE;
}

/**
 * reel_results_page_activate_position:
 * @self: the page
 * @position: from 0, as the hits are shown
 *
 * As reel_results_page_activate_hit().
 *
 * Returns: %FALSE where there is no such hit
 */
gboolean
reel_results_page_activate_position (ReelResultsPage *self,
                                     guint            position)
{
  g_autoptr (ReelHit) hit = NULL;

  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), FALSE);
  hit = reel_results_page_get_shown (self, position);
  return hit != NULL && reel_results_page_activate_hit (self, hit);
}

/**
 * reel_results_page_activate_neighbour:
 * @self: the page
 * @next: whether the hit after the one that is selected, and not the one before
 *
 * As reel_results_page_activate_hit().
 *
 * Returns: %FALSE where none alone is selected, or at the end
 */
gboolean
reel_results_page_activate_neighbour (ReelResultsPage *self,
                                      gboolean         next)
{
  g_autoptr (GPtrArray) hits = NULL;
  guint position;

  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), FALSE);
  hits = dup_shown (self);
  if (!g_ptr_array_find (hits, reel_results_page_get_selected_hit (self), &position) ||
      (next ? position + 1 >= hits->len : position == 0))
    return FALSE;
  return reel_results_page_activate_hit (self, hits->pdata[next ? position + 1 : position - 1]);
}

/* In dispose. */
void
_reel_results_page_clear_jump (ReelResultsPage *self)
{
  if (self->jump != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->jump);
  self->jump = 0;
  g_clear_object (&self->jump_hit);
}
