/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/pbutils/pbutils.h>

#include "media/reel-avi-source.h"
#include "media/reel-media-error.h"
#include "media/reel-media-file.h"
#include "media/reel-missing-codec.h"
#include "media/reel-player-core-private.h"

/* The core's thread: all of this file runs on it. */

#define PROGRESS_MS 100
#define LOAD_SECONDS 15
#define PAUSE_MS 1000
#define SETTLE_MS 300
#define STALL_MS 1500

/* playbin's flags: pictures, sound, its volume, and pictures as they are decoded: neither subtitles nor pictures made of
 * sound; not its deinterlacing, which makes two pictures of one (see reel-fields.c); and none of its conversion, which would
 * scale ahead of reel-video-output.c, and leave it to guess from what comes how large the video is. */
#define PLAY_FLAGS (0x1 | 0x2 | 0x10 | 0x40)

/* --- the thread's sources --- */

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
start_source (ReelPlayerCore  *self,
              GSource        **slot,
              guint            ms,
              GSourceFunc      func)
{
  clear_source (slot);
  *slot = g_timeout_source_new (ms);
  g_source_set_callback (*slot, func, self, NULL);
  g_source_attach (*slot, self->context);
}

void
reel_player_core_close (ReelPlayerCore *self)
{
  reel_player_core_end_reverse (self);
  self->checking = FALSE;
  clear_source (&self->progress);
  clear_source (&self->patience);
  clear_source (&self->stall);
  clear_source (&self->bus_source);
  if (self->playbin != NULL)
    gst_element_set_state (self->playbin, GST_STATE_NULL);
  gst_clear_object (&self->playbin);
}

/* Takes @error. */
static void
fail (ReelPlayerCore *self,
      GError         *error)
{
  reel_player_core_close (self);
  self->broken = TRUE;
  self->busy = FALSE;
  g_mutex_lock (&self->lock);
  g_clear_error (&self->news.error);
  self->news.error = error;
  g_mutex_unlock (&self->lock);
  reel_player_core_publish (self);
}

/* On a slow machine a long way from a key frame takes its time: only where nothing moves any more it has failed. */
static gboolean
on_no_patience (gpointer data)
{
  ReelPlayerCore *self = data;
  guint64 n_fed = reel_frame_index_get_n_fed (self->index);

  if (n_fed != self->patience_fed)
    {
      self->patience_fed = n_fed;
      return G_SOURCE_CONTINUE;
    }
  clear_source (&self->patience);
  fail (self, reel_media_error_new_timed_out (self->name));
  return G_SOURCE_REMOVE;
}

