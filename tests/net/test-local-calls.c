/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "local-child.h"
#include "reel-test.h"

/* One service for most of these tests: they only ask. */
static LocalChild *child;

static void
test_access (void)
{
  static const struct
  {
    const char *header, *value;
    guint status;
  } cases[] = {
    { "X-API-Key", LOCAL_CHILD_KEY, 200 },
    { "Authorization", "Bearer " LOCAL_CHILD_KEY, 200 },
    { "Authorization", "bearer  " LOCAL_CHILD_KEY, 200 },
    { "X-Nothing", "x", 401 },
    { "X-API-Key", "wrong", 401 },
    { "X-API-Key", "", 401 },
    { "X-API-Key", LOCAL_CHILD_KEY LOCAL_CHILD_KEY, 401 },
    { "Authorization", "Bearer wrong", 401 },
    { "Authorization", "Bearer", 401 },
    { "Authorization", "Basic " LOCAL_CHILD_KEY, 401 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SoupMessage) message = local_child_message (child, "GET", "/collections");
      SoupMessageHeaders *headers = soup_message_get_request_headers (message);
      g_autoptr (JsonNode) node = NULL;

      soup_message_headers_remove (headers, "X-API-Key");
      soup_message_headers_append (headers, cases[i].header, cases[i].value);
      soup_message_headers_append (headers, "Origin", "http://evil.example");
      node = local_child_send (child, message);
      if (child->status != cases[i].status)
        g_error ("%s: %s gives %u", cases[i].header, cases[i].value, child->status);
    }
}

static void
test_host (void)
{
  static const struct
  {
    const char *host; /* %u: the port */
    guint status;
  } cases[] = {
    { "127.0.0.1:%s", 200 },  { "localhost:%s", 200 },      { "LOCALHOST:%s", 200 }, { "evil.example:%s", 403 },
    { "127.0.0.1", 403 },     { "localhost", 403 },         { "127.0.0.1:1", 403 },  { "evil.example", 403 },
    { "[::1]:%s", 403 },      { "127.0.0.1.evil:%s", 403 }, { "0.0.0.0:%s", 403 },
  };
  const char *port = strrchr (child->url, ':') + 1;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SoupMessage) message = local_child_message (child, "GET", "/collections");
      g_autoptr (GString) host = g_string_new (cases[i].host);
      g_autoptr (JsonNode) node = NULL;

      g_string_replace (host, "%s", port, 0);
      soup_message_headers_replace (soup_message_get_request_headers (message), "Host", host->str);
      node = local_child_send (child, message);
      if (child->status != cases[i].status)
        g_error ("%s gives %u", host->str, child->status);
    }
}

static void
test_routes (void)
{
  static const char * const unknown[] = { "/", "/nothing", "/collections/", "/collections/x", "/collections//search",
                                          "/collections/x/y/search", "/videos/x", "/videos/x/status/", "/async_status/",
                                          "/local", "/Collections", NULL };
  static const struct
  {
    const char *method, *path;
  } wrong[] = {
    { "DELETE", "/collections" },
    { "HEAD", "/videos/x/status" },
    { "OPTIONS", "/collections" },
    { "POST", "/videos/x/status" },
    { "GET", "/collections/x/search" },
    { "PUT", "/collections/x/videos/upload" },
    { "GET", "/video_tagging" },
    { "POST", "/async_status/x" },
    { "DELETE", "/local/settings" },
  };

  for (guint i = 0; unknown[i] != NULL; i++)
    local_child_refused (child, "GET", unknown[i], NULL, 404, "not_found");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    if (!g_str_equal (wrong[i].method, "HEAD")) /* which has no body */
      local_child_refused (child, wrong[i].method, wrong[i].path, NULL, 405, "method_not_allowed");
  local_child_refused (child, "GET", "/videos/x/status", NULL, 404, "not_found");
  local_child_refused (child, "GET", "/async_status/x", NULL, 404, "not_found");
  local_child_refused (child, "POST", "/collections/x/search", "{\"text\": \"red\", \"top_k\": 1}", 404, "not_found");
}

