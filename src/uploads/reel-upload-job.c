/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "uploads/reel-upload-job-private.h"

/* Seconds between attempts to write a state that could not be written. */
#define SAVE_FIRST 1.0
#define SAVE_MOST  30.0

G_DEFINE_FINAL_TYPE (ReelUploadJob, reel_upload_job, G_TYPE_OBJECT)

ReelUploadStep *
reel_upload_step_new (ReelUploadJob *job)
{
  ReelUploadStep *self = g_new0 (ReelUploadStep, 1);

  self->job = g_object_ref (job);
  self->generation = job->generation;
  return self;
}

void
reel_upload_step_free (ReelUploadStep *self)
{
  g_object_unref (self->job);
  g_free (self);
}

/* Whether the job has gone on to another state since. */
gboolean
reel_upload_step_is_over (ReelUploadStep *self)
{
  return self->generation != self->job->generation;
}

static void
act (ReelUploadJob *self)
{
  switch (reel_video_get_state (self->video))
    {
    case REEL_VIDEO_STATE_PREPARING:
      reel_upload_job_do_prepare (self);
      break;
    case REEL_VIDEO_STATE_UPLOADING:
      reel_upload_job_do_upload (self);
      break;
    case REEL_VIDEO_STATE_WAITING:
    case REEL_VIDEO_STATE_PROCESSING:
      reel_upload_job_do_poll (self);
      break;
    default:
      break;
    }
}

static gboolean
save_again_cb (gpointer data)
{
  ReelUploadJob *self = data;

  self->save_timer = 0;
  reel_upload_job_save (self);
  return G_SOURCE_REMOVE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  gboolean ok = reel_catalogue_save_video_finish (REEL_CATALOGUE (source), result, &error);

  if (reel_upload_step_is_over (step))
    return;
  if (ok)
    {
      gboolean first = !self->saved;

      self->saved = TRUE;
      self->save_attempts = 0;
      if (first)
        act (self);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return; /* forgotten meanwhile: nothing is left to do for it */
  if (reel_video_get_state (self->video) != REEL_VIDEO_STATE_FAILED)
    reel_video_set_error (self->video, error->message, self->can_retry);
  self->save_attempts++;
  g_clear_handle_id (&self->save_timer, g_source_remove); /* two attempts may have been under way */
  self->save_timer = g_timeout_add (
    (guint) (1000 * self->time_scale * MIN (SAVE_FIRST * pow (2, self->save_attempts - 1), SAVE_MOST)), save_again_cb, self);
}

/**
 * reel_upload_job_save:
 * @self: a #ReelUploadJob
 *
 * Writes the video's state, again and again until it is on disk, and then acts in it.
 */
void
reel_upload_job_save (ReelUploadJob *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));

  g_clear_handle_id (&self->save_timer, g_source_remove);
  if (self->save_attempts > 0) /* what is on the row now is only that it could not be written */
    reel_video_set_error (self->video, self->error, self->can_retry);
  reel_catalogue_save_video_async (self->catalogue, self->video, NULL, saved_cb, reel_upload_step_new (self));
}

void
reel_upload_job_changed (ReelUploadJob *self)
{
  if (self->listener != NULL)
    self->listener->changed (self, self->listener_data);
}

void
reel_upload_job_progressed (ReelUploadJob *self)
{
  if (self->listener != NULL)
    self->listener->progressed (self, self->listener_data);
}

void
reel_upload_job_trouble (ReelUploadJob *self, const GError *error)
{
  if (self->listener != NULL)
    self->listener->trouble (self, error, self->listener_data);
}

void
reel_upload_job_answered (ReelUploadJob *self)
{
  if (self->listener != NULL)
    self->listener->answered (self, self->listener_data);
}

void
reel_upload_job_taken (ReelUploadJob *self)
{
  if (self->listener != NULL)
    self->listener->taken (self, self->listener_data);
}

void
reel_upload_job_duplicate (ReelUploadJob *self)
{
  if (self->listener != NULL)
    self->listener->duplicate (self, self->listener_data);
}

static gboolean
rested_cb (gpointer data)
{
  ReelUploadJob *self = data;

  self->timer = 0;
  reel_upload_job_changed (self);
  return G_SOURCE_REMOVE;
}

/* Until then the queue does not start it, see reel_upload_job_can_start(). */
void
reel_upload_job_rest (ReelUploadJob *self, double seconds)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add ((guint) (1000 * self->time_scale * seconds), rested_cb, self);
}

