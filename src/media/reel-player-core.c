/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-player-core-private.h"

static void
wishes_clear (Wishes *wishes)
{
  g_free (wishes->uri);
}

static void
core_clear (gpointer data)
{
  ReelPlayerCore *self = data;

  g_clear_pointer (&self->output, reel_video_output_unref);
  g_clear_pointer (&self->index, reel_frame_index_unref);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_error (&self->news.error);
  g_free (self->name);
  g_free (self->path);
  wishes_clear (&self->wishes);
  g_mutex_clear (&self->lock);
}

/* Any thread. */
void
reel_player_core_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, core_clear);
}

static gboolean
tell (gpointer data)
{
  ReelPlayerCore *self = data;
  ReelPlayerNews news;

  g_mutex_lock (&self->lock);
  self->called = FALSE;
  news = self->news;
  news.error = news.error != NULL ? g_error_copy (news.error) : NULL;
  g_mutex_unlock (&self->lock);
  if (self->func != NULL)
    self->func (&news, self->data);
  g_clear_error (&news.error);
  return G_SOURCE_REMOVE;
}

/* From the first frame. On the core's thread. */
double
reel_player_core_to_seconds (ReelPlayerCore *self,
                             GstClockTime    stream_time)
{
  ReelVideoPosition last;

  reel_video_output_get_position (self->output, &last);
  return stream_time > last.first ? (double) (stream_time - last.first) / GST_SECOND : 0.0;
}

/* The stream time at which the picture that came last begins. On the core's thread. */
GstClockTime
reel_player_core_get_start (ReelPlayerCore *self)
{
  ReelVideoPosition last;
  GstClockTime start;

  reel_video_output_get_position (self->output, &last);
  /* A picture that a seek cut at its place says that it begins there. */
  if (reel_frame_index_find (self->index, last.start, &start, NULL))
    return start;
  if (last.length > 0 && last.end >= last.first + last.length && last.end - last.length < last.start)
    return last.end - last.length;
  return last.start;
}

/* Where it is, in seconds. On the core's thread. */
double
reel_player_core_get_position (ReelPlayerCore *self)
{
  ReelVideoPosition last;
  gint64 position;

  if (self->reader != NULL)
    return self->reverse_position;
  reel_video_output_get_position (self->output, &last);
  if ((self->playing || self->sound_only) && !self->busy &&
      gst_element_query_position (self->playbin, GST_FORMAT_TIME, &position) && position >= 0)
    {
      double seconds = reel_player_core_to_seconds (self, (GstClockTime) position);

      /* Of a seek that begins before its place what comes before that is not shown. */
      return self->stale ? MAX (seconds, self->seek_target) : seconds;
    }
  if (last.count == 0)
    return 0.0;
  return reel_player_core_to_seconds (self, reel_player_core_get_start (self));
}

/* Stream time of the end, 0 where unknown. What was measured, else the longest that was ever said: some demuxers say less after
 * a seek. On the core's thread. */
GstClockTime
reel_player_core_get_duration (ReelPlayerCore *self)
{
  ReelVideoPosition last;
  gint64 duration;

  if (self->measured > 0)
    {
      reel_video_output_get_position (self->output, &last);
      return (GST_CLOCK_TIME_IS_VALID (last.first) ? last.first : 0) + self->measured;
    }
  if (gst_element_query_duration (self->playbin, GST_FORMAT_TIME, &duration) && duration > 0)
    self->duration = MAX (self->duration, (GstClockTime) duration);
  return self->duration;
}

/* How long the picture that came last is shown, in seconds. On the core's thread. */
static double
get_frame_length (ReelPlayerCore *self)
{
  GstClockTime start = reel_player_core_get_start (self);
  ReelVideoPosition last;

  reel_video_output_get_position (self->output, &last);
  return (double) (last.end > start ? last.end - start : last.length) / GST_SECOND;
}

