/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-format.h"
#include "library/reel-video.h"

/**
 * reel_video_dup_details:
 * @self: a #ReelVideo
 *
 * Returns: (transfer full) (nullable): what is known of the file, for people, such as “1920 × 1080, H.264, 1:02:03, 1.2 GB”;
 *   %NULL until it was looked at
 */
char *
reel_video_dup_details (ReelVideo *self)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) parts = NULL;
  guint64 size, sent;

  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  if (reel_video_get_width (self) == 0)
    return NULL;
  size = reel_video_get_size (self);
  sent = reel_video_get_size_to_send (self);
  builder = g_strv_builder_new ();
  {
    g_autofree char *pixels = g_strdup_printf ("%u × %u", reel_video_get_width (self), reel_video_get_height (self));

    g_strv_builder_add (builder, pixels);
  }
  if (reel_video_get_codec (self) != NULL)
    g_strv_builder_add (builder, reel_video_get_codec (self));
  if (reel_video_get_duration (self) > 0)
    {
      g_autofree char *duration = reel_format_time (reel_video_get_duration (self));

      g_strv_builder_add (builder, duration);
    }
  if (size > 0)
    {
      g_autofree char *text = g_format_size (size);

      g_strv_builder_add (builder, text);
    }
  if (sent != size)
    {
      g_autofree char *text = g_format_size (sent);
      /* Translators: %s is such as 84.2 MB; stands in a list of what is known of a video */
      g_autofree char *copy = g_strdup_printf (_ ("smaller copy of %s"), text);

      g_strv_builder_add (builder, copy);
    }
  parts = g_strv_builder_end (builder);
  return g_strjoinv (", ", parts);
}
