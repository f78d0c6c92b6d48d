/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/pbutils/pbutils.h>
#include <gst/video/video.h>

#include "media/reel-media-error.h"
#include "media/reel-media-file.h"
#include "media/reel-missing-codec.h"
#include "media/reel-picture.h"
#include "media/reel-proxy-encoder.h"
#include "media/reel-proxy-pipeline.h"

/*
 * Why neither GstTranscoder nor encodebin: their profiles can't keep frame times. encodebin puts a videorate in front of
 * the encoder, which makes a constant rate of a variable one unless it is switched off, and an audiorate, and neither lets
 * one say how encoded data is queued. Here nothing between decoder and muxer touches a picture's time.
 *
 * Why uridecodebin and not uridecodebin3: it shows all its streams, and says that there are no more, before any data flows.
 * So the muxer knows all of its inputs in time.
 */

/* How often a running pipeline looks at its cancellable, and says how far it is. */
#define POLL (100 * GST_MSECOND)

/* So many polls in which nothing has moved are too many. Counted, not timed, so that a computer may sleep meanwhile. */
#define MOST_IDLE_POLLS 600

/* Raw pictures are large (12 MB in 4K), so few wait; encoded data is small, and must be able to wait for the other
 * stream: an encoder that looks ahead keeps seconds of pictures to itself, and files may be badly interleaved. */
#define RAW_BUFFERS 4
#define ENCODED_BYTES (64 * 1024 * 1024)

/* Sound whose times jitter by less, as the milliseconds of Matroska make them do, is continuous. */
#define AUDIO_TOLERANCE (20 * GST_MSECOND)

/* Units a second of the times in an MP4 file. */
#define TIMESCALE 90000

struct _ReelProxyPipeline
{
  /* owned */
  ReelProxyPlan *plan;
  char *name;
  GstElement *pipeline;
  GstElement *mux;
  GPtrArray *missing;

  /* borrowed, of the pipeline; from no-more-pads on */
  GstPad *video;
  GstElement *entry;
  GstElement *scale;
  GstElement *flip;
  GstElement *coder;

  /* On streaming threads, which decodebin lets one at a time into its signals. */
  GPtrArray *pads; /* (owned) (element-type GstPad) */

  /* The encoder's streaming thread. */
  GstClockTime end;       /* of the last picture as shown */
  GstClockTimeDiff delay; /* from decoding to showing, of the first */

  /* Set on streaming threads, atomically. */
  gboolean linked; /* the encoder has its pictures */
  gboolean no_more_pads;
  gint position; /* milliseconds */
  guint buffers; /* that went by */
};

/* On a streaming thread. */
static void
on_pad_added (GstElement *source,
              GstPad     *pad,
              gpointer    data)
{
  ReelProxyPipeline *self = data;

  g_ptr_array_add (self->pads, g_object_ref (pad));
}

/* On a streaming thread: subtitles are not decoded. */
static gboolean
on_autoplug_continue (GstElement *source,
                      GstPad     *pad,
                      GstCaps    *caps,
                      gpointer    data)
{
  ReelProxyPipeline *self = data;
  const char *type = gst_caps_get_size (caps) > 0 ? gst_structure_get_name (gst_caps_get_structure (caps, 0)) : "";

  if (g_str_has_prefix (type, "audio/") && self->plan->audio_encoder == NULL)
    return FALSE;
  return !g_str_has_prefix (type, "text/") && !g_str_has_prefix (type, "subpicture/") &&
         !g_str_has_prefix (type, "application/x-subtitle");
}

static gboolean
pad_is_default (GstPad *pad)
{
  g_autoptr (GstStream) stream = gst_pad_get_stream (pad);

  return stream != NULL && (gst_stream_get_stream_flags (stream) & GST_STREAM_FLAG_SELECT) != 0;
}

/* The stream that the file marks as its default, else the first: ids end in the number of the track. */
static GstPad *
choose_pad (ReelProxyPipeline *self,
            const char        *type)
{
  GstPad *best = NULL;
  g_autofree char *best_id = NULL;

  for (guint i = 0; i < self->pads->len; i++)
    {
      GstPad *pad = self->pads->pdata[i];
      g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
      g_autofree char *id = NULL;

      if (caps == NULL || gst_caps_get_size (caps) == 0 ||
          !gst_structure_has_name (gst_caps_get_structure (caps, 0), type))
        continue;
      id = gst_pad_get_stream_id (pad);
      if (best == NULL || (pad_is_default (pad) && !pad_is_default (best)) ||
          (pad_is_default (pad) == pad_is_default (best) && g_strcmp0 (id, best_id) < 0))
        {
          best = pad;
          g_free (best_id);
          best_id = g_steal_pointer (&id);
        }
    }
  return best;
}

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

