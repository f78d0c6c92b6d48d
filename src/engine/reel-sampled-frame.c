/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "engine/reel-camera-motion.h"
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

  self->time = frame->time;
  self->frame = reel_frame_ref (frame);
  self->n_faces = -1;
  return self;
}

/**
 * reel_sampled_frame_copy:
 * @self: a picture of a clip
 *
 * Returns: (transfer full): one that shares its pictures
 */
ReelSampledFrame *
reel_sampled_frame_copy (const ReelSampledFrame *self)
{
  ReelSampledFrame *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  if (copy->frame != NULL)
    reel_frame_ref (copy->frame);
  if (copy->luma != NULL)
    reel_luma_ref (copy->luma);
  if (copy->large != NULL)
    reel_frame_ref (copy->large);
  return copy;
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

  g_clear_pointer (&self->frame, reel_frame_unref);
  g_clear_pointer (&self->luma, reel_luma_unref);
  g_clear_pointer (&self->large, reel_frame_unref);
  g_free (self);
}

/**
 * reel_sampled_frame_reduce:
 * @self: a picture of a clip
 *
 * Keeps no more of the picture than its movement needs, a seventh of the memory. A large picture stays.
 *
 * Returns: %FALSE where the frame has fewer bytes than it says
 */
gboolean
reel_sampled_frame_reduce (ReelSampledFrame *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->luma == NULL)
    self->luma = reel_sampled_frame_dup_luma (self);
  if (self->luma == NULL)
    return FALSE;

  g_clear_pointer (&self->frame, reel_frame_unref);
  return TRUE;
}

/**
 * reel_sampled_frame_dup_luma:
 * @self: a picture of a clip
 *
 * Returns: (transfer full) (nullable): its grey values, as movement is looked for in them; %NULL where the frame has fewer
 *   bytes than it says
 */
ReelLuma *
reel_sampled_frame_dup_luma (const ReelSampledFrame *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->luma != NULL)
    return reel_luma_ref (self->luma);
  return self->frame != NULL ? reel_luma_new_from_frame (self->frame, REEL_CAMERA_AREA) : NULL;
}

/**
 * reel_sampled_frame_get_largest:
 * @self: a picture of a clip
 *
 * Returns: (transfer none) (nullable): the picture as large as there is
 */
ReelFrame *
reel_sampled_frame_get_largest (const ReelSampledFrame *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->large != NULL ? self->large : self->frame;
}

/* The picture nearest to @index that there is large, or where none is, that there is at all. */
static guint
find_nearest (GPtrArray *frames,
              guint      index,
              gboolean   large)
{
  for (guint away = 0; away < frames->len; away++)
    for (int sign = -1; sign <= 1; sign += 2)
      {
        guint i = index + (guint) (sign * (int) away);
        const ReelSampledFrame *sampled = i < frames->len ? g_ptr_array_index (frames, i) : NULL;

        if (sampled != NULL && (sampled->large != NULL || (!large && sampled->frame != NULL)))
          return i;
      }

  return large ? find_nearest (frames, index, FALSE) : index;
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
  n = MIN (frames->len, (guint) CLAMP (lround ((last->time - first->time) / interval), 1, (long) most));
  chosen = g_ptr_array_new ();
  for (guint i = 0; i < n; i++)
    {
      ReelSampledFrame *frame = g_ptr_array_index (frames, find_nearest (frames, (2 * i + 1) * frames->len / (2 * n), TRUE));

      if (chosen->len == 0 || g_ptr_array_index (chosen, chosen->len - 1) != frame)
        g_ptr_array_add (chosen, frame);
    }

  return chosen;
}
