/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-concept-engine.h"
#include "engine/reel-concept-reasons.h"
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

static guint
find_node (const ReelConceptNodes *nodes,
           const char             *name)
{
  for (guint i = 0; i < REEL_N_NODES; i++)
    if (strcmp (reel_concept_nodes_get_name (nodes, i), name) == 0)
      return REEL_AXIS_NODES + i;
  g_error ("no node '%s'", name);
}

/* (transfer full): `dog · red`, with what has a share of .08 at least */
static char *
tell (const ReelConceptNodes *nodes,
      const ReelConceptBank  *bank,
      const char             *language,
      const float            *query,
      const float            *clip)
{
  const char *languages[] = { language, "C", NULL };
  g_autoptr (GPtrArray) reasons = reel_concept_reasons_find (nodes, bank, languages, query, clip, 4);
  g_autoptr (GString) text = g_string_new (NULL);
  double sum = 0, last = 1;

  g_assert_cmpuint (reasons->len, <=, 4);
  for (guint i = 0; i < reasons->len; i++)
    {
      const ReelEngineReason *reason = g_ptr_array_index (reasons, i);

      g_assert_cmpfloat (reason->share, <=, last);
      last = reason->share;
      sum += reason->share;
      if (reason->share >= 0.08)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", reason->concept);
    }
  g_assert_cmpfloat (sum, <=, 1.001);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Reasons are for people: one name for what says the same, in their language. */
static void
test_reasons (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelConceptNodes) nodes = reel_concept_nodes_load (REEL_TEST_WORDS, &error);
  g_autoptr (ReelConceptBank) bank = nodes != NULL ? reel_concept_bank_load (REEL_TEST_WORDS, nodes, &error) : NULL;
  g_autofree float *query = g_new0 (float, REEL_N_AXES);
  g_autofree float *clip = g_new0 (float, REEL_N_AXES);
  const guint dog_object = REEL_AXIS_OBJECTS + (guint) reel_concept_nodes_find_object (nodes, "dog");
  struct
  {
    guint axis;
    float weight;
  } seen[] = {
    { find_node (nodes, "dog"), 0.4f },
    { dog_object, 0.3f },
    { find_node (nodes, "labrador retriever"), 0.45f },
    { find_node (nodes, "canine"), 0.3f },
    { find_node (nodes, "animal"), 0.3f },
    { REEL_AXIS_MEASURES + REEL_MEASURE_ANIMAL, 0.3f },
    { REEL_AXIS_MEASURES + REEL_MEASURE_GREEN, 0.4f },
    { REEL_AXIS_MEASURES + REEL_MEASURE_NO_FACE, 0.5f },
    { REEL_AXIS_WORDS + 7, 0.4f },
    { REEL_AXIS_SLACK, 1 },
  };
  g_autofree char *none = NULL;

  g_assert_no_error (error);
  none = tell (nodes, bank, "C", query, clip);
  g_assert_cmpstr (none, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    query[seen[i].axis] = clip[seen[i].axis] = seen[i].weight;
  {
    static const char *const told[][2] = {
      { "C", "dog · green" },        { "en_GB.UTF-8", "dog · green" }, { "de_AT.UTF-8", "Hund · grün" },
      { "de", "Hund · grün" },       { "zh_TW", "狗 · 綠色" },         { "zh_HK.UTF-8", "狗 · 綠色" },
      { "zh_CN.UTF-8", "狗 · 绿色" }, { "ko_KR", "dog · green" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (told); i++)
      {
        g_autofree char *text = tell (nodes, bank, told[i][0], query, clip);

        g_assert_cmpstr (text, ==, told[i][1]);
      }
  }

  /* What was asked against is no reason, and a colour of a thing is told with it. */
  memset (query, 0, sizeof (float) * REEL_N_AXES);
  memset (clip, 0, sizeof (float) * REEL_N_AXES);
  query[dog_object] = -0.5f;
  clip[dog_object] = 1;
  query[REEL_AXIS_COLOURED_OBJECT (REEL_HUE_RED, REEL_OBJECT_KIND_CAR)] = 0.6f;
  clip[REEL_AXIS_COLOURED_OBJECT (REEL_HUE_RED, REEL_OBJECT_KIND_CAR)] = 0.5f;
  query[REEL_AXIS_MEASURES + REEL_MEASURE_RED] = clip[REEL_AXIS_MEASURES + REEL_MEASURE_RED] = 0.4f;
  query[REEL_AXIS_OBJECTS + reel_concept_nodes_find_object (nodes, "car")] = 0.2f;
  clip[REEL_AXIS_OBJECTS + reel_concept_nodes_find_object (nodes, "car")] = 0.5f;
  {
    g_autofree char *text = tell (nodes, NULL, "de", query, clip);

    g_assert_cmpstr (text, ==, "red car");
  }
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
  g_test_add_func ("/concept-engine/reasons", test_reasons);
  g_test_add_func ("/concept-engine/bad", test_bad);
  return g_test_run ();
}
