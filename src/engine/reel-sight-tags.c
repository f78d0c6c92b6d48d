/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/reel-clip-tags.h"
#include "engine/reel-frame-measures.h"
#include "engine/reel-sight-tags.h"

/* From this probability on the classifier is right in nine of ten photos. A part of a frame has less around it that speaks
 * against a mistake. */
#define CLASS_SURE 0.8f
#define PART_SURE 0.9f

/* The same for the detector, whose score of %REEL_DETECTOR_SURE is enough to search by. A van is a truck with .58, and a
 * cockatoo a person with .65. */
#define OBJECT_SURE 0.6f
#define PERSON_SURE 0.7f

/* As a tag says what it says without a question mark, a size needs a person who is surely one. */
static void
complete_shot_size (ReelEvidence *evidence)
{
  if (evidence->objects[REEL_DETECTOR_PERSON] < PERSON_SURE || evidence->person_height <= 0
      || evidence->person_height >= 0.5)
    return;

  for (guint i = 0; i < evidence->tags->len; i++)
    {
      ReelTag *tag = &g_array_index (evidence->tags, ReelTag, i);

      if (g_str_equal (tag->category, "shot_size") && g_str_equal (tag->value, "unknown"))
        {
          tag->value = "wide";
          tag->confidence = evidence->objects[REEL_DETECTOR_PERSON] * reel_ramp (evidence->person_height, 0.6, 0.4);
        }
    }
}

/* Faces are found in birds, circuit boards and windows, too: they count as people's only where there surely is a person. */
static void
doubt_faces (ReelEvidence *evidence)
{
  if (evidence->objects[REEL_DETECTOR_PERSON] >= PERSON_SURE || evidence->measures.n_faces <= 0)
    return;

  for (guint i = 0; i < evidence->tags->len; i++)
    {
      ReelTag *tag = &g_array_index (evidence->tags, ReelTag, i);

      if (g_str_equal (tag->category, "faces") || g_str_equal (tag->category, "shot_size"))
        {
          tag->value = "unknown";
          tag->confidence = 0;
        }
    }
}

/* The surest probability of a class; 0 unless half of the frames show it, or a part of one does without doubt. What a film
 * shows is there for longer than a frame, and a mistake of the classifier often is not. */
static double
sure_of_class (const ReelEvidence *evidence,
               guint               class)
{
  guint n = 0, n_whole = 0;
  float part = 0;

  for (guint i = 0; i < evidence->views->len; i++)
    {
      const ReelView *view = g_ptr_array_index (evidence->views, i);

      if (reel_box_get_area (&view->part) >= 1)
        {
          n_whole++;
          n += view->classes[class] >= CLASS_SURE;
        }
      else
        part = MAX (part, view->classes[class]);
    }

  return (n > 0 && 2 * n >= n_whole) || part >= PART_SURE ? evidence->classes[class] : 0;
}

static void
append (GArray     *tags,
        const char *category,
        const char *label,
        double      confidence)
{
  ReelTag tag = { category, g_intern_string (label), confidence };

  if (label != NULL)
    g_array_append_val (tags, tag);
}

/**
 * reel_sight_tags_append:
 * @evidence: what was seen in a clip; its tags are added to
 * @detector: the detector that was used
 * @classifier: the classifier that was used
 *
 * Says in words what was seen: the tags of the measures, and `object` for each thing that is surely there, by its English
 * name.
 */
void
reel_sight_tags_append (ReelEvidence   *evidence,
                        ReelDetector   *detector,
                        ReelClassifier *classifier)
{
  g_return_if_fail (evidence != NULL);

  reel_clip_tags_append (&evidence->measures, evidence->tags);
  doubt_faces (evidence);
  complete_shot_size (evidence);
  for (guint c = 0; c < REEL_DETECTOR_N_CLASSES; c++)
    if (evidence->objects[c] >= (c == REEL_DETECTOR_PERSON ? PERSON_SURE : OBJECT_SURE))
      append (evidence->tags, "object", reel_detector_get_label (detector, c), evidence->objects[c]);
  for (guint c = 0; c < REEL_CLASSIFIER_N_CLASSES; c++)
    {
      double sure = evidence->classes[c] >= CLASS_SURE ? sure_of_class (evidence, c) : 0;

      if (sure > 0)
        append (evidence->tags, "object", reel_classifier_get_label (classifier, c), sure);
    }
}
