/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gst/app/app.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <math.h>

#include "reel-test-kind.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* Goes into the name of the folder of a file that tests share: to be counted up where files change and the table does not. */
#define VERSION 1

#define N_FRAMES 400
#define FEW 120
#define RATE 48000
#define QUIET 0.15f
#define MOST_BYTES (16 * 1024 * 1024)
#define OTHER_FPS_N 30000
#define OTHER_FPS_D 1001

/* Key frames far apart, B-frames that others are made from between them. */
#define LONG_GOP "x264enc option-string=scenecut=0:b-pyramid=normal key-int-max=250 bframes=3 bitrate=800 speed-preset=veryfast"
#define SHORT_GOP "x264enc option-string=scenecut=0 key-int-max=30 bframes=2 bitrate=800 speed-preset=veryfast"
#define FIELDS "x264enc interlaced=true option-string=scenecut=0 key-int-max=30 bframes=2 bitrate=1200 speed-preset=veryfast"
#define HIGH_10 "x264enc option-string=scenecut=0 key-int-max=30 bitrate=1200 speed-preset=veryfast ! video/x-h264,profile=high-10"
#define HEVC "x265enc key-int-max=100 bitrate=800 speed-preset=ultrafast ! h265parse"
#define MPEG2 "mpeg2enc format=3 bitrate=4000 ! mpegvideoparse"
#define MPEG2_FIELDS "mpeg2enc format=3 interlace-mode=1 bitrate=4000 ! mpegvideoparse"
#define VP9 "vp9enc deadline=1 cpu-used=8 keyframe-max-dist=60 target-bitrate=800000"
#define VP8 "vp8enc deadline=1 cpu-used=8 keyframe-max-dist=40 target-bitrate=800000"
#define AAC "avenc_aac"
#define MP2 "twolamemp2enc ! mpegaudioparse"
#define HLG "video/x-raw,format=I420_10LE,colorimetry=bt2100-hlg"
#define PQ "video/x-raw,format=I420_10LE,colorimetry=bt2100-pq"
#define FULL "video/x-raw,format=Y444"

