/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/reel-profile-list.h"
#include "app/reel-secrets.h"

G_BEGIN_DECLS

/*
 * Changes what is set of a service. The change is made in the list when it is saved; a new key is handed over.
 * Signal: "saved" (ReelProfile, the new key or NULL).
 */
#define REEL_TYPE_PROFILE_DIALOG (reel_profile_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ReelProfileDialog, reel_profile_dialog, REEL, PROFILE_DIALOG, AdwWindow)

GtkWidget *reel_profile_dialog_new (GtkWindow       *parent,
                                    ReelProfileList *profiles,
                                    ReelProfile     *profile,
                                    ReelSecrets     *secrets);

G_END_DECLS
