/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api-calls.h"
#include "reel-mock-server.h"
#include "reel-test.h"

/*
 * The key is nowhere: this program runs itself with G_MESSAGES_DEBUG=all, makes every call there against servers that say
 * the key wherever they can, and looks through all that came out of it, its command line and its errors.
 */

#define JSON "application/json"
#define CHILD "--as-child"

/* Parts that a log could show, too. */
static const char *const secrets[] = { API_KEY, "never-to-be-seen", "sk-never" };

static void
check_text (const char *text)
{
  if (text != NULL && strstr (text, API_KEY) != NULL)
    g_error ("the key is shown"); /* and not where: that would show it, too */
}

static void
check_error (const GError *error)
{
  if (error == NULL)
    return;
  check_text (error->message);
  check_text (reel_api_error_get_words (error));
  check_text (reel_api_error_get_call (error));
  /* As a program logs it. */
  g_message ("%s", error->message);
}

/* Whole answers that repeat the key. */
static const struct
{
  guint status;
  const char *type, *body, *name, *value;
} repeats[] = {
  { 401, JSON, "{\"error\":\"the key " API_KEY " is not known\"}", NULL, NULL },
  { 403, "text/plain", "no entry for " API_KEY, NULL, NULL },
  { 400, JSON, "{\"detail\":[{\"msg\":\"" API_KEY "\"}]}", "X-API-Key", API_KEY },
  { 400, JSON, "{\"message\":\"sk-never-to-be-\\u0073een-4711 escaped\"}", NULL, NULL },
  { 400, JSON, "{\"message\":\"sk-never\\u200b-to-be-seen-4711 with a character that is not shown\"}", NULL, NULL },
  { 400, JSON, "{\"message\":\"" API_KEY API_KEY " twice, " API_KEY " thrice\"}", NULL, NULL },
  { 404, JSON, "\"" API_KEY "\"", "WWW-Authenticate", "Bearer realm=\"" API_KEY "\"" },
  { 413, JSON, "{\"error\":{\"error\":{\"error\":\"" API_KEY "\"}}}", "Server", API_KEY },
  { 500, JSON, "{\"error\":\"" API_KEY "\"}", "Set-Cookie", "key=" API_KEY },
  { 503, JSON, "{\"error\":\"" API_KEY "\"}", "Retry-After", API_KEY },
  { 302, JSON, "{}", "Location", "https://" API_KEY ".example.org/" API_KEY },
  { 302, JSON, "{}", "Location", "https://example.org/?key=" API_KEY },
  { 302, JSON, "{}", "Location", "//" API_KEY "@127.0.0.1/" },
  { 302, JSON, "{}", "Location", "/again?key=" API_KEY },
  { 200, "text/" API_KEY, "{}", NULL, NULL },
  { 200, JSON, "{\"status\":\"" API_KEY "\"}", NULL, NULL },
  { 200, JSON, "{\"status\":\"failed\",\"reason\":\"" API_KEY "\",\"error_message\":\"key " API_KEY "\"}", NULL, NULL },
  { 200, JSON, "{\"" API_KEY "\":", NULL, NULL },
  { 200, JSON, API_KEY, NULL, NULL },
  { 200, JSON, "{\"results\":[{\"video_id\":[\"" API_KEY "\"]}]}", NULL, NULL },
};

/* More than is shown, so that the end is cut: within the key, and right behind it. The filler has its length. */
static const struct
{
  const char *type, *format;
  char filler;
  guint length;
} cuts[] = {
  { JSON, "{\"error\":\"%s" API_KEY "\"}", 'x', 298 - 4 },
  { JSON, "{\"error\":\"%s" API_KEY "\"}", 'x', 298 - 12 },
  { JSON, "{\"error\":\"%s" API_KEY " and more\"}", 'x', 298 - sizeof API_KEY + 2 },
  { JSON, "{\"error\":\"%s" API_KEY " and more\"}", 'x', 298 - sizeof API_KEY + 1 },
  { JSON, "{\"status\":\"failed\",\"error_message\":\"%s" API_KEY "\"}", 'x', 298 - 12 },
  { "text/plain", "%s" API_KEY, 'x', 298 - 12 },
  { "text/plain", "no%s" API_KEY, ' ', 64 * 1024 - 14 },
};

/* And below HTTP. */
static const char *const lines[] = {
  "HTTP/1.1 400 " API_KEY "\r\n\r\n",
  "HTTP/1.1 " API_KEY "\r\n\r\n",
  API_KEY "\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Encoding: " API_KEY "\r\n\r\n{}",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" API_KEY "\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n{\"" API_KEY "\":",
  "",
};

static void
serve_line (GSocketConnection *connection,
            guint              index,
            gpointer           data)
{
  reel_raw_read_request (connection);
  reel_raw_write (connection, data);
}

/* A watcher that goes on is let go on for a little. */
static void
run (const ApiCall *call,
     ReelClient    *client)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  ApiRun *one = api_run_start (call, client, cancellable, 1000);
  g_autoptr (GError) error = NULL;

  one->any_good = TRUE;
  if (call->traits & API_CALL_WATCH)
    {
      for (guint i = 0; i < 20 && one->result == NULL; i++)
        reel_test_turn (reel_test_deadline_new (), "a turn", G_STRLOC);
      if (one->result == NULL)
        g_cancellable_cancel (cancellable);
    }
  error = api_run_finish (one);
  check_error (error);
}

