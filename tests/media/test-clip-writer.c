/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/app/app.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>

#include "media/reel-clip-copy.h"
#include "media/reel-clip-writer.h"
#include "media/reel-media-error.h"
#include "media/reel-prober.h"
#include "reel-test-clip.h"
#include "reel-test-kind.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* Of the films that are made here. */
#define LONG_GOP "x264enc option-string=scenecut=0:b-pyramid=normal key-int-max=250 bframes=3 bitrate=800 speed-preset=veryfast"
#define SHORT_GOP "x264enc option-string=scenecut=0 key-int-max=30 bframes=2 bitrate=800 speed-preset=veryfast"

/* Long enough that one can interrupt it. */
static const ReelTestClip long_clip = { "long.mkv", 640, 360, 25, 1, 500, .video = SHORT_GOP, .audio = "avenc_aac",
                                        .mux = "matroskamux" };

/* A picture of a clip: which one it is, and when, in seconds from the first. */
typedef struct
{
  int number;
  double time;
} Shown;

static double
at_frame (const ReelTestKind *kind,
          guint               frame)
{
  return (double) reel_test_kind_time (kind, frame) / GST_SECOND;
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

/* (transfer full) (element-type Shown): all pictures of a clip */
static GArray *
read_clip (const char *path)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *text = g_strdup_printf ("uridecodebin uri=\"%s\" caps=video/x-raw force-sw-decoders=true ! videoconvert ! "
                                           "videoflip video-direction=auto ! video/x-raw,format=RGBx ! "
                                           "appsink name=sink sync=false", uri);
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
      Shown next;

      next.number = number_of (sample);
      next.time = (double) gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME,
                                                       GST_BUFFER_PTS (gst_sample_get_buffer (sample))) / GST_SECOND;
      g_array_append_val (shown, next);
      gst_sample_unref (sample);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return shown;
}

typedef struct
{
  char *folder;
  char *target;
  GThread *thread;
  GCancellable *cancel_on_progress; /* (nullable) */
  guint n_progress;
  double fraction;
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  self->folder = reel_test_tmp ("clip-target");
  self->target = g_build_filename (self->folder, "clip.mp4", NULL);
  self->thread = g_thread_self ();
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_unlink (self->target);
  /* Nothing is left beside it. */
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->target);
  g_free (self->folder);
}

static void
on_progress (double   fraction,
             gpointer data)
{
  Fixture *self = data;

  g_assert_true (g_thread_self () == self->thread);
  g_assert_cmpfloat (fraction, >, self->fraction);
  g_assert_cmpfloat (fraction, <=, 1.0);
  self->fraction = fraction;
  self->n_progress++;
  if (self->cancel_on_progress != NULL)
    g_cancellable_cancel (self->cancel_on_progress);
}

/* (transfer full) (nullable) */
static ReelClipReport *
run (Fixture       *self,
     ReelClipOrder *order,
     GCancellable  *cancellable,
     GError       **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->target);
  GAsyncResult *result = NULL;
  ReelClipReport *report;

  self->fraction = 0.0;
  self->n_progress = 0;
  reel_clip_writer_write_async (order, file, on_progress, self, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  report = reel_clip_writer_write_finish (result, error);
  /* The task and all that it holds. */
  reel_test_assert_finalized (&result);
  return report;
}

static ReelClipOrder *
order_one (const char *path,
           double      start,
           double      end,
           gboolean    instant)
{
  g_autofree char *uri = reel_test_video_uri (path);
  ReelClipOrder *order = reel_clip_order_new ();

  reel_clip_order_add (order, uri, start, end);
  order->instant = instant;
  return order;
}

static void
use_extension (Fixture    *self,
               const char *extension)
{
  g_autofree char *name = g_strconcat ("clip.", extension, NULL);

  g_unlink (self->target);
  g_free (self->target);
  self->target = g_build_filename (self->folder, name, NULL);
}

