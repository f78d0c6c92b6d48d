/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"
#include "local/reel-analyser.h"
#include "local/reel-local-indexer.h"
#include "local/reel-local-jobs.h"
#include "local/reel-local-model.h"
#include "local/reel-local-store.h"
#include "local/reel-local-timer.h"
#include "local/reel-vector-index.h"
#include "local/reel-video-fetcher.h"

G_BEGIN_DECLS

/* Seconds without a call that uses engines after which they let go of what they loaded. */
#define REEL_LOCAL_SERVICE_IDLE 600

/* Seconds for which it is believed that the computer is in use, unless somebody says so again. */
#define REEL_LOCAL_SERVICE_USE 60

/**
 * ReelLocalService:
 * @store: what is remembered
 * @engines: the engine that indexes, and older ones
 * @engine: what indexes, and reads queries
 * @analyser: what analyses videos
 * @index: vectors, and who changes clips
 * @indexer: the thread that indexes
 * @jobs: the thread that does asynchronous jobs
 * @limits: what may be fetched
 * @model: how it came by its engine
 * @idle: until engines let go of what they loaded
 * @in_use: until the computer counts as not in use
 *
 * All that the calls work on. Its members may be used from any thread, between start and stop.
 */
typedef struct
{
  ReelLocalStore *store;
  ReelLocalEngines *engines;
  ReelEngine *engine;
  ReelAnalyser *analyser;
  ReelVectorIndex *index;
  ReelLocalIndexer *indexer;
  ReelLocalJobs *jobs;
  ReelVideoFetcherLimits limits;
  ReelLocalModel *model; /* (borrowed): outlives the calls */
  ReelLocalTimer *idle;
  ReelLocalTimer *in_use;
} ReelLocalService;

ReelLocalService *reel_local_service_start (const char        *data_dir,
                                            ReelLocalEngines  *engines,
                                            ReelAnalyser      *analyser,
                                            gboolean           allow_private,
                                            gboolean           keep_copies,
                                            GError           **error);
gboolean          reel_local_service_set_threads          (ReelLocalService  *self,
                                                           guint              n_threads,
                                                           GError           **error);
gboolean          reel_local_service_set_pause_on_battery (ReelLocalService  *self,
                                                           gboolean           pause,
                                                           GError           **error);
void              reel_local_service_set_times            (ReelLocalService  *self,
                                                           guint              idle,
                                                           guint              in_use);
void              reel_local_service_wind                 (ReelLocalService  *self);
void              reel_local_service_set_use              (ReelLocalService  *self,
                                                           ReelAnalyserUse    use);
void              reel_local_service_stop  (ReelLocalService  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalService, reel_local_service_stop)

G_END_DECLS
