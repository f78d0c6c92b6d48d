/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <unistd.h>

#include "local/reel-clip-pool.h"
#include "local/reel-face-detector.h"
#include "local/reel-frame-source.h"
#include "local/reel-video-analyser.h"
#include "media/reel-media-file.h"
#include "media/reel-shot-cutter.h"

/* Seconds between the pictures in which faces are looked for. */
#define FACE_INTERVAL 0.5

/* Seconds between the pictures that are kept as large as the engine wants them: there are many, and a few are looked at. */
#define LARGE_INTERVAL 0.75

/* Seconds between the pictures that are kept with their colours; of the others movement is measured, which needs less. Each
 * half second, the shortest clip, has one, as pictures that come more rarely than ten times a second are all kept. */
#define COLOUR_INTERVAL 0.35
#define RARE 0.15

/* Microseconds between two reports of progress. */
#define REPORT_INTERVAL (G_USEC_PER_SEC / 10)

/* Seconds that a video has at least, even if it is a single picture that does not say how long it lasts. */
#define SHORTEST_VIDEO 0.04

/* What an analysis holds: the pictures of the clip that is growing, and no more; those of the clips before are in the pool. */
typedef struct
{
  const ReelVideoAnalysis *what; /* (borrowed) */
  ReelFrameSource *source;       /* (owned) */
  ReelShotCutter *cutter;        /* (owned) */
  ReelFaceDetector *faces;       /* (owned) (nullable) */
  ReelClipPool *pool;            /* (owned) */
  GPtrArray *waiting;            /* (owned) (element-type ReelSampledFrame): in no clip yet */

  guint long_side; /* of the pictures that the engine looks at closely */
  gboolean wants_faces;
  gboolean has_clip; /* whether there was one before */
  guint n_frames;
  double faces_due, large_due, colour_due;
  double before; /* time of the last picture */
  double quick_start; /* of the clip that is growing, where only key frames are looked at */
  double reported;
  gint64 report_due;
} Analysis;

static void
analysis_clear (Analysis *self)
{
  g_clear_pointer (&self->pool, reel_clip_pool_free);
  g_clear_pointer (&self->source, reel_frame_source_free);
  g_clear_pointer (&self->cutter, reel_shot_cutter_free);
  g_clear_pointer (&self->faces, reel_face_detector_free);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Analysis, analysis_clear)

static void
report (Analysis *self,
        double    fraction)
{
  gint64 now = g_get_monotonic_time ();

  if (self->what->alive != NULL)
    self->what->alive (self->what->user_data);
  if (self->what->progress == NULL || fraction <= self->reported || (fraction < 1 && now < self->report_due))
    return;

  self->reported = fraction;
  self->report_due = now + REPORT_INTERVAL;
  self->what->progress (fraction, self->what->user_data);
}

/* Gives away the clips that are encoded: at the end all of them, before that as many as must be for the next to begin. */
static gboolean
give_clips (Analysis  *self,
            gboolean   all,
            GError   **error)
{
  while (TRUE)
    {
      ReelClip *clip;

      if (!reel_clip_pool_pop (self->pool, all, &clip, error))
        return FALSE;
      if (clip == NULL)
        return TRUE;
      self->what->take (clip, self->what->user_data);
      if (self->what->alive != NULL)
        self->what->alive (self->what->user_data);
    }
}

/* Lets go of the colours of @sampled where enough others have theirs. */
static gboolean
keep_colours (Analysis          *self,
              ReelSampledFrame  *sampled,
              gboolean           wanted,
              GError           **error)
{
  gboolean is_rare = sampled->time - self->before > RARE;

  self->before = sampled->time;
  if (wanted || is_rare || sampled->time >= self->colour_due)
    {
      self->colour_due = sampled->time + COLOUR_INTERVAL;
      return TRUE;
    }
  if (reel_sampled_frame_reduce (sampled))
    return TRUE;

  reel_engine_error_set_frame (error);
  return FALSE;
}