/* The pictures from @from to before @to, each for as long as in its file, from zero on. */
static void
assert_shows (const ReelTestKind *kind,
              GArray     *shown,
              guint       from,
              guint       to)
{
  double tolerance = g_str_has_suffix (kind->name, ".mkv") || g_str_has_suffix (kind->name, ".webm") ? 0.0025 : 0.0012;

  g_test_message ("%s: %u pictures, %d … %d", kind->name, shown->len, g_array_index (shown, Shown, 0).number,
                  g_array_index (shown, Shown, shown->len - 1).number);
  g_assert_cmpuint (shown->len, ==, to - from);
  for (guint i = 0; i < shown->len; i++)
    {
      const Shown *picture = &g_array_index (shown, Shown, i);

      g_assert_cmpint (picture->number, ==, (int) (from + i));
      g_assert_cmpfloat_with_epsilon (picture->time, at_frame (kind, from + i) - at_frame (kind, from), tolerance);
    }
}

static void
test_exact (Fixture      *self,
            gconstpointer data)
{
  static const guint ranges[][2] = { { 0, 30 }, { 137, 171 }, { 251, 260 }, { 249, 252 }, { 380, 400 } };
  const ReelTestKind *kind = data;
  const guint n_frames = reel_test_kind_n_frames (kind);
  g_autofree char *path = reel_test_kind_make (kind);

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      guint from = ranges[i][0] * n_frames / 400, to = MAX (ranges[i][1] * n_frames / 400, from + 3);
      /* Points within frames, as services give them, and on their edges, as people set them. */
      double start = i % 2 == 0 ? reel_test_kind_middle (kind, from) : at_frame (kind, from);
      double end = i % 2 == 0 ? reel_test_kind_middle (kind, to - 1) : at_frame (kind, to);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelClipReport) report = NULL;
      g_autoptr (GArray) shown = NULL;

      use_extension (self, "mp4");
      report = run (self, order_one (path, start, end, FALSE), NULL, &error);
      g_assert_no_error (error);
      shown = read_clip (self->target);
      assert_shows (kind, shown, from, to);
      if (kind->audio != NULL && to - from >= 9)
        g_assert_cmpfloat_with_epsilon (reel_test_kind_measure_tone (self->target), REEL_TEST_KIND_TONE, 30.0);
      if (to < n_frames)
        g_assert_cmpfloat_with_epsilon (report->duration, at_frame (kind, to) - at_frame (kind, from), 0.0025);
      g_assert_cmpfloat (report->lead, ==, 0.0);
      g_assert_cmpfloat (self->fraction, ==, 1.0);
    }
}

/* Also what is not H.264 in MP4. */
static void
test_containers (Fixture      *self,
                 gconstpointer data)
{
  static const char * const extensions[] = { "webm", "mkv", "mov", "MP4" };
  const ReelTestKind *kind = reel_test_kind_get ("ntsc.mov");
  g_autofree char *path = reel_test_kind_make (kind);

  for (gsize i = 0; i < G_N_ELEMENTS (extensions); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelClipReport) report = NULL;
      g_autoptr (GArray) shown = NULL;

      use_extension (self, extensions[i]);
      report = run (self, order_one (path, at_frame (kind, 101), at_frame (kind, 131), FALSE), NULL, &error);
      g_assert_no_error (error);
      shown = read_clip (self->target);
      g_assert_cmpuint (shown->len, ==, 30);
      g_assert_cmpint (g_array_index (shown, Shown, 0).number, ==, 101);
      g_assert_cmpint (g_array_index (shown, Shown, 29).number, ==, 130);
      g_assert_cmpfloat (g_array_index (shown, Shown, 0).time, <, 0.002);
    }
}

