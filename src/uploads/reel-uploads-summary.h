/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/*
 * The uploads in short, for the foot of the sidebar: how many of how many, a thin bar, bytes, speed, the time left. All is one
 * button. Properties: queue (ReelUploadQueue, nullable, rw), action-name (string, nullable, rw: what a click does).
 * Signal: "activated": it was clicked.
 */
#define REEL_TYPE_UPLOADS_SUMMARY (reel_uploads_summary_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadsSummary, reel_uploads_summary, REEL, UPLOADS_SUMMARY, AdwBin)

GtkWidget *reel_uploads_summary_new       (ReelUploadQueue    *queue);
void       reel_uploads_summary_set_queue (ReelUploadsSummary *self,
                                           ReelUploadQueue    *queue);

G_END_DECLS
