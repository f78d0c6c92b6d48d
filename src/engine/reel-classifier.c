/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "engine/reel-classifier.h"
#include "engine/reel-engine-error.h"
#include "engine/reel-sight-network.h"
#include "engine/reel-sight-picture.h"

/* The network: see data/models/inception-v3.txt. Its class 0 is the background, which no class of ours is. */
#define SIDE 299
#define N_LOGITS (REEL_CLASSIFIER_N_CLASSES + 1)

static const ReelSightKind kind = {
  .file = "inception-v3.reelnn",
  .labels = "inception-v3.labels",
  .n_labels = N_LOGITS,
  .type = REEL_NN_TENSOR_U8,
  .side = SIDE,
  .n_outputs = 2,
  .outputs = { N_LOGITS, REEL_CLASSIFIER_N_FEATURES },
};

struct _ReelClassifier
{
  GObject parent_instance;

  /* owned */
  ReelSightNetwork *network;
};

G_DEFINE_FINAL_TYPE (ReelClassifier, reel_classifier, G_TYPE_OBJECT)

static void
reel_classifier_finalize (GObject *object)
{
  ReelClassifier *self = REEL_CLASSIFIER (object);

  g_clear_pointer (&self->network, reel_sight_network_free);

  G_OBJECT_CLASS (reel_classifier_parent_class)->finalize (object);
}

static void
reel_classifier_class_init (ReelClassifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_classifier_finalize;
}

static void
reel_classifier_init (ReelClassifier *self)
{
}

/**
 * reel_classifier_new:
 * @folder: the folder of models
 *
 * Returns: (transfer full): a classifier, which is not loaded yet
 */
ReelClassifier *
reel_classifier_new (const char *folder)
{
  ReelClassifier *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (REEL_TYPE_CLASSIFIER, NULL);
  self->network = reel_sight_network_new (&kind, folder);
  return self;
}

/**
 * reel_classifier_load:
 * @self: a classifier
 * @error: return location of a #ReelEngineError
 *
 * Loads it, if it is not loaded. Blocks for some milliseconds.
 *
 * Returns: whether it is loaded
 */
gboolean
reel_classifier_load (ReelClassifier  *self,
                      GError         **error)
{
  g_return_val_if_fail (REEL_IS_CLASSIFIER (self), FALSE);

  return reel_sight_network_load (self->network, error);
}

/**
 * reel_classifier_trim:
 * @self: a classifier
 *
 * Lets go of its memory, until it is needed again.
 */
void
reel_classifier_trim (ReelClassifier *self)
{
  g_return_if_fail (REEL_IS_CLASSIFIER (self));

  reel_sight_network_trim (self->network);
}

/**
 * reel_classifier_get_label:
 * @self: a classifier that was loaded once
 * @class: a class
 *
 * Returns: (transfer none) (nullable): its name in English, the first of WordNet's for it, such as `tabby`; %NULL where there
 *   is no such class
 */
const char *
reel_classifier_get_label (ReelClassifier *self,
                           guint          class)
{
  g_return_val_if_fail (REEL_IS_CLASSIFIER (self), NULL);

  return reel_sight_network_get_label (self->network, class + 1);
}

static void
fill_classes (const float *logits,
              float       *classes)
{
  float greatest = logits[1], sum = 0;

  for (guint i = 2; i < N_LOGITS; i++)
    greatest = MAX (greatest, logits[i]);
  for (guint i = 0; i < REEL_CLASSIFIER_N_CLASSES; i++)
    sum += classes[i] = expf (logits[i + 1] - greatest);
  for (guint i = 0; i < REEL_CLASSIFIER_N_CLASSES; i++)
    classes[i] /= sum;
}

/**
 * reel_classifier_classify:
 * @self: a classifier
 * @frame: a picture
 * @part: (nullable): what part of it to look at, %NULL for all; stretched to a square
 * @classes: (out caller-allocates): 1,000 probabilities, which make 1 together: the softmax without the background
 * @features: (out caller-allocates) (nullable): 2,048 numbers of 0 and more, the averages before the last layer, for
 *   likeness
 * @cancellable: (nullable): ends it within milliseconds
 * @error: return location of a #ReelEngineError, or %G_IO_ERROR_CANCELLED
 *
 * Says what it shows. Blocks for some ten milliseconds, in the caller's thread.
 *
 * Returns: whether it could be done; on an error @classes and @features are as they were
 */
gboolean
reel_classifier_classify (ReelClassifier  *self,
                          ReelFrame       *frame,
                          const ReelBox   *part,
                          float           *classes,
                          float           *features,
                          GCancellable    *cancellable,
                          GError         **error)
{
  const gsize size = (gsize) SIDE * SIDE * 3;
  g_autofree guint8 *rgb = NULL;
  ReelSightLease *lease;
  gboolean done;

  g_return_val_if_fail (REEL_IS_CLASSIFIER (self), FALSE);
  g_return_val_if_fail (frame != NULL && classes != NULL, FALSE);

  rgb = g_malloc (size);
  if (!reel_sight_picture_resize (frame, part, SIDE, SIDE, (gsize) SIDE * 3, rgb))
    {
      reel_engine_error_set_frame (error);
      return FALSE;
    }

  lease = reel_sight_network_begin (self->network, error);
  if (lease == NULL)
    return FALSE;

  done = reel_nn_run_execute (lease->run, rgb, size, cancellable, error);
  if (done)
    {
      float logits[N_LOGITS];

      reel_nn_run_get_output_floats (lease->run, 0, logits);
      fill_classes (logits, classes);
      if (features != NULL)
        reel_nn_run_get_output_floats (lease->run, 1, features);
    }
  reel_sight_network_end (self->network, lease);

  return done;
}
