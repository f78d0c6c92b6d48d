/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-video-private.h"

/* What a service said of a video's pictures, when somebody asked it. */

/* More than that nobody chooses from. */
#define MOST_TAGS 200

/**
 * reel_video_get_tags:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): “CATEGORY: TAG”, or “TAG”, in the service's words; %NULL
 *   where nobody asked
 */
const char * const *
reel_video_get_tags (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return (const char * const *) self->tags;
}

/**
 * reel_video_has_tag:
 * @self: a #ReelVideo
 * @tag: a tag, as reel_video_get_tags() has it
 *
 * Returns: whether it is known to be one of @self
 */
gboolean
reel_video_has_tag (ReelVideo  *self,
                    const char *tag)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), FALSE);
  g_return_val_if_fail (tag != NULL, FALSE);

  return self->tags != NULL && g_strv_contains ((const char * const *) self->tags, tag);
}

/**
 * reel_video_set_tags:
 * @self: a #ReelVideo
 * @lines: (nullable): a line for each tag; the catalogue writes it with reel_catalogue_save_tags()
 */
void
reel_video_set_tags (ReelVideo  *self,
                     const char *lines)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) all = NULL;
  g_auto (GStrv) tags = NULL;
  guint n = 0;

  g_return_if_fail (REEL_IS_VIDEO (self));

  if (lines != NULL)
    {
      builder = g_strv_builder_new ();
      all = g_strsplit (lines, "\n", -1);
      for (char **line = all; *line != NULL && n < MOST_TAGS; line++)
        if (**line != '\0')
          {
            g_strv_builder_add (builder, *line);
            n++;
          }
      tags = g_strv_builder_end (builder);
    }
  if (n == 0)
    g_clear_pointer (&tags, g_strfreev);
  if (tags == NULL ? self->tags == NULL
                   : self->tags != NULL && g_strv_equal ((const char * const *) tags, (const char * const *) self->tags))
    return;
  g_strfreev (self->tags);
  self->tags = g_steal_pointer (&tags);
  g_object_notify_by_pspec (G_OBJECT (self), reel_video_props[PROP_TAGS]);
}
