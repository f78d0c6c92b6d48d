/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <string.h>

#include "media/reel-avi-index.h"
#include "media/reel-avi-source.h"
#include "media/reel-clip-writer.h"
#include "media/reel-frame-reader.h"
#include "media/reel-prober.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* An AVI that was broken off before its index was written: what is sought is what is shown. */

#define N_FRAMES 150
#define MPEG4 "avenc_mpeg4 bitrate=1500000 gop-size=40 max-bframes=0 ! avimux"
#define H264 "x264enc option-string=scenecut=0 key-int-max=40 bframes=0 bitrate=1500 speed-preset=ultrafast ! avimux"

static char *
in_folder (const char *name)
{
  g_autofree char *folder = reel_test_tmp ("avi-index");

  return g_build_filename (folder, name, NULL);
}

static gsize
find (const char *bytes,
      gsize       length,
      const char *kind,
      gboolean    last)
{
  gsize found = 0;

  for (gsize i = 12; i + 4 <= length && (found == 0 || last); i++)
    if (memcmp (bytes + i, kind, 4) == 0)
      found = i;
  g_assert_cmpuint (found, >, 0);
  return found;
}

/* Without the index, and without the sizes that are written at the end. @kept: of the chunks, in percent */
static char *
make_broken (const char *name,
             const char *chain,
             guint       kept)
{
  char *path = in_folder (name);
  g_autofree char *bytes = NULL;
  gsize length, list;

  reel_test_video_make (path, chain, N_FRAMES, 25, 1, 0);
  g_assert_false (reel_avi_lacks_index (path));
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  list = find (bytes, length, "movi", FALSE);
  length = find (bytes, length, "idx1", TRUE);
  if (kept < 100)
    length = list + (length - list) * kept / 100;
  memset (bytes + 4, 0, 4);
  memset (bytes + list - 4, 0, 4);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  return path;
}

static int
number_at (ReelFrameReader *reader,
           double           time,
           gboolean         exact)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrame) frame = reel_frame_reader_read (reader, time, exact, 0, reel_test_deadline_new (), NULL, &error);

  g_assert_no_error (error);
  return reel_test_video_number (g_bytes_get_data (frame->pixels, NULL), frame->width, frame->height, frame->stride);
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

static void
test_sought (void)
{
  static const struct
  {
    const char *name, *chain;
    guint kept, last;
  } kinds[] = {
    { "mpeg4.avi", MPEG4, 100, 149 },
    { "h264.avi", H264, 100, 149 },
    { "half.avi", MPEG4, 50, 60 },
    /* Nothing is known of what is in it: it is decoded from its beginning. */
    { "msmpeg4.avi", "avenc_msmpeg4 bitrate=1500000 gop-size=40 ! avimux", 100, 149 },
  };
  static const guint frames[] = { 130, 55, 12, 100, 41, 79, 0, 149 };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = make_broken (kinds[i].name, kinds[i].chain, kinds[i].kept);
      g_autofree char *uri = reel_test_video_uri (path);
      g_autofree char *opened = reel_avi_source_dup_uri (uri);
      g_autoptr (ReelFrameReader) reader = NULL;

      g_assert_true (reel_avi_lacks_index (path));
      g_assert_true (g_str_has_prefix (opened, "reel-avi:"));
      reader = open_reader (path);
      for (gsize k = 0; k < G_N_ELEMENTS (frames); k++)
        if (frames[k] <= kinds[i].last)
          {
            g_test_message ("%s: %u", kinds[i].name, frames[k]);
            g_assert_cmpint (number_at (reader, (frames[k] + 0.5) / 25, TRUE), ==, (int) frames[k]);
          }
      /* A near one is a whole one. */
      g_assert_cmpint (number_at (reader, 2.0, FALSE), >=, 0);
    }
}

static void
test_clip (void)
{
  g_autofree char *path = make_broken ("clip.avi", MPEG4, 100);
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *target = in_folder ("exact.mp4");
  g_autoptr (GFile) file = g_file_new_for_path (target);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelClipReport) report = NULL;
  g_autoptr (ReelFrameReader) reader = NULL;
  ReelClipOrder *order = reel_clip_order_new ();
  GAsyncResult *result = NULL;

  reel_clip_order_add (order, uri, 2, 4);
  reel_clip_writer_write_async (order, file, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  report = reel_clip_writer_write_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (report->duration, 2, 0.05);
  reader = open_reader (target);
  g_assert_cmpint (number_at (reader, 0, TRUE), ==, 50);
  g_assert_cmpint (number_at (reader, 1.98, TRUE), ==, 99);
  reel_test_assert_finalized (&result);
}

/* What has an index, or needs none, is opened as it is. */
static void
test_others (void)
{
  g_autofree char *plain = in_folder ("plain.avi");
  g_autofree char *jpeg = in_folder ("jpeg.avi");
  g_autofree char *movie = in_folder ("movie.mp4");
  g_autofree char *text = in_folder ("text.avi");
  g_autofree char *uri = reel_test_video_uri (plain);
  g_autofree char *opened = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  reel_test_video_make (plain, MPEG4, 10, 25, 1, 0);
  reel_test_video_make (jpeg, "jpegenc ! avimux", 10, 25, 1, 0);
  reel_test_video_make (movie, "x264enc ! mp4mux", 10, 25, 1, 0);
  g_assert_true (g_file_set_contents (text, "RIFF\1\0\0\0AVI LIST\xff\xff\xff\xffmovi", 24, NULL));
  g_assert_true (g_file_get_contents (jpeg, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (jpeg, bytes, (gssize) find (bytes, length, "idx1", TRUE), NULL));
  g_assert_false (reel_avi_lacks_index (plain));
  g_assert_false (reel_avi_lacks_index (jpeg));
  g_assert_false (reel_avi_lacks_index (movie));
  g_assert_false (reel_avi_lacks_index ("/nowhere.avi"));
  g_assert_true (reel_avi_lacks_index (text));
  opened = reel_avi_source_dup_uri (uri);
  g_assert_cmpstr (opened, ==, uri);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gst_init (NULL, NULL);
  g_test_add_func ("/avi-index/sought", test_sought);
  g_test_add_func ("/avi-index/clip", test_clip);
  g_test_add_func ("/avi-index/others", test_others);
  return g_test_run ();
}
