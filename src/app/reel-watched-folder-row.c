/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-watched-folder-row.h"
#include "widgets/reel-folder.h"

struct _ReelWatchedFolderRow
{
  AdwActionRow parent_instance;

  /* template */
  GtkSwitch *on;
  GtkMenuButton *more;

  /* owned */
  ReelFolderWatch *watch;
  ReelCollectionList *collections;
};

enum
{
  PAUSE_REQUESTED,
  REMOVE_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelWatchedFolderRow, reel_watched_folder_row, ADW_TYPE_ACTION_ROW)

static void
on_switched (ReelWatchedFolderRow *self)
{
  if (self->watch != NULL)
    g_signal_emit (self, signals[PAUSE_REQUESTED], 0, !gtk_switch_get_active (self->on));
}

static void
update (ReelWatchedFolderRow *self)
{
  const ReelWatchedFolder *record = reel_folder_watch_get_record (self->watch);
  ReelCollection *collection = reel_collection_list_find (self->collections, record->collection_id);
  ReelFolderWatchState state = reel_folder_watch_get_state (self->watch);
  g_autofree char *status = reel_folder_watch_dup_status (self->watch);
  g_autofree char *subtitle = NULL;

  if (collection != NULL)
    /* Translators: of a watched folder: the collection that it feeds, then how it is */
    subtitle = g_strdup_printf (_ ("To “%s”\n%s"), reel_collection_get_name (collection), status);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle != NULL ? subtitle : status);
  gtk_switch_set_active (self->on, !record->paused);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watched-folder.look",
                                 state != REEL_FOLDER_WATCH_PAUSED && state != REEL_FOLDER_WATCH_ORPHANED);
}

/* So that a list of rows does not read as a list of switches that are all called the same. */
static void
set_names (ReelWatchedFolderRow *self)
{
  g_autofree char *name = reel_folder_watch_dup_name (self->watch);
  g_autofree char *place = g_file_get_parse_name (reel_folder_watch_get_folder (self->watch));
  /* Translators: %s is the name of a folder */
  g_autofree char *on = g_strdup_printf (_ ("Watch %s"), name);
  /* Translators: the button of a menu; %s is the name of a folder */
  g_autofree char *more = g_strdup_printf (_ ("More about %s"), name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->on), GTK_ACCESSIBLE_PROPERTY_LABEL, on, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, more, -1);
}

static void
on_look (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  reel_folder_watch_look (REEL_WATCHED_FOLDER_ROW (widget)->watch);
}

static void
on_show (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  ReelWatchedFolderRow *self = REEL_WATCHED_FOLDER_ROW (widget);

  /* Where that fails there is no file manager to see it in. */
  reel_folder_show_async (GTK_WINDOW (gtk_widget_get_root (widget)), reel_folder_watch_get_folder (self->watch), NULL, NULL,
                          NULL);
}

static void
on_remove (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  g_autoptr (GtkWidget) self = g_object_ref (widget); /* which goes */

  g_signal_emit (self, signals[REMOVE_REQUESTED], 0);
}

static void
reel_watched_folder_row_dispose (GObject *object)
{
  ReelWatchedFolderRow *self = REEL_WATCHED_FOLDER_ROW (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->collections);

  G_OBJECT_CLASS (reel_watched_folder_row_parent_class)->dispose (object);
}

static void
reel_watched_folder_row_class_init (ReelWatchedFolderRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_watched_folder_row_dispose;

  signals[PAUSE_REQUESTED] = g_signal_new ("pause-requested", REEL_TYPE_WATCHED_FOLDER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[REMOVE_REQUESTED] = g_signal_new ("remove-requested", REEL_TYPE_WATCHED_FOLDER_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "watched-folder.look", NULL, on_look);
  gtk_widget_class_install_action (widget_class, "watched-folder.show", NULL, on_show);
  gtk_widget_class_install_action (widget_class, "watched-folder.remove", NULL, on_remove);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-watched-folder-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelWatchedFolderRow, on);
  gtk_widget_class_bind_template_child (widget_class, ReelWatchedFolderRow, more);
  gtk_widget_class_bind_template_callback (widget_class, on_switched);
}

static void
reel_watched_folder_row_init (ReelWatchedFolderRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_watched_folder_row_new:
 * @watch: the folder; followed
 * @collections: where its collection has its name from; followed
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
reel_watched_folder_row_new (ReelFolderWatch    *watch,
                             ReelCollectionList *collections)
{
  ReelWatchedFolderRow *self = g_object_new (REEL_TYPE_WATCHED_FOLDER_ROW, NULL);

  gtk_switch_set_active (self->on, !reel_folder_watch_get_record (watch)->paused);
  self->watch = g_object_ref (watch);
  self->collections = g_object_ref (collections);
  g_signal_connect_object (watch, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (collections, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  set_names (self);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * reel_watched_folder_row_get_watch:
 * @self: a #ReelWatchedFolderRow
 *
 * Returns: (transfer none): its folder
 */
ReelFolderWatch *
reel_watched_folder_row_get_watch (ReelWatchedFolderRow *self)
{
  g_return_val_if_fail (REEL_IS_WATCHED_FOLDER_ROW (self), NULL);

  return self->watch;
}
