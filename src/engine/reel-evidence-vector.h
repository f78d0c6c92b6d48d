/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-concept-nodes.h"
#include "engine/reel-evidence.h"

G_BEGIN_DECLS

void reel_evidence_fill_vector (const ReelEvidence     *self,
                                const ReelConceptNodes *nodes,
                                float                  *vector);

G_END_DECLS
