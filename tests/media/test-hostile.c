/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <gst/gst.h>

#include "local/reel-analyser.h"
#include "local/reel-measured-engine.h"
#include "media/reel-media-error.h"
#include "reel-test.h"

/*
 * Files made to do harm, or by accident: each gets clips or a reason, and the service goes on. REEL_TEST_MUTATIONS is how many
 * damaged files there are, 50 otherwise.
 */

#define MUTATIONS 50

/* Bytes that are changed in a damaged file, at most. */
#define MOST_CHANGES 24

static ReelEngine *engine;
static ReelAnalyser *analyser;
static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
write_bytes (const char *name,
             const void *bytes,
             gsize       size)
{
  g_autofree char *path = path_of (name);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

static char *
read_bytes (const char *name,
            gsize      *size)
{
  g_autofree char *path = path_of (name);
  char *bytes;

  g_assert_true (g_file_get_contents (path, &bytes, size, NULL));
  return bytes;
}

/* What a pipeline writes; @description ends with a muxer. */
static void
make_video (const char *name,
            const char *description)
{
  g_autofree char *path = path_of (name);
  g_autofree char *text = g_strdup_printf ("%s ! filesink location=\"%s\"", description, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (error);
  gst_object_ref_sink (pipeline);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, REEL_TEST_SECONDS * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpstr (GST_MESSAGE_TYPE_NAME (message), ==, "eos");
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
make_zero (const char *name)
{
  write_bytes (name, "", 0);
}

static void
make_pixel (const char *name)
{
  make_video (name, "videotestsrc num-buffers=25 ! video/x-raw,format=I420,width=1,height=1,framerate=25/1 ! jpegenc ! matroskamux");
}

static void
make_wide (const char *name)
{
  make_video (name, "videotestsrc num-buffers=10 ! video/x-raw,format=I420,width=16384,height=64,framerate=10/1 ! jpegenc ! "
                    "matroskamux");
}

static void
make_tall (const char *name)
{
  make_video (name, "videotestsrc num-buffers=10 ! video/x-raw,format=I420,width=16,height=16384,framerate=10/1 ! jpegenc ! "
                    "matroskamux");
}

/* A header that claims a picture of 32,767 × 32,767, in a file that has a small one. */
static void
make_liar (const char *name)
{
  g_autofree char *bytes = NULL;
  gsize size;
  gboolean found = FALSE;

  make_video (name, "videotestsrc num-buffers=10 ! video/x-raw,width=64,height=64,framerate=10/1 ! jpegenc ! avimux");
  bytes = read_bytes (name, &size);
  /* Start of frame (ITU T.81, B.2.2): marker, length, precision, height, width. */
  for (gsize i = 0; i + 9 < size; i++)
    if (memcmp (bytes + i, "\xff\xc0\x00\x11\x08", 5) == 0)
      {
        memcpy (bytes + i + 5, "\x7f\xff\x7f\xff", 4);
        found = TRUE;
      }
  g_assert_true (found);
  write_bytes (name, bytes, size);
}

static void
make_one (const char *name)
{
  make_video (name, "videotestsrc num-buffers=1 ! video/x-raw,width=160,height=120,framerate=25/1 ! jpegenc ! avimux");
}

/* A picture a minute. */
static void
make_black (const char *name)
{
  make_video (name, "videotestsrc num-buffers=600 pattern=black ! video/x-raw,width=160,height=120,framerate=1/60 ! jpegenc ! "
                    "matroskamux");
}

#define H264 "x264enc speed-preset=ultrafast tune=zerolatency key-int-max="

static void
make_changing (const char *name)
{
  static const char *const sizes[] = { "width=320,height=240", "width=64,height=48", "width=640,height=120" };
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *description = g_strdup_printf ("videotestsrc num-buffers=50 ! video/x-raw,%s,framerate=25/1 ! " H264
                                                      "25 ! mpegtsmux", sizes[i]);
      g_autofree char *bytes = NULL;
      gsize size;

      make_video (name, description);
      bytes = read_bytes (name, &size);
      g_byte_array_append (all, (const guint8 *) bytes, (guint) size);
    }
  write_bytes (name, all->data, all->len);
}

static void
make_keyless (const char *name)
{
  g_autofree char *bytes = NULL;
  gsize size, from;

  make_video (name, "videotestsrc num-buffers=100 ! video/x-raw,width=320,height=240,framerate=25/1 ! " H264
                    "1000 ! mpegtsmux");
  bytes = read_bytes (name, &size);
  from = size / 2 / 188 * 188; /* whole packets of a transport stream */
  write_bytes (name, bytes + from, size - from);
}

static void
make_noise (const char *name)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree guint8 *bytes = g_malloc (200000);

  for (guint i = 0; i < 200000; i++)
    bytes[i] = (guint8) g_rand_int (random);
  memcpy (bytes, "\x1a\x45\xdf\xa3", 4); /* like Matroska */
  write_bytes (name, bytes, 200000);
}

static const struct
{
  const char *what, *name;
  void (*make) (const char *name);
  double seconds; /* of the clips; 0 where it must fail, below 0 where either will do */
} cases[] = {
  { "zero length", "zero.mp4", make_zero, 0 },
  { "1 × 1", "pixel.mkv", make_pixel, 1 },
  { "16,384 wide", "wide.mkv", make_wide, 1 },
  { "16,384 high", "tall.mkv", make_tall, 1 },
  { "claims 32,767 × 32,767", "liar.avi", make_liar, 0 },
  { "one frame", "one.avi", make_one, 0.04 },
  { "ten hours of black", "black.mkv", make_black, 36000 },
  { "changing size", "changing.ts", make_changing, -1 },
  { "no key frames", "keyless.ts", make_keyless, -1 },
  { "noise after a header", "noise.mkv", make_noise, 0 },
};

/* Clips, or %NULL with a reason that a person can read. */
static GPtrArray *
analyse (const char         *name,
         ReelAnalysisDepth   depth,
         GError            **error)
{
  g_autofree char *path = path_of (name);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  GPtrArray *clips = reel_analyser_run (analyser, engine, uri, depth, NULL, NULL, NULL, error);

  g_assert_true ((clips == NULL) == (*error != NULL));
  if (clips != NULL)
    g_assert_cmpuint (clips->len, >, 0);
  else
    {
      g_assert_cmpuint ((*error)->domain, ==, REEL_MEDIA_ERROR);
      g_assert_nonnull (strstr ((*error)->message, name));
    }
  return clips;
}

static double
end_of (GPtrArray *clips)
{
  return clips != NULL ? ((const ReelClip *) g_ptr_array_index (clips, clips->len - 1))->end : 0;
}

static void
test_files (void)
{
  folder = reel_test_tmp ("hostile");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) quick_error = NULL;
      g_autoptr (GPtrArray) clips = NULL;
      g_autoptr (GPtrArray) quick = NULL;
      gint64 began;

      cases[i].make (cases[i].name);
      began = g_get_monotonic_time ();
      clips = analyse (cases[i].name, REEL_ANALYSIS_FULL, &error);
      quick = analyse (cases[i].name, REEL_ANALYSIS_QUICK, &quick_error);
      g_test_message ("%-24s %5u clips to %8.2f s, quickly %4u; %5.2f s%s%s", cases[i].what, clips != NULL ? clips->len : 0,
                      end_of (clips), quick != NULL ? quick->len : 0,
                      (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC, error != NULL ? ": " : "",
                      error != NULL ? error->message : "");
      if (cases[i].seconds == 0)
        g_assert_null (clips);
      else if (cases[i].seconds > 0)
        g_assert_cmpfloat (end_of (clips), >=, 0.95 * cases[i].seconds);
    }
  g_clear_pointer (&folder, g_free);
}

