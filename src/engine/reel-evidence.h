/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-classifier.h"
#include "engine/reel-clip-measures.h"
#include "engine/reel-detector.h"
#include "engine/reel-tag.h"

G_BEGIN_DECLS

/**
 * ReelView:
 * @time: of the frame, seconds
 * @part: what part of the frame; all of it in most views
 * @classes: probability of each class
 *
 * What the classifier made of a frame, or of a part of it.
 */
typedef struct
{
  double time;
  ReelBox part;
  float classes[REEL_CLASSIFIER_N_CLASSES];
} ReelView;

/**
 * ReelSeenFrame:
 * @time: seconds
 * @objects: (element-type ReelDetection): from a score on that is for ranking only
 * @faces: (element-type ReelDetection): of people
 *
 * What was found in a frame. What is in one frame is there at the same time: 'red car', 'two dogs'.
 */
typedef struct
{
  double time;
  GArray *objects; /* (owned) */
  GArray *faces;   /* (owned) */
} ReelSeenFrame;

/**
 * ReelEvidence:
 * @frames: (element-type ReelSeenFrame): the frames of the clip that were looked at, in the order of time
 * @views: (element-type ReelView): what the classifier looked at
 * @classes: of each class the largest probability in a view
 * @objects: of each class of objects the best score, 0…1
 * @counts: how many of each are in a frame: in the middle one of the frames by number
 * @features: (array): the mean of the classifier's features of whole frames, for likeness
 * @person_height: height of the largest person, as a part of the frame's, in the middle one of the frames with people;
 *   0 without any
 * @measures: colours, light, movement, faces, framing
 * @written: (nullable): words that can be read in it
 * @tags: (element-type ReelTag): what can be told in words, `unknown` where it can't
 *
 * What a clip shows, as far as networks and measures tell. Reference counted; nobody changes it once it is made.
 */
typedef struct
{
  GPtrArray *frames; /* (owned) */
  GPtrArray *views;  /* (owned) */
  float classes[REEL_CLASSIFIER_N_CLASSES];
  float objects[REEL_DETECTOR_N_CLASSES];
  guint counts[REEL_DETECTOR_N_CLASSES];
  float features[REEL_CLASSIFIER_N_FEATURES];
  double person_height;
  ReelClipMeasures measures;
  char *written; /* (owned) (nullable) */
  GArray *tags;  /* (owned) */
} ReelEvidence;

#define REEL_TYPE_EVIDENCE (reel_evidence_get_type ())
GType         reel_evidence_get_type (void);
ReelEvidence *reel_evidence_new      (void);
ReelEvidence *reel_evidence_ref      (ReelEvidence       *self);
void          reel_evidence_unref    (ReelEvidence       *self);
float         reel_evidence_get_mass (const ReelEvidence *self,
                                      const guint16      *classes,
                                      gsize               n_classes);
void          reel_evidence_sum_up   (ReelEvidence       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelEvidence, reel_evidence_unref)

G_END_DECLS
