/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-box.h"

G_BEGIN_DECLS

/**
 * ReelDetection:
 * @class: the detector's number of what it is; 0 for a face
 * @score: 0…1
 * @box: where
 *
 * Something found in one frame.
 */
typedef struct
{
  guint class;
  float score;
  ReelBox box;
} ReelDetection;

void reel_detections_suppress (GArray *detections,
                               float   overlap,
                               guint   n_most);

G_END_DECLS
