/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue-saved.h"

G_BEGIN_DECLS

/*
 * The saved searches of a profile: a GListModel of ReelSavedSearch, in the order of saving. Used on the main thread only.
 * They come from the catalogue a moment after it is made, and each change goes there at once.
 */
#define REEL_TYPE_SAVED_SEARCHES (reel_saved_searches_get_type ())
G_DECLARE_FINAL_TYPE (ReelSavedSearches, reel_saved_searches, REEL, SAVED_SEARCHES, GObject)

ReelSavedSearches *reel_saved_searches_new           (ReelCatalogue     *catalogue,
                                                      const char        *profile);
ReelCatalogue     *reel_saved_searches_get_catalogue (ReelSavedSearches *self);
const char        *reel_saved_searches_get_profile   (ReelSavedSearches *self);
ReelSavedSearch   *reel_saved_searches_find          (ReelSavedSearches *self,
                                                      const char        *text,
                                                      const char        *collection_id);
gboolean           reel_saved_searches_contains      (ReelSavedSearches *self,
                                                      ReelSavedSearch   *search);
ReelSavedSearch   *reel_saved_searches_add           (ReelSavedSearches *self,
                                                      const char        *text,
                                                      const char        *collection_id);
void               reel_saved_searches_remove        (ReelSavedSearches *self,
                                                      ReelSavedSearch   *search);
/* What was removed comes back, with all that was known of it. */
void               reel_saved_searches_restore       (ReelSavedSearches *self,
                                                      ReelSavedSearch   *search);
void               reel_saved_searches_rename        (ReelSavedSearches *self,
                                                      ReelSavedSearch   *search,
                                                      const char        *name);
/* (element-type ReelHit): somebody looks at these */
void               reel_saved_searches_look          (ReelSavedSearches *self,
                                                      ReelSavedSearch   *search,
                                                      GPtrArray         *hits,
                                                      gboolean           complete);
/* (element-type ReelHit): these came, and nobody looks. @asked_of: what could be found when it was asked */
void               reel_saved_searches_note          (ReelSavedSearches *self,
                                                      ReelSavedSearch   *search,
                                                      GPtrArray         *hits,
                                                      GBytes            *asked_of);

G_END_DECLS
