/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-player-core-private.h"

/* Getting to the picture wanted, and knowing that it is the one. All of this file runs on the core's thread. */

#define SEEK_SECONDS 10

/* A range is never shorter, or it would only seek. */
#define SHORTEST_RANGE 0.04

/* Seconds that one steps by where there are no pictures. */
#define SOUND_STEP 0.04

/* Further steps forward than that are quicker sought. */
#define MOST_STEPS 10

/* A seek that begins before the picture wanted lets the ones before it be told from it by their times. It also gets there
 * in streams that are sought by their bytes, where the first picture that can be decoded comes later than the place sought. */
static const GstClockTime leads[] = { GST_SECOND / 2,   2 * GST_SECOND,   10 * GST_SECOND,
                                      40 * GST_SECOND,  160 * GST_SECOND, G_MAXINT64 };

/* Containers keep times in milliseconds: a picture counts as shown at a time if it begins at most this much after it. */
#define TOLERANCE GST_MSECOND

/* Behind a key frame sought by a pointer that moves, so much is decoded at the most. */
#define COARSE_LENGTH (GST_SECOND / 2)

/* Where the pictures are over and the sound is not, a decoder keeps the last ones until it is told that there are no more. A
 * seek that stops so far after its target has the demuxer say so. */
#define DRAIN_LENGTH GST_SECOND

/* How far back to look for the last picture where a file ends before the place sought. */
static const double retreats[] = { 0.01, 0.03, 0.1, 0.5, 2, 10 };

/* Where a seek stops: at the out point, if it begins before it. */
GstClockTime
reel_player_core_stop_for (ReelPlayerCore *self,
                           double          position)
{
  ReelVideoPosition last;
  double out_point;

  reel_video_output_get_position (self->output, &last);
  g_mutex_lock (&self->lock);
  out_point = self->wishes.out_point;
  if (out_point > 0)
    out_point = MAX (out_point, self->wishes.in_point + SHORTEST_RANGE);
  g_mutex_unlock (&self->lock);
  if (out_point <= 0 || position >= out_point - 1e-3)
    return GST_CLOCK_TIME_NONE;
  return last.first + (GstClockTime) (out_point * GST_SECOND);
}

/* Backwards is none of the pipeline's. */
static double
rate_wished (ReelPlayerCore *self)
{
  double rate;

  g_mutex_lock (&self->lock);
  rate = self->wishes.rate;
  g_mutex_unlock (&self->lock);
  return rate > 0 ? rate : 1.0;
}

/* Whether playing on from @position takes a seek, since the last one had another stop or rate. */
gboolean
reel_player_core_is_out_of_date (ReelPlayerCore *self,
                                 double          position)
{
  return self->rate != rate_wished (self) || reel_player_core_stop_for (self, position) != self->stop;
}

/* The stream time that the seek is for. */
static GstClockTime
target_time (ReelPlayerCore *self)
{
  ReelVideoPosition last;

  reel_video_output_get_position (self->output, &last);
  if (self->seek_target <= 0)
    return last.first;
  return last.first + (GstClockTime) (self->seek_target * GST_SECOND) + (self->seek_exact ? TOLERANCE : 0);
}

