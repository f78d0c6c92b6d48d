/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A bin that never gives its child less than the child's minimal width: what does not fit is cut off. */
#define REEL_TYPE_ROOMY_BIN (reel_roomy_bin_get_type ())
G_DECLARE_FINAL_TYPE (ReelRoomyBin, reel_roomy_bin, REEL, ROOMY_BIN, AdwBin)

G_END_DECLS
