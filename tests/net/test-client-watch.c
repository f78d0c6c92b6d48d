/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "api/reel-client-private.h"

#include "api-calls.h"
#include "reel-mock-server.h"
#include "reel-test.h"

/* Watchers of videos and jobs, and the analyses that become jobs. */

#define JSON "application/json"

/* What was told about one video. */
typedef struct
{
  GString *told; /* a letter each: u, p, P, f, and ! for trouble */
  GArray *percents;
  GThread *thread;
  guint n_freed;
  GCancellable *cancel_at_end_of; /* (nullable): cancelled when @told is @length long */
  guint length;
  GAsyncResult *result;
} Watched;

static void
watched_init (Watched *watched)
{
  memset (watched, 0, sizeof *watched);
  watched->told = g_string_new (NULL);
  watched->percents = g_array_new (FALSE, FALSE, sizeof (double));
  watched->thread = g_thread_self ();
}

static void
watched_clear (Watched *watched)
{
  g_string_free (watched->told, TRUE);
  g_array_unref (watched->percents);
  g_clear_object (&watched->result);
}

static void
video_cb (ReelVideoStatus status,
          double          percent,
          const GError   *trouble,
          gpointer        data)
{
  Watched *watched = data;

  g_assert_true (g_thread_self () == watched->thread);
  g_assert_cmpuint (watched->n_freed, ==, 0);
  g_assert_null (watched->result);
  if (trouble != NULL)
    g_assert_true (reel_api_error_can_retry (trouble));
  g_string_append_c (watched->told, trouble != NULL ? '!' : "upPf"[status]);
  g_array_append_val (watched->percents, percent);
  if (watched->cancel_at_end_of != NULL && watched->told->len == watched->length)
    g_cancellable_cancel (watched->cancel_at_end_of);
}

static void
phase_cb (const ReelAnalysisNews *news,
          gpointer                data)
{
  Watched *watched = data;

  g_assert_true (g_thread_self () == watched->thread);
  g_assert_cmpuint (watched->n_freed, ==, 0);
  g_assert_null (watched->result);
  g_string_append_c (watched->told, news->trouble != NULL ? '!' : "SWPp"[news->phase]);
  if (watched->cancel_at_end_of != NULL && watched->told->len == watched->length)
    g_cancellable_cancel (watched->cancel_at_end_of);
}

static void
free_cb (gpointer data)
{
  Watched *watched = data;

  g_assert_true (g_thread_self () == watched->thread);
  g_assert_null (watched->result);
  watched->n_freed++;
}

static GError *
watch_video (ReelClient   *client,
             Watched      *watched,
             GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean ok;

  reel_client_watch_video_async (client, "v", video_cb, watched, free_cb, cancellable, reel_test_store_result,
                                 &watched->result);
  reel_test_wait (watched->result != NULL);
  g_assert_cmpuint (watched->n_freed, ==, 1);
  ok = reel_client_watch_video_finish (client, watched->result, &error);
  g_assert_true (ok == (error == NULL));
  return error;
}