static void
seek_with_lead (ReelPlayerCore *self,
                double          seconds,
                gboolean        exact,
                GstClockTime    lead)
{
  /* A pointer that moves wants a key frame and nothing else: a decoder that gets no others puts it out at once, instead of
   * waiting for what may belong before it, and then has nothing to do that the next seek would have to wait for. */
  GstSeekFlags flags = GST_SEEK_FLAG_FLUSH | (exact ? GST_SEEK_FLAG_ACCURATE
                                                    : GST_SEEK_FLAG_KEY_UNIT | GST_SEEK_FLAG_TRICKMODE |
                                                        GST_SEEK_FLAG_TRICKMODE_KEY_UNITS);
  GstClockTime stop = reel_player_core_stop_for (self, seconds);
  ReelVideoPosition last;
  GstClockTime duration = reel_player_core_get_duration (self);
  GstClockTime target, start;

  reel_video_output_get_position (self->output, &last);
  if (duration > 0 && seconds > reel_player_core_to_seconds (self, duration))
    {
      if (self->measured == 0)
        self->beyond = seconds;
      seconds = reel_player_core_to_seconds (self, duration);
    }
  self->seek_target = MAX (seconds, 0.0);
  self->seek_exact = exact;
  self->coarse = !exact;
  self->seek_count = last.count;
  self->ended = FALSE;
  self->stop = stop;
  self->rate = rate_wished (self);
  /* Played on from here, sound would begin too early, or pictures be missing. */
  self->stale = lead > 0 || !exact;
  if (lead == 0)
    self->lead = 0;
  target = target_time (self);
  reel_frame_index_set_target (self->index, exact ? target : GST_CLOCK_TIME_NONE);
  reel_video_output_drop_before (self->output, lead > 0 ? target : GST_CLOCK_TIME_NONE);
  /* It may need another attempt: no picture but the right one is shown. */
  if (exact)
    reel_video_output_hold (self->output);
  reel_player_core_begin (self, SEEK_SECONDS);
  start = lead <= target - last.first ? target - lead : 0;
  /* Demuxers stop at the duration, and mind a start behind the stop. */
  if (duration > 0)
    start = MIN (start, MAX (duration, last.first));
  if (!exact)
    stop = MIN (stop, start + COARSE_LENGTH);
  else if (self->drains)
    self->stop = stop = MIN (stop, target + DRAIN_LENGTH);
  if (!gst_element_seek (self->playbin, self->rate, GST_FORMAT_TIME, flags, GST_SEEK_TYPE_SET, (gint64) MIN (start, stop),
                         GST_SEEK_TYPE_SET, (gint64) stop))
    {
      /* Not seekable: it stays where it is. */
      reel_player_core_give_up (self);
      if (self->cued)
        reel_player_core_release_pictures (self);
    }
}

void
reel_player_core_seek_to (ReelPlayerCore *self,
                          double          seconds,
                          gboolean        exact)
{
  seek_with_lead (self, seconds, exact, 0);
}

/* Whether the last seek was for just that, and its picture still stands there: as of a hit that was selected before it is
 * played. */
gboolean
reel_player_core_is_there (ReelPlayerCore *self,
                           double          seconds,
                           gboolean        exact)
{
  ReelVideoPosition last;

  reel_video_output_get_position (self->output, &last);
  return self->cued && !self->playing && !self->ended && exact && self->seek_exact && seconds == self->seek_target &&
         last.count == self->seek_count + 1;
}

/* Goes back to a picture whose time is known, and where that is not the one wanted yet, as far as that is known. */
static gboolean
step_back (ReelPlayerCore *self,
           int             frames)
{
  GstClockTime start, previous, next;
  ReelVideoPosition last;

  reel_video_output_get_position (self->output, &last);
  if (!reel_frame_index_find (self->index, last.start, &start, NULL))
    return FALSE;
  self->back_from = start;
  for (next = start; frames > 0 && reel_frame_index_before (self->index, start, &previous); frames--)
    {
      next = start;
      start = previous;
    }
  self->steps_left = 0;
  if (frames == 0)
    start += (next - start) / 2;
  else if (start > last.first)
    {
      /* A key frame: the one before ends where it begins. */
      self->steps_left = -(frames - 1);
      start -= MIN (start - last.first, 2 * TOLERANCE);
    }
  reel_player_core_seek_to (self, reel_player_core_to_seconds (self, start), TRUE);
  return TRUE;
}

void
reel_player_core_step_by (ReelPlayerCore *self,
                          int             frames)
{
  ReelVideoPosition last;
  double length;

  if (self->sound_only)
    {
      reel_player_core_seek_to (self, MAX (reel_player_core_get_position (self) + frames * SOUND_STEP, 0.0), TRUE);
      return;
    }
  reel_video_output_get_position (self->output, &last);
  /* Behind a seek to a key frame only key frames come. */
  if (frames > 0 && frames <= MOST_STEPS && !self->coarse)
    {
      GstEvent *event = gst_event_new_step (GST_FORMAT_BUFFERS, (guint64) frames, 1.0, TRUE, FALSE);

      /* The sound stays where it was. */
      self->stale = TRUE;
      reel_player_core_begin (self, SEEK_SECONDS);
      self->seek_count = G_MAXUINT64;
      self->stepping = TRUE;
      self->stepped = FALSE;
      if (gst_element_send_event (reel_video_output_get_element (self->output), event))
        return;
      reel_player_core_give_up (self);
    }
  if (frames < 0 && step_back (self, -frames))
    return;
  if (last.length > 0)
    length = (double) last.length / GST_SECOND;
  else
    length = last.end > last.start ? (double) (last.end - last.start) / GST_SECOND : 0.04;
  /* From the end of the picture, which is right even where a seek cut it, to the middle of the one wanted. */
  reel_player_core_seek_to (self, MAX (reel_player_core_to_seconds (self, last.end) + (frames - 0.5) * length, 0.0), TRUE);
}

