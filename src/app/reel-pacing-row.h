/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/reel-session.h"

G_BEGIN_DECLS

/* Says how fast the service in use may be asked at present, and how much waits for that. */
#define REEL_TYPE_PACING_ROW (reel_pacing_row_get_type ())
G_DECLARE_FINAL_TYPE (ReelPacingRow, reel_pacing_row, REEL, PACING_ROW, AdwActionRow)

void reel_pacing_row_set_session (ReelPacingRow *self,
                                  ReelSession   *session);

G_END_DECLS
