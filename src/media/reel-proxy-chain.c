/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/video/video.h>

#include "media/reel-picture.h"
#include "media/reel-proxy-encoder.h"
#include "media/reel-proxy-private.h"
#include "media/reel-tone-map.h"

/* What lies between a decoder's pads and the muxer. */

/* Raw pictures are large (12 MB in 4K), so few wait; encoded data is small, and must be able to wait for the other
 * stream: an encoder that looks ahead keeps seconds of pictures to itself, and files may be badly interleaved. */
#define RAW_BUFFERS 4
#define ENCODED_BYTES (64 * 1024 * 1024)

/* Sound whose times jitter by less, as the milliseconds of Matroska make them do, is continuous. */
#define AUDIO_TOLERANCE (20 * GST_MSECOND)

/* Pictures a second that a film may have; more is a mistake. */
#define HIGHEST_RATE 240

/* Of the last picture, where the file does not say how long it is shown. */
#define USUAL_LENGTH (40 * GST_MSECOND)

/* On a streaming thread. */
static GstPadProbeReturn
count_buffer (GstPad          *pad,
              GstPadProbeInfo *info,
              gpointer         data)
{
  ReelProxyPipeline *self = data;

  g_atomic_int_inc (&self->buffers);
  return GST_PAD_PROBE_OK;
}

/* On a streaming thread. */
static GstPadProbeReturn
note_position (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         data)
{
  ReelProxyPipeline *self = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment;
  GstClockTime time = GST_CLOCK_TIME_NONE;

  if (event != NULL && GST_BUFFER_PTS_IS_VALID (buffer))
    {
      gst_event_parse_segment (event, &segment);
      time = gst_segment_to_running_time (segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
    }
  if (GST_CLOCK_TIME_IS_VALID (time))
    g_atomic_int_set (&self->position, (gint) MIN (time / GST_MSECOND, G_MAXINT));
  return count_buffer (pad, info, data);
}

/* On a streaming thread. Files claim the rate of their shortest picture, or one that can't be, and encoders would
 * ration by it. */
static GstPadProbeReturn
unset_rate (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         data)
{
  ReelProxyPipeline *self = data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;
  int n, d;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  if (!gst_structure_get_fraction (gst_caps_get_structure (caps, 0), "framerate", &n, &d) || d <= 0)
    return GST_PAD_PROBE_OK;
  if (n / d > HIGHEST_RATE || reel_proxy_encoder_by_name (self->plan->video_encoder)->by_times)
    {
      g_autoptr (GstCaps) other = gst_caps_copy (caps);

      gst_caps_set_simple (other, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
      GST_PAD_PROBE_INFO_DATA (info) = gst_event_new_caps (other);
      gst_event_unref (event);
    }
  return GST_PAD_PROBE_OK;
}

/* On a streaming thread. The proxy says nothing of cameras, places and people; and its pictures are upright. */
static GstPadProbeReturn
drop_tags (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         data)
{
  return GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_TAG ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

/* On a streaming thread. */
static GstPadProbeReturn
fit_tones (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         data)
{
  const ReelToneMap *tones = data;
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstVideoInfo video;
  GstVideoFrame frame;

  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (caps != NULL && gst_video_info_from_caps (&video, caps) &&
      gst_video_frame_map (&frame, &video, buffer, GST_MAP_READWRITE))
    {
      reel_tone_map_apply (tones, &frame);
      gst_video_frame_unmap (&frame);
    }
  return GST_PAD_PROBE_OK;
}

static void
free_tones (gpointer data)
{
  reel_tone_map_free (data);
}

/* Pictures in PQ or HLG would be pale and grey, as it is no longer said that they are: they are fitted to a screen once
 * they are scaled. */
static void
fit_to_screen (ReelProxyPipeline *self)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (self->video);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->flip, "sink");
  g_autoptr (ReelToneMap) tones = NULL;
  GstVideoInfo info;

  if (caps != NULL && gst_video_info_from_caps (&info, caps))
    reel_tone_map_update (&tones, &info, caps);
  if (tones != NULL)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, fit_tones, g_steal_pointer (&tones), free_tones);
}