static void
test_bad_bodies (void)
{
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *search = g_strdup_printf ("/collections/%s/search", collection);
  g_autofree char *upload = g_strdup_printf ("/collections/%s/videos/upload", collection);
  g_autofree char *spaces = g_strnfill (1024 * 1024 + 1, ' ');
  g_autofree char *name = g_strnfill (201, 'x');
  g_autofree char *long_name = g_strdup_printf ("{\"name\": \"%s\"}", name);
  static const char * const bodies[] = { NULL, "", "{", "[]", "\"x\"", "{'name': 'x'}", "{\"name\": \"x\"} x", "null", NULL };
  static const char * const names[] = { "{}", "{\"name\": 1}", "{\"name\": null}", "{\"name\": \"\"}", "{\"name\": \" \"}",
                                        "{\"name\": \"x\", \"description\": 5}", NULL };
  static const char * const searches[] = { "{}", "{\"text\": 5}", "{\"text\": \"\"}", "{\"text\": \"x\", \"top_k\": 0}",
                                           "{\"text\": \"x\", \"top_k\": 1001}", "{\"text\": \"x\", \"top_k\": 1.5}",
                                           "{\"text\": \"x\", \"top_k\": -1}", "{\"text\": \"x\", \"top_k\": \"5\"}",
                                           "{\"text\": \"x\", \"top_k\": 1e999}", NULL };
  static const char * const videos[] = { "{}", "{\"video_url\": 5}", "{\"video_url\": \"\"}", "{\"video_url\": \"x\"}",
                                         "{\"video_url\": \"file:///etc/passwd\"}", "{\"video_url\": \"ftp://x/y\"}",
                                         "{\"video_url\": \"http://\"}", "{\"video_base64\": 5}",
                                         "{\"video_base64\": \"?\"}", "{\"video_base64\": \"\"}",
                                         "{\"video_base64\": \"aGVs\", \"video_url\": \"http://x/y\"}", NULL };
  static const char * const video_calls[] = { "/video_embedding/encode_video", "/video_embedding/encode_video/async",
                                              "/video_tagging", "/video_tagging/async", NULL };

  for (guint i = 0; i < 8; i++)
    local_child_refused (child, "POST", "/collections", bodies[i], 400, "bad_request");
  for (guint i = 0; names[i] != NULL; i++)
    local_child_refused (child, "POST", "/collections", names[i], 400, "bad_request");
  local_child_refused (child, "POST", "/collections", long_name, 400, "bad_request");
  local_child_refused (child, "POST", "/collections", spaces, 413, "too_large");
  for (guint i = 0; searches[i] != NULL; i++)
    local_child_refused (child, "POST", search, searches[i], 400, "bad_request");
  for (guint i = 0; video_calls[i] != NULL; i++)
    for (guint j = 0; videos[j] != NULL; j++)
      local_child_refused (child, "POST", video_calls[i], videos[j], 400, "bad_request");
  local_child_refused (child, "POST", "/video_embedding/encode_text", "{}", 400, "bad_request");
  local_child_refused (child, "POST", "/video_embedding/encode_text", "{\"text\": [\"x\"]}", 400, "bad_request");
  local_child_refused (child, "POST", "/video_embedding/encode_text", "{\"text\": \"\"}", 400, "bad_request");
  local_child_refused (child, "POST", "/video_embedding/encode_text", "{\"text\": \"   \"}", 400, "bad_request");
  local_child_refused (child, "PUT", "/local/settings", "{}", 400, "bad_request");
  local_child_refused (child, "PUT", "/local/settings", "{\"keep_copies\": 1}", 400, "bad_request");
  local_child_refused (child, "PUT", "/local/settings", "{\"threads\": -1}", 400, "bad_request");
  local_child_refused (child, "PUT", "/local/settings", "{\"threads\": 65}", 400, "bad_request");
  local_child_refused (child, "PUT", "/local/settings", "{\"busy\": \"yes\"}", 400, "bad_request");
  local_child_refused (child, "POST", upload, "{}", 400, "bad_request"); /* no multipart */
}

