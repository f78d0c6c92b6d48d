/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "collections/reel-new-collection-dialog.h"

struct _ReelNewCollectionDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwEntryRow *name;
  AdwEntryRow *description;
  GtkButton *create;
  GtkSpinner *spinner;
  GtkLabel *error;
};

enum
{
  CREATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelNewCollectionDialog, reel_new_collection_dialog, ADW_TYPE_WINDOW)

static char *
dup_stripped (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
set_busy (ReelNewCollectionDialog *self,
          gboolean                 busy)
{
  g_autofree char *name = dup_stripped (self->name);

  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->create), !busy && *name != '\0');
  /* GTK 4.8 warns where an entry with a blinking cursor becomes insensitive. */
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  /* What is being made has the name that was given; another would be another collection. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->name), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->description), !busy);
}

static void
on_name_changed (ReelNewCollectionDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error), FALSE);
  set_busy (self, FALSE);
}

static void
on_create (ReelNewCollectionDialog *self)
{
  g_autofree char *name = dup_stripped (self->name);
  g_autofree char *description = dup_stripped (self->description);

  if (*name == '\0' || !gtk_widget_get_sensitive (GTK_WIDGET (self->create)))
    return;
  set_busy (self, TRUE);
  g_signal_emit (self, signals[CREATE], 0, name, description);
}

static void
reel_new_collection_dialog_class_init (ReelNewCollectionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CREATE] = g_signal_new ("create", REEL_TYPE_NEW_COLLECTION_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/collections/reel-new-collection-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelNewCollectionDialog, name);
  gtk_widget_class_bind_template_child (widget_class, ReelNewCollectionDialog, description);
  gtk_widget_class_bind_template_child (widget_class, ReelNewCollectionDialog, create);
  gtk_widget_class_bind_template_child (widget_class, ReelNewCollectionDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelNewCollectionDialog, error);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_create);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
reel_new_collection_dialog_init (ReelNewCollectionDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

/**
 * reel_new_collection_dialog_new:
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): the dialog; it stays open after "create" until it is closed, so that an error can be shown. Who
 *   closes it before does not want the collection
 */
GtkWidget *
reel_new_collection_dialog_new (GtkWindow *parent)
{
  return g_object_new (REEL_TYPE_NEW_COLLECTION_DIALOG, "transient-for", parent, NULL);
}

/**
 * reel_new_collection_dialog_show_error:
 * @self: a #ReelNewCollectionDialog
 * @message: why the collection could not be made
 */
void
reel_new_collection_dialog_show_error (ReelNewCollectionDialog *self,
                                       const char              *message)
{
  g_return_if_fail (REEL_IS_NEW_COLLECTION_DIALOG (self));

  gtk_label_set_label (self->error, message);
  gtk_widget_set_visible (GTK_WIDGET (self->error), TRUE);
  set_busy (self, FALSE);
}