/* What the pictures have to be turned by; by the number of clockwise turns, and those that are mirrored first. */
static GstVideoOrientationMethod
flip_method (ReelOrientation orientation)
{
  static const GstVideoOrientationMethod plain[] = { GST_VIDEO_ORIENTATION_IDENTITY, GST_VIDEO_ORIENTATION_90R,
                                                     GST_VIDEO_ORIENTATION_180, GST_VIDEO_ORIENTATION_90L };
  static const GstVideoOrientationMethod mirrored[] = { GST_VIDEO_ORIENTATION_HORIZ, GST_VIDEO_ORIENTATION_UR_LL,
                                                        GST_VIDEO_ORIENTATION_VERT, GST_VIDEO_ORIENTATION_UL_LR };

  return (orientation.mirrored ? mirrored : plain)[orientation.turns % G_N_ELEMENTS (plain)];
}

/*
 * On a streaming thread. How a file is to be turned comes between its caps and its first picture, which is too late for
 * elements that have negotiated by then. So what comes after the queue is linked only when that picture leaves it.
 */
static GstPadProbeReturn
on_first_picture (GstPad          *pad,
                  GstPadProbeInfo *info,
                  gpointer         data)
{
  ReelProxyPipeline *self = data;
  g_autoptr (GstPad) sink = NULL;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM &&
      GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS)
    return GST_PAD_PROBE_OK;
  g_object_set (self->flip, "video-direction", flip_method (reel_picture_orientation_of_pad (self->video)), NULL);
  fit_to_screen (self);
  sink = gst_element_get_static_pad (self->entry, "sink");
  if (GST_PAD_LINK_FAILED (gst_pad_link (pad, sink)))
    GST_ELEMENT_ERROR (self->pipeline, CORE, NEGOTIATION, (NULL), ("the pictures don't fit the encoder"));
  return GST_PAD_PROBE_REMOVE;
}

/*
 * On a streaming thread. An MP4 file lasts as long as its pictures take to decode, and cuts off what is shown later: where
 * the rate varies and pictures are coded out of order, that can be the last of them. So each lasts, while it is the last one
 * decoded, until all of them have been shown.
 */
static GstPadProbeReturn
on_encoded_picture (GstPad          *pad,
                    GstPadProbeInfo *info,
                    gpointer         data)
{
  ReelProxyPipeline *self = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstClockTime pts = GST_BUFFER_PTS (buffer), dts = GST_BUFFER_DTS (buffer);

  if (GST_CLOCK_TIME_IS_VALID (pts) && GST_CLOCK_TIME_IS_VALID (dts))
    {
      GstClockTime length = GST_BUFFER_DURATION_IS_VALID (buffer) ? GST_BUFFER_DURATION (buffer) : 0;
      /* Decoders say 1 ns where the rate varies. */
      GstClockTime end = pts + (length >= GST_MSECOND ? length : USUAL_LENGTH);

      if (!GST_CLOCK_TIME_IS_VALID (self->end))
        {
          self->delay = (GstClockTimeDiff) (pts - dts);
          self->end = end;
        }
      self->end = MAX (self->end, end);
      if ((GstClockTimeDiff) self->end > (GstClockTimeDiff) dts + self->delay)
        {
          buffer = gst_buffer_make_writable (buffer);
          GST_BUFFER_DURATION (buffer) = self->end - (GstClockTime) ((GstClockTimeDiff) dts + self->delay);
          GST_PAD_PROBE_INFO_DATA (info) = buffer;
        }
    }
  return count_buffer (pad, info, data);
}

