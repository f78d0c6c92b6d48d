/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/reel-profile-list.h"
#include "app/reel-background.h"
#include "app/reel-session.h"
#include "library/reel-backups.h"

G_BEGIN_DECLS

/* The preferences: uploads, the catalogue, the space that the service on this computer uses, and the services. */
#define REEL_TYPE_PREFERENCES (reel_preferences_get_type ())
G_DECLARE_FINAL_TYPE (ReelPreferences, reel_preferences, REEL, PREFERENCES, AdwPreferencesWindow)

GtkWidget *reel_preferences_new         (GtkWindow       *parent,
                                         GSettings       *settings,
                                         ReelProfileList *profiles,
                                         ReelSecrets     *secrets);
void       reel_preferences_set_session (ReelPreferences *self,
                                         ReelSession     *session);
void       reel_preferences_set_background (ReelPreferences *self,
                                            ReelBackground  *background);
void       reel_preferences_set_catalogue (ReelPreferences *self,
                                           ReelCatalogue   *catalogue,
                                           ReelBackups     *backups);

G_END_DECLS
