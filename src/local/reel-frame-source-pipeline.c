/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/video/video.h>
#include <math.h>

#include "local/reel-fd-source.h"
#include "local/reel-frame-source-private.h"

/*
 * ReelFdSource → decodebin → videoconvertscale → small I420 with square pixels → scenechange → (ten pictures a second go on)
 *   → videoflip → videoconvert → RGBx → appsink
 *
 * Scaling comes first, so that nothing but the decoder ever handles a large picture. Cuts are looked for in every
 * picture, whatever is dropped afterwards. Streams other than video are not decoded.
 */

#define INTERVAL (GST_SECOND / 10)

/* The least time between two key frames that are decoded: in some formats each frame is one. */
#define KEY_INTERVAL GST_SECOND

/* A picture of more pixels is an attack on our memory, not footage. */
#define MOST_PIXELS (G_GINT64_CONSTANT (16384) * 8640)

/* Decoding anything but video would be for nothing; play lists and adaptive streams would fetch files from elsewhere. */
static gboolean
on_autoplug_continue (GstElement      *decoder,
                      GstPad          *pad,
                      GstCaps         *caps,
                      ReelFrameSource *self)
{
  static const char *const unwanted[] = {
    "audio/", "text/", "subpicture/", "subtitle/", "closedcaption/", "application/x-hls", "application/dash",
    "application/vnd.ms-sstr", "application/sdp", "application/x-ssa", "application/x-ass", "application/x-subtitle",
    "application/x-gst-av", "application/x-rtsp", "application/smil", "meta/",
  };
  const char *name = gst_structure_get_name (gst_caps_get_structure (caps, 0));

  if (g_str_has_prefix (name, "audio/"))
    {
      g_mutex_lock (&self->lock);
      self->has_audio = TRUE;
      g_mutex_unlock (&self->lock);
    }
  for (guint i = 0; i < G_N_ELEMENTS (unwanted); i++)
    if (g_str_has_prefix (name, unwanted[i]))
      return FALSE;

  return TRUE;
}

/* In the streaming thread, before the first picture of a size: sets what it is to be scaled to. */
static void
set_shape (ReelFrameSource *self,
           GstCaps         *caps)
{
  g_autoptr (GstCaps) small = NULL;
  GstVideoInfo info;
  double width, height, scale;

  if (!gst_caps_is_fixed (caps) || !gst_video_info_from_caps (&info, caps) || info.width < 1 || info.height < 1)
    return;

  if ((gint64) info.width * info.height > MOST_PIXELS)
    {
      g_mutex_lock (&self->lock);
      self->too_large = TRUE;
      g_mutex_unlock (&self->lock);
    }

  width = info.width;
  height = info.height;
  if (info.par_n > 0 && info.par_d > 0)
    width = width * info.par_n / info.par_d;
  scale = MIN (1, self->long_side / MAX (width, height));
  small = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "I420",
                               "width", G_TYPE_INT, (int) CLAMP (lround (width * scale), 2, self->long_side),
                               "height", G_TYPE_INT, (int) CLAMP (lround (height * scale), 2, self->long_side),
                               "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  g_object_set (self->shape, "caps", small, NULL);
}

static GstPadProbeReturn
on_decoded_event (GstPad          *pad,
                  GstPadProbeInfo *info,
                  gpointer         data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
    {
      GstCaps *caps;

      gst_event_parse_caps (event, &caps);
      set_shape (data, caps);
    }

  return GST_PAD_PROBE_OK;
}

/* Behind scenechange, which announces the first picture of a shot by an event right before it. */
static GstPadProbeReturn
on_small_picture (GstPad          *pad,
                  GstPadProbeInfo *info,
                  gpointer         data)
{
  ReelFrameSource *self = data;
  GstBuffer *buffer;
  GstClockTime time, end;
  gboolean wanted;

  if (info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM)
    {
      GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

      if (gst_video_event_is_force_key_unit (event))
        {
          g_mutex_lock (&self->lock);
          self->cut_next = TRUE;
          g_mutex_unlock (&self->lock);
        }
      return GST_PAD_PROBE_OK;
    }

  buffer = gst_pad_probe_info_get_buffer (info);
  g_mutex_lock (&self->lock);
  time = GST_BUFFER_PTS (buffer);
  if (!GST_CLOCK_TIME_IS_VALID (time))
    {
      /* Streams without time stamps are played at 25 pictures a second. */
      time = self->count++ * (GST_SECOND / 25);
      info->data = buffer = gst_buffer_make_writable (buffer);
      GST_BUFFER_PTS (buffer) = time;
    }

  end = GST_BUFFER_DURATION_IS_VALID (buffer) ? time + GST_BUFFER_DURATION (buffer) : time;
  if (!GST_CLOCK_TIME_IS_VALID (self->seen) || end > self->seen)
    self->seen = end;

  wanted = self->cut_next || !GST_CLOCK_TIME_IS_VALID (self->due) || time >= self->due || time + GST_SECOND < self->due;
  if (wanted)
    {
      /* On a grid, so that pictures at 25 a second really make ten; a new grid after a gap. */
      if (self->cut_next || !GST_CLOCK_TIME_IS_VALID (self->due) || time >= self->due + INTERVAL || time < self->due)
        self->due = time + INTERVAL;
      else
        self->due += INTERVAL;
    }
  if (self->cut_next)
    {
      GstClockTime *cut = g_new (GstClockTime, 1);

      *cut = time;
      g_queue_push_tail (&self->cuts, cut);
      self->cut_next = FALSE;
    }
  g_mutex_unlock (&self->lock);

  return wanted ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static void
on_pad_added (GstElement      *decoder,
              GstPad          *pad,
              ReelFrameSource *self)
{
  g_autoptr (GstElement) scale = gst_bin_get_by_name (GST_BIN (self->pipeline), "scale");
  g_autoptr (GstPad) target = gst_element_get_static_pad (scale, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);

  if (caps == NULL)
    caps = gst_pad_query_caps (pad, NULL);
  /* The first video stream is the one that players show. */
  if (gst_caps_is_empty (caps) || gst_caps_is_any (caps) || gst_pad_is_linked (target)
      || !g_str_equal (gst_structure_get_name (gst_caps_get_structure (caps, 0)), "video/x-raw"))
    return;

  set_shape (self, caps);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_decoded_event, self, NULL);
  if (gst_pad_link (pad, target) == GST_PAD_LINK_OK)
    {
      g_mutex_lock (&self->lock);
      self->has_video = TRUE;
      g_mutex_unlock (&self->lock);
    }
}

