/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local-child.h"
#include "reel-test.h"

/* What the engine that ships says beside its hits, over a real video of a dog. */

static GStrv
dup_words (JsonNode   *reply,
           const char *key)
{
  JsonArray *array = json_object_get_array_member (json_node_get_object (reply), key);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  g_assert_nonnull (array);
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_strv_builder_add (words, json_array_get_string_element (array, i));
  return g_strv_builder_end (words);
}

static void
assert_words (JsonNode   *reply,
              const char *key,
              const char *expected)
{
  g_auto (GStrv) words = dup_words (reply, key);
  g_autofree char *joined = g_strjoinv (" ", words);

  g_assert_cmpstr (joined, ==, expected);
}

static JsonNode *
search (LocalChild *child,
        const char *collection,
        const char *text)
{
  g_autofree char *path = g_strdup_printf ("/collections/%s/search", collection);
  g_autofree char *body = g_strdup_printf ("{\"text\": \"%s\"}", text);
  JsonNode *reply = local_child_call (child, "POST", path, body);

  g_assert_cmpuint (child->status, ==, 200);
  return reply;
}

static guint
count_hits (JsonNode *reply)
{
  return json_array_get_length (json_object_get_array_member (json_node_get_object (reply), "results"));
}

static void
test_dog (void)
{
  g_autofree char *folder = reel_test_tmp ("reasons");
  g_autofree char *sample = reel_test_sample ("VID_20191220_170832.mp4");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, "--engine", "concept", NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *video = local_child_upload (child, collection, sample, FALSE);
  g_autofree char *path = g_strdup_printf ("/videos/%s/status", video);
  g_autoptr (JsonNode) done = local_child_wait (child, path);
  g_autofree char *status = local_child_text (done, "status");
  g_autoptr (JsonNode) park = NULL;
  g_autoptr (JsonNode) words = NULL;
  g_autoptr (JsonNode) negative = NULL;
  g_autoptr (JsonNode) nonsense = NULL;
  JsonObject *hit;
  JsonArray *reasons;

  g_assert_cmpstr (status, ==, "processed");
  park = search (child, collection, "A dog playing in the park");
  g_assert_cmpuint (count_hits (park), >=, 1);
  hit = json_array_get_object_element (json_object_get_array_member (json_node_get_object (park), "results"), 0);
  g_assert_cmpstr (json_object_get_string_member (hit, "video_id"), ==, video);
  reasons = json_object_get_array_member (hit, "reasons");
  g_assert_cmpuint (json_array_get_length (reasons), >=, 1);
  g_assert_cmpuint (json_array_get_length (reasons), <=, 4);
  g_assert_cmpstr (json_array_get_string_element (reasons, 0), ==, "dog");
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (json_node_get_object (park), "sure_from"), 0.55, 1e-9);
  g_assert_false (json_object_has_member (json_node_get_object (park), "hint"));
  assert_words (park, "used_words", "dog playing park");
  assert_words (park, "loose_words", "");
  assert_words (park, "unknown_words", "");

  words = search (child, collection, "a dog and a gazebo xyzzy");
  g_assert_cmpuint (count_hits (words), >=, 1);
  assert_words (words, "used_words", "dog");
  assert_words (words, "loose_words", "gazebo");
  assert_words (words, "unknown_words", "xyzzy");

  negative = search (child, collection, "no zebra");
  g_assert_cmpuint (count_hits (negative), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (negative), "hint"), ==, "only_negative");

  nonsense = search (child, collection, "xyzzy");
  g_assert_cmpuint (count_hits (nonsense), ==, 0);
  assert_words (nonsense, "used_words", "");
  assert_words (nonsense, "unknown_words", "xyzzy");
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("LANGUAGE", "C", TRUE);
  reel_test_init (&argc, &argv);
  g_test_add_func ("/local-reasons/dog", test_dog);
  return g_test_run ();
}
