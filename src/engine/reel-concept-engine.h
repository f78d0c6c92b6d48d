/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"
#include "engine/reel-text-finder.h"

G_BEGIN_DECLS

/* The engine of the space `concept-v2`: networks and measures see, a lexicon, WordNet and a text model understand. */
#define REEL_TYPE_CONCEPT_ENGINE (reel_concept_engine_get_type ())
G_DECLARE_FINAL_TYPE (ReelConceptEngine, reel_concept_engine, REEL, CONCEPT_ENGINE, GObject)

/* The last word of the recipe of one that reads text. */
#define REEL_CONCEPT_ENGINE_TEXT "text"

ReelEngine *reel_concept_engine_new             (const char        *models,
                                                 const char        *words);
void        reel_concept_engine_set_text_finder (ReelConceptEngine *self,
                                                 ReelTextFinder    *finder);
void        reel_concept_engine_set_reads_text  (ReelConceptEngine *self,
                                                 gboolean           reads_text);
gboolean    reel_concept_engine_get_reads_text  (ReelConceptEngine *self);

G_END_DECLS
