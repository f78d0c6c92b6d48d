/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-upload-drag.h"
#include "widgets/reel-drag-source.h"

/* Where a drop would go: a line above or below the row. */
#define ABOVE "reel-drop-above"
#define BELOW "reel-drop-below"

static GdkContentProvider *
prepare_cb (GtkDragSource *source,
            double         x,
            double         y,
            ReelUploadRow *row)
{
  ReelVideo *video = reel_upload_row_get_video (row);

  if (video == NULL)
    return NULL;
  g_object_set_data (G_OBJECT (source), "x", GINT_TO_POINTER ((int) x));
  g_object_set_data (G_OBJECT (source), "y", GINT_TO_POINTER ((int) y));
  return gdk_content_provider_new_typed (REEL_TYPE_VIDEO, video);
}

/* The row as it is now: the widget shows other videos when the list is scrolled. */
static void
begin_cb (GtkDragSource *source,
          GdkDrag       *drag,
          GtkWidget     *row)
{
  g_autoptr (GdkPaintable) live = gtk_widget_paintable_new (row);
  g_autoptr (GdkPaintable) picture = gdk_paintable_get_current_image (live);

  gtk_drag_source_set_icon (source, picture, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (source), "x")),
                            GPOINTER_TO_INT (g_object_get_data (G_OBJECT (source), "y")));
}

static gboolean
is_behind (GtkWidget *row,
           double     y)
{
  return y > gtk_widget_get_height (row) / 2.0;
}

static void
show_place (GtkWidget  *row,
            const char *place)
{
  gtk_widget_remove_css_class (row, ABOVE);
  gtk_widget_remove_css_class (row, BELOW);
  if (place != NULL)
    gtk_widget_add_css_class (row, place);
}

static GdkDragAction
motion_cb (GtkDropTarget *target,
           double         x,
           double         y,
           GtkWidget     *row)
{
  show_place (row, is_behind (row, y) ? BELOW : ABOVE);
  return GDK_ACTION_MOVE;
}

static void
leave_cb (GtkDropTarget *target,
          GtkWidget     *row)
{
  show_place (row, NULL);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         ReelUploadRow *row)
{
  ReelVideo *video = g_value_get_object (value), *other = reel_upload_row_get_video (row);

  show_place (GTK_WIDGET (row), NULL);
  if (video == NULL || other == NULL)
    return FALSE;
  reel_upload_queue_move (reel_upload_row_get_queue (row), video, other, is_behind (GTK_WIDGET (row), y));
  return TRUE;
}

/**
 * reel_upload_drag_add:
 * @row: a #ReelUploadRow that was just made
 */
void
reel_upload_drag_add (ReelUploadRow *row)
{
  GtkDragSource *source = reel_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (REEL_TYPE_VIDEO, GDK_ACTION_MOVE);

  g_return_if_fail (REEL_IS_UPLOAD_ROW (row));

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), row, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (begin_cb), row, 0);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "enter", G_CALLBACK (motion_cb), row, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (motion_cb), row, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), row, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), row, 0);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (target));
}
