/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-clip-measures.h"
#include "engine/reel-tag.h"

G_BEGIN_DECLS

void reel_clip_tags_append (const ReelClipMeasures *measures,
                            GArray                 *tags);

G_END_DECLS
