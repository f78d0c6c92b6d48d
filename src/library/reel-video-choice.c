/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-video-choice.h"

/* In the order of the enumeration. The catalogue's file and the settings hold them: never change one. */
static const char * const nicks[REEL_VIDEO_N_CHOICES] = { "ask", "proxy", "as-it-is" };

/**
 * reel_video_choice_get_nick:
 * @choice: a choice
 *
 * Returns: (transfer none): the word that files hold
 */
const char *
reel_video_choice_get_nick (ReelVideoChoice choice)
{
  g_return_val_if_fail ((guint) choice < REEL_VIDEO_N_CHOICES, nicks[REEL_VIDEO_CHOICE_ASK]);

  return nicks[choice];
}

/**
 * reel_video_choice_from_nick:
 * @nick: (nullable): what a file holds
 *
 * Returns: the choice; %REEL_VIDEO_CHOICE_ASK for what is none
 */
ReelVideoChoice
reel_video_choice_from_nick (const char *nick)
{
  for (guint i = 0; i < REEL_VIDEO_N_CHOICES; i++)
    if (g_strcmp0 (nick, nicks[i]) == 0)
      return (ReelVideoChoice) i;
  return REEL_VIDEO_CHOICE_ASK;
}
