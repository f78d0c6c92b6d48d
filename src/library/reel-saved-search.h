/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A search that people keep, and what of its hits they have seen. Used on the main thread only. Properties: text (string),
 * collection-id (string, nullable: all collections), both construct-only; and with notify, read-only: name (string, nullable:
 * what people call it), n-new (uint: hits that nobody has looked at yet), asked (int64: when the service was last asked, in
 * Unix seconds; 0: never).
 *
 * What the bytes are is the affair of who asks, see search/reel-seen-hits.c and search/reel-scope-videos.c.
 */
#define REEL_TYPE_SAVED_SEARCH (reel_saved_search_get_type ())
G_DECLARE_FINAL_TYPE (ReelSavedSearch, reel_saved_search, REEL, SAVED_SEARCH, GObject)

ReelSavedSearch *reel_saved_search_new               (const char      *text,
                                                      const char      *collection_id,
                                                      gint64           saved);
const char      *reel_saved_search_get_text          (ReelSavedSearch *self);
const char      *reel_saved_search_get_collection_id (ReelSavedSearch *self);
gint64           reel_saved_search_get_saved         (ReelSavedSearch *self);
const char      *reel_saved_search_get_name          (ReelSavedSearch *self);
const char      *reel_saved_search_get_shown_name    (ReelSavedSearch *self);
void             reel_saved_search_set_name          (ReelSavedSearch *self,
                                                      const char      *name);
guint            reel_saved_search_get_n_new         (ReelSavedSearch *self);
gint64           reel_saved_search_get_looked        (ReelSavedSearch *self);
gint64           reel_saved_search_get_asked         (ReelSavedSearch *self);
GBytes          *reel_saved_search_get_seen          (ReelSavedSearch *self);
GBytes          *reel_saved_search_get_known         (ReelSavedSearch *self);
GBytes          *reel_saved_search_get_asked_of      (ReelSavedSearch *self);
/* Somebody looked at its hits. */
void             reel_saved_search_set_looked        (ReelSavedSearch *self,
                                                      gint64           when,
                                                      GBytes          *seen,
                                                      GBytes          *known);
/* It was asked, and nobody has looked. */
void             reel_saved_search_set_asked         (ReelSavedSearch *self,
                                                      gint64           when,
                                                      guint            n_new,
                                                      GBytes          *asked_of);

G_END_DECLS