/**
 * reel_upload_job_end_rest:
 * @self: a #ReelUploadJob
 *
 * It may start now, whatever it rested for.
 */
void
reel_upload_job_end_rest (ReelUploadJob *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));

  if (reel_video_get_state (self->video) == REEL_VIDEO_STATE_QUEUED)
    g_clear_handle_id (&self->timer, g_source_remove);
}

/* Whether a job does anything in @state. */
static gboolean
acts_in (ReelVideoState state)
{
  return state != REEL_VIDEO_STATE_QUEUED && state != REEL_VIDEO_STATE_PAUSED && !reel_video_state_is_finished (state);
}

/* In the words of the job itself, which those of the queue do not take the place of. */
void
reel_upload_job_say (ReelUploadJob *self,
                     const char    *text)
{
  char *own = g_strdup (text); /* it may be our own */

  g_free (self->error);
  self->error = own;
  reel_video_set_error (self->video, own, FALSE);
}

/* Whether a video in @state is still to be sent, now or some time. */
static gboolean
is_to_be_sent (ReelVideoState state)
{
  return state == REEL_VIDEO_STATE_QUEUED || state == REEL_VIDEO_STATE_PREPARING || state == REEL_VIDEO_STATE_UPLOADING ||
         state == REEL_VIDEO_STATE_PAUSED;
}

gboolean
reel_upload_job_enter (ReelUploadJob *self, ReelUploadEvent event, const char *error, gboolean can_retry, GPtrArray *unsaved)
{
  ReelVideoState from = reel_video_get_state (self->video), to;

  if (!reel_upload_state_next (from, event, &to))
    return FALSE;
  /* What the service has, as somebody else knew, is not sent a second time. */
  if (reel_video_get_video_id (self->video) != NULL && is_to_be_sent (to) &&
      reel_upload_state_next (from, REEL_UPLOAD_EVENT_ASK_AGAIN, &to))
    {
      event = REEL_UPLOAD_EVENT_ASK_AGAIN;
      error = NULL;
      can_retry = FALSE;
    }

  self->generation++;
  self->saved = FALSE;
  self->prepared = FALSE;
  self->watching = FALSE;
  self->asking = FALSE;
  self->wants_proxy = FALSE;
  self->may_make = FALSE;
  self->save_attempts = 0;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->save_timer, g_source_remove);
  g_clear_pointer (&self->gate, reel_upload_gate_unref);
  if (acts_in (from))
    {
      g_cancellable_cancel (self->cancellable);
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
    }

  if (error == NULL && to != REEL_VIDEO_STATE_PAUSED && !reel_video_state_is_finished (to))
    error = self->note;
  error = g_strdup (error); /* it may be our own */
  g_free (self->error);
  self->error = (char *) error;
  self->can_retry = can_retry;
  g_object_freeze_notify (G_OBJECT (self->video));
  reel_video_set_error (self->video, error, can_retry);
  reel_video_set_offers (self->video, REEL_VIDEO_OFFERS_NONE, FALSE);
  reel_video_set_state (self->video, to);
  if (from != to || !reel_video_state_is_finished (to))
    reel_video_set_progress (self->video, -1, 0, -1);
  g_object_thaw_notify (G_OBJECT (self->video));

  if (reel_video_state_is_finished (to))
    g_clear_pointer (&self->info, reel_media_info_free);
  /* It has done what it was made for, or will not; after a failure it may be sent again. */
  if (to == REEL_VIDEO_STATE_CANCELLED ||
      (to == REEL_VIDEO_STATE_READY && self->rules != NULL && !self->rules->keep_proxies))
    reel_upload_job_drop_proxy (self);

  if (event == REEL_UPLOAD_EVENT_RESTART && from == to)
    {
      self->saved = TRUE; /* that is where it was read */
      act (self);
    }
  else if (unsaved != NULL && !acts_in (to))
    g_ptr_array_add (unsaved, g_object_ref (self->video));
  else
    reel_upload_job_save (self);
  reel_upload_job_changed (self);
  return TRUE;
}

/**
 * reel_upload_job_apply:
 * @self: a #ReelUploadJob
 * @event: a person's wish, or that the program was started
 * @unsaved: (nullable): takes a reference on the video, which the caller saves then with others; with %NULL it is saved now
 *
 * Returns: whether @event meant anything in this state
 */
