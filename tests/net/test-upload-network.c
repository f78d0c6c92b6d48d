/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "monitor-double.h"
#include "reel-test.h"
#include "uploads/reel-upload-queue.h"

/* What the network means for the queue: metered, to be signed in to, gone and there again, or with somebody in the way who
 * answers in the service's place. */

#define SERVICE "https://api.example.com/v1"
/* All waiting of the queue is this much shorter. */
#define TIME_SCALE 0.01
#define SLOW_BYTES (512 * 1024)

/* What is answered to an upload. */
typedef enum
{
  REPLY_OK,
  REPLY_WEB_PAGE,
  REPLY_REDIRECT,
  REPLY_SIGN_IN,
  REPLY_BUSY,
} Reply;

typedef struct
{
  char *folder; /* (owned) */
  char *url;    /* (owned) */
  SoupServer *server;
  ReelClient *client;
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  MonitorDouble *monitor;
  ReelNetworkState *network;
  GString *came;    /* the letters of the files that came whole */
  Reply reply;
  guint n_bad;      /* how many are answered so; then all is well */
  gboolean stay;    /* stay processing */
  guint n_questions;
} Fixture;

static void
answer (SoupServerMessage *message,
        guint              status,
        const char        *type,
        const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

static void
note_name (Fixture           *f,
           SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *head = g_strndup (g_bytes_get_data (body, NULL), MIN (g_bytes_get_size (body), 2000));
  const char *from = strstr (head, "filename=\"");

  g_assert_nonnull (from);
  g_string_append_c (f->came, from[strlen ("filename=\"")]);
}

static void
answer_upload (Fixture           *f,
               SoupServerMessage *message)
{
  g_autofree char *body = g_strdup_printf ("{\"video_id\": \"v%p\"}", message);
  Reply reply = f->n_bad > 0 ? f->reply : REPLY_OK;

  note_name (f, message);
  f->n_bad -= f->n_bad > 0;
  switch (reply)
    {
    case REPLY_WEB_PAGE:
      answer (message, 200, "text/html", "<html><body>Welcome to the hotel</body></html>");
      break;
    case REPLY_REDIRECT:
      soup_server_message_set_redirect (message, 302, "http://login.example.com/");
      break;
    case REPLY_SIGN_IN:
      answer (message, 511, "text/html", "<html><body>Sign in</body></html>");
      break;
    case REPLY_BUSY:
      answer (message, 503, "application/json", "{}");
      break;
    case REPLY_OK:
    default:
      answer (message, 200, "application/json", body);
      break;
    }
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  Fixture *f = data;

  if (g_str_has_suffix (path, "/videos/upload"))
    {
      answer_upload (f, message);
      return;
    }
  f->n_questions++;
  answer (message, 200, "application/json",
          f->stay ? "{\"status\": \"processing\", \"progress\": 40}" : "{\"status\": \"processed\"}");
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("network-%u", n++);
  g_autofree char *db = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const double *scale = data;
  GSList *uris;

  f->folder = reel_test_tmp (name);
  f->came = g_string_new (NULL);
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, on_request, f, NULL);
  soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  f->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  f->client = reel_client_new (f->url, "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_assert_no_error (error);
  g_object_set (f->client, "time-scale", TIME_SCALE, "max-uploads", 1, NULL);
  db = g_build_filename (f->folder, "catalogue", "catalogue.db", NULL);
  reel_catalogue_open_async (db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  f->monitor = monitor_double_new ();
  f->network = reel_network_state_new (G_NETWORK_MONITOR (f->monitor));
  reel_network_state_set_address (f->network, SERVICE);
  f->queue = g_object_new (REEL_TYPE_UPLOAD_QUEUE, "catalogue", f->catalogue, "profile", "here", "time-scale",
                           scale != NULL ? *scale : TIME_SCALE, "network", f->network, NULL);
  reel_upload_queue_set_client (f->queue, f->client);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->network);
  reel_test_assert_finalized (&f->monitor);
  reel_test_assert_finalized (&f->catalogue);
  g_clear_object (&f->client);
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_string_free (f->came, TRUE);
  g_free (f->folder);
  g_free (f->url);
}

/* Adds a real video for each letter, with @more bytes that are nobody's behind the end of the AVI file. */
static void
add (Fixture    *f,
     const char *letters,
     gsize       more)
{
  g_autofree char *sample = reel_test_sample ("tree.avi");
  g_autofree char *bytes = NULL;
  g_autofree char *filler = g_malloc0 (more + 1);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (sample, &bytes, &length, NULL));
  for (const char *letter = letters; *letter != '\0'; letter++)
    {
      g_autoptr (GString) all = g_string_new_len (bytes, (gssize) length);
      g_autofree char *name = g_strdup_printf ("%c.avi", *letter);
      g_autofree char *path = g_build_filename (f->folder, name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);

      g_string_append_len (all, filler, (gssize) more);
      g_string_append_c (all, *letter);
      g_assert_true (g_file_set_contents (path, all->str, (gssize) all->len, NULL));
      g_list_store_append (files, file);
    }
  reel_upload_queue_add_async (f->queue, "c1", G_LIST_MODEL (files), NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_cmpint (reel_upload_queue_add_finish (f->queue, result, &error), ==, (int) strlen (letters));
  g_assert_no_error (error);
}

/* (transfer none): the queue holds it */
static ReelVideo *
nth (Fixture *f,
     guint    n)
{
  g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->queue), n);

  g_assert_nonnull (video);
  return video;
}

