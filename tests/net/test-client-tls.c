/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-client-private.h"
#include "api-calls.h"
#include "certificates.h"
#include "reel-mock-server.h"
#include "reel-test.h"

#define MIB (1024 * 1024)

/* A client with the one authority that a test wants. */
typedef struct
{
  ReelClient *client;
  Certificate authority;
} Trust;

static gboolean
trust_cb (gpointer data)
{
  Trust *trust = data;
  g_autofree char *folder = reel_test_tmp ("tls");
  g_autofree char *path = g_build_filename (folder, "anchor.pem", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = NULL;

  g_assert_true (g_file_set_contents (path, certificate_get_pem (trust->authority), -1, NULL));
  database = g_tls_file_database_new (path, &error);
  g_assert_no_error (error);
  soup_session_set_tls_database (trust->client->session, database);
  return G_SOURCE_REMOVE;
}

/* The program has no such switch; a test reaches for the session, on its thread. */
static void
trust_one (ReelClient *client,
           Certificate authority)
{
  Trust *trust = g_new0 (Trust, 1);

  trust->client = client;
  trust->authority = authority;
  reel_network_thread_post (client->thread, trust_cb, trust, g_free);
}

static GError *
list (ReelClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  GError *error = NULL;

  reel_client_list_collections_async (client, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  infos = reel_client_list_collections_finish (client, result, &error);
  g_assert_true ((infos != NULL) == (error == NULL));
  return error;
}

/* The one call that may be repeated and has a file. */
static GError *
tag (ReelClient *client)
{
  g_autofree char *folder = reel_test_tmp ("tls");
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "clip.mp4", NULL);
  g_autoptr (ReelVideoInput) video = reel_video_input_new_for_file (file);
  g_autofree char *data = g_malloc0 (5 * MIB);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ReelTags) tags = NULL;
  GError *error = NULL;

  g_assert_true (g_file_set_contents (g_file_peek_path (file), data, 5 * MIB, NULL));
  reel_client_tag_video_async (client, video, NULL, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  tags = reel_client_tag_video_finish (client, result, &error);
  g_assert_true ((tags != NULL) == (error == NULL));
  return error;
}

static GError *
upload (ReelClient *client,
        gsize       size,
        char      **checksum)
{
  g_autofree char *folder = reel_test_tmp ("tls");
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "film.mp4", NULL);
  g_autofree char *data = g_malloc (size);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;

  for (gsize i = 0; i < size; i++)
    data[i] = (char) (i * 31 + i / 4093);
  *checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, size);
  g_assert_true (g_file_set_contents (g_file_peek_path (file), data, (gssize) size, NULL));
  reel_client_upload_video_async (client, "c", file, REEL_UPLOAD_ONCE, NULL, NULL, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  id = reel_client_upload_video_finish (client, result, &error);
  g_assert_true ((id != NULL) == (error == NULL));
  return error;
}

/* Certificates that are no good, for every call: an error that says so, not tried again, and nothing was sent. */
static void
test_bad (gconstpointer data)
{
  const Certificate which = GPOINTER_TO_INT (data);
  g_autoptr (GTlsCertificate) certificate = certificate_load (which);
  g_autoptr (ReelMockServer) server = reel_mock_server_new_tls (certificate, FALSE);

  for (guint i = 0; i < n_api_calls; i++)
    {
      ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_BEARER);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      ApiRun *run;

      /* The good one is bad where nobody vouches for it; the others have nothing else against them. */
      if (which != CERTIFICATE_GOOD)
        trust_one (client, which);
      run = api_run_start (&api_calls[i], client, cancellable, 10);
      if (g_str_equal (api_calls[i].name, "watch-job"))
        {
          /* A network that has to be signed in to answers like that: it says so, and waits. */
          reel_test_wait (run->n_trouble >= 2);
          g_cancellable_cancel (cancellable);
          error = api_run_finish (run);
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          reel_test_assert_finalized (&client);
          continue;
        }
      error = api_run_finish (run);
      g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_TLS);
      g_assert_false (reel_api_error_can_retry (error));
      g_assert_cmpuint (reel_api_error_get_status (error), ==, 0);
      reel_test_assert_finalized (&client);
    }
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 0);
}

