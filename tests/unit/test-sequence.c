/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "reel-test.h"
#include "sequence-clips.h"

static void
assert_clip (const ReelSequence *sequence,
             guint               position,
             gint64              in,
             gint64              out,
             gint64              at,
             gint64              length)
{
  const ReelSequenceClip *clip = reel_sequence_get (sequence, position);

  g_assert_cmpint (clip->in, ==, in);
  g_assert_cmpint (clip->out, ==, out);
  g_assert_cmpint (clip->at, ==, at);
  g_assert_cmpint (clip->length, ==, length);
}

static void
test_mixed_rates (void)
{
  g_autoptr (ReelSequence) sequence = sequence_new_three ();

  g_assert_cmpuint (sequence->timebase.fps_n, ==, 30000);
  g_assert_true (sequence->timebase.drop_frame);
  g_assert_cmpuint (sequence->n_media, ==, 3);
  assert_clip (sequence, 0, 60, 120, 0, 60);
  assert_clip (sequence, 1, 25, 75, 60, 60); /* 2 s are 59.94 frames */
  assert_clip (sequence, 2, 0, 4, 120, 4);
  g_assert_cmpint (sequence->length, ==, 124);
}

static void
test_handles (void)
{
  static const struct
  {
    double handles, start, end, duration;
    gint64 in, out;
  } cases[] = {
    { 1, 2, 4, 10, 25, 125 },   { 1, 0.5, 9.8, 10, 0, 250 },  { 100, 2, 4, 10, 0, 250 }, { 0, 2, 4, 3, 50, 75 },
    { 0, 2, 2, 10, 50, 51 },    { 0, 12, 14, 10, 249, 250 },  { 1, 2, 4, 0, 25, 125 },   { -5, 2, 4, 10, 50, 100 },
    { 0, 2.01, 3.99, 10, 50, 100 }, { 0.04, 0, 0, 10, 0, 1 }, { 0, 1, 10.02, 10.019, 25, 250 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelSequence) sequence = reel_sequence_new ("x", cases[i].handles);
      ReelSequenceClip *clip = sequence_clip_new (NULL, "a", 25, 1, cases[i].duration, NULL);

      sequence_clip_hit (clip, cases[i].start, cases[i].end, 0);
      reel_sequence_take (sequence, clip);
      reel_sequence_lay_out (sequence);
      assert_clip (sequence, 0, cases[i].in, cases[i].out, 0, cases[i].out - cases[i].in);
    }
}

/* Nothing is cut off at a length that may be wrong, and what is cut off is told. */
static void
test_lengths (void)
{
  static const struct
  {
    double start, end, duration;
    gboolean exact, cut_off;
    gint64 in, out, length;
  } cases[] = {
    { 2, 4, 1.9355, FALSE, FALSE, 50, 100, 100 }, { 2, 4, 0, FALSE, FALSE, 50, 100, 0 },
    { 2, 4, 8, FALSE, FALSE, 50, 100, 200 },      { 2, 4, 3, TRUE, TRUE, 50, 75, 75 },
    { 2, 4, 4, TRUE, FALSE, 50, 100, 100 },       { 2, 4.03, 4, TRUE, FALSE, 50, 100, 100 },
    { 12, 14, 10, TRUE, TRUE, 249, 250, 250 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelSequence) sequence = reel_sequence_new ("x", 0);
      ReelSequenceClip *clip = sequence_clip_new (NULL, "a", 25, 1, cases[i].duration, NULL);

      clip->exact = cases[i].exact;
      sequence_clip_hit (clip, cases[i].start, cases[i].end, 0);
      reel_sequence_take (sequence, clip);
      reel_sequence_lay_out (sequence);
      g_test_message ("%u", (guint) i);
      assert_clip (sequence, 0, cases[i].in, cases[i].out, 0, cases[i].out - cases[i].in);
      g_assert_cmpint (clip->cut_off, ==, cases[i].cut_off);
      g_assert_cmpint (clip->media_length, ==, cases[i].length);
    }
}

