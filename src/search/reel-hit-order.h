/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-hit-view.h"

G_BEGIN_DECLS

void reel_hit_order (GPtrArray   *hits,
                     ReelHitSort  sort);

G_END_DECLS
