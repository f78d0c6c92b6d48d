/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-video-state.h"

G_BEGIN_DECLS

/**
 * ReelUploadEvent:
 * @REEL_UPLOAD_EVENT_START: its turn has come
 * @REEL_UPLOAD_EVENT_PREPARED: the file is a video, and there is room to send it
 * @REEL_UPLOAD_EVENT_ACCEPTED: the service took it and gave it an id
 * @REEL_UPLOAD_EVENT_PENDING: the service says that it waits there
 * @REEL_UPLOAD_EVENT_INDEXING: the service says that it works on it
 * @REEL_UPLOAD_EVENT_INDEXED: the service says that it can be searched
 * @REEL_UPLOAD_EVENT_TROUBLE: it did not work now, and is tried again without being asked
 * @REEL_UPLOAD_EVENT_FAIL: it did not work, and will not by itself
 * @REEL_UPLOAD_EVENT_PAUSE: a person's wish
 * @REEL_UPLOAD_EVENT_RESUME: a person's wish
 * @REEL_UPLOAD_EVENT_RETRY: a person's wish; to send it (again)
 * @REEL_UPLOAD_EVENT_ASK_AGAIN: a person's wish, or an import told its id: the service has it, only how far it is is not known
 * @REEL_UPLOAD_EVENT_CANCEL: a person's wish
 * @REEL_UPLOAD_EVENT_RESTART: the program was started again
 */
typedef enum
{
  REEL_UPLOAD_EVENT_START,
  REEL_UPLOAD_EVENT_PREPARED,
  REEL_UPLOAD_EVENT_ACCEPTED,
  REEL_UPLOAD_EVENT_PENDING,
  REEL_UPLOAD_EVENT_INDEXING,
  REEL_UPLOAD_EVENT_INDEXED,
  REEL_UPLOAD_EVENT_TROUBLE,
  REEL_UPLOAD_EVENT_FAIL,
  REEL_UPLOAD_EVENT_PAUSE,
  REEL_UPLOAD_EVENT_RESUME,
  REEL_UPLOAD_EVENT_RETRY,
  REEL_UPLOAD_EVENT_ASK_AGAIN,
  REEL_UPLOAD_EVENT_CANCEL,
  REEL_UPLOAD_EVENT_RESTART,
} ReelUploadEvent;

#define REEL_UPLOAD_N_EVENTS (REEL_UPLOAD_EVENT_RESTART + 1)

gboolean reel_upload_state_next (ReelVideoState   from,
                                 ReelUploadEvent  event,
                                 ReelVideoState  *to);
gboolean reel_upload_state_can  (ReelVideoState   from,
                                 ReelUploadEvent  event);

G_END_DECLS