static gboolean
add_frame (Analysis   *self,
           ReelFrame  *decoded,
           gboolean    is_cut,
           GError    **error)
{
  g_autoptr (ReelFrame) frame = reel_frame_new_smaller (decoded, REEL_SAMPLED_FRAME_SIDE);
  gboolean quick = self->what->depth == REEL_ANALYSIS_QUICK;
  ReelSampledFrame *sampled;

  if (frame == NULL)
    {
      reel_engine_error_set_frame (error);
      return FALSE;
    }

  sampled = reel_sampled_frame_new (frame);
  if (self->long_side > REEL_SAMPLED_FRAME_SIDE && (quick || is_cut || frame->time >= self->large_due))
    {
      sampled->large = reel_frame_ref (decoded);
      self->large_due = frame->time + LARGE_INTERVAL;
    }
  /* Loading the cascades takes a moment: only for what really has pictures. */
  if (self->wants_faces && self->n_frames == 0)
    self->faces = reel_face_detector_new ();
  if (self->faces != NULL && (is_cut || frame->time >= self->faces_due))
    {
      sampled->n_faces = reel_face_detector_detect (self->faces, frame, &sampled->face_height);
      self->faces_due = frame->time + FACE_INTERVAL;
    }

  if (self->cutter != NULL)
    reel_shot_cutter_add_frame (self->cutter, frame, is_cut);
  g_ptr_array_add (self->waiting, sampled);
  self->n_frames++;
  return keep_colours (self, sampled, quick || is_cut, error);
}

/* Has what lies between @start and @end measured, and lets go of its pictures. */
static gboolean
add_clip (Analysis  *self,
          double     start,
          double     end,
          GError   **error)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);

  while (self->waiting->len > 0)
    {
      ReelSampledFrame *first = g_ptr_array_index (self->waiting, 0);

      if (first->time >= end - 1e-6)
        break;
      g_ptr_array_add (frames, g_ptr_array_steal_index (self->waiting, 0));
    }

  /* Where a picture stays for long, as in a recording of a screen, the clip shows what the one before shows. */
  if (frames->len == 0)
    {
      g_ptr_array_unref (frames);
      g_return_val_if_fail (self->has_clip, TRUE);
      reel_clip_pool_repeat (self->pool, start, end);
    }
  else
    {
      reel_clip_pool_push (self->pool, start, end, frames);
      self->has_clip = TRUE;
    }
  return give_clips (self, FALSE, error);
}

static gboolean
add_settled_clips (Analysis      *self,
                   double         video_end,
                   GCancellable  *cancellable,
                   GError       **error)
{
  double start, end;

  while (reel_shot_cutter_next_clip (self->cutter, video_end, &start, &end))
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !add_clip (self, start, end, error))
      return FALSE;

  return TRUE;
}

/* Of key frames, before that at @next, or at the end of the video: gives the clip that grows as soon as it can't grow. It
 * ends where a later one of its key frames begins the next clip, or after six seconds. */
static gboolean
add_quick_clips (Analysis  *self,
                 double     next,
                 gboolean   at_end,
                 GError   **error)
{
  while (self->waiting->len > 0 && next > self->quick_start + REEL_CLIP_LONGEST + 1e-6)
    {
      const ReelSampledFrame *last = g_ptr_array_index (self->waiting, self->waiting->len - 1);
      double start = self->quick_start;
      double end = self->waiting->len > 1 ? last->time : start + REEL_CLIP_LONGEST;

      self->quick_start = self->waiting->len > 1 ? end : next;
      if (!add_clip (self, start, end, error))
        return FALSE;
    }
  if (self->waiting->len == 0)
    self->quick_start = next;

  return !at_end || self->waiting->len == 0
         || add_clip (self, self->quick_start, MAX (next, self->quick_start + SHORTEST_VIDEO), error);
}

static gboolean
take_frame (Analysis      *self,
            ReelFrame     *frame,
            gboolean       is_cut,
            GCancellable  *cancellable,
            GError       **error)
{
  if (self->what->depth == REEL_ANALYSIS_FULL)
    return add_frame (self, frame, is_cut, error) && add_settled_clips (self, -1, cancellable, error);

  /* Where time stamps jump back, two pictures may have the same time. */
  if (self->waiting->len > 0)
    {
      const ReelSampledFrame *last = g_ptr_array_index (self->waiting, self->waiting->len - 1);

      if (frame->time <= last->time)
        return TRUE;
    }

  return add_quick_clips (self, frame->time, FALSE, error) && add_frame (self, frame, is_cut, error);
}

