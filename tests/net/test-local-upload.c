/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "local-child.h"
#include "reel-test.h"

#define MIB (1024 * 1024)

static char *
status_path (const char *video)
{
  return g_strdup_printf ("/videos/%s/status", video);
}

static char *
get_state (LocalChild *child,
           const char *video)
{
  g_autofree char *path = status_path (video);
  g_autoptr (JsonNode) node = local_child_call (child, "GET", path, NULL);

  g_assert_cmpuint (child->status, ==, 200);
  return local_child_text (node, "status");
}

/* Uploads with and without `Expect: 100-continue`, waits, searches; the copies are gone then. */
static void
test_search (void)
{
  g_autofree char *folder = reel_test_tmp ("search");
  g_autofree char *first = reel_test_sample ("Megamind.avi");
  g_autofree char *second = reel_test_sample ("tree.avi");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *other = local_child_add_collection (child);
  g_autofree char *video = local_child_upload (child, collection, first, FALSE);
  g_autofree char *video_2 = local_child_upload (child, collection, second, TRUE);
  g_autofree char *path = status_path (video);
  g_autofree char *path_2 = status_path (video_2);
  g_autofree char *search = g_strdup_printf ("/collections/%s/search", collection);
  g_autofree char *search_other = g_strdup_printf ("/collections/%s/search", other);
  g_autoptr (JsonNode) done = local_child_wait (child, path);
  g_autoptr (JsonNode) done_2 = local_child_wait (child, path_2);
  g_autofree char *status = local_child_text (done, "status");
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) empty = NULL;
  JsonArray *results;
  double last = 1;

  g_assert_cmpstr (status, ==, "processed");
  g_assert_cmpfloat (json_object_get_double_member (json_node_get_object (done), "progress"), ==, 100);
  reel_test_wait (local_child_count (child, "videos") == 0); /* after its state is on the disk */

  reply = local_child_call (child, "POST", search, "{\"text\": \"dark blue xyzzy\", \"top_k\": 3}");
  g_assert_cmpuint (child->status, ==, 200);
  results = json_object_get_array_member (json_node_get_object (reply), "results");
  g_assert_cmpuint (json_array_get_length (results), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *hit = json_array_get_object_element (results, i);
      double similarity = json_object_get_double_member (hit, "similarity");
      double start = json_object_get_double_member (hit, "start_time"), end = json_object_get_double_member (hit, "end_time");
      const char *id = json_object_get_string_member (hit, "video_id");

      g_assert_true (g_str_equal (id, video) || g_str_equal (id, video_2));
      g_assert_true (similarity > 0 && similarity <= last);
      g_assert_true (start >= 0 && end > start && end - start <= 6.001);
      last = similarity;
    }
  results = json_object_get_array_member (json_node_get_object (reply), "unknown_words");
  g_assert_cmpstr (json_array_get_string_element (results, 0), ==, "xyzzy");

  empty = local_child_call (child, "POST", search_other, "{\"text\": \"dark blue\", \"top_k\": 3}");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (empty), "results")), ==, 0);
}

/* What can't be indexed fails with a reason that names the file, and the service lives on. */
static void
test_bad_files (void)
{
  g_autofree char *folder = reel_test_tmp ("bad");
  g_autofree char *files = reel_test_tmp ("files");
  g_autofree char *sample = reel_test_sample ("vtest.avi");
  g_autofree char *sound = g_build_filename (files, "sound.wav", NULL);
  g_autofree char *text = g_build_filename (files, "text.mp4", NULL);
  g_autofree char *cut = g_build_filename (files, "cut.avi", NULL);
  g_autofree char *empty = g_build_filename (files, "empty.avi", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *none = NULL;
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, NULL);
  g_autofree char *collection = local_child_add_collection (child);
  static const guint8 wav[44] = "RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data\0\x08\0\0";
  g_autoptr (GByteArray) silence = g_byte_array_new ();
  char *paths[3];

  g_byte_array_append (silence, wav, sizeof wav);
  g_byte_array_set_size (silence, sizeof wav + 2048);
  memset (silence->data + sizeof wav, 0, 2048);
  g_assert_true (g_file_set_contents (sound, (char *) silence->data, silence->len, NULL));
  g_assert_true (g_file_set_contents (text, "This is no video, it only has the name of one.\n", -1, NULL));
  g_assert_true (g_file_get_contents (sample, &contents, NULL, NULL));
  g_assert_true (g_file_set_contents (cut, contents, 20000, NULL));
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));

  none = local_child_upload (child, collection, empty, FALSE);
  g_assert_cmpuint (child->status, ==, 400);
  g_assert_null (none);
  none = local_child_upload (child, "no-such-collection", text, FALSE);
  g_assert_cmpuint (child->status, ==, 404);
  g_assert_null (none);
  g_assert_cmpuint (local_child_count (child, "videos"), ==, 0);

  paths[0] = sound;
  paths[1] = text;
  paths[2] = cut;
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *video = local_child_upload (child, collection, paths[i], FALSE);
      g_autofree char *path = status_path (video);
      g_autoptr (JsonNode) done = local_child_wait (child, path);
      g_autofree char *status = local_child_text (done, "status");
      g_autofree char *reason = local_child_text (done, "error_message");

      g_test_message ("%s: %s", paths[i], reason);
      g_assert_cmpstr (status, ==, "failed");
      g_assert_nonnull (reason);
      g_assert_null (strstr (reason, video));
    }
  reel_test_wait (local_child_count (child, "videos") == 0);
}

