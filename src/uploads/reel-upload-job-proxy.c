/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-sentence.h"
#include "base/reel-file-info.h"
#include "media/reel-media-error.h"
#include "media/reel-prober.h"
#include "uploads/reel-upload-job-private.h"
#include "uploads/reel-upload-proxy.h"

/*
 * A video that is larger than its service advises: whether it goes out as it is or as a smaller copy, or whether somebody
 * has to be asked first. One that waits for that, or for its turn to be made smaller, is Queued again, so that it stands in
 * nobody's way; the copy is made in Preparing. The row in the catalogue names the copy as soon as it is whole: a run that
 * ends before leaves one that no row names, which the next one removes, see reel-upload-proxy-sweep.c.
 */

/* Seconds after which it can be said how long the making takes. */
#define MEASURE_AFTER 2.0

static void
wait_for_choice (ReelUploadJob  *self,
                 const char     *reason,
                 ReelVideoOffers offers)
{
  reel_upload_job_enter (self, REEL_UPLOAD_EVENT_TROUBLE, reason, FALSE, NULL);
  self->asking = TRUE;
  reel_video_set_offers (self->video, offers, TRUE);
}

/* (transfer full): "12.3 GB, over the advised 100 MB." */
static char *
dup_excess (ReelUploadJob *self)
{
  g_autofree char *size = reel_sentence_size (reel_video_get_size (self->video));
  g_autofree char *advised = NULL;

  if (self->rules == NULL || self->rules->advised_size == 0 ||
      reel_video_get_size (self->video) <= self->rules->advised_size)
    return reel_sentence_printf ("%s.", size); /* somebody wants a copy of it all the same */
  advised = reel_sentence_size (self->rules->advised_size);
  /* Translators: both are sizes, such as: 12.3 GB, over the advised 100 MB. A sentence follows */
  return reel_sentence_printf (N_ ("%s, over the advised %s."), size, advised);
}

/* Without a copy, for which there is @reason; it goes out as it is only where somebody says so. */
static void
ask_without_proxy (ReelUploadJob *self,
                   const char    *reason)
{
  g_autofree char *excess = dup_excess (self);
  /* Translators: first such as “12.3 GB, over the advised 100 MB.”, then a sentence that says why no copy can be made */
  g_autofree char *text = reel_sentence_printf (N_ ("%s %s Send it as it is, or cancel it."), excess, reason);

  wait_for_choice (self, text, REEL_VIDEO_OFFERS_AS_IT_IS);
}

static void
ask_as_not_smaller (ReelUploadJob *self)
{
  ask_without_proxy (self, reel_sentence (N_ ("A copy would not be smaller.")));
}

static void
ask (ReelUploadJob *self)
{
  g_autofree char *excess = dup_excess (self);
  /* Translators: %s is such as “12.3 GB, over the advised 100 MB.” */
  g_autofree char *text = reel_sentence_printf (N_ ("%s Choose how to send it."), excess);

  wait_for_choice (self, text, REEL_VIDEO_OFFERS_PROXY | REEL_VIDEO_OFFERS_AS_IT_IS);
}

static void
wait_for_turn (ReelUploadJob *self)
{
  reel_upload_job_enter (self, REEL_UPLOAD_EVENT_TROUBLE,
    reel_sentence (N_ ("Waits for its turn to be made smaller.")), FALSE, NULL);
  self->wants_proxy = TRUE;
  reel_video_set_offers (self->video, REEL_VIDEO_OFFERS_AS_IT_IS, FALSE);
}

static void
progress_cb (double   fraction,
             gpointer data)
{
  ReelUploadStep *step = data;
  ReelUploadJob *self = step->job;
  double seconds = (double) (g_get_monotonic_time () - self->proxy_time) / G_USEC_PER_SEC;

  if (reel_upload_step_is_over (step))
    return;
  reel_video_set_progress (self->video, fraction, 0,
                           seconds >= MEASURE_AFTER && fraction > 0 ? seconds / fraction * (1 - fraction) : -1);
  reel_upload_job_progressed (self);
}

static void
looked_for_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (reel_upload_step_is_over (step))
    return;
  if (info == NULL)
    reel_upload_job_fail_for_file (self, error);
  else
    reel_upload_job_fail (self, reel_video_get_error (self->video), TRUE);
  reel_video_set_offers (self->video, REEL_VIDEO_OFFERS_AS_IT_IS, FALSE);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  guint64 size = 0;
  g_autofree char *path = reel_upload_proxy_make_finish (result, &size, &error);

  if (reel_upload_step_is_over (step))
    {
      if (path != NULL && reel_video_get_proxy (self->video) == NULL)
        reel_upload_proxy_remove (path); /* nobody waits for it any more */
      return;
    }
  reel_video_set_progress (self->video, -1, 0, -1);
  if (path == NULL && g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_ENCODER))
    {
      ask_without_proxy (self, error->message);
      return;
    }
  if (path == NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (reel_video_get_uri (self->video));

      /* What went wrong may be that the original went away: then that is what to say. */
      reel_upload_job_say (self, error->message);
      g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                               self->cancellable, looked_for_cb, g_steal_pointer (&step));
      return;
    }
  if (size >= reel_video_get_size (self->video))
    {
      reel_upload_proxy_remove (path);
      reel_video_set_proxy (self->video, NULL, size); /* so that it is not tried again */
      ask_as_not_smaller (self);
      return;
    }
  reel_video_set_proxy (self->video, path, size);
  reel_video_set_offers (self->video, REEL_VIDEO_OFFERS_NONE, FALSE);
  reel_upload_job_say (self, self->note);
  reel_upload_job_set_prepared (self);
  reel_upload_job_save (self); /* it may wait for long until it goes out */
}

