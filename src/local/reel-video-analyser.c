/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-face-detector.h"
#include "local/reel-frame-source.h"
#include "local/reel-shot-cutter.h"
#include "local/reel-video-analyser.h"

/* Seconds between the pictures in which faces are looked for. */
#define FACE_INTERVAL 0.5

/* Seconds between the pictures that are kept as large as the engine wants them: there are many, and a few are looked at. */
#define LARGE_INTERVAL 0.5

/* Microseconds between two reports of progress. */
#define REPORT_INTERVAL (G_USEC_PER_SEC / 10)

/* Seconds that a video has at least, even if it is a single picture that does not say how long it lasts. */
#define SHORTEST_VIDEO 0.04

/* What an analysis holds: the pictures of the clip that is growing, and no more. */
typedef struct
{
  ReelFrameSource *source;  /* (owned) */
  ReelShotCutter *cutter;   /* (owned) */
  ReelFaceDetector *faces;  /* (owned) (nullable) */
  GPtrArray *waiting;       /* (owned) (element-type ReelSampledFrame): in no clip yet */
  ReelSampledFrame *before; /* (owned) (nullable): the last picture of the last clip */
  GPtrArray *clips;         /* (owned) (element-type ReelClip) */

  ReelEngine *engine;            /* (borrowed) */
  ReelAnalysisProgress progress; /* (nullable) */
  gpointer progress_data;        /* (borrowed) */

  guint long_side; /* of the pictures that the engine looks at closely */
  double faces_due, large_due;
  double reported;
  gint64 report_due;
} Analysis;

static void
analysis_clear (Analysis *self)
{
  g_clear_pointer (&self->source, reel_frame_source_free);
  g_clear_pointer (&self->cutter, reel_shot_cutter_free);
  g_clear_pointer (&self->faces, reel_face_detector_free);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->before, reel_sampled_frame_free);
  g_clear_pointer (&self->clips, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Analysis, analysis_clear)

static void
report (Analysis *self,
        double    fraction)
{
  gint64 now = g_get_monotonic_time ();

  if (self->progress == NULL || fraction <= self->reported || (fraction < 1 && now < self->report_due))
    return;

  self->reported = fraction;
  self->report_due = now + REPORT_INTERVAL;
  self->progress (fraction, self->progress_data);
}

static gboolean
add_frame (Analysis   *self,
           ReelFrame  *decoded,
           gboolean    is_cut,
           GError    **error)
{
  g_autoptr (ReelFrame) frame = reel_frame_new_smaller (decoded, REEL_SAMPLED_FRAME_SIDE);
  ReelSampledFrame *sampled;

  if (frame == NULL)
    {
      reel_engine_error_set_frame (error);
      return FALSE;
    }

  sampled = reel_sampled_frame_new (frame);
  if (self->long_side > REEL_SAMPLED_FRAME_SIDE && (is_cut || frame->time >= self->large_due))
    {
      sampled->large = reel_frame_ref (decoded);
      self->large_due = frame->time + LARGE_INTERVAL;
    }
  if (self->faces != NULL && (is_cut || frame->time >= self->faces_due))
    {
      sampled->n_faces = reel_face_detector_detect (self->faces, frame, &sampled->face_height);
      self->faces_due = frame->time + FACE_INTERVAL;
    }

  reel_shot_cutter_add_frame (self->cutter, frame, is_cut);
  g_ptr_array_add (self->waiting, sampled);
  return TRUE;
}

