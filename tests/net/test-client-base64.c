/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "api/reel-client.h"
#include "api/reel-upload-stream.h"
#include "reel-mock-server.h"
#include "reel-test.h"

/* A video sent along as Base64 in a JSON object, streamed from disk. */

#define MIB (1024 * 1024)
#define HEAD "{\"video_base64\":\""
#define TAIL "\"}"

static ReelClient *
new_client (const char *url)
{
  g_autoptr (GError) error = NULL;
  ReelClient *client = reel_client_new (url, NULL, REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);

  g_assert_no_error (error);
  g_object_set (client, "time-scale", 0.001, NULL);
  return client;
}

/* A file of pseudo-random bytes, so that a block in the wrong place shows. */
static GFile *
new_file (gsize size)
{
  g_autofree char *folder = reel_test_tmp ("base64");
  g_autofree char *path = g_build_filename (folder, "clip.mp4", NULL);
  g_autofree guint8 *data = g_malloc (size + 1);
  guint32 x = 2463534242;

  for (gsize i = 0; i < size; i++)
    {
      x ^= x << 13;
      x ^= x >> 17;
      x ^= x << 5;
      data[i] = (guint8) x;
    }
  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  return g_file_new_for_path (path);
}

static char *
expect_body (GFile *file)
{
  g_autofree char *data = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_load_contents (file, NULL, &data, &length, NULL, NULL));
  text = g_base64_encode ((const guchar *) data, length);
  return g_strconcat (HEAD, text, TAIL, NULL);
}

static void
check_body (const ReelMockRequest *request,
            GFile                 *file)
{
  g_autofree char *expected = expect_body (file);
  gsize length = strlen (expected), size;
  const char *body = g_bytes_get_data (request->body, &size);

  g_assert_cmpstr (request->path, ==, "/video_tagging");
  g_assert_cmpstr (request->content_type, ==, "application/json");
  g_assert_cmpint (request->content_length, ==, (gint64) length);
  g_assert_cmpuint (size, ==, length);
  g_assert_true (memcmp (body, expected, length) == 0);
}

static GError *
tag (ReelClient   *client,
     GFile        *file,
     GCancellable *cancellable)
{
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_file (file);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ReelTags) tags = NULL;
  GError *error = NULL;

  reel_client_tag_video_async (client, video, NULL, NULL, NULL, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  tags = reel_client_tag_video_finish (client, result, &error);
  g_assert_true ((tags != NULL) == (error == NULL));
  return error;
}

static void
test_sizes (void)
{
  /* A block is 393,210 bytes of a file. */
  static const gsize sizes[] = { 0,      1,      2,      3,      4,      393209, 393210, 393211, 393212,
                                 393213, 786419, 786420, 786421, 786422, 5 * MIB };
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server));

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GFile) file = new_file (sizes[i]);
      g_autoptr (GError) error = NULL;

      reel_mock_server_push (server, 200, "application/json", "{\"tags\":[]}");
      error = tag (client, file, NULL);
      g_assert_no_error (error);
      check_body (reel_mock_server_get_request (server, i), file);
    }
  reel_test_assert_finalized (&client);
}

/* A fault, and the whole body once more. */
static void
test_repeated (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (GFile) file = new_file (MIB + 1);
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autoptr (GError) error = NULL;

  reel_mock_server_push (server, 503, "application/json", "{}");
  reel_mock_server_push (server, 200, "application/json", "{\"tags\":[]}");
  error = tag (client, file, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 2);
  check_body (reel_mock_server_get_request (server, 0), file);
  check_body (reel_mock_server_get_request (server, 1), file);
  reel_test_assert_finalized (&client);
}

/* Changes the file when the server has its beginning and no more: the rest waits in pipes until this has returned. */
typedef struct
{
  GFile *file;
  gsize size; /* to be */
  gboolean complete;
} Change;

static void
serve_change (GSocketConnection *connection,
              guint              index,
              gpointer           data)
{
  Change *change = data;
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autofree char *buffer = g_malloc (MIB);
  char last = '\0';
  gssize n;

  reel_raw_read_head (connection);
  g_assert_cmpint (truncate (g_file_peek_path (change->file), (off_t) change->size), ==, 0);
  while ((n = g_input_stream_read (input, buffer, MIB, NULL, NULL)) > 0)
    last = buffer[n - 1];
  change->complete = last == '}';
}

static void
test_changed (gconstpointer data)
{
  g_autoptr (GFile) file = new_file (60 * MIB);
  Change change = { .file = file, .size = GPOINTER_TO_SIZE (data) };
  ReelRawServer *server = reel_raw_server_new (serve_change, &change);
  ReelClient *client = new_client (reel_raw_server_get_url (server));
  g_autoptr (GError) error = tag (client, file, NULL);

  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_FILE_CHANGED);
  g_assert_nonnull (strstr (error->message, "clip.mp4"));
  g_assert_cmpuint (reel_raw_server_get_n_connections (server), ==, 1);
  reel_test_assert_finalized (&client);
  reel_raw_server_free (server);
  g_assert_false (change.complete);
}

static void
test_cancelled (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (GFile) file = new_file (5 * MIB);
  ReelClient *client = new_client (reel_mock_server_get_url (server));
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_file (file);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_mock_server_push_silence (server);
  reel_client_tag_video_async (client, video, NULL, NULL, NULL, cancellable, reel_test_store_result, &result);
  reel_test_wait (reel_mock_server_get_n_requests (server) == 1);
  g_cancellable_cancel (cancellable);
  reel_test_wait (result != NULL);
  g_assert_null (reel_client_tag_video_finish (client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  reel_test_assert_finalized (&client);
}

/* The stream by itself, in reads of every size, and its length beforehand. */
static void
test_stream (void)
{
  g_autoptr (GFile) file = new_file (800 * 1000);
  g_autofree char *expected = expect_body (file);

  for (gsize size = 1; size < 2 * MIB; size = size * 7 + 1)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelUploadStream) stream = reel_upload_stream_open (file, "video_base64", FALSE, NULL, NULL, NULL, &error);
      g_autoptr (GString) got = g_string_new (NULL);
      g_autofree char *buffer = g_malloc (size);
      gssize n;

      g_assert_no_error (error);
      g_assert_cmpuint (reel_upload_stream_get_length (stream), ==, strlen (expected));
      while ((n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, size, NULL, &error)) > 0)
        g_string_append_len (got, buffer, n);
      g_assert_no_error (error);
      g_assert_true (g_str_equal (got->str, expected));
      g_assert_true (reel_upload_stream_is_drained (stream));
    }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/base64/sizes", test_sizes);
  g_test_add_func ("/api/base64/repeated", test_repeated);
  g_test_add_data_func ("/api/base64/shrinks", GSIZE_TO_POINTER (20 * MIB), test_changed);
  g_test_add_data_func ("/api/base64/grows", GSIZE_TO_POINTER (61 * MIB), test_changed);
  g_test_add_func ("/api/base64/cancelled", test_cancelled);
  g_test_add_func ("/api/base64/stream", test_stream);
  return g_test_run ();
}
