/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "search/reel-search-model.h"

G_BEGIN_DECLS

/*
 * 'in: Dogs ▾': says where the next question of a search model is asked, and lists the collections to choose another one. Not
 * to be seen while there are none.
 * Signal: "chosen" (string, nullable): the id of a collection, %NULL for all. Whoever listens tells the model.
 */
#define REEL_TYPE_SCOPE_BUTTON (reel_scope_button_get_type ())
G_DECLARE_FINAL_TYPE (ReelScopeButton, reel_scope_button, REEL, SCOPE_BUTTON, GtkWidget)

GtkWidget *reel_scope_button_new       (void);
void       reel_scope_button_set_model (ReelScopeButton *self,
                                        ReelSearchModel *model);

G_END_DECLS
