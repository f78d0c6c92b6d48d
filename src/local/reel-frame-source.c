/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/app/gstappsink.h>
#include <gst/pbutils/pbutils.h>
#include <gst/video/video.h>
#include <unistd.h>

#include "local/reel-fd-source.h"
#include "local/reel-frame-source-private.h"
#include "media/reel-media-error.h"
#include "media/reel-missing-codec.h"

/* Seconds. A longer video, or a longer gap between two pictures, has wrong time stamps. */
#define LONGEST_VIDEO (7 * 24 * 3600.0)
#define LONGEST_GAP 7200.0

/* A file whose pictures end before this part of the length it claims was cut short. */
#define COMPLETE 0.5

/* How often to look for a cancellation, nanoseconds; how long to wait for an end, microseconds. */
#define TICK (GST_SECOND / 20)

/* So many ticks in a row without work, before the first picture, and there will be none. Where the processor is busy with
 * others, ticks take longer, too. */
#define IDLE_TICKS 100
#define IDLE_CLOCKS (CLOCKS_PER_SEC / 500)
#define FAREWELL (3 * G_USEC_PER_SEC)

static void
source_destroy (ReelFrameSource *self)
{
  gst_clear_object (&self->bus);
  gst_clear_object (&self->shape);
  gst_clear_object (&self->sink);
  gst_clear_object (&self->pipeline);
  g_clear_pointer (&self->file, reel_media_file_free);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_queue_clear_full (&self->cuts, g_free);
  g_clear_pointer (&self->cut_finder, reel_cut_finder_free);
  g_mutex_clear (&self->lock);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/* Shared by a source's last owner, who waits a while, and the thread that stops it. */
typedef struct
{
  GMutex lock;
  GCond stopped_cond;
  gboolean stopped;
  ReelFrameSource *source; /* (owned) by the thread */
} Farewell;

static void
farewell_clear (Farewell *self)
{
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->stopped_cond);
}

static gpointer
stop_thread (gpointer data)
{
  Farewell *farewell = data;

  gst_element_set_state (farewell->source->pipeline, GST_STATE_NULL);
  source_destroy (farewell->source);

  g_mutex_lock (&farewell->lock);
  farewell->stopped = TRUE;
  g_cond_signal (&farewell->stopped_cond);
  g_mutex_unlock (&farewell->lock);
  g_atomic_rc_box_release_full (farewell, (GDestroyNotify) farewell_clear);

  return NULL;
}

/**
 * reel_frame_source_free:
 * @self: (transfer full) (nullable): the pictures of a video
 *
 * Stops decoding. A decoder that hangs in a hostile file can't be stopped: after three seconds it is left behind with
 * its thread, rather than hanging with it.
 */
void
reel_frame_source_free (ReelFrameSource *self)
{
  Farewell *farewell;
  gint64 deadline = g_get_monotonic_time () + FAREWELL;

  if (self == NULL)
    return;
  if (self->pipeline == NULL)
    {
      source_destroy (self);
      return;
    }

  farewell = g_atomic_rc_box_new0 (Farewell);
  g_mutex_init (&farewell->lock);
  g_cond_init (&farewell->stopped_cond);
  farewell->source = self;
  g_thread_unref (g_thread_new ("stop-decoding", stop_thread, g_atomic_rc_box_acquire (farewell)));

  g_mutex_lock (&farewell->lock);
  while (!farewell->stopped && g_cond_wait_until (&farewell->stopped_cond, &farewell->lock, deadline))
    ;
  if (!farewell->stopped)
    g_message ("A decoder does not stop; it is left behind");
  g_mutex_unlock (&farewell->lock);
  g_atomic_rc_box_release_full (farewell, (GDestroyNotify) farewell_clear);
}

/**
 * reel_frame_source_new_for_fd:
 * @fd: a file, open for reading; closed with the source, or on an error
 * @name: what people call the file
 * @options: what is wanted of it
 * @error: return location of a #ReelMediaError
 *
 * Starts to decode a video. No other file is ever opened. Blocks on the disk: for worker threads.
 *
 * Returns: (transfer full): its pictures, or %NULL with @error set
 */
