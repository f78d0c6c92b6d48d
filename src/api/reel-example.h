/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelExample:
 * @question: for people: what is asked for, such as 'Similar to “beach.mp4” at 0:12'
 * @video_id: (nullable): a video that the service has
 * @start: seconds in it; below 0 for the whole video
 * @end: seconds
 * @picture: (nullable): without a video, a picture's file
 *
 * The example that a search by likeness starts from. Reference counted, and immutable.
 */
typedef struct
{
  char *question;  /* (owned) */
  char *video_id;  /* (owned) (nullable) */
  double start, end;
  GBytes *picture; /* (owned) (nullable) */
} ReelExample;

ReelExample *reel_example_new_for_video   (const char  *question,
                                           const char  *video_id,
                                           double       start,
                                           double       end);
ReelExample *reel_example_new_for_picture (const char  *question,
                                           GBytes      *picture);
ReelExample *reel_example_ref             (ReelExample *self);
void         reel_example_unref           (ReelExample *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelExample, reel_example_unref)

G_END_DECLS
