/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The axes of the space `concept-v2`. A clip and a query are vectors over the same axes, so that a plain cosine ranks. Both
 * halves of this room use this header: one says what a clip shows, the other what a query asks for.
 *
 * block             axes        of a clip, before the vector is made one long
 * nodes             0…1386      WordNet nodes, each a set S of n classes of ImageNet (data/words/nodes.tsv); the first 1,000
 *                               are the classes themselves, in the classifier's order without the background. m is the
 *                               largest sum of probabilities over S among the clip's frames, π = min (.3, n / 1000):
 *                               √ clip ((m − π) / (1 − π), 0, 1)
 * objects           80          classes of COCO, in the detector's order (data/words/objects.tsv): best score s of the clip,
 *                               clip ((s − .28) / (.65 − .28), 0, 1)
 * measures          ReelMeasure: activation a of 0…1. A group of objects (animal … accessory) and what counts them (one
 *                               person … several): a; all others: .5 · a, as light and colour should not outweigh an object
 * coloured objects  12 × 12     ReelHue × ReelObjectKind, in one frame: the value of the object times the share of the hue
 *                               within its box, clip (share / .3, 0, 1). For 'red car'
 * words             256         words that are read in the picture, by reel_word_hash(): .9 where there is one
 * slack             1           √ (36 − |v|²), so that every clip's vector has the length 6 (REEL_CONCEPT_SPACE_NORM); 0 in
 *                               a query. What shows much is then not near to everything
 *
 * A clip's vector that is longer than 6 without slack is scaled to 6. No value may depend on other clips.
 * The similarity of a query is cos · 6 / reel_query_get_reach(): 1 where the clip shows all that was asked for.
 *
 * A changed order, number or formula makes another space: change REEL_CONCEPT_SPACE_ID then.
 */
#define REEL_CONCEPT_SPACE_ID "concept-v2"
#define REEL_CONCEPT_SPACE_NORM 6.0f

