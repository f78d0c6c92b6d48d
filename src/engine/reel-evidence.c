/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/reel-evidence.h"
#include "engine/reel-frame-measures.h"

/* From this score on an object counts as one of several. */
#define COUNTED 0.4f

G_DEFINE_BOXED_TYPE (ReelEvidence, reel_evidence, reel_evidence_ref, reel_evidence_unref)

static void
seen_frame_free (ReelSeenFrame *frame)
{
  g_clear_pointer (&frame->objects, g_array_unref);
  g_clear_pointer (&frame->faces, g_array_unref);
  g_free (frame);
}

/**
 * reel_evidence_new:
 *
 * Returns: (transfer full): evidence of nothing, to be filled by one thread
 */
ReelEvidence *
reel_evidence_new (void)
{
  ReelEvidence *self = g_atomic_rc_box_new0 (ReelEvidence);

  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) seen_frame_free);
  self->views = g_ptr_array_new_with_free_func (g_free);
  self->tags = g_array_new (FALSE, FALSE, sizeof (ReelTag));
  return self;
}

/**
 * reel_evidence_ref:
 * @self: evidence
 *
 * Returns: (transfer full): @self
 */
ReelEvidence *
reel_evidence_ref (ReelEvidence *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
reel_evidence_clear (gpointer data)
{
  ReelEvidence *self = data;

  g_ptr_array_unref (self->frames);
  g_ptr_array_unref (self->views);
  g_free (self->written);
  g_array_unref (self->tags);
}

/**
 * reel_evidence_unref:
 * @self: (transfer full): evidence
 */
void
reel_evidence_unref (ReelEvidence *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, reel_evidence_clear);
}

/**
 * reel_evidence_get_mass:
 * @self: evidence
 * @classes: (array length=n_classes): classes of the classifier, each once
 * @n_classes: how many
 *
 * How probable it is that the clip shows one of them: 'a dog' is any of 118 breeds.
 *
 * Returns: the largest sum of their probabilities in a view, 0…1
 */
float
reel_evidence_get_mass (const ReelEvidence *self,
                        const guint16      *classes,
                        gsize               n_classes)
{
  float most = 0;

  for (guint i = 0; i < self->views->len; i++)
    {
      const ReelView *view = g_ptr_array_index (self->views, i);
      float sum = 0;

      for (gsize j = 0; j < n_classes; j++)
        if (classes[j] < REEL_CLASSIFIER_N_CLASSES)
          sum += view->classes[classes[j]];
      most = MAX (most, sum);
    }

  return MIN (most, 1);
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return (x > y) - (x < y);
}

static int
compare_heights (gconstpointer a,
                 gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

static void
sum_up_class (ReelEvidence *self,
              guint         class)
{
  g_autofree guint *counts = g_new0 (guint, self->frames->len);

  for (guint i = 0; i < self->frames->len; i++)
    {
      const ReelSeenFrame *frame = g_ptr_array_index (self->frames, i);

      for (guint j = 0; j < frame->objects->len; j++)
        {
          const ReelDetection *object = &g_array_index (frame->objects, ReelDetection, j);

          if (object->class != class)
            continue;
          self->objects[class] = MAX (self->objects[class], object->score);
          counts[i] += object->score >= COUNTED;
        }
    }

  if (self->frames->len > 0)
    qsort (counts, self->frames->len, sizeof (guint), compare_numbers);
  self->counts[class] = self->frames->len > 0 ? counts[self->frames->len / 2] : 0;
}

static void
sum_up_people (ReelEvidence *self)
{
  g_autofree float *heights = g_new0 (float, self->frames->len);
  double wide;
  guint n = 0;

  for (guint i = 0; i < self->frames->len; i++)
    {
      const ReelSeenFrame *frame = g_ptr_array_index (self->frames, i);
      float highest = 0;

      for (guint j = 0; j < frame->objects->len; j++)
        {
          const ReelDetection *object = &g_array_index (frame->objects, ReelDetection, j);

          if (object->class == REEL_DETECTOR_PERSON && object->score >= COUNTED)
            highest = MAX (highest, object->box.bottom - object->box.top);
        }
      if (highest > 0)
        heights[n++] = highest;
    }

  if (n == 0)
    return;

  qsort (heights, n, sizeof (float), compare_heights);
  self->person_height = heights[n / 2];

  /* People who are too far away to have a face. Near ones may be cut by the frame, so their height says nothing. */
  wide = self->objects[REEL_DETECTOR_PERSON] * reel_ramp (self->person_height, 0.6, 0.4);
  if (self->measures.face_share < 0.4)
    self->measures.raw[REEL_CONCEPT_WIDE_SHOT] = MAX (self->measures.raw[REEL_CONCEPT_WIDE_SHOT], wide);
}

/**
 * reel_evidence_sum_up:
 * @self: evidence whose frames, views and measures are there
 *
 * Fills in what is told of the clip as a whole: best scores, counts, sizes.
 */
void
reel_evidence_sum_up (ReelEvidence *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->views->len; i++)
    {
      const ReelView *view = g_ptr_array_index (self->views, i);

      for (guint c = 0; c < REEL_CLASSIFIER_N_CLASSES; c++)
        self->classes[c] = MAX (self->classes[c], view->classes[c]);
    }
  for (guint c = 0; c < REEL_DETECTOR_N_CLASSES; c++)
    sum_up_class (self, c);
  sum_up_people (self);
}
