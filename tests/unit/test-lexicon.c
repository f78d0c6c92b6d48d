/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "local/reel-lexicon-words.h"
#include "local/reel-lexicon.h"
#include "local/reel-measured-engine.h"
#include "reel-test.h"

/* @wanted: the concept that is asked for most, NULL for none at all; @unknown: what is not understood, with commas. */
static void
check (ReelLexicon *lexicon,
       const char  *text,
       const char  *wanted,
       const char  *unknown)
{
  double weights[REEL_N_CONCEPTS];
  g_auto (GStrv) words = reel_lexicon_encode (lexicon, text, weights);
  g_autofree char *list = g_strjoinv (",", words);
  ReelConcept most = REEL_CONCEPT_NONE;
  const char *name;

  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    if (weights[c] > (most == REEL_CONCEPT_NONE ? 0 : weights[most] + 1e-9))
      most = c;

  name = most == REEL_CONCEPT_NONE ? NULL : reel_concept_get_name (most);
  g_test_message ("'%s': %s, not understood: %s", text, name != NULL ? name : "-", list);
  g_assert_cmpstr (name, ==, wanted);
  g_assert_cmpstr (list, ==, unknown);
}

static void
test_words (void)
{
  static const struct
  {
    const char *text, *wanted, *unknown;
  } cases[] = {
    { "red", "red", "" },
    { "Red!", "red", "" },
    { "REDDISH", "red", "" },
    { "redder", "red", "" },
    { "the greenest video", "green", "" },
    { "ｂｌｕｅ", "blue", "" }, /* full width letters */
    { "darker scenes", "dark", "" },
    { "darkness", "dark", "" },
    { "brightly lit", "bright", "" },
    { "sunny", "bright", "" },
    { "close-up", "close_up", "" },
    { "Close‑Ups", "close_up", "" },
    { "closeup shot", "close_up", "" },
    { "extreme close up", "close_up", "" },
    { "black and white", "black_and_white", "" },
    { "black & white", "black_and_white", "" },
    { "pan left", "pan_left", "" },
    { "panning to the left", "pan_left", "" },
    { "camera pans right", "pan_right", "" },
    { "zooming in", "zoom_in", "" },
    { "zoomed out", "zoom_out", "" },
    { "tilting up", "tilt_up", "" },
    { "shaky handheld camera", "handheld", "" },
    { "hand-held", "handheld", "" },
    { "static camera", "static_camera", "" },
    { "static shots", "static_camera", "" },
    { "faces", "face", "" },
    { "two faces", "many_faces", "" },
    { "leaves", "vegetation", "" },
    { "fast movements", "fast", "" },
    { "sunsets", "sunset", "" },
    { "foggy", "low_contrast", "" },
    /* Not measured: said so, and nothing made up. */
    { "dog", NULL, "dog" },
    { "people", NULL, "people" },
    { "a car and a tree", NULL, "car,tree" },
    { "Dogs, dogs, DOGS", NULL, "dogs" },
    { "people walking past a red car", "red", "people,walking,past,car" },
    { "réd", NULL, "réd" },
    { "", NULL, "" },
    { "   ", NULL, "" },
    { "?!…", NULL, "" },
    { "the of and", NULL, "" },
    { "12345", NULL, "12345" },
  };
  g_autoptr (ReelLexicon) lexicon = reel_lexicon_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check (lexicon, cases[i].text, cases[i].wanted, cases[i].unknown);
}

static void
test_languages (void)
{
  static const struct
  {
    const char *text, *wanted, *unknown;
  } cases[] = {
    /* Traditional and Simplified Chinese */
    { "紅色", "red", "" },
    { "红色的画面", "red", "" },
    { "找出藍色的畫面", "blue", "" },
    { "臉部特寫", "face", "" },
    { "脸部特写", "face", "" },
    { "特寫", "close_up", "" },
    { "昏暗", "dark", "" },
    { "黑白", "black_and_white", "" },
    { "鏡頭向左搖", "pan_left", "" },
    { "镜头向右摇", "pan_right", "" },
    { "手持鏡頭", "handheld", "" },
    { "固定镜头", "static_camera", "" },
    { "日落", "sunset", "" },
    { "綠葉", "vegetation", "" },
    { "狗", NULL, "狗" },
    { "火車", NULL, "火車" }, /* a train, no fire */
    { "火", "fire", "" },
    { "紅色的汽車", "red", "汽車" },
    { "紅車", "red", "車" },
    { "口紅", NULL, "口紅" }, /* lipstick */
    { "沒有臉", "no_face", "" },
    { "没有脸", "no_face", "" },
    { "不暗", "bright", "" },
    /* Japanese */
    { "赤い", "red", "" },
    { "赤い車", "red", "車" },
    { "暗いシーン", "dark", "" },
    { "顔のクローズアップ", "face", "" },
    { "顔なし", "no_face", "" },
    { "白黒", "black_and_white", "" },
    { "左にパン", "pan_left", "" },
    { "ズームイン", "zoom_in", "" },
    { "手ブレの映像", "handheld", "" },
    { "夕焼け", "sunset", "" },
    { "犬の映像", NULL, "犬" },
    { "こどもが走る", NULL, "こどもが走る" },
    /* Both in one */
    { "red 紅色", "red", "" },
    { "dog 狗 blue", "blue", "dog,狗" },
  };
  g_autoptr (ReelLexicon) lexicon = reel_lexicon_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check (lexicon, cases[i].text, cases[i].wanted, cases[i].unknown);
}

