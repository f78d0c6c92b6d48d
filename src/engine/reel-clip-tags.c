/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/reel-clip-tags.h"
#include "engine/reel-frame-measures.h"

static const char *const camera_values[] = {
  [REEL_CAMERA_UNKNOWN] = "unknown",
  [REEL_CAMERA_STATIC] = "static",
  [REEL_CAMERA_PAN_LEFT] = "pan_left",
  [REEL_CAMERA_PAN_RIGHT] = "pan_right",
  [REEL_CAMERA_TILT_UP] = "tilt_up",
  [REEL_CAMERA_TILT_DOWN] = "tilt_down",
  [REEL_CAMERA_ZOOM_IN] = "zoom_in",
  [REEL_CAMERA_ZOOM_OUT] = "zoom_out",
  [REEL_CAMERA_ROLL] = "roll",
  [REEL_CAMERA_HANDHELD] = "handheld",
};

static void
append (GArray     *tags,
        const char *category,
        const char *value,
        double      confidence)
{
  ReelTag tag = { category, value, CLAMP (confidence, 0, 1) };

  g_array_append_val (tags, tag);
}

/* One of two concepts that exclude each other, whichever is more there, or what is between them. */
static void
append_either (GArray                 *tags,
               const ReelClipMeasures *measures,
               const char             *category,
               ReelConcept             one,
               const char             *one_value,
               ReelConcept             other,
               const char             *other_value,
               const char             *between)
{
  double a = reel_concept_activate (one, measures->raw[one]);
  double b = reel_concept_activate (other, measures->raw[other]);

  if (MAX (a, b) < 0.5)
    append (tags, category, between, 1 - MAX (a, b));
  else if (a >= b)
    append (tags, category, one_value, a);
  else
    append (tags, category, other_value, b);
}

/* A size is told by faces alone: without one, nothing says how large the things in the picture are. */
static void
append_shot_size (GArray                 *tags,
                  const ReelClipMeasures *measures)
{
  if (measures->faces_asked == 0 || measures->face_share < 0.4)
    append (tags, "shot_size", "unknown", 0);
  else if (measures->face_height > 0.33)
    append (tags, "shot_size", "close_up", measures->face_share * reel_ramp (measures->face_height, 0.25, 0.40));
  else if (measures->face_height > 0.15)
    append (tags, "shot_size", "medium", measures->face_share * reel_ramp (measures->face_height, 0.12, 0.18));
  else
    append (tags, "shot_size", "wide", measures->face_share * reel_ramp (measures->face_height, 0.18, 0.12));
}

static void
append_faces (GArray                 *tags,
              const ReelClipMeasures *measures)
{
  const char *value = measures->n_faces <= 0 ? "none" : measures->n_faces == 1 ? "one" : "several";

  if (measures->faces_asked == 0)
    append (tags, "faces", "unknown", 0);
  else
    append (tags, "faces", value, measures->n_faces > 0 ? measures->face_share : 1 - measures->face_share);
}

static void
append_motion (GArray                 *tags,
               const ReelClipMeasures *measures)
{
  double still = reel_concept_activate (REEL_CONCEPT_STILL, measures->raw[REEL_CONCEPT_STILL]);
  double calm = reel_concept_activate (REEL_CONCEPT_CALM, measures->raw[REEL_CONCEPT_CALM]);
  double fast = reel_concept_activate (REEL_CONCEPT_FAST, measures->raw[REEL_CONCEPT_FAST]);

  if (still >= 0.5)
    append (tags, "motion", "still", still);
  else if (fast >= 0.5)
    append (tags, "motion", "fast", fast);
  else if (calm >= 0.5)
    append (tags, "motion", "calm", calm);
  else
    append (tags, "motion", "moderate", 1 - MAX (calm, fast));
}

static void
append_dominant_colour (GArray                 *tags,
                        const ReelClipMeasures *measures)
{
  ReelConcept most = REEL_CONCEPT_RED;

  for (ReelConcept c = REEL_CONCEPT_RED; c <= REEL_CONCEPT_GREY; c++)
    if (measures->raw[c] > measures->raw[most])
      most = c;

  append (tags, "dominant_colour", reel_concept_get_name (most), measures->raw[most]);
}

/**
 * reel_clip_tags_append:
 * @measures: what was measured in a clip
 * @tags: (element-type ReelTag): where to append
 *
 * Says in words what was measured: one tag of each category, `unknown` with a confidence of 0 where it can't be told.
 * The angle of the camera can't be told from these measures at all.
 */
void
reel_clip_tags_append (const ReelClipMeasures *measures,
                       GArray                 *tags)
{
  append_shot_size (tags, measures);
  append (tags, "camera_movement", camera_values[measures->camera], measures->camera_confidence);
  append (tags, "shooting_angle", "unknown", 0);
  append_either (tags, measures, "lighting", REEL_CONCEPT_DARK, "dark", REEL_CONCEPT_BRIGHT, "bright", "normal");
  append_either (tags, measures, "colour_temperature", REEL_CONCEPT_WARM, "warm", REEL_CONCEPT_COLD, "cold", "neutral");
  append_either (tags, measures, "colour", REEL_CONCEPT_BLACK_AND_WHITE, "black_and_white", REEL_CONCEPT_COLOURFUL, "vivid",
                 "natural");
  append_dominant_colour (tags, measures);
  append_motion (tags, measures);
  append_faces (tags, measures);
}
