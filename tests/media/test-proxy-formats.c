/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <gst/pbutils/pbutils.h>
#include <math.h>

#include "media/reel-frame-reader.h"
#include "media/reel-prober.h"
#include "media/reel-proxy-writer.h"
#include "reel-test-clip.h"
#include "reel-test-video.h"
#include "reel-test.h"

/*
 * A proxy of every kind of file there is: as long, its sound where it was, and at every time the same picture.
 */

#define H264 "x264enc speed-preset=ultrafast bitrate=3000 key-int-max=25"
#define H264_B "x264enc speed-preset=veryfast bitrate=3000 key-int-max=25 bframes=3"
#define AAC "avenc_aac"
#define MP4 "mp4mux"
#define TEN_BITS "video/x-raw,format=I420_10LE,colorimetry=bt709"
/* Pictures are relabelled, not converted: what is to be seen is that the labels are read. */
#define LABEL(colorimetry) TEN_BITS " ! capssetter caps=\"video/x-raw,colorimetry=(string)" colorimetry "\" ! " H264

/* Pictures are compared at that size, so that what scaling costs in sharpness does not count. */
#define EDGE 160

/* What the encoder loses and two scalers do differently takes less than that; the tests see to it that a neighbour takes
 * more. */
#define ALIKE 0.90
#define UNLIKE 0.75

typedef struct
{
  ReelTestClip clip;
  guint width, height; /* of the proxy */
  gboolean turned;
  gboolean repacked; /* by ffmpeg, into what its name says; the reader finds only the first picture of that */
  gboolean short_end; /* the reader can't find the last pictures of the original, whose length is an estimate */
} Case;

static const Case cases[] = {
  { { "b-frames.mp4", 1280, 720, 25, 1, .video = H264_B, .audio = AAC, .mux = MP4 }, 1280, 720 },
  { { "large.mp4", 1920, 1080, 30, 1, 40, .video = H264, .audio = AAC, .mux = MP4 }, 1280, 720 },
  { { "23.976.mp4", .fps_n = 24000, .fps_d = 1001, .video = H264_B, .audio = AAC, .mux = MP4 }, 640, 360 },
  { { "29.97.mp4", .fps_n = 30000, .fps_d = 1001, .video = H264_B, .audio = AAC, .mux = MP4 }, 640, 360 },
  { { "59.94.mp4", .fps_n = 60000, .fps_d = 1001, .video = H264_B, .audio = AAC, .mux = MP4 }, 640, 360 },
  { { "varying.mkv", .video = H264, .audio = "opusenc", .mux = "matroskamux" }, 640, 360 },
  { { "varying-silent.mkv", .video = H264, .mux = "matroskamux" }, 640, 360 },
  { { "varying.mp4", .video = H264_B, .audio = AAC, .mux = MP4 }, 640, 360 },
  { { "turned.mp4", 320, 240, 25, 1, .video = H264, .audio = AAC, .mux = MP4 }, 240, 320, .turned = TRUE },
  { { "two-tracks.mp4", .fps_n = 25, .fps_d = 1, .video = H264, .audio = AAC, .n_tracks = 2, .mux = MP4 }, 640, 360 },
  { { "two-tracks.mkv", .fps_n = 25, .fps_d = 1, .video = H264, .audio = AAC, .n_tracks = 2, .mux = "matroskamux" },
    640, 360 },
  { { "ten-bits.mp4", .fps_n = 25, .fps_d = 1, .video = TEN_BITS " ! " H264, .audio = AAC, .mux = MP4 },
    640, 360 },
  { { "pq.mp4", .fps_n = 25, .fps_d = 1, .video = LABEL ("bt2100-pq"), .audio = AAC, .mux = MP4 },
    640, 360 },
  { { "hlg.mp4", .fps_n = 25, .fps_d = 1, .video = LABEL ("bt2100-hlg"), .audio = AAC, .mux = MP4 },
    640, 360 },
  { { "odd.mkv", 641, 361, 25, 1, .video = "video/x-raw,format=Y444 ! " H264, .audio = AAC, .mux = "matroskamux" },
    640, 360 },
  { { "wide-pixels.mp4", 480, 360, 25, 1, .par_n = 4, .par_d = 3, .video = H264, .audio = AAC,
      .mux = MP4 },
    640, 360 },
  { { "5.1.mkv", .fps_n = 25, .fps_d = 1, .video = H264, .audio = "avenc_ac3", .n_channels = 6, .mux = "matroskamux" },
    640, 360 },
  { { "silent.mp4", .fps_n = 25, .fps_d = 1, .video = H264_B, .mux = MP4 },
    640, 360 },
  { { "long-sound.mp4", .fps_n = 25, .fps_d = 1, .video = H264, .audio = AAC, .audio_longer = 1500, .mux = MP4 },
    640, 360 },
  { { "late-pictures.mkv", .fps_n = 25, .fps_d = 1, .late = 700, .video = H264, .audio = AAC, .mux = "matroskamux" },
    640, 360 },
  { { "late-pictures.mp4", .fps_n = 25, .fps_d = 1, .late = 700, .video = H264_B, .audio = AAC, .mux = MP4 },
    640, 360 },
  { { "late.mkv", .fps_n = 25, .fps_d = 1, .first = 5000, .video = H264, .audio = AAC, .mux = "matroskamux" },
    640, 360 },
  { { "transport.ts", 720, 576, 25, 1, .first = 3000, .video = "mpeg2enc format=3 bitrate=4000 bufsize=400 ! mpegvideoparse",
      .audio = "twolamemp2enc ! mpegaudioparse", .mux = "mpegtsmux" },
    720, 576, .short_end = TRUE },
  { { "program.mpg", 720, 576, 25, 1, .first = 3000, .video = "mpeg2enc format=3 bitrate=4000 bufsize=400 ! mpegvideoparse",
      .audio = "twolamemp2enc ! mpegaudioparse", .mux = "mpegtsmux" },
    720, 576, .short_end = TRUE, .repacked = TRUE },
  { { "motion-jpeg.avi", .fps_n = 25, .fps_d = 1, .video = "jpegenc", .audio = "audio/x-raw,format=S16LE", .mux = "avimux" },
    640, 360 },
  { { "vp9.webm", .fps_n = 25, .fps_d = 1, .video = "vp9enc deadline=1 cpu-used=8 target-bitrate=3000000",
      .audio = "opusenc", .mux = "webmmux" },
    640, 360 },
  { { "interlaced.mp4", 720, 576, 25, 1, .interlaced = TRUE,
      .video = "video/x-raw,format=I420 ! x264enc speed-preset=veryfast bitrate=4000 interlaced=true",
      .audio = AAC, .mux = MP4 },
    720, 576 },
};

