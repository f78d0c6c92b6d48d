/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/reel-database.h"
#include "disk-double.h"
#include "library/reel-fingerprint.h"
#include "reel-test.h"
#include "uploads/reel-upload-queue.h"
#include "uploads/reel-upload-state.h"

/* All waiting of the queue is this much shorter: 0.5 s between questions is 5 ms. */
#define TIME_SCALE 0.01

/*
 * A double of the service on the test's own loop: it takes uploads, and each video is `uploaded`, then `processing`, then
 * `processed` as it is asked.
 */
typedef struct
{
  SoupServer *server;  /* (owned) */
  char *url;           /* (owned) */
  GPtrArray *held;     /* (owned) (element-type SoupServerMessage): uploads that wait for their answer */
  GHashTable *asked;   /* (owned): video id → how often asked */
  GPtrArray *names;    /* (owned): of the files, in the order of coming */
  gboolean hold;       /* keep uploads waiting */
  guint upload_status; /* what an upload is answered, instead of 200 */
  guint last_status;   /* the last of n_bad, where it is another */
  const char *retry_after; /* (nullable): the header of those */
  guint n_bad;         /* how many are answered so; then all is well */
  guint status_status; /* what a question is answered, instead of 200 */
  const char *failure; /* videos fail with this reason */
  gboolean stay;       /* stay processing */
  gboolean paused; /* says that it stands still on battery */
  guint n_uploads, n_questions, n_ids;
} Service;

static void
reply (SoupServerMessage *message, guint status, const char *format, ...)
{
  g_autofree char *body = NULL;
  va_list arguments;

  va_start (arguments, format);
  body = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static void
note_name (Service *service, SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *head = g_strndup (g_bytes_get_data (body, NULL), MIN (g_bytes_get_size (body), 2000));
  const char *from = strstr (head, "filename=\"");

  g_assert_nonnull (from);
  from += strlen ("filename=\"");
  g_ptr_array_add (service->names, g_strndup (from, (gsize) (strchr (from, '"') - from)));
}

static void
handle_upload (Service *service, SoupServerMessage *message)
{
  service->n_uploads++;
  note_name (service, message);
  if (service->upload_status != 0 && service->n_bad > 0)
    {
      guint status = service->n_bad == 1 && service->last_status != 0 ? service->last_status : service->upload_status;

      service->n_bad--;
      if (service->retry_after != NULL)
        soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", service->retry_after);
      reply (message, status, "{\"error\": {\"message\": \"no, %u\"}}", status);
    }
  else if (service->hold)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (service->held, g_object_ref (message));
    }
  else
    reply (message, 200, "{\"video_id\": \"v%u\"}", ++service->n_ids);
}

static void
handle_status (Service *service, SoupServerMessage *message, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (service->asked, parts[2]));

  g_hash_table_insert (service->asked, g_strdup (parts[2]), GUINT_TO_POINTER (n + 1));
  service->n_questions++;
  if (service->status_status != 0)
    reply (message, service->status_status, "{\"error\": {\"message\": \"no, %u\"}}", service->status_status);
  else if (n == 0)
    reply (message, 200, "{\"status\": \"uploaded\"}");
  else if (service->paused)
    reply (message, 200, "{\"status\": \"processing\", \"progress\": 40, \"paused\": true}");
  else if (n == 1 || service->stay)
    reply (message, 200, "{\"status\": \"processing\", \"progress\": 40}");
  else if (service->failure != NULL)
    reply (message, 200, "{\"status\": \"failed\", \"error_message\": \"%s\"}", service->failure);
  else
    reply (message, 200, "{\"status\": \"processed\"}");
}

static void
handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Service *service = data;

  if (g_str_has_suffix (path, "/videos/upload"))
    handle_upload (service, message);
  else if (g_str_has_suffix (path, "/status"))
    handle_status (service, message, path);
  else
    g_error ("nobody should ask for %s", path);
}

static void
service_release (Service *service)
{
  service->hold = FALSE;
  for (guint i = 0; i < service->held->len; i++)
    {
      SoupServerMessage *message = service->held->pdata[i];

      reply (message, 200, "{\"video_id\": \"v%u\"}", ++service->n_ids);
      soup_server_message_unpause (message);
    }
  g_ptr_array_set_size (service->held, 0);
}

static Service *
service_new (void)
{
  Service *service = g_new0 (Service, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  service->server = soup_server_new (NULL, NULL);
  service->held = g_ptr_array_new_with_free_func (g_object_unref);
  service->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  service->names = g_ptr_array_new_with_free_func (g_free);
  soup_server_add_handler (service->server, NULL, handle, service, NULL);
  soup_server_listen_local (service->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (service->server);
  service->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return service;
}

static void
service_free (Service *service)
{
  service_release (service);
  soup_server_disconnect (service->server);
  g_object_unref (service->server);
  g_ptr_array_unref (service->held);
  g_hash_table_unref (service->asked);
  g_ptr_array_unref (service->names);
  g_free (service->url);
  g_free (service);
}

/* What a test works with. */
typedef struct
{
  char *folder; /* (owned) */
  char *db;     /* (owned) */
  Service *service;
  ReelClient *client;
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  GPtrArray *refused; /* (owned): "NAME: REASON" */
  GPtrArray *again;   /* (owned) (element-type GFile): of those the ones that one can insist on */
  GArray *holds;      /* (owned) (element-type guint): how many uploads there were as each began */
  guint n_relinked;
} Fixture;

static void
refused_cb (ReelUploadQueue *queue, GFile *file, const char *reason, const char *collection_id, Fixture *f)
{
  g_autofree char *name = g_file_get_basename (file);

  g_ptr_array_add (f->refused, g_strdup_printf ("%s: %s", name, reason));
  if (collection_id != NULL)
    {
      g_assert_cmpstr (collection_id, ==, "c1");
      g_ptr_array_add (f->again, g_object_ref (file));
    }
}

static void
open_all (Fixture *f, gboolean with_client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_open_async (f->db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  f->queue =
    g_object_new (REEL_TYPE_UPLOAD_QUEUE, "catalogue", f->catalogue, "profile", "here", "time-scale", TIME_SCALE, NULL);
  g_signal_connect (f->queue, "refused", G_CALLBACK (refused_cb), f);
  g_signal_connect_swapped (f->queue, "relinked", G_CALLBACK (g_atomic_int_inc), &f->n_relinked);
  if (with_client)
    reel_upload_queue_set_client (f->queue, f->client);
}

static void
close_all (Fixture *f)
{
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("queue-%u", n++);
  g_autoptr (GError) error = NULL;

  f->folder = reel_test_tmp (name);
  f->db = g_build_filename (f->folder, "catalogue", "catalogue.db", NULL);
  f->refused = g_ptr_array_new_with_free_func (g_free);
  f->again = g_ptr_array_new_with_free_func (g_object_unref);
  f->holds = g_array_new (FALSE, FALSE, sizeof (guint));
  f->service = service_new ();
  f->client = reel_client_new (f->service->url, "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_assert_no_error (error);
  g_object_set (f->client, "time-scale", TIME_SCALE, NULL);
  open_all (f, data == NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  close_all (f);
  g_clear_object (&f->client);
  service_free (f->service);
  g_ptr_array_unref (f->refused);
  g_ptr_array_unref (f->again);
  g_array_unref (f->holds);
  g_free (f->folder);
  g_free (f->db);
}

/* A real video with content of its own: what stands behind the end of an AVI file is nobody's. */
static char *
video_file (Fixture *f, const char *name, const char *content)
{
  g_autofree char *sample = reel_test_sample ("tree.avi");
  g_autofree char *bytes = NULL;
  g_autofree char *folder = NULL;
  char *path = g_build_filename (f->folder, name, NULL);
  g_autoptr (GString) all = NULL;
  gsize length = 0;

  folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (sample, &bytes, &length, NULL));
  all = g_string_new_len (bytes, (gssize) length);
  g_string_append (all, content);
  g_assert_true (g_file_set_contents (path, all->str, (gssize) all->len, NULL));
  return path;
}

static char *
text_file (Fixture *f, const char *name, const char *content)
{
  char *path = g_build_filename (f->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return path;
}

static GListModel *
files_of (const char *path, va_list more)
{
  GListStore *files = g_list_store_new (G_TYPE_FILE);

  for (; path != NULL; path = va_arg (more, const char *))
    {
      g_autoptr (GFile) file = g_file_new_for_path (path);

      g_list_store_append (files, file);
    }
  return G_LIST_MODEL (files);
}

static int
add (Fixture *f, const char *path, ...)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) files = NULL;
  va_list more;
  int n;

  va_start (more, path);
  files = files_of (path, more);
  va_end (more);
  reel_upload_queue_add_async (f->queue, "c1", files, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  n = reel_upload_queue_add_finish (f->queue, result, &error);
  g_assert_no_error (error);
  return n;
}

static guint
n_items (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->queue));
}

/* (transfer none): the queue holds it */
static ReelVideo *
nth (Fixture *f, guint n)
{
  g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->queue), n);

  g_assert_nonnull (video);
  return video;
}

