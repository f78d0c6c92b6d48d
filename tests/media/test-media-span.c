/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>

#include "media/reel-prober.h"
#include "reel-test-clip.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* How long files are, whatever their heads claim and demuxers guess. */

#define H264 "x264enc option-string=scenecut=0 key-int-max=25 bframes=2 bitrate=800 speed-preset=ultrafast"
/* Filled up, so that the file is too large to be read as a whole. */
#define LARGE "x264enc pass=cbr option-string=filler=1 key-int-max=25 bframes=0 bitrate=16000 vbv-buf-capacity=1000 speed-preset=ultrafast"
#define N_FRAMES 100
/* The clock of transport streams goes round after 2^33 ticks of 90 kHz. */
#define ROUND (G_GUINT64_CONSTANT (95443717677777))

static char *
in_folder (const char *name)
{
  g_autofree char *folder = reel_test_tmp ("media-span");

  return g_build_filename (folder, name, NULL);
}

static ReelMediaInfo *
probe (const char *path)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GError) error = NULL;
  ReelMediaInfo *info = reel_prober_probe (uri, NULL, &error);

  g_assert_no_error (error);
  g_test_message ("%s: %.4f s, %d, lead %.4f, varies %d", path, info->duration, info->length, info->lead, info->varies);
  return info;
}

/* Four seconds of 25 pictures each, in every kind of file. */
static void
test_kinds (void)
{
  static const struct
  {
    const char *name, *chain;
    guint64 first;
  } kinds[] = {
    { "plain.mp4", H264 " ! mp4mux", 0 },
    { "fragments.mp4", H264 " ! mp4mux fragment-duration=500", 0 },
    { "streamed.webm", "vp8enc deadline=1 keyframe-max-dist=25 ! webmmux streamable=true", 0 },
    { "late.mkv", H264 " ! matroskamux", 36000 * GST_SECOND },
    { "late.ts", H264 " ! mpegtsmux", 46219 * GST_SECOND },
    { "round.ts", H264 " ! h264parse ! mpegtsmux", ROUND - 3 * GST_SECOND },
    { "plain.avi", "avenc_mpeg4 bitrate=800000 ! avimux", 0 },
    { "plain.flv", "x264enc key-int-max=25 bframes=0 speed-preset=ultrafast ! flvmux streamable=true", 0 },
    { "large.mp4", LARGE " ! mp4mux", 0 },
    { "large-fragments.mp4", LARGE " ! mp4mux fragment-duration=500", 0 },
    { "large-late.mkv", LARGE " ! matroskamux", 36000 * GST_SECOND },
    { "large-streamed.mkv", LARGE " ! matroskamux streamable=true", 0 },
    { "large.ts", LARGE " ! mpegtsmux", 0 },
    { "large-round.ts", LARGE " ! mpegtsmux", ROUND - 2 * GST_SECOND },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = in_folder (kinds[i].name);
      g_autoptr (ReelMediaInfo) info = NULL;
      GStatBuf stat_buf;

      reel_test_video_make (path, kinds[i].chain, N_FRAMES, 25, 1, kinds[i].first);
      if (g_str_has_prefix (kinds[i].name, "large"))
        {
          g_assert_cmpint (g_stat (path, &stat_buf), ==, 0);
          g_assert_cmpint (stat_buf.st_size, >, 5 * 1024 * 1024);
        }
      info = probe (path);
      g_assert_cmpint (info->length, ==, REEL_MEDIA_LENGTH_KNOWN);
      g_assert_cmpfloat_with_epsilon (info->duration, 4.0, 0.045);
      g_assert_cmpfloat (info->lead, <, 0.05);
      g_assert_false (info->varies);
    }
}

/* Broken off, as where a camera lost its power: it is as long as what is there. */
static void
test_broken_off (void)
{
  static const struct
  {
    const char *name, *chain;
  } kinds[] = { { "broken.mkv", H264 " ! matroskamux" }, { "large-broken.mkv", LARGE " ! matroskamux" } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = in_folder (kinds[i].name);
      g_autofree char *bytes = NULL;
      gsize length;
      g_autoptr (ReelMediaInfo) info = NULL;

      reel_test_video_make (path, kinds[i].chain, N_FRAMES, 25, 1, 0);
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      g_assert_true (g_file_set_contents (path, bytes, (gssize) (length * 3 / 5), NULL));
      info = probe (path);
      g_assert_cmpfloat (info->duration, <, 3.5);
      g_assert_cmpfloat (info->duration, >, 1.0);
    }
}

/* Sound before the pictures, and behind them. */
static void
test_sound (void)
{
  static const struct
  {
    ReelTestClip clip;
    double duration, lead;
  } kinds[] = {
    { { "late.mov", 320, 180, 25, 1, 50, .video = H264, .audio = "avenc_aac", .mux = "qtmux", .late = 2000 }, 2.0, 2.0 },
    { { "late-pictures.mkv", 320, 180, 25, 1, 50, .video = H264, .audio = "avenc_aac", .mux = "matroskamux", .late = 2000 },
      2.0, 2.0 },
    { { "tail.mp4", 320, 180, 25, 1, 50, .video = H264, .audio = "avenc_aac", .mux = "mp4mux", .audio_longer = 45 }, 2.0, 0 },
    { { "longer.mp4", 320, 180, 25, 1, 50, .video = H264, .audio = "avenc_aac", .mux = "mp4mux", .audio_longer = 3000 }, 5.0,
      0 },
    { { "longer.ts", 320, 180, 25, 1, 50, .video = H264, .audio = "avenc_aac", .mux = "mpegtsmux", .audio_longer = 3000 }, 5.0,
      0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = in_folder (kinds[i].clip.name);
      g_autoptr (ReelMediaInfo) info = NULL;

      reel_test_clip_make (&kinds[i].clip, path);
      info = probe (path);
      g_assert_cmpint (info->length, ==, REEL_MEDIA_LENGTH_KNOWN);
      g_assert_cmpfloat_with_epsilon (info->duration, kinds[i].duration, 0.05);
      g_assert_cmpfloat_with_epsilon (info->lead, kinds[i].lead, 0.05);
    }
}

/* As phones have it: one picture in ninety is shown a bit longer. */
static guint64
phone_pts (guint    frame,
           gpointer data)
{
  return gst_util_uint64_scale (frame * 20 + frame / 90, GST_SECOND, 600);
}

static void
test_varies (void)
{
  static const char * const names[] = { "phone.mov", "phone.mp4", "phone.mkv" };
  static const char * const muxers[] = { "qtmux", "mp4mux", "matroskamux" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = in_folder (names[i]);
      g_autofree char *chain = g_strconcat (H264 " ! ", muxers[i], NULL);
      g_autoptr (ReelMediaInfo) info = NULL;

      reel_test_video_make_timed (path, chain, 240, 30, 1, phone_pts, NULL);
      info = probe (path);
      g_assert_cmpfloat_with_epsilon (info->duration, 8.0, 0.05);
      g_assert_true (info->varies);
    }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gst_init (NULL, NULL);
  g_test_add_func ("/media-span/kinds", test_kinds);
  g_test_add_func ("/media-span/broken-off", test_broken_off);
  g_test_add_func ("/media-span/sound", test_sound);
  g_test_add_func ("/media-span/varies", test_varies);
  return g_test_run ();
}
