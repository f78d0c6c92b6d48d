/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-frame.h"

G_DEFINE_BOXED_TYPE (ReelFrame, reel_frame, reel_frame_ref, reel_frame_unref)

/**
 * reel_frame_new:
 * @width: pixels, 1 or more
 * @height: pixels, 1 or more
 * @stride: bytes from one line to the next, 4 × @width or more
 * @time: seconds from the first frame of the video
 * @pixels: (transfer none): RGBx; at least @stride × (@height − 1) + 4 × @width bytes
 *
 * Returns: (transfer full): a new frame with one reference
 */
ReelFrame *
reel_frame_new (guint   width,
                guint   height,
                gsize   stride,
                double  time,
                GBytes *pixels)
{
  ReelFrame *self;

  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail (stride >= (gsize) width * 4, NULL);
  g_return_val_if_fail (pixels != NULL, NULL);
  g_return_val_if_fail (g_bytes_get_size (pixels) >= stride * (height - 1) + (gsize) width * 4, NULL);

  self = g_atomic_rc_box_new0 (ReelFrame);
  self->width = width;
  self->height = height;
  self->stride = stride;
  self->time = time;
  self->pixels = g_bytes_ref (pixels);
  return self;
}

/**
 * reel_frame_ref:
 * @self: a frame
 *
 * May be called on any thread.
 *
 * Returns: (transfer full): @self
 */
ReelFrame *
reel_frame_ref (ReelFrame *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

static void
reel_frame_clear (gpointer data)
{
  ReelFrame *self = data;

  g_bytes_unref (self->pixels);
}

/**
 * reel_frame_unref:
 * @self: (transfer full): a frame
 *
 * May be called on any thread.
 */
void
reel_frame_unref (ReelFrame *self)
{
  g_return_if_fail (self != NULL);
  g_atomic_rc_box_release_full (self, reel_frame_clear);
}
