/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-example.h"

/**
 * reel_example_new_for_video:
 * @question: for people
 * @video_id: a video that the service has
 * @start: seconds in it; below 0 for the whole video
 * @end: seconds; not before @start
 *
 * Returns: (transfer full): a clip, or a video, that others are to look like
 */
ReelExample *
reel_example_new_for_video (const char *question,
                            const char *video_id,
                            double      start,
                            double      end)
{
  ReelExample *self = g_atomic_rc_box_new0 (ReelExample);

  self->question = g_strdup (question);
  self->video_id = g_strdup (video_id);
  self->start = start;
  self->end = MAX (start, end);
  return self;
}

/**
 * reel_example_new_for_picture:
 * @question: for people
 * @picture: a picture's file, of any format that the service decodes
 *
 * Returns: (transfer full): a picture that clips are to look like
 */
ReelExample *
reel_example_new_for_picture (const char *question,
                              GBytes     *picture)
{
  ReelExample *self = g_atomic_rc_box_new0 (ReelExample);

  self->question = g_strdup (question);
  self->start = self->end = -1;
  self->picture = g_bytes_ref (picture);
  return self;
}

ReelExample *
reel_example_ref (ReelExample *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  ReelExample *self = data;

  g_free (self->question);
  g_free (self->video_id);
  g_clear_pointer (&self->picture, g_bytes_unref);
}

void
reel_example_unref (ReelExample *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
