/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/reel-analysis-part.h"

G_BEGIN_DECLS

/*
 * The jobs that services are at for us, on disk, so that a result that was paid for is asked after when the program starts
 * again: one of each kind for each service, by the service's address. Used on the main thread only.
 * Properties: path (construct-only string: the file, read and written on worker threads), idle (boolean, notifies: what was
 * noted is on disk).
 * Signal: "loaded": what the file has is there, once.
 */
#define REEL_TYPE_ANALYSIS_JOURNAL (reel_analysis_journal_get_type ())
G_DECLARE_FINAL_TYPE (ReelAnalysisJournal, reel_analysis_journal, REEL, ANALYSIS_JOURNAL, GObject)

ReelAnalysisJournal *reel_analysis_journal_new      (const char            *path);
gboolean             reel_analysis_journal_get_idle (ReelAnalysisJournal   *self);
void                 reel_analysis_journal_note     (ReelAnalysisJournal   *self,
                                                     const char            *service,
                                                     ReelAnalysisPartKind   kind,
                                                     const char            *request_id,
                                                     ReelVideoInput        *video,
                                                     const char            *name);
void                 reel_analysis_journal_forget   (ReelAnalysisJournal   *self,
                                                     const char            *service,
                                                     ReelAnalysisPartKind   kind);
const char          *reel_analysis_journal_find     (ReelAnalysisJournal   *self,
                                                     const char            *service,
                                                     ReelAnalysisPartKind   kind,
                                                     ReelVideoInput       **video,
                                                     const char           **name);

G_END_DECLS
