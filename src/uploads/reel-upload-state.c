/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-upload-state.h"

/*
 *            start        prepared      accepted     indexing       indexed
 *   Queued ─────────▸ Preparing ───▸ Uploading ───▸ Waiting ───▸ Processing ───▸ Ready
 *     ▴  ▴                │              │             ▴ │            │
 *     │  └────────────────┴── trouble ───┘             │ └── fail ────┴──▸ Failed
 *     └── resume ── Paused ◂── pause (up to Uploading)  └── ask again ───────┘
 *
 * Cancel leads out of everything but Ready; retry back to Queued from Failed and Cancelled. What the service has already
 * goes to Waiting by 'ask again' from everywhere before it, as an import may have told its id.
 */

#define TO(state) (REEL_VIDEO_STATE_##state + 1)

/* By state and event: the next state plus one; 0 where the event means nothing there. */
static const guint8 table[REEL_VIDEO_N_STATES][REEL_UPLOAD_N_EVENTS] = {
  [REEL_VIDEO_STATE_QUEUED] = {
    [REEL_UPLOAD_EVENT_START] = TO (PREPARING),
    [REEL_UPLOAD_EVENT_FAIL] = TO (FAILED),
    [REEL_UPLOAD_EVENT_ASK_AGAIN] = TO (WAITING),
    [REEL_UPLOAD_EVENT_PAUSE] = TO (PAUSED),
    [REEL_UPLOAD_EVENT_CANCEL] = TO (CANCELLED),
    [REEL_UPLOAD_EVENT_RESTART] = TO (QUEUED),
  },
  [REEL_VIDEO_STATE_PREPARING] = {
    [REEL_UPLOAD_EVENT_PREPARED] = TO (UPLOADING),
    [REEL_UPLOAD_EVENT_TROUBLE] = TO (QUEUED),
    [REEL_UPLOAD_EVENT_FAIL] = TO (FAILED),
    [REEL_UPLOAD_EVENT_ASK_AGAIN] = TO (WAITING),
    [REEL_UPLOAD_EVENT_PAUSE] = TO (PAUSED),
    [REEL_UPLOAD_EVENT_CANCEL] = TO (CANCELLED),
    [REEL_UPLOAD_EVENT_RESTART] = TO (QUEUED),
  },
  [REEL_VIDEO_STATE_UPLOADING] = {
    [REEL_UPLOAD_EVENT_ACCEPTED] = TO (WAITING),
    [REEL_UPLOAD_EVENT_TROUBLE] = TO (QUEUED),
    [REEL_UPLOAD_EVENT_FAIL] = TO (FAILED),
    [REEL_UPLOAD_EVENT_ASK_AGAIN] = TO (WAITING),
    [REEL_UPLOAD_EVENT_PAUSE] = TO (PAUSED),
    [REEL_UPLOAD_EVENT_CANCEL] = TO (CANCELLED),
    [REEL_UPLOAD_EVENT_RESTART] = TO (QUEUED),
  },
  [REEL_VIDEO_STATE_WAITING] = {
    [REEL_UPLOAD_EVENT_PENDING] = TO (WAITING),
    [REEL_UPLOAD_EVENT_INDEXING] = TO (PROCESSING),
    [REEL_UPLOAD_EVENT_INDEXED] = TO (READY),
    [REEL_UPLOAD_EVENT_FAIL] = TO (FAILED),
    [REEL_UPLOAD_EVENT_CANCEL] = TO (CANCELLED),
    [REEL_UPLOAD_EVENT_RESTART] = TO (WAITING),
  },
  [REEL_VIDEO_STATE_PROCESSING] = {
    [REEL_UPLOAD_EVENT_PENDING] = TO (WAITING),
    [REEL_UPLOAD_EVENT_INDEXING] = TO (PROCESSING),
    [REEL_UPLOAD_EVENT_INDEXED] = TO (READY),
    [REEL_UPLOAD_EVENT_FAIL] = TO (FAILED),
    [REEL_UPLOAD_EVENT_CANCEL] = TO (CANCELLED),
    [REEL_UPLOAD_EVENT_RESTART] = TO (PROCESSING),
  },
  [REEL_VIDEO_STATE_READY] = {
    [REEL_UPLOAD_EVENT_RESTART] = TO (READY),
  },
  [REEL_VIDEO_STATE_PAUSED] = {
    [REEL_UPLOAD_EVENT_RESUME] = TO (QUEUED),
    [REEL_UPLOAD_EVENT_ASK_AGAIN] = TO (WAITING),
    [REEL_UPLOAD_EVENT_CANCEL] = TO (CANCELLED),
    [REEL_UPLOAD_EVENT_RESTART] = TO (PAUSED),
  },
  [REEL_VIDEO_STATE_FAILED] = {
    [REEL_UPLOAD_EVENT_RETRY] = TO (QUEUED),
    [REEL_UPLOAD_EVENT_ASK_AGAIN] = TO (WAITING),
    [REEL_UPLOAD_EVENT_CANCEL] = TO (CANCELLED),
    [REEL_UPLOAD_EVENT_RESTART] = TO (FAILED),
  },
  [REEL_VIDEO_STATE_CANCELLED] = {
    [REEL_UPLOAD_EVENT_RETRY] = TO (QUEUED),
    [REEL_UPLOAD_EVENT_ASK_AGAIN] = TO (WAITING),
    [REEL_UPLOAD_EVENT_RESTART] = TO (CANCELLED),
  },
  [REEL_VIDEO_STATE_ELSEWHERE] = {
    [REEL_UPLOAD_EVENT_RESTART] = TO (ELSEWHERE),
  },
};

/**
 * reel_upload_state_next:
 * @from: a state
 * @event: what happens in it
 * @to: (out) (optional): the state after it
 *
 * Returns: whether @event means anything in @from
 */
gboolean
reel_upload_state_next (ReelVideoState from, ReelUploadEvent event, ReelVideoState *to)
{
  g_return_val_if_fail ((guint) from < REEL_VIDEO_N_STATES && (guint) event < REEL_UPLOAD_N_EVENTS, FALSE);

  if (table[from][event] == 0)
    return FALSE;
  if (to != NULL)
    *to = (ReelVideoState) (table[from][event] - 1);
  return TRUE;
}

/**
 * reel_upload_state_can:
 * @from: a state
 * @event: what could happen in it
 *
 * Returns: whether @event means anything in @from: for buttons that show only where they do something
 */
gboolean
reel_upload_state_can (ReelVideoState from, ReelUploadEvent event)
{
  return reel_upload_state_next (from, event, NULL);
}
