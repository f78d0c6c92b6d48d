/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/reel-client.h"
#include "api/reel-upload-stream.h"
#include "reel-mock-server.h"
#include "reel-test.h"

#define KEY "sk-never-to-be-seen-4711"
#define MIB (1024 * 1024)

static ReelClient *
new_client (const char *url)
{
  g_autoptr (GError) error = NULL;
  ReelClient *client = reel_client_new (url, KEY, REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);

  g_assert_no_error (error);
  g_object_set (client, "time-scale", 0.001, NULL);
  return client;
}

/* A file of pseudo-random bytes, so that a block in the wrong place shows. */
static GFile *
new_file (const char *name,
          gsize       size)
{
  g_autofree char *folder = reel_test_tmp ("upload");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree guint32 *data = g_malloc (size + 4);
  guint32 x = 2463534242;

  for (gsize i = 0; i < size / 4 + 1; i++)
    {
      x ^= x << 13;
      x ^= x >> 17;
      x ^= x << 5;
      data[i] = x;
    }
  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  return g_file_new_for_path (path);
}

typedef struct
{
  guint calls;
  guint64 last, total;
  gboolean freed;
  GThread *thread;
  gint64 begun, last_at; /* monotonic */
} Progress;

static void
progress_cb (guint64  sent,
             guint64  total,
             gpointer data)
{
  Progress *progress = data;

  g_assert_false (progress->freed);
  g_assert_true (g_thread_self () == progress->thread);
  g_assert_cmpuint (sent, >, progress->last);
  g_assert_cmpuint (sent, <=, total);
  progress->last_at = g_get_monotonic_time ();
  progress->calls++;
  progress->last = sent;
  progress->total = total;
}

static void
progress_free (gpointer data)
{
  Progress *progress = data;

  g_assert_true (g_thread_self () == progress->thread);
  g_assert_false (progress->freed);
  progress->freed = TRUE;
}

static GError *
upload (ReelClient   *client,
        GFile        *file,
        Progress     *progress,
        GCancellable *cancellable)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;

  progress->thread = g_thread_self ();
  progress->begun = g_get_monotonic_time ();
  reel_client_upload_video_async (client, "c", file, REEL_UPLOAD_ONCE, progress_cb, progress, progress_free, cancellable,
                                  reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (progress->freed);
  id = reel_client_upload_video_finish (client, result, &error);
  g_assert_true ((id != NULL) == (error == NULL));
  if (id != NULL)
    g_assert_cmpstr (id, ==, "v");
  else
    g_assert_null (strstr (error->message, KEY));
  return error;
}

static char *
sha256_of (GFile *file)
{
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_load_contents (file, NULL, &data, &length, NULL, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, length);
}

static void
check_body (const ReelMockRequest *request,
            GFile                 *file,
            const char            *quoted_name)
{
  g_autofree char *expected = sha256_of (file);
  g_autofree char *got = NULL;
  g_autofree char *boundary = NULL;
  g_autofree char *head = NULL;
  g_autofree char *tail = NULL;
  gsize size, head_length, tail_length;
  const char *data = g_bytes_get_data (request->body, &size);
  const char *quote = strstr (request->content_type, "boundary=\"");

  g_assert_true (g_str_has_prefix (request->content_type, "multipart/form-data; boundary=\""));
  boundary = g_strndup (quote + 10, strlen (quote + 10) - 1);
  head = g_strdup_printf ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: ",
                          boundary, quoted_name);
  tail = g_strdup_printf ("\r\n--%s--\r\n", boundary);
  head_length = strlen (head);
  tail_length = strlen (tail);
  g_assert_cmpint (request->content_length, ==, (gint64) size);
  g_assert_cmpuint (size, >=, head_length + tail_length);
  g_assert_cmpmem (data, head_length, head, head_length);
  g_assert_cmpmem (data + size - tail_length, tail_length, tail, tail_length);
  /* Which type it is depends on the machine's list of them. */
  head_length = (gsize) (strstr (data + head_length, "\r\n\r\n") + 4 - data);
  got =
    g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data + head_length, size - head_length - tail_length);
  g_assert_cmpstr (got, ==, expected);
}

