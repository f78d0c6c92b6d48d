/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "engine/reel-concepts.h"

/*
 * How a raw measure becomes an activation: a logistic curve around @middle, the value from which on a person would say
 * that the concept is there; @spread is how vague that is. Strictly rising, so that more is always ranked above less,
 * and about the same scale for every concept, so that they can be added up in a cosine.
 *
 * The constants are set by hand from what each measure means (a share of the picture, a luma of 0…1, frame widths a
 * second, …); they are not fitted to any collection of videos.
 */
typedef struct
{
  const char *name;
  double middle;
  double spread;
  ReelConcept opposite; /* what 'not' turns it into; REEL_CONCEPT_NONE where there is nothing such */
} Axis;

#define NONE REEL_CONCEPT_NONE

static const Axis axes[REEL_N_CONCEPTS] = {
  /* Share of the picture. Browns, blacks and greys are everywhere, so it takes more of them to be remarkable. */
  [REEL_CONCEPT_RED] = { "red", 0.15, 0.06, NONE },
  [REEL_CONCEPT_ORANGE] = { "orange", 0.15, 0.06, NONE },
  [REEL_CONCEPT_YELLOW] = { "yellow", 0.15, 0.06, NONE },
  [REEL_CONCEPT_GREEN] = { "green", 0.18, 0.07, NONE },
  [REEL_CONCEPT_CYAN] = { "cyan", 0.15, 0.06, NONE },
  [REEL_CONCEPT_BLUE] = { "blue", 0.18, 0.07, NONE },
  [REEL_CONCEPT_PURPLE] = { "purple", 0.12, 0.05, NONE },
  [REEL_CONCEPT_PINK] = { "pink", 0.12, 0.05, NONE },
  [REEL_CONCEPT_BROWN] = { "brown", 0.25, 0.09, NONE },
  [REEL_CONCEPT_BLACK] = { "black", 0.35, 0.12, NONE },
  [REEL_CONCEPT_WHITE] = { "white", 0.25, 0.09, NONE },
  [REEL_CONCEPT_GREY] = { "grey", 0.35, 0.12, NONE },
  /* Of the mean luma, 0…1: half of it is 'neither'. */
  [REEL_CONCEPT_DARK] = { "dark", 0.76, 0.04, REEL_CONCEPT_BRIGHT },
  [REEL_CONCEPT_BRIGHT] = { "bright", 0.62, 0.05, REEL_CONCEPT_DARK },
  /* Of the standard deviation of luma; even light is its lack. */
  [REEL_CONCEPT_HIGH_CONTRAST] = { "high_contrast", 0.27, 0.03, REEL_CONCEPT_LOW_CONTRAST },
  [REEL_CONCEPT_LOW_CONTRAST] = { "low_contrast", 0.90, 0.02, REEL_CONCEPT_HIGH_CONTRAST },
  /* Of Hasler and Süsstrunk's colourfulness, 0…about 0.7. */
  [REEL_CONCEPT_COLOURFUL] = { "colourful", 0.30, 0.05, REEL_CONCEPT_MUTED },
  [REEL_CONCEPT_MUTED] = { "muted", 0.90, 0.02, REEL_CONCEPT_COLOURFUL },
  [REEL_CONCEPT_BLACK_AND_WHITE] = { "black_and_white", 0.96, 0.012, REEL_CONCEPT_COLOURFUL },
  /* Of the mean of red minus blue. */
  [REEL_CONCEPT_WARM] = { "warm", 0.12, 0.03, REEL_CONCEPT_COLD },
  [REEL_CONCEPT_COLD] = { "cold", 0.08, 0.025, REEL_CONCEPT_WARM },
  /* Shares of the picture (of its upper part, for sky), or scores of 0…1 that are products of shares. */
  [REEL_CONCEPT_SKY] = { "sky", 0.50, 0.12, NONE },
  [REEL_CONCEPT_VEGETATION] = { "vegetation", 0.20, 0.06, NONE },
  [REEL_CONCEPT_WATER] = { "water", 0.45, 0.10, NONE },
  [REEL_CONCEPT_UNDERWATER] = { "underwater", 0.60, 0.10, NONE },
  [REEL_CONCEPT_SNOW] = { "snow", 0.40, 0.10, NONE },
  [REEL_CONCEPT_FIRE] = { "fire", 0.50, 0.12, NONE },
  [REEL_CONCEPT_SUNSET] = { "sunset", 0.50, 0.12, NONE },
  [REEL_CONCEPT_NIGHT] = { "night", 0.50, 0.12, REEL_CONCEPT_BRIGHT },
  [REEL_CONCEPT_SKIN] = { "skin", 0.15, 0.05, NONE },
  /* Share of pixels on an edge; of pixels without any; … */
  [REEL_CONCEPT_DETAILED] = { "detailed", 0.25, 0.06, REEL_CONCEPT_PLAIN },
  [REEL_CONCEPT_PLAIN] = { "plain", 0.80, 0.05, REEL_CONCEPT_DETAILED },
  [REEL_CONCEPT_LINES] = { "lines", 0.45, 0.06, NONE },
  [REEL_CONCEPT_PATTERN] = { "pattern", 0.60, 0.10, REEL_CONCEPT_PLAIN },
  [REEL_CONCEPT_GRAPHIC] = { "graphic", 0.50, 0.12, NONE },
  [REEL_CONCEPT_SCREEN] = { "screen", 0.50, 0.12, NONE },
  [REEL_CONCEPT_SYMMETRICAL] = { "symmetrical", 0.75, 0.06, NONE },
  [REEL_CONCEPT_LETTERBOX] = { "letterbox", 0.50, 0.10, NONE },
  [REEL_CONCEPT_UPRIGHT] = { "upright", 0.50, 0.10, NONE },
  /* Of the change of luma a second: see reel-clip-measures.c. */
  [REEL_CONCEPT_STILL] = { "still", 0.60, 0.10, REEL_CONCEPT_FAST },
  [REEL_CONCEPT_CALM] = { "calm", 0.60, 0.10, REEL_CONCEPT_FAST },
  [REEL_CONCEPT_FAST] = { "fast", 0.60, 0.15, REEL_CONCEPT_CALM },
  [REEL_CONCEPT_MOVING_PARTS] = { "moving_parts", 0.12, 0.04, REEL_CONCEPT_STILL },
  [REEL_CONCEPT_FLICKER] = { "flicker", 0.04, 0.01, NONE },
  [REEL_CONCEPT_BRIGHTENING] = { "brightening", 0.15, 0.03, REEL_CONCEPT_DARKENING },
  [REEL_CONCEPT_DARKENING] = { "darkening", 0.15, 0.03, REEL_CONCEPT_BRIGHTENING },
  [REEL_CONCEPT_QUICK_CUT] = { "quick_cut", 0.50, 0.10, NONE },
  /* The confidence of the camera's movement, 0…1. */
  [REEL_CONCEPT_STATIC_CAMERA] = { "static_camera", 0.50, 0.12, REEL_CONCEPT_HANDHELD },
  [REEL_CONCEPT_PAN_LEFT] = { "pan_left", 0.50, 0.12, NONE },
  [REEL_CONCEPT_PAN_RIGHT] = { "pan_right", 0.50, 0.12, NONE },
  [REEL_CONCEPT_TILT_UP] = { "tilt_up", 0.50, 0.12, NONE },
  [REEL_CONCEPT_TILT_DOWN] = { "tilt_down", 0.50, 0.12, NONE },
  [REEL_CONCEPT_ZOOM_IN] = { "zoom_in", 0.50, 0.12, NONE },
  [REEL_CONCEPT_ZOOM_OUT] = { "zoom_out", 0.50, 0.12, NONE },
  [REEL_CONCEPT_ROLL] = { "roll", 0.50, 0.12, NONE },
  [REEL_CONCEPT_HANDHELD] = { "handheld", 0.50, 0.12, REEL_CONCEPT_STATIC_CAMERA },
  /* Share of the pictures asked in which it is so; sizes weighted by how well the largest face fits the name. */
  [REEL_CONCEPT_FACE] = { "face", 0.40, 0.10, REEL_CONCEPT_NO_FACE },
  [REEL_CONCEPT_NO_FACE] = { "no_face", 0.80, 0.08, REEL_CONCEPT_FACE },
  [REEL_CONCEPT_ONE_FACE] = { "one_face", 0.40, 0.10, NONE },
  [REEL_CONCEPT_MANY_FACES] = { "many_faces", 0.40, 0.10, NONE },
  [REEL_CONCEPT_CLOSE_UP] = { "close_up", 0.40, 0.10, NONE },
  [REEL_CONCEPT_MEDIUM_SHOT] = { "medium_shot", 0.40, 0.10, NONE },
  [REEL_CONCEPT_WIDE_SHOT] = { "wide_shot", 0.40, 0.10, NONE },
};