static void
test_collections (void)
{
  g_autoptr (JsonNode) made = local_child_call (child, "POST", "/collections",
                                                "{\"name\": \" \xe8\xb2\x93 \\\"1\\\" \", \"description\": \"d\"}");
  g_autofree char *id = local_child_text (made, "collection_id");
  g_autoptr (JsonNode) list = local_child_call (child, "GET", "/collections", NULL);
  JsonArray *array = json_node_get_array (list);
  gboolean found = FALSE;

  g_assert_cmpuint (child->status, ==, 200);
  g_assert_true (g_uuid_string_is_valid (id));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);

      if (!g_str_equal (json_object_get_string_member (object, "id"), id))
        continue;
      found = TRUE;
      g_assert_cmpstr (json_object_get_string_member (object, "name"), ==, "\xe8\xb2\x93 \"1\"");
      g_assert_cmpstr (json_object_get_string_member (object, "description"), ==, "d");
      g_assert_cmpint (json_object_get_int_member (object, "video_count"), ==, 0);
    }
  g_assert_true (found);
}

static guint
assert_vector (JsonArray *vector)
{
  double sum = 0;

  for (guint i = 0; i < json_array_get_length (vector); i++)
    sum += pow (json_array_get_double_element (vector, i), 2);
  g_assert_cmpfloat_with_epsilon (sum, 1.0, 1e-3);
  return json_array_get_length (vector);
}

static guint
text_dims (void)
{
  g_autoptr (JsonNode) node = local_child_call (child, "POST", "/video_embedding/encode_text",
                                                "{\"text\": \"dark blue qwertyuiop\"}");
  JsonObject *object = json_node_get_object (node);

  g_assert_cmpuint (child->status, ==, 200);
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (object, "unknown_words"), 0), ==,
                   "qwertyuiop");
  return assert_vector (json_object_get_array_member (object, "embedding"));
}

static void
assert_tags (JsonObject *object)
{
  JsonObject *tags = json_object_get_object_member (object, "tags");
  g_autoptr (GList) categories = json_object_get_members (tags);

  g_assert_true (json_object_has_member (tags, "camera_movement"));
  for (GList *l = categories; l != NULL; l = l->next)
    {
      JsonArray *values = json_object_get_array_member (tags, l->data);

      g_assert_cmpuint (json_array_get_length (values), >, 0);
      g_assert_nonnull (json_array_get_string_element (values, 0));
    }
}

static void
assert_vectors (JsonArray *vectors)
{
  guint dims = text_dims ();

  g_assert_cmpuint (json_array_get_length (vectors), >, 0);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    g_assert_cmpuint (assert_vector (json_array_get_array_element (vectors, i)), ==, dims);
}

static char *
base64_body (const char *sample)
{
  g_autofree char *path = reel_test_sample (sample);
  g_autofree char *contents = NULL;
  g_autofree char *encoded = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  encoded = g_base64_encode ((const guchar *) contents, length);
  return g_strdup_printf ("{\"video_base64\": \"%s\"}", encoded);
}

/* A video sent along in Base64: 1.6 MiB, above the limit for other bodies. */
static void
test_base64 (void)
{
  g_autofree char *body = base64_body ("tree.avi");
  g_autoptr (JsonNode) tags = local_child_call (child, "POST", "/video_tagging", body);
  g_autoptr (JsonNode) later = NULL;
  g_autoptr (JsonNode) done = NULL;
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  g_autofree char *status = NULL;

  g_assert_cmpuint (child->status, ==, 200);
  assert_tags (json_node_get_object (tags));

  later = local_child_call (child, "POST", "/video_tagging/async", body);
  g_assert_cmpuint (child->status, ==, 200);
  id = local_child_text (later, "request_id");
  path = g_strdup_printf ("/async_status/%s", id);
  done = local_child_wait (child, path);
  status = local_child_text (done, "status");
  g_assert_cmpstr (status, ==, "completed");
  assert_tags (json_node_get_object (done));
  reel_test_wait (local_child_count (child, "jobs") == 0); /* after the result is on the disk */

  /* no video: a clear reason, and no trace of our names for it */
  local_child_refused (child, "POST", "/video_tagging", "{\"video_base64\": \"bm8gdmlkZW8K\"}", 400, "bad_video");
}

