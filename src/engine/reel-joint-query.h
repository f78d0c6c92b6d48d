/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine-reading.h"
#include "engine/reel-word-reader.h"

G_BEGIN_DECLS

/**
 * ReelJointQuery:
 * @prompt: (nullable): the text for the model; %NULL where nothing is wanted or understood
 * @used: words that the model gets as they are
 * @loose: words that reach it as English labels
 * @unknown: words that do not reach it: what is not wanted, and what has no label
 * @is_only_negative: whether the text says only what is not wanted
 *
 * What a joint model is asked for a text.
 */
typedef struct
{
  char *prompt;      /* (owned) */
  GPtrArray *used, *loose, *unknown; /* (owned) (element-type utf8) */
  gboolean is_only_negative;
} ReelJointQuery;

ReelJointQuery    *reel_joint_query_new  (const ReelWordReader  *reader,
                                          const char            *text,
                                          GCancellable          *cancellable,
                                          GError               **error);
void               reel_joint_query_free (ReelJointQuery        *self);
ReelEngineReading *reel_joint_query_read (ReelJointQuery        *self,
                                          const ReelEngineScale *scale);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelJointQuery, reel_joint_query_free)

G_END_DECLS
