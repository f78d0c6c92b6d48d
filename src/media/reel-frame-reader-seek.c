/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-frame-reader-private.h"
#include "media/reel-media-error.h"

/* Getting to the frame wanted, and knowing that it is the one. */

/* A file whose pictures come at other times than they went into the decoder with, so often in a row, is taken as it comes. */
#define MOST_DISAGREEMENTS 3

/* Key frames are rarely farther apart, and whoever waits for a picture does not wait for more. */
#define LONGEST_REACH (10 * GST_SECOND)

/* Reading on is always worth that much: a seek takes as long. */
#define SHORTEST_REACH (GST_SECOND / 2)

GstClockTime
reel_frame_reader_time_of (GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstClockTime pts = buffer != NULL ? GST_BUFFER_PTS (buffer) : GST_CLOCK_TIME_NONE;

  if (!GST_CLOCK_TIME_IS_VALID (pts))
    return GST_CLOCK_TIME_NONE;
  return gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, pts);
}

void
reel_frame_reader_forget_place (ReelFrameReader *self)
{
  g_clear_pointer (&self->shown, gst_sample_unref);
  g_clear_pointer (&self->next, gst_sample_unref);
  self->ended = FALSE;
}

static gboolean
seek (ReelFrameReader *self,
      GstClockTime     position,
      GstSeekFlags     flags)
{
  reel_frame_reader_forget_place (self);
  return gst_element_seek (self->pipeline, 1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | flags, GST_SEEK_TYPE_SET,
                           (gint64) position, GST_SEEK_TYPE_NONE, 0);
}

/* For streams that can't be sought, or not to their beginning: they are read again. */
static void
rewind_to_start (ReelFrameReader *self)
{
  reel_frame_reader_forget_place (self);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_ptr_array_set_size (self->pads, 0);
  g_atomic_int_set (&self->linked, FALSE);
  g_atomic_int_set (&self->no_more_pads, FALSE);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static gboolean
is_late (GstSample    *sample,
         GstClockTime  target)
{
  GstClockTime time = reel_frame_reader_time_of (sample);

  return GST_CLOCK_TIME_IS_VALID (time) && time > target + REEL_FRAME_READER_TOLERANCE;
}

/* From where the pipeline stands, the last frame that begins no later than @target; the first that comes, if all begin
 * later. Where it stands is known afterwards, and unknown after an error. */
static GstSample *
pull_up_to (ReelFrameReader       *self,
            GstClockTime           target,
            const ReelFrameLimits *limits,
            GError               **error)
{
  g_autoptr (GstSample) best = g_steal_pointer (&self->shown);

  for (;;)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (GstSample) sample = g_steal_pointer (&self->next);

      if (sample == NULL && !self->ended)
        sample = reel_frame_reader_pull (self, limits, &failure);
      if (failure != NULL)
        {
          reel_frame_reader_forget_place (self);
          /* A file that breaks off later on still has the frames before. */
          if (best != NULL && failure->domain == REEL_MEDIA_ERROR && failure->code != REEL_MEDIA_ERROR_TIMED_OUT)
            return g_steal_pointer (&best);
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      if (sample == NULL)
        {
          self->ended = TRUE;
          break;
        }
      if (best != NULL && is_late (sample, target))
        {
          self->next = g_steal_pointer (&sample);
          break;
        }
      g_clear_pointer (&best, gst_sample_unref);
      best = g_steal_pointer (&sample);
      if (is_late (best, target))
        break;
    }
  self->shown = best != NULL ? gst_sample_ref (best) : NULL;
  return g_steal_pointer (&best);
}

/* How far before the wanted time to begin: a frame's length, so that the frame's own time is not cut at the seek. */
static GstClockTime
lead_in (ReelFrameReader *self)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->sink, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  int n, d;

  if (caps != NULL && gst_structure_get_fraction (gst_caps_get_structure (caps, 0), "framerate", &n, &d) && n > 0 && d > 0)
    return MIN (gst_util_uint64_scale_int (GST_SECOND, d, n), GST_SECOND);
  return 50 * GST_MSECOND;
}

