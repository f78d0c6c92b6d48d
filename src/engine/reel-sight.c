/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "engine/reel-engine-error.h"
#include "engine/reel-face-finder.h"
#include "engine/reel-frame-measures.h"
#include "engine/reel-sight-picture.h"
#include "engine/reel-sight-tags.h"
#include "engine/reel-sight.h"

/* Seconds of a clip for each frame that the networks look at. */
#define INTERVAL 1.5

/* Scores below this say nothing, not even for ranking. */
#define SOFTEST 0.25f

/* What the classifier looks at beside the whole frame: objects that fill no more and no less of it. */
#define PART_SMALLEST 0.02f
#define PART_LARGEST 0.4f

/* How much of an object's surroundings belongs to the part, on each side. */
#define PART_MARGIN 0.15f

/* A frame that is longer by more is looked at a second time, its middle unstretched. */
#define NEARLY_SQUARE 1.15

/* Side of the picture in which an object's colours are counted. */
#define HUE_SIDE 24

/* COCO's animals. */
#define FIRST_ANIMAL 14 /* bird */
#define LAST_ANIMAL  23 /* giraffe */

struct _ReelSight
{
  GObject parent_instance;

  /* owned */
  ReelDetector *detector;
  ReelFaceFinder *faces;
  ReelClassifier *classifier;
};

G_DEFINE_FINAL_TYPE (ReelSight, reel_sight, G_TYPE_OBJECT)

static void
reel_sight_dispose (GObject *object)
{
  ReelSight *self = REEL_SIGHT (object);

  g_clear_object (&self->detector);
  g_clear_object (&self->faces);
  g_clear_object (&self->classifier);

  G_OBJECT_CLASS (reel_sight_parent_class)->dispose (object);
}

static void
reel_sight_class_init (ReelSightClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_sight_dispose;
}

static void
reel_sight_init (ReelSight *self)
{
}

/**
 * reel_sight_new:
 * @folder: the folder of models
 *
 * Returns: (transfer full): a #ReelSight that has loaded nothing yet
 */
ReelSight *
reel_sight_new (const char *folder)
{
  ReelSight *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (REEL_TYPE_SIGHT, NULL);
  self->detector = reel_detector_new (folder);
  self->faces = reel_face_finder_new (folder);
  self->classifier = reel_classifier_new (folder);
  return self;
}

/**
 * reel_sight_load:
 * @self: a #ReelSight
 * @cancellable: (nullable): looked at between two networks
 * @error: return location of a #ReelEngineError, or %G_IO_ERROR_CANCELLED
 *
 * Loads what is not loaded yet. Blocks for less than a tenth of a second.
 *
 * Returns: whether all is loaded
 */
gboolean
reel_sight_load (ReelSight     *self,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_return_val_if_fail (REEL_IS_SIGHT (self), FALSE);

  return !g_cancellable_set_error_if_cancelled (cancellable, error) && reel_detector_load (self->detector, error)
         && !g_cancellable_set_error_if_cancelled (cancellable, error) && reel_face_finder_load (self->faces, error)
         && !g_cancellable_set_error_if_cancelled (cancellable, error) && reel_classifier_load (self->classifier, error);
}

/**
 * reel_sight_trim:
 * @self: a #ReelSight
 *
 * Lets go of the networks' memory, until they are needed again: for a service with nothing to do.
 */
void
reel_sight_trim (ReelSight *self)
{
  g_return_if_fail (REEL_IS_SIGHT (self));

  reel_detector_trim (self->detector);
  reel_face_finder_trim (self->faces);
  reel_classifier_trim (self->classifier);
}

/* Which colours the middle of an object has: at its border is what lies behind it. */
static gboolean
count_hues (ReelFrame     *frame,
            ReelDetection *object)
{
  const ReelBox *box = &object->box;
  float across = (box->right - box->left) * 0.2f, down = (box->bottom - box->top) * 0.15f;
  ReelBox middle = { box->left + across, box->top + down, box->right - across, box->bottom - down };
  guint8 rgb[HUE_SIDE * HUE_SIDE * 3];

  if (!reel_sight_picture_resize (frame, &middle, HUE_SIDE, HUE_SIDE, HUE_SIDE * 3, rgb))
    return FALSE;

  for (guint i = 0; i < HUE_SIDE * HUE_SIDE; i++)
    {
      ReelConcept colour = reel_frame_measures_name_colour (rgb + 3 * i);

      object->hues[colour - REEL_CONCEPT_RED] += 1.0f / (HUE_SIDE * HUE_SIDE);
    }

  return TRUE;
}

