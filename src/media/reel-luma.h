/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-frame.h"

G_BEGIN_DECLS

/**
 * ReelLuma:
 * @width: pixels
 * @height: pixels
 * @pixels: (array): width × height bytes without padding, 0…255, Rec. 601
 *
 * A small picture of grey values: what movement is found in. Immutable, counted by references from any thread.
 */
typedef struct
{
  guint width, height;
  guint8 *pixels; /* (owned) */
} ReelLuma;

ReelLuma *reel_luma_new_from_frame (ReelFrame *frame,
                                    guint      area);
ReelLuma *reel_luma_ref            (ReelLuma  *self);
void      reel_luma_unref          (ReelLuma  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLuma, reel_luma_unref)

gboolean  reel_frame_shrink        (ReelFrame *frame,
                                    guint      width,
                                    guint      height,
                                    guint8    *rgb);
gboolean  reel_frame_is_blank      (ReelFrame *frame);
ReelFrame *reel_frame_new_smaller  (ReelFrame *frame,
                                    guint      long_side);

G_END_DECLS
