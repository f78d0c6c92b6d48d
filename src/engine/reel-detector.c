/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "engine/reel-detector.h"
#include "engine/reel-engine-error.h"
#include "engine/reel-sight-network.h"
#include "engine/reel-sight-picture.h"

/* The network: see data/models/nanodet-g.txt. */
#define SIDE     416
#define N_LEVELS 3
#define N_BINS   11

/*
 * How much more one direction may be stretched than the other: 16:9 fills the square. Objects are found as well in a
 * stretched frame as beside black bars, and larger; a strip would be stretched out of recognition.
 */
#define STRETCH (16.0 / 9)

/* Two boxes of a class that share more are one object. */
#define OVERLAP 0.6f

/* More than this in one frame is a crowd, whatever the number. */
#define MOST 100

/* Before suppression: what a hostile picture could make of 3,549 places and 80 classes is cut off. */
#define MOST_CANDIDATES 4000

static const guint strides[N_LEVELS] = { 8, 16, 32 };

static const ReelSightKind kind = {
  .file = "nanodet-g.reelnn",
  .labels = "nanodet-g.labels",
  .n_labels = REEL_DETECTOR_N_CLASSES,
  .type = REEL_NN_TENSOR_F32,
  .side = SIDE,
  .n_outputs = 2 * N_LEVELS,
  .outputs = { 52 * 52 * REEL_DETECTOR_N_CLASSES, 26 * 26 * REEL_DETECTOR_N_CLASSES, 13 * 13 * REEL_DETECTOR_N_CLASSES,
               52 * 52 * 4 * N_BINS, 26 * 26 * 4 * N_BINS, 13 * 13 * 4 * N_BINS },
};

struct _ReelDetector
{
  GObject parent_instance;

  /* owned */
  ReelSightNetwork *network;
};

G_DEFINE_FINAL_TYPE (ReelDetector, reel_detector, G_TYPE_OBJECT)

static void
reel_detector_finalize (GObject *object)
{
  ReelDetector *self = REEL_DETECTOR (object);

  g_clear_pointer (&self->network, reel_sight_network_free);

  G_OBJECT_CLASS (reel_detector_parent_class)->finalize (object);
}

static void
reel_detector_class_init (ReelDetectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_detector_finalize;
}

static void
reel_detector_init (ReelDetector *self)
{
}

/**
 * reel_detector_new:
 * @folder: the folder of models
 *
 * Returns: (transfer full): a detector, which is not loaded yet
 */
ReelDetector *
reel_detector_new (const char *folder)
{
  ReelDetector *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (REEL_TYPE_DETECTOR, NULL);
  self->network = reel_sight_network_new (&kind, folder);
  return self;
}

/**
 * reel_detector_load:
 * @self: a detector
 * @error: return location of a #ReelEngineError
 *
 * Loads it, if it is not loaded. Blocks for some milliseconds.
 *
 * Returns: whether it is loaded
 */
gboolean
reel_detector_load (ReelDetector  *self,
                    GError       **error)
{
  g_return_val_if_fail (REEL_IS_DETECTOR (self), FALSE);

  return reel_sight_network_load (self->network, error);
}

/**
 * reel_detector_trim:
 * @self: a detector
 *
 * Lets go of its memory, until it is needed again.
 */
void
reel_detector_trim (ReelDetector *self)
{
  g_return_if_fail (REEL_IS_DETECTOR (self));

  reel_sight_network_trim (self->network);
}

/**
 * reel_detector_get_label:
 * @self: a detector that was loaded once
 * @class: a class
 *
 * Returns: (transfer none) (nullable): its name in English, such as `dog`; %NULL where there is no such class
 */
const char *
reel_detector_get_label (ReelDetector *self,
                         guint        class)
{
  g_return_val_if_fail (REEL_IS_DETECTOR (self), NULL);

  return reel_sight_network_get_label (self->network, class);
}

