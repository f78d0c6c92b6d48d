/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/reel-database.h"
#include "local/reel-clip.h"
#include "local/reel-local-search.h"
#include "local/reel-local-store-words.h"
#include "local/reel-vector-index.h"
#include "local/reel-written-query.h"
#include "reel-test.h"

/* What is written in clips, and names of files: how similar that makes them, and that they are found. */

static double
read_text (const char *query,
           const char *written,
           const char *expected)
{
  g_autoptr (ReelWrittenQuery) self = reel_written_query_new (query);
  g_autofree char *found = NULL;
  double similarity = reel_written_query_read (self, written, &found);

  g_assert_cmpstr (found, ==, expected);
  return similarity;
}

#define assert_near(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-6)

static void
test_phrase (void)
{
  /* All that is written; half of it; one word of ten. */
  assert_near (read_text ("creative commons", "CREATIVE COMMONS", "CREATIVE COMMONS"), 0.95);
  assert_near (read_text ("hotel", "HOTEL Bristol", "HOTEL"), 0.60 + 0.35 / 2);
  assert_near (read_text ("exit", "one two three EXIT five six seven eight nine ten", "EXIT"), 0.60 + 0.35 / 10);
  /* Small words at its ends do not count, in its middle they do; accents and the plural never. */
  assert_near (read_text ("a shot of the hotel", "Hotel", "Hotel"), 0.95);
  assert_near (read_text ("lord of rings", "Lord of Rings", "Lord of Rings"), 0.95);
  assert_near (read_text ("hotels", "HÔTEL", "HÔTEL"), 0.95);
  assert_near (read_text ("straße", "STRASSE", "STRASSE"), 0.95);
  /* Only small words are words, too; and 'no' is a part of what a sign says. */
  assert_near (read_text ("the", "THE END", "THE"), 0.60 + 0.35 / 2);
  assert_near (read_text ("no parking", "NO PARKING", "NO PARKING"), 0.95);
}

static void
test_part (void)
{
  assert_near (read_text ("commons creative", "CREATIVE COMMONS", "CREATIVE COMMONS"), 0.55);
  assert_near (read_text ("red hotel", "GRAND HOTEL", "HOTEL"), 0.30);
  assert_near (read_text ("big red hotel", "HOTEL red", "HOTEL red"), 0.30 + 0.25 / 3);
  assert_near (read_text ("a dog playing in the park", "PARK", NULL), 0);
  assert_near (read_text ("cat", "CATALOGUE", NULL), 0);
  assert_near (read_text ("hotel without parking", "HOTEL", NULL), 0);
  assert_near (read_text ("", "HOTEL", NULL), 0);
  assert_near (read_text ("?! \"*\"", "HOTEL", NULL), 0);
  assert_near (read_text ("hotel", "", NULL), 0);
}

static void
test_no_spaces (void)
{
  assert_near (read_text ("酒店", "北京 酒店", "酒店"), 0.60 + 0.35 / 2);
  assert_near (read_text ("酒店", "北京大酒店", "北京大酒店"), 0.60 + 0.35 * 2 / 5);
  assert_near (read_text ("店酒", "北京大酒店", NULL), 0);
  assert_near (read_text ("水", "水", "水"), 0.95);
  /* The script changes, and a particle stands between. */
  assert_near (read_text ("ホテルの看板", "ホテル", "ホテル"), 0.30);
  assert_near (read_text ("ホテルの看板", "看板 ホテル", "看板 ホテル"), 0.55);
  assert_near (read_text ("か", "が", NULL), 0); /* not an accent */
  assert_near (read_text ("호텔", "호텔에서", "호텔에서"), 0.60 + 0.35 / 2);
}

static double
read_name (const char *query,
           const char *name)
{
  g_autoptr (ReelWrittenQuery) self = reel_written_query_new (query);

  return reel_written_query_read_name (self, name);
}

static void
test_name (void)
{
  assert_near (read_name ("holiday", "holiday.mp4"), 0.50);
  assert_near (read_name ("holiday in spain", "2019_Holiday_Spain-final.mov"), 0.40 + 0.10 * 2 / 4);
  assert_near (read_name ("holiday in france", "2019_Holiday_Spain-final.mov"), 0);
  assert_near (read_name ("mp4", "holiday.mp4"), 0); /* what kind of file it is says nothing */
  assert_near (read_name ("not holiday", "holiday.mp4"), 0);
  assert_near (read_name ("北京", "北京旅行.mp4"), 0.40 + 0.10 / 2);
}

