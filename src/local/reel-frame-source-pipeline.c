/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/video/video.h>
#include <math.h>

#include "local/reel-fd-source.h"
#include "local/reel-frame-source-private.h"
#include "media/reel-coded-h264.h"
#include "media/reel-h264.h"

/*
 * ReelFdSource → decodebin → (ten pictures a second go on) → videoconvertscale → small I420 with square pixels → videoflip
 *   → videoconvert → RGBx → appsink
 *
 * Decoders are not told that videoconvertscale could do with pictures as they lie in their own memory. They would hand these
 * over while they are still locked, as later ones are made of them, so that GStreamer copies each into memory that it asks
 * the system for. Now they copy them into memory that is used again and again, which is a good deal quicker.
 *
 * Cuts are looked for in every picture as it was decoded, so that those that are dropped cost no scaling. Pictures of H.264
 * that no other is made of, often half of all, are decoded only where one of the ten a second is due: a cut
 * in front of such a picture is found at the next one. Scaling comes before
 * all else, so that nothing but the decoder and the finder of cuts ever handles a large picture. Streams other than video
 * are not decoded.
 */

#define INTERVAL (GST_SECOND / 10)

/* The least time between two key frames that are decoded: in some formats each frame is one, and a clip has one looked at. */
#define KEY_INTERVAL (2 * GST_SECOND)

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

  self->has_info = FALSE;
  if (!gst_caps_is_fixed (caps) || !gst_video_info_from_caps (&info, caps) || info.width < 1 || info.height < 1)
    return;
  self->info = info;
  self->has_info = TRUE;

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

/* Whether a picture of @time is wanted: ten a second, on a grid, so that pictures at 25 a second really make ten; a new grid
 * after a gap or a cut. */
static gboolean
is_due (ReelFrameSource *self,
        GstClockTime     time,
        gboolean         is_cut)
{
  gboolean is_new = is_cut || !GST_CLOCK_TIME_IS_VALID (self->due) || time + GST_SECOND < self->due;

  if (!is_new && time < self->due)
    return FALSE;

  if (is_new || time >= self->due + INTERVAL)
    self->due = time + INTERVAL;
  else
    self->due += INTERVAL;
  return TRUE;
}

/* In the streaming thread, for each picture that was decoded. */
static GstPadProbeReturn
on_decoded_picture (ReelFrameSource *self,
                    GstPadProbeInfo *info)
{
  GstBuffer *buffer = gst_pad_probe_info_get_buffer (info);
  GstClockTime time = GST_BUFFER_PTS (buffer), end;
  gboolean is_cut = FALSE, wanted;

  /* Key frames are too far from each other to be compared. */
  if (!self->key_frames && self->has_info)
    is_cut = reel_cut_finder_add (self->cut_finder, &self->info, buffer);

  g_mutex_lock (&self->lock);
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

  wanted = is_due (self, time, is_cut);
  if (is_cut)
    {
      GstClockTime *cut = g_new (GstClockTime, 1);

      *cut = time;
      g_queue_push_tail (&self->cuts, cut);
    }
  g_mutex_unlock (&self->lock);

  return wanted ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
on_decoded (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         data)
{
  GstCaps *caps;

  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER) != 0)
    return on_decoded_picture (data, info);

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_CAPS)
    {
      gst_event_parse_caps (GST_PAD_PROBE_INFO_EVENT (info), &caps);
      set_shape (data, caps);
    }
  return GST_PAD_PROBE_OK;
}

static void
on_pad_added (GstElement      *decoder,
              GstPad          *pad,
              ReelFrameSource *self)
{
  g_autoptr (GstElement) decoded = gst_bin_get_by_name (GST_BIN (self->pipeline), "decoded");
  g_autoptr (GstPad) target = gst_element_get_static_pad (decoded, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);

  if (caps == NULL)
    caps = gst_pad_query_caps (pad, NULL);
  /* The first video stream is the one that players show. */
  if (gst_caps_is_empty (caps) || gst_caps_is_any (caps) || gst_pad_is_linked (target)
      || !g_str_equal (gst_structure_get_name (gst_caps_get_structure (caps, 0)), "video/x-raw"))
    return;

  set_shape (self, caps);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_decoded, self, NULL);
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

/* Whether one of the wanted pictures is due within the time that the picture is shown for. */
static gboolean
may_be_due (ReelFrameSource *self,
            GstClockTime     time,
            GstClockTime     length)
{
  gint64 since;
  gboolean due = TRUE;

  g_mutex_lock (&self->lock);
  if (GST_CLOCK_TIME_IS_VALID (self->due))
    {
      /* From the last of the times at which one is due that is not later than the picture. */
      since = ((gint64) time - (gint64) self->due) % (gint64) INTERVAL;
      due = (since < 0 ? since + (gint64) INTERVAL : since) < (gint64) length;
    }
  g_mutex_unlock (&self->lock);
  return due;
}

static GstPadProbeReturn
on_coded (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         data)
{
  ReelFrameSource *self = data;
  gboolean droppable;
  GstBuffer *buffer;
  GstMapInfo map;

  if ((info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) != 0)
    {
      GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
      GstCaps *caps;

      if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
        {
          gst_event_parse_caps (event, &caps);
          self->h264 = reel_coded_h264_from_caps (caps, &self->length_size);
        }
      return GST_PAD_PROBE_OK;
    }

  buffer = gst_pad_probe_info_get_buffer (info);
  if (!self->h264 || !GST_BUFFER_PTS_IS_VALID (buffer) || !GST_BUFFER_DURATION_IS_VALID (buffer)
      || may_be_due (self, GST_BUFFER_PTS (buffer), GST_BUFFER_DURATION (buffer)) || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;
  droppable = reel_h264_is_droppable (map.data, map.size, self->length_size);
  gst_buffer_unmap (buffer, &map);
  return droppable ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
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
  else if (pad != NULL)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_coded, self, NULL);
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
  GstElement *file = reel_fd_source_new (self->fd);
  g_autoptr (GstElement) decoder = NULL;

  self->pipeline =
      gst_parse_launch_full ("decodebin name=decoder identity name=decoded drop-allocation=true "
                             "! videoconvertscale method=bilinear ! capsfilter name=shape ! videoflip video-direction=auto "
                             "! videoconvert ! video/x-raw,format=RGBx ! appsink name=sink sync=false max-buffers=4 "
                             "enable-last-sample=false",
                             NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
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

  self->reader = file;
  gst_bin_add (GST_BIN (self->pipeline), file);
  gst_element_link (file, decoder);
  g_signal_connect (self->pipeline, "deep-element-added", G_CALLBACK (on_element_added), self);
  g_signal_connect (decoder, "autoplug-continue", G_CALLBACK (on_autoplug_continue), self);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (decoder, "no-more-pads", G_CALLBACK (on_no_more_pads), self);

  return TRUE;
}
