/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-tone-fit.h"
#include "media/reel-tone-map.h"

/* Fits the pictures that go through a chain of elements. All of it runs on the chain's streaming thread. */
typedef struct
{
  GstElement *filter; /* (owned) */
  ReelToneMap *tones; /* (owned) (nullable): for pictures of high dynamic range */
} ToneFit;

static void
fit_clear (gpointer data)
{
  ToneFit *self = data;

  g_clear_pointer (&self->tones, reel_tone_map_free);
  gst_clear_object (&self->filter);
}

static void
fit_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, fit_clear);
}

/* Ahead of all conversion, where caps still say what the pictures are. The filter's new caps count for what follows. */
static GstPadProbeReturn
on_caps (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         data)
{
  ToneFit *self = data;
  g_autoptr (GstCaps) wanted = NULL;
  GstVideoInfo video;
  GstCaps *caps;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (GST_PAD_PROBE_INFO_EVENT (info), &caps);
  if (gst_video_info_from_caps (&video, caps))
    reel_tone_map_update (&self->tones, &video, caps);
  g_object_get (self->filter, "caps", &wanted, NULL);
  wanted = gst_caps_make_writable (wanted);
  gst_caps_set_simple (wanted, "format", G_TYPE_STRING,
                       self->tones != NULL ? REEL_TONE_FIT_DEEP_FORMAT : REEL_TONE_FIT_FORMAT, NULL);
  g_object_set (self->filter, "caps", wanted, NULL);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_picture (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         data)
{
  ToneFit *self = data;
  g_autoptr (GstCaps) caps = NULL;
  GstVideoFrame frame;
  GstVideoInfo video;
  GstBuffer *buffer;

  if (self->tones == NULL)
    return GST_PAD_PROBE_OK;
  buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  caps = gst_pad_get_current_caps (pad);
  if (caps != NULL && gst_video_info_from_caps (&video, caps) &&
      gst_video_frame_map (&frame, &video, buffer, GST_MAP_READWRITE))
    {
      reel_tone_map_apply (self->tones, &frame);
      gst_video_frame_unmap (&frame);
    }
  return GST_PAD_PROBE_OK;
}

/**
 * reel_tone_fit_attach:
 * @source: a pad through which raw pictures come as they were decoded
 * @filter: a capsfilter further on, behind scaling, with caps of I420 in BT.709
 *
 * Pictures in PQ or HLG would be pale and grey, where nobody is told any more that they are: they leave @filter fitted to a
 * screen, with all of the depth that they came with. Before any data flow.
 */
void
reel_tone_fit_attach (GstPad     *source,
                      GstElement *filter)
{
  ToneFit *self = g_atomic_rc_box_new0 (ToneFit);
  g_autoptr (GstPad) out = gst_element_get_static_pad (filter, "src");

  self->filter = gst_object_ref (filter);
  gst_pad_add_probe (source, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_caps, self, fit_unref);
  gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_BUFFER, on_picture, g_atomic_rc_box_acquire (self), fit_unref);
}