/* Pictures that begin after the sound: other programs count from where the file begins; its timecode is of its first picture. */
static void
test_lead (void)
{
  static const struct
  {
    double lead;
    const char *start;
    gint64 in, media_start, media_length;
  } cases[] = {
    { 2, NULL, 100, 0, 250 },       { 2.021, NULL, 101, 0, 251 }, { 0.021, NULL, 50, 0, 200 },
    { 2, "01:00:02:00", 100, 90000, 250 }, { 0, "01:00:00:00", 50, 90000, 200 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelSequence) sequence = reel_sequence_new ("x", 0);
      ReelSequenceClip *clip = sequence_clip_new (NULL, "a", 25, 1, 8, cases[i].start);

      clip->lead = cases[i].lead;
      sequence_clip_hit (clip, 2, 4, 0);
      reel_sequence_take (sequence, clip);
      reel_sequence_lay_out (sequence);
      assert_clip (sequence, 0, cases[i].in, cases[i].in + 50, 0, 50);
      g_assert_cmpint (clip->media_start, ==, cases[i].media_start);
      g_assert_cmpint (clip->media_length, ==, cases[i].media_length);
    }
}

/* What varies counts at the nominal rate, or at that of its timecode; the whole video is all of it. */
static void
test_unknown (void)
{
  g_autoptr (ReelSequence) sequence = reel_sequence_new ("x", 2);
  ReelSequenceClip *varies = sequence_clip_new ("file:///v", "v", 0, 1, 10, NULL);
  ReelSequenceClip *named = sequence_clip_new ("file:///n", "n", 25, 1, 10, "01:00:00:00");
  ReelSequenceClip *nothing = sequence_clip_new (NULL, "?", 0, 1, 0, NULL);

  named->fps_n = 0;
  sequence_clip_hit (varies, 3, 4, 0);
  reel_sequence_take (sequence, varies);
  reel_sequence_take (sequence, named);
  reel_sequence_take (sequence, nothing);
  reel_sequence_lay_out (sequence);
  g_assert_cmpuint (sequence->timebase.fps_n, ==, 30);
  assert_clip (sequence, 0, 30, 180, 0, 150);
  assert_clip (sequence, 1, 0, 250, 150, 300);
  assert_clip (sequence, 2, 0, 1, 450, 1);
  g_assert_cmpint (reel_sequence_get (sequence, 1)->media_start, ==, 90000);
}

/* What is no rate that anybody edits at counts at one; one of which it is a part stays as it is. */
static void
test_unusual (void)
{
  static const struct
  {
    guint n, d;
    gboolean unusual;
    guint want_n, want_d;
  } cases[] = {
    { 25, 1, FALSE, 25, 1 },   { 30000, 1001, FALSE, 30000, 1001 }, { 10, 1, FALSE, 10, 1 },
    { 25, 2, FALSE, 25, 2 },   { 45, 2, TRUE, 24000, 1001 },        { 2687, 90, TRUE, 30000, 1001 },
    { 240, 1, TRUE, 120, 1 },  { 0, 1, TRUE, 30, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelSequence) sequence = reel_sequence_new ("x", 0);
      const ReelSequenceClip *clip;

      reel_sequence_take (sequence, sequence_clip_new (NULL, "a", cases[i].n, cases[i].d, 10, NULL));
      reel_sequence_lay_out (sequence);
      clip = reel_sequence_get (sequence, 0);
      g_assert_cmpint (clip->unusual, ==, cases[i].unusual);
      g_assert_cmpuint (clip->timebase.fps_n, ==, cases[i].want_n);
      g_assert_cmpuint (clip->timebase.fps_d, ==, cases[i].want_d);
    }
}

