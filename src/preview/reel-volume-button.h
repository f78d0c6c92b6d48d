/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/reel-player.h"

G_BEGIN_DECLS

/* The volume of a player, and whether it is muted. Property: player (ReelPlayer, nullable, rw). */
#define REEL_TYPE_VOLUME_BUTTON (reel_volume_button_get_type ())
G_DECLARE_FINAL_TYPE (ReelVolumeButton, reel_volume_button, REEL, VOLUME_BUTTON, GtkWidget)

void reel_volume_button_set_player (ReelVolumeButton *self,
                                    ReelPlayer       *player);

G_END_DECLS
