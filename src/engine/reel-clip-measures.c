/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/reel-clip-measures.h"
#include "engine/reel-frame-measures.h"

/* Seconds between the pictures whose colours, light and texture are measured. */
#define STILL_INTERVAL 0.35

/* Steps of luma (of 255) that are noise and compression, not movement. */
#define NOISE 6

static const ReelConcept camera_concepts[] = {
  [REEL_CAMERA_UNKNOWN] = REEL_CONCEPT_NONE,
  [REEL_CAMERA_STATIC] = REEL_CONCEPT_STATIC_CAMERA,
  [REEL_CAMERA_PAN_LEFT] = REEL_CONCEPT_PAN_LEFT,
  [REEL_CAMERA_PAN_RIGHT] = REEL_CONCEPT_PAN_RIGHT,
  [REEL_CAMERA_TILT_UP] = REEL_CONCEPT_TILT_UP,
  [REEL_CAMERA_TILT_DOWN] = REEL_CONCEPT_TILT_DOWN,
  [REEL_CAMERA_ZOOM_IN] = REEL_CONCEPT_ZOOM_IN,
  [REEL_CAMERA_ZOOM_OUT] = REEL_CONCEPT_ZOOM_OUT,
  [REEL_CAMERA_ROLL] = REEL_CONCEPT_ROLL,
  [REEL_CAMERA_HANDHELD] = REEL_CONCEPT_HANDHELD,
};

/* Means over pictures some way apart: a clip is as red as its pictures are on average. */
static gboolean
measure_stills (ReelClipMeasures *self,
                GPtrArray        *frames)
{
  double due = -G_MAXDOUBLE;
  guint n = 0;

  for (guint i = 0; i < frames->len; i++)
    {
      const ReelSampledFrame *sampled = g_ptr_array_index (frames, i);
      ReelFrameMeasures measures;

      if (sampled->frame == NULL || sampled->time < due)
        continue;
      if (!reel_frame_measures_take (&measures, sampled->frame))
        return FALSE;

      for (guint c = 0; c < REEL_N_CONCEPTS; c++)
        self->raw[c] += measures.raw[c];
      due = sampled->time + STILL_INTERVAL;
      n++;
    }

  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    self->raw[c] /= MAX (n, 1);

  return TRUE;
}

static double
mean_luma (const ReelLuma *luma)
{
  gsize n = (gsize) luma->width * luma->height;
  guint64 sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += luma->pixels[i];

  return (double) sum / (255.0 * n);
}

/* Mean change of luma between two pictures of one size, 0…1, without what is noise. */
static double
mean_change (const ReelLuma *from,
             const ReelLuma *to)
{
  gsize n = (gsize) from->width * from->height;
  guint64 sum = 0;

  if (from->width != to->width || from->height != to->height)
    return 0;

  for (gsize i = 0; i < n; i++)
    {
      guint step = (guint) abs (from->pixels[i] - to->pixels[i]);

      if (step > NOISE)
        sum += step - NOISE;
    }

  return (double) sum / (255.0 * n);
}

static double
mean_of (const double *values,
         guint         n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += values[i];

  return n > 0 ? sum / n : 0;
}

/* How the brightness of the whole picture goes: flicker is the second difference, a fade the way from the first third
 * to the last. */
static void
measure_brightness (ReelClipMeasures *self,
                    const double     *lumas,
                    guint             n)
{
  guint third = MAX (1, n / 3);
  double rise, flicker = 0;

  if (n < 3)
    return;

  for (guint i = 1; i + 1 < n; i++)
    flicker += fabs (lumas[i + 1] - 2 * lumas[i] + lumas[i - 1]) / 2;
  self->raw[REEL_CONCEPT_FLICKER] = flicker / (n - 2);

  rise = mean_of (lumas + n - third, third) - mean_of (lumas, third);
  self->raw[REEL_CONCEPT_BRIGHTENING] = MAX (0, rise);
  self->raw[REEL_CONCEPT_DARKENING] = MAX (0, -rise);
}