static GstElement *
make_queue (guint   buffers,
            guint   bytes,
            guint64 time)
{
  GstElement *queue = gst_element_factory_make ("queue", NULL);

  if (queue != NULL)
    g_object_set (queue, "max-size-buffers", buffers, "max-size-bytes", bytes, "max-size-time", time, "silent", TRUE, NULL);
  return queue;
}

static GstElement *
make_filter (const char *text)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);
  GstElement *filter = gst_element_factory_make ("capsfilter", NULL);

  if (filter != NULL)
    g_object_set (filter, "caps", caps, NULL);
  return filter;
}

static GstElement *
make_with (const char *factory,
           const char *name,
           ...)
{
  GstElement *element = gst_element_factory_make (factory, NULL);
  va_list arguments;

  va_start (arguments, name);
  if (element != NULL)
    g_object_set_valist (G_OBJECT (element), name, arguments);
  va_end (arguments);
  return element;
}

/* Adds @elements to the pipeline and links them, the last to the muxer. One that is NULL is missing. */
static gboolean
add_chain (ReelProxyPipeline *self,
           GstElement       **elements,
           guint              n)
{
  gboolean ok = TRUE;

  for (guint i = 0; i < n; i++)
    if (elements[i] != NULL)
      ok = gst_bin_add (GST_BIN (self->pipeline), elements[i]) && ok;
    else
      ok = FALSE;
  for (guint i = 0; ok && i + 1 < n; i++)
    ok = gst_element_link (elements[i], elements[i + 1]);
  ok = ok && gst_element_link (elements[n - 1], self->mux);
  /* From the muxer backwards, so that nothing flows into what sleeps yet. */
  for (guint i = n; ok && i > 0; i--)
    ok = gst_element_sync_state_with_parent (elements[i - 1]);
  return ok;
}

/* A queue for what @pad gives, with nothing behind it yet. */
static GstElement *
add_queue (ReelProxyPipeline *self,
           GstPad            *pad,
           guint              buffers,
           guint64            time)
{
  GstElement *queue = make_queue (buffers, 0, time);
  g_autoptr (GstPad) sink = NULL;

  if (queue == NULL || !gst_bin_add (GST_BIN (self->pipeline), queue))
    return NULL;
  sink = gst_element_get_static_pad (queue, "sink");
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, drop_tags, NULL, NULL);
  if (!gst_element_sync_state_with_parent (queue) || GST_PAD_LINK_FAILED (gst_pad_link (pad, sink)))
    return NULL;
  return queue;
}

static void
watch_pad (ReelProxyPipeline   *self,
           GstElement          *element,
           const char          *name,
           GstPadProbeType      type,
           GstPadProbeCallback  callback)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, type, callback, self, NULL);
}

/* Fine enough for any file's times, and such that a constant rate's are whole numbers. */
static void
set_timescale (ReelProxyPipeline *self,
               GstElement        *last,
               GstPad            *pad)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr (GstPad) source = gst_element_get_static_pad (last, "src");
  g_autoptr (GstPad) sink = gst_pad_get_peer (source);
  guint scale = REEL_PROXY_TIMESCALE;
  int n, d;

  if (caps != NULL && gst_structure_get_fraction (gst_caps_get_structure (caps, 0), "framerate", &n, &d) && n > 0 &&
      n < 100 * REEL_PROXY_TIMESCALE)
    scale = ((guint) REEL_PROXY_TIMESCALE + (guint) n - 1) / (guint) n * (guint) n;
  if (sink != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS (sink), "trak-timescale") != NULL)
    g_object_set (sink, "trak-timescale", scale, NULL);
}

/**
 * reel_proxy_chain_link_video:
 * @self: a pipeline that has no video yet
 * @pad: raw pictures; nothing has flowed through it
 *
 * Puts together what encodes it, and gives it to the muxer. On a streaming thread.
 *
 * Returns: whether all of it is installed and fits
 */