/* Before the decoder, in the streaming thread, where only key frames are wanted. */
static GstPadProbeReturn
on_coded_picture (GstPad          *pad,
                  GstPadProbeInfo *info,
                  gpointer         data)
{
  ReelFrameSource *self = data;
  GstBuffer *buffer = gst_pad_probe_info_get_buffer (info);
  GstClockTime time = GST_BUFFER_DTS_OR_PTS (buffer);
  gboolean wanted;

  /* What belongs to all that follows, such as the headers of a stream, is no picture. */
  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_HEADER) && !GST_CLOCK_TIME_IS_VALID (time))
    return GST_PAD_PROBE_OK;

  g_mutex_lock (&self->lock);
  wanted = !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT)
           && (!GST_CLOCK_TIME_IS_VALID (time) || !GST_CLOCK_TIME_IS_VALID (self->key_due) || time >= self->key_due
               || time + 2 * KEY_INTERVAL < self->key_due);
  if (wanted && GST_CLOCK_TIME_IS_VALID (time))
    self->key_due = time + KEY_INTERVAL;
  g_mutex_unlock (&self->lock);

  return wanted ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static void
on_element_added (GstBin          *bin,
                  GstBin          *parent,
                  GstElement      *element,
                  ReelFrameSource *self)
{
  static const char *const properties[] = { "max-threads", "n-threads", "threads" };
  GstElementFactory *factory = gst_element_get_factory (element);
  g_autoptr (GstPad) pad = NULL;

  if (factory != NULL && g_str_equal (GST_OBJECT_NAME (factory), "matroskademux"))
    self->matroska = TRUE;
  if (factory == NULL || !gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_DECODER)
      || !gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_MEDIA_VIDEO
                                                         | GST_ELEMENT_FACTORY_TYPE_MEDIA_IMAGE))
    return;

  for (guint i = 0; self->n_threads > 0 && i < G_N_ELEMENTS (properties); i++)
    if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), properties[i]) != NULL)
      {
        g_autofree char *threads = g_strdup_printf ("%u", self->n_threads);

        /* Of several types: int in some decoders, unsigned in others. */
        gst_util_set_object_arg (G_OBJECT (element), properties[i], threads);
      }

  pad = gst_element_get_static_pad (element, "sink");
  if (self->key_frames && pad != NULL)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_coded_picture, self, NULL);
}

static void
on_no_more_pads (GstElement      *decoder,
                 ReelFrameSource *self)
{
  g_mutex_lock (&self->lock);
  self->complete = TRUE;
  g_mutex_unlock (&self->lock);
}

/* Makes the pipeline of @self, and tells it of what happens there. */
gboolean
reel_frame_source_build_pipeline (ReelFrameSource  *self,
                                  GError          **error)
{
  g_autoptr (GstElementFactory) cutter = gst_element_factory_find ("scenechange");
  g_autofree char *description =
      g_strdup_printf ("decodebin name=decoder videoconvertscale name=scale method=bilinear ! capsfilter name=shape "
                       "! %s name=cuts ! videoflip video-direction=auto ! videoconvert "
                       "! video/x-raw,format=RGBx ! appsink name=sink sync=false max-buffers=4 enable-last-sample=false",
                       cutter != NULL ? "scenechange" : "identity");
  GstElement *file = reel_fd_source_new (self->fd);
  g_autoptr (GstElement) decoder = NULL;
  g_autoptr (GstElement) cuts = NULL;
  g_autoptr (GstPad) pad = NULL;

  self->pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  if (self->pipeline == NULL)
    {
      gst_clear_object (&file);
      g_prefix_error (error, "%s ", _ ("A part of GStreamer is missing:"));
      return FALSE;
    }

  gst_object_ref_sink (self->pipeline);
  self->bus = gst_element_get_bus (self->pipeline);
  self->shape = gst_bin_get_by_name (GST_BIN (self->pipeline), "shape");
  self->sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  decoder = gst_bin_get_by_name (GST_BIN (self->pipeline), "decoder");
  cuts = gst_bin_get_by_name (GST_BIN (self->pipeline), "cuts");

  self->reader = file;
  gst_bin_add (GST_BIN (self->pipeline), file);
  gst_element_link (file, decoder);
  g_signal_connect (self->pipeline, "deep-element-added", G_CALLBACK (on_element_added), self);
  g_signal_connect (decoder, "autoplug-continue", G_CALLBACK (on_autoplug_continue), self);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (decoder, "no-more-pads", G_CALLBACK (on_no_more_pads), self);
  pad = gst_element_get_static_pad (cuts, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_small_picture, self, NULL);

  return TRUE;
}
