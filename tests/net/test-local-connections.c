/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "local-child.h"
#include "reel-test.h"

/* What clients do that no honest one does, or that lose their way: the others must not notice. */

static GSocketConnection *
open_connection (LocalChild *child)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_uri (client, child->url, 80, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static void
write_text (GSocketConnection *connection,
            const char        *text)
{
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text, strlen (text), NULL,
                                            NULL, NULL));
}

/* All that the service says until it closes the connection. */
static char *
read_to_end (GSocketConnection *connection)
{
  GString *text = g_string_new (NULL);
  char buffer[1024];
  gssize n;

  g_socket_set_timeout (g_socket_connection_get_socket (connection), REEL_TEST_SECONDS);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL,
                                   NULL)) > 0)
    g_string_append_len (text, buffer, n);
  g_assert_cmpint (n, <=, 0);
  return g_string_free (text, FALSE);
}

static char *
make_head (LocalChild *child,
           const char *path,
           const char *more)
{
  return g_strdup_printf ("POST %s HTTP/1.1\r\nHost: %s\r\nX-API-Key: %s\r\n"
                          "Content-Type: multipart/form-data; boundary=B\r\n%s\r\n",
                          path, child->url + strlen ("http://"), LOCAL_CHILD_KEY, more);
}

/* A few descriptors for the service, and many connections that say nothing: it goes on answering, now and after that. */
static void
test_descriptors (void)
{
  g_autofree char *folder = reel_test_tmp ("descriptors");
  g_autoptr (LocalChild) child = local_child_new (folder, "prlimit --nofile=64", NULL);
  GSocketConnection *connections[100];
  g_autofree char *collection = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    connections[i] = open_connection (child);
  collection = local_child_add_collection (child);
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    g_object_unref (connections[i]);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (JsonNode) list = local_child_call (child, "GET", "/collections", NULL);

      g_assert_cmpuint (child->status, ==, 200);
    }
}

/* How many connections the service holds. */
static guint
count_sockets (LocalChild *child)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/fd", g_subprocess_get_identifier (child->process));
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *link = g_build_filename (path, name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      n += target != NULL && g_str_has_prefix (target, "socket:");
    }
  return n;
}

/* The number of connections is bounded; those who have the key keep theirs. */
static void
test_many (void)
{
  g_autofree char *folder = reel_test_tmp ("many");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, NULL);
  g_autofree char *collection = local_child_add_collection (child); /* this connection stays open */
  g_autofree char *path = g_strdup_printf ("/collections/%s/videos/upload", collection);
  g_autofree char *head = make_head (child, path, "Content-Length: 100\r\n");
  g_autoptr (GSocketConnection) upload = open_connection (child);
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocketConnection) last = NULL;
  g_autofree char *reply = NULL;
  g_autoptr (JsonNode) list = NULL;

  write_text (upload, head);
  write_text (upload, "--B\r\nContent-Disposition: form-data; name=file; filename=a.mp4\r\n\r\n");
  reel_test_wait (local_child_count (child, "incoming") == 1);
  for (guint i = 0; i < 400; i++)
    g_ptr_array_add (connections, open_connection (child));
  last = open_connection (child);
  write_text (last, "GET /collections HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  reply = read_to_end (last);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 403")); /* it is heard */
  g_assert_cmpuint (count_sockets (child), <, 300);
  list = local_child_call (child, "GET", "/collections", NULL);
  g_assert_cmpuint (child->status, ==, 200);
  g_assert_cmpuint (local_child_count (child, "incoming"), ==, 1); /* nobody took the upload's place */
}

/* Who stalls is left: before a head, in a head, between requests, and in a body, whose file goes. */
static void
test_stalled (void)
{
  g_autofree char *folder = reel_test_tmp ("stalled");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, "--patience=1", NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *path = g_strdup_printf ("/collections/%s/videos/upload", collection);
  g_autofree char *head = make_head (child, path, "Content-Length: 1000000\r\n");
  g_autofree char *no_key = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n", path);
  const char *const said[] = { "", "GET /collections HTTP/1.1\r\nHost:", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", no_key, head };

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_autoptr (GSocketConnection) connection = open_connection (child);
      g_autofree char *reply = NULL;

      write_text (connection, said[i]);
      if (said[i] == head)
        {
          write_text (connection, "--B\r\nContent-Disposition: form-data; name=file; filename=a.mp4\r\n\r\nabc");
          reel_test_wait (local_child_count (child, "incoming") == 1);
        }
      reply = read_to_end (connection);
      g_test_message ("%u: %s", i, reply);
      g_assert_true (i == 2 ? g_str_has_prefix (reply, "HTTP/1.1 403") : *reply == '\0');
    }
  reel_test_wait (local_child_count (child, "incoming") == 0);
}

