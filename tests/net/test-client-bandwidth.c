/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-client-private.h"
#include "reel-mock-server.h"
#include "reel-test.h"

/* Uploads under a cap on their bandwidth. Time passes here, as much of it as the cap asks for and never because of a sleep. */

#define KB 1000
#define MB (1000 * 1000)

static ReelClient *
new_client (ReelMockServer *server,
            guint64         limit)
{
  g_autoptr (GError) error = NULL;
  ReelClient *client =
    reel_client_new (reel_mock_server_get_url (server), NULL, REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);

  g_assert_no_error (error);
  reel_bandwidth_set_limit (client->bandwidth, limit);
  return client;
}

static GFile *
new_file (gsize size)
{
  g_autofree char *folder = reel_test_tmp ("bandwidth");
  g_autofree char *path = g_build_filename (folder, "clip.mp4", NULL);
  g_autofree char *data = g_malloc0 (size);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  return g_file_new_for_path (path);
}

typedef struct
{
  guint64 sent;
  GAsyncResult *result;
} Upload;

static void
progress_cb (guint64  sent,
             guint64  total,
             gpointer data)
{
  Upload *upload = data;

  upload->sent = sent;
}

static void
begin (ReelClient   *client,
       GFile        *file,
       Upload       *upload,
       GCancellable *cancellable)
{
  reel_client_upload_video_async (client, "c", file, REEL_UPLOAD_ONCE, progress_cb, upload, NULL, cancellable,
                                  reel_test_store_result, &upload->result);
}

static void
end (ReelClient *client,
     Upload     *upload)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  reel_test_wait (upload->result != NULL);
  id = reel_client_upload_video_finish (client, upload->result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "v");
  g_clear_object (&upload->result);
}

static void
test_cap (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (GFile) file = new_file (400 * KB);
  ReelClient *client = new_client (server, MB);
  Upload upload = { 0 };
  gint64 start = g_get_monotonic_time ();

  reel_mock_server_push (server, 201, "application/json", "{\"video_id\":\"v\"}");
  begin (client, file, &upload, NULL);
  end (client, &upload);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 300 * 1000);
  g_assert_cmpint (reel_mock_server_get_request (server, 0)->content_length, >, 400 * KB);
  reel_test_assert_finalized (&client);
}

/* Two get the same; when one is gone, the other has all; without the cap, what is left goes at once. */
static void
test_equal (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (GFile) file = new_file (40 * MB);
  ReelClient *client = new_client (server, 2 * MB);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Upload uploads[2] = { 0 };
  gint64 start = g_get_monotonic_time ();
  guint64 before;

  reel_mock_server_push (server, 201, "application/json", "{\"video_id\":\"v\"}");
  for (guint i = 0; i < 2; i++)
    begin (client, file, &uploads[i], cancellable);
  reel_test_wait (uploads[0].sent + uploads[1].sent >= 1600 * KB);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 700 * 1000);
  g_assert_cmpuint (uploads[0].sent, >=, 550 * KB);
  g_assert_cmpuint (uploads[1].sent, >=, 550 * KB);

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < 2; i++)
    {
      reel_test_wait (uploads[i].result != NULL);
      g_assert_null (reel_client_upload_video_finish (client, uploads[i].result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_clear_object (&uploads[i].result);
      uploads[i].sent = 0;
    }

  /* They have left their shares: this one has all of it. */
  start = g_get_monotonic_time ();
  begin (client, file, &uploads[0], NULL);
  reel_test_wait (uploads[0].sent > 0);
  before = uploads[0].sent;
  reel_test_wait (uploads[0].sent >= before + 1000 * KB);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 350 * 1000);

  /* 38 MB would take ten hours more. */
  reel_bandwidth_set_limit (client->bandwidth, KB);
  reel_bandwidth_set_limit (client->bandwidth, 0);
  end (client, &uploads[0]);
  reel_test_assert_finalized (&client);
}

/* A cap that comes in the middle, so low that a byte is much: it holds at once, and so does its end. */
static void
test_change (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (GFile) file = new_file (40 * MB);
  ReelClient *client = new_client (server, MB);
  Upload upload = { 0 };
  gint64 start = g_get_monotonic_time (), capped, until;

  reel_mock_server_push (server, 201, "application/json", "{\"video_id\":\"v\"}");
  begin (client, file, &upload, NULL);
  reel_test_wait (upload.sent > 100 * KB);
  reel_bandwidth_set_limit (client->bandwidth, 1);
  capped = g_get_monotonic_time () - start;
  until = g_get_monotonic_time () + 300 * 1000;
  reel_test_wait (g_get_monotonic_time () > until);
  /* What may have gone before the change, by the clock, as not all of it had been told. */
  g_assert_cmpuint (upload.sent, <, (guint64) capped * MB / G_USEC_PER_SEC + 200 * KB);
  reel_bandwidth_set_limit (client->bandwidth, 0);
  end (client, &upload);
  reel_test_assert_finalized (&client);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/bandwidth/cap", test_cap);
  g_test_add_func ("/api/bandwidth/equal", test_equal);
  g_test_add_func ("/api/bandwidth/change", test_change);
  return g_test_run ();
}
