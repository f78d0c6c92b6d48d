/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/reel-question.h"

/**
 * reel_question_new:
 * @owner: who waits for the answer, and drops the question before it goes
 *
 * Returns: (transfer full): a question
 */
ReelQuestion *
reel_question_new (gpointer owner)
{
  ReelQuestion *self = g_rc_box_new0 (ReelQuestion);

  self->owner = owner;
  self->cancellable = g_cancellable_new ();
  return self;
}

/**
 * reel_question_ref:
 * @self: a question
 *
 * Returns: (transfer full): @self
 */
ReelQuestion *
reel_question_ref (ReelQuestion *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  ReelQuestion *self = data;

  g_clear_object (&self->cancellable);
}

/**
 * reel_question_unref:
 * @self: (transfer full) (type ReelQuestion): a question; also for the callbacks that free what they were given
 */
void
reel_question_unref (gpointer self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * reel_question_drop:
 * @slot: (inout): where the owner has its question, or %NULL
 *
 * Gives the question up, answered or not.
 */
void
reel_question_drop (ReelQuestion **slot)
{
  g_autoptr (ReelQuestion) self = g_steal_pointer (slot);

  if (self == NULL)
    return;
  self->owner = NULL;
  g_cancellable_cancel (self->cancellable);
}