static gboolean
measure_motion (ReelClipMeasures *self,
                GPtrArray        *frames)
{
  g_autofree double *lumas = g_new (double, frames->len);
  g_autofree ReelPairMotion *pairs = g_new0 (ReelPairMotion, frames->len);
  g_autoptr (ReelLuma) before = NULL;
  const ReelSampledFrame *first = g_ptr_array_index (frames, 0);
  const ReelSampledFrame *last = g_ptr_array_index (frames, frames->len - 1);
  double duration = last->time - first->time;
  double changes = 0, astray = 0;
  guint n_pairs = frames->len - 1, n_astray = 0;

  for (guint i = 0; i < frames->len; i++)
    {
      const ReelSampledFrame *sampled = g_ptr_array_index (frames, i);
      g_autoptr (ReelLuma) luma = reel_sampled_frame_dup_luma (sampled);

      if (luma == NULL)
        return FALSE;

      lumas[i] = mean_luma (luma);
      if (before != NULL)
        {
          ReelPairMotion *pair = &pairs[i - 1];

          reel_camera_motion_estimate (before, luma, pair);
          changes += mean_change (before, luma);
          if (pair->known)
            {
              astray += pair->astray;
              n_astray++;
            }
        }
      g_clear_pointer (&before, reel_luma_unref);
      before = g_steal_pointer (&luma);
    }

  measure_brightness (self, lumas, frames->len);
  if (n_pairs == 0 || duration <= 0)
    return TRUE;

  self->motion = changes / duration;
  self->raw[REEL_CONCEPT_STILL] = reel_ramp (self->motion, 0.10, 0.01);
  self->raw[REEL_CONCEPT_CALM] = reel_ramp (self->motion, 0.60, 0.10);
  self->raw[REEL_CONCEPT_FAST] = self->motion;
  self->raw[REEL_CONCEPT_MOVING_PARTS] = n_astray > 0 ? astray / n_astray : 0;
  self->raw[REEL_CONCEPT_QUICK_CUT] = reel_ramp (duration + duration / n_pairs, 2.2, 0.8);

  self->camera = reel_camera_motion_classify (pairs, n_pairs, duration / n_pairs, &self->camera_confidence);
  if (camera_concepts[self->camera] != REEL_CONCEPT_NONE)
    self->raw[camera_concepts[self->camera]] = self->camera_confidence;

  return TRUE;
}

static int
compare_rising (gconstpointer a,
                gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Shot sizes by the height of the largest face, as handbooks of framing give them: from the shoulders up it takes about
 * a third of the frame, from the waist up about a sixth. */
static void
measure_faces (ReelClipMeasures *self,
               GPtrArray        *frames)
{
  g_autofree double *numbers = g_new (double, frames->len);
  g_autofree double *heights = g_new (double, frames->len);
  guint n = 0, with = 0, one = 0, many = 0;

  for (guint i = 0; i < frames->len; i++)
    {
      const ReelSampledFrame *sampled = g_ptr_array_index (frames, i);

      if (sampled->n_faces < 0)
        continue;

      numbers[n++] = sampled->n_faces;
      if (sampled->n_faces > 0)
        heights[with++] = sampled->face_height;
      one += sampled->n_faces == 1;
      many += sampled->n_faces > 1;
    }

  self->faces_asked = n;
  if (n == 0)
    return;

  qsort (numbers, n, sizeof (double), compare_rising);
  self->n_faces = (int) numbers[n / 2];
  self->face_share = (double) with / n;
  self->raw[REEL_CONCEPT_FACE] = self->face_share;
  self->raw[REEL_CONCEPT_NO_FACE] = 1 - self->face_share;
  self->raw[REEL_CONCEPT_ONE_FACE] = (double) one / n;
  self->raw[REEL_CONCEPT_MANY_FACES] = (double) many / n;
  if (with > 0)
    {
      double height;

      qsort (heights, with, sizeof (double), compare_rising);
      height = self->face_height = heights[with / 2];
      self->raw[REEL_CONCEPT_CLOSE_UP] = self->face_share * reel_ramp (height, 0.25, 0.40);
      self->raw[REEL_CONCEPT_MEDIUM_SHOT] = self->face_share * reel_ramp (height, 0.12, 0.18)
                                              * reel_ramp (height, 0.40, 0.30);
      self->raw[REEL_CONCEPT_WIDE_SHOT] = self->face_share * reel_ramp (height, 0.18, 0.12);
    }
}

/**
 * reel_clip_measures_take:
 * @self: (out caller-allocates): where to put them
 * @frames: (element-type ReelSampledFrame): the pictures of a clip in the order of time, one at least
 *
 * Measures a clip. From any thread.
 *
 * Returns: %FALSE where a frame has fewer bytes than it says
 */
gboolean
reel_clip_measures_take (ReelClipMeasures *self,
                         GPtrArray        *frames)
{
  g_return_val_if_fail (frames != NULL && frames->len > 0, FALSE);

  memset (self, 0, sizeof *self);
  if (!measure_stills (self, frames) || !measure_motion (self, frames))
    return FALSE;
  measure_faces (self, frames);

  return TRUE;
}
