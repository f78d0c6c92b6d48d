/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ReelEngineScale:
 * @factor: a cosine times this is the similarity that people see; 0 where nothing can be found
 * @least: what is less similar is no hit
 * @sure: from here on a hit is sure, below it is possible; 0 where an engine can't tell
 * @offset: what is added to that product, 0 in most engines; without meaning where @factor is 0
 *
 * How the cosines of a query are to be read.
 */
typedef struct
{
  float factor, least, sure, offset;
} ReelEngineScale;

float reel_engine_scale_get_similarity (const ReelEngineScale *self,
                                        float                  cosine);
float reel_engine_scale_get_cosine     (const ReelEngineScale *self,
                                        float                  similarity);

/**
 * ReelEngineReading:
 * @used: (nullable): the words of a query that were taken for what they say; %NULL where the engine does not tell
 * @loose: (nullable): those that were taken for something near
 * @unknown: those that mean nothing to the engine
 * @scale: how cosines with the query's vector are to be read
 * @is_only_negative: whether the query says only what is not wanted
 *
 * How an engine read a query: its own words, each in one of the lists, in their order. Reference counted; nobody changes it
 * once it is made.
 */
typedef struct
{
  char **used;    /* (owned) (nullable) */
  char **loose;   /* (owned) (nullable) */
  char **unknown; /* (owned) */
  ReelEngineScale scale;
  gboolean is_only_negative;
} ReelEngineReading;

#define REEL_TYPE_ENGINE_READING (reel_engine_reading_get_type ())
GType              reel_engine_reading_get_type (void);
ReelEngineReading *reel_engine_reading_new      (char             **used,
                                                 char             **loose,
                                                 char             **unknown,
                                                 ReelEngineScale    scale,
                                                 gboolean           is_only_negative);
float              reel_engine_reading_get_similarity (const ReelEngineReading *self,
                                                 float              cosine);
ReelEngineReading *reel_engine_reading_ref      (ReelEngineReading *self);
void               reel_engine_reading_unref    (ReelEngineReading *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelEngineReading, reel_engine_reading_unref)

G_END_DECLS