/* Clips of one file share it, and a timecode of half the rate of the pictures leads to the same time of day. */
static void
test_media (void)
{
  g_autoptr (ReelSequence) sequence = reel_sequence_new ("x", 0);
  ReelSequenceClip *clip = sequence_clip_new ("file:///a", "a", 30000, 1001, 10, "10:00:00;15");

  clip->fps_n = 60000;
  reel_sequence_take (sequence, clip);
  reel_sequence_take (sequence, sequence_clip_new ("file:///b", "a", 25, 1, 1, NULL));
  reel_sequence_take (sequence, sequence_clip_new ("file:///a", "renamed", 60000, 1001, 10, NULL));
  reel_sequence_take (sequence, sequence_clip_new (NULL, "file:///a", 60000, 1001, 10, NULL));
  reel_sequence_lay_out (sequence);
  g_assert_cmpuint (sequence->n_media, ==, 3);
  g_assert_cmpuint (reel_sequence_get (sequence, 1)->media, ==, 1);
  g_assert_cmpuint (reel_sequence_get (sequence, 2)->media, ==, 0);
  g_assert_cmpuint (reel_sequence_get (sequence, 3)->media, ==, 2);
  g_assert_cmpint (reel_sequence_get (sequence, 0)->media_start, ==, 2157840 + 30);
}

static void
test_plain_text (void)
{
  static const struct
  {
    const char *text, *plain;
  } cases[] = {
    { "a b", "a b" },          { "a\r\n\tb", "a b" }, { "\na\n", "a" },
    { "a\xe2\x80\xae" "b", "a b" }, { "\xff", "\xef\xbf\xbd" }, { "", "" },
    { "\xe5\xbd\xb1", "\xe5\xbd\xb1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = reel_sequence_plain_text (cases[i].text);

      g_assert_cmpstr (plain, ==, cases[i].plain);
    }
}

static void
test_edl (void)
{
  g_autoptr (ReelSequence) sequence = sequence_new_three ();
  g_autoptr (GBytes) bytes = reel_sequence_to_edl (sequence, 0);
  g_autofree char *text = sequence_text (bytes);

  g_assert_cmpstr (text, ==,
                   "TITLE: red car\r\n"
                   "FCM: DROP FRAME\r\n"
                   "\r\n"
                   "001  A001C003 AA/V  C        10:00:02;00 10:00:04;00 01:00:00;00 01:00:02;00\r\n"
                   "* FROM CLIP NAME: a.mov\r\n"
                   "* SOURCE FILE: file:///footage/a.mov\r\n"
                   "* SOURCE REEL: A001C003_XYZ\r\n"
                   "* SIMILARITY: 0.8712\r\n"
                   "002  B        V     C        00:00:01;00 00:00:03;00 01:00:02;00 01:00:04;00\r\n"
                   "* FROM CLIP NAME: b <&>.mp4\r\n"
                   "* SOURCE FILE: file:///footage/b%20%26.mp4\r\n"
                   "* CONFORMED FROM 25 FPS, SOURCE TIMECODE: 00:00:01:00 00:00:03:00\r\n"
                   "* SIMILARITY: -0.2500\r\n"
                   "003  A2       AA/V  C        00:00:59;28 00:01:00;04 01:00:04;00 01:00:04;04\r\n"
                   "* FROM CLIP NAME: a (2).mov\r\n"
                   "* SIMILARITY: 0.5000\r\n");
}

/* Reads the events of a list: number, reel and four timecodes; everything else is a comment or one of the first lines. */
static guint
read_edl (const char         *text,
          const ReelTimebase *timebase,
          GHashTable         *reels)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  gint64 record_end = -1;
  guint events = 0;

  g_assert_true (g_str_has_prefix (lines[0], "TITLE: "));
  g_assert_true (g_str_has_prefix (lines[1], "FCM: "));
  g_assert_cmpstr (lines[2], ==, "");
  for (guint i = 3; lines[i] != NULL; i++)
    {
      char reel[16], track[8], times[4][16];
      gint64 frames[4];
      guint number;

      g_assert_null (strpbrk (lines[i], "\r\n"));
      if (g_str_has_prefix (lines[i], "* ") || *lines[i] == '\0')
        continue;
      g_assert_cmpint (sscanf (lines[i], "%3u  %15s %7s C        %15s %15s %15s %15s", &number, reel, track, times[0],
                               times[1], times[2], times[3]), ==, 7);
      g_assert_cmpuint (number, ==, ++events);
      g_assert_cmpuint (strlen (reel), <=, 8);
      g_hash_table_add (reels, g_strdup (reel));
      for (guint k = 0; k < 4; k++)
        g_assert_true (reel_timecode_parse (timebase, times[k], &frames[k]));
      g_assert_cmpint (frames[1] - frames[0], ==, frames[3] - frames[2]);
      g_assert_true (record_end == -1 || frames[2] == record_end);
      record_end = frames[3];
    }
  return events;
}