static char *
tmp_path (const char *name)
{
  g_autofree char *folder = reel_test_tmp ("proxy");

  return g_build_filename (folder, name, NULL);
}

static void
write_proxy (const char *source,
             const char *target,
             const Case *expected)
{
  g_autofree char *uri = reel_test_video_uri (source);
  g_autoptr (GFile) file = g_file_new_for_path (target);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = reel_prober_probe (uri, NULL, &error);
  g_autoptr (ReelProxyPlan) plan = NULL;

  g_assert_no_error (error);
  plan = reel_proxy_plan_new (info, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (plan->width, ==, expected->width);
  g_assert_cmpuint (plan->height, ==, expected->height);
  reel_proxy_writer_write_async (uri, file, plan, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  reel_proxy_writer_write_finish (result, &error);
  g_assert_no_error (error);
}

/* What the proxy is, as others see it. */
static void
check_streams (const char *path,
               const Case *expected)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstDiscoverer) discoverer = gst_discoverer_new (10 * GST_SECOND, &error);
  g_autoptr (GstDiscovererInfo) info = gst_discoverer_discover_uri (discoverer, uri, &error);
  GList *videos, *audios;
  g_autoptr (GstCaps) caps = NULL;
  GstStructure *structure;
  const GstTagList *tags;

  g_assert_no_error (error);
  videos = gst_discoverer_info_get_video_streams (info);
  audios = gst_discoverer_info_get_audio_streams (info);
  g_assert_cmpuint (g_list_length (videos), ==, 1);
  g_assert_cmpuint (g_list_length (audios), ==, expected->clip.audio != NULL ? 1 : 0);

  caps = gst_discoverer_stream_info_get_caps (videos->data);
  structure = gst_caps_get_structure (caps, 0);
  g_assert_true (gst_structure_has_name (structure, "video/x-h264"));
  g_assert_cmpstr (gst_structure_get_string (structure, "chroma-format"), ==, "4:2:0");
  g_assert_cmpstr (gst_structure_get_string (structure, "colorimetry"), ==, "bt709");
  g_assert_cmpuint (gst_discoverer_video_info_get_width (videos->data), ==, expected->width);
  g_assert_cmpuint (gst_discoverer_video_info_get_height (videos->data), ==, expected->height);
  g_assert_cmpuint (gst_discoverer_video_info_get_par_num (videos->data), ==,
                    gst_discoverer_video_info_get_par_denom (videos->data));
  g_assert_false (gst_discoverer_video_info_is_interlaced (videos->data));
  tags = gst_discoverer_stream_info_get_tags (videos->data);
  if (tags != NULL)
    g_assert_cmpuint (gst_tag_list_get_tag_size (tags, GST_TAG_IMAGE_ORIENTATION), ==, 0);
  if (audios != NULL)
    {
      g_autoptr (GstCaps) sound = gst_discoverer_stream_info_get_caps (audios->data);

      g_assert_true (gst_structure_has_name (gst_caps_get_structure (sound, 0), "audio/mpeg"));
      g_assert_cmpuint (gst_discoverer_audio_info_get_channels (audios->data), ==, 1);
    }
  gst_discoverer_stream_info_list_free (videos);
  gst_discoverer_stream_info_list_free (audios);
}

