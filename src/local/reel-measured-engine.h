/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"

G_BEGIN_DECLS

/*
 * The engine that knows only what can be measured: colours, light, movement, framing, faces. No learnt model: each
 * dimension of its space is a concept with a formula (reel-concepts.h), and words are looked up in a lexicon. Objects,
 * actions and names are reported as unknown words.
 */
#define REEL_TYPE_MEASURED_ENGINE (reel_measured_engine_get_type ())
G_DECLARE_FINAL_TYPE (ReelMeasuredEngine, reel_measured_engine, REEL, MEASURED_ENGINE, GObject)

#define REEL_MEASURED_SPACE_ID "measured-v1"

ReelEngine *reel_measured_engine_new (void);

G_END_DECLS