static guint
count_in (Fixture       *f,
          ReelVideoState state)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->queue)); i++)
    n += reel_video_get_state (nth (f, i)) == state;
  return n;
}

static gboolean
all_ready (Fixture *f)
{
  return count_in (f, REEL_VIDEO_STATE_READY) == g_list_model_get_n_items (G_LIST_MODEL (f->queue));
}

static ReelNetworkWait
get_wait (Fixture *f)
{
  guint wait = 0;

  g_object_get (f->queue, "wait", &wait, NULL);
  return (ReelNetworkWait) wait;
}

/* Until nothing more can happen: the first are looked into, and none goes out. */
static void
wait_for_rest (Fixture        *f,
               ReelNetworkWait wait)
{
  reel_test_wait (get_wait (f) == wait && reel_video_get_fingerprint (nth (f, 0)) != NULL);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_UPLOADING), ==, 0);
  g_assert_cmpstr (f->came->str, ==, "");
}

static void
test_metered (Fixture      *f,
              gconstpointer data)
{
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  add (f, "abc", 0);
  wait_for_rest (f, REEL_NETWORK_WAIT_METERED);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (reel_video_get_error (nth (f, i)), ==, "Waits, as this network is metered.");
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  g_assert_null (reel_video_get_error (nth (f, 2)));
  reel_test_wait (all_ready (f));
  g_assert_cmpuint (f->came->len, ==, 3);
  reel_test_wait (get_wait (f) == REEL_NETWORK_WAIT_NONE);
}

static void
test_anyway (Fixture      *f,
             gconstpointer data)
{
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  add (f, "ab", 0);
  wait_for_rest (f, REEL_NETWORK_WAIT_METERED);
  reel_upload_queue_send_anyway (f->queue);
  reel_test_wait (all_ready (f));
  g_assert_cmpuint (f->came->len, ==, 2);
}

/* This computer needs no network. */
static void
test_here (Fixture      *f,
           gconstpointer data)
{
  reel_network_state_set_address (f->network, f->url);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_PORTAL, TRUE);
  add (f, "ab", 0);
  reel_test_wait (all_ready (f));
}

/* In the middle of a file: it stops, keeps its place before the others, and nobody has paused it. */
static void
test_running (Fixture      *f,
              gconstpointer data)
{
  g_object_set (f->client, "bandwidth-limit", (guint64) SLOW_BYTES / 32, NULL);
  add (f, "a", SLOW_BYTES);
  reel_test_wait (reel_video_get_state (nth (f, 0)) == REEL_VIDEO_STATE_UPLOADING &&
                  reel_video_get_progress (nth (f, 0)) > 0);
  g_assert_cmpfloat (reel_video_get_progress (nth (f, 0)), <, 1);
  add (f, "bc", 0);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  g_assert_cmpint (reel_video_get_state (nth (f, 0)), ==, REEL_VIDEO_STATE_QUEUED);
  g_assert_cmpstr (reel_video_get_error (nth (f, 0)), ==, "Waits, as this network is metered.");
  wait_for_rest (f, REEL_NETWORK_WAIT_METERED);
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_PAUSED), ==, 0);
  g_assert_cmpstr (reel_video_get_name (nth (f, 0)), ==, "a.avi");
  g_object_set (f->client, "bandwidth-limit", (guint64) 0, NULL);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  reel_test_wait (all_ready (f));
  g_assert_cmpuint (f->came->len, ==, 3);
  g_assert_cmpstr (reel_video_get_name (nth (f, 0)), ==, "a.avi");
}

/* What the service has already does not wait for the network: it is asked about, and says nothing of it. */
static void
test_sent (Fixture      *f,
           gconstpointer data)
{
  guint n;

  f->stay = TRUE;
  add (f, "a", 0);
  reel_test_wait (reel_video_get_state (nth (f, 0)) == REEL_VIDEO_STATE_PROCESSING);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  add (f, "b", 0);
  g_assert_null (reel_video_get_error (nth (f, 0)));
  n = f->n_questions;
  reel_test_wait (get_wait (f) == REEL_NETWORK_WAIT_METERED && f->n_questions > n + 1);
  g_assert_null (reel_video_get_error (nth (f, 0)));
  g_assert_cmpstr (f->came->str, ==, "a");
  reel_upload_queue_send_anyway (f->queue);
  reel_test_wait (count_in (f, REEL_VIDEO_STATE_PROCESSING) == 2);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  g_assert_null (reel_video_get_error (nth (f, 1)));
  f->stay = FALSE;
  reel_test_wait (all_ready (f));
}

static void
test_sign_in (Fixture      *f,
              gconstpointer data)
{
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_PORTAL, FALSE);
  add (f, "ab", 0);
  wait_for_rest (f, REEL_NETWORK_WAIT_SIGN_IN);
  g_assert_cmpstr (reel_video_get_error (nth (f, 1)), ==, "Waits until you have signed in to this network.");
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  reel_test_wait (all_ready (f));
}

