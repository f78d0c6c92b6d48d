/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "api/reel-client.h"
#include "library/reel-catalogue.h"

G_BEGIN_DECLS

/*
 * Brings the catalogue's videos of one profile to the service: expands folders, probes, sends, waits for the indexing.
 * A GListModel of ReelVideo: what is not yet Ready, and what became Ready in this run until it is cleared.
 * Properties: client (rw, nullable: without it jobs wait), paused (boolean), n-total, n-finished, n-active, n-failed
 * (uint), time-left (double, s, -1 unknown), fraction (double 0…1).
 * Signal "refused" (GFile, char *reason): a file that was not taken at all.
 */
#define REEL_TYPE_UPLOAD_QUEUE (reel_upload_queue_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadQueue, reel_upload_queue, REEL, UPLOAD_QUEUE, GObject)

ReelUploadQueue *reel_upload_queue_new            (ReelCatalogue *catalogue, const char *profile);
void             reel_upload_queue_set_client     (ReelUploadQueue *self, ReelClient *client);
/* Files and folders (searched recursively for videos). Ends when all are in the catalogue; the count of the added ones. */
void             reel_upload_queue_add_async      (ReelUploadQueue *self, const char *collection_id, GListModel *files, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
int              reel_upload_queue_add_finish     (ReelUploadQueue *self, GAsyncResult *result, GError **error);
void             reel_upload_queue_set_paused     (ReelUploadQueue *self, gboolean paused);
void             reel_upload_queue_pause          (ReelUploadQueue *self, ReelVideo *video);
void             reel_upload_queue_resume         (ReelUploadQueue *self, ReelVideo *video);
void             reel_upload_queue_retry          (ReelUploadQueue *self, ReelVideo *video);
void             reel_upload_queue_retry_failed   (ReelUploadQueue *self);
void             reel_upload_queue_cancel         (ReelUploadQueue *self, ReelVideo *video);
void             reel_upload_queue_clear_finished (ReelUploadQueue *self);

G_END_DECLS