static ReelVideoState
state_of (Fixture *f, guint n)
{
  return reel_video_get_state (nth (f, n));
}

static guint
count_in (Fixture *f, ReelVideoState state)
{
  guint n = 0;

  for (guint i = 0; i < n_items (f); i++)
    n += state_of (f, i) == state;
  return n;
}

static gboolean
all_in (Fixture *f, ReelVideoState state)
{
  return count_in (f, state) == n_items (f);
}

static guint
number (Fixture *f, const char *property)
{
  guint n;

  g_object_get (f->queue, property, &n, NULL);
  return n;
}

static gboolean
flag (Fixture *f, const char *property)
{
  gboolean is;

  g_object_get (f->queue, property, &is, NULL);
  return is;
}

static void
by_hand (Fixture *f, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (f->db, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
note_state (ReelVideo *video, GParamSpec *pspec, GString *states)
{
  g_string_append_printf (states, "%s ", reel_video_state_get_nick (reel_video_get_state (video)));
}

static void
note_error (ReelVideo *video, GParamSpec *pspec, GString *errors)
{
  g_string_append_printf (errors, "[%s]", reel_video_get_error (video) != NULL ? reel_video_get_error (video) : "");
}

static void
count_cb (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  (*n)++;
}

static void
test_ready (Fixture *f, gconstpointer data)
{
  g_autofree char *path = video_file (f, "a b.avi", "");
  g_autoptr (GString) states = g_string_new (NULL);
  double fraction;

  g_assert_cmpint (add (f, path, NULL), ==, 1);
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_QUEUED);
  g_signal_connect (nth (f, 0), "notify::state", G_CALLBACK (note_state), states);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpstr (states->str, ==, "preparing uploading waiting processing ready ");
  g_assert_cmpstr (reel_video_get_video_id (nth (f, 0)), ==, "v1");
  g_assert_cmpuint (reel_video_get_width (nth (f, 0)), >, 0);
  g_assert_nonnull (reel_video_get_fingerprint (nth (f, 0)));
  g_assert_false (reel_video_get_unanswered (nth (f, 0)));
  g_assert_null (reel_video_get_error (nth (f, 0)));
  g_assert_cmpstr (f->service->names->pdata[0], ==, "a b.avi");
  reel_test_wait (number (f, "n-finished") == 1);
  g_assert_cmpuint (number (f, "n-total"), ==, 1);
  g_assert_cmpuint (number (f, "n-active"), ==, 0);
  g_object_get (f->queue, "fraction", &fraction, NULL);
  g_assert_cmpfloat (fraction, ==, 1);

  g_assert_true (flag (f, "can-clear"));
  reel_upload_queue_clear_finished (f->queue);
  g_assert_cmpuint (n_items (f), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), ==, 1);

  /* What is Ready is not in the queue of the next run. */
  close_all (f);
  open_all (f, TRUE);
  g_assert_cmpuint (n_items (f), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), ==, 1);
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *b = video_file (f, "b.avi", "b");
  g_autofree char *c = video_file (f, "c.avi", "c");
  g_autofree char *d = video_file (f, "d.avi", "d");
  g_autofree char *e = video_file (f, "e.avi", "e");
  g_autofree char *g = video_file (f, "g.avi", "g");
  g_autofree char *h = video_file (f, "h.avi", "h");
  guint changes = 0;

  f->service->hold = TRUE;
  g_signal_connect (f->queue, "items-changed", G_CALLBACK (count_cb), &changes);
  g_assert_cmpint (add (f, a, b, c, d, e, g, h, NULL), ==, 7);
  g_assert_cmpuint (changes, ==, 1);
  /* A slow file may be overtaken, but not by more than are looked at in advance. */
  reel_test_wait (f->service->held->len == 2 && count_in (f, REEL_VIDEO_STATE_PREPARING) == 4);
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_UPLOADING), ==, 2);
  g_assert_cmpint (state_of (f, 6), ==, REEL_VIDEO_STATE_QUEUED);
  reel_test_wait (number (f, "n-active") == 6);
  /* How many at once is the client's to say, and more of them hold at once. */
  g_object_set (f->client, "max-uploads", 4, NULL);
  reel_test_wait (f->service->held->len == 4);
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_UPLOADING), ==, 4);
  service_release (f->service);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 7);
  g_assert_cmpuint (changes, ==, 1);
}

static void
test_trouble (Fixture *f, gconstpointer data)
{
  g_autofree char *path = video_file (f, "a.avi", "");
  g_autoptr (GString) errors = g_string_new (NULL);

  f->service->upload_status = GPOINTER_TO_UINT (data);
  f->service->n_bad = 3;
  reel_upload_queue_set_client (f->queue, f->client);
  add (f, path, NULL);
  g_signal_connect (nth (f, 0), "notify::error", G_CALLBACK (note_error), errors);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 4);
  if (f->service->upload_status == 429) /* the client sees to it by itself */
    g_assert_cmpstr (errors->str, ==, "");
  else
    g_assert_nonnull (strstr (errors->str, "tried again"));
  g_assert_null (reel_video_get_error (nth (f, 0)));
}

static void
test_fault (Fixture *f, gconstpointer data)
{
  g_autofree char *path = video_file (f, "a.avi", "");

  f->service->upload_status = 500;
  f->service->n_bad = 1000;
  add (f, path, NULL);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_FAILED));
  g_assert_cmpuint (f->service->n_uploads, ==, 6);
  g_assert_true (reel_video_get_can_retry (nth (f, 0)));
  g_assert_nonnull (strstr (reel_video_get_error (nth (f, 0)), "may have arrived"));
  reel_test_wait (number (f, "n-failed") == 1);
  f->service->upload_status = 0;
  reel_upload_queue_retry_failed (f->queue);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
}

