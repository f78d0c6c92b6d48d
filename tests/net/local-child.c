/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "local-child.h"
#include "reel-test.h"

/* The key goes the way that the program sends it: through a pipe. */
static GSubprocess *
start (const char  *folder,
       const char  *wrapper,
       va_list      more,
       GSubprocessFlags flags)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = wrapper != NULL ? g_strsplit (wrapper, " ", -1) : NULL;
  g_autoptr (GError) error = NULL;
  const char *service = g_getenv ("REELSEEK_LOCAL"), *argument;
  GSubprocess *process;
  int fds[2];

  g_assert_nonnull (service);
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (words[i]));
  g_ptr_array_add (argv, g_strdup (service));
  g_ptr_array_add (argv, g_strdup_printf ("--data-dir=%s", folder));
  g_ptr_array_add (argv, g_strdup ("--key-fd=3"));
  g_ptr_array_add (argv, g_strdup ("--exit-with-parent")); /* a test that fails leaves no service behind */
  while ((argument = va_arg (more, const char *)) != NULL)
    g_ptr_array_add (argv, g_strdup (argument));
  g_ptr_array_add (argv, NULL);

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_cmpint (write (fds[1], LOCAL_CHILD_KEY "\n", strlen (LOCAL_CHILD_KEY) + 1), >, 0);
  close (fds[1]);
  g_subprocess_launcher_take_fd (launcher, fds[0], 3);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

