/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "media/reel-frame-grabber.h"
#include "media/reel-frame-reader-private.h"
#include "reel-test-kind.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* Which picture a thumbnail is of, judged by the number in it, in files of the formats that the player is tested with. */

#define MOST_TIMES 100
#define N_BESIDE 6
#define SIZE 160

static int
number (const ReelFrame *frame)
{
  return reel_test_video_number (g_bytes_get_data (frame->pixels, NULL), frame->width, frame->height, frame->stride);
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
somewhere_in (const ReelTestKind *kind,
              int         first,
              int         frame,
              double      where)
{
  double start = (double) (reel_test_kind_time (kind, (guint) frame) - reel_test_kind_time (kind, (guint) first)) / GST_SECOND;
  double end = (double) (reel_test_kind_time (kind, (guint) frame + 1) - reel_test_kind_time (kind, (guint) first)) / GST_SECOND;

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

/* 24 s of pictures, and 15 s of sound more. */
#define END_H264 "x264enc option-string=scenecut=0 key-int-max=50 bframes=2 bitrate=400 speed-preset=ultrafast"
#define END(file, muxer, sound) { file, END_H264, muxer, 25, 1, 600, .audio = sound, .longer = 15000 }

static const ReelTestKind ends[] = {
  END ("end.mp4", "mp4mux", "avenc_aac"),
  END ("end.mkv", "matroskamux", "avenc_aac"),
  END ("end.ts", "mpegtsmux", "twolamemp2enc ! mpegaudioparse"),
};

/* Of a short film fewer. */
static guint
n_times_of (const ReelTestKind *kind)
{
  return MIN (reel_test_kind_n_frames (kind) / 4, MOST_TIMES);
}

typedef struct
{
  GAsyncResult *result; /* (owned) */
  int frame;
} Asked;

/* All at once, as a page of thumbnails is: in an order of the grabber's own, some of them read on the way to others. */
static void
check_at_once (const ReelTestKind *kind,
               const char *uri,
               int         first,
               int         last)
{
  g_autofree char *folder = reel_test_tmp (kind->name);
  ReelFrameGrabber *grabber = reel_frame_grabber_new (folder);
  Asked asked[MOST_TIMES] = { 0 };
  const guint n_times = n_times_of (kind);
  guint right = 0;

  for (guint i = 0; i < n_times; i++)
    {
      asked[i].frame = pick (i, first, last);
      reel_frame_grabber_grab_async (grabber, uri, somewhere_in (kind, first, asked[i].frame, g_test_rand_double ()),
                                     TRUE, SIZE, NULL, reel_test_store_result, &asked[i].result);
    }
  for (guint i = 0; i < n_times; i++)
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
  g_test_message ("%s: %u frames asked for at once, %u right", kind->name, n_times, right);
  g_assert_cmpuint (right, ==, n_times);
  reel_test_assert_finalized (&grabber);
}

static void
test_exact (gconstpointer data)
{
  const ReelTestKind *kind = data;
  g_autofree char *path = reel_test_kind_make (kind);
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrameReader) reader = NULL;
  const guint n_times = n_times_of (kind);
  guint right = 0;
  int first, last;

  reader = reel_frame_reader_open (uri, reel_test_deadline_new (), NULL, &error);
  g_assert_no_error (error);
  first = read_number (reader, 0);
  last = read_number (reader, 1e6);

  g_assert_cmpint (last, ==, (int) reel_test_kind_n_frames (kind) - 1);
  if (kind->loses_some)
    g_assert_cmpint (first, <, (int) reel_test_kind_n_frames (kind) / 4);
  else
    g_assert_cmpint (first, ==, 0);
  for (guint i = 0; i < n_times; i++)
    {
      int frame = pick (i, first, last);
      double seconds = somewhere_in (kind, first, frame, g_test_rand_double ());
      int got = read_number (reader, seconds);

      if (got == frame)
        right++;
      else
        g_test_message ("%s: %d instead of %d at %.4f s", kind->name, got, frame, seconds);
    }
  g_test_message ("%s: %u frames asked for, %u right", kind->name, n_times, right);
  g_assert_cmpuint (right, ==, n_times);
  check_at_once (kind, uri, first, last);
}

/* The last picture of a film whose sound goes on is found from near the end: what lies between was not even read. */
static void
test_end (gconstpointer data)
{
  const ReelTestKind *kind = data;
  g_autofree char *path = reel_test_kind_make (kind);
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrameReader) reader = reel_frame_reader_open (uri, reel_test_deadline_new (), NULL, &error);
  GstClockTime early, known;

  g_assert_no_error (error);
  early = reader->base + reel_test_kind_time (kind, reel_test_kind_n_frames (kind) / 4);
  g_assert_cmpint (read_number (reader, 1e6), ==, (int) reel_test_kind_n_frames (kind) - 1);
  g_assert_true (reel_frame_index_find (reader->index, early, &known, NULL));
  /* Of a transport stream one can only guess where a time is: so far from the end this is not true of it. */
  if (!g_str_equal (kind->mux, "mpegtsmux"))
    g_assert_cmpuint (known, <, early / 2);
  g_assert_cmpint (read_number (reader, 2.02), ==, 50);
  g_assert_cmpint (read_number (reader, 25), ==, (int) reel_test_kind_n_frames (kind) - 1);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  for (gsize i = 0; i < reel_test_n_kinds; i++)
    {
      g_autofree char *path = g_strconcat ("/frame-reader/exact/", reel_test_kinds[i].name, NULL);

      g_test_add_data_func (path, &reel_test_kinds[i], test_exact);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat ("/frame-reader/end/", ends[i].name, NULL);

      g_test_add_data_func (path, &ends[i], test_end);
    }
  return g_test_run ();
}
