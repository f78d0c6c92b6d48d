/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "library/reel-saved-search.h"

G_BEGIN_DECLS

/* A saved search in the sidebar: what it is called, where it looks, and how much is new. */
#define REEL_TYPE_SAVED_ROW (reel_saved_row_get_type ())
G_DECLARE_FINAL_TYPE (ReelSavedRow, reel_saved_row, REEL, SAVED_ROW, GtkListBoxRow)

GtkWidget       *reel_saved_row_new        (ReelSavedSearch *search);
ReelSavedSearch *reel_saved_row_get_search (ReelSavedRow    *self);
void             reel_saved_row_set_scope  (ReelSavedRow    *self,
                                            const char      *scope);

G_END_DECLS