/* Whether it begins where the index says that the frame does which is shown at @target. */
static gboolean
is_of_index (ReelFrameReader *self,
             GstSample       *sample,
             GstClockTime     target)
{
  GstClockTime time = reel_frame_reader_time_of (sample);
  GstClockTime start;

  if (self->disagreements >= MOST_DISAGREEMENTS || !GST_CLOCK_TIME_IS_VALID (time) ||
      !reel_frame_index_find (self->index, target + REEL_FRAME_READER_TOLERANCE, &start, NULL))
    return TRUE;
  return MAX (time, start) - MIN (time, start) <= REEL_FRAME_READER_TOLERANCE;
}

/* How far the decoder had to go from the key frame on, for the next time. */
static void
note_reach (ReelFrameReader *self,
            GstClockTime     target)
{
  GstClockTime key = reel_frame_index_get_run (self->index);

  if (GST_CLOCK_TIME_IS_VALID (key) && key < target)
    self->reach = MIN (MAX (self->reach, target - key), LONGEST_REACH);
}

/* Whether @target is sooner reached by reading on than by a seek, which begins at a key frame somewhere before it. */
static gboolean
is_ahead (ReelFrameReader *self,
          GstClockTime     target)
{
  GstClockTime time = self->shown != NULL ? reel_frame_reader_time_of (self->shown) : GST_CLOCK_TIME_NONE;

  return GST_CLOCK_TIME_IS_VALID (time) && time <= target + REEL_FRAME_READER_TOLERANCE &&
         (self->ended || target <= time + self->reach / 2 + SHORTEST_REACH);
}

/* What is known of a frame that is looked for by seeking. */
typedef struct
{
  GstClockTime target;
  gint64 duration;     /* of the file, as it says; 0 or less where it does not */
  GstSample *doubtful; /* (owned) (nullable): whole, and at the wrong time for the index only */
  gboolean nothing;    /* none came from where it was looked for last */
  gboolean corrected;  /* the frames end before the time that was asked for, and the target is the last one */
} Search;

