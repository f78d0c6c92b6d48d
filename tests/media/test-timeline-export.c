/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "reel-test-video.h"
#include "reel-test.h"
#include "search/reel-output-files.h"
#include "search/reel-timeline-export.h"

#define H264 "x264enc key-int-max=20 bitrate=800 speed-preset=ultrafast ! "

static char *folder; /* (owned) */

static GFile *
file_in_folder (const char *name)
{
  return g_file_new_build_filename (folder, name, NULL);
}

/* 90 frames at 29.97 from 10:00:00;00, drop-frame, and as many at 25 without a timecode; in each test's own folder. */
static void
make_videos (void)
{
  g_autofree char *drop = NULL, *pal = NULL;

  g_free (folder);
  folder = reel_test_tmp ("timeline-export");
  drop = g_build_filename (folder, "drop.mov", NULL);
  pal = g_build_filename (folder, "pal.1 & \"co\".mp4", NULL);
  reel_test_video_make (drop,
                        "timecodestamper set=always drop-frame=true set-internal-timecode=10:00:00:00 ! " H264
                        "mux. audiotestsrc num-buffers=130 ! voaacenc ! mux. qtmux name=mux",
                        90, 30000, 1001, 0);
  reel_test_video_make (pal, H264 "mp4mux", 90, 25, 1, 0);
}

static void
add_hit (ReelTimelineExport *export,
         const char         *name,
         double              start,
         double              end,
         double              similarity)
{
  const ReelSearchResult result = { (char *) "v-1", similarity, end > 0, start, end };
  g_autofree char *path = name != NULL ? g_build_filename (folder, name, NULL) : NULL;
  g_autofree char *uri = path != NULL ? reel_test_video_uri (path) : NULL;
  g_autoptr (ReelVideo) video = NULL;
  g_autoptr (ReelHit) hit = NULL;

  if (uri != NULL)
    video = g_object_new (REEL_TYPE_VIDEO, "profile", "p", "collection-id", "c", "uri", uri, NULL);
  hit = reel_hit_new (video, "c", &result);
  reel_timeline_export_add_hit (export, hit);
}

static ReelTimelineReport *
run (ReelTimelineExport *export,
     GFile              *target,
     GCancellable       *cancellable,
     GError            **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_timeline_export_run_async (export, target, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_timeline_export_run_finish (export, result, error);
}

static char *
read_text (GFile *file)
{
  char *text = NULL;

  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, NULL));
  return text;
}

/* Nothing is left of what was written beside its place. */
static void
assert_no_parts (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_suffix (name, ".part"));
}

/* A hit beyond the end of its file is told; a length that a demuxer guesses wrongly cuts nothing off. */
static void
test_lengths (void)
{
  g_autoptr (ReelTimelineExport) export = reel_timeline_export_new ("x", REEL_TIMELINE_EDL, 0);
  g_autoptr (GFile) target = NULL;
  g_autoptr (ReelTimelineReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  make_videos ();
  path = g_build_filename (folder, "round.ts", NULL);
  /* The clock goes round one second after the beginning. */
  reel_test_video_make (path, H264 "mpegtsmux", 150, 25, 1, G_GUINT64_CONSTANT (95442717677777));
  target = file_in_folder ("t.edl");
  add_hit (export, "round.ts", 2, 4, 0.9);
  add_hit (export, "round.ts", 5, 9, 0.8);
  report = run (export, target, NULL, &error);
  g_assert_no_error (error);
  text = read_text (target);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "00:00:02:00 00:00:04:00"));
  g_assert_nonnull (strstr (text, "00:00:05:00 00:00:06:00"));
  g_assert_true (g_strv_contains ((const char * const *) report->notes,
                                  "1 hit reaches beyond the end of its file, and was cut there."));
}