/* Begins with the key frame, and says by how much that is earlier. */
static void
test_instant (Fixture      *self,
              gconstpointer data)
{
  static const guint ranges[][2] = { { 0, 30 }, { 137, 171 }, { 251, 260 }, { 300, 399 } };
  const ReelTestKind *kind = data;
  const guint n_frames = reel_test_kind_n_frames (kind);
  g_autofree char *path = reel_test_kind_make (kind);

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      guint from = ranges[i][0] * n_frames / 400, to = MAX (ranges[i][1] * n_frames / 400, from + 3), key;
      ReelClipOrder *order = order_one (path, at_frame (kind, from), at_frame (kind, to), TRUE);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelClipReport) report = NULL;
      g_autoptr (GArray) shown = NULL;

      use_extension (self, reel_clip_writer_get_extension (order));
      report = run (self, order, NULL, &error);
      g_assert_no_error (error);
      shown = read_clip (self->target);
      g_test_message ("%s from %u: lead %.3f s, %u pictures from %d, at %.4f", kind->name, from, report->lead, shown->len,
                      g_array_index (shown, Shown, 0).number, g_array_index (shown, Shown, 0).time);
      key = kind->key > 0 ? from / kind->key * kind->key : (guint) g_array_index (shown, Shown, 0).number;
      g_assert_cmpuint (key, <=, from);
      g_assert_cmpfloat_with_epsilon (report->lead, at_frame (kind, from) - at_frame (kind, key), 0.0025);
      g_assert_cmpfloat (g_array_index (shown, Shown, 0).time, <, 0.0025);
      if (kind->audio != NULL && to - from >= 9)
        g_assert_cmpfloat_with_epsilon (reel_test_kind_measure_tone (self->target), REEL_TEST_KIND_TONE, 30.0);
      /* What the last ones are made from may come along. */
      g_assert_cmpuint (shown->len, >=, to - key);
      g_assert_cmpuint (shown->len, <=, to - key + 3);
      for (guint j = 0; j < to - key; j++)
        {
          const Shown *picture = &g_array_index (shown, Shown, j);

          g_assert_cmpint (picture->number, ==, (int) (key + j));
          g_assert_cmpfloat_with_epsilon (picture->time - g_array_index (shown, Shown, 0).time,
                                          at_frame (kind, key + j) - at_frame (kind, key), 0.0025);
        }
      if (kind->turned)
        {
          g_autofree char *uri = reel_test_video_uri (self->target);
          g_autoptr (ReelMediaInfo) info = reel_prober_probe (uri, NULL, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (info->height, ==, REEL_TEST_VIDEO_WIDTH);
        }
    }
}

/* What a container can't hold, or say, is refused with words, and nothing is left. */
static void
test_not_copyable (Fixture      *self,
                   gconstpointer data)
{
  g_autofree char *turned = reel_test_kind_make (reel_test_kind_get ("turned.mp4"));
  g_autofree char *h264 = reel_test_kind_make (reel_test_kind_get ("h264.mp4"));
  g_autofree char *mjpeg = reel_test_kind_make (reel_test_kind_get ("mjpeg.avi"));
  g_autofree char *old = reel_test_sample ("Megamind.avi");
  const struct
  {
    const char *path, *extension;
  } pairs[] = { { turned, "mkv" }, { h264, "webm" }, { mjpeg, "webm" }, { old, "mkv" } };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (GError) error = NULL;

      use_extension (self, pairs[i].extension);
      g_assert_null (run (self, order_one (pairs[i].path, 1, 2, TRUE), NULL, &error));
      g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_COPYABLE);
      g_test_message ("%s", error->message);
      g_assert_false (g_file_test (self->target, G_FILE_TEST_EXISTS));
    }
}

