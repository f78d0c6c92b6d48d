/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "search/reel-hit-view.h"
#include "search/reel-search-model.h"

G_BEGIN_DECLS

/*
 * What stands above the hits: how many there are, and what is seen of them: the cut-off, filters, order, grid or groups.
 * Properties: model (ReelSearchModel, nullable, rw), view (ReelHitView, nullable, rw), grouped (boolean, rw, with notify).
 */
#define REEL_TYPE_RESULTS_BAR (reel_results_bar_get_type ())
G_DECLARE_FINAL_TYPE (ReelResultsBar, reel_results_bar, REEL, RESULTS_BAR, GtkWidget)

void     reel_results_bar_set_model   (ReelResultsBar  *self,
                                       ReelSearchModel *model);
void     reel_results_bar_set_view    (ReelResultsBar  *self,
                                       ReelHitView     *view);
gboolean reel_results_bar_get_grouped (ReelResultsBar  *self);

G_END_DECLS
