/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-box.h"
#include "media/reel-frame.h"

G_BEGIN_DECLS

/**
 * ReelSightFit:
 * @left: where the frame begins in the square, pixels
 * @top: where it begins, pixels
 * @width: how wide it is there, pixels
 * @height: how high, pixels
 *
 * How a frame lies in the square that a network looks at.
 */
typedef struct
{
  guint left, top, width, height;
} ReelSightFit;

gboolean reel_sight_picture_resize (ReelFrame       *frame,
                                    const ReelBox   *part,
                                    guint            width,
                                    guint            height,
                                    gsize            stride,
                                    guint8          *rgb);
guint8  *reel_sight_picture_fit    (ReelFrame       *frame,
                                    guint            side,
                                    double           stretch,
                                    ReelSightFit    *fit);
void     reel_sight_fit_to_frame   (const ReelSightFit *self,
                                    ReelBox            *box);

G_END_DECLS
