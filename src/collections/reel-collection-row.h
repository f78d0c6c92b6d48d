/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "collections/reel-collection.h"

G_BEGIN_DECLS

/*
 * A collection in the sidebar: its name and how many videos it has. Takes files that are dropped on it.
 * Signal "files-dropped" (GListModel of GFile).
 */
#define REEL_TYPE_COLLECTION_ROW (reel_collection_row_get_type ())
G_DECLARE_FINAL_TYPE (ReelCollectionRow, reel_collection_row, REEL, COLLECTION_ROW, GtkListBoxRow)

GtkWidget      *reel_collection_row_new            (ReelCollection    *collection);
ReelCollection *reel_collection_row_get_collection (ReelCollectionRow *self);

G_END_DECLS
