/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "library/reel-backups.h"

G_BEGIN_DECLS

/*
 * The backups of the catalogue, one of them to be restored. Signals: "staged": one will be, when the program starts the
 * next time, which should be now.
 */
#define REEL_TYPE_BACKUPS_DIALOG (reel_backups_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ReelBackupsDialog, reel_backups_dialog, REEL, BACKUPS_DIALOG, AdwWindow)

GtkWidget *reel_backups_dialog_new (GtkWindow   *parent,
                                    ReelBackups *backups);

G_END_DECLS
