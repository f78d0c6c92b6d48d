/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "widgets/reel-histogram-scale.h"

/* Pixels: of the histogram above the slider, and of the thinnest bar that there is. */
#define HEIGHT 20
#define LEAST_BAR 1.5
#define WIDEST_BAR 8
/* From one end to the other by keys, in steps and in pages. */
#define STEP 0.02
#define PAGE 0.1

struct _ReelHistogramScale
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *scale;
  guint *bins; /* (nullable) */

  guint n_bins;
};

enum
{
  PROP_0,
  PROP_VALUE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelHistogramScale, reel_histogram_scale, GTK_TYPE_WIDGET)

static void
value_changed (ReelHistogramScale *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUE]);
}

static void
reel_histogram_scale_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  gtk_widget_measure (REEL_HISTOGRAM_SCALE (widget)->scale, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum += HEIGHT;
      *natural += HEIGHT;
    }
  *minimum_baseline = *natural_baseline = -1;
}

static void
reel_histogram_scale_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  gtk_widget_size_allocate (REEL_HISTOGRAM_SCALE (widget)->scale, &(GtkAllocation){ 0, HEIGHT, width, height - HEIGHT }, -1);
}

/* Where the middle of the slider is at a value, so that bars stand where it cuts. */
static void
find_range (ReelHistogramScale *self,
            float              *start,
            float              *width)
{
  GtkWidget *trough = gtk_widget_get_first_child (self->scale);
  graphene_rect_t bounds;

  *start = 0;
  *width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  if (trough == NULL || !gtk_widget_compute_bounds (trough, GTK_WIDGET (self), &bounds))
    return;
  *start = bounds.origin.x;
  *width = bounds.size.width;
}

static void
reel_histogram_scale_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  ReelHistogramScale *self = REEL_HISTOGRAM_SCALE (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double value = reel_histogram_scale_get_value (self);
  GdkRGBA text, accent;
  guint most = 0;
  float start, width, step, bar;

  gtk_style_context_get_color (style, &text);
  if (!gtk_style_context_lookup_color (style, "accent_color", &accent))
    accent = text;
  text.alpha *= 0.25f;
  for (guint i = 0; i < self->n_bins; i++)
    most = MAX (most, self->bins[i]);
  find_range (self, &start, &width);
  step = self->n_bins > 0 ? width / (float) self->n_bins : 0;
  bar = CLAMP (step - 1, 1, WIDEST_BAR);
  for (guint i = 0; i < self->n_bins && most > 0; i++)
    {
      /* Roots, so that a few hits are seen beside many. */
      float height = self->bins[i] > 0 ? MAX ((float) LEAST_BAR, (float) sqrt ((double) self->bins[i] / most) * HEIGHT) : 0;
      guint place = rtl ? self->n_bins - 1 - i : i;

      if (height > 0)
        gtk_snapshot_append_color (snapshot, (i + 0.5) / self->n_bins <= value ? &accent : &text,
                                   &GRAPHENE_RECT_INIT (start + ((float) place + 0.5f) * step - bar / 2, (float) HEIGHT - height,
                                                        bar, height));
    }
  gtk_widget_snapshot_child (widget, self->scale, snapshot);
}

/**
 * reel_histogram_scale_set_value:
 * @self: a slider
 * @value: from 0 to 1
 */
void
reel_histogram_scale_set_value (ReelHistogramScale *self,
                                double              value)
{
  g_return_if_fail (REEL_IS_HISTOGRAM_SCALE (self));
  gtk_range_set_value (GTK_RANGE (self->scale), CLAMP (value, 0, 1));
}

/**
 * reel_histogram_scale_get_value:
 * @self: a slider
 *
 * Returns: from 0 to 1
 */
double
reel_histogram_scale_get_value (ReelHistogramScale *self)
{
  g_return_val_if_fail (REEL_IS_HISTOGRAM_SCALE (self), 0);
  return gtk_range_get_value (GTK_RANGE (self->scale));
}

/**
 * reel_histogram_scale_set_bins:
 * @self: a slider
 * @bins: (array length=n_bins): how many there are in each part, from value 0 to 1
 * @n_bins: how many parts
 */
void
reel_histogram_scale_set_bins (ReelHistogramScale *self,
                               const guint        *bins,
                               guint               n_bins)
{
  g_return_if_fail (REEL_IS_HISTOGRAM_SCALE (self));
  g_return_if_fail (bins != NULL || n_bins == 0);
  if (self->n_bins == n_bins && n_bins > 0 && memcmp (self->bins, bins, n_bins * sizeof (guint)) == 0)
    return;
  g_free (self->bins);
  self->bins = g_memdup2 (bins, n_bins * sizeof (guint));
  self->n_bins = n_bins;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * reel_histogram_scale_describe:
 * @self: a slider
 * @label: its name
 * @text: what its value means now
 */
void
reel_histogram_scale_describe (ReelHistogramScale *self,
                               const char         *label,
                               const char         *text)
{
  g_return_if_fail (REEL_IS_HISTOGRAM_SCALE (self));
  g_return_if_fail (label != NULL && text != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  -1);
}

static gboolean
reel_histogram_scale_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (REEL_HISTOGRAM_SCALE (widget)->scale);
}

static void
reel_histogram_scale_dispose (GObject *object)
{
  g_clear_pointer (&REEL_HISTOGRAM_SCALE (object)->scale, gtk_widget_unparent);
  G_OBJECT_CLASS (reel_histogram_scale_parent_class)->dispose (object);
}

static void
reel_histogram_scale_finalize (GObject *object)
{
  g_free (REEL_HISTOGRAM_SCALE (object)->bins);
  G_OBJECT_CLASS (reel_histogram_scale_parent_class)->finalize (object);
}

static void
reel_histogram_scale_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_VALUE:
      g_value_set_double (value, reel_histogram_scale_get_value (REEL_HISTOGRAM_SCALE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_histogram_scale_set_property (GObject      *object,
                                   guint         id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_VALUE:
      reel_histogram_scale_set_value (REEL_HISTOGRAM_SCALE (object), g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_histogram_scale_class_init (ReelHistogramScaleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = reel_histogram_scale_dispose;
  object_class->finalize = reel_histogram_scale_finalize;
  object_class->get_property = reel_histogram_scale_get_property;
  object_class->set_property = reel_histogram_scale_set_property;
  widget_class->measure = reel_histogram_scale_measure;
  widget_class->size_allocate = reel_histogram_scale_size_allocate;
  widget_class->snapshot = reel_histogram_scale_snapshot;
  widget_class->grab_focus = reel_histogram_scale_grab_focus;
  props[PROP_VALUE] = g_param_spec_double ("value", NULL, NULL, 0, 1, 1,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "histogramscale");
}

static void
reel_histogram_scale_init (ReelHistogramScale *self)
{
  GtkAdjustment *adjustment = gtk_adjustment_new (1, 0, 1, STEP, PAGE, 0);

  self->scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, adjustment);
  gtk_scale_set_draw_value (GTK_SCALE (self->scale), FALSE);
  gtk_widget_set_parent (self->scale, GTK_WIDGET (self));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (value_changed), self, G_CONNECT_SWAPPED);
}

/**
 * reel_histogram_scale_new:
 *
 * Returns: (transfer floating): a slider at its end, without a histogram
 */
GtkWidget *
reel_histogram_scale_new (void)
{
  return g_object_new (REEL_TYPE_HISTOGRAM_SCALE, NULL);
}
