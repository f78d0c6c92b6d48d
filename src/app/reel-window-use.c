/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/reel-window-private.h"

/* Tells the service on this computer of other work of the computer: see reel-service-use.h. */

void
reel_window_set_up_use (ReelWindow *self)
{
  self->use = reel_service_use_new ();
  g_object_bind_property (self, "is-active", self->use, "active", G_BINDING_SYNC_CREATE);
  g_object_bind_property (reel_preview_pane_get_player (self->preview), "playing", self->use, "playing", G_BINDING_SYNC_CREATE);
}

/* Another service, or none. */
void
reel_window_update_use (ReelWindow *self)
{
  ReelProfile *profile = reel_session_get_profile (self->session);

  reel_service_use_set_client (self->use, reel_profile_get_kind (profile) == REEL_PROFILE_LOCAL
                                            ? reel_session_get_client (self->session)
                                            : NULL);
}
