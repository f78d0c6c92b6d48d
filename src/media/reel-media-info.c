/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-media-info.h"

G_DEFINE_BOXED_TYPE (ReelMediaInfo, reel_media_info, reel_media_info_copy, reel_media_info_free)

/**
 * reel_media_info_copy:
 * @self: what is known of a file
 *
 * Returns: (transfer full): a copy
 */
ReelMediaInfo *
reel_media_info_copy (const ReelMediaInfo *self)
{
  ReelMediaInfo *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->video_codec = g_strdup (self->video_codec);
  return copy;
}

/**
 * reel_media_info_free:
 * @self: (transfer full): what is known of a file
 */
void
reel_media_info_free (ReelMediaInfo *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->video_codec);
  g_free (self);
}