/* NAME, name, opposite: what 'not NAME' asks for instead (or itself: nothing). */
#define REEL_MEASURES(X)                                                                                                \
  /* Colours by name: shares of the picture. In the order of ReelHue. */                                                \
  X (RED, "red", RED)                                                                                                   \
  X (ORANGE, "orange", ORANGE)                                                                                          \
  X (YELLOW, "yellow", YELLOW)                                                                                          \
  X (GREEN, "green", GREEN)                                                                                             \
  X (CYAN, "cyan", CYAN)                                                                                                \
  X (BLUE, "blue", BLUE)                                                                                                \
  X (PURPLE, "purple", PURPLE)                                                                                          \
  X (PINK, "pink", PINK)                                                                                                \
  X (BROWN, "brown", BROWN)                                                                                             \
  X (BLACK, "black", BLACK)                                                                                             \
  X (WHITE, "white", WHITE)                                                                                             \
  X (GREY, "grey", GREY)                                                                                                \
  /* Light and tone. */                                                                                                 \
  X (DARK, "dark", BRIGHT)                                                                                              \
  X (BRIGHT, "bright", DARK)                                                                                            \
  X (HIGH_CONTRAST, "high_contrast", LOW_CONTRAST)                                                                      \
  X (LOW_CONTRAST, "low_contrast", HIGH_CONTRAST)                                                                       \
  X (COLOURFUL, "colourful", MUTED)                                                                                     \
  X (MUTED, "muted", COLOURFUL)                                                                                         \
  X (BLACK_AND_WHITE, "black_and_white", COLOURFUL)                                                                     \
  X (WARM, "warm", COLD)                                                                                                \
  X (COLD, "cold", WARM)                                                                                                \
  /* What a place looks like, by colour and texture alone. */                                                           \
  X (SKY, "sky", SKY)                                                                                                   \
  X (VEGETATION, "vegetation", VEGETATION)                                                                              \
  X (WATER, "water", WATER)                                                                                             \
  X (UNDERWATER, "underwater", UNDERWATER)                                                                              \
  X (SNOW, "snow", SNOW)                                                                                                \
  X (FIRE, "fire", FIRE)                                                                                                \
  X (SUNSET, "sunset", SUNSET)                                                                                          \
  X (NIGHT, "night", BRIGHT)                                                                                            \
  X (SPACE, "space", SPACE)                                                                                             \
  X (SKIN, "skin", SKIN)                                                                                                \
  X (INDOOR, "indoor", SKY)                                                                                             \
  /* Texture and layout. */                                                                                             \
  X (DETAILED, "detailed", PLAIN)                                                                                       \
  X (PLAIN, "plain", DETAILED)                                                                                          \
  X (LINES, "lines", LINES)                                                                                             \
  X (PATTERN, "pattern", PLAIN)                                                                                         \
  X (GRAPHIC, "graphic", GRAPHIC)                                                                                       \
  X (SCREEN, "screen", SCREEN)                                                                                          \
  X (SYMMETRICAL, "symmetrical", SYMMETRICAL)                                                                           \
  X (LETTERBOX, "letterbox", LETTERBOX)                                                                                 \
  X (UPRIGHT, "upright", UPRIGHT)                                                                                       \
  /* Movement in the picture. */                                                                                        \
  X (STILL, "still", FAST)                                                                                              \
  X (CALM, "calm", FAST)                                                                                                \
  X (FAST, "fast", CALM)                                                                                                \
  X (MOVING_PARTS, "moving_parts", STILL)                                                                               \
  X (FLICKER, "flicker", FLICKER)                                                                                       \
  X (BRIGHTENING, "brightening", DARKENING)                                                                             \
  X (DARKENING, "darkening", BRIGHTENING)                                                                               \
  X (QUICK_CUT, "quick_cut", QUICK_CUT)                                                                                 \
  /* Movement of the camera. */                                                                                         \
  X (STATIC_CAMERA, "static_camera", HANDHELD)                                                                          \
  X (PAN_LEFT, "pan_left", STATIC_CAMERA)                                                                               \
  X (PAN_RIGHT, "pan_right", STATIC_CAMERA)                                                                             \
  X (TILT_UP, "tilt_up", STATIC_CAMERA)                                                                                 \
  X (TILT_DOWN, "tilt_down", STATIC_CAMERA)                                                                             \
  X (ZOOM_IN, "zoom_in", STATIC_CAMERA)                                                                                 \
  X (ZOOM_OUT, "zoom_out", STATIC_CAMERA)                                                                               \
  X (ROLL, "roll", STATIC_CAMERA)                                                                                       \
  X (HANDHELD, "handheld", STATIC_CAMERA)                                                                               \
  /* Faces and framing. */                                                                                              \
  X (FACE, "face", NO_FACE)                                                                                             \
  X (NO_FACE, "no_face", FACE)                                                                                          \
  X (ONE_FACE, "one_face", ONE_FACE)                                                                                    \
  X (MANY_FACES, "many_faces", MANY_FACES)                                                                              \
  X (CLOSE_UP, "close_up", WIDE_SHOT)                                                                                   \
  X (MEDIUM_SHOT, "medium_shot", MEDIUM_SHOT)                                                                           \
  X (WIDE_SHOT, "wide_shot", CLOSE_UP)                                                                                  \
  /* Counts: what the detector finds in one frame. A pair and several are of one class, of any but people. */           \
  X (ONE_PERSON, "one_person", ONE_PERSON)                                                                              \
  X (TWO_PEOPLE, "two_people", TWO_PEOPLE)                                                                              \
  X (CROWD, "crowd", CROWD)                                                                                             \
  X (PAIR, "pair", PAIR)                                                                                                \
  X (SEVERAL, "several", SEVERAL)                                                                                       \
  /* Groups of COCO's classes: the largest value among them. */                                                         \
  X (ANIMAL, "animal", ANIMAL)                                                                                          \
  X (VEHICLE, "vehicle", VEHICLE)                                                                                       \
  X (FOOD, "food", FOOD)                                                                                                \
  X (FURNITURE, "furniture", FURNITURE)                                                                                 \
  X (ELECTRONICS, "electronics", ELECTRONICS)                                                                           \
  X (KITCHENWARE, "kitchenware", KITCHENWARE)                                                                           \
  X (SPORT, "sport", SPORT)                                                                                             \
  X (ACCESSORY, "accessory", ACCESSORY)

