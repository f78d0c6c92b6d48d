/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "analysis-double.h"
#include "analysis/reel-comparison.h"
#include "analysis/reel-video-analysis.h"
#include "reel-test.h"

#define TAGS    "{\"tags\": {\"shot_size\": \"close-up\", \"unheard_of\": [\"a\", \"b\"]}}"
#define VECTORS "{\"embeddings\": [[1, 0, 0], [0, 0.6, 0.8]]}"

typedef struct
{
  AnalysisDouble *service;
  ReelVideoAnalysis *analysis;
  ReelAnalysisPart *tags, *vectors; /* (borrowed) */
} Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->service = analysis_double_new ();
  analysis_double_reply (f->service, ANALYSIS_TAGS, TAGS);
  analysis_double_reply (f->service, ANALYSIS_VIDEO, VECTORS);
  f->analysis = reel_video_analysis_new ();
  reel_video_analysis_set_client (f->analysis, f->service->client);
  f->tags = reel_video_analysis_get_part (f->analysis, REEL_ANALYSIS_PART_TAGS);
  f->vectors = reel_video_analysis_get_part (f->analysis, REEL_ANALYSIS_PART_EMBEDDING);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  if (f->analysis != NULL)
    reel_test_assert_finalized (&f->analysis);
  analysis_double_free (f->service);
}

static void
set_url (Fixture    *f,
         const char *url)
{
  g_autoptr (ReelVideoInput) input = reel_video_input_new_for_url (url);

  reel_video_analysis_set_input (f->analysis, input, url);
}

static void
set_file (Fixture *f)
{
  g_autofree char *path = reel_test_sample ("tree.avi");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ReelVideoInput) input = reel_video_input_new_for_file (file);

  reel_video_analysis_set_input (f->analysis, input, "tree.avi");
}

static void
assert_states (Fixture              *f,
               ReelAnalysisPartState tags,
               ReelAnalysisPartState vectors)
{
  g_assert_cmpint (reel_analysis_part_get_state (f->tags), ==, tags);
  g_assert_cmpint (reel_analysis_part_get_state (f->vectors), ==, vectors);
  g_assert_true ((reel_analysis_part_get_tags (f->tags) != NULL) == (tags == REEL_ANALYSIS_PART_DONE));
  g_assert_true ((reel_analysis_part_get_embedding (f->vectors) != NULL) == (vectors == REEL_ANALYSIS_PART_DONE));
  g_assert_true ((reel_analysis_part_get_error (f->tags) != NULL) == (tags == REEL_ANALYSIS_PART_FAILED));
  g_assert_true ((reel_analysis_part_get_error (f->vectors) != NULL) == (vectors == REEL_ANALYSIS_PART_FAILED));
}

static void
test_done (Fixture      *f,
           gconstpointer data)
{
  guint states = 0, runs = 0, names = 0, inputs = 0;

  g_signal_connect_swapped (f->tags, "notify::state", G_CALLBACK (count), &states);
  g_signal_connect_swapped (f->analysis, "notify::running", G_CALLBACK (count), &runs);
  g_signal_connect_swapped (f->analysis, "notify::name", G_CALLBACK (count), &names);
  g_signal_connect_swapped (f->analysis, "notify::input", G_CALLBACK (count), &inputs);
  set_url (f, "https://example.org/a.mp4");
  set_url (f, "https://example.org/a.mp4");
  g_assert_cmpuint (names, ==, 1);
  g_assert_cmpuint (inputs, ==, 1);
  assert_states (f, REEL_ANALYSIS_PART_IDLE, REEL_ANALYSIS_PART_IDLE);

  reel_video_analysis_start (f->analysis);
  g_assert_true (reel_video_analysis_get_running (f->analysis));
  assert_states (f, REEL_ANALYSIS_PART_RUNNING, REEL_ANALYSIS_PART_RUNNING);
  reel_test_wait (!reel_video_analysis_get_running (f->analysis));
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_DONE);
  g_assert_cmpuint (states, ==, 2);
  g_assert_cmpuint (runs, ==, 2);
  g_assert_cmpuint (reel_tags_get_n_categories (reel_analysis_part_get_tags (f->tags)), ==, 2);
  g_assert_cmpuint (reel_embedding_get_n_vectors (reel_analysis_part_get_embedding (f->vectors)), ==, 2);
  g_assert_cmpint (reel_analysis_part_get_phase (f->tags), <=, REEL_ANALYSIS_WAITING); /* at once */
  g_assert_cmpuint (analysis_double_count (f->service, ANALYSIS_TAGS), ==, 1);
  g_assert_nonnull (strstr (f->service->asked->pdata[0], "https://example.org/a.mp4"));

  /* The same video, asked again: the old results go at once. */
  reel_video_analysis_start (f->analysis);
  assert_states (f, REEL_ANALYSIS_PART_RUNNING, REEL_ANALYSIS_PART_RUNNING);
  reel_test_wait (!reel_video_analysis_get_running (f->analysis));
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_DONE);

  /* Cancelling what is not under way leaves it; another video doesn't. */
  reel_video_analysis_cancel (f->analysis);
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_DONE);
  set_url (f, "https://example.org/b.mp4");
  assert_states (f, REEL_ANALYSIS_PART_IDLE, REEL_ANALYSIS_PART_IDLE);
}