/* What makes a reel unique does not make another clip of it: clips are numbered at their ends. */
static void
test_edl_reels (void)
{
  static const char * const paths[] = { "a/C0001.MP4", "b/C0001.MP4", "c/C0001.MP4", "a/C00012.MP4", "a/C0001X3.MP4" };
  static const char * const reels[] = { "001  C0001    ", "002  C0001X2  ", "003  C0001X4  ", "004  C00012   ", "005  C0001X3  " };
  g_autoptr (ReelSequence) sequence = reel_sequence_new ("x", 0);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *uri = g_strconcat ("file:///", paths[i], NULL);

      reel_sequence_take (sequence, sequence_clip_new (uri, strchr (paths[i], '/') + 1, 25, 1, 10, NULL));
    }
  reel_sequence_lay_out (sequence);
  bytes = reel_sequence_to_edl (sequence, 0);
  text = sequence_text (bytes);
  for (gsize i = 0; i < G_N_ELEMENTS (reels); i++)
    if (strstr (text, reels[i]) == NULL)
      g_error ("%s is missing in:\n%s", reels[i], text);
}

/* Timecode has two digits for frames: lists of more are counted at their half, or quarter. */
static void
test_edl_fast (void)
{
  static const struct
  {
    guint n, d;
    const char *times;
  } cases[] = {
    { 100, 1, "00:00:02:10 00:00:04:00" },
    { 120, 1, "00:00:02:12 00:00:04:00" },
    { 120000, 1001, "00:00:02:12 00:00:04:00" },
    { 240000, 1001, "00:00:02:12 00:00:04:00" },
    { 60, 1, "00:00:02:12 00:00:04:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelSequence) sequence = reel_sequence_new ("x", 0);
      ReelSequenceClip *clip = sequence_clip_new (NULL, "fast.mov", cases[i].n, cases[i].d, 10, NULL);
      /* Of its own seconds, which are 60 or 120 of its frames. */
      double second = cases[i].d == 1001 ? 1.001 : 1;
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *text = NULL;
      g_autoptr (GHashTable) reels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      ReelTimebase half;

      sequence_clip_hit (clip, 2.2 * second, 4 * second, 0);
      reel_sequence_take (sequence, clip);
      reel_sequence_lay_out (sequence);
      bytes = reel_sequence_to_edl (sequence, 0);
      text = sequence_text (bytes);
      g_test_message ("%s", text);
      g_assert_nonnull (strstr (text, cases[i].times));
      half = reel_timebase_new (cases[i].n == 100 ? 50 : cases[i].d == 1001 ? 60000 : 60, cases[i].d, FALSE);
      g_assert_cmpuint (read_edl (text, &half, reels), ==, 1);
    }
}

/* More events than there are numbers; and of that many files, no two have the same reel. */
static void
test_edl_parts (void)
{
  g_autoptr (ReelSequence) sequence = reel_sequence_new ("many", 0);
  g_autoptr (GHashTable) reels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GBytes) first = NULL, second = NULL;
  g_autofree char *first_text = NULL, *second_text = NULL;

  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *name = g_strdup_printf ("interview take %u.mov", i % 1200);
      ReelSequenceClip *clip = sequence_clip_new (NULL, name, 25, 1, 10, NULL);

      sequence_clip_hit (clip, i % 7, i % 7 + 1, 0);
      reel_sequence_take (sequence, clip);
    }
  reel_sequence_lay_out (sequence);
  first = reel_sequence_to_edl (sequence, 0);
  second = reel_sequence_to_edl (sequence, REEL_SEQUENCE_EDL_EVENTS);
  first_text = sequence_text (first);
  second_text = sequence_text (second);
  g_assert_cmpuint (read_edl (first_text, &sequence->timebase, reels), ==, 999);
  g_assert_cmpuint (read_edl (second_text, &sequence->timebase, reels), ==, 501);
  g_assert_cmpuint (g_hash_table_size (reels), ==, 1200);
}