static void
make (ReelUploadJob       *self,
      const ReelProxyPlan *plan)
{
  self->proxy_time = g_get_monotonic_time ();
  reel_upload_job_say (self, reel_sentence (N_ ("A smaller copy is made.")));
  reel_video_set_offers (self->video, REEL_VIDEO_OFFERS_AS_IT_IS, FALSE);
  reel_video_set_progress (self->video, 0, 0, -1);
  reel_upload_proxy_make_async (self->rules->folder, reel_video_get_row_id (self->video), reel_video_get_uri (self->video),
                                plan, progress_cb, reel_upload_step_new (self), (GDestroyNotify) reel_upload_step_free,
                                self->cancellable, made_cb, reel_upload_step_new (self));
}

/* What is to become of it where nobody has to be asked. */
static ReelVideoChoice
get_choice (ReelUploadJob *self)
{
  ReelVideoChoice choice = reel_video_get_choice (self->video);

  if (choice != REEL_VIDEO_CHOICE_ASK)
    return choice;
  if (self->rules == NULL || self->rules->folder == NULL || self->rules->advised_size == 0 ||
      reel_video_get_size (self->video) <= self->rules->advised_size)
    return REEL_VIDEO_CHOICE_AS_IT_IS;
  return self->rules->over_advised;
}

static void
planned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelProxyPlan) plan = reel_upload_proxy_plan_finish (result, &error);

  if (reel_upload_step_is_over (step))
    return;
  if (plan == NULL)
    {
      ask_without_proxy (self, error->message);
      return;
    }
  reel_video_set_proxy (self->video, NULL, plan->predicted_size);
  if (plan->predicted_size >= reel_video_get_size (self->video))
    ask_as_not_smaller (self);
  else if (get_choice (self) == REEL_VIDEO_CHOICE_ASK)
    ask (self);
  else if (self->may_make)
    make (self, plan);
  else
    wait_for_turn (self);
}

static void
plan_proxy (ReelUploadJob *self)
{
  reel_upload_proxy_plan_async (self->info, self->cancellable, planned_cb, reel_upload_step_new (self));
}

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  ReelMediaInfo *info = reel_prober_probe_finish (result, &error);

  if (reel_upload_step_is_over (step))
    {
      g_clear_pointer (&info, reel_media_info_free);
      return;
    }
  if (info == NULL)
    {
      reel_upload_job_fail (self, error->message, TRUE);
      return;
    }
  self->info = info;
  plan_proxy (self);
}

/* Without a copy: its size, as predicted or as it was, is no longer of interest. */
static void
send_as_it_is (ReelUploadJob *self)
{
  reel_upload_job_drop_proxy (self);
  reel_upload_job_set_prepared (self);
}

static void
decide_without_proxy (ReelUploadJob *self)
{
  guint64 size = reel_video_get_size (self->video);

  if (get_choice (self) == REEL_VIDEO_CHOICE_AS_IT_IS)
    send_as_it_is (self);
  else if (reel_video_get_proxy_size (self->video) >= size)
    ask_as_not_smaller (self);
  else if (self->rules == NULL || self->rules->folder == NULL)
    ask_without_proxy (self, reel_sentence (N_ ("There is no place for copies.")));
  else if (self->info == NULL) /* looked at in an earlier run */
    reel_prober_probe_async (reel_video_get_uri (self->video), self->cancellable, probed_cb, reel_upload_step_new (self));
  else
    plan_proxy (self);
}

static gboolean
is_whole (ReelUploadJob *self,
          GFileInfo     *info)
{
  return info != NULL && reel_file_info_get_kind (info) == G_FILE_TYPE_REGULAR &&
         reel_file_info_get_size (info) == reel_video_get_proxy_size (self->video);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);

  if (reel_upload_step_is_over (step))
    return;
  if (is_whole (self, info))
    {
      reel_upload_job_set_prepared (self);
      return;
    }
  reel_upload_job_drop_proxy (self);
  decide_without_proxy (self);
}

static void
look_at_proxy (ReelUploadJob      *self,
               GAsyncReadyCallback callback,
               gpointer            user_data)
{
  g_autoptr (GFile) proxy = g_file_new_for_path (reel_video_get_proxy (self->video));

  g_file_query_info_async (proxy, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT, self->cancellable, callback, user_data);
}

/* The file is known to be a video, and to be the one that the catalogue says. */
void
reel_upload_job_decide (ReelUploadJob *self)
{
  if (reel_video_get_proxy (self->video) != NULL && reel_video_get_choice (self->video) != REEL_VIDEO_CHOICE_AS_IT_IS)
    look_at_proxy (self, found_cb, reel_upload_step_new (self)); /* it was made by an earlier attempt */
  else
    decide_without_proxy (self);
}

