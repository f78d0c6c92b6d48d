/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-evidence-vector.h"
#include "engine/reel-sight.h"
#include "reel-test.h"
#include "sight-frames.h"

/* Evidence as a vector of concept-v2. REEL_TEST_WORDS is the folder with its axes. */

static ReelConceptNodes *
load_nodes (void)
{
  g_autoptr (GError) error = NULL;
  ReelConceptNodes *nodes = reel_concept_nodes_load (REEL_TEST_WORDS, &error);

  g_assert_no_error (error);
  return nodes;
}

static void
check_unit (const float *vector)
{
  double square = 0;

  for (guint i = 0; i < REEL_N_AXES; i++)
    {
      g_assert_true (isfinite (vector[i]) && vector[i] >= 0);
      square += (double) vector[i] * vector[i];
    }
  g_assert_cmpfloat_with_epsilon (square, 1, 1e-5);
}

/* Axis by axis, from evidence that is made up. */
static void
test_axes (void)
{
  g_autoptr (ReelConceptNodes) nodes = load_nodes ();
  g_autoptr (ReelEvidence) evidence = reel_evidence_new ();
  ReelSeenFrame *frame = g_new0 (ReelSeenFrame, 1);
  ReelView *view = g_new0 (ReelView, 1);
  const ReelDetection cars[] = {
    { 2, 0.9f, { 0, 0, 0.2f, 0.2f }, { [REEL_HUE_RED] = 0.6f, [REEL_HUE_BLACK] = 0.15f } },
    { 2, 0.8f, { 0.5f, 0.5f, 0.9f, 0.9f }, { [REEL_HUE_WHITE] = 1 } },
  };
  g_autofree float *vector = g_new (float, REEL_N_AXES);
  float sure = 1 / REEL_CONCEPT_SPACE_NORM;

  frame->objects = g_array_new (FALSE, FALSE, sizeof (ReelDetection));
  g_array_append_vals (frame->objects, cars, G_N_ELEMENTS (cars));
  frame->faces = g_array_new (FALSE, FALSE, sizeof (ReelDetection));
  g_ptr_array_add (evidence->frames, frame);
  view->classes[817] = 1; /* sports car */
  g_ptr_array_add (evidence->views, view);
  reel_evidence_sum_up (evidence);
  g_assert_cmpuint (evidence->counts[2], ==, 2);

  reel_evidence_fill_vector (evidence, nodes, vector);
  check_unit (vector);
  g_assert_cmpfloat_with_epsilon (vector[REEL_AXIS_NODES + 817], sure, 1e-4);
  g_assert_cmpfloat (vector[REEL_AXIS_NODES + 816], ==, 0);
  g_assert_cmpfloat_with_epsilon (vector[REEL_AXIS_OBJECTS + 2], sure, 1e-4);
  g_assert_cmpfloat_with_epsilon (vector[REEL_AXIS_MEASURES + REEL_MEASURE_VEHICLE], sure, 1e-4);
  g_assert_cmpfloat_with_epsilon (vector[REEL_AXIS_MEASURES + REEL_MEASURE_PAIR], sure, 1e-4);
  g_assert_cmpfloat (vector[REEL_AXIS_MEASURES + REEL_MEASURE_SEVERAL], ==, 0);
  g_assert_cmpfloat_with_epsilon (vector[REEL_AXIS_COLOURED_OBJECT (REEL_HUE_RED, REEL_OBJECT_KIND_CAR)], sure, 1e-4);
  g_assert_cmpfloat_with_epsilon (vector[REEL_AXIS_COLOURED_OBJECT (REEL_HUE_WHITE, REEL_OBJECT_KIND_CAR)], sure, 1e-4);
  g_assert_cmpfloat_with_epsilon (vector[REEL_AXIS_COLOURED_OBJECT (REEL_HUE_BLACK, REEL_OBJECT_KIND_CAR)], sure / 2, 1e-4);
  g_assert_cmpfloat (vector[REEL_AXIS_COLOURED_OBJECT (REEL_HUE_RED, REEL_OBJECT_KIND_BUS)], ==, 0);
}

/* A real dog: every node that is an ancestor of its breed speaks, and no car does. */
static void
test_dog (void)
{
  g_autoptr (ReelConceptNodes) nodes = load_nodes ();
  g_autofree char *models = sight_models ();
  g_autoptr (ReelSight) sight = reel_sight_new (models);
  g_autoptr (GPtrArray) frames = sight_clip_sample ("VID_20191220_170832.mp4", 0, 12, 0.1, 320);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelEvidence) evidence = reel_sight_look (sight, frames, NULL, &error);
  g_autofree float *vector = g_new (float, REEL_N_AXES);
  guint n_with = 0;
  gint64 began;

  g_assert_no_error (error);
  began = g_get_monotonic_time ();
  reel_evidence_fill_vector (evidence, nodes, vector);
  g_test_message ("vector: %.2f ms", (g_get_monotonic_time () - began) / 1e3);
  check_unit (vector);
  for (guint node = 0; node < REEL_N_NODES; node++)
    {
      gsize n_classes;
      const guint16 *classes = reel_concept_nodes_get_classes (nodes, node, &n_classes);
      gboolean has_samoyed = FALSE;

      for (gsize i = 0; i < n_classes; i++)
        has_samoyed = has_samoyed || classes[i] == 258;
      if (has_samoyed)
        {
          g_assert_cmpfloat (vector[node], >, 0.14);
          n_with++;
        }
    }
  g_assert_cmpuint (n_with, >=, 3); /* itself, dog, animal … */
  g_assert_cmpfloat (vector[817], <, 0.02);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/sight-vector/axes", test_axes);
  g_test_add_func ("/sight-vector/dog", test_dog);
  return g_test_run ();
}
