/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-word-reader.h"
#include "reel-test.h"

/* What queries mean: without a text model, and with it. */

typedef struct
{
  ReelWordReader *reader; /* (owned) */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer with_model)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelBertModel) model = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("REEL_DATA_MODELS"), "multilingual-e5-small-q4.bin", NULL);

  if (with_model != NULL)
    {
      model = reel_bert_model_load (path, &error);
      g_assert_no_error (error);
    }
  fixture->reader = reel_word_reader_new (REEL_TEST_WORDS, model, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->reader);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  reel_word_reader_free (fixture->reader);
}

static ReelQuery *
ask (Fixture    *fixture,
     const char *text)
{
  g_autoptr (GError) error = NULL;
  ReelQuery *query = reel_word_reader_read (fixture->reader, text, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (query);
  return query;
}

/* The axis of that name, 'object:' before the name of an object. */
static guint
find_axis (Fixture    *fixture,
           const char *name)
{
  const ReelConceptNodes *nodes = reel_word_reader_get_nodes (fixture->reader);

  if (g_str_has_prefix (name, "object:"))
    {
      int object = reel_concept_nodes_find_object (nodes, name + 7);

      g_assert_cmpint (object, >=, 0);
      return REEL_AXIS_OBJECTS + object;
    }
  for (guint i = 0; i < REEL_AXIS_WORDS; i++)
    {
      g_autofree char *axis = reel_concept_nodes_dup_axis_name (nodes, i);

      if (strcmp (axis, name) == 0 && (i < REEL_AXIS_OBJECTS || i >= REEL_AXIS_MEASURES))
        return i;
    }
  g_error ("no axis '%s'", name);
}

static void
print_query (Fixture         *fixture,
             const char      *text,
             const ReelQuery *query)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree float *left = g_memdup2 (reel_query_get_vector (query), REEL_N_AXES * sizeof (float));
  GPtrArray *terms = reel_query_get_terms (query);

  g_string_append_printf (line, "'%.60s' (%s, reach %.2f):", text, reel_query_get_language (query),
                          reel_query_get_reach (query));
  for (guint i = 0; i < MIN (terms->len, 12); i++)
    {
      const ReelQueryTerm *term = g_ptr_array_index (terms, i);

      g_string_append_printf (line, " %s%s%s%.2f%s%s", term->is_negated ? "-" : "", term->text,
                              term->use == REEL_QUERY_USED ? "=" : term->use == REEL_QUERY_LOOSE ? "~" : "?", term->weight,
                              term->via != NULL ? " via " : "", term->via != NULL ? term->via : "");
    }
  for (guint n = 0; n < 8; n++)
    {
      guint best = 0;
      g_autofree char *name = NULL;

      for (guint i = 0; i < REEL_N_AXES; i++)
        if (fabsf (left[i]) > fabsf (left[best]))
          best = i;
      if (left[best] == 0)
        break;
      name = reel_concept_nodes_dup_axis_name (reel_word_reader_get_nodes (fixture->reader), best);
      g_string_append_printf (line, "%s %s %.2f", n == 0 ? " |" : ",", name != NULL ? name : "(word)", left[best]);
      left[best] = 0;
    }
  for (guint i = 0; i < MIN (reel_query_get_concepts (query)->len, 5); i++)
    {
      const ReelQueryConcept *one = &g_array_index (reel_query_get_concepts (query), ReelQueryConcept, i);

      g_string_append_printf (line, "%s %s %.2f", i == 0 ? " | model:" : ",",
                              reel_concept_bank_get_label (reel_word_reader_get_bank (fixture->reader), one->concept, 0),
                              one->weight);
    }
  g_test_message ("%s", line->str);
}

/* @wanted and @unwanted: axes with commas; @loose and @unknown: words with commas. */
typedef struct
{
  const char *text, *wanted, *unwanted, *loose, *unknown;
} Case;