static void
run_all (ReelKeyHeader header)
{
  for (guint n = 0; n < n_api_calls; n++)
    {
      g_autoptr (ReelMockServer) server = reel_mock_server_new ();
      ReelClient *client = api_client_new (reel_mock_server_get_url (server), header);

      /* The first one succeeds: the key is there, and taken. */
      reel_mock_server_push (server, 200, JSON, api_calls[n].good);
      if (api_calls[n].traits & API_CALL_JOB)
        reel_mock_server_push (server, 200, JSON, api_calls[n].good);
      run (&api_calls[n], client);
      g_assert_cmpstr (header == REEL_KEY_HEADER_BEARER ? reel_mock_server_get_request (server, 0)->authorization
                                                        : reel_mock_server_get_request (server, 0)->api_key,
                       ==, header == REEL_KEY_HEADER_BEARER ? "Bearer " API_KEY : API_KEY);
      for (guint i = 0; i < G_N_ELEMENTS (repeats); i++)
        {
          reel_mock_server_set_default (server, repeats[i].status, repeats[i].type, repeats[i].body, repeats[i].name,
                                        repeats[i].value);
          run (&api_calls[n], client);
        }
      for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
        {
          g_autofree char *filler = g_strnfill (cuts[i].length, cuts[i].filler);
          g_autoptr (GString) body = g_string_new (cuts[i].format);

          g_string_replace (body, "%s", filler, 1);
          reel_mock_server_set_default (server, strstr (body->str, "failed") != NULL ? 200 : 400, cuts[i].type, body->str, NULL,
                                        NULL);
          run (&api_calls[n], client);
        }
      reel_test_assert_finalized (&client);
      for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
        {
          ReelRawServer *raw = reel_raw_server_new (serve_line, (gpointer) lines[i]);

          client = api_client_new (reel_raw_server_get_url (raw), header);
          run (&api_calls[n], client);
          reel_test_assert_finalized (&client);
          reel_raw_server_free (raw);
        }
    }
}

static void
test_child (void)
{
  g_autofree char *arguments = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelClient) client = NULL;

  run_all (REEL_KEY_HEADER_X_API_KEY);
  run_all (REEL_KEY_HEADER_BEARER);
  /* Addresses and keys that are refused. */
  client = reel_client_new ("https://" API_KEY "@example.org", API_KEY, REEL_KEY_HEADER_BEARER, REEL_CLIENT_DEFAULT, &error);
  g_assert_null (client);
  check_error (error);
  g_clear_error (&error);
  client = reel_client_new ("https://example.org", API_KEY "\n", REEL_KEY_HEADER_BEARER, REEL_CLIENT_DEFAULT, &error);
  g_assert_no_error (error); /* white space at the end is no part of it */
  g_clear_object (&client);
  client = reel_client_new ("https://example.org", API_KEY "\nX: y", REEL_KEY_HEADER_BEARER, REEL_CLIENT_DEFAULT, &error);
  g_assert_null (client);
  check_error (error);

  g_assert_true (g_file_get_contents ("/proc/self/cmdline", &arguments, &length, NULL));
  for (gsize i = 0; i < length; i++)
    arguments[i] = arguments[i] == '\0' ? ' ' : arguments[i];
  check_text (arguments);
  g_print ("\nall calls made\n");
}

static const char *program;

static void
test_output (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) child = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, program, CHILD, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (child, NULL, NULL, &out, &err, &error));
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (child))
    g_test_message ("%s", err);
  g_assert_true (g_subprocess_get_successful (child));

  /* It did something, and said much of it: the client's own words among them. */
  g_assert_nonnull (strstr (out, "all calls made"));
  g_assert_nonnull (strstr (out, "GET /collections: HTTP 401"));
  g_assert_nonnull (strstr (err, "did not accept the key"));
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_assert_null (strstr (out, secrets[i]));
      g_assert_null (strstr (err, secrets[i]));
    }
  g_test_message ("%" G_GSIZE_FORMAT " bytes of output without the key", strlen (out) + strlen (err));
}

int
main (int   argc,
      char *argv[])
{
  const gboolean is_child = argc > 1 && g_str_equal (argv[1], CHILD);

  program = argv[0];
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  if (is_child)
    argc = 1;
  reel_test_init (&argc, &argv);
  if (is_child)
    g_test_add_func ("/api/secrets/child", test_child);
  else
    g_test_add_func ("/api/secrets/output", test_output);
  return g_test_run ();
}
