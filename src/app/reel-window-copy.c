/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "search/reel-hit-timecode.h"

/*
 * What is asked for about the file of a hit, or of the preview: its timecode for other programs, and where it is.
 */

static void
copy_timecode (ReelWindow *self,
               const char *timecode)
{
  /* Translators: %s is a timecode, such as 01:00:12:05 */
  g_autofree char *text = g_strdup_printf (_ ("%s copied"), timecode);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), timecode);
  reel_window_toast (self, text);
}

static void
on_timecode (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *timecode = reel_hit_timecode_finish (result, &error);

  if (self->settings == NULL) /* the window has gone meanwhile */
    return;
  if (timecode != NULL)
    copy_timecode (self, timecode);
  else
    reel_window_toast (self, error->message);
}

static void
on_copy_timecode_requested (ReelWindow *self,
                            ReelHit    *hit)
{
  if (reel_hit_get_uri (hit) != NULL)
    reel_hit_timecode_async (hit, NULL, on_timecode, g_object_ref (self));
}

static void
on_show_requested (ReelWindow *self,
                   ReelHit    *hit)
{
  g_autoptr (GFile) file = reel_hit_get_uri (hit) != NULL ? g_file_new_for_uri (reel_hit_get_uri (hit)) : NULL;

  if (file != NULL)
    reel_window_show_file (self, file);
}

static void
on_export_requested (ReelWindow *self,
                     ReelHit    *hit,
                     gboolean    instant)
{
  gboolean times = reel_hit_get_has_times (hit);

  if (reel_hit_get_uri (hit) != NULL)
    reel_window_ask_for_clip (self, reel_hit_get_uri (hit), reel_hit_get_name (hit), times ? reel_hit_get_start (hit) : 0,
                              times ? reel_hit_get_end (hit) : 0, instant);
}

static void
on_copy_timecode (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);
  const char *timecode = reel_preview_pane_get_timecode (self->preview);

  if (timecode != NULL)
    copy_timecode (self, timecode);
}

static void
on_show_shown (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);
  const char *uri, *title;
  double start, end;

  if (reel_preview_pane_get_clip (self->preview, &uri, &title, &start, &end))
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uri);

      reel_window_show_file (self, file);
    }
}

void
reel_window_class_bind_copy (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.copy-timecode", NULL, on_copy_timecode);
  gtk_widget_class_install_action (widget_class, "win.show-shown", NULL, on_show_shown);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_timecode_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_show_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_export_requested);
}
