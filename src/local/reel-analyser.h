/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-video-analyser.h"

G_BEGIN_DECLS

/*
 * Analyses videos, each in a process of its own that can do nothing but that (reel-worker.c): a video that makes a decoder
 * crash, hang or take too much memory fails, and nothing else. From any thread; several may run at a time.
 */
#define REEL_TYPE_ANALYSER (reel_analyser_get_type ())
G_DECLARE_FINAL_TYPE (ReelAnalyser, reel_analyser, REEL, ANALYSER, GObject)

/**
 * ReelAnalyserUse:
 * @REEL_ANALYSER_ALONE: nobody seems to be at the computer: workers have all their threads
 * @REEL_ANALYSER_BESIDE: somebody works at it: half of them, one at least
 * @REEL_ANALYSER_BUSY: what somebody does must not falter, such as to watch a video: a quarter, one at least
 *
 * What else the computer is used for.
 */
typedef enum
{
  REEL_ANALYSER_ALONE,
  REEL_ANALYSER_BESIDE,
  REEL_ANALYSER_BUSY,
} ReelAnalyserUse;

/* Threads of a worker. */
#define REEL_ANALYSER_MOST_THREADS 64

ReelAnalyser *reel_analyser_new                  (const char            *program);
void          reel_analyser_set_limits           (ReelAnalyser          *self,
                                                  guint                  patience,
                                                  guint64                memory);
void          reel_analyser_set_threads          (ReelAnalyser          *self,
                                                  guint                  n_threads);
guint         reel_analyser_get_threads          (ReelAnalyser          *self);
void          reel_analyser_set_use              (ReelAnalyser          *self,
                                                  ReelAnalyserUse        use);
guint         reel_analyser_get_threads_now      (ReelAnalyser          *self);
void          reel_analyser_set_power            (ReelAnalyser          *self,
                                                  const char            *folder,
                                                  guint                  interval);
gboolean      reel_analyser_is_paused            (ReelAnalyser          *self);
void          reel_analyser_set_pause_on_battery (ReelAnalyser          *self,
                                                  gboolean               pause);
gboolean      reel_analyser_get_pause_on_battery (ReelAnalyser          *self);
GPtrArray    *reel_analyser_run                  (ReelAnalyser          *self,
                                                  ReelEngine            *engine,
                                                  const char            *uri,
                                                  ReelAnalysisDepth      depth,
                                                  ReelAnalysisProgress   progress,
                                                  gpointer               progress_data,
                                                  GCancellable          *cancellable,
                                                  GError               **error);
GPtrArray    *reel_analyser_run_frames           (ReelAnalyser          *self,
                                                  ReelEngine            *engine,
                                                  const char            *path,
                                                  const ReelRawFrames   *frames,
                                                  GCancellable          *cancellable,
                                                  GError               **error);

G_END_DECLS
