/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-camera-motion.h"
#include "engine/reel-concepts.h"
#include "engine/reel-sampled-frame.h"

G_BEGIN_DECLS

/**
 * ReelClipMeasures:
 * @raw: the raw measure of each concept
 * @camera: what the camera does
 * @camera_confidence: 0…1
 * @motion: mean change of luma, parts of full scale a second
 * @faces_asked: in how many pictures faces were looked for; 0 where there is no detector
 * @n_faces: how many faces there are in the middle one of them by number
 * @face_share: in what part of those pictures there is one, 0…1
 * @face_height: height of the largest face, as a part of the frame's height, in the middle one by size of those with one
 *
 * What can be measured in a clip.
 */
typedef struct
{
  double raw[REEL_N_CONCEPTS];
  ReelCameraMove camera;
  double camera_confidence;
  double motion;
  guint faces_asked;
  int n_faces;
  double face_share;
  double face_height;
} ReelClipMeasures;

gboolean reel_clip_measures_take (ReelClipMeasures *self,
                                  GPtrArray        *frames);

G_END_DECLS
