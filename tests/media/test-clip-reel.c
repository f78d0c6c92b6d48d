/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/app/app.h>
#include <gst/gst.h>

#include "media/reel-clip-writer.h"
#include "media/reel-media-error.h"
#include "media/reel-prober.h"
#include "reel-test-clip.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* Parts of several videos as one: which picture is when is judged by the numbers in them. */

#define LONG_GOP "x264enc option-string=scenecut=0:b-pyramid=normal key-int-max=250 bframes=3 bitrate=800 speed-preset=veryfast"
#define SHORT_GOP "x264enc option-string=scenecut=0 key-int-max=30 bframes=2 bitrate=800 speed-preset=veryfast"
#define N_FRAMES 260

enum
{
  LONG,
  NTSC,
  TURNED,
  VP9,
  N_KINDS,
};

static const struct
{
  const char *name;
  const char *chain;
  int fps_n, fps_d;
} kinds[N_KINDS] = {
  { "long.mp4", LONG_GOP " ! mp4mux", 25, 1 },
  { "ntsc.mov", SHORT_GOP " ! qtmux", 30000, 1001 },
  { "turned.mp4", SHORT_GOP " ! mp4mux", 25, 1 },
  { "vp9.webm", "vp9enc deadline=1 cpu-used=8 target-bitrate=800000 ! webmmux", 25, 1 },
};

static const ReelTestClip loud = { "loud.mkv", 640, 360, 25, 1, 100, .video = SHORT_GOP, .audio = "avenc_ac3",
                                   .mux = "matroskamux" };

typedef struct
{
  int upright; /* the number in a picture that fills the frame */
  int portrait; /* in one that stands upright between borders */
  double time;
} Shown;

typedef struct
{
  char *uris[N_KINDS];
  char *loud;
  char *folder;
  char *target;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autofree char *sources = reel_test_tmp ("reel-sources");
  g_autofree char *path = g_build_filename (sources, loud.name, NULL);

  for (guint i = 0; i < N_KINDS; i++)
    {
      g_autofree char *file = g_build_filename (sources, kinds[i].name, NULL);

      f->uris[i] = reel_test_video_uri (file);
      if (g_file_test (file, G_FILE_TEST_EXISTS))
        continue;
      reel_test_video_make (file, kinds[i].chain, N_FRAMES, kinds[i].fps_n, kinds[i].fps_d, 0);
      if (i == TURNED)
        reel_test_video_turn (file);
    }
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    reel_test_clip_make (&loud, path);
  f->loud = reel_test_video_uri (path);
  f->folder = reel_test_tmp ("reel-target");
  f->target = g_build_filename (f->folder, "reel.mp4", NULL);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_unlink (f->target);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  for (guint i = 0; i < N_KINDS; i++)
    g_free (f->uris[i]);
  g_free (f->loud);
  g_free (f->folder);
  g_free (f->target);
}

static void
add (Fixture       *f,
     ReelClipOrder *order,
     guint          kind,
     guint          from,
     guint          to)
{
  double frame = (double) kinds[kind].fps_d / kinds[kind].fps_n;

  reel_clip_order_add (order, f->uris[kind], from * frame, to * frame);
}

static ReelClipReport *
run (Fixture       *f,
     ReelClipOrder *order,
     GError       **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (f->target);
  GAsyncResult *result = NULL;
  ReelClipReport *report;

  order->reel = TRUE;
  order->replace = TRUE;
  reel_clip_writer_write_async (order, file, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  report = reel_clip_writer_write_finish (result, error);
  reel_test_assert_finalized (&result);
  return report;
}

/* In the middle of a frame of 320 × 240: 180 × 240, turned back by 90° against the clock. */
static int
portrait_number (const guint8 *pixels)
{
  const guint width = REEL_TEST_VIDEO_WIDTH, height = REEL_TEST_VIDEO_HEIGHT, inner = height * height / width;
  const guint left = (width - inner) / 2;
  g_autofree guint8 *back = g_malloc ((gsize) inner * height * 4);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < inner; x++)
      memcpy (back + ((gsize) (inner - 1 - x) * height + y) * 4, pixels + ((gsize) y * width + left + x) * 4, 4);
  return reel_test_video_number (back, height, inner, (gsize) height * 4);
}

