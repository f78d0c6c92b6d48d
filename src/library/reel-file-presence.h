/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"
#include "library/reel-file-round.h"

G_BEGIN_DECLS

/*
 * Keeps #ReelVideo:missing up to date: drives come and go. What lies on one mount is looked at on one thread, so that a disk
 * that does not answer keeps nobody waiting but itself, and is not asked again until it has. Used on the main thread.
 * Signals: "silent" (string: the path of a mount): for some seconds it has not said whether a file is there; "looked": an
 * answer has come.
 */
#define REEL_TYPE_FILE_PRESENCE (reel_file_presence_get_type ())
G_DECLARE_FINAL_TYPE (ReelFilePresence, reel_file_presence, REEL, FILE_PRESENCE, GObject)

ReelFilePresence *reel_file_presence_new         (ReelCatalogue    *catalogue,
                                                  GVolumeMonitor   *monitor);
void              reel_file_presence_set_look    (ReelFilePresence *self,
                                                  ReelFileLook      look,
                                                  guint             silent_ms);
void              reel_file_presence_look        (ReelFilePresence *self);

G_END_DECLS