static void
test_formats (void)
{
  static const struct
  {
    const char *nick, *name;
    const char *texts[4];
  } cases[] = {
    { "edl", "t.edl",
      { "FCM: DROP FRAME\r\n",
        "001  TAPE     AA/V  C        10:00:01;00 10:00:02;00 01:00:00;00 01:00:01;00\r\n* FROM CLIP NAME: drop.mov\r\n",
        "002  PAL1CO   V     C        00:00:01;00 00:00:02;00 01:00:01;00 01:00:02;00\r\n",
        "003  TAPE     AA/V  C        10:00:00;00 10:00:03;00 01:00:02;00 01:00:05;00\r\n" } },
    { "csv", "t.csv",
      { "1,\"drop.mov\",",
        ",1.001000,2.002000,10:00:01;00,10:00:02;00,10:00:00;00,30000/1001,yes,\"Tape\",0.9000,no,yes,320,240,",
        ",1.000000,2.000000,00:00:01:00,00:00:02:00,00:00:00:00,25/1,no,\"\",0.8000,no,no,320,240,here\r\n",
        ",0.000000,3.003000,10:00:00;00,10:00:03;00," } },
    { "fcpxml", "t.fcpxml",
      { "start=\"1079998920/30000s\" duration=\"90090/30000s\"",
        "pal.1%20&amp;%20%22co%22.mp4\" start=\"0s\" duration=\"90/25s\"",
        "offset=\"0s\" start=\"1080028950/30000s\" duration=\"30030/30000s\"", "tcFormat=\"DF\"" } },
    { "otio", "t.otio",
      { "\"OTIO_SCHEMA\":\"Timeline.1\"", "\"value\":1078950", "\"OTIO_SCHEMA\":\"Gap.1\"", "pal.1%20&%20%22co%22.mp4" } },
    { "chapters", "t.chapters.txt",
      { ";FFMETADATA1\n", "TIMEBASE=1001/30000\nSTART=0\nEND=30\n", "START=30\nEND=60\ntitle=red car (0.90)\n", "(0.70)" } },
  };

  make_videos ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GFile) target = file_in_folder (cases[i].name);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelTimelineReport) report = NULL;
      g_autofree char *text = NULL;
      ReelTimelineExport *export;
      ReelTimelineFormat format;

      g_assert_true (reel_timeline_format_from_nick (cases[i].nick, &format));
      g_assert_cmpstr (reel_timeline_format_get_nick (format), ==, cases[i].nick);
      /* What is there is replaced. */
      g_assert_true (g_file_replace_contents (target, "old", 3, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL));
      export = reel_timeline_export_new ("red car", format, 0);
      add_hit (export, "drop.mov", 1.001, 2.002, 0.9);
      add_hit (export, "pal.1 & \"co\".mp4", 1, 2, 0.8);
      add_hit (export, "drop.mov", 0, 0, 0.7); /* the whole video */
      g_assert_cmpuint (reel_timeline_export_get_n_hits (export), ==, 3);
      report = run (export, target, NULL, &error);
      g_assert_no_error (error);
      text = read_text (target);
      g_test_message ("%s", text);
      for (guint k = 0; k < G_N_ELEMENTS (cases[i].texts); k++)
        if (strstr (text, cases[i].texts[k]) == NULL)
          g_error ("%s is missing in:\n%s", cases[i].texts[k], text);
      g_assert_cmpuint (report->n_clips, ==, 3);
      g_assert_cmpuint (report->files->len, ==, format == REEL_TIMELINE_CHAPTERS ? 2 : 1);
      g_assert_true (g_file_equal (g_ptr_array_index (report->files, 0), target));
      g_assert_cmpstr (report->notes[0], ==, "1 clip counts from zero: no timecode was found in its file, of QuickTime, MP4, Matroska or MXF.");
      g_assert_cmpstr (report->notes[1], ==, "1 clip has another frame rate than the timeline.");
      g_assert_null (report->notes[2]);
      reel_test_assert_finalized (&export);
    }
  assert_no_parts ();
}