/* One that finds by its vectors what a test says. */
#define TEST_TYPE_ENGINE (test_engine_get_type ())
G_DECLARE_FINAL_TYPE (TestEngine, test_engine, TEST, ENGINE, GObject)

struct _TestEngine
{
  GObject parent_instance;
};

static const char *
test_engine_get_space_id (ReelEngine *engine)
{
  return "test-v1";
}

static guint
test_engine_get_dims (ReelEngine *engine)
{
  return 2;
}

static void
test_engine_get_input (ReelEngine      *engine,
                       ReelEngineInput *input)
{
  *input = (ReelEngineInput) { 64, 1, 0 };
}

static gboolean
test_engine_encode_frames (ReelEngine    *engine,
                           GPtrArray     *frames,
                           float         *vector,
                           ReelEvidence **evidence,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_assert_not_reached ();
}

static gboolean
test_engine_encode_text (ReelEngine         *engine,
                         const char         *text,
                         float              *vector,
                         ReelEngineReading **reading,
                         GCancellable       *cancellable,
                         GError            **error)
{
  vector[0] = 1;
  vector[1] = 0;
  *reading = reel_engine_reading_new (g_new0 (char *, 1), NULL, g_strsplit (text, " ", -1),
                                      (ReelEngineScale) { 1, 0.3f, 0.55f }, FALSE);
  return TRUE;
}

static void
test_engine_iface_init (ReelEngineInterface *iface)
{
  iface->get_space_id = test_engine_get_space_id;
  iface->get_dims = test_engine_get_dims;
  iface->get_input = test_engine_get_input;
  iface->encode_frames = test_engine_encode_frames;
  iface->encode_text = test_engine_encode_text;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestEngine, test_engine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REEL_TYPE_ENGINE, test_engine_iface_init))

static void
test_engine_class_init (TestEngineClass *klass)
{
}

static void
test_engine_init (TestEngine *self)
{
}

typedef struct
{
  char *folder, *collection;
  TestEngine *engine;
  ReelLocalStore *store;
  ReelLocalEngines *engines;
  ReelVectorIndex *index;
} Fixture;

static void
start (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->store = reel_local_store_open (self->folder, &error);
  g_assert_no_error (error);
  g_assert_true (reel_local_store_tidy (self->store, "test-v1", &error));
  self->engines = reel_local_engines_new (REEL_ENGINE (self->engine));
  self->index = reel_vector_index_new (self->store, self->engines);
  g_assert_true (reel_vector_index_open (self->index, &error));
  g_assert_no_error (error);
}

static void
stop (Fixture *self)
{
  reel_test_assert_finalized (&self->index);
  reel_test_assert_finalized (&self->engines);
  reel_test_assert_finalized (&self->store);
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("written-%08x", g_random_int ());
  g_autoptr (GError) error = NULL;

  self->folder = reel_test_tmp (name);
  self->engine = g_object_new (TEST_TYPE_ENGINE, NULL);
  start (self);
  self->collection = reel_local_store_add_collection (self->store, "c", "", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  stop (self);
  reel_test_assert_finalized (&self->engine);
  g_free (self->collection);
  g_free (self->folder);
}

static char *
add_video (Fixture    *self,
           const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFileWriter) file = reel_file_writer_new (reel_local_store_get_incoming_dir (self->store), &error);
  char *id;

  g_assert_true (reel_file_writer_write (file, name, strlen (name), &error));
  id = reel_local_store_add_video (self->store, self->collection, name, NULL, file, &error);
  g_assert_no_error (error);
  return id;
}

/* @written: (nullable): in the clip, which its vector says is so similar; up to %NULL as @video's end */
typedef struct
{
  double similarity;
  const char *written;
} Clip;