/* Sound and pictures stay together. */
static void
test_sound (Fixture      *self,
            gconstpointer data)
{
  static const ReelTestClip clips[] = {
    { "a.mkv", 0, 0, 25, 1, 100, .video = SHORT_GOP, .audio = "avenc_aac", .mux = "matroskamux" },
    { "b.mp4", 0, 0, 30000, 1001, 100, .video = LONG_GOP, .audio = "avenc_aac", .mux = "mp4mux", .n_channels = 1 },
    { "c.avi", 0, 0, 25, 1, 100, .video = "jpegenc", .audio = "identity", .mux = "avimux" },
    { "d.mkv", 0, 0, 25, 1, 100, .video = SHORT_GOP, .audio = "avenc_ac3", .mux = "matroskamux", .n_channels = 6, .first = 700 },
  };
  g_autofree char *folder = reel_test_tmp ("clip-sources");

  for (gsize i = 0; i < G_N_ELEMENTS (clips); i++)
    for (guint instant = 0; instant < 2; instant++)
      {
        g_autofree char *path = g_build_filename (folder, clips[i].name, NULL);
        double frame = (double) clips[i].fps_d / clips[i].fps_n;
        ReelClipOrder *order;
        g_autoptr (GError) error = NULL;
        g_autoptr (ReelClipReport) report = NULL;
        g_autoptr (ReelTestClipTimes) before = NULL;
        g_autoptr (ReelTestClipTimes) times = NULL;

        if (!g_file_test (path, G_FILE_TEST_EXISTS))
          reel_test_clip_make (&clips[i], path);
        before = reel_test_clip_measure (path, TRUE);
        order = order_one (path, 7 * frame, 60 * frame, instant > 0);
        use_extension (self, instant > 0 ? reel_clip_writer_get_extension (order) : "mp4");
        report = run (self, order, NULL, &error);
        g_assert_no_error (error);
        times = reel_test_clip_measure (self->target, TRUE);
        g_test_message ("%s %s: flash %.4f, beep %.4f, sound until %.3f, lead %.3f, %u pictures", clips[i].name,
                        instant > 0 ? "instant" : "exact", times->flash, times->beep, times->audio_end, report->lead,
                        times->times->len);
        g_assert_cmpfloat_with_epsilon (times->flash, (REEL_TEST_CLIP_FLASH - 7) * frame + report->lead, 0.004);
        /* Encoders of the tests' own files have put something in front already. */
        g_assert_cmpfloat_with_epsilon (times->beep - times->flash, before->beep - before->flash, 0.004);
        g_assert_cmpfloat_with_epsilon (times->audio_end, report->duration, 0.06);
        if (instant == 0)
          g_assert_cmpuint (times->times->len, ==, 53);
      }
}

/* Ten seconds from key frame to key frame, 25 MB of them, filled up with nothing. */
#define HEAVY                                                                                                           \
  "x264enc pass=cbr bitrate=20000 vbv-buf-capacity=1000 option-string=nal-hrd=cbr:filler=1:scenecut=0 key-int-max=250 " \
  "bframes=2 speed-preset=ultrafast"

