/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "api-calls.h"
#include "reel-test.h"

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  ApiRun *run = data;

  g_assert_null (run->result);
  g_assert_true (g_thread_self () == run->thread);
  g_assert_true (source == G_OBJECT (run->client));
  run->result = g_object_ref (result);
}

/* Progress is told and its data freed on the caller's thread, before the end and never after it. */
static void
heard (ApiRun *run)
{
  g_assert_true (g_thread_self () == run->thread);
  g_assert_null (run->result);
  g_assert_cmpuint (run->n_freed, ==, 0);
  run->n_progress++;
}

static void
freed (gpointer data)
{
  ApiRun *run = data;

  g_assert_true (g_thread_self () == run->thread);
  g_assert_null (run->result);
  run->n_freed++;
}

static void
upload_progress_cb (guint64  sent,
                    guint64  total,
                    gpointer data)
{
  heard (data);
  g_assert_cmpuint (sent, <=, total);
}

static void
analysis_progress_cb (const ReelAnalysisNews *news,
                      gpointer                data)
{
  ApiRun *run = data;
  char letter = "SWPp"[news->phase];

  heard (run);
  g_assert_cmpuint (news->sent, <=, news->total);
  if (news->trouble != NULL)
    {
      g_assert_null (strstr (news->trouble->message, API_KEY));
      run->n_trouble++;
    }
  if (run->phases->len == 0 || run->phases->str[run->phases->len - 1] != letter)
    g_string_append_c (run->phases, letter);
}

static void
video_progress_cb (ReelVideoStatus status,
                   double          percent,
                   const GError   *trouble,
                   gpointer        data)
{
  ApiRun *run = data;

  heard (run);
  g_assert_true (percent >= -1 && percent <= 100);
  if (trouble == NULL)
    return;
  g_assert_true (reel_api_error_can_retry (trouble));
  g_assert_null (strstr (trouble->message, API_KEY));
  run->n_trouble++;
}

static void
start_list (ApiRun *run)
{
  reel_client_list_collections_async (run->client, run->cancellable, done_cb, run);
}

static gboolean
finish_list (ApiRun  *run,
             GError **error)
{
  g_autoptr (GPtrArray) infos = reel_client_list_collections_finish (run->client, run->result, error);
  const ReelCollectionInfo *first, *second;

  if (infos == NULL)
    return FALSE;
  g_assert_cmpuint (infos->len, ==, 2);
  first = g_ptr_array_index (infos, 0);
  second = g_ptr_array_index (infos, 1);
  g_assert_cmpstr (first->id, ==, "a");
  g_assert_cmpstr (first->name, ==, "Ünïcode");
  g_assert_null (first->description);
  g_assert_cmpstr (second->id, ==, "98765432109876543210");
  g_assert_cmpstr (second->description, ==, "d");
  return TRUE;
}

static void
start_create (ApiRun *run)
{
  reel_client_create_collection_async (run->client, "My \"films\"", NULL, run->cancellable, done_cb, run);
}

static gboolean
finish_create (ApiRun  *run,
               GError **error)
{
  g_autofree char *id = reel_client_create_collection_finish (run->client, run->result, error);

  if (id != NULL)
    g_assert_cmpstr (id, ==, "17");
  return id != NULL;
}

static void
start_upload (ApiRun *run)
{
  reel_client_upload_video_async (run->client, "../c", run->file, REEL_UPLOAD_ONCE, upload_progress_cb, run, freed,
                                  run->cancellable, done_cb, run);
}

static void
start_upload_repeatable (ApiRun *run)
{
  reel_client_upload_video_async (run->client, "../c", run->file, REEL_UPLOAD_REPEATABLE, upload_progress_cb, run, freed,
                                  run->cancellable, done_cb, run);
}

static gboolean
finish_upload (ApiRun  *run,
               GError **error)
{
  g_autofree char *id = reel_client_upload_video_finish (run->client, run->result, error);

  if (id != NULL)
    g_assert_cmpstr (id, ==, "v1");
  return id != NULL;
}

