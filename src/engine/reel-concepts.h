/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The axes of the space `measured-v1`, in the order of its dimensions. Changing the order, or a formula behind it, makes
 * another space: give it another id then.
 *
 * Each concept is a raw measure of a clip (reel-frame-measures.h, reel-clip-measures.h), turned into an activation of
 * 0…1 by reel_concept_activate().
 */
typedef enum
{
  /* Colours by name: shares of the picture. */
  REEL_CONCEPT_RED,
  REEL_CONCEPT_ORANGE,
  REEL_CONCEPT_YELLOW,
  REEL_CONCEPT_GREEN,
  REEL_CONCEPT_CYAN,
  REEL_CONCEPT_BLUE,
  REEL_CONCEPT_PURPLE,
  REEL_CONCEPT_PINK,
  REEL_CONCEPT_BROWN,
  REEL_CONCEPT_BLACK,
  REEL_CONCEPT_WHITE,
  REEL_CONCEPT_GREY,
  /* Light and tone. */
  REEL_CONCEPT_DARK,
  REEL_CONCEPT_BRIGHT,
  REEL_CONCEPT_HIGH_CONTRAST,
  REEL_CONCEPT_LOW_CONTRAST,
  REEL_CONCEPT_COLOURFUL,
  REEL_CONCEPT_MUTED,
  REEL_CONCEPT_BLACK_AND_WHITE,
  REEL_CONCEPT_WARM,
  REEL_CONCEPT_COLD,
  /* What a place looks like, by colour and texture alone. */
  REEL_CONCEPT_SKY,
  REEL_CONCEPT_VEGETATION,
  REEL_CONCEPT_WATER,
  REEL_CONCEPT_UNDERWATER,
  REEL_CONCEPT_SNOW,
  REEL_CONCEPT_FIRE,
  REEL_CONCEPT_SUNSET,
  REEL_CONCEPT_NIGHT,
  REEL_CONCEPT_SKIN,
  /* Texture and layout. */
  REEL_CONCEPT_DETAILED,
  REEL_CONCEPT_PLAIN,
  REEL_CONCEPT_LINES,
  REEL_CONCEPT_PATTERN,
  REEL_CONCEPT_GRAPHIC,
  REEL_CONCEPT_SCREEN,
  REEL_CONCEPT_SYMMETRICAL,
  REEL_CONCEPT_LETTERBOX,
  REEL_CONCEPT_UPRIGHT,
  /* Movement in the picture. */
  REEL_CONCEPT_STILL,
  REEL_CONCEPT_CALM,
  REEL_CONCEPT_FAST,
  REEL_CONCEPT_MOVING_PARTS,
  REEL_CONCEPT_FLICKER,
  REEL_CONCEPT_BRIGHTENING,
  REEL_CONCEPT_DARKENING,
  REEL_CONCEPT_QUICK_CUT,
  /* Movement of the camera. */
  REEL_CONCEPT_STATIC_CAMERA,
  REEL_CONCEPT_PAN_LEFT,
  REEL_CONCEPT_PAN_RIGHT,
  REEL_CONCEPT_TILT_UP,
  REEL_CONCEPT_TILT_DOWN,
  REEL_CONCEPT_ZOOM_IN,
  REEL_CONCEPT_ZOOM_OUT,
  REEL_CONCEPT_ROLL,
  REEL_CONCEPT_HANDHELD,
  /* Faces: all zero where there is no face detector. */
  REEL_CONCEPT_FACE,
  REEL_CONCEPT_NO_FACE,
  REEL_CONCEPT_ONE_FACE,
  REEL_CONCEPT_MANY_FACES,
  REEL_CONCEPT_CLOSE_UP,
  REEL_CONCEPT_MEDIUM_SHOT,
  REEL_CONCEPT_WIDE_SHOT,
  REEL_N_CONCEPTS,
} ReelConcept;

/* No concept, where one may be missing. */
#define REEL_CONCEPT_NONE REEL_N_CONCEPTS

const char *reel_concept_get_name     (ReelConcept  concept);
ReelConcept reel_concept_from_name    (const char  *name);
ReelConcept reel_concept_get_opposite (ReelConcept  concept);
double      reel_concept_activate     (ReelConcept  concept,
                                       double       raw);

G_END_DECLS
