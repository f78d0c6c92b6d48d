/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "reel-test-high-range.h"
#include "reel-test.h"

#define HEVC "x265enc speed-preset=ultrafast ! h265parse ! mp4mux"
#define H264 "x264enc speed-preset=ultrafast ! video/x-h264,profile=high-10 ! h264parse ! matroskamux"
#define VP9 "vp9enc deadline=1 cpu-used=8 target-bitrate=2000000 ! webmmux"

/* Paper and a grey card by ITU-R BT.2408; what they are on a screen: see test-tone-map.c. */
const ReelTestRange reel_test_ranges[] = {
  { "pq.mp4", "bt2100-pq", HEVC, 148, 230 },
  { "pq-card.mp4", "bt2100-pq", HEVC, 96, 107 },
  { "hlg.mp4", "bt2100-hlg", HEVC, 191, 230 },
  { "hlg.mkv", "bt2100-hlg", H264, 97, 109 },
  { "pq.webm", "bt2100-pq", VP9, 148, 230 },
  { "standard.mp4", "bt709", HEVC, 148, 148 },
  { "standard.mkv", "bt709", H264, 96, 96 },
  /* Wide colours, but no high range. */
  { "wide.mp4", "bt2020-10", HEVC, 148, 148 },
};

const gsize reel_test_n_ranges = G_N_ELEMENTS (reel_test_ranges);

char *
reel_test_range_make (const ReelTestRange *range,
                      const char          *folder)
{
  g_autofree char *text = NULL;
  g_autofree char *path = g_build_filename (folder, range->name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstElement) out = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  text = g_strdup_printf ("videotestsrc num-buffers=25 pattern=solid-color foreground-color=0xff%02x%02x%02x ! "
                          "video/x-raw,format=I420_10LE,width=320,height=240,framerate=25/1,colorimetry=%s ! %s ! "
                          "filesink name=out",
                          range->grey, range->grey, range->grey, range->colorimetry, range->chain);
  pipeline = gst_parse_launch (text, &error);
  g_assert_no_error (error);
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  g_object_set (out, "location", path, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, REEL_TEST_SECONDS * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return g_steal_pointer (&path);
}
