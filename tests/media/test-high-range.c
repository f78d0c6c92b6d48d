/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "media/reel-clip-writer.h"
#include "media/reel-frame-reader.h"
#include "media/reel-prober.h"
#include "media/reel-proxy-writer.h"
#include "reel-test-high-range.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* What converting to colour and back costs, and what the encoder of the file has lost before that; with all of the depth, what
 * that was shows in the colours. The cases differ by more where nothing is fitted. */
#define TOLERANCE 4
#define DEEP_TOLERANCE 8

/* Files of high dynamic range, and of 10 bits that are of standard range, as thumbnails, proxies, clips and reels. */

static void
assert_shown (const char           *what,
              const char           *path,
              const ReelTestRange  *range,
              int                   tolerance)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GError) error = NULL;
  gint64 deadline = reel_test_deadline_new ();
  g_autoptr (ReelFrameReader) reader = reel_frame_reader_open (uri, deadline, NULL, &error);
  g_autoptr (ReelFrame) frame = NULL;
  const guint8 *pixel;

  g_assert_no_error (error);
  frame = reel_frame_reader_read (reader, 0.2, TRUE, 80, deadline, NULL, &error);
  g_assert_no_error (error);
  pixel = g_bytes_get_data (frame->pixels, NULL);
  pixel += frame->stride * (frame->height / 2) + frame->width / 2 * 4;
  g_test_message ("%s of %s: %u %u %u, should be %d", what, range->name, pixel[0], pixel[1], pixel[2], range->shown);
  for (guint c = 0; c < 3; c++)
    g_assert_cmpint (ABS (pixel[c] - range->shown), <=, tolerance);
}

static void
test_thumbnail (gconstpointer data)
{
  const ReelTestRange *range = data;
  g_autofree char *folder = reel_test_tmp ("thumbnail");
  g_autofree char *path = reel_test_range_make (range, folder);

  assert_shown ("thumbnail", path, range, TOLERANCE);
}

static void
test_proxy (gconstpointer data)
{
  const ReelTestRange *range = data;
  g_autofree char *folder = reel_test_tmp ("proxy");
  g_autofree char *path = reel_test_range_make (range, folder);
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *proxy = g_strconcat (path, ".proxy.mp4", NULL);
  g_autoptr (GFile) target = g_file_new_for_path (proxy);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = reel_prober_probe (uri, NULL, &error);
  g_autoptr (ReelProxyPlan) plan = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_no_error (error);
  plan = reel_proxy_plan_new (info, &error);
  g_assert_no_error (error);
  reel_proxy_writer_write_async (uri, target, plan, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_proxy_writer_write_finish (result, &error));
  g_assert_no_error (error);
  assert_shown ("proxy", proxy, range, TOLERANCE);
}

/* A clip, or a reel of two pieces that fade into each other, is what the player shows. */
static void
check_clip (const ReelTestRange *range,
            gboolean             reel)
{
  g_autofree char *folder = reel_test_tmp (reel ? "reel" : "clip");
  g_autofree char *path = reel_test_range_make (range, folder);
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *clip = g_strconcat (path, ".clip.mp4", NULL);
  g_autoptr (GFile) target = g_file_new_for_path (clip);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ReelClipReport) report = NULL;
  ReelClipOrder *order = reel_clip_order_new ();

  reel_clip_order_add (order, uri, 0.1, 0.5);
  if (reel)
    {
      reel_clip_order_add (order, uri, 0.4, 0.8);
      order->reel = TRUE;
      order->fade = 0.2;
    }
  reel_clip_writer_write_async (order, target, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  report = reel_clip_writer_write_finish (result, &error);
  g_assert_no_error (error);
  assert_shown (reel ? "reel" : "clip", clip, range, DEEP_TOLERANCE);
}

static void
test_clip (gconstpointer data)
{
  check_clip (data, FALSE);
}

static void
test_reel (gconstpointer data)
{
  check_clip (data, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  for (gsize i = 0; i < reel_test_n_ranges; i++)
    {
      g_autofree char *thumbnail = g_strconcat ("/high-range/thumbnail/", reel_test_ranges[i].name, NULL);
      g_autofree char *proxy = g_strconcat ("/high-range/proxy/", reel_test_ranges[i].name, NULL);

      g_test_add_data_func (thumbnail, &reel_test_ranges[i], test_thumbnail);
      g_autofree char *clip = g_strconcat ("/high-range/clip/", reel_test_ranges[i].name, NULL);
      g_autofree char *reel = g_strconcat ("/high-range/reel/", reel_test_ranges[i].name, NULL);

      g_test_add_data_func (clip, &reel_test_ranges[i], test_clip);
      g_test_add_data_func (reel, &reel_test_ranges[i], test_reel);
      g_test_add_data_func (proxy, &reel_test_ranges[i], test_proxy);
    }
  return g_test_run ();
}