/* A file is sent along, which is counted, and there is something to say while it goes. */
static void
test_file (Fixture      *f,
           gconstpointer data)
{
  guint steps = 0;

  g_signal_connect_swapped (f->tags, "notify::progress", G_CALLBACK (count), &steps);
  /* For vectors of a file only the asynchronous call is documented. */
  analysis_double_reply (f->service, ANALYSIS_VIDEO, "400 {\"error\": \"no file here\"}");
  analysis_double_reply (f->service, ANALYSIS_VIDEO "/async", "{\"request_id\": \"r2\"}");
  analysis_double_reply (f->service, "/async_status/r2", "{\"status\": \"completed\", \"embedding\": [0, 0.6, 0.8]}");
  set_file (f);
  reel_video_analysis_start (f->analysis);
  g_assert_cmpfloat (reel_analysis_part_get_progress (f->tags), ==, -1);
  reel_test_wait (!reel_video_analysis_get_running (f->analysis));
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_DONE);
  g_assert_cmpuint (steps, >=, 1);
  g_assert_cmpfloat (reel_analysis_part_get_progress (f->tags), >, 0);
  g_assert_false (reel_analysis_part_get_refused (f->tags));
  for (guint i = 0; i < f->service->asked->len; i++)
    g_assert_true (strstr (f->service->asked->pdata[i], "\"video_base64\"") != NULL ||
                   g_str_has_prefix (f->service->asked->pdata[i], "/async_status/r2 "));
  g_assert_cmpuint (analysis_double_count (f->service, ANALYSIS_VIDEO "/async"), ==, 1);
  g_assert_cmpuint (analysis_double_count (f->service, ANALYSIS_TAGS), ==, 1);
}

static void
test_job (Fixture      *f,
          gconstpointer data)
{
  guint phases = 0;

  analysis_double_reply (f->service, ANALYSIS_TAGS, "504 {\"error\": \"too slow\"}");
  analysis_double_reply (f->service, ANALYSIS_TAGS "/async", "{\"request_id\": \"r1\"}");
  analysis_double_reply (f->service, "/async_status/r1", "{\"status\": \"completed\", \"tags\": [\"later\"]}");
  g_signal_connect_swapped (f->tags, "notify::phase", G_CALLBACK (count), &phases);
  set_url (f, "https://example.org/long.mp4");
  reel_video_analysis_start (f->analysis);
  reel_test_wait (!reel_video_analysis_get_running (f->analysis));
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_DONE);
  g_assert_cmpuint (phases, >=, 1);
  g_assert_cmpint (reel_analysis_part_get_phase (f->tags), >=, REEL_ANALYSIS_PENDING); /* as a job */
  g_assert_cmpint (reel_analysis_part_get_phase (f->vectors), <=, REEL_ANALYSIS_WAITING);
  g_assert_cmpstr (reel_tags_get_category (reel_analysis_part_get_tags (f->tags), 0)->values[0], ==, "later");
}

