/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-evidence-vector.h"
#include "engine/reel-frame-measures.h"
#include "engine/reel-word-hash.h"

G_STATIC_ASSERT (REEL_N_CLASSES == REEL_CLASSIFIER_N_CLASSES);
G_STATIC_ASSERT (REEL_N_OBJECTS == REEL_DETECTOR_N_CLASSES);
G_STATIC_ASSERT (REEL_N_HUES == REEL_DETECTION_N_HUES);
G_STATIC_ASSERT (REEL_HUE_GREY - REEL_HUE_RED == REEL_CONCEPT_GREY - REEL_CONCEPT_RED);

/* From this share of an object's middle on it has the colour without doubt. */
#define FULLY_COLOURED 0.3f

/* What counts for a word that was read: it may have been read wrong. */
#define READ 0.9f

/* Groups of COCO's classes, from and to. */
static const struct
{
  ReelMeasure measure;
  guint first, last;
} groups[] = {
  { REEL_MEASURE_VEHICLE, 1, 8 },       { REEL_MEASURE_FURNITURE, 13, 13 },   { REEL_MEASURE_ANIMAL, 14, 23 },
  { REEL_MEASURE_ACCESSORY, 24, 28 },   { REEL_MEASURE_SPORT, 29, 38 },       { REEL_MEASURE_KITCHENWARE, 39, 45 },
  { REEL_MEASURE_FOOD, 46, 55 },        { REEL_MEASURE_FURNITURE, 56, 57 },   { REEL_MEASURE_FURNITURE, 59, 61 },
  { REEL_MEASURE_ELECTRONICS, 62, 70 }, { REEL_MEASURE_ELECTRONICS, 72, 72 },
};

static void
fill_measures (const ReelEvidence *self,
               float              *activations)
{
  float inside, outside;

  for (ReelConcept c = 0; c < REEL_N_CONCEPTS; c++)
    {
      ReelMeasure measure;

      if (reel_measure_from_name (reel_concept_get_name (c), &measure))
        activations[measure] = (float) reel_concept_activate (c, self->measures.raw[c]);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (guint c = groups[i].first; c <= groups[i].last; c++)
      activations[groups[i].measure] = MAX (activations[groups[i].measure], reel_concept_space_object (self->objects[c]));

  /* Rooms are known by what stands in them, and by what does not. */
  inside = 0.7f * activations[REEL_MEASURE_FURNITURE] + 0.6f * activations[REEL_MEASURE_ELECTRONICS]
           + 0.5f * activations[REEL_MEASURE_KITCHENWARE];
  outside = 0.5f * activations[REEL_MEASURE_SKY] + 0.3f * activations[REEL_MEASURE_VEGETATION];
  activations[REEL_MEASURE_INDOOR] = CLAMP (inside - outside, 0, 1);
}

static void
fill_counts (const ReelEvidence *self,
             float              *activations)
{
  guint people = self->counts[REEL_DETECTOR_PERSON];

  activations[REEL_MEASURE_ONE_PERSON] = people == 1;
  activations[REEL_MEASURE_TWO_PEOPLE] = people == 2;
  activations[REEL_MEASURE_CROWD] = (float) reel_ramp (people, 2.5, 6);
  for (guint c = 0; c < REEL_N_OBJECTS; c++)
    {
      ReelMeasure measure = self->counts[c] == 2 ? REEL_MEASURE_PAIR : REEL_MEASURE_SEVERAL;

      if (c != REEL_DETECTOR_PERSON && self->counts[c] >= 2)
        activations[measure] = MAX (activations[measure], reel_concept_space_object (self->objects[c]));
    }
}

/* Colour and object in one box of one frame. */
static void
fill_coloured (const ReelEvidence *self,
               float              *vector)
{
  for (guint i = 0; i < self->frames->len; i++)
    {
      const ReelSeenFrame *frame = g_ptr_array_index (self->frames, i);

      for (guint j = 0; j < frame->objects->len; j++)
        {
          const ReelDetection *object = &g_array_index (frame->objects, ReelDetection, j);
          float there = reel_concept_space_object (object->score);

          for (guint hue = 0; hue < REEL_N_HUES; hue++)
            {
              guint axis = REEL_AXIS_COLOURED_OBJECT (hue, reel_object_kind_of (object->class));

              vector[axis] = MAX (vector[axis], there * MIN (1, object->hues[hue] / FULLY_COLOURED));
            }
        }
    }
}

/**
 * reel_evidence_fill_vector:
 * @self: what was seen in a clip
 * @nodes: what the axes of nodes are
 * @vector: (out caller-allocates) (array fixed-size=REEL_N_AXES): of unit length afterwards
 *
 * Turns evidence into the clip's vector, as reel-concept-space.h says. The axis of space is 0, as nobody measures it yet.
 */
void
reel_evidence_fill_vector (const ReelEvidence     *self,
                           const ReelConceptNodes *nodes,
                           float                  *vector)
{
  float activations[REEL_N_MEASURES] = { 0, };

  g_return_if_fail (self != NULL && nodes != NULL && vector != NULL);

  memset (vector, 0, sizeof (float) * REEL_N_AXES);
  for (guint node = 0; node < REEL_N_NODES; node++)
    {
      gsize n_classes;
      const guint16 *classes = reel_concept_nodes_get_classes (nodes, node, &n_classes);

      vector[REEL_AXIS_NODES + node] = reel_concept_space_node (reel_evidence_get_mass (self, classes, n_classes),
                                                                (guint) n_classes);
    }
  for (guint c = 0; c < REEL_N_OBJECTS; c++)
    vector[REEL_AXIS_OBJECTS + c] = reel_concept_space_object (self->objects[c]);

  fill_measures (self, activations);
  fill_counts (self, activations);
  for (ReelMeasure measure = 0; measure < REEL_N_MEASURES; measure++)
    vector[REEL_AXIS_MEASURES + measure] = reel_measure_get_share (measure) * activations[measure];

  fill_coloured (self, vector);
  if (self->written != NULL)
    {
      g_autoptr (GArray) axes = reel_word_hash_text (self->written);

      for (guint i = 0; i < axes->len; i++)
        vector[g_array_index (axes, guint, i)] = READ;
    }
  reel_concept_space_close (vector);
}