static void
test_large (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (GFile) file = new_file ("large.mp4", 50 * MIB + 4711);
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autoptr (GError) error = NULL;
  Progress progress = { 0 };

  reel_mock_server_push (server, 201, "application/json", "{\"video_id\":\"v\"}");
  error = upload (client, file, &progress, NULL);
  g_assert_no_error (error);
  check_body (reel_mock_server_get_request (server, 0), file, "large.mp4");
  g_assert_cmpuint (progress.last, ==, progress.total);
  g_assert_cmpint (progress.total, ==, reel_mock_server_get_request (server, 0)->content_length);
  /* The first at once, then ten a second, and the end. */
  g_assert_cmpuint (progress.calls, <=, 2 + (progress.last_at - progress.begun) * 10 / G_USEC_PER_SEC);
  reel_test_assert_finalized (&client);
}

/* The checksum of what was sent, where it is wanted, found on the way. */
static void
test_checksum (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (GFile) file = new_file ("sum.mp4", 3 * MIB + 17);
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autofree char *expected = sha256_of (file);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *id = NULL;
      g_autofree char *sha256 = NULL;

      /* Refused once: the file is read once more, from its beginning. */
      reel_mock_server_push (server, 429, "application/json", "{}");
      reel_mock_server_push (server, 200, "application/json", "{\"id\":\"v\"}");
      reel_client_upload_video_async (client, "c", file, i == 0 ? REEL_UPLOAD_ONCE : REEL_UPLOAD_CHECKSUM, NULL, NULL, NULL,
                                      NULL, reel_test_store_result, &result);
      reel_test_wait (result != NULL);
      id = reel_client_upload_video_finish (client, result, &error);
      g_assert_no_error (error);
      sha256 = reel_client_upload_video_dup_sha256 (client, result);
      g_assert_cmpstr (sha256, ==, i == 0 ? NULL : expected);
    }
  reel_test_assert_finalized (&client);
}

static void
test_names (void)
{
  static const struct
  {
    const char *name, *quoted;
  } names[] = {
    { "empty.mp4", "empty.mp4" },
    { "a \"quoted\" name\r\nX-Evil: 1.webm", "a %22quoted%22 name%0D%0AX-Evil: 1.webm" },
    { "影片 – Ünï🎬.mkv", "影片 – Ünï🎬.mkv" },
    { "back\\slash; filename=x", "back\\slash; filename=x" },
    { "r\xe5varor.mp4", "r\xef\xbf\xbdvaror.mp4" },
    { "\xff\xfe.mp4", "\xef\xbf\xbd\xef\xbf\xbd.mp4" },
  };
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GFile) file = new_file (names[i].name, i);
      g_autoptr (GError) error = NULL;
      Progress progress = { 0 };

      reel_mock_server_push (server, 200, "application/json", "{\"id\":\"v\"}");
      error = upload (client, file, &progress, NULL);
      g_assert_no_error (error);
      check_body (reel_mock_server_get_request (server, i), file, names[i].quoted);
    }
  reel_test_assert_finalized (&client);
}

static void
test_bad_file (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autofree char *folder = reel_test_tmp ("upload");
  g_autofree char *fifo = g_build_filename (folder, "pipe.mp4", NULL);
  g_autoptr (GFile) missing = g_file_new_build_filename (folder, "not-there.mp4", NULL);
  g_autoptr (GFile) directory = g_file_new_for_path (folder);
  g_autoptr (GFile) pipe = g_file_new_for_path (fifo);
  GFile *files[] = { missing, directory, pipe };
  const char *names[] = { "not-there.mp4", "upload", "pipe.mp4" };

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      Progress progress = { 0 };
      g_autoptr (GError) error = upload (client, files[i], &progress, NULL);

      g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_FILE);
      g_assert_nonnull (strstr (error->message, names[i]));
      g_assert_cmpuint (progress.calls, ==, 0);
    }
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 0);
  reel_test_assert_finalized (&client);
}

/* Changes the file when the server has its beginning and no more: the rest waits in pipes until this has returned. */
typedef struct
{
  GFile *file;
  enum
  {
    SHRINK,
    GROW,
    TOUCH,
  } how;
  gboolean complete; /* whether the end of the multipart body came */
} Change;