static void
test_edl_hostile (void)
{
  g_autoptr (ReelSequence) sequence = sequence_new_hostile ();
  g_autoptr (GHashTable) reels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GBytes) bytes = reel_sequence_to_edl (sequence, 0);
  g_autofree char *text = sequence_text (bytes);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (read_edl (text, &sequence->timebase, reels), ==, sequence->clips->len);
  g_assert_cmpuint (g_hash_table_size (reels), ==, sequence->clips->len);
  g_assert_false (g_hash_table_contains (reels, "AX"));
  g_assert_false (g_hash_table_contains (reels, "BL"));
}

/* A reader of RFC 4180 that takes nothing else; the columns of all rows one after the other. */
static GPtrArray *
read_csv (const char *text,
          guint      *n_columns)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  guint column = 0;

  *n_columns = 0;
  for (const char *at = text; *at != '\0';)
    {
      GString *cell = g_string_new (NULL);

      if (*at == '"')
        {
          for (at++; *at != '"' || at[1] == '"'; at++)
            {
              g_assert_cmpint (*at, !=, '\0');
              at += *at == '"';
              g_string_append_c (cell, *at);
            }
          at++;
        }
      else
        for (; strchr (",\r\n\"", *at) == NULL; at++)
          g_string_append_c (cell, *at);
      g_ptr_array_add (cells, g_string_free (cell, FALSE));
      column++;
      if (*at == ',')
        {
          at++;
          continue;
        }
      g_assert_true (at[0] == '\r' && at[1] == '\n');
      at += 2;
      if (*n_columns == 0)
        *n_columns = column;
      g_assert_cmpuint (column, ==, *n_columns);
      column = 0;
    }
  return cells;
}

static void
test_csv (void)
{
  static const char * const want[] = {
    "1", "a.mov", "file:///footage/a.mov", "2.002000", "4.004000", "10:00:02;00", "10:00:04;00", "10:00:00;00", "30000/1001",
    "yes", "A001C003_XYZ", "0.8712", "no", "yes", "1920", "1080", "here",
    "2", "b <&>.mp4", "file:///footage/b%20%26.mp4", "1.000000", "3.000000", "00:00:01:00", "00:00:03:00", "00:00:00:00",
    "25/1", "no", "", "-0.2500", "no", "no", "1280", "720", "here",
    "3", "a (2).mov", "", "0.000000", "0.133467", "00:00:59;28", "00:01:00;04", "00:00:59;28", "30000/1001", "yes", "",
    "0.5000", "no", "yes", "1920", "1080", "here",
  };
  g_autoptr (ReelSequence) sequence = sequence_new_three ();
  g_autoptr (GBytes) bytes = reel_sequence_to_csv (sequence);
  g_autofree char *text = sequence_text (bytes);
  guint n_columns;
  g_autoptr (GPtrArray) cells = read_csv (text, &n_columns);

  g_assert_cmpuint (n_columns, ==, 17);
  g_assert_cmpuint (cells->len, ==, 17 + G_N_ELEMENTS (want));
  g_assert_cmpstr (g_ptr_array_index (cells, 0), ==, "number");
  for (gsize i = 0; i < G_N_ELEMENTS (want); i++)
    g_assert_cmpstr (g_ptr_array_index (cells, 17 + i), ==, want[i]);
}

