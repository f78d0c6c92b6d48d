/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/reel-profile-list.h"

G_BEGIN_DECLS

/*
 * Connects to a service that needs a key: asks for region or address and for the key, and checks them by a real call
 * before anything is kept. Signal: "connected" (ReelProfile, key).
 */
#define REEL_TYPE_CONNECT_DIALOG (reel_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ReelConnectDialog, reel_connect_dialog, REEL, CONNECT_DIALOG, AdwWindow)

GtkWidget *reel_connect_dialog_new (GtkWindow       *parent,
                                    ReelProfileList *profiles,
                                    ReelProfile     *profile);

G_END_DECLS
