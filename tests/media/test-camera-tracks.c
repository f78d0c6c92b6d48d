/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "local/reel-frame-source.h"
#include "media/reel-clip-writer.h"
#include "media/reel-frame-reader.h"
#include "media/reel-media-error.h"
#include "media/reel-part-file.h"
#include "media/reel-prober.h"
#include "media/reel-start-timecode.h"
#include "reel-test-clip.h"
#include "reel-test-movie.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* The originals of phones and cameras: beside picture and sound there are tracks that nothing decodes. */

#define H264 "x264enc option-string=scenecut=0 key-int-max=25 bframes=0 bitrate=600 speed-preset=ultrafast"

static char *
make (const char *name,
      guint       n_tracks)
{
  const ReelTestClip clip = { name, 320, 180, 25, 1, 50, .video = H264, .audio = "avenc_aac", .n_tracks = n_tracks,
                              .mux = "qtmux" };
  g_autofree char *folder = reel_test_tmp ("camera-tracks");
  char *path = g_build_filename (folder, name, NULL);

  reel_test_clip_make (&clip, path);
  return path;
}

static char *
in_folder (const char *name)
{
  g_autofree char *folder = reel_test_tmp ("camera-tracks");

  return g_build_filename (folder, name, NULL);
}

static ReelMediaInfo *
probe (const char *path,
       GError    **error)
{
  g_autofree char *uri = reel_test_video_uri (path);

  return reel_prober_probe (uri, NULL, error);
}

static ReelClipReport *
write_clip (const char *path,
            const char *name,
            gboolean    instant,
            char      **target)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  ReelClipOrder *order = reel_clip_order_new ();
  GAsyncResult *result = NULL;
  ReelClipReport *report;

  *target = in_folder (name);
  file = g_file_new_for_path (*target);
  reel_clip_order_add (order, uri, 0.4, 1.6);
  order->instant = instant;
  order->replace = TRUE;
  reel_clip_writer_write_async (order, file, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  report = reel_clip_writer_write_finish (result, &error);
  g_assert_no_error (error);
  reel_test_assert_finalized (&result);
  return report;
}

/* Everything that looks at a file takes it, and sound and picture are those of the first tracks. */
static void
assert_usable (const char *path)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = probe (path, &error);
  g_autoptr (ReelFrameReader) reader = NULL;
  g_autoptr (ReelFrame) frame = NULL;
  gboolean is_cut;

  g_assert_no_error (error);
  g_assert_true (info->has_audio);
  g_assert_true (info->plays_audio);
  g_assert_cmpuint (info->width, ==, 320);
  g_assert_cmpfloat_with_epsilon (info->duration, 2.0, 0.03);

  reader = reel_frame_reader_open (uri, reel_test_deadline_new (), NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reader);
  {
    /* As the service on this computer reads it. */
    ReelFrameSource *source = reel_frame_source_new (uri, 160, REEL_FRAME_SOURCE_PATIENCE, &error);

    g_assert_no_error (error);
    g_assert_true (reel_frame_source_pull (source, NULL, &frame, &is_cut, &error));
    g_assert_no_error (error);
    g_assert_nonnull (frame);
    reel_frame_source_free (source);
  }
  for (guint instant = 0; instant < 2; instant++)
    {
      g_autofree char *target = NULL;
      g_autoptr (ReelClipReport) report = write_clip (path, instant > 0 ? "instant.mov" : "exact.mp4", instant > 0, &target);
      g_autoptr (ReelTestClipTimes) times = reel_test_clip_measure (target, TRUE);

      g_assert_cmpuint (report->n_silent, ==, 0);
      g_assert_cmpfloat_with_epsilon (times->beep - times->flash, 0, 0.03);
    }
}

static void
test_phone (void)
{
  g_autofree char *path = make ("IMG_4711.MOV", 3);

  reel_test_movie_rename (path, 2, NULL, "apac");
  reel_test_movie_rename (path, 3, "meta", "mebx");
  assert_usable (path);
}

static void
test_camera (void)
{
  static const char * const kinds[] = { "rtmd", "gpmd", "fdsc" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strconcat (kinds[i], ".MP4", NULL);
      g_autofree char *path = make (name, 2);

      reel_test_movie_rename (path, 2, "meta", kinds[i]);
      assert_usable (path);
    }
}