static void
test_video (void)
{
  static const struct
  {
    const char *replies[6]; /* 503 for NULL before the last */
    guint n_replies;
    const char *told;
    int code; /* -1: processed */
    const char *words;
    guint status; /* of a last reply that is an error, else 0 */
  } videos[] = {
    { { "{\"status\":\"processed\"}" }, 1, "P", -1, NULL, 0 },
    { { "{\"status\":\"uploaded\"}", "{\"status\":\"processing\",\"progress\":10}",
        "{\"status\":\"processing\",\"progress\":60}", "{\"status\":\"processed\",\"progress\":100}" },
      4, "uppP", -1, NULL, 0 },
    { { "{\"status\":\"processing\"}", "{\"status\":\"failed\",\"error\":{\"message\":\"no video stream\"}}" }, 2, "pf",
      REEL_API_ERROR_FAILED, "“no video stream”", 0 },
    { { "{\"status\":\"failed\"}" }, 1, "f", REEL_API_ERROR_FAILED, "did not say why", 0 },
    { { "{\"status\":\"processing\"}", "{\"detail\":\"no such video\"}" }, 2, "p",
      REEL_API_ERROR_NOT_FOUND, "no such video", 404 },
    { { "{}" }, 1, "", REEL_API_ERROR_UNAUTHORISED, "key", 401 },
    { { "{\"status\":\"processing\"}", "{\"status\":\"dancing\"}" }, 2, "p", REEL_API_ERROR_PROTOCOL, "dancing", 0 },
    { { "{\"status\":\"uploaded\"}", NULL, "{\"status\":\"processing\",\"progress\":5}", NULL,
        "{\"status\":\"processed\"}" },
      5, "u!p!P", -1, NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (videos); i++)
    {
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
      g_autoptr (GError) error = NULL;
      Watched watched;

      watched_init (&watched);
      for (guint n = 0; n < videos[i].n_replies; n++)
        if (videos[i].replies[n] != NULL)
          reel_mock_server_push (server, n + 1 == videos[i].n_replies && videos[i].status > 0 ? videos[i].status : 200, JSON,
                                 videos[i].replies[n]);
        else
          for (guint k = 0; k < API_TRIES; k++) /* as often as the call itself tries */
            reel_mock_server_push (server, 503, JSON, "{}");
      error = watch_video (client, &watched, NULL);
      g_assert_cmpstr (watched.told->str, ==, videos[i].told);
      if (videos[i].code < 0)
        g_assert_no_error (error);
      else
        {
          g_assert_error (error, REEL_API_ERROR, videos[i].code);
          g_assert_nonnull (strstr (error->message, videos[i].words));
          g_assert_false (reel_api_error_can_retry (error));
        }
      if (i == 1)
        {
          g_assert_cmpfloat (g_array_index (watched.percents, double, 0), ==, -1);
          g_assert_cmpfloat (g_array_index (watched.percents, double, 2), ==, 60);
        }
      watched_clear (&watched);
      reel_test_assert_finalized (&client);
    }
}

/* The service goes away and comes back at the same address. */
static void
serve_status (GSocketConnection *connection,
              guint              index,
              gpointer           data)
{
  reel_raw_read_request (connection);
  if (index < 1 || index > 12)
    reel_raw_write (connection, index < 1 ? "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"processing\",\"progress\":33}"
                                          : "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"processed\"}");
}

static void
test_away (void)
{
  ReelRawServer *server = reel_raw_server_new (serve_status, NULL);
  ReelClient *client = api_client_new (reel_raw_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (GError) error = NULL;
  Watched watched;

  watched_init (&watched);
  error = watch_video (client, &watched, NULL);
  g_assert_no_error (error);
  g_assert_cmpstr (watched.told->str, ==, "p!!!P"); /* twelve lost requests, API_TRIES a question */
  g_assert_cmpfloat (g_array_index (watched.percents, double, 2), ==, 33); /* what was known last */
  watched_clear (&watched);
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
}

/* From inside the progress: that ends it, and nothing more is told. */
static void
test_cancel (void)
{
  for (guint length = 1; length <= 4; length++)
    {
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Watched watched;

      watched_init (&watched);
      watched.cancel_at_end_of = cancellable;
      watched.length = length;
      reel_mock_server_set_default (server, 200, JSON, "{\"status\":\"processing\"}", NULL, NULL);
      error = watch_video (client, &watched, cancellable);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      watched_clear (&watched);
      reel_test_assert_finalized (&client);
    }
}

/* Between two questions, where nothing is under way. */
static void
test_cancel_between (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Watched watched;

  watched_init (&watched);
  client->time_scale = 1000; /* between two questions is more time than a test may take */
  reel_mock_server_set_default (server, 200, JSON, "{\"status\":\"processing\"}", NULL, NULL);
  reel_client_watch_video_async (client, "v", video_cb, &watched, free_cb, cancellable, reel_test_store_result,
                                 &watched.result);
  reel_test_wait (watched.told->len == 1);
  g_cancellable_cancel (cancellable);
  reel_test_wait (watched.result != NULL);
  g_assert_false (reel_client_watch_video_finish (client, watched.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 1);
  watched_clear (&watched);
  reel_test_assert_finalized (&client);
}

/* A service with many videos, each of which is processed after so many questions. */
#define N_VIDEOS 100
#define N_QUESTIONS 9

typedef struct
{
  guint asked[N_VIDEOS];
  gint64 at[N_VIDEOS][N_QUESTIONS]; /* monotonic µs */
} Videos;

static void
videos_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           data)
{
  Videos *videos = data;
  guint64 index = g_ascii_strtoull (path + strlen ("/videos/"), NULL, 10);
  const char *reply;

  g_assert_cmpuint (index, <, N_VIDEOS);
  g_assert_cmpuint (videos->asked[index], <, N_QUESTIONS);
  videos->at[index][videos->asked[index]++] = g_get_monotonic_time ();
  reply = videos->asked[index] < N_QUESTIONS ? "{\"status\":\"processing\"}" : "{\"status\":\"processed\"}";
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, JSON, SOUP_MEMORY_STATIC, reply, strlen (reply));
}

static void
test_hundred (void)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autofree Videos *videos = g_new0 (Videos, 1);
  g_autofree char *url = NULL;
  Watched watched[N_VIDEOS];
  ReelClient *client;
  GSList *uris;
  gint64 early = 0, late = 0;

  soup_server_add_handler (server, NULL, videos_cb, videos, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  client = api_client_new (url, REEL_KEY_HEADER_X_API_KEY);
  g_object_set (client, "time-scale", 0.1, NULL); /* 50, 75, 112, 168, 253, 380, 570, 854 ms */
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      watched_init (&watched[i]);
      reel_client_watch_video_async (client, id, video_cb, &watched[i], free_cb, NULL, reel_test_store_result,
                                     &watched[i].result);
    }
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autoptr (GError) error = NULL;

      reel_test_wait (watched[i].result != NULL);
      g_assert_true (reel_client_watch_video_finish (client, watched[i].result, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (watched[i].told->str, ==, "ppppppppP");
      g_assert_cmpuint (watched[i].n_freed, ==, 1);
      g_assert_cmpuint (videos->asked[i], ==, N_QUESTIONS);
      early += videos->at[i][1] - videos->at[i][0];
      late += videos->at[i][N_QUESTIONS - 1] - videos->at[i][N_QUESTIONS - 2];
      /* Whatever else the machine does, it can't ask too early: half a second, then half as long again each time, a fifth
       * less at most, and a little for what the clocks of two threads saw. */
      for (guint n = 1, scaled = 50000; n < N_QUESTIONS; n++, scaled = scaled * 3 / 2)
        g_assert_cmpint (videos->at[i][n] - videos->at[i][n - 1], >=, scaled * 7 / 10);
      watched_clear (&watched[i]);
    }
  g_test_message ("%u watches, %u questions: %.0f ms apart at first, %.0f ms at last", N_VIDEOS, N_VIDEOS * N_QUESTIONS,
                  (double) early / N_VIDEOS / 1000, (double) late / N_VIDEOS / 1000);
  reel_test_assert_finalized (&client);
  soup_server_disconnect (server);
}

/* What is asked about, in the order of asking. */
static void
backlog_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  GArray *asked = data;
  guint id = (guint) g_ascii_strtoull (path + strlen ("/videos/"), NULL, 10);
  const char *reply = "{\"status\":\"processed\"}";

  g_array_append_val (asked, id);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, JSON, SOUP_MEMORY_STATIC, reply, strlen (reply));
}

