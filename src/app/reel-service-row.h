/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/reel-profile.h"

G_BEGIN_DECLS

/*
 * A service in the preferences: its name, its address, whether it is the one in use, and what can be done with it.
 * Signals: "edit", "remove".
 */
#define REEL_TYPE_SERVICE_ROW (reel_service_row_get_type ())
G_DECLARE_FINAL_TYPE (ReelServiceRow, reel_service_row, REEL, SERVICE_ROW, AdwActionRow)

GtkWidget   *reel_service_row_new         (ReelProfile    *profile);
ReelProfile *reel_service_row_get_profile (ReelServiceRow *self);
void         reel_service_row_set_in_use  (ReelServiceRow *self,
                                           gboolean        in_use);

G_END_DECLS
