/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-sentence.h"
#include "base/reel-format.h"
#include "uploads/reel-upload-queue-private.h"

/*
 * The queue as a whole is held where another file would only be sent in vain: after a few faults of the service in a row, of
 * whichever files, and for as long as the service has asked for. After a hold for faults one file at a time feels the way
 * back, until one was taken; each hold is twice as long as the one before.
 */

/* Faults without a file that was taken in between. */
#define MOST_FAULTS 3
/* Seconds of a hold; doubled each time. */
#define HOLD_FIRST 30.0
#define HOLD_MOST  900.0
/* Seconds that a service asks for: from when on it is a hold, and what it is believed at most. */
#define ASKED_LEAST 60.0
#define ASKED_MOST  86400.0

gboolean
reel_upload_queue_is_held (ReelUploadQueue *self)
{
  return self->hold_source != 0;
}

gboolean
reel_upload_queue_is_feeling (ReelUploadQueue *self)
{
  return self->n_holds > 0;
}

static void
set_held (ReelUploadQueue *self,
          gint64           until,
          char            *why)
{
  g_free (self->held_why);
  self->held_why = why;
  self->held_until = until;
  reel_upload_queue_set_notes (self);
  g_object_notify (G_OBJECT (self), "held-why");
  g_object_notify (G_OBJECT (self), "held-until");
  reel_upload_queue_count_soon (self);
}

void
reel_upload_queue_end_hold (ReelUploadQueue *self)
{
  if (self->hold_source == 0)
    return;
  g_clear_handle_id (&self->hold_source, g_source_remove);
  set_held (self, 0, NULL);
  reel_upload_queue_schedule (self);
}

static gboolean
held_cb (gpointer data)
{
  ReelUploadQueue *self = data;

  self->hold_source = 0;
  set_held (self, 0, NULL);
  reel_upload_queue_schedule (self);
  return G_SOURCE_REMOVE;
}

static void
hold (ReelUploadQueue *self,
      double           seconds,
      gboolean         asked)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const gint64 until = now + (gint64) ceil (seconds);
  g_autofree char *end = reel_format_clock (until, now);

  g_clear_handle_id (&self->hold_source, g_source_remove);
  self->hold_source = g_timeout_add ((guint) (1000 * self->time_scale * seconds), held_cb, self);
  set_held (self, until,
            /* Translators: %s is a time, such as 14:35, or a date and a time */
            asked ? reel_sentence_printf (N_ ("Waits until %s, as the service asks for it."), end)
                  /* Translators: %s is a time, such as 14:35, or a date and a time */
                  : reel_sentence_printf (N_ ("Waits until %s, as the service could not take the last files."), end));
}

/* Returns: whether the service has said when to come back, which is not soon */
gboolean
reel_upload_queue_obey (ReelUploadQueue *self,
                        const GError    *error)
{
  double seconds = reel_api_error_get_retry_after (error);

  if (seconds < ASKED_LEAST)
    return FALSE;
  hold (self, MIN (seconds, ASKED_MOST), TRUE);
  return TRUE;
}

void
reel_upload_queue_note_fault (ReelUploadQueue *self,
                              ReelUploadJob   *job)
{
  g_hash_table_add (self->faulty, reel_upload_job_get_video (job));
  self->rules.faulty_service = g_hash_table_size (self->faulty) > 1;
  self->n_faults++;
  if (self->hold_source != 0 || (self->n_faults < MOST_FAULTS && self->n_holds == 0))
    return; /* what was under way as the hold began is of the same outage */
  hold (self, MIN (HOLD_FIRST * pow (2, MIN (self->n_holds, 16)), HOLD_MOST), FALSE);
  self->n_holds++;
}

void
reel_upload_queue_end_faults (ReelUploadQueue *self)
{
  self->n_faults = self->n_holds = 0;
  self->rules.faulty_service = FALSE;
  g_hash_table_remove_all (self->faulty);
}

/**
 * reel_upload_queue_try_now:
 * @self: a #ReelUploadQueue
 *
 * Ends a hold, see #ReelUploadQueue:held-until, and every other rest. After faults one file goes alone.
 */
void
reel_upload_queue_try_now (ReelUploadQueue *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));

  for (guint i = 0; i < self->jobs->len; i++)
    reel_upload_job_end_rest (self->jobs->pdata[i]);
  reel_upload_queue_wake_up (self);
}