/* Killed while indexing: the next service goes on, and ends it. */
static void
test_killed (void)
{
  g_autofree char *folder = reel_test_tmp ("killed");
  g_autofree char *sample = reel_test_sample ("vtest.avi");
  LocalChild *child = local_child_new (folder, NULL, NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *video = local_child_upload (child, collection, sample, FALSE);
  g_autofree char *path = status_path (video);
  g_autofree char *state = NULL;
  g_autoptr (JsonNode) done = NULL;

  do
    {
      g_free (state);
      state = get_state (child, video);
    }
  while (g_str_equal (state, "uploaded"));
  g_assert_cmpstr (state, ==, "processing");
  local_child_kill (child);
  local_child_free (child);

  child = local_child_new (folder, NULL, NULL);
  done = local_child_wait (child, path);
  g_free (state);
  state = local_child_text (done, "status");
  g_assert_cmpstr (state, ==, "processed");
  local_child_free (child);
}

/* Asked to end while indexing: it does, with 0, and the video waits for the next start. */
static void
test_stopped (void)
{
  g_autofree char *folder = reel_test_tmp ("stopped");
  g_autofree char *sample = reel_test_sample ("vtest.avi");
  LocalChild *child = local_child_new (folder, NULL, NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *video = local_child_upload (child, collection, sample, FALSE);
  g_autofree char *state = NULL;

  do
    {
      g_free (state);
      state = get_state (child, video);
    }
  while (g_str_equal (state, "uploaded"));
  local_child_free (child); /* asserts the exit status */
  child = local_child_new (folder, NULL, NULL);
  g_free (state);
  state = get_state (child, video);
  g_assert_true (g_str_equal (state, "uploaded") || g_str_equal (state, "processing"));
  g_assert_cmpuint (local_child_count (child, "videos"), ==, 1);
  local_child_free (child);
}

/* A connection by hand, for what no honest client sends. */
static GSocketConnection *
send_head (LocalChild *child,
           const char *collection,
           guint64     length)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = NULL;
  g_autofree char *head = g_strdup_printf ("POST /collections/%s/videos/upload HTTP/1.1\r\nHost: %s\r\nX-API-Key: %s\r\n"
                                           "Content-Type: multipart/form-data; boundary=B\r\n"
                                           "Content-Length: %" G_GUINT64_FORMAT "\r\n\r\n"
                                           "--B\r\nContent-Disposition: form-data; name=file; filename=a.mp4\r\n\r\n",
                                           collection, child->url + strlen ("http://"), LOCAL_CHILD_KEY, length);

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_uri (client, child->url, 80, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), head, strlen (head),
                                            NULL, NULL, &error));
  return connection;
}

#define HEAD_LENGTH 66 /* of the part's head, from the first boundary */

static void
write_data (GSocketConnection *connection,
            guint64            length)
{
  g_autofree char *block = g_malloc0 (MIB);
  g_autoptr (GError) error = NULL;

  for (guint64 sent = 0; sent < length; sent += MIB)
    if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), block, MIN (MIB, length - sent),
                                    NULL, NULL, &error))
      g_error ("%s", error->message);
}

static void
test_cut_off (void)
{
  g_autofree char *folder = reel_test_tmp ("cut-off");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, NULL);
  g_autofree char *collection = local_child_add_collection (child);
  GSocketConnection *connection = send_head (child, collection, 100 * MIB);

  write_data (connection, 8 * MIB);
  reel_test_wait (local_child_count (child, "incoming") == 1);
  g_assert_true (g_io_stream_close (G_IO_STREAM (connection), NULL, NULL));
  g_object_unref (connection);
  reel_test_wait (local_child_count (child, "incoming") == 0);
  g_assert_cmpuint (local_child_count (child, "videos"), ==, 0);

  /* and one that is still coming in when the service is asked to end: local_child_free() asserts that nothing is left */
  connection = send_head (child, collection, 100 * MIB);
  write_data (connection, MIB);
  reel_test_wait (local_child_count (child, "incoming") == 1);
  g_object_unref (connection);
}

