/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "search/reel-search-model.h"

G_BEGIN_DECLS

/*
 * The star beside the search entry: whether the search that was asked last is saved. Signals, when somebody presses it:
 * "save-requested", "remove-requested" (ReelSavedSearch).
 */
#define REEL_TYPE_SAVE_BUTTON (reel_save_button_get_type ())
G_DECLARE_FINAL_TYPE (ReelSaveButton, reel_save_button, REEL, SAVE_BUTTON, GtkToggleButton)

GtkWidget *reel_save_button_new       (void);
void       reel_save_button_set_model (ReelSaveButton  *self,
                                       ReelSearchModel *model);

G_END_DECLS