/* An answer of 5xx may come after the file was stored: until it is known, there may be two. One of 4xx says that it was not. */
static void
test_uncertain (Fixture *f, gconstpointer data)
{
  g_autofree char *path = video_file (f, "a.avi", "");

  f->service->upload_status = GPOINTER_TO_UINT (data);
  f->service->n_bad = 1;
  reel_upload_queue_set_client (f->queue, f->client);
  add (f, path, NULL);
  reel_test_wait (f->service->n_uploads == 1 && f->service->n_bad == 0 &&
                  (state_of (f, 0) == REEL_VIDEO_STATE_QUEUED || reel_video_state_is_finished (state_of (f, 0))));
  if (f->service->upload_status < 500)
    {
      reel_test_wait (all_in (f, REEL_VIDEO_STATE_FAILED));
      reel_upload_queue_retry_failed (f->queue);
    }
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 2);
  g_assert_true (reel_video_get_unanswered (nth (f, 0)) == (f->service->upload_status >= 500));
  close_all (f);
  open_all (f, TRUE);
  {
    g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->catalogue), 0);

    g_assert_true (reel_video_get_unanswered (video) == (f->service->upload_status >= 500));
  }
}

static gint64
held_until (Fixture *f)
{
  gint64 until;

  g_object_get (f->queue, "held-until", &until, NULL);
  return until;
}

static void
note_hold (ReelUploadQueue *queue, GParamSpec *pspec, Fixture *f)
{
  gint64 until;

  g_object_get (queue, "held-until", &until, NULL);
  if (until > 0)
    g_array_append_val (f->holds, f->service->n_uploads);
}

/* A service that takes nothing does not get every file again and again: all wait after a few, and one goes at a time. No file
 * fails for it. */
static void
test_breaker (Fixture *f, gconstpointer data)
{
  g_autofree char *much = g_build_filename (f->folder, "in", NULL);
  guint last, n_told = 0;

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("in/%u.avi", i);
      g_autofree char *made = video_file (f, name, name);
    }
  f->service->upload_status = 500;
  f->service->n_bad = 100000;
  g_signal_connect (f->queue, "notify::held-until", G_CALLBACK (note_hold), f);
  add (f, much, NULL);
  reel_test_wait (f->holds->len == 1);
  g_assert_cmpuint (f->service->n_uploads, <=, 4); /* three, and what was under way beside the last */
  g_assert_cmpint (held_until (f), >, g_get_real_time () / G_USEC_PER_SEC);
  reel_test_wait (count_in (f, REEL_VIDEO_STATE_UPLOADING) == 0);
  for (guint i = 0; i < n_items (f); i++)
    n_told += g_str_has_suffix (reel_video_get_error (nth (f, i)), "as the service could not take the last files.");
  g_assert_cmpuint (n_told, >=, 7); /* one that was under way says what it got itself */
  last = f->service->n_uploads;
  for (guint n = f->holds->len + 1; n < 5; n++) /* each hold ends with one file */
    {
      reel_test_wait (f->holds->len == n);
      g_assert_cmpuint (f->service->n_uploads, ==, ++last);
    }
  for (guint i = 0; i < 20; i++) /* and somebody who does not want to wait */
    {
      guint n = f->holds->len + 1;

      reel_upload_queue_try_now (f->queue);
      g_assert_cmpint (held_until (f), ==, 0);
      reel_test_wait (f->holds->len == n);
      g_assert_cmpuint (f->service->n_uploads, ==, ++last);
    }
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_FAILED), ==, 0);
  f->service->upload_status = 0;
  reel_upload_queue_try_now (f->queue);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpint (held_until (f), ==, 0);
  g_assert_null (reel_video_get_error (nth (f, 0)));
}

/* A service that asks for an hour has it, and is not asked in between; what it asks for is shown, and can be ended. */
static void
test_asked_to_wait (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *b = video_file (f, "b.avi", "b");
  g_autofree char *c = video_file (f, "c.avi", "c");
  g_autofree char *why = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  reel_upload_queue_set_client (f->queue, f->client);
  f->service->upload_status = GPOINTER_TO_UINT (data);
  f->service->n_bad = 1000;
  f->service->retry_after = "3600";
  add (f, a, b, c, NULL);
  reel_test_wait (held_until (f) > 0 && count_in (f, REEL_VIDEO_STATE_UPLOADING) == 0);
  g_assert_cmpint (held_until (f), >=, now + 3600);
  g_assert_cmpint (held_until (f), <=, g_get_real_time () / G_USEC_PER_SEC + 3600);
  g_assert_cmpuint (f->service->n_uploads, <=, 2); /* those that were under way */
  g_object_get (f->queue, "held-why", &why, NULL);
  g_assert_nonnull (strstr (why, "as the service asks"));
  g_assert_cmpstr (reel_video_get_error (nth (f, 2)), ==, why);
  f->service->upload_status = 0;
  reel_upload_queue_try_now (f->queue);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_null (reel_video_get_error (nth (f, 2)));
}

/* What kept all from the service does not count against a file. */
static void
test_fault_after_outage (Fixture *f, gconstpointer data)
{
  g_autofree char *path = video_file (f, "a.avi", "");

  f->service->upload_status = 503;
  f->service->last_status = 500;
  f->service->n_bad = 8;
  add (f, path, NULL);
  reel_test_wait (f->service->n_bad == 0 && reel_video_state_is_finished (state_of (f, 0)));
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_READY);
  g_assert_cmpuint (f->service->n_uploads, ==, 9);
}

static void
test_key (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *b = video_file (f, "b.avi", "b");
  g_autofree char *c = video_file (f, "c.avi", "c");
  g_autofree char *d = video_file (f, "d.avi", "d");

  f->service->upload_status = 401;
  f->service->n_bad = 1000;
  add (f, a, b, c, d, NULL);
  reel_test_wait (count_in (f, REEL_VIDEO_STATE_FAILED) > 0 && count_in (f, REEL_VIDEO_STATE_UPLOADING) == 0);
  /* Those that were under way failed; the rest waits, and says why. */
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_FAILED), <=, 2);
  g_assert_cmpuint (f->service->n_uploads, <=, 2);
  g_assert_cmpstr (reel_video_get_error (nth (f, 3)), ==, "Waits, as the service did not accept the key.");
  f->service->upload_status = 0;
  reel_upload_queue_retry_failed (f->queue);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_null (reel_video_get_error (nth (f, 3)));
}

static void
test_failed (Fixture *f, gconstpointer data)
{
  g_autofree char *path = video_file (f, "a.avi", "");

  f->service->failure = "It shows nothing.";
  add (f, path, NULL);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_FAILED));
  g_assert_nonnull (strstr (reel_video_get_error (nth (f, 0)), "It shows nothing."));
  g_assert_true (reel_video_get_can_retry (nth (f, 0)));
  g_assert_null (reel_video_get_video_id (nth (f, 0)));
  f->service->failure = NULL;
  reel_upload_queue_retry (f->queue, nth (f, 0));
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 2);
  g_assert_cmpstr (reel_video_get_video_id (nth (f, 0)), ==, "v2");
}

