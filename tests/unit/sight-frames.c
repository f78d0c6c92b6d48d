/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <math.h>
#include <string.h>

#include "engine/reel-sampled-frame.h"
#include "reel-test.h"
#include "sight-frames.h"

#define PHOTO_SIDE 299

/* The folder of models of the source tree. */
char *
sight_models (void)
{
  return g_strdup (g_getenv ("REEL_DATA_MODELS"));
}

/* One colour, 0xrrggbb. */
ReelFrame *
sight_frame_new (guint   width,
                 guint   height,
                 guint32 rgb)
{
  gsize size = (gsize) width * height * 4;
  guint8 *pixels = g_malloc (size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, size);

  for (gsize i = 0; i < size; i += 4)
    {
      pixels[i] = (guint8) (rgb >> 16);
      pixels[i + 1] = (guint8) (rgb >> 8);
      pixels[i + 2] = (guint8) rgb;
      pixels[i + 3] = 255;
    }
  return reel_frame_new (width, height, (gsize) width * 4, 0, bytes);
}

/* tests/unit/nn/photo.npy, an array of numpy: a header of 128 bytes, then the pixels. */
ReelFrame *
sight_frame_photo (void)
{
  const gsize n = PHOTO_SIDE * PHOTO_SIDE;
  g_autofree char *path = g_build_filename (REEL_TEST_NN, "photo.npy", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint8 *pixels;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, 3 * n);
  pixels = g_malloc (4 * n);
  bytes = g_bytes_new_take (pixels, 4 * n);
  for (gsize i = 0; i < n; i++)
    {
      memcpy (pixels + 4 * i, contents + length - 3 * n + 3 * i, 3);
      pixels[4 * i + 3] = 255;
    }
  return reel_frame_new (PHOTO_SIDE, PHOTO_SIDE, (gsize) PHOTO_SIDE * 4, 0, bytes);
}

static ReelFrame *
frame_of (GstSample *sample,
          double     time)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  const GstStructure *caps = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  g_autoptr (GBytes) bytes = NULL;
  GstMapInfo map;
  int width = 0, height = 0;

  g_assert_true (gst_structure_get_int (caps, "width", &width));
  g_assert_true (gst_structure_get_int (caps, "height", &height));
  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  bytes = g_bytes_new (map.data, map.size);
  gst_buffer_unmap (buffer, &map);
  return reel_frame_new (width, height, (gsize) width * 4, time, bytes);
}

/* Samples (element-type ReelSampledFrame) from @seconds on, @step apart. */
GPtrArray *
sight_clip_sample (const char *name,
                   double      seconds,
                   guint       n,
                   double      step,
                   guint       long_side)
{
  g_autofree char *path = reel_test_sample (name);
  g_autofree char *text = g_strdup_printf ("filesrc location=\"%s\" ! decodebin ! videoconvert ! "
                                           "videoscale add-borders=false ! appsink name=sink sync=false max-buffers=4", path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);
  g_autofree char *shape = g_strdup_printf ("video/x-raw,format=RGBx,pixel-aspect-ratio=1/1,width=%u", long_side);
  g_autoptr (GstCaps) caps = gst_caps_from_string (shape);
  double due = seconds;

  g_assert_no_error (error);
  gst_object_ref_sink (pipeline);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_app_sink_set_caps (GST_APP_SINK (sink), caps);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (frames->len < n)
    {
      g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), 30 * GST_SECOND);
      double time;

      g_assert_nonnull (sample);
      time = (double) GST_BUFFER_PTS (gst_sample_get_buffer (sample)) / GST_SECOND;
      if (time >= due - 1e-6)
        {
          g_autoptr (ReelFrame) frame = frame_of (sample, time);

          g_ptr_array_add (frames, reel_sampled_frame_new (frame));
          due += step;
        }
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return g_steal_pointer (&frames);
}

ReelFrame *
sight_frame_sample (const char *name,
                    double      seconds,
                    guint       long_side)
{
  g_autoptr (GPtrArray) frames = sight_clip_sample (name, seconds, 1, 0, long_side);
  ReelSampledFrame *first = g_ptr_array_index (frames, 0);

  return reel_frame_ref (first->frame);
}
