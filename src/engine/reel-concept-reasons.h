/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-concept-bank.h"
#include "engine/reel-engine.h"

G_BEGIN_DECLS

GPtrArray *reel_concept_reasons_find          (const ReelConceptNodes *nodes,
                                               const ReelConceptBank  *bank,
                                               const char * const     *languages,
                                               const float            *query,
                                               const float            *clip,
                                               guint                   n_most);

G_END_DECLS