gboolean
reel_upload_job_apply (ReelUploadJob *self, ReelUploadEvent event, GPtrArray *unsaved)
{
  ReelVideoState state;
  const char *error = NULL;
  gboolean can_retry = FALSE;

  g_return_val_if_fail (REEL_IS_UPLOAD_JOB (self), FALSE);

  state = reel_video_get_state (self->video);
  switch (event)
    {
    case REEL_UPLOAD_EVENT_RETRY:
      self->attempts = self->faults = 0;
      break;
    case REEL_UPLOAD_EVENT_RESUME:
      self->attempts = self->faults = 0;
      break;
    case REEL_UPLOAD_EVENT_CANCEL:
      can_retry = TRUE;
      break;
    case REEL_UPLOAD_EVENT_RESTART:
      if (state == REEL_VIDEO_STATE_FAILED || state == REEL_VIDEO_STATE_CANCELLED)
        {
          error = reel_video_get_error (self->video);
          can_retry = reel_video_get_can_retry (self->video);
        }
      /* The last run ended somewhere in the upload, perhaps between its last byte and the answer: nobody can know. Of a
       * large file it is noted before its end goes out. */
      else if (state == REEL_VIDEO_STATE_UPLOADING && !reel_upload_job_is_gated (self))
        reel_video_set_unanswered (self->video, TRUE);
      break;
    default:
      break;
    }
  return reel_upload_job_enter (self, event, error, can_retry, unsaved);
}

/**
 * reel_upload_job_identified:
 * @self: a #ReelUploadJob
 *
 * Its video may have an id by now that it did not get here: it is not sent then, and the service is asked how far it is.
 */
void
reel_upload_job_identified (ReelUploadJob *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));

  if (reel_video_get_video_id (self->video) != NULL && is_to_be_sent (reel_video_get_state (self->video)))
    reel_upload_job_enter (self, REEL_UPLOAD_EVENT_ASK_AGAIN, NULL, FALSE, NULL);
}

/**
 * reel_upload_job_can_start:
 * @self: a #ReelUploadJob
 *
 * Returns: whether it waits for its turn, and neither rests after a failed attempt nor waits for what only others can do
 */
gboolean
reel_upload_job_can_start (ReelUploadJob *self)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_JOB (self), FALSE);

  return reel_video_get_state (self->video) == REEL_VIDEO_STATE_QUEUED && self->timer == 0 && !self->asking &&
         !self->wants_proxy;
}

/**
 * reel_upload_job_is_prepared:
 * @self: a #ReelUploadJob
 *
 * Returns: whether it is known to be a video and waits to be sent; it is still Preparing then
 */
gboolean
reel_upload_job_is_prepared (ReelUploadJob *self)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_JOB (self), FALSE);

  return self->prepared;
}

/**
 * reel_upload_job_prepare:
 * @self: a #ReelUploadJob that can start
 */
void
reel_upload_job_prepare (ReelUploadJob *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));

  reel_upload_job_enter (self, REEL_UPLOAD_EVENT_START, NULL, FALSE, NULL);
}

/**
 * reel_upload_job_upload:
 * @self: a #ReelUploadJob that is prepared and has a client
 */
void
reel_upload_job_upload (ReelUploadJob *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));
  g_return_if_fail (self->prepared && self->client != NULL);

  reel_upload_job_enter (self, REEL_UPLOAD_EVENT_PREPARED, NULL, FALSE, NULL);
}

/**
 * reel_upload_job_set_client:
 * @self: a #ReelUploadJob
 * @client: (nullable): the service; %NULL while there is none
 *
 * What runs with another client is given up: an upload is Queued again, a question asked anew.
 */
void
reel_upload_job_set_client (ReelUploadJob *self, ReelClient *client)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));
  g_return_if_fail (client == NULL || REEL_IS_CLIENT (client));

  if (!g_set_object (&self->client, client))
    return;
  self->attempts = self->faults = 0;
  switch (reel_video_get_state (self->video))
    {
    case REEL_VIDEO_STATE_QUEUED:
      if (self->timer != 0)
        {
          g_clear_handle_id (&self->timer, g_source_remove);
          reel_video_set_error (self->video, self->note, FALSE);
        }
      break;
    case REEL_VIDEO_STATE_UPLOADING:
      reel_upload_job_enter (self, REEL_UPLOAD_EVENT_TROUBLE, NULL, FALSE, NULL);
      break;
    case REEL_VIDEO_STATE_WAITING:
    case REEL_VIDEO_STATE_PROCESSING:
      if (!self->saved)
        break; /* it asks once it is */
      self->generation++;
      self->watching = FALSE;
      g_clear_handle_id (&self->timer, g_source_remove);
      g_cancellable_cancel (self->cancellable);
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
      reel_upload_job_do_poll (self);
      break;
    default:
      break;
    }
}