/* Something else answers in the service's place: that is said, and the job is not lost. */
static void
test_job_away (Fixture      *f,
               gconstpointer data)
{
  analysis_double_reply (f->service, ANALYSIS_TAGS, "504 {\"error\": \"too slow\"}");
  analysis_double_reply (f->service, ANALYSIS_TAGS "/async", "{\"request_id\": \"r1\"}");
  analysis_double_reply (f->service, "/async_status/r1", "511 {}");
  set_url (f, "https://example.org/long.mp4");
  reel_video_analysis_start (f->analysis);
  reel_test_wait (reel_analysis_part_get_trouble (f->tags) != NULL);
  g_assert_nonnull (strstr (reel_analysis_part_get_trouble (f->tags), "sign in"));
  g_assert_cmpint (reel_analysis_part_get_state (f->tags), ==, REEL_ANALYSIS_PART_RUNNING);
  g_assert_null (reel_analysis_part_get_since (f->tags));
  g_assert_cmpstr (reel_analysis_part_get_request_id (f->tags), ==, "r1");
  analysis_double_reply (f->service, "/async_status/r1", "{\"status\": \"processing\", \"message\": \"frame 7\", "
                                                         "\"created_at\": \"2026-04-01T03:31:00\"}");
  reel_test_wait (reel_analysis_part_get_trouble (f->tags) == NULL);
  g_assert_cmpstr (reel_analysis_part_get_message (f->tags), ==, "frame 7");
  g_assert_cmpint (g_date_time_get_minute (reel_analysis_part_get_since (f->tags)), ==, 31);
  g_assert_cmpint (reel_analysis_part_get_state (f->tags), ==, REEL_ANALYSIS_PART_RUNNING);
  analysis_double_reply (f->service, "/async_status/r1", "511 {}");
  reel_test_wait (reel_analysis_part_get_trouble (f->tags) != NULL);
  analysis_double_reply (f->service, "/async_status/r1", "{\"status\": \"completed\", \"tags\": [\"later\"]}");
  reel_test_wait (!reel_video_analysis_get_running (f->analysis));
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_DONE);
  g_assert_null (reel_analysis_part_get_trouble (f->tags));
  g_assert_null (reel_analysis_part_get_request_id (f->tags));
  g_assert_null (reel_analysis_part_get_since (f->tags));
}

/* The program ends, and begins anew: with a journal of the same file. */
static ReelAnalysisJournal *
restart (Fixture    *f,
         const char *path)
{
  ReelAnalysisJournal *journal = reel_analysis_journal_new (path);

  reel_test_assert_finalized (&f->analysis);
  f->analysis = reel_video_analysis_new ();
  reel_video_analysis_set_journal (f->analysis, journal);
  reel_video_analysis_set_client (f->analysis, f->service->client);
  f->tags = reel_video_analysis_get_part (f->analysis, REEL_ANALYSIS_PART_TAGS);
  f->vectors = reel_video_analysis_get_part (f->analysis, REEL_ANALYSIS_PART_EMBEDDING);
  reel_test_wait (reel_analysis_journal_get_idle (journal));
  return journal;
}