/* One file for each video: the others beside the first, by their names. */
static void
test_chapters_beside (void)
{
  g_autoptr (GFile) target = NULL, beside = NULL;
  g_autoptr (ReelTimelineExport) export = reel_timeline_export_new ("q", REEL_TIMELINE_CHAPTERS, 1);
  g_autoptr (ReelTimelineReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  make_videos ();
  target = file_in_folder ("marks.chapters.txt");
  beside = file_in_folder ("marks - 2 pal.1 &  co.chapters.txt");
  add_hit (export, "drop.mov", 1, 2, 0.9);
  add_hit (export, "pal.1 & \"co\".mp4", 1, 2, 0.8);
  report = run (export, target, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->files->len, ==, 2);
  g_assert_true (g_file_equal (g_ptr_array_index (report->files, 1), beside));
  text = read_text (g_ptr_array_index (report->files, 1));
  g_assert_cmpstr (text, ==, ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/25\nSTART=0\nEND=75\ntitle=q (0.80)\n");
}

/* A file that is gone, one that is no video, one that nobody knows: exported by what is known, and said. */
static void
test_missing (void)
{
  g_autoptr (GFile) target = NULL;
  g_autofree char *text = NULL, *noise = NULL;
  g_autoptr (ReelTimelineExport) export = reel_timeline_export_new ("q", REEL_TIMELINE_EDL, 0);
  g_autoptr (ReelTimelineReport) report = NULL;
  g_autoptr (GError) error = NULL;

  make_videos ();
  noise = g_build_filename (folder, "noise.mov", NULL);
  g_assert_true (g_file_set_contents (noise, "no video, but a text", -1, NULL));
  target = file_in_folder ("missing.edl");
  add_hit (export, "gone.mov", 1, 2, 0.9);
  add_hit (export, "noise.mov", 1, 2, 0.9);
  add_hit (export, NULL, 1, 2, 0.9);
  report = run (export, target, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report->notes[0], ==,
                   "The files of 3 clips are not here or can’t be read: their times were not checked.");
  g_assert_null (report->notes[1]);
  text = read_text (target);
  g_assert_nonnull (strstr (text, "001  GONE     V     C        00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00\r\n"));
  g_assert_nonnull (strstr (text, "002  NOISE    V "));
  g_assert_nonnull (strstr (text, "* FROM CLIP NAME: Unknown file (v-1)\r\n"));
}

static void
assert_fails (ReelTimelineExport *export,
              GFile              *target,
              GCancellable       *cancellable,
              int                 code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelTimelineReport) report = run (export, target, cancellable, &error);

  g_assert_null (report);
  g_assert_error (error, G_IO_ERROR, code);
  assert_no_parts ();
}

static void
test_fails (void)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GFile) target = NULL, nowhere = NULL, directory = NULL;
  ReelTimelineExport *export;

  make_videos ();
  target = file_in_folder ("never.csv");
  nowhere = file_in_folder ("no/such/folder/never.csv");
  directory = file_in_folder ("directory");
  g_assert_true (g_file_make_directory (directory, NULL, NULL));

  export = reel_timeline_export_new ("q", REEL_TIMELINE_CSV, 0);
  assert_fails (export, target, NULL, G_IO_ERROR_INVALID_ARGUMENT);
  reel_test_assert_finalized (&export);

  g_cancellable_cancel (cancelled);
  export = reel_timeline_export_new ("q", REEL_TIMELINE_CSV, 0);
  add_hit (export, "drop.mov", 1, 2, 0.9);
  assert_fails (export, target, cancelled, G_IO_ERROR_CANCELLED);
  reel_test_assert_finalized (&export);
  g_assert_false (g_file_query_exists (target, NULL));

  export = reel_timeline_export_new ("q", REEL_TIMELINE_CSV, 0);
  add_hit (export, "drop.mov", 1, 2, 0.9);
  assert_fails (export, nowhere, NULL, G_IO_ERROR_NOT_FOUND);
  reel_test_assert_finalized (&export);

  export = reel_timeline_export_new ("q", REEL_TIMELINE_CSV, 0);
  add_hit (export, "drop.mov", 1, 2, 0.9);
  assert_fails (export, directory, NULL, G_IO_ERROR_IS_DIRECTORY);
  reel_test_assert_finalized (&export);
}