/* A host of the test's own, which gives a video out. */
static void
serve (SoupServer        *server,
       SoupServerMessage *message,
       const char        *path,
       GHashTable        *query,
       gpointer           user_data)
{
  g_autofree char *contents = NULL;
  gsize length;

  if (g_str_equal (path, "/video"))
    {
      g_autofree char *sample = reel_test_sample ("tree.avi");

      g_assert_true (g_file_get_contents (sample, &contents, &length, NULL));
      soup_server_message_set_status (message, 200, NULL);
      soup_message_body_append_take (soup_server_message_get_response_body (message), g_steal_pointer ((guchar **) &contents),
                                     length);
    }
  else if (g_str_equal (path, "/redirect"))
    soup_server_message_set_redirect (message, 307, "/video");
  else if (g_str_equal (path, "/loop"))
    soup_server_message_set_redirect (message, 302, "/loop");
  else if (g_str_equal (path, "/file"))
    soup_server_message_set_redirect (message, 302, "file:///etc/passwd");
  else
    soup_server_message_set_status (message, 404, NULL);
}

static gpointer
run_host (gpointer data)
{
  GMainContext *context = data;

  g_main_context_push_thread_default (context);
  while (g_atomic_int_get ((gint *) g_object_get_data (G_OBJECT (child->session), "host-runs")))
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static char *
url_body (SoupServer *host,
          const char *path)
{
  GSList *uris = soup_server_get_uris (host);
  g_autofree char *base = g_uri_to_string (uris->data);

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return g_strdup_printf ("{\"video_url\": \"%s%s\"}", base, path + 1);
}

static void
test_url (void)
{
  g_autofree char *folder = reel_test_tmp ("url");
  LocalChild *shared = child;
  g_autoptr (LocalChild) own = local_child_new (folder, NULL, "--allow-private-urls", NULL);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SoupServer) host = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GThread) thread = NULL;
  static const struct
  {
    const char *path, *code;
    guint status;
  } refused[] = { { "/loop", "upstream", 502 }, { "/file", "bad_request", 400 }, { "/none", "upstream", 502 } };
  static const char * const good[] = { "/video", "/redirect" };
  gint runs = 1;

  child = own;
  g_object_set_data (G_OBJECT (own->session), "host-runs", &runs);
  g_main_context_push_thread_default (context);
  host = soup_server_new (NULL, NULL);
  soup_server_add_handler (host, NULL, serve, NULL, NULL);
  g_assert_true (soup_server_listen_local (host, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_main_context_pop_thread_default (context);
  thread = g_thread_new ("host", run_host, context);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *body = url_body (host, good[i]);
      g_autoptr (JsonNode) vectors = local_child_call (own, "POST", "/video_embedding/encode_video", body);
      g_autoptr (JsonNode) later = NULL;
      g_autoptr (JsonNode) done = NULL;
      g_autofree char *id = NULL;
      g_autofree char *path = NULL;

      g_assert_cmpuint (own->status, ==, 200);
      assert_vectors (json_object_get_array_member (json_node_get_object (vectors), "embeddings"));
      later = local_child_call (own, "POST", "/video_embedding/encode_video/async", body);
      id = local_child_text (later, "request_id");
      path = g_strdup_printf ("/async_status/%s", id);
      done = local_child_wait (own, path);
      /* of the whole video: one flat vector, as that of a text is */
      g_assert_cmpuint (assert_vector (json_object_get_array_member (json_node_get_object (done), "embedding")), ==,
                        text_dims ());
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *body = url_body (host, refused[i].path);

      local_child_refused (own, "POST", "/video_tagging", body, refused[i].status, refused[i].code);
    }

  /* the same host, by a service that must not ask it */
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *body = url_body (host, good[i]);
      g_autoptr (JsonNode) later = NULL;
      g_autoptr (JsonNode) done = NULL;
      g_autofree char *id = NULL;
      g_autofree char *path = NULL;
      g_autofree char *status = NULL;

      local_child_refused (shared, "POST", "/video_embedding/encode_video", body, 400, "bad_request");
      later = local_child_call (shared, "POST", "/video_tagging/async", body);
      id = local_child_text (later, "request_id");
      path = g_strdup_printf ("/async_status/%s", id);
      done = local_child_wait (shared, path);
      status = local_child_text (done, "status");
      g_assert_cmpstr (status, ==, "failed");
      g_assert_true (json_object_has_member (json_node_get_object (done), "error_message"));
    }
  local_child_refused (shared, "POST", "/video_tagging", "{\"video_url\": \"http://localhost/\"}", 400, "bad_request");
  local_child_refused (shared, "POST", "/video_tagging", "{\"video_url\": \"http://[::ffff:127.0.0.1]/\"}", 400,
                       "bad_request");

  g_atomic_int_set (&runs, 0);
  g_main_context_wakeup (context);
  g_thread_join (g_steal_pointer (&thread));
  soup_server_disconnect (host);
  child = shared;
}

