/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/reel-sampled-frame.h"

/**
 * reel_sampled_frame_new:
 * @frame: (transfer none): a picture
 *
 * Returns: (transfer full): @frame, in which no faces were looked for yet
 */
ReelSampledFrame *
reel_sampled_frame_new (ReelFrame *frame)
{
  ReelSampledFrame *self = g_new0 (ReelSampledFrame, 1);

  self->frame = reel_frame_ref (frame);
  self->n_faces = -1;
  return self;
}

/**
 * reel_sampled_frame_free:
 * @self: (transfer full) (nullable): a picture of a clip
 */
void
reel_sampled_frame_free (ReelSampledFrame *self)
{
  if (self == NULL)
    return;

  reel_frame_unref (self->frame);
  g_clear_pointer (&self->large, reel_frame_unref);
  g_free (self);
}