#undef NONE

/**
 * reel_concept_get_name:
 * @concept: a concept
 *
 * Returns: (transfer none): its name, as in the lexicon's data
 */
const char *
reel_concept_get_name (ReelConcept concept)
{
  g_return_val_if_fail (concept < REEL_N_CONCEPTS, NULL);

  return axes[concept].name;
}

/**
 * reel_concept_from_name:
 * @name: such as `red`
 *
 * Returns: the concept of that name, or %REEL_CONCEPT_NONE
 */
ReelConcept
reel_concept_from_name (const char *name)
{
  for (guint i = 0; i < REEL_N_CONCEPTS; i++)
    if (g_str_equal (axes[i].name, name))
      return i;

  return REEL_CONCEPT_NONE;
}

/**
 * reel_concept_get_opposite:
 * @concept: a concept
 *
 * Returns: what somebody who wants it not to be there looks for instead, or %REEL_CONCEPT_NONE
 */
ReelConcept
reel_concept_get_opposite (ReelConcept concept)
{
  g_return_val_if_fail (concept < REEL_N_CONCEPTS, REEL_CONCEPT_NONE);

  return axes[concept].opposite;
}

static double
logistic (double x)
{
  return 1 / (1 + exp (-x));
}

/**
 * reel_concept_activate:
 * @concept: a concept
 * @raw: its measure; not a number counts as nothing
 *
 * Returns: how much it is there, 0 (for a @raw of 0 and below) … 1
 */
double
reel_concept_activate (ReelConcept concept,
                       double      raw)
{
  double zero;

  g_return_val_if_fail (concept < REEL_N_CONCEPTS, 0);

  if (!(raw > 0))
    return 0;

  zero = logistic (-axes[concept].middle / axes[concept].spread);
  return (logistic ((raw - axes[concept].middle) / axes[concept].spread) - zero) / (1 - zero);
}