/* A job outlives the program: its id is on disk, and asked after by the next run; no second job is made. */
static void
test_journal (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("journal");
  g_autofree char *path = g_build_filename (folder, "below", "analyses.ini", NULL);
  ReelAnalysisJournal *journal = restart (f, path);
  g_autofree char *text = NULL;

  analysis_double_reply (f->service, ANALYSIS_TAGS, "504 {\"error\": \"too slow\"}");
  analysis_double_reply (f->service, ANALYSIS_TAGS "/async", "{\"request_id\": \"r1\"}");
  analysis_double_reply (f->service, "/async_status/r1", "{\"status\": \"processing\"}");
  set_url (f, "https://example.org/long.mp4");
  reel_video_analysis_start (f->analysis);
  reel_test_wait (reel_analysis_part_get_request_id (f->tags) != NULL && reel_analysis_journal_get_idle (journal));
  reel_test_wait (reel_analysis_part_get_state (f->vectors) == REEL_ANALYSIS_PART_DONE);
  g_object_unref (journal);

  /* Once more before it is done. */
  for (guint i = 0; i < 2; i++)
    {
      journal = restart (f, path);
      g_assert_cmpint (reel_analysis_part_get_state (f->tags), ==, REEL_ANALYSIS_PART_RUNNING);
      g_assert_cmpstr (reel_analysis_part_get_request_id (f->tags), ==, "r1");
      g_assert_cmpint (reel_analysis_part_get_state (f->vectors), ==, REEL_ANALYSIS_PART_IDLE); /* was there */
      g_assert_cmpstr (reel_video_analysis_get_name (f->analysis), ==, "https://example.org/long.mp4");
      g_assert_cmpstr (reel_video_input_get_url (reel_video_analysis_get_input (f->analysis)), ==,
                       "https://example.org/long.mp4");
      g_object_unref (journal);
    }
  journal = restart (f, path);
  analysis_double_reply (f->service, "/async_status/r1", "{\"status\": \"completed\", \"tags\": [\"later\"]}");
  reel_test_wait (reel_analysis_part_get_state (f->tags) == REEL_ANALYSIS_PART_DONE);
  g_assert_cmpstr (reel_tags_get_category (reel_analysis_part_get_tags (f->tags), 0)->values[0], ==, "later");
  g_assert_cmpuint (analysis_double_count (f->service, ANALYSIS_TAGS "/async"), ==, 1);
  reel_test_wait (reel_analysis_journal_get_idle (journal));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "r1")); /* it has ended */

  /* What is cancelled is not waited for; a client that goes and comes back is. */
  analysis_double_reply (f->service, "/async_status/r1", "{\"status\": \"processing\"}");
  reel_video_analysis_start_part (f->analysis, REEL_ANALYSIS_PART_TAGS);
  reel_test_wait (reel_analysis_part_get_request_id (f->tags) != NULL);
  reel_video_analysis_set_client (f->analysis, NULL);
  assert_states (f, REEL_ANALYSIS_PART_IDLE, REEL_ANALYSIS_PART_IDLE);
  reel_video_analysis_set_client (f->analysis, f->service->client);
  g_assert_cmpstr (reel_analysis_part_get_request_id (f->tags), ==, "r1");
  reel_video_analysis_cancel (f->analysis);
  reel_test_wait (reel_analysis_journal_get_idle (journal));
  g_object_unref (journal);
  journal = restart (f, path);
  assert_states (f, REEL_ANALYSIS_PART_IDLE, REEL_ANALYSIS_PART_IDLE);
  reel_test_assert_finalized (&f->analysis);
  reel_test_assert_finalized (&journal);
}

/* The file can be anybody's work, and of other services. */
static void
test_journal_hostile (Fixture      *f,
                      gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("journal-hostile");
  g_autofree char *path = g_build_filename (folder, "analyses.ini", NULL);
  g_autofree char *filler = g_strnfill (1024 * 1024, 'x');
  g_autofree char *long_id = g_strdup_printf ("[a]\nservice=%s\nkind=tags\nrequest-id=%s\naddress=https://a\n",
                                              reel_client_get_base_url (f->service->client), filler);
  g_autofree char *half = g_strdup_printf ("[a]\nservice=%s\nkind=sounds\nrequest-id=r\naddress=https://a\n"
                                           "[b]\nservice=%s\nkind=tags\nrequest-id=r\n"
                                           "[c]\nservice=http://127.0.0.1:1\nkind=tags\nrequest-id=r\naddress=https://a\n",
                                           reel_client_get_base_url (f->service->client),
                                           reel_client_get_base_url (f->service->client));
  const char *const texts[] = { "", "\xff\xfe nonsense", long_id, half };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      ReelAnalysisJournal *journal;

      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      journal = restart (f, path);
      assert_states (f, REEL_ANALYSIS_PART_IDLE, REEL_ANALYSIS_PART_IDLE);
      g_assert_null (reel_video_analysis_get_input (f->analysis));
      g_object_unref (journal);
    }
  g_assert_cmpuint (f->service->asked->len, ==, 0);
}

static void
test_failed (Fixture      *f,
             gconstpointer data)
{
  analysis_double_reply (f->service, ANALYSIS_VIDEO, "400 {\"error\": \"no such thing as that\"}");
  set_url (f, "https://example.org/a.mp4");
  reel_video_analysis_start (f->analysis);
  reel_test_wait (!reel_video_analysis_get_running (f->analysis));
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_FAILED); /* each by itself */
  g_assert_nonnull (strstr (reel_analysis_part_get_error (f->vectors), "no such thing as that"));
  g_assert_false (reel_analysis_part_get_refused (f->vectors)); /* an address is no file */

  /* One part alone. */
  analysis_double_reply (f->service, ANALYSIS_VIDEO, VECTORS);
  reel_video_analysis_start_part (f->analysis, REEL_ANALYSIS_PART_EMBEDDING);
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_RUNNING);
  reel_test_wait (!reel_video_analysis_get_running (f->analysis));
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_DONE);
  g_assert_cmpuint (analysis_double_count (f->service, ANALYSIS_TAGS), ==, 1);
}