static guint
get_queued (ReelClient *client)
{
  guint queued;

  g_object_get (client, "queued", &queued, NULL);
  return queued;
}

/* More than the service may be asked about: the youngest first, the others too, and few of them in the way of other calls. */
static void
test_backlog (void)
{
  enum
  {
    N_WATCHES = 400
  };
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GArray) asked = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree Watched *watched = g_new (Watched, N_WATCHES);
  g_autofree char *url = NULL;
  ReelClient *client;
  GSList *uris;
  guint queued = 0, old_early = 0;

  soup_server_add_handler (server, NULL, backlog_cb, asked, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  client = api_client_new (url, REEL_KEY_HEADER_X_API_KEY);
  g_object_set (client, "queries-per-second", 200.0, NULL);
  for (guint i = 0; i < N_WATCHES; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      watched_init (&watched[i]);
      reel_client_watch_video_async (client, id, video_cb, &watched[i], free_cb, NULL, reel_test_store_result,
                                     &watched[i].result);
    }
  for (guint i = 0; i < N_WATCHES; i++)
    {
      g_autoptr (GError) error = NULL;

      while (watched[i].result == NULL)
        {
          g_main_context_iteration (NULL, TRUE);
          queued = MAX (queued, get_queued (client));
        }
      g_assert_true (reel_client_watch_video_finish (client, watched[i].result, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (watched[i].n_freed, ==, 1);
      watched_clear (&watched[i]);
    }
  g_assert_cmpuint (asked->len, ==, N_WATCHES);
  g_assert_cmpuint (queued, >, 0);
  g_assert_cmpuint (queued, <=, 8);
  /* The first few went before the others were there; then three of four are of the younger half while that has any. */
  for (guint i = 16; i < 216; i++)
    old_early += g_array_index (asked, guint, i) < N_WATCHES / 2;
  g_assert_cmpuint (old_early, >, 30);
  g_assert_cmpuint (old_early, <, 70);
  reel_test_assert_finalized (&client);
  soup_server_disconnect (server);
}

static void
test_job (void)
{
  static const struct
  {
    const char *reply;
    int code;          /* -1: completed */
    const char *words; /* in the error, or the first category of the tags, or NULL for vectors */
  } jobs[] = {
    { "{\"status\":\"completed\",\"embedding\":[1,2]}", -1, NULL },
    { "{\"status\":\"completed\",\"embedding\":[[1,2],[3,4]]}", -1, NULL },
    { "{\"status\":\"completed\",\"tags\":{\"shot size\":\"close-up\"}}", -1, "shot size" },
    { "{\"status\":\"completed\",\"result\":{\"tags\":{\"angle\":[\"low\"]}}}", -1, "angle" },
    { "{\"status\":\"completed\"}", REEL_API_ERROR_PROTOCOL, "embedding" },
    { "{\"status\":\"completed\",\"embedding\":[]}", REEL_API_ERROR_PROTOCOL, "embedding" },
    { "{\"status\":\"failed\",\"error_message\":\"cannot fetch the address\"}", REEL_API_ERROR_FAILED,
      "cannot fetch the address" },
    { "{\"status\":\"failed\"}", REEL_API_ERROR_FAILED, "did not say why" },
    { "{\"status\":\"lost\"}", REEL_API_ERROR_PROTOCOL, "lost" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
      g_autoptr (ReelJob) job = NULL;
      g_autoptr (GError) error = NULL;
      Watched watched;

      watched_init (&watched);
      reel_mock_server_push (server, 200, JSON, "{\"status\":\"pending\"}");
      reel_mock_server_push (server, 200, JSON, "{\"status\":\"processing\"}");
      reel_mock_server_push (server, 200, JSON, jobs[i].reply);
      reel_client_watch_job_async (client, "r", phase_cb, &watched, free_cb, NULL, reel_test_store_result, &watched.result);
      reel_test_wait (watched.result != NULL);
      job = reel_client_watch_job_finish (client, watched.result, &error);
      g_assert_cmpstr (watched.told->str, ==, "Pp");
      if (jobs[i].code >= 0)
        {
          g_assert_error (error, REEL_API_ERROR, jobs[i].code);
          g_assert_nonnull (strstr (error->message, jobs[i].words));
        }
      else
        {
          g_assert_no_error (error);
          g_assert_true ((job->embedding != NULL) == (jobs[i].words == NULL));
          if (jobs[i].words != NULL)
            g_assert_cmpstr (reel_tags_get_category (job->tags, 0)->name, ==, jobs[i].words);
        }
      watched_clear (&watched);
      reel_test_assert_finalized (&client);
    }
}

/* Somebody has to sign in to the network, the service is away, and comes back: the job is not lost, and each is told. */
static void
test_job_away (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (ReelJob) job = NULL;
  g_autoptr (GError) error = NULL;
  Watched watched;

  watched_init (&watched);
  reel_mock_server_push (server, 200, JSON, "{\"status\":\"processing\"}");
  reel_mock_server_push (server, 511, "text/html", "<html>");
  reel_mock_server_push (server, 200, "text/html", "<html>");
  reel_mock_server_push_header (server, 302, "{}", "Location", "http://sign-in.invalid/");
  for (guint k = 0; k < API_TRIES; k++) /* as often as the call itself tries */
    reel_mock_server_push (server, 503, JSON, "{}");
  reel_mock_server_push (server, 200, JSON, "{\"status\":\"completed\",\"embedding\":[1]}");
  reel_client_watch_job_async (client, "r", phase_cb, &watched, free_cb, NULL, reel_test_store_result, &watched.result);
  reel_test_wait (watched.result != NULL);
  job = reel_client_watch_job_finish (client, watched.result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (job->embedding);
  g_assert_cmpstr (watched.told->str, ==, "p!!!!");
  watched_clear (&watched);
  reel_test_assert_finalized (&client);
}

/* 504: it becomes a job by itself; what is told comes in order. */
static void
test_analysis (gconstpointer data)
{
  const ApiCall *call = data;
  const gboolean tags = g_str_has_prefix (call->name, "tag");
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autofree char *async_path = g_strconcat (call->path, "/async", NULL);
  g_autofree char *phases = NULL;
  g_autoptr (GError) error = NULL;
  ApiRun *run;

  reel_mock_server_push (server, 504, JSON, "{}");
  reel_mock_server_push (server, 200, JSON, "{\"request_id\":\"r/7\"}");
  reel_mock_server_push (server, 200, JSON, "{\"status\":\"pending\"}");
  reel_mock_server_push (server, 200, JSON, "{\"status\":\"processing\"}");
  reel_mock_server_push (server, 200, JSON,
                         tags ? "{\"status\":\"completed\",\"tags\":{\"shot size\":[\"close-up\"]}}"
                              : "{\"status\":\"completed\",\"embedding\":[[1,2],[3,-4.5]]}");
  run = api_run_start (call, client, NULL, 1000);
  reel_test_wait (run->result != NULL);
  phases = g_strdup (run->phases->str);
  error = api_run_finish (run);
  g_assert_no_error (error);
  g_assert_cmpstr (phases, ==, call->traits & API_CALL_FILE ? "SWSWPp" : "WSPp");
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 5);
  g_assert_cmpstr (reel_mock_server_get_request (server, 0)->path, ==, call->path);
  g_assert_cmpstr (reel_mock_server_get_request (server, 1)->path, ==, async_path);
  for (guint i = 2; i < 5; i++)
    g_assert_cmpstr (reel_mock_server_get_request (server, i)->path, ==, "/async_status/r%2F7");
  reel_test_assert_finalized (&client);
}

/* No answer at all: our own patience ends, and it becomes a job, which has as much patience to be taken. */
static void
test_analysis_silent (gconstpointer data)
{
  const ApiCall *call = data;
  const gboolean tags = g_str_has_prefix (call->name, "tag");
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autofree char *async_path = g_strconcat (call->path, "/async", NULL);
  g_autoptr (GError) error = NULL;
  ApiRun *run;

  g_object_set (client, "upload-idle-timeout", 300, NULL);
  reel_mock_server_push_silence (server);
  reel_mock_server_push (server, 200, JSON, "{\"request_id\":\"r\"}");
  reel_mock_server_push (server, 200, JSON,
                         tags ? "{\"status\":\"completed\",\"tags\":{\"shot size\":[\"close-up\"]}}"
                              : "{\"status\":\"completed\",\"embedding\":[[1,2],[3,-4.5]]}");
  run = api_run_start (call, client, NULL, 1000);
  error = api_run_finish (run);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 3);
  g_assert_cmpstr (reel_mock_server_get_request (server, 1)->path, ==, async_path);
  reel_test_assert_finalized (&client);
}

/* A submission may take a while, too: what is short is the patience of other calls. */
static void
test_submission_slow (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  const ApiCall *call = api_call_get ("submit-encode-video");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  ApiRun *submission, *other;

  g_object_set (client, "idle-timeout", 100, "upload-idle-timeout", 3600 * 1000, NULL);
  reel_mock_server_push_silence (server);
  reel_mock_server_push_silence (server);
  submission = api_run_start (call, client, cancellable, 0);
  reel_test_wait (reel_mock_server_get_n_requests (server) == 1);
  other = api_run_start (api_call_get ("list-collections"), client, NULL, 0);
  error = api_run_finish (other); /* begun later, and given up */
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_TIMEOUT);
  g_clear_error (&error);
  g_assert_null (submission->result);
  g_cancellable_cancel (cancellable);
  error = api_run_finish (submission);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  reel_test_assert_finalized (&client);
}

/* The job has another result than what was asked for, or fails, or is refused. */
static void
test_analysis_fails (void)
{
  static const struct
  {
    guint status;
    const char *reply;
    ReelApiError code;
    const char *words;
  } ends[] = {
    { 200, "{\"status\":\"completed\",\"tags\":[\"a\"]}", REEL_API_ERROR_PROTOCOL, "embedding" },
    { 200, "{\"status\":\"failed\",\"error_message\":\"no pictures\"}", REEL_API_ERROR_FAILED, "no pictures" },
    { 404, "{\"detail\":\"no such job\"}", REEL_API_ERROR_NOT_FOUND, "no such job" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
      g_autoptr (GError) error = NULL;

      reel_mock_server_push (server, 504, JSON, "{}");
      reel_mock_server_push (server, 200, JSON, "{\"request_id\":7}");
      reel_mock_server_push (server, ends[i].status, JSON, ends[i].reply);
      error = api_run (api_call_get ("encode-video"), client, NULL);
      g_assert_error (error, REEL_API_ERROR, (int) ends[i].code);
      g_assert_nonnull (strstr (error->message, ends[i].words));
      g_assert_cmpstr (reel_mock_server_get_request (server, 2)->path, ==, "/async_status/7");
      reel_test_assert_finalized (&client);
    }
}

/* Cancelled in each phase: at the submission, between the questions. */
static void
test_analysis_cancel (void)
{
  for (guint length = 1; length <= 5; length++)
    {
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
      g_autoptr (ReelVideoInput) video = reel_video_input_new_for_url ("https://x/v.mp4");
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Watched watched;

      watched_init (&watched);
      watched.cancel_at_end_of = cancellable;
      watched.length = length;
      reel_mock_server_push (server, 504, JSON, "{}");
      reel_mock_server_push (server, 200, JSON, "{\"request_id\":\"r\"}");
      reel_mock_server_set_default (server, 200, JSON, "{\"status\":\"processing\"}", NULL, NULL);
      reel_client_tag_video_async (client, video, phase_cb, &watched, free_cb, cancellable, reel_test_store_result,
                                   &watched.result);
      reel_test_wait (watched.result != NULL);
      g_assert_cmpuint (watched.n_freed, ==, 1);
      g_assert_null (reel_client_tag_video_finish (client, watched.result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      watched_clear (&watched);
      reel_test_assert_finalized (&client);
    }
}

/* Two at once don't take each other's answers. */
static void
both_cb (SoupServer        *server,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *query,
         gpointer           data)
{
  guint *asked = data;
  const gboolean tags = strstr (path, "tag") != NULL;
  const char *reply = tags ? "{\"request_id\":\"tag\"}" : "{\"request_id\":\"vector\"}";
  guint status = 200;

  if (g_str_has_prefix (path, "/async_status/"))
    reply = asked[tags]++ < 3 ? "{\"status\":\"processing\"}"
            : tags            ? "{\"status\":\"completed\",\"tags\":{\"shot size\":[\"close-up\"]}}"
                              : "{\"status\":\"completed\",\"embedding\":[[1,2],[3,-4.5]]}";
  else if (!g_str_has_suffix (path, "/async"))
    status = 504;
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, JSON, SOUP_MEMORY_STATIC, reply, strlen (reply));
}

static void
test_two_analyses (void)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autofree char *url = NULL;
  guint asked[2] = { 0 };
  ReelClient *client;
  ApiRun *vectors, *tags;
  GSList *uris;
  GError *error;

  soup_server_add_handler (server, NULL, both_cb, asked, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  client = api_client_new (url, REEL_KEY_HEADER_BEARER);
  vectors = api_run_start (api_call_get ("encode-video"), client, NULL, 0);
  tags = api_run_start (api_call_get ("tag-video"), client, NULL, 0);
  error = api_run_finish (vectors);
  g_assert_no_error (error);
  error = api_run_finish (tags);
  g_assert_no_error (error);
  g_assert_cmpuint (asked[0], ==, 4);
  g_assert_cmpuint (asked[1], ==, 4);
  reel_test_assert_finalized (&client);
  soup_server_disconnect (server);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/watch/video", test_video);
  g_test_add_func ("/api/watch/away", test_away);
  g_test_add_func ("/api/watch/cancel", test_cancel);
  g_test_add_func ("/api/watch/cancel-between", test_cancel_between);
  g_test_add_func ("/api/watch/hundred", test_hundred);
  g_test_add_func ("/api/watch/backlog", test_backlog);
  g_test_add_func ("/api/watch/job", test_job);
  g_test_add_func ("/api/watch/job-away", test_job_away);
  for (guint i = 0; i < n_api_calls; i++)
    if (api_calls[i].traits & API_CALL_ANALYSIS)
      {
        g_autofree char *name = g_strdup_printf ("/api/watch/analysis/%s", api_calls[i].name);
        g_autofree char *silent = g_strdup_printf ("/api/watch/analysis-silent/%s", api_calls[i].name);

        g_test_add_data_func (name, &api_calls[i], test_analysis);
        g_test_add_data_func (silent, &api_calls[i], test_analysis_silent);
      }
  g_test_add_func ("/api/watch/submission-slow", test_submission_slow);
  g_test_add_func ("/api/watch/analysis-fails", test_analysis_fails);
  g_test_add_func ("/api/watch/analysis-cancel", test_analysis_cancel);
  g_test_add_func ("/api/watch/two-analyses", test_two_analyses);
  return g_test_run ();
}