static double
time_at (GArray *times,
         guint   i)
{
  return g_array_index (times, double, i);
}

/* That each picture is there, and begins when it began: to the millisecond that some containers count in. */
static void
check_times (const ReelTestClipTimes *original,
             const ReelTestClipTimes *proxy,
             const Case              *expected)
{
  double frame = time_at (original->times, original->times->len - 1) / (original->times->len - 1);

  g_assert_cmpuint (proxy->times->len, ==, original->times->len);
  for (guint i = 0; i < original->times->len; i++)
    g_assert_cmpfloat_with_epsilon (time_at (proxy->times, i), time_at (original->times, i), 0.0011);
  g_assert_cmpfloat_with_epsilon (proxy->flash, original->flash, 0.0011);
  g_assert_cmpfloat (proxy->flash, >, 0.0);
  if (expected->clip.audio == NULL)
    return;
  g_assert_false (isnan (proxy->beep));
  g_test_message ("%s: sound after pictures %+.1f ms, %+.1f ms in the proxy", expected->clip.name,
                  (original->beep - original->flash) * 1000.0, (proxy->beep - proxy->flash) * 1000.0);
  /* Which of two tracks was measured in the original is not known; that the tone belongs to the flash is. */
  if (expected->clip.n_tracks <= 1)
    {
      g_assert_cmpfloat_with_epsilon (proxy->beep - proxy->flash, original->beep - original->flash, 0.040);
      g_assert_cmpfloat_with_epsilon (proxy->audio_end, original->audio_end, MAX (frame, 0.1));
    }
  g_assert_cmpfloat_with_epsilon (proxy->beep, proxy->flash, 0.060);
}

static double
channel (const ReelFrame *frame,
         guint            x,
         guint            y,
         guint            c)
{
  const guint8 *pixels = g_bytes_get_data (frame->pixels, NULL);

  return pixels[y * frame->stride + (gsize) x * 4 + c];
}

/* The mean structural similarity over windows of 8 × 8, of all three channels (Wang et al., 2004), with its constants. */
static double
ssim (const ReelFrame *a,
      const ReelFrame *b)
{
  const double c1 = 6.5025, c2 = 58.5225;
  double sum = 0.0;
  guint n = 0;

  g_assert_cmpuint (a->width, ==, b->width);
  g_assert_cmpuint (a->height, ==, b->height);
  for (guint c = 0; c < 3; c++)
    for (guint y = 0; y + 8 <= a->height; y += 4)
      for (guint x = 0; x + 8 <= a->width; x += 4)
        {
          double ma = 0.0, mb = 0.0, aa = 0.0, bb = 0.0, ab = 0.0;

          for (guint i = 0; i < 64; i++)
            {
              double va = channel (a, x + i % 8, y + i / 8, c), vb = channel (b, x + i % 8, y + i / 8, c);

              ma += va / 64.0;
              mb += vb / 64.0;
              aa += va * va / 64.0;
              bb += vb * vb / 64.0;
              ab += va * vb / 64.0;
            }
          sum += (2.0 * ma * mb + c1) * (2.0 * (ab - ma * mb) + c2) /
                 ((ma * ma + mb * mb + c1) * (aa - ma * ma + bb - mb * mb + c2));
          n++;
        }
  return sum / n;
}

