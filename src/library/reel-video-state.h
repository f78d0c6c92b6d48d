/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The life of a video from the drop on; the order is that of the words on the automation surface. */
typedef enum
{
  REEL_VIDEO_STATE_QUEUED,
  REEL_VIDEO_STATE_PREPARING,
  REEL_VIDEO_STATE_UPLOADING,
  REEL_VIDEO_STATE_WAITING,
  REEL_VIDEO_STATE_PROCESSING,
  REEL_VIDEO_STATE_READY,
  REEL_VIDEO_STATE_PAUSED,
  REEL_VIDEO_STATE_FAILED,
  REEL_VIDEO_STATE_CANCELLED,
  REEL_VIDEO_STATE_ELSEWHERE, /* another computer's own service has it; Ready in files, see reel-catalogue-elsewhere.c */
} ReelVideoState;

#define REEL_VIDEO_N_STATES (REEL_VIDEO_STATE_ELSEWHERE + 1)

#define REEL_TYPE_VIDEO_STATE (reel_video_state_get_type ())
GType          reel_video_state_get_type    (void);
/* Translated: “Queued” … */
const char    *reel_video_state_get_label   (ReelVideoState  state);
/* The word that files hold: “queued” … */
const char    *reel_video_state_get_nick    (ReelVideoState  state);
gboolean       reel_video_state_from_nick   (const char     *nick,
                                             ReelVideoState *state);
/* Ready, Failed, Cancelled or Elsewhere: nothing more happens by itself. */
gboolean       reel_video_state_is_finished (ReelVideoState  state);
/* Preparing to Processing: something goes on for it now, here or at the service. */
gboolean       reel_video_state_is_running  (ReelVideoState  state);

G_END_DECLS