/* Frames that somebody chose from a video: there is nothing to decode or to cut, and each clip has as many as fit. */
static gboolean
analyse_frames (Analysis      *self,
                GCancellable  *cancellable,
                GError       **error)
{
  ReelRawFrames frames = *self->what->frames;
  guint a_clip;

  frames.interval = MIN (frames.interval, REEL_CLIP_LONGEST);
  a_clip = (guint) CLAMP (REEL_CLIP_LONGEST / frames.interval + 1e-6, 1, REEL_RAW_FRAMES_MOST);
  for (guint i = 0; i < frames.n; i++)
    {
      g_autoptr (ReelFrame) raw = NULL;
      g_autoptr (ReelFrame) frame = NULL;
      gboolean is_last = i + 1 == frames.n || (i + 1) % a_clip == 0;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      raw = reel_raw_frames_read (&frames, self->what->fd, i, error);
      if (raw == NULL)
        return FALSE;
      frame = reel_frame_new_smaller (raw, self->long_side);
      if (frame == NULL)
        {
          reel_engine_error_set_frame (error);
          return FALSE;
        }
      if (!add_frame (self, frame, FALSE, error)
          || (is_last && !add_clip (self, i / a_clip * a_clip * frames.interval, (i + 1) * frames.interval, error)))
        return FALSE;
      report (self, MIN (0.99, (i + 1.0) / frames.n));
    }
  return TRUE;
}

static gboolean
analyse_video (Analysis      *self,
               GCancellable  *cancellable,
               GError       **error)
{
  ReelFrameSourceOptions options = { 0, REEL_FRAME_SOURCE_PATIENCE, FALSE, 0 };
  double end;

  options.long_side = self->long_side;
  options.key_frames = self->what->depth == REEL_ANALYSIS_QUICK;
  options.n_threads = self->what->n_threads != NULL ? (guint) MAX (1, g_atomic_int_get (self->what->n_threads)) : 0;
  self->source = reel_frame_source_new_for_fd (self->what->fd, self->what->name, &options, error);
  if (self->source == NULL)
    return FALSE;

  if (!options.key_frames)
    self->cutter = reel_shot_cutter_new ();

  while (TRUE)
    {
      g_autoptr (ReelFrame) frame = NULL;
      gboolean is_cut;

      if (!reel_frame_source_pull (self->source, cancellable, &frame, &is_cut, error))
        return FALSE;
      if (frame == NULL)
        break;
      if (!take_frame (self, frame, is_cut, cancellable, error))
        return FALSE;
      report (self, MIN (0.99, reel_frame_source_get_fraction (self->source)));
    }

  end = MAX (reel_frame_source_get_end (self->source), SHORTEST_VIDEO);
  return options.key_frames ? add_quick_clips (self, end, TRUE, error) : add_settled_clips (self, end, cancellable, error);
}

static gboolean
analyse (Analysis      *self,
         ReelEngine    *engine,
         GCancellable  *cancellable,
         GError       **error)
{
  ReelEngineInput input;

  reel_engine_get_input (engine, &input);
  self->long_side = MAX (input.long_side, REEL_SAMPLED_FRAME_SIDE);
  self->wants_faces = input.most_frames == 0;
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);
  self->pool = reel_clip_pool_new (engine, self->what->depth, self->what->n_threads, cancellable);

  if (self->what->frames != NULL ? !analyse_frames (self, cancellable, error) : !analyse_video (self, cancellable, error))
    return FALSE;
  if (!give_clips (self, TRUE, error))
    return FALSE;
  report (self, 1);

  return TRUE;
}

/**
 * reel_video_analyser_run_fd:
 * @engine: what measures the clips
 * @what: the file, and who is told
 * @cancellable: (nullable): ends it within a moment
 * @error: return location of a #ReelMediaError, or %G_IO_ERROR_CANCELLED, or an error of @engine
 *
 * Decodes a video, finds its shots, divides them into clips of 0.5 to 6 seconds, and measures each. Times count from the
 * first picture shown. Keeps the pictures of about fifteen seconds in memory, and those of a clip for each thread,
 * however long the video.
 *
 * A video that breaks off before half of its length is an error; one that breaks off later is taken as far as it goes.
 *
 * Blocks: for a worker thread.
 *
 * Returns: whether it could be done; clips that were given before an error are worth nothing
 */