static ReelFrame *
read_frame (ReelFrameReader *reader,
            double           time)
{
  g_autoptr (GError) error = NULL;
  ReelFrame *frame;

  frame = reel_frame_reader_read (reader, time, TRUE, EDGE, reel_test_deadline_new (), NULL, &error);
  g_assert_no_error (error);
  return frame;
}

static ReelFrameReader *
open_reader (const char *path)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GError) error = NULL;
  ReelFrameReader *reader = reel_frame_reader_open (uri, reel_test_deadline_new (), NULL, &error);

  g_assert_no_error (error);
  return reader;
}

/* That a time in the one is the same picture in the other; asked for in the middle of each. */
static void
check_pictures (const char              *source,
                const char              *target,
                const ReelTestClipTimes *original,
                const Case              *expected)
{
  g_autoptr (ReelFrameReader) originals = open_reader (source);
  g_autoptr (ReelFrameReader) proxies = open_reader (target);
  const guint last = original->times->len - (expected->short_end ? 8 : 1);
  const guint numbers[] = { 0, 1, 7, REEL_TEST_CLIP_FLASH - 1, REEL_TEST_CLIP_FLASH + REEL_TEST_CLIP_FLASHES, 31, last };
  const guint n = expected->repacked ? 1 : G_N_ELEMENTS (numbers);
  double least = 1.0, most = -1.0;

  for (guint i = 0; i < n; i++)
    {
      double from = time_at (original->times, numbers[i]);
      double to = numbers[i] + 1 < original->times->len ? time_at (original->times, numbers[i] + 1) : from + 0.01;
      double at = expected->repacked ? 0.0 : (from + to) / 2.0;
      g_autoptr (ReelFrame) a = read_frame (originals, at);
      g_autoptr (ReelFrame) b = read_frame (proxies, at);
      g_autoptr (ReelFrame) neighbour = read_frame (proxies, numbers[i] > 0 ? from - 0.005 : to + 0.005);

      g_assert_cmpfloat_with_epsilon (a->time, from, 0.0011);
      g_assert_cmpfloat_with_epsilon (b->time, from, 0.0022);
      least = MIN (least, ssim (a, b));
      most = MAX (most, ssim (a, neighbour));
    }
  g_test_message ("%s: SSIM %.3f at the least, %.3f with a neighbour at the most", expected->clip.name, least, most);
  g_assert_cmpfloat (most, <, UNLIKE);
  g_assert_cmpfloat (least, >, ALIKE);
}

/* What GStreamer's own muxer for program streams writes, its demuxer can't read from the beginning. */
static void
repack (const char *path)
{
  g_autofree char *packed = g_strconcat (path, ".packed", NULL);
  const char *argv[] = { "ffmpeg", "-nostdin", "-v", "error", "-y", "-i", packed, "-c", "copy", "-f", "vob", path, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_cmpint (g_rename (path, packed), ==, 0);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  g_unlink (packed);
}

static void
test_format (gconstpointer data)
{
  const Case *expected = data;
  g_autofree char *source = tmp_path (expected->clip.name);
  g_autofree char *name = g_strconcat (expected->clip.name, ".proxy.mp4", NULL);
  g_autofree char *target = tmp_path (name);
  g_autoptr (ReelTestClipTimes) original = NULL;
  g_autoptr (ReelTestClipTimes) proxy = NULL;

  reel_test_clip_make (&expected->clip, source);
  if (expected->repacked)
    repack (source);
  if (expected->turned)
    reel_test_video_turn (source);
  write_proxy (source, target, expected);
  original = reel_test_clip_measure (source, expected->clip.audio != NULL);
  proxy = reel_test_clip_measure (target, expected->clip.audio != NULL);
  check_streams (target, expected);
  check_times (original, proxy, expected);
  check_pictures (source, target, original, expected);
  g_unlink (source);
  g_unlink (target);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/proxy/formats/", cases[i].clip.name, NULL);

      g_test_add_data_func (path, &cases[i], test_format);
    }
  return g_test_run ();
}
