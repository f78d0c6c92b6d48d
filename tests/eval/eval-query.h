/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "eval-video.h"

G_BEGIN_DECLS

/**
 * EvalTruth:
 * @video: (owned): a video that is right
 * @from: seconds from which on it shows what is asked for; negative where it does all the time
 * @to: seconds
 */
typedef struct
{
  char *video;
  double from, to;
} EvalTruth;

/**
 * EvalHit:
 * @video: (borrowed): a video
 * @clip: (borrowed): its best clip
 * @similarity: what people would see
 */
typedef struct
{
  const EvalVideo *video;
  const EvalClip *clip;
  double similarity;
} EvalHit;

/**
 * EvalQuery:
 * @half: (owned): `dev` or `held`
 * @id: (owned): its number, which its translations share
 * @group: (owned): what it asks for; `absent` where no video of its half shows it
 * @language: (owned): `en`, `zh`, …
 * @text: (owned): what is asked
 * @truth: (owned) (element-type EvalTruth): what is right
 * @vector: (owned) (nullable): what it became, from eval_query_ask()
 * @words: (owned) (nullable): which of its words were taken loosely or not understood
 * @hits: (owned) (nullable) (element-type EvalHit): one for each video that is found, best first
 * @rank: the first right one among @hits, from 1; 0 where there is none
 * @sure: from which similarity on a hit is sure
 * @time_error: seconds from where the first hit begins to where it ought to; negative where that is not known
 */
typedef struct
{
  char *half, *id, *group, *language, *text;
  GArray *truth;
  float *vector;
  char *words;
  GArray *hits;
  guint rank;
  double sure;
  double time_error;
} EvalQuery;

/* What turns a text into a vector: an engine, or an engine without one of its parts. */
typedef gboolean (*EvalEncode) (gpointer            data,
                                const char         *text,
                                float              *vector,
                                ReelEngineReading **reading,
                                GError            **error);

GPtrArray *eval_queries_load    (const char   *path,
                                 GError      **error);
gboolean   eval_query_is_absent (EvalQuery    *self);
gboolean   eval_query_is_asked  (EvalQuery    *self,
                                 GPtrArray    *videos);
gboolean   eval_query_ask       (EvalQuery    *self,
                                 GPtrArray    *videos,
                                 guint         dims,
                                 EvalEncode    encode,
                                 gpointer      data,
                                 GError      **error);
void       eval_query_free      (EvalQuery    *self);

G_END_DECLS
