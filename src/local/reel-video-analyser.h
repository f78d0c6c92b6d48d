/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"
#include "local/reel-clip.h"
#include "local/reel-raw-frames.h"

G_BEGIN_DECLS

/**
 * ReelAnalysisDepth:
 * @REEL_ANALYSIS_QUICK: key frames alone, and a glance at each clip: seconds for an hour of video. Clips end 6 s after a key
 *   frame at the latest, so that there may be gaps between them
 * @REEL_ANALYSIS_FULL: all that can be told
 */
typedef enum
{
  REEL_ANALYSIS_QUICK,
  REEL_ANALYSIS_FULL,
} ReelAnalysisDepth;

/* @fraction: 0…1 of the video's length, really decoded; called on the analysing thread, about ten times a second at most */
typedef void (*ReelAnalysisProgress) (double fraction, gpointer user_data);

/* @clip: (transfer full): the next one; on the analysing thread */
typedef void (*ReelAnalysisTake) (ReelClip *clip, gpointer user_data);

/* Called on the analysing thread, often: it goes on, even where nobody can say how far it is. */
typedef void (*ReelAnalysisAlive) (gpointer user_data);

/**
 * ReelVideoAnalysis:
 * @fd: the file, open for reading; the analysis closes it
 * @name: what people call the file
 * @depth: how well to look
 * @frames: (nullable): where the file is not a video but these frames
 * @n_threads: (nullable): how many threads look at clips, 1 at least; read again for each clip, atomically. %NULL for one
 * @take: takes the clips, in the order of time
 * @progress: (nullable): as for reel_video_analyser_run()
 * @alive: (nullable): told that it goes on
 * @user_data: for all of them
 *
 * What is to be analysed, and who is told of it. Everything is borrowed.
 */
typedef struct
{
  int fd;
  const char *name;
  ReelAnalysisDepth depth;
  const ReelRawFrames *frames;
  const int *n_threads;
  ReelAnalysisTake take;
  ReelAnalysisProgress progress;
  ReelAnalysisAlive alive;
  gpointer user_data;
} ReelVideoAnalysis;

/* In the process that calls it: what a worker does, and tests. The service has ReelAnalyser. */
GPtrArray *reel_video_analyser_run    (ReelEngine               *engine,
                                       const char               *uri,
                                       ReelAnalysisDepth         depth,
                                       ReelAnalysisProgress      progress,
                                       gpointer                  progress_data,
                                       GCancellable             *cancellable,
                                       GError                  **error);
GPtrArray *reel_video_analyser_run_frames (ReelEngine           *engine,
                                       const char               *path,
                                       const ReelRawFrames      *frames,
                                       GCancellable             *cancellable,
                                       GError                  **error);
gboolean   reel_video_analyser_run_fd (ReelEngine               *engine,
                                       const ReelVideoAnalysis  *what,
                                       GCancellable             *cancellable,
                                       GError                  **error);

G_END_DECLS
