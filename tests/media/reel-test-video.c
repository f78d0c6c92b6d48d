/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/app/app.h>
#include <gst/gst.h>

#include "reel-test-video.h"
#include "reel-test.h"

/* 4 × 4 blocks: 12 bits of the number, and 4 that are the sum of its three groups of 4 and one, so that a blend shows. */
#define GRID 4

static guint
pattern (guint number)
{
  guint sum = (number + (number >> 4) + (number >> 8) + 1) & 0xf;

  return (number & 0xfff) | sum << 12;
}

void
reel_test_video_draw_line (guint8 *pixels,
                           guint   width,
                           guint   height,
                           guint   y,
                           guint   number)
{
  guint bits = pattern (number);

  for (guint x = 0; x < width; x++)
    {
      guint block = y * GRID / height * GRID + x * GRID / width;

      memset (pixels + (gsize) x * 4, bits >> block & 1 ? 0xe0 : 0x20, 4);
    }
}

static GstBuffer *
draw (guint number)
{
  const gsize stride = (gsize) REEL_TEST_VIDEO_WIDTH * 4;
  guint8 *pixels = g_malloc (stride * REEL_TEST_VIDEO_HEIGHT);

  for (guint y = 0; y < REEL_TEST_VIDEO_HEIGHT; y++)
    reel_test_video_draw_line (pixels + y * stride, REEL_TEST_VIDEO_WIDTH, REEL_TEST_VIDEO_HEIGHT, y, number);
  return gst_buffer_new_wrapped (pixels, stride * REEL_TEST_VIDEO_HEIGHT);
}

/* (transfer full): @pixels turned back by 90° against the clock, height × width of them */
static guint32 *
turn_back (const guint8 *pixels,
           guint         width,
           guint         height,
           gsize         stride)
{
  guint32 *turned = g_new (guint32, (gsize) width * height);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      memcpy (turned + (gsize) (width - 1 - x) * height + y, pixels + y * stride + (gsize) x * 4, 4);
  return turned;
}

int
reel_test_video_number (const guint8 *pixels,
                        guint         width,
                        guint         height,
                        gsize         stride)
{
  guint bits = 0;

  if (height > width)
    {
      g_autofree guint32 *turned = turn_back (pixels, width, height, stride);

      return reel_test_video_number ((const guint8 *) turned, height, width, (gsize) height * 4);
    }
  for (guint block = 0; block < GRID * GRID; block++)
    {
      guint x = (block % GRID * 2 + 1) * width / (GRID * 2), y = (block / GRID * 2 + 1) * height / (GRID * 2);
      guint sum = 0;

      for (guint dy = 0; dy < 3; dy++)
        for (guint dx = 0; dx < 3; dx++)
          sum += pixels[(y - 1 + dy) * stride + (gsize) (x - 1 + dx) * 4 + 1];
      if (sum / 9 > 0x60 && sum / 9 < 0xa0)
        return -1;
      if (sum / 9 >= 0xa0)
        bits |= 1u << block;
    }
  return bits == pattern (bits & 0xfff) ? (int) (bits & 0xfff) : -1;
}

/* The limit is for a hang, not for a slow encoder on a busy machine: it begins anew with each frame that is taken. */
static GstMessage *
wait_for_end (GstBus    *bus,
              GstAppSrc *source)
{
  guint64 left = gst_app_src_get_current_level_bytes (source);
  gint64 deadline = reel_test_deadline_new ();

  while (TRUE)
    {
      GstMessage *message = gst_bus_timed_pop_filtered (bus, GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
      guint64 level = gst_app_src_get_current_level_bytes (source);

      if (message != NULL)
        return message;
      if (level < left)
        deadline = reel_test_deadline_new ();
      left = level;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
}

void
reel_test_video_make_timed (const char      *path,
                            const char      *chain,
                            guint            n_frames,
                            int              fps_n,
                            int              fps_d,
                            ReelTestVideoPts pts,
                            gpointer         data)
{
  g_autofree char *text = g_strdup_printf ("appsrc name=src format=time ! videoconvert ! %s ! filesink name=out", chain);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstElement) out = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (error);
  source = gst_bin_get_by_name (GST_BIN (pipeline), "src");
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "RGBx", "width", G_TYPE_INT, REEL_TEST_VIDEO_WIDTH,
                              "height", G_TYPE_INT, REEL_TEST_VIDEO_HEIGHT, "framerate", GST_TYPE_FRACTION, fps_n, fps_d,
                              "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  g_object_set (out, "location", path, NULL);
  g_object_set (source, "caps", caps, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < n_frames; i++)
    {
      GstBuffer *buffer = draw (i);

      GST_BUFFER_PTS (buffer) = pts (i, data);
      GST_BUFFER_DURATION (buffer) = pts (i + 1, data) - pts (i, data);
      g_assert_cmpint (gst_app_src_push_buffer (GST_APP_SRC (source), buffer), ==, GST_FLOW_OK);
    }
  gst_app_src_end_of_stream (GST_APP_SRC (source));
  bus = gst_element_get_bus (pipeline);
  message = wait_for_end (bus, GST_APP_SRC (source));
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

/* The times of a video whose frames all last the same. */
typedef struct
{
  int fps_n, fps_d;
  guint64 first_pts;
} Steady;

static guint64
steady_pts (guint    frame,
            gpointer data)
{
  const Steady *steady = data;

  return steady->first_pts + gst_util_uint64_scale (frame, (guint64) steady->fps_d * GST_SECOND, (guint64) steady->fps_n);
}

void
reel_test_video_make (const char *path,
                      const char *chain,
                      guint       n_frames,
                      int         fps_n,
                      int         fps_d,
                      guint64     first_pts)
{
  Steady steady = { fps_n, fps_d, first_pts };

  reel_test_video_make_timed (path, chain, n_frames, fps_n, fps_d, steady_pts, &steady);
}

void
reel_test_video_turn (const char *path)
{
  /* The matrix in the track's header: fixed point, big endian. */
  static const guint32 matrix[9] = { 0, 0x10000, 0, 0xffff0000, 0, 0, REEL_TEST_VIDEO_HEIGHT << 16, 0, 0x40000000 };
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  for (gsize at = 0; at + 84 < length; at++)
    if (memcmp (contents + at, "tkhd", 4) == 0)
      for (gsize i = 0; i < G_N_ELEMENTS (matrix); i++)
        {
          guint32 value = GUINT32_TO_BE (matrix[i]);

          memcpy (contents + at + 44 + i * 4, &value, 4);
        }
  g_file_set_contents (path, contents, (gssize) length, &error);
  g_assert_no_error (error);
}

char *
reel_test_video_uri (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *uri = g_filename_to_uri (path, NULL, &error);

  g_assert_no_error (error);
  return uri;
}
