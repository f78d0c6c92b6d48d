/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/socket.h>

#include "api/reel-upload-stream.h"
#include "reel-test.h"

/* The body's stream with an outlet, read as libsoup reads it: 8 KiB at a time, each written before the next is read. */

#define SIZE (6 * 1024 * 1024)

typedef struct
{
  GSocketConnection *ours, *peer;
  GThread *reader;
  GAsyncQueue *begin; /* the reader waits for its first item */
  GString *got;       /* the reader's until it has ended */

  GFile *file;
  ReelUploadStream *stream;
  GString *passed; /* what came out of the stream */
  guint64 wrote;   /* what went past */
} Fixture;

static GSocketConnection *
new_connection (int fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &error);

  g_assert_no_error (error);
  return g_socket_connection_factory_create_connection (socket);
}

static gpointer
reader_thread (gpointer data)
{
  Fixture *fixture = data;
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (fixture->peer));
  g_autofree char *buffer = g_malloc (1 << 20);
  gssize n;

  g_async_queue_pop (fixture->begin);
  while ((n = g_input_stream_read (input, buffer, 1 << 20, NULL, NULL)) > 0)
    g_string_append_len (fixture->got, buffer, n);
  return NULL;
}

static void
wrote_cb (gpointer data,
          guint    n)
{
  Fixture *fixture = data;

  g_assert_cmpuint (n, >, 0);
  fixture->wrote += n;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("outlet");
  g_autofree char *path = g_build_filename (folder, "clip.mp4", NULL);
  g_autofree char *bytes = g_malloc (SIZE);
  g_autoptr (GError) error = NULL;
  int fds[2];

  for (gsize i = 0; i < SIZE; i++)
    bytes[i] = (char) (i * 31 + i / 4093);
  g_assert_true (g_file_set_contents (path, bytes, SIZE, NULL));
  fixture->file = g_file_new_for_path (path);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  fixture->ours = new_connection (fds[0]);
  fixture->peer = new_connection (fds[1]);
  fixture->begin = g_async_queue_new ();
  fixture->got = g_string_new (NULL);
  fixture->passed = g_string_new (NULL);
  fixture->stream = reel_upload_stream_open (fixture->file, "k", FALSE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  reel_upload_stream_set_outlet (fixture->stream, g_io_stream_get_output_stream (G_IO_STREAM (fixture->ours)), wrote_cb,
                                 fixture);
  fixture->reader = g_thread_new ("reader", reader_thread, fixture);
}

/* Ends the connection and waits until the peer has all. */
static void
join (Fixture *fixture)
{
  g_async_queue_push (fixture->begin, fixture);
  g_io_stream_close (G_IO_STREAM (fixture->ours), NULL, NULL);
  g_thread_join (g_steal_pointer (&fixture->reader));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  if (fixture->reader != NULL)
    join (fixture);
  reel_test_assert_finalized (&fixture->stream);
  g_object_unref (fixture->ours);
  g_object_unref (fixture->peer);
  g_async_queue_unref (fixture->begin);
  g_string_free (fixture->got, TRUE);
  g_string_free (fixture->passed, TRUE);
  g_object_unref (fixture->file);
}

static void
begin_read (Fixture       *fixture,
            char          *buffer,
            GAsyncResult **result)
{
  g_input_stream_read_async (G_INPUT_STREAM (fixture->stream), buffer, 8192, G_PRIORITY_DEFAULT, NULL,
                             reel_test_store_result, result);
}

/* Until the connection is full and the stream has noticed. */
static void
fill (Fixture *fixture)
{
  GPollableOutputStream *outlet = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (fixture->ours)));

  reel_test_wait (fixture->wrote > 0 && !g_pollable_output_stream_is_writable (outlet) &&
                  !g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (fixture->stream)));
}

static void
test_whole (Fixture      *fixture,
            gconstpointer data)
{
  gboolean wait = GPOINTER_TO_INT (data);
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (fixture->ours));
  g_autofree char *bytes = NULL;
  g_autofree char *base64 = NULL;
  g_autofree char *expected = NULL;
  gsize length;
  gssize n;

  if (!wait)
    g_async_queue_push (fixture->begin, fixture);
  do
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      char buffer[8192];

      begin_read (fixture, buffer, &result);
      if (wait)
        {
          fill (fixture);
          g_assert_null (result);
          g_assert_cmpuint (fixture->wrote, <, SIZE);
          g_async_queue_push (fixture->begin, fixture);
          wait = FALSE;
        }
      reel_test_wait (result != NULL);
      n = g_input_stream_read_finish (G_INPUT_STREAM (fixture->stream), result, &error);
      g_assert_no_error (error);
      g_string_append_len (fixture->passed, buffer, n);
      g_assert_true (g_output_stream_write_all (output, buffer, (gsize) n, NULL, NULL, NULL));
    }
  while (n > 0);
  join (fixture);

  g_assert_true (g_file_load_contents (fixture->file, NULL, &bytes, &length, NULL, NULL));
  base64 = g_base64_encode ((const guchar *) bytes, length);
  expected = g_strconcat ("{\"k\":\"", base64, "\"}", NULL);
  g_assert_true (g_str_equal (fixture->got->str, expected));
  g_assert_cmpstr (fixture->passed->str, ==, "\"}"); /* the last block alone */
  g_assert_cmpuint (fixture->wrote + fixture->passed->len, ==, reel_upload_stream_get_length (fixture->stream));
  g_assert_true (reel_upload_stream_is_drained (fixture->stream));
}

/* Who waits for the outlet is told at once, and nothing goes out any more. */
static void
test_abandoned (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char buffer[8192];
  guint64 wrote;

  begin_read (fixture, buffer, &result);
  fill (fixture);
  g_assert_null (result);
  wrote = fixture->wrote;
  reel_upload_stream_abandon (fixture->stream);
  reel_test_wait (result != NULL);
  g_assert_cmpint (g_input_stream_read_finish (G_INPUT_STREAM (fixture->stream), result, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->wrote, ==, wrote);
  g_assert_false (reel_upload_stream_is_drained (fixture->stream));
}

/* The peer is gone: an error, not a wait. */
static void
test_broken (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char buffer[8192];

  g_assert_true (g_socket_shutdown (g_socket_connection_get_socket (fixture->peer), TRUE, TRUE, NULL));
  begin_read (fixture, buffer, &result);
  reel_test_wait (result != NULL);
  g_assert_cmpint (g_input_stream_read_finish (G_INPUT_STREAM (fixture->stream), result, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add ("/api/outlet/whole", Fixture, GINT_TO_POINTER (FALSE), set_up, test_whole, tear_down);
  g_test_add ("/api/outlet/clogged", Fixture, GINT_TO_POINTER (TRUE), set_up, test_whole, tear_down);
  g_test_add ("/api/outlet/abandoned", Fixture, NULL, set_up, test_abandoned, tear_down);
  g_test_add ("/api/outlet/broken", Fixture, NULL, set_up, test_broken, tear_down);
  return g_test_run ();
}