/**
 * reel_upload_job_hold:
 * @self: a #ReelUploadJob
 *
 * An upload that runs is given up, and waits for its turn at the place that it has. One that has sent its last byte costs no
 * more, and gets its answer.
 */
void
reel_upload_job_hold (ReelUploadJob *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));

  if (reel_video_get_state (self->video) == REEL_VIDEO_STATE_UPLOADING && reel_video_get_progress (self->video) < 1)
    reel_upload_job_enter (self, REEL_UPLOAD_EVENT_TROUBLE, NULL, FALSE, NULL);
}

/**
 * reel_upload_job_set_note:
 * @self: a #ReelUploadJob
 * @note: (nullable): why nothing happens now; a sentence for people
 *
 * Shown as the video's error for as long as it is neither finished nor paused.
 */
void
reel_upload_job_set_note (ReelUploadJob *self, const char *note)
{
  ReelVideoState state;

  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));

  if (g_strcmp0 (self->note, note) == 0)
    return;
  state = reel_video_get_state (self->video);
  if (state != REEL_VIDEO_STATE_PAUSED && !reel_video_state_is_finished (state) && !self->asking && !self->wants_proxy &&
      !reel_upload_job_is_making_proxy (self) &&
      (note != NULL || g_strcmp0 (reel_video_get_error (self->video), self->note) == 0))
    {
      g_free (self->error);
      self->error = g_strdup (note);
      reel_video_set_error (self->video, note, FALSE);
    }
  g_free (self->note);
  self->note = g_strdup (note);
}

/**
 * reel_upload_job_listen:
 * @self: a #ReelUploadJob
 * @listener: (nullable): who is told of what happens
 * @data: (borrowed): for @listener; it lets go with %NULL before it ends
 */
void
reel_upload_job_listen (ReelUploadJob *self, const ReelUploadJobListener *listener, gpointer data)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));

  self->listener = listener;
  self->listener_data = data;
}

/**
 * reel_upload_job_set_rules:
 * @self: a #ReelUploadJob
 * @rules: (nullable): what holds for all; borrowed, until another is set
 */
void
reel_upload_job_set_rules (ReelUploadJob *self, const ReelUploadRules *rules)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));

  self->rules = rules;
}

/**
 * reel_upload_job_get_video:
 * @self: a #ReelUploadJob
 *
 * Returns: (transfer none): what it works on
 */
ReelVideo *
reel_upload_job_get_video (ReelUploadJob *self)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_JOB (self), NULL);

  return self->video;
}

static void
reel_upload_job_dispose (GObject *object)
{
  ReelUploadJob *self = REEL_UPLOAD_JOB (object);

  self->generation++;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->save_timer, g_source_remove);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (reel_upload_job_parent_class)->dispose (object);
}

static void
reel_upload_job_finalize (GObject *object)
{
  ReelUploadJob *self = REEL_UPLOAD_JOB (object);

  g_clear_object (&self->video);
  g_clear_object (&self->original);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->gate, reel_upload_gate_unref);
  g_free (self->stamp);
  g_free (self->note);
  g_free (self->error);
  g_clear_pointer (&self->info, reel_media_info_free);

  G_OBJECT_CLASS (reel_upload_job_parent_class)->finalize (object);
}

static void
reel_upload_job_class_init (ReelUploadJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = reel_upload_job_dispose;
  object_class->finalize = reel_upload_job_finalize;
}

static void
reel_upload_job_init (ReelUploadJob *self)
{
  self->cancellable = g_cancellable_new ();
  self->index_progress = -1;
}

/**
 * reel_upload_job_new:
 * @video: what to work on
 * @catalogue: what it is a row of
 * @time_scale: of all waiting between attempts and questions; 1 outside of tests
 *
 * Returns: (transfer full): the job, in the state that the video is in; nothing happens before it is told
 */
ReelUploadJob *
reel_upload_job_new (ReelVideo *video, ReelCatalogue *catalogue, double time_scale)
{
  ReelUploadJob *self;

  g_return_val_if_fail (REEL_IS_VIDEO (video), NULL);
  g_return_val_if_fail (REEL_IS_CATALOGUE (catalogue), NULL);

  self = g_object_new (REEL_TYPE_UPLOAD_JOB, NULL);
  self->video = g_object_ref (video);
  self->catalogue = g_object_ref (catalogue);
  self->time_scale = time_scale;
  return self;
}
