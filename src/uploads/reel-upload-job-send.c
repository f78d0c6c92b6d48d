/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-sentence.h"
#include "library/reel-fingerprint.h"
#include "uploads/reel-upload-job-private.h"

/* Uploading: the file goes out, and the service gives it an id. */

/* Seconds between attempts; doubled each time. */
#define REST_FIRST 1.0
#define REST_MOST  60.0
/* A fault that may lie in the file itself is not tried for ever. */
#define MOST_FAULTS 6
/* Bytes from which on a file's end waits for a note on disk. A smaller one is sent in the time that this would take. */
#define GATED (8 * 1024 * 1024)
/* Seconds between attempts to write that note. */
#define NOTE_AGAIN 1.0
/* Seconds over which the speed is averaged. */
#define SPEED_OVER 3.0

static void
measure (ReelUploadJob *self, guint64 sent, guint64 total)
{
  gint64 now = g_get_monotonic_time ();
  double speed = reel_video_get_speed (self->video);
  double seconds = (double) (now - self->speed_time) / G_USEC_PER_SEC;

  if (seconds >= 0.05 && sent >= self->speed_sent)
    {
      double momentary = (double) (sent - self->speed_sent) / seconds;

      /* Exponential smoothing over SPEED_OVER seconds, whatever the distance of the measures. */
      speed = speed <= 0 ? momentary : speed + (momentary - speed) * (1 - exp (-seconds / SPEED_OVER));
      self->speed_time = now;
      self->speed_sent = sent;
    }
  reel_video_set_progress (self->video, total > 0 ? (double) sent / (double) total : -1, speed,
                           speed > 0 && total >= sent ? (double) (total - sent) / speed : -1);
}

static void
progress_cb (guint64 sent, guint64 total, gpointer user_data)
{
  ReelUploadStep *step = user_data;
  ReelUploadJob *self = step->job;

  if (reel_upload_step_is_over (step))
    return;
  measure (self, sent, total);
  reel_upload_job_progressed (self);
  /* From here until the answer nobody can know whether the service has it. Of a large file that is noted by now; else it is
   * saved with the state that comes after, and a run that ends before that leaves Uploading in the catalogue, which says the
   * same: see RESTART. */
  if (sent >= total && total > 0)
    reel_video_set_unanswered (self->video, TRUE);
}

/* Whether the service has said that it did not take the file. Only a 4xx says so: what answers 5xx, be it the service or a
 * proxy before it, may have failed after the file was stored. */
static gboolean
is_refusal (const GError *error)
{
  if (error->domain != REEL_API_ERROR)
    return FALSE;
  switch ((ReelApiError) error->code)
    {
    case REEL_API_ERROR_BAD_REQUEST:
    case REEL_API_ERROR_UNAUTHORISED:
    case REEL_API_ERROR_NOT_FOUND:
    case REEL_API_ERROR_RATE_LIMITED:
    case REEL_API_ERROR_TOO_LARGE:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Whether it says nothing of the file: what is between us and the service, or answers in its place, keeps all from it. */
static gboolean
is_on_the_way (const GError *error)
{
  return g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_INTERCEPTED) ||
         g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_TLS);
}

static void
failed (ReelUploadJob *self, const GError *error)
{
  gboolean of_this_file = g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_SERVER) ||
                          g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_TIMEOUT);
  g_autofree char *uncertain = NULL;

  self->attempts++;
  self->faults += of_this_file && (self->rules == NULL || !self->rules->faulty_service);
  if (is_on_the_way (error) || (reel_api_error_can_retry (error) && !(of_this_file && self->faults >= MOST_FAULTS)))
    {
      /* Translators: %s is a sentence that says what went wrong */
      g_autofree char *text =
        reel_sentence_printf (of_this_file ? N_ ("%s It went to the end of the list, and is tried again.")
                                                            : N_ ("%s It is tried again in a moment."),
                                               error->message);

      reel_upload_job_enter (self, REEL_UPLOAD_EVENT_TROUBLE, text, FALSE, NULL);
      reel_upload_job_rest (self, MIN (REST_FIRST * pow (2, self->attempts - 1), REST_MOST));
      reel_upload_job_trouble (self, error);
      return;
    }
  if (reel_video_get_unanswered (self->video))
    /* Translators: %s is a sentence that says what went wrong */
    uncertain = reel_sentence_printf (N_ ("%s It may have arrived all the same: then another attempt makes a second copy."),
                                 error->message);
  reel_upload_job_enter (self, REEL_UPLOAD_EVENT_FAIL, uncertain != NULL ? uncertain : error->message,
                         !g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_TOO_LARGE), NULL);
  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_TOO_LARGE) && reel_video_get_proxy (self->video) == NULL)
    reel_video_set_offers (self->video, REEL_VIDEO_OFFERS_PROXY, FALSE);
  reel_upload_job_trouble (self, error);
}

