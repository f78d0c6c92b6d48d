/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "media/reel-frame-grabber.h"
#include "media/reel-frame-reader.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* Which picture a thumbnail is of, judged by the number in it, in files of the formats that the player is tested with. */

#define N_FRAMES 400
#define N_TIMES 100
#define N_BESIDE 6
#define SIZE 160

/* Key frames far apart, B-frames that others are made from between them. */
#define LONG_GOP "x264enc option-string=scenecut=0:b-pyramid=normal key-int-max=250 bframes=3 bitrate=800 speed-preset=veryfast"
#define SHORT_GOP "x264enc option-string=scenecut=0 key-int-max=30 bframes=2 bitrate=800 speed-preset=veryfast"
#define MPEG2 "mpeg2enc format=3 bitrate=4000 ! mpegvideoparse"
#define HEVC "x265enc key-int-max=100 bitrate=800 speed-preset=ultrafast ! h265parse"

typedef struct
{
  const char *name;
  const char *chain;
  int fps_n, fps_d;
  gboolean varies; /* frames last from half to one and a half of their time */
  gboolean turned;
  gboolean loses_some; /* GStreamer's muxer of program streams loses the first ones */
} Kind;

static const Kind kinds[] = {
  { "h264.mp4", LONG_GOP " ! mp4mux", 25, 1, FALSE, FALSE, FALSE },
  { "h264.mkv", LONG_GOP " ! matroskamux", 25, 1, FALSE, FALSE, FALSE },
  { "film.mp4", SHORT_GOP " ! mp4mux", 24000, 1001, FALSE, FALSE, FALSE },
  { "ntsc.mov", SHORT_GOP " ! qtmux", 30000, 1001, FALSE, FALSE, FALSE },
  { "fast.mp4", SHORT_GOP " ! mp4mux", 60000, 1001, FALSE, FALSE, FALSE },
  { "turned.mp4", SHORT_GOP " ! mp4mux", 25, 1, FALSE, TRUE, FALSE },
  { "varies.mkv", SHORT_GOP " ! matroskamux", 25, 1, TRUE, FALSE, FALSE },
  { "varies.mp4", SHORT_GOP " ! mp4mux", 25, 1, TRUE, FALSE, FALSE },
  { "hevc.mp4", HEVC " ! mp4mux", 25, 1, FALSE, FALSE, FALSE },
  { "vp9.webm", "vp9enc deadline=1 cpu-used=8 keyframe-max-dist=60 target-bitrate=800000 ! webmmux", 25, 1, FALSE, FALSE, FALSE },
  { "mpeg2.mpg", MPEG2 " ! mpegpsmux", 25, 1, FALSE, FALSE, TRUE },
  { "mpeg2.ts", MPEG2 " ! mpegtsmux", 25, 1, FALSE, FALSE, FALSE },
  { "h264.ts", LONG_GOP " ! mpegtsmux", 25, 1, FALSE, FALSE, FALSE },
  { "short.ts", SHORT_GOP " ! mpegtsmux", 25, 1, FALSE, FALSE, FALSE },
  { "mjpeg.avi", "jpegenc ! avimux", 25, 1, FALSE, FALSE, FALSE },
  { "prores.mov", "avenc_prores_ks ! qtmux", 25, 1, FALSE, FALSE, FALSE },
};

static guint64
time_of_frame (const Kind *kind,
               guint       frame)
{
  guint64 time = gst_util_uint64_scale (frame, (guint64) kind->fps_d * GST_SECOND, (guint64) kind->fps_n);

  return kind->varies && frame % 3 == 1 ? time + GST_SECOND * (guint64) kind->fps_d / (guint64) kind->fps_n / 2 : time;
}

static guint64
pts (guint    frame,
     gpointer data)
{
  return time_of_frame (data, frame);
}

/* (transfer full): the URI of a file of it */
static char *
make_kind (const Kind *kind,
           const char *folder)
{
  g_autofree char *directory = reel_test_tmp (folder);
  g_autofree char *path = g_build_filename (directory, kind->name, NULL);

  reel_test_video_make_timed (path, kind->chain, N_FRAMES, kind->fps_n, kind->fps_d, pts, (gpointer) kind);
  if (kind->turned)
    reel_test_video_turn (path);
  return reel_test_video_uri (path);
}

