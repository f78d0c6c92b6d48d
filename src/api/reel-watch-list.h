/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"
#include "api/reel-network-thread.h"

G_BEGIN_DECLS

/* What one client watches at its service, with one timer for all of it. */
typedef struct _ReelWatchList ReelWatchList;

ReelWatchList *reel_watch_list_new       (ReelNetworkThread    *thread);
void           reel_watch_list_unref     (ReelWatchList        *self);
void           reel_watch_list_add_video (ReelWatchList        *self,
                                          GTask                *task,
                                          const char           *video_id,
                                          ReelVideoProgress     progress,
                                          gpointer              progress_data,
                                          GDestroyNotify        progress_data_free);
void           reel_watch_list_add_job   (ReelWatchList        *self,
                                          GTask                *task,
                                          const char           *request_id,
                                          ReelAnalysisProgress  progress,
                                          gpointer              progress_data,
                                          GDestroyNotify        progress_data_free);

G_END_DECLS
