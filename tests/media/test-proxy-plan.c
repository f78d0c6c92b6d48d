/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "media/reel-proxy-plan.h"
#include "reel-test.h"

static const struct
{
  const char *what;
  guint width, height;
  guint fps_n, fps_d;
  double duration;
  gboolean has_audio;
  guint out_width, out_height;
  guint64 video_bitrate; /* 0: not compared */
} cases[] = {
  { "720p stays", 1280, 720, 30, 1, 60.0, TRUE, 1280, 720, 2000000 },
  { "1080p", 1920, 1080, 30, 1, 60.0, TRUE, 1280, 720, 2000000 },
  { "4K", 3840, 2160, 30, 1, 60.0, FALSE, 1280, 720, 2000000 },
  { "a rate that varies counts as 30", 1920, 1080, 0, 1, 60.0, TRUE, 1280, 720, 2000000 },
  { "and so does one that can't be", 1920, 1080, 90000, 1, 60.0, TRUE, 1280, 720, 2000000 },
  { "four times the rate, twice the bits", 1920, 1080, 120, 1, 60.0, TRUE, 1280, 720, 4000000 },
  { "held upright", 1080, 1920, 30, 1, 60.0, TRUE, 720, 1280, 2000000 },
  { "wider than 16:9", 1920, 800, 24, 1, 60.0, TRUE, 1280, 532, 0 },
  { "wider still", 4096, 1716, 24, 1, 60.0, TRUE, 1280, 536, 0 },
  { "narrower", 1440, 1080, 25, 1, 60.0, TRUE, 960, 720, 0 },
  { "square", 1080, 1080, 30, 1, 60.0, TRUE, 720, 720, 0 },
  { "small is not enlarged", 320, 240, 15, 1, 60.0, TRUE, 320, 240, 0 },
  { "odd", 641, 361, 25, 1, 60.0, TRUE, 640, 360, 0 },
  { "odd after scaling", 1366, 768, 25, 1, 60.0, TRUE, 1280, 718, 0 },
  { "tiny", 2, 2, 25, 1, 1.0, FALSE, 16, 16, 100000 },
  { "a line", 20000, 10, 25, 1, 1.0, FALSE, 1280, 16, 0 },
  { "unknown length", 1280, 720, 30, 1, 0.0, TRUE, 1280, 720, 2000000 },
};

static ReelProxyPlan *
plan_of (gsize i)
{
  const ReelMediaInfo info = { .duration = cases[i].duration, .width = cases[i].width, .height = cases[i].height,
                               .fps_n = cases[i].fps_n, .fps_d = cases[i].fps_d, .has_audio = cases[i].has_audio,
                               .plays_audio = cases[i].has_audio, .seekable = TRUE };
  g_autoptr (GError) error = NULL;
  ReelProxyPlan *plan = reel_proxy_plan_new (&info, &error);

  g_assert_no_error (error);
  return plan;
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelProxyPlan) plan = plan_of (i);

      g_test_message ("%s: %u × %u, %" G_GUINT64_FORMAT " bits/s, %" G_GUINT64_FORMAT " bytes", cases[i].what, plan->width,
                      plan->height, plan->video_bitrate, plan->predicted_size);
      g_assert_cmpuint (plan->width, ==, cases[i].out_width);
      g_assert_cmpuint (plan->height, ==, cases[i].out_height);
      if (cases[i].video_bitrate > 0)
        g_assert_cmpuint (plan->video_bitrate, ==, cases[i].video_bitrate);
      g_assert_cmpuint (plan->video_bitrate, >=, 100000);
      g_assert_cmpfloat (plan->duration, ==, cases[i].duration);
      g_assert_true ((plan->audio_bitrate > 0) == cases[i].has_audio);
      g_assert_true ((plan->audio_encoder != NULL) == cases[i].has_audio);
    }
}

/* The stage has an encoder for H.264, so WebM is not taken. */
static void
test_encoders (void)
{
  g_autoptr (ReelProxyPlan) plan = plan_of (0);

  g_assert_cmpstr (plan->extension, ==, "mp4");
  g_assert_nonnull (g_strstr_len (plan->video_encoder, -1, "h264") != NULL ? plan->video_encoder
                                                                           : strstr (plan->video_encoder, "x264"));
}

static void
test_size (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelProxyPlan) plan = plan_of (i);
      double bits = (double) (plan->video_bitrate + plan->audio_bitrate) * plan->duration;

      if (plan->duration > 0.0)
        {
          g_assert_cmpfloat ((double) plan->predicted_size, >, bits / 8.0);
          g_assert_cmpfloat ((double) plan->predicted_size, <, bits / 8.0 * 1.05 + 8192.0);
        }
      else
        g_assert_cmpuint (plan->predicted_size, ==, 0);
    }
}

static void
test_copy (void)
{
  g_autoptr (ReelProxyPlan) plan = plan_of (0);
  ReelProxyPlan *copy = g_boxed_copy (REEL_TYPE_PROXY_PLAN, plan);

  g_assert_true (copy != plan);
  g_assert_cmpmem (copy, sizeof *copy, plan, sizeof *plan);
  g_boxed_free (REEL_TYPE_PROXY_PLAN, copy);
}

/* Where nothing encodes H.264, VP9 and Opus; where nothing encodes at all, an error that says what to install. Encoders are
 * taken out of the registry of a process of its own. */
static void
test_fallback (void)
{
  static const char *const h264[] = { "x264enc",    "openh264enc",  "vah264enc",   "vah264lpenc", "nvh264enc",
                                      "qsvh264enc", "vaapih264enc", "msdkh264enc", "v4l2h264enc" };
  GstRegistry *registry = gst_registry_get ();
  g_autoptr (GError) error = NULL;
  const ReelMediaInfo info = { .duration = 10.0, .width = 1920, .height = 1080, .fps_n = 30, .fps_d = 1, .has_audio = TRUE,
                               .plays_audio = TRUE, .seekable = TRUE };
  g_autoptr (ReelProxyPlan) plan = NULL;
  g_autoptr (GstPluginFeature) vp9 = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (h264); i++)
    {
      g_autoptr (GstPluginFeature) feature = gst_registry_lookup_feature (registry, h264[i]);

      if (feature != NULL)
        gst_registry_remove_feature (registry, feature);
    }
  plan = reel_proxy_plan_new (&info, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (plan->extension, ==, "webm");
  g_assert_cmpstr (plan->video_encoder, ==, "vp9enc");
  g_assert_cmpstr (plan->audio_encoder, ==, "opusenc");
  g_clear_pointer (&plan, reel_proxy_plan_free);

  vp9 = gst_registry_lookup_feature (registry, "vp9enc");
  gst_registry_remove_feature (registry, vp9);
  plan = reel_proxy_plan_new (&info, &error);
  g_assert_null (plan);
  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_ENCODER);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);

  g_test_add_func ("/proxy/plan/table", test_table);
  g_test_add_func ("/proxy/plan/encoders", test_encoders);
  g_test_add_func ("/proxy/plan/size", test_size);
  g_test_add_func ("/proxy/plan/copy", test_copy);
  g_test_add_func ("/proxy/plan/fallback", test_fallback);
  return g_test_run ();
}
