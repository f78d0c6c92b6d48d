/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <math.h>
#include <string.h>

#include "media/reel-cut-finder.h"
#include "reel-test.h"

#define WIDTH 330
#define HEIGHT 187

/* Grey pictures, given to the finder in @format. */
typedef struct
{
  GstVideoInfo grey, info;
  GstVideoConverter *converter;
  ReelCutFinder *finder;
  GRand *rand;
} Fixture;

static void
fixture_init (Fixture        *self,
              GstVideoFormat  format,
              guint           width,
              guint           height)
{
  gst_video_info_set_format (&self->grey, GST_VIDEO_FORMAT_GRAY8, width, height);
  gst_video_info_set_format (&self->info, format, width, height);
  self->converter = gst_video_converter_new (&self->grey, &self->info, NULL);
  g_assert_nonnull (self->converter);
  if (self->finder == NULL)
    self->finder = reel_cut_finder_new ();
  if (self->rand == NULL)
    self->rand = g_rand_new_with_seed (3);
}

static void
fixture_clear (Fixture *self)
{
  gst_video_converter_free (self->converter);
  reel_cut_finder_free (self->finder);
  g_rand_free (self->rand);
}

/* Shows a picture of waves, @shift pixels to the side, of a shot of its own for each @shot, with @noise. */
static gboolean
show (Fixture *self,
      guint    shot,
      double   shift,
      int      noise)
{
  g_autoptr (GstBuffer) from = gst_buffer_new_allocate (NULL, self->grey.size, NULL);
  g_autoptr (GstBuffer) to = gst_buffer_new_allocate (NULL, self->info.size, NULL);
  GstVideoFrame grey, frame;

  g_assert_true (gst_video_frame_map (&grey, &self->grey, from, GST_MAP_READWRITE));
  g_assert_true (gst_video_frame_map (&frame, &self->info, to, GST_MAP_READWRITE));
  for (int y = 0; y < self->grey.height; y++)
    for (int x = 0; x < self->grey.width; x++)
      {
        double value = 128 + 90 * sin ((x + shift) / (20.0 + 17 * shot)) * cos (y / (31.0 + 9 * shot));
        guint8 *pixel = (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&grey, 0) + y * GST_VIDEO_FRAME_PLANE_STRIDE (&grey, 0) + x;

        *pixel = (guint8) CLAMP (value + (noise > 0 ? g_rand_int_range (self->rand, -noise, noise + 1) : 0), 0, 255);
      }
  gst_video_converter_frame (self->converter, &grey, &frame);
  gst_video_frame_unmap (&grey);
  gst_video_frame_unmap (&frame);

  return reel_cut_finder_add (self->finder, &self->info, to);
}

/* A cut is found at its first picture, and nowhere else, however the pictures lie in memory. */
static void
test_formats (void)
{
  static const GstVideoFormat formats[] = {
    GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_YUY2, GST_VIDEO_FORMAT_UYVY, GST_VIDEO_FORMAT_GRAY8,
    GST_VIDEO_FORMAT_RGB, GST_VIDEO_FORMAT_BGRx, GST_VIDEO_FORMAT_GBR, GST_VIDEO_FORMAT_I420_10LE, GST_VIDEO_FORMAT_P010_10LE,
    GST_VIDEO_FORMAT_I420_10BE, GST_VIDEO_FORMAT_GRAY16_LE, GST_VIDEO_FORMAT_RGB16, GST_VIDEO_FORMAT_v210,
    GST_VIDEO_FORMAT_AYUV64,
  };

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++)
    {
      Fixture fixture = { .finder = NULL };

      g_test_message ("%s", gst_video_format_to_string (formats[f]));
      fixture_init (&fixture, formats[f], WIDTH, HEIGHT);
      for (guint i = 0; i < 36; i++)
        g_assert_cmpint (show (&fixture, i / 12, 2.0 * i, 6), ==, i > 0 && i % 12 == 0);
      fixture_clear (&fixture);
    }
}

/* What moves, shakes or flickers a little is no cut, nor is another size. */
static void
test_no_cut (void)
{
  Fixture fixture = { .finder = NULL };

  fixture_init (&fixture, GST_VIDEO_FORMAT_I420, WIDTH, HEIGHT);
  for (guint i = 0; i < 40; i++)
    g_assert_false (show (&fixture, 0, 6.0 * i, 40));
  for (guint i = 0; i < 40; i++)
    g_assert_false (show (&fixture, 0, 234 + (i % 2 == 0 ? 3 : -3), 0));
  gst_video_converter_free (fixture.converter);
  fixture_init (&fixture, GST_VIDEO_FORMAT_I420, 64, 48);
  for (guint i = 0; i < 5; i++)
    g_assert_false (show (&fixture, 1, 0, 0));
  g_assert_true (show (&fixture, 2, 0, 0));
  fixture_clear (&fixture);
}

/* One pixel, one line, and a buffer that is shorter than its size says. */
static void
test_odd (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 1, 500 }, { 16384, 1 }, { 17, 3 } };
  g_autoptr (GstBuffer) empty = gst_buffer_new ();

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      Fixture fixture = { .finder = NULL };

      fixture_init (&fixture, GST_VIDEO_FORMAT_GRAY8, sizes[s][0], sizes[s][1]);
      for (guint i = 0; i < 8; i++)
        g_assert_false (show (&fixture, 0, 0, 0));
      fixture_clear (&fixture);
    }
  {
    Fixture fixture = { .finder = NULL };

    fixture_init (&fixture, GST_VIDEO_FORMAT_I420, WIDTH, HEIGHT);
    g_assert_false (reel_cut_finder_add (fixture.finder, &fixture.info, empty));
    fixture_clear (&fixture);
  }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/cut-finder/formats", test_formats);
  g_test_add_func ("/cut-finder/no-cut", test_no_cut);
  g_test_add_func ("/cut-finder/odd", test_odd);
  return g_test_run ();
}
