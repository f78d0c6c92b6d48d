/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <locale.h>
#include <string.h>

#include "engine/reel-concept-engine.h"
#include "engine/reel-concept-space.h"
#include "engine/reel-word-reader.h"
#include "eval-report.h"
#include "local/reel-measured-engine.h"

/*
 * eval FOLDER: what the search is worth, over the videos of FOLDER/videos, whose names begin with the first letter of their
 * half. Each half is searched alone. README.md says how to read the table.
 */

/* Videos that are analysed at a time. */
#define N_WORKERS 2

/* A part that can be left out: axes of clips. */
typedef struct
{
  const char *name;
  guint from, to;
} Part;

static const Part parts[] = {
  { "classes", REEL_AXIS_NODES, REEL_AXIS_NODES + REEL_N_CLASSES },
  { "nodes", REEL_AXIS_NODES + REEL_N_CLASSES, REEL_AXIS_OBJECTS },
  { "objects", REEL_AXIS_OBJECTS, REEL_AXIS_MEASURES },
  { "measures", REEL_AXIS_MEASURES, REEL_AXIS_COLOURED },
  { "faces", REEL_AXIS_MEASURES + REEL_MEASURE_FACE, REEL_AXIS_MEASURES + REEL_MEASURE_WIDE_SHOT + 1 },
  { "coloured", REEL_AXIS_COLOURED, REEL_AXIS_WORDS },
};

/* The text model is left out where queries are read. */
#define MEANING "meaning"

/* What the workers share. */
typedef struct
{
  ReelEngine *engine;
  const char *videos_folder, *cache_folder;
  gboolean is_fresh;

  GMutex lock;
  GPtrArray *videos; /* (element-type EvalVideo) */
  guint n_failed;
} Loading;

static void
load_video (gpointer item,
            gpointer user_data)
{
  Loading *loading = user_data;
  g_autofree char *name = item;
  g_autofree char *path = g_build_filename (loading->videos_folder, name, NULL);
  g_autoptr (GError) error = NULL;
  EvalVideo *video = eval_video_load (loading->engine, path, loading->cache_folder, loading->is_fresh, &error);

  g_mutex_lock (&loading->lock);
  if (video != NULL)
    g_ptr_array_add (loading->videos, video);
  else
    {
      loading->n_failed++;
      g_printerr ("%s: %s\n", name, error->message);
    }
  g_mutex_unlock (&loading->lock);

  if (video != NULL && !video->is_cached)
    g_printerr ("%s: %u clips of %.1f s, in %.1f s\n", video->name, video->clips->len,
                g_array_index (video->clips, EvalClip, video->clips->len - 1).end, video->seconds);
}

static int
compare_videos (gconstpointer a,
                gconstpointer b)
{
  return strcmp ((*(const EvalVideo *const *) a)->name, (*(const EvalVideo *const *) b)->name);
}