static void
start_status (ApiRun *run)
{
  reel_client_get_video_status_async (run->client, "v/1 ?#%é", run->cancellable, done_cb, run);
}

static gboolean
finish_status (ApiRun  *run,
               GError **error)
{
  g_autofree char *reason = NULL;
  ReelVideoStatus status;
  double progress;

  if (!reel_client_get_video_status_finish (run->client, run->result, &status, &progress, &reason, error))
    return FALSE;
  g_assert_true (reason == NULL || strstr (reason, API_KEY) == NULL);
  if (run->any_good)
    return TRUE;
  g_assert_cmpint (status, ==, REEL_VIDEO_STATUS_FAILED);
  g_assert_cmpfloat (progress, ==, 40);
  g_assert_cmpstr (reason, ==, "no video stream");
  return TRUE;
}

static void
start_search (ApiRun *run)
{
  reel_client_search_async (run->client, "c", "red car at night", 5, run->cancellable, done_cb, run);
}

static gboolean
finish_search (ApiRun  *run,
               GError **error)
{
  g_autoptr (ReelSearchReply) reply = reel_client_search_finish (run->client, run->result, error);
  const ReelSearchResult *hit;

  if (reply == NULL)
    return FALSE;
  g_assert_cmpuint (reply->results->len, ==, 2);
  hit = g_ptr_array_index (reply->results, 0);
  g_assert_cmpstr (hit->video_id, ==, "v");
  g_assert_cmpfloat (hit->similarity, ==, 0.5);
  g_assert_true (hit->has_times);
  g_assert_cmpfloat (hit->start, ==, 1.5);
  g_assert_cmpfloat (hit->end, ==, 4);
  hit = g_ptr_array_index (reply->results, 1);
  g_assert_cmpstr (hit->video_id, ==, "8");
  g_assert_false (hit->has_times);
  g_assert_nonnull (reply->unknown_words);
  g_assert_cmpstr (reply->unknown_words[0], ==, "car");
  g_assert_null (reply->unknown_words[1]);
  return TRUE;
}

static void
encode_video (ApiRun         *run,
              ReelVideoInput *video)
{
  reel_client_encode_video_async (run->client, video, analysis_progress_cb, run, freed, run->cancellable, done_cb, run);
  reel_video_input_unref (video);
}

static void
start_encode_video (ApiRun *run)
{
  encode_video (run, reel_video_input_new_for_url ("https://x/v.mp4"));
}

static void
start_encode_file (ApiRun *run)
{
  encode_video (run, reel_video_input_new_for_file (run->file));
}

static gboolean
finish_encode_video (ApiRun  *run,
                     GError **error)
{
  g_autoptr (ReelEmbedding) vectors = reel_client_encode_video_finish (run->client, run->result, error);
  const float *second;
  guint dims;

  if (vectors == NULL)
    return FALSE;
  g_assert_cmpuint (reel_embedding_get_n_vectors (vectors), ==, 2);
  second = reel_embedding_get_vector (vectors, 1, &dims);
  g_assert_cmpuint (dims, ==, 2);
  g_assert_cmpfloat (second[1], ==, -4.5f);
  g_assert_cmpfloat (ABS (reel_embedding_get_norm (vectors, 1) - sqrt (9 + 20.25)), <, 1e-9);
  g_assert_nonnull (reel_embedding_get_json (vectors));
  return TRUE;
}

static void
start_encode_text (ApiRun *run)
{
  reel_client_encode_text_async (run->client, "t", run->cancellable, done_cb, run);
}

static gboolean
finish_encode_text (ApiRun  *run,
                    GError **error)
{
  g_autoptr (ReelEmbedding) vector = reel_client_encode_text_finish (run->client, run->result, error);
  guint dims;

  if (vector == NULL)
    return FALSE;
  g_assert_cmpuint (reel_embedding_get_n_vectors (vector), ==, 1);
  g_assert_cmpfloat (reel_embedding_get_vector (vector, 0, &dims)[0], ==, 0.25f);
  g_assert_cmpuint (dims, ==, 3);
  return TRUE;
}

