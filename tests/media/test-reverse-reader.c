/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "media/reel-reverse-reader.h"
#include "reel-test-video.h"
#include "reel-test.h"

#define N_FRAMES 300
#define FPS 25
#define EDGE 160
#define FRAME_BYTES ((gsize) 160 * 120 * 4)

/* Far less than there is between two key frames. */
#define BUDGET (40 * FRAME_BYTES)

/* (transfer full): its URI */
static char *
make_video (void)
{
  g_autofree char *folder = reel_test_tmp ("reverse");
  g_autofree char *path = g_build_filename (folder, "long.mp4", NULL);

  reel_test_video_make (path, "x264enc option-string=scenecut=0 key-int-max=250 bframes=3 bitrate=800 ! mp4mux", N_FRAMES, FPS,
                        1, 0);
  return reel_test_video_uri (path);
}

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The number of the picture that is shown at @time; waits until it is decoded. */
static int
number_at (ReelReverseReader *reader,
           double             time)
{
  g_autoptr (ReelFrame) frame = NULL;
  guint timer = g_timeout_add (2, tick, NULL);

  reel_test_wait ((frame = reel_reverse_reader_take (reader, time)) != NULL || reel_reverse_reader_has_failed (reader));
  g_source_remove (timer);
  g_assert_nonnull (frame);
  g_assert_cmpuint (frame->width, ==, EDGE);
  return reel_test_video_number (g_bytes_get_data (frame->pixels, NULL), frame->width, frame->height, frame->stride);
}

static double
middle_of (int frame)
{
  return (frame + 0.5) / FPS;
}

/* Every picture, over key frames and stretches, in the room that there is. */
static void
test_all (void)
{
  g_autofree char *uri = make_video ();
  g_autoptr (ReelReverseReader) reader = reel_reverse_reader_new (uri, middle_of (280), 1, EDGE, BUDGET);

  for (int i = 280; i >= 0; i--)
    g_assert_cmpint (number_at (reader, middle_of (i)), ==, i);
  g_test_message ("at most %" G_GSIZE_FORMAT " KiB of %" G_GSIZE_FORMAT, reel_reverse_reader_get_peak (reader) / 1024,
                  BUDGET / 1024);
  g_assert_cmpuint (reel_reverse_reader_get_peak (reader), >, BUDGET / 4);
  g_assert_cmpuint (reel_reverse_reader_get_peak (reader), <=, BUDGET + FRAME_BYTES);
  g_assert_false (reel_reverse_reader_has_failed (reader));
}

/* Where more pictures would be shown than are seen, some are left out: there is room for a longer stretch. */
static void
test_fast (void)
{
  g_autofree char *uri = make_video ();
  g_autoptr (ReelReverseReader) reader = reel_reverse_reader_new (uri, middle_of (280), 8, EDGE, BUDGET);
  int last = G_MAXINT;
  guint n = 0;

  for (int i = 280; i >= 0; i--)
    {
      int number = number_at (reader, middle_of (i));

      g_assert_cmpint (number, <=, i);
      g_assert_cmpint (number, >, i - 8);
      g_assert_cmpint (number, <=, last);
      n += number != last;
      last = number;
    }
  g_assert_cmpint (last, ==, 0);
  g_assert_cmpuint (n, >=, 280 / 8);
  g_assert_cmpuint (n, <=, 280 / 5);
}

/* Who is late is not made later: what has been passed meanwhile is not decoded. */
static void
test_late (void)
{
  g_autofree char *uri = make_video ();
  g_autoptr (ReelReverseReader) reader = reel_reverse_reader_new (uri, middle_of (290), 1, EDGE, BUDGET);

  g_assert_cmpint (number_at (reader, middle_of (290)), ==, 290);
  g_assert_cmpint (number_at (reader, middle_of (40)), ==, 40);
  g_assert_cmpint (number_at (reader, middle_of (39)), ==, 39);
  reel_reverse_reader_set_speed (reader, 2);
  g_assert_cmpint (number_at (reader, middle_of (0)), ==, 0);
  g_assert_cmpint (number_at (reader, 0), ==, 0);
}

static void
test_broken (void)
{
  g_autofree char *uri = make_video ();
  g_autofree char *missing = g_strconcat (uri, ".not", NULL);
  g_autoptr (ReelReverseReader) reader = reel_reverse_reader_new (missing, 1, 1, EDGE, BUDGET);
  g_autoptr (ReelReverseReader) closed = reel_reverse_reader_new (uri, middle_of (200), 1, EDGE, BUDGET);
  guint timer = g_timeout_add (2, tick, NULL);

  g_clear_pointer (&closed, reel_reverse_reader_close); /* while it opens */
  reel_test_wait (reel_reverse_reader_has_failed (reader));
  g_source_remove (timer);
  g_assert_null (reel_reverse_reader_take (reader, 1));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gst_init (NULL, NULL);
  g_test_add_func ("/reverse-reader/all", test_all);
  g_test_add_func ("/reverse-reader/fast", test_fast);
  g_test_add_func ("/reverse-reader/late", test_late);
  g_test_add_func ("/reverse-reader/broken", test_broken);
  return g_test_run ();
}
