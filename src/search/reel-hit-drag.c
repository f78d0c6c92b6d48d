/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-hit-drag.h"
#include "search/reel-results-page-private.h"
#include "widgets/reel-drag-source.h"

/* Whether it is one of several that are selected. */
static gboolean
is_of_several (ReelResultsPage *page,
               ReelHit         *hit)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (page->selection));
  guint position = reel_hit_get_position (hit);
  g_autoptr (ReelHit) there = g_list_model_get_item (G_LIST_MODEL (page->selection), position);

  return there == hit && gtk_bitset_get_size (selected) > 1 && gtk_bitset_contains (selected, position);
}

/* (transfer full) (element-type ReelHit): the hit, or all that are selected where it is one of several, as far as their files
 * are here */
static GPtrArray *
collect_hits (ReelResultsPage *page,
              ReelHit         *hit)
{
  g_autoptr (GPtrArray) selected = is_of_several (page, hit) ? reel_results_page_get_selected (page) : NULL;
  GPtrArray *hits = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; selected != NULL && i < selected->len; i++)
    if (reel_hit_get_is_here (g_ptr_array_index (selected, i)))
      g_ptr_array_add (hits, g_object_ref (g_ptr_array_index (selected, i)));
  if (selected == NULL)
    g_ptr_array_add (hits, g_object_ref (hit));
  return hits;
}

/* Each file once, and for who takes text, each hit. */
static GdkContentProvider *
make_content (GPtrArray *hits)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) text = g_string_new (NULL);
  GdkFileList *list;
  GdkContentProvider *providers[2];

  for (guint i = 0; i < hits->len; i++)
    {
      ReelHit *hit = g_ptr_array_index (hits, i);
      g_autofree char *range = reel_hit_dup_range (hit);

      if (g_hash_table_add (known, (gpointer) reel_hit_get_uri (hit)))
        g_ptr_array_add (files, g_file_new_for_uri (reel_hit_get_uri (hit)));
      g_string_append_printf (text, "%s%s %s", i > 0 ? "\n" : "", reel_hit_get_name (hit), range);
    }
  list = gdk_file_list_new_from_array ((GFile **) files->pdata, files->len);
  /* The text first: a list of files would be a text, too. */
  providers[0] = gdk_content_provider_new_typed (G_TYPE_STRING, text->str);
  providers[1] = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  return gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
}

/* (nullable): the cell at a point whose hit can be dragged */
static ReelHitCell *
find_cell (ReelResultsPage *page,
           GtkWidget       *widget,
           double           x,
           double           y)
{
  ReelHitCell *cell = _reel_results_page_pick (page, widget, x, y);
  ReelHit *hit = cell != NULL ? reel_hit_cell_get_hit (cell) : NULL;

  return hit != NULL && reel_hit_get_is_here (hit) ? cell : NULL;
}

static GdkContentProvider *
prepare_cb (GtkDragSource   *source,
            double           x,
            double           y,
            ReelResultsPage *page)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  ReelHitCell *cell = find_cell (page, widget, x, y);
  g_autoptr (GPtrArray) hits = NULL;

  if (cell == NULL)
    return NULL;
  g_object_set_data_full (G_OBJECT (source), "cell", g_object_ref (cell), g_object_unref);
  hits = collect_hits (page, reel_hit_cell_get_hit (cell));
  return make_content (hits);
}

/* The picture as it is now: the cell shows other hits when the list is scrolled. */
static void
begin_cb (GtkDragSource   *source,
          GdkDrag         *drag,
          ReelResultsPage *page)
{
  g_autoptr (ReelHitCell) cell = g_object_steal_data (G_OBJECT (source), "cell");
  g_autoptr (GdkPaintable) live = NULL;
  g_autoptr (GdkPaintable) picture = NULL;

  if (cell == NULL)
    return;
  reel_hit_cell_stop_scrubbing (cell);
  live = gtk_widget_paintable_new (reel_hit_cell_get_picture (cell));
  picture = gdk_paintable_get_current_image (live);
  gtk_drag_source_set_icon (source, picture, gdk_paintable_get_intrinsic_width (picture) / 2,
                            gdk_paintable_get_intrinsic_height (picture) / 2);
}

/* The grid would begin its rubber band with the first motion, while the source lets 100 ms pass. */
static void
pressed_cb (GtkGesture       *gesture,
            GdkEventSequence *sequence,
            ReelResultsPage  *page)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  double x, y;

  if (gtk_gesture_get_point (gesture, sequence, &x, &y) && find_cell (page, widget, x, y) != NULL)
    gtk_grid_view_set_enable_rubberband (page->grid, FALSE);
}

static void
released_cb (GtkGesture       *gesture,
             GdkEventSequence *sequence,
             ReelResultsPage  *page)
{
  /* Also when the page goes while a hit is held; its children are gone by then. */
  if (page->grid != NULL)
    gtk_grid_view_set_enable_rubberband (page->grid, TRUE);
}

/**
 * reel_hit_drag_add:
 * @page: a page that was just made
 *
 * Lets hits be dragged out of it. It hears of the pointer before the grid, which would draw a rubber band instead: that
 * begins beside the hits. What is dragged is the whole file, as editors take files only; a clip of it is exported first.
 */
void
reel_hit_drag_add (ReelResultsPage *page)
{
  GtkDragSource *source = reel_drag_source_new ();

  g_return_if_fail (REEL_IS_RESULTS_PAGE (page));

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (source), GTK_PHASE_CAPTURE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), page, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (begin_cb), page, 0);
  g_signal_connect_object (source, "begin", G_CALLBACK (pressed_cb), page, 0);
  g_signal_connect_object (source, "end", G_CALLBACK (released_cb), page, 0);
  gtk_widget_add_controller (GTK_WIDGET (page->shape), GTK_EVENT_CONTROLLER (source));
}
