/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "joint-model.h"
#include "local-child.h"
#include "reel-test.h"

/* Which search model a real reelseek-local has: by the command line, by the settings call, and after it was started again. */

#define MODEL "b-gelu-f16"

/* The service checks models with what a test gives it: data/models/check/ refuses all of random weights. */
static char *
start_check (const char *folder,
             const char *name)
{
  char *check = joint_model_check (folder, name, 0);

  g_setenv ("REELSEEK_MODEL_CHECK", check, TRUE);
  return check;
}

static JsonObject *
get_model (LocalChild *child,
           JsonNode  **node)
{
  g_clear_pointer (node, json_node_unref);
  *node = local_child_call (child, "GET", "/local/model", NULL);
  g_assert_cmpuint (child->status, ==, 200);
  return json_node_get_object (*node);
}

static JsonObject *
choose (LocalChild *child,
        const char *folder,
        JsonNode  **node)
{
  g_autofree char *body = folder != NULL ? g_strdup_printf ("{\"model\": \"%s\"}", folder) : g_strdup ("{\"model\": null}");

  g_clear_pointer (node, json_node_unref);
  *node = local_child_call (child, "PUT", "/local/settings", body);
  return json_node_get_object (*node);
}

static void
assert_built_in (LocalChild *child)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = get_model (child, &node);

  g_assert_true (json_object_get_null_member (object, "model"));
  g_assert_true (json_object_get_null_member (object, "problem"));
  g_assert_true (json_object_get_boolean_member (object, "can_change"));
  g_assert_false (json_object_get_boolean_member (object, "restart"));
}

static guint
count_values (LocalChild *child)
{
  g_autoptr (JsonNode) node = local_child_call (child, "POST", "/video_embedding/encode_text", "{\"text\": \"a red dog\"}");

  g_assert_cmpuint (child->status, ==, 200);
  return json_array_get_length (json_object_get_array_member (json_node_get_object (node), "embedding"));
}

/* Chosen while it runs: checked at once, used after a restart, and told of in between. */
static void
test_chosen (void)
{
  g_autofree char *folder = reel_test_tmp ("chosen"), *model = joint_model_copy (MODEL);
  g_autofree char *check = start_check (model, "check-chosen");
  LocalChild *child = local_child_new (folder, NULL, NULL);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object, *told;
  guint before = count_values (child);

  assert_built_in (child);
  joint_model_write (model, "LICENSE", "MIT License\n\nCopyright\n");
  object = choose (child, model, &node);
  g_assert_cmpuint (child->status, ==, 200);
  g_assert_true (json_object_get_boolean_member (object, "restart"));
  told = json_object_get_object_member (object, "model");
  g_assert_cmpstr (json_object_get_string_member (told, "folder"), ==, model);
  g_assert_true (g_str_has_prefix (json_object_get_string_member (told, "name"), "CLIP ViT-"));
  g_assert_cmpstr (json_object_get_string_member (told, "licence"), ==, "MIT License");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (told, "space"), "clip-"));
  g_assert_cmpint (json_object_get_int_member (told, "bytes"), >, 10000);
  g_assert_cmpfloat (json_object_get_double_member (told, "frames_per_second"), >, 0);
  g_assert_cmpfloat (json_object_get_double_member (told, "seconds_to_index"), ==, 0);

  /* What runs is what ran before. */
  g_assert_cmpuint (count_values (child), ==, before);
  object = get_model (child, &node);
  g_assert_true (json_object_get_null_member (object, "model"));
  g_assert_true (json_object_get_boolean_member (object, "restart"));
  local_child_free (child);

  child = local_child_new (folder, NULL, NULL);
  object = get_model (child, &node);
  g_assert_false (json_object_get_boolean_member (object, "restart"));
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "model"), "folder"), ==, model);
  g_assert_cmpuint (count_values (child), !=, before);

  /* The same again is no change; the built-in engine is. */
  g_assert_false (json_object_get_boolean_member (choose (child, model, &node), "restart"));
  g_assert_true (json_object_get_boolean_member (choose (child, NULL, &node), "restart"));
  g_assert_true (json_object_get_boolean_member (get_model (child, &node), "restart"));
  local_child_free (child);
  child = local_child_new (folder, NULL, NULL);
  assert_built_in (child);
  g_assert_cmpuint (count_values (child), ==, before);
  local_child_free (child);
}

