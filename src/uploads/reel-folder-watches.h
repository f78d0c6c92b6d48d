/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "uploads/reel-folder-watch.h"

G_BEGIN_DECLS

/*
 * All watched folders of one profile: a GListModel of ReelFolderWatch, in the order of adding, each at work for as long as
 * this lives and is not closed.
 * Signals: "failed" (string): the folders could not be read from the catalogue, or what was done to one not be noted; why.
 */
#define REEL_TYPE_FOLDER_WATCHES (reel_folder_watches_get_type ())
G_DECLARE_FINAL_TYPE (ReelFolderWatches, reel_folder_watches, REEL, FOLDER_WATCHES, GObject)

ReelFolderWatches *reel_folder_watches_new         (ReelCatalogue        *catalogue,
                                                    ReelUploadQueue      *queue,
                                                    const char           *profile,
                                                    const ReelFolderPace *pace);
/* Leaves all folders alone, for good. */
void               reel_folder_watches_close       (ReelFolderWatches    *self);
/* Why @folder can't feed the collection; %NULL where it can. */
char              *reel_folder_watches_dup_refusal (ReelFolderWatches    *self,
                                                    const char           *collection_id,
                                                    GFile                *folder);
void               reel_folder_watches_add_async   (ReelFolderWatches    *self,
                                                    const char           *collection_id,
                                                    GFile                *folder,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
ReelFolderWatch   *reel_folder_watches_add_finish  (ReelFolderWatches    *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
/* Neither files nor what was sent are touched. Can be undone in this run. */
void               reel_folder_watches_remove      (ReelFolderWatches    *self,
                                                    ReelFolderWatch      *watch);
void               reel_folder_watches_restore     (ReelFolderWatches    *self,
                                                    ReelFolderWatch      *watch);
void               reel_folder_watches_set_paused  (ReelFolderWatches    *self,
                                                    ReelFolderWatch      *watch,
                                                    gboolean              paused);
/* (array zero-terminated=1): the collections that the service has */
void               reel_folder_watches_set_known   (ReelFolderWatches    *self,
                                                    const char * const   *collection_ids);
guint              reel_folder_watches_count       (ReelFolderWatches    *self,
                                                    const char           *collection_id);
/* Whether @uri lies in a folder that feeds the collection. */
gboolean           reel_folder_watches_cover       (ReelFolderWatches    *self,
                                                    const char           *collection_id,
                                                    const char           *uri);

G_END_DECLS
