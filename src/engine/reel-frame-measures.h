/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-concepts.h"
#include "media/reel-frame.h"

G_BEGIN_DECLS

/**
 * ReelFrameMeasures:
 * @raw: the raw measure of each concept that one picture can show, 0 for the others
 * @luma: mean luma, 0…1
 *
 * What can be measured in one picture alone.
 */
typedef struct
{
  double raw[REEL_N_CONCEPTS];
  double luma;
} ReelFrameMeasures;

gboolean reel_frame_measures_take (ReelFrameMeasures *self,
                                   ReelFrame         *frame);

ReelConcept reel_frame_measures_name_colour (const guint8 *rgb);

double   reel_ramp                (double             x,
                                   double             from,
                                   double             to);

G_END_DECLS
