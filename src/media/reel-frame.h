/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ReelFrame:
 * @width: pixels
 * @height: pixels
 * @stride: bytes from one line to the next
 * @time: seconds from the first frame of the video
 * @pixels: RGBx, 4 bytes a pixel (GST_VIDEO_FORMAT_RGBx; x is 0xff), upright, with square pixels
 *
 * One decoded picture. Immutable, reference counted.
 */
typedef struct
{
  guint width, height;
  gsize stride;
  double time;
  GBytes *pixels;
} ReelFrame;

#define REEL_TYPE_FRAME (reel_frame_get_type ())
GType      reel_frame_get_type (void);
ReelFrame *reel_frame_new      (guint      width,
                                guint      height,
                                gsize      stride,
                                double     time,
                                GBytes    *pixels);
ReelFrame *reel_frame_ref      (ReelFrame *self);
void       reel_frame_unref    (ReelFrame *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFrame, reel_frame_unref)

G_END_DECLS