/* A video is indexed and found by it, and how long all of it would take is told. */
static void
test_indexed (void)
{
  g_autofree char *folder = reel_test_tmp ("indexed"), *model = joint_model_copy (MODEL);
  g_autofree char *check = start_check (model, "check-indexed"), *sample = reel_test_sample ("movie-hello.mp4");
  g_autofree char *option = g_strdup_printf ("--model=%s", model);
  LocalChild *child = local_child_new (folder, NULL, option, NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *video = local_child_upload (child, collection, sample, FALSE);
  g_autofree char *path = g_strdup_printf ("/videos/%s/status", video), *status = NULL;
  g_autofree char *search = g_strdup_printf ("/collections/%s/search", collection);
  g_autoptr (JsonNode) state = local_child_wait (child, path), found = NULL, node = NULL;
  JsonObject *object;

  status = local_child_text (state, "status");
  g_assert_cmpstr (status, ==, "processed");
  found = local_child_call (child, "POST", search, "{\"text\": \"two people talking\", \"top_k\": 5}");
  g_assert_cmpuint (child->status, ==, 200);

  object = get_model (child, &node);
  g_assert_false (json_object_get_boolean_member (object, "can_change"));
  g_assert_false (json_object_get_boolean_member (object, "restart"));
  g_assert_cmpfloat (json_object_get_double_member (json_object_get_object_member (object, "model"), "seconds_to_index"), >=, 0);
  local_child_refused (child, "PUT", "/local/settings", "{\"model\": null}", 400, "bad_request");
  local_child_free (child);
}

/* How many hits there are for the text. */
static guint
count_hits (LocalChild *child,
            const char *collection,
            const char *text)
{
  g_autofree char *path = g_strdup_printf ("/collections/%s/search", collection);
  g_autofree char *body = g_strdup_printf ("{\"text\": \"%s\", \"top_k\": 50}", text);
  g_autoptr (JsonNode) node = local_child_call (child, "POST", path, body);

  g_assert_cmpuint (child->status, ==, 200);
  return json_array_get_length (json_object_get_array_member (json_node_get_object (node), "results"));
}

/* What a model indexed is found by it when another engine indexes, as long as nothing better is there. */
static void
test_before (void)
{
  static const char *const texts[] = { "dog", "red car", "boat", "bird", "moon", "lamp", "tree", "window", "bridge", "cloud",
                                       "forest", "mirror", "silver", "violin", "yellow", "apple", "river", "bread" };
  g_autofree char *folder = reel_test_tmp ("before"), *model = joint_model_copy (MODEL);
  g_autofree char *check = start_check (model, "check-before"), *sample = reel_test_sample ("tree.avi");
  LocalChild *child = local_child_new (folder, NULL, NULL);
  g_autoptr (JsonNode) node = NULL, state = NULL;
  g_autofree char *collection = NULL, *video = NULL, *path = NULL, *status = NULL;
  guint hits[G_N_ELEMENTS (texts)], n = 0;

  choose (child, model, &node);
  g_assert_cmpuint (child->status, ==, 200);
  local_child_free (child);
  child = local_child_new (folder, NULL, NULL);
  collection = local_child_add_collection (child);
  video = local_child_upload (child, collection, sample, FALSE);
  path = g_strdup_printf ("/videos/%s/status", video);
  state = local_child_wait (child, path);
  status = local_child_text (state, "status");
  g_assert_cmpstr (status, ==, "processed");
  reel_test_wait (local_child_count (child, "videos") == 0); /* no copy is left to index it again */
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    n += hits[i] = count_hits (child, collection, texts[i]);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpfloat (json_object_get_double_member (json_object_get_object_member (get_model (child, &node), "model"),
                                                    "seconds_to_index"), >=, 0);

  choose (child, NULL, &node);
  g_assert_cmpuint (child->status, ==, 200);
  local_child_free (child);
  child = local_child_new (folder, NULL, NULL);
  assert_built_in (child);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpuint (count_hits (child, collection, texts[i]), ==, hits[i]);
  local_child_free (child);
}

/* What is refused changes nothing, and says why. */
static void
test_refused (void)
{
  static const char *const bodies[] = { "{\"model\": 5}", "{\"model\": true}", "{\"model\": []}", "{\"model\": {}}",
                                        "{\"model\": \"\"}", "{\"model\": \"relative/folder\"}",
                                        "{\"model\": \"/nonexistent\"}", "{\"model\": \"/etc\"}", "{\"model\": \"/dev/null\"}" };
  g_autofree char *folder = reel_test_tmp ("refused"), *model = joint_model_copy (MODEL), *other = joint_model_copy (MODEL);
  g_autofree char *spoilt = g_build_filename (other, "config.json", NULL), *check = start_check (model, "check-refused");
  LocalChild *child = local_child_new (folder, NULL, NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    local_child_refused (child, "PUT", "/local/settings", bodies[i], 400, "bad_request");
  assert_built_in (child);

  /* One that was good stays, whatever is tried after it. */
  choose (child, model, &node);
  g_assert_cmpuint (child->status, ==, 200);
  joint_model_write (other, "config.json", "{");
  choose (child, other, &node);
  g_assert_cmpuint (child->status, ==, 400);
  local_child_free (child);
  child = local_child_new (folder, NULL, NULL);
  g_assert_cmpstr (
    json_object_get_string_member (json_object_get_object_member (get_model (child, &node), "model"), "folder"), ==, model);
  local_child_free (child);

  /* Random weights, and the check that ships. */
  g_unsetenv ("REELSEEK_MODEL_CHECK");
  g_remove (folder);
  g_clear_pointer (&folder, g_free);
  folder = reel_test_tmp ("refused-random");
  child = local_child_new (folder, NULL, NULL);
  choose (child, model, &node);
  g_assert_cmpuint (child->status, ==, 400);
  text = json_to_string (node, FALSE);
  g_assert_nonnull (strstr (text, "a photo of a cat"));
  assert_built_in (child);
  local_child_free (child);
}

/* The folder is gone, or is another, when the service starts: the built-in engine goes on, and says why. */
static void
test_lost (void)
{
  g_autofree char *folder = reel_test_tmp ("lost"), *model = joint_model_copy (MODEL);
  g_autofree char *check = start_check (model, "check-lost"), *away = g_strconcat (model, "-away", NULL);
  g_autofree char *config = g_build_filename (model, "config.json", NULL), *text = NULL, *longer = NULL;
  LocalChild *child = local_child_new (folder, NULL, NULL);
  g_autoptr (JsonNode) node = NULL;
  guint before = count_values (child);
  JsonObject *object;

  choose (child, model, &node);
  g_assert_cmpuint (child->status, ==, 200);
  local_child_free (child);

  g_assert_cmpint (g_rename (model, away), ==, 0);
  child = local_child_new (folder, NULL, NULL);
  object = get_model (child, &node);
  g_assert_true (json_object_get_null_member (object, "model"));
  g_assert_false (json_object_get_boolean_member (object, "restart"));
  g_assert_nonnull (strstr (json_object_get_string_member (object, "problem"), model));
  g_assert_cmpuint (count_values (child), ==, before);
  local_child_free (child);

  g_assert_cmpint (g_rename (away, model), ==, 0);
  g_assert_true (g_file_get_contents (config, &text, NULL, NULL));
  longer = g_strconcat (text, "\n", NULL);
  joint_model_write (model, "config.json", longer);
  child = local_child_new (folder, NULL, NULL);
  object = get_model (child, &node);
  g_assert_true (json_object_get_null_member (object, "model"));
  g_assert_nonnull (strstr (json_object_get_string_member (object, "problem"), "Choose it again"));

  /* That is what one does. */
  object = choose (child, model, &node);
  g_assert_cmpuint (child->status, ==, 200);
  g_assert_true (json_object_get_boolean_member (object, "restart"));
  g_assert_true (json_object_get_null_member (object, "problem"));
  object = get_model (child, &node);
  g_assert_true (json_object_get_boolean_member (object, "restart"));
  g_assert_true (json_object_get_null_member (object, "problem"));
  local_child_free (child);
  child = local_child_new (folder, NULL, NULL);
  g_assert_false (json_object_get_null_member (get_model (child, &node), "model"));
  local_child_free (child);
}

/* Whoever names a model on the command line wants that one, or none. */
static void
test_option (void)
{
  g_autofree char *folder = reel_test_tmp ("option"), *model = joint_model_copy (MODEL);
  g_autofree char *option = g_strdup_printf ("--model=%s", model);

  g_unsetenv ("REELSEEK_MODEL_CHECK");
  local_child_fails ("reelseek-local: *a photo of a cat*", folder, option, NULL);
  local_child_fails ("reelseek-local: *nonexistent*", folder, "--model=/nonexistent", NULL);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/local-model/chosen", test_chosen);
  g_test_add_func ("/local-model/indexed", test_indexed);
  g_test_add_func ("/local-model/before", test_before);
  g_test_add_func ("/local-model/refused", test_refused);
  g_test_add_func ("/local-model/lost", test_lost);
  g_test_add_func ("/local-model/option", test_option);
  return g_test_run ();
}
