/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "search/reel-hit.h"

G_BEGIN_DECLS

/*
 * Some hits of a list as a list of their own, selected in the one as in the other: what a strip of one video's hits selects
 * with. The hits say themselves where they stand in the whole list. Construct-only: hits (GListModel of ReelHit), selection
 * (GtkSelectionModel of a ReelHitView).
 */
#define REEL_TYPE_STRIP_SELECTION (reel_strip_selection_get_type ())
G_DECLARE_FINAL_TYPE (ReelStripSelection, reel_strip_selection, REEL, STRIP_SELECTION, GObject)

ReelStripSelection *reel_strip_selection_new (GListModel        *hits,
                                              GtkSelectionModel *selection);

G_END_DECLS
