/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/reel-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The watched folders of one service, with what can be done to them. */
#define REEL_TYPE_WATCHED_FOLDERS (reel_watched_folders_get_type ())
G_DECLARE_FINAL_TYPE (ReelWatchedFolders, reel_watched_folders, REEL, WATCHED_FOLDERS, AdwWindow)

GtkWidget *reel_watched_folders_new (GtkWindow   *parent,
                                     ReelSession *session);

G_END_DECLS
