/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-backups-dialog.h"
#include "base/reel-format.h"
#include "widgets/reel-confirmation.h"
#include "widgets/reel-dialog-size.h"

struct _ReelBackupsDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkButton *restore;
  GtkStack *stack;
  GtkLabel *error;
  GtkListBox *list;

  /* owned */
  ReelBackups *backups;
  GPtrArray *items; /* (nullable) (element-type ReelBackup): the rows, newest first */
  GCancellable *cancellable;
};

enum
{
  STAGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelBackupsDialog, reel_backups_dialog, ADW_TYPE_WINDOW)

static const char *
describe (ReelBackupKind kind)
{
  switch (kind)
    {
    case REEL_BACKUP_ASKED:
      return _ ("made by hand");
    case REEL_BACKUP_UPDATE:
      return _ ("before an update of the program");
    case REEL_BACKUP_RESTORE:
      return _ ("before another one was restored");
    case REEL_BACKUP_DAILY:
    default:
      return _ ("made by itself");
    }
}

static char *
format_made (const ReelBackup *backup)
{
  return reel_format_moment (backup->made, g_get_real_time () / G_USEC_PER_SEC);
}

static GtkWidget *
new_row (const ReelBackup *backup)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *made = format_made (backup);
  g_autofree char *videos =
    g_strdup_printf (ngettext ("%u video", "%u videos", backup->n_videos), backup->n_videos);
  /* Translators: how many videos a backup has, and why it was made */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s · %s"), videos, describe (backup->kind));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), made);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static const ReelBackup *
get_selected (ReelBackupsDialog *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? self->items->pdata[gtk_list_box_row_get_index (row)] : NULL;
}

static void
on_selected (ReelBackupsDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->restore), get_selected (self) != NULL);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelBackupsDialog) self = user_data;
  GPtrArray *items = reel_backups_list_finish (REEL_BACKUPS (source), result, NULL);

  if (items == NULL)
    return; /* closed meanwhile */
  self->items = items;
  for (guint i = 0; i < items->len; i++)
    gtk_list_box_append (self->list, new_row (items->pdata[i]));
  gtk_stack_set_visible_child_name (self->stack, items->len > 0 ? "list" : "none");
}

static void
on_staged (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelBackupsDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (reel_backups_stage_finish (REEL_BACKUPS (source), result, &error))
    {
      g_signal_emit (self, signals[STAGED], 0);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_label_set_label (self->error, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->error), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->restore), TRUE);
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelBackupsDialog) self = user_data;
  const ReelBackup *backup = get_selected (self);

  if (!reel_confirmation_ask_finish (result, NULL) || backup == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->restore), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "busy");
  reel_backups_stage_async (self->backups, backup, self->cancellable, on_staged, g_object_ref (self));
}

static void
on_restore_clicked (ReelBackupsDialog *self)
{
  g_autofree char *made = format_made (get_selected (self));
  g_autofree char *heading = g_strdup_printf (_ ("Restore the Backup of %s?"), made);

  reel_confirmation_ask_async (GTK_WINDOW (self), heading,
                               _ ("The program starts anew, and the catalogue is then as it was at that time. As it is now "
                                  "it is backed up first. What was sent since stays known; what may have been sent is not "
                                  "sent again by itself. What else was done since is undone."),
                               _ ("_Restore and Restart"), self->cancellable, on_answered, g_object_ref (self));
}

static gboolean
reel_backups_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (REEL_BACKUPS_DIALOG (window)->cancellable);

  return GTK_WINDOW_CLASS (reel_backups_dialog_parent_class)->close_request (window);
}

static void
reel_backups_dialog_dispose (GObject *object)
{
  ReelBackupsDialog *self = REEL_BACKUPS_DIALOG (object);

  if (self->list != NULL) /* it tells of its rows as they go, and other children are gone by then */
    g_signal_handlers_disconnect_by_func (self->list, on_selected, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->backups);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (reel_backups_dialog_parent_class)->dispose (object);
}

static void
reel_backups_dialog_class_init (ReelBackupsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_backups_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = reel_backups_dialog_close_request;

  signals[STAGED] =
    g_signal_new ("staged", REEL_TYPE_BACKUPS_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-backups-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelBackupsDialog, restore);
  gtk_widget_class_bind_template_child (widget_class, ReelBackupsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ReelBackupsDialog, error);
  gtk_widget_class_bind_template_child (widget_class, ReelBackupsDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_restore_clicked);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
reel_backups_dialog_init (ReelBackupsDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_backups_dialog_new:
 * @parent: the window that it belongs to
 * @backups: the backups
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *
reel_backups_dialog_new (GtkWindow   *parent,
                         ReelBackups *backups)
{
  ReelBackupsDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (REEL_IS_BACKUPS (backups), NULL);

  self = g_object_new (REEL_TYPE_BACKUPS_DIALOG, "transient-for", parent, NULL);
  self->backups = g_object_ref (backups);
  reel_dialog_size_fit (GTK_WINDOW (self));
  reel_backups_list_async (backups, self->cancellable, on_listed, g_object_ref (self));
  return GTK_WIDGET (self);
}
