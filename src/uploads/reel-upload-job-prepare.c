/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-sentence.h"
#include "library/reel-fingerprint.h"
#include "media/reel-media-error.h"
#include "media/reel-prober.h"
#include "uploads/reel-upload-job-private.h"

/* Preparing: the file is there, it is one that the collection has not yet, and it is a video. */

void
reel_upload_job_fail (ReelUploadJob *self, const char *reason, gboolean can_retry)
{
  reel_upload_job_enter (self, REEL_UPLOAD_EVENT_FAIL, reason, can_retry, NULL);
}

void
reel_upload_job_fail_for_file (ReelUploadJob *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      reel_video_set_missing (self->video, TRUE);
      reel_upload_job_fail (self,
        reel_sentence (N_ ("The file is no longer there. Put it back, or add it from where it is now.")), TRUE);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    reel_upload_job_fail (self,
      reel_sentence (N_ ("You are not allowed to read this file. Change its permissions and try again.")), TRUE);
  else
    reel_upload_job_fail (self, error->message, TRUE);
}

void
reel_upload_job_set_prepared (ReelUploadJob *self)
{
  self->prepared = TRUE;
  g_clear_pointer (&self->info, reel_media_info_free);
  reel_upload_job_changed (self);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = reel_prober_probe_finish (result, &error);

  if (reel_upload_step_is_over (step))
    return;
  if (info == NULL)
    {
      /* A file that is cut short may still be on its way from a camera; one without video will not get any. */
      reel_upload_job_fail (self, error->message,
            !g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_VIDEO) &&
              !g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_MEDIA));
      return;
    }
  reel_video_set_media (self->video, info->duration, info->width, info->height);
  reel_video_set_codec (self->video, info->video_codec);
  g_clear_pointer (&self->info, reel_media_info_free);
  self->info = g_steal_pointer (&info);
  reel_upload_job_decide (self);
}

/* Its content is not there yet: finds out what it is, where that is not known. */
void
reel_upload_job_probe (ReelUploadJob *self)
{
  if (self->same && reel_video_get_width (self->video) > 0)
    reel_upload_job_decide (self); /* an earlier attempt has looked at this very content */
  else
    reel_prober_probe_async (reel_video_get_uri (self->video), self->cancellable, probed_cb, reel_upload_step_new (self));
}

static void
fingerprint_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelUploadStep) step = g_steal_pointer (&user_data);
  ReelUploadJob *self = step->job;
  g_autoptr (GError) error = NULL;
  g_autofree char *fingerprint = NULL;
  guint64 size = 0;

  fingerprint = reel_fingerprint_compute_finish (G_FILE (source), result, &size, &error);
  if (reel_upload_step_is_over (step))
    return;
  if (fingerprint == NULL)
    {
      reel_upload_job_fail_for_file (self, error);
      return;
    }
  g_free (self->stamp);
  self->stamp = reel_fingerprint_dup_stamp (G_FILE (source), result);
  reel_video_set_missing (self->video, FALSE);
  if (size == 0)
    {
      reel_upload_job_fail (self, reel_sentence (N_ ("The file is empty.")), TRUE);
      return;
    }
  self->same = g_strcmp0 (reel_video_get_fingerprint (self->video), fingerprint) == 0;
  reel_video_set_fingerprint (self->video, fingerprint, size);
  if (!self->same)
    {
      reel_upload_job_drop_proxy (self); /* of what was there before */
      g_clear_pointer (&self->info, reel_media_info_free);
    }
  reel_upload_job_look_for_same (self);
}

void
reel_upload_job_do_prepare (ReelUploadJob *self)
{
  g_autoptr (GFile) file = g_file_new_for_uri (reel_video_get_uri (self->video));

  reel_fingerprint_compute_async (file, self->cancellable, fingerprint_cb, reel_upload_step_new (self));
}
