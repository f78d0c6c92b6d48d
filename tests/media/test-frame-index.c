/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "media/reel-frame-index.h"
#include "media/reel-h264.h"
#include "reel-test-video.h"
#include "reel-test.h"

#define N_FRAMES 200
#define GOP 50
#define LENGTH (GST_SECOND / 25)
#define CHAIN "x264enc option-string=scenecut=0:b-pyramid=none key-int-max=50 bframes=2 b-adapt=false bitrate=800 speed-preset=veryfast ! matroskamux"

typedef struct
{
  ReelFrameIndex *index;
  GstElement *playbin;
  guint n_decoded;
  guint n_targets; /* decoded, of the one below */
  GstClockTime target;
} Fixture;

/* Of three frames, the second is late. */
static guint64
pts (guint    frame,
     gpointer data)
{
  return frame * LENGTH + (frame % 3 == 1 ? LENGTH / 2 : 0);
}

static void
on_handoff (GstElement *sink,
            GstBuffer  *buffer,
            GstPad     *pad,
            gpointer    data)
{
  Fixture *fixture = data;

  fixture->n_decoded++;
  fixture->n_targets += GST_BUFFER_PTS (buffer) + GST_MSECOND > fixture->target &&
                        GST_BUFFER_PTS (buffer) < fixture->target + GST_MSECOND;
}

/* Opens a file whose pictures come as fast as they are decoded. */
static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("index");
  g_autofree char *path = g_build_filename (folder, "varies.mkv", NULL);
  g_autofree char *uri = reel_test_video_uri (path);
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  reel_test_video_make_timed (path, CHAIN, N_FRAMES, 25, 1, pts, NULL);
  fixture->index = reel_frame_index_new ();
  fixture->playbin = gst_object_ref_sink (gst_element_factory_make ("playbin", NULL));
  g_object_set (sink, "signal-handoffs", TRUE, NULL);
  g_signal_connect (sink, "handoff", G_CALLBACK (on_handoff), fixture);
  g_object_set (fixture->playbin, "uri", uri, "flags", 0x1, "video-sink", sink, NULL);
  reel_frame_index_watch (fixture->index, GST_BIN (fixture->playbin));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gst_element_set_state (fixture->playbin, GST_STATE_NULL);
  reel_test_assert_finalized (&fixture->playbin);
  reel_frame_index_unref (fixture->index);
}

static void
settle (Fixture  *fixture,
        GstState  state)
{
  g_assert_cmpint (gst_element_set_state (fixture->playbin, state), !=, GST_STATE_CHANGE_FAILURE);
  g_assert_cmpint (gst_element_get_state (fixture->playbin, NULL, NULL, 20 * GST_SECOND), ==, GST_STATE_CHANGE_SUCCESS);
}

static void
seek (Fixture      *fixture,
      GstClockTime  time)
{
  g_assert_true (gst_element_seek_simple (fixture->playbin, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                                          (gint64) time));
  settle (fixture, GST_STATE_PAUSED);
}

static void
play_to_end (Fixture *fixture)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (fixture->playbin);
  g_autoptr (GstMessage) message = NULL;

  settle (fixture, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, REEL_TEST_SECONDS * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
}

/* In the middle of each of them. Containers keep milliseconds. */
static void
assert_known (Fixture *fixture,
              guint    from,
              guint    to)
{
  for (guint i = from; i < to; i++)
    {
      GstClockTime start = 0, end = 0, previous = 0;

      g_assert_true (reel_frame_index_find (fixture->index, (pts (i, NULL) + pts (i + 1, NULL)) / 2, &start, &end));
      g_assert_cmpfloat_with_epsilon ((double) start, (double) pts (i, NULL), GST_MSECOND);
      if (i == from)
        continue;
      g_assert_true (reel_frame_index_before (fixture->index, start, &previous));
      g_assert_cmpfloat_with_epsilon ((double) previous, (double) pts (i - 1, NULL), GST_MSECOND);
    }
}

/* A seek takes note of what it goes through, from the key frame on, and does not take islands for neighbours. */
static void
test_seek (Fixture      *fixture,
           gconstpointer data)
{
  GstClockTime start, previous;

  g_assert_false (reel_frame_index_find (fixture->index, GST_SECOND, &start, NULL));
  settle (fixture, GST_STATE_PAUSED);
  seek (fixture, pts (2 * GOP + 20, NULL) + GST_MSECOND);
  assert_known (fixture, 2 * GOP, 2 * GOP + 20);
  g_assert_true (reel_frame_index_is_fed (fixture->index));
  g_assert_true (reel_frame_index_find (fixture->index, pts (2 * GOP, NULL) + GST_MSECOND, &start, NULL));
  g_assert_false (reel_frame_index_before (fixture->index, start, &previous));

  /* Once the pictures before are known, the key frame has a neighbour; twice through the same changes nothing. */
  seek (fixture, pts (2 * GOP + 20, NULL) + GST_MSECOND);
  g_assert_false (reel_frame_index_before (fixture->index, start, &previous));
  play_to_end (fixture);
  assert_known (fixture, 2 * GOP, N_FRAMES - 1);

  reel_frame_index_clear (fixture->index);
  g_assert_false (reel_frame_index_find (fixture->index, GST_SECOND, &start, NULL));
  g_assert_false (reel_frame_index_is_fed (fixture->index));
}

