/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-concept-space.h"

static const char *const names[] = {
#define X(id, name, opposite) name,
  REEL_MEASURES (X)
#undef X
};

static const ReelMeasure opposites[] = {
#define X(id, name, opposite) REEL_MEASURE_##opposite,
  REEL_MEASURES (X)
#undef X
};

/**
 * reel_measure_get_name:
 * @measure: a measure
 *
 * Returns: the name that data/words/lexicon.tsv has for it
 */
const char *
reel_measure_get_name (ReelMeasure measure)
{
  g_return_val_if_fail (measure < REEL_N_MEASURES, NULL);

  return names[measure];
}

/**
 * reel_measure_from_name:
 * @name: a name
 * @measure: (out): the measure, where there is one of that name
 *
 * Returns: whether there is one
 */
gboolean
reel_measure_from_name (const char  *name,
                        ReelMeasure *measure)
{
  g_return_val_if_fail (name != NULL, FALSE);

  for (guint i = 0; i < REEL_N_MEASURES; i++)
    if (strcmp (names[i], name) == 0)
      {
        *measure = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * reel_measure_get_opposite:
 * @measure: a measure
 *
 * Returns: what one asks for who does not want @measure; @measure itself where that is nothing
 */
ReelMeasure
reel_measure_get_opposite (ReelMeasure measure)
{
  g_return_val_if_fail (measure < REEL_N_MEASURES, measure);

  return opposites[measure];
}

/**
 * reel_measure_get_share:
 * @measure: a measure
 *
 * Returns: what its activation is multiplied with in a clip's vector: 1 for what the detector found, else .5
 */
float
reel_measure_get_share (ReelMeasure measure)
{
  return measure >= REEL_MEASURE_ONE_PERSON ? 1.f : .5f;
}

/**
 * reel_object_kind_of:
 * @object: a class of COCO, 0…79
 *
 * Returns: the kind that a colour is bound to
 */
ReelObjectKind
reel_object_kind_of (guint object)
{
  g_return_val_if_fail (object < REEL_N_OBJECTS, REEL_OBJECT_KIND_OTHER);

  switch (object)
    {
    case 0:
      return REEL_OBJECT_KIND_PERSON;
    case 1:
    case 3:
      return REEL_OBJECT_KIND_CYCLE;
    case 2:
      return REEL_OBJECT_KIND_CAR;
    case 4:
    case 8:
      return REEL_OBJECT_KIND_CRAFT;
    case 5 ... 7:
      return REEL_OBJECT_KIND_BUS;
    case 14:
      return REEL_OBJECT_KIND_BIRD;
    case 15:
    case 16:
      return REEL_OBJECT_KIND_PET;
    case 17 ... 23:
      return REEL_OBJECT_KIND_BEAST;
    case 39 ... 45:
    case 75:
      return REEL_OBJECT_KIND_VESSEL;
    case 46 ... 55:
      return REEL_OBJECT_KIND_FOOD;
    case 13:
    case 56 ... 57:
    case 59 ... 61:
      return REEL_OBJECT_KIND_FURNITURE;
    default:
      return REEL_OBJECT_KIND_OTHER;
    }
}

/**
 * reel_concept_space_node:
 * @mass: the sum of probabilities of a node's classes
 * @n_classes: how many they are
 *
 * Returns: the value of the node's axis, 0…1
 */
float
reel_concept_space_node (float mass,
                         guint n_classes)
{
  float prior = MIN (.3f, n_classes / 1000.f);

  return sqrtf (CLAMP ((mass - prior) / (1 - prior), 0.f, 1.f));
}

/**
 * reel_concept_space_object:
 * @score: the detector's best score for a class
 *
 * Returns: the value of the class's axis, 0…1
 */
float
reel_concept_space_object (float score)
{
  return CLAMP ((score - .28f) / (.65f - .28f), 0.f, 1.f);
}

/**
 * reel_concept_space_close:
 * @vector: (array fixed-size=REEL_N_AXES) (inout): a clip's values; the slack axis is set, and the vector made one long
 */
void
reel_concept_space_close (float *vector)
{
  float square = 0, scale = 1 / REEL_CONCEPT_SPACE_NORM;
  const float full = REEL_CONCEPT_SPACE_NORM * REEL_CONCEPT_SPACE_NORM;

  g_return_if_fail (vector != NULL);

  vector[REEL_AXIS_SLACK] = 0;
  for (guint i = 0; i < REEL_N_AXES; i++)
    square += vector[i] * vector[i];
  if (square < full)
    vector[REEL_AXIS_SLACK] = sqrtf (full - square);
  else
    scale = 1 / sqrtf (square);
  for (guint i = 0; i < REEL_N_AXES; i++)
    vector[i] *= scale;
}