/* The service has the video and can't be asked: it stays where it is; no longer known, it can be sent again. */
static void
test_questions (Fixture *f, gconstpointer data)
{
  g_autofree char *path = video_file (f, "a.avi", "");

  f->service->status_status = 503;
  add (f, path, NULL);
  reel_test_wait (f->service->n_questions >= 3 && reel_video_get_error (nth (f, 0)) != NULL);
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_WAITING);
  f->service->status_status = 401;
  reel_test_wait (f->service->n_questions >= 5);
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_WAITING);
  f->service->status_status = 0;
  f->service->stay = TRUE;
  reel_test_wait (state_of (f, 0) == REEL_VIDEO_STATE_PROCESSING && reel_video_get_progress (nth (f, 0)) == 0.4);
  g_assert_null (reel_video_get_error (nth (f, 0)));

  /* A service that stands still on battery is no trouble, and says so. */
  f->service->paused = TRUE;
  reel_test_wait (reel_video_get_error (nth (f, 0)) != NULL);
  g_assert_nonnull (strstr (reel_video_get_error (nth (f, 0)), "battery"));
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_PROCESSING);
  f->service->paused = FALSE;
  reel_test_wait (reel_video_get_error (nth (f, 0)) == NULL);
  f->service->status_status = 404;
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_FAILED));
  f->service->status_status = 0;
  f->service->stay = FALSE;
  reel_upload_queue_retry (f->queue, nth (f, 0));
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 2);
}

static void
test_pause (Fixture *f, gconstpointer data)
{
  g_autofree char *path = video_file (f, "a.avi", "");

  f->service->hold = TRUE;
  add (f, path, NULL);
  reel_test_wait (f->service->held->len == 1 && reel_video_get_unanswered (nth (f, 0)));
  reel_upload_queue_pause (f->queue, nth (f, 0));
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_PAUSED);
  reel_test_wait (flag (f, "can-resume") && !flag (f, "can-pause"));
  service_release (f->service);
  reel_upload_queue_resume (f->queue, nth (f, 0));
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 2);
  /* The first copy went out whole and its answer was not waited for. */
  g_assert_true (reel_video_get_unanswered (nth (f, 0)));
}

/* Of a large file it is on disk before its end goes out that it may have arrived; a run that ended earlier is no reason to
 * say so. */
static void
test_gate (Fixture *f, gconstpointer data)
{
  g_autofree char *much = g_strnfill (8 * 1024 * 1024, 'x');
  g_autofree char *a = video_file (f, "a.avi", much);

  reel_upload_queue_set_client (f->queue, f->client);
  g_object_set (f->client, "bandwidth-limit", (guint64) 1024 * 1024, NULL);
  add (f, a, NULL);
  reel_test_wait (reel_video_get_progress (nth (f, 0)) > 0.05);
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_UPLOADING);
  close_all (f);
  g_object_set (f->client, "bandwidth-limit", (guint64) 0, NULL);
  f->service->hold = TRUE;
  open_all (f, TRUE);
  reel_test_wait (n_items (f) == 1);
  g_assert_false (reel_video_get_unanswered (nth (f, 0)));

  reel_test_wait (f->service->held->len == 1);
  close_all (f);
  open_all (f, TRUE);
  g_assert_true (reel_video_get_unanswered (nth (f, 0)));
  service_release (f->service);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_true (reel_video_get_unanswered (nth (f, 0)));
}

static void
test_pause_all (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *b = video_file (f, "b.avi", "b");
  g_autofree char *c = video_file (f, "c.avi", "c");
  g_autofree char *d = video_file (f, "d.avi", "d");

  f->service->hold = TRUE;
  add (f, a, b, c, NULL);
  reel_test_wait (f->service->held->len == 2);
  reel_upload_queue_set_paused (f->queue, TRUE);
  g_assert_true (all_in (f, REEL_VIDEO_STATE_PAUSED));
  add (f, d, NULL);
  g_assert_cmpuint (n_items (f), ==, 4);
  g_assert_true (all_in (f, REEL_VIDEO_STATE_PAUSED));
  g_assert_true (flag (f, "paused"));
  service_release (f->service);

  /* It is still so after a restart. */
  close_all (f);
  open_all (f, TRUE);
  g_assert_cmpuint (n_items (f), ==, 4);
  g_assert_true (all_in (f, REEL_VIDEO_STATE_PAUSED));
  reel_upload_queue_set_paused (f->queue, FALSE);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *b = video_file (f, "b.avi", "b");

  f->service->hold = TRUE;
  add (f, a, NULL);
  reel_test_wait (f->service->held->len == 1);
  reel_upload_queue_cancel (f->queue, nth (f, 0));
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_CANCELLED);
  g_assert_true (reel_video_get_can_retry (nth (f, 0)));
  service_release (f->service);

  /* What the service has can only be forgotten here. */
  f->service->stay = TRUE;
  add (f, b, NULL);
  reel_test_wait (state_of (f, 1) == REEL_VIDEO_STATE_PROCESSING);
  reel_upload_queue_cancel (f->queue, nth (f, 1));
  g_assert_cmpint (state_of (f, 1), ==, REEL_VIDEO_STATE_CANCELLED);
  reel_test_wait (number (f, "n-total") == 0);

  reel_upload_queue_clear_finished (f->queue);
  g_assert_cmpuint (n_items (f), ==, 0);
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)) == 1);
  close_all (f);
  open_all (f, TRUE);
  g_assert_cmpuint (n_items (f), ==, 0);
  g_assert_nonnull (reel_catalogue_find_video (f->catalogue, "here", "v2"));

  /* Dropped once more, it is only asked about. */
  f->service->stay = FALSE;
  g_assert_cmpint (add (f, b, NULL), ==, 1);
  reel_test_wait (n_items (f) == 1 && all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 2);
}

static void
test_restart (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *b = video_file (f, "b.avi", "b");
  g_autofree char *c = video_file (f, "c.avi", "c");

  f->service->stay = TRUE;
  add (f, a, NULL);
  reel_test_wait (state_of (f, 0) == REEL_VIDEO_STATE_PROCESSING);
  f->service->hold = TRUE;
  add (f, b, c, NULL);
  reel_test_wait (f->service->held->len == 2 && reel_video_get_unanswered (nth (f, 1)) &&
                  reel_video_get_unanswered (nth (f, 2)));
  close_all (f);
  service_release (f->service);
  f->service->stay = FALSE;

  open_all (f, FALSE);
  g_assert_cmpuint (n_items (f), ==, 3);
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_PROCESSING);
  g_assert_cmpint (state_of (f, 1), ==, REEL_VIDEO_STATE_QUEUED);
  g_assert_cmpint (state_of (f, 2), ==, REEL_VIDEO_STATE_QUEUED);
  g_assert_true (reel_video_get_unanswered (nth (f, 1)));
  reel_upload_queue_set_client (f->queue, f->client);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpstr (reel_video_get_video_id (nth (f, 0)), ==, "v1");
  g_assert_cmpuint (f->service->n_uploads, ==, 5);
  g_assert_true (reel_video_get_unanswered (nth (f, 1)));
  g_assert_false (reel_video_get_unanswered (nth (f, 0)));
}

static gboolean
was_refused (Fixture *f, const char *start)
{
  for (guint i = 0; i < f->refused->len; i++)
    {
      if (g_str_has_prefix (f->refused->pdata[i], start))
        return TRUE;
    }
  return FALSE;
}

