/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"
#include "library/reel-watched-folder.h"

G_BEGIN_DECLS

/*
 * The catalogue's watched folders, and what was taken from each. Nothing of it is kept in memory here: who watches asks.
 * Errors are those of #ReelCatalogue.
 */

/* (element-type ReelWatchedFolder): in the order of adding. What was removed before is gone for good then. */
void               reel_catalogue_list_watched_async        (ReelCatalogue        *self,
                                                             const char           *profile,
                                                             GCancellable         *cancellable,
                                                             GAsyncReadyCallback   callback,
                                                             gpointer              user_data);
GPtrArray         *reel_catalogue_list_watched_finish       (ReelCatalogue        *self,
                                                             GAsyncResult         *result,
                                                             GError              **error);
void               reel_catalogue_add_watched_async         (ReelCatalogue        *self,
                                                             const char           *profile,
                                                             const char           *collection_id,
                                                             const char           *uri,
                                                             GCancellable         *cancellable,
                                                             GAsyncReadyCallback   callback,
                                                             gpointer              user_data);
ReelWatchedFolder *reel_catalogue_add_watched_finish        (ReelCatalogue        *self,
                                                             GAsyncResult         *result,
                                                             GError              **error);
/* Notes what people want of it now. One that is removed can be had back, with all that is known of its files, until the
 * folders are listed the next time. */
void               reel_catalogue_note_watched_async        (ReelCatalogue        *self,
                                                             gint64                row_id,
                                                             gboolean              paused,
                                                             gboolean              removed,
                                                             GCancellable         *cancellable,
                                                             GAsyncReadyCallback   callback,
                                                             gpointer              user_data);
gboolean           reel_catalogue_note_watched_finish       (ReelCatalogue        *self,
                                                             GAsyncResult         *result,
                                                             GError              **error);
/* (element-type ReelWatchedFile): what was taken from it */
void               reel_catalogue_list_watched_files_async  (ReelCatalogue        *self,
                                                             gint64                row_id,
                                                             GCancellable         *cancellable,
                                                             GAsyncReadyCallback   callback,
                                                             gpointer              user_data);
GPtrArray         *reel_catalogue_list_watched_files_finish (ReelCatalogue        *self,
                                                             GAsyncResult         *result,
                                                             GError              **error);
/* (element-type ReelWatchedFile): in one transaction, all or none */
void               reel_catalogue_note_watched_files_async  (ReelCatalogue        *self,
                                                             gint64                row_id,
                                                             GPtrArray            *files,
                                                             GCancellable         *cancellable,
                                                             GAsyncReadyCallback   callback,
                                                             gpointer              user_data);
gboolean           reel_catalogue_note_watched_files_finish (ReelCatalogue        *self,
                                                             GAsyncResult         *result,
                                                             GError              **error);
/* (element-type utf8): of the files that were taken, those that are there today. One that was nowhere for a year is
 * forgotten, so that it would be taken again if it came back. */
void               reel_catalogue_note_there_async          (ReelCatalogue        *self,
                                                             gint64                row_id,
                                                             GPtrArray            *uris,
                                                             GCancellable         *cancellable,
                                                             GAsyncReadyCallback   callback,
                                                             gpointer              user_data);
gboolean           reel_catalogue_note_there_finish         (ReelCatalogue        *self,
                                                             GAsyncResult         *result,
                                                             GError              **error);

G_END_DECLS
