/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "local-child.h"
#include "reel-test.h"

/* What looks alike, by the engine that ships, over real videos: a dog, people in a street, and a drawn man. */

static LocalChild *child;
static char *collection, *dog, *street, *drawn;

static JsonNode *
send_picture (GBytes     *picture,
              const char *top_k)
{
  g_autofree char *path = g_strdup_printf ("/local/collections/%s/similar", collection);
  g_autoptr (SoupMessage) message = local_child_message (child, "POST", path);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr (SoupMultipart) multipart = soup_multipart_new ("multipart/form-data");
  g_autoptr (GBytes) body = NULL;
  g_autofree char *type = NULL;

  if (top_k != NULL)
    soup_multipart_append_form_string (multipart, "top_k", top_k);
  if (picture != NULL)
    soup_multipart_append_form_file (multipart, "file", "picture.png", "image/png", picture);
  soup_multipart_to_message (multipart, headers, &body);
  type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  soup_message_set_request_body_from_bytes (message, type, body);
  return local_child_send (child, message);
}

static JsonNode *
ask (const char *body)
{
  g_autofree char *path = g_strdup_printf ("/local/collections/%s/similar", collection);

  return local_child_call (child, "POST", path, body);
}

static JsonArray *
get_results (JsonNode *reply)
{
  g_assert_cmpuint (child->status, ==, 200);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (json_node_get_object (reply), "sure_from"), 0.55, 1e-9);
  return json_object_get_array_member (json_node_get_object (reply), "results");
}

static const char *
get_video (JsonArray *results,
           guint      i)
{
  return json_object_get_string_member (json_array_get_object_element (results, i), "video_id");
}

static void
test_clip (void)
{
  g_autofree char *body = g_strdup_printf ("{\"video_id\": \"%s\", \"start_time\": 3, \"end_time\": 4}", street);
  g_autoptr (JsonNode) reply = ask (body);
  JsonArray *results = get_results (reply);
  double before = 1;

  g_assert_cmpuint (json_array_get_length (results), >=, 2);
  g_assert_cmpstr (get_video (results, 0), ==, street); /* another clip of the same camera */
  for (guint i = 0; i < json_array_get_length (results); i++)
    {
      JsonObject *hit = json_array_get_object_element (results, i);
      double similarity = json_object_get_double_member (hit, "similarity");

      g_assert_cmpfloat (similarity, >=, 0.3);
      g_assert_cmpfloat (similarity, <=, before);
      before = similarity;
      /* the clip itself is no answer */
      if (g_str_equal (json_object_get_string_member (hit, "video_id"), street))
        g_assert_false (json_object_get_double_member (hit, "start_time") <= 3 &&
                        json_object_get_double_member (hit, "end_time") >= 4);
    }
  g_assert_cmpfloat (json_object_get_double_member (json_array_get_object_element (results, 0), "similarity"), >=, 0.55);
}

static void
test_video (void)
{
  g_autofree char *body = g_strdup_printf ("{\"video_id\": \"%s\", \"top_k\": 1000}", street);
  g_autoptr (JsonNode) reply = ask (body);
  JsonArray *results = get_results (reply);

  for (guint i = 0; i < json_array_get_length (results); i++)
    g_assert_cmpstr (get_video (results, i), !=, street);
}

static void
test_moment (void)
{
  /* a moment alone, and one after the end: the nearest clip */
  g_autofree char *one = g_strdup_printf ("{\"video_id\": \"%s\", \"start_time\": 3, \"top_k\": 1}", street);
  g_autofree char *late = g_strdup_printf ("{\"video_id\": \"%s\", \"start_time\": 1e6, \"top_k\": 1}", street);
  g_autoptr (JsonNode) reply = ask (one);
  g_autoptr (JsonNode) other = NULL;

  g_assert_cmpuint (json_array_get_length (get_results (reply)), ==, 1);
  other = ask (late);
  g_assert_cmpuint (json_array_get_length (get_results (other)), ==, 1);
}

/* (transfer full): the first frame of a sample, as PNG */
static GBytes *
grab (const char *sample)
{
  g_autofree char *path = reel_test_sample (sample);
  g_autofree char *line = g_strdup_printf ("filesrc location=\"%s\" ! decodebin ! videoconvert ! pngenc snapshot=true ! "
                                           "appsink name=sink sync=false", path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstSample) frame = NULL;
  GstMapInfo map;
  GBytes *bytes;

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (sink, "pull-sample", &frame);
  g_assert_nonnull (frame);
  g_assert_true (gst_buffer_map (gst_sample_get_buffer (frame), &map, GST_MAP_READ));
  bytes = g_bytes_new (map.data, map.size);
  gst_buffer_unmap (gst_sample_get_buffer (frame), &map);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return bytes;
}

