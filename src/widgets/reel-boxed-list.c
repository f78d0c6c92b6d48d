/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-boxed-list.h"

/* The last row has no line below it. Where that becomes another row, GTK keeps the heights that it measured with the line, and
 * mixes them with new ones until the next frame; libadwaita then reports a least height over the natural one. */
static void
measure_rows (GtkListBox *list)
{
  GtkWidget *row;

  for (row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL; row = gtk_widget_get_next_sibling (row))
    gtk_widget_queue_resize (row);
}

/**
 * reel_boxed_list_bind:
 * @list: a list with the style class `boxed-list`
 * @model: what it shows
 * @create: makes a row
 * @user_data: for @create
 *
 * As gtk_list_box_bind_model(), for rows that come and go while they are seen.
 */
void
reel_boxed_list_bind (GtkListBox                *list,
                      GListModel                *model,
                      GtkListBoxCreateWidgetFunc create,
                      gpointer                   user_data)
{
  g_return_if_fail (GTK_IS_LIST_BOX (list));
  g_return_if_fail (G_IS_LIST_MODEL (model));

  gtk_list_box_bind_model (list, model, create, user_data, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (measure_rows), list, G_CONNECT_SWAPPED);
}