/* More clips than one list holds; and when the second file has no place, the first is as it was. */
static void
test_several (void)
{
  g_autoptr (GFile) target = NULL, second = NULL;
  g_autofree char *text = NULL;

  make_videos ();
  target = file_in_folder ("many.edl");
  second = file_in_folder ("many - 2.edl");
  for (guint run_number = 0; run_number < 2; run_number++)
    {
      g_autoptr (ReelTimelineExport) export = reel_timeline_export_new ("q", REEL_TIMELINE_EDL, 0);
      g_autoptr (ReelTimelineReport) report = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *before = g_steal_pointer (&text);

      for (guint i = 0; i < 1000 + run_number; i++)
        add_hit (export, NULL, i, i + 1 + run_number, 0.5);
      report = run (export, target, NULL, &error);
      text = read_text (target);
      if (run_number == 0)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (report->files->len, ==, 2);
          g_assert_true (g_file_equal (g_ptr_array_index (report->files, 1), second));
          g_assert_true (g_file_delete (second, NULL, NULL));
          g_assert_true (g_file_make_directory (second, NULL, NULL));
        }
      else
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
          g_assert_null (report);
          g_assert_cmpstr (text, ==, before);
        }
    }
  assert_no_parts ();
}

static void
test_siblings (void)
{
  g_autofree char *long_stem = g_strnfill (250, 'a');
  g_autofree char *long_name = g_strdup_printf ("%s.edl", long_stem);
  GString *wide = g_string_new (NULL);
  g_autoptr (GFile) file = g_file_new_build_filename ("/x", long_name, NULL);
  g_autoptr (GFile) plain = g_file_new_for_path ("/x/a.b.edl");
  g_autoptr (GFile) sibling = reel_output_files_sibling (plain, 2, NULL);
  g_autoptr (GFile) marks = g_file_new_for_path ("/x/two..dots.chapters.txt");
  g_autoptr (GFile) beside = reel_output_files_sibling (marks, 2, "three.dots");
  g_autoptr (GFile) longest = NULL;
  g_autofree char *base = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append (wide, "\xe5\xbd\xb1");
  longest = reel_output_files_sibling (file, 17, wide->str);
  base = g_file_get_basename (longest);
  g_assert_cmpstr (g_file_peek_path (sibling), ==, "/x/a.b - 2.edl");
  g_assert_cmpstr (g_file_peek_path (beside), ==, "/x/two..dots - 2 three.dots.chapters.txt");
  g_assert_cmpuint (strlen (base), <=, 255);
  g_assert_cmpuint (strlen (base), >=, 250);
  g_assert_true (g_utf8_validate (base, -1, NULL));
  g_assert_nonnull (strstr (base, "a - 17 \xe5\xbd\xb1"));
  g_assert_true (g_str_has_suffix (base, ".edl"));
  g_string_free (wide, TRUE);
}

static void
test_names (void)
{
  static const struct
  {
    const char *name, *file;
  } cases[] = {
    { "red car", "red car.edl" }, { "../../etc/passwd", "etc passwd.edl" }, { "", "Timeline.edl" },
    { "...", "Timeline.edl" },    { "a/b\nc", "a b c.edl" },
  };
  ReelTimelineFormat format = REEL_TIMELINE_CSV;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *file = reel_timeline_format_dup_file_name (REEL_TIMELINE_EDL, cases[i].name);

      g_assert_null (strpbrk (file, "/\\\n"));
      g_assert_cmpint (file[0], !=, '.');
      g_assert_cmpstr (file, ==, cases[i].file);
    }
  g_assert_false (reel_timeline_format_from_nick ("avi", &format));
  g_assert_cmpint (format, ==, REEL_TIMELINE_CSV);
  for (guint i = 0; i < REEL_TIMELINE_N_FORMATS; i++)
    g_assert_nonnull (reel_timeline_format_get_label ((ReelTimelineFormat) i));
}

int
main (int   argc,
      char *argv[])
{
  int status;

  reel_test_init (&argc, &argv);
  g_test_add_func ("/search/timeline-export/formats", test_formats);
  g_test_add_func ("/search/timeline-export/lengths", test_lengths);
  g_test_add_func ("/search/timeline-export/chapters-beside", test_chapters_beside);
  g_test_add_func ("/search/timeline-export/missing", test_missing);
  g_test_add_func ("/search/timeline-export/fails", test_fails);
  g_test_add_func ("/search/timeline-export/several", test_several);
  g_test_add_func ("/search/timeline-export/siblings", test_siblings);
  g_test_add_func ("/search/timeline-export/names", test_names);
  status = g_test_run ();
  g_free (folder);
  return status;
}
