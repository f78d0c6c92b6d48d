/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-picture.h"
#include "media/reel-tone-map.h"
#include "media/reel-video-sink.h"

#define FORMATS "{ " REEL_VIDEO_SINK_FORMAT ", " REEL_VIDEO_SINK_DEEP_FORMAT " }"

struct _ReelVideoSink
{
  GstVideoSink parent_instance;

  /* owned */
  ReelVideoSlot *slot;
  ReelToneMap *tones; /* (nullable): for pictures of high dynamic range */

  /* Streaming thread only. */
  GstVideoInfo source; /* of what comes */
  GstVideoInfo info;   /* of what is shown */
};

G_DEFINE_FINAL_TYPE (ReelVideoSink, reel_video_sink, GST_TYPE_VIDEO_SINK)

static GstStaticPadTemplate sink_template =
  GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
                           GST_STATIC_CAPS (GST_VIDEO_CAPS_MAKE (FORMATS)));

static gboolean
reel_video_sink_set_info (GstVideoSink       *sink,
                          GstCaps            *caps,
                          const GstVideoInfo *info)
{
  ReelVideoSink *self = REEL_VIDEO_SINK (sink);

  self->source = self->info = *info;
  if (GST_VIDEO_INFO_COMP_DEPTH (info, 0) == 8)
    {
      g_clear_pointer (&self->tones, reel_tone_map_free);
      return TRUE;
    }
  reel_tone_map_update (&self->tones, info, caps);
  gst_video_info_set_format (&self->info, gst_video_format_from_string (REEL_VIDEO_SINK_FORMAT),
                             (guint) GST_VIDEO_INFO_WIDTH (info), (guint) GST_VIDEO_INFO_HEIGHT (info));
  if (self->tones == NULL)
    return FALSE;
  return TRUE;
}

/* (transfer full) (nullable): what @buffer, which is scaled already, is on a screen */
static GstBuffer *
fit_to_screen (ReelVideoSink *self,
               GstBuffer     *buffer)
{
  GstBuffer *fitted = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (&self->info), NULL);
  GstVideoFrame from, to;
  gboolean ok = FALSE;

  if (fitted == NULL || !gst_video_frame_map (&from, &self->source, buffer, GST_MAP_READ))
    {
      gst_clear_buffer (&fitted);
      return NULL;
    }
  if (gst_video_frame_map (&to, &self->info, fitted, GST_MAP_WRITE))
    {
      reel_tone_map_convert (self->tones, &from, &to);
      gst_video_frame_unmap (&to);
      ok = TRUE;
    }
  gst_video_frame_unmap (&from);
  if (!ok)
    gst_clear_buffer (&fitted);
  return fitted;
}

/* For the first picture while paused as well as for those played. */
static GstFlowReturn
reel_video_sink_show_frame (GstVideoSink *sink,
                            GstBuffer    *buffer)
{
  ReelVideoSink *self = REEL_VIDEO_SINK (sink);
  g_autoptr (GstBuffer) fitted = self->tones != NULL ? fit_to_screen (self, buffer) : NULL;

  if (self->tones != NULL && fitted == NULL)
    return GST_FLOW_ERROR;
  reel_video_slot_put (self->slot, fitted != NULL ? fitted : buffer, &self->info,
                       reel_picture_orientation_of_pad (GST_VIDEO_SINK_PAD (sink)));
  return GST_FLOW_OK;
}

static gboolean
reel_video_sink_propose_allocation (GstBaseSink *sink,
                                    GstQuery    *query)
{
  /* Lines may be padded. */
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}

static void
reel_video_sink_finalize (GObject *object)
{
  ReelVideoSink *self = REEL_VIDEO_SINK (object);

  g_clear_pointer (&self->slot, reel_video_slot_unref);
  g_clear_pointer (&self->tones, reel_tone_map_free);
  G_OBJECT_CLASS (reel_video_sink_parent_class)->finalize (object);
}

static void
reel_video_sink_class_init (ReelVideoSinkClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = reel_video_sink_finalize;
  GST_VIDEO_SINK_CLASS (klass)->set_info = reel_video_sink_set_info;
  GST_VIDEO_SINK_CLASS (klass)->show_frame = reel_video_sink_show_frame;
  GST_BASE_SINK_CLASS (klass)->propose_allocation = reel_video_sink_propose_allocation;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "Reelseek video sink", "Sink/Video", "Shows video in a GdkPaintable",
                                         "Reelseek");
}

static void
reel_video_sink_init (ReelVideoSink *self)
{
  gst_base_sink_set_last_sample_enabled (GST_BASE_SINK (self), FALSE);
}

/**
 * reel_video_sink_new:
 * @slot: (transfer none): where its pictures go
 *
 * Returns: (transfer floating): a new sink
 */
GstElement *
reel_video_sink_new (ReelVideoSlot *slot)
{
  ReelVideoSink *self = g_object_new (REEL_TYPE_VIDEO_SINK, NULL);

  self->slot = reel_video_slot_ref (slot);
  return GST_ELEMENT (self);
}