static void
test_csv_hostile (void)
{
  g_autoptr (ReelSequence) sequence = sequence_new_hostile ();
  g_autoptr (GBytes) bytes = reel_sequence_to_csv (sequence);
  g_autofree char *text = sequence_text (bytes);
  guint n_columns;
  g_autoptr (GPtrArray) cells = read_csv (text, &n_columns);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (cells->len, ==, n_columns * (sequence->clips->len + 1));
  for (guint i = 0; i < cells->len; i++)
    {
      const char *cell = g_ptr_array_index (cells, i);

      cell += strspn (cell, " \t");
      g_assert_true (*cell == '\0' || strchr ("=+-@", *cell) == NULL);
    }
  g_assert_cmpstr (g_ptr_array_index (cells, n_columns + 1), ==, "'=HYPERLINK(\"http://x\")");
  g_assert_cmpstr (g_ptr_array_index (cells, 7 * n_columns + 1), ==, "a 002  X  V  C b");
}

static void
test_chapters (void)
{
  g_autoptr (ReelSequence) sequence = reel_sequence_new ("red; car", 0);
  static const struct
  {
    const char *uri;
    double start, end, similarity;
  } hits[] = {
    { "file:///a", 4.004, 6.006, 0.5 }, { "file:///b", 0, 1, 0.9 },       { "file:///a", 1.001, 5.005, 0.8 },
    { "file:///a", 1.001, 2.002, 0.7 }, { "file:///a", 8.008, 9.009, 1 },
  };
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (hits); i++)
    {
      ReelSequenceClip *clip = sequence_clip_new (hits[i].uri, "n", 30000, 1001, 60, "10:00:00;00");

      sequence_clip_hit (clip, hits[i].start, hits[i].end, hits[i].similarity);
      reel_sequence_take (sequence, clip);
    }
  reel_sequence_lay_out (sequence);
  bytes = reel_sequence_to_chapters (sequence, 0);
  text = sequence_text (bytes);
  g_assert_cmpstr (text, ==,
                   ";FFMETADATA1\n"
                   "[CHAPTER]\nTIMEBASE=1001/30000\nSTART=30\nEND=120\ntitle=red\\; car (0.80)\n"
                   "[CHAPTER]\nTIMEBASE=1001/30000\nSTART=120\nEND=180\ntitle=red\\; car (0.50)\n"
                   "[CHAPTER]\nTIMEBASE=1001/30000\nSTART=240\nEND=270\ntitle=red\\; car (1.00)\n");
}

static void
test_chapters_hostile (void)
{
  g_autoptr (ReelSequence) sequence = sequence_new_hostile ();
  g_autoptr (GBytes) bytes = reel_sequence_to_chapters (sequence, 0);
  g_autofree char *text = sequence_text (bytes);

  g_assert_cmpstr (text, ==, ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/25\nSTART=25\nEND=50\n"
                             "title=\"]]> \\=<&>\xef\xbf\xbd (0.50)\n");
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/search/sequence/mixed-rates", test_mixed_rates);
  g_test_add_func ("/search/sequence/handles", test_handles);
  g_test_add_func ("/search/sequence/lengths", test_lengths);
  g_test_add_func ("/search/sequence/lead", test_lead);
  g_test_add_func ("/search/sequence/unknown", test_unknown);
  g_test_add_func ("/search/sequence/unusual", test_unusual);
  g_test_add_func ("/search/sequence/media", test_media);
  g_test_add_func ("/search/sequence/plain-text", test_plain_text);
  g_test_add_func ("/search/sequence/edl", test_edl);
  g_test_add_func ("/search/sequence/edl-reels", test_edl_reels);
  g_test_add_func ("/search/sequence/edl-fast", test_edl_fast);
  g_test_add_func ("/search/sequence/edl-parts", test_edl_parts);
  g_test_add_func ("/search/sequence/edl-hostile", test_edl_hostile);
  g_test_add_func ("/search/sequence/csv", test_csv);
  g_test_add_func ("/search/sequence/csv-hostile", test_csv_hostile);
  g_test_add_func ("/search/sequence/chapters", test_chapters);
  g_test_add_func ("/search/sequence/chapters-hostile", test_chapters_hostile);
  return g_test_run ();
}
