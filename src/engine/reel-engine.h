/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/reel-sampled-frame.h"
#include "engine/reel-tag.h"

G_BEGIN_DECLS

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