static void
check_axes (Fixture     *fixture,
            const float *vector,
            const char  *names,
            float        sign)
{
  g_auto (GStrv) list = g_strsplit (names, ",", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (sign * vector[find_axis (fixture, list[i])] <= .02f)
      {
        g_test_message ("%s is %.3f", list[i], vector[find_axis (fixture, list[i])]);
        g_test_fail ();
      }
}

static void
check (Fixture    *fixture,
       const Case *one)
{
  g_autoptr (ReelQuery) query = ask (fixture, one->text);
  g_auto (GStrv) loose = reel_query_dup_words (query, REEL_QUERY_LOOSE);
  g_auto (GStrv) unknown = reel_query_dup_words (query, REEL_QUERY_UNKNOWN);
  g_autofree char *loose_list = g_strjoinv (",", loose);
  g_autofree char *unknown_list = g_strjoinv (",", unknown);
  const float *vector = reel_query_get_vector (query);
  float square = 0;

  print_query (fixture, one->text, query);
  check_axes (fixture, vector, one->wanted, 1);
  check_axes (fixture, vector, one->unwanted, -1);
  if (one->loose != NULL)
    g_assert_cmpstr (loose_list, ==, one->loose);
  if (one->unknown != NULL)
    g_assert_cmpstr (unknown_list, ==, one->unknown);
  for (guint i = 0; i < REEL_N_AXES; i++)
    square += vector[i] * vector[i];
  if (square > 0)
    g_assert_cmpfloat_with_epsilon (square, 1, 1e-4);
  g_assert_cmpfloat (vector[REEL_AXIS_SLACK], ==, 0);
}

static void
test_words (Fixture      *fixture,
            gconstpointer data)
{
  static const Case cases[] = {
    { "A dog playing in the park", "dog,object:dog,vegetation", "", "", "" },
    { "dogs", "dog,object:dog", "", "", "" },
    { "golden retriever", "golden retriever", "", "", "" },
    { "red car", "car,object:car,red car,red", "", "", "" },
    { "a car in red smoke", "car,object:car,red", "", "", NULL },
    { "not blue", "", "blue", "", "" },
    { "no people", "", "object:person", "", "" },
    { "a beach without people", "seashore", "object:person", "", "" },
    { "a dog but no cat", "object:dog", "object:cat", "", "" },
    { "no cats or dogs", "", "object:dog,object:cat", "", "" },
    { "not dark", "bright", "dark", "", "" },
    { "close-up of a face", "close up,face", "", "", "" },
    { "camera pans left over a city", "pan left,lines", "", "", "" },
    { "black and white street", "black and white,lines", "", "", "" },
    { "two people drinking coffee", "two people,object:person", "", NULL, NULL },
    { "traffic light", "object:traffic light,traffic light", "", "", "" },
    { "mice", "mouse", "", "", NULL },
    { "wolves in snow", "wolf,snow", "", "", "" },
    { "airplane landing", "object:airplane", "", "", NULL },
    { "xyzzyq flurbish", "", "", "", "xyzzyq,flurbish" },
    { "dog xyzzyq", "object:dog", "", "", "xyzzyq" },
    { "", "", "", "", "" },
    { " \t\n…!?", "", "", "", "" },
    { "the of and", "", "", "", "" },
    { "Hund im Park", "dog", "", "", NULL },
    { "ein rotes Auto ohne Hund", "object:car,red car", "object:dog", "", NULL },
    { "公园里的狗", "dog", "", "", NULL },
    { "没有人", "", "object:person", "", NULL },
    { "红色汽车", "red car,object:car", "", "", NULL },
    { "夕焼けの海", "sunset,water", "", "", "" },
    { "赤い car と 犬", "red car,object:car,object:dog", "", "", "" },
    { "公園裡沒有人的長凳", "object:bench,vegetation", "object:person", "", NULL },
    { "un chien dans le parc sans voiture", "object:dog,vegetation", "object:car", "", "" },
    { "son and father", "object:person", "", NULL, "" },
    { "des chats", "object:cat", "", "", "" },
    { "U-Boot unter Wasser", "submarine,underwater", "", "", "" },
    { "rote Autos im Schnee ohne Menschen", "object:car,red car,snow", "object:person", "", "" },
    { "Nahaufnahme eines Gesichts bei Nacht", "close up,face,night", "", "", "" },
    { "zwei Personen im Freien", "two people,sky", "", "", "" },
    { "noir et blanc", "black and white", "", "", "" },
    { "deux personnes sur la plage au coucher de soleil", "two people,seashore,sunset", "", "", "" },
    { "gros plan d'une voiture verte", "close up,object:car,green,green car", "", "", "" },
    { "casa roja sin personas", "red", "object:person", "", "casa" },
    { "muitas pessoas na praia", "crowd,seashore", "", "", "" },
    { "красная машина без людей", "red", "object:person", "", "машина" },
    { "사람이 없는 해변", "seashore", "object:person", "", "" },
    { "人のいない海", "water", "object:person", "", "" },
    { "兩個人在海灘上", "two people,seashore", "", "", "" },
    { "镜头向左移动的特写", "pan left,close up", "", "", "" },
    { "トランペット", "", "", "", "トランペット" },
    { "トラックの中の犬", "object:truck,object:dog", "", "", "" },
    { "Kamera schwenkt nach links über die Stadt", "pan left,lines", "", "", "" },
    { "貓熊在雪地裡", "giant panda,snow", "", "", "" },
    { "personne seule marchant dans la neige", "one person,object:person,snow", "", "", "" },
    { "pan of rot", "pan left", "", "", NULL },
    { "dog's DOG “dog”", "object:dog", "", "", "" },
    { "headphones", "ipod,loudspeaker", "", "", "" },
    { "airport terminal at night", "airliner,object:airplane,night", "", "", "" },
    { "dice on a dark table", "jigsaw puzzle,slot,dark", "", "", "" },
    { "dentist", "lab coat,stethoscope,object:person", "", "", "" },
    { "northern lights over the hills", "night,green,valley", "", "", "" },
    { "basketball game", "basketball,object:sports ball", "", "", "" },
    { "parked", "object:car,still", "", "", "" },
    { "a circuit board but no people", "hard disc,modem", "object:person", "", "" },
    { "Kopfhörer auf dem Tisch", "ipod,loudspeaker", "", "", NULL },
    { "Krankenhaus", "lab coat,stretcher", "", "", "" },
    { "le dentiste", "lab coat,stethoscope", "", "", "" },
    { "工事現場", "forklift,drilling platform", "", "", "" },
    { "骰子", "jigsaw puzzle,slot", "", "", "" },
    { "机场", "airliner,object:airplane", "", "", "" },
    { "婚禮", "groom,gown", "", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (fixture, &cases[i]);
}

static void
test_model (Fixture      *fixture,
            gconstpointer data)
{
  static const Case cases[] = {
    { "A dog playing in the park", "dog,object:dog,vegetation", "", NULL, "" },
    { "red car", "car,object:car,red car,red", "", NULL, "" },
    { "no people", "", "object:person", NULL, "" },
    { "a beach without people", "seashore", "", NULL, "" },
    { "xyzzyq flurbish", "", "", NULL, NULL },
    { "ein Hund spielt im Park", "dog", "", NULL, NULL },
    { "roter Bus", "object:bus,red", "", NULL, "" },
    { "Bäume unter dem Nachthimmel", "vegetation,sky,night", "", NULL, "" },
    { "Kätzchen", "cat", "", NULL, "" },
    { "un chien dans le parc", "dog", "", NULL, NULL },
    { "un perro en el parque", "dog", "", NULL, NULL },
    { "公园里的狗", "dog", "", NULL, NULL },
    { "公園裡的狗", "dog", "", NULL, NULL },
    { "公園の犬", "dog", "", NULL, NULL },
    { "강아지", "dog", "", NULL, NULL },
    { "собака в парке", "dog", "", NULL, NULL },
    { "voiture rouge", "car,red car", "", NULL, NULL },
    { "gato durmiendo en el sofá", "cat", "", NULL, NULL },
    { "primo piano di un volto", "close up,face", "", NULL, "" },
    { "primer plano de una cara", "close up,face", "", NULL, "" },
    { "красная машина без людей", "red,car", "object:person", NULL, NULL },
    { "selfie with my doggo", "", "", NULL, NULL },
    { "sunset over the ocean", "sunset,water", "", NULL, "" },
    { "skateboarder doing a trick", "", "", NULL, NULL },
    { "寿司", "", "", NULL, NULL },
    { "飛行機が着陸する", "", "", NULL, NULL },
    { "Flugzeug", "object:airplane", "", NULL, NULL },
    { "un feu d'artifice", "fountain,night", "", NULL, NULL },
    { "fuegos artificiales", "fountain,night", "", NULL, NULL },
    { "dentista", "lab coat", "", NULL, NULL },
    { "свадьба", "groom", "", NULL, NULL },
    { "", "", "", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (fixture, &cases[i]);
}

/* Only what is not wanted: said so. 'Not dark' has an opposite, which can be found. */
static void
test_negative (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (ReelQuery) people = ask (fixture, "no people");
  g_autoptr (ReelQuery) dark = ask (fixture, "not dark");
  g_autoptr (ReelQuery) dog = ask (fixture, "a dog, no people");
  g_autoptr (ReelQuery) nothing = ask (fixture, "?");

  g_assert_true (reel_query_is_only_negative (people));
  g_assert_false (reel_query_is_empty (people));
  g_assert_false (reel_query_is_only_negative (dark));
  g_assert_cmpfloat (reel_query_get_reach (dark), >, 0);
  g_assert_false (reel_query_is_only_negative (dog));
  g_assert_false (reel_query_is_only_negative (nothing));
  g_assert_true (reel_query_is_empty (nothing));
}

/* Colour and object in one frame come before both somewhere. */
static void
test_ranking (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (ReelQuery) query = ask (fixture, "red car");
  const float *vector = reel_query_get_vector (query);
  float clips[4][REEL_N_AXES] = { { 0, }, };
  float similarities[4];
  g_autoptr (GArray) why = NULL;
  g_autofree char *first = NULL;

  for (guint i = 0; i < 4; i++)
    {
      if (i < 3)
        {
          clips[i][find_axis (fixture, "object:car")] = .9f;
          clips[i][find_axis (fixture, "car")] = .8f;
        }
      if (i < 2)
        clips[i][find_axis (fixture, "red")] = .3f;
      if (i == 0)
        clips[i][find_axis (fixture, "red car")] = .9f;
      clips[3][find_axis (fixture, "object:dog")] = 1;
      reel_concept_space_close (clips[i]);
      similarities[i] = 0;
      for (guint axis = 0; axis < REEL_N_AXES; axis++)
        similarities[i] += vector[axis] * clips[i][axis];
      similarities[i] = reel_query_get_similarity (query, similarities[i]);
      g_test_message ("%u: %.2f", i, similarities[i]);
    }
  g_assert_cmpfloat (similarities[0], >, similarities[1]);
  g_assert_cmpfloat (similarities[1], >, similarities[2]);
  g_assert_cmpfloat (similarities[2], >, .3);
  g_assert_cmpfloat (similarities[0], >, .55);
  g_assert_cmpfloat (similarities[3], ==, 0);

  why = reel_query_explain (query, clips[0], 3);
  g_assert_cmpuint (why->len, ==, 3);
  first = reel_concept_nodes_dup_axis_name (reel_word_reader_get_nodes (fixture->reader),
                                            g_array_index (why, ReelWordEvidence, 0).axis);
  g_assert_cmpstr (first, ==, "car");
  for (guint i = 1; i < why->len; i++)
    g_assert_cmpfloat (g_array_index (why, ReelWordEvidence, i - 1).weight, >=,
                       g_array_index (why, ReelWordEvidence, i).weight);
}

/* Nothing that can be written is an error, or takes long. */
static void
test_strange (Fixture      *fixture,
              gconstpointer data)
{
  static const char *const texts[] = {
    "\xff\xfe dog \x80",
    "🐕 🚗🚗",
    "ﬁre ｂｌｕｅ",
    "not",
    "no no no",
    "and and and",
    "-------",
    "without",
    "ない",
    "没有",
    "のののの",
    "a\xcc\x81\xcc\x81\xcc\x81",
    "كلب في الحديقة",
    "สุนัขในสวนสาธารณะ",
    "dog\001\002cat",
    "'''''",
    "l'",
    "%s%n",
    "_",
    "dog_cat",
    "1234567890",
    NULL,
  };
  g_autoptr (GString) book = g_string_new (NULL);
  g_autoptr (GString) run = g_string_new (NULL);
  gint64 start;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (ReelQuery) query = ask (fixture, texts[i]);

      for (guint axis = 0; axis < REEL_N_AXES; axis++)
        g_assert_true (isfinite (reel_query_get_vector (query)[axis]));
      g_assert_true (isfinite (reel_query_get_reach (query)));
    }
  while (book->len < 1024 * 1024)
    g_string_append (book, "a running dog without people near red cars, not blue ");
  while (run->len < 1024 * 1024)
    g_string_append (run, "公园里的狗没有人");
  start = g_get_monotonic_time ();
  reel_query_free (ask (fixture, book->str));
  reel_query_free (ask (fixture, run->str));
  g_test_message ("two megabytes of text: %.1f ms", (double) (g_get_monotonic_time () - start) / 1000);
}

/* A language without labels: a clip of what was asked for is found, one of something else is not. */
static void
test_foreign (Fixture      *fixture,
              gconstpointer data)
{
  static const char *const shown[] = { "cat", "dog" };
  g_autoptr (ReelQuery) query = ask (fixture, "gato durmiendo en el sofá");
  float similarities[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *object = g_strconcat ("object:", shown[i], NULL);
      float clip[REEL_N_AXES] = { 0, };
      float cosine = 0;

      clip[find_axis (fixture, shown[i])] = .9f;
      clip[find_axis (fixture, object)] = .9f;
      reel_concept_space_close (clip);
      for (guint axis = 0; axis < REEL_N_AXES; axis++)
        cosine += reel_query_get_vector (query)[axis] * clip[axis];
      similarities[i] = reel_query_get_similarity (query, cosine);
      g_test_message ("%s: %.2f", shown[i], similarities[i]);
    }
  g_assert_cmpfloat (similarities[0], >, .3);
  g_assert_cmpfloat (similarities[1], <, .15);
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (reel_word_reader_read (fixture->reader, "dog", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* No limit: other work on the machine would break it. */
static void
test_speed (Fixture      *fixture,
            gconstpointer with_model)
{
  static const char *const texts[] = { "A dog playing in the park", "red car on a street without people", "公园里的狗",
                                       "ein Hund im Park" };
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelWordReader) reader = reel_word_reader_new (REEL_TEST_WORDS, NULL, &error);
  guint n = with_model != NULL ? 5 : 100;

  g_assert_no_error (error);
  g_test_message ("tables are loaded in %.1f ms", (double) (g_get_monotonic_time () - start) / 1000);
  reel_query_free (ask (fixture, "warm"));
  start = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
      reel_query_free (ask (fixture, texts[t]));
  g_test_message ("a query takes %.3f ms %s a text model",
                  (double)(g_get_monotonic_time () - start) / 1000 / n / G_N_ELEMENTS (texts),
                  with_model != NULL ? "with" : "without");
}

int
main (int    argc,
      char **argv)
{
  reel_test_init (&argc, &argv);

  g_test_add ("/query/words", Fixture, NULL, set_up, test_words, tear_down);
  g_test_add ("/query/model", Fixture, "model", set_up, test_model, tear_down);
  g_test_add ("/query/negative", Fixture, NULL, set_up, test_negative, tear_down);
  g_test_add ("/query/ranking", Fixture, NULL, set_up, test_ranking, tear_down);
  g_test_add ("/query/strange", Fixture, NULL, set_up, test_strange, tear_down);
  g_test_add ("/query/strange-model", Fixture, "model", set_up, test_strange, tear_down);
  g_test_add ("/query/foreign", Fixture, "model", set_up, test_foreign, tear_down);
  g_test_add ("/query/cancelled", Fixture, "model", set_up, test_cancelled, tear_down);
  g_test_add ("/query/speed", Fixture, NULL, set_up, test_speed, tear_down);
  g_test_add ("/query/speed-model", Fixture, "model", set_up, test_speed, tear_down);

  return g_test_run ();
}
