/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * A collection of videos, as the sidebar shows it. Properties: id (construct-only), name (for people: what they call it on
 * this computer, else the service's), description (nullable), n-videos (uint: how many of its videos the catalogue knows),
 * service-name, hidden (boolean: people do not want it listed on this computer), n-watched (uint: how many folders feed it).
 */
#define REEL_TYPE_COLLECTION (reel_collection_get_type ())
G_DECLARE_FINAL_TYPE (ReelCollection, reel_collection, REEL, COLLECTION, GObject)

ReelCollection *reel_collection_new              (const char     *id,
                                                  const char     *name,
                                                  const char     *description);
const char     *reel_collection_get_id           (ReelCollection *self);
const char     *reel_collection_get_name         (ReelCollection *self);
const char     *reel_collection_get_service_name (ReelCollection *self);
const char     *reel_collection_get_local_name   (ReelCollection *self);
const char     *reel_collection_get_description  (ReelCollection *self);
guint           reel_collection_get_n_videos     (ReelCollection *self);
gboolean        reel_collection_get_hidden       (ReelCollection *self);
guint           reel_collection_get_n_watched    (ReelCollection *self);
void            reel_collection_set_name         (ReelCollection *self,
                                                  const char     *name);
void            reel_collection_set_n_videos     (ReelCollection *self,
                                                  guint           n_videos);
void            reel_collection_set_n_watched    (ReelCollection *self,
                                                  guint           n_watched);
void            reel_collection_set_local        (ReelCollection *self,
                                                  const char     *local_name,
                                                  gboolean        hidden);

G_END_DECLS
