/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-sequence-clip.h"

/**
 * reel_sequence_clip_new:
 * @uri: (nullable): where the file is
 * @name: its name, for people
 *
 * Returns: (transfer full): a whole video, of which nothing more is known
 */
ReelSequenceClip *
reel_sequence_clip_new (const char *uri,
                        const char *name)
{
  ReelSequenceClip *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (ReelSequenceClip, 1);
  self->uri = g_strdup (uri);
  self->name = g_strdup (name);
  self->fps_d = 1;
  return self;
}

/**
 * reel_sequence_clip_free:
 * @self: (transfer full): a clip
 */
void
reel_sequence_clip_free (ReelSequenceClip *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->uri);
  g_free (self->name);
  g_free (self->reel);
  g_free (self);
}

/**
 * reel_sequence_clip_dup_time:
 * @self: a clip that was laid out
 * @frame: a frame, from the file's first one
 *
 * Returns: (transfer full): the source's timecode there
 */
char *
reel_sequence_clip_dup_time (const ReelSequenceClip *self,
                             gint64                  frame)
{
  g_return_val_if_fail (self != NULL, NULL);
  return reel_timecode_format (&self->timebase, self->media_start + frame);
}
