/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/*
 * Tells somebody who is not looking what became of the uploads: one notification when all of them are done or when they need
 * somebody, never one for each file. It is taken back when somebody looks, or when there is more to do.
 */
#define REEL_TYPE_UPLOADS_NOTIFIER (reel_uploads_notifier_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadsNotifier, reel_uploads_notifier, REEL, UPLOADS_NOTIFIER, GObject)

ReelUploadsNotifier *reel_uploads_notifier_new       (GApplication        *application);
void                 reel_uploads_notifier_set_queue (ReelUploadsNotifier *self,
                                                      ReelUploadQueue     *queue);
/* Whether somebody looks at the program now. */
void                 reel_uploads_notifier_set_seen  (ReelUploadsNotifier *self,
                                                      gboolean             seen);

G_END_DECLS
