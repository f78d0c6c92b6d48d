/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>
#include <stdio.h>
#include <string.h>

#include "api/reel-client.h"

/*
 * bench-client WHAT URL [FILE | N WIDTH]: one transfer, as a process of its own, so that starting up counts as it does for
 * the programs that it is measured against. Prints the most memory that it had (VmHWM of proc(5)), in KiB.
 *
 *   upload  FILE      our client, multipart/form-data
 *   base64  FILE      our client, JSON with the file as Base64
 *   get     N WIDTH   our client, N small requests, WIDTH of them under way
 *   soup    FILE      libsoup alone: soup_session_send() with a body from g_file_read(), as its documentation shows
 *   soup-get N WIDTH libsoup alone, soup_session_send_and_read_async()
 *   none              starts, makes a client and ends
 */

#define BOUNDARY "reelseek-bench-boundary"

static void
print_peak (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return;
  line = strstr (status, "VmHWM:");
  if (line != NULL)
    printf ("%" G_GUINT64_FORMAT "\n", g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10));
}

static void
fail (GError *error)
{
  if (error == NULL)
    return;
  fprintf (stderr, "bench-client: %s\n", error->message);
  exit (1);
}

static void
store_result (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
progress_cb (guint64  sent,
             guint64  total,
             gpointer data)
{
}

static void
upload (ReelClient *client,
        const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;

  reel_client_upload_video_async (client, "c", file, REEL_UPLOAD_ONCE, progress_cb, NULL, NULL, NULL, store_result, &result);
  id = reel_client_upload_video_finish (client, wait_for (&result), &error);
  fail (error);
}

static void
send_base64 (ReelClient *client,
             const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_file (file);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;

  reel_client_submit_tag_video_async (client, video, NULL, store_result, &result);
  id = reel_client_submit_finish (client, wait_for (&result), &error);
  fail (error);
}

static void
got_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  guint *left = data;
  GError *error = NULL;
  double progress;
  ReelVideoStatus status;

  reel_client_get_video_status_finish (REEL_CLIENT (source), result, &status, &progress, NULL, &error);
  fail (error);
  (*left)--;
}

static void
get (ReelClient *client,
     guint       n,
     guint       width)
{
  guint left = n;

  reel_client_set_limits (client, width, 1, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("v%u", i);

      reel_client_get_video_status_async (client, id, NULL, got_cb, &left);
    }
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* The same body, put together of streams: a head, the file, a tail. */
typedef struct
{
  GInputStream parent_instance;

  GInputStream *parts[3]; /* (owned) */
  guint current;
} Chain;

typedef GInputStreamClass ChainClass;

GType chain_get_type (void);
G_DEFINE_TYPE (Chain, chain, G_TYPE_INPUT_STREAM)

static gssize
chain_read (GInputStream *stream,
            void         *buffer,
            gsize         count,
            GCancellable *cancellable,
            GError      **error)
{
  Chain *self = (Chain *) stream;

  while (self->current < G_N_ELEMENTS (self->parts))
    {
      gssize n = g_input_stream_read (self->parts[self->current], buffer, count, cancellable, error);

      if (n != 0)
        return n;
      self->current++;
    }
  return 0;
}

static void
chain_finalize (GObject *object)
{
  Chain *self = (Chain *) object;

  for (guint i = 0; i < G_N_ELEMENTS (self->parts); i++)
    g_clear_object (&self->parts[i]);
  G_OBJECT_CLASS (chain_parent_class)->finalize (object);
}

static void
chain_class_init (ChainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chain_finalize;
  klass->read_fn = chain_read;
}

static void
chain_init (Chain *self)
{
}

static void
soup (const char *url,
      const char *path)
{
  const char *head = "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"film.mp4\"\r\n"
                     "Content-Type: video/mp4\r\n\r\n";
  const char *tail = "\r\n--" BOUNDARY "--\r\n";
  g_autofree char *address = g_strconcat (url, "/collections/c/videos/upload", NULL);
  g_autoptr (SoupSession) session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", address);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GInputStream) reply = NULL;
  g_autoptr (GInputStream) body = g_object_new (chain_get_type (), NULL);
  Chain *chain = (Chain *) body;
  GError *error = NULL;
  char buffer[4096];

  chain->parts[0] = g_memory_input_stream_new_from_data (head, -1, NULL);
  chain->parts[1] = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  fail (error);
  chain->parts[2] = g_memory_input_stream_new_from_data (tail, -1, NULL);
  info = g_file_input_stream_query_info (G_FILE_INPUT_STREAM (chain->parts[1]), "standard::size", NULL, &error);
  fail (error);
  soup_message_set_request_body (message, "multipart/form-data; boundary=" BOUNDARY, body,
                                 (gssize) strlen (head) + g_file_info_get_size (info) + (gssize) strlen (tail));
  reply = soup_session_send (session, message, NULL, &error);
  fail (error);
  while (g_input_stream_read (reply, buffer, sizeof buffer, NULL, &error) > 0)
    ;
  fail (error);
}

typedef struct
{
  SoupSession *session;
  const char *url;
  guint begun, ended, n;
} SoupGets;

static void
soup_get_next (SoupGets *gets);

static void
soup_got_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  SoupGets *gets = data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  fail (error);
  gets->ended++;
  soup_get_next (gets);
}

static void
soup_get_next (SoupGets *gets)
{
  g_autofree char *address = NULL;
  g_autoptr (SoupMessage) message = NULL;

  if (gets->begun == gets->n)
    return;
  address = g_strdup_printf ("%s/videos/v%u/status", gets->url, gets->begun++);
  message = soup_message_new ("GET", address);
  soup_session_send_and_read_async (gets->session, message, G_PRIORITY_DEFAULT, NULL, soup_got_cb, gets);
}

static void
soup_get (const char *url,
          guint       n,
          guint       width)
{
  g_autoptr (SoupSession) session =
    soup_session_new_with_options ("proxy-resolver", NULL, "max-conns", 256, "max-conns-per-host", 256, NULL);
  SoupGets gets = { .session = session, .url = url, .n = n };

  for (guint i = 0; i < width; i++)
    soup_get_next (&gets);
  while (gets.ended < n)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  const char *what = argc > 2 ? argv[1] : "";
  GError *error = NULL;

  if (g_str_equal (what, "soup") && argc == 4)
    soup (argv[2], argv[3]);
  else if (g_str_equal (what, "soup-get") && argc == 5)
    soup_get (argv[2], (guint) g_ascii_strtoull (argv[3], NULL, 10), (guint) g_ascii_strtoull (argv[4], NULL, 10));
  else
    {
      ReelClient *client;

      if (argc < 3)
        return 2;
      client = reel_client_new (argv[2], NULL, REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
      fail (error);
      if (g_str_equal (what, "upload") && argc == 4)
        upload (client, argv[3]);
      else if (g_str_equal (what, "base64") && argc == 4)
        send_base64 (client, argv[3]);
      else if (g_str_equal (what, "get") && argc == 5)
        get (client, (guint) g_ascii_strtoull (argv[3], NULL, 10), (guint) g_ascii_strtoull (argv[4], NULL, 10));
      else if (!g_str_equal (what, "none"))
        return 2;
      g_object_unref (client);
    }
  print_peak ();
  return 0;
}