const ReelTestKind reel_test_kinds[] = {
  { "h264.mp4", LONG_GOP, "mp4mux", 25, 1, .key = 250 },
  { "h264.mkv", LONG_GOP, "matroskamux", 25, 1, .key = 250 },
  { "h264.ts", LONG_GOP, "mpegtsmux", 25, 1 },
  { "short.ts", SHORT_GOP, "mpegtsmux", 25, 1 },
  { "late.ts", SHORT_GOP, "mpegtsmux", 50, 1, .first = 3000 },
  { "film.mp4", SHORT_GOP, "mp4mux", 24000, 1001, .key = 30 },
  { "ntsc.mov", SHORT_GOP, "qtmux", 30000, 1001, .key = 30 },
  { "ntsc.mkv", SHORT_GOP, "matroskamux", 30000, 1001, .key = 30 },
  { "fast.mp4", SHORT_GOP, "mp4mux", 60000, 1001, .key = 30 },
  { "turned.mp4", SHORT_GOP, "mp4mux", 25, 1, .key = 30, .turned = TRUE },
  { "varies.mkv", SHORT_GOP, "matroskamux", 25, 1, .key = 30, .varies = TRUE },
  { "varies.mp4", SHORT_GOP, "mp4mux", 25, 1, .key = 30, .varies = TRUE },
  { "hevc.mp4", HEVC, "mp4mux", 25, 1 },
  { "vp9.webm", VP9, "webmmux", 25, 1 },
  { "mpeg2.ts", MPEG2, "mpegtsmux", 25, 1 },
  { "mpeg2.mpg", MPEG2, "mpegpsmux", 25, 1, .loses_some = TRUE },
  { "mjpeg.avi", "jpegenc", "avimux", 25, 1, .key = 1 },
  { "prores.mov", "avenc_prores_ks", "qtmux", 25, 1 },

  { "25i.mkv", FIELDS, "matroskamux", 25, 1, FEW, .fields = REEL_TEST_TOP_FIRST },
  { "25i-mpeg2.ts", MPEG2_FIELDS, "mpegtsmux", 25, 1, FEW, .height = 256, .fields = REEL_TEST_TOP_FIRST },
  { "29i-bottom.mp4", FIELDS, "mp4mux", 30000, 1001, FEW, .fields = REEL_TEST_BOTTOM_FIRST },
  { "hlg.mkv", HIGH_10, "matroskamux", 25, 1, FEW, .raw = HLG },
  { "pq.mp4", HEVC, "mp4mux", 25, 1, FEW, .raw = PQ },
  { "second-track.mkv", SHORT_GOP, "matroskamux", 25, 1, FEW, .key = 30, .other = REEL_TEST_SECOND },
  { "second-track.mp4", SHORT_GOP, "mp4mux", 24, 1, FEW, .key = 30, .other = REEL_TEST_SECOND },
  { "cover.mkv", SHORT_GOP, "matroskamux", 25, 1, FEW, .key = 30, .audio = AAC, .other = REEL_TEST_COVER },
  { "cover.mov", SHORT_GOP, "qtmux", 25, 1, FEW, .key = 30, .audio = AAC, .other = REEL_TEST_COVER },
  { "longer-45-ms.mp4", SHORT_GOP, "mp4mux", 25, 1, FEW, .key = 30, .audio = AAC, .longer = 45 },
  { "longer-3-s.mp4", SHORT_GOP, "mp4mux", 25, 1, FEW, .key = 30, .audio = AAC, .longer = 3000 },
  { "longer-15-s.mp4", LONG_GOP, "mp4mux", 25, 1, FEW, .key = 250, .audio = AAC, .longer = 15000 },
  { "longer-15-s.mkv", LONG_GOP, "matroskamux", 25, 1, FEW, .key = 250, .audio = AAC, .longer = 15000 },
  { "longer-15-s.ts", SHORT_GOP, "mpegtsmux", 25, 1, FEW, .audio = MP2, .longer = 15000 },
  { "sounds.mkv", SHORT_GOP, "matroskamux", 25, 1, FEW, .key = 30, .audio = AAC, .n_sounds = 3 },
  { "sounds.mp4", SHORT_GOP, "mp4mux", 25, 1, FEW, .key = 30, .audio = AAC, .n_sounds = 2, .first_off = TRUE },
  { "late.mkv", SHORT_GOP, "matroskamux", 25, 1, FEW, .key = 30, .late = 2000, .audio = AAC },
  { "late.mp4", SHORT_GOP, "mp4mux", 25, 1, FEW, .key = 30, .late = 2000, .audio = AAC },
  { "odd.mkv", SHORT_GOP, "matroskamux", 25, 1, FEW, .key = 30, .width = 333, .height = 251, .raw = FULL },
  { "odd.webm", VP8, "webmmux", 25, 1, FEW, .width = 333, .height = 251 },
};

const gsize reel_test_n_kinds = G_N_ELEMENTS (reel_test_kinds);

static guint
width_of (const ReelTestKind *kind)
{
  return kind->width > 0 ? kind->width : REEL_TEST_VIDEO_WIDTH;
}

static guint
height_of (const ReelTestKind *kind)
{
  return kind->height > 0 ? kind->height : REEL_TEST_VIDEO_HEIGHT;
}

static guint
n_sounds_of (const ReelTestKind *kind)
{
  return kind->audio == NULL ? 0 : MAX (kind->n_sounds, 1);
}

guint
reel_test_kind_n_frames (const ReelTestKind *kind)
{
  return kind->n_frames > 0 ? kind->n_frames : N_FRAMES;
}

