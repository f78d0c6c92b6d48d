/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"
#include "local/reel-analyser.h"
#include "local/reel-local-store.h"
#include "local/reel-vector-index.h"

G_BEGIN_DECLS

/*
 * Indexes the videos that wait, in the order of reel_local_store_begin_video(), on a thread of its own. It may end at any
 * moment: what it was at waits again at the next start. When nothing waits it compacts the files of vectors.
 */
#define REEL_TYPE_LOCAL_INDEXER (reel_local_indexer_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalIndexer, reel_local_indexer, REEL, LOCAL_INDEXER, GObject)

ReelLocalIndexer *reel_local_indexer_new          (ReelLocalStore    *store,
                                                   ReelAnalyser      *analyser,
                                                   ReelEngine        *engine,
                                                   ReelVectorIndex   *index);
void              reel_local_indexer_wake         (ReelLocalIndexer  *self);
gboolean          reel_local_indexer_get_progress (ReelLocalIndexer  *self,
                                                   const char        *video_id,
                                                   double            *progress);
double            reel_local_indexer_get_current  (ReelLocalIndexer  *self);
void              reel_local_indexer_stop         (ReelLocalIndexer  *self);

G_END_DECLS
