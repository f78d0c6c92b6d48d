/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-application-private.h"

/*
 * What the uploads mean for the desktop: somebody who is not looking is told what became of them, and the computer does not
 * go to sleep while one is on its way.
 */

static void
on_uploading (ReelApplication *self)
{
  gboolean uploading = FALSE;

  if (self->session != NULL)
    g_object_get (reel_session_get_queue (self->session), "uploading", &uploading, NULL);
  if (uploading && self->inhibited == 0)
    {
      GtkWindow *window = self->window != NULL ? GTK_WINDOW (self->window) : NULL;

      self->inhibited = gtk_application_inhibit (GTK_APPLICATION (self), window, GTK_APPLICATION_INHIBIT_SUSPEND,
                                                 _ ("Videos are being uploaded"));
    }
  else if (!uploading && self->inhibited != 0)
    {
      gtk_application_uninhibit (GTK_APPLICATION (self), self->inhibited);
      self->inhibited = 0;
    }
}

static void
on_active (ReelApplication *self)
{
  reel_uploads_notifier_set_seen (self->notifier,
                                  self->window != NULL && gtk_window_is_active (GTK_WINDOW (self->window)));
}

/* Whether it goes on without a window to be seen; one that is about to be destroyed is hidden too. */
static gboolean
is_hidden (ReelApplication *self)
{
  gboolean busy = FALSE;

  if (self->window == NULL || self->session == NULL || gtk_widget_get_visible (GTK_WIDGET (self->window)))
    return FALSE;
  g_object_get (reel_session_get_queue (self->session), "busy", &busy, NULL);
  return busy && g_settings_get_boolean (self->settings, "run-in-background");
}

/* What the desktop tells of a program without a window. */
static void
update_status (ReelApplication *self)
{
  guint n_total = 0, n_finished = 0, wait = REEL_NETWORK_WAIT_NONE;
  g_autofree char *status = NULL;

  if (!is_hidden (self))
    return;
  g_object_get (reel_session_get_queue (self->session), "n-total", &n_total, "n-finished", &n_finished, "wait", &wait, NULL);
  if (wait == REEL_NETWORK_WAIT_METERED)
    status = g_strdup (_ ("Uploads wait, as this network is metered."));
  else if (wait == REEL_NETWORK_WAIT_SIGN_IN)
    status = g_strdup (_ ("Uploads wait until you have signed in to this network."));
  else
    status = g_strdup_printf (ngettext ("%u of %u video ready", "%u of %u videos ready", n_total), n_finished, n_total);
  reel_background_set_status (self->background, status);
}

static void
on_background (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (ReelApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GNotification) notification = NULL;

  /* Without such a portal nobody minds. */
  if (reel_background_request_finish (REEL_BACKGROUND (source), result, &error) || error != NULL || !is_hidden (self))
    return;
  notification = g_notification_new (_ ("The uploads may stop"));
  g_notification_set_body (notification, _ ("Your system does not let Reelseek run without a window. Open it again, or allow "
                                            "it in the system’s settings for apps."));
  g_notification_set_default_action (notification, "app.show-uploads");
  g_notification_add_button (notification, _ ("Show"), "app.show-uploads");
  g_application_send_notification (G_APPLICATION (self), "background", notification);
}

static void
request_background (ReelApplication *self)
{
  reel_background_request_async (self->background, _ ("Uploads go on when the window is closed."), NULL, on_background,
                                 g_object_ref (self));
}

static void
on_run_in_background (ReelApplication *self)
{
  if (g_settings_get_boolean (self->settings, "run-in-background"))
    request_background (self);
}

static void
on_visible (ReelApplication *self)
{
  if (is_hidden (self))
    {
      request_background (self);
      update_status (self);
    }
  else
    g_application_withdraw_notification (G_APPLICATION (self), "background");
}

/* Who tells of the uploads, and who asks for leave to go on with them. */
void
reel_application_init_uploads (ReelApplication *self)
{
  self->notifier = reel_uploads_notifier_new (G_APPLICATION (self));
  self->background = reel_background_new (g_application_get_dbus_connection (G_APPLICATION (self)));
  g_signal_connect_object (self->settings, "changed::run-in-background", G_CALLBACK (on_run_in_background), self,
                           G_CONNECT_SWAPPED);
}

/* For the window that is there now, or for none. */
void
reel_application_watch_window (ReelApplication *self)
{
  if (self->window != NULL)
    {
      g_signal_connect_object (self->window, "notify::is-active", G_CALLBACK (on_active), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->window, "notify::visible", G_CALLBACK (on_visible), self, G_CONNECT_SWAPPED);
    }
  on_active (self);
}

/* For the session that is there now, or for none. */
void
reel_application_watch_uploads (ReelApplication *self)
{
  ReelUploadQueue *queue = self->session != NULL ? reel_session_get_queue (self->session) : NULL;

  if (self->queue_signals == NULL)
    {
      self->queue_signals = g_signal_group_new (REEL_TYPE_UPLOAD_QUEUE);
      g_signal_group_connect_swapped (self->queue_signals, "notify::uploading", G_CALLBACK (on_uploading), self);
      g_signal_group_connect_swapped (self->queue_signals, "notify::n-total", G_CALLBACK (update_status), self);
      g_signal_group_connect_swapped (self->queue_signals, "notify::n-finished", G_CALLBACK (update_status), self);
      g_signal_group_connect_swapped (self->queue_signals, "notify::wait", G_CALLBACK (update_status), self);
    }
  g_signal_group_set_target (self->queue_signals, queue);
  reel_uploads_notifier_set_queue (self->notifier, queue);
  on_uploading (self);
}
