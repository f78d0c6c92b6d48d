/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/reel-engine.h"
#include "local/reel-analyser.h"
#include "local/reel-local-store.h"
#include "local/reel-video-fetcher.h"

G_BEGIN_DECLS

/* Questions about one video that belongs to no collection: at a URL, or in a file. All of it for worker threads. */

JsonNode *reel_video_source_ask_url  (const char                    *url,
                                      ReelLocalJobKind               kind,
                                      ReelAnalyser                  *analyser,
                                      ReelEngine                    *engine,
                                      const char                    *folder,
                                      const ReelVideoFetcherLimits  *limits,
                                      GCancellable                  *cancellable,
                                      GError                       **error);
JsonNode *reel_video_source_ask_file (const char                    *path,
                                      ReelLocalJobKind               kind,
                                      ReelAnalyser                  *analyser,
                                      ReelEngine                    *engine,
                                      GCancellable                  *cancellable,
                                      GError                       **error);
JsonNode *reel_video_source_vectors  (GPtrArray                     *clips,
                                      guint                          dims);
JsonNode *reel_video_source_tags     (GPtrArray                     *clips);

G_END_DECLS
