/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "collections/reel-collection-list.h"
#include "uploads/reel-folder-watches.h"

G_BEGIN_DECLS

/*
 * A watched folder: where it leads, how it is, a switch that pauses it, and a menu.
 * Signals: "pause-requested" (gboolean), "remove-requested".
 */
#define REEL_TYPE_WATCHED_FOLDER_ROW (reel_watched_folder_row_get_type ())
G_DECLARE_FINAL_TYPE (ReelWatchedFolderRow, reel_watched_folder_row, REEL, WATCHED_FOLDER_ROW, AdwActionRow)

GtkWidget       *reel_watched_folder_row_new       (ReelFolderWatch      *watch,
                                                    ReelCollectionList   *collections);
ReelFolderWatch *reel_watched_folder_row_get_watch (ReelWatchedFolderRow *self);

G_END_DECLS
