/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"

G_BEGIN_DECLS

/**
 * EvalClip:
 * @start: seconds
 * @end: seconds
 * @vector: (owned): the engine's dims floats
 *
 * A clip of a video of the evaluation.
 */
typedef struct
{
  double start, end;
  float *vector;
} EvalClip;

/**
 * EvalVideo:
 * @name: (owned): its name in corpus.tsv, without the suffix
 * @clips: (owned) (element-type EvalClip): in the order of time
 * @is_cached: whether @clips were read, and not made
 * @seconds: how long it took to make @clips
 */
typedef struct
{
  char *name;
  GArray *clips;
  gboolean is_cached;
  double seconds;
} EvalVideo;

EvalVideo *eval_video_load (ReelEngine  *engine,
                            const char  *path,
                            const char  *cache_folder,
                            gboolean     is_fresh,
                            GError     **error);
void       eval_video_zero (EvalVideo   *self,
                            guint        from,
                            guint        to);
void       eval_video_free (EvalVideo   *self);

G_END_DECLS
