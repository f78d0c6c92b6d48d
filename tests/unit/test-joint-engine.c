/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/reel-joint-engine.h"
#include "engine/reel-joint-folder.h"
#include "joint-model.h"
#include "nn/reel-clip-model.h"
#include "reel-test.h"
#include "sight-frames.h"

static const char *const models[] = { "a-quickgelu-f32", "b-gelu-f16", "c-quickgelu-bf16" };

static ReelEngine *
make_engine (const char *folder,
             const char *check,
             GError    **error)
{
  g_autofree char *own = sight_models ();

  return reel_joint_engine_new (folder, own, REEL_TEST_WORDS, check, error);
}

static float
dot (const float *a,
     const float *b,
     gsize        n)
{
  float sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* One picture, or several, of which each is another. */
static GPtrArray *
make_clip (guint n)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelFrame) frame = sight_frame_new (32, 18, i > 1 ? 0x802010 : 0x1060d0);

      frame->time = i * 1.5;
      g_ptr_array_add (frames, reel_sampled_frame_new (frame));
    }
  return frames;
}

/* What comes out is the model's, with 'a photo of' in front of what is asked. */
static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *folder = joint_model_copy (models[i]);
      g_autofree char *check = joint_model_check (folder, "check-vectors", 0);
      g_autoptr (ReelClipModel) model = reel_clip_model_load (folder, NULL, NULL);
      gsize dims = reel_clip_model_get_dims (model);
      g_autofree float *ours = g_new0 (float, dims), *theirs = g_new0 (float, dims);
      g_autoptr (ReelEngineReading) reading = NULL;
      g_autoptr (ReelEvidence) evidence = NULL;
      g_autoptr (GPtrArray) one = make_clip (1);
      g_autoptr (GPtrArray) many = make_clip (5);
      g_autoptr (GPtrArray) reasons = NULL;
      g_autoptr (ReelEngine) again = NULL;
      g_auto (GStrv) recipe = NULL;
      g_autoptr (GError) error = NULL;
      ReelEngine *engine = make_engine (folder, check, &error);
      ReelEngineInput input;
      float factor;

      g_assert_no_error (error);
      g_assert_cmpuint (reel_engine_get_dims (engine), ==, dims);
      g_assert_cmpuint (strlen (reel_engine_get_space_id (engine)), ==, 17);
      g_assert_true (g_str_has_prefix (reel_engine_get_space_id (engine), "clip-"));
      reel_engine_get_input (engine, &input);
      g_assert_cmpuint (input.long_side, >=, 320);
      g_assert_cmpuint (input.most_frames, >, 1);

      g_assert_true (reel_engine_load (engine, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (reel_engine_encode_text (engine, "a dog playing in the park", ours, &reading, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (reel_clip_model_encode_text (model, "a photo of a dog playing in the park", theirs, NULL, NULL));
      g_assert_cmpmem (ours, dims * sizeof *ours, theirs, dims * sizeof *theirs);
      g_assert_cmpstrv (reading->used, ((const char *const[]) { "dog", "playing", "park", NULL }));
      g_assert_null (reading->loose[0]);
      g_assert_null (reading->unknown[0]);
      g_assert_cmpfloat (reading->scale.least, ==, 0.30f);
      g_assert_cmpfloat (reading->scale.sure, ==, 0.55f);

      /* Higher cosines are more similar, for a search that goes by the cosine too. */
      factor = reading->scale.factor;
      g_assert_cmpfloat (factor, >, 0);
      g_assert_cmpfloat_with_epsilon (reel_engine_scale_get_similarity (&reading->scale, 0.2f), 0.2f * factor + reading->scale.offset,
                                      1e-5);
      g_assert_cmpfloat_with_epsilon (
        reel_engine_scale_get_similarity (&reading->scale, reel_engine_scale_get_cosine (&reading->scale, 0.3f)), 0.3f, 1e-4);

      g_assert_true (reel_engine_encode_frames (engine, one, ours, &evidence, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (dot (ours, ours, dims), 1, 1e-4);
      g_assert_nonnull (evidence);
      g_assert_cmpuint (evidence->tags->len, >, 0);
      g_assert_true (reel_engine_encode_frames (engine, many, theirs, NULL, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (dot (theirs, theirs, dims), 1, 1e-4);
      g_assert_cmpfloat (dot (ours, theirs, dims), <, 0.99999f); /* it has seen the other pictures too */

      /* At a glance it is the frame in the middle, alone. */
      g_assert_true (reel_engine_glance (engine, many, theirs, NULL, NULL, &error));
      g_assert_no_error (error);
      g_ptr_array_set_size (one, 0);
      g_ptr_array_add (one, g_ptr_array_steal_index (many, 2));
      g_assert_true (reel_engine_encode_frames (engine, one, ours, NULL, NULL, &error));
      g_assert_cmpmem (ours, dims * sizeof *ours, theirs, dims * sizeof *theirs);

      recipe = reel_engine_dup_recipe (engine);
      g_assert_cmpstr (recipe[0], ==, "joint");
      again = reel_joint_engine_new (recipe[1], recipe[2], recipe[3], recipe[4], &error);
      g_assert_no_error (error);
      g_assert_cmpstr (reel_engine_get_space_id (again), ==, reel_engine_get_space_id (engine));
      g_assert_true (reel_engine_load (again, NULL, &error));

      reasons = reel_engine_explain (engine, ours, theirs, 3);
      g_assert_cmpuint (reasons->len, ==, 0);
      g_assert_finalize_object (engine);
    }
}

/* What the check measures: the right caption has .75 with its picture, wrong ones about 0. */
static void
test_scale (void)
{
  g_autofree char *folder = joint_model_copy (models[0]);
  g_autofree char *check = joint_model_check (folder, "check-scale", 0);
  g_autofree char *captions_path = g_build_filename (check, "captions.txt", NULL), *text = NULL;
  g_autofree char *picture_path = g_build_filename (check, "picture.ppm", NULL), *ppm = NULL;
  g_autoptr (ReelClipModel) model = reel_clip_model_load (folder, NULL, NULL);
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autoptr (GError) error = NULL;
  ReelEngine *engine = make_engine (folder, check, &error);
  g_auto (GStrv) lines = NULL;
  float picture[16], caption[16], query[16];
  double sum = 0;
  guint n = 0;

  g_assert_cmpuint (reel_engine_get_dims (engine), ==, G_N_ELEMENTS (picture));
  g_assert_true (reel_engine_encode_text (engine, "dog", query, &reading, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (picture_path, &ppm, NULL, NULL));
  g_assert_true (reel_clip_model_encode_picture (model, (guint8 *) strchr (ppm, '\n') + 1, 24, 24, 72, picture, NULL, NULL));
  g_assert_true (g_file_get_contents (captions_path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++, n++)
    {
      float similarity;

      g_assert_true (reel_clip_model_encode_text (model, lines[i], caption, NULL, NULL));
      similarity = reel_engine_scale_get_similarity (&reading->scale, dot (picture, caption, 16));
      if (i == 1)
        g_assert_cmpfloat_with_epsilon (similarity, 0.75f, 1e-3);
      else
        {
          g_assert_cmpfloat (similarity, <, 0.55f);
          sum += similarity;
        }
    }
  g_assert_cmpuint (n, >, 10);
  g_assert_cmpfloat_with_epsilon (sum / n, 0, 1e-2);
  g_assert_finalize_object (engine);
}

/* Random weights do not know a cat: each of these models is refused by the check that ships, with a reason. */
static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *folder = joint_model_copy (models[i]);
      g_autoptr (GError) error = NULL;
      ReelEngine *engine = make_engine (folder, NULL, &error);
      g_autofree float *vector = g_new0 (float, reel_engine_get_dims (engine));
      g_autoptr (GPtrArray) frames = make_clip (1);

      g_assert_no_error (error);
      g_assert_false (reel_engine_load (engine, NULL, &error));
      g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
      g_assert_nonnull (strstr (error->message, "a photo of a cat"));
      g_clear_error (&error);
      g_assert_false (reel_engine_encode_text (engine, "dog", vector, NULL, NULL, &error));
      g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
      g_clear_error (&error);
      g_assert_false (reel_engine_encode_frames (engine, frames, vector, NULL, NULL, &error));
      g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
      g_assert_finalize_object (engine);
    }
}

/* The caption that should be first is the third. */
static void
test_out_of_order (void)
{
  g_autofree char *folder = joint_model_copy (models[1]);
  g_autofree char *check = joint_model_check (folder, "check-order", 2);
  g_autoptr (GError) error = NULL;
  ReelEngine *engine = make_engine (folder, check, &error);

  g_assert_no_error (error);
  g_assert_false (reel_engine_load (engine, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "rather than"));
  g_assert_finalize_object (engine);
}

/* A check whose files are cut is an error of the installation. */
static void
test_bad_check (void)
{
  static const char *const pictures[] = { "", "P6", "P6 24 24 255\n", "P6 0 0 255\n", "P6 99999 1 255\nxxx", "P5 1 1 255\nx",
                                          "P6 1 1 65535\nxxxxxx", "P6 1 1 255\nxxxx" };
  g_autofree char *folder = joint_model_copy (models[0]);
  g_autofree char *check = joint_model_check (folder, "check-bad", 0);
  g_autoptr (GError) error = NULL;
  ReelEngine *engine = make_engine (folder, check, &error);

  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      joint_model_write (check, "picture.ppm", pictures[i]);
      g_assert_false (reel_engine_load (engine, NULL, &error));
      g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
      g_assert_nonnull (strstr (error->message, "picture.ppm"));
      g_clear_error (&error);
    }
  joint_model_write (check, "captions.txt", "a photo of a cat\n");
  g_assert_false (reel_engine_load (engine, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "captions.txt"));
  g_assert_finalize_object (engine);
}

/* What reaches the model, and what is said of it. */
static void
test_queries (void)
{
  static const struct
  {
    const char *text, *prompt; /* prompt: (nullable): nothing is found */
    const char *used, *loose, *unknown; /* words with blanks between */
    gboolean is_only_negative;
  } cases[] = {
    { "dog", "a photo of dog", "dog", "", "" },
    { "  red car ", "a photo of red car", "red car", "", "" },
    { "A picture of a dog", "A picture of a dog", "dog", "", "" },
    { "the Eiffel tower", "a photo of the Eiffel tower", "eiffel tower", "", "" },
    { "red car, no people", "a photo of red car", "red car", "", "people" },
    { "no people", NULL, "", "", "people", TRUE },
    { "ein Hund im Park", "a photo of dog, park", "", "hund park", "" },
    { "公园里的狗", "a photo of park, dog", "", "公园 狗", "" },
    { "keine Menschen", NULL, "", "", "menschen", TRUE },
  };
  g_autofree char *folder = joint_model_copy (models[0]);
  g_autofree char *check = joint_model_check (folder, "check-queries", 0);
  g_autoptr (ReelClipModel) model = reel_clip_model_load (folder, NULL, NULL);
  g_autoptr (GError) error = NULL;
  ReelEngine *engine = make_engine (folder, check, &error);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      float ours[16], theirs[16] = { 0 };
      g_autoptr (ReelEngineReading) reading = NULL;
      g_autofree char *used = NULL, *loose = NULL, *unknown = NULL;

      g_assert_true (reel_engine_encode_text (engine, cases[i].text, ours, &reading, NULL, &error));
      g_assert_no_error (error);
      used = g_strjoinv (" ", reading->used);
      loose = g_strjoinv (" ", reading->loose);
      unknown = g_strjoinv (" ", reading->unknown);
      g_test_message ("%s: used %s; loose %s; unknown %s", cases[i].text, used, loose, unknown);
      g_assert_cmpstr (used, ==, cases[i].used);
      g_assert_cmpstr (loose, ==, cases[i].loose);
      g_assert_cmpstr (unknown, ==, cases[i].unknown);
      g_assert_cmpint (reading->is_only_negative, ==, cases[i].is_only_negative);
      if (cases[i].prompt != NULL)
        g_assert_true (reel_clip_model_encode_text (model, cases[i].prompt, theirs, NULL, NULL));
      else
        g_assert_cmpfloat (reel_engine_reading_get_similarity (reading, 1), ==, 0);
      g_assert_cmpmem (ours, sizeof ours, theirs, sizeof theirs);
    }
  g_assert_finalize_object (engine);
}

/* A folder that lies: each is an error with the model's folder or file in it, from making the engine or from loading it. */
static void
test_spoilt (void)
{
  static const struct
  {
    const char *file;
    const char *text;    /* (nullable): the file goes */
    const char *replace; /* (nullable): the first @text in it becomes this */
  } cases[] = {
    { "config.json", NULL, NULL },
    { "config.json", "", NULL },
    { "config.json", "{\"projection_dim\": 16, \"text_config\": {", NULL },
    { "config.json", "[]", NULL },
    { "config.json", "\"projection_dim\": 16", "\"projection_dim\": 32" },
    { "config.json", "\"projection_dim\": 16", "\"projection_dim\": -1" },
    { "config.json", "\"projection_dim\": 16", "\"projection_dim\": 1e300" },
    { "config.json", "\"hidden_size\": 24", "\"hidden_size\": 48" },
    { "config.json", "\"hidden_size\": 32", "\"hidden_size\": 64" },
    { "config.json", "\"vocab_size\": 1061", "\"vocab_size\": 1000" },
    { "config.json", "\"image_size\": 32", "\"image_size\": 33" },
    { "preprocessor_config.json", NULL, NULL },
    { "preprocessor_config.json", "null", NULL },
    { "vocab.json", NULL, NULL },
    { "vocab.json", "{\"a\": 0", NULL },
    { "merges.txt", NULL, NULL },
    { "model.safetensors", NULL, NULL },
    { "model.safetensors", "", NULL },
    { "model.safetensors", "\xff\xff\xff\xff\xff\xff\xff\x7f{}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = joint_model_copy (models[0]), *path = g_build_filename (folder, cases[i].file, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelEngine) engine = NULL;

      if (cases[i].text == NULL)
        g_assert_cmpint (g_unlink (path), ==, 0);
      else if (cases[i].replace == NULL)
        joint_model_write (folder, cases[i].file, cases[i].text);
      else
        {
          g_autofree char *text = NULL;
          g_autoptr (GString) changed = NULL;

          g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
          changed = g_string_new (text);
          g_assert_cmpuint (g_string_replace (changed, cases[i].text, cases[i].replace, 1), ==, 1);
          joint_model_write (folder, cases[i].file, changed->str);
        }
      engine = make_engine (folder, NULL, &error);
      if (engine != NULL)
        g_assert_false (reel_engine_load (engine, NULL, &error));
      g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
      g_test_message ("%s %s: %s", cases[i].file, cases[i].text, error->message);
      g_assert_null (strstr (error->message, "a photo of a cat")); /* it never came to that */
    }
}

/* Weights that are cut anywhere, pipes, folders where files should be. */
static void
test_no_files (void)
{
  g_autofree char *folder = joint_model_copy (models[1]);
  g_autofree char *path = g_build_filename (folder, "model.safetensors", NULL), *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (gsize i = 1; i < 8; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelEngine) engine = NULL;

      g_assert_true (g_file_set_contents (path, bytes, (gssize) (size * i / 8), NULL));
      engine = make_engine (folder, NULL, &error);
      g_assert_no_error (error);
      g_assert_false (reel_engine_load (engine, NULL, &error));
      g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
    }
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GError) error = NULL;

      g_remove (path);
      if (i == 0)
        g_assert_cmpint (mkfifo (path, 0600), ==, 0);
      else if (i == 1)
        g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      else if (i == 2)
        g_assert_cmpint (symlink (path, path), ==, 0);
      g_assert_null (make_engine (i == 3 ? "/nonexistent" : folder, NULL, &error));
      g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
      g_assert_cmpuint (strlen (error->message), >, 20);
    }
}

/* Another model is another space, wherever it lies; one that was replaced while it was away is not used. */
static void
test_space (void)
{
  g_autofree char *first = joint_model_copy (models[0]), *second = joint_model_copy (models[0]);
  g_autofree char *third = joint_model_copy (models[2]), *check = joint_model_check (first, "check-space", 0);
  g_autofree char *path = g_build_filename (second, "model.safetensors", NULL), *bytes = NULL;
  g_autofree char *a = reel_joint_folder_dup_space_id (first, NULL, NULL), *b = reel_joint_folder_dup_space_id (second, NULL, NULL);
  g_autofree char *c = reel_joint_folder_dup_space_id (third, NULL, NULL), *d = NULL;
  g_autoptr (GError) error = NULL;
  ReelEngine *engine = make_engine (second, check, &error);
  float vector[16];
  gsize size;

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_cmpstr (reel_engine_get_space_id (engine), ==, a);
  g_assert_cmpstr (reel_joint_engine_get_folder (REEL_JOINT_ENGINE (engine)), ==, second);
  g_assert_true (reel_engine_load (engine, NULL, &error));

  /* Loaded, it keeps what it has; after a trim it sees that this is another. */
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  bytes[size - 1] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  d = reel_joint_folder_dup_space_id (second, NULL, NULL);
  g_assert_cmpstr (d, !=, a);
  g_assert_true (reel_engine_encode_text (engine, "dog", vector, NULL, NULL, &error));
  reel_engine_trim (engine);
  g_assert_false (reel_engine_encode_text (engine, "dog", vector, NULL, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "Choose it again"));
  g_clear_error (&error);
  bytes[size - 1] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  g_assert_true (reel_engine_encode_text (engine, "dog", vector, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (engine);
}

/* Of a large file only parts are read, the end among them. */
static void
test_large (void)
{
  g_autofree char *folder = joint_model_copy (models[0]);
  g_autofree char *path = g_build_filename (folder, "model.safetensors", NULL), *bytes = g_malloc0 (5000000);
  g_autofree char *whole = NULL, *end = NULL, *shorter = NULL;

  g_assert_true (g_file_set_contents (path, bytes, 5000000, NULL));
  whole = reel_joint_folder_dup_space_id (folder, NULL, NULL);
  bytes[4999999] = 1;
  g_assert_true (g_file_set_contents (path, bytes, 5000000, NULL));
  end = reel_joint_folder_dup_space_id (folder, NULL, NULL);
  bytes[4999999] = 0;
  g_assert_true (g_file_set_contents (path, bytes, 4999990, NULL));
  shorter = reel_joint_folder_dup_space_id (folder, NULL, NULL);
  g_assert_nonnull (whole);
  g_assert_cmpstr (whole, !=, end);
  g_assert_cmpstr (whole, !=, shorter);
}

static void
test_described (void)
{
  static const struct
  {
    const char *file, *text, *licence;
  } cases[] = {
    { "README.md", "---\nlicense: mit\ntags:\n---\n# A model\n", "mit" },
    { "README.md", "no front matter\nlicense: mit\n", NULL },
    { "README.md", "", NULL },
    { "LICENSE.md", "\n\n# MIT License\n\nCopyright\n", "MIT License" },
    { "LICENSE", "\xff\xfe bad", "\xef\xbf\xbd\xef\xbf\xbd bad" },
    { "LICENSE", "Apache License\r\nVersion 2.0\r\n", "Apache License" },
  };
  g_autofree char *folder = joint_model_copy (models[2]), *check = joint_model_check (folder, "check-described", 0);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  ReelEngine *engine = make_engine (folder, check, &error);
  double rate = 0;

  g_cancellable_cancel (cancelled);
  g_assert_null (reel_joint_engine_describe (REEL_JOINT_ENGINE (engine), cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelJointAbout) about = NULL;

      joint_model_write (folder, cases[i].file, cases[i].text);
      about = reel_joint_engine_describe (REEL_JOINT_ENGINE (engine), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (about->name, ==, "CLIP ViT-64/32, 64 × 64 pixels, 0.5 million parameters, 64 dimensions");
      g_assert_cmpstr (about->licence, ==, cases[i].licence);
      g_assert_cmpuint (about->bytes, >, 100000);
      g_assert_cmpfloat (about->rate, >, 0);
      g_assert_true (rate == 0 || rate == about->rate); /* measured once */
      rate = about->rate;
    }
  g_assert_finalize_object (engine);
}

static void
test_bad (void)
{
  g_autofree char *folder = joint_model_copy (models[0]), *check = joint_model_check (folder, "check-errors", 0);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GPtrArray) frames = make_clip (2);
  g_autoptr (GError) error = NULL;
  ReelEngine *engine = make_engine (folder, check, &error);
  float vector[16];

  g_cancellable_cancel (cancelled);
  for (guint loaded = 0; loaded < 2; loaded++)
    {
      g_assert_false (reel_engine_load (engine, cancelled, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_false (reel_engine_encode_text (engine, "a dog", vector, NULL, cancelled, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_false (reel_engine_encode_frames (engine, frames, vector, NULL, cancelled, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_true (reel_engine_load (engine, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_false (reel_engine_encode_text (engine, "\xff", vector, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  for (guint i = 0; i < frames->len; i++) /* pictures that claim more than they have */
    ((ReelSampledFrame *) g_ptr_array_index (frames, i))->frame->stride = 1000000;
  g_assert_false (reel_engine_encode_frames (engine, frames, vector, NULL, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_FRAME);
  g_assert_finalize_object (engine);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/joint-engine/vectors", test_vectors);
  g_test_add_func ("/joint-engine/scale", test_scale);
  g_test_add_func ("/joint-engine/refused", test_refused);
  g_test_add_func ("/joint-engine/out-of-order", test_out_of_order);
  g_test_add_func ("/joint-engine/bad-check", test_bad_check);
  g_test_add_func ("/joint-engine/queries", test_queries);
  g_test_add_func ("/joint-engine/spoilt", test_spoilt);
  g_test_add_func ("/joint-engine/no-files", test_no_files);
  g_test_add_func ("/joint-engine/space", test_space);
  g_test_add_func ("/joint-engine/large", test_large);
  g_test_add_func ("/joint-engine/described", test_described);
  g_test_add_func ("/joint-engine/bad", test_bad);
  return g_test_run ();
}
