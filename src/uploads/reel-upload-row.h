/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "media/reel-frame-grabber.h"
#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/*
 * One video of the queue: its name, how far it is, why it failed, and what can be done about it. Its accessible name is
 * 'FILE, STATE[, N %]'. Properties: queue (ReelUploadQueue, nullable), video (ReelVideo, nullable). With a grabber it has
 * a picture.
 * It can be dragged before or behind another row. Signal "message" (char *): what went wrong with a thing that was asked
 * for; "stale": what is shown is no longer so, and setting the same video again shows it; without a handler it does so by
 * itself.
 */
#define REEL_TYPE_UPLOAD_ROW (reel_upload_row_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadRow, reel_upload_row, REEL, UPLOAD_ROW, GtkWidget)

GtkWidget *reel_upload_row_new       (ReelUploadQueue *queue);
void       reel_upload_row_set_video (ReelUploadRow   *self,
                                      ReelVideo       *video);
void       reel_upload_row_set_grabber (ReelUploadRow *self,
                                        ReelFrameGrabber *grabber);
/* (transfer none) (nullable) */
ReelVideo *reel_upload_row_get_video (ReelUploadRow   *self);
/* (transfer none) (nullable) */
ReelUploadQueue *
           reel_upload_row_get_queue (ReelUploadRow   *self);
/* What can be done about the video, at a point of the row. */
void       reel_upload_row_open_menu (ReelUploadRow   *self,
                                      double           x,
                                      double           y);

G_END_DECLS
