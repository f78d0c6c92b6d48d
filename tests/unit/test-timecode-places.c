/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "media/reel-start-timecode.h"
#include "movie-bytes.h"
#include "reel-test.h"

/* Where else than in a plain timecode track files have their timecode; each made by hand. */

static char *
read_bytes (GByteArray *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (bytes->data, bytes->len, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelStartTimecode) start = reel_start_timecode_read (stream, NULL, &error);

  if (start == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      return g_strdup (error->message);
    }
  return reel_timecode_format (&start->timebase, start->frame);
}

/* As much of a file as there is must not hurt, either. */
static void
assert_reads (GByteArray *bytes,
              const char *expected)
{
  g_autofree char *text = read_bytes (bytes);

  g_assert_cmpstr (text, ==, expected);
  for (guint length = 0; length < bytes->len; length += 7)
    {
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (bytes->data, length, NULL);
      g_autoptr (ReelStartTimecode) start = reel_start_timecode_read (stream, NULL, NULL);

      if (start != NULL)
        g_assert_cmpint (start->frame, >=, 0);
    }
}

/* --- QuickTime --- */

static void
end_atom (GByteArray *atom)
{
  for (guint k = 0; k < 4; k++)
    atom->data[k] = (guint8) (atom->len >> (24 - 8 * k));
}

/* Appends @child, with what it has now. @child: (transfer full) */
static void
add_atom (GByteArray *parent,
          GByteArray *child)
{
  end_atom (child);
  movie_bytes_add (parent, child);
}

static GByteArray *
full_atom (const char *kind,
           guint       n_zeros)
{
  GByteArray *atom = movie_bytes_atom (kind, NULL, 0);
  static const guint8 zeros[64] = { 0 };

  g_byte_array_append (atom, zeros, n_zeros);
  return atom;
}

static void
add_numbers (GByteArray *atom,
             guint       n,
             const guint32 *numbers)
{
  for (guint i = 0; i < n; i++)
    movie_bytes_put (atom, numbers[i], 4);
}

/* Ticks of 1000 a second in the movie, of 25000 in the track. */
typedef struct
{
  const char *handler, *entry;
  guint n_edits;
  struct
  {
    guint32 length;
    gint32 begin;
  } edits[3];
  guint32 sample_at;
} TrackOf;

static GByteArray *
make_track (const TrackOf *of)
{
  GByteArray *trak = movie_bytes_atom ("trak", NULL, 0), *media = movie_bytes_atom ("mdia", NULL, 0);
  GByteArray *information = movie_bytes_atom ("minf", NULL, 0), *table = movie_bytes_atom ("stbl", NULL, 0);
  GByteArray *header = full_atom ("mdhd", 12), *handler = full_atom ("hdlr", 8), *entry = movie_bytes_atom (of->entry, NULL, 0);
  GByteArray *entries = full_atom ("stsd", 4), *times = full_atom ("stts", 4), *offsets = full_atom ("stco", 4);

  if (of->n_edits > 0)
    {
      GByteArray *container = movie_bytes_atom ("edts", NULL, 0), *list = full_atom ("elst", 4);

      movie_bytes_put (list, of->n_edits, 4);
      for (guint i = 0; i < of->n_edits; i++)
        add_numbers (list, 3, (const guint32[]){ of->edits[i].length, (guint32) of->edits[i].begin, 0x10000 });
      add_atom (container, list);
      add_atom (trak, container);
    }
  add_numbers (header, 3, (const guint32[]){ 25000, 250000, 0 });
  g_byte_array_append (handler, (const guint8 *) of->handler, 4);
  add_numbers (handler, 3, (const guint32[]){ 0, 0, 0 });
  /* Reserved; then flags, ticks, a frame's ticks, and frames a second of timecode: nobody minds them elsewhere. */
  add_numbers (entry, 6, (const guint32[]){ 0, 1, 0, 0, 25000, 1000 });
  movie_bytes_put (entry, 25 << 8, 2);
  movie_bytes_put (entries, 1, 4);
  add_atom (entries, entry);
  add_numbers (times, 3, (const guint32[]){ 1, 250, 1000 });
  add_numbers (offsets, 2, (const guint32[]){ 1, of->sample_at });
  add_atom (table, entries);
  add_atom (table, times);
  add_atom (table, offsets);
  add_atom (information, table);
  add_atom (media, header);
  add_atom (media, handler);
  add_atom (media, information);
  add_atom (trak, media);
  return trak;
}