guint64
reel_test_kind_time (const ReelTestKind *kind,
                     guint               frame)
{
  guint64 time = gst_util_uint64_scale (frame, (guint64) kind->fps_d * GST_SECOND, (guint64) kind->fps_n);

  return kind->varies && frame % 3 == 1 ? time + GST_SECOND * (guint64) kind->fps_d / (guint64) kind->fps_n / 2 : time;
}

double
reel_test_kind_middle (const ReelTestKind *kind,
                       guint               frame)
{
  return (double) (reel_test_kind_time (kind, frame) + reel_test_kind_time (kind, frame + 1)) / 2 / GST_SECOND;
}

const ReelTestKind *
reel_test_kind_get (const char *name)
{
  for (gsize i = 0; i < reel_test_n_kinds; i++)
    if (g_str_equal (reel_test_kinds[i].name, name))
      return &reel_test_kinds[i];
  g_assert_not_reached ();
}

static GstBuffer *
draw (const ReelTestKind *kind,
      guint               number)
{
  guint width = width_of (kind), height = height_of (kind);
  gsize size = (gsize) width * height * 4;
  guint8 *pixels = g_malloc (size);
  GstBuffer *buffer;

  for (guint y = 0; y < height; y++)
    reel_test_video_draw_line (pixels + (gsize) y * width * 4, width, height, y,
                               kind->fields != REEL_TEST_PROGRESSIVE && y % 2 == 1 ? number + 2048 : number);
  buffer = gst_buffer_new_wrapped (pixels, size);
  if (kind->fields != REEL_TEST_PROGRESSIVE)
    GST_BUFFER_FLAG_SET (buffer, GST_VIDEO_BUFFER_FLAG_INTERLACED);
  if (kind->fields == REEL_TEST_TOP_FIRST)
    GST_BUFFER_FLAG_SET (buffer, GST_VIDEO_BUFFER_FLAG_TFF);
  return buffer;
}

static void
set_caps (const ReelTestKind *kind,
          GstElement         *source,
          int                 fps_n,
          int                 fps_d)
{
  g_autoptr (GstCaps) caps = NULL;

  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "RGBx", "width", G_TYPE_INT, width_of (kind), "height",
                              G_TYPE_INT, height_of (kind), "framerate", GST_TYPE_FRACTION, fps_n, fps_d,
                              "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  if (kind->fields != REEL_TEST_PROGRESSIVE)
    gst_caps_set_simple (caps, "interlace-mode", G_TYPE_STRING, "interleaved", "field-order", G_TYPE_STRING,
                         kind->fields == REEL_TEST_TOP_FIRST ? "top-field-first" : "bottom-field-first", NULL);
  g_object_set (source, "caps", caps, "max-bytes", G_GUINT64_CONSTANT (0), NULL);
}

/* Fails with what the pipeline says: appsrc's own blocking would wait for ever. */
static void
wait_for_room (GstElement *pipeline,
               GstElement *source)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  while (gst_app_src_get_current_level_bytes (GST_APP_SRC (source)) > MOST_BYTES)
    {
      g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, 10 * GST_MSECOND, GST_MESSAGE_ERROR);
      g_autoptr (GError) error = NULL;

      if (message != NULL)
        gst_message_parse_error (message, &error, NULL);
      g_assert_no_error (error);
    }
}

static void
push (GstElement   *pipeline,
      GstElement   *source,
      GstBuffer    *buffer,
      GstClockTime  start,
      GstClockTime  end)
{
  GST_BUFFER_PTS (buffer) = start;
  GST_BUFFER_DURATION (buffer) = end - start;
  wait_for_room (pipeline, source);
  g_assert_cmpint (gst_app_src_push_buffer (GST_APP_SRC (source), buffer), ==, GST_FLOW_OK);
}

