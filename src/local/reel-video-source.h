/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/reel-engine.h"
#include "local/reel-analyser.h"
#include "local/reel-local-store.h"
#include "local/reel-video-fetcher.h"

G_BEGIN_DECLS

/* Questions about one video that belongs to no collection: at a URL, in a file, or as frames. All of it for worker threads. */

GPtrArray *reel_video_source_look_at_url    (const char                    *url,
                                             ReelAnalyser                  *analyser,
                                             ReelEngine                    *engine,
                                             const char                    *folder,
                                             const ReelVideoFetcherLimits  *limits,
                                             GCancellable                  *cancellable,
                                             GError                       **error);
GPtrArray *reel_video_source_look_at_file   (const char                    *path,
                                             ReelAnalyser                  *analyser,
                                             ReelEngine                    *engine,
                                             GCancellable                  *cancellable,
                                             GError                       **error);
GPtrArray *reel_video_source_look_at_frames (const char                    *path,
                                             const ReelRawFrames           *frames,
                                             ReelAnalyser                  *analyser,
                                             ReelEngine                    *engine,
                                             GCancellable                  *cancellable,
                                             GError                       **error);

/* What is said of it. */
void       reel_video_source_add_vector     (JsonBuilder                   *builder,
                                             const float                   *vector,
                                             guint                          dims);
JsonNode  *reel_video_source_vectors        (GPtrArray                     *clips,
                                             guint                          dims);
JsonNode  *reel_video_source_vector         (GPtrArray                     *clips,
                                             guint                          dims);
JsonNode  *reel_video_source_tags           (GPtrArray                     *clips);

G_END_DECLS
