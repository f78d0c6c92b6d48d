/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-search-question.h"

G_DEFINE_BOXED_TYPE (ReelSearchQuestion, reel_search_question, reel_search_question_ref, reel_search_question_unref)

/**
 * reel_search_question_new:
 * @text: the words; of an example its question
 * @example: (nullable): what the hits are to look like
 * @collection_id: (nullable): where to ask; %NULL for all collections
 * @scope: (nullable): the name of that collection, for people
 * @top_k: how many hits to ask each collection for
 *
 * Returns: (transfer full): the question
 */
ReelSearchQuestion *
reel_search_question_new (const char  *text,
                          ReelExample *example,
                          const char  *collection_id,
                          const char  *scope,
                          guint        top_k)
{
  ReelSearchQuestion *self;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (top_k > 0, NULL);

  self = g_atomic_rc_box_new0 (ReelSearchQuestion);
  self->text = g_strdup (text);
  self->example = example != NULL ? reel_example_ref (example) : NULL;
  self->collection_id = g_strdup (collection_id);
  self->scope = g_strdup (scope);
  self->top_k = top_k;
  return self;
}

/**
 * reel_search_question_ref:
 * @self: a question
 *
 * Returns: (transfer full): the same
 */
ReelSearchQuestion *
reel_search_question_ref (ReelSearchQuestion *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  ReelSearchQuestion *self = data;

  g_free (self->text);
  g_clear_pointer (&self->example, reel_example_unref);
  g_free (self->collection_id);
  g_free (self->scope);
}

/**
 * reel_search_question_unref:
 * @self: (transfer full): a question
 */
void
reel_search_question_unref (ReelSearchQuestion *self)
{
  g_return_if_fail (self != NULL);
  g_atomic_rc_box_release_full (self, clear);
}
