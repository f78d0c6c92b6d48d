/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "api/reel-client.h"

G_BEGIN_DECLS

/* In the preferences: whether the service on this computer reads text in pictures while it indexes videos. */
#define REEL_TYPE_TEXT_ROW (reel_text_row_get_type ())
G_DECLARE_FINAL_TYPE (ReelTextRow, reel_text_row, REEL, TEXT_ROW, AdwActionRow)

void reel_text_row_set_client (ReelTextRow *self,
                               ReelClient  *client);

G_END_DECLS
