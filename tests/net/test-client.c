/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "api/reel-client.h"
#include "base/reel-json.h"
#include "reel-mock-server.h"
#include "reel-test.h"

#define KEY "sk-never-to-be-seen-4711"

/* Every call: that it asks what the documentation says, and its three ends. */
typedef struct
{
  const char *name;
  void (*start) (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  gboolean (*finish) (ReelClient *client, GAsyncResult *result, GError **error); /* checks what came */
  const char *method, *path, *body; /* body NULL: none, or not looked at */
  const char *good;                 /* the reply to check */
  const char *bad, *bad_key;        /* a reply that lacks something, and what */
} Call;

static void
start_list (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  reel_client_list_collections_async (client, cancellable, callback, data);
}

static gboolean
finish_list (ReelClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) infos = reel_client_list_collections_finish (client, result, error);
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
start_create (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  reel_client_create_collection_async (client, "My \"films\"", NULL, cancellable, callback, data);
}

static gboolean
finish_create (ReelClient *client, GAsyncResult *result, GError **error)
{
  g_autofree char *id = reel_client_create_collection_finish (client, result, error);

  if (id != NULL)
    g_assert_cmpstr (id, ==, "17");
  return id != NULL;
}

static void
start_upload (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autofree char *folder = reel_test_tmp ("call");
  g_autofree char *path = g_build_filename (folder, "small.mp4", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, "not much", -1, NULL));
  reel_client_upload_video_async (client, "../c", file, REEL_UPLOAD_ONCE, NULL, NULL, NULL, cancellable, callback, data);
}

static gboolean
finish_upload (ReelClient *client, GAsyncResult *result, GError **error)
{
  g_autofree char *id = reel_client_upload_video_finish (client, result, error);

  if (id != NULL)
    g_assert_cmpstr (id, ==, "v1");
  return id != NULL;
}

static void
start_status (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  reel_client_get_video_status_async (client, "v/1 ?#%é", cancellable, callback, data);
}

static gboolean
finish_status (ReelClient *client, GAsyncResult *result, GError **error)
{
  g_autofree char *reason = NULL;
  ReelVideoStatus status;
  double progress;

  if (!reel_client_get_video_status_finish (client, result, &status, &progress, &reason, error))
    return FALSE;
  g_assert_cmpint (status, ==, REEL_VIDEO_STATUS_FAILED);
  g_assert_cmpfloat (progress, ==, 40);
  g_assert_cmpstr (reason, ==, "no video stream");
  return TRUE;
}

static void
start_search (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  reel_client_search_async (client, "c", "red car at night", 5, cancellable, callback, data);
}