static void
tag_video (ApiRun         *run,
           ReelVideoInput *video)
{
  reel_client_tag_video_async (run->client, video, analysis_progress_cb, run, freed, run->cancellable, done_cb, run);
  reel_video_input_unref (video);
}

static void
start_tag (ApiRun *run)
{
  tag_video (run, reel_video_input_new_for_url ("https://x/v.mp4"));
}

static void
start_tag_file (ApiRun *run)
{
  tag_video (run, reel_video_input_new_for_file (run->file));
}

static gboolean
finish_tag (ApiRun  *run,
            GError **error)
{
  g_autoptr (ReelTags) tags = reel_client_tag_video_finish (run->client, run->result, error);

  if (tags == NULL)
    return FALSE;
  g_assert_cmpuint (reel_tags_get_n_categories (tags), ==, 1);
  g_assert_cmpstr (reel_tags_get_category (tags, 0)->name, ==, "shot size");
  g_assert_cmpstr (reel_tags_get_category (tags, 0)->values[0], ==, "close-up");
  return TRUE;
}

static void
start_submit_encode (ApiRun *run)
{
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_url ("https://x/v.mp4");

  reel_client_submit_encode_video_async (run->client, video, run->cancellable, done_cb, run);
}

static void
start_submit_tag (ApiRun *run)
{
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_url ("https://x/v.mp4");

  reel_client_submit_tag_video_async (run->client, video, run->cancellable, done_cb, run);
}

static void
start_submit_file (ApiRun *run)
{
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_file (run->file);

  reel_client_submit_tag_video_async (run->client, video, run->cancellable, done_cb, run);
}

static gboolean
finish_submit (ApiRun  *run,
               GError **error)
{
  g_autofree char *id = reel_client_submit_finish (run->client, run->result, error);

  if (id != NULL)
    g_assert_cmpstr (id, ==, "r-1");
  return id != NULL;
}

static void
start_job (ApiRun *run)
{
  reel_client_get_job_async (run->client, "r-1", run->cancellable, done_cb, run);
}

static gboolean
check_job (ApiRun  *run,
           ReelJob *job)
{
  if (job == NULL)
    return FALSE;
  g_assert_true (job->reason == NULL || strstr (job->reason, API_KEY) == NULL);
  if (run->any_good)
    return TRUE;
  g_assert_cmpint (job->state, ==, REEL_JOB_COMPLETED);
  g_assert_cmpuint (reel_embedding_get_n_vectors (job->embedding), ==, 1);
  return TRUE;
}

static gboolean
finish_job (ApiRun  *run,
            GError **error)
{
  g_autoptr (ReelJob) job = reel_client_get_job_finish (run->client, run->result, error);

  return check_job (run, job);
}

static void
start_watch_video (ApiRun *run)
{
  reel_client_watch_video_async (run->client, "v-1", video_progress_cb, run, freed, run->cancellable, done_cb, run);
}

static gboolean
finish_watch_video (ApiRun  *run,
                    GError **error)
{
  return reel_client_watch_video_finish (run->client, run->result, error);
}

static void
start_watch_job (ApiRun *run)
{
  reel_client_watch_job_async (run->client, "r-1", analysis_progress_cb, run, freed, run->cancellable, done_cb, run);
}

static gboolean
finish_watch_job (ApiRun  *run,
                  GError **error)
{
  g_autoptr (ReelJob) job = reel_client_watch_job_finish (run->client, run->result, error);

  return check_job (run, job);
}

#define URL_BODY "{\"video_url\":\"https://x/v.mp4\"}"
#define VECTORS "{\"embeddings\":[[1,2],[3,-4.5]],\"x\":{}}"
#define TAGS "{\"tags\":{\"shot size\":[\"close-up\"]},\"x\":{}}"
#define REQUEST "{\"request_id\":\"r-1\",\"x\":0}"