/* Nothing waits for sound that will not come, and its loss is told. */
static void
test_unknown_sound (void)
{
  g_autofree char *path = make ("FX3_0001.MP4", 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = NULL;

  reel_test_movie_rename (path, 1, NULL, "apac");
  info = probe (path, &error);
  g_assert_no_error (error);
  g_assert_true (info->has_audio);
  g_assert_false (info->plays_audio);
  for (guint instant = 0; instant < 2; instant++)
    {
      g_autofree char *target = NULL;
      gint64 began = g_get_monotonic_time ();
      g_autoptr (ReelClipReport) report = write_clip (path, instant > 0 ? "instant.mov" : "exact.mp4", instant > 0, &target);
      g_autoptr (ReelTestClipTimes) times = reel_test_clip_measure (target, FALSE);

      /* A reader's own limit is a minute, and there were two of them. */
      g_assert_cmpint (g_get_monotonic_time () - began, <, 50 * G_USEC_PER_SEC);
      g_assert_cmpuint (report->n_silent, ==, 1);
      g_assert_cmpuint (times->times->len, ==, instant > 0 ? 40 : 30);
    }
}

/* A second track of pictures that can't be decoded is nobody's business; the only one is named as the file names it. */
static void
test_unknown_pictures (void)
{
  g_autofree char *path = make ("unknown.mov", 1);
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (ReelFrameReader) reader = NULL;

  reel_test_movie_rename (path, 0, NULL, "zzzz");
  g_assert_null (probe (path, &error));
  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC);
  g_assert_cmpstr (error->message, ==,
                   "“unknown.mov” can’t be decoded: GStreamer has no decoder for zzzz. Convert it with another program.");
  reader = reel_frame_reader_open (uri, reel_test_deadline_new (), NULL, &failure);
  g_assert_null (reader);
  g_assert_error (failure, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC);
  g_assert_cmpstr (failure->message, ==, error->message);
}

/* A clip has the timecode that its first picture has in the video, or it is said that it has none. */
static void
test_timecode (void)
{
  g_autofree char *path = in_folder ("clock.mov");

  reel_test_video_make (path, "timecodestamper set=always set-internal-timecode=01:00:00:00 ! " H264 " ! qtmux", 100, 25, 1,
                        0);
  for (guint instant = 0; instant < 2; instant++)
    {
      g_autofree char *target = NULL, *other = NULL, *text = NULL;
      g_autoptr (ReelClipReport) report = write_clip (path, "clock-clip.mov", instant > 0, &target);
      g_autoptr (ReelClipReport) second = write_clip (path, "clock-clip.mp4", instant > 0, &other);
      g_autoptr (GFile) file = g_file_new_for_path (target);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelStartTimecode) start = reel_start_timecode_read_file (file, NULL, &error);

      g_assert_no_error (error);
      text = reel_timecode_format (&start->timebase, start->frame);
      g_assert_cmpstr (text, ==, instant > 0 ? "01:00:00:00" : "01:00:00:10");
      g_assert_false (report->timecode_lost);
      g_assert_true (second->timecode_lost);
    }
}

/* What was being written when the program ended. */
static void
test_forsaken (void)
{
  g_autofree char *target = in_folder ("forsaken.mp4");
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelPartFile) part = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  part = reel_part_file_new (target, FALSE, &error);
  g_assert_no_error (error);
  path = g_strdup (reel_part_file_get_path (part));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  reel_part_file_forsake_all ();
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_null (reel_part_file_new (target, FALSE, NULL));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gst_init (NULL, NULL);
  g_test_add_func ("/camera-tracks/phone", test_phone);
  g_test_add_func ("/camera-tracks/camera", test_camera);
  g_test_add_func ("/camera-tracks/unknown-sound", test_unknown_sound);
  g_test_add_func ("/camera-tracks/unknown-pictures", test_unknown_pictures);
  g_test_add_func ("/camera-tracks/timecode", test_timecode);
  g_test_add_func ("/camera-tracks/forsaken", test_forsaken);
  return g_test_run ();
}