static void
search_clear (Search *search)
{
  g_clear_pointer (&search->doubtful, gst_sample_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* Where to seek: @lead before the target. */
static GstClockTime
place_of (ReelFrameReader *self,
          const Search    *search,
          GstClockTime     lead)
{
  GstClockTime from = lead < search->target && search->target - lead > self->base ? search->target - lead : self->base;

  /* Some files last longer than they say, but none is sought behind that. */
  if (search->duration > 0)
    from = MIN (from, lead < (GstClockTime) search->duration ? (GstClockTime) search->duration - lead : 0);
  return MAX (from, self->base);
}

/* Nothing came, though frames went into the decoder: they end before the target, as where the sound is longer. Then the last
 * one is the one to look for. */
static gboolean
correct (ReelFrameReader *self,
         Search          *search)
{
  GstClockTime start;

  if (search->corrected || !search->nothing || !reel_frame_index_is_fed (self->index) ||
      !reel_frame_index_find (self->index, search->target, &start, NULL) || start + REEL_FRAME_READER_TOLERANCE >= search->target)
    return FALSE;
  search->corrected = TRUE;
  search->target = start;
  reel_frame_index_set_target (self->index, start);
  return TRUE;
}

/* (transfer full) (nullable): the frame, if it is found from @place on; %NULL without an error if not. What can't be sought is
 * read from its start. */
static GstSample *
try_from (ReelFrameReader       *self,
          Search                *search,
          GstClockTime          *place,
          const ReelFrameLimits *limits,
          GError               **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GstSample) sample = NULL;
  GstClockTime from;

  if (!seek (self, *place, GST_SEEK_FLAG_ACCURATE))
    {
      rewind_to_start (self);
      *place = self->base;
    }
  from = *place;
  sample = pull_up_to (self, search->target, limits, &failure);
  if (failure == NULL && from == self->base && (sample == NULL || is_late (sample, search->target)))
    {
      g_clear_pointer (&sample, gst_sample_unref);
      rewind_to_start (self);
      sample = pull_up_to (self, search->target, limits, &failure);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  search->nothing = sample == NULL;
  if (sample == NULL || (from != self->base && is_late (sample, search->target)))
    return NULL;
  if (from == self->base || is_of_index (self, sample, search->target))
    return g_steal_pointer (&sample);
  g_clear_pointer (&search->doubtful, gst_sample_unref);
  search->doubtful = g_steal_pointer (&sample);
  return NULL;
}

static GstSample *
find_by_seek (ReelFrameReader       *self,
              GstClockTime           target,
              const ReelFrameLimits *limits,
              GError               **error)
{
  /* Decoders cut, or drop, a frame that began before the place sought, and in streams that are sought by their bytes the
   * first that can be decoded may come later: then begin earlier, at last at the start. */
  const GstClockTime leads[] = { lead_in (self),   GST_SECOND,       5 * GST_SECOND,
                                 20 * GST_SECOND,  80 * GST_SECOND,  GST_CLOCK_TIME_NONE };
  g_auto (Search) search = { target, -1 };

  gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &search.duration);
  for (gsize i = 0; i < G_N_ELEMENTS (leads); i++)
    {
      GstClockTime from = place_of (self, &search, leads[i]);
      g_autoptr (GError) failure = NULL;
      g_autoptr (GstSample) sample = NULL;

      /* What came was whole, so that reading all of the file would not be worth it. */
      if (search.doubtful != NULL && leads[i] > 5 * GST_SECOND)
        break;
      sample = try_from (self, &search, &from, limits, &failure);
      if (sample == NULL && failure == NULL && correct (self, &search))
        {
          from = place_of (self, &search, leads[i]);
          sample = try_from (self, &search, &from, limits, &failure);
        }
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      if (sample != NULL)
        {
          self->disagreements = 0;
          note_reach (self, search.target);
          return g_steal_pointer (&sample);
        }
      if (from == self->base)
        break;
    }
  if (search.doubtful == NULL)
    g_propagate_error (error, reel_media_error_new_damaged (self->name));
  else
    self->disagreements++;
  return g_steal_pointer (&search.doubtful);
}

GstSample *
reel_frame_reader_find_exact (ReelFrameReader       *self,
                              GstClockTime           target,
                              const ReelFrameLimits *limits,
                              GError               **error)
{
  reel_frame_index_set_target (self->index, target);
  if (is_ahead (self, target))
    {
      g_autoptr (GstSample) sample = pull_up_to (self, target, limits, error);

      if (sample == NULL || is_of_index (self, sample, target))
        return g_steal_pointer (&sample);
    }
  return find_by_seek (self, target, limits, error);
}

/* The one behind what was found last; NULL without an error at the end. */
GstSample *
reel_frame_reader_find_next (ReelFrameReader       *self,
                             const ReelFrameLimits *limits,
                             GError               **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GstSample) sample = g_steal_pointer (&self->next);

  if (sample == NULL && self->shown != NULL && !self->ended)
    sample = reel_frame_reader_pull (self, limits, &failure);
  if (failure != NULL)
    {
      reel_frame_reader_forget_place (self);
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (sample == NULL)
    {
      self->ended = TRUE;
      return NULL;
    }
  g_clear_pointer (&self->shown, gst_sample_unref);
  self->shown = gst_sample_ref (sample);
  return g_steal_pointer (&sample);
}

GstSample *
reel_frame_reader_find_near (ReelFrameReader       *self,
                             GstClockTime           target,
                             const ReelFrameLimits *limits,
                             GError               **error)
{
  g_autoptr (GError) failure = NULL;
  GstSample *sample = NULL;
  GstClockTime place = target;
  gint64 duration;

  if (gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration) && duration > 0)
    place = MAX (MIN (target, (GstClockTime) duration), self->base);
  reel_frame_index_set_target (self->index, GST_CLOCK_TIME_NONE);
  if (seek (self, place, GST_SEEK_FLAG_KEY_UNIT))
    sample = reel_frame_reader_pull (self, limits, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  /* Not seekable, or no key frame from there on. */
  return sample != NULL ? sample : reel_frame_reader_find_exact (self, target, limits, error);
}
