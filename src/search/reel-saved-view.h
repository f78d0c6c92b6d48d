/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "search/reel-saved-searches.h"

G_BEGIN_DECLS

/*
 * The sidebar's list of saved searches, not to be seen while there is none. Signals, each with a ReelSavedSearch:
 * "activated"; of a row's menu, or F2 and Delete: "rename-requested", "remove-requested".
 */
#define REEL_TYPE_SAVED_VIEW (reel_saved_view_get_type ())
G_DECLARE_FINAL_TYPE (ReelSavedView, reel_saved_view, REEL, SAVED_VIEW, AdwBin)

GtkWidget *reel_saved_view_new          (void);
void       reel_saved_view_set_searches (ReelSavedView     *self,
                                         ReelSavedSearches *searches);

G_END_DECLS
