/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-picture.h"
#include "media/reel-video-sink.h"

/* The one layout that every renderer of GTK takes as it is; opaque, so premultiplied or not is the same. */
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define FORMAT "BGRA"
#else
#define FORMAT "ARGB"
#endif

struct _ReelVideoSink
{
  GstVideoSink parent_instance;

  /* owned */
  ReelVideoSlot *slot;

  /* Streaming thread only. */
  GstVideoInfo info;
};

G_DEFINE_FINAL_TYPE (ReelVideoSink, reel_video_sink, GST_TYPE_VIDEO_SINK)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
                                                                     GST_STATIC_CAPS (GST_VIDEO_CAPS_MAKE (FORMAT)));

static gboolean
reel_video_sink_set_info (GstVideoSink       *sink,
                          GstCaps            *caps,
                          const GstVideoInfo *info)
{
  REEL_VIDEO_SINK (sink)->info = *info;
  return TRUE;
}

/* For the first picture while paused as well as for those played. */
static GstFlowReturn
reel_video_sink_show_frame (GstVideoSink *sink,
                            GstBuffer    *buffer)
{
  ReelVideoSink *self = REEL_VIDEO_SINK (sink);

  reel_video_slot_put (self->slot, buffer, &self->info, reel_picture_orientation_of_pad (GST_VIDEO_SINK_PAD (sink)));
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