/* Whether the middle of @face lies in an animal that is surer than any person there: dogs have faces, too. */
static gboolean
is_of_animal (const ReelDetection *face,
              GArray              *objects)
{
  float x = (face->box.left + face->box.right) / 2, y = (face->box.top + face->box.bottom) / 2;
  float animal = 0, person = 0;

  for (guint i = 0; i < objects->len; i++)
    {
      const ReelDetection *object = &g_array_index (objects, ReelDetection, i);

      if (x < object->box.left || x > object->box.right || y < object->box.top || y > object->box.bottom)
        continue;
      if (object->class == REEL_DETECTOR_PERSON)
        person = MAX (person, object->score);
      else if (object->class >= FIRST_ANIMAL && object->class <= LAST_ANIMAL)
        animal = MAX (animal, object->score);
    }

  return animal > person;
}

/* Adds a frame that was looked at. Takes the arrays. */
static gboolean
add_seen (ReelEvidence  *evidence,
          ReelFrame     *frame,
          GArray        *objects,
          GArray        *faces,
          GError       **error)
{
  ReelSeenFrame *seen = g_new0 (ReelSeenFrame, 1);

  seen->time = frame->time;
  seen->objects = objects;
  seen->faces = faces;
  g_ptr_array_add (evidence->frames, seen);
  for (guint i = 0; i < objects->len; i++)
    if (!count_hues (frame, &g_array_index (objects, ReelDetection, i)))
      {
        reel_engine_error_set_frame (error);
        return FALSE;
      }

  return TRUE;
}

static gboolean
find_things (ReelSight      *self,
             ReelFrame      *frame,
             ReelEvidence   *evidence,
             GCancellable   *cancellable,
             GError        **error)
{
  g_autoptr (GArray) objects = reel_detector_find (self->detector, frame, SOFTEST, cancellable, error);
  g_autoptr (GArray) faces = NULL;

  if (objects == NULL)
    return FALSE;
  faces = reel_face_finder_find (self->faces, frame, cancellable, error);
  if (faces == NULL)
    return FALSE;

  for (guint i = faces->len; i-- > 0;)
    if (is_of_animal (&g_array_index (faces, ReelDetection, i), objects))
      g_array_remove_index (faces, i);
  return add_seen (evidence, frame, g_steal_pointer (&objects), g_steal_pointer (&faces), error);
}

/* Adds the whole frame, stretched, to the views; @view: (out) (optional) (transfer none). */
static gboolean
classify_whole (ReelSight      *self,
                ReelFrame      *frame,
                ReelEvidence   *evidence,
                ReelView      **view,
                GCancellable   *cancellable,
                GError        **error)
{
  g_autofree ReelView *whole = g_new0 (ReelView, 1);
  g_autofree float *features = g_new (float, REEL_CLASSIFIER_N_FEATURES);

  whole->time = frame->time;
  whole->part = (ReelBox) { 0, 0, 1, 1 };
  if (!reel_classifier_classify (self->classifier, frame, NULL, whole->classes, features, cancellable, error))
    return FALSE;

  for (guint i = 0; i < REEL_CLASSIFIER_N_FEATURES; i++)
    evidence->features[i] += features[i];
  if (view != NULL)
    *view = whole;
  g_ptr_array_add (evidence->views, g_steal_pointer (&whole));
  return TRUE;
}