ReelFrameSource *
reel_frame_source_new_for_fd (int                            fd,
                              const char                    *name,
                              const ReelFrameSourceOptions  *options,
                              GError                       **error)
{
  g_autoptr (ReelFrameSource) self = g_new0 (ReelFrameSource, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->cuts);
  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->cut_finder = reel_cut_finder_new ();
  self->fd = fd;
  self->patience = options->patience;
  self->long_side = (int) options->long_side;
  self->key_frames = options->key_frames;
  self->n_threads = options->n_threads;
  self->first = self->duration = self->due = self->key_due = self->seen = GST_CLOCK_TIME_NONE;
  self->file = reel_media_file_check_fd (fd, name, error);
  if (self->file == NULL || !reel_frame_source_build_pipeline (self, error))
    return NULL;

  /* Whatever goes wrong here is on the bus, with a better reason. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);

  return g_steal_pointer (&self);
}

/**
 * reel_frame_source_new:
 * @uri: a file:// URI; nothing else is ever opened
 * @long_side: pixels of the longer side that pictures have at most, 2 at least
 * @patience: milliseconds without a picture after which it is given up, %REEL_FRAME_SOURCE_PATIENCE usually
 * @error: return location of a #ReelMediaError
 *
 * Opens the file, and starts to decode all of it. Blocks on the disk: for worker threads.
 *
 * Returns: (transfer full): its pictures, or %NULL with @error set
 */
ReelFrameSource *
reel_frame_source_new (const char  *uri,
                       guint        long_side,
                       guint        patience,
                       GError     **error)
{
  const ReelFrameSourceOptions options = { long_side, patience, FALSE, 0 };
  int fd;
  g_autoptr (ReelMediaFile) file = reel_media_file_open (uri, &fd, error);

  return file != NULL ? reel_frame_source_new_for_fd (fd, file->name, &options, error) : NULL;
}

static gboolean
fail_missing (ReelFrameSource  *self,
              GError          **error)
{
  g_ptr_array_add (self->missing, NULL);
  g_propagate_error (error, reel_missing_codec_error_new (self->file->name, (const char *const *) self->missing->pdata));
  g_ptr_array_remove_index (self->missing, self->missing->len - 1);

  return FALSE;
}

static gboolean
fail_no_video (ReelFrameSource  *self,
               GError          **error)
{
  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_VIDEO, _ ("“%s” has sound, but no pictures."), self->file->name);
  return FALSE;
}

static gboolean
fail_cut_short (ReelFrameSource  *self,
                GError          **error)
{
  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_DAMAGED, _ ("“%s” is cut short or damaged."), self->file->name);
  return FALSE;
}

/* Translates what an element reports. */
static gboolean
fail_from_gstreamer (ReelFrameSource  *self,
                     GError           *cause,
                     GError          **error)
{
  const char *name = self->file->name;
  gboolean only_sound;

  if (self->missing->len > 0)
    return fail_missing (self, error);

  /* Sound that goes nowhere, as we do not decode it, is an error to the demuxer. */
  g_mutex_lock (&self->lock);
  only_sound = self->has_audio && !self->has_video;
  g_mutex_unlock (&self->lock);
  if (only_sound)
    return fail_no_video (self, error);

  if (g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND)
      || g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE))
    g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_MEDIA, _ ("“%s” is no video file."), name);
  else if (cause->domain == GST_STREAM_ERROR)
    fail_cut_short (self, error);
  else if (cause->domain == GST_RESOURCE_ERROR)
    g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE, _ ("“%s” can’t be read: %s"), name, cause->message);
  else
    g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED, _ ("“%s” can’t be decoded: %s"), name, cause->message);

  return FALSE;
}

/* Whether a good deal of the length that the file claims is missing, a single picture of a still aside. */
static gboolean
is_cut_short (ReelFrameSource *self)
{
  double claimed = (double) self->duration / GST_SECOND;
  double end = (double) self->first / GST_SECOND + reel_frame_source_get_end (self);

  return end < COMPLETE * claimed && claimed - end > 0.5;
}

/* After the last picture: was it the whole video? */
static gboolean
finish (ReelFrameSource  *self,
        gboolean          broken,
        GError          **error)
{
  self->ended = TRUE;
  if (!GST_CLOCK_TIME_IS_VALID (self->first))
    return self->missing->len > 0 ? fail_missing (self, error) : fail_cut_short (self, error);
  /* After the last key frame there may be much that was not asked for. */
  if (self->key_frames)
    return TRUE;
  if (GST_CLOCK_TIME_IS_VALID (self->duration) ? is_cut_short (self) : broken)
    return fail_cut_short (self, error);

  return TRUE;
}