static void
finish (Fixture    *self,
        const char *video,
        const Clip *clips,
        guint       n)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_clip_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      ReelClip *clip = g_new0 (ReelClip, 1);

      clip->start = i * 2;
      clip->end = clip->start + 2;
      clip->vector = g_new0 (float, 2);
      clip->vector[0] = (float) clips[i].similarity;
      clip->vector[1] = sqrtf (1 - clip->vector[0] * clip->vector[0]);
      clip->tags = g_array_new (FALSE, FALSE, sizeof (ReelTag));
      clip->written = g_strdup (clips[i].written);
      g_ptr_array_add (made, clip);
    }
  reel_vector_index_finish_video (self->index, video, made, FALSE, &error);
  g_assert_no_error (error);
}

/* 'name@start=similarity (reason)' of each hit, with the words that are not known after a bar. */
static char *
search (Fixture    *self,
        const char *text)
{
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) hits = reel_local_search_run (self->index, self->collection, text, 10, &reading, NULL, &error);
  g_autofree char *unknown = NULL;
  GString *told = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < hits->len; i++)
    {
      const ReelVectorHit *hit = &g_array_index (hits, ReelVectorHit, i);
      g_autoptr (ReelLocalVideo) video = reel_local_store_get_video (self->store, hit->video_id, &error);

      g_string_append_printf (told, "%s@%g=%.3f", video->file_name, hit->start, hit->similarity);
      if (hit->reasons != NULL && hit->reasons[0] != NULL)
        g_string_append_printf (told, " %s", hit->reasons[0]);
      g_string_append (told, "; ");
    }
  unknown = g_strjoinv (" ", reading->unknown);
  g_string_append_printf (told, "| %s", unknown);
  return g_string_free (told, FALSE);
}

static void
assert_search (Fixture    *self,
               const char *text,
               const char *expected)
{
  g_autofree char *told = search (self, text);

  g_assert_cmpstr (told, ==, expected);
}

static int
count_rows (Fixture    *self,
            const char *table)
{
  g_autofree char *path = g_build_filename (self->folder, "local.db", NULL);
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", table);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3) db = reel_database_connect (path, SQLITE_OPEN_READONLY, &error);
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, sql, &error);
  gboolean row = FALSE;

  g_assert_true (reel_database_step (stmt, &row, &error));
  return sqlite3_column_int (stmt, 0);
}

/* The larger of what the vector and the text say, and why. */
static void
test_fusion (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *one = add_video (self, "a.mp4");
  g_autofree char *two = add_video (self, "b.mp4");

  finish (self, one, (const Clip[]) { { 0.8, NULL }, { 0.1, "GRAND HOTEL" }, { 0.5, "red HOTEL tall" } }, 3);
  finish (self, two, (const Clip[]) { { 0.9, "EXIT" }, { 0.2, "HOTEL" } }, 2);
  assert_search (self, "hotel", "b.mp4@2=0.950 “HOTEL” (text); b.mp4@0=0.900; a.mp4@0=0.800; a.mp4@2=0.775 “HOTEL” (text); "
                                "a.mp4@4=0.717 “HOTEL” (text); | ");
  /* What the vector says more of keeps its similarity; half of the words are possible. */
  assert_search (self, "exit hotel", "b.mp4@0=0.900 “EXIT” (text); a.mp4@0=0.800; a.mp4@4=0.500 “HOTEL” (text); "
                                     "a.mp4@2=0.300 “HOTEL” (text); b.mp4@2=0.300 “HOTEL” (text); | ");
  assert_search (self, "zebra", "b.mp4@0=0.900; a.mp4@0=0.800; a.mp4@4=0.500; | zebra");
}

/* A name stands for the best clip, or the first one, and is never sure. */
static void
test_names (Fixture      *self,
            gconstpointer data)
{
  g_autofree char *one = add_video (self, "Holiday_2019.mp4");
  g_autofree char *two = add_video (self, "holiday.mp4");

  finish (self, one, (const Clip[]) { { 0.1, NULL }, { 0.4, NULL }, { 0.35, NULL } }, 3);
  assert_search (self, "holiday", "Holiday_2019.mp4@2=0.450 file name; Holiday_2019.mp4@4=0.350; | ");
  finish (self, two, (const Clip[]) { { 0.1, NULL }, { 0.2, NULL } }, 2);
  assert_search (self, "holiday", "holiday.mp4@0=0.500 file name; Holiday_2019.mp4@2=0.450 file name; "
                                  "Holiday_2019.mp4@4=0.350; | ");
  assert_search (self, "holiday 2020", "Holiday_2019.mp4@2=0.400; Holiday_2019.mp4@4=0.350; | holiday 2020");
}

