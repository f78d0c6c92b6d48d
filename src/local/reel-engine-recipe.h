/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"

G_BEGIN_DECLS

ReelEngine *reel_engine_recipe_make (const char *const  *recipe,
                                     GError            **error);

G_END_DECLS
