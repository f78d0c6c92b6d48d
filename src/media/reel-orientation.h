/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * ReelOrientation:
 * @turns: quarter turns clockwise that make the picture upright, 0…3
 * @mirrored: whether it is mirrored left to right first
 *
 * What a camera's orientation tag asks for.
 */
typedef struct
{
  guint turns;
  gboolean mirrored;
} ReelOrientation;

gboolean reel_orientation_from_tags (ReelOrientation     *self,
                                     const GstTagList    *tags);
void     reel_orientation_size      (ReelOrientation      self,
                                     guint                width,
                                     guint                height,
                                     int                  par_n,
                                     int                  par_d,
                                     guint               *shown_width,
                                     guint               *shown_height);
void     reel_orientation_apply     (ReelOrientation      self,
                                     const guint32       *source,
                                     gsize                source_stride,
                                     guint                width,
                                     guint                height,
                                     guint32             *target);

G_END_DECLS
