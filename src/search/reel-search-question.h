/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "api/reel-example.h"

G_BEGIN_DECLS

/**
 * ReelSearchQuestion:
 * @text: the words; of an example its question
 * @example: (nullable): what the hits are to look like
 * @collection_id: (nullable): where it is asked; %NULL for all collections
 * @scope: (nullable): the name of that collection, for people
 * @top_k: how many hits each collection is asked for
 *
 * One question to the service. More hits, another try and a saved search refer to the question itself, and not to what the
 * window shows by then. Reference counted, and immutable.
 */
typedef struct
{
  char *text;           /* (owned) */
  ReelExample *example; /* (owned) (nullable) */
  char *collection_id;  /* (owned) (nullable) */
  char *scope;          /* (owned) (nullable) */
  guint top_k;
} ReelSearchQuestion;

#define REEL_TYPE_SEARCH_QUESTION (reel_search_question_get_type ())
GType reel_search_question_get_type (void);

ReelSearchQuestion *reel_search_question_new   (const char         *text,
                                                ReelExample        *example,
                                                const char         *collection_id,
                                                const char         *scope,
                                                guint               top_k);
ReelSearchQuestion *reel_search_question_ref   (ReelSearchQuestion *self);
void                reel_search_question_unref (ReelSearchQuestion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSearchQuestion, reel_search_question_unref)

G_END_DECLS