/* Reads what the elements have to say. @broken: set where one of them failed after the first picture. */
static gboolean
read_bus (ReelFrameSource  *self,
          gboolean         *broken,
          GError          **error)
{
  GstMessage *message;

  while ((message = gst_bus_pop (self->bus)) != NULL)
    {
      g_autoptr (GstMessage) owned = message;

      if (gst_is_missing_plugin_message (message))
        {
          char *detail = gst_missing_plugin_message_get_installer_detail (message);

          if (detail != NULL && reel_missing_codec_hides_pictures (detail))
            g_ptr_array_add (self->missing, detail);
          else
            g_free (detail);
        }
      else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
        {
          g_autoptr (GError) cause = NULL;
          g_autofree char *debug = NULL;

          gst_message_parse_error (message, &cause, &debug);
          g_debug ("%s: %s (%s)", self->file->name, cause->message, debug);
          /* What was decoded until then may be all there is to it. */
          if (!GST_CLOCK_TIME_IS_VALID (self->first))
            return fail_from_gstreamer (self, cause, error);
          *broken = TRUE;
        }
    }

  return TRUE;
}

/* Errors that the streaming thread noticed. */
static gboolean
check_streams (ReelFrameSource  *self,
               GError          **error)
{
  gboolean no_video, has_audio, too_large;

  g_mutex_lock (&self->lock);
  no_video = self->complete && !self->has_video;
  has_audio = self->has_audio;
  too_large = self->too_large;
  g_mutex_unlock (&self->lock);

  if (too_large)
    g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED, _ ("The pictures of “%s” are too large."),
                 self->file->name);
  else if (no_video && self->missing->len > 0)
    fail_missing (self, error);
  else if (no_video && has_audio)
    fail_no_video (self, error);
  else if (no_video)
    g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_MEDIA, _ ("“%s” is no video file."), self->file->name);

  return !too_large && !no_video;
}

static gboolean
begins_shot (ReelFrameSource *self,
             GstClockTime     time)
{
  gboolean found = FALSE;
  GstClockTime *cut;

  g_mutex_lock (&self->lock);
  while ((cut = g_queue_peek_head (&self->cuts)) != NULL && *cut <= time)
    {
      g_free (g_queue_pop_head (&self->cuts));
      found = TRUE;
    }
  g_mutex_unlock (&self->lock);

  return found;
}

/* A picture that lives as long as its bytes are needed; then its memory is for the next one, rather than new. */
typedef struct
{
  GstSample *sample; /* (owned) */
  GstVideoFrame video;
} Mapped;

static void
mapped_free (gpointer data)
{
  Mapped *mapped = data;

  gst_video_frame_unmap (&mapped->video);
  gst_sample_unref (mapped->sample);
  g_free (mapped);
}

static ReelFrame *
wrap_frame (GstSample *sample,
            double     time)
{
  g_autofree Mapped *mapped = g_new0 (Mapped, 1);
  g_autoptr (GBytes) bytes = NULL;
  GstVideoInfo info;
  gsize stride, size;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || !gst_video_frame_map (&mapped->video, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;

  stride = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&mapped->video, 0);
  size = stride * (gsize) (info.height - 1) + (gsize) info.width * 4;
  mapped->sample = gst_sample_ref (sample);
  bytes = g_bytes_new_with_free_func (GST_VIDEO_FRAME_PLANE_DATA (&mapped->video, 0), size, mapped_free, mapped);
  g_steal_pointer (&mapped);

  return reel_frame_new ((guint) info.width, (guint) info.height, stride, time, bytes);
}

static GstClockTime
to_stream_time (GstSample    *sample,
                GstClockTime  time)
{
  GstClockTime stream = gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, time);

  return GST_CLOCK_TIME_IS_VALID (stream) ? stream : time;
}

static gboolean
take_sample (ReelFrameSource  *self,
             GstSample        *sample,
             ReelFrame       **frame,
             gboolean         *is_cut,
             GError          **error)
{
  GstClockTime stamp = GST_BUFFER_PTS (gst_sample_get_buffer (sample));
  GstClockTime stream = to_stream_time (sample, stamp);
  gint64 duration;
  double time;

  if (!GST_CLOCK_TIME_IS_VALID (self->first))
    {
      self->first = stream;
      if (gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration) && duration > 0)
        self->duration = (GstClockTime) duration;
      /* Muxers of Matroska claim the time of the end, also on a clock that begins late. */
      if (self->matroska && stamp > stream + GST_SECOND && GST_CLOCK_TIME_IS_VALID (self->duration) &&
          self->duration > stamp - stream)
        self->duration -= stamp - stream;
    }

  /* A time stamp that goes back, as after a break in a broadcast, does not turn time back. */
  time = stream > self->first ? (double) (stream - self->first) / GST_SECOND : 0;
  time = MAX (time, self->last);
  if (time > LONGEST_VIDEO || time - self->last > LONGEST_GAP)
    {
      self->ended = TRUE;
      return fail_cut_short (self, error);
    }

  self->last = time;
  *is_cut = begins_shot (self, stamp) && time > 0;
  *frame = wrap_frame (sample, time);
  if (*frame == NULL)
    return fail_cut_short (self, error);

  return TRUE;
}

