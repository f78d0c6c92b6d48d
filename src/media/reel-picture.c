/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/video/video.h>

#include "media/reel-picture.h"
#include "media/reel-tone-map.h"

struct _ReelPictureMaker
{
  /* owned */
  ReelToneMap *tones;           /* (nullable): for pictures of high dynamic range */
  GstVideoConverter *converter; /* (nullable): from `from` to `to` */

  GstVideoInfo from, to;
  guint n_converters; /* that were made so far */
};

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
static gboolean
have_converter (ReelPictureMaker   *self,
                const GstVideoInfo *info,
                GstVideoFormat      format,
                guint               width,
                guint               height)
{
  GstVideoInfo out;

  gst_video_info_set_format (&out, format, width, height);
  /* The converter changes neither; it only must not see a difference. */
  out.interlace_mode = info->interlace_mode;
  out.fps_n = info->fps_n;
  out.fps_d = info->fps_d;
  if (self->converter != NULL && gst_video_info_is_equal (&self->from, info) && gst_video_info_is_equal (&self->to, &out))
    return TRUE;

  g_clear_pointer (&self->converter, gst_video_converter_free);
  self->from = *info;
  self->to = out;
  self->n_converters++;
  self->converter = gst_video_converter_new (&self->from, &self->to,
                                             gst_structure_new ("options", GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD,
                                                                GST_TYPE_VIDEO_RESAMPLER_METHOD,
                                                                GST_VIDEO_RESAMPLER_METHOD_LINEAR, NULL));
  return self->converter != NULL;
}

static GBytes *
convert (ReelPictureMaker   *self,
         const GstVideoInfo *info,
         GstBuffer          *buffer,
         GstVideoFormat      format,
         guint               width,
         guint               height)
{
  g_autoptr (GstBuffer) target = NULL;
  GstVideoFrame from, to;
  guint8 *memory;

  if (!have_converter (self, info, format, width, height) || !gst_video_frame_map (&from, &self->from, buffer, GST_MAP_READ))
    return NULL;
  memory = g_malloc (self->to.size);
  target = gst_buffer_new_wrapped_full (0, memory, self->to.size, 0, self->to.size, NULL, NULL);
  if (!gst_video_frame_map (&to, &self->to, target, GST_MAP_WRITE))
    {
      gst_video_frame_unmap (&from);
      g_free (memory);
      return NULL;
    }
  gst_video_converter_frame (self->converter, &from, &to);
  gst_video_frame_unmap (&to);
  gst_video_frame_unmap (&from);
  return g_bytes_new_take (memory, self->to.size);
}

/* Scaled first, with all of the depth that it has. */
static GBytes *
convert_high_range (ReelPictureMaker   *self,
                    const GstVideoInfo *info,
                    GstBuffer          *buffer,
                    guint               width,
                    guint               height)
{
  g_autoptr (GBytes) words = convert (self, info, buffer, GST_VIDEO_FORMAT_ARGB64, width, height);
  const gsize n = (gsize) width * height;
  guint8 *pixels;

  if (words == NULL)
    return NULL;
  pixels = g_malloc (n * 4);
  reel_tone_map_apply_words (self->tones, g_bytes_get_data (words, NULL), pixels, n);
  return g_bytes_new_take (pixels, n * 4);
}

/**
 * reel_picture_maker_new:
 *
 * Returns: (transfer full): a maker of pictures
 */
ReelPictureMaker *
reel_picture_maker_new (void)
{
  return g_new0 (ReelPictureMaker, 1);
}

/**
 * reel_picture_maker_free:
 * @self: (transfer full): a maker
 */
void
reel_picture_maker_free (ReelPictureMaker *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->converter, gst_video_converter_free);
  g_clear_pointer (&self->tones, reel_tone_map_free);
  g_free (self);
}

/**
 * reel_picture_maker_get_n_converters:
 * @self: a maker
 *
 * Returns: how many converters it has made: one for each kind of pictures, while they come one kind after the other
 */
guint
reel_picture_maker_get_n_converters (ReelPictureMaker *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_converters;
}

/**
 * reel_picture_maker_make:
 * @self: a maker
 * @sample: raw video in memory
 * @orientation: what makes it upright
 * @max_edge: pixels, the longer edge at most; 0 for the full size; never enlarged
 * @time: for the frame
 *
 * Returns: (transfer full) (nullable): the picture, upright and with square pixels; %NULL if @sample is none
 */
ReelFrame *
reel_picture_maker_make (ReelPictureMaker *self,
                         GstSample        *sample,
                         ReelOrientation   orientation,
                         guint             max_edge,
                         double            time)
{
  const ReelOrientation as_is = { 0 };
  g_autoptr (GBytes) pixels = NULL;
  g_autoptr (GBytes) upright = NULL;
  guint width, height, edge;
  GstVideoInfo info;
  guint32 *target;

  g_return_val_if_fail (self != NULL, NULL);
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

  reel_tone_map_update (&self->tones, &info, gst_sample_get_caps (sample));
  if (self->tones != NULL)
    pixels = convert_high_range (self, &info, gst_sample_get_buffer (sample), width, height);
  else
    pixels = convert (self, &info, gst_sample_get_buffer (sample), GST_VIDEO_FORMAT_RGBx, width, height);
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
