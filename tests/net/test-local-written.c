/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <pango/pangocairo.h>

#include "local-child.h"
#include "reel-test.h"

/* A title card, with the real service: it is found by what is written on it, if that is read. */

#define WIDTH 640
#define HEIGHT 360

static void
write_picture (const char *path,
               const char *text)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cairo = cairo_create (surface);
  PangoLayout *layout = pango_cairo_create_layout (cairo);
  PangoFontDescription *font = pango_font_description_from_string ("DejaVu Sans 32");

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_move_to (cairo, 60, 140);
  pango_cairo_show_layout (cairo, layout);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  pango_font_description_free (font);
  g_object_unref (layout);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
}

/* Two seconds of it. */
static char *
make_card (const char *folder,
           const char *name,
           const char *text)
{
  g_autofree char *picture = g_strdup_printf ("%s/%s.png", folder, name);
  char *path = g_strdup_printf ("%s/%s.avi", folder, name);
  g_autofree char *launch = g_strdup_printf ("filesrc location=%s ! pngdec ! imagefreeze num-buffers=20 ! "
                                             "video/x-raw,framerate=10/1 ! videoconvert ! jpegenc ! avimux ! "
                                             "filesink location=%s", picture, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  write_picture (picture, text);
  pipeline = gst_parse_launch (launch, &error);
  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return path;
}

static char *
add (LocalChild *child,
     const char *collection,
     const char *path)
{
  char *id = local_child_upload (child, collection, path, FALSE);
  g_autofree char *status_path = g_strdup_printf ("/videos/%s/status", id);
  g_autoptr (JsonNode) node = NULL;
  double progress = 0;

  /* Found after the quick pass, and read by the full one. */
  do
    {
      g_clear_pointer (&node, json_node_unref);
      node = local_child_wait (child, status_path);
      progress = json_object_get_double_member (json_node_get_object (node), "progress");
    }
  while (progress < 100);
  return id;
}

static JsonNode *
search (LocalChild *child,
        const char *collection,
        const char *text)
{
  g_autofree char *path = g_strdup_printf ("/collections/%s/search", collection);
  g_autofree char *body = g_strdup_printf ("{\"text\": \"%s\", \"top_k\": 10}", text);
  JsonNode *node = local_child_call (child, "POST", path, body);

  g_assert_cmpuint (child->status, ==, 200);
  return node;
}

/* The first hit is @video, for this reason. */
static void
assert_found (LocalChild *child,
              const char *collection,
              const char *text,
              const char *video,
              const char *reason)
{
  g_autoptr (JsonNode) node = search (child, collection, text);
  JsonObject *answer = json_node_get_object (node);
  JsonArray *results = json_object_get_array_member (answer, "results");
  JsonObject *hit;

  g_assert_cmpuint (json_array_get_length (results), >=, 1);
  hit = json_array_get_object_element (results, 0);
  g_assert_cmpstr (json_object_get_string_member (hit, "video_id"), ==, video);
  g_assert_cmpfloat (json_object_get_double_member (hit, "similarity"), >=, 0.6);
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (hit, "reasons"), 0), ==, reason);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (answer, "unknown_words")), ==, 0);
}

static gboolean
set_reading (LocalChild *child,
             gboolean    read_text)
{
  g_autoptr (JsonNode) node = local_child_call (child, "PUT", "/local/settings",
                                                read_text ? "{\"read_text\": true}" : "{\"read_text\": false}");

  g_assert_cmpuint (child->status, ==, 200);
  return json_object_get_boolean_member (json_node_get_object (node), "read_text");
}

static void
test_card (void)
{
  g_autofree char *folder = reel_test_tmp ("written");
  g_autofree char *videos = reel_test_tmp ("written-videos");
  g_autofree char *exit_sign = make_card (videos, "one", "EMERGENCY EXIT");
  g_autofree char *zorblat = make_card (videos, "two", "ZORBLAT HOTEL");
  LocalChild *child = local_child_new (folder, NULL, "--engine=concept", NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (JsonNode) space = local_child_call (child, "GET", "/local/space", NULL);
  g_autoptr (JsonNode) none = NULL;
  JsonArray *results;

  /* On unless somebody says otherwise. */
  g_assert_true (json_object_get_boolean_member (json_node_get_object (space), "read_text"));
  g_assert_true (g_str_has_prefix (json_object_get_string_member (json_node_get_object (space), "text_languages"), "eng"));
  g_assert_true (json_object_get_null_member (json_node_get_object (space), "text_problem"));
  local_child_refused (child, "PUT", "/local/settings", "{\"read_text\": 1}", 400, "bad_request");
  g_assert_false (set_reading (child, FALSE));
  first = add (child, collection, exit_sign);
  none = search (child, collection, "emergency exit");
  results = json_object_get_array_member (json_node_get_object (none), "results");
  for (guint i = 0; i < json_array_get_length (results); i++)
    g_assert_cmpfloat (json_object_get_double_member (json_array_get_object_element (results, i), "similarity"), <, 0.55);

  /* What was indexed stays as it is; the next one is read. It is remembered. */
  g_assert_true (set_reading (child, TRUE));
  local_child_free (child);
  child = local_child_new (folder, NULL, "--engine=concept", NULL);
  second = add (child, collection, zorblat);
  assert_found (child, collection, "zorblat", second, "“ZORBLAT” (text)");
  assert_found (child, collection, "zorblat hotel", second, "“ZORBLAT HOTEL” (text)");
  assert_found (child, collection, "hotel", second, "“HOTEL” (text)");
  g_clear_pointer (&first, g_free);
  first = add (child, collection, exit_sign);
  assert_found (child, collection, "emergency exit", first, "“EMERGENCY EXIT” (text)");
  local_child_free (child);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gst_init (&argc, &argv);
  g_test_add_func ("/local/written/card", test_card);
  return g_test_run ();
}
