/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-luma.h"

G_BEGIN_DECLS

/* Pixels of the longer side of a picture that is measured. */
#define REEL_SAMPLED_FRAME_SIDE 320

/**
 * ReelSampledFrame:
 * @time: seconds, as of the picture
 * @frame: (nullable): a picture, its long side %REEL_SAMPLED_FRAME_SIDE pixels at most; %NULL where only movement is of
 *   interest
 * @luma: (nullable): its grey values; there where @frame is not
 * @large: (nullable): the same picture as large as the engine wants it; some of the pictures have it
 * @n_faces: how many faces the detector found, -1 where none was asked or there is no detector
 * @face_height: height of the largest face, as a part of the frame's height (0…1)
 *
 * One of the pictures, about 10 a second, that a clip is measured by. Each clip has a @frame in one of them at least.
 */
typedef struct
{
  double time;
  ReelFrame *frame; /* (owned) (nullable) */
  ReelLuma *luma;   /* (owned) (nullable) */
  ReelFrame *large; /* (owned) (nullable) */
  int n_faces;
  double face_height;
} ReelSampledFrame;

ReelSampledFrame *reel_sampled_frame_new  (ReelFrame        *frame);
ReelSampledFrame *reel_sampled_frame_copy (const ReelSampledFrame *self);
void              reel_sampled_frame_free (ReelSampledFrame *self);
gboolean          reel_sampled_frame_reduce      (ReelSampledFrame *self);
ReelLuma         *reel_sampled_frame_dup_luma    (const ReelSampledFrame *self);
ReelFrame        *reel_sampled_frame_get_largest (const ReelSampledFrame *self);
GPtrArray        *reel_sampled_frames_choose     (GPtrArray *frames,
                                                  double     interval,
                                                  guint      most);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSampledFrame, reel_sampled_frame_free)

G_END_DECLS