static void
test_picture (void)
{
  g_autoptr (GBytes) picture = grab ("VID_20191220_170832.mp4");
  g_autoptr (JsonNode) reply = send_picture (picture, "1");
  JsonArray *results = get_results (reply);

  g_assert_cmpuint (json_array_get_length (results), ==, 1);
  g_assert_cmpstr (get_video (results, 0), ==, dog);
  g_assert_cmpfloat (json_object_get_double_member (json_array_get_object_element (results, 0), "similarity"), >=, 0.55);
  g_assert_cmpuint (local_child_count (child, "incoming"), ==, 0); /* nothing stays */
}

static void
assert_refused (JsonNode   *reply,
                guint       status,
                const char *code)
{
  JsonObject *error = json_object_get_object_member (json_node_get_object (reply), "error");

  g_assert_cmpuint (child->status, ==, status);
  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, code);
}

static void
test_bad_pictures (void)
{
  static const char * const top_ks[] = { "0", "1001", "1.5", "x", "", "5 ", NULL };
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("no picture at all", 17);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) huge = g_bytes_new_take (g_malloc0 (64 * 1024 * 1024 + 1), 64 * 1024 * 1024 + 1);
  g_autoptr (JsonNode) reply = send_picture (nonsense, NULL);
  g_autoptr (JsonNode) empty = NULL;
  g_autoptr (JsonNode) missing = NULL;
  g_autoptr (JsonNode) large = NULL;

  assert_refused (reply, 400, "bad_video");
  empty = send_picture (nothing, NULL);
  assert_refused (empty, 400, "bad_request");
  missing = send_picture (NULL, "5");
  assert_refused (missing, 400, "bad_request");
  large = send_picture (huge, NULL);
  assert_refused (large, 413, "too_large");
  for (guint i = 0; top_ks[i] != NULL; i++)
    {
      g_autoptr (JsonNode) wrong = send_picture (nonsense, top_ks[i]);

      assert_refused (wrong, 400, "bad_request");
    }
  g_assert_cmpuint (local_child_count (child, "incoming"), ==, 0);
}

static void
test_bad_requests (void)
{
  static const char * const bodies[] = {
    "{}", "{\"video_id\": 5}", "{\"video_id\": \"%s\", \"start_time\": -1}", "{\"video_id\": \"%s\", \"end_time\": 2}",
    "{\"video_id\": \"%s\", \"start_time\": 2, \"end_time\": 1}", "{\"video_id\": \"%s\", \"start_time\": \"2\"}",
    "{\"video_id\": \"%s\", \"top_k\": 0}", "{\"video_id\": \"%s\", \"start_time\": null}",
  };
  g_autofree char *path = g_strdup_printf ("/local/collections/%s/similar", collection);
  g_autofree char *known = g_strdup_printf ("{\"video_id\": \"%s\"}", dog);
  g_autoptr (JsonNode) engine = local_child_call (child, "GET", "/local/engine", NULL);

  g_assert_true (json_object_get_boolean_member (json_node_get_object (engine), "similar"));
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GString) body = g_string_new (bodies[i]);

      g_string_replace (body, "%s", dog, 0);
      local_child_refused (child, "POST", path, body->str, 400, "bad_request");
    }
  local_child_refused (child, "POST", path, "{\"video_id\": \"nobody\"}", 404, "not_found");
  local_child_refused (child, "POST", "/local/collections/nothing/similar", known, 404, "not_found");
  local_child_refused (child, "GET", path, NULL, 405, "method_not_allowed");
}

static char *
add (const char *sample)
{
  g_autofree char *path = reel_test_sample (sample);

  return local_child_upload (child, collection, path, FALSE);
}

static void
wait_for (const char *video)
{
  g_autofree char *path = g_strdup_printf ("/videos/%s/status", video);
  g_autoptr (JsonNode) done = local_child_wait (child, path);
  g_autofree char *status = local_child_text (done, "status");

  g_assert_cmpstr (status, ==, "processed");
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autoptr (GSubprocess) remover = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_setenv ("LANGUAGE", "C", TRUE);
  reel_test_init (&argc, &argv);
  gst_init (NULL, NULL);
  /* the isolated folders are one test's each, this service lives longer */
  folder = g_dir_make_tmp ("reelseek-test-XXXXXX", &error);
  g_assert_no_error (error);
  child = local_child_new (folder, NULL, "--engine", "concept", NULL);
  collection = local_child_add_collection (child);
  dog = add ("VID_20191220_170832.mp4");
  street = add ("vtest.avi");
  drawn = add ("Megamind.avi");
  wait_for (dog);
  wait_for (street);
  wait_for (drawn);
  g_test_add_func ("/local-similar/clip", test_clip);
  g_test_add_func ("/local-similar/video", test_video);
  g_test_add_func ("/local-similar/moment", test_moment);
  g_test_add_func ("/local-similar/picture", test_picture);
  g_test_add_func ("/local-similar/bad-pictures", test_bad_pictures);
  g_test_add_func ("/local-similar/bad-requests", test_bad_requests);
  status = g_test_run ();
  g_clear_pointer (&child, local_child_free);
  g_free (collection);
  g_free (dog);
  g_free (street);
  g_free (drawn);
  remover = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "rm", "-rf", folder, NULL);
  g_assert_true (g_subprocess_wait_check (remover, NULL, &error));
  return status;
}
