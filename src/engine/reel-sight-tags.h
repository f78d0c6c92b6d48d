/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-evidence.h"

G_BEGIN_DECLS

void reel_sight_tags_append (ReelEvidence   *evidence,
                             ReelDetector   *detector,
                             ReelClassifier *classifier);

G_END_DECLS
