/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-timecode.h"
#include "media/reel-prober.h"
#include "media/reel-start-timecode.h"
#include "search/reel-hit-timecode.h"

/* Containers keep times in milliseconds. */
#define TOLERANCE 0.001

typedef struct
{
  char *uri; /* (owned) */
  double start;
} Job;

static void
job_free (Job *job)
{
  g_free (job->uri);
  g_free (job);
}

/* On a thread of its own: from the file's timecode, or from zero; where it has no rate, at the nominal one. */
static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GFile) file = g_file_new_for_uri (job->uri);
  g_autoptr (ReelMediaInfo) info = NULL;
  g_autoptr (ReelStartTimecode) start = NULL;
  GError *error = NULL;
  ReelTimebase timebase;
  gint64 frame;

  info = reel_prober_probe (job->uri, cancellable, &error);
  if (info == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  start = reel_start_timecode_read_file (file, cancellable, NULL);
  timebase = reel_timebase_new (info->fps_n > 0 ? info->fps_n : REEL_TIMEBASE_NOMINAL_FPS, info->fps_n > 0 ? info->fps_d : 1,
                                start != NULL && start->timebase.drop_frame);
  frame = reel_timebase_frame_at (&timebase, job->start, TOLERANCE);
  if (start != NULL)
    frame += reel_timebase_relabel (&timebase, start->frame, &start->timebase);
  g_task_return_pointer (task, reel_timecode_format (&timebase, frame), g_free);
}

/**
 * reel_hit_timecode_async:
 * @hit: a hit whose file is here
 * @cancellable: (nullable): to stop early
 * @callback: called on the caller's context
 * @user_data: for @callback
 *
 * Opens the file, on a thread, for its rate and its timecode.
 */
void
reel_hit_timecode_async (ReelHit             *hit,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (REEL_IS_HIT (hit));
  g_return_if_fail (reel_hit_get_uri (hit) != NULL);

  job = g_new0 (Job, 1);
  job->uri = g_strdup (reel_hit_get_uri (hit));
  job->start = reel_hit_get_has_times (hit) ? MAX (reel_hit_get_start (hit), 0.0) : 0.0;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_hit_timecode_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * reel_hit_timecode_finish:
 * @result: what the callback got
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): such as `01:00:12:05`, or %NULL with @error set
 */
char *
reel_hit_timecode_finish (GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_hit_timecode_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
