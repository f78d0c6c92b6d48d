/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "uploads/reel-folder-scan.h"
#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/* What comes into the queue from watched folders. Nobody asked for any one of these files, and so nobody is told of one that
 * the collection has already. */

/* (element-type ReelFolderFind): ends when all are in the catalogue; how many rows are new */
void reel_upload_queue_add_finds_async  (ReelUploadQueue      *self,
                                         const char           *collection_id,
                                         GPtrArray            *finds,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
int  reel_upload_queue_add_finds_finish (ReelUploadQueue      *self,
                                         GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
