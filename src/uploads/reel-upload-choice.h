/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/*
 * The buttons with which somebody chooses how a video goes out that is larger than its service advises; they show what it
 * offers. A part of its row.
 */
#define REEL_TYPE_UPLOAD_CHOICE (reel_upload_choice_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadChoice, reel_upload_choice, REEL, UPLOAD_CHOICE, AdwBin)

GtkWidget *reel_upload_choice_new       (ReelUploadQueue  *queue);
void       reel_upload_choice_set_video (ReelUploadChoice *self,
                                         ReelVideo        *video);

G_END_DECLS