static void
test_rate (void)
{
  g_autofree char *folder = reel_test_tmp ("rate");
  g_autoptr (LocalChild) own = local_child_new (folder, NULL, "--qps=0.5", NULL);
  g_autoptr (SoupMessage) keyless = local_child_message (own, "GET", "/collections");
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) first = NULL;

  /* who has no key takes nothing from who has one */
  soup_message_headers_remove (soup_message_get_request_headers (keyless), "X-API-Key");
  node = local_child_send (own, keyless);
  g_assert_cmpuint (own->status, ==, 401);
  first = local_child_call (own, "GET", "/collections", NULL);
  g_assert_cmpuint (own->status, ==, 200);
  g_assert_null (own->retry_after);
  local_child_refused (own, "GET", "/collections", NULL, 429, "rate_limited");
  g_assert_cmpstr (own->retry_after, ==, "2");
}

static void
test_settings (void)
{
  g_autofree char *folder = reel_test_tmp ("settings");
  g_autofree char *sample = reel_test_sample ("tree.avi");
  g_autoptr (LocalChild) own = local_child_new (folder, NULL, "--keep-copies", NULL);
  g_autofree char *collection = local_child_add_collection (own);
  g_autofree char *video = local_child_upload (own, collection, sample, FALSE);
  g_autofree char *path = g_strdup_printf ("/videos/%s/status", video);
  g_autoptr (JsonNode) done = local_child_wait (own, path);
  g_autoptr (JsonNode) space = local_child_call (own, "GET", "/local/space", NULL);
  g_autoptr (JsonNode) freed = NULL;
  g_autoptr (JsonNode) set = NULL;
  JsonObject *object = json_node_get_object (space);

  g_assert_cmpint (json_object_get_int_member (object, "bytes_copies"), ==, 1250680);
  g_assert_cmpint (json_object_get_int_member (object, "bytes_index"), >, 4096);
  g_assert_true (json_object_get_boolean_member (object, "keep_copies"));

  freed = local_child_call (own, "POST", "/local/free", NULL);
  object = json_node_get_object (freed);
  g_assert_cmpint (json_object_get_int_member (object, "bytes_freed"), ==, 1250680);
  g_assert_cmpint (json_object_get_int_member (object, "bytes_copies"), ==, 0);

  set = local_child_call (own, "PUT", "/local/settings", "{\"keep_copies\": false}");
  g_assert_false (json_object_get_boolean_member (json_node_get_object (set), "keep_copies"));
  g_clear_pointer (&set, json_node_unref);
  set = local_child_call (own, "POST", "/local/settings",
                          "{\"busy\": true, \"threads\": 2, \"pause_on_battery\": false}");
  g_assert_cmpuint (own->status, ==, 200);
  g_assert_false (json_object_get_boolean_member (json_node_get_object (set), "keep_copies"));
  g_clear_pointer (&set, json_node_unref);
  set = local_child_call (own, "POST", "/local/settings", "{\"keep_copies\": true}");
  g_assert_true (json_object_get_boolean_member (json_node_get_object (set), "keep_copies"));
}

