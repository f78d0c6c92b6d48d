/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "widgets/reel-confirmation.h"

/*
 * What closing the window means while videos are on their way: by choice it only hides, and the program goes on; else people
 * are asked, as closing stops it.
 */

/* Whether something goes on by itself that closing would stop. */
static gboolean
is_working (ReelWindow *self)
{
  gboolean busy = FALSE, key_refused = FALSE;

  if (self->session == NULL || reel_session_get_client (self->session) == NULL)
    return FALSE;
  g_object_get (reel_session_get_queue (self->session), "busy", &busy, "key-refused", &key_refused, NULL);
  return busy && !key_refused;
}

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelWindow) self = user_data;

  const gboolean quitting = self->quitting;

  self->asking = self->quitting = FALSE;
  if (!reel_confirmation_ask_finish (result, NULL))
    return;
  if (quitting)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.quit", NULL);
  else
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
ask_to_stop (ReelWindow *self)
{
  if (self->asking)
    return;
  self->asking = TRUE;
  reel_confirmation_ask_async (GTK_WINDOW (self), _ ("Stop the Uploads?"),
                               _ ("Videos are still on their way. They go on when you open the program again."),
                               _ ("_Stop and Close"), NULL, on_answer, g_object_ref (self));
}

/**
 * reel_window_quit:
 * @self: a #ReelWindow
 *
 * Ends the program, by Ctrl+Q. While videos are on their way people are asked what closing the window would ask, also where
 * that would only hide it.
 */
void
reel_window_quit (ReelWindow *self)
{
  g_return_if_fail (REEL_IS_WINDOW (self));

  if (!is_working (self))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "app.quit", NULL);
      return;
    }
  self->quitting = TRUE;
  gtk_window_present (GTK_WINDOW (self)); /* it may be hidden */
  ask_to_stop (self);
}

gboolean
reel_window_close_request (GtkWindow *window)
{
  ReelWindow *self = REEL_WINDOW (window);

  if (!is_working (self))
    return FALSE;
  if (g_settings_get_boolean (self->settings, "run-in-background"))
    {
      reel_player_pause (reel_preview_pane_get_player (self->preview));
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
    }
  else
    ask_to_stop (self);
  return TRUE;
}

/* Nobody needs a program without a window that has nothing to do, if they said so. */
void
reel_window_close_when_done (ReelWindow *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self)) && !is_working (self) &&
      g_settings_get_boolean (self->settings, "run-in-background") &&
      g_settings_get_boolean (self->settings, "quit-when-done"))
    gtk_window_destroy (GTK_WINDOW (self));
}
