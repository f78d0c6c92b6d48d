/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/app/app.h>
#include <gst/gst.h>
#include <gst/video/video.h>

#include "media/reel-prober.h"
#include "media/reel-proxy-writer.h"
#include "reel-test-kind.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* A proxy of each kind of media has the same pictures at the same times, and the sound that belongs to them. */

static void
write_proxy (const char *uri,
             const char *target)
{
  g_autoptr (GFile) file = g_file_new_for_path (target);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = reel_prober_probe (uri, NULL, &error);
  g_autoptr (ReelProxyPlan) plan = NULL;

  g_assert_no_error (error);
  plan = reel_proxy_plan_new (info, &error);
  g_assert_no_error (error);
  reel_proxy_writer_write_async (uri, file, plan, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  reel_proxy_writer_write_finish (result, &error);
  g_assert_no_error (error);
}

static int
number_of (GstSample *sample)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  int number;

  g_assert_true (gst_video_info_from_caps (&info, gst_sample_get_caps (sample)));
  g_assert_true (gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ));
  number = reel_test_video_number (GST_VIDEO_FRAME_PLANE_DATA (&frame, 0), (guint) GST_VIDEO_FRAME_WIDTH (&frame),
                                   (guint) GST_VIDEO_FRAME_HEIGHT (&frame), (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0));
  gst_video_frame_unmap (&frame);
  return number;
}

/* Each picture in turn, at the time that it has in the original. */
static void
check_pictures (const ReelTestKind *kind,
                const char         *path)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *text = g_strdup_printf ("uridecodebin uri=\"%s\" caps=video/x-raw force-sw-decoders=true ! videoconvert ! "
                                           "video/x-raw,format=RGBx ! appsink name=sink sync=false", uri);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstElement) sink = NULL;
  GstSample *sample;
  GstClockTime first = 0;
  guint n = 0;

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while ((sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), REEL_TEST_SECONDS * GST_SECOND)) != NULL)
    {
      GstClockTime time = gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME,
                                                      GST_BUFFER_PTS (gst_sample_get_buffer (sample)));

      if (n == 0)
        first = time;
      g_assert_cmpint (number_of (sample), ==, (int) n);
      g_assert_cmpfloat_with_epsilon ((double) (time - first), (double) reel_test_kind_time (kind, n), 2.5 * GST_MSECOND);
      gst_sample_unref (sample);
      n++;
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_assert_cmpuint (n, ==, reel_test_kind_n_frames (kind));
}

static void
test_kind (gconstpointer data)
{
  const ReelTestKind *kind = data;
  g_autofree char *source = reel_test_kind_make (kind);
  g_autofree char *uri = reel_test_video_uri (source);
  g_autofree char *folder = reel_test_tmp ("proxy");
  g_autofree char *name = g_strconcat (kind->name, ".proxy.mp4", NULL);
  g_autofree char *target = g_build_filename (folder, name, NULL);

  write_proxy (uri, target);
  check_pictures (kind, target);
  if (kind->audio != NULL)
    g_assert_cmpfloat_with_epsilon (reel_test_kind_measure_tone (target), REEL_TEST_KIND_TONE, 30.0);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  for (gsize i = 0; i < reel_test_n_kinds; i++)
    {
      g_autofree char *path = g_strconcat ("/proxy/kinds/", reel_test_kinds[i].name, NULL);

      /* Of a program stream it is not known which picture is the first one. */
      if (!reel_test_kinds[i].loses_some)
        g_test_add_data_func (path, &reel_test_kinds[i], test_kind);
    }
  return g_test_run ();
}