/* Its samples: one o'clock as a frame, and behind that what a Sony's clock showed. */
static GByteArray *
make_movie (const TrackOf *tracks,
            guint          n_tracks)
{
  static const guint8 shown[64] = { [13] = 10, [14] = 20, [15] = 30, [16] = 0, [17] = 5 };
  GByteArray *file = movie_bytes_atom ("ftyp", "qt  \0\0\0\0qt  ", 12), *data = movie_bytes_atom ("mdat", NULL, 0);
  GByteArray *movie = movie_bytes_atom ("moov", NULL, 0), *header = full_atom ("mvhd", 12);

  movie_bytes_put (data, 90000, 4);
  g_byte_array_append (data, shown, sizeof shown);
  movie_bytes_put (data, 0, 4);
  add_numbers (header, 3, (const guint32[]){ 1000, 10000, 0 });
  add_atom (movie, header);
  for (guint i = 0; i < n_tracks; i++)
    add_atom (movie, make_track (&tracks[i]));
  for (guint i = 0; i < 2; i++)
    {
      GByteArray *part = i == 0 ? data : movie;

      end_atom (part);
      g_byte_array_append (file, part->data, part->len);
      g_byte_array_unref (part);
    }
  return file;
}

#define FRAME_AT 28
#define CLOCK_AT 32