const ApiCall api_calls[] = {
  { "list-collections", API_CALL_GET | API_CALL_REPEATABLE, start_list, finish_list, "GET", "/collections", NULL,
    "[{\"id\":\"a\",\"name\":\"Ünïcode\",\"description\":null},"
    "{\"id\":98765432109876543210,\"name\":\"b\",\"description\":\"d\",\"x\":[]}]",
    "[{\"id\":\"a\"}]", "[0].name" },
  { "create-collection", API_CALL_MAKES, start_create, finish_create, "POST", "/collections",
    "{\"name\":\"My \\\"films\\\"\",\"description\":\"\"}", "{\"collection_id\":17}", "{}", "collection_id" },
  { "upload-video", API_CALL_FILE | API_CALL_MAKES, start_upload, finish_upload, "POST", "/collections/..%2Fc/videos/upload", NULL,
    "{\"id\":\"v1\"}", "{}", "video_id" },
  { "upload-repeatable", API_CALL_FILE | API_CALL_REPEATABLE | API_CALL_MAKES, start_upload_repeatable, finish_upload, "POST",
    "/collections/..%2Fc/videos/upload", NULL, "{\"video_id\":\"v1\",\"id\":2}", "{\"video_id\":[]}", "video_id" },
  { "video-status", API_CALL_GET | API_CALL_REPEATABLE, start_status, finish_status, "GET",
    "/videos/v%2F1%20%3F%23%25%C3%A9/status", NULL,
    "{\"status\":\"failed\",\"progress\":40,\"error\":{\"message\":\"no video\\nstream\"}}", "{\"status\":\"dancing\"}",
    "status" },
  { "search", API_CALL_REPEATABLE, start_search, finish_search, "POST", "/collections/c/search",
    "{\"text\":\"red car at night\",\"top_k\":5}",
    "{\"results\":[{\"video_id\":\"v\",\"similarity\":0.5,\"start_time\":1.5,\"end_time\":4},"
    "{\"video_id\":8,\"similarity\":0}],\"unknown_words\":[\"car\"]}",
    "{\"results\":[{\"video_id\":\"v\",\"similarity\":\"high\"}]}", "results[0].similarity" },
  { "encode-video", API_CALL_REPEATABLE | API_CALL_PAID | API_CALL_ANALYSIS, start_encode_video, finish_encode_video, "POST",
    "/video_embedding/encode_video", URL_BODY, VECTORS, "{\"embeddings\":[[1,\"2\"]]}", "embeddings[0]" },
  { "encode-file", API_CALL_REPEATABLE | API_CALL_PAID | API_CALL_JOB | API_CALL_FILE, start_encode_file, finish_encode_video,
    "POST", "/video_embedding/encode_video/async", NULL,
    "{\"request_id\":\"r-1\",\"status\":\"completed\",\"embedding\":[[1,2],[3,-4.5]],\"x\":{}}", "{\"embedding\":7}",
    "request_id" },
  { "encode-text", API_CALL_REPEATABLE | API_CALL_PAID, start_encode_text, finish_encode_text, "POST", "/video_embedding/encode_text",
    "{\"text\":\"t\"}", "{\"embedding\":[0.25,1,0]}", "{\"embedding\":[]}", "embedding" },
  { "tag-video", API_CALL_REPEATABLE | API_CALL_PAID | API_CALL_ANALYSIS, start_tag, finish_tag, "POST", "/video_tagging", URL_BODY, TAGS,
    "{\"tags\":null}", "tags" },
  { "tag-file", API_CALL_REPEATABLE | API_CALL_PAID | API_CALL_ANALYSIS | API_CALL_FILE, start_tag_file, finish_tag, "POST",
    "/video_tagging", NULL, TAGS, "{\"tags\":7}", "tags" },
  { "submit-encode-video", API_CALL_REPEATABLE | API_CALL_PAID, start_submit_encode, finish_submit, "POST",
    "/video_embedding/encode_video/async", URL_BODY, REQUEST, "{\"request_id\":{}}", "request_id" },
  { "submit-tag-video", API_CALL_REPEATABLE | API_CALL_PAID, start_submit_tag, finish_submit, "POST", "/video_tagging/async", URL_BODY,
    REQUEST, "[]", "request_id" },
  { "submit-tag-file", API_CALL_REPEATABLE | API_CALL_PAID | API_CALL_FILE, start_submit_file, finish_submit, "POST",
    "/video_tagging/async", NULL, REQUEST, "{\"id\":1}", "request_id" },
  { "job", API_CALL_GET | API_CALL_REPEATABLE, start_job, finish_job, "GET", "/async_status/r-1", NULL,
    "{\"status\":\"completed\",\"embedding\":[1]}", "{\"status\":7}", "status" },
  { "watch-video", API_CALL_GET | API_CALL_REPEATABLE | API_CALL_WATCH, start_watch_video, finish_watch_video, "GET",
    "/videos/v-1/status", NULL, "{\"status\":\"processed\",\"progress\":100}",
    "{\"status\":\"processing\",\"progress\":\"1\"}", "progress" },
  { "watch-job", API_CALL_GET | API_CALL_REPEATABLE | API_CALL_WATCH, start_watch_job, finish_watch_job, "GET",
    "/async_status/r-1", NULL, "{\"status\":\"completed\",\"embedding\":[1]}", "{\"status\":\"completed\"}", "embedding" },
};

