/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "analysis/reel-compared-text-row.h"

struct _ReelComparedTextRow
{
  GtkListBoxRow parent_instance;

  /* template */
  GtkLabel *label;
  GtkLabel *number;
  GtkSpinner *spinner;
  GtkProgressBar *bar;
  GtkLabel *error;

  /* owned */
  ReelComparedText *text;
};

enum
{
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelComparedTextRow, reel_compared_text_row, GTK_TYPE_LIST_BOX_ROW)

static void
update (ReelComparedTextRow *self)
{
  const char *text = reel_compared_text_get_text (self->text);
  const char *error = reel_compared_text_get_error (self->text);
  gboolean compared = reel_compared_text_get_compared (self->text);
  gboolean running = reel_compared_text_get_running (self->text);
  double similarity = reel_compared_text_get_similarity (self->text);
  g_autofree char *number = compared ? g_strdup_printf ("%.2f", similarity) : NULL;
  g_autofree char *name = NULL;

  if (compared)
    /* Translators: for a screen reader: a text, then its similarity to a video, such as 0.42 */
    name = g_strdup_printf (_ ("%s, similarity %.2f"), text, similarity);
  else if (error != NULL)
    /* Translators: for a screen reader: a text, then why it can't be compared */
    name = g_strdup_printf (_ ("%s, %s"), text, error);
  gtk_label_set_label (self->label, text);
  gtk_label_set_label (self->number, number != NULL ? number : "");
  gtk_widget_set_visible (GTK_WIDGET (self->number), compared);
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), running);
  gtk_progress_bar_set_fraction (self->bar, CLAMP (similarity, 0, 1));
  gtk_widget_set_visible (GTK_WIDGET (self->bar), error == NULL);
  gtk_label_set_label (self->error, error != NULL ? error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), error != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : text, -1);
}

static void
on_remove (ReelComparedTextRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0, self->text);
}

static void
reel_compared_text_row_dispose (GObject *object)
{
  g_clear_object (&REEL_COMPARED_TEXT_ROW (object)->text);

  G_OBJECT_CLASS (reel_compared_text_row_parent_class)->dispose (object);
}

static void
reel_compared_text_row_class_init (ReelComparedTextRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_compared_text_row_dispose;

  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   1, REEL_TYPE_COMPARED_TEXT);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/analysis/reel-compared-text-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelComparedTextRow, label);
  gtk_widget_class_bind_template_child (widget_class, ReelComparedTextRow, number);
  gtk_widget_class_bind_template_child (widget_class, ReelComparedTextRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelComparedTextRow, bar);
  gtk_widget_class_bind_template_child (widget_class, ReelComparedTextRow, error);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
}

static void
reel_compared_text_row_init (ReelComparedTextRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_compared_text_row_new:
 * @text: what to show
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
reel_compared_text_row_new (ReelComparedText *text)
{
  ReelComparedTextRow *self = g_object_new (REEL_TYPE_COMPARED_TEXT_ROW, NULL);

  self->text = g_object_ref (text);
  g_signal_connect_object (text, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
