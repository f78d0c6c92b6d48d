/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-word-lexicon.h"

G_BEGIN_DECLS

/**
 * ReelQueryUse:
 * @REEL_QUERY_USED: the word is understood
 * @REEL_QUERY_LOOSE: something more general stands in for it, or only the text model has an idea of it
 * @REEL_QUERY_UNKNOWN: not understood; it counts only where it is read in a picture
 *
 * What became of a word.
 */
typedef enum
{
  REEL_QUERY_USED,
  REEL_QUERY_LOOSE,
  REEL_QUERY_UNKNOWN,
} ReelQueryUse;

/**
 * ReelQueryTerm:
 * @text: (owned): the word or phrase, in lower case
 * @use: what became of it
 * @is_negated: whether it is not wanted
 * @weight: how much it counts, above 0
 * @via: (owned) (nullable): what stands in for it, in English
 * @evidence: (owned) (element-type ReelWordEvidence): the axes that it asks for, before @weight and negation
 *
 * A word or phrase of a query.
 */
typedef struct
{
  char *text;
  ReelQueryUse use;
  gboolean is_negated;
  float weight;
  char *via;
  GArray *evidence;
} ReelQueryTerm;

/**
 * ReelQueryConcept:
 * @concept: a concept of the bank
 * @weight: its share, 0…1
 *
 * What the text model takes a query for.
 */
typedef struct
{
  guint concept;
  float weight;
} ReelQueryConcept;

/* What a text asks for: its terms, and a vector over the axes of reel-concept-space.h. Never changes: from any thread. */
typedef struct _ReelQuery ReelQuery;

void         reel_query_free             (ReelQuery       *self);
const float *reel_query_get_vector       (const ReelQuery *self);
float        reel_query_get_reach        (const ReelQuery *self);
float        reel_query_get_similarity   (const ReelQuery *self,
                                          float            cosine);
gboolean     reel_query_is_empty         (const ReelQuery *self);
gboolean     reel_query_is_only_negative (const ReelQuery *self);
const char  *reel_query_get_language     (const ReelQuery *self);
GPtrArray   *reel_query_get_terms        (const ReelQuery *self);
GArray      *reel_query_get_concepts     (const ReelQuery *self);
GStrv        reel_query_dup_words        (const ReelQuery *self,
                                          ReelQueryUse     use);
GArray      *reel_query_explain          (const ReelQuery *self,
                                          const float     *clip,
                                          guint            n_axes);
void         reel_query_term_free        (ReelQueryTerm   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelQuery, reel_query_free)

G_END_DECLS
