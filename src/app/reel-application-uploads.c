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

/* For the window that is there now, or for none. */
void
reel_application_watch_window (ReelApplication *self)
{
  if (self->window != NULL)
    g_signal_connect_object (self->window, "notify::is-active", G_CALLBACK (on_active), self, G_CONNECT_SWAPPED);
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
    }
  g_signal_group_set_target (self->queue_signals, queue);
  reel_uploads_notifier_set_queue (self->notifier, queue);
  on_uploading (self);
}