/* A start that keeps copies keeps those that are here, too: it says so before anything is tidied up. */
static void
test_keep_at_start (void)
{
  g_autofree char *folder = reel_test_tmp ("keep");
  g_autofree char *sample = reel_test_sample ("tree.avi");
  g_autofree char *path = NULL;
  g_autofree char *collection = NULL;
  g_autofree char *video = NULL;
  g_autofree char *copy = NULL;
  g_autoptr (JsonNode) done = NULL;
  LocalChild *own = local_child_new (folder, NULL, "--engine=measured", NULL);

  collection = local_child_add_collection (own);
  video = local_child_upload (own, collection, sample, FALSE);
  path = g_strdup_printf ("/videos/%s/status", video);
  done = local_child_wait (own, path);
  reel_test_wait (local_child_count (own, "videos") == 0);
  local_child_free (own);

  copy = g_build_filename (folder, "videos", video, NULL); /* as if the service had been killed before it removed it */
  g_assert_true (g_file_set_contents (copy, "x", 1, NULL));
  own = local_child_new (folder, NULL, "--engine=measured", "--keep-copies", NULL);
  g_assert_cmpuint (local_child_count (own, "videos"), ==, 1);
  local_child_free (own);
}

/* A service that never starts again helps nobody: what is damaged is set aside, and that is said. */
static void
test_damaged (void)
{
  g_autofree char *folder = reel_test_tmp ("damaged");
  g_autofree char *database = g_build_filename (folder, "local.db", NULL);
  g_autofree char *said = NULL;
  LocalChild *own = local_child_new (folder, NULL, "--engine=measured", NULL);
  g_autofree char *collection = local_child_add_collection (own);
  g_autoptr (JsonNode) list = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  local_child_free (own);
  g_assert_true (g_file_get_contents (database, &contents, &length, NULL));
  memset (contents + 1024, 0xa5, length - 1024); /* its head is whole */
  g_assert_true (g_file_set_contents (database, contents, (gssize) length, NULL));
  own = local_child_new (folder, "sh -c exec\t\"$0\"\t\"$@\"\t2>\"$ERRORS\"", "--engine=measured", NULL);
  list = local_child_call (own, "GET", "/collections", NULL);
  g_assert_cmpuint (own->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 0);
  g_assert_cmpuint (local_child_count (own, "damaged"), ==, 1);
  local_child_free (own);
  g_assert_true (g_file_get_contents (g_getenv ("ERRORS"), &said, NULL, NULL));
  g_assert_nonnull (strstr (said, "was damaged and has been set aside in"));
}

static void
test_start (void)
{
  g_autofree char *folder = reel_test_tmp ("other");
  g_autofree char *nowhere = g_build_filename (folder, "file", "in-a-file", NULL);
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *port = g_strdup_printf ("--port=%s", strrchr (child->url, ':') + 1);

  local_child_fails ("*Port * is taken by another program*", folder, port, NULL);
  local_child_fails ("*already using the folder*", child->folder, NULL);
  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  local_child_fails ("*can't be used*", nowhere, NULL);
  local_child_fails ("*number from 0 to 65535*", folder, "--port=65536", NULL);
  local_child_fails ("*must not be negative*", folder, "--qps=-1", NULL);
  local_child_fails ("*--key-fd and --key-file*", folder, "--key-file=x", NULL);
  local_child_fails ("*--no-such-option*", folder, "--no-such-option", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GSubprocess) remover = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  reel_test_init (&argc, &argv);
  /* the isolated folders are one test's each, this service lives longer */
  folder = g_dir_make_tmp ("reelseek-test-XXXXXX", &error);
  g_assert_no_error (error);
  errors = g_build_filename (folder, "errors", NULL);
  g_setenv ("ERRORS", errors, TRUE);
  child = local_child_new (folder, NULL, NULL);
  g_test_add_func ("/local-calls/access", test_access);
  g_test_add_func ("/local-calls/host", test_host);
  g_test_add_func ("/local-calls/routes", test_routes);
  g_test_add_func ("/local-calls/bad-bodies", test_bad_bodies);
  g_test_add_func ("/local-calls/collections", test_collections);
  g_test_add_func ("/local-calls/base64", test_base64);
  g_test_add_func ("/local-calls/url", test_url);
  g_test_add_func ("/local-calls/rate", test_rate);
  g_test_add_func ("/local-calls/settings", test_settings);
  g_test_add_func ("/local-calls/keep-at-start", test_keep_at_start);
  g_test_add_func ("/local-calls/damaged", test_damaged);
  g_test_add_func ("/local-calls/start", test_start);
  status = g_test_run ();
  local_child_free (child);
  remover = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "rm", "-rf", folder, NULL);
  g_assert_true (g_subprocess_wait_check (remover, NULL, &error));
  return status;
}
