/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <time.h>

#include "bench-scroll.h"
#include "search/reel-hit.h"

/* Scrolling a grid, and the least of a grid that shows the same hits: a picture and three labels. */

/* frames, and pixels from one to the next: a page each quarter of a second */
#define FRAMES 400
#define STEP 40

typedef struct
{
  GtkAdjustment *adjustment; /* (borrowed) */
  GArray *times;             /* (owned) (element-type double): ms */
  double last;               /* ms */
} Scroll;

/* ms of processor that this thread has used: what else the machine does is not in it. */
static double
get_used (void)
{
  struct timespec used;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return (double) used.tv_sec * 1000 + (double) used.tv_nsec / 1e6;
}

static gboolean
tick (GtkWidget     *widget,
      GdkFrameClock *clock,
      gpointer       data)
{
  Scroll *self = data;

  gtk_adjustment_set_value (self->adjustment, gtk_adjustment_get_value (self->adjustment) + STEP);
  return G_SOURCE_CONTINUE;
}

/* From the end of one frame to the end of the next: also what is put off until between them. */
static void
painted (Scroll *self)
{
  double now = get_used (), took = now - self->last;

  if (self->last > 0)
    g_array_append_val (self->times, took);
  self->last = now;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/*
 * bench_scroll:
 * @grid: in a scrolled window that is on the screen
 *
 * Returns: ms of this thread for a frame while it scrolls steadily, at the 95th of 100
 */
double
bench_scroll (GtkWidget *grid)
{
  Scroll self = { gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (grid)), g_array_new (FALSE, FALSE, sizeof (double)), 0 };
  GdkFrameClock *clock = gtk_widget_get_frame_clock (grid);
  guint ticks = gtk_widget_add_tick_callback (grid, tick, &self, NULL);
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted), &self);
  double percentile;

  while (self.times->len < FRAMES)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
  gtk_widget_remove_tick_callback (grid, ticks);
  if (gtk_adjustment_get_value (self.adjustment) < FRAMES * STEP / 2)
    g_error ("It did not scroll");
  g_array_sort (self.times, compare);
  percentile = g_array_index (self.times, double, FRAMES * 95 / 100);
  g_array_unref (self.times);
  return percentile;
}

static void
setup (GtkListItemFactory *factory,
       GtkListItem        *item)
{
  static const char * const classes[] = { "caption-heading", "caption", "caption" };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *picture = gtk_image_new_from_icon_name ("video-x-generic-symbolic");

  gtk_widget_set_size_request (picture, 152, 86);
  gtk_widget_add_css_class (picture, "reel-thumbnail");
  gtk_box_append (GTK_BOX (box), picture);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (label, classes[i]);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_item_set_child (item, box);
}

static void
bind (GtkListItemFactory *factory,
      GtkListItem        *item)
{
  ReelHit *hit = gtk_list_item_get_item (item);
  GtkWidget *name = gtk_widget_get_next_sibling (gtk_widget_get_first_child (gtk_list_item_get_child (item)));
  GtkWidget *range = gtk_widget_get_next_sibling (name);
  g_autofree char *times = reel_hit_dup_range (hit);
  g_autofree char *similarity = g_strdup_printf ("%.2f", reel_hit_get_similarity (hit));

  gtk_label_set_label (GTK_LABEL (name), reel_hit_get_name (hit));
  gtk_label_set_label (GTK_LABEL (range), times);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (range)), similarity);
}

/*
 * bench_bare_grid_new:
 * @hits: (transfer none): what it shows
 *
 * Returns: (transfer floating): a grid of as many columns as ours
 */
GtkWidget *
bench_bare_grid_new (GListModel *hits)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (g_object_ref (hits)));
  GtkWidget *grid = gtk_grid_view_new (selection, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind), NULL);
  gtk_grid_view_set_min_columns (GTK_GRID_VIEW (grid), 2);
  gtk_grid_view_set_max_columns (GTK_GRID_VIEW (grid), 8);
  gtk_widget_add_css_class (grid, "reel-grid");
  return grid;
}