static void
test_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *two = text_file (f, "drop/clip 2.mp4", "x");
  g_autofree char *ten = text_file (f, "drop/clip 10.MOV", "x");
  g_autofree char *deep = text_file (f, "drop/sub/deeper/c.mkv", "x");
  g_autofree char *note = text_file (f, "drop/notes.txt", "x");
  g_autofree char *script = text_file (f, "drop/index.ts", "export const answer = 42;\n");
  g_autofree char *hidden = text_file (f, "drop/.trash/d.mp4", "x");
  g_autofree char *dot = text_file (f, "drop/.e.mp4", "x");
  g_autofree char *empty = text_file (f, "empty/readme.txt", "x");
  g_autofree char *drop = g_path_get_dirname (two);
  g_autofree char *none = g_path_get_dirname (empty);
  g_autofree char *circle = g_build_filename (drop, "sub", "circle", NULL);
  g_autofree char *broken = g_build_filename (drop, "broken.mp4", NULL);
  g_autofree char *pipe_path = g_build_filename (f->folder, "pipe.mp4", NULL);
  g_autofree char *gone = g_build_filename (f->folder, "gone.mp4", NULL);

  g_assert_cmpint (symlink (drop, circle), ==, 0);
  g_assert_cmpint (symlink ("/nonexistent", broken), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_cmpint (add (f, drop, none, pipe_path, gone, NULL), ==, 3);
  g_assert_cmpuint (n_items (f), ==, 3);
  g_assert_cmpstr (reel_video_get_name (nth (f, 0)), ==, "clip 2.mp4");
  g_assert_cmpstr (reel_video_get_name (nth (f, 1)), ==, "clip 10.MOV");
  g_assert_cmpstr (reel_video_get_name (nth (f, 2)), ==, "c.mkv");
  g_assert_cmpuint (reel_video_get_size (nth (f, 2)), ==, 1);
  g_assert_cmpuint (f->refused->len, ==, 3);
  g_assert_true (was_refused (f, "empty: There is no video"));
  g_assert_true (was_refused (f, "pipe.mp4: This is not an ordinary file."));
  g_assert_true (was_refused (f, "gone.mp4: There is no such file."));
}

/* What may not be read, what may only be listed, and what may not even be looked at. */
static void
test_unreadable (Fixture *f, gconstpointer data)
{
  g_autofree char *hidden = text_file (f, "shut/inner/a.mp4", "x");
  g_autofree char *listed = text_file (f, "shut/names/c.mp4", "x");
  g_autofree char *other = text_file (f, "shut/b.mp4", "x");
  g_autofree char *inner = g_path_get_dirname (hidden);
  g_autofree char *names = g_path_get_dirname (listed);
  g_autofree char *outer = g_path_get_dirname (other);

  reel_upload_queue_set_paused (f->queue, TRUE);
  g_assert_cmpint (g_chmod (outer, 0755), ==, 0);
  g_assert_cmpint (g_chmod (inner, 0), ==, 0);
  g_assert_cmpint (g_chmod (names, 0444), ==, 0);
  g_assert_cmpint (g_chmod (other, 0), ==, 0);
  reel_test_become_nobody (outer);
  g_assert_cmpint (add (f, outer, hidden, NULL), ==, 2);
  g_assert_cmpuint (f->refused->len, ==, 2);
  g_assert_true (was_refused (f, "inner: You are not allowed to read it."));
  g_assert_true (was_refused (f, "a.mp4: You are not allowed to read it."));
  for (guint i = 0; i < 2; i++)
    reel_upload_queue_resume (f->queue, nth (f, i));
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_FAILED));
  reel_test_become_oneself ();
  for (guint i = 0; i < 2; i++)
    g_assert_true (g_str_has_prefix (reel_video_get_error (nth (f, i)), "You are not allowed"));
  g_assert_cmpint (g_chmod (inner, 0700), ==, 0);
  g_assert_cmpint (g_chmod (names, 0700), ==, 0);
}

static void
test_bad_files (Fixture *f, gconstpointer data)
{
  g_autofree char *text = text_file (f, "letter.txt", "Dear Sir or Madam,\nthis is no video.\n");
  g_autofree char *empty = text_file (f, "empty.mp4", "");
  g_autofree char *gone = video_file (f, "gone.avi", "");

  reel_upload_queue_set_paused (f->queue, TRUE);
  g_assert_cmpint (add (f, text, empty, gone, NULL), ==, 3);
  g_assert_cmpint (g_unlink (gone), ==, 0);
  reel_upload_queue_set_paused (f->queue, FALSE);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_FAILED));
  g_assert_nonnull (reel_video_get_error (nth (f, 0)));
  g_assert_false (reel_video_get_can_retry (nth (f, 0)));
  g_assert_cmpstr (reel_video_get_error (nth (f, 1)), ==, "The file is empty.");
  g_assert_true (g_str_has_prefix (reel_video_get_error (nth (f, 2)), "The file is no longer there."));
  g_assert_true (reel_video_get_missing (nth (f, 2)));
  g_assert_cmpuint (f->service->n_uploads, ==, 0);

  /* Put back, it can be tried again; what is no video is not tried. */
  g_free (video_file (f, "gone.avi", ""));
  reel_upload_queue_retry_failed (f->queue);
  reel_test_wait (state_of (f, 2) == REEL_VIDEO_STATE_READY && state_of (f, 1) == REEL_VIDEO_STATE_FAILED);
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_FAILED);
  g_assert_false (reel_video_get_missing (nth (f, 2)));
}

static void
test_twice (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *copy = video_file (f, "copy of a.avi", "a");
  g_autofree char *bad = text_file (f, "bad.avi", "no video");

  g_assert_cmpint (add (f, a, a, bad, NULL), ==, 2);
  g_assert_cmpuint (f->refused->len, ==, 1);
  g_assert_true (was_refused (f, "a.avi: This video is already there."));
  g_assert_cmpint (add (f, a, NULL), ==, 0);
  g_assert_cmpuint (f->refused->len, ==, 2);
  reel_test_wait (state_of (f, 0) == REEL_VIDEO_STATE_READY && state_of (f, 1) == REEL_VIDEO_STATE_FAILED);
  g_assert_cmpint (add (f, a, NULL), ==, 0);

  /* The same content under another name: seen when it is read. */
  g_ptr_array_set_size (f->refused, 0);
  g_assert_cmpint (add (f, copy, NULL), ==, 1);
  reel_test_wait (f->refused->len == 1 && n_items (f) == 2);
  g_assert_true (was_refused (f, "copy of a.avi: This video is already there."));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), ==, 2);
  g_assert_cmpuint (f->service->n_uploads, ==, 1);

  /* A Failed one is tried again in its own row; another cut under the same name is another video. */
  g_free (video_file (f, "bad.avi", "mended"));
  g_free (video_file (f, "a.avi", "another cut"));
  g_assert_cmpint (add (f, bad, a, NULL), ==, 2);
  g_assert_cmpuint (n_items (f), ==, 3);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 3);
}

static guint
n_rows (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->catalogue));
}

/* What is already there is sent once more where somebody insists, also after a restart in between. */
static void
test_insist (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *copy = video_file (f, "copy of a.avi", "a");
  g_autofree char *gone = g_build_filename (f->folder, "gone.avi", NULL);

  g_assert_cmpint (add (f, a, gone, NULL), ==, 1);
  g_assert_cmpuint (f->again->len, ==, 0); /* nothing to insist on */
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  add (f, a, copy, NULL);
  reel_test_wait (f->again->len == 2 && n_rows (f) == 1);
  g_assert_cmpuint (f->service->n_uploads, ==, 1);

  reel_upload_queue_set_paused (f->queue, TRUE);
  reel_upload_queue_insist (f->queue, "c1", f->again);
  reel_test_wait (n_items (f) == 3);
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_PAUSED), ==, 2);
  close_all (f);
  open_all (f, TRUE);
  g_assert_cmpuint (n_items (f), ==, 2);
  reel_upload_queue_set_paused (f->queue, FALSE);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 3);
  g_assert_cmpuint (n_rows (f), ==, 3);
  g_assert_cmpstr (reel_video_get_fingerprint (nth (f, 0)), ==, reel_video_get_fingerprint (nth (f, 1)));
  g_assert_cmpstr (reel_video_get_video_id (nth (f, 0)), !=, reel_video_get_video_id (nth (f, 1)));

  /* Insisted once is not insisted for ever. */
  g_ptr_array_set_size (f->again, 0);
  add (f, copy, NULL);
  g_assert_cmpuint (f->again->len, ==, 1);

  /* What can't be noted is said, and not sent. */
  by_hand (f, "CREATE TRIGGER no BEFORE UPDATE ON videos BEGIN SELECT RAISE (ABORT, 'no'); END");
  g_ptr_array_set_size (f->refused, 0);
  reel_upload_queue_insist (f->queue, "c1", f->again);
  reel_test_wait (f->refused->len == 1 && n_rows (f) == 3);
  g_assert_cmpuint (f->again->len, ==, 1);
  g_assert_cmpuint (f->service->n_uploads, ==, 3);
}

