/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "uploads/reel-upload-job-private.h"

/* Waiting and Processing: the service is asked how far it is, less and less often. */

/* Seconds between questions while the service can't be asked; doubled each time. */
#define REST_FIRST 1.0
#define REST_MOST  60.0

static void
measure (ReelUploadJob *self, double progress)
{
  gint64 now = g_get_monotonic_time ();
  double seconds, time_left = -1;

  if (progress >= 0 && self->index_progress < 0)
    {
      self->index_progress = progress;
      self->index_time = now;
    }
  seconds = (double) (now - self->index_time) / G_USEC_PER_SEC;
  if (progress > self->index_progress && self->index_progress >= 0 && seconds > 1)
    time_left = seconds / (progress - self->index_progress) * (1 - progress);
  reel_video_set_progress (self->video, progress, 0, time_left);
}

static void
wait_for (ReelUploadJob *self, double seconds);

static void
ask_later (ReelUploadJob *self)
{
  wait_for (self, self->interval);
  self->interval = MIN (self->interval * 1.5, REEL_UPLOAD_POLL_MOST);
}

static void
could_not_ask (ReelUploadJob *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_NOT_FOUND))
    {
      reel_video_set_video_id (self->video, NULL);
      reel_upload_job_enter (self, REEL_UPLOAD_EVENT_FAIL,
                             _ ("The service no longer knows this video. Try again to send it once more."), TRUE, NULL);
      return;
    }
  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST) ||
      g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL))
    {
      reel_upload_job_enter (self, REEL_UPLOAD_EVENT_FAIL, error->message, TRUE, NULL);
      return;
    }
  /* The video is well where it is, whatever keeps us from asking: the network, the key, the certificate. */
  self->attempts++;
  /* Translators: %s is a sentence that says what went wrong */
  text = g_strdup_printf (_ ("%s It is tried again in a moment."), error->message);
  reel_video_set_error (self->video, text, FALSE);
  wait_for (self, MIN (REST_FIRST * pow (2, self->attempts - 1), REST_MOST));
}

static void
answered (ReelUploadJob *self, ReelVideoStatus status, double percent, const char *reason)
{
  ReelVideoState state = reel_video_get_state (self->video);

  switch (status)
    {
    case REEL_VIDEO_STATUS_UPLOADED:
      if (state == REEL_VIDEO_STATE_WAITING)
        ask_later (self);
      else
        reel_upload_job_enter (self, REEL_UPLOAD_EVENT_PENDING, NULL, FALSE, NULL);
      break;
    case REEL_VIDEO_STATUS_PROCESSING:
      if (state == REEL_VIDEO_STATE_PROCESSING)
        ask_later (self);
      else
        reel_upload_job_enter (self, REEL_UPLOAD_EVENT_INDEXING, NULL, FALSE, NULL);
      measure (self, percent >= 0 ? percent / 100 : -1);
      reel_upload_job_progressed (self);
      break;
    case REEL_VIDEO_STATUS_PROCESSED:
      reel_upload_job_enter (self, REEL_UPLOAD_EVENT_INDEXED, NULL, FALSE, NULL);
      break;
    case REEL_VIDEO_STATUS_FAILED:
    default:
      reel_video_set_video_id (self->video, NULL); /* another attempt sends it again */
      reel_upload_job_enter (
        self, REEL_UPLOAD_EVENT_FAIL,
        reason != NULL && reason[0] != '\0' ? reason : _ ("The service could not process this video, and did not say why."),
        TRUE, NULL);
      break;
    }
}

static void
status_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = NULL;
  ReelVideoStatus status;
  double percent = -1;
  gboolean ok = reel_client_get_video_status_finish (REEL_CLIENT (source), result, &status, &percent, &reason, &error);

  if (reel_upload_step_is_over (step))
    return;
  self->asking = FALSE;
  if (!ok)
    {
      could_not_ask (self, error);
      return;
    }
  if (self->attempts > 0)
    {
      self->attempts = 0;
      reel_video_set_error (self->video, self->note, FALSE);
    }
  answered (self, status, percent, reason);
  reel_upload_job_answered (self);
}

static void
ask (ReelUploadJob *self)
{
  self->asking = TRUE;
  reel_client_get_video_status_async (self->client, reel_video_get_video_id (self->video), self->cancellable, status_cb,
                                      reel_upload_step_new (self));
}

static gboolean
ask_cb (gpointer data)
{
  ReelUploadJob *self = data;

  self->timer = 0;
  if (self->client != NULL)
    ask (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for (ReelUploadJob *self, double seconds)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add ((guint) (1000 * self->time_scale * seconds), ask_cb, self);
}

void
reel_upload_job_do_poll (ReelUploadJob *self)
{
  if (reel_video_get_video_id (self->video) == NULL)
    {
      reel_upload_job_enter (self, REEL_UPLOAD_EVENT_FAIL,
                             _ ("The service no longer knows this video. Try again to send it once more."), TRUE, NULL);
      return;
    }
  if (self->client == NULL || self->asking || self->timer != 0)
    return;
  if (self->interval > 0)
    {
      ask_later (self);
      return;
    }
  self->interval = REEL_UPLOAD_POLL_FIRST;
  ask (self);
}
