/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"
#include "collections/reel-collection.h"
#include "library/reel-catalogue.h"

G_BEGIN_DECLS

/*
 * The collections of one profile: at first those that the catalogue remembers, then what the service says. A GListModel
 * of ReelCollection, in the order of their names; those that people do not want listed on this computer are in it too.
 */
#define REEL_TYPE_COLLECTION_LIST (reel_collection_list_get_type ())
G_DECLARE_FINAL_TYPE (ReelCollectionList, reel_collection_list, REEL, COLLECTION_LIST, GObject)

ReelCollectionList *reel_collection_list_new            (ReelCatalogue       *catalogue,
                                                         const char          *profile);
void                reel_collection_list_set_client     (ReelCollectionList  *self,
                                                         ReelClient          *client);
ReelCollection     *reel_collection_list_find           (ReelCollectionList  *self,
                                                         const char          *id_or_name);
guint               reel_collection_list_get_position   (ReelCollectionList  *self,
                                                         ReelCollection      *collection);
void                reel_collection_list_refresh_async  (ReelCollectionList  *self,
                                                         GCancellable        *cancellable,
                                                         GAsyncReadyCallback  callback,
                                                         gpointer             user_data);
gboolean            reel_collection_list_refresh_finish (ReelCollectionList  *self,
                                                         GAsyncResult        *result,
                                                         GError             **error);
void                reel_collection_list_create_async   (ReelCollectionList  *self,
                                                         const char          *name,
                                                         const char          *description,
                                                         GCancellable        *cancellable,
                                                         GAsyncReadyCallback  callback,
                                                         gpointer             user_data);
ReelCollection     *reel_collection_list_create_finish  (ReelCollectionList  *self,
                                                         GAsyncResult        *result,
                                                         GError             **error);

G_END_DECLS