static void
test_joins (Fixture      *fixture,
            gconstpointer data)
{
  GstClockTime start, previous;

  settle (fixture, GST_STATE_PAUSED);
  seek (fixture, pts (GOP + 5, NULL) + GST_MSECOND);
  g_assert_true (reel_frame_index_find (fixture->index, pts (GOP, NULL) + GST_MSECOND, &start, NULL));
  g_assert_false (reel_frame_index_before (fixture->index, start, &previous));
  seek (fixture, 0);
  play_to_end (fixture);
  assert_known (fixture, 0, N_FRAMES - 1);
  g_assert_true (reel_frame_index_find (fixture->index, 0, &start, NULL));
  g_assert_false (reel_frame_index_before (fixture->index, start, &previous));
}

/* Before a target only those are decoded that others are made from, up to the very last; the target and what follows, all. */
static void
test_skip (Fixture      *fixture,
           gconstpointer data)
{
  guint all, some;

  play_to_end (fixture);
  all = fixture->n_decoded;
  g_assert_cmpuint (all, ==, N_FRAMES);

  /* Each of the three places in a group of frames, known or not. */
  for (guint i = 0; i < 6; i++)
    {
      guint frame = N_FRAMES / 2 + i % 3;

      settle (fixture, GST_STATE_READY);
      if (i >= 3)
        reel_frame_index_clear (fixture->index);
      fixture->n_decoded = fixture->n_targets = 0;
      fixture->target = pts (frame, NULL);
      reel_frame_index_set_target (fixture->index, fixture->target + GST_MSECOND);
      play_to_end (fixture);
      some = fixture->n_decoded;
      g_test_message ("%u of %u frames decoded", some, all);
      g_assert_cmpuint (fixture->n_targets, ==, 1);
      /* Of three frames before it two are left out. */
      g_assert_cmpuint (some, <=, N_FRAMES - frame * 6 / 10);
      g_assert_cmpuint (some, >=, N_FRAMES - frame);
    }

  settle (fixture, GST_STATE_READY);
  fixture->n_decoded = 0;
  reel_frame_index_set_target (fixture->index, GST_CLOCK_TIME_NONE);
  play_to_end (fixture);
  g_assert_cmpuint (fixture->n_decoded, ==, N_FRAMES);
}

/* Which pictures can be left out, by their units: 0x65 a key frame's slice, 0x41 of one referred to, 0x01 of one that is not. */
static void
test_h264 (void)
{
  static const guint8 record[] = { 1, 100, 0, 30, 0xff, 0xe1, 0 };
  static const struct
  {
    const char *bytes;
    gsize size;
    guint length_size;
    gboolean droppable;
  } cases[] = {
    { "", 0, 4, FALSE },
    { "\0\0\0\2\x01\x80", 6, 4, TRUE },
    { "\0\0\0\2\x41\x80", 6, 4, FALSE },
    { "\0\0\0\2\x65\x80", 6, 4, FALSE },
    { "\0\0\0\2\x09\xf0\0\0\0\2\x01\x80", 12, 4, TRUE },
    { "\0\0\0\2\x01\x80\0\0\0\2\x41\x80", 12, 4, FALSE }, /* two fields */
    { "\0\0\0\2\x09\xf0", 6, 4, FALSE },                     /* no slice */
    { "\0\0\0\3\x01\x80", 6, 4, FALSE },                     /* cut off */
    { "\0\0\0\0\x01\x80", 6, 4, FALSE },
    { "\xff\xff\xff\xff\x01\x80", 6, 4, FALSE },
    { "\0\0\0\2\x01\x80\0\0", 8, 4, FALSE },
    { "\2\x01\x80", 3, 1, TRUE },
    { "\0\0\1\x01\x80", 5, 0, TRUE },
    { "\0\0\0\1\x01\x80", 6, 0, TRUE },
    { "\0\0\1\x09\xf0\0\0\0\1\x01\x80", 11, 0, TRUE },
    { "\0\0\1\x01\x80\0\0\1\x21\x80", 10, 0, FALSE },
    { "\x01\x80\x01\x80", 4, 0, FALSE },
    { "\0\0\1", 3, 0, FALSE },
  };

  g_assert_cmpuint (reel_h264_length_size (record, sizeof record), ==, 4);
  g_assert_cmpuint (reel_h264_length_size (record, 6), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* On the heap, and of just that size, so that a byte too far is seen. */
      g_autofree guint8 *data = g_memdup2 (cases[i].bytes, cases[i].size);

      g_assert_cmpint (reel_h264_is_droppable (data, cases[i].size, cases[i].length_size), ==, cases[i].droppable);
    }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gst_init (NULL, NULL);
  g_test_add_func ("/frame-index/h264", test_h264);
  g_test_add ("/frame-index/seek", Fixture, NULL, set_up, test_seek, tear_down);
  g_test_add ("/frame-index/joins", Fixture, NULL, set_up, test_joins, tear_down);
  g_test_add ("/frame-index/skip", Fixture, NULL, set_up, test_skip, tear_down);
  return g_test_run ();
}
