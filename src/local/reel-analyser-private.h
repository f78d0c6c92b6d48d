/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-analyser.h"

G_BEGIN_DECLS

struct _ReelAnalyser
{
  GObject parent_instance;

  char *program; /* (owned) (nullable) */

  /* under the lock */
  GMutex lock;
  GPtrArray *wires; /* (owned) (element-type ReelWire): of the workers that run; borrowed from them */
  guint patience;   /* seconds */
  guint64 memory;   /* bytes */
  guint n_threads;  /* 0 for as many as is good */
  ReelAnalyserUse use;
  gboolean pause_on_battery;
  char *power_folder;    /* (owned) */
  gint64 power_interval; /* microseconds between two looks at the battery */
  guint n_paused;        /* workers that wait for the computer to be plugged in */
  gboolean walls_told;
};

guint      reel_analyser_count_threads (ReelAnalyser          *self);
GPtrArray *reel_analyser_run_in_worker (ReelAnalyser          *self,
                                        ReelEngine            *engine,
                                        const char *const     *recipe,
                                        const char            *uri,
                                        ReelAnalysisDepth      depth,
                                        ReelAnalysisProgress   progress,
                                        gpointer               progress_data,
                                        GCancellable          *cancellable,
                                        GError               **error);
GPtrArray *reel_analyser_run_frames_in_worker (ReelAnalyser         *self,
                                               ReelEngine           *engine,
                                               const char *const    *recipe,
                                               const char           *path,
                                               const ReelRawFrames  *frames,
                                               GCancellable         *cancellable,
                                               GError              **error);

G_END_DECLS