/* What lies between the key frame and the in point is read twice rather than kept. */
static void
test_far_key (Fixture      *self,
              gconstpointer data)
{
  const ReelTestKind kind = { "heavy.mkv", HEAVY, "matroskamux", 25, 1, 260, .key = 250 };
  g_autofree char *folder = reel_test_tmp ("heavy");
  g_autofree char *path = g_build_filename (folder, kind.name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelClipReport) report = NULL;
  g_autoptr (GArray) shown = NULL;

  reel_test_video_make (path, HEAVY " ! matroskamux", 260, 25, 1, 0);
  use_extension (self, "mkv");
  report = run (self, order_one (path, at_frame (&kind, 240), at_frame (&kind, 248), TRUE), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (report->lead, 9.6, 0.0025);
  shown = read_clip (self->target);
  g_assert_cmpuint (shown->len, >=, 248);
  for (guint i = 0; i < 248; i++)
    g_assert_cmpint (g_array_index (shown, Shown, i).number, ==, (int) i);
  g_test_message ("%.1f MiB kept at the most", (double) reel_clip_copy_get_peak () / 1048576);
  g_assert_cmpuint (reel_clip_copy_get_peak (), >, 15 * 1024 * 1024);
  g_assert_cmpuint (reel_clip_copy_get_peak (), <, 17 * 1024 * 1024);
}

static guint64
slide_pts (guint    frame,
           gpointer data)
{
  static const guint seconds[] = { 0, 1, 41, 42 };

  return seconds[MIN (frame, 3)] * GST_SECOND;
}

/* A picture that stands for a long time is written again now and then, so that its sound need not wait for the next one. */
static void
test_slides (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("slides");
  g_autofree char *path = g_build_filename (folder, "slides.mkv", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelClipReport) report = NULL;
  g_autoptr (ReelTestClipTimes) times = NULL;
  g_autoptr (GArray) shown = NULL;

  reel_test_video_make_timed (path,
                              "x264enc pass=quant quantizer=20 key-int-max=10 ! mux. audiotestsrc freq=440 num-buffers=1050 "
                              "samplesperbuffer=1920 ! audio/x-raw,rate=48000,channels=1 ! opusenc ! mux. matroskamux name=mux",
                              3, 0, 1, slide_pts, NULL);
  report = run (self, order_one (path, 0, 0, FALSE), NULL, &error);
  g_assert_no_error (error);
  shown = read_clip (self->target);
  g_assert_cmpuint (shown->len, >, 6);
  for (guint i = 0; i < shown->len; i++)
    {
      const Shown *picture = &g_array_index (shown, Shown, i);

      g_assert_cmpint (picture->number, ==, picture->time < 0.9 ? 0 : picture->time < 40.9 ? 1 : 2);
      if (i > 0)
        g_assert_cmpfloat (picture->time - g_array_index (shown, Shown, i - 1).time, <, 10.1);
    }
  times = reel_test_clip_measure (self->target, TRUE);
  g_assert_cmpfloat (times->audio_end, >, 40.9);
  g_assert_cmpfloat_with_epsilon (reel_test_kind_measure_tone (self->target), 440, 5);
}

static char *
make_long (void)
{
  g_autofree char *sources = reel_test_tmp ("clip-sources");
  char *path = g_build_filename (sources, long_clip.name, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    reel_test_clip_make (&long_clip, path);
  return path;
}

static void
assert_fails (Fixture       *self,
              ReelClipOrder *order,
              int            code,
              const char    *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run (self, order, NULL, &error));
  g_assert_error (error, REEL_MEDIA_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

/* Neither what is there is touched, nor anything left beside it. */
static void
assert_untouched (Fixture    *self,
                  const char *was)
{
  g_autofree char *text = NULL;
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, was != NULL ? 1 : 0);
  if (was != NULL)
    {
      g_assert_true (g_file_get_contents (self->target, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, was);
    }
}

static void
test_replace (Fixture      *self,
              gconstpointer data)
{
  g_autofree char *path = make_long ();
  ReelClipOrder *order = order_one (path, 1, 2, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelClipReport) report = NULL;

  g_assert_true (g_file_set_contents (self->target, "old", -1, NULL));
  assert_fails (self, order_one (path, 1, 2, FALSE), REEL_MEDIA_ERROR_UNWRITABLE, "clip.mp4");
  assert_untouched (self, "old");
  order->replace = TRUE;
  report = run (self, order, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (report->duration, 1, 0.002);
  g_assert_cmpuint (self->n_progress, >=, 1);
}

/* Not even with consent: a clip over its own film. */
static void
test_same (Fixture      *self,
           gconstpointer data)
{
  g_autofree char *path = make_long ();
  g_autofree char *link = g_build_filename (self->folder, "clip.mkv", NULL);

  use_extension (self, "mkv");
  for (guint instant = 0; instant < 2; instant++)
    {
      ReelClipOrder *order = order_one (path, 1, 2, instant > 0);

      g_assert_cmpint (symlink (path, link), ==, 0);
      order->replace = TRUE;
      assert_fails (self, order, REEL_MEDIA_ERROR_UNWRITABLE, "long.mkv");
      g_unlink (link);
    }
}

static void
test_cancel (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *path = make_long ();

  for (guint instant = 0; instant < 2; instant++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      g_cancellable_cancel (cancellable);
      g_assert_null (run (self, order_one (path, 1, 15, instant > 0), cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_untouched (self, NULL);
    }
  {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;

    self->cancel_on_progress = cancellable;
    g_assert_null (run (self, order_one (path, 1, 19, FALSE), cancellable, &error));
    self->cancel_on_progress = NULL;
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpfloat (self->fraction, <, 1.0);
    assert_untouched (self, NULL);
  }
}

/* A limit for files is what a disk that is full looks like. */
static void
test_full_disk (Fixture      *self,
                gconstpointer data)
{
  g_autofree char *path = make_long ();
  struct rlimit before, limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  for (guint instant = 0; instant < 2; instant++)
    {
      ReelClipOrder *order = order_one (path, 1, 19, instant > 0);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelClipReport) report = NULL;

      limit = before;
      limit.rlim_cur = 20000;
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      report = run (self, order, NULL, &error);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
      g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_SPACE);
      g_test_message ("%s", error->message);
      assert_untouched (self, NULL);
    }
}

static void
test_bad_files (Fixture      *self,
                gconstpointer data)
{
  g_autofree char *path = make_long ();
  g_autofree char *folder = reel_test_tmp ("clip-sources");
  g_autofree char *gone = g_build_filename (folder, "gone.mp4", NULL);
  g_autofree char *text = g_build_filename (folder, "text.mp4", NULL);
  g_autofree char *sound = g_build_filename (folder, "sound.m4a", NULL);
  g_autofree char *line = NULL;
  g_autofree char *target = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (text, "This is no film.", -1, NULL));
  line = g_strdup_printf ("audiotestsrc num-buffers=50 ! avenc_aac ! mp4mux ! filesink location=\"%s\"", sound);
  {
    g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
    g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
    g_autoptr (GstMessage) message = NULL;

    g_assert_no_error (error);
    gst_element_set_state (pipeline, GST_STATE_PLAYING);
    message = gst_bus_timed_pop_filtered (bus, REEL_TEST_SECONDS * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
    gst_element_set_state (pipeline, GST_STATE_NULL);
  }
  for (guint instant = 0; instant < 2; instant++)
    {
      assert_fails (self, order_one (gone, 1, 2, instant > 0), REEL_MEDIA_ERROR_UNREADABLE, "gone.mp4");
      assert_fails (self, order_one (text, 1, 2, instant > 0), REEL_MEDIA_ERROR_NOT_MEDIA, "text.mp4");
      assert_fails (self, order_one (sound, 1, 2, instant > 0), REEL_MEDIA_ERROR_NO_VIDEO, "sound.m4a");
      assert_untouched (self, NULL);
    }
  target = g_steal_pointer (&self->target);
  self->target = g_strdup ("/proc/no-such-folder/clip.mp4");
  assert_fails (self, order_one (path, 1, 2, FALSE), REEL_MEDIA_ERROR_UNWRITABLE, "clip.mp4");
  g_free (self->target);
  self->target = g_steal_pointer (&target);
}

/* Points that make no sense, and such as no file has. */
static void
test_points (Fixture      *self,
             gconstpointer data)
{
  static const double points[][2] = { { -5, 1 }, { NAN, 1 }, { 19.5, INFINITY }, { 19.5, 1e9 }, { 19.5, 3 } };
  g_autofree char *path = make_long ();

  for (gsize i = 0; i < G_N_ELEMENTS (points); i++)
    for (guint instant = 0; instant < 2; instant++)
      {
        ReelClipOrder *order = order_one (path, points[i][0], points[i][1], instant > 0);
        g_autoptr (GError) error = NULL;
        g_autoptr (ReelClipReport) report = NULL;

        order->replace = TRUE;
        report = run (self, order, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpfloat (report->duration, >, 0.4);
        g_assert_cmpfloat (report->duration - report->lead, <, 1.2);
      }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gst_init (NULL, NULL);
  for (gsize i = 0; i < reel_test_n_kinds; i++)
    {
      const ReelTestKind *kind = &reel_test_kinds[i];
      g_autofree char *exact = g_strconcat ("/clip/exact/", kind->name, NULL);
      g_autofree char *instant = g_strconcat ("/clip/instant/", kind->name, NULL);

      /* Of a program stream it is not known which picture is the first one. */
      if (!kind->loses_some)
        g_test_add (exact, Fixture, kind, set_up, test_exact, tear_down);
      if (kind->key > 0)
        g_test_add (instant, Fixture, kind, set_up, test_instant, tear_down);
    }
  g_test_add ("/clip/containers", Fixture, NULL, set_up, test_containers, tear_down);
  g_test_add ("/clip/not-copyable", Fixture, NULL, set_up, test_not_copyable, tear_down);
  g_test_add ("/clip/sound", Fixture, NULL, set_up, test_sound, tear_down);
  g_test_add ("/clip/far-key", Fixture, NULL, set_up, test_far_key, tear_down);
  g_test_add ("/clip/slides", Fixture, NULL, set_up, test_slides, tear_down);
  g_test_add ("/clip/replace", Fixture, NULL, set_up, test_replace, tear_down);
  g_test_add ("/clip/same", Fixture, NULL, set_up, test_same, tear_down);
  g_test_add ("/clip/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/clip/full-disk", Fixture, NULL, set_up, test_full_disk, tear_down);
  g_test_add ("/clip/bad-files", Fixture, NULL, set_up, test_bad_files, tear_down);
  g_test_add ("/clip/points", Fixture, NULL, set_up, test_points, tear_down);
  return g_test_run ();
}
