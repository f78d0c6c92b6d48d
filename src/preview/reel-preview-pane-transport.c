/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preview/reel-preview-pane-private.h"

/* What one does with a video in the preview, by buttons and keys. */

#define FASTEST 8.0

/*
 * reel_preview_pane_go_to:
 *
 * Inside the hit the player keeps to it; whoever goes elsewhere wants to see that, and is not sent back.
 */
void
reel_preview_pane_go_to (ReelPreviewPane *self,
                         double           seconds,
                         gboolean         exact)
{
  double duration = reel_player_get_duration (self->player);
  double in, out;

  seconds = MAX (0, duration > 0 ? MIN (seconds, duration) : seconds);
  reel_preview_pane_get_played (self, &in, &out);
  if (seconds < in || (out > 0 && seconds > out))
    in = out = 0;
  if (reel_player_get_in_point (self->player) != in || reel_player_get_out_point (self->player) != out)
    reel_player_set_range (self->player, in, out);
  reel_player_seek (self->player, seconds, exact);
}

static void
go_by (ReelPreviewPane *self,
       double           seconds)
{
  reel_preview_pane_go_to (self, reel_player_get_position (self->player) + seconds, TRUE);
}

static void
go_to_start (ReelPreviewPane *self)
{
  reel_preview_pane_go_to (self, self->start, TRUE);
}

static void
go_to_end (ReelPreviewPane *self)
{
  if (reel_preview_pane_get_end (self) > 0)
    reel_preview_pane_go_to (self, reel_preview_pane_get_end (self), TRUE);
}

static void
step_back (ReelPreviewPane *self)
{
  reel_player_step (self->player, -1);
}

static void
step_forward (ReelPreviewPane *self)
{
  reel_player_step (self->player, 1);
}

static void
stop (ReelPreviewPane *self)
{
  reel_player_pause (self->player);
  reel_player_set_rate (self->player, 1);
}

/* Plays, and each time again twice as fast. */
static void
shuttle (ReelPreviewPane *self)
{
  if (reel_player_get_playing (self->player))
    reel_player_set_rate (self->player, MIN (reel_player_get_rate (self->player) * 2, FASTEST));
  else
    reel_preview_pane_toggle_play (self);
}

void
reel_preview_pane_toggle_play (ReelPreviewPane *self)
{
  if (reel_player_get_playing (self->player))
    {
      stop (self);
      return;
    }
  reel_player_set_rate (self->player, 1);
  reel_preview_pane_before_playing (self);
  reel_player_play (self->player);
}

static void
picture_clicked (ReelPreviewPane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  reel_preview_pane_toggle_play (self);
}

static void
timeline_seek (ReelPreviewPane *self,
               double           seconds,
               gboolean         exact)
{
  reel_preview_pane_go_to (self, seconds, exact);
}

static void
toggle_muted (ReelPreviewPane *self)
{
  gboolean muted = FALSE;

  g_object_get (self->player, "muted", &muted, NULL);
  reel_player_set_muted (self->player, !muted);
}

static void
ask_for_previous (ReelPreviewPane *self)
{
  reel_preview_pane_ask_for_hit (self, FALSE);
}

static void
ask_for_next (ReelPreviewPane *self)
{
  reel_preview_pane_ask_for_hit (self, TRUE);
}

static void
toggle_full_screen (ReelPreviewPane *self)
{
  reel_preview_pane_set_full_screen (self, self->full_screen == NULL);
}

/**
 * reel_preview_pane_press:
 * @self: the pane
 * @key: a keyval
 *
 * Returns: whether the key does something
 */
gboolean
reel_preview_pane_press (ReelPreviewPane *self,
                         guint            key)
{
  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      reel_preview_pane_toggle_play (self);
      break;
    case GDK_KEY_k:
      stop (self);
      break;
    case GDK_KEY_l:
      shuttle (self);
      break;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      ask_for_previous (self);
      break;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      ask_for_next (self);
      break;
    case GDK_KEY_f:
    case GDK_KEY_F11:
      toggle_full_screen (self);
      break;
    case GDK_KEY_comma:
      step_back (self);
      break;
    case GDK_KEY_period:
      step_forward (self);
      break;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      go_by (self, -1);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      go_by (self, 1);
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      go_to_start (self);
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      go_to_end (self);
      break;
    case GDK_KEY_m:
      toggle_muted (self);
      break;
    default:
      return FALSE;
    }
  return TRUE;
}

static gboolean
key_pressed (ReelPreviewPane *self,
             guint            key,
             guint            code,
             GdkModifierType  modifiers)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!reel_preview_pane_can_play (self) || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  /* A button keeps its space, and a popover all of its keys. */
  if (focus != NULL && key != GDK_KEY_m &&
      (gtk_widget_is_ancestor (focus, GTK_WIDGET (self->volume)) || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_space && (GTK_IS_BUTTON (focus) || GTK_IS_MENU_BUTTON (focus)))
    return GDK_EVENT_PROPAGATE;
  return reel_preview_pane_press_range (self, key, (modifiers & GDK_SHIFT_MASK) != 0) || reel_preview_pane_press (self, key);
}

/* In class_init. */
void
reel_preview_pane_bind_transport (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, picture_clicked);
  gtk_widget_class_bind_template_callback (widget_class, timeline_seek);
  gtk_widget_class_bind_template_callback (widget_class, step_back);
  gtk_widget_class_bind_template_callback (widget_class, step_forward);
  gtk_widget_class_bind_template_callback (widget_class, go_to_start);
  gtk_widget_class_bind_template_callback (widget_class, go_to_end);
  gtk_widget_class_bind_template_callback (widget_class, ask_for_previous);
  gtk_widget_class_bind_template_callback (widget_class, ask_for_next);
  gtk_widget_class_bind_template_callback (widget_class, toggle_full_screen);
  gtk_widget_class_bind_template_callback_full (widget_class, "toggle_play", G_CALLBACK (reel_preview_pane_toggle_play));
}
