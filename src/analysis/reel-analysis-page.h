/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "analysis/reel-comparison.h"
#include "analysis/reel-video-analysis.h"

G_BEGIN_DECLS

/*
 * Group 'Analysis': what the service says of one video, by its address or of this computer, and texts to compare it with.
 * Property: files-refused (boolean, rw: the service is known for refusing files that are sent along). Signals:
 * "file-refused" and "file-taken": what the service did with a file now.
 */
#define REEL_TYPE_ANALYSIS_PAGE (reel_analysis_page_get_type ())
G_DECLARE_FINAL_TYPE (ReelAnalysisPage, reel_analysis_page, REEL, ANALYSIS_PAGE, AdwBin)

GtkWidget         *reel_analysis_page_new               (void);
void               reel_analysis_page_set_client        (ReelAnalysisPage *self,
                                                         ReelClient       *client);
void               reel_analysis_page_set_files_refused (ReelAnalysisPage *self,
                                                         gboolean          files_refused);
gboolean           reel_analysis_page_get_files_refused (ReelAnalysisPage *self);
void               reel_analysis_page_set_file          (ReelAnalysisPage *self,
                                                         GFile            *file,
                                                         const char       *name);
void               reel_analysis_page_set_address       (ReelAnalysisPage *self,
                                                         const char       *address);
void               reel_analysis_page_start             (ReelAnalysisPage *self);
ReelVideoAnalysis *reel_analysis_page_get_analysis      (ReelAnalysisPage *self);

G_END_DECLS
