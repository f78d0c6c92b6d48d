/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/reel-profile-list.h"
#include "app/reel-session.h"

G_BEGIN_DECLS

/*
 * The services in the preferences: to change, to remove, and how much the one in use is asked at present.
 * Signal: "add-requested".
 */
#define REEL_TYPE_SERVICES_PAGE (reel_services_page_get_type ())
G_DECLARE_FINAL_TYPE (ReelServicesPage, reel_services_page, REEL, SERVICES_PAGE, AdwPreferencesPage)

void reel_services_page_set_source  (ReelServicesPage *self,
                                     ReelProfileList  *profiles,
                                     ReelSecrets      *secrets);
void reel_services_page_set_session (ReelServicesPage *self,
                                     ReelSession      *session);

G_END_DECLS
