/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-relinked.h"

/**
 * reel_relinked_new:
 *
 * Returns: (transfer full): with nothing found yet
 */
ReelRelinked *
reel_relinked_new (void)
{
  ReelRelinked *self = g_new0 (ReelRelinked, 1);

  self->videos = g_ptr_array_new_with_free_func (g_object_unref);
  self->old_uris = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * reel_relinked_add:
 * @self: what was found
 * @video: one more, with its old address
 */
void
reel_relinked_add (ReelRelinked *self, ReelVideo *video)
{
  g_ptr_array_add (self->videos, g_object_ref (video));
  g_ptr_array_add (self->old_uris, g_strdup (reel_video_get_uri (video)));
}

void
reel_relinked_free (ReelRelinked *self)
{
  g_ptr_array_unref (self->videos);
  g_ptr_array_unref (self->old_uris);
  g_free (self);
}
