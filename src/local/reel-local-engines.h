/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"

G_BEGIN_DECLS

/*
 * The engine that indexes, and those that can still read queries for what was indexed before. All functions but
 * reel_local_engines_add() may be called from any thread.
 */
#define REEL_TYPE_LOCAL_ENGINES (reel_local_engines_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalEngines, reel_local_engines, REEL, LOCAL_ENGINES, GObject)

ReelLocalEngines *reel_local_engines_new         (ReelEngine       *current);
void              reel_local_engines_add         (ReelLocalEngines *self,
                                                  ReelEngine       *engine);
ReelEngine       *reel_local_engines_get_current (ReelLocalEngines *self);
void              reel_local_engines_trim        (ReelLocalEngines *self);
ReelEngine       *reel_local_engines_find        (ReelLocalEngines *self,
                                                  const char       *space_id);

G_END_DECLS
