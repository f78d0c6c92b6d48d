/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "library/reel-video-state.h"

/* In the order of the enumeration. The nicks are what the catalogue's file holds: never change one. */
static const GEnumValue values[] = {
  { REEL_VIDEO_STATE_QUEUED, "REEL_VIDEO_STATE_QUEUED", "queued" },
  { REEL_VIDEO_STATE_PREPARING, "REEL_VIDEO_STATE_PREPARING", "preparing" },
  { REEL_VIDEO_STATE_UPLOADING, "REEL_VIDEO_STATE_UPLOADING", "uploading" },
  { REEL_VIDEO_STATE_WAITING, "REEL_VIDEO_STATE_WAITING", "waiting" },
  { REEL_VIDEO_STATE_PROCESSING, "REEL_VIDEO_STATE_PROCESSING", "processing" },
  { REEL_VIDEO_STATE_READY, "REEL_VIDEO_STATE_READY", "ready" },
  { REEL_VIDEO_STATE_PAUSED, "REEL_VIDEO_STATE_PAUSED", "paused" },
  { REEL_VIDEO_STATE_FAILED, "REEL_VIDEO_STATE_FAILED", "failed" },
  { REEL_VIDEO_STATE_CANCELLED, "REEL_VIDEO_STATE_CANCELLED", "cancelled" },
  { REEL_VIDEO_STATE_ELSEWHERE, "REEL_VIDEO_STATE_ELSEWHERE", "elsewhere" },
  { 0, NULL, NULL },
};

GType
reel_video_state_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("ReelVideoState", values));
  return type;
}

/**
 * reel_video_state_get_label:
 * @state: a state
 *
 * Returns: (transfer none): the word that people see, translated
 */
const char *
reel_video_state_get_label (ReelVideoState state)
{
  switch (state)
    {
    case REEL_VIDEO_STATE_QUEUED:
      return C_ ("state of a video", "Queued");
    case REEL_VIDEO_STATE_PREPARING:
      return C_ ("state of a video", "Preparing");
    case REEL_VIDEO_STATE_UPLOADING:
      return C_ ("state of a video", "Uploading");
    case REEL_VIDEO_STATE_WAITING:
      return C_ ("state of a video", "Waiting");
    case REEL_VIDEO_STATE_PROCESSING:
      return C_ ("state of a video", "Processing");
    case REEL_VIDEO_STATE_READY:
      return C_ ("state of a video", "Ready");
    case REEL_VIDEO_STATE_PAUSED:
      return C_ ("state of a video", "Paused");
    case REEL_VIDEO_STATE_FAILED:
      return C_ ("state of a video", "Failed");
    case REEL_VIDEO_STATE_CANCELLED:
      return C_ ("state of a video", "Cancelled");
    case REEL_VIDEO_STATE_ELSEWHERE:
      /* Translators: indexed on another computer, so that searches on this one do not find it */
      return C_ ("state of a video", "Elsewhere");
    default:
      g_return_val_if_reached ("");
    }
}

/**
 * reel_video_state_get_nick:
 * @state: a state
 *
 * Returns: (transfer none): the word that files hold
 */
const char *
reel_video_state_get_nick (ReelVideoState state)
{
  g_return_val_if_fail ((guint) state < REEL_VIDEO_N_STATES, NULL);

  return values[state].value_nick;
}

/**
 * reel_video_state_from_nick:
 * @nick: (nullable): a word from a file
 * @state: (out): the state
 *
 * Returns: whether @nick is the word of a state
 */
gboolean
reel_video_state_from_nick (const char *nick, ReelVideoState *state)
{
  g_return_val_if_fail (state != NULL, FALSE);

  for (guint i = 0; i < REEL_VIDEO_N_STATES; i++)
    {
      if (g_strcmp0 (nick, values[i].value_nick) == 0)
        {
          *state = (ReelVideoState) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * reel_video_state_is_finished:
 * @state: a state
 *
 * Returns: whether nothing more happens by itself in @state
 */
gboolean
reel_video_state_is_finished (ReelVideoState state)
{
  return state == REEL_VIDEO_STATE_READY || state == REEL_VIDEO_STATE_FAILED || state == REEL_VIDEO_STATE_CANCELLED ||
         state == REEL_VIDEO_STATE_ELSEWHERE;
}

/**
 * reel_video_state_is_running:
 * @state: a state
 *
 * Returns: whether something goes on for the video now, which is to be cancelled before its row can go
 */
gboolean
reel_video_state_is_running (ReelVideoState state)
{
  return state == REEL_VIDEO_STATE_PREPARING || state == REEL_VIDEO_STATE_UPLOADING || state == REEL_VIDEO_STATE_WAITING ||
         state == REEL_VIDEO_STATE_PROCESSING;
}
