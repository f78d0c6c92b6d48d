/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-sentence.h"
#include "uploads/reel-upload-job-private.h"

/* Waiting and Processing: the client watches how far the service is, and this says what that means. */

/* Seconds between attempts to watch while the service won't answer; doubled each time. */
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

static gboolean
watch_again_cb (gpointer data)
{
  ReelUploadJob *self = data;

  self->timer = 0;
  reel_upload_job_do_poll (self);
  return G_SOURCE_REMOVE;
}

static void
show_trouble (ReelUploadJob *self, const GError *error)
{
  /* Translators: %s is a sentence that says what went wrong */
  g_autofree char *text = reel_sentence_printf (N_ ("%s It is tried again in a moment."), error->message);

  self->attempts++;
  reel_video_set_error (self->video, text, FALSE);
}

/* Says that the service stands still, or no more. */
static void
show_paused (ReelUploadJob *self, gboolean paused)
{
  if (self->paused == paused)
    return;
  self->paused = paused;
  if (paused)
    reel_video_set_progress (self->video, reel_video_get_progress (self->video), 0, -1);
  reel_video_set_error (self->video,
                        paused ? _ ("This computer runs on its battery. Indexing goes on when it is plugged in.") : self->note,
                        FALSE);
}

static void
answered_cb (ReelVideoStatus status, double percent, const GError *trouble, gpointer user_data)
{
  ReelUploadStep *step = user_data;
  ReelUploadJob *self = step->job;
  ReelVideoState state = reel_video_get_state (self->video);

  if (reel_upload_step_is_over (step))
    return;
  if (trouble != NULL)
    {
      show_trouble (self, trouble);
      return;
    }
  if (self->attempts > 0)
    {
      self->attempts = 0;
      self->paused = FALSE;
      reel_video_set_error (self->video, self->note, FALSE);
    }
  show_paused (self, status == REEL_VIDEO_STATUS_PAUSED);
  if (status == REEL_VIDEO_STATUS_UPLOADED && state == REEL_VIDEO_STATE_PROCESSING)
    reel_upload_job_enter (self, REEL_UPLOAD_EVENT_PENDING, NULL, FALSE, NULL);
  else if (status == REEL_VIDEO_STATUS_PROCESSING)
    {
      if (state == REEL_VIDEO_STATE_WAITING)
        reel_upload_job_enter (self, REEL_UPLOAD_EVENT_INDEXING, NULL, FALSE, NULL);
      measure (self, percent >= 0 ? percent / 100 : -1);
      reel_upload_job_progressed (self);
    }
  reel_upload_job_answered (self);
}

static void
could_not_watch (ReelUploadJob *self, const GError *error)
{
  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_FAILED))
    {
      const char *reason = reel_api_error_get_words (error);

      reel_video_set_video_id (self->video, NULL); /* another attempt sends it again */
      reel_upload_job_enter (
        self, REEL_UPLOAD_EVENT_FAIL,
        reason != NULL ? reason :
          reel_sentence (N_ ("The service could not process this video, and did not say why.")), TRUE, NULL);
      return;
    }
  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_NOT_FOUND))
    {
      reel_video_set_video_id (self->video, NULL);
      reel_upload_job_enter (self, REEL_UPLOAD_EVENT_FAIL,
                             reel_sentence (
                               N_ ("The service no longer knows this video. Try again to send it once more.")), TRUE, NULL);
      return;
    }
  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST) ||
      g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL))
    {
      reel_upload_job_enter (self, REEL_UPLOAD_EVENT_FAIL, error->message, TRUE, NULL);
      return;
    }
  /* The video is well where it is, whatever keeps us from asking: the key, the certificate. */
  show_trouble (self, error);
  self->timer =
    g_timeout_add ((guint) (1000 * self->time_scale * MIN (REST_FIRST * pow (2, MIN (self->attempts, 16) - 1), REST_MOST)),
                   watch_again_cb, self);
}

static void
watched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  gboolean ok = reel_client_watch_video_finish (REEL_CLIENT (source), result, &error);

  if (reel_upload_step_is_over (step))
    return;
  self->watching = FALSE;
  if (ok)
    reel_upload_job_enter (self, REEL_UPLOAD_EVENT_INDEXED, NULL, FALSE, NULL);
  else
    could_not_watch (self, error);
}

void
reel_upload_job_do_poll (ReelUploadJob *self)
{
  if (reel_video_get_video_id (self->video) == NULL)
    {
      reel_upload_job_enter (self, REEL_UPLOAD_EVENT_FAIL,
                             reel_sentence (
                               N_ ("The service no longer knows this video. Try again to send it once more.")), TRUE, NULL);
      return;
    }
  if (self->client == NULL || self->watching || self->timer != 0)
    return;
  self->watching = TRUE;
  reel_client_watch_video_async (self->client, reel_video_get_video_id (self->video), answered_cb,
                                 reel_upload_step_new (self), (GDestroyNotify) reel_upload_step_free, self->cancellable,
                                 watched_cb, reel_upload_step_new (self));
}