static void
test_refused (Fixture      *f,
              gconstpointer data)
{
  analysis_double_reply (f->service, ANALYSIS_TAGS, "400 {\"error\": \"video_url is missing\"}");
  analysis_double_reply (f->service, ANALYSIS_VIDEO "/async", "401 {\"error\": \"who are you\"}");
  set_file (f);
  reel_video_analysis_start (f->analysis);
  reel_test_wait (!reel_video_analysis_get_running (f->analysis));
  assert_states (f, REEL_ANALYSIS_PART_FAILED, REEL_ANALYSIS_PART_FAILED);
  g_assert_true (reel_analysis_part_get_refused (f->tags));
  g_assert_false (reel_analysis_part_get_refused (f->vectors)); /* failed for another reason */
  reel_analysis_part_reset (f->tags);
  g_assert_false (reel_analysis_part_get_refused (f->tags));
}

static void
test_cancelled (Fixture      *f,
                gconstpointer data)
{
  analysis_double_hold (f->service, ANALYSIS_VIDEO);
  set_url (f, "https://example.org/a.mp4");
  reel_video_analysis_start (f->analysis);
  reel_test_wait (f->service->waiting->len == 1 && reel_analysis_part_get_state (f->tags) == REEL_ANALYSIS_PART_DONE);
  reel_video_analysis_cancel (f->analysis);
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_IDLE); /* at once, and what is there stays */
  g_assert_false (reel_video_analysis_get_running (f->analysis));

  /* The answer to a question that was given up does not disturb the next one. */
  reel_video_analysis_start (f->analysis);
  reel_test_wait (f->service->waiting->len == 2);
  set_url (f, "https://example.org/b.mp4");
  assert_states (f, REEL_ANALYSIS_PART_IDLE, REEL_ANALYSIS_PART_IDLE);
  analysis_double_release (f->service);
  reel_video_analysis_start (f->analysis);
  reel_test_wait (!reel_video_analysis_get_running (f->analysis));
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_DONE);
}

static void
test_other_service (Fixture      *f,
                    gconstpointer data)
{
  g_autoptr (ReelClient) other = analysis_double_new_client (f->service);
  guint clients = 0;

  g_signal_connect_swapped (f->analysis, "notify::client", G_CALLBACK (count), &clients);
  set_url (f, "https://example.org/a.mp4");
  reel_video_analysis_start (f->analysis);
  reel_test_wait (!reel_video_analysis_get_running (f->analysis));
  reel_video_analysis_set_client (f->analysis, f->service->client);
  assert_states (f, REEL_ANALYSIS_PART_DONE, REEL_ANALYSIS_PART_DONE);
  g_assert_cmpuint (clients, ==, 0);

  reel_video_analysis_set_client (f->analysis, other);
  g_assert_cmpuint (clients, ==, 1);
  assert_states (f, REEL_ANALYSIS_PART_IDLE, REEL_ANALYSIS_PART_IDLE);
  g_assert_nonnull (reel_video_analysis_get_input (f->analysis)); /* the video stays */
  analysis_double_hold (f->service, ANALYSIS_TAGS);
  reel_video_analysis_start (f->analysis);
  reel_test_wait (f->service->waiting->len == 1);
  reel_video_analysis_set_client (f->analysis, NULL);
  assert_states (f, REEL_ANALYSIS_PART_IDLE, REEL_ANALYSIS_PART_IDLE);
  reel_test_assert_finalized (&other);
}

/* Let go of while the service thinks: it is gone at once, though somebody still looks at a part. */
static void
test_gone (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (ReelAnalysisPart) part = g_object_ref (f->tags);
  guint states = 0;

  analysis_double_hold (f->service, ANALYSIS_TAGS);
  analysis_double_hold (f->service, ANALYSIS_VIDEO);
  set_url (f, "https://example.org/a.mp4");
  reel_video_analysis_start (f->analysis);
  reel_test_wait (f->service->waiting->len == 2);
  g_signal_connect_swapped (part, "notify::state", G_CALLBACK (count), &states);
  reel_test_assert_finalized (&f->analysis);
  g_assert_cmpuint (states, ==, 1);
  g_assert_cmpint (reel_analysis_part_get_state (part), ==, REEL_ANALYSIS_PART_IDLE);
  analysis_double_release (f->service);
}

