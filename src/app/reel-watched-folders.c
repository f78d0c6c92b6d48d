/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-watched-folder-row.h"
#include "app/reel-watched-folders.h"
#include "widgets/reel-boxed-list.h"
#include "widgets/reel-dialog-size.h"
#include "widgets/reel-toast.h"

/* How long a toast with 'Undo' stays, seconds. */
#define UNDO_SECONDS 10

struct _ReelWatchedFolders
{
  AdwWindow parent_instance;

  /* template */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkListBox *list;

  /* owned */
  ReelFolderWatches *watches;
  ReelCollectionList *collections;
};

G_DEFINE_FINAL_TYPE (ReelWatchedFolders, reel_watched_folders, ADW_TYPE_WINDOW)

static void
on_failed (ReelWatchedFolders *self,
           const char         *message)
{
  adw_toast_overlay_add_toast (self->toasts, reel_toast_new (message));
}

static void
on_undo (ReelWatchedFolders *self,
         AdwToast           *toast)
{
  reel_folder_watches_restore (self->watches, g_object_get_data (G_OBJECT (toast), "watch"));
}

static void
on_remove_requested (ReelWatchedFolders   *self,
                     ReelWatchedFolderRow *row)
{
  ReelFolderWatch *watch = reel_watched_folder_row_get_watch (row);
  g_autofree char *name = reel_folder_watch_dup_name (watch);
  /* Translators: %s is the name of a folder */
  g_autofree char *text = g_strdup_printf (_ ("“%s” is no longer watched"), name);
  AdwToast *toast = reel_toast_new (text);

  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_object_set_data_full (G_OBJECT (toast), "watch", g_object_ref (watch), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo), self, G_CONNECT_SWAPPED);
  reel_folder_watches_remove (self->watches, watch);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_pause_requested (ReelWatchedFolders   *self,
                    gboolean              paused,
                    ReelWatchedFolderRow *row)
{
  reel_folder_watches_set_paused (self->watches, reel_watched_folder_row_get_watch (row), paused);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  ReelWatchedFolders *self = user_data;
  GtkWidget *row = reel_watched_folder_row_new (item, self->collections);

  g_signal_connect_object (row, "remove-requested", G_CALLBACK (on_remove_requested), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "pause-requested", G_CALLBACK (on_pause_requested), self, G_CONNECT_SWAPPED);
  return row;
}

static void
on_items_changed (ReelWatchedFolders *self)
{
  gboolean some = g_list_model_get_n_items (G_LIST_MODEL (self->watches)) > 0;

  gtk_stack_set_visible_child_name (self->stack, some ? "some" : "none");
}

static void
reel_watched_folders_dispose (GObject *object)
{
  ReelWatchedFolders *self = REEL_WATCHED_FOLDERS (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->watches);
  g_clear_object (&self->collections);

  G_OBJECT_CLASS (reel_watched_folders_parent_class)->dispose (object);
}

static void
reel_watched_folders_class_init (ReelWatchedFoldersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_watched_folders_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-watched-folders.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelWatchedFolders, toasts);
  gtk_widget_class_bind_template_child (widget_class, ReelWatchedFolders, stack);
  gtk_widget_class_bind_template_child (widget_class, ReelWatchedFolders, list);
}

static void
reel_watched_folders_init (ReelWatchedFolders *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_watched_folders_new:
 * @parent: the window that it belongs to
 * @session: the service whose folders they are
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *
reel_watched_folders_new (GtkWindow   *parent,
                          ReelSession *session)
{
  ReelWatchedFolders *self = g_object_new (REEL_TYPE_WATCHED_FOLDERS, "transient-for", parent, NULL);

  self->watches = g_object_ref (reel_session_get_watches (session));
  self->collections = g_object_ref (reel_session_get_collections (session));
  reel_boxed_list_bind (self->list, G_LIST_MODEL (self->watches), create_row, self);
  g_signal_connect_object (self->watches, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watches, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  on_items_changed (self);
  reel_dialog_size_fit (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
