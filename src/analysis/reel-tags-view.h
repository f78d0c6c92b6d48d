/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "analysis/reel-part-status.h"
#include "analysis/reel-video-analysis.h"

G_BEGIN_DECLS

/* What a service says of a video: list 'Tags', a row for each category, and the reply as it came. */
#define REEL_TYPE_TAGS_VIEW (reel_tags_view_get_type ())
G_DECLARE_FINAL_TYPE (ReelTagsView, reel_tags_view, REEL, TAGS_VIEW, AdwBin)

void            reel_tags_view_set_analysis (ReelTagsView      *self,
                                             ReelVideoAnalysis *analysis);
ReelPartStatus *reel_tags_view_get_status   (ReelTagsView      *self);

G_END_DECLS
