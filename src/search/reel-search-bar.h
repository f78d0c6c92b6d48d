/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "search/reel-search-model.h"

G_BEGIN_DECLS

/*
 * The search entry, always visible, with the recent searches below it. Properties: model (ReelSearchModel, nullable, rw: its
 * text is shown, its state drives the progress, its catalogue has the recent searches).
 * Where the next question is asked stands in it, too, where shows-scope (boolean, rw) leaves it: a narrow window has no room.
 * Signals: "search" (text): Enter, or a recent search chosen. Whoever listens asks the model and shows the results.
 * "scope-chosen" (string, nullable): the id of a collection to search, NULL for all. Whoever listens tells the model.
 * "file-dropped" (GFile) and "texture-dropped" (GdkTexture): something to find similar clips of, where the model's service can.
 */
#define REEL_TYPE_SEARCH_BAR (reel_search_bar_get_type ())
G_DECLARE_FINAL_TYPE (ReelSearchBar, reel_search_bar, REEL, SEARCH_BAR, GtkWidget)

GtkWidget       *reel_search_bar_new       (void);
void             reel_search_bar_set_model (ReelSearchBar   *self,
                                            ReelSearchModel *model);
ReelSearchModel *reel_search_bar_get_model (ReelSearchBar   *self);
const char      *reel_search_bar_get_text  (ReelSearchBar   *self);
/* For Ctrl+F and /: puts the cursor into the entry with its text selected. */
void             reel_search_bar_begin     (ReelSearchBar   *self);

G_END_DECLS
