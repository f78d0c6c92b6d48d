/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelTag:
 * @category: such as `shot_size`, `camera_movement`, `shooting_angle`
 * @value: such as `wide`, `pan_left`; `unknown` where it could not be told
 * @confidence: 0…1
 */
typedef struct
{
  const char *category; /* static */
  const char *value;    /* static */
  double confidence;
} ReelTag;

G_END_DECLS