static const struct
{
  const char *name, *description;
} corpus[] = {
  { "h264.mp4", "videotestsrc num-buffers=15 ! video/x-raw,width=96,height=64,framerate=10/1 ! " H264 "5 ! mp4mux" },
  { "vp8.mkv", "videotestsrc num-buffers=15 ! video/x-raw,width=96,height=64,framerate=10/1 ! vp8enc deadline=1 ! matroskamux" },
  { "jpeg.avi", "videotestsrc num-buffers=15 ! video/x-raw,width=96,height=64,framerate=10/1 ! jpegenc ! avimux" },
  { "h264.ts", "videotestsrc num-buffers=15 ! video/x-raw,width=96,height=64,framerate=10/1 ! " H264 "5 ! mpegtsmux" },
  { "theora.ogv", "videotestsrc num-buffers=15 ! video/x-raw,width=96,height=64,framerate=10/1 ! theoraenc ! oggmux" },
};

/* Which bytes are changed depends on @number alone. */
static void
make_damaged (const char *original,
              const char *name,
              guint       number)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1000 + number);
  g_autofree char *bytes = NULL;
  gsize size;
  guint changes = (guint) g_rand_int_range (random, 1, MOST_CHANGES + 1);

  bytes = read_bytes (original, &size);
  for (guint i = 0; i < changes; i++)
    {
      /* Half of them in the headers. */
      gsize end = g_rand_boolean (random) ? size : MIN (size, 1024);

      bytes[g_rand_int_range (random, 0, (gint32) end)] = (char) g_rand_int (random);
    }
  write_bytes (name, bytes, size);
}

