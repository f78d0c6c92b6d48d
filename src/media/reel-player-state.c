/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-player-private.h"

/* What a player says of itself. Main thread. */

gboolean
reel_player_get_playing (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), FALSE);
  return self->playing;
}

/**
 * reel_player_get_position:
 * @self: a player
 *
 * Returns: seconds from the first frame
 */
double
reel_player_get_position (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), 0);
  return self->position;
}

/**
 * reel_player_get_duration:
 * @self: a player
 *
 * Returns: seconds; 0 where unknown
 */
double
reel_player_get_duration (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), 0);
  return self->duration;
}

/**
 * reel_player_get_frame_length:
 * @self: a player
 *
 * Returns: seconds that the frame shown lasts; 0 where unknown
 */
double
reel_player_get_frame_length (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), 0);
  return self->frame_length;
}

/**
 * reel_player_get_frame_rate:
 * @self: a player
 * @fps_n: (out): frames a second, numerator; 0 where the file says none, or that they last unequally
 * @fps_d: (out): frames a second, denominator
 */
void
reel_player_get_frame_rate (ReelPlayer *self,
                            guint      *fps_n,
                            guint      *fps_d)
{
  g_return_if_fail (REEL_IS_PLAYER (self));

  *fps_n = 0;
  *fps_d = 1;
  if (self->output != NULL && self->ready)
    reel_video_output_get_rate (self->output, fps_n, fps_d);
}

double
reel_player_get_in_point (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), 0);
  return self->in_point;
}

double
reel_player_get_out_point (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), 0);
  return self->out_point;
}

/**
 * reel_player_get_rate:
 * @self: a player
 *
 * Returns: how many times as fast as it was shot it plays
 */
double
reel_player_get_rate (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), 1);
  return self->rate;
}

/**
 * reel_player_get_error:
 * @self: a player
 *
 * Returns: (nullable) (transfer none): a #ReelMediaError, why nothing can be shown
 */
const GError *
reel_player_get_error (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), NULL);
  return self->error;
}

/**
 * reel_player_get_frames_shown:
 * @self: a player
 *
 * Returns: how many frames were drawn on the screen since the player was made
 */
guint64
reel_player_get_frames_shown (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), 0);

  return reel_paintable_get_shown (self->picture);
}

/**
 * reel_player_get_frames_dropped:
 * @self: a player
 *
 * Returns: how many frames were not drawn, because they or the drawing came too late
 */
guint64
reel_player_get_frames_dropped (ReelPlayer *self)
{
  guint64 rendered = 0, dropped = 0;

  g_return_val_if_fail (REEL_IS_PLAYER (self), 0);

  if (self->output == NULL)
    return 0;
  reel_video_output_get_stats (self->output, &rendered, &dropped);
  return dropped + reel_paintable_get_dropped (self->picture);
}
