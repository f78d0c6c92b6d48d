/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"
#include "local/reel-analyser.h"
#include "local/reel-local-store.h"
#include "local/reel-video-fetcher.h"

G_BEGIN_DECLS

/* Does the asynchronous jobs, oldest first, on a thread of its own; goes on after a restart. */
#define REEL_TYPE_LOCAL_JOBS (reel_local_jobs_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalJobs, reel_local_jobs, REEL, LOCAL_JOBS, GObject)

ReelLocalJobs *reel_local_jobs_new  (ReelLocalStore                *store,
                                     ReelAnalyser                  *analyser,
                                     ReelEngine                    *engine,
                                     const ReelVideoFetcherLimits  *limits);
void           reel_local_jobs_wake (ReelLocalJobs                 *self);
void           reel_local_jobs_stop (ReelLocalJobs                 *self);

G_END_DECLS
