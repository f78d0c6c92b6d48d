/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "media/reel-frame-grabber.h"
#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/*
 * The uploads as content: list 'Uploads' with a row for each job, what they come to, and what can be done to all of them.
 * By choice only those of one kind are shown; Alt and the arrows, or dragging, move a row, Alt and Home move it before
 * all that wait. A line above them asks for what somebody has to choose. Property: queue (ReelUploadQueue, nullable, rw).
 * Signal "message" (char *): what went wrong with a thing that was asked for, for a toast.
 */
#define REEL_TYPE_UPLOADS_PAGE (reel_uploads_page_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadsPage, reel_uploads_page, REEL, UPLOADS_PAGE, AdwBin)

GtkWidget *reel_uploads_page_new       (ReelUploadQueue *queue);
void       reel_uploads_page_set_queue (ReelUploadsPage *self,
                                        ReelUploadQueue *queue);
/* Where the pictures of the rows come from, of the next queue on. */
void       reel_uploads_page_set_grabber (ReelUploadsPage *self,
                                          ReelFrameGrabber *grabber);

G_END_DECLS