/* Returns (transfer full) (nullable) (element-type EvalVideo): the videos of a half, by name. */
static GPtrArray *
load_half (ReelEngine *engine,
           const char *folder,
           const char *half,
           const char *revision,
           gboolean    is_fresh)
{
  g_autofree char *videos_folder = g_build_filename (folder, "videos", NULL);
  g_autofree char *space = g_strconcat (reel_engine_get_space_id (engine), ".", revision, NULL);
  g_autofree char *cache_folder = g_build_filename (folder, "vectors", space, NULL);
  g_autoptr (GDir) dir = g_dir_open (videos_folder, 0, NULL);
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func ((GDestroyNotify) eval_video_free);
  Loading loading = { engine, videos_folder, cache_folder, is_fresh, { 0 }, videos, 0 };
  GThreadPool *pool;
  const char *name;

  if (dir == NULL || g_mkdir_with_parents (cache_folder, 0755) != 0)
    {
      g_printerr ("%s can't be read, or %s can't be written: run fetch.sh first\n", videos_folder, cache_folder);
      return NULL;
    }

  g_mutex_init (&loading.lock);
  pool = g_thread_pool_new (load_video, &loading, N_WORKERS, TRUE, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (*name == *half && g_str_has_suffix (name, ".mp4"))
      g_thread_pool_push (pool, g_strdup (name), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  g_mutex_clear (&loading.lock);

  g_ptr_array_sort (videos, compare_videos);
  if (videos->len == 0 || loading.n_failed > 0)
    {
      g_printerr ("%s: %u videos could not be analysed, %u could\n", half, loading.n_failed, videos->len);
      return NULL;
    }
  return g_steal_pointer (&videos);
}

static gboolean
encode_whole (gpointer            data,
              const char         *text,
              float              *vector,
              ReelEngineReading **reading,
              GError            **error)
{
  return reel_engine_encode_text (data, text, vector, reading, NULL, error);
}

/* By words alone, with the engine's limits. */
static gboolean
encode_without_meaning (gpointer            data,
                        const char         *text,
                        float              *vector,
                        ReelEngineReading **reading,
                        GError            **error)
{
  g_autoptr (ReelQuery) query = reel_word_reader_read (data, text, NULL, error);
  float reach;

  if (query == NULL)
    return FALSE;
  memcpy (vector, reel_query_get_vector (query), sizeof (float) * REEL_N_AXES);
  reach = reel_query_get_reach (query);
  *reading = reel_engine_reading_new (reel_query_dup_words (query, REEL_QUERY_USED),
                                      reel_query_dup_words (query, REEL_QUERY_LOOSE),
                                      reel_query_dup_words (query, REEL_QUERY_UNKNOWN),
                                      (ReelEngineScale) { reach > 0 ? REEL_CONCEPT_SPACE_NORM / reach : 0, .30f, .55f },
                                      reel_query_is_only_negative (query));
  return TRUE;
}

/* Leaves parts out of the clips of concept-v2. Returns FALSE for a name that is none of them. */
static gboolean
leave_out (GPtrArray         *videos,
           const char *const *names)
{
  for (guint n = 0; names != NULL && names[n] != NULL; n++)
    {
      gboolean is_known = g_str_equal (names[n], MEANING);

      for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
        if (g_str_equal (names[n], parts[p].name))
          {
            is_known = TRUE;
            for (guint i = 0; i < videos->len; i++)
              eval_video_zero (g_ptr_array_index (videos, i), parts[p].from, parts[p].to);
          }
      if (!is_known)
        {
          g_printerr ("There is no part '%s': " MEANING, names[n]);
          for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
            g_printerr (", %s", parts[p].name);
          g_printerr ("\n");
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
evaluate_half (ReelEngine     *engine,
               ReelWordReader *words,
               GPtrArray      *videos,
               GPtrArray      *queries,
               const char     *half,
               int             n_listed)
{
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  guint n_clips = 0, n_left_out = 0;
  gint64 began = g_get_monotonic_time ();

  for (guint i = 0; i < videos->len; i++)
    n_clips += ((EvalVideo *) g_ptr_array_index (videos, i))->clips->len;
  for (guint i = 0; i < queries->len; i++)
    {
      EvalQuery *query = g_ptr_array_index (queries, i);

      if (!g_str_equal (query->half, half))
        continue;
      if (!eval_query_is_asked (query, videos))
        {
          n_left_out++;
          continue;
        }
      if (!(words != NULL
                ? eval_query_ask (query, videos, reel_engine_get_dims (engine), encode_without_meaning, words, &error)
                : eval_query_ask (query, videos, reel_engine_get_dims (engine), encode_whole, engine, &error)))
        {
          g_printerr ("%s: %s\n", query->text, error->message);
          return FALSE;
        }
      g_ptr_array_add (asked, query);
    }

  g_print ("\n%s: %u videos, %u clips, %u queries in %.1f s", half, videos->len, n_clips, asked->len,
           (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
  if (n_left_out > 0)
    g_print ("; %u queries are left out, as their videos are not there", n_left_out);
  g_print ("\n");
  eval_report_print (asked, half, engine, (guint) n_listed);
  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *only_half = NULL, *engine_name = NULL, *revision = NULL, *queries_path = NULL;
  g_autofree char *data = NULL, *models = NULL, *words_folder = NULL;
  g_auto (GStrv) without = NULL;
  gboolean reads_text = FALSE;
  gboolean is_fresh = FALSE;
  int n_listed = 15;
  const GOptionEntry options[] = {
    { "half", 0, 0, G_OPTION_ARG_STRING, &only_half, "One half alone", "dev|held" },
    { "engine", 0, 0, G_OPTION_ARG_STRING, &engine_name, "What sees and understands", "concept|measured" },
    { "read-text", 0, 0, G_OPTION_ARG_NONE, &reads_text, "Read text in pictures: give another --revision", NULL },
    { "without", 0, 0, G_OPTION_ARG_STRING_ARRAY, &without, "Leave out a part of concept (may be given again)", "PART" },
    { "fresh", 0, 0, G_OPTION_ARG_NONE, &is_fresh, "Analyse all videos anew", NULL },
    { "revision", 0, 0, G_OPTION_ARG_STRING, &revision, "Keep what is seen under this name", "NAME" },
    { "list", 0, 0, G_OPTION_ARG_INT, &n_listed, "How many of the best and worst queries to show", "N" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "The folder of models/ and words/", "FOLDER" },
    { "queries", 0, 0, G_OPTION_ARG_FILENAME, &queries_path, "What to ask", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FOLDER");
  g_autoptr (ReelEngine) engine = NULL;
  g_autoptr (ReelWordReader) words = NULL;
  g_autoptr (GPtrArray) queries = NULL;
  g_autoptr (GError) error = NULL;
  static const char *const halves[] = { "dev", "held" };

  setlocale (LC_ALL, "");
  gst_init (NULL, NULL);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (argc != 2 || n_listed < 0 || (only_half != NULL && !g_str_equal (only_half, "dev") && !g_str_equal (only_half, "held"))
      || (engine_name != NULL && !g_str_equal (engine_name, "concept") && !g_str_equal (engine_name, "measured")))
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      g_printerr ("%s", help);
      return 2;
    }

  if (data == NULL)
    data = g_strdup (EVAL_DATA);
  models = g_build_filename (data, "models", NULL);
  words_folder = g_build_filename (data, "words", NULL);
  if (g_strcmp0 (engine_name, "measured") == 0)
    engine = reel_measured_engine_new ();
  else
    {
      g_autoptr (ReelTextFinder) finder = reel_text_finder_new ();

      engine = reel_concept_engine_new (models, words_folder);
      if (reads_text)
        reel_concept_engine_set_text_finder (REEL_CONCEPT_ENGINE (engine), finder);
    }
  if (without != NULL && !g_str_equal (reel_engine_get_space_id (engine), REEL_CONCEPT_SPACE_ID))
    {
      g_printerr ("Only 'concept' has parts that can be left out.\n");
      return 2;
    }
  if (without != NULL && g_strv_contains ((const char *const *) without, MEANING))
    {
      words = reel_word_reader_new (words_folder, NULL, &error);
      if (words == NULL)
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
    }

  queries = eval_queries_load (queries_path != NULL ? queries_path : EVAL_QUERIES, &error);
  if (queries == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  for (guint h = 0; h < G_N_ELEMENTS (halves); h++)
    {
      g_autoptr (GPtrArray) videos = NULL;

      if (only_half != NULL && !g_str_equal (only_half, halves[h]))
        continue;
      videos = load_half (engine, argv[1], halves[h], revision != NULL ? revision : "r1", is_fresh);
      if (videos == NULL || !leave_out (videos, (const char *const *) without)
          || !evaluate_half (engine, words, videos, queries, halves[h], n_listed))
        return 1;
    }
  return 0;
}
