/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-query-private.h"

G_BEGIN_DECLS

/* A text while it becomes terms. */
typedef struct
{
  const ReelWordReader *reader; /* (borrowed) */
  GPtrArray *tokens;            /* (borrowed) */
  const char *language;         /* (borrowed) */
  gboolean is_english;

  GPtrArray *terms;             /* (owned until returned) (element-type ReelQueryTerm) */
  guint phrase;                 /* where the phrase began among the terms */
  gboolean is_later;            /* whether a phrase with a head came before */
  gboolean is_negated;          /* what follows in this phrase */
} ReelQueryParser;

/* reel-query-phrase.c */
ReelWordnetParts reel_query_parser_get_parts  (const ReelQueryParser *self,
                                               const char            *word);
gboolean         reel_query_term_is_colour    (const ReelQueryTerm   *term);
void             reel_query_parser_end_phrase (ReelQueryParser       *self);

G_END_DECLS
