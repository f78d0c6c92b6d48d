/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/reel-frame-grabber.h"
#include "search/reel-hit-view.h"
#include "search/reel-search-model.h"

G_BEGIN_DECLS

/*
 * The hits of a search as a grid or by video, and what to say while there are none. Properties: model (ReelSearchModel, nullable, rw),
 * grabber (ReelFrameGrabber, nullable, rw), selected-hit (ReelHit, nullable, ro: where one alone is
 * selected).
 * Signals: "hit-selected" (ReelHit): a click, or the arrow keys; "hit-activated" (ReelHit): double click, Enter, space;
 * of a hit's menu "export-requested" (ReelHit, boolean: instantly), "similar-requested" (ReelHit: only where the service
 * finds what looks alike), "show-requested" (ReelHit) and
 * "copy-timecode-requested" (ReelHit).
 */
#define REEL_TYPE_RESULTS_PAGE (reel_results_page_get_type ())
G_DECLARE_FINAL_TYPE (ReelResultsPage, reel_results_page, REEL, RESULTS_PAGE, GtkWidget)

GtkWidget       *reel_results_page_new               (void);
void             reel_results_page_set_model         (ReelResultsPage  *self,
                                                      ReelSearchModel  *model);
ReelSearchModel *reel_results_page_get_model         (ReelResultsPage  *self);
void             reel_results_page_set_grabber       (ReelResultsPage  *self,
                                                      ReelFrameGrabber *grabber);
ReelHit         *reel_results_page_get_selected_hit  (ReelResultsPage  *self);
GPtrArray       *reel_results_page_get_selected      (ReelResultsPage  *self);
ReelHitView     *reel_results_page_get_view          (ReelResultsPage  *self);
void             reel_results_page_set_grouped       (ReelResultsPage  *self,
                                                      gboolean          grouped);
/* Of the order in which they are shown. */
ReelHit         *reel_results_page_get_shown         (ReelResultsPage  *self,
                                                      guint             position);
/* Each selects, shows and activates. %FALSE where there is no such hit. The position is for the action play-hit. */
gboolean         reel_results_page_activate_hit      (ReelResultsPage  *self,
                                                      ReelHit          *hit);
gboolean         reel_results_page_activate_neighbour (ReelResultsPage *self,
                                                      gboolean          next);
gboolean         reel_results_page_activate_position (ReelResultsPage  *self,
                                                      guint             position);

G_END_DECLS