/* The same picture again, by the time at which it begins: when it ends, files do not always say truly. */
void
reel_player_core_seek_again (ReelPlayerCore *self)
{
  reel_player_core_seek_to (self, reel_player_core_to_seconds (self, reel_player_core_get_start (self)), TRUE);
}

/* Whether the seek found no picture, as they end before its target, or did not get back behind the one it began at. */
static gboolean
is_too_late (ReelPlayerCore *self)
{
  ReelVideoPosition last;

  reel_video_output_get_position (self->output, &last);
  return last.count == self->seek_count ||
         (GST_CLOCK_TIME_IS_VALID (self->back_from) && reel_player_core_get_start (self) >= self->back_from &&
          self->back_from > last.first);
}

/* Whether not a single picture was read. GStreamer's demuxer of transport streams works out where to read from the parts that
 * it has read already; where those overlap it comes out behind the end of the file, and an earlier time has to be sought. A
 * file that ends before the target is another matter: pictures are read then, and lie before it. */
static gboolean
is_lost (ReelPlayerCore *self)
{
  ReelVideoPosition last;

  reel_video_output_get_position (self->output, &last);
  return !self->sound_only && last.count == self->seek_count && !reel_frame_index_is_fed (self->index);
}

/* Where pictures last unequally, files say of some that they last longer, or shorter, than until the next: a decoder takes
 * them at their word, and the seek ends at a neighbour of the picture wanted. */
static gboolean
is_another (ReelPlayerCore *self)
{
  GstClockTime target, start, end;
  ReelVideoPosition last;

  reel_video_output_get_position (self->output, &last);
  target = target_time (self);
  if (self->seek_count == G_MAXUINT64 || last.count == self->seek_count)
    return FALSE;
  /* The beginning has no tolerance in its target. */
  if (last.start > target + (target <= last.first ? TOLERANCE : 0))
    return TRUE;
  if (target <= last.first)
    return FALSE;
  /* Known by its time, once it was not cut. */
  return self->lead == 0 && reel_frame_index_find (self->index, target, &start, &end) &&
         (GST_CLOCK_TIME_IS_VALID (end) && MAX (end, last.end) - MIN (end, last.end) > GST_MSECOND);
}

/* Whether the pictures end before the target, as where the sound is longer: all went into the decoder, and none came out of
 * it. Then @start is when the last one begins. */
static gboolean
is_behind_last (ReelPlayerCore *self,
                GstClockTime   *start)
{
  ReelVideoPosition last;

  reel_video_output_get_position (self->output, &last);
  return !self->sound_only && last.count == self->seek_count && (last.at_end || self->stalled) && reel_frame_index_is_fed (self->index) &&
         reel_frame_index_find (self->index, target_time (self), start, NULL);
}

/* The seek or step under way has come to an end. Returns whether it was not there yet, and another is under way. */
gboolean
reel_player_core_go_on (ReelPlayerCore *self)
{
  GstClockTime start;

  if (self->lead < G_N_ELEMENTS (leads) && ((self->seek_exact && is_another (self)) || is_lost (self)))
    {
      seek_with_lead (self, self->seek_target, TRUE, leads[self->lead++]);
      return TRUE;
    }
  if (self->stalled && !self->drains && self->seek_exact && is_too_late (self) && reel_frame_index_is_fed (self->index))
    {
      self->drains = TRUE;
      reel_player_core_seek_to (self, self->seek_target, TRUE);
      return TRUE;
    }
  if (self->retreat == 0 && is_behind_last (self, &start))
    {
      double seconds = reel_player_core_to_seconds (self, start);

      /* If that is not it, what follows looks farther back. */
      self->retreat = 1;
      if (seconds < self->seek_target)
        {
          reel_player_core_seek_to (self, seconds, TRUE);
          return TRUE;
        }
    }
  if (!self->sound_only && self->seek_target > 0 && self->retreat < G_N_ELEMENTS (retreats) && is_too_late (self))
    {
      reel_player_core_seek_to (self, self->seek_target - retreats[self->retreat++], TRUE);
      return TRUE;
    }
  self->back_from = GST_CLOCK_TIME_NONE;
  if (self->steps_left != 0)
    {
      self->retreat = 0;
      self->drains = FALSE;
      reel_player_core_step_by (self, self->steps_left);
      return TRUE;
    }
  return FALSE;
}
