/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "collections/reel-collection-row.h"
#include "widgets/reel-drop.h"

struct _ReelCollectionRow
{
  GtkListBoxRow parent_instance;

  /* template */
  GtkImage *icon;
  GtkLabel *name;
  GtkImage *watched;
  GtkLabel *count;

  /* owned */
  ReelCollection *collection;
};

enum
{
  FILES_DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelCollectionRow, reel_collection_row, GTK_TYPE_LIST_BOX_ROW)

static void
update (ReelCollectionRow *self)
{
  guint n = reel_collection_get_n_videos (self->collection);
  guint n_watched = reel_collection_get_n_watched (self->collection);
  const char *name = reel_collection_get_name (self->collection);
  g_autofree char *count = g_strdup_printf ("%u", n);
  /* Translators: a collection in the sidebar, for a screen reader: its name, then how many videos */
  g_autofree char *label = g_strdup_printf (ngettext ("%s, %u video", "%s, %u videos", n), name, n);
  g_autofree char *watched = g_strdup_printf (ngettext ("A watched folder feeds it", "%u watched folders feed it", n_watched),
                                             n_watched);
  /* Translators: what a screen reader says of something that people have hidden; %s is its name with more about it */
  g_autofree char *hidden = reel_collection_get_hidden (self->collection) ? g_strdup_printf (_ ("%s, hidden"), label) : NULL;

  gtk_label_set_label (self->name, name);
  gtk_widget_set_visible (GTK_WIDGET (self->watched), n_watched > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->watched), watched);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->watched), GTK_ACCESSIBLE_PROPERTY_LABEL, watched, -1);
  gtk_label_set_label (self->count, n > 0 ? count : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), reel_collection_get_description (self->collection));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, hidden != NULL ? hidden : label, -1);
  if (hidden != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "reel-hidden");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "reel-hidden");
}

static void
on_dropped (GListModel *files,
            gpointer    user_data)
{
  g_signal_emit (user_data, signals[FILES_DROPPED], 0, files);
}

static void
reel_collection_row_dispose (GObject *object)
{
  ReelCollectionRow *self = REEL_COLLECTION_ROW (object);

  g_clear_object (&self->collection);

  G_OBJECT_CLASS (reel_collection_row_parent_class)->dispose (object);
}

static void
reel_collection_row_class_init (ReelCollectionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_collection_row_dispose;

  signals[FILES_DROPPED] = g_signal_new ("files-dropped", REEL_TYPE_COLLECTION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_LIST_MODEL);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/collections/reel-collection-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelCollectionRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ReelCollectionRow, name);
  gtk_widget_class_bind_template_child (widget_class, ReelCollectionRow, watched);
  gtk_widget_class_bind_template_child (widget_class, ReelCollectionRow, count);
}

static void
reel_collection_row_init (ReelCollectionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_collection_row_new:
 * @collection: a collection; with an empty id it stands for all of them
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
reel_collection_row_new (ReelCollection *collection)
{
  ReelCollectionRow *self = g_object_new (REEL_TYPE_COLLECTION_ROW, NULL);
  gboolean all = *reel_collection_get_id (collection) == '\0';

  self->collection = g_object_ref (collection);
  g_signal_connect_object (collection, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_image_set_from_icon_name (self->icon, all ? "view-grid-symbolic" : "folder-videos-symbolic");
  reel_drop_attach (GTK_WIDGET (self), on_dropped, self);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * reel_collection_row_get_collection:
 * @self: a #ReelCollectionRow
 *
 * Returns: (transfer none): its collection
 */
ReelCollection *
reel_collection_row_get_collection (ReelCollectionRow *self)
{
  g_return_val_if_fail (REEL_IS_COLLECTION_ROW (self), NULL);

  return self->collection;
}
