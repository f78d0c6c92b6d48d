/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-clip.h"

/**
 * reel_clip_free:
 * @self: (transfer full) (nullable): a clip
 */
void
reel_clip_free (ReelClip *self)
{
  if (self == NULL)
    return;

  g_free (self->vector);
  g_clear_pointer (&self->tags, g_array_unref);
  g_free (self->likeness);
  g_free (self->written);
  g_free (self);
}
