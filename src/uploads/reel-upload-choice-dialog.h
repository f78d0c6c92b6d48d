/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/*
 * One answer for all videos that are larger than the service advises and wait until somebody has chosen how to send them,
 * and by wish for those that are to come. It closes by itself when none waits any more.
 */
#define REEL_TYPE_UPLOAD_CHOICE_DIALOG (reel_upload_choice_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadChoiceDialog, reel_upload_choice_dialog, REEL, UPLOAD_CHOICE_DIALOG, AdwWindow)

GtkWidget *reel_upload_choice_dialog_new      (GtkWindow       *parent,
                                               ReelUploadQueue *queue);
/* (transfer full): "3 videos are larger than SERVICE advises", of how many wait in @queue; empty for none */
char      *reel_upload_choice_dialog_dup_title (ReelUploadQueue *queue);

G_END_DECLS