static void
serve_change (GSocketConnection *connection,
              guint              index,
              gpointer           data)
{
  Change *change = data;
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autofree char *buffer = g_malloc (MIB);
  g_autoptr (GString) end = g_string_new (NULL);
  const char *path = g_file_peek_path (change->file);
  gssize n;

  reel_raw_read_head (connection);
  if (change->how == SHRINK)
    g_assert_cmpint (truncate (path, 20 * MIB), ==, 0);
  else if (change->how == GROW)
    g_assert_cmpint (truncate (path, 61 * MIB), ==, 0);
  else
    {
      struct timespec times[2] = { { .tv_sec = 1000000 }, { .tv_sec = 1000000 } };

      g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
    }
  while ((n = g_input_stream_read (input, buffer, MIB, NULL, NULL)) > 0)
    {
      g_string_append_len (end, buffer + MAX (0, n - 16), MIN (n, 16));
      if (end->len > 16)
        g_string_erase (end, 0, (gssize) end->len - 16);
    }
  change->complete = g_str_has_suffix (end->str, "--\r\n");
}

static void
test_changed (gconstpointer data)
{
  g_autoptr (GFile) file = new_file ("changing.mp4", 60 * MIB);
  Change change = { .file = file, .how = GPOINTER_TO_INT (data) };
  ReelRawServer *server = reel_raw_server_new (serve_change, &change);
  ReelClient *client = new_client (reel_raw_server_get_url (server));
  Progress progress = { 0 };
  g_autoptr (GError) error = upload (client, file, &progress, NULL);

  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_FILE_CHANGED);
  g_assert_nonnull (strstr (error->message, "changing.mp4"));
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
  g_assert_false (change.complete);
}

/* A 429 is a refusal, so the file is sent again; after other faults only where the caller allows it. */
static void
test_again (void)
{
  static const struct
  {
    guint status;
    ReelUploadFlags flags;
    guint tries;
  } faults[] = { { 429, REEL_UPLOAD_ONCE, 3 }, { 429, REEL_UPLOAD_REPEATABLE, 3 }, { 503, REEL_UPLOAD_REPEATABLE, 3 },
                 { 504, REEL_UPLOAD_REPEATABLE, 3 }, { 500, REEL_UPLOAD_REPEATABLE, 1 } };
  g_autoptr (GFile) file = new_file ("again.mp4", 100);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = new_client (reel_mock_server_get_url (server));
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *id = NULL;

      reel_mock_server_push_header (server, faults[i].status, "{}", "Retry-After", "7");
      reel_mock_server_push (server, faults[i].status, "application/json", "{}");
      reel_mock_server_push (server, 200, "application/json", "{\"video_id\":\"v\"}");
      reel_client_upload_video_async (client, "c", file, faults[i].flags, NULL, NULL, NULL, NULL, reel_test_store_result,
                                      &result);
      reel_test_wait (result != NULL);
      id = reel_client_upload_video_finish (client, result, &error);
      g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, faults[i].tries);
      if (faults[i].tries == 3)
        g_assert_cmpstr (id, ==, "v");
      else
        g_assert_cmpuint (reel_api_error_get_status (error), ==, faults[i].status);
      for (guint n = 1; n < faults[i].tries; n++)
        g_assert_true (g_bytes_get_size (reel_mock_server_get_request (server, n)->body) > 100);
      g_clear_object (&result);
      reel_test_assert_finalized (&client);
    }
}

/* Two at a time, and a search does not wait for them. */
static void
test_limit (void)
{
  enum
  {
    N = 4,
  };
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (GFile) file = new_file ("limit.mp4", 1000);
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[N + 1] = { NULL };

  for (guint i = 0; i < N; i++)
    {
      reel_mock_server_push_silence (server);
      reel_client_upload_video_async (client, "c", file, REEL_UPLOAD_ONCE, NULL, NULL, NULL, cancellable, reel_test_store_result, &results[i]);
    }
  reel_test_wait (reel_mock_server_get_n_requests (server) == 2);
  reel_client_search_async (client, "c", "t", 1, cancellable, reel_test_store_result, &results[N]);
  reel_test_wait (reel_mock_server_get_n_requests (server) == 3);
  g_assert_true (g_str_has_suffix (reel_mock_server_get_request (server, 2)->path, "/search"));
  g_object_set (client, "max-uploads", 3, NULL);
  reel_test_wait (reel_mock_server_get_n_requests (server) == 4);

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i <= N; i++)
    {
      reel_test_wait (results[i] != NULL);
      g_clear_object (&results[i]);
    }
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 4);
  reel_test_assert_finalized (&client);
}

