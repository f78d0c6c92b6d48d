/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ReelEngineReading:
 * @used: the words of a query that were taken for what they say
 * @loose: those that were taken for something near
 * @unknown: those that mean nothing to the engine
 *
 * How an engine read a query: its own words, each in one of the lists, in their order. Reference counted; nobody changes it
 * once it is made.
 */
typedef struct
{
  char **used;    /* (owned) */
  char **loose;   /* (owned) */
  char **unknown; /* (owned) */
} ReelEngineReading;

#define REEL_TYPE_ENGINE_READING (reel_engine_reading_get_type ())
GType              reel_engine_reading_get_type (void);
ReelEngineReading *reel_engine_reading_new      (char             **used,
                                                 char             **loose,
                                                 char             **unknown);
ReelEngineReading *reel_engine_reading_ref      (ReelEngineReading *self);
void               reel_engine_reading_unref    (ReelEngineReading *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelEngineReading, reel_engine_reading_unref)

G_END_DECLS