/* Measures what lies between @start and @end, and lets go of its pictures. */
static gboolean
add_clip (Analysis      *self,
          double         start,
          double         end,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr (ReelEvidence) evidence = NULL;
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);
  ReelClip *clip;

  while (self->waiting->len > 0)
    {
      ReelSampledFrame *first = g_ptr_array_index (self->waiting, 0);

      if (first->frame->time >= end - 1e-6)
        break;
      g_ptr_array_add (frames, g_ptr_array_steal_index (self->waiting, 0));
    }

  /* Where a picture stays for long, as in a recording of a screen, the clip shows the one before. */
  if (frames->len == 0 && self->before != NULL)
    g_ptr_array_add (frames, g_steal_pointer (&self->before));
  g_return_val_if_fail (frames->len > 0, TRUE);

  clip = g_new0 (ReelClip, 1);
  clip->start = start;
  clip->end = end;
  clip->vector = g_new0 (float, reel_engine_get_dims (self->engine));
  clip->tags = g_array_new (FALSE, FALSE, sizeof (ReelTag));
  g_ptr_array_add (self->clips, clip);
  if (!reel_engine_encode_frames (self->engine, frames, clip->vector, &evidence, cancellable, error))
    return FALSE;
  if (evidence != NULL)
    g_array_append_vals (clip->tags, evidence->tags->data, evidence->tags->len);

  g_clear_pointer (&self->before, reel_sampled_frame_free);
  self->before = g_ptr_array_steal_index (frames, frames->len - 1);
  return TRUE;
}

static gboolean
add_settled_clips (Analysis      *self,
                   double         video_end,
                   GCancellable  *cancellable,
                   GError       **error)
{
  double start, end;

  while (reel_shot_cutter_next_clip (self->cutter, video_end, &start, &end))
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !add_clip (self, start, end, cancellable, error))
      return FALSE;

  return TRUE;
}

/**
 * reel_video_analyser_run:
 * @engine: what measures the clips
 * @uri: a file:// URI; nothing else is opened
 * @progress: (nullable) (scope call): is told how far it is, on this thread, rising, ten times a second at most, and 1 at
 *   the end; not at all before that where the video does not say how long it is
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it within a moment
 * @error: return location of a #ReelMediaError, or %G_IO_ERROR_CANCELLED, or an error of @engine
 *
 * Decodes a video, finds its shots, divides them into clips of 0.5 to 6 seconds, and measures each. Times count from the
 * first picture shown. Keeps the pictures of about fifteen seconds in memory, however long the video.
 *
 * A video that breaks off before half of its length is an error; one that breaks off later is taken as far as it goes.
 *
 * Blocks: for a worker thread.
 *
 * Returns: (transfer full) (element-type ReelClip): in the order of time, without gaps, one at least; or %NULL with
 *   @error set
 */
GPtrArray *
reel_video_analyser_run (ReelEngine            *engine,
                         const char            *uri,
                         ReelAnalysisProgress   progress,
                         gpointer               progress_data,
                         GCancellable          *cancellable,
                         GError               **error)
{
  g_auto (Analysis) self = { 0, };
  ReelEngineInput input;
  double end;

  g_return_val_if_fail (REEL_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  self.engine = engine;
  self.progress = progress;
  self.progress_data = progress_data;
  reel_engine_get_input (engine, &input);
  self.long_side = MAX (input.long_side, REEL_SAMPLED_FRAME_SIDE);
  self.source = reel_frame_source_new (uri, self.long_side, REEL_FRAME_SOURCE_PATIENCE, error);
  if (self.source == NULL)
    return NULL;

  self.cutter = reel_shot_cutter_new ();
  self.waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);
  self.clips = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_clip_free);

  while (TRUE)
    {
      g_autoptr (ReelFrame) frame = NULL;
      gboolean is_cut;

      if (!reel_frame_source_pull (self.source, cancellable, &frame, &is_cut, error))
        return NULL;
      if (frame == NULL)
        break;
      /* Loading the cascades takes a moment: only for what really has pictures. */
      if (self.faces == NULL && input.most_frames == 0 && self.clips->len == 0 && self.waiting->len == 0)
        self.faces = reel_face_detector_new ();

      if (!add_frame (&self, frame, is_cut, error) || !add_settled_clips (&self, -1, cancellable, error))
        return NULL;
      report (&self, MIN (0.99, reel_frame_source_get_fraction (self.source)));
    }

  end = MAX (reel_frame_source_get_end (self.source), SHORTEST_VIDEO);
  if (!add_settled_clips (&self, end, cancellable, error))
    return NULL;
  report (&self, 1);

  return g_steal_pointer (&self.clips);
}
