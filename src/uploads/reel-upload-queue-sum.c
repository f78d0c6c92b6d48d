/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-upload-queue-private.h"

/*
 * reel_upload_queue_sum_up:
 * @self: a queue
 * @sum: (inout): zero, but for a time left of -1
 *
 * Adds up what all rows are at.
 */
void
reel_upload_queue_sum_up (ReelUploadQueue *self, ReelUploadSum *sum)
{
  double rate, bytes = 0, longest = -1;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      ReelVideo *video = reel_upload_job_get_video (self->jobs->pdata[i]);
      ReelVideoState state = reel_video_get_state (video);
      double size = (double) reel_video_get_size_to_send (video);
      double progress = MAX (reel_video_get_progress (video), 0.0);

      sum->can_pause |= reel_upload_state_can (state, REEL_UPLOAD_EVENT_PAUSE);
      sum->can_resume |= state == REEL_VIDEO_STATE_PAUSED;
      sum->can_clear |= reel_video_state_is_finished (state) && state != REEL_VIDEO_STATE_FAILED;
      if (state == REEL_VIDEO_STATE_CANCELLED || state == REEL_VIDEO_STATE_ELSEWHERE)
        continue;
      sum->n_total++;
      sum->bytes_total += state != REEL_VIDEO_STATE_FAILED ? size : 0;
      sum->n_choosing += reel_video_get_choosing (video);
      /* What waits until somebody has chosen does not go on by itself. */
      sum->busy |= !reel_video_state_is_finished (state) && state != REEL_VIDEO_STATE_PAUSED &&
                   !reel_video_get_choosing (video);
      sum->to_send |= state == REEL_VIDEO_STATE_QUEUED || state == REEL_VIDEO_STATE_PREPARING;
      switch (state)
        {
        case REEL_VIDEO_STATE_READY:
          sum->n_finished++;
          sum->bytes_sent += size;
          sum->done += 1;
          break;
        case REEL_VIDEO_STATE_FAILED:
          sum->n_failed++;
          sum->done += 1;
          break;
        case REEL_VIDEO_STATE_QUEUED:
          bytes += size;
          break;
        case REEL_VIDEO_STATE_PREPARING:
          sum->n_active++;
          sum->uploading |= reel_video_get_progress (video) >= 0; /* its smaller copy is made */
          longest = MAX (longest, reel_video_get_time_left (video));
          bytes += size;
          break;
        case REEL_VIDEO_STATE_UPLOADING:
          sum->n_active++;
          sum->done += progress / 2;
          sum->bytes_sent += size * progress;
          bytes += size * (1 - progress);
          sum->speed += reel_video_get_speed (video);
          sum->uploading = TRUE;
          break;
        case REEL_VIDEO_STATE_WAITING:
        case REEL_VIDEO_STATE_PROCESSING:
          sum->n_active++;
          sum->done += 0.5 + progress / 2;
          sum->bytes_sent += size;
          longest = MAX (longest, reel_video_get_time_left (video));
          break;
        default:
          break;
        }
    }
  /* The time of sending all, or of the slowest indexing or copy: they run at the same time. */
  /* Between two files there is no speed, but that of before is a good guess as long as more are to go out. */
  rate = sum->speed > 0 ? sum->speed : 0;
  if (rate <= 0 && self->client != NULL && !self->refused && self->rest_source == 0 && !reel_upload_queue_is_held (self) &&
      reel_upload_queue_get_network_wait (self) == REEL_NETWORK_WAIT_NONE)
    rate = self->last_speed;
  if (sum->speed > 0)
    self->last_speed = sum->speed;
  sum->time_left = rate > 0 && bytes > 0 && sum->n_active > 0 ? MAX (longest, bytes / rate) : longest;
}