gboolean
reel_proxy_chain_link_video (ReelProxyPipeline *self,
                             GstPad            *pad)
{
  const ReelProxyEncoder *encoder = reel_proxy_encoder_by_name (self->plan->video_encoder);
  g_autofree char *raw = g_strdup_printf ("video/x-raw,format=(string){I420,NV12},width=%u,height=%u,"
                                          "pixel-aspect-ratio=1/1,interlace-mode=progressive,colorimetry=bt709",
                                          self->plan->width, self->plan->height);
  GstElement *raw_queue;
  GstElement *elements[] = {
    /* For interlaced pictures in a format that the next can't do; else it hands them through. */
    self->entry = make_with ("videoconvert", NULL, NULL),
    /* One picture for each that was, so that times stay. */
    make_with ("deinterlace", "fields", 1, NULL),
    self->scale = make_with ("videoconvertscale", "n-threads", g_get_num_processors (), "add-borders", FALSE, NULL),
    self->flip = make_with ("videoflip", NULL, NULL),
    make_filter (raw),
    raw_queue = make_queue (RAW_BUFFERS, 0, 0),
    self->coder = reel_proxy_encoder_make (encoder, self->plan->video_bitrate),
    make_with (encoder->parser != NULL ? encoder->parser : "identity", NULL, NULL),
    make_filter (encoder->caps),
    make_queue (0, ENCODED_BYTES, 0),
  };
  GstElement *queue;

  self->video = pad;
  if (!add_chain (self, elements, G_N_ELEMENTS (elements)))
    return FALSE;
  queue = add_queue (self, pad, RAW_BUFFERS, 0);
  if (queue == NULL)
    return FALSE;
  set_timescale (self, elements[G_N_ELEMENTS (elements) - 1], pad);
  watch_pad (self, queue, "sink", GST_PAD_PROBE_TYPE_BUFFER, note_position);
  watch_pad (self, queue, "src", GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_first_picture);
  watch_pad (self, raw_queue, "sink", GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, unset_rate);
  watch_pad (self, self->coder, "src", GST_PAD_PROBE_TYPE_BUFFER, on_encoded_picture);
  return TRUE;
}

/**
 * reel_proxy_chain_link_audio:
 * @self: a pipeline that has no audio yet
 * @pad: raw sound; nothing has flowed through it
 *
 * Puts together what encodes it, and gives it to the muxer. On a streaming thread.
 *
 * Returns: whether all of it is installed and fits
 */
gboolean
reel_proxy_chain_link_audio (ReelProxyPipeline *self,
                             GstPad            *pad)
{
  const ReelProxyEncoder *encoder = reel_proxy_encoder_by_name (self->plan->audio_encoder);
  GstElement *filter = make_filter ("audio/x-raw,rate=48000,channels=1");
  GstElement *elements[] = {
    make_with ("audioconvert", NULL, NULL),
    make_with ("audioresample", NULL, NULL),
    /* Silence where there is none, so that the sound has no gaps, which not everyone can read. */
    make_with ("audiorate", "tolerance", AUDIO_TOLERANCE, NULL),
    filter,
    reel_proxy_encoder_make (encoder, self->plan->audio_bitrate),
    make_filter (encoder->caps),
    make_queue (0, ENCODED_BYTES, 0),
  };
  g_autoptr (GstPad) source = NULL;
  GstElement *queue;

  /* What the encoder adds in front is taken from the beginning, so that sound and pictures stay together. */
  if (filter != NULL)
    {
      source = gst_element_get_static_pad (filter, "src");
      gst_pad_set_offset (source, -(gint64) gst_util_uint64_scale_int (GST_SECOND, (int) encoder->delay, 48000));
    }
  if (!add_chain (self, elements, G_N_ELEMENTS (elements)))
    return FALSE;
  queue = add_queue (self, pad, 0, GST_SECOND);
  return queue != NULL && gst_element_link (queue, elements[0]);
}