static GArray *
read_reel (const char *path)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *text = g_strdup_printf ("uridecodebin uri=\"%s\" caps=video/x-raw force-sw-decoders=true ! videoconvert ! "
                                           "video/x-raw,format=RGBx ! appsink name=sink sync=false", uri);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstElement) sink = NULL;
  GArray *shown = g_array_new (FALSE, FALSE, sizeof (Shown));
  GstSample *sample;

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while ((sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), 30 * GST_SECOND)) != NULL)
    {
      GstBuffer *buffer = gst_sample_get_buffer (sample);
      GstMapInfo map;
      Shown next;

      g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
      g_assert_cmpuint (map.size, ==, REEL_TEST_VIDEO_WIDTH * REEL_TEST_VIDEO_HEIGHT * 4);
      next.upright = reel_test_video_number (map.data, REEL_TEST_VIDEO_WIDTH, REEL_TEST_VIDEO_HEIGHT, REEL_TEST_VIDEO_WIDTH * 4);
      next.portrait = portrait_number (map.data);
      next.time = (double) gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME,
                                                       GST_BUFFER_PTS (buffer)) / GST_SECOND;
      gst_buffer_unmap (buffer, &map);
      g_array_append_val (shown, next);
      gst_sample_unref (sample);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return shown;
}

static const Shown *
picture (GArray *shown,
         guint   number)
{
  g_assert_cmpuint (number, <, shown->len);
  return &g_array_index (shown, Shown, number);
}

/* Each cut from its first picture to its last, at the rate that most have. */
static void
test_cuts (Fixture      *f,
           gconstpointer data)
{
  ReelClipOrder *order = reel_clip_order_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelClipReport) report = NULL;
  g_autoptr (GArray) shown = NULL;

  add (f, order, LONG, 100, 130);
  add (f, order, NTSC, 31, 61);
  add (f, order, TURNED, 200, 220);
  add (f, order, VP9, 10, 35);
  report = run (f, order, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (report->duration, 4.0, 0.0001);
  shown = read_reel (f->target);
  g_assert_cmpuint (shown->len, ==, 100);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpfloat_with_epsilon (picture (shown, i)->time, i / 25.0, 0.0005);
  for (guint i = 0; i < 30; i++)
    g_assert_cmpint (picture (shown, i)->upright, ==, (int) (100 + i));
  for (guint i = 0; i < 25; i++) /* what is shown then in a file of another rate */
    g_assert_cmpint (picture (shown, 30 + i)->upright, ==, (int) (31 + (i * 40 + 2) * 30000 / 1001000));
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (picture (shown, 55 + i)->portrait, ==, (int) (200 + i));
  for (guint i = 0; i < 25; i++)
    g_assert_cmpint (picture (shown, 75 + i)->upright, ==, (int) (10 + i));
}

/* Two pictures at once, from one to the other. */
static void
test_fade (Fixture      *f,
           gconstpointer data)
{
  ReelClipOrder *order = reel_clip_order_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelClipReport) report = NULL;
  g_autoptr (GArray) shown = NULL;

  add (f, order, LONG, 100, 130);
  add (f, order, VP9, 10, 40);
  add (f, order, LONG, 20, 30); /* too short for two fades of 10 */
  order->fade = 0.4;
  report = run (f, order, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (report->duration, (30 + 30 + 10 - 10 - 5) / 25.0, 0.0001);
  shown = read_reel (f->target);
  g_assert_cmpuint (shown->len, ==, 55);
  for (guint i = 0; i <= 20; i++) /* of the first picture of a fade nearly all is the one before */
    g_assert_cmpint (picture (shown, i)->upright, ==, (int) (100 + i));
  for (guint i = 24; i <= 25; i++)
    g_assert_cmpint (picture (shown, i)->upright, ==, -1);
  for (guint i = 29; i < 45; i++)
    g_assert_cmpint (picture (shown, i)->upright, ==, (int) (i - 10));
  g_assert_cmpint (picture (shown, 47)->upright, ==, -1);
  for (guint i = 50; i < 55; i++)
    g_assert_cmpint (picture (shown, i)->upright, ==, (int) (i - 25));
}

