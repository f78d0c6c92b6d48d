/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/reel-session.h"

G_BEGIN_DECLS

/* The preferences: the service, and the space that the one on this computer uses. */
#define REEL_TYPE_PREFERENCES (reel_preferences_get_type ())
G_DECLARE_FINAL_TYPE (ReelPreferences, reel_preferences, REEL, PREFERENCES, AdwPreferencesWindow)

GtkWidget *reel_preferences_new (GtkWindow   *parent,
                                 GSettings   *settings,
                                 ReelSession *session);

G_END_DECLS
