/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-export-button.h"

struct _ReelExportButton
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (ReelExportButton, reel_export_button, GTK_TYPE_WIDGET)

static void
reel_export_button_dispose (GObject *object)
{
  ReelExportButton *self = REEL_EXPORT_BUTTON (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (reel_export_button_parent_class)->dispose (object);
}

static void
reel_export_button_class_init (ReelExportButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_export_button_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/search/reel-export-button.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelExportButton, button);
}

static void
reel_export_button_init (ReelExportButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_export_button_new:
 *
 * Returns: (transfer floating): the button
 */
GtkWidget *
reel_export_button_new (void)
{
  return g_object_new (REEL_TYPE_EXPORT_BUTTON, NULL);
}