/* The whole frame, stretched, and its middle square where that is something else: the mean of both is one view. */
static gboolean
classify_frame (ReelSight      *self,
                ReelFrame      *frame,
                ReelEvidence   *evidence,
                GCancellable   *cancellable,
                GError        **error)
{
  double aspect = (double) frame->width / frame->height;
  float across = (float) MIN (1, 1 / aspect) / 2, down = (float) MIN (1, aspect) / 2;
  const ReelBox square = { 0.5f - across, 0.5f - down, 0.5f + across, 0.5f + down };
  ReelView *view = NULL;

  if (!classify_whole (self, frame, evidence, &view, cancellable, error))
    return FALSE;

  if (MAX (aspect, 1 / aspect) > NEARLY_SQUARE)
    {
      g_autofree float *middle = g_new (float, REEL_CLASSIFIER_N_CLASSES);

      if (!reel_classifier_classify (self->classifier, frame, &square, middle, NULL, cancellable, error))
        return FALSE;
      for (guint c = 0; c < REEL_CLASSIFIER_N_CLASSES; c++)
        view->classes[c] = (view->classes[c] + middle[c]) / 2;
    }

  return TRUE;
}

typedef struct
{
  ReelFrame *frame;            /* (borrowed) */
  const ReelDetection *object; /* (borrowed) */
} Part;

/* The surest object of another class than @other that the classifier sees better alone. People are not among its classes. */
static Part
choose_part (GPtrArray    *looked_at,
             ReelEvidence *evidence,
             guint         other)
{
  Part best = { NULL, NULL };

  for (guint i = 0; i < evidence->frames->len; i++)
    {
      const ReelSeenFrame *seen = g_ptr_array_index (evidence->frames, i);
      ReelFrame *frame = reel_sampled_frame_get_largest (g_ptr_array_index (looked_at, i));

      for (guint j = 0; j < seen->objects->len; j++)
        {
          const ReelDetection *object = &g_array_index (seen->objects, ReelDetection, j);
          float area = reel_box_get_area (&object->box);

          if (object->class == REEL_DETECTOR_PERSON || object->class == other || object->score < REEL_DETECTOR_SURE
              || area < PART_SMALLEST || area > PART_LARGEST || (best.object != NULL && object->score <= best.object->score))
            continue;
          best.frame = frame;
          best.object = object;
        }
    }

  return best;
}

static gboolean
classify_parts (ReelSight      *self,
                GPtrArray      *looked_at,
                ReelEvidence   *evidence,
                GCancellable   *cancellable,
                GError        **error)
{
  guint other = REEL_DETECTOR_PERSON;

  for (guint i = 0; i < REEL_SIGHT_MOST_PARTS; i++)
    {
      Part part = choose_part (looked_at, evidence, other);
      g_autofree ReelView *view = g_new0 (ReelView, 1);
      float across, down;

      if (part.object == NULL)
        break;

      across = (part.object->box.right - part.object->box.left) * PART_MARGIN;
      down = (part.object->box.bottom - part.object->box.top) * PART_MARGIN;
      view->time = part.frame->time;
      view->part.left = MAX (0, part.object->box.left - across);
      view->part.top = MAX (0, part.object->box.top - down);
      view->part.right = MIN (1, part.object->box.right + across);
      view->part.bottom = MIN (1, part.object->box.bottom + down);
      if (!reel_classifier_classify (self->classifier, part.frame, &view->part, view->classes, NULL, cancellable, error))
        return FALSE;

      g_ptr_array_add (evidence->views, g_steal_pointer (&view));
      other = part.object->class;
    }

  return TRUE;
}

/* Measures the clip, with the faces that were found now. */
static gboolean
measure (GPtrArray    *frames,
         GPtrArray    *looked_at,
         ReelEvidence *evidence)
{
  g_autoptr (GPtrArray) with_faces = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);
  guint next = 0;

  for (guint i = 0; i < frames->len; i++)
    {
      const ReelSampledFrame *sampled = g_ptr_array_index (frames, i);
      ReelSampledFrame *copy = reel_sampled_frame_copy (sampled);

      copy->n_faces = -1;
      g_ptr_array_add (with_faces, copy);
      if (next < looked_at->len && g_ptr_array_index (looked_at, next) == sampled)
        {
          const ReelSeenFrame *seen = g_ptr_array_index (evidence->frames, next++);

          copy->n_faces = (int) seen->faces->len;
          for (guint j = 0; j < seen->faces->len; j++)
            {
              const ReelBox *box = &g_array_index (seen->faces, ReelDetection, j).box;

              copy->face_height = MAX (copy->face_height, box->bottom - box->top);
            }
        }
    }

  return reel_clip_measures_take (&evidence->measures, with_faces);
}

