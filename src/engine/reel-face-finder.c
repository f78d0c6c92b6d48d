/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "engine/reel-engine-error.h"
#include "engine/reel-face-finder.h"
#include "engine/reel-sight-network.h"
#include "engine/reel-sight-picture.h"

/* The network: see data/models/blazeface.txt. */
#define SIDE     256
#define N_LEVELS 2

/* Numbers of an anchor: middle, width, height, and six points that are not used. */
#define N_NUMBERS 16

/* Pictures with a face scored .67 and more, those without .23 at most, a blurred one .31. */
#define LEAST 0.5f

#define OVERLAP 0.3f
#define MOST 50

static const struct
{
  guint side, n_anchors;
} levels[N_LEVELS] = { { 16, 2 }, { 8, 6 } };

static const ReelSightKind kind = {
  .file = "blazeface.reelnn",
  .type = REEL_NN_TENSOR_F32,
  .side = SIDE,
  .n_outputs = 2 * N_LEVELS,
  .outputs = { 16 * 16 * 2, 8 * 8 * 6, 16 * 16 * 2 * N_NUMBERS, 8 * 8 * 6 * N_NUMBERS },
};

struct _ReelFaceFinder
{
  GObject parent_instance;

  /* owned */
  ReelSightNetwork *network;
};

G_DEFINE_FINAL_TYPE (ReelFaceFinder, reel_face_finder, G_TYPE_OBJECT)

static void
reel_face_finder_finalize (GObject *object)
{
  ReelFaceFinder *self = REEL_FACE_FINDER (object);

  g_clear_pointer (&self->network, reel_sight_network_free);

  G_OBJECT_CLASS (reel_face_finder_parent_class)->finalize (object);
}

static void
reel_face_finder_class_init (ReelFaceFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_face_finder_finalize;
}

static void
reel_face_finder_init (ReelFaceFinder *self)
{
}

/**
 * reel_face_finder_new:
 * @folder: the folder of models
 *
 * Returns: (transfer full): a face finder, which is not loaded yet
 */
ReelFaceFinder *
reel_face_finder_new (const char *folder)
{
  ReelFaceFinder *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (REEL_TYPE_FACE_FINDER, NULL);
  self->network = reel_sight_network_new (&kind, folder);
  return self;
}

/**
 * reel_face_finder_load:
 * @self: a face finder
 * @error: return location of a #ReelEngineError
 *
 * Loads it, if it is not loaded. Blocks for some milliseconds.
 *
 * Returns: whether it is loaded
 */
gboolean
reel_face_finder_load (ReelFaceFinder  *self,
                       GError         **error)
{
  g_return_val_if_fail (REEL_IS_FACE_FINDER (self), FALSE);

  return reel_sight_network_load (self->network, error);
}

/**
 * reel_face_finder_trim:
 * @self: a face finder
 *
 * Lets go of its memory, until it is needed again.
 */
void
reel_face_finder_trim (ReelFaceFinder *self)
{
  g_return_if_fail (REEL_IS_FACE_FINDER (self));

  reel_sight_network_trim (self->network);
}

static float *
normalise (const guint8 *rgb)
{
  gsize n = (gsize) SIDE * SIDE * 3;
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = rgb[i] / 127.5f - 1;

  return values;
}

static void
decode_level (ReelNnRun          *run,
              guint               level,
              const ReelSightFit *fit,
              GArray             *faces)
{
  const float *logits = reel_nn_run_get_output (run, level);
  const float *numbers = reel_nn_run_get_output (run, N_LEVELS + level);
  guint n = levels[level].side, n_anchors = levels[level].n_anchors;
  float step = (float) SIDE / n;

  for (guint i = 0; i < n * n * n_anchors; i++, numbers += N_NUMBERS)
    {
      guint place = i / n_anchors;
      float score = 1 / (1 + expf (-logits[i]));
      float x = (place % n + 0.5f) * step + numbers[0], y = (place / n + 0.5f) * step + numbers[1];
      ReelBox box = { x - numbers[2] / 2, y - numbers[3] / 2, x + numbers[2] / 2, y + numbers[3] / 2 };
      ReelDetection face = { 0, score, box, { 0, } };

      if (!(score >= LEAST))
        continue;

      reel_sight_fit_to_frame (fit, &face.box);
      if (reel_box_get_area (&face.box) > 0)
        g_array_append_val (faces, face);
    }
}

/**
 * reel_face_finder_find:
 * @self: a face finder
 * @frame: a picture
 * @cancellable: (nullable): ends it within milliseconds
 * @error: return location of a #ReelEngineError, or %G_IO_ERROR_CANCELLED
 *
 * Finds faces that look about at the camera and take a tenth of the frame's longer side or more. Blocks for some ten
 * milliseconds, in the caller's thread.
 *
 * Returns: (transfer full) (nullable) (element-type ReelDetection): by falling score; %NULL on an error
 */
GArray *
reel_face_finder_find (ReelFaceFinder  *self,
                       ReelFrame       *frame,
                       GCancellable    *cancellable,
                       GError         **error)
{
  g_autoptr (GArray) faces = NULL;
  g_autofree guint8 *rgb = NULL;
  g_autofree float *input = NULL;
  ReelSightLease *lease;
  ReelSightFit fit;

  g_return_val_if_fail (REEL_IS_FACE_FINDER (self), NULL);
  g_return_val_if_fail (frame != NULL, NULL);

  /* A face has the proportions of a face: nothing is stretched. */
  rgb = reel_sight_picture_fit (frame, SIDE, 1, &fit);
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
      faces = g_array_new (FALSE, FALSE, sizeof (ReelDetection));
      for (guint level = 0; level < N_LEVELS; level++)
        decode_level (lease->run, level, &fit, faces);
    }
  reel_sight_network_end (self->network, lease);
  if (faces == NULL)
    return NULL;

  reel_detections_suppress (faces, OVERLAP, MOST);
  return g_steal_pointer (&faces);
}