static void
push_film (const ReelTestKind *kind,
           GstElement         *pipeline)
{
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "film");
  GstClockTime start = (kind->first + kind->late) * GST_MSECOND;

  set_caps (kind, source, kind->fps_n, kind->fps_d);
  for (guint i = 0; i < reel_test_kind_n_frames (kind); i++)
    push (pipeline, source, draw (kind, i), start + reel_test_kind_time (kind, i), start + reel_test_kind_time (kind, i + 1));
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

static void
push_other (const ReelTestKind *kind,
            GstElement         *pipeline)
{
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "other");
  GstClockTime end = kind->other == REEL_TEST_COVER ? 1 : reel_test_kind_time (kind, reel_test_kind_n_frames (kind));
  GstClockTime time = 0;

  set_caps (kind, source, OTHER_FPS_N, OTHER_FPS_D);
  for (guint i = 0; time < end; i++)
    {
      GstClockTime next = gst_util_uint64_scale (i + 1, OTHER_FPS_D * GST_SECOND, OTHER_FPS_N);

      push (pipeline, source, draw (kind, REEL_TEST_KIND_OTHER + i), time, next);
      time = next;
    }
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

static void
push_sound (const ReelTestKind *kind,
            GstElement         *pipeline,
            guint               track)
{
  g_autofree char *name = g_strdup_printf ("sound%u", track);
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), name);
  g_autoptr (GstCaps) caps = NULL;
  GstClockTime length = (kind->late + kind->longer) * GST_MSECOND + reel_test_kind_time (kind, reel_test_kind_n_frames (kind));
  double tone = track == (kind->first_off ? 1 : 0) ? REEL_TEST_KIND_TONE : REEL_TEST_KIND_OTHER_TONE;
  gsize n = (gsize) gst_util_uint64_scale (length, RATE, GST_SECOND);
  gint16 *samples = g_new (gint16, n);
  GstBuffer *buffer;

  for (gsize i = 0; i < n; i++)
    samples[i] = (gint16) (0.5 * G_MAXINT16 * sin (2.0 * G_PI * tone * (double) i / RATE));
  caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, "S16LE", "layout", G_TYPE_STRING, "interleaved",
                              "rate", G_TYPE_INT, RATE, "channels", G_TYPE_INT, 1, NULL);
  g_object_set (source, "caps", caps, "max-bytes", G_GUINT64_CONSTANT (0), NULL);
  buffer = gst_buffer_new_wrapped (samples, n * sizeof *samples);
  GST_BUFFER_PTS (buffer) = kind->first * GST_MSECOND;
  g_assert_cmpint (gst_app_src_push_buffer (GST_APP_SRC (source), buffer), ==, GST_FLOW_OK);
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

/* Pads are asked for in this order, so it is that of the tracks. */
static char *
describe (const ReelTestKind *kind)
{
  static const char queue[] = "queue max-size-buffers=0 max-size-bytes=0 max-size-time=0 ! mux. ";
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s name=mux ! filesink name=out ", kind->mux);
  if (kind->other == REEL_TEST_COVER)
    g_string_append_printf (text, "appsrc name=other format=time ! videoconvert ! jpegenc ! %s", queue);
  g_string_append_printf (text, "appsrc name=film format=time ! videoconvert ! %s%s%s ! %s", kind->raw != NULL ? kind->raw : "",
                          kind->raw != NULL ? " ! " : "", kind->video, queue);
  if (kind->other == REEL_TEST_SECOND)
    g_string_append_printf (text, "appsrc name=other format=time ! videoconvert ! %s ! %s", SHORT_GOP, queue);
  for (guint i = 0; i < n_sounds_of (kind); i++)
    g_string_append_printf (text, "appsrc name=sound%u format=time ! audioconvert ! %s ! %s", i, kind->audio, queue);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
run_to_end (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  message = gst_bus_timed_pop_filtered (bus, REEL_TEST_SECONDS * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  g_assert_no_error (error);
}

/* Into the header of the first track of sound: bit 0 says that a track is to be played (ISO/IEC 14496-12, 8.3.2). The film
 * comes first. */
static void
switch_off (const char *path)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  guint n = 0;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  for (gsize at = 0; at + 8 < length; at++)
    if (memcmp (contents + at, "tkhd", 4) == 0 && n++ == 1)
      contents[at + 7] = (char) (contents[at + 7] & ~1);
  g_assert_cmpuint (n, >=, 2);
  g_file_set_contents (path, contents, (gssize) length, &error);
  g_assert_no_error (error);
}

static void
make (const ReelTestKind *kind,
      const char         *text,
      const char         *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstElement) out = NULL;

  g_assert_no_error (error);
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  g_object_set (out, "location", path, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < n_sounds_of (kind); i++)
    push_sound (kind, pipeline, i);
  if (kind->other != REEL_TEST_ALONE)
    push_other (kind, pipeline);
  push_film (kind, pipeline);
  run_to_end (pipeline);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (kind->first_off)
    switch_off (path);
  if (kind->turned)
    reel_test_video_turn (path);
}