/*
 * Whether all threads have gone to sleep before there was a picture. GStreamer 1.22's decodebin can lose an error that comes up
 * while it still starts, as with a damaged header: then nothing would ever happen. Told only where this process does nothing
 * else meanwhile, as a worker.
 */
static gboolean
is_stuck (ReelFrameSource *self)
{
  clock_t now = clock ();

  if (GST_CLOCK_TIME_IS_VALID (self->first))
    return FALSE;

  if (now - self->used > IDLE_CLOCKS || reel_fd_source_is_reading (REEL_FD_SOURCE (self->reader)))
    self->idle_ticks = 0;
  else
    self->idle_ticks++;
  self->used = now;
  return self->idle_ticks >= IDLE_TICKS;
}

/**
 * reel_frame_source_pull:
 * @self: the pictures of a video
 * @cancellable: (nullable): ends the waiting within a moment
 * @frame: (out) (transfer full) (nullable): the next picture, about a tenth of a second after the last, with a long side of
 *   320 pixels at most; its time counts from the first; %NULL at the end
 * @is_cut: (out): whether it is the first of a shot, by a hard cut
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * A file that breaks off is %REEL_MEDIA_ERROR_DAMAGED where less than half of the length it claims could be decoded; where
 * it is more, that much is taken for the video.
 *
 * Returns: %FALSE with @error set
 */
gboolean
reel_frame_source_pull (ReelFrameSource  *self,
                        GCancellable     *cancellable,
                        ReelFrame       **frame,
                        gboolean         *is_cut,
                        GError          **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) self->patience * 1000;
  gboolean broken = FALSE;

  *frame = NULL;
  *is_cut = FALSE;
  while (!self->ended)
    {
      g_autoptr (GstSample) sample = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!read_bus (self, &broken, error) || !check_streams (self, error))
        return FALSE;

      sample = gst_app_sink_try_pull_sample (GST_APP_SINK (self->sink), TICK);
      if (sample != NULL)
        return take_sample (self, sample, frame, is_cut, error);
      if (broken || gst_app_sink_is_eos (GST_APP_SINK (self->sink)))
        {
          /* The reason may have come while we waited for a picture. */
          if (!read_bus (self, &broken, error) || !check_streams (self, error))
            return FALSE;
          return finish (self, broken, error);
        }
      if (is_stuck (self))
        return fail_cut_short (self, error);
      if (g_get_monotonic_time () > deadline)
        {
          g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_TIMED_OUT,
                       _ ("“%s” gave no picture for a long time."), self->file->name);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * reel_frame_source_get_fraction:
 * @self: the pictures of a video
 *
 * Returns: what part of the video's length was decoded, 0…1; 0 where the length is unknown
 */
double
reel_frame_source_get_fraction (ReelFrameSource *self)
{
  if (!GST_CLOCK_TIME_IS_VALID (self->duration))
    return 0;

  /* Of the length in the file's own time, in which the first picture may come late. */
  return CLAMP ((self->first + self->last * GST_SECOND) / self->duration, 0, 1);
}

/**
 * reel_frame_source_get_end:
 * @self: the pictures of a video
 *
 * Returns: where the last picture ends, seconds from the first; of key frames alone, where the video claims to end
 */
double
reel_frame_source_get_end (ReelFrameSource *self)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->sink, "sink");
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  GstClockTime seen, stream = GST_CLOCK_TIME_NONE;

  g_mutex_lock (&self->lock);
  seen = self->seen;
  g_mutex_unlock (&self->lock);

  if (event != NULL && GST_CLOCK_TIME_IS_VALID (seen))
    {
      const GstSegment *segment;

      gst_event_parse_segment (event, &segment);
      stream = gst_segment_to_stream_time (segment, GST_FORMAT_TIME, MIN (seen, segment->stop));
    }
  if (self->key_frames && GST_CLOCK_TIME_IS_VALID (self->duration))
    stream = self->duration;
  if (!GST_CLOCK_TIME_IS_VALID (stream) || !GST_CLOCK_TIME_IS_VALID (self->first) || stream <= self->first)
    return self->last;

  return MAX (self->last, (double) (stream - self->first) / GST_SECOND);
}