/* Tells the main thread what is so now. On the core's thread. */
void
reel_player_core_publish (ReelPlayerCore *self)
{
  gboolean usable = self->playbin != NULL && self->loaded && !self->broken;
  double position = usable && self->cued ? reel_player_core_get_position (self) : 0.0;
  double frame_length = usable && self->cued ? get_frame_length (self) : 0.0;
  GstClockTime duration = 0;
  int n_audio = 0;

  if (usable)
    {
      duration = reel_player_core_get_duration (self);
      g_object_get (self->playbin, "n-audio", &n_audio, NULL);
    }
  g_mutex_lock (&self->lock);
  self->news.generation = self->generation;
  if (!self->busy)
    {
      self->news.position = position;
      self->news.frame_length = frame_length;
      self->news.wish = self->seen;
      self->news.ended = self->ended || self->reverse_ended;
    }
  self->news.duration = duration > 0 ? reel_player_core_to_seconds (self, duration) : 0.0;
  self->news.ready = usable && self->cued;
  self->news.has_audio = n_audio > 0;
  self->news.sound_missing = usable && n_audio == 0 && reel_player_core_misses_sound (self);
  self->news.sound_only = usable && self->sound_only;
  if (!self->called)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      self->called = TRUE;
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, tell, g_atomic_rc_box_acquire (self), reel_player_core_unref);
      g_source_attach (source, NULL);
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
on_wake (gpointer data)
{
  ReelPlayerCore *self = data;

  if (!self->quit)
    reel_player_core_apply (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_quit (gpointer data)
{
  ReelPlayerCore *self = data;

  self->quit = TRUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
core_thread (gpointer data)
{
  ReelPlayerCore *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  reel_player_core_close (self);
  /* What is on its way here holds the core. */
  g_mutex_lock (&self->lock);
  self->deaf = TRUE;
  g_mutex_unlock (&self->lock);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  reel_player_core_unref (self);
  return NULL;
}

static void
invoke (ReelPlayerCore *self,
        GSourceFunc     func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, g_atomic_rc_box_acquire (self), reel_player_core_unref);
  g_source_attach (source, self->context);
}

/* With the lock held, which it gives back. */
static guint
wish (ReelPlayerCore *self)
{
  guint serial = ++self->wishes.wish;
  gboolean wake = !self->woken;

  self->woken = TRUE;
  g_mutex_unlock (&self->lock);
  if (wake)
    invoke (self, on_wake);
  return serial;
}

/**
 * reel_player_core_new:
 * @output: (transfer none): where pictures go
 * @index: (transfer none): the one that @output was made with
 * @func: called on the main context when something has changed
 * @data: (borrowed): for @func, until reel_player_core_shut_down()
 *
 * Returns: (transfer full): a core whose thread runs
 */
ReelPlayerCore *
reel_player_core_new (ReelVideoOutput    *output,
                      ReelFrameIndex     *index,
                      ReelPlayerCoreFunc  func,
                      gpointer            data)
{
  ReelPlayerCore *self = g_atomic_rc_box_new0 (ReelPlayerCore);

  g_mutex_init (&self->lock);
  self->output = reel_video_output_ref (output);
  self->index = reel_frame_index_ref (index);
  self->back_from = GST_CLOCK_TIME_NONE;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->stop = GST_CLOCK_TIME_NONE;
  self->wishes.volume = 1.0;
  self->wishes.rate = self->rate = 1.0;
  self->wishes.loop = TRUE;
  self->func = func;
  self->data = data;
  g_thread_unref (g_thread_new ("player", core_thread, g_atomic_rc_box_acquire (self)));
  return self;
}

/**
 * reel_player_core_shut_down:
 * @self: (transfer full): a core
 *
 * Nothing is called any more; the thread closes the pipeline and ends, without being waited for.
 */
void
reel_player_core_shut_down (ReelPlayerCore *self)
{
  self->func = NULL;
  self->data = NULL;
  invoke (self, on_quit);
  reel_player_core_unref (self);
}

/**
 * reel_player_core_open:
 * @self: a core
 * @uri: (nullable): URI of a file, %NULL to close
 * @position: seconds, where to begin
 *
 * Returns: the generation that its news carry
 */
guint
reel_player_core_open (ReelPlayerCore *self,
                       const char     *uri,
                       double          position)
{
  guint generation;

  g_mutex_lock (&self->lock);
  g_free (self->wishes.uri);
  self->wishes.uri = g_strdup (uri);
  self->wishes.position = position;
  self->wishes.seek = self->wishes.range = self->wishes.refresh = FALSE;
  self->wishes.step = 0;
  generation = ++self->wishes.generation;
  wish (self);
  return generation;
}

/**
 * reel_player_core_set_playing:
 * @self: a core
 * @playing: whether to play
 *
 * Returns: the serial of the wish
 */
guint
reel_player_core_set_playing (ReelPlayerCore *self,
                              gboolean        playing)
{
  g_mutex_lock (&self->lock);
  self->wishes.playing = playing;
  return wish (self);
}

/**
 * reel_player_core_seek:
 * @self: a core
 * @seconds: from the first frame
 * @exact: the very frame, else the nearest key frame
 *
 * Replaces a seek that did not begin yet.
 *
 * Returns: the serial of the wish
 */
guint
reel_player_core_seek (ReelPlayerCore *self,
                       double          seconds,
                       gboolean        exact)
{
  g_mutex_lock (&self->lock);
  self->wishes.seek = TRUE;
  self->wishes.position = seconds;
  self->wishes.exact = exact;
  self->wishes.step = 0;
  return wish (self);
}

/**
 * reel_player_core_step:
 * @self: a core
 * @frames: how many on, or back if below 0; adds up
 *
 * Returns: the serial of the wish
 */
guint
reel_player_core_step (ReelPlayerCore *self,
                       int             frames)
{
  g_mutex_lock (&self->lock);
  self->wishes.playing = FALSE;
  self->wishes.step = CLAMP (self->wishes.step + frames, -1000, 1000);
  return wish (self);
}

/**
 * reel_player_core_refresh:
 * @self: a core
 *
 * While paused, makes the picture anew, for another size.
 */
void
reel_player_core_refresh (ReelPlayerCore *self)
{
  g_mutex_lock (&self->lock);
  self->wishes.refresh = TRUE;
  wish (self);
}

/**
 * reel_player_core_set_range:
 * @self: a core
 * @in_point: seconds
 * @out_point: seconds; 0 for the end
 * @loop: whether to begin again at the end
 */
void
reel_player_core_set_range (ReelPlayerCore *self,
                            double          in_point,
                            double          out_point,
                            gboolean        loop)
{
  g_mutex_lock (&self->lock);
  self->wishes.range = self->wishes.range || in_point != self->wishes.in_point || out_point != self->wishes.out_point;
  self->wishes.in_point = in_point;
  self->wishes.out_point = out_point;
  self->wishes.loop = loop;
  wish (self);
}

/**
 * reel_player_core_set_volume:
 * @self: a core
 * @volume: as heard, 0…1
 * @muted: whether silent
 */
void
reel_player_core_set_volume (ReelPlayerCore *self,
                             double          volume,
                             gboolean        muted)
{
  g_mutex_lock (&self->lock);
  self->wishes.volume = volume;
  self->wishes.muted = muted;
  wish (self);
}

/**
 * reel_player_core_set_rate:
 * @self: a core
 * @rate: how many times as fast as it was shot; below 0 backwards, without sound, to the beginning of the file
 */
void
reel_player_core_set_rate (ReelPlayerCore *self,
                           double          rate)
{
  g_mutex_lock (&self->lock);
  self->wishes.range = self->wishes.range || rate != self->wishes.rate;
  self->wishes.rate = rate;
  wish (self);
}