const guint n_api_calls = G_N_ELEMENTS (api_calls);

const ApiCall *
api_call_get (const char *name)
{
  for (guint i = 0; i < n_api_calls; i++)
    if (g_str_equal (api_calls[i].name, name))
      return &api_calls[i];
  g_error ("no call is named %s", name);
}

ReelClient *
api_client_new (const char   *url,
                ReelKeyHeader key_header)
{
  g_autoptr (GError) error = NULL;
  ReelClient *client = reel_client_new (url, API_KEY, key_header, REEL_CLIENT_DEFAULT, &error);

  g_assert_no_error (error);
  g_object_set (client, "time-scale", 0.001, NULL);
  return client;
}

/* Holes are as good as bytes. */
static GFile *
new_file (gsize size)
{
  g_autofree char *folder = reel_test_tmp ("call");
  g_autofree char *name = g_strdup_printf ("%" G_GSIZE_FORMAT ".mp4", size);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  int fd;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      fd = open (path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
      g_assert_cmpint (fd, >=, 0);
      g_assert_cmpint (ftruncate (fd, (off_t) size), ==, 0);
      close (fd);
    }
  return g_file_new_for_path (path);
}

ApiRun *
api_run_start (const ApiCall *call,
               ReelClient    *client,
               GCancellable  *cancellable,
               gsize          size)
{
  ApiRun *run = g_new0 (ApiRun, 1);

  run->call = call;
  run->client = g_object_ref (client);
  g_set_object (&run->cancellable, cancellable);
  run->thread = g_thread_self ();
  run->phases = g_string_new (NULL);
  if (call->traits & API_CALL_FILE)
    run->file = new_file (size);
  call->start (run);
  g_assert_null (run->result);
  return run;
}

GError *
api_run_finish (ApiRun *run)
{
  const gboolean has_progress =
    (run->call->traits & (API_CALL_ANALYSIS | API_CALL_JOB | API_CALL_WATCH)) || g_str_has_prefix (run->call->name, "upload");
  GError *error = NULL;
  gboolean ok;

  reel_test_wait (run->result != NULL);
  g_assert_cmpuint (run->n_freed, ==, has_progress ? 1 : 0);
  ok = run->call->finish (run, &error);
  g_assert_true (ok == (error == NULL));
  if (error != NULL)
    {
      g_assert_null (strstr (error->message, API_KEY));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  g_clear_object (&run->result);
  g_clear_object (&run->cancellable);
  g_clear_object (&run->file);
  g_clear_object (&run->client);
  g_string_free (run->phases, TRUE);
  g_free (run);
  return error;
}

GError *
api_run (const ApiCall *call,
         ReelClient    *client,
         GCancellable  *cancellable)
{
  return api_run_finish (api_run_start (call, client, cancellable, 10));
}
