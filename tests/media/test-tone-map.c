/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "media/reel-tone-map.h"
#include "reel-test.h"

#define PQ GST_VIDEO_TRANSFER_SMPTE2084
#define HLG GST_VIDEO_TRANSFER_ARIB_STD_B67

static void
get (const ReelToneMap *map,
     double             r,
     double             g,
     double             b,
     guint8             out[3])
{
  const guint16 in[3] = { (guint16) (r * 65535 + 0.5), (guint16) (g * 65535 + 0.5), (guint16) (b * 65535 + 0.5) };

  reel_tone_map_get (map, in, out);
}

/*
 * Worked out apart from the program. In PQ, 203 cd/m² are the signal 0.5807 and 1,000 are 0.7518, so that white lies at
 * 0.7724 of the peak and the knee at 0.6586; there a third of the way goes through BT.2390's spline to 0.7388, which is
 * 0.5554 in PQ or 160 cd/m²; (160 / 203) ^ (1 / 2.4) of 255 is 231. What lies below the knee (91 cd/m²) keeps its light.
 */
static void
test_grey (void)
{
  static const struct
  {
    GstVideoTransferFunction transfer;
    double peak;
    double signal;
    int shown;
  } cases[] = {
    { PQ, 1000, 0.0, 0 },
    { PQ, 1000, 0.3772, 108 },  /* 26 cd/m²: a grey card; (26 / 203) ^ (1 / 2.4) */
    { PQ, 1000, 0.5081, 189 },  /* 100 cd/m² */
    { PQ, 1000, 0.5807, 231 },  /* 203 cd/m²: paper */
    { PQ, 1000, 0.7518, 255 },  /* 1,000 cd/m² */
    { PQ, 1000, 1.0, 255 },     /* more than is in the file */
    { PQ, 203, 0.5081, 190 },   /* nothing brighter than white: (100 / 203) ^ (1 / 2.4) */
    { PQ, 203, 0.62, 255 },     /* beside the corner at white, which the table rounds */
    { HLG, 1000, 0.0, 0 },
    { HLG, 1000, 0.38, 108 },   /* BT.2408: the same card, and the same paper */
    { HLG, 1000, 0.75, 231 },
    { HLG, 1000, 1.0, 255 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelToneMap) map = reel_tone_map_new (cases[i].transfer, cases[i].peak);
      guint8 out[3];

      get (map, cases[i].signal, cases[i].signal, cases[i].signal, out);
      g_test_message ("%u: %.4f of %.0f is shown as %u %u %u, not %d", cases[i].transfer, cases[i].signal, cases[i].peak, out[0],
                      out[1], out[2], cases[i].shown);
      for (guint c = 0; c < 3; c++)
        {
          g_assert_cmpint (out[c], >=, cases[i].shown - 2);
          g_assert_cmpint (out[c], <=, cases[i].shown + 2);
        }
    }
}

/* What is brighter stays brighter, and grey stays grey, between the points of the table too. */
static void
test_monotone (void)
{
  static const GstVideoTransferFunction transfers[] = { PQ, HLG };

  for (gsize i = 0; i < G_N_ELEMENTS (transfers); i++)
    {
      g_autoptr (ReelToneMap) map = reel_tone_map_new (transfers[i], 1000);
      int before = 0;

      for (guint signal = 0; signal <= 65535; signal += 15)
        {
          guint8 out[3];

          get (map, signal / 65535.0, signal / 65535.0, signal / 65535.0, out);
          g_assert_cmpint (out[1], >=, before);
          g_assert_cmpint (ABS (out[0] - out[1]), <=, 1);
          g_assert_cmpint (ABS (out[2] - out[1]), <=, 1);
          before = out[1];
        }
      g_assert_cmpint (before, ==, 255);
    }
}

/*
 * Pure red of BT.2020 at 203 cd/m² is 0.788 × (1.6605, -0.1246, -0.0182) in BT.709's light, of which BT.709 has no such thing:
 * drawn to its grey of 0.207 until green is 0, it is (0.954, 0, 0.057), shown as 250, 0, 77.
 */
static void
test_gamut (void)
{
  g_autoptr (ReelToneMap) map = reel_tone_map_new (PQ, 1000);
  guint8 red[3], green[3], blue[3];

  get (map, 0.5807, 0, 0, red);
  get (map, 0, 0.5807, 0, green);
  get (map, 0, 0, 0.5807, blue);
  g_test_message ("red %u %u %u, green %u %u %u, blue %u %u %u", red[0], red[1], red[2], green[0], green[1], green[2], blue[0],
                  blue[1], blue[2]);
  g_assert_cmpint (ABS (red[0] - 250), <=, 4);
  g_assert_cmpint (red[1], <=, 12);
  g_assert_cmpint (ABS (red[2] - 77), <=, 6);
  /* The others keep their hue: the largest of the three is theirs. */
  g_assert_cmpuint (green[1], >, MAX (green[0], green[2]));
  g_assert_cmpuint (blue[2], >, MAX (blue[0], blue[1]));
}

