/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "collections/reel-collection-list.h"

G_BEGIN_DECLS

/*
 * The sidebar's list of collections, with 'All Collections' above them and the button 'New Collection'.
 * Property: selected (ReelCollection, nullable: all of them; notify).
 * Signals: "new-requested", "activated" (one was clicked, also the one selected already),
 * "files-dropped" (ReelCollection, GListModel of GFile); of a row's menu: "rename-requested" (ReelCollection),
 * "hide-requested" (ReelCollection, gboolean: or shown again), "forget-requested" (ReelCollection),
 * "watch-requested" (ReelCollection): a folder is to feed it.
 */
#define REEL_TYPE_COLLECTIONS_VIEW (reel_collections_view_get_type ())
G_DECLARE_FINAL_TYPE (ReelCollectionsView, reel_collections_view, REEL, COLLECTIONS_VIEW, AdwBin)

void            reel_collections_view_set_collections (ReelCollectionsView *self,
                                                       ReelCollectionList  *collections);
ReelCollection *reel_collections_view_get_selected    (ReelCollectionsView *self);
void            reel_collections_view_select          (ReelCollectionsView *self,
                                                       ReelCollection      *collection);
void            reel_collections_view_set_show_hidden (ReelCollectionsView *self,
                                                       gboolean             show_hidden);

G_END_DECLS
