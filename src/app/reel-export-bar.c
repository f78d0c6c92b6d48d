/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-export-bar.h"
#include "base/reel-format.h"

/* Seconds from which on it is said how long it will take, and after which one can tell. */
#define WORTH_TELLING 10.0
#define KNOWN_AFTER 2.0

struct _ReelExportBar
{
  AdwBin parent_instance;

  /* template */
  GtkRevealer *revealer;
  GtkLabel *label;
  GtkProgressBar *progress;

  /* owned */
  char *name; /* (nullable) */

  gint64 begun; /* in monotonic time */
};

enum
{
  CANCELLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelExportBar, reel_export_bar, ADW_TYPE_BIN)

static void
on_cancel (ReelExportBar *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static void
show_text (ReelExportBar *self,
           double         left)
{
  /* Translators: %s is the name of a file */
  g_autofree char *text = g_strdup_printf (_ ("Exporting “%s”"), self->name);

  if (left > WORTH_TELLING)
    {
      g_autofree char *time = reel_format_time_left (left);
      /* Translators: what goes on, and how long it still takes */
      g_autofree char *both = g_strdup_printf (_ ("%1$s · %2$s"), text, time);

      gtk_label_set_label (self->label, both);
    }
  else
    gtk_label_set_label (self->label, text);
}

/**
 * reel_export_bar_begin:
 * @self: a #ReelExportBar
 * @name: what is written, for people
 *
 * Shows itself.
 */
void
reel_export_bar_begin (ReelExportBar *self,
                       const char    *name)
{
  g_return_if_fail (REEL_IS_EXPORT_BAR (self));
  g_return_if_fail (name != NULL);

  g_free (self->name);
  self->name = g_strdup (name);
  self->begun = g_get_monotonic_time ();
  show_text (self, 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (self->label), -1);
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

/**
 * reel_export_bar_set_fraction:
 * @self: a #ReelExportBar that has begun
 * @fraction: 0 to 1
 */
void
reel_export_bar_set_fraction (ReelExportBar *self,
                              double         fraction)
{
  double passed;

  g_return_if_fail (REEL_IS_EXPORT_BAR (self));

  passed = (double) (g_get_monotonic_time () - self->begun) / G_USEC_PER_SEC;
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
  show_text (self, passed > KNOWN_AFTER && fraction > 0 ? passed / fraction * (1 - fraction) : 0);
}

/**
 * reel_export_bar_end:
 * @self: a #ReelExportBar
 *
 * Hides itself.
 */
void
reel_export_bar_end (ReelExportBar *self)
{
  g_return_if_fail (REEL_IS_EXPORT_BAR (self));

  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static void
reel_export_bar_finalize (GObject *object)
{
  g_free (REEL_EXPORT_BAR (object)->name);

  G_OBJECT_CLASS (reel_export_bar_parent_class)->finalize (object);
}

static void
reel_export_bar_class_init (ReelExportBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = reel_export_bar_finalize;

  /**
   * ReelExportBar::cancelled:
   *
   * Somebody wants it to stop.
   */
  signals[CANCELLED] = g_signal_new ("cancelled", REEL_TYPE_EXPORT_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-export-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelExportBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, ReelExportBar, label);
  gtk_widget_class_bind_template_child (widget_class, ReelExportBar, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
}

static void
reel_export_bar_init (ReelExportBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