/* What can't be taken is refused before it is sent: there is no such collection, or the disk has no room for it. */
static void
test_refused_early (void)
{
  g_autofree char *folder = reel_test_tmp ("early");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *good = g_strdup_printf ("/collections/%s/videos/upload", collection);
  const struct
  {
    const char *path, *length, *status;
  } cases[] = {
    { "/collections/none/videos/upload", "1000000", "HTTP/1.1 404" },
    { "/local/videos/none/file", "1000000", "HTTP/1.1 404" },
    { good, "1000000000000000000", "HTTP/1.1 507" },
    { "/files/upload/tensors", "33554433", "HTTP/1.1 413" },
    { good, "1000000", "HTTP/1.1 100" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GSocketConnection) connection = open_connection (child);
      g_autofree char *more = g_strdup_printf ("Expect: 100-continue\r\nConnection: close\r\nContent-Length: %s\r\n",
                                               cases[i].length);
      g_autofree char *head = make_head (child, cases[i].path, more);
      char buffer[64] = "";

      write_text (connection, head);
      g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer - 1,
                                            NULL, NULL), >, 0);
      if (!g_str_has_prefix (buffer, cases[i].status))
        g_error ("%s: %s", cases[i].path, buffer);
    }
  g_assert_cmpuint (local_child_count (child, "videos"), ==, 0);
}

/* A file that does not fit goes at once, and not when the rest of its body has been read away. */
static void
test_partial_file (void)
{
  g_autofree char *folder = reel_test_tmp ("partial");
  g_autoptr (LocalChild) child = local_child_new (folder, "prlimit --fsize=4000000", NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *path = g_strdup_printf ("/collections/%s/videos/upload", collection);
  g_autofree char *head = make_head (child, path, "Content-Length: 100000000\r\n");
  g_autoptr (GSocketConnection) connection = open_connection (child);
  g_autofree char *block = g_strnfill (1024 * 1024, 'x');

  write_text (connection, head);
  write_text (connection, "--B\r\nContent-Disposition: form-data; name=file; filename=a.mp4\r\n\r\n");
  reel_test_wait (local_child_count (child, "incoming") == 1);
  for (guint i = 0; i < 8; i++)
    write_text (connection, block);
  reel_test_wait (local_child_count (child, "incoming") == 0); /* and 90 MB of the body are still to come */
}

/* A call whose client has gone is given up, and its thread is free for others: what it waited for is let go of. */
static void
test_hung_up (void)
{
  g_autofree char *folder = reel_test_tmp ("hung-up");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, "--allow-private-urls", NULL);
  g_autoptr (GSocketListener) host = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (host, NULL, &error);
  g_autofree char *body = g_strdup_printf ("{\"video_url\": \"http://127.0.0.1:%u/\"}", port);
  g_autofree char *head = g_strdup_printf ("POST /video_tagging HTTP/1.1\r\nHost: %s\r\nX-API-Key: %s\r\n"
                                           "Content-Length: %zu\r\n\r\n%s",
                                           child->url + strlen ("http://"), LOCAL_CHILD_KEY, strlen (body), body);
  GSocketConnection *connection = open_connection (child);
  g_autoptr (GSocketConnection) fetch = NULL;
  GInputStream *in;
  char buffer[4096];
  gint64 began;

  g_assert_no_error (error);
  write_text (connection, head);
  fetch = g_socket_listener_accept (host, NULL, NULL, &error); /* the service asks for the video, and gets no answer */
  g_assert_no_error (error);
  in = g_io_stream_get_input_stream (G_IO_STREAM (fetch));
  g_assert_cmpint (g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL), >, 0);
  began = g_get_monotonic_time ();
  g_object_unref (connection);
  g_assert_cmpint (g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL), <=, 0);
  /* by itself it would have been after half a minute without a byte */
  g_assert_cmpint ((g_get_monotonic_time () - began) / G_USEC_PER_SEC, <, 25);
}

/* A connection serves one request after the other. */
static void
test_kept (void)
{
  g_autofree char *folder = reel_test_tmp ("kept");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, NULL);
  g_autoptr (GSocketConnection) connection = open_connection (child);
  g_autofree char *head = g_strdup_printf ("GET /collections HTTP/1.1\r\nHost: %s\r\nX-API-Key: %s\r\n",
                                           child->url + strlen ("http://"), LOCAL_CHILD_KEY);
  g_autofree char *first = g_strconcat (head, "\r\n", NULL);
  g_autofree char *last = g_strconcat (head, "Connection: close\r\n\r\n", NULL);
  g_autofree char *reply = NULL;
  char buffer[1024];

  write_text (connection, first);
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL,
                                        NULL), >, 0);
  g_assert_true (g_str_has_prefix (buffer, "HTTP/1.1 200 "));
  write_text (connection, last);
  reply = read_to_end (connection);
  g_assert_nonnull (strstr (reply, "HTTP/1.1 200 "));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/local-connections/descriptors", test_descriptors);
  g_test_add_func ("/local-connections/kept", test_kept);
  g_test_add_func ("/local-connections/many", test_many);
  g_test_add_func ("/local-connections/stalled", test_stalled);
  g_test_add_func ("/local-connections/refused-early", test_refused_early);
  g_test_add_func ("/local-connections/partial-file", test_partial_file);
  g_test_add_func ("/local-connections/hung-up", test_hung_up);
  return g_test_run ();
}