static gboolean
finish_search (ReelClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (ReelSearchReply) reply = reel_client_search_finish (client, result, error);
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
start_encode_video (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_url ("https://x/v.mp4");

  reel_client_encode_video_async (client, video, NULL, NULL, NULL, cancellable, callback, data);
}

static gboolean
finish_encode_video (ReelClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (ReelEmbedding) vectors = reel_client_encode_video_finish (client, result, error);
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
start_encode_text (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  reel_client_encode_text_async (client, "t", cancellable, callback, data);
}

static gboolean
finish_encode_text (ReelClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (ReelEmbedding) vector = reel_client_encode_text_finish (client, result, error);
  guint dims;

  if (vector == NULL)
    return FALSE;
  g_assert_cmpuint (reel_embedding_get_n_vectors (vector), ==, 1);
  g_assert_cmpfloat (reel_embedding_get_vector (vector, 0, &dims)[0], ==, 0.25f);
  g_assert_cmpuint (dims, ==, 3);
  return TRUE;
}

static void
start_tag (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_url ("https://x/v.mp4");

  reel_client_tag_video_async (client, video, NULL, NULL, NULL, cancellable, callback, data);
}

static gboolean
finish_tag (ReelClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (ReelTags) tags = reel_client_tag_video_finish (client, result, error);

  if (tags == NULL)
    return FALSE;
  g_assert_cmpuint (reel_tags_get_n_categories (tags), ==, 1);
  g_assert_cmpstr (reel_tags_get_category (tags, 0)->name, ==, "shot size");
  g_assert_cmpstr (reel_tags_get_category (tags, 0)->values[0], ==, "close-up");
  return TRUE;
}

static void
start_submit_encode (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_url ("https://x/v.mp4");

  reel_client_submit_encode_video_async (client, video, cancellable, callback, data);
}

static void
start_submit_tag (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_url ("https://x/v.mp4");

  reel_client_submit_tag_video_async (client, video, cancellable, callback, data);
}

static gboolean
finish_submit (ReelClient *client, GAsyncResult *result, GError **error)
{
  g_autofree char *id = reel_client_submit_finish (client, result, error);

  if (id != NULL)
    g_assert_cmpstr (id, ==, "r-1");
  return id != NULL;
}

static void
start_job (ReelClient *client, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  reel_client_get_job_async (client, "r-1", cancellable, callback, data);
}

static gboolean
finish_job (ReelClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (ReelJob) job = reel_client_get_job_finish (client, result, error);

  if (job == NULL)
    return FALSE;
  g_assert_cmpint (job->state, ==, REEL_JOB_COMPLETED);
  g_assert_cmpuint (reel_embedding_get_n_vectors (job->embedding), ==, 1);
  return TRUE;
}

static const Call calls[] = {
  { "list-collections", start_list, finish_list, "GET", "/collections", NULL,
    "[{\"id\":\"a\",\"name\":\"Ünïcode\",\"description\":null},"
    "{\"id\":98765432109876543210,\"name\":\"b\",\"description\":\"d\",\"x\":[]}]",
    "[{\"id\":\"a\"}]", "[0].name" },
  { "create-collection", start_create, finish_create, "POST", "/collections",
    "{\"name\":\"My \\\"films\\\"\",\"description\":\"\"}", "{\"collection_id\":17}", "{}", "collection_id" },
  { "upload-video", start_upload, finish_upload, "POST", "/collections/..%2Fc/videos/upload", NULL, "{\"id\":\"v1\"}", "{}",
    "video_id" },
  { "video-status", start_status, finish_status, "GET", "/videos/v%2F1%20%3F%23%25%C3%A9/status", NULL,
    "{\"status\":\"failed\",\"progress\":40,\"error\":{\"message\":\"no video\\nstream\"}}", "{\"status\":\"dancing\"}",
    "status" },
  { "search", start_search, finish_search, "POST", "/collections/c/search", "{\"text\":\"red car at night\",\"top_k\":5}",
    "{\"results\":[{\"video_id\":\"v\",\"similarity\":0.5,\"start_time\":1.5,\"end_time\":4},"
    "{\"video_id\":8,\"similarity\":0}],\"unknown_words\":[\"car\"]}",
    "{\"results\":[{\"video_id\":\"v\",\"similarity\":\"high\"}]}", "results[0].similarity" },
  { "encode-video", start_encode_video, finish_encode_video, "POST", "/video_embedding/encode_video",
    "{\"video_url\":\"https://x/v.mp4\"}", "{\"embeddings\":[[1,2],[3,-4.5]]}", "{\"embeddings\":[[1,\"2\"]]}",
    "embeddings[0]" },
  { "encode-text", start_encode_text, finish_encode_text, "POST", "/video_embedding/encode_text", "{\"text\":\"t\"}",
    "{\"embedding\":[0.25,1,0]}", "{\"embedding\":[]}", "embedding" },
  { "tag-video", start_tag, finish_tag, "POST", "/video_tagging", "{\"video_url\":\"https://x/v.mp4\"}",
    "{\"tags\":{\"shot size\":[\"close-up\"]}}", "{\"tags\":null}", "tags" },
  { "submit-encode-video", start_submit_encode, finish_submit, "POST", "/video_embedding/encode_video/async",
    "{\"video_url\":\"https://x/v.mp4\"}", "{\"request_id\":\"r-1\"}", "{\"request_id\":{}}", "request_id" },
  { "submit-tag-video", start_submit_tag, finish_submit, "POST", "/video_tagging/async",
    "{\"video_url\":\"https://x/v.mp4\"}", "{\"request_id\":\"r-1\"}", "[]", "request_id" },
  { "job", start_job, finish_job, "GET", "/async_status/r-1", NULL, "{\"status\":\"completed\",\"embedding\":[1]}",
    "{\"status\":7}", "status" },
};

static ReelClient *
new_client (const char *url)
{
  g_autoptr (GError) error = NULL;
  ReelClient *client = reel_client_new (url, KEY, REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);

  g_assert_no_error (error);
  g_object_set (client, "time-scale", 0.001, NULL);
  return client;
}

/* Starts, waits, ends. */
static GError *
run (const Call   *call,
     ReelClient   *client,
     GCancellable *cancellable)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;
  gboolean ok;

  call->start (client, cancellable, reel_test_store_result, &result);
  g_assert_null (result);
  reel_test_wait (result != NULL);
  ok = call->finish (client, result, &error);
  g_assert_true (ok == (error == NULL));
  if (error != NULL)
    g_assert_null (strstr (error->message, KEY));
  return error;
}

static void
test_success (gconstpointer data)
{
  const Call *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autofree char *url = g_strconcat (reel_mock_server_get_url (server), "/prefix/v1/", NULL);
  g_autofree char *path = g_strconcat ("/prefix/v1", call->path, NULL);
  ReelClient *client = new_client (url);
  const ReelMockRequest *request;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_suffix (reel_client_get_base_url (client), "/prefix/v1"));
  reel_mock_server_push (server, 200, "application/json; charset=utf-8", call->good);
  error = run (call, client, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 1);
  request = reel_mock_server_get_request (server, 0);
  g_assert_cmpstr (request->method, ==, call->method);
  g_assert_cmpstr (request->path, ==, path);
  g_assert_cmpstr (request->api_key, ==, KEY);
  g_assert_null (request->authorization);
  g_assert_cmpstr (request->user_agent, ==, "Reelseek/" PACKAGE_VERSION);
  if (call->body != NULL)
    {
      g_autofree char *body = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));

      g_assert_cmpstr (request->content_type, ==, "application/json");
      g_assert_cmpstr (body, ==, call->body);
    }
  reel_test_assert_finalized (&client);
}

