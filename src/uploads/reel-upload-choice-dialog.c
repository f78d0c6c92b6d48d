/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "uploads/reel-upload-choice-dialog.h"
#include "widgets/reel-dialog-size.h"

struct _ReelUploadChoiceDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkLabel *heading;
  GtkLabel *body;
  AdwActionRow *smaller_row;
  GtkCheckButton *smaller;
  AdwActionRow *as_it_is_row;
  GtkCheckButton *as_it_is;
  GtkCheckButton *always;

  /* owned */
  ReelUploadQueue *queue;
};

G_DEFINE_FINAL_TYPE (ReelUploadChoiceDialog, reel_upload_choice_dialog, ADW_TYPE_WINDOW)

/**
 * reel_upload_choice_dialog_dup_title:
 * @queue: a #ReelUploadQueue
 *
 * Returns: (transfer full): how many of its videos wait until somebody has chosen how to send them, as a sentence
 */
char *
reel_upload_choice_dialog_dup_title (ReelUploadQueue *queue)
{
  g_autofree char *service = NULL;
  guint n;

  g_return_val_if_fail (REEL_IS_UPLOAD_QUEUE (queue), NULL);

  g_object_get (queue, "n-choosing", &n, "service-name", &service, NULL);
  if (n == 0)
    return g_strdup ("");
  if (service == NULL)
    return g_strdup_printf (ngettext ("%u video is larger than the service advises",
                                      "%u videos are larger than the service advises", n), n);
  /* Translators: %s is the name of a service */
  return g_strdup_printf (ngettext ("%u video is larger than %s advises", "%u videos are larger than %s advises", n), n,
                          service);
}

static void
update (ReelUploadChoiceDialog *self)
{
  ReelUploadLarge large;
  guint64 advised;
  g_autofree char *title = reel_upload_choice_dialog_dup_title (self->queue);
  g_autofree char *size = NULL;
  g_autofree char *limit = NULL;
  g_autofree char *body = NULL;
  g_autofree char *smaller_size = NULL;
  g_autofree char *smaller = NULL;
  g_autofree char *as_it_is = NULL;

  reel_upload_queue_count_large (self->queue, &large);
  if (large.n == 0)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  g_object_get (self->queue, "advised-size", &advised, NULL);
  limit = g_format_size (advised);
  size = g_format_size (large.size);
  smaller_size = g_format_size (large.proxies_size);
  gtk_label_set_label (self->heading, title);
  /* Translators: %s is a size, such as 100 MB */
  body = g_strdup_printf (_ ("It advises %s at most. What is found in a smaller copy plays from your own file."), limit);
  gtk_label_set_label (self->body, body);
  if (large.n_proxies == 0)
    smaller = g_strdup (_ ("Can’t be done with any of them"));
  else if (large.n_proxies < large.n)
    /* Translators: first how many, then a size, then of how many it can't be done */
    smaller = g_strdup_printf (_ ("%u, about %s together; it can’t be done with %u"), large.n_proxies, smaller_size,
                               large.n - large.n_proxies);
  else if (large.proxies_size == 0)
    smaller = g_strdup (_ ("It is not known how large they will be"));
  else if (large.n_unknown > 0)
    /* Translators: %s is a size, as predicted of some of them */
    smaller = g_strdup_printf (_ ("At least %s together"), smaller_size);
  else
    /* Translators: %s is a size, as predicted */
    smaller = g_strdup_printf (_ ("About %s together"), smaller_size);
  /* Translators: %s is a size */
  as_it_is = g_strdup_printf (_ ("%s together"), size);
  adw_action_row_set_subtitle (self->smaller_row, smaller);
  adw_action_row_set_subtitle (self->as_it_is_row, as_it_is);
  gtk_widget_set_sensitive (GTK_WIDGET (self->smaller_row), large.n_proxies > 0);
  if (large.n_proxies == 0)
    gtk_check_button_set_active (self->as_it_is, TRUE);
}

static void
send_cb (ReelUploadChoiceDialog *self)
{
  g_autoptr (ReelUploadQueue) queue = g_object_ref (self->queue);
  gboolean always = gtk_check_button_get_active (self->always);
  ReelVideoChoice choice =
    gtk_check_button_get_active (self->smaller) ? REEL_VIDEO_CHOICE_PROXY : REEL_VIDEO_CHOICE_AS_IT_IS;

  gtk_window_close (GTK_WINDOW (self));
  reel_upload_queue_choose_all (queue, choice);
  if (always)
    g_object_set (queue, "over-advised", (guint) choice, NULL);
}

static void
reel_upload_choice_dialog_dispose (GObject *object)
{
  ReelUploadChoiceDialog *self = REEL_UPLOAD_CHOICE_DIALOG (object);

  g_clear_object (&self->queue);

  G_OBJECT_CLASS (reel_upload_choice_dialog_parent_class)->dispose (object);
}

static void
reel_upload_choice_dialog_class_init (ReelUploadChoiceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_upload_choice_dialog_dispose;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/uploads/reel-upload-choice-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelUploadChoiceDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadChoiceDialog, body);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadChoiceDialog, smaller_row);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadChoiceDialog, smaller);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadChoiceDialog, as_it_is_row);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadChoiceDialog, as_it_is);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadChoiceDialog, always);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
reel_upload_choice_dialog_init (ReelUploadChoiceDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_upload_choice_dialog_new:
 * @parent: the window that it belongs to
 * @queue: what waits
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *
reel_upload_choice_dialog_new (GtkWindow       *parent,
                               ReelUploadQueue *queue)
{
  ReelUploadChoiceDialog *self = g_object_new (REEL_TYPE_UPLOAD_CHOICE_DIALOG, "transient-for", parent, NULL);

  g_return_val_if_fail (REEL_IS_UPLOAD_QUEUE (queue), NULL);

  self->queue = g_object_ref (queue);
  g_signal_connect_object (queue, "notify::n-choosing", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  reel_dialog_size_fit (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