static void
uploaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *video_id = reel_client_upload_video_finish (REEL_CLIENT (source), result, &error);

  if (reel_upload_step_is_over (step))
    return;
  if (video_id == NULL)
    {
      /* Where the gate is closed yet, the end of the file did not go out. */
      if (is_refusal (error) || (self->gate != NULL && !reel_upload_gate_is_open (self->gate)))
        reel_video_set_unanswered (self->video, self->was_unanswered);
      failed (self, error);
      return;
    }
  self->attempts = self->faults = 0;
  sha256 = reel_client_upload_video_dup_sha256 (REEL_CLIENT (source), result);
  reel_video_set_sha256 (self->video, sha256);
  reel_video_set_video_id (self->video, video_id);
  reel_video_set_unanswered (self->video, self->was_unanswered);
  reel_upload_job_enter (self, REEL_UPLOAD_EVENT_ACCEPTED, NULL, FALSE, NULL);
  reel_upload_job_taken (self);
}

gboolean
reel_upload_job_is_gated (ReelUploadJob *self)
{
  return (reel_video_get_proxy (self->video) != NULL ? reel_video_get_proxy_size (self->video)
                                                     : reel_video_get_size (self->video)) >= GATED;
}

static void
note_end (ReelUploadJob *self);

static gboolean
note_again_cb (gpointer data)
{
  ReelUploadJob *self = data;

  self->save_timer = 0;
  note_end (self);
  return G_SOURCE_REMOVE;
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  gboolean ok = reel_catalogue_save_video_finish (REEL_CATALOGUE (source), result, &error);

  if (reel_upload_step_is_over (step))
    return;
  if (ok)
    {
      reel_video_set_error (self->video, self->error, self->can_retry);
      reel_upload_gate_open (self->gate);
      return;
    }
  reel_video_set_error (self->video, error->message, FALSE);
  g_clear_handle_id (&self->save_timer, g_source_remove);
  self->save_timer = g_timeout_add ((guint) (1000 * self->time_scale * NOTE_AGAIN), note_again_cb, self);
}

/* All of the file is read, and its end waits. From there until the answer nobody can know whether the service has it: that is
 * on disk first. */
static void
note_end (ReelUploadJob *self)
{
  reel_video_set_unanswered (self->video, TRUE);
  reel_catalogue_save_video_async (self->catalogue, self->video, NULL, noted_cb, reel_upload_step_new (self));
}

/* For a gate, which may outlive the job and end on any thread. */
typedef struct
{
  GWeakRef job;
  guint generation;
} Reached;

static void
reached_free (gpointer data)
{
  Reached *reached = data;

  g_weak_ref_clear (&reached->job);
  g_free (reached);
}

static void
reached_cb (gpointer data)
{
  Reached *reached = data;
  g_autoptr (ReelUploadJob) self = g_weak_ref_get (&reached->job);

  if (self != NULL && self->generation == reached->generation)
    note_end (self);
}

static void
make_gate (ReelUploadJob *self)
{
  Reached *reached = g_new0 (Reached, 1);

  g_weak_ref_init (&reached->job, self);
  reached->generation = self->generation;
  g_clear_pointer (&self->gate, reel_upload_gate_unref);
  self->gate = reel_upload_gate_new (reached_cb, reached, reached_free);
}

static void
send_file (ReelUploadJob *self, GFile *file)
{
  self->was_unanswered = reel_video_get_unanswered (self->video);
  self->speed_time = g_get_monotonic_time ();
  self->speed_sent = 0;
  self->index_progress = -1;
  reel_video_set_progress (self->video, 0, 0, -1);
  if (reel_upload_job_is_gated (self))
    make_gate (self);
  reel_client_upload_gated_async (self->client, reel_video_get_collection_id (self->video), file,
                                  REEL_UPLOAD_ONCE | REEL_UPLOAD_CHECKSUM, self->gate, progress_cb, reel_upload_step_new (self),
                                  (GDestroyNotify) reel_upload_step_free, self->cancellable, uploaded_cb,
                                  reel_upload_step_new (self));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autofree char *fingerprint = reel_fingerprint_compute_finish (G_FILE (source), result, NULL, NULL);

  if (reel_upload_step_is_over (step))
    return;
  /* Another file, or none: preparing it again says what it is, or what is wrong with it. */
  if (self->client == NULL || g_strcmp0 (fingerprint, reel_video_get_fingerprint (self->video)) != 0)
    reel_upload_job_enter (self, REEL_UPLOAD_EVENT_TROUBLE, NULL, FALSE, NULL);
  else if (reel_video_get_proxy (self->video) != NULL)
    reel_upload_job_send_proxy (self, send_file);
  else
    send_file (self, G_FILE (source));
}

void
reel_upload_job_do_upload (ReelUploadJob *self)
{
  g_autoptr (GFile) file = NULL;

  if (self->client == NULL)
    {
      reel_upload_job_enter (self, REEL_UPLOAD_EVENT_TROUBLE, NULL, FALSE, NULL);
      return;
    }
  /* It may have waited for hours since it was prepared: what is sent must be what the catalogue says. It is read again only
   * where something was written to it, or may have been. */
  file = g_file_new_for_uri (reel_video_get_uri (self->video));
  reel_fingerprint_compute_again_async (file, reel_video_get_fingerprint (self->video), self->stamp, self->cancellable,
                                        looked_cb, reel_upload_step_new (self));
  g_clear_pointer (&self->stamp, g_free);
}
