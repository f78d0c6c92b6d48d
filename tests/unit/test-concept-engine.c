/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-concept-engine.h"
#include "engine/reel-concept-space.h"

#include "reel-test.h"
#include "sight-frames.h"

static float
dot (const float *a,
     const float *b)
{
  float sum = 0;

  for (guint i = 0; i < REEL_N_AXES; i++)
    sum += a[i] * b[i];
  return sum;
}

static ReelEngine *
make_engine (void)
{
  g_autofree char *models = sight_models ();

  return reel_concept_engine_new (models, REEL_TEST_WORDS);
}

/* What the vendor's page asks of a video: the example finds a real dog, and says why. */
static void
test_dog (void)
{
  ReelEngine *engine = make_engine ();
  g_autoptr (GPtrArray) frames = sight_clip_sample ("VID_20191220_170832.mp4", 0, 12, 0.1, 320);
  g_autofree float *clip = g_new0 (float, REEL_N_AXES);
  g_autofree float *query = g_new0 (float, REEL_N_AXES);
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autoptr (ReelEngineReading) other = NULL;
  g_autoptr (ReelEvidence) evidence = NULL;
  g_autoptr (GPtrArray) reasons = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_dog = FALSE;

  g_assert_cmpstr (reel_engine_get_space_id (engine), ==, "concept-v2");
  g_assert_cmpuint (reel_engine_get_dims (engine), ==, REEL_N_AXES);
  reel_engine_encode_frames (engine, frames, clip, &evidence, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (evidence);
  g_assert_cmpfloat_with_epsilon (dot (clip, clip), 1, 1e-4);

  reel_engine_encode_text (engine, "a dog", query, &reading, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstrv (reading->used, ((const char *const[]) { "dog", NULL }));
  g_assert_cmpfloat (reel_engine_reading_get_similarity (reading, dot (query, clip)), >=, reading->scale.sure);
  reasons = reel_engine_explain (engine, query, clip, 5);
  for (guint i = 0; i < reasons->len; i++)
    has_dog = has_dog || strcmp (((ReelEngineReason *) g_ptr_array_index (reasons, i))->concept, "dog") == 0;
  g_assert_true (has_dog);

  /* Its memory goes, and comes back when it is needed. */
  reel_engine_trim (engine);
  reel_engine_encode_text (engine, "an airplane", query, &other, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (reel_engine_reading_get_similarity (other, dot (query, clip)), <, other->scale.least);

  g_assert_finalize_object (engine);
}

/* Nothing but what is not wanted is no error: it is said. */
static void
test_negative (void)
{
  ReelEngine *engine = make_engine ();
  g_autofree float *query = g_new0 (float, REEL_N_AXES);
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (reel_engine_encode_text (engine, "no zebra", query, &reading, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (reading->is_only_negative);
  g_assert_cmpfloat (reel_engine_reading_get_similarity (reading, 1), ==, 0);

  g_assert_finalize_object (engine);
}

static void
test_bad (void)
{
  ReelEngine *engine = make_engine ();
  ReelEngine *lost = reel_concept_engine_new ("/nonexistent", "/nonexistent");
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GPtrArray) frames = sight_clip_sample ("VID_20191220_170832.mp4", 0, 1, 0.1, 320);
  g_autofree float *vector = g_new0 (float, REEL_N_AXES);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancelled);
  g_assert_false (reel_engine_encode_text (engine, "a dog", vector, NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (reel_engine_encode_frames (engine, frames, vector, NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (reel_engine_load (engine, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (reel_engine_load (engine, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (reel_engine_encode_text (engine, "\xff", vector, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);

  g_assert_false (reel_engine_load (lost, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_clear_error (&error);
  g_assert_false (reel_engine_encode_text (lost, "a dog", vector, NULL, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "multilingual-e5-small-q4.bin"));
  g_clear_error (&error);
  g_assert_false (reel_engine_encode_frames (lost, frames, vector, NULL, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);

  g_assert_finalize_object (engine);
  g_assert_finalize_object (lost);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/concept-engine/dog", test_dog);
  g_test_add_func ("/concept-engine/negative", test_negative);
  g_test_add_func ("/concept-engine/bad", test_bad);
  return g_test_run ();
}
