/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-frame.h"

G_BEGIN_DECLS

/**
 * ReelSampledFrame:
 * @frame: a picture, its long side 320 pixels at most
 * @n_faces: how many faces the detector found, -1 where none was asked or there is no detector
 * @face_height: height of the largest face, as a part of the frame's height (0…1)
 *
 * One of the pictures, about 10 a second, that a clip is measured by.
 */
typedef struct
{
  ReelFrame *frame; /* (owned) */
  int n_faces;
  double face_height;
} ReelSampledFrame;

/**
 * ReelTag:
 * @category: such as `shot_size`, `camera_movement`, `shooting_angle`
 * @value: such as `wide`, `pan_left`; `unknown` where it could not be told
 * @confidence: 0…1
 */
typedef struct
{
  const char *category; /* static */
  const char *value;    /* static */
  double confidence;
} ReelTag;

/*
 * What turns clips and queries into vectors of one space. Vectors have unit length. Different spaces are never compared.
 * All functions may be called from any thread.
 */
#define REEL_TYPE_ENGINE (reel_engine_get_type ())
G_DECLARE_INTERFACE (ReelEngine, reel_engine, REEL, ENGINE, GObject)

struct _ReelEngineInterface
{
  GTypeInterface parent_iface;

  const char *(*get_space_id)  (ReelEngine *self);
  guint       (*get_dims)      (ReelEngine *self);
  gboolean    (*encode_frames) (ReelEngine *self, GPtrArray *frames, float *vector, GArray *tags, GError **error);
  gboolean    (*encode_text)   (ReelEngine *self, const char *text, float *vector, char ***unknown_words, GError **error);
};

const char *reel_engine_get_space_id  (ReelEngine *self);
guint       reel_engine_get_dims      (ReelEngine *self);
/* @frames: (element-type ReelSampledFrame), of one clip, in order; @vector: (out caller-allocates): dims floats;
 * @tags: (nullable) (element-type ReelTag): appended to */
gboolean    reel_engine_encode_frames (ReelEngine *self, GPtrArray *frames, float *vector, GArray *tags, GError **error);
/* @unknown_words: (out) (transfer full): words that match no concept. All zeros where nothing was understood. */
gboolean    reel_engine_encode_text   (ReelEngine *self, const char *text, float *vector, char ***unknown_words,
                                       GError **error);

G_END_DECLS
