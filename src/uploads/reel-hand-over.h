/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client-local.h"
#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/*
 * Hands files over to the service on this computer again, after a change of its search engine: the service keeps no copies,
 * and asks for those that it needs. Which file a video was made of is known by the catalogue. It goes on in the background,
 * one file after the other: none while bytes of an upload go out, and none while the service has some that it did not come
 * to yet, so that copies don't fill the disk. What can't be found is left; the next connection tries again.
 * Used on the main thread only. Properties: n-missing (uint: videos that are wanted, and whose file is not here), n-returned
 * (uint: files that were handed over since there is this client), running (boolean: there are more to come); all notify.
 */
#define REEL_TYPE_HAND_OVER (reel_hand_over_get_type ())
G_DECLARE_FINAL_TYPE (ReelHandOver, reel_hand_over, REEL, HAND_OVER, GObject)

ReelHandOver *reel_hand_over_new            (ReelCatalogue   *catalogue,
                                             ReelUploadQueue *queue,
                                             const char      *profile);
void          reel_hand_over_set_client     (ReelHandOver    *self,
                                             ReelClient      *client);
guint         reel_hand_over_get_n_missing  (ReelHandOver    *self);
guint         reel_hand_over_get_n_returned (ReelHandOver    *self);
gboolean      reel_hand_over_get_running    (ReelHandOver    *self);
char         *reel_hand_over_dup_text       (const ReelLocalIndexing *indexing);

G_END_DECLS