static void
test_tags (void)
{
  static const struct
  {
    const char *caps;
    gboolean is_for;
    double peak;
  } cases[] = {
    { "colorimetry=bt709", FALSE, 1000 },
    { "colorimetry=bt601", FALSE, 1000 },
    { "colorimetry=bt2020-10", FALSE, 1000 },
    { "colorimetry=bt2100-pq", TRUE, 1000 },
    { "colorimetry=bt2100-hlg", TRUE, 1000 },
    { "colorimetry=bt2100-pq,content-light-level=(string)\"600:300\"", TRUE, 600 },
    { "colorimetry=bt2100-pq,mastering-display-info=(string)\"34000:16000:13250:34500:7500:3000:15635:16450:40000000:50\"", TRUE, 4000 },
    /* Nonsense, by a broken or hostile file. */
    { "colorimetry=bt2100-pq,content-light-level=(string)\"0:0\"", TRUE, 1000 },
    { "colorimetry=bt2100-pq,content-light-level=(string)\"1:1\"", TRUE, 203 },
    { "colorimetry=bt2100-pq,content-light-level=(string)\"65535:0\"", TRUE, 10000 },
    { "colorimetry=bt2100-pq,content-light-level=(string)\"x\",mastering-display-info=(string)\"y\"", TRUE, 1000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat ("video/x-raw,format=I420_10LE,width=16,height=16,", cases[i].caps, NULL);
      g_autoptr (GstCaps) caps = gst_caps_from_string (text);
      g_autoptr (ReelToneMap) map = NULL;
      ReelToneMap *before;
      GstVideoInfo info;

      g_assert_true (gst_video_info_from_caps (&info, caps));
      g_assert_cmpint (reel_tone_map_is_for (&info), ==, cases[i].is_for);
      g_assert_cmpfloat (reel_tone_map_peak_of (caps), ==, cases[i].peak);
      reel_tone_map_update (&map, &info, caps);
      g_assert_cmpint (map != NULL, ==, cases[i].is_for);
      before = map;
      reel_tone_map_update (&map, &info, caps);
      g_assert_true (map == before);
    }
}

/* One colour, as a picture of each layout that there is. */
static void
test_layout (gconstpointer data)
{
  GstVideoFormat format = (GstVideoFormat) GPOINTER_TO_INT (data);
  g_autoptr (ReelToneMap) map = reel_tone_map_new (PQ, 1000);
  g_autoptr (GstBuffer) buffer = NULL;
  GstVideoInfo info;
  GstVideoFrame frame;
  guint8 expected[3];

  gst_video_info_set_format (&info, format, 7, 5);
  buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
  gst_buffer_memset (buffer, 0, 128, info.size);
  g_assert_true (gst_video_frame_map (&frame, &info, buffer, GST_MAP_READWRITE));
  g_assert_true (reel_tone_map_apply (map, &frame));
  if (GST_VIDEO_INFO_IS_YUV (&info))
    {
      /* 128 of 16 to 235 is 0.5114; grey, so that its colours stay in the middle. */
      get (map, 0.5114, 0.5114, 0.5114, expected);
      for (int y = 0; y < 5; y++)
        for (int x = 0; x < 7; x++)
          g_assert_cmpint (ABS (((guint8 *) GST_VIDEO_FRAME_COMP_DATA (&frame, 0))[y * GST_VIDEO_FRAME_COMP_STRIDE (&frame, 0) + x] -
                                (16 + expected[0] * 219 / 255)), <=, 2);
      for (int c = 1; c < 3; c++)
        for (int y = 0; y < 3; y++)
          for (int x = 0; x < 4; x++)
            g_assert_cmpint (ABS (((guint8 *) GST_VIDEO_FRAME_COMP_DATA (&frame, c))[y * GST_VIDEO_FRAME_COMP_STRIDE (&frame, c) +
                                                                                   x * GST_VIDEO_FRAME_COMP_PSTRIDE (&frame, c)] -
                                  128), <=, 1);
    }
  else
    {
      get (map, 128.0 / 255, 128.0 / 255, 128.0 / 255, expected);
      for (int c = 0; c < 3; c++)
        for (int y = 0; y < 5; y++)
          for (int x = 0; x < 7; x++)
            g_assert_cmpint (((guint8 *) GST_VIDEO_FRAME_COMP_DATA (&frame, c))[y * GST_VIDEO_FRAME_COMP_STRIDE (&frame, c) +
                                                                              x * GST_VIDEO_FRAME_COMP_PSTRIDE (&frame, c)],
                             ==, expected[c]);
    }
  gst_video_frame_unmap (&frame);
}

/* Of BT.709-6, 10 bits of narrow range. */
static void
set_deep (GstVideoFrame *frame,
          const double   rgb[3])
{
  const double grey = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
  const double values[3] = { 64 + 876 * grey, 512 + 896 * (rgb[2] - grey) / 1.8556, 512 + 896 * (rgb[0] - grey) / 1.5748 };

  for (guint c = 0; c < 3; c++)
    for (int y = 0; y < GST_VIDEO_FRAME_COMP_HEIGHT (frame, c); y++)
      for (int x = 0; x < GST_VIDEO_FRAME_COMP_WIDTH (frame, c); x++)
        GST_WRITE_UINT16_LE ((guint8 *) GST_VIDEO_FRAME_COMP_DATA (frame, c) + y * GST_VIDEO_FRAME_COMP_STRIDE (frame, c) + x * 2,
                             (guint16) lround (values[c]));
}

/* 10 bits deep, of which none is lost on the way in. */
static void
test_deep (void)
{
  static const double colours[][3] = { { 0, 0, 0 },       { 0.3, 0.3, 0.3 }, { 0.58, 0.58, 0.58 }, { 0.9, 0.9, 0.9 },
                                       { 0.5, 0.3, 0.2 }, { 0.2, 0.4, 0.5 }, { 0.45, 0.5, 0.3 } };
  g_autoptr (ReelToneMap) map = reel_tone_map_new (PQ, 1000);
  GstVideoInfo info;

  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_I420_10LE, 7, 5);
  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
      GstVideoFrame frame;
      guint8 expected[3];

      g_assert_true (gst_video_frame_map (&frame, &info, buffer, GST_MAP_READWRITE));
      set_deep (&frame, colours[i]);
      g_assert_true (reel_tone_map_apply (map, &frame));
      get (map, colours[i][0], colours[i][1], colours[i][2], expected);
      for (int y = 0; y < 5; y++)
        for (int x = 0; x < 7; x++)
          {
            double values[3], grey;

            for (guint c = 0; c < 3; c++)
              values[c] = GST_READ_UINT16_LE ((guint8 *) GST_VIDEO_FRAME_COMP_DATA (&frame, c) +
                                              (c > 0 ? y / 2 : y) * GST_VIDEO_FRAME_COMP_STRIDE (&frame, c) + (c > 0 ? x / 2 : x) * 2);
            grey = (values[0] - 64) / 876 * 255;
            g_assert_cmpfloat_with_epsilon (grey + 1.5748 * (values[2] - 512) / 896 * 255, expected[0], 2.5);
            g_assert_cmpfloat_with_epsilon (grey + 1.8556 * (values[1] - 512) / 896 * 255, expected[2], 2.5);
            g_assert_cmpfloat_with_epsilon (grey, 0.2126 * expected[0] + 0.7152 * expected[1] + 0.0722 * expected[2], 2.5);
          }
      gst_video_frame_unmap (&frame);
    }
}

