/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "api/reel-client.h"
#include "api/reel-network-state.h"
#include "library/reel-catalogue.h"

G_BEGIN_DECLS

/*
 * Brings the catalogue's videos of one profile to the service: expands folders, probes, sends, waits for the indexing.
 * A GListModel of ReelVideo: what is not yet Ready, and what became Ready in this run until it is cleared.
 * Properties: profile (string, construct-only), client (rw, nullable: without it jobs wait), paused (boolean: what is
 * added now begins as Paused), n-total (without the cancelled ones), n-finished (Ready), n-active (Preparing to
 * Processing), n-failed (uint), time-left (double, s, of all that is sent or waits, -1 unknown), fraction (double 0…1),
 * can-pause, can-resume, can-clear (boolean: whether there is anything that Pause All, Resume All, Clear Finished would do
 * something to), bytes-total (uint64, without those that failed), bytes-sent (uint64), speed (double, bytes/s), busy
 * (boolean: something goes on or waits for its turn), uploading (boolean: bytes go out, or a smaller copy is made),
 * key-refused (boolean: nothing is sent until there is a key), n-choosing (uint: those that wait until somebody has chosen
 * how to send them), advised-size (uint64, rw, bytes of a video; 0 for any), over-advised (uint, rw, ReelVideoChoice:
 * what becomes of larger ones), keep-proxies (boolean, rw: whether smaller copies stay when they have been sent), proxies
 * (string, construct-only, nullable: the folder for them; without one nothing is asked and none made), service-name
 * (string, nullable, rw: what people call the service), network (ReelNetworkState, rw, nullable), wait (uint, a
 * ReelNetworkWait: what of the network keeps something from being sent), held-until (int64, Unix seconds: nothing is sent
 * before, as the service failed too often, or asks for it; 0: not held), held-why (string, nullable: a sentence for people).
 * Their notifications, beside those of what was just set, come at most ten times a second.
 *
 * What a person drops a second time is not there twice: a file whose URI or whose content the collection has already is
 * refused, unless that row is Failed or Cancelled: then it is tried again. A file of the same name and another size is
 * another file.
 *
 * The rows are worked on in their order, which people change and which survives a restart. What is tried again by itself
 * after a fault of its own goes behind all others.
 *
 * A file whose content a row has that is no longer where it was is that file, moved: the row is relinked, and nothing sent.
 *
 * Signals:
 *   "refused" (GFile, char *reason, char *collection_id): a file or folder that was not taken at all, or not all of it; the
 *     reason is a sentence for people; collection_id (nullable) is set where the collection has it already, so that one can
 *     insist on it
 *   "relinked" (ReelVideo): its file was found at another place
 */
#define REEL_TYPE_UPLOAD_QUEUE (reel_upload_queue_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadQueue, reel_upload_queue, REEL, UPLOAD_QUEUE, GObject)

/**
 * ReelUploadLarge:
 * @n: how many videos wait until somebody has chosen how to send them
 * @size: bytes of them
 * @n_proxies: of how many smaller copies can be made
 * @n_unknown: of how many of those it is not known how large they will be
 * @proxies_size: bytes that the others will have together, as predicted
 */
typedef struct
{
  guint n;
  guint64 size;
  guint n_proxies, n_unknown;
  guint64 proxies_size;
} ReelUploadLarge;

/* Whether nobody is to be told that the collection has the content of @video already. */
typedef gboolean (*ReelUploadQuietFunc) (ReelVideo *video,
                                         gpointer   data);

ReelUploadQueue *reel_upload_queue_new            (ReelCatalogue        *catalogue,
                                                   const char           *profile);
void             reel_upload_queue_set_client     (ReelUploadQueue      *self,
                                                   ReelClient           *client);
void             reel_upload_queue_set_network     (ReelUploadQueue      *self,
                                                   ReelNetworkState     *network);
/* Although the network is metered. */
void             reel_upload_queue_send_anyway     (ReelUploadQueue      *self);
/* Although the service asks to wait, or had too many faults. */
void             reel_upload_queue_try_now         (ReelUploadQueue      *self);
/* Files and folders (searched recursively for videos). Ends when all are in the catalogue; the count of the added ones. */
void             reel_upload_queue_add_async      (ReelUploadQueue      *self,
                                                   const char           *collection_id,
                                                   GListModel           *files,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
int              reel_upload_queue_add_finish     (ReelUploadQueue      *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
/* (element-type GFile): sends what was refused as already there. */
void             reel_upload_queue_insist         (ReelUploadQueue      *self,
                                                  const char           *collection_id,
                                                  GPtrArray            *files);
/* Pauses, or resumes, all. */
void             reel_upload_queue_set_paused     (ReelUploadQueue      *self,
                                                   gboolean              paused);
void             reel_upload_queue_pause          (ReelUploadQueue      *self,
                                                   ReelVideo            *video);
void             reel_upload_queue_resume         (ReelUploadQueue      *self,
                                                   ReelVideo            *video);
void             reel_upload_queue_retry          (ReelUploadQueue      *self,
                                                   ReelVideo            *video);
void             reel_upload_queue_retry_failed   (ReelUploadQueue      *self);
void             reel_upload_queue_cancel         (ReelUploadQueue      *self,
                                                   ReelVideo            *video);
void             reel_upload_queue_cancel_all     (ReelUploadQueue      *self);
/* Before or behind another row. */
void             reel_upload_queue_move           (ReelUploadQueue      *self,
                                                   ReelVideo            *video,
                                                   ReelVideo            *other,
                                                   gboolean              behind);
/* Before all others that wait. */
void             reel_upload_queue_send_next      (ReelUploadQueue      *self,
                                                   ReelVideo            *video);
/* reel-upload-queue-proxy.c: of what is larger than the service advises. */
void             reel_upload_queue_choose         (ReelUploadQueue      *self,
                                                   ReelVideo            *video,
                                                   ReelVideoChoice       choice);
void             reel_upload_queue_choose_all     (ReelUploadQueue      *self,
                                                   ReelVideoChoice       choice);
void             reel_upload_queue_count_large    (ReelUploadQueue      *self,
                                                   ReelUploadLarge      *large);
/* Takes the Ready and the Cancelled ones off the list; what the service has stays in the catalogue. */
void             reel_upload_queue_clear_finished (ReelUploadQueue      *self);
void             reel_upload_queue_set_quiet_func (ReelUploadQueue      *self,
                                                   ReelUploadQuietFunc   quiet,
                                                   gpointer              data);

G_END_DECLS