/* On a streaming thread. The proxy says nothing of cameras, places and people; and its pictures are upright. */
static GstPadProbeReturn
drop_tags (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         data)
{
  return GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_TAG ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
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
  sink = gst_element_get_static_pad (self->entry, "sink");
  if (GST_PAD_LINK_FAILED (gst_pad_link (pad, sink)))
    GST_ELEMENT_ERROR (self->pipeline, CORE, NEGOTIATION, (NULL), ("the pictures don't fit the encoder"));
  return GST_PAD_PROBE_REMOVE;
}

/*
 * On a streaming thread. An MP4 file lasts as long as its pictures take to decode, and cuts off what is shown later: where the
 * rate varies and pictures are coded out of order, that can be the last of them. So each lasts, while it is the last one
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
      GstClockTime end = pts + (GST_BUFFER_DURATION_IS_VALID (buffer) ? GST_BUFFER_DURATION (buffer) : 0);

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
  guint scale = TIMESCALE;
  int n, d;

  if (caps != NULL && gst_structure_get_fraction (gst_caps_get_structure (caps, 0), "framerate", &n, &d) && n > 0 &&
      n < 100 * TIMESCALE)
    scale = ((guint) TIMESCALE + (guint) n - 1) / (guint) n * (guint) n;
  if (sink != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS (sink), "trak-timescale") != NULL)
    g_object_set (sink, "trak-timescale", scale, NULL);
}

static gboolean
link_video (ReelProxyPipeline *self,
            GstPad            *pad)
{
  const ReelProxyEncoder *encoder = reel_proxy_encoder_by_name (self->plan->video_encoder);
  g_autofree char *raw = g_strdup_printf ("video/x-raw,format=(string){I420,NV12},width=%u,height=%u,"
                                          "pixel-aspect-ratio=1/1,interlace-mode=progressive,colorimetry=bt709",
                                          self->plan->width, self->plan->height);
  GstElement *elements[] = {
    /* For interlaced pictures in a format that the next can't do; else it hands them through. */
    self->entry = make_with ("videoconvert", NULL, NULL),
    /* One picture for each that was, so that times stay. */
    make_with ("deinterlace", "fields", 1, NULL),
    self->scale = make_with ("videoconvertscale", "n-threads", g_get_num_processors (), "add-borders", FALSE, NULL),
    self->flip = make_with ("videoflip", NULL, NULL),
    make_filter (raw),
    make_queue (RAW_BUFFERS, 0, 0),
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
  watch_pad (self, self->coder, "src", GST_PAD_PROBE_TYPE_BUFFER, on_encoded_picture);
  return TRUE;
}

static gboolean
link_audio (ReelProxyPipeline *self,
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

/* On a streaming thread, before any data flows. */
static void
on_no_more_pads (GstElement *source,
                 gpointer    data)
{
  ReelProxyPipeline *self = data;
  GstPad *video = choose_pad (self, "video/x-raw");
  GstPad *audio = self->plan->audio_encoder != NULL ? choose_pad (self, "audio/x-raw") : NULL;

  if (video != NULL && !g_atomic_int_get (&self->linked))
    {
      if (link_video (self, video) && (audio == NULL || link_audio (self, audio)))
        g_atomic_int_set (&self->linked, TRUE);
      else
        GST_ELEMENT_ERROR (self->pipeline, CORE, MISSING_PLUGIN, (NULL), ("the encoding half can't be put together"));
    }
  g_atomic_int_set (&self->no_more_pads, TRUE);
}

/* Whether an error comes from where the file is written. */
static GError *
error_of_target (ReelProxyPipeline *self,
                 const GError      *failure)
{
  if (g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT))
    return reel_media_error_new_no_space (self->name);
  if (g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE) ||
      g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_WRITE) ||
      g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ_WRITE) ||
      g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_CLOSE))
    return g_error_new (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNWRITABLE, _ ("The smaller copy of “%s” can’t be written: %s"),
                        self->name, failure->message);
  return NULL;
}

static GError *
error_of_message (ReelProxyPipeline *self,
                  GstMessage        *message)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GPtrArray) matters = g_ptr_array_new ();
  GError *error;

  gst_message_parse_error (message, &failure, NULL);
  error = error_of_target (self, failure);
  if (error != NULL)
    return error;
  for (guint i = 0; i < self->missing->len; i++)
    if (!reel_missing_codec_is_sound (self->missing->pdata[i]))
      g_ptr_array_add (matters, self->missing->pdata[i]);
  g_ptr_array_add (matters, NULL);
  error = reel_media_error_from_gst (failure, self->name, (const char * const *) matters->pdata);
  if (g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED))
    {
      g_error_free (error);
      error = g_error_new (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED, _ ("A smaller copy of “%s” can’t be made: %s"),
                           self->name, failure->message);
    }
  return error;
}

/**
 * reel_proxy_pipeline_run:
 * @self: a pipeline, once
 * @progress: (nullable): told how far it is, about ten times a second
 * @data: for @progress
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Runs it to its end. Blocks: for worker threads.
 *
 * Returns: whether the file is complete
 */