/* A file that was moved is found again by what it is. */
static void
test_moved (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *b = video_file (f, "b.avi", "b");
  g_autofree char *new_a = g_build_filename (f->folder, "moved", "new a.avi", NULL);
  g_autofree char *new_b = g_build_filename (f->folder, "moved", "new b.avi", NULL);
  g_autofree char *folder = g_path_get_dirname (new_a);
  g_autofree char *uri = g_filename_to_uri (new_a, NULL, NULL);
  g_autoptr (ReelVideo) video = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (add (f, a, NULL), ==, 1);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  video = g_object_ref (nth (f, 0));
  g_assert_cmpint (g_rename (a, new_a), ==, 0);
  add (f, folder, NULL);
  reel_test_wait (f->n_relinked == 1 && n_rows (f) == 1);
  g_assert_cmpstr (reel_video_get_uri (video), ==, uri);
  g_assert_cmpstr (reel_video_get_name (video), ==, "new a.avi");
  g_assert_false (reel_video_get_missing (video));
  g_assert_cmpuint (f->refused->len, ==, 0);
  g_assert_cmpuint (f->service->n_uploads, ==, 1);
  g_clear_object (&video);

  /* It is so on disk too. */
  close_all (f);
  open_all (f, TRUE);
  video = g_list_model_get_item (G_LIST_MODEL (f->catalogue), 0);
  g_assert_cmpstr (reel_video_get_uri (video), ==, uri);
  g_clear_object (&video);

  /* One that failed as it was gone goes on from its new place. */
  f->service->upload_status = 500;
  f->service->n_bad = 6;
  add (f, b, NULL);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_FAILED));
  g_assert_cmpint (g_rename (b, new_b), ==, 0);
  reel_upload_queue_retry (f->queue, nth (f, 0));
  reel_test_wait (reel_video_get_missing (nth (f, 0)) && all_in (f, REEL_VIDEO_STATE_FAILED));
  add (f, new_b, NULL);
  reel_test_wait (f->n_relinked == 2 && n_rows (f) == 2 && all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpstr (reel_video_get_name (nth (f, 0)), ==, "new b.avi");
}

static void
test_no_client (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *b = video_file (f, "b.avi", "b");
  g_autofree char *c = video_file (f, "c.avi", "c");
  Service *other = service_new ();
  g_autoptr (ReelClient) nobody = NULL;
  g_autoptr (GString) errors = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  nobody = reel_client_new (other->url, "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_assert_no_error (error);
  service_free (other); /* nobody listens there now */

  add (f, a, b, c, NULL);
  reel_test_wait (reel_video_get_width (nth (f, 0)) > 0);
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_PREPARING);
  g_assert_cmpstr (reel_video_get_error (nth (f, 0)), ==, "Waits until the service is there.");
  g_assert_cmpstr (reel_video_get_error (nth (f, 2)), ==, "Waits until the service is there.");

  /* Offline: those that tried say so, are tried again, and do not fail. */
  g_signal_connect (nth (f, 0), "notify::error", G_CALLBACK (note_error), errors);
  reel_upload_queue_set_client (f->queue, nobody);
  reel_test_wait (strstr (errors->str, "tried again") != NULL);
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_FAILED), ==, 0);
  reel_upload_queue_set_client (f->queue, NULL);
  f->service->hold = TRUE;
  reel_upload_queue_set_client (f->queue, f->client);
  reel_test_wait (f->service->held->len == 2);

  /* The service goes away in the middle, and comes back. */
  reel_upload_queue_set_client (f->queue, NULL);
  reel_test_wait (count_in (f, REEL_VIDEO_STATE_UPLOADING) == 0);
  service_release (f->service);
  reel_upload_queue_set_client (f->queue, f->client);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  for (guint i = 0; i < 3; i++)
    g_assert_null (reel_video_get_error (nth (f, i)));
}

/* What can't be written is not done. */
static void
test_disk (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *b = video_file (f, "b.avi", "b");
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (b);
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  by_hand (f, "CREATE TRIGGER no BEFORE UPDATE ON videos BEGIN SELECT RAISE (ABORT, 'no'); END");
  add (f, a, NULL);
  reel_test_wait (reel_video_get_error (nth (f, 0)) != NULL);
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_PREPARING);
  g_assert_null (reel_video_get_fingerprint (nth (f, 0)));
  g_assert_cmpuint (f->service->n_uploads, ==, 0);
  by_hand (f, "DROP TRIGGER no; CREATE TRIGGER no BEFORE INSERT ON videos BEGIN SELECT RAISE (ABORT, 'no'); END");
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_null (reel_video_get_error (nth (f, 0)));

  g_list_store_append (files, file);
  reel_upload_queue_add_async (f->queue, "c1", G_LIST_MODEL (files), NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_cmpint (reel_upload_queue_add_finish (f->queue, result, &error), ==, -1);
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FAILED);
  g_clear_object (&result);
  g_assert_cmpuint (n_items (f), ==, 1);
  by_hand (f, "DROP TRIGGER no");
  g_assert_cmpint (add (f, b, NULL), ==, 1);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
}

static void
write_as_disk_refuses (Fixture *f, int result, const char *said)
{
  g_autofree char *name = g_strdup_printf ("%d.avi", result);
  g_autofree char *path = video_file (f, name, name);
  g_autofree char *other = video_file (f, "other.avi", name);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (other);
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GError) error = NULL;
  const guint n_uploads = f->service->n_uploads, last = n_items (f);

  reel_upload_queue_set_paused (f->queue, TRUE);
  add (f, path, NULL);
  disk_double_set (result);
  reel_upload_queue_set_paused (f->queue, FALSE);
  reel_test_wait (reel_video_get_error (nth (f, last)) != NULL &&
                  strstr (reel_video_get_error (nth (f, last)), said) != NULL);
  g_assert_cmpint (state_of (f, last), !=, REEL_VIDEO_STATE_FAILED);
  g_assert_cmpuint (f->service->n_uploads, ==, n_uploads);
  g_list_store_append (files, file);
  reel_upload_queue_add_async (f->queue, "c1", G_LIST_MODEL (files), NULL, reel_test_store_result, &added);
  reel_test_wait (added != NULL);
  g_assert_cmpint (reel_upload_queue_add_finish (f->queue, added, &error), ==, -1);
  g_assert_nonnull (strstr (error->message, said));
  g_assert_cmpuint (n_items (f), ==, last + 1);

  /* As soon as it can be written, all goes on by itself. */
  disk_double_set (0);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_null (reel_video_get_error (nth (f, last)));
  g_assert_cmpuint (f->service->n_uploads, ==, n_uploads + 1);
}