/* Over TLS, by HTTP/1.1 also where the server can do HTTP/2; see reel-request-send.c. */
static void
test_trusted (gconstpointer data)
{
  gboolean http2 = GPOINTER_TO_INT (data);
  g_autoptr (GTlsCertificate) certificate = certificate_load (CERTIFICATE_GOOD);
  g_autoptr (ReelMockServer) server = reel_mock_server_new_tls (certificate, http2);
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autofree char *expected = NULL;
  g_autofree char *got = NULL;
  const ReelMockRequest *request;
  const char *body, *start;
  gsize length;
  GError *error;

  trust_one (client, CERTIFICATE_GOOD);
  reel_mock_server_push (server, 200, "application/json", "[]");
  error = list (client);
  g_assert_no_error (error);
  g_assert_false (reel_mock_server_get_request (server, 0)->http2);
  g_assert_cmpstr (reel_mock_server_get_request (server, 0)->api_key, ==, API_KEY);

  reel_mock_server_push (server, 200, "application/json", "{\"tags\":[]}");
  error = tag (client);
  g_assert_no_error (error);
  g_assert_false (reel_mock_server_get_request (server, 1)->http2);

  reel_mock_server_push (server, 200, "application/json", "{\"video_id\":\"v\"}");
  error = upload (client, 5 * MIB + 1, &expected);
  g_assert_no_error (error);
  request = reel_mock_server_get_request (server, 2);
  g_assert_false (request->http2);
  body = g_bytes_get_data (request->body, &length);
  start = g_strstr_len (body, (gssize) length, "\r\n\r\n") + 4;
  got = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) start, 5 * MIB + 1);
  g_assert_cmpstr (got, ==, expected);
  reel_test_assert_finalized (&client);
}

/* Cancelled while the service thinks. */
static void
test_cancel (gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = certificate_load (CERTIFICATE_GOOD);
  g_autoptr (ReelMockServer) server = reel_mock_server_new_tls (certificate, GPOINTER_TO_INT (data));
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);

  trust_one (client, CERTIFICATE_GOOD);
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      ApiRun *run;

      reel_mock_server_push_silence (server);
      run = api_run_start (&api_calls[0], client, cancellable, 10);
      reel_test_wait (reel_mock_server_get_n_requests (server) == i + 1);
      g_cancellable_cancel (cancellable);
      error = api_run_finish (run);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  reel_test_assert_finalized (&client);
}

/* A refusal while the body is on its way, inside TLS. */
static void
serve_early (GSocketConnection *connection,
             guint              index,
             gpointer           data)
{
  g_autoptr (GIOStream) tls = g_tls_server_connection_new (G_IO_STREAM (connection), data, NULL);
  GInputStream *input;
  char buffer[16 * 1024];

  g_object_set (tls, "require-close-notify", FALSE, NULL);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL))
    return;
  input = g_io_stream_get_input_stream (tls);
  g_assert_cmpint (g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL), >, 0);
  g_output_stream_printf (g_io_stream_get_output_stream (tls), NULL, NULL, NULL,
                          "HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Type: application/json\r\n"
                          "Content-Length: 30\r\n\r\n{\"error\":\"not more than 9 MB\"}");
}

static void
test_early_reply (void)
{
  g_autoptr (GTlsCertificate) certificate = certificate_load (CERTIFICATE_GOOD);
  g_autoptr (ReelRawServer) server = reel_raw_server_new (serve_early, certificate);
  g_autofree char *url = g_strconcat ("https", reel_raw_server_get_url (server) + strlen ("http"), NULL);
  ReelClient *client = api_client_new (url, REEL_KEY_HEADER_X_API_KEY);
  g_autofree char *checksum = NULL;
  g_autoptr (GError) error = NULL;

  trust_one (client, CERTIFICATE_GOOD);
  error = upload (client, 40 * MIB, &checksum);
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "not more than 9 MB"));
  reel_test_assert_finalized (&client);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_data_func ("/api/tls/untrusted", GINT_TO_POINTER (CERTIFICATE_GOOD), test_bad);
  g_test_add_data_func ("/api/tls/expired", GINT_TO_POINTER (CERTIFICATE_EXPIRED), test_bad);
  g_test_add_data_func ("/api/tls/not-yet-valid", GINT_TO_POINTER (CERTIFICATE_FUTURE), test_bad);
  g_test_add_data_func ("/api/tls/other-name", GINT_TO_POINTER (CERTIFICATE_OTHER), test_bad);
  g_test_add_data_func ("/api/tls/http1", GINT_TO_POINTER (FALSE), test_trusted);
  g_test_add_data_func ("/api/tls/http2", GINT_TO_POINTER (TRUE), test_trusted);
  g_test_add_data_func ("/api/tls/cancel-http1", GINT_TO_POINTER (FALSE), test_cancel);
  g_test_add_data_func ("/api/tls/cancel-http2", GINT_TO_POINTER (TRUE), test_cancel);
  g_test_add_func ("/api/tls/early-reply", test_early_reply);
  return g_test_run ();
}
