/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/reel-engine-error.h"
#include "engine/reel-engine-reading.h"
#include "engine/reel-evidence.h"
#include "engine/reel-sampled-frame.h"

G_BEGIN_DECLS

/**
 * ReelEngineInput:
 * @long_side: pixels of a frame's longer side; more is of no use to the engine
 * @rate: frames a second, of all that a clip has
 * @most_frames: how many of a clip's frames it looks at closely, which is what costs time; 0 where it only measures
 *
 * What frames an engine wants of each clip.
 */
typedef struct
{
  guint long_side;
  double rate;
  guint most_frames;
} ReelEngineInput;

/**
 * ReelEngineReason:
 * @concept: what spoke for a hit, to be shown to the user
 * @share: its share of the similarity; all shares together are 1 at most
 */
typedef struct
{
  char *concept; /* (owned) */
  double share;
} ReelEngineReason;

void reel_engine_reason_free (ReelEngineReason *self);

/*
 * What turns clips and queries into vectors of one space. Vectors have unit length, so a plain cosine ranks. Different spaces
 * are never compared. All functions may be called from any thread; those that take a cancellable block, and are for a worker
 * thread. An engine that is not loaded loads itself when it is asked to encode.
 */
#define REEL_TYPE_ENGINE (reel_engine_get_type ())
G_DECLARE_INTERFACE (ReelEngine, reel_engine, REEL, ENGINE, GObject)

/**
 * ReelEngineInterface:
 * @get_space_id: see reel_engine_get_space_id()
 * @get_dims: see reel_engine_get_dims()
 * @get_input: see reel_engine_get_input()
 * @load: (nullable): see reel_engine_load(); %NULL where there is nothing to load
 * @encode_frames: see reel_engine_encode_frames()
 * @glance: (nullable): see reel_engine_glance(); %NULL where @encode_frames is quick enough
 * @encode_text: see reel_engine_encode_text()
 * @explain: (nullable): see reel_engine_explain(); %NULL where the dimensions mean nothing to people
 * @get_likeness: (nullable): see reel_engine_get_likeness(); %NULL where an engine can't tell what looks alike
 * @fill_likeness: (nullable): see reel_engine_fill_likeness()
 * @trim: (nullable): see reel_engine_trim()
 * @dup_recipe: (nullable): see reel_engine_dup_recipe(); %NULL where it can't be made a second time
 */
struct _ReelEngineInterface
{
  GTypeInterface parent_iface;

  const char *(*get_space_id)  (ReelEngine *self);
  guint       (*get_dims)      (ReelEngine *self);
  void        (*get_input)     (ReelEngine *self, ReelEngineInput *input);
  gboolean    (*load)          (ReelEngine *self, GCancellable *cancellable, GError **error);
  gboolean    (*encode_frames) (ReelEngine *self, GPtrArray *frames, float *vector, ReelEvidence **evidence,
                                GCancellable *cancellable, GError **error);
  gboolean    (*glance)        (ReelEngine *self, GPtrArray *frames, float *vector, ReelEvidence **evidence,
                                GCancellable *cancellable, GError **error);
  gboolean    (*encode_text)   (ReelEngine *self, const char *text, float *vector, ReelEngineReading **reading,
                                GCancellable *cancellable, GError **error);
  GPtrArray  *(*explain)       (ReelEngine *self, const float *query, const float *clip, guint n_most);
  const char *(*get_likeness)  (ReelEngine *self, guint *dims);
  gboolean    (*fill_likeness) (ReelEngine *self, const ReelEvidence *evidence, float *vector, GError **error);
  void        (*trim)          (ReelEngine *self);
  char      **(*dup_recipe)    (ReelEngine *self);
};

const char *reel_engine_get_space_id  (ReelEngine         *self);
guint       reel_engine_get_dims      (ReelEngine         *self);
void        reel_engine_get_input     (ReelEngine         *self,
                                       ReelEngineInput    *input);
gboolean    reel_engine_load          (ReelEngine         *self,
                                       GCancellable       *cancellable,
                                       GError            **error);
gboolean    reel_engine_encode_frames (ReelEngine         *self,
                                       GPtrArray          *frames,
                                       float              *vector,
                                       ReelEvidence      **evidence,
                                       GCancellable       *cancellable,
                                       GError            **error);
gboolean    reel_engine_glance        (ReelEngine         *self,
                                       GPtrArray          *frames,
                                       float              *vector,
                                       ReelEvidence      **evidence,
                                       GCancellable       *cancellable,
                                       GError            **error);
gboolean    reel_engine_encode_text   (ReelEngine         *self,
                                       const char         *text,
                                       float              *vector,
                                       ReelEngineReading **reading,
                                       GCancellable       *cancellable,
                                       GError            **error);
GPtrArray  *reel_engine_explain       (ReelEngine         *self,
                                       const float        *query,
                                       const float        *clip,
                                       guint               n_most);
const char *reel_engine_get_likeness  (ReelEngine         *self,
                                       guint              *dims);
gboolean    reel_engine_fill_likeness (ReelEngine         *self,
                                       const ReelEvidence *evidence,
                                       float              *vector,
                                       GError            **error);
void        reel_engine_trim          (ReelEngine         *self);
char      **reel_engine_dup_recipe    (ReelEngine         *self);

G_END_DECLS
