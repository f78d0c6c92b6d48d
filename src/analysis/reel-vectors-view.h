/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "analysis/reel-comparison.h"
#include "analysis/reel-part-status.h"
#include "analysis/reel-video-analysis.h"

G_BEGIN_DECLS

/* The vectors that a service makes of a video, one at a time as a picture, and list 'Texts' of what it is compared with. */
#define REEL_TYPE_VECTORS_VIEW (reel_vectors_view_get_type ())
G_DECLARE_FINAL_TYPE (ReelVectorsView, reel_vectors_view, REEL, VECTORS_VIEW, AdwBin)

void            reel_vectors_view_set_models (ReelVectorsView   *self,
                                              ReelVideoAnalysis *analysis,
                                              ReelComparison    *comparison);
ReelPartStatus *reel_vectors_view_get_status (ReelVectorsView   *self);

G_END_DECLS
