/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/video/video.h>

#include "media/reel-picture.h"

/**
 * reel_picture_orientation_of_pad:
 * @pad: a sink pad
 *
 * Returns: what the tags say that came to @pad
 */
ReelOrientation
reel_picture_orientation_of_pad (GstPad *pad)
{
  ReelOrientation orientation = { 0 };
  gboolean of_stream = FALSE;
  GstEvent *event;

  g_return_val_if_fail (GST_IS_PAD (pad), orientation);

  for (guint i = 0; (event = gst_pad_get_sticky_event (pad, GST_EVENT_TAG, i)) != NULL; i++)
    {
      GstTagList *tags;
      gboolean stream;

      gst_event_parse_tag (event, &tags);
      stream = gst_tag_list_get_scope (tags) == GST_TAG_SCOPE_STREAM;
      /* A tag of the stream wins over one of the file. */
      if ((stream || !of_stream) && reel_orientation_from_tags (&orientation, tags) && stream)
        of_stream = TRUE;
      gst_event_unref (event);
    }
  return orientation;
}

/* Of PQ or HLG, that stays what it is: neither brightness nor primaries are converted here. */
static GBytes *
convert (GstVideoInfo   *info,
         GstBuffer      *buffer,
         GstVideoFormat  format,
         guint           width,
         guint           height)
{
  g_autoptr (GstBuffer) target = NULL;
  GstVideoConverter *converter;
  GstVideoFrame from, to;
  GstVideoInfo out;
  guint8 *memory;

  gst_video_info_set_format (&out, format, width, height);
  /* The converter changes neither; it only must not see a difference. */
  out.interlace_mode = info->interlace_mode;
  out.fps_n = info->fps_n;
  out.fps_d = info->fps_d;

  converter = gst_video_converter_new (info, &out,
                                       gst_structure_new ("options", GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD,
                                                          GST_TYPE_VIDEO_RESAMPLER_METHOD,
                                                          GST_VIDEO_RESAMPLER_METHOD_LINEAR, NULL));
  if (converter == NULL)
    return NULL;
  memory = g_malloc (out.size);
  target = gst_buffer_new_wrapped_full (0, memory, out.size, 0, out.size, NULL, NULL);
  if (!gst_video_frame_map (&from, info, buffer, GST_MAP_READ))
    {
      gst_video_converter_free (converter);
      g_free (memory);
      return NULL;
    }
  if (!gst_video_frame_map (&to, &out, target, GST_MAP_WRITE))
    {
      gst_video_frame_unmap (&from);
      gst_video_converter_free (converter);
      g_free (memory);
      return NULL;
    }
  gst_video_converter_frame (converter, &from, &to);
  gst_video_frame_unmap (&to);
  gst_video_frame_unmap (&from);
  gst_video_converter_free (converter);
  return g_bytes_new_take (memory, out.size);
}

/* Scaled first, with all of the depth that it has. */
static GBytes *
convert_high_range (GstVideoInfo       *info,
                    GstBuffer          *buffer,
                    const ReelToneMap  *map,
                    guint               width,
                    guint               height)
{
  g_autoptr (GBytes) words = convert (info, buffer, GST_VIDEO_FORMAT_ARGB64, width, height);
  const gsize n = (gsize) width * height;
  guint8 *pixels;

  if (words == NULL)
    return NULL;
  pixels = g_malloc (n * 4);
  reel_tone_map_apply_words (map, g_bytes_get_data (words, NULL), pixels, n);
  return g_bytes_new_take (pixels, n * 4);
}

/**
 * reel_picture_from_sample:
 * @sample: raw video in memory
 * @orientation: what makes it upright
 * @max_edge: pixels, the longer edge at most; 0 for the full size; never enlarged
 * @time: for the frame
 * @tones: (inout) (nullable): what pictures of high dynamic range were fitted to a screen with before; %NULL at first
 *
 * Returns: (transfer full) (nullable): the picture, upright and with square pixels; %NULL if @sample is none
 */
ReelFrame *
reel_picture_from_sample (GstSample       *sample,
                          ReelOrientation  orientation,
                          guint            max_edge,
                          double           time,
                          ReelToneMap    **tones)
{
  const ReelOrientation as_is = { 0 };
  g_autoptr (GBytes) pixels = NULL;
  g_autoptr (GBytes) upright = NULL;
  guint width, height, edge;
  GstVideoInfo info;
  guint32 *target;

  g_return_val_if_fail (GST_IS_SAMPLE (sample), NULL);

  if (gst_sample_get_caps (sample) == NULL || gst_sample_get_buffer (sample) == NULL ||
      !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return NULL;
  reel_orientation_size (as_is, (guint) GST_VIDEO_INFO_WIDTH (&info), (guint) GST_VIDEO_INFO_HEIGHT (&info),
                         GST_VIDEO_INFO_PAR_N (&info), GST_VIDEO_INFO_PAR_D (&info), &width, &height);
  if (width == 0 || height == 0)
    return NULL;
  edge = MAX (width, height);
  if (max_edge > 0 && edge > max_edge)
    {
      width = (guint) MAX (1, gst_util_uint64_scale_round (width, max_edge, edge));
      height = (guint) MAX (1, gst_util_uint64_scale_round (height, max_edge, edge));
    }

  reel_tone_map_update (tones, &info, gst_sample_get_caps (sample));
  if (*tones != NULL)
    pixels = convert_high_range (&info, gst_sample_get_buffer (sample), *tones, width, height);
  else
    pixels = convert (&info, gst_sample_get_buffer (sample), GST_VIDEO_FORMAT_RGBx, width, height);
  if (pixels == NULL)
    return NULL;
  if (orientation.turns == 0 && !orientation.mirrored)
    return reel_frame_new (width, height, (gsize) width * 4, time, pixels);

  target = g_new (guint32, (gsize) width * height);
  reel_orientation_apply (orientation, g_bytes_get_data (pixels, NULL), (gsize) width * 4, width, height, target);
  upright = g_bytes_new_take (target, (gsize) width * height * 4);
  if (orientation.turns % 2 == 1)
    return reel_frame_new (height, width, (gsize) height * 4, time, upright);
  return reel_frame_new (width, height, (gsize) width * 4, time, upright);
}