/* Rows of words go with their clips, however those go. */
static void
test_rows (Fixture      *self,
           gconstpointer data)
{
  g_autofree char *one = add_video (self, "a.mp4");
  g_autofree char *two = add_video (self, "…");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (count_rows (self, "video_words"), ==, 1);
  finish (self, one, (const Clip[]) { { 0, "HOTEL" }, { 0, NULL }, { 0, "EXIT" } }, 3);
  finish (self, two, (const Clip[]) { { 0, "HOTEL" } }, 1);
  g_assert_cmpint (count_rows (self, "clip_words"), ==, 3);

  finish (self, one, (const Clip[]) { { 0, "STOP" }, { 0, "?" } }, 2);
  g_assert_cmpint (count_rows (self, "clip_words"), ==, 2);
  assert_search (self, "hotel", "…@0=0.950 “HOTEL” (text); | ");
  assert_search (self, "stop", "a.mp4@0=0.950 “STOP” (text); | ");

  g_assert_true (reel_vector_index_delete_video (self->index, two, &error));
  g_assert_cmpint (count_rows (self, "clip_words"), ==, 1);
  assert_search (self, "hotel", "| hotel");
  g_assert_true (reel_vector_index_delete_collection (self->index, self->collection, &error));
  g_assert_cmpint (count_rows (self, "clip_words"), ==, 0);
  g_assert_cmpint (count_rows (self, "video_words"), ==, 0);
}

/* Other collections are not looked at, and a folder from before this version is completed. */
static void
test_before (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *one = add_video (self, "holiday.mp4");
  g_autofree char *path = g_build_filename (self->folder, "local.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3) db = NULL;
  g_autofree char *mine = NULL;

  finish (self, one, (const Clip[]) { { 0, "HOTEL" } }, 1);
  stop (self);
  db = reel_database_connect (path, SQLITE_OPEN_READWRITE, &error);
  g_assert_true (reel_database_exec (db, "DELETE FROM video_words", &error));
  g_clear_pointer (&db, sqlite3_close_v2);
  start (self);
  assert_search (self, "holiday", "holiday.mp4@0=0.500 file name; | ");

  mine = self->collection;
  self->collection = reel_local_store_add_collection (self->store, "d", "", &error);
  assert_search (self, "holiday", "| holiday");
  assert_search (self, "hotel", "| hotel");
}

/* No query is an error for what it is written with. */
static void
test_quoting (Fixture      *self,
              gconstpointer data)
{
  static const char *const queries[] = {
    "\"", "\"\"", "hotel\"", "*", "ho*", "NEAR", "NEAR(a b, 3)", "a AND", "OR", "NOT hotel", "written : hotel", "{written} : x",
    "^hotel", "a + b", "-", "(", "()", "'", ";--", "\\", " ", "x NEAR/2 y", "😀", "\xe2\x80\x99", "%_", "酒", "ー",
  };
  g_autofree char *one = add_video (self, "a.mp4");

  finish (self, one, (const Clip[]) { { 0, "near OR and" }, { 0, "HOTEL" } }, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *told = search (self, queries[i]);

      g_assert_nonnull (told);
    }
  assert_search (self, "NEAR", "a.mp4@0=0.717 “near” (text); | ");
  assert_search (self, "hotel*", "a.mp4@2=0.950 “HOTEL” (text); | ");
  assert_search (self, "\"hotel\"", "a.mp4@2=0.950 “HOTEL” (text); | ");
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/written/phrase", test_phrase);
  g_test_add_func ("/written/part", test_part);
  g_test_add_func ("/written/no-spaces", test_no_spaces);
  g_test_add_func ("/written/name", test_name);
  g_test_add ("/written/fusion", Fixture, NULL, set_up, test_fusion, tear_down);
  g_test_add ("/written/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add ("/written/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/written/before", Fixture, NULL, set_up, test_before, tear_down);
  g_test_add ("/written/quoting", Fixture, NULL, set_up, test_quoting, tear_down);
  return g_test_run ();
}
