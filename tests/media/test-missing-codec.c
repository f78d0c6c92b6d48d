/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <gst/pbutils/pbutils.h>

#include "media/reel-media-error.h"
#include "media/reel-missing-codec.h"
#include "reel-test.h"

static char *
detail_for (const char *caps_text)
{
  g_autoptr (GstElement) element = gst_pipeline_new (NULL);
  g_autoptr (GstCaps) caps = gst_caps_from_string (caps_text);
  g_autoptr (GstMessage) message = gst_missing_decoder_message_new (element, caps);

  return gst_missing_plugin_message_get_installer_detail (message);
}

static void
test_packages (void)
{
  static const struct
  {
    const char *caps;
    const char *package;
  } cases[] = {
    { "video/x-h264, stream-format=avc", "gstreamer1.0-libav" },
    { "video/x-h265", "gstreamer1.0-libav" },
    { "audio/mpeg, mpegversion=(int)4", "gstreamer1.0-libav" },
    { "video/x-vp9", "gstreamer1.0-plugins-good" },
    { "video/x-av1", "gstreamer1.0-plugins-bad" },
    { "video/x-theora", "gstreamer1.0-plugins-base" },
    { "video/x-ms-asf", "gstreamer1.0-plugins-ugly" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *detail = detail_for (cases[i].caps);

      g_assert_cmpstr (reel_missing_codec_get_package (detail), ==, cases[i].package);
    }
}

static void
test_sentence (void)
{
  g_autofree char *h264 = detail_for ("video/x-h264");
  g_autofree char *aac = detail_for ("audio/mpeg, mpegversion=(int)4");
  const char *details[] = { h264, aac, h264, NULL };
  g_autoptr (GError) error = reel_missing_codec_error_new ("dog.mp4", details);

  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC);
  g_assert_cmpstr (error->message, ==,
                   "“dog.mp4” needs a codec that is not installed: H.264, MPEG-4 AAC. Install the package gstreamer1.0-libav.");
  g_assert_false (reel_missing_codec_is_sound (h264));
  g_assert_true (reel_missing_codec_is_sound (aac));
}

/* What cameras write beside the pictures keeps nobody from them. */
static void
test_what_hides_pictures (void)
{
  static const struct
  {
    const char *caps;
    gboolean hides;
  } cases[] = {
    { "video/x-prores", TRUE },           { "video/x-unknown, codec-id=(string)V_QUICKTIME", TRUE },
    { "image/x-jpc", TRUE },              { "application/mxf", TRUE },
    { "application/zip", TRUE },          { "audio/x-gst-fourcc-apac", FALSE },
    { "meta/x-gst-fourcc-mebx", FALSE },  { "meta/x-gst-fourcc-rtmd", FALSE },
    { "text/x-raw", FALSE },              { "application/x-subtitle-unknown", FALSE },
    { "subpicture/x-dvd", FALSE },        { "application/x-gst-fourcc-gpmd", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *detail = detail_for (cases[i].caps);

      g_test_message ("%s", cases[i].caps);
      g_assert_cmpint (reel_missing_codec_hides_pictures (detail), ==, cases[i].hides);
    }
  g_assert_true (reel_missing_codec_hides_pictures ("gstreamer|1.0|x|A thing|element-thing"));
}

/* What the file calls it, where GStreamer has no word for it: there is nothing to install. */
static void
test_beyond_help (void)
{
  g_autofree char *cinepak = detail_for ("video/x-unknown, codec-id=(string)V_QUICKTIME");
  g_autofree char *raw = detail_for ("video/x-gst-fourcc-CRAW");
  const char *details[] = { cinepak, raw, NULL };
  g_autoptr (GError) error = reel_missing_codec_error_new ("dog.mkv", details);

  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC);
  g_assert_cmpstr (error->message, ==,
                   "“dog.mkv” can’t be decoded: GStreamer has no decoder for V_QUICKTIME, CRAW. Convert it with another program.");
}

static void
test_no_footage (void)
{
  g_autofree char *zip = detail_for ("application/zip");
  const char *details[] = { zip, NULL };
  g_autoptr (GError) error = reel_missing_codec_error_new ("dog.mp4", details);

  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_MEDIA);
}

/* Details are text from a pipeline: odd ones must not hurt. */
static void
test_odd_details (void)
{
  const char *details[] = { "", "gstreamer|1.0|x", "gstreamer|1.0|x|A thing|element-thing",
                            "gstreamer|1.0|x|A thing|decoder-(((", NULL };
  g_autoptr (GError) error = reel_missing_codec_error_new ("dog.mp4", details);

  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC);
  g_assert_nonnull (strstr (error->message, "A thing"));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gst_pb_utils_init ();
  g_test_add_func ("/missing-codec/packages", test_packages);
  g_test_add_func ("/missing-codec/sentence", test_sentence);
  g_test_add_func ("/missing-codec/what-hides-pictures", test_what_hides_pictures);
  g_test_add_func ("/missing-codec/beyond-help", test_beyond_help);
  g_test_add_func ("/missing-codec/no-footage", test_no_footage);
  g_test_add_func ("/missing-codec/odd-details", test_odd_details);
  return g_test_run ();
}