static ReelEmbedding *
new_vectors (void)
{
  const float values[] = { 1, 0, 0, 0, 0.6f, 0.8f };
  const guint dims[] = { 3, 3 };

  return reel_embedding_new (values, dims, 2, NULL);
}

static ReelComparedText *
text_at (ReelComparison *comparison,
         guint           position)
{
  g_autoptr (ReelComparedText) text = g_list_model_get_item (G_LIST_MODEL (comparison), position);

  g_assert_nonnull (text);
  return text; /* the model keeps it */
}

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GString    *log)
{
  g_string_append_printf (log, "%u-%u+%u ", position, removed, added);
}

static void
test_comparison (Fixture      *f,
                 gconstpointer data)
{
  ReelComparison *comparison = reel_comparison_new ();
  g_autoptr (ReelEmbedding) vectors = new_vectors ();
  g_autoptr (ReelEmbedding) other = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  ReelComparedText *near, *far, *bad, *odd;

  analysis_double_reply (f->service, "near", "{\"embedding\": [0, 3, 4]}");
  analysis_double_reply (f->service, "far", "{\"embedding\": [-1, -1, 0]}");
  analysis_double_reply (f->service, "odd", "{\"embedding\": [1, 0]}");
  analysis_double_reply (f->service, "bad", "400 {\"error\": \"not a word\"}");
  g_signal_connect (comparison, "items-changed", G_CALLBACK (on_items_changed), log);

  /* Typed before there is anything to compare with, and anybody to ask. */
  g_assert_true (reel_comparison_add (comparison, "  near\n"));
  g_assert_false (reel_comparison_add (comparison, " \t"));
  near = text_at (comparison, 0);
  g_assert_cmpstr (reel_compared_text_get_text (near), ==, "near");
  g_assert_false (reel_compared_text_get_running (near));
  reel_comparison_set_client (comparison, f->service->client);
  g_assert_true (reel_compared_text_get_running (near));
  reel_test_wait (!reel_compared_text_get_running (near));
  g_assert_false (reel_compared_text_get_compared (near));
  reel_comparison_set_vectors (comparison, vectors);
  g_assert_true (reel_compared_text_get_compared (near));
  g_assert_cmpfloat_with_epsilon (reel_compared_text_get_similarity (near), 1, 1e-6); /* the best, not the first */

  g_assert_true (reel_comparison_add (comparison, "far"));
  g_assert_true (reel_comparison_add (comparison, "bad"));
  g_assert_true (reel_comparison_add (comparison, "odd"));
  g_assert_true (reel_comparison_add (comparison, "near")); /* is there */
  far = text_at (comparison, 2);
  bad = text_at (comparison, 1);
  odd = text_at (comparison, 0);
  reel_test_wait (!reel_compared_text_get_running (far) && !reel_compared_text_get_running (bad)
                  && !reel_compared_text_get_running (odd));
  g_assert_cmpfloat_with_epsilon (reel_compared_text_get_similarity (far), -0.424264, 1e-5);
  g_assert_nonnull (strstr (reel_compared_text_get_error (bad), "not a word"));
  g_assert_false (reel_compared_text_get_compared (bad));
  g_assert_nonnull (reel_compared_text_get_error (odd)); /* of another length */
  g_assert_false (reel_compared_text_get_compared (odd));

  /* One that failed is asked for again by typing it again. */
  analysis_double_reply (f->service, "bad", "{\"embedding\": [1, 0, 0]}");
  g_assert_true (reel_comparison_add (comparison, "bad"));
  g_assert_null (reel_compared_text_get_error (bad));
  reel_test_wait (reel_compared_text_get_compared (bad));
  g_assert_cmpstr (log->str, ==, "0-0+1 0-0+1 0-0+1 0-0+1 ");

  /* Another video, then none: without asking again. */
  other = reel_embedding_new ((const float[]){ 0, 1 }, (const guint[]){ 2 }, 1, NULL);
  g_assert_cmpuint (analysis_double_count (f->service, ANALYSIS_TEXT), ==, 5);
  reel_comparison_set_vectors (comparison, other);
  g_assert_true (reel_compared_text_get_compared (odd));
  g_assert_cmpfloat (reel_compared_text_get_similarity (odd), ==, 0);
  g_assert_null (reel_compared_text_get_error (odd));
  g_assert_nonnull (reel_compared_text_get_error (near));
  reel_comparison_set_vectors (comparison, NULL);
  g_assert_false (reel_compared_text_get_compared (odd));
  g_assert_null (reel_compared_text_get_error (near));
  g_assert_cmpuint (analysis_double_count (f->service, ANALYSIS_TEXT), ==, 5);

  g_string_truncate (log, 0);
  reel_comparison_remove (comparison, far);
  g_assert_cmpstr (log->str, ==, "2-1+0 ");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (comparison)), ==, 3);
  reel_test_assert_finalized (&comparison);
}