/* (transfer full): where a file that is made in this way lies */
static char *
dup_folder (const ReelTestKind *kind,
            const char         *text)
{
  const char *shared = g_getenv ("REEL_TEST_MEDIA");
  g_autofree char *private = shared == NULL ? reel_test_tmp ("kinds") : NULL;
  g_autofree char *all =
    g_strdup_printf ("%d %s %d/%d %u %u×%u %d %d %d %u %u %u %d %u %d", VERSION, text, kind->fps_n, kind->fps_d,
                     reel_test_kind_n_frames (kind), width_of (kind), height_of (kind), kind->fields, kind->varies, kind->turned,
                     kind->first, kind->late, kind->n_sounds, kind->first_off, kind->longer, kind->other);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, all, -1);

  sum[16] = '\0';
  return g_build_filename (shared != NULL ? shared : private, sum, NULL);
}

char *
reel_test_kind_make (const ReelTestKind *kind)
{
  g_autofree char *text = describe (kind);
  g_autofree char *folder = dup_folder (kind, text);
  g_autofree char *draft = g_strdup_printf ("%s.%d", folder, (int) getpid ());
  g_autofree char *written = g_build_filename (draft, kind->name, NULL);
  char *path = g_build_filename (folder, kind->name, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_assert_cmpint (g_mkdir_with_parents (draft, 0755), ==, 0);
  make (kind, text, written);
  if (g_rename (draft, folder) != 0)
    {
      /* Another test was sooner. */
      g_assert_true (errno == ENOTEMPTY || errno == EEXIST);
      g_unlink (written);
      g_rmdir (draft);
    }
  return path;
}

double
reel_test_kind_measure_tone (const char *path)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *text = g_strdup_printf ("uridecodebin uri=\"%s\" caps=audio/x-raw ! audioconvert ! audioresample ! "
                                           "audio/x-raw,format=F32LE,channels=1,rate=%d ! "
                                           "appsink name=sink sync=false", uri, RATE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstElement) sink = NULL;
  GstSample *sample;
  guint crossings = 0;
  gsize n_samples = 0, first = 0, latest = 0;
  gboolean below = FALSE;

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while ((sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), REEL_TEST_SECONDS * GST_SECOND)) != NULL)
    {
      GstMapInfo map;

      g_assert_true (gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ));
      for (gsize i = 0; i < map.size / sizeof (float); i++, n_samples++)
        {
          float value = ((const float *) (gconstpointer) map.data)[i];

          /* What encoders put around a tone is quieter. */
          if (below && value > QUIET)
            {
              first = crossings == 0 ? n_samples : first;
              latest = n_samples;
              crossings++;
            }
          below = value < -QUIET || (below && value <= QUIET);
        }
      gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
      gst_sample_unref (sample);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return latest > first ? (double) (crossings - 1) * RATE / (double) (latest - first) : NAN;
}