/* A disk that is full, or can only be read, in the middle of the work. */
static void
test_disk_refuses (Fixture *f, gconstpointer data)
{
  write_as_disk_refuses (f, SQLITE_FULL, "The disk is full");
  write_as_disk_refuses (f, SQLITE_READONLY, "can’t be written");
  close_all (f);
  open_all (f, TRUE);
  g_assert_cmpuint (n_rows (f), ==, 2);
}

/* Another program holds the file for longer than we wait in one go. */
static void
test_locked (Fixture *f, gconstpointer data)
{
  g_autofree char *path = video_file (f, "a.avi", "a");
  sqlite3 *db = NULL;

  reel_upload_queue_set_paused (f->queue, TRUE);
  add (f, path, NULL);
  g_assert_cmpint (sqlite3_open (f->db, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  reel_upload_queue_set_paused (f->queue, FALSE);
  reel_test_wait (reel_video_get_error (nth (f, 0)) != NULL &&
                  g_str_has_prefix (reel_video_get_error (nth (f, 0)), "Another program holds"));
  g_assert_cmpuint (f->service->n_uploads, ==, 0);
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_null (reel_video_get_error (nth (f, 0)));
}

/* What happens to files between the drop and their turn. */
static void
test_files_queued (Fixture *f, gconstpointer data)
{
  g_autofree char *changed = video_file (f, "disk/changed.avi", "1");
  g_autofree char *folder_now = video_file (f, "disk/folder.avi", "2");
  g_autofree char *away = video_file (f, "disk/away.avi", "3");
  g_autofree char *disk = g_path_get_dirname (away);
  g_autofree char *aside = g_build_filename (f->folder, "aside", NULL);

  /* Prepared, as far as that goes without a service; then changed. What is sent is what is there then, and known as that. */
  add (f, changed, NULL);
  reel_test_wait (reel_video_get_width (nth (f, 0)) > 0);
  g_free (video_file (f, "disk/changed.avi", "another cut"));
  reel_upload_queue_set_client (f->queue, f->client);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  {
    g_autoptr (GFile) file = g_file_new_for_path (changed);
    g_autofree char *fingerprint = reel_fingerprint_compute (file, NULL, NULL, NULL);

    g_assert_cmpstr (reel_video_get_fingerprint (nth (f, 0)), ==, fingerprint);
    g_assert_true (g_str_has_suffix (fingerprint, reel_video_get_sha256 (nth (f, 0)))); /* a small one: it is all of it */
  }
  g_assert_cmpuint (f->service->n_uploads, ==, 1);

  /* A folder in its place, and a disk that is not there: said on the row; back again, it goes on when asked. */
  reel_upload_queue_set_paused (f->queue, TRUE);
  add (f, folder_now, away, NULL);
  g_assert_cmpint (g_unlink (folder_now), ==, 0);
  g_assert_cmpint (g_mkdir (folder_now, 0700), ==, 0);
  reel_upload_queue_resume (f->queue, nth (f, 1));
  reel_test_wait (state_of (f, 1) == REEL_VIDEO_STATE_FAILED);
  g_assert_cmpstr (reel_video_get_error (nth (f, 1)), ==, "This is a folder, not a file.");
  g_assert_true (reel_video_get_can_retry (nth (f, 1)));
  g_assert_cmpint (g_rename (disk, aside), ==, 0);
  reel_upload_queue_set_paused (f->queue, FALSE);
  reel_test_wait (state_of (f, 2) == REEL_VIDEO_STATE_FAILED);
  g_assert_true (g_str_has_prefix (reel_video_get_error (nth (f, 2)), "The file is no longer there."));
  g_assert_true (reel_video_get_missing (nth (f, 2)));
  g_assert_cmpint (g_rename (aside, disk), ==, 0);
  g_assert_cmpint (g_rmdir (folder_now), ==, 0);
  g_free (video_file (f, "disk/folder.avi", "2"));
  reel_upload_queue_retry_failed (f->queue);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 3);
}

static void
append (const char *path, const char *text)
{
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* What happens to a file while it is sent: it goes so slowly that there is time for it. */
static void
test_files_uploading (Fixture *f, gconstpointer data)
{
  static const char * const events[] = { "another", "moved", "replaced", "grown" };

  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autofree char *name = g_strconcat (events[i], ".avi", NULL);
      g_autofree char *path = video_file (f, name, events[i]);
      g_autofree char *aside = g_strconcat (path, ".aside", NULL);
      const guint last = n_items (f);

      g_object_set (f->client, "bandwidth-limit", (guint64) 200000, NULL);
      add (f, path, NULL);
      reel_test_wait (state_of (f, last) == REEL_VIDEO_STATE_UPLOADING && reel_video_get_progress (nth (f, last)) > 0);
      if (i == 0)
        g_free (video_file (f, name, "another under the same name"));
      else if (i == 3)
        append (path, "the camera was not finished");
      else
        g_assert_cmpint (g_rename (path, aside), ==, 0);
      if (i == 2)
        g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      g_object_set (f->client, "bandwidth-limit", (guint64) 0, NULL);
      reel_test_wait (reel_video_state_is_finished (state_of (f, last)));
      if (i == 3)
        {
          g_assert_cmpint (state_of (f, last), ==, REEL_VIDEO_STATE_FAILED);
          g_assert_nonnull (strstr (reel_video_get_error (nth (f, last)), "changed"));
          reel_upload_queue_retry_failed (f->queue);
          reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
        }
      /* What is open is sent to its end, under whatever name. */
      g_assert_cmpint (state_of (f, last), ==, REEL_VIDEO_STATE_READY);
      g_assert_false (reel_video_get_unanswered (nth (f, last)));
    }
}

static void
test_add_cancelled (Fixture *f, gconstpointer data)
{
  g_autofree char *path = video_file (f, "a.avi", "");
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_list_store_append (files, file);
  g_cancellable_cancel (cancellable);
  reel_upload_queue_add_async (f->queue, "c1", G_LIST_MODEL (files), cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_cmpint (reel_upload_queue_add_finish (f->queue, result, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_items (f), ==, 0);
  g_assert_cmpuint (f->refused->len, ==, 0);
}

static void
test_many (Fixture *f, gconstpointer data)
{
  const guint n = 2000;
  g_autofree char *folder = g_build_filename (f->folder, "drop", NULL);
  guint changes = 0, notified = 0;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.mp4", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_true (g_file_set_contents_full (path, "x", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
  reel_upload_queue_set_paused (f->queue, TRUE);
  g_signal_connect (f->queue, "items-changed", G_CALLBACK (count_cb), &changes);
  g_signal_connect_swapped (f->queue, "notify::n-total", G_CALLBACK (g_atomic_int_inc), &notified);
  g_assert_cmpint (add (f, folder, NULL), ==, (int) n);
  g_assert_cmpuint (n_items (f), ==, n);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (all_in (f, REEL_VIDEO_STATE_PAUSED));
  g_assert_cmpstr (reel_video_get_name (nth (f, 1999)), ==, "1999.mp4");
  reel_test_wait (number (f, "n-total") == n);
  g_assert_cmpuint (notified, ==, 1);

  close_all (f);
  open_all (f, TRUE);
  g_assert_cmpuint (n_items (f), ==, n);
  g_assert_true (all_in (f, REEL_VIDEO_STATE_PAUSED));
  changes = 0;
  g_signal_connect (f->queue, "items-changed", G_CALLBACK (count_cb), &changes);
  /* Those that stand together go together. */
  reel_upload_queue_cancel (f->queue, nth (f, 1));
  reel_upload_queue_cancel (f->queue, nth (f, 2));
  reel_upload_queue_cancel (f->queue, nth (f, n - 1));
  reel_upload_queue_clear_finished (f->queue);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_cmpuint (n_items (f), ==, n - 3);
  g_assert_cmpstr (reel_video_get_name (nth (f, 0)), ==, "0.mp4");
  g_assert_cmpstr (reel_video_get_name (nth (f, 1)), ==, "3.mp4");
  g_assert_cmpstr (reel_video_get_name (nth (f, n - 4)), ==, "1998.mp4");
  reel_upload_queue_cancel_all (f->queue);
  g_assert_true (all_in (f, REEL_VIDEO_STATE_CANCELLED));
  reel_upload_queue_clear_finished (f->queue);
  g_assert_cmpuint (changes, ==, 3);
  g_assert_cmpuint (n_items (f), ==, 0);
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)) == 0);
}