gboolean
reel_proxy_pipeline_run (ReelProxyPipeline          *self,
                         ReelProxyPipelineProgress   progress,
                         gpointer                    data,
                         GCancellable               *cancellable,
                         GError                    **error)
{
  g_autoptr (GstBus) bus = NULL;
  guint last = 0, idle = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  bus = gst_element_get_bus (self->pipeline);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  for (;;)
    {
      g_autoptr (GstMessage) message = NULL;
      guint buffers;

      message = gst_bus_timed_pop_filtered (bus, POLL, GST_MESSAGE_ERROR | GST_MESSAGE_EOS | GST_MESSAGE_ELEMENT);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
        return TRUE;
      if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
        {
          g_propagate_error (error, error_of_message (self, message));
          return FALSE;
        }
      if (message != NULL && gst_is_missing_plugin_message (message))
        g_ptr_array_add (self->missing, gst_missing_plugin_message_get_installer_detail (message));
      if (message != NULL)
        continue;

      if (g_atomic_int_get (&self->no_more_pads) && !g_atomic_int_get (&self->linked))
        {
          g_propagate_error (error, reel_media_error_new_no_video (self->name));
          return FALSE;
        }
      buffers = (guint) g_atomic_int_get (&self->buffers);
      idle = buffers == last ? idle + 1 : 0;
      last = buffers;
      if (idle > MOST_IDLE_POLLS)
        {
          g_propagate_error (error, reel_media_error_new_timed_out (self->name));
          return FALSE;
        }
      if (progress != NULL)
        progress ((GstClockTime) g_atomic_int_get (&self->position) * GST_MSECOND, data);
    }
}

static GstElement *
make_mux (const ReelProxyPlan *plan,
          const char          *scratch)
{
  GstElement *mux;

  if (!g_str_equal (plan->extension, "mp4"))
    return gst_element_factory_make ("webmmux", NULL);
  mux = gst_element_factory_make ("mp4mux", NULL);
  /* The index in front, so that a service need not have all of it to begin. */
  if (mux != NULL)
    g_object_set (mux, "faststart", TRUE, "faststart-file", scratch, "movie-timescale", TIMESCALE, NULL);
  return mux;
}

/**
 * reel_proxy_pipeline_new:
 * @uri: URI of a file on this computer
 * @path: the file to write
 * @scratch: a file that it may fill and empty meanwhile
 * @plan: what to write
 * @error: return location of a #ReelMediaError
 *
 * Returns: (transfer full): a pipeline to run once, or %NULL with @error set
 */
ReelProxyPipeline *
reel_proxy_pipeline_new (const char           *uri,
                         const char           *path,
                         const char           *scratch,
                         const ReelProxyPlan  *plan,
                         GError              **error)
{
  g_autoptr (ReelProxyPipeline) self = NULL;
  GstElement *source, *sink;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (scratch != NULL, NULL);
  g_return_val_if_fail (plan != NULL, NULL);

  self = g_new0 (ReelProxyPipeline, 1);
  self->plan = reel_proxy_plan_copy (plan);
  self->end = GST_CLOCK_TIME_NONE;
  self->name = reel_media_file_display_name (uri);
  self->pads = g_ptr_array_new_with_free_func (g_object_unref);
  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->pipeline = gst_pipeline_new (NULL);
  source = gst_element_factory_make ("uridecodebin", NULL);
  sink = gst_element_factory_make ("filesink", NULL);
  self->mux = make_mux (plan, scratch);
  if (source == NULL || sink == NULL || self->mux == NULL)
    {
      gst_clear_object (&source);
      gst_clear_object (&sink);
      gst_clear_object (&self->mux);
      g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED,
                   _ ("GStreamer’s basic plugins are missing. Install the package %s."),
                   "gstreamer1.0-plugins-base gstreamer1.0-plugins-good");
      return NULL;
    }

  gst_bin_add_many (GST_BIN (self->pipeline), source, g_object_ref (self->mux), sink, NULL);
  gst_element_link (self->mux, sink);
  g_object_set (source, "uri", uri, "force-sw-decoders", TRUE, NULL);
  g_object_set (sink, "location", path, NULL);
  g_signal_connect (source, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (source, "autoplug-continue", G_CALLBACK (on_autoplug_continue), self);
  g_signal_connect (source, "no-more-pads", G_CALLBACK (on_no_more_pads), self);
  return g_steal_pointer (&self);
}

/**
 * reel_proxy_pipeline_free:
 * @self: (transfer full): a pipeline, run or not
 */
void
reel_proxy_pipeline_free (ReelProxyPipeline *self)
{
  g_return_if_fail (self != NULL);

  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->mux);
  gst_clear_object (&self->pipeline);
  g_clear_pointer (&self->pads, g_ptr_array_unref);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->plan, reel_proxy_plan_free);
  g_free (self->name);
  g_free (self);
}