/* What is worked out of all that was seen, in frames where faces were looked for or, with none of them, in others. Takes
 * @evidence. */
static ReelEvidence *
complete (ReelSight     *self,
          GPtrArray     *frames,
          GPtrArray     *looked_at,
          ReelEvidence  *evidence,
          GError       **error)
{
  g_autoptr (ReelEvidence) owned = evidence;

  if (!measure (frames, looked_at, owned))
    {
      reel_engine_error_set_frame (error);
      return NULL;
    }

  for (guint i = 0; i < REEL_CLASSIFIER_N_FEATURES; i++)
    owned->features[i] /= owned->frames->len;
  reel_evidence_sum_up (owned);
  reel_sight_tags_append (owned, self->detector, self->classifier);
  return g_steal_pointer (&owned);
}

/**
 * reel_sight_look:
 * @self: a #ReelSight
 * @frames: (element-type ReelSampledFrame): the pictures of one clip in the order of time, one at least; their faces are
 *   looked for anew
 * @cancellable: (nullable): ends it within milliseconds
 * @error: return location of a #ReelEngineError, or %G_IO_ERROR_CANCELLED
 *
 * Looks at a clip: measures all pictures, and lets the networks look at four of them at most. Blocks for some tenths of a
 * second, in the caller's thread. Takes up to 30 MiB while it runs, beside the networks.
 *
 * Returns: (transfer full) (nullable): what it shows, or %NULL on an error
 */
ReelEvidence *
reel_sight_look (ReelSight     *self,
                 GPtrArray     *frames,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr (ReelEvidence) evidence = NULL;
  g_autoptr (GPtrArray) looked_at = NULL;

  g_return_val_if_fail (REEL_IS_SIGHT (self), NULL);
  g_return_val_if_fail (frames != NULL && frames->len > 0, NULL);

  evidence = reel_evidence_new ();
  looked_at = reel_sampled_frames_choose (frames, INTERVAL, REEL_SIGHT_MOST_FRAMES);
  for (guint i = 0; i < looked_at->len; i++)
    {
      ReelFrame *frame = reel_sampled_frame_get_largest (g_ptr_array_index (looked_at, i));

      if (!find_things (self, frame, evidence, cancellable, error)
          || !classify_frame (self, frame, evidence, cancellable, error))
        return NULL;
    }
  if (!classify_parts (self, looked_at, evidence, cancellable, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return complete (self, frames, looked_at, g_steal_pointer (&evidence), error);
}

/**
 * reel_sight_glance:
 * @self: a #ReelSight
 * @frames: (element-type ReelSampledFrame): the pictures of one clip in the order of time, one at least
 * @cancellable: (nullable): ends it within milliseconds
 * @error: return location of a #ReelEngineError, or %G_IO_ERROR_CANCELLED
 *
 * A quick look at a clip: objects and classes of the whole of the frame in its middle. Faces are not looked for.
 *
 * Returns: (transfer full) (nullable): what it shows, or %NULL on an error
 */
ReelEvidence *
reel_sight_glance (ReelSight     *self,
                   GPtrArray     *frames,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (ReelEvidence) evidence = NULL;
  g_autoptr (GPtrArray) no_faces = g_ptr_array_new ();
  g_autoptr (GPtrArray) middle = NULL;
  g_autoptr (GArray) objects = NULL;
  ReelFrame *frame;

  g_return_val_if_fail (REEL_IS_SIGHT (self), NULL);
  g_return_val_if_fail (frames != NULL && frames->len > 0, NULL);

  evidence = reel_evidence_new ();
  middle = reel_sampled_frames_choose (frames, INTERVAL, 1);
  frame = reel_sampled_frame_get_largest (g_ptr_array_index (middle, 0));
  objects = reel_detector_find (self->detector, frame, SOFTEST, cancellable, error);
  if (objects == NULL
      || !add_seen (evidence, frame, g_steal_pointer (&objects), g_array_new (FALSE, FALSE, sizeof (ReelDetection)), error)
      || !classify_whole (self, frame, evidence, NULL, cancellable, error))
    return NULL;

  return complete (self, frames, no_faces, g_steal_pointer (&evidence), error);
}