static void
test_negation (void)
{
  static const struct
  {
    const char *text, *wanted, *unknown;
  } cases[] = {
    { "not dark", "bright", "" },
    { "isn't dark", "bright", "" },
    { "without any faces", "no_face", "" },
    { "no faces", "no_face", "" },
    { "no motion", "still", "" },
    { "no camera movement", "static_camera", "" },
    { "not warm", "cold", "" },
    { "no color", "black_and_white", "" },
    { "not dark, red", "red", "" },
    { "no people, dark", "dark", "people" },
    { "no people dark", "dark", "people" },
    { "not, dark", "dark", "" },
    { "not", NULL, "" },
    { "not blue", NULL, "" },
  };
  g_autoptr (ReelLexicon) lexicon = reel_lexicon_new ();
  double weights[REEL_N_CONCEPTS];
  g_auto (GStrv) unknown = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check (lexicon, cases[i].text, cases[i].wanted, cases[i].unknown);

  unknown = reel_lexicon_encode (lexicon, "green, not blue", weights);
  g_assert_cmpfloat (weights[REEL_CONCEPT_GREEN], >, 0.9);
  g_assert_cmpfloat (weights[REEL_CONCEPT_BLUE], <, -0.9);
}

/* The table itself: every concept can be asked for, and no word stands for two things. */
static void
test_table (void)
{
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (ReelLexicon) lexicon = reel_lexicon_new ();
  gboolean asked[REEL_N_CONCEPTS] = { FALSE, };

  for (guint i = 0; i < reel_lexicon_n_entries; i++)
    {
      g_auto (GStrv) list = g_strsplit (reel_lexicon_entries[i].words, "|", -1);

      for (guint j = 0; list[j] != NULL; j++)
        {
          double weights[REEL_N_CONCEPTS];
          g_auto (GStrv) unknown = NULL;

          if (!g_hash_table_add (words, g_strdup (list[j])))
            g_error ("'%s' is there twice", list[j]);
          unknown = reel_lexicon_encode (lexicon, list[j], weights);
          if (unknown[0] != NULL)
            g_error ("'%s' is in the table, yet '%s' of it is not understood", list[j], unknown[0]);
          for (guint c = 0; c < REEL_N_CONCEPTS; c++)
            asked[c] |= weights[c] > 0.3;
        }
    }

  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    if (!asked[c])
      g_test_message ("no word for %s", reel_concept_get_name (c));
  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    g_assert_true (asked[c] || c == REEL_CONCEPT_NO_FACE);
}

/* Long and odd texts are read in no time and without harm. */
static void
test_hostile (void)
{
  static const char *const pieces[] = { "pan ", "close-", "not ", "黑", "ー", "\u0301", "'", "camera does not ", "ing", "𠀀" };
  g_autoptr (ReelLexicon) lexicon = reel_lexicon_new ();
  struct timespec begun, ended;

  /* Of this thread: what else the machine does is not in it. */
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &begun);
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      double weights[REEL_N_CONCEPTS];
      g_auto (GStrv) unknown = NULL;

      for (guint j = 0; j < 100000; j++)
        g_string_append (text, pieces[i]);
      unknown = reel_lexicon_encode (lexicon, text->str, weights);
      for (guint c = 0; c < REEL_N_CONCEPTS; c++)
        g_assert_true (isfinite (weights[c]));
    }
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &ended);
  g_assert_cmpint (ended.tv_sec - begun.tv_sec, <, 10);
}

static void
test_engine (void)
{
  g_autoptr (ReelEngine) engine = reel_measured_engine_new ();
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GPtrArray) reasons = NULL;
  ReelEngineInput input;
  g_autoptr (GError) error = NULL;
  float vector[64];

  memset (vector, 1, sizeof vector);
  g_assert_true (reel_engine_encode_text (engine, "dog on a bicycle", vector, &reading, NULL, &error));
  g_assert_no_error (error);
  for (guint d = 0; d < 64; d++)
    g_assert_cmpfloat (vector[d], ==, 0);
  g_assert_cmpuint (g_strv_length (reading->unknown), ==, 2);
  g_assert_cmpstr (reading->unknown[1], ==, "bicycle");

  g_clear_pointer (&reading, reel_engine_reading_unref);
  g_assert_true (reel_engine_encode_text (engine, "blue", vector, &reading, NULL, &error));
  g_assert_cmpuint (g_strv_length (reading->unknown), ==, 0);
  g_assert_cmpfloat_with_epsilon (vector[REEL_CONCEPT_BLUE], 1, 1e-6);

  /* A clip that shows what was asked for, of the same space. */
  reasons = reel_engine_explain (engine, vector, vector, 3);
  g_assert_cmpuint (reasons->len, ==, 1);
  g_assert_cmpstr (((ReelEngineReason *) reasons->pdata[0])->concept, ==, "blue");
  g_assert_cmpfloat_with_epsilon (((ReelEngineReason *) reasons->pdata[0])->share, 1, 1e-6);

  /* Nothing to load, nothing to let go of. */
  g_assert_true (reel_engine_load (engine, NULL, &error));
  reel_engine_trim (engine);
  reel_engine_get_input (engine, &input);
  g_assert_cmpuint (input.long_side, ==, 320);

  g_clear_pointer (&reading, reel_engine_reading_unref);
  g_assert_false (reel_engine_encode_text (engine, "blue \xff", vector, &reading, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);

  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_false (reel_engine_encode_text (engine, "blue", vector, &reading, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/lexicon/words", test_words);
  g_test_add_func ("/lexicon/languages", test_languages);
  g_test_add_func ("/lexicon/negation", test_negation);
  g_test_add_func ("/lexicon/table", test_table);
  g_test_add_func ("/lexicon/hostile", test_hostile);
  g_test_add_func ("/lexicon/engine", test_engine);
  return g_test_run ();
}
