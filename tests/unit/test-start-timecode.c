/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include "media/reel-start-timecode.h"
#include "movie-bytes.h"
#include "reel-test.h"

static ReelStartTimecode *
read_bytes (const guint8 *data,
            gsize         length,
            GError      **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) length, NULL);

  return reel_start_timecode_read (stream, NULL, error);
}

static void
test_found (void)
{
  static const struct
  {
    TimecodeTrack track;
    const char *text;
    const char *reel;
  } cases[] = {
    { { "tmcd", 1, 30000, 1001, 1078920, NULL }, "10:00:00;00", NULL },
    { { "tmcd", 1, 30000, 1001, 17982, "A001C003" }, "00:10:00;00", "A001C003" },
    { { "tmcd", 1, 60000, 1001, 2157840, NULL, .index_first = TRUE }, "10:00:00;00", NULL },
    { { "tmcd", 0, 24000, 1001, 86400, NULL, .wide_sizes = TRUE }, "01:00:00:00", NULL },
    { { "tmcd", 0, 25, 1, 90000, "Tape \xff", .wide_offsets = TRUE }, "01:00:00:00", "Tape \xef\xbf\xbd" },
    { { "tmcd", 0, 600, 24, 1, "  ", .index_first = TRUE, .wide_offsets = TRUE, .wide_sizes = TRUE }, "00:00:00:01", NULL },
    { { "tc64", 0, 50, 1, G_GINT64_CONSTANT (4320001), NULL }, "00:00:00:01", NULL },
    { { "tmcd", 4, 25, 1, -1, NULL }, "23:59:59:24", NULL },
    { { "tmcd", 1, 25, 1, 25, NULL }, "00:00:01:00", NULL }, /* drop-frame is not for 25 */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = movie_bytes_file (&cases[i].track);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelStartTimecode) found = read_bytes (file->data, file->len, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = reel_timecode_format (&found->timebase, found->frame);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpstr (found->reel, ==, cases[i].reel);
    }
}

static void
assert_none (const guint8 *data,
             gsize         length,
             int           code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelStartTimecode) found = read_bytes (data, length, &error);

  g_assert_null (found);
  g_assert_error (error, G_IO_ERROR, code);
}

static void
test_none (void)
{
  static const TimecodeTrack tracks[] = {
    { "avc1", 0, 25, 1, 90000, NULL },    { "tmcd", 0, 0, 1, 90000, NULL },  { "tmcd", 0, 25, 0, 90000, NULL },
    { "tmcd", 8, 25, 1, 90000, NULL }, /* a counter of something else */
  };
  const char text[] = "This is no video at all, but a text that is long enough.";

  for (gsize i = 0; i < G_N_ELEMENTS (tracks); i++)
    {
      g_autoptr (GByteArray) file = movie_bytes_file (&tracks[i]);

      assert_none (file->data, file->len, G_IO_ERROR_NOT_FOUND);
    }
  assert_none ((const guint8 *) text, 0, G_IO_ERROR_NOT_FOUND);
  assert_none ((const guint8 *) text, sizeof text, G_IO_ERROR_NOT_FOUND);
}

/* Cut off anywhere, and any size or count in it anything: an answer, or none, and never long. */
static void
test_damaged (void)
{
  const TimecodeTrack track = { "tmcd", 1, 30000, 1001, 1078920, "A001C003", .index_first = TRUE };
  const guint32 values[] = { 0, 1, 2, 7, 8, 9, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff };
  g_autoptr (GByteArray) file = movie_bytes_file (&track);
  guint found = 0;

  for (guint length = 0; length < file->len; length++)
    assert_none (file->data, length, G_IO_ERROR_NOT_FOUND);
  for (guint at = 0; at + 4 <= file->len; at++)
    for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
      {
        g_autofree guint8 *copy = g_memdup2 (file->data, file->len);
        g_autoptr (ReelStartTimecode) timecode = NULL;

        for (guint k = 0; k < 4; k++)
          copy[at + k] = (guint8) (values[i] >> (24 - 8 * k));
        timecode = read_bytes (copy, file->len, NULL);
        if (timecode != NULL)
          {
            g_assert_cmpint (timecode->frame, >=, 0);
            g_assert_cmpint (timecode->frame, <, reel_timebase_frames_per_day (&timecode->timebase));
            found++;
          }
      }
  g_test_message ("%u of %u damaged files still have one", found, (file->len - 3) * (guint) G_N_ELEMENTS (values));
  g_assert_cmpuint (found, >, 0);
}

/* As many atoms as fit into a megabyte, and as deep: reading ends. */
static void
test_bounded (void)
{
  g_autoptr (GByteArray) flat = g_byte_array_new ();
  g_autoptr (GByteArray) deep = g_byte_array_new ();
  g_autoptr (GByteArray) tracks = movie_bytes_atom ("moov", NULL, 0);

  for (guint i = 0; i < 131072; i++)
    {
      movie_bytes_put (flat, 8, 4);
      g_byte_array_append (flat, (const guint8 *) "free", 4);
    }
  assert_none (flat->data, flat->len, G_IO_ERROR_INVALID_DATA);

  for (guint i = 0; i < 131072; i++)
    {
      movie_bytes_put (deep, 0, 4);
      g_byte_array_append (deep, (const guint8 *) "moov", 4);
    }
  assert_none (deep->data, deep->len, G_IO_ERROR_NOT_FOUND);

  for (guint i = 0; i < 20000; i++)
    g_byte_array_append (tracks, (const guint8 *) "\0\0\0\x18trak\0\0\0\x10mdia\0\0\0\x08minf", 24);
  movie_bytes_add (tracks, movie_bytes_atom ("free", NULL, 0));
  assert_none (tracks->data, tracks->len, G_IO_ERROR_INVALID_DATA);
}

static void
test_file (void)
{
  const TimecodeTrack track = { "tmcd", 1, 30000, 1001, 1078920, "A001C003" };
  g_autoptr (GByteArray) bytes = movie_bytes_file (&track);
  g_autofree char *folder = reel_test_tmp ("start-timecode");
  g_autofree char *path = g_build_filename (folder, "a.mov", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) gone = g_file_new_for_path ("/nowhere/a.mov");
  g_autoptr (GFile) fifo = g_file_new_for_path (pipe);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelStartTimecode) found = NULL;

  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  found = reel_start_timecode_read_file (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->frame, ==, 1078920);

  g_cancellable_cancel (cancelled);
  g_assert_null (reel_start_timecode_read_file (file, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (reel_start_timecode_read_file (gone, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_null (reel_start_timecode_read_file (fifo, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/media/start-timecode/found", test_found);
  g_test_add_func ("/media/start-timecode/none", test_none);
  g_test_add_func ("/media/start-timecode/damaged", test_damaged);
  g_test_add_func ("/media/start-timecode/bounded", test_bounded);
  g_test_add_func ("/media/start-timecode/file", test_file);
  return g_test_run ();
}