LocalChild *
local_child_new (const char *folder,
                 const char *wrapper,
                 ...)
{
  LocalChild *self = g_new0 (LocalChild, 1);
  g_autoptr (GDataInputStream) out = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  va_list more;

  self->folder = g_strdup (folder);
  va_start (more, wrapper);
  self->process = start (folder, wrapper, more, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  va_end (more);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening on http://127.0.0.1:"));
  self->url = g_strdup (line + strlen ("listening on "));
  self->session = soup_session_new_with_options ("timeout", REEL_TEST_SECONDS, NULL);
  soup_session_set_proxy_resolver (self->session, NULL);
  return self;
}

void
local_child_fails (const char *pattern,
                   const char *folder,
                   ...)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  va_list more;

  va_start (more, folder);
  process = start (folder, NULL, more, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  va_end (more);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_cmpstr (out, ==, "");
  if (!g_pattern_match_simple (pattern, err))
    g_error ("standard error: %s", err);
}

void
local_child_kill (LocalChild *self)
{
  g_subprocess_send_signal (self->process, SIGKILL);
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_clear_object (&self->process);
}

void
local_child_free (LocalChild *self)
{
  g_assert_false (self->cors);
  soup_session_abort (self->session);
  reel_test_assert_finalized (&self->session);
  if (self->process != NULL)
    {
      g_subprocess_send_signal (self->process, SIGTERM);
      g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
      g_assert_true (g_subprocess_get_if_exited (self->process));
      g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
      g_assert_cmpuint (local_child_count (self, "incoming"), ==, 0);
      g_clear_object (&self->process);
    }
  g_free (self->folder);
  g_free (self->url);
  g_free (self->retry_after);
  g_free (self);
}

SoupMessage *
local_child_message (LocalChild *self,
                     const char *method,
                     const char *path)
{
  g_autofree char *url = g_strconcat (self->url, path, NULL);
  SoupMessage *message = soup_message_new (method, url);

  g_assert_nonnull (message);
  soup_message_headers_append (soup_message_get_request_headers (message), "X-API-Key", LOCAL_CHILD_KEY);
  return message;
}

static void
look_for_cors (const char *name,
               const char *value,
               gpointer    user_data)
{
  if (g_ascii_strncasecmp (name, "Access-Control", 14) == 0)
    *(gboolean *) user_data = TRUE;
}

JsonNode *
local_child_send (LocalChild  *self,
                  SoupMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read (self->session, message, NULL, &error);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length;
  const char *text;

  g_assert_no_error (error);
  self->status = soup_message_get_status (message);
  g_free (self->retry_after);
  self->retry_after = g_strdup (soup_message_headers_get_one (headers, "Retry-After"));
  soup_message_headers_foreach (headers, look_for_cors, &self->cors);
  g_assert_cmpstr (soup_message_headers_get_content_type (headers, NULL), ==, "application/json");
  text = g_bytes_get_data (bytes, &length);
  json_parser_load_from_data (parser, text, (gssize) length, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

JsonNode *
local_child_call (LocalChild *self,
                  const char *method,
                  const char *path,
                  const char *body)
{
  g_autoptr (SoupMessage) message = local_child_message (self, method, path);

  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  return local_child_send (self, message);
}

static void
assert_error (LocalChild *self,
              JsonNode   *node,
              guint       status,
              const char *code)
{
  JsonObject *error;

  g_assert_cmpuint (self->status, ==, status);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  error = json_object_get_object_member (json_node_get_object (node), "error");
  g_assert_nonnull (error);
  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, code);
  g_assert_cmpuint (strlen (json_object_get_string_member (error, "message")), >, 10);
}

void
local_child_refused (LocalChild *self,
                     const char *method,
                     const char *path,
                     const char *body,
                     guint       status,
                     const char *code)
{
  g_autoptr (JsonNode) node = local_child_call (self, method, path, body);

  g_test_message ("%s %s", method, path);
  assert_error (self, node, status, code);
}

char *
local_child_text (JsonNode   *node,
                  const char *key)
{
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  return g_strdup (json_object_get_string_member_with_default (json_node_get_object (node), key, NULL));
}

char *
local_child_add_collection (LocalChild *self)
{
  g_autoptr (JsonNode) node = local_child_call (self, "POST", "/collections", "{\"name\": \"Test\"}");
  char *id = local_child_text (node, "collection_id");

  g_assert_cmpuint (self->status, ==, 200);
  g_assert_nonnull (id);
  return id;
}

char *
local_child_upload (LocalChild *self,
                    const char *collection,
                    const char *path,
                    gboolean    expect_continue)
{
  g_autofree char *call = g_strdup_printf ("/collections/%s/videos/upload", collection);
  g_autoptr (SoupMessage) message = local_child_message (self, "POST", call);
  g_autoptr (SoupMultipart) multipart = soup_multipart_new ("multipart/form-data");
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *type = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonNode) node = NULL;
  char *contents;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  file = g_bytes_new_take (contents, length);
  soup_multipart_append_form_file (multipart, "file", name, "video/mp4", file);
  soup_multipart_to_message (multipart, soup_message_get_request_headers (message), &body);
  type = g_strdup (soup_message_headers_get_one (soup_message_get_request_headers (message), "Content-Type"));
  soup_message_set_request_body_from_bytes (message, type, body);
  if (expect_continue)
    soup_message_headers_set_expectations (soup_message_get_request_headers (message), SOUP_EXPECTATION_CONTINUE);
  node = local_child_send (self, message);
  return local_child_text (node, "video_id");
}

static gboolean
stop_waiting (gpointer timed_out)
{
  *(gboolean *) timed_out = TRUE;
  return G_SOURCE_REMOVE;
}

JsonNode *
local_child_wait (LocalChild *self,
                  const char *path)
{
  for (guint i = 0; i < 10 * 60 * 4; i++)
    {
      g_autoptr (JsonNode) node = local_child_call (self, "GET", path, NULL);
      g_autofree char *status = local_child_text (node, "status");
      gboolean waited = FALSE;

      g_assert_cmpuint (self->status, ==, 200);
      if (!g_str_equal (status, "uploaded") && !g_str_equal (status, "processing") && !g_str_equal (status, "pending"))
        return g_steal_pointer (&node);
      g_timeout_add (100, stop_waiting, &waited); /* a question ten times a second, as a client would */
      while (!waited)
        g_main_context_iteration (NULL, TRUE);
    }
  g_error ("%s: not within four minutes", path);
}

guint
local_child_count (LocalChild *self,
                   const char *folder)
{
  g_autofree char *path = g_build_filename (self->folder, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}
