/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/reel-analysis-journal.h"
#include "analysis/reel-analysis-part.h"

G_BEGIN_DECLS

/*
 * What a service says of one video: its tags and its vectors, each a part that runs and fails by itself. Used on the main
 * thread only. Properties, all with notify:
 *   client (ReelClient, nullable, rw), input (ReelVideoInput, nullable, ro), name (string, nullable, ro: of the video, for
 *   people), running (boolean, ro: one part at least is under way).
 * Another video or another service cancels what is under way and forgets the results. With a journal a job that a service
 * has is waited for again when its client comes back, in another run of the program, too; what is cancelled is not.
 */
#define REEL_TYPE_VIDEO_ANALYSIS (reel_video_analysis_get_type ())
G_DECLARE_FINAL_TYPE (ReelVideoAnalysis, reel_video_analysis, REEL, VIDEO_ANALYSIS, GObject)

ReelVideoAnalysis *reel_video_analysis_new         (void);
void               reel_video_analysis_set_client  (ReelVideoAnalysis    *self,
                                                    ReelClient           *client);
ReelClient        *reel_video_analysis_get_client  (ReelVideoAnalysis    *self);
gboolean           reel_video_analysis_has_journal (ReelVideoAnalysis    *self);
void               reel_video_analysis_set_journal (ReelVideoAnalysis    *self,
                                                    ReelAnalysisJournal  *journal);
void               reel_video_analysis_set_input   (ReelVideoAnalysis    *self,
                                                    ReelVideoInput       *input,
                                                    const char           *name);
ReelVideoInput    *reel_video_analysis_get_input   (ReelVideoAnalysis    *self);
const char        *reel_video_analysis_get_name    (ReelVideoAnalysis    *self);
gboolean           reel_video_analysis_get_running (ReelVideoAnalysis    *self);
ReelAnalysisPart  *reel_video_analysis_get_part    (ReelVideoAnalysis    *self,
                                                    ReelAnalysisPartKind  kind);
void               reel_video_analysis_start       (ReelVideoAnalysis    *self);
void               reel_video_analysis_start_part  (ReelVideoAnalysis    *self,
                                                    ReelAnalysisPartKind  kind);
void               reel_video_analysis_cancel      (ReelVideoAnalysis    *self);

G_END_DECLS
