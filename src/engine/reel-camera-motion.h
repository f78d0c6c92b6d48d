/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-luma.h"

G_BEGIN_DECLS

typedef enum
{
  REEL_CAMERA_UNKNOWN, /* too little texture, or too few pictures */
  REEL_CAMERA_STATIC,
  REEL_CAMERA_PAN_LEFT,
  REEL_CAMERA_PAN_RIGHT,
  REEL_CAMERA_TILT_UP,
  REEL_CAMERA_TILT_DOWN,
  REEL_CAMERA_ZOOM_IN,
  REEL_CAMERA_ZOOM_OUT,
  REEL_CAMERA_ROLL,
  REEL_CAMERA_HANDHELD,
} ReelCameraMove;

/**
 * ReelPairMotion:
 * @known: whether enough texture was found to tell
 * @x: how far the picture moved to the right, in frame widths
 * @y: how far down, in frame widths too
 * @zoom: growth, 0 for none
 * @roll: turn, radians
 * @inliers: share of the textured blocks that go with this movement, 0…1
 * @astray: share of the textured blocks that go their own way, 0…1
 *
 * How the picture as a whole moved from one frame to the next.
 */
typedef struct
{
  gboolean known;
  double x, y, zoom, roll;
  double inliers, astray;
} ReelPairMotion;

/* Pixels in the pictures that it works on: 240 × 136, or as many in other proportions. */
#define REEL_CAMERA_AREA (240 * 136)

void           reel_camera_motion_estimate (const ReelLuma       *from,
                                            const ReelLuma       *to,
                                            ReelPairMotion       *motion);
ReelCameraMove reel_camera_motion_classify (const ReelPairMotion *pairs,
                                            guint                 n_pairs,
                                            double                seconds,
                                            double               *confidence);

G_END_DECLS
