/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "collections/reel-choose-collection-dialog.h"

struct _ReelChooseCollectionDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkListBox *list;
};

enum
{
  CHOSEN,
  NEW_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelChooseCollectionDialog, reel_choose_collection_dialog, ADW_TYPE_WINDOW)

static void
on_row_activated (ReelChooseCollectionDialog *self,
                  GtkListBoxRow              *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (row), "collection"));
}

static void
on_new_clicked (ReelChooseCollectionDialog *self)
{
  g_signal_emit (self, signals[NEW_REQUESTED], 0);
}

static void
add_row (ReelChooseCollectionDialog *self,
         ReelCollection             *collection)
{
  guint n = reel_collection_get_n_videos (collection);
  g_autofree char *count = g_strdup_printf (ngettext ("%u video", "%u videos", n), n);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), reel_collection_get_name (collection));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), count);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "collection", g_object_ref (collection), g_object_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, reel_collection_get_name (collection),
                                  -1);
  gtk_list_box_append (self->list, row);
}

static void
reel_choose_collection_dialog_class_init (ReelChooseCollectionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHOSEN] = g_signal_new ("chosen", REEL_TYPE_CHOOSE_COLLECTION_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, REEL_TYPE_COLLECTION);
  signals[NEW_REQUESTED] = g_signal_new ("new-requested", REEL_TYPE_CHOOSE_COLLECTION_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/collections/reel-choose-collection-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelChooseCollectionDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_new_clicked);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
reel_choose_collection_dialog_init (ReelChooseCollectionDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_choose_collection_dialog_new:
 * @parent: the window that it belongs to
 * @collections: (element-type ReelCollection): those to choose from; hidden ones are left out
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *
reel_choose_collection_dialog_new (GtkWindow  *parent,
                                   GListModel *collections)
{
  ReelChooseCollectionDialog *self = g_object_new (REEL_TYPE_CHOOSE_COLLECTION_DIALOG, "transient-for", parent, NULL);
  guint n = g_list_model_get_n_items (collections);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelCollection) collection = g_list_model_get_item (collections, i);

      if (!reel_collection_get_hidden (collection))
        add_row (self, collection);
    }
  if (gtk_list_box_get_row_at_index (self->list, 0) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
  else
    gtk_widget_set_visible (gtk_widget_get_ancestor (GTK_WIDGET (self->list), GTK_TYPE_SCROLLED_WINDOW), FALSE);
  return GTK_WIDGET (self);
}