/* Whatever it is doing, a queue that is let go is gone. */
static void
test_dropped (Fixture *f, gconstpointer data)
{
  static const ReelVideoState states[] = { REEL_VIDEO_STATE_QUEUED, REEL_VIDEO_STATE_PREPARING, REEL_VIDEO_STATE_UPLOADING,
                                           REEL_VIDEO_STATE_WAITING, REEL_VIDEO_STATE_PROCESSING };

  f->service->stay = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *name = g_strdup_printf ("%" G_GSIZE_FORMAT ".avi", i);
      g_autofree char *path = video_file (f, name, name);
      guint last;

      add (f, path, NULL);
      last = n_items (f) - 1;
      reel_test_wait (state_of (f, last) == states[i]);
      close_all (f);
      open_all (f, TRUE);
      g_assert_cmpuint (n_items (f), ==, last + 1);
    }
}

static void
import (Fixture *f, const char *rows)
{
  g_autofree char *path = g_build_filename (f->folder, "catalogue.json", NULL);
  g_autofree char *text = g_strdup_printf ("{\"format\": \"io.github.reelseek.catalogue\", \"version\": 1, \"videos\": [%s], "
                                           "\"collections\": [], \"notes\": [], \"searches\": []}", rows);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelImported imported;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  reel_catalogue_import_async (f->catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_import_finish (f->catalogue, result, &imported, &error));
  g_assert_no_error (error);
}

static char *
row_of (ReelVideo *video, const char *video_id)
{
  g_autofree char *fingerprint =
    reel_video_get_fingerprint (video) != NULL
      ? g_strdup_printf ("\"fingerprint\": \"%s\", ", reel_video_get_fingerprint (video)) : g_strdup ("");

  return g_strdup_printf ("{\"profile\": \"here\", \"collection\": \"c1\", \"uri\": \"%s\", \"added\": 1, %s"
                          "\"state\": \"ready\", \"video_id\": \"%s\"}", reel_video_get_uri (video), fingerprint, video_id);
}

/* An import says that the service has what is still to be sent: it is asked for, and never sent. */
static void
test_imported (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *b = video_file (f, "b.avi", "b");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *both = NULL;

  reel_upload_queue_set_paused (f->queue, TRUE);
  g_assert_cmpint (add (f, a, b, NULL), ==, 2);
  g_assert_true (all_in (f, REEL_VIDEO_STATE_PAUSED));
  first = row_of (nth (f, 0), "theirs-1");
  second = row_of (nth (f, 1), "theirs-2");
  both = g_strconcat (first, ", ", second, NULL);
  import (f, both);
  g_assert_true (all_in (f, REEL_VIDEO_STATE_WAITING));
  close_all (f);
  open_all (f, TRUE);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 0);
  g_assert_cmpstr (reel_video_get_video_id (nth (f, 0)), ==, "theirs-1");
  g_assert_cmpstr (reel_video_get_video_id (nth (f, 1)), ==, "theirs-2");
}

/* The same while it is sent: the rest of it is not. */
static void
test_imported_uploading (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");
  g_autofree char *row = NULL;

  f->service->hold = TRUE;
  add (f, a, NULL);
  reel_test_wait (f->service->held->len == 1);
  g_assert_cmpint (state_of (f, 0), ==, REEL_VIDEO_STATE_UPLOADING);
  row = row_of (nth (f, 0), "theirs");
  import (f, row);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  service_release (f->service);
  g_assert_cmpuint (f->service->n_uploads, ==, 1);
  g_assert_cmpstr (reel_video_get_video_id (nth (f, 0)), ==, "theirs");
  g_assert_true (reel_video_get_unanswered (nth (f, 0))); /* all of it was out */
}

/* A row of an earlier program that has an id, and was left to be sent. */
static void
test_identified (Fixture *f, gconstpointer data)
{
  g_autofree char *a = video_file (f, "a.avi", "a");

  add (f, a, NULL);
  close_all (f);
  by_hand (f, "UPDATE videos SET video_id = 'theirs', state = 'paused'");
  open_all (f, TRUE);
  reel_test_wait (n_items (f) == 1 && all_in (f, REEL_VIDEO_STATE_READY));
  g_assert_cmpuint (f->service->n_uploads, ==, 0);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    gconstpointer data; /* not NULL: without a client */
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "ready", NULL, test_ready },
    { "limits", NULL, test_limits },
    { "trouble/429", GUINT_TO_POINTER (429), test_trouble },
    { "trouble/500", GUINT_TO_POINTER (500), test_trouble },
    { "trouble/503", GUINT_TO_POINTER (503), test_trouble },
    { "trouble/504", GUINT_TO_POINTER (504), test_trouble },
    { "uncertain/400", GUINT_TO_POINTER (400), test_uncertain },
    { "uncertain/500", GUINT_TO_POINTER (500), test_uncertain },
    { "uncertain/502", GUINT_TO_POINTER (502), test_uncertain },
    { "uncertain/524", GUINT_TO_POINTER (524), test_uncertain },
    { "breaker", NULL, test_breaker },
    { "asked-to-wait/429", GUINT_TO_POINTER (429), test_asked_to_wait },
    { "asked-to-wait/503", GUINT_TO_POINTER (503), test_asked_to_wait },
    { "fault", NULL, test_fault },
    { "fault-after-outage", NULL, test_fault_after_outage },
    { "key", NULL, test_key },
    { "failed", NULL, test_failed },
    { "questions", NULL, test_questions },
    { "pause", NULL, test_pause },
    { "gate", NULL, test_gate },
    { "pause-all", NULL, test_pause_all },
    { "cancel", NULL, test_cancel },
    { "restart", NULL, test_restart },
    { "folder", "no client", test_folder },
    { "unreadable", NULL, test_unreadable },
    { "bad-files", NULL, test_bad_files },
    { "twice", NULL, test_twice },
    { "insist", NULL, test_insist },
    { "moved", NULL, test_moved },
    { "no-client", "no client", test_no_client },
    { "disk", NULL, test_disk },
    { "disk-refuses", NULL, test_disk_refuses },
    { "locked", NULL, test_locked },
    { "files-queued", "no client", test_files_queued },
    { "files-uploading", NULL, test_files_uploading },
    { "add-cancelled", NULL, test_add_cancelled },
    { "imported", "no client", test_imported },
    { "imported-uploading", NULL, test_imported_uploading },
    { "identified", "no client", test_identified },
    { "many", NULL, test_many },
    { "dropped", NULL, test_dropped },
  };

  reel_test_init (&argc, &argv);
  disk_double_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/uploads/queue/", tests[i].path, NULL);

      g_test_add (path, Fixture, tests[i].data, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
