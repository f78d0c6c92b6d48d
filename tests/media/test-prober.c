/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/reel-media-error.h"
#include "media/reel-prober.h"
#include "reel-test-video.h"
#include "reel-test.h"

#define H264 "x264enc key-int-max=20 bitrate=800 speed-preset=ultrafast"
#define STRETCHED_VP8                                                                                                   \
  "vp8enc deadline=1 target-bitrate=800000 ! capssetter caps=\"video/x-vp8,pixel-aspect-ratio=3/2\" ! webmmux"

static char *
tmp_path (const char *name)
{
  g_autofree char *folder = reel_test_tmp ("prober");

  return g_build_filename (folder, name, NULL);
}

static ReelMediaInfo *
probe (const char *path,
       GError    **error)
{
  g_autofree char *uri = reel_test_video_uri (path);

  return reel_prober_probe (uri, NULL, error);
}

static void
assert_fails (const char     *path,
              ReelMediaError  code)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = probe (path, &error);

  g_assert_null (info);
  g_assert_error (error, REEL_MEDIA_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, name));
}

static void
write_text (const char *path,
            const char *text,
            gssize      length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

static void
test_samples (void)
{
  static const struct
  {
    const char *name;
    double shortest, longest;
    guint width, height;
  } cases[] = {
    { "vtest.avi", 79, 80, 768, 576 },
    { "Megamind.avi", 11, 12, 720, 528 },
    { "tree.avi", 1, 60, 320, 240 },
    { "VID_20191220_170832.mp4", 1, 2, 1920, 1080 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = reel_test_sample (cases[i].name);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelMediaInfo) info = probe (path, &error);

      g_assert_no_error (error);
      g_test_message ("%s: %u × %u, %.3f s, %u/%u, %s, sound %d", cases[i].name, info->width, info->height, info->duration,
                      info->fps_n, info->fps_d, info->video_codec, info->has_audio);
      g_assert_cmpuint (info->width, ==, cases[i].width);
      g_assert_cmpuint (info->height, ==, cases[i].height);
      g_assert_cmpfloat (info->duration, >=, cases[i].shortest);
      g_assert_cmpfloat (info->duration, <=, cases[i].longest);
      g_assert_cmpuint (info->fps_d, >=, 1);
      g_assert_true (info->seekable);
      g_assert_nonnull (info->video_codec);
    }
}

static void
test_generated (void)
{
  g_autofree char *path = tmp_path ("numbers.mp4");
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = NULL;
  g_autoptr (ReelMediaInfo) copy = NULL;

  reel_test_video_make (path, H264 " ! mux. audiotestsrc num-buffers=80 ! voaacenc ! mux. mp4mux name=mux", 50, 25, 1, 0);
  info = probe (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (info->width, ==, 320);
  g_assert_cmpuint (info->height, ==, 240);
  g_assert_cmpuint (info->fps_n, ==, 25);
  g_assert_cmpuint (info->fps_d, ==, 1);
  g_assert_cmpfloat_with_epsilon (info->duration, 2.0, 0.1);
  g_assert_true (info->has_audio);
  g_assert_nonnull (strstr (info->video_codec, "H.264"));

  copy = reel_media_info_copy (info);
  g_assert_cmpstr (copy->video_codec, ==, info->video_codec);
  g_assert_true (copy->video_codec != info->video_codec);
}

static void
test_shown_size (void)
{
  g_autofree char *turned = tmp_path ("turned.mp4");
  g_autofree char *wide = tmp_path ("wide.webm");
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = NULL;
  g_autoptr (ReelMediaInfo) stretched = NULL;

  reel_test_video_make (turned, H264 " ! mp4mux", 10, 25, 1, 0);
  reel_test_video_turn (turned);
  info = probe (turned, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (info->width, ==, 240);
  g_assert_cmpuint (info->height, ==, 320);
  g_assert_false (info->has_audio);

  reel_test_video_make (wide, STRETCHED_VP8, 10, 25, 1, 0);
  stretched = probe (wide, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stretched->width, ==, 480);
  g_assert_cmpuint (stretched->height, ==, 240);
}

static void
test_no_media (void)
{
  static const char zip[] = "PK\003\004\024\000\000\000\010\000________________________________";
  g_autofree char *folder = reel_test_tmp ("prober");
  g_autofree char *text = tmp_path ("text.mp4");
  g_autofree char *letter = tmp_path ("letter.txt");
  g_autofree char *empty = tmp_path ("empty.mp4");
  g_autofree char *archive = tmp_path ("archive.mov");
  g_autofree char *noise = tmp_path ("noise.mp4");
  g_autofree char *list = tmp_path ("list.m3u8");
  g_autofree char *bytes = g_malloc (100000);
  guint32 state = 1;

  for (gsize i = 0; i < 100000; i++)
    {
      state = state * 1664525 + 1013904223;
      bytes[i] = (char) (state >> 24);
    }
  write_text (text, "This is not a video, it is only called one.\n", -1);
  write_text (letter, "Dear Sir or Madam,\nto some type finders this is AV1.\n", -1);
  write_text (empty, "", 0);
  write_text (archive, zip, sizeof zip);
  write_text (noise, bytes, 100000);
  /* A play list of network addresses is not followed. */
  write_text (list, "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:9/segment.ts\n#EXT-X-ENDLIST\n", -1);

  assert_fails (folder, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (text, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (letter, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (empty, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (archive, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (noise, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (list, REEL_MEDIA_ERROR_NOT_MEDIA);
}

static void
test_unreadable (void)
{
  g_autofree char *gone = tmp_path ("gone.mp4");
  g_autofree char *loop = tmp_path ("loop.mp4");
  g_autofree char *pipe_path = tmp_path ("pipe.mp4");
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = NULL;

  g_assert_cmpint (symlink (loop, loop), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  assert_fails (gone, REEL_MEDIA_ERROR_UNREADABLE);
  assert_fails (loop, REEL_MEDIA_ERROR_UNREADABLE);
  assert_fails (pipe_path, REEL_MEDIA_ERROR_UNREADABLE);

  info = reel_prober_probe ("http://127.0.0.1:9/dog.mp4", NULL, &error);
  g_assert_null (info);
  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE);
}

static void
test_damaged (void)
{
  g_autofree char *whole = tmp_path ("whole.mp4");
  g_autofree char *cut = tmp_path ("cut.mp4");
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  /* The index stands at the end of such a file: cut, it has none. */
  reel_test_video_make (whole, H264 " ! mp4mux", 50, 25, 1, 0);
  g_file_get_contents (whole, &contents, &length, &error);
  g_assert_no_error (error);
  write_text (cut, contents, (gssize) length / 2);
  assert_fails (cut, REEL_MEDIA_ERROR_DAMAGED);
}

static void
test_no_video (void)
{
  g_autofree char *sound = tmp_path ("sound.ogg");
  g_autofree char *picture = tmp_path ("picture.jpg");

  reel_test_video_make (sound, "fakesink audiotestsrc num-buffers=40 ! vorbisenc ! oggmux", 1, 25, 1, 0);
  assert_fails (sound, REEL_MEDIA_ERROR_NO_VIDEO);
  reel_test_video_make (picture, "jpegenc", 1, 25, 1, 0);
  assert_fails (picture, REEL_MEDIA_ERROR_NO_VIDEO);
}

static void
test_async (void)
{
  g_autofree char *path = reel_test_sample ("tree.avi");
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *gone = tmp_path ("gone.avi");
  g_autofree char *gone_uri = reel_test_video_uri (gone);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) success = NULL;
  g_autoptr (GAsyncResult) failure = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GAsyncResult) early = NULL;
  g_autoptr (ReelMediaInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  reel_prober_probe_async (uri, NULL, reel_test_store_result, &success);
  reel_prober_probe_async (gone_uri, NULL, reel_test_store_result, &failure);
  reel_prober_probe_async (uri, cancellable, reel_test_store_result, &cancelled);
  g_cancellable_cancel (cancellable);
  reel_prober_probe_async (uri, cancellable, reel_test_store_result, &early);
  reel_test_wait (success != NULL && failure != NULL && cancelled != NULL && early != NULL);

  info = reel_prober_probe_finish (success, &error);
  g_assert_no_error (error);
  g_assert_nonnull (info);
  g_assert_null (reel_prober_probe_finish (failure, &error));
  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE);
  g_clear_error (&error);
  g_assert_null (reel_prober_probe_finish (cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (reel_prober_probe_finish (early, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/*
 * Cancelled at every stage of the work, each call ends, and at once: GstDiscoverer itself can't be stopped in the middle.
 * Many at a time, so that threads are kept waiting where they rarely are.
 */
static void
test_cancelled_at_any_time (void)
{
  g_autofree char *path = reel_test_sample ("tree.avi");
  g_autofree char *uri = reel_test_video_uri (path);

  for (int round = 0; round < 10; round++)
    {
      GCancellable *cancellables[16];
      GAsyncResult *results[16] = { NULL };

      for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
        {
          cancellables[i] = g_cancellable_new ();
          reel_prober_probe_async (uri, cancellables[i], reel_test_store_result, &results[i]);
        }
      for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
        {
          gint64 until = g_get_monotonic_time () + 3000;

          while (g_get_monotonic_time () < until)
            g_main_context_iteration (NULL, FALSE);
          g_cancellable_cancel (cancellables[i]);
        }
      for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
        {
          g_autoptr (ReelMediaInfo) info = NULL;
          g_autoptr (GError) error = NULL;

          reel_test_wait (results[i] != NULL);
          info = reel_prober_probe_finish (results[i], &error);
          if (info == NULL)
            g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          g_object_unref (results[i]);
          g_object_unref (cancellables[i]);
        }
    }
}

static guint
count_discoverers (void)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;
  guint count = 0;

  while ((task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL) && g_str_has_prefix (name, "reel-probe"))
        count++;
    }
  return count;
}

/* Discoverers that nobody waits for any more work on: there are never more than a few, however many files are cancelled. */
static void
test_bounded (void)
{
  g_autofree char *path = reel_test_sample ("tree.avi");
  g_autofree char *uri = reel_test_video_uri (path);
  guint seen = 0;

  for (int round = 0; round < 10; round++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      GAsyncResult *results[16] = { NULL };
      guint most = 0;

      for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
        reel_prober_probe_async (uri, cancellable, reel_test_store_result, &results[i]);
      while (most == 0 && results[0] == NULL)
        {
          g_main_context_iteration (NULL, FALSE);
          most = count_discoverers ();
        }
      g_cancellable_cancel (cancellable);
      for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
        {
          g_autoptr (ReelMediaInfo) info = NULL;

          reel_test_wait (results[i] != NULL);
          info = reel_prober_probe_finish (results[i], NULL);
          most = MAX (most, count_discoverers ());
          g_object_unref (results[i]);
        }
      g_assert_cmpuint (most, <=, 4);
      seen += most;
    }
  g_assert_cmpuint (seen, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/prober/samples", test_samples);
  g_test_add_func ("/prober/generated", test_generated);
  g_test_add_func ("/prober/shown-size", test_shown_size);
  g_test_add_func ("/prober/no-media", test_no_media);
  g_test_add_func ("/prober/unreadable", test_unreadable);
  g_test_add_func ("/prober/damaged", test_damaged);
  g_test_add_func ("/prober/no-video", test_no_video);
  g_test_add_func ("/prober/async", test_async);
  g_test_add_func ("/prober/cancelled-at-any-time", test_cancelled_at_any_time);
  g_test_add_func ("/prober/bounded", test_bounded);
  return g_test_run ();
}