static void
test_error (gconstpointer data)
{
  const Call *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  GError *error;

  reel_mock_server_push (server, 400, "application/json", "{\"error\":{\"code\":\"x\",\"message\":\"top_k is odd\"}}");
  error = run (call, client, NULL);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
  g_assert_nonnull (strstr (error->message, "top_k is odd"));
  g_assert_cmpuint (reel_api_error_get_status (error), ==, 400);
  g_assert_cmpstr (reel_mock_server_get_request (server, 0)->path, ==, call->path);
  g_clear_error (&error);

  reel_mock_server_push (server, 200, "application/json", call->bad);
  error = run (call, client, NULL);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, call->bad_key));
  g_clear_error (&error);
  reel_test_assert_finalized (&client);
}

static void
test_cancel (gconstpointer data)
{
  const Call *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  GError *error;

  /* Before anything was sent. */
  g_cancellable_cancel (cancellable);
  error = run (call, client, cancellable);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 0);

  /* While the server thinks. */
  g_cancellable_reset (cancellable);
  reel_mock_server_push_silence (server);
  call->start (client, cancellable, reel_test_store_result, &result);
  reel_test_wait (reel_mock_server_get_n_requests (server) == 1);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  reel_test_wait (result != NULL);
  g_assert_false (call->finish (client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);
  reel_test_assert_finalized (&client);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *success = g_strdup_printf ("/api/client/%s/success", calls[i].name);
      g_autofree char *error = g_strdup_printf ("/api/client/%s/error", calls[i].name);
      g_autofree char *cancel = g_strdup_printf ("/api/client/%s/cancel", calls[i].name);

      g_test_add_data_func (success, &calls[i], test_success);
      g_test_add_data_func (error, &calls[i], test_error);
      g_test_add_data_func (cancel, &calls[i], test_cancel);
    }
  return g_test_run ();
}