static void
test_comparison_other_service (Fixture      *f,
                               gconstpointer data)
{
  ReelComparison *comparison = reel_comparison_new ();
  g_autoptr (ReelEmbedding) vectors = new_vectors ();
  g_autoptr (ReelClient) other = analysis_double_new_client (f->service);
  ReelComparedText *text;
  guint changes = 0;

  analysis_double_reply (f->service, ANALYSIS_TEXT, "{\"embedding\": [1, 0, 0]}");
  reel_comparison_set_vectors (comparison, vectors);
  reel_comparison_set_client (comparison, f->service->client);
  reel_comparison_add (comparison, "word");
  text = text_at (comparison, 0);
  reel_test_wait (reel_compared_text_get_compared (text));

  /* A slow answer of the service before is nothing to the new one. */
  analysis_double_hold (f->service, ANALYSIS_TEXT);
  reel_comparison_set_client (comparison, other);
  g_assert_false (reel_compared_text_get_compared (text));
  reel_test_wait (f->service->waiting->len == 1);
  analysis_double_reply (f->service, ANALYSIS_TEXT, "{\"embedding\": [0, 1, 0]}");
  reel_comparison_set_client (comparison, f->service->client);
  reel_test_wait (f->service->waiting->len == 2);
  g_assert_true (reel_compared_text_get_running (text));
  analysis_double_release (f->service);
  reel_test_wait (reel_compared_text_get_compared (text));
  g_assert_cmpfloat_with_epsilon (reel_compared_text_get_similarity (text), 0.6, 1e-6);

  /* Let go of while the service thinks. */
  analysis_double_hold (f->service, ANALYSIS_TEXT);
  reel_comparison_add (comparison, "another");
  text = g_object_ref (text_at (comparison, 0));
  reel_test_wait (f->service->waiting->len == 1);
  g_signal_connect_swapped (text, "notify::running", G_CALLBACK (count), &changes);
  reel_test_assert_finalized (&comparison);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_false (reel_compared_text_get_running (text));
  analysis_double_release (f->service);
  reel_test_assert_finalized (&text);
  reel_test_assert_finalized (&other);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add ("/analysis/done", Fixture, NULL, set_up, test_done, tear_down);
  g_test_add ("/analysis/file", Fixture, NULL, set_up, test_file, tear_down);
  g_test_add ("/analysis/job", Fixture, NULL, set_up, test_job, tear_down);
  g_test_add ("/analysis/job-away", Fixture, NULL, set_up, test_job_away, tear_down);
  g_test_add ("/analysis/journal", Fixture, NULL, set_up, test_journal, tear_down);
  g_test_add ("/analysis/journal/hostile", Fixture, NULL, set_up, test_journal_hostile, tear_down);
  g_test_add ("/analysis/failed", Fixture, NULL, set_up, test_failed, tear_down);
  g_test_add ("/analysis/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/analysis/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/analysis/other-service", Fixture, NULL, set_up, test_other_service, tear_down);
  g_test_add ("/analysis/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/analysis/comparison", Fixture, NULL, set_up, test_comparison, tear_down);
  g_test_add ("/analysis/comparison/other-service", Fixture, NULL, set_up, test_comparison_other_service, tear_down);
  return g_test_run ();
}
