/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelVideoChoice:
 * @REEL_VIDEO_CHOICE_ASK: nobody has chosen yet
 * @REEL_VIDEO_CHOICE_PROXY: a smaller copy is made, and sent
 * @REEL_VIDEO_CHOICE_AS_IT_IS: the file itself is sent
 *
 * How a video goes out that is larger than its service advises.
 */
typedef enum
{
  REEL_VIDEO_CHOICE_ASK,
  REEL_VIDEO_CHOICE_PROXY,
  REEL_VIDEO_CHOICE_AS_IT_IS,
} ReelVideoChoice;

#define REEL_VIDEO_N_CHOICES (REEL_VIDEO_CHOICE_AS_IT_IS + 1)

/* The word that files hold: “ask”, “proxy”, “as-it-is”. */
const char     *reel_video_choice_get_nick  (ReelVideoChoice  choice);
/* What is none is asked for. */
ReelVideoChoice reel_video_choice_from_nick (const char      *nick);

G_END_DECLS