static void
test_edits (void)
{
  static const struct
  {
    TrackOf pictures, timecode;
    const char *text;
  } cases[] = {
    { { "vide", "avc1", 0 }, { "tmcd", "tmcd", 0, .sample_at = FRAME_AT }, "01:00:00:00" },
    /* The timecode's edit list begins two seconds into it. */
    { { "vide", "avc1", 0 }, { "tmcd", "tmcd", 1, { { 8000, 50000 } }, FRAME_AT }, "01:00:02:00" },
    /* Pictures begin after two seconds, the timecode does not. */
    { { "vide", "avc1", 2, { { 2000, -1 }, { 8000, 0 } } }, { "tmcd", "tmcd", 1, { { 10000, 0 } }, FRAME_AT }, "01:00:02:00" },
    /* Both begin then. */
    { { "vide", "avc1", 2, { { 2000, -1 }, { 8000, 0 } } },
      { "tmcd", "tmcd", 2, { { 2000, -1 }, { 8000, 0 } }, FRAME_AT },
      "01:00:00:00" },
    /* What B-frames take is no part of it. */
    { { "vide", "avc1", 1, { { 8000, 2000 } } }, { "tmcd", "tmcd", 1, { { 8000, 0 } }, FRAME_AT }, "01:00:00:00" },
    /* Once around midnight. */
    { { "vide", "avc1", 0 }, { "tmcd", "tmcd", 1, { { 8000, G_MAXINT32 } }, FRAME_AT }, "00:51:39:08" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TrackOf tracks[] = { cases[i].pictures, cases[i].timecode };
      g_autoptr (GByteArray) file = make_movie (tracks, 2);

      g_test_message ("%u", (guint) i);
      assert_reads (file, cases[i].text);
    }
}

static void
test_clock (void)
{
  static const TrackOf tracks[] = { { "vide", "avc1", 0 },
                                    { "meta", "rtmd", 0, .sample_at = CLOCK_AT },
                                    { "tmcd", "tmcd", 0, .sample_at = FRAME_AT } };
  g_autoptr (GByteArray) clock = make_movie (tracks, 2);
  g_autoptr (GByteArray) both = make_movie (tracks, 3);
  g_autoptr (GByteArray) only = make_movie (tracks + 1, 1);

  assert_reads (clock, "10:20:30:05");
  assert_reads (both, "01:00:00:00");
  assert_reads (only, "No timecode was found in the file.");
}

/* --- Matroska --- */

/* Appends an element of up to 16383 bytes. @content: (transfer full) */
static void
add_element (GByteArray *parent,
             guint32     id,
             GByteArray *content)
{
  movie_bytes_put (parent, id, id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1);
  movie_bytes_put (parent, 0x4000 | content->len, 2);
  g_byte_array_append (parent, content->data, content->len);
  g_byte_array_unref (content);
}

static GByteArray *
number (guint64 value,
        guint   n_bytes)
{
  GByteArray *bytes = g_byte_array_new ();

  movie_bytes_put (bytes, value, n_bytes);
  return bytes;
}

static GByteArray *
text (const char *string)
{
  GByteArray *bytes = g_byte_array_new ();

  return g_byte_array_append (bytes, (const guint8 *) string, (guint) strlen (string));
}

static GByteArray *
make_tags (const char *name,
           const char *value)
{
  GByteArray *tags = g_byte_array_new (), *tag = g_byte_array_new (), *simple = g_byte_array_new ();

  add_element (simple, 0x45a3, text (name));
  add_element (simple, 0x4487, text (value));
  add_element (tag, 0x67c8, simple);
  add_element (tags, 0x7373, tag);
  return tags;
}

/* @late: the tags lie behind the pictures, and a list says where */
static GByteArray *
make_matroska (const char *name,
               const char *value,
               guint64     duration,
               gboolean    late)
{
  GByteArray *file = g_byte_array_new (), *segment = g_byte_array_new (), *tracks = g_byte_array_new ();
  GByteArray *track = g_byte_array_new (), *head = g_byte_array_new (), *seek = g_byte_array_new ();
  GByteArray *cluster = g_byte_array_new ();

  add_element (track, 0x83, number (1, 1));
  add_element (track, 0x23e383, number (duration, 4));
  add_element (tracks, 0xae, track);
  g_byte_array_set_size (cluster, 500);
  memset (cluster->data, 0xec, cluster->len);
  /* The list is of a fixed length: 4 + 2 + 2 + 2 + (2 + 2 + 4) + (2 + 2 + 2). */
  add_element (seek, 0x53ab, number (0x1254c367, 4));
  add_element (seek, 0x53ac, number (24 - 0 + 6 + tracks->len + (late ? 506 : 0), 2));
  add_element (head, 0x4dbb, seek);
  add_element (segment, 0x114d9b74, head);
  g_assert_cmpuint (segment->len, ==, 24);
  add_element (segment, 0x1654ae6b, tracks);
  if (late)
    add_element (segment, 0x1f43b675, cluster);
  else
    g_byte_array_unref (cluster);
  add_element (segment, 0x1254c367, make_tags (name, value));
  add_element (file, 0x1a45dfa3, text ("\x42\x82\x88matroska"));
  add_element (file, 0x18538067, segment);
  return file;
}

static void
test_matroska (void)
{
  static const struct
  {
    const char *name, *value;
    guint64 duration;
    const char *text;
  } cases[] = {
    { "TIMECODE", "10:11:12:13", 40000000, "10:11:12:13" },
    { "timecode", "10:11:12;13", 33366667, "10:11:12;13" },
    { "TIMECODE", "10:11:12:45", 16666667, "10:11:12:45" },
    { "TIMECODE", "25:99:12:13", 40000000, "No timecode was found in the file." },
    { "TIMECODE", "", 40000000, "No timecode was found in the file." },
    { "TITLE", "10:11:12:13", 40000000, "No timecode was found in the file." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint late = 0; late < 2; late++)
      {
        g_autoptr (GByteArray) file = make_matroska (cases[i].name, cases[i].value, cases[i].duration, late > 0);

        g_test_message ("%u %u", (guint) i, late);
        assert_reads (file, cases[i].text);
      }
}

/* --- MXF --- */

static void
add_triplet (GByteArray *file,
             guint64     front,
             guint64     back,
             GByteArray *value)
{
  movie_bytes_put (file, front, 8);
  movie_bytes_put (file, back, 8);
  movie_bytes_put (file, 0x83, 1);
  movie_bytes_put (file, value->len, 3);
  g_byte_array_append (file, value->data, value->len);
  g_byte_array_unref (value);
}

static void
add_value (GByteArray *set,
           guint       tag,
           GByteArray *value)
{
  movie_bytes_put (set, tag, 2);
  movie_bytes_put (set, value->len, 2);
  g_byte_array_append (set, value->data, value->len);
  g_byte_array_unref (value);
}

static GByteArray *
id (guint64 which)
{
  GByteArray *bytes = number (0, 8);

  movie_bytes_put (bytes, which, 8);
  return bytes;
}

static GByteArray *
reference (guint64 which)
{
  GByteArray *bytes = number (1, 4);

  movie_bytes_put (bytes, 16, 4);
  movie_bytes_put (bytes, 0, 8);
  movie_bytes_put (bytes, which, 8);
  return bytes;
}

/* A package with a track of timecode; ids from @from on. @kind: 0x36 of material, 0x37 of a source */
static void
add_package (GByteArray *file,
             guint       kind,
             guint64     from,
             gint64      start)
{
  const guint64 front = G_GUINT64_CONSTANT (0x060e2b3402530101), back = G_GUINT64_CONSTANT (0x0d01010101010000);
  GByteArray *package = g_byte_array_new (), *track = g_byte_array_new (), *sequence = g_byte_array_new ();
  GByteArray *component = g_byte_array_new ();

  add_value (package, 0x3c0a, id (from));
  add_value (package, 0x4403, reference (from + 1));
  add_value (track, 0x3c0a, id (from + 1));
  add_value (track, 0x4b01, number (G_GUINT64_CONSTANT (30000) << 32 | 1001, 8));
  add_value (track, 0x4803, id (from + 2));
  add_value (sequence, 0x3c0a, id (from + 2));
  add_value (sequence, 0x1001, reference (from + 3));
  add_value (component, 0x3c0a, id (from + 3));
  add_value (component, 0x1501, number ((guint64) start, 8));
  add_value (component, 0x1502, number (30, 2));
  add_value (component, 0x1503, number (1, 1));
  add_triplet (file, front, back | 0x14 << 8, component);
  add_triplet (file, front, back | (guint64) kind << 8, package);
  add_triplet (file, front, back | 0x3b << 8, track);
  add_triplet (file, front, back | 0x0f << 8, sequence);
}

static void
test_mxf (void)
{
  const guint64 front = G_GUINT64_CONSTANT (0x060e2b3402050101), back = G_GUINT64_CONSTANT (0x0d01020101020400);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GByteArray) source_only = g_byte_array_new ();
  g_autoptr (GByteArray) none = g_byte_array_new ();

  add_triplet (none, front, back, number (0, 8));
  add_triplet (source_only, front, back, number (0, 8));
  add_package (source_only, 0x37, 100, 1798);
  add_triplet (file, front, back, number (0, 8));
  add_package (file, 0x37, 100, 1798);
  add_package (file, 0x36, 200, 1078920); /* ten o'clock, drop-frame */
  assert_reads (none, "No timecode was found in the file.");
  assert_reads (source_only, "00:00:59;28");
  assert_reads (file, "10:00:00;00");
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/media/timecode-places/edits", test_edits);
  g_test_add_func ("/media/timecode-places/clock", test_clock);
  g_test_add_func ("/media/timecode-places/matroska", test_matroska);
  g_test_add_func ("/media/timecode-places/mxf", test_mxf);
  return g_test_run ();
}