/* Standing still or not, it goes on. */
static gboolean
on_not_paused (gpointer data)
{
  ReelPlayerCore *self = data;

  clear_source (&self->patience);
  self->busy = FALSE;
  reel_player_core_apply (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_progress (gpointer data)
{
  ReelPlayerCore *self = data;

  if (!self->busy)
    reel_player_core_publish (self);
  return G_SOURCE_CONTINUE;
}

/* Something is under way that goes on within @seconds, or never ends. */
void
reel_player_core_begin (ReelPlayerCore *self,
                        guint           seconds)
{
  self->busy = TRUE;
  self->stalled = FALSE;
  self->patience_fed = reel_frame_index_get_n_fed (self->index);
  clear_source (&self->stall);
  start_source (self, &self->patience, seconds * 1000, on_no_patience);
}

/* It was not begun after all. */
void
reel_player_core_give_up (ReelPlayerCore *self)
{
  clear_source (&self->patience);
  self->busy = self->stepping = FALSE;
}

/* --- what is done to the pipeline --- */

void
reel_player_core_release_pictures (ReelPlayerCore *self)
{
  self->cued = TRUE;
  reel_video_output_release (self->output, FALSE);
}

static void
set_playing (ReelPlayerCore *self,
             gboolean        playing)
{
  GstStateChangeReturn result;

  self->playing = playing;
  self->begun_anew = FALSE;
  result = gst_element_set_state (self->playbin, playing ? GST_STATE_PLAYING : GST_STATE_PAUSED);
  if (playing)
    {
      self->ended = self->reverse_ended = FALSE;
      self->loop_start = g_get_monotonic_time ();
      start_source (self, &self->progress, PROGRESS_MS, on_progress);
    }
  else
    {
      clear_source (&self->progress);
      /* A step that comes before the sinks stand still would be lost. */
      if (result == GST_STATE_CHANGE_ASYNC)
        {
          self->seek_count = G_MAXUINT64;
          self->busy = TRUE;
          start_source (self, &self->patience, PAUSE_MS, on_not_paused);
        }
    }
  reel_player_core_publish (self);
}

/* --- what the pipeline says --- */

/* Whether all that is to be played has ended with the headers: neither a picture nor sound came. */
static gboolean
is_void (ReelPlayerCore *self)
{
  ReelVideoPosition last;

  if (self->sound_only)
    return g_atomic_int_get (&self->sound) == REEL_SOUND_NONE;
  reel_video_output_get_position (self->output, &last);
  return last.count == 0 && last.at_end;
}

/* (transfer container): the installer details of what may keep the pictures from being shown, and a NULL */
static GPtrArray *
dup_what_matters (ReelPlayerCore *self)
{
  GPtrArray *matters = g_ptr_array_new ();

  for (guint i = 0; i < self->missing->len; i++)
    if (reel_missing_codec_hides_pictures (self->missing->pdata[i]))
      g_ptr_array_add (matters, self->missing->pdata[i]);
  g_ptr_array_add (matters, NULL);
  return matters;
}

static void
on_loaded (ReelPlayerCore *self)
{
  g_autoptr (GPtrArray) matters = NULL;
  double position;
  int n_video = 0, n_audio = 0;

  self->loaded = TRUE;
  g_object_get (self->playbin, "n-video", &n_video, "n-audio", &n_audio, NULL);
  matters = dup_what_matters (self);
  self->sound_only = n_video == 0 && n_audio > 0 && matters->len == 1;
  if (n_video == 0 && !self->sound_only)
    {
      fail (self, matters->len > 1 ? reel_missing_codec_error_new (self->name, (const char * const *) matters->pdata)
                                   : reel_media_error_new_no_video (self->name));
      return;
    }
  if (is_void (self))
    {
      fail (self, reel_media_error_new_damaged (self->name));
      return;
    }
  if (!self->sound_only)
    reel_player_core_measure (self, self->path);
  g_mutex_lock (&self->lock);
  position = self->wishes.position;
  g_mutex_unlock (&self->lock);
  if (position <= 0 && !GST_CLOCK_TIME_IS_VALID (reel_player_core_stop_for (self, 0)))
    {
      reel_player_core_release_pictures (self);
      return;
    }
  /* The first picture of the file is not the one to begin with. */
  reel_video_output_release (self->output, TRUE);
  reel_player_core_seek_to (self, position, TRUE);
}

static void
on_done (ReelPlayerCore *self)
{
  if (self->broken || self->playbin == NULL)
    return;
  if (!self->busy)
    {
      reel_player_core_publish (self);
      return;
    }
  clear_source (&self->patience);
  self->busy = self->stepping = FALSE;
  if (!self->loaded)
    {
      on_loaded (self);
      if (self->broken || self->busy)
        return;
    }
  else
    {
      if (reel_player_core_go_on (self))
        return;
      reel_player_core_release_pictures (self);
    }
  reel_player_core_apply (self);
  reel_player_core_publish (self);
}

static gboolean
on_settled (gpointer data)
{
  on_done (data);
  return G_SOURCE_REMOVE;
}

/* The picture is there, and the sinks are about to stand still again: what would be told of that must not be taken for the
 * end of the next seek. */
static void
on_stepped (ReelPlayerCore *self,
            GstMessage     *message)
{
  if (!self->busy || !self->stepping ||
      !gst_object_has_as_ancestor (GST_MESSAGE_SRC (message), GST_OBJECT (reel_video_output_get_element (self->output))))
    return;
  self->stepped = TRUE;
  start_source (self, &self->patience, SETTLE_MS, on_settled);
}

/* Ends a seek of which nothing comes: the pictures are over, and the sound, which goes on, waits for one of them. */
static gboolean
on_stall (gpointer data)
{
  ReelPlayerCore *self = data;
  guint64 n_fed = reel_frame_index_get_n_fed (self->index);
  ReelVideoPosition last;

  reel_video_output_get_position (self->output, &last);
  if (self->busy && !self->stepping && last.count == self->seek_count && n_fed != self->stall_fed)
    {
      self->stall_fed = n_fed;
      return G_SOURCE_CONTINUE;
    }
  clear_source (&self->stall);
  if (self->busy && !self->stepping && last.count == self->seek_count)
    {
      self->stalled = TRUE;
      on_done (self);
    }
  return G_SOURCE_REMOVE;
}

static void
on_gap (ReelPlayerCore *self)
{
  if (!self->busy || !self->loaded || self->stepping || self->stall != NULL)
    return;
  self->stall_fed = reel_frame_index_get_n_fed (self->index);
  start_source (self, &self->stall, STALL_MS, on_stall);
}

static double
range_start (ReelPlayerCore *self)
{
  double in_point;

  g_mutex_lock (&self->lock);
  in_point = self->wishes.in_point;
  g_mutex_unlock (&self->lock);
  return in_point;
}

static gboolean
on_round (gpointer data)
{
  ReelPlayerCore *self = data;

  clear_source (&self->patience);
  self->busy = FALSE;
  self->loop_start = g_get_monotonic_time ();
  reel_player_core_seek_to (self, range_start (self), TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_end (ReelPlayerCore *self)
{
  ReelVideoPosition last;
  gboolean loop;

  if (self->broken || self->busy || !self->playing)
    return;
  /* Behind a key frame it stands still until the pointer lets go. */
  if (self->coarse)
    return;
  reel_video_output_get_position (self->output, &last);
  if (last.count == 0 && !self->sound_only && !GST_CLOCK_TIME_IS_VALID (self->stop))
    {
      /* The whole file, and not one picture: it breaks off behind its headers. */
      fail (self, reel_media_error_new_damaged (self->name));
      return;
    }
  g_mutex_lock (&self->lock);
  loop = self->wishes.loop;
  /* A wish that came in the meantime is newer than the end. */
  if (!loop && self->wishes.wish == self->seen)
    self->wishes.playing = FALSE;
  g_mutex_unlock (&self->lock);

  if (loop)
    {
      /* A file of one picture must not keep the thread busy. */
      if (g_get_monotonic_time () - self->loop_start < PROGRESS_MS * 1000)
        {
          self->busy = TRUE;
          start_source (self, &self->patience, PROGRESS_MS, on_round);
        }
      else
        on_round (self);
      return;
    }
  self->ended = TRUE;
  set_playing (self, FALSE);
}

static void
on_error (ReelPlayerCore *self,
          GstMessage     *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) audio = NULL;
  g_autoptr (GPtrArray) matters = NULL;

  if (self->broken || self->playbin == NULL)
    return;
  g_object_get (self->playbin, "audio-sink", &audio, NULL);
  if (!self->fake_audio && audio != NULL &&
      (GST_MESSAGE_SRC (message) == GST_OBJECT (audio) || gst_object_has_as_ancestor (GST_MESSAGE_SRC (message), GST_OBJECT (audio))))
    {
      /* The sound device went away: on without it. */
      double position = self->cued ? reel_player_core_get_position (self) : 0;

      self->audio_failed = self->generation;
      self->generation = 0;
      g_mutex_lock (&self->lock);
      if (self->cued && !self->wishes.seek)
        self->wishes.position = position;
      g_mutex_unlock (&self->lock);
      reel_player_core_apply (self);
      return;
    }
  gst_message_parse_error (message, &error, NULL);
  matters = dup_what_matters (self);
  fail (self, reel_media_error_from_gst (error, self->name, (const char * const *) matters->pdata));
}

static gboolean
on_message (GstBus     *bus,
            GstMessage *message,
            gpointer    data)
{
  ReelPlayerCore *self = data;

  switch (GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_ERROR:
      on_error (self, message);
      break;
    case GST_MESSAGE_EOS:
      on_end (self);
      break;
    case GST_MESSAGE_ASYNC_DONE:
      if (self->busy && self->stepping && !self->stepped)
        break;
      on_done (self);
      break;
    case GST_MESSAGE_STEP_DONE:
      on_stepped (self, message);
      break;
    case GST_MESSAGE_DURATION_CHANGED:
      reel_player_core_publish (self);
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (self->playbin));
      break;
    case GST_MESSAGE_CLOCK_LOST:
      if (self->playing)
        {
          gst_element_set_state (self->playbin, GST_STATE_PAUSED);
          gst_element_set_state (self->playbin, GST_STATE_PLAYING);
        }
      break;
    default:
      if (gst_message_has_name (message, REEL_VIDEO_OUTPUT_GAP))
        on_gap (self);
      else if (gst_is_missing_plugin_message (message))
        g_ptr_array_add (self->missing, gst_missing_plugin_message_get_installer_detail (message));
      break;
    }
  /* A handler may have closed the pipeline, and with it this source. */
  return self->bus_source != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* --- opening --- */

/* The file was looked at, and is not what it should be where @error, which is taken, is set. */
void
reel_player_core_open_checked (ReelPlayerCore *self,
                               const char     *uri,
                               GError         *error)
{
  g_autoptr (GstBus) bus = NULL;
  g_autofree char *opened = NULL;

  if (error != NULL)
    {
      fail (self, error);
      return;
    }
  self->playbin = gst_element_factory_make ("playbin", NULL);
  if (self->playbin == NULL)
    {
      fail (self, g_error_new (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED,
                               _ ("GStreamer’s basic plugins are missing. Install the package %s."),
                               "gstreamer1.0-plugins-base"));
      return;
    }
  gst_object_ref_sink (self->playbin);
  opened = reel_avi_source_dup_uri (uri);
  g_object_set (self->playbin, "uri", opened, "flags", PLAY_FLAGS, "video-sink", reel_video_output_get_element (self->output),
                "audio-sink", reel_player_core_make_audio_sink (self),
                /* Keeps the pitch at another rate; where it is missing, that changes. */
                "audio-filter", gst_element_factory_make ("scaletempo", NULL), NULL);
  g_free (self->path);
  self->path = g_filename_from_uri (uri, NULL, NULL);
  reel_frame_index_watch (self->index, GST_BIN (self->playbin));
  reel_player_core_watch_tracks (self);
  bus = gst_element_get_bus (self->playbin);
  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_message), self, NULL);
  g_source_attach (self->bus_source, self->context);

  reel_video_output_hold (self->output);
  /* A failure is on the bus too, with its reason. */
  gst_element_set_state (self->playbin, GST_STATE_PAUSED);
}

static void
reopen (ReelPlayerCore *self,
        guint           generation,
        const char     *uri)
{
  reel_player_core_close (self);
  reel_video_output_reset (self->output);
  g_ptr_array_set_size (self->missing, 0);
  self->generation = generation;
  reel_frame_index_clear (self->index);
  self->back_from = GST_CLOCK_TIME_NONE;
  self->steps_left = 0;
  self->duration = self->measured = 0;
  self->broken = self->loaded = self->busy = self->stepping = self->playing = self->ended = self->cued = FALSE;
  self->sound_only = FALSE;
  /* A device may be there by now, if it is not just for that that the file is opened again. */
  self->fake_audio = generation == self->audio_failed;
  g_atomic_int_set (&self->sound, REEL_SOUND_UNKNOWN);
  self->stale = self->coarse = FALSE;
  self->begun_anew = FALSE;
  self->reverse_ended = FALSE;
  self->seek_target = self->beyond = 0;
  self->seek_exact = TRUE;
  self->seek_count = 0;
  self->retreat = 0;
  self->drains = FALSE;
  self->stop = GST_CLOCK_TIME_NONE;
  self->rate = 1.0;
  g_mutex_lock (&self->lock);
  g_clear_error (&self->news.error);
  self->news.position = 0;
  self->news.ended = FALSE;
  g_mutex_unlock (&self->lock);
  if (uri != NULL)
    {
      g_free (self->name);
      self->name = reel_media_file_display_name (uri);
      reel_player_core_begin (self, LOAD_SECONDS);
      reel_player_core_check (self, uri);
    }
  reel_player_core_publish (self);
}

/* --- what is wanted and what is --- */

/* Where playing goes on: not past the end, and with the stop and the sound of this place. */
static gboolean
seek_before_playing (ReelPlayerCore *self)
{
  double position = reel_player_core_get_position (self);

  if (self->ended)
    {
      reel_player_core_seek_to (self, range_start (self), TRUE);
      return TRUE;
    }
  /* Not for ever: some places are only reached from before them. */
  if ((self->stale && !self->begun_anew) || reel_player_core_is_out_of_date (self, position))
    {
      self->begun_anew = TRUE;
      reel_player_core_seek_to (self, position, TRUE);
      return TRUE;
    }
  return FALSE;
}

static void
apply_range (ReelPlayerCore *self)
{
  double position = reel_player_core_get_position (self);
  double out_point;

  g_mutex_lock (&self->lock);
  out_point = self->wishes.out_point;
  g_mutex_unlock (&self->lock);
  if (!self->playing)
    return; /* looked at when playing starts */
  if (out_point > 0 && position >= out_point - 1e-3)
    reel_player_core_seek_to (self, range_start (self), TRUE);
  else if (reel_player_core_is_out_of_date (self, position))
    reel_player_core_seek_to (self, position, TRUE);
}

/* Whether it played backwards, and the pipeline is on its way to where that came to; then everything else follows. */
static gboolean
leave_reverse (ReelPlayerCore *self,
               const Wishes   *wishes)
{
  double position = reel_player_core_get_position (self);

  if (!self->reversing || (wishes->playing && wishes->rate < 0 && !wishes->seek))
    return FALSE;
  reel_player_core_end_reverse (self);
  if (wishes->seek)
    return FALSE;
  self->retreat = 0;
  self->drains = FALSE;
  self->steps_left = 0;
  self->back_from = GST_CLOCK_TIME_NONE;
  reel_player_core_seek_to (self, position, TRUE);
  return self->busy;
}

/* Does the next thing that is wanted; called again when that is done. */
void
reel_player_core_apply (ReelPlayerCore *self)
{
  g_autofree char *uri = NULL;
  Wishes wishes;
  gboolean seek;

  g_mutex_lock (&self->lock);
  self->woken = FALSE;
  wishes = self->wishes;
  uri = g_strdup (wishes.uri);
  g_mutex_unlock (&self->lock);

  if (wishes.generation != self->generation)
    reopen (self, wishes.generation, uri);
  if (self->checking)
    return;
  if (self->playbin == NULL || self->broken)
    {
      self->seen = wishes.wish;
      return;
    }
  g_object_set (self->playbin, "volume", wishes.volume * wishes.volume * wishes.volume, "mute", wishes.muted, NULL);
  if (!self->busy && self->playing && (!wishes.playing || wishes.rate < 0))
    set_playing (self, FALSE);
  if (self->busy || !self->loaded || leave_reverse (self, &wishes))
    return;

  g_mutex_lock (&self->lock);
  wishes = self->wishes;
  seek = wishes.seek && !reel_player_core_is_there (self, wishes.position, wishes.exact);
  self->wishes.seek = FALSE;
  if (!seek) /* otherwise it was wished after the seek, and goes on from the picture that comes */
    self->wishes.step = 0;
  self->wishes.refresh = FALSE;
  self->wishes.range = FALSE;
  g_mutex_unlock (&self->lock);
  self->retreat = 0;
  self->drains = FALSE;
  self->steps_left = 0;
  self->back_from = GST_CLOCK_TIME_NONE;
  if (seek || wishes.step != 0 || wishes.playing)
    self->beyond = 0;
  if (seek)
    reel_player_core_seek_to (self, wishes.position, wishes.exact);
  else if (wishes.step != 0)
    reel_player_core_step_by (self, wishes.step);
  else if (wishes.range)
    apply_range (self);
  else if (wishes.refresh && !self->playing && !self->reversing && !self->sound_only)
    reel_player_core_seek_again (self);
  self->seen = wishes.wish;
  if (!self->busy && wishes.playing && !self->playing)
    {
      if (wishes.rate < 0)
        reel_player_core_reverse (self, uri, -wishes.rate);
      else if (!seek_before_playing (self))
        set_playing (self, TRUE);
    }
  if (wishes.seek && !self->busy)
    reel_player_core_publish (self); /* it stands there already */
}