gboolean
reel_video_analyser_run_fd (ReelEngine               *engine,
                            const ReelVideoAnalysis  *what,
                            GCancellable             *cancellable,
                            GError                  **error)
{
  g_auto (Analysis) self = { .what = what };
  gboolean ok;

  g_return_val_if_fail (REEL_IS_ENGINE (engine), FALSE);
  g_return_val_if_fail (what != NULL && what->fd >= 0 && what->name != NULL && what->take != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      close (what->fd);
      return FALSE;
    }

  ok = analyse (&self, engine, cancellable, error);
  if (what->frames != NULL) /* else it is the source's */
    close (what->fd);
  return ok;
}

/* What reel_video_analyser_run() collects. */
typedef struct
{
  GPtrArray *clips; /* (owned) */
  ReelAnalysisProgress progress;
  gpointer progress_data;
} Collection;

static void
collect_clip (ReelClip *clip,
              gpointer  user_data)
{
  g_ptr_array_add (((Collection *) user_data)->clips, clip);
}

static void
pass_progress (double   fraction,
               gpointer user_data)
{
  Collection *collection = user_data;

  if (collection->progress != NULL)
    collection->progress (fraction, collection->progress_data);
}

/**
 * reel_video_analyser_run:
 * @engine: what measures the clips
 * @uri: a file:// URI; nothing else is opened
 * @depth: how well to look
 * @progress: (nullable) (scope call): is told how far it is, on this thread, rising, ten times a second at most, and 1 at
 *   the end; not at all before that where the video does not say how long it is
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it within a moment
 * @error: return location of a #ReelMediaError, or %G_IO_ERROR_CANCELLED, or an error of @engine
 *
 * The same as reel_video_analyser_run_fd() of the file at @uri, on one thread beside the decoder's.
 *
 * Returns: (transfer full) (element-type ReelClip): in the order of time, one at least, without gaps if @depth is
 *   %REEL_ANALYSIS_FULL; or %NULL with @error set
 */
GPtrArray *
reel_video_analyser_run (ReelEngine            *engine,
                         const char            *uri,
                         ReelAnalysisDepth      depth,
                         ReelAnalysisProgress   progress,
                         gpointer               progress_data,
                         GCancellable          *cancellable,
                         GError               **error)
{
  Collection collection = { NULL, progress, progress_data };
  ReelVideoAnalysis what = { .depth = depth, .take = collect_clip, .progress = pass_progress, .user_data = &collection };
  g_autoptr (ReelMediaFile) file = NULL;
  g_autoptr (GPtrArray) clips = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_clip_free);

  g_return_val_if_fail (REEL_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  file = reel_media_file_open (uri, &what.fd, error);
  if (file == NULL)
    return NULL;

  what.name = file->name;
  collection.clips = clips;
  return reel_video_analyser_run_fd (engine, &what, cancellable, error) ? g_steal_pointer (&clips) : NULL;
}

/**
 * reel_video_analyser_run_frames:
 * @engine: what measures the clips
 * @path: of the file of @frames
 * @frames: valid frames
 * @cancellable: (nullable): ends it within a moment
 * @error: return location, as for reel_video_analyser_run()
 *
 * The same for frames that were chosen from a video: each clip has as many of them as last six seconds.
 *
 * Returns: (transfer full) (element-type ReelClip): one at least; or %NULL with @error set
 */
GPtrArray *
reel_video_analyser_run_frames (ReelEngine           *engine,
                                const char           *path,
                                const ReelRawFrames  *frames,
                                GCancellable         *cancellable,
                                GError              **error)
{
  g_autoptr (GPtrArray) clips = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_clip_free);
  Collection collection = { clips, NULL, NULL };
  ReelVideoAnalysis what = { .depth = REEL_ANALYSIS_FULL, .frames = frames, .take = collect_clip, .user_data = &collection };
  g_autofree char *name = g_path_get_basename (path);

  g_return_val_if_fail (REEL_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (reel_raw_frames_is_valid (frames), NULL);

  what.name = name;
  what.fd = reel_raw_frames_open (path, error);
  if (what.fd < 0)
    return NULL;
  return reel_video_analyser_run_fd (engine, &what, cancellable, error) ? g_steal_pointer (&clips) : NULL;
}