/* Not changed, and said so. */
static void
test_other_layout (void)
{
  g_autoptr (ReelToneMap) map = reel_tone_map_new (PQ, 1000);
  g_autoptr (GstBuffer) buffer = NULL;
  GstVideoInfo info;
  GstVideoFrame frame;

  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_Y444_10LE, 8, 4);
  buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
  gst_buffer_memset (buffer, 0, 1, info.size);
  g_assert_true (gst_video_frame_map (&frame, &info, buffer, GST_MAP_READWRITE));
  g_assert_false (reel_tone_map_apply (map, &frame));
  gst_video_frame_unmap (&frame);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/tone-map/grey", test_grey);
  g_test_add_func ("/tone-map/monotone", test_monotone);
  g_test_add_func ("/tone-map/gamut", test_gamut);
  g_test_add_func ("/tone-map/tags", test_tags);
  g_test_add_data_func ("/tone-map/bgra", GINT_TO_POINTER (GST_VIDEO_FORMAT_BGRA), test_layout);
  g_test_add_data_func ("/tone-map/rgbx", GINT_TO_POINTER (GST_VIDEO_FORMAT_RGBx), test_layout);
  g_test_add_data_func ("/tone-map/i420", GINT_TO_POINTER (GST_VIDEO_FORMAT_I420), test_layout);
  g_test_add_data_func ("/tone-map/nv12", GINT_TO_POINTER (GST_VIDEO_FORMAT_NV12), test_layout);
  g_test_add_func ("/tone-map/deep", test_deep);
  g_test_add_func ("/tone-map/other-layout", test_other_layout);
  return g_test_run ();
}