/* In KiB. */
static guint64
resident (LocalChild *child)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (child->process));
  g_autofree char *contents = NULL;
  const char *line;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  line = strstr (contents, "VmHWM:"); /* the highest that it ever was */
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10);
}

static guint
read_status (GSocketConnection *connection)
{
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (line, "HTTP/1.1 "));
  return (guint) g_ascii_strtoull (line + strlen ("HTTP/1.1 "), NULL, 10);
}

static void
write_end (GSocketConnection *connection)
{
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), "\r\n--B--\r\n", 9, NULL,
                                            NULL, NULL));
}

static void
test_memory (void)
{
  const guint64 length = 300 * (guint64) MIB;
  g_autofree char *folder = reel_test_tmp ("memory");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autoptr (GSocketConnection) connection = NULL;
  guint64 before = resident (child), after;

  connection = send_head (child, collection, HEAD_LENGTH + length + 9);
  write_data (connection, length);
  write_end (connection);
  g_assert_cmpuint (read_status (connection), ==, 200);
  after = resident (child);
  g_test_message ("%" G_GUINT64_FORMAT " KiB, then %" G_GUINT64_FORMAT " KiB", before, after);
  /* a few MiB wait, the indexer opens the file: far less than the file in any case */
  g_assert_cmpuint (after, <, before + 64 * 1024);
}

/* A limit on the size of files is a disk that is full for every file system and user. */
static void
test_full (void)
{
  g_autofree char *folder = reel_test_tmp ("full");
  g_autofree char *sample = reel_test_sample ("vtest.avi");
  g_autofree char *small = reel_test_sample ("tree.avi");
  g_autoptr (LocalChild) child = local_child_new (folder, "prlimit --fsize=4000000", NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *none = local_child_upload (child, collection, sample, FALSE);
  g_autofree char *video = NULL;
  g_autofree char *path = NULL;
  g_autofree char *status = NULL;
  g_autoptr (JsonNode) done = NULL;

  g_assert_cmpuint (child->status, ==, 507);
  g_assert_null (none);
  g_assert_cmpuint (local_child_count (child, "incoming"), ==, 0);
  g_assert_cmpuint (local_child_count (child, "videos"), ==, 0);
  video = local_child_upload (child, collection, small, FALSE);
  g_assert_cmpuint (child->status, ==, 200);
  path = status_path (video);
  done = local_child_wait (child, path);
  status = local_child_text (done, "status");
  g_assert_cmpstr (status, ==, "processed");
}

/* Three beginnings that were killed are enough. */
static void
test_deadly (void)
{
  g_autofree char *folder = reel_test_tmp ("deadly");
  g_autofree char *sample = reel_test_sample ("vtest.avi");
  g_autofree char *collection = NULL;
  g_autofree char *video = NULL;
  g_autofree char *path = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (JsonNode) done = NULL;
  LocalChild *child = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *state = NULL;

      child = local_child_new (folder, NULL, NULL);
      if (video == NULL)
        {
          collection = local_child_add_collection (child);
          video = local_child_upload (child, collection, sample, FALSE);
          path = status_path (video);
        }
      do
        {
          g_free (state);
          state = get_state (child, video);
        }
      while (!g_str_equal (state, "processing"));
      local_child_kill (child);
      local_child_free (child);
    }
  child = local_child_new (folder, NULL, NULL);
  done = local_child_wait (child, path);
  reason = local_child_text (done, "error_message");
  g_assert_nonnull (reason);
  g_assert_true (g_str_has_prefix (reason, "The service ended each time"));
  local_child_free (child);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  /* AddressSanitizer keeps what is freed for a while, which is not the memory that is measured here */
  g_setenv ("ASAN_OPTIONS", "quarantine_size_mb=4:thread_local_quarantine_size_kb=64", TRUE);
  g_test_add_func ("/local-upload/search", test_search);
  g_test_add_func ("/local-upload/bad-files", test_bad_files);
  g_test_add_func ("/local-upload/killed", test_killed);
  g_test_add_func ("/local-upload/stopped", test_stopped);
  g_test_add_func ("/local-upload/cut-off", test_cut_off);
  g_test_add_func ("/local-upload/memory", test_memory);
  g_test_add_func ("/local-upload/full", test_full);
  g_test_add_func ("/local-upload/deadly", test_deadly);
  return g_test_run ();
}