static void
test_damaged (void)
{
  const char *wanted = g_getenv ("REEL_TEST_MUTATIONS");
  guint n = wanted != NULL ? (guint) atoi (wanted) : MUTATIONS;
  guint n_clips[G_N_ELEMENTS (corpus)] = { 0, }, n_reasons[G_N_ELEMENTS (corpus)] = { 0, };
  g_autoptr (GPtrArray) clips = NULL;
  g_autoptr (GError) error = NULL;

  folder = reel_test_tmp ("damaged");
  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    make_video (corpus[i].name, corpus[i].description);

  for (guint i = 0; i < n; i++)
    {
      guint of = i % G_N_ELEMENTS (corpus);
      g_autofree char *name = g_strdup_printf ("%u-%s", i, corpus[of].name);
      g_autoptr (GError) reason = NULL;
      g_autoptr (GPtrArray) some = NULL;

      make_damaged (corpus[of].name, name, i);
      some = analyse (name, i % 10 < 7 ? REEL_ANALYSIS_FULL : REEL_ANALYSIS_QUICK, &reason);
      if (some != NULL)
        n_clips[of]++;
      else
        n_reasons[of]++;
      /* These are told apart: decoders should not do it. */
      if (reason != NULL && (strstr (reason->message, "its decoder") != NULL || strstr (reason->message, "memory") != NULL))
        g_test_message ("%s", reason->message);
    }
  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    g_test_message ("%-12s damaged: %3u times clips, %3u times a reason", corpus[i].name, n_clips[i], n_reasons[i]);

  /* And it still works. */
  clips = analyse (corpus[0].name, REEL_ANALYSIS_FULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&folder, g_free);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_setenv ("OPENCV_LOG_LEVEL", "OFF", FALSE);
  reel_test_init (&argc, &argv);
  signal (SIGPIPE, SIG_IGN);
  engine = reel_measured_engine_new ();
  analyser = reel_analyser_new (g_getenv ("REELSEEK_LOCAL"));
  g_test_add_func ("/hostile/files", test_files);
  g_test_add_func ("/hostile/damaged", test_damaged);
  status = g_test_run ();
  g_assert_finalize_object (analyser);
  g_assert_finalize_object (engine);
  return status;
}
