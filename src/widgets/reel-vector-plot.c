/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-columns.h"
#include "widgets/reel-vector-plot.h"

/* A bar of fewer pixels has no gap to the next. */
#define LEAST_WITH_GAP 4
#define WIDEST_BAR 24.0
/* So that a number beside a much larger one is not taken for none. */
#define LEAST_BAR 1.0

struct _ReelVectorPlot
{
  GtkWidget parent_instance;

  /* owned */
  float *values; /* (nullable) */

  guint n_values;
};

G_DEFINE_FINAL_TYPE (ReelVectorPlot, reel_vector_plot, GTK_TYPE_WIDGET)

/* The least and the greatest of the numbers, and of zero: where there are none below zero, its line is at the bottom. */
static ReelColumn
find_range (ReelVectorPlot *self)
{
  ReelColumn range = { 0, 0 };

  for (guint i = 0; i < self->n_values; i++)
    {
      range.least = MIN (range.least, self->values[i]);
      range.most = MAX (range.most, self->values[i]);
    }
  return range;
}

static void
append_bar (GtkSnapshot   *snapshot,
            const GdkRGBA *color,
            double         x,
            double         width,
            double         top,
            double         bottom)
{
  if (bottom - top < LEAST_BAR)
    {
      double middle = (top + bottom) / 2;

      top = middle - LEAST_BAR / 2;
      bottom = middle + LEAST_BAR / 2;
    }
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT ((float) x, (float) top, (float) width, (float) (bottom - top)));
}

static void
reel_vector_plot_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  ReelVectorPlot *self = REEL_VECTOR_PLOT (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  int width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  ReelColumn range = find_range (self);
  g_autofree ReelColumn *columns = NULL;
  guint n;
  double step, bar, span, scale, zero;
  GdkRGBA text, accent;

  if (self->n_values == 0 || width <= 0)
    return;
  gtk_style_context_get_color (style, &text);
  if (!gtk_style_context_lookup_color (style, "accent_color", &accent))
    accent = text;
  columns = g_new (ReelColumn, (gsize) width);
  n = reel_columns_reduce (self->values, self->n_values, (guint) width, columns);
  step = (double) width / n;
  bar = step >= LEAST_WITH_GAP ? MIN (step - 1, WIDEST_BAR) : step;
  span = (double) range.most - (double) range.least;
  scale = span > 0 ? height / span : 0;
  zero = span > 0 ? scale * (double) range.most : height / 2;

  for (guint i = 0; i < n; i++)
    {
      double x = step * i + (step - bar) / 2;
      /* From the zero line, or across it. */
      double top = zero - scale * MAX (0.0, (double) columns[i].most);
      double bottom = zero - scale * MIN (0.0, (double) columns[i].least);

      append_bar (snapshot, &accent, x, bar, top, bottom);
    }
  text.alpha *= 0.3f;
  gtk_snapshot_append_color (snapshot, &text,
                             &GRAPHENE_RECT_INIT (0, (float) (CLAMP (zero, 0.5, height - 0.5) - 0.5), (float) width, 1));
}

/**
 * reel_vector_plot_set_values:
 * @self: a plot
 * @values: (nullable) (array length=n_values): finite numbers, copied
 * @n_values: how many
 */
void
reel_vector_plot_set_values (ReelVectorPlot *self,
                             const float    *values,
                             guint           n_values)
{
  g_return_if_fail (REEL_IS_VECTOR_PLOT (self));
  g_return_if_fail (values != NULL || n_values == 0);

  g_free (self->values);
  self->values = g_memdup2 (values, n_values * sizeof (float));
  self->n_values = n_values;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
reel_vector_plot_finalize (GObject *object)
{
  g_free (REEL_VECTOR_PLOT (object)->values);

  G_OBJECT_CLASS (reel_vector_plot_parent_class)->finalize (object);
}

static void
reel_vector_plot_class_init (ReelVectorPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = reel_vector_plot_finalize;
  widget_class->snapshot = reel_vector_plot_snapshot;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
reel_vector_plot_init (ReelVectorPlot *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * reel_vector_plot_new:
 *
 * Returns: (transfer floating): a plot of nothing
 */
GtkWidget *
reel_vector_plot_new (void)
{
  return g_object_new (REEL_TYPE_VECTOR_PLOT, NULL);
}
