/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-uploads-notifier.h"

/* One notification: another takes its place. */
#define ID "uploads"

struct _ReelUploadsNotifier
{
  GObject parent_instance;

  /* owned */
  GSignalGroup *signals; /* of the queue */

  /* borrowed */
  GApplication *application; /* it owns us */

  /* plain */
  gboolean seen;
  gboolean busy;
  gboolean key_refused;
  gboolean told;      /* a notification of ours may be there */
  guint last_ready;   /* how many were Ready when we last looked */
  guint last_failed;  /* the same of Failed */
  guint ready;        /* how many became so since the queue began to work */
  guint failed;
};

G_DEFINE_FINAL_TYPE (ReelUploadsNotifier, reel_uploads_notifier, G_TYPE_OBJECT)

static void
take_back (ReelUploadsNotifier *self)
{
  if (self->told)
    g_application_withdraw_notification (self->application, ID);
  self->told = FALSE;
}

static void
tell (ReelUploadsNotifier *self,
      const char          *title,
      const char          *body,
      gboolean             can_retry)
{
  g_autoptr (GNotification) notification = NULL;

  if (self->seen)
    return;
  notification = g_notification_new (title);
  if (body != NULL)
    g_notification_set_body (notification, body);
  g_notification_set_default_action (notification, "app.show-uploads");
  g_notification_add_button (notification, _ ("Show"), "app.show-uploads");
  if (can_retry)
    g_notification_add_button (notification, _ ("Retry Failed"), "app.retry-failed");
  g_application_send_notification (self->application, ID, notification);
  self->told = TRUE;
}

static void
tell_done (ReelUploadsNotifier *self,
           guint                n_choosing)
{
  g_autofree char *choosing =
    g_strdup_printf (ngettext ("%u video is larger than advised: choose how to send it",
                               "%u videos are larger than advised: choose how to send them", n_choosing), n_choosing);
  g_autofree char *ready = g_strdup_printf (ngettext ("%u video is ready", "%u videos are ready", self->ready), self->ready);
  g_autofree char *failed =
    g_strdup_printf (ngettext ("%u video could not be added", "%u videos could not be added", self->failed), self->failed);

  if (n_choosing > 0)
    tell (self, _ ("The uploads wait for you"), choosing, self->failed > 0);
  else if (self->failed > 0)
    tell (self, failed, self->ready > 0 ? ready : NULL, TRUE);
  else if (self->ready > 0)
    tell (self, ready, _ ("All uploads are done."), FALSE);
}

static void
look (ReelUploadsNotifier *self)
{
  g_autoptr (ReelUploadQueue) queue = g_signal_group_dup_target (self->signals);
  guint ready = 0, failed = 0, n_choosing = 0;
  gboolean busy = FALSE, key_refused = FALSE;

  if (queue == NULL)
    return;
  g_object_get (queue, "n-finished", &ready, "n-failed", &failed, "busy", &busy, "key-refused", &key_refused,
                "n-choosing", &n_choosing, NULL);
  if (busy && !self->busy)
    {
      take_back (self);
      self->ready = 0;
      self->failed = 0;
    }
  /* Rows that are taken off the list were Ready nevertheless; one that is tried again has not failed after all. */
  self->ready += ready > self->last_ready ? ready - self->last_ready : 0;
  if (failed > self->last_failed)
    self->failed += failed - self->last_failed;
  else
    self->failed -= MIN (self->failed, self->last_failed - failed);
  self->last_ready = ready;
  self->last_failed = failed;
  if (key_refused && !self->key_refused)
    tell (self, _ ("The uploads wait for you"), _ ("The service did not accept the key."), FALSE);
  else if (!busy && self->busy)
    tell_done (self, n_choosing);
  self->busy = busy;
  self->key_refused = key_refused;
}

/**
 * reel_uploads_notifier_set_queue:
 * @self: a #ReelUploadsNotifier
 * @queue: (nullable): what to tell of; what became of the one before is no longer told
 */
void
reel_uploads_notifier_set_queue (ReelUploadsNotifier *self,
                                 ReelUploadQueue     *queue)
{
  g_return_if_fail (REEL_IS_UPLOADS_NOTIFIER (self));
  g_return_if_fail (queue == NULL || REEL_IS_UPLOAD_QUEUE (queue));

  take_back (self);
  g_signal_group_set_target (self->signals, queue);
  self->busy = FALSE;
  self->key_refused = FALSE;
  self->last_ready = 0;
  self->last_failed = 0;
  look (self);
  self->ready = 0; /* what it was before is no news */
  self->failed = 0;
}

/**
 * reel_uploads_notifier_set_seen:
 * @self: a #ReelUploadsNotifier
 * @seen: whether somebody looks at the program now
 */
void
reel_uploads_notifier_set_seen (ReelUploadsNotifier *self,
                                gboolean             seen)
{
  g_return_if_fail (REEL_IS_UPLOADS_NOTIFIER (self));

  self->seen = seen;
  if (seen)
    take_back (self);
}

static void
reel_uploads_notifier_dispose (GObject *object)
{
  ReelUploadsNotifier *self = REEL_UPLOADS_NOTIFIER (object);

  g_clear_object (&self->signals);

  G_OBJECT_CLASS (reel_uploads_notifier_parent_class)->dispose (object);
}

static void
reel_uploads_notifier_class_init (ReelUploadsNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_uploads_notifier_dispose;
}

static void
reel_uploads_notifier_init (ReelUploadsNotifier *self)
{
  static const char * const news[] = { "notify::busy", "notify::n-finished", "notify::n-failed", "notify::key-refused" };

  self->signals = g_signal_group_new (REEL_TYPE_UPLOAD_QUEUE);
  for (gsize i = 0; i < G_N_ELEMENTS (news); i++)
    g_signal_group_connect_swapped (self->signals, news[i], G_CALLBACK (look), self);
}

/**
 * reel_uploads_notifier_new:
 * @application: who tells it; it must live longer
 *
 * Returns: (transfer full): a notifier without a queue, which takes it that nobody looks
 */
ReelUploadsNotifier *
reel_uploads_notifier_new (GApplication *application)
{
  ReelUploadsNotifier *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);

  self = g_object_new (REEL_TYPE_UPLOADS_NOTIFIER, NULL);
  self->application = application;
  return self;
}