static int
number (const ReelFrame *frame)
{
  const guint32 *pixels = g_bytes_get_data (frame->pixels, NULL);
  g_autofree guint32 *turned = NULL;

  if (frame->height < frame->width)
    return reel_test_video_number ((const guint8 *) pixels, frame->width, frame->height, frame->stride);
  /* Back, against the clock. */
  turned = g_new (guint32, (gsize) frame->width * frame->height);
  for (guint y = 0; y < frame->height; y++)
    for (guint x = 0; x < frame->width; x++)
      turned[(gsize) (frame->width - 1 - x) * frame->height + y] = pixels[frame->stride / 4 * y + x];
  return reel_test_video_number ((const guint8 *) turned, frame->height, frame->width, (gsize) frame->height * 4);
}

static int
read_number (ReelFrameReader *reader,
             double           seconds)
{
  gint64 deadline = reel_test_deadline_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrame) frame = reel_frame_reader_read (reader, seconds, TRUE, SIZE, deadline, NULL, &error);

  g_assert_no_error (error);
  return number (frame);
}

/* Seconds from the first picture to somewhere in @frame: beginning and end are as near as containers are exact. */
static double
somewhere_in (const Kind *kind,
              int         first,
              int         frame,
              double      where)
{
  double start = (double) (time_of_frame (kind, (guint) frame) - time_of_frame (kind, (guint) first)) / GST_SECOND;
  double end = (double) (time_of_frame (kind, (guint) frame + 1) - time_of_frame (kind, (guint) first)) / GST_SECOND;

  return start + 0.0006 + (end - start - 0.003) * where;
}

/* Random ones, and in between those next to the first and to the last. */
static int
pick (guint i,
      int   first,
      int   last)
{
  if (i % 8 == 3)
    return first + g_test_rand_int_range (0, N_BESIDE);
  if (i % 8 == 6)
    return last - g_test_rand_int_range (0, N_BESIDE);
  return g_test_rand_int_range (first, last + 1);
}

typedef struct
{
  GAsyncResult *result; /* (owned) */
  int frame;
} Asked;

/* All at once, as a page of thumbnails is: in an order of the grabber's own, some of them read on the way to others. */
static void
check_at_once (const Kind *kind,
               const char *uri,
               int         first,
               int         last)
{
  g_autofree char *folder = reel_test_tmp (kind->name);
  ReelFrameGrabber *grabber = reel_frame_grabber_new (folder);
  Asked asked[N_TIMES] = { 0 };
  guint right = 0;

  for (guint i = 0; i < N_TIMES; i++)
    {
      asked[i].frame = pick (i, first, last);
      reel_frame_grabber_grab_async (grabber, uri, somewhere_in (kind, first, asked[i].frame, g_test_rand_double ()),
                                     TRUE, SIZE, NULL, reel_test_store_result, &asked[i].result);
    }
  for (guint i = 0; i < N_TIMES; i++)
    {
      g_autoptr (ReelFrame) frame = NULL;
      g_autoptr (GError) error = NULL;

      reel_test_wait (asked[i].result != NULL);
      frame = reel_frame_grabber_grab_finish (grabber, asked[i].result, &error);
      g_assert_no_error (error);
      if (number (frame) == asked[i].frame)
        right++;
      else
        g_test_message ("%s: %d instead of %d", kind->name, number (frame), asked[i].frame);
      g_clear_object (&asked[i].result);
    }
  g_test_message ("%s: %u frames asked for at once, %u right", kind->name, N_TIMES, right);
  g_assert_cmpuint (right, ==, N_TIMES);
  reel_test_assert_finalized (&grabber);
}

static void
test_exact (gconstpointer data)
{
  const Kind *kind = data;
  g_autofree char *uri = make_kind (kind, "reader");
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrameReader) reader = NULL;
  guint right = 0;
  int first, last;

  reader = reel_frame_reader_open (uri, reel_test_deadline_new (), NULL, &error);
  g_assert_no_error (error);
  first = read_number (reader, 0);
  last = read_number (reader, 1e6);

  g_assert_cmpint (last, ==, N_FRAMES - 1);
  if (kind->loses_some)
    g_assert_cmpint (first, <, N_FRAMES / 4);
  else
    g_assert_cmpint (first, ==, 0);
  for (guint i = 0; i < N_TIMES; i++)
    {
      int frame = pick (i, first, last);
      double seconds = somewhere_in (kind, first, frame, g_test_rand_double ());
      int got = read_number (reader, seconds);

      if (got == frame)
        right++;
      else
        g_test_message ("%s: %d instead of %d at %.4f s", kind->name, got, frame, seconds);
    }
  g_test_message ("%s: %u frames asked for, %u right", kind->name, N_TIMES, right);
  g_assert_cmpuint (right, ==, N_TIMES);
  check_at_once (kind, uri, first, last);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/frame-reader/exact/", kinds[i].name, NULL);

      g_test_add_data_func (path, &kinds[i], test_exact);
    }
  return g_test_run ();
}