/* Blue, green, red; the channels' means and deviations of the training. */
static float *
normalise (const guint8 *rgb)
{
  static const float means[3] = { 103.53f, 116.28f, 123.675f };
  static const float deviations[3] = { 57.375f, 57.12f, 58.395f };
  gsize n = (gsize) SIDE * SIDE;
  float *values = g_new (float, 3 * n);

  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < 3; c++)
      values[3 * i + c] = (rgb[3 * i + 2 - c] - means[c]) / deviations[c];

  return values;
}

/* The mean of 0 … 10 by the softmax of their logits. */
static float
expect_distance (const float *logits)
{
  float greatest = logits[0], sum = 0, mean = 0;

  for (guint i = 1; i < N_BINS; i++)
    greatest = MAX (greatest, logits[i]);
  for (guint i = 0; i < N_BINS; i++)
    {
      float share = expf (logits[i] - greatest);

      sum += share;
      mean += share * i;
    }

  return mean / sum;
}

static void
decode_level (ReelNnRun          *run,
              guint               level,
              float               least,
              const ReelSightFit *fit,
              GArray             *detections)
{
  const float *scores = reel_nn_run_get_output (run, level);
  const float *sides = reel_nn_run_get_output (run, N_LEVELS + level);
  guint stride = strides[level], n = SIDE / stride;

  for (guint place = 0; place < n * n; place++)
    for (guint c = 0; c < REEL_DETECTOR_N_CLASSES; c++)
      {
        float score = scores[(gsize) place * REEL_DETECTOR_N_CLASSES + c];
        const float *logits = sides + (gsize) place * 4 * N_BINS;
        float x = (place % n + 0.5f) * stride, y = (place / n + 0.5f) * stride;
        ReelDetection detection = { c, MIN (score, 1), { 0, }, { 0, } };

        /* A score that is not a number is none. */
        if (!(score >= least) || detections->len >= MOST_CANDIDATES)
          continue;

        detection.box.left = x - expect_distance (logits) * stride;
        detection.box.top = y - expect_distance (logits + N_BINS) * stride;
        detection.box.right = x + expect_distance (logits + 2 * N_BINS) * stride;
        detection.box.bottom = y + expect_distance (logits + 3 * N_BINS) * stride;
        reel_sight_fit_to_frame (fit, &detection.box);
        if (reel_box_get_area (&detection.box) > 0)
          g_array_append_val (detections, detection);
      }
}

/**
 * reel_detector_find:
 * @self: a detector
 * @frame: a picture
 * @least: the score from which on to tell of an object, 0…1
 * @cancellable: (nullable): ends it within milliseconds
 * @error: return location of a #ReelEngineError, or %G_IO_ERROR_CANCELLED
 *
 * Finds objects. Blocks for some ten milliseconds, in the caller's thread.
 *
 * Returns: (transfer full) (nullable) (element-type ReelDetection): by falling score, 100 at most; %NULL on an error
 */
GArray *
reel_detector_find (ReelDetector  *self,
                    ReelFrame     *frame,
                    float          least,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr (GArray) detections = NULL;
  g_autofree guint8 *rgb = NULL;
  g_autofree float *input = NULL;
  ReelSightLease *lease;
  ReelSightFit fit;

  g_return_val_if_fail (REEL_IS_DETECTOR (self), NULL);
  g_return_val_if_fail (frame != NULL, NULL);

  rgb = reel_sight_picture_fit (frame, SIDE, STRETCH, &fit);
  if (rgb == NULL)
    {
      reel_engine_error_set_frame (error);
      return NULL;
    }

  lease = reel_sight_network_begin (self->network, error);
  if (lease == NULL)
    return NULL;

  input = normalise (rgb);
  if (reel_nn_run_execute (lease->run, input, sizeof (float) * 3 * SIDE * SIDE, cancellable, error))
    {
      detections = g_array_new (FALSE, FALSE, sizeof (ReelDetection));
      for (guint level = N_LEVELS; level-- > 0;)
        decode_level (lease->run, level, least, &fit, detections);
    }
  reel_sight_network_end (self->network, lease);
  if (detections == NULL)
    return NULL;

  reel_detections_suppress (detections, OVERLAP, MOST);
  return g_steal_pointer (&detections);
}
