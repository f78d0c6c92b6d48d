/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "api/reel-client.h"

G_BEGIN_DECLS

/*
 * In the preferences: what the service on this computer searches by, and the choice of a model of the user's instead.
 * Signal restart-requested: the service is to be started again, so that it uses what was chosen.
 */
#define REEL_TYPE_MODEL_GROUP (reel_model_group_get_type ())
G_DECLARE_FINAL_TYPE (ReelModelGroup, reel_model_group, REEL, MODEL_GROUP, AdwPreferencesGroup)

void reel_model_group_set_client (ReelModelGroup *self,
                                  ReelClient     *client);
void reel_model_group_choose     (ReelModelGroup *self,
                                  GFile          *folder);

G_END_DECLS