/* The stream by itself, read by a thread that may block. */
static void
test_stream (void)
{
  g_autoptr (GFile) file = new_file ("stream.mp4", 3 * MIB + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelUploadStream) stream = reel_upload_stream_open (file, NULL, FALSE, NULL, NULL, NULL, &error);
  guint64 length, read = 0;
  gssize n;
  char buffer[1000];

  g_assert_no_error (error);
  length = reel_upload_stream_get_length (stream);
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, NULL, &error)) > 0)
    read += (guint64) n;
  g_assert_no_error (error);
  g_assert_cmpuint (read, ==, length);
  g_assert_true (reel_upload_stream_is_drained (stream));
}

static void
set_true (gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* Takes what is there without waiting; how many bytes. */
static guint64
take (ReelUploadStream *stream)
{
  char buffer[64 * 1024];
  guint64 taken = 0;
  gssize n;

  while ((n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), buffer, sizeof buffer, NULL, NULL)) > 0)
    taken += (guint64) n;
  return taken;
}

/* All of the file goes through, and the end of the body once it may. */
static void
test_gate (void)
{
  const guint64 size = 3 * MIB + 1;
  g_autoptr (GFile) file = new_file ("gate.mp4", size);
  g_autoptr (GError) error = NULL;
  gboolean reached = FALSE;
  g_autoptr (ReelUploadGate) gate = reel_upload_gate_new (set_true, &reached, NULL);
  g_autoptr (ReelUploadStream) stream = reel_upload_stream_open (file, NULL, FALSE, gate, NULL, NULL, &error);
  guint64 length, taken = 0;

  g_assert_no_error (error);
  length = reel_upload_stream_get_length (stream);
  reel_test_wait ((taken += take (stream)) > size && reached);
  g_assert_false (reel_upload_stream_is_drained (stream));
  g_assert_cmpuint (taken, <, length);
  g_assert_cmpuint (take (stream), ==, 0);
  reel_upload_gate_open (gate);
  reel_test_wait ((taken += take (stream)) == length);
  g_assert_true (reel_upload_stream_is_drained (stream));
}

/* Whoever gives up does not wait at the gate, which nobody opens. */
static void
test_gate_closed (void)
{
  g_autoptr (GFile) file = new_file ("closed.mp4", 1000);
  g_autoptr (GError) error = NULL;
  gboolean reached = FALSE;
  g_autoptr (ReelUploadGate) gate = reel_upload_gate_new (set_true, &reached, NULL);
  ReelUploadStream *stream = reel_upload_stream_open (file, NULL, FALSE, gate, NULL, NULL, &error);

  g_assert_no_error (error);
  reel_test_wait (reached);
  take (stream);
  g_assert_true (g_input_stream_close (G_INPUT_STREAM (stream), NULL, &error));
  g_assert_cmpuint (take (stream), ==, 0);
  g_assert_false (reel_upload_gate_is_open (gate));
  reel_test_assert_finalized (&stream);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/upload/large", test_large);
  g_test_add_func ("/api/upload/checksum", test_checksum);
  g_test_add_func ("/api/upload/gate", test_gate);
  g_test_add_func ("/api/upload/gate-closed", test_gate_closed);
  g_test_add_func ("/api/upload/names", test_names);
  g_test_add_func ("/api/upload/bad-file", test_bad_file);
  g_test_add_data_func ("/api/upload/shrinks", GINT_TO_POINTER (SHRINK), test_changed);
  g_test_add_data_func ("/api/upload/grows", GINT_TO_POINTER (GROW), test_changed);
  g_test_add_data_func ("/api/upload/touched", GINT_TO_POINTER (TOUCH), test_changed);
  g_test_add_func ("/api/upload/again", test_again);
  g_test_add_func ("/api/upload/limit", test_limit);
  g_test_add_func ("/api/upload/stream", test_stream);
  return g_test_run ();
}