typedef struct
{
  ReelUploadStep *step; /* (owned) */
  void (*send) (ReelUploadJob *self, GFile *file);
} Sending;

static void
found_to_send_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autofree Sending *sending = g_steal_pointer (&user_data);
  g_autoptr (ReelUploadStep) step = sending->step;
  ReelUploadJob *self = step->job;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);

  if (reel_upload_step_is_over (step))
    return;
  if (self->client != NULL && is_whole (self, info))
    sending->send (self, G_FILE (source));
  else /* preparing it again makes another */
    reel_upload_job_enter (self, REEL_UPLOAD_EVENT_TROUBLE, NULL, FALSE, NULL);
}

void
reel_upload_job_send_proxy (ReelUploadJob *self,
                            void         (*send) (ReelUploadJob *self,
                                                  GFile         *file))
{
  Sending *sending = g_new0 (Sending, 1);

  sending->step = reel_upload_step_new (self);
  sending->send = send;
  look_at_proxy (self, found_to_send_cb, sending);
}

/* What the service has is as large as the copy was, also when that is gone. */
void
reel_upload_job_drop_proxy (ReelUploadJob *self)
{
  g_autofree char *path = g_strdup (reel_video_get_proxy (self->video));

  reel_video_set_proxy (self->video, NULL,
                        path != NULL && reel_video_get_state (self->video) == REEL_VIDEO_STATE_READY
                          ? reel_video_get_proxy_size (self->video)
                          : 0);
  if (path != NULL)
    reel_upload_proxy_remove (path);
}

/**
 * reel_upload_job_wants_proxy:
 * @self: a #ReelUploadJob
 *
 * Returns: whether it waits for its turn to be made smaller
 */
gboolean
reel_upload_job_wants_proxy (ReelUploadJob *self)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_JOB (self), FALSE);

  return self->wants_proxy;
}

/**
 * reel_upload_job_is_making_proxy:
 * @self: a #ReelUploadJob
 *
 * Returns: whether it is its turn to be made smaller; it is Preparing then, and takes no place of those that are not
 */
gboolean
reel_upload_job_is_making_proxy (ReelUploadJob *self)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_JOB (self), FALSE);

  return self->may_make && !self->prepared;
}

/**
 * reel_upload_job_make_proxy:
 * @self: a #ReelUploadJob that waits for its turn
 */
void
reel_upload_job_make_proxy (ReelUploadJob *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));
  g_return_if_fail (self->wants_proxy);

  reel_upload_job_enter (self, REEL_UPLOAD_EVENT_START, NULL, FALSE, NULL);
  self->may_make = TRUE;
}

/**
 * reel_upload_job_reconsider:
 * @self: a #ReelUploadJob
 *
 * Other rules hold: what waits because of those before is looked at again.
 */
void
reel_upload_job_reconsider (ReelUploadJob *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_JOB (self));

  if (!self->asking && !self->wants_proxy)
    return;
  self->asking = FALSE;
  self->wants_proxy = FALSE;
  reel_video_set_offers (self->video, REEL_VIDEO_OFFERS_NONE, FALSE);
  reel_upload_job_say (self, self->note);
  reel_upload_job_changed (self);
}

/**
 * reel_upload_job_choose:
 * @self: a #ReelUploadJob
 * @choice: how it is to go out
 * @unsaved: (nullable): takes a reference on the video, which the caller saves then with others; with %NULL it is saved now
 *
 * Takes up what its video offers, see reel_video_get_offers().
 *
 * Returns: whether it was on offer
 */
gboolean
reel_upload_job_choose (ReelUploadJob  *self,
                        ReelVideoChoice choice,
                        GPtrArray      *unsaved)
{
  ReelVideoOffers wanted = choice == REEL_VIDEO_CHOICE_PROXY ? REEL_VIDEO_OFFERS_PROXY : REEL_VIDEO_OFFERS_AS_IT_IS;
  ReelVideoState state;

  g_return_val_if_fail (REEL_IS_UPLOAD_JOB (self), FALSE);
  g_return_val_if_fail (choice != REEL_VIDEO_CHOICE_ASK, FALSE);

  if ((reel_video_get_offers (self->video) & wanted) == 0)
    return FALSE;
  reel_video_set_choice (self->video, choice);
  state = reel_video_get_state (self->video);
  if (state == REEL_VIDEO_STATE_FAILED)
    return reel_upload_job_apply (self, REEL_UPLOAD_EVENT_RETRY, unsaved);
  if (state == REEL_VIDEO_STATE_PREPARING) /* the copy that is made is not wanted any more */
    return reel_upload_job_enter (self, REEL_UPLOAD_EVENT_TROUBLE, NULL, FALSE, unsaved);
  reel_upload_job_reconsider (self);
  if (unsaved != NULL)
    g_ptr_array_add (unsaved, g_object_ref (self->video));
  else
    reel_upload_job_save (self);
  return TRUE;
}
