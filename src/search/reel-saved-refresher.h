/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"
#include "api/reel-network-state.h"
#include "search/reel-saved-searches.h"

G_BEGIN_DECLS

/*
 * Asks saved searches again while nobody waits, so that the sidebar says what is new. Used on the main thread only.
 */
#define REEL_TYPE_SAVED_REFRESHER (reel_saved_refresher_get_type ())
G_DECLARE_FINAL_TYPE (ReelSavedRefresher, reel_saved_refresher, REEL, SAVED_REFRESHER, GObject)

ReelSavedRefresher *reel_saved_refresher_new        (ReelSavedSearches  *searches,
                                                     ReelNetworkState   *network,
                                                     guint               pause);
void                reel_saved_refresher_set_client (ReelSavedRefresher *self,
                                                     ReelClient         *client);
void                reel_saved_refresher_look       (ReelSavedRefresher *self);

G_END_DECLS