/**
 * ReelMeasure:
 *
 * What is measured in a clip beside classes and objects. The first twelve are the hues, in the order of #ReelHue.
 */
typedef enum
{
#define X(id, name, opposite) REEL_MEASURE_##id,
  REEL_MEASURES (X)
#undef X
  REEL_N_MEASURES,
} ReelMeasure;

typedef enum
{
  REEL_HUE_RED,
  REEL_HUE_ORANGE,
  REEL_HUE_YELLOW,
  REEL_HUE_GREEN,
  REEL_HUE_CYAN,
  REEL_HUE_BLUE,
  REEL_HUE_PURPLE,
  REEL_HUE_PINK,
  REEL_HUE_BROWN,
  REEL_HUE_BLACK,
  REEL_HUE_WHITE,
  REEL_HUE_GREY,
  REEL_N_HUES,
} ReelHue;

/* Kinds of objects that a colour is bound to: people by what they wear. */
typedef enum
{
  REEL_OBJECT_KIND_PERSON,
  REEL_OBJECT_KIND_CYCLE,
  REEL_OBJECT_KIND_CAR,
  REEL_OBJECT_KIND_BUS, /* bus, train, truck */
  REEL_OBJECT_KIND_CRAFT, /* airplane, boat */
  REEL_OBJECT_KIND_BIRD,
  REEL_OBJECT_KIND_PET, /* cat, dog */
  REEL_OBJECT_KIND_BEAST, /* all other animals */
  REEL_OBJECT_KIND_FURNITURE,
  REEL_OBJECT_KIND_FOOD,
  REEL_OBJECT_KIND_VESSEL, /* what is on a table: bottle … bowl, vase */
  REEL_OBJECT_KIND_OTHER,
  REEL_N_OBJECT_KINDS,
} ReelObjectKind;

#define REEL_N_CLASSES 1000
#define REEL_N_NODES 1387
#define REEL_N_OBJECTS 80
#define REEL_N_WORD_AXES 256

#define REEL_AXIS_NODES 0
#define REEL_AXIS_OBJECTS (REEL_AXIS_NODES + REEL_N_NODES)
#define REEL_AXIS_MEASURES (REEL_AXIS_OBJECTS + REEL_N_OBJECTS)
#define REEL_AXIS_COLOURED (REEL_AXIS_MEASURES + REEL_N_MEASURES)
#define REEL_AXIS_WORDS (REEL_AXIS_COLOURED + REEL_N_HUES * REEL_N_OBJECT_KINDS)
#define REEL_AXIS_SLACK (REEL_AXIS_WORDS + REEL_N_WORD_AXES)
#define REEL_N_AXES (REEL_AXIS_SLACK + 1)

#define REEL_AXIS_COLOURED_OBJECT(hue, kind) (REEL_AXIS_COLOURED + (hue) *REEL_N_OBJECT_KINDS + (kind))

const char    *reel_measure_get_name         (ReelMeasure    measure);
gboolean       reel_measure_from_name        (const char    *name,
                                              ReelMeasure   *measure);
ReelMeasure    reel_measure_get_opposite     (ReelMeasure    measure);
float          reel_measure_get_share        (ReelMeasure    measure);
ReelObjectKind reel_object_kind_of           (guint          object);
float          reel_concept_space_node       (float          mass,
                                              guint          n_classes);
float          reel_concept_space_object     (float          score);
void           reel_concept_space_close      (float         *vector);

G_END_DECLS
