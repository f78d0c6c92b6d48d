/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

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

/**
 * reel_sampled_frame_get_largest:
 * @self: a picture of a clip
 *
 * Returns: (transfer none): the picture as large as there is
 */
ReelFrame *
reel_sampled_frame_get_largest (const ReelSampledFrame *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->large != NULL ? self->large : self->frame;
}

/* The picture nearest to @index that there is large, or the one there where none is. */
static guint
find_large (GPtrArray *frames,
            guint      index)
{
  for (guint away = 0; away < frames->len; away++)
    {
      if (index >= away && ((ReelSampledFrame *) g_ptr_array_index (frames, index - away))->large != NULL)
        return index - away;
      if (index + away < frames->len && ((ReelSampledFrame *) g_ptr_array_index (frames, index + away))->large != NULL)
        return index + away;
    }

  return index;
}

/**
 * reel_sampled_frames_choose:
 * @frames: (element-type ReelSampledFrame): the pictures of a clip in the order of time, one at least
 * @interval: seconds of the clip for each picture that is chosen
 * @most: how many at most, 1 at least
 *
 * Chooses pictures that lie evenly in the clip, away from its ends, where a dissolve may still show the other shot.
 *
 * Returns: (transfer container) (element-type ReelSampledFrame): one at least, in the order of time
 */
GPtrArray *
reel_sampled_frames_choose (GPtrArray *frames,
                            double     interval,
                            guint      most)
{
  const ReelSampledFrame *first, *last;
  GPtrArray *chosen;
  guint n;

  g_return_val_if_fail (frames != NULL && frames->len > 0, NULL);
  g_return_val_if_fail (interval > 0 && most > 0, NULL);

  first = g_ptr_array_index (frames, 0);
  last = g_ptr_array_index (frames, frames->len - 1);
  n = MIN (frames->len, (guint) CLAMP (lround ((last->frame->time - first->frame->time) / interval), 1, (long) most));
  chosen = g_ptr_array_new ();
  for (guint i = 0; i < n; i++)
    {
      ReelSampledFrame *frame = g_ptr_array_index (frames, find_large (frames, (2 * i + 1) * frames->len / (2 * n)));

      if (chosen->len == 0 || g_ptr_array_index (chosen, chosen->len - 1) != frame)
        g_ptr_array_add (chosen, frame);
    }

  return chosen;
}
