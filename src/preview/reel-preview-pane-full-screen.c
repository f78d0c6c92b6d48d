/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preview/reel-preview-pane-private.h"

/*
 * The picture on the whole screen, in a window of its own. It is in one place at a time: drawn at two sizes, it would be
 * scaled for one and then the other.
 */

static gboolean
key_pressed (ReelPreviewPane *self,
             guint            key,
             guint            code,
             GdkModifierType  modifiers)
{
  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Escape)
    {
      reel_preview_pane_set_full_screen (self, FALSE);
      return GDK_EVENT_STOP;
    }
  return reel_preview_pane_press_range (self, key, (modifiers & GDK_SHIFT_MASK) != 0) || reel_preview_pane_press (self, key);
}

static gboolean
close_requested (ReelPreviewPane *self)
{
  reel_preview_pane_set_full_screen (self, FALSE);
  return GDK_EVENT_STOP;
}

static void
open_window (ReelPreviewPane *self)
{
  GtkWidget *picture = gtk_picture_new_for_paintable (reel_player_get_paintable (self->player));
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_picture_set_paintable (self->picture, NULL);
  self->full_screen = g_object_ref_sink (GTK_WINDOW (gtk_window_new ()));
  gtk_widget_add_css_class (GTK_WIDGET (self->full_screen), "reel-full-screen");
  gtk_window_set_title (self->full_screen, gtk_label_get_label (self->title));
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (self->full_screen, GTK_WINDOW (root));
  gtk_window_set_child (self->full_screen, picture);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->full_screen), keys);
  g_signal_connect_object (click, "released", G_CALLBACK (reel_preview_pane_toggle_play), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (picture, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (self->full_screen, "close-request", G_CALLBACK (close_requested), self, G_CONNECT_SWAPPED);
  gtk_window_fullscreen (self->full_screen);
  gtk_window_present (self->full_screen);
}

/**
 * reel_preview_pane_set_full_screen:
 * @self: the pane
 * @full_screen: whether the picture is to fill the screen; not while there is none
 */
void
reel_preview_pane_set_full_screen (ReelPreviewPane *self,
                                   gboolean         full_screen)
{
  g_autoptr (GtkWindow) window = NULL;

  if (full_screen == (self->full_screen != NULL) ||
      (full_screen && (!reel_preview_pane_can_play (self) ||
                       g_strcmp0 (gtk_stack_get_visible_child_name (self->picture_stack), "picture") != 0)))
    return;
  if (full_screen)
    {
      open_window (self);
      return;
    }
  window = g_steal_pointer (&self->full_screen);
  gtk_window_destroy (window);
  if (self->picture != NULL)
    gtk_picture_set_paintable (self->picture, reel_player_get_paintable (self->player));
}
