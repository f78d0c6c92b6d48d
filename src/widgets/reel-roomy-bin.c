/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-roomy-bin.h"

/*
 * AdwFlap squeezes its content while it folds, down to nothing, and newer GTK warns of every widget that is measured for
 * less than it needs.
 */

struct _ReelRoomyBin
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (ReelRoomyBin, reel_roomy_bin, ADW_TYPE_BIN)

static GtkSizeRequestMode
reel_roomy_bin_get_request_mode (GtkWidget *widget)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  return child != NULL ? gtk_widget_get_request_mode (child) : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static int
least_width (GtkWidget *child)
{
  int least;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least;
}

static void
reel_roomy_bin_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  *minimum = *natural = 0;
  if (child == NULL || !gtk_widget_should_layout (child))
    return;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = MAX (for_size, least_width (child));
  gtk_widget_measure (child, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

static void
reel_roomy_bin_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));
  GtkAllocation area = { 0, 0, width, height };

  if (child == NULL || !gtk_widget_should_layout (child))
    return;
  area.width = MAX (width, least_width (child));
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    area.x = width - area.width;
  gtk_widget_size_allocate (child, &area, baseline);
}

static void
reel_roomy_bin_class_init (ReelRoomyBinClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->get_request_mode = reel_roomy_bin_get_request_mode;
  widget_class->measure = reel_roomy_bin_measure;
  widget_class->size_allocate = reel_roomy_bin_size_allocate;
}

static void
reel_roomy_bin_init (ReelRoomyBin *self)
{
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL); /* of AdwBin, which squeezes */
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}
