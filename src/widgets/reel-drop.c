/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-drop.h"

typedef struct
{
  ReelDropFunc func;
  gpointer user_data; /* (borrowed): outlives the widget, or is it */
} Drop;

static gboolean
on_drop (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         gpointer       user_data)
{
  Drop *drop = user_data;
  g_autoptr (GListStore) files = NULL;
  g_autoptr (GSList) list = NULL;

  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  files = g_list_store_new (G_TYPE_FILE);
  list = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *l = list; l != NULL; l = l->next)
    g_list_store_append (files, l->data);
  if (g_list_model_get_n_items (G_LIST_MODEL (files)) == 0)
    return FALSE;
  drop->func (G_LIST_MODEL (files), drop->user_data);
  return TRUE;
}

/* A file manager may offer to move, which would mean that we own the file afterwards: we only ever copy. */
static GdkDragAction
on_enter (GtkDropTarget *target,
          double         x,
          double         y)
{
  return GDK_ACTION_COPY;
}

/**
 * reel_drop_attach:
 * @widget: what files can be dropped on; highlighted by the theme while they hover over it
 * @func: called with the files
 * @user_data: for @func
 *
 * Returns: (transfer none): the drop target, owned by @widget
 */
GtkDropTarget *
reel_drop_attach (GtkWidget   *widget,
                  ReelDropFunc func,
                  gpointer     user_data)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  Drop *drop = g_new0 (Drop, 1);

  drop->func = func;
  drop->user_data = user_data;
  g_signal_connect (target, "enter", G_CALLBACK (on_enter), NULL);
  g_signal_connect_data (target, "drop", G_CALLBACK (on_drop), drop, (GClosureNotify) (void (*) (void)) g_free, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
  return target;
}