/* The monitor is wrong: the service answers questions about a video that it has, so it is there for others too. */
static void
test_wrong (Fixture      *f,
            gconstpointer data)
{
  f->stay = TRUE;
  add (f, "a", 0);
  reel_test_wait (reel_video_get_state (nth (f, 0)) == REEL_VIDEO_STATE_PROCESSING);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_PORTAL, FALSE);
  add (f, "b", 0);
  reel_test_wait (count_in (f, REEL_VIDEO_STATE_PROCESSING) == 2);
  f->stay = FALSE;
  reel_test_wait (all_ready (f));
}

/* Who answers in the service's place does not make a file fail, and the others rest with it. */
static void
intercept (Fixture *f,
           Reply    reply)
{
  f->reply = reply;
  f->n_bad = 8; /* more than the faults that a file is forgiven */
  add (f, "ab", 0);
  reel_test_wait (f->n_bad == 0);
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_FAILED), ==, 0);
  reel_test_wait (all_ready (f));
  g_assert_cmpuint (f->came->len, ==, 10);
}

static void
test_web_page (Fixture      *f,
               gconstpointer data)
{
  intercept (f, REPLY_WEB_PAGE);
}

static void
test_redirect (Fixture      *f,
               gconstpointer data)
{
  intercept (f, REPLY_REDIRECT);
}

static void
test_511 (Fixture      *f,
          gconstpointer data)
{
  intercept (f, REPLY_SIGN_IN);
}

/* With a pause of full length: what keeps one from the service keeps the other, which is not tried meanwhile. */
static void
test_together (Fixture      *f,
               gconstpointer data)
{
  f->reply = REPLY_WEB_PAGE;
  f->n_bad = 1;
  add (f, "ab", 0);
  reel_test_wait (f->n_bad == 0 && count_in (f, REEL_VIDEO_STATE_UPLOADING) == 0 &&
                  reel_video_get_fingerprint (nth (f, 0)) != NULL && reel_video_get_fingerprint (nth (f, 1)) != NULL);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_UPLOADING), ==, 0);
  g_assert_cmpuint (f->came->len, ==, 1);
  reel_test_wait (all_ready (f));
}

static gboolean
on_too_late (gpointer data)
{
  g_assert_not_reached ();
  return G_SOURCE_REMOVE;
}

/* With pauses of full length: the one that begins with the second fault takes two seconds, and ends at once. */
static void
test_restored (Fixture      *f,
               gconstpointer data)
{
  guint source;

  f->reply = REPLY_BUSY;
  f->n_bad = 2;
  add (f, "a", 0);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_LOCAL, FALSE); /* which keeps nobody from trying */
  reel_test_wait (f->n_bad == 0 && reel_video_get_state (nth (f, 0)) == REEL_VIDEO_STATE_QUEUED);
  source = g_timeout_add (1500, on_too_late, NULL);
  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  reel_test_wait (f->came->len == 3);
  g_source_remove (source);
  reel_test_wait (all_ready (f));
}

/* Without a network that anybody knows of, and with another. */
static void
test_another (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (ReelNetworkState) network = NULL;

  monitor_double_set (f->monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  add (f, "a", 0);
  wait_for_rest (f, REEL_NETWORK_WAIT_METERED);
  reel_upload_queue_set_network (f->queue, NULL);
  g_object_get (f->queue, "network", &network, NULL);
  g_assert_null (network);
  reel_test_wait (all_ready (f));
}

int
main (int   argc,
      char *argv[])
{
  static const double whole = 1;

  reel_test_init (&argc, &argv);
  g_test_add ("/uploads/network/metered", Fixture, NULL, set_up, test_metered, tear_down);
  g_test_add ("/uploads/network/anyway", Fixture, NULL, set_up, test_anyway, tear_down);
  g_test_add ("/uploads/network/this-computer", Fixture, NULL, set_up, test_here, tear_down);
  g_test_add ("/uploads/network/running", Fixture, NULL, set_up, test_running, tear_down);
  g_test_add ("/uploads/network/sent", Fixture, NULL, set_up, test_sent, tear_down);
  g_test_add ("/uploads/network/sign-in", Fixture, NULL, set_up, test_sign_in, tear_down);
  g_test_add ("/uploads/network/wrong", Fixture, NULL, set_up, test_wrong, tear_down);
  g_test_add ("/uploads/network/web-page", Fixture, NULL, set_up, test_web_page, tear_down);
  g_test_add ("/uploads/network/redirect", Fixture, NULL, set_up, test_redirect, tear_down);
  g_test_add ("/uploads/network/511", Fixture, NULL, set_up, test_511, tear_down);
  g_test_add ("/uploads/network/together", Fixture, &whole, set_up, test_together, tear_down);
  g_test_add ("/uploads/network/restored", Fixture, &whole, set_up, test_restored, tear_down);
  g_test_add ("/uploads/network/another", Fixture, NULL, set_up, test_another, tear_down);
  return g_test_run ();
}