/* Silence where a file has none, and the sound of the others where it belongs, also behind a fade. */
static void
test_sound (Fixture      *f,
            gconstpointer data)
{
  for (guint fade = 0; fade < 2; fade++)
    {
      ReelClipOrder *order = reel_clip_order_new ();
      double begins = fade > 0 ? 0.8 : 1.0;
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelClipReport) report = NULL;
      g_autoptr (ReelTestClipTimes) before = NULL;
      g_autoptr (ReelTestClipTimes) times = NULL;
      g_autofree char *path = g_filename_from_uri (f->loud, NULL, NULL);

      add (f, order, LONG, 100, 125);
      reel_clip_order_add (order, f->loud, 5 / 25.0, 65 / 25.0);
      add (f, order, NTSC, 0, 30);
      order->fade = fade > 0 ? 0.2 : 0;
      report = run (f, order, &error);
      g_assert_no_error (error);
      before = reel_test_clip_measure (path, TRUE);
      times = reel_test_clip_measure (f->target, TRUE);
      g_test_message ("flash %.4f, beep %.4f, sound until %.3f of %.3f", times->flash, times->beep, times->audio_end,
                      report->duration);
      g_assert_cmpfloat_with_epsilon (times->flash, begins + (REEL_TEST_CLIP_FLASH - 5) / 25.0, 0.001);
      g_assert_cmpfloat_with_epsilon (times->beep - times->flash, before->beep - before->flash, 0.004);
      g_assert_cmpfloat_with_epsilon (times->audio_end, report->duration, 0.06);
      g_assert_cmpuint (times->times->len, ==, (guint) (report->duration * 25 + 0.5));
    }
}

/* As large as the first, or as the largest. */
static void
test_size (Fixture      *f,
           gconstpointer data)
{
  for (guint largest = 0; largest < 2; largest++)
    {
      ReelClipOrder *order = reel_clip_order_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelClipReport) report = NULL;
      g_autoptr (ReelMediaInfo) info = NULL;
      g_autofree char *uri = reel_test_video_uri (f->target);

      add (f, order, NTSC, 0, 10);
      reel_clip_order_add (order, f->loud, 0, 0.4);
      order->largest = largest > 0;
      order->fps_n = 50;
      order->fps_d = 1;
      report = run (f, order, &error);
      g_assert_no_error (error);
      info = reel_prober_probe (uri, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (info->width, ==, largest > 0 ? 640 : REEL_TEST_VIDEO_WIDTH);
      g_assert_cmpuint (info->height, ==, largest > 0 ? 360 : REEL_TEST_VIDEO_HEIGHT);
      g_assert_cmpuint (info->fps_n, ==, 50 * info->fps_d);
    }
}

/* One that can't be shown stops all, and the words say which. */
static void
test_refused (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("reel-sources");
  g_autofree char *path = g_build_filename (folder, "sound.m4a", NULL);
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *gone = g_strconcat (uri, ".gone", NULL);
  g_autofree char *line = g_strdup_printf ("audiotestsrc num-buffers=50 ! avenc_aac ! mp4mux ! filesink location=\"%s\"", path);
  const struct
  {
    const char *uri;
    int code;
    const char *words;
  } bad[] = { { uri, REEL_MEDIA_ERROR_NO_VIDEO, "“sound.m4a” has no moving pictures." },
              { gone, REEL_MEDIA_ERROR_UNREADABLE, "sound.m4a.gone" } };
  g_autoptr (GError) failure = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &failure);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (failure);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, REEL_TEST_SECONDS * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      ReelClipOrder *order = reel_clip_order_new ();
      g_autoptr (GError) error = NULL;

      add (f, order, LONG, 0, 10);
      reel_clip_order_add (order, bad[i].uri, 0, 1);
      g_assert_null (run (f, order, &error));
      g_assert_error (error, REEL_MEDIA_ERROR, bad[i].code);
      g_assert_nonnull (strstr (error->message, bad[i].words));
    }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gst_init (NULL, NULL);
  g_test_add ("/reel/cuts", Fixture, NULL, set_up, test_cuts, tear_down);
  g_test_add ("/reel/fade", Fixture, NULL, set_up, test_fade, tear_down);
  g_test_add ("/reel/sound", Fixture, NULL, set_up, test_sound, tear_down);
  g_test_add ("/reel/size", Fixture, NULL, set_up, test_size, tear_down);
  g_test_add ("/reel/refused", Fixture, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}
