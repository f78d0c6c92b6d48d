/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-box.h"

G_BEGIN_DECLS

/* Colours by name, red … grey: the first of ReelConcept, in its order. */
#define REEL_DETECTION_N_HUES 12

/**
 * ReelDetection:
 * @class: the detector's number of what it is; 0 for a face
 * @score: 0…1
 * @box: where
 * @hues: what share of the middle of @box has each colour, 0…1; all 0 where nobody looked
 *
 * Something found in one frame.
 */
typedef struct
{
  guint class;
  float score;
  ReelBox box;
  float hues[REEL_DETECTION_N_HUES];
} ReelDetection;

void reel_detections_suppress (GArray *detections,
                               float   overlap,
                               guint   n_most);

G_END_DECLS
